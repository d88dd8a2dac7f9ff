"""Learn the weights of recall that ship with the package, and see how sure it can be; the same numbers each time.

    THYSELF_DATA=… python -m studies._learn_fusion

Writes ``weights.json`` and ``closer.json`` of ``src/thyself/retrieval``: learned on LoCoMo alone, every question with
either speaker as the person and with neither, so that the other sets stay unseen. Prints the signs of
:mod:`thyself.retrieval.sure` and how well they tell questions with an answer from questions about somebody else, on
conversations that they were not learned on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random

import numpy as np

from studies._measure import NOW, Prepared, held, prepared, seen_closely
from studies._recall_data import Dialogue, locomo
from thyself.core import Settings
from thyself.models import Embedder, embedder
from thyself.models.port import WordEmbedder
from thyself.retrieval.closer import CLOSER
from thyself.retrieval.features import Question, cosines, table
from thyself.retrieval.fusion import Weights, learn
from thyself.retrieval.index import index_of
from thyself.retrieval.recall import as_asked
from thyself.retrieval.sure import SIGNS, signs
from thyself.store import Scope

WEIGHTS = Path(__file__).parents[1] / "src/thyself/retrieval/weights.json"
LEARNED_ON = "LoCoMo, five conversations, with either speaker as the person and with neither; listwise"
CLOSER_ON = "LoCoMo, five conversations, with the first speaker as the person and with neither; listwise"
#: So many questions of each conversation, with an answer and without one, teach how sure to be.
ASKED = 70


def fusion(folder: Path, model: WordEmbedder) -> tuple[Weights, Weights]:
    """The weights of the first look and of the closer one."""
    with ExitStack() as homes:
        scopes: list[tuple[Scope, list[Prepared]]] = []
        for me in (None, 0, 1):
            for talk in locomo(folder, me=me):
                asked = [each for each in talk.questions if each.category != "adversarial"]
                scope = homes.enter_context(held(talk))
                scopes.append((scope, prepared(scope, asked, model)))
        first = learn([each.example for _, asked in scopes for each in asked], learned_on=LEARNED_ON)
        both = scopes[: 2 * len(scopes) // 3]  # the second speaker as the person adds nothing here
        close = [one for scope, asked in both for one in seen_closely(scope, asked, model, first)]
        return first, learn(close, learned_on=CLOSER_ON)


def certainty(folder: Path, model: Embedder, weights: Weights) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Signs, whether there is an answer, and the number of the conversation, for each question."""
    rng, talks = Random(0), list(locomo(folder))
    rows: list[list[float]] = []
    answered: list[bool] = []
    of: list[int] = []
    for number, talk in enumerate(talks):
        own = [each.text for each in talk.questions if each.category != "adversarial"]
        texts = [(text, True) for text in rng.sample(own, min(ASKED, len(own)))]
        texts += [(text, False) for text in rng.sample(_of_others(talk, talks), ASKED)]
        with held(talk) as scope:
            view = index_of(scope).view(scope, model)
            among = np.ones(len(view.ids), dtype=bool)
            for text, has_answer in texts:
                question = Question(text, as_asked(view, text, NOW, scope, among), scope.zone, among)
                found = table(view, question, model)
                rows.append(signs(found, weights.score(found), cosines(view, question, model)))
                answered.append(has_answer)
                of.append(number)
    return np.array(rows), np.array(answered), np.array(of)


def _of_others(talk: Dialogue, talks: Sequence[Dialogue]) -> list[str]:
    """Questions of the other conversations, with the names of this one."""
    mine = sorted({trace.author for trace in talk.traces})
    asked = []
    for other in talks:
        theirs = sorted({trace.author for trace in other.traces})
        for each in other.questions if other is not talk else ():
            text = each.text
            for name, own in zip(theirs, mine, strict=True):
                text = re.sub(rf"\b{re.escape(name)}\b", own, text)
            asked.append(text)
    return asked


def logistic(rows: np.ndarray, right: np.ndarray, *, penalty: float = 1.0, steps: int = 25) -> np.ndarray:
    """Weights and, last, the intercept of a logistic regression, by Newton's steps."""
    whole = np.column_stack([rows, np.ones(len(rows))])
    ridge = penalty * np.diag([1.0] * rows.shape[1] + [0.0])
    weight = np.zeros(whole.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-whole @ weight))
        slope = whole.T @ (right - chance) - ridge @ weight
        curve = (whole * (chance * (1 - chance))[:, None]).T @ whole + ridge
        weight += np.linalg.solve(curve, slope)
    return weight


def area(scores: np.ndarray, right: np.ndarray) -> float:
    """The chance that a question with an answer scores above one without."""
    better = scores[right][:, None] - scores[~right][None, :]
    return float((better > 0).mean() + 0.5 * (better == 0).mean())


def main() -> None:
    """Write the weights, print the rest."""
    folder = Path(os.environ["THYSELF_DATA"]) / "locomo"
    model = embedder(Settings())
    assert isinstance(model, WordEmbedder), "install what the MiniLM embedder needs"
    weights, closer = fusion(folder, model)
    WEIGHTS.write_text(weights.dumps(), encoding="utf-8")
    WEIGHTS.with_name("closer.json").write_text(closer.dumps(CLOSER), encoding="utf-8")
    rows, answered, of = certainty(folder, model, weights)
    standard = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    unseen = np.zeros(len(rows))
    for number in np.unique(of):
        learned = logistic(standard[of != number], answered[of != number])
        unseen[of == number] = standard[of == number] @ learned[:-1] + learned[-1]
    areas = [area(unseen[of == number], answered[of == number]) for number in np.unique(of)]
    print(f"area under the curve, conversation left out: {area(unseen, answered):.3f}; each: {np.round(areas, 3)}")
    whole = logistic(standard, answered)
    for sign, mean, deviation, weight in zip(SIGNS, rows.mean(axis=0), rows.std(axis=0), whole, strict=False):
        print(f'    Sign("{sign.name}", {mean:.4f}, {deviation:.4f}, {weight:.4f}),')
    print(f"intercept {whole[-1]:.4f}")
    chance = 1 / (1 + np.exp(-unseen))
    for limit in (0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.3, 0.5):
        print(
            f"below {limit}: {(chance[answered] < limit).mean():.3f} of those with an answer,"
            f" {(chance[~answered] < limit).mean():.3f} of those without"
        )


if __name__ == "__main__":
    main()
