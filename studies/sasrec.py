"""SASRec: does an encoder of sequences add to a blend of simple recommenders?

Three sets of the S3-Rec paper, its own protocol: each person's last item is to be found among all items; no scorer
learns from the last two. The blend's weights are chosen on the last but one, with the encoder and without it, from the
same fitted scorers at the same settings; the encoder's own settings are those of the package, for all three sets.
Compared with, in the same run: the two floors of the portfolio's study, and the encoder alone.

Controls: another person's history in place of one's own; the encoder trained on histories in a shuffled order (it is
the order that it is to add); both blends ranked by it.

    thyself study sasrec
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from studies._sequences import Sequences, figures, floors, swapped
from thyself.core import DataMissing
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, paired, study
from thyself.recommend import (
    EASE,
    Content,
    DecayedPopularity,
    Interactions,
    ItemKNN,
    Questions,
    SASRec,
    Transitions,
    markov,
    weighed,
)

SETS = ("Beauty", "Toys_and_Games", "LastFM")
#: Sets on which an encoder learns from histories in another order, too.
MIXED = ("Toys_and_Games", "LastFM")
Row = list[str | int | float | None]


@dataclass(frozen=True, eq=False)
class Found:
    """NDCG@10 person by person on one set."""

    name: str
    blend: np.ndarray
    less: np.ndarray
    floor: np.ndarray
    another: np.ndarray
    alone: np.ndarray
    mixed: np.ndarray | None
    rows: list[Row]
    told: str


def out_of_order(rows: Interactions, rng: np.random.Generator) -> Interactions:
    """The same histories, each in a drawn order."""
    return replace(rows, item=rows.item[np.lexsort((rng.random(len(rows)), rows.person))])


def on(folder: Path, name: str, seed: int) -> Found:
    """One of the sets."""
    data = Sequences.of(folder, name)
    chosen = Questions.of(data.known, data.inner, most=1500)
    learned = data.learned
    ease = EASE(200.0, decay=0.8).fit(learned)
    parts: dict[str, Any] = {
        "popular": DecayedPopularity(None).fit(learned),
        "markov": markov().fit(learned),
        "transitions": Transitions().fit(learned),
        "knn": ItemKNN().fit(learned),
        "content": Content(data.catalog).fit(learned),
        "ease": ease,
    }
    encoder = SASRec(seed=seed).fit(learned)
    less, _ = weighed(parts, chosen)
    whole, _ = weighed({**parts, "sasrec": encoder}, chosen)
    ways = {**floors(data, ease), "SASRec alone": encoder, "blend without SASRec": less, "blend with SASRec": whole}
    seen = {way: figures(each, data.questions) for way, each in ways.items()}
    better = max(list(seen)[:2], key=lambda each: seen[each]["ndcg"].mean())
    rows: list[Row] = [[name, way, float(each["hit"].mean()), float(each["ndcg"].mean())] for way, each in seen.items()]
    another = swapped(whole, data.questions)["ndcg"]
    last = seen["blend with SASRec"]["ndcg"], seen["blend without SASRec"]["ndcg"], seen[better]["ndcg"]
    mixed = without_order(data, seed) if name in MIXED else None
    told = f"{name}: with it: {whole}; without it: {less}"
    return Found(name, *last, another, seen["SASRec alone"]["ndcg"], mixed, rows, told)


def without_order(data: Sequences, seed: int) -> np.ndarray:
    """NDCG@10 of an encoder that learned from shuffled histories."""
    mixed = out_of_order(data.learned, np.random.default_rng(seed))
    return figures(SASRec(seed=seed).fit(mixed), data.questions)["ndcg"]


@study(
    name="sasrec",
    title="An encoder of sequences as one more scorer of the blend",
    claim="a blend ranks what a person takes next higher with an encoder that reads the order than without it",
    data=("s3rec-sequences",),
    seconds=900,
)
def run(setting: Setting) -> Outcome:
    """All sets."""
    try:
        import torch
    except ImportError:
        raise DataMissing("this study trains an encoder: pip install 'thyself[torch]'") from None
    torch.set_num_threads(1)
    folder = setting.folder("s3rec-sequences")
    seen = []
    for done, name in enumerate(SETS, 1):
        seen.append(on(folder, name, setting.seed))
        setting.progress(done, len(SETS))
    pooled = {
        what: np.concatenate([getattr(each, what) for each in seen]) for what in ("blend", "less", "floor", "another")
    }

    def effect(better: np.ndarray, worse: np.ndarray, name: str) -> Effect:
        return Effect.of(paired(better, worse, seed=setting.seed), name=name, metric="NDCG@10 of the next item")

    return Outcome(
        effect=effect(pooled["blend"], pooled["less"], "the blend with SASRec less the blend without it, three sets"),
        also=[
            *(effect(each.blend, each.less, f"{each.name}, with SASRec less without it") for each in seen),
            *(effect(each.blend, each.floor, f"{each.name}, with SASRec less the better floor") for each in seen),
        ],
        controls=[
            Control.worse(
                "the history of another person", paired(pooled["blend"], pooled["another"], seed=setting.seed)
            ),
            *(
                Control.worse(
                    f"{each.name}, SASRec alone that learned from histories in another order",
                    paired(each.alone, each.mixed, seed=setting.seed),
                    kind="other",
                )
                for each in seen
                if each.mixed is not None
            ),
        ],
        tables=[
            Table(
                "The next item among all, last one out",
                ("set", "way", "HR@10", "NDCG@10"),
                [row for each in seen for row in each.rows],
                note="the two floors first; the effect is measured against the better of them for each set",
            )
        ],
        notes=[each.told for each in seen],
    )
