"""Default: does our own recall find the evidence, on dialogues that its weights were not learned on?

Data: LoCoMo, by leaving one conversation out: the weights are learned on the others, with either speaker as the person
and with neither, and tested on it. Beside it, on the same questions: BM25 alone, the embedder alone, rank fusion. Other
sets (PersonaBench, MemoryBank, LongMemEval) are measured with the weights that are shipped, learned on LoCoMo alone.

Claim: learned fusion finds more of the evidence than words alone, at ten turns and at a budget of tokens.

    thyself study default
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from studies._measure import NOW, Prepared, held, prepared, seen_closely, share_found
from studies._recall_data import Asked, Dialogue, locomo, longmemeval, memorybank, personabench
from thyself.core import ModelUnavailable, estimate_tokens
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.study import Cell
from thyself.models.port import Embedder, WordEmbedder
from thyself.retrieval import Dense, Fused, Learned, Lexical, Recall, complete, pack
from thyself.retrieval.fusion import learn
from thyself.retrieval.recall import Scorer
from thyself.store import Scope

K: Final = 10
BUDGETS: Final = (500, 1000, 2000)
#: How many turns packing may choose from: more than fit into the largest budget.
WIDE: Final = 200
#: The same turns are counted for every question.
COUNT: Final = lru_cache(maxsize=None)(estimate_tokens)
#: The budget of the verdict's second figure, in tokens.
AT: Final = 1000
KINDS: Final = ("single-hop", "temporal", "multi-hop", "open-domain")


@dataclass(frozen=True, slots=True)
class Found:
    """What one way to search found: the share of the evidence of each question, at ``K`` turns and at each budget."""

    top: np.ndarray
    packed: dict[int, np.ndarray]


@study(
    name="default",
    system="default",
    title="Default: recall by learned features, on conversations that the weights were not learned on",
    claim="learned fusion finds more of the evidence than BM25 alone",
    data=("locomo", "personabench", "memorybank", "longmemeval-sample"),
    seconds=150,
)
def run(setting: Setting) -> Outcome:
    """Leave one conversation out, then the other sets with the shipped weights."""
    embedder = setting.embedder()
    if not isinstance(embedder, WordEmbedder):
        raise ModelUnavailable(f"this study needs an embedder that reads words; {embedder.name} does not")
    folder = setting.folder("locomo")
    talks = list(locomo(folder))
    asked = [each for talk in talks for each in talk.questions if each.category in KINDS]
    of = [talk.name for talk in talks for each in talk.questions if each.category in KINDS]
    ways: dict[str, list[Found]] = {}
    swapped: list[float] = []
    with ExitStack() as homes:
        known = _known(setting, embedder, homes)
        for number, talk in enumerate(talks):
            scorers: dict[str, Scorer] = {
                "learned": _learned(known, talk.name, embedder),
                "BM25": Lexical(),
                "embedder": Dense(),
                "rank fusion": Fused(),
            }
            wanted = [each for each in talk.questions if each.category in KINDS]
            scope = known[talk.name][0].scope
            for name, scorer in scorers.items():
                ways.setdefault(name, []).append(_search(scope, Recall(embedder, scorer=scorer), wanted))
            swapped += _swapped(scope, Recall(embedder, scorer=scorers["learned"]), talks, talk, wanted)
            setting.progress(number + 1, len(talks))
    whole = {name: _joined(found) for name, found in ways.items()}
    others, more = _elsewhere(setting, embedder)
    best = paired(whole["learned"].top, whole["BM25"].top, clusters=of)
    packed = paired(whole["learned"].packed[AT], whole["BM25"].packed[AT], clusters=of)
    metric = f"share of the evidence in {K} turns, categories 1 to 4"
    return Outcome(
        effect=Effect.of(best, name="learned less BM25", metric=metric),
        also=[
            Effect.of(packed, name="learned less BM25, packed", metric=f"share of the evidence in {AT:,} tokens"),
            *more,
        ],
        controls=[
            Control.worse(
                "questions about another pair, asked of this conversation",
                paired(whole["learned"].top, np.array(swapped)),
                kind="swap",
            ),
            _nothing_known(setting, embedder),
        ],
        tables=[_by_kind(whole, asked, of), _by_budget(whole, of), others],
        notes=[
            "Intervals draw whole conversations.",
            "The weights that are shipped are learned on all of these conversations; the figures here are of weights"
            " that never saw the conversation that they are tested on.",
        ],
    )


@dataclass(frozen=True, slots=True)
class Known:
    """A conversation in a home, with its questions."""

    scope: Scope
    asked: list[Prepared]


def _known(setting: Setting, embedder: WordEmbedder, homes: ExitStack) -> dict[str, list[Known]]:
    """The conversations by name, with neither and with the first speaker as the person."""
    found: dict[str, list[Known]] = {}
    for me in (None, 0):
        for talk in locomo(setting.folder("locomo"), me=me):
            wanted = [each for each in talk.questions if each.category in KINDS]
            scope = homes.enter_context(held(talk))
            found.setdefault(talk.name, []).append(Known(scope, prepared(scope, wanted, embedder)))
    return found


def _learned(known: dict[str, list[Known]], left_out: str, embedder: WordEmbedder) -> Learned:
    """Both looks, learned without one conversation."""
    seen = [each for name, several in known.items() if name != left_out for each in several]
    on = f"LoCoMo without {left_out}"
    first = learn([asked.example for each in seen for asked in each.asked], learned_on=on, steps=200)
    close = [one for each in seen for one in seen_closely(each.scope, each.asked, embedder, first)]
    return Learned(first, learn(close, learned_on=on, steps=200))


def _search(scope: Scope, recall: Recall, wanted: Sequence[Asked]) -> Found:
    """Each question is asked once; what comes back is cut at ``K``, and packed into each budget."""
    top: list[float] = []
    packed: dict[int, list[float]] = {budget: [] for budget in BUDGETS}
    for each in wanted:
        found = recall(scope, each.text, k=WIDE, now=each.now or NOW)
        top.append(share_found(found[:K], each))
        for budget in BUDGETS:
            kept = pack(found, budget, count=COUNT, query=each.text, thrift=recall.scorer.thrift)
            packed[budget].append(share_found(kept, each))
    return Found(np.array(top), {budget: np.array(shares) for budget, shares in packed.items()})


def _joined(found: Sequence[Found]) -> Found:
    return Found(
        np.concatenate([each.top for each in found]),
        {budget: np.concatenate([each.packed[budget] for each in found]) for budget in BUDGETS},
    )


def _swapped(
    scope: Scope, recall: Recall, talks: Sequence[Dialogue], talk: Dialogue, wanted: Sequence[Asked]
) -> list[float]:
    """Questions about another pair, asked of this one: none of their evidence can be here."""
    other = talks[(talks.index(talk) + 1) % len(talks)]
    texts = {trace.ref: trace.text for trace in other.traces}
    theirs = [each for each in other.questions if each.category in KINDS][: len(wanted)]
    shares = []
    for at in range(len(wanted)):
        each = theirs[at % len(theirs)]
        found = {piece.text for piece in recall(scope, each.text, k=K, now=NOW)}
        shares.append(sum(any(texts[ref] in found for ref in any_of) for any_of in each.wanted) / len(each.wanted))
    return shares


def _nothing_known(setting: Setting, embedder: Embedder) -> Control:
    """With no history there is no evidence and no certainty."""
    empty = Dialogue("nobody", (), ())
    with held(empty) as scope:
        recall = Recall(embedder)
        found = recall(scope, "When did I see the dentist?", k=K, now=NOW)
        sure = recall.answerable(scope, "When did I see the dentist?", now=NOW)
    right = int(not found) + int(sure == 0.0)
    return Control.share("no history", right, 2, expectation="nothing is found, nothing is claimed", kind="do no harm")


def _by_kind(whole: dict[str, Found], asked: Sequence[Asked], of: Sequence[str]) -> Table:
    rows = []
    for kind in ("all", *KINDS):
        chosen = np.array([kind in ("all", each.category) for each in asked])
        clusters = [name for name, inside in zip(of, chosen, strict=True) if inside]
        rows.append(
            [
                kind,
                int(chosen.sum()),
                *(str(_interval(found.top[chosen], clusters)) for found in whole.values()),
            ]
        )
    return Table(f"Share of the evidence in {K} turns, by category", ["category", "n", *whole], rows)


def _by_budget(whole: dict[str, Found], of: Sequence[str]) -> Table:
    rows = [
        [f"{budget:,}", *(str(_interval(found.packed[budget], of)) for found in whole.values())] for budget in BUDGETS
    ]
    return Table("Share of the evidence in a budget of tokens, categories 1 to 4", ["tokens", *whole], rows)


def _interval(values: np.ndarray, clusters: Sequence[str]) -> Interval:
    return bootstrap(values, clusters=clusters)


def _elsewhere(setting: Setting, embedder: Embedder) -> tuple[Table, list[Effect]]:
    """Other sets, with the shipped weights, beside words and meaning alone."""
    sets = {
        "PersonaBench (noise 0.5)": list(personabench(setting.folder("personabench"))),
        "MemoryBank": list(memorybank(setting.folder("memorybank"))),
        "LongMemEval (4 questions)": list(longmemeval(setting.folder("longmemeval-sample"))),
    }
    rows: list[Sequence[Cell]] = []
    effects = []
    for name, people in sets.items():
        shares: dict[str, list[float]] = {}
        of: list[str] = []
        for person in people:
            of += [person.name] * len(person.questions)
            with held(person) as scope:
                complete(scope, embedder)
                for way, scorer in (("learned", Learned()), ("BM25", Lexical()), ("embedder", Dense())):
                    recall = Recall(embedder, scorer=scorer)
                    shares.setdefault(way, []).extend(
                        share_found(recall(scope, each.text, k=K, now=each.now or NOW), each)
                        for each in person.questions
                    )
        rows.append([name, len(of), *(str(bootstrap(found, clusters=of)) for found in shares.values())])
        difference = paired(shares["learned"], shares["BM25"], clusters=of)
        effects.append(
            Effect.of(difference, name=f"learned less BM25, {name}", metric=f"share of the evidence in {K} turns")
        )
    return Table(
        f"Other sets, weights learned on LoCoMo alone: share of the evidence in {K} turns",
        ["set", "n", "learned", "BM25", "embedder"],
        rows,
    ), effects
