"""The sequences of the S3-Rec paper, and what recommenders are compared with on them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from thyself.core import Catalog, Item
from thyself.evaluate.recommend import accuracy
from thyself.evaluate.splits import Split, last_out
from thyself.recommend import (
    EASE,
    Blend,
    DecayedPopularity,
    Histories,
    Interactions,
    ItemKNN,
    Questions,
    markov,
    read,
    top_lists,
    weighed,
)


@dataclass(frozen=True, eq=False)
class Sequences:
    """Items in order: the last is to be found, the last but one chooses and weighs, the rest is learned from."""

    name: str
    everything: Interactions
    catalog: Catalog

    @classmethod
    def of(cls, folder: Path, name: str) -> Sequences:
        """One of the files, with what is known of the items."""
        rows = read(folder / f"{name}.txt.gz")
        with gzip.open(folder / f"{name}_item2attributes.json.gz") as file:
            told: Mapping[str, list[int]] = json.load(file)
        items = (Item(each, "", each, {"attribute": [f"a{a}" for a in told.get(each, ())]}) for each in rows.items)
        return cls(name, rows, Catalog(items))

    @property
    def last(self) -> Split:
        """The last item of each person."""
        return last_out(self.everything)

    @property
    def known(self) -> Interactions:
        """All but the last items."""
        return self.everything.where(self.last.train)

    @property
    def inner(self) -> Split:
        """Of what is known, the last item of each person: what chooses and weighs."""
        return last_out(self.known)

    @property
    def learned(self) -> Interactions:
        """All but the last two items."""
        return self.known.where(self.inner.train)

    @property
    def questions(self) -> Questions:
        """The last items, with all that came before them as history."""
        return Questions.of(self.everything, self.last)


def floors(sequences: Sequences, ease: EASE) -> dict[str, Blend]:
    """What is to be passed: neighbours with a chain, and these with EASE; their weights are chosen as the blend's are.

    Args:
        sequences: The sequences; the floors learn from all but the last two items.
        ease: EASE of the same rows, fitted.
    """
    learned = sequences.learned
    chosen = Questions.of(sequences.known, sequences.inner, most=1500)
    parts: dict[str, Any] = {
        "knn": ItemKNN(0.8, keep=len(learned.items)).fit(learned),
        "markov": markov(len(learned.items)).fit(learned),
        "popular": DecayedPopularity(None).fit(learned),
    }
    return {
        "neighbours and chain": weighed(parts, chosen)[0],
        "neighbours, chain and EASE": weighed({**parts, "ease": ease}, chosen)[0],
    }


def figures(scorer: Any, questions: Questions) -> dict[str, np.ndarray]:
    """``(people,)`` for each metric at 10, all items ranked."""
    return accuracy(top_lists(scorer, questions, 10), questions.asked, 10)


def shuffled(questions: Questions, rng: np.random.Generator) -> Questions:
    """The same with the events of each history in another order."""
    past = questions.histories
    order = np.lexsort((rng.random(len(past.item)), past.owner))
    return Questions(Histories(past.starts, past.item[order], past.value[order], past.at[order]), questions.asked)


def swapped(scorer: Any, questions: Questions) -> dict[str, np.ndarray]:
    """The metrics where everybody gets what the next person's history would give."""
    past = questions.histories
    order = np.roll(np.arange(len(past)), -1)
    item = np.concatenate([past.item[past.starts[at] : past.starts[at + 1]] for at in order])
    starts = np.concatenate([[0], np.cumsum(past.lengths[order])])
    empty = np.full(len(item), np.nan)
    return figures(scorer, Questions(Histories(starts, item, empty.astype(np.float32), empty), questions.asked))
