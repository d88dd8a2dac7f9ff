"""PEARL: does a scorer foretell how much a text helps, and that none will?

Planted world: texts have six signs; two of them make up the benefit, and a third, the same for all texts of a request,
tells whether anything helps at all; noise has half the spread of what can be known. The scorer learns from 120
requests and is tested on 120 others, with the anchor ("no text helps by 0") and without it.

Real mails (PanzaMail, two authors): for a mail's subject and first words, six earlier mails of the same author, half
found by words and half by chance; the benefit is how much likelier the rest of the true mail becomes to the local
language model. Each mail is left out in turn, and its texts' benefits are foretold from the others'.

Claim (PEARL, 2024): calibrated scores go with benefits across requests, and tell when retrieval will not help.

    thyself study pearl
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

import numpy as np

from studies.linguistic_control import AUTHORS
from studies.linguistic_control import mails as read
from thyself.core import Trace
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.memory import unit
from thyself.models import Embedder, LanguageModel
from thyself.retrieval.utility import SIGNS, Utility, calibrated, learn, relative, signs
from thyself.systems._find import Words

REQUESTS, TEXTS, DRAWS = 120, 8, 500
#: Mails of each author, texts for each, and words of a text, of the request and of the rest.
MAILS, BESIDE, LONG, FIRST, REST = 8, 6, 60, 8, 40
Example = tuple[np.ndarray, np.ndarray]


@study(
    name="pearl",
    system="pearl",
    title="PEARL: texts by how much they are expected to help",
    claim="scores that were learned with an anchor go with benefits (0.65 and more), and tell when none will help",
    data=("panza-emails",),
    seconds=150,
)
def run(setting: Setting) -> Outcome:
    """The planted world, then mails with the local language model."""
    known, asked = planted(setting.rng("learn")), planted(setting.rng("test"))
    anchored, order = learn(known, loss=calibrated), learn(known, loss=relative)
    setting.progress(1, 2 + 2 * MAILS)
    real = mails(setting, setting.model(), setting.embedder())
    return _outcome(asked, anchored, order, real)


def planted(rng: Random) -> list[Example]:
    """Requests with the signs and the benefits of their texts."""
    made = []
    for _ in range(REQUESTS):
        table = np.array([[rng.gauss(0, 1) for _ in SIGNS] for _ in range(TEXTS)])
        table[:, 5] = rng.gauss(0, 1)
        noise = np.array([rng.gauss(0, 0.25) for _ in range(TEXTS)])
        made.append((table, 0.25 * table[:, 0] + 0.2 * table[:, 3] + 0.4 * table[:, 5] - 0.1 + noise))
    return made


def mails(setting: Setting, model: LanguageModel, embedder: Embedder) -> list[Example]:
    """Signs and measured benefits for mails of both authors."""
    made = []
    for author in AUTHORS:
        rng = setting.rng(author)
        texts = read(setting.folder("panza-emails"), author)
        able = [place for place in range(30, len(texts)) if len(texts[place].split()) > FIRST + 15]
        for place in rng.sample(able, MAILS):
            said = texts[place].split()
            request, target = " ".join(said[:FIRST]), " " + " ".join(said[FIRST : FIRST + REST])
            beside = [" ".join(text.split()[:LONG]) for text in _beside(request, texts[:place], rng)]
            bare = model.score(request, target).per_token
            helped = [model.score(f"{text}\n\n{request}", target).per_token - bare for text in beside]
            made.append((signs(request, beside, embedder), np.array(helped)))
            setting.progress(1 + len(made), 2 + 2 * MAILS)
    return made


def _beside(request: str, earlier: Sequence[str], rng: Random) -> list[str]:
    """Earlier mails: the nearest by words, and as many by chance."""

    pieces = [
        unit("turn", [Trace(text, at=datetime(2024, 1, 1, tzinfo=UTC), kind="wrote", source="mail", ref=str(at))])
        for at, text in enumerate(earlier)
    ]
    order = np.argsort(-Words(pieces).scores(request), kind="stable")[: BESIDE // 2].tolist()
    rest = [at for at in range(len(earlier)) if at not in order]
    return [earlier[at] for at in [*order, *rng.sample(rest, BESIDE - len(order))]]


def _correlation(scores: Sequence[np.ndarray], benefits: Sequence[np.ndarray]) -> float:
    one, other = np.concatenate(list(scores)), np.concatenate(list(benefits))
    return float(np.corrcoef(one, other)[0, 1]) if one.std() > 1e-12 else 0.0


def _interval(
    scores: Sequence[np.ndarray], benefits: Sequence[np.ndarray], *, less: Sequence[np.ndarray] = ()
) -> Interval:
    """A correlation (less that of other scores), with its bootstrap interval over requests."""

    def value(rows: Sequence[int]) -> float:
        theirs = [benefits[row] for row in rows]
        own = _correlation([scores[row] for row in rows], theirs)
        return own - _correlation([less[row] for row in rows], theirs) if less else own

    rng = np.random.default_rng(0)
    drawn = [value(rng.integers(len(scores), size=len(scores)).tolist()) for _ in range(DRAWS)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Interval(value(range(len(scores))), float(low), float(high), sum(map(len, benefits)))


def _left_out(real: Sequence[Example]) -> list[np.ndarray]:
    """The benefits of each request's texts, foretold from the other requests."""
    return [
        learn([each for other, each in enumerate(real) if other != place], ridge=0.2).scores(table)
        for place, (table, _) in enumerate(real)
    ]


def _outcome(asked: Sequence[Example], anchored: Utility, order: Utility, real: Sequence[Example]) -> Outcome:
    truth = [benefits for _, benefits in asked]
    ours, bare = ([each.scores(table) for table, _ in asked] for each in (anchored, order))
    rng = np.random.default_rng(1)
    shuffled = [truth[at] for at in rng.permutation(len(truth))]
    wild = learn([(table, other) for (table, _), other in zip(asked, shuffled, strict=True)])
    gated = [
        float(benefits[scores.argmax()]) if scores.max() > 0 else 0.0
        for scores, benefits in zip(ours, truth, strict=True)
    ]
    always = [float(benefits[scores.argmax()]) for scores, benefits in zip(ours, truth, strict=True)]
    helped, foretold = [benefits for _, benefits in real], _left_out(real)
    nearest = [table[:, 0] for table, _ in real]
    found = _interval(ours, truth)
    rows = [
        ("planted, with an anchor", str(found)),
        ("planted, without", str(_interval(bare, truth))),
        ("mails, left out in turn", str(_interval(foretold, helped))),
        ("mails, cosine alone", str(_interval(nearest, helped))),
    ]
    picked = [float(benefits[scores.argmax()]) for scores, benefits in zip(foretold, helped, strict=True)]
    return Outcome(
        effect=Effect.of(_interval(ours, truth, less=bare), name="with an anchor less without, planted",
                         metric="correlation of score and benefit over all requests", unit="correlation"),
        also=[
            Effect.of(paired(gated, always), name="best text where any is expected to help less always, planted",
                      metric="benefit of what was used", unit="nats a token"),
            Effect.of(_interval(foretold, helped), name="foretold and measured benefit, mails",
                      metric="correlation over all requests", unit="correlation"),
            Effect.of(paired(picked, [float(each.mean()) for each in helped]),
                      name="best expected text less any, mails",
                      metric="benefit of the text that was used", unit="nats a token"),
        ],
        controls=[
            Control("planted: correlation of score and benefit", "at least 0.65", found.value, found.low, found.high,
                    found.value >= 0.65, "other", "correlation"),
            Control.worse("learned on other requests' benefits", _interval(
                ours, truth, less=[wild.scores(table) for table, _ in asked]), unit="correlation"),
        ],
        tables=[
            Table("Correlation of score and benefit", ("scores", "correlation"), rows,
                  f"{len(asked)} planted requests with {TEXTS} texts each; {len(real)} mails with {BESIDE} each."),
            Table("Benefit in nats a token", ("text used", "benefit"), [
                ("planted: always the best expected", str(bootstrap(always))),
                ("planted: only where any is expected to help", str(bootstrap(gated))),
                ("mails: any", str(bootstrap([float(each.mean()) for each in helped]))),
                ("mails: best expected", str(bootstrap(picked))),
            ]),
        ],
        notes=["The mails are few, for each text costs a pass of the language model over it."],
    )  # fmt: skip
