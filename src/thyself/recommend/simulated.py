"""Simulated: a person with a hidden taste who talks to a recommender, and whether such people are like real ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from thyself.core import Catalog, InvalidInput
from thyself.recommend.conversation import Reply
from thyself.recommend.hearing import plain
from thyself.recommend.preferences import labels

if TYPE_CHECKING:
    import numpy as np

#: Ratings that what a label shows is shrunk by; and how far from the person's mean it must be to be told.
_SHRINK: Final = 3.0
_LEAST: Final = 0.05
#: Things of a list that a person says something of.
_REMARKS: Final = 2
_FOLDS: Final = 5


class Simulated:
    """Somebody who rated things, and who looks for one of those that they would rate high; they never name these.

    What they say of labels and of things that they know follows from their ratings; they take what they look for when
    it is shown, and say that they do not know what they did not rate.

    Source: the user simulator of RecLLM: Leveraging Large Language Models in Conversational Recommender Systems (2023);
    there a language model is told what to play, here real ratings decide.

    Args:
        catalog: The items.
        rated: The stars (of five) of what they know.
        wanted: Ids of what they look for.
    """

    def __init__(self, catalog: Catalog, rated: Mapping[str, float], wanted: Collection[str]) -> None:
        if not rated:
            raise InvalidInput("a simulated person needs ratings to have a taste")
        self.catalog, self.wanted = catalog, frozenset(wanted)
        self.rated = {item: stars for item, stars in rated.items() if item in catalog}
        self.mean = sum(rated.values()) / len(rated)
        self.leaning = leaning(catalog, self.rated)

    def open(self) -> str:
        """How they begin: with what they liked best, and the label that they lean to most."""
        best = max(self.rated, key=lambda each: (self.rated[each], each), default=None)
        said = [f'I loved "{plain(self.catalog[best].title)}".'] if best is not None else ["Hello."]
        top = max(self.leaning, key=lambda each: (self.leaning[each], each), default=None)
        if top is not None and self.leaning[top] >= _LEAST:
            said.append(f"I like {top}.")
        return " ".join(said)

    def reply(self, reply: Reply) -> str:
        """What they say to a question or a list."""
        if reply.question is not None:
            if reply.question.item:
                return self._of_item(reply.question.about)
            lean = self.leaning.get(reply.question.about, 0.0)
            return "I don't mind." if abs(lean) < _LEAST else "Yes." if lean > 0 else "No."
        for place, offer in enumerate(reply.offers):
            if offer.item.id in self.wanted:
                return f"I'll take the {('first', 'second', 'third', 'fourth', 'fifth')[min(place, 4)]} one."
        known = [each.item for each in reply.offers if each.item.id in self.rated][:_REMARKS]
        said = [f'I {self._liked(each.id)} "{plain(each.title)}".' for each in known]
        return " ".join([*said, "Show me others."])

    def _of_item(self, item: str) -> str:
        if item not in self.rated:
            return "I don't know it."
        return "Yes." if self.rated[item] >= self.mean else "No."

    def _liked(self, item: str) -> str:
        off = self.rated[item] - self.mean
        return "loved" if off >= 0.75 else "liked" if off >= 0 else "did not like" if off > -1.5 else "hated"


def leaning(catalog: Catalog, rated: Mapping[str, float]) -> dict[str, float]:
    """How far the stars of what has a label are from the mean of all, drawn to zero where there are few."""
    mean = sum(rated.values()) / max(len(rated), 1)
    off: dict[str, list[float]] = {}
    for item, stars in rated.items():
        for label in {*labels(catalog[item])}:
            off.setdefault(label, []).append(stars - mean)
    return {label: sum(each) / (len(each) + _SHRINK) for label, each in off.items()}


def told_apart(real: np.ndarray, simulated: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """``(n + m,) float64``: how often each session is told rightly from those of the other kind; one half is chance.

    A linear discriminant learns from four fifths of the sessions of both kinds and scores the last fifth; of each
    session the share of the other kind that it is told from, ties half, is given. The mean is the area under the curve.

    Source: RecLLM (2023): a simulator is realistic where no classifier tells its sessions from real ones.

    Args:
        real: ``(n, d)``: what is measured of each real session.
        simulated: ``(m, d)``: the same of each simulated one.
        rng: Draws the fifths.

    Raises:
        InvalidInput: There are fewer than five sessions of a kind.
    """
    import numpy as np

    if min(len(real), len(simulated)) < _FOLDS:
        raise InvalidInput(f"{len(real)} real and {len(simulated)} simulated sessions: give {_FOLDS} or more of each")
    rows = np.vstack([real, simulated]).astype(np.float64)
    kind = np.repeat([0, 1], [len(real), len(simulated)])
    fold = np.empty(len(rows), dtype=int)
    for each in (0, 1):
        fold[kind == each] = rng.permutation(np.arange((kind == each).sum()) % _FOLDS)
    right = np.empty(len(rows))
    for out in range(_FOLDS):
        inside, held = fold != out, np.flatnonzero(fold == out)
        scores = rows[held] @ _discriminant(rows[inside], kind[inside])
        for at, score in zip(held, scores, strict=True):
            others = scores[kind[held] != kind[at]]
            ahead = (score > others) if kind[at] else (score < others)
            right[at] = float((ahead + 0.5 * (score == others)).mean())
    return right


def _discriminant(rows: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """``(d,)``: the direction along which two kinds lie farthest apart (Fisher, 1936), with a little shrinkage."""
    import numpy as np

    means = [rows[kind == each].mean(axis=0) for each in (0, 1)]
    apart = rows - np.where(kind[:, None] == 1, means[1], means[0])
    spread = apart.T @ apart / len(rows)
    ridge = 0.1 * np.trace(spread) / len(spread) + 1e-9
    return np.asarray(np.linalg.solve(spread + ridge * np.eye(len(spread)), means[1] - means[0]))
