"""Reviews: those of one thing in the order in which they matter to one person, by who the person is."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from thyself.core import InvalidInput, SourceError
from thyself.models import Embedder
from thyself.recommend.towers import Training, TwoTower
from thyself.retrieval.neighbours import Said

if TYPE_CHECKING:
    import numpy as np

#: Directions of the vectors of texts that are kept, and what the marks of style count beside them.
_DIRECTIONS, _MARKS = 32, 0.3
#: The sharpness with which likeness counts before anything is learned.
_SHARP: Final = 3.0**0.5
#: What is looked at of a text, in characters.
_LONG: Final = 600


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody for whom reviews are put in order.

    Args:
        about: What is known of the occasion: ``{"guest": "family", "month": "August"}``.
        wrote: Their reviews of other things.
    """

    about: Mapping[str, str] = field(default_factory=dict)
    wrote: Sequence[Said] = ()


@dataclass(frozen=True, eq=False)
class ReviewTerms:
    """A score taken apart: what holds for everybody, each thing known of the occasion, and each text of the person.

    Together they are the score.
    """

    base: float
    about: Mapping[str, float]
    wrote: np.ndarray

    @property
    def score(self) -> float:
        """The sum."""
        return self.base + sum(self.about.values()) + float(self.wrote.sum())


class ReviewRanking:
    """Puts the reviews of one thing in order for one person; learned from who wrote which review, without clicks.

    Each reviewer, as they are known without that review, goes with the review that they wrote; the other reviews of
    the same thing are what it is told from. What is known of a person are labels (the kind of guest, the month) and
    what they wrote of other things; with labels alone the vectors are short, which leaves no room to learn which thing
    it is. Of a review count its words, its stars, and marks of style. One that stands there twice is learned from once.

    Source: Enhancing Travel Decision-Making: A Contrastive Learning Approach for Personalized Review Rankings in
    Accommodations (2024).

    Args:
        embed: Texts to vectors.
        towers: What learns.
        negatives: ``"in-group"``: reviews of the same thing are held against each other; ``"anywhere"``: all are.
    """

    def __init__(self, embed: Embedder, towers: TwoTower | None = None, *, negatives: str = "in-group") -> None:
        if negatives not in ("in-group", "anywhere"):
            raise InvalidInput(f"negatives={negatives!r}: give 'in-group' or 'anywhere'")
        self.embed, self.negatives = embed, negatives
        self.towers = towers or TwoTower(4, Training(30, rate=0.005, shrink=0.1))
        self.labels: dict[tuple[str, str], int] = {}
        self._layout: _Layout | None = None

    def fit(self, reviews: Sequence[Said], about: Mapping[str, Mapping[str, str]] | None = None) -> Self:
        """Learn from reviews of several things by several people.

        Args:
            reviews: All of them.
            about: What is known of the occasion of a review, by its id.

        Raises:
            InvalidInput: No reviewer is known by anything but the one review.
        """
        import numpy as np

        reviews, about = _once(reviews), about or {}
        others = _others(reviews)
        known = [at for at, each in enumerate(reviews) if others[at] or about.get(each.id)]
        if not known:
            raise InvalidInput("of no reviewer is anything known but the review: give labels, or several of each")
        vectors = _vectors(self.embed, reviews)
        self._layout = _Layout.of(self.embed, vectors, reviews)
        names = sorted({each for review in reviews for each in about.get(review.id, {}).items()})
        self.labels = {name: place for place, name in enumerate(names)}
        rows = self._layout.placed(vectors, reviews)
        people = np.array([rows[others[at]].mean(axis=0) if others[at] else 0 * rows[0] for at in known])
        told = np.array([self._told(about.get(reviews[at].id, {})) for at in known])
        things = np.unique([reviews[at].item for at in known], return_inverse=True)[1]
        self.towers.fit(
            np.concatenate([people, told], axis=1),
            rows[known],
            things if self.negatives == "in-group" else None,
            alike=rows.shape[1] if any(others[at] for at in known) else 0,
        )
        return self

    def by_likeness(self, reviews: Sequence[Said]) -> Self:
        """Learn nothing but how these reviews differ: what is like the person's own reviews comes first.

        Raises:
            InvalidInput: There are none.
        """
        if not reviews:
            raise InvalidInput("there are no reviews")
        vectors = _vectors(self.embed, reviews)
        self.labels, self._layout = {}, _Layout.of(self.embed, vectors, reviews)
        rows = self._layout.placed(vectors, reviews)
        self.towers = TwoTower(training=Training(0)).fit(rows, rows, alike=rows.shape[1])
        return self

    def scores(self, visitor: Visitor, reviews: Sequence[Said]) -> np.ndarray:
        """``(reviews,) float64``: how much each matters to the person; of one thing they can be compared.

        Raises:
            InvalidInput: Nothing was learned yet.
        """
        import numpy as np

        if not reviews:
            return np.zeros(0)
        texts = self._known().rows(visitor.wrote)
        wrote = texts.mean(axis=0) if len(texts) else np.zeros(texts.shape[1])
        mine = np.concatenate([wrote, self._told(visitor.about)])
        scores: np.ndarray = self.towers.scores(mine[None], self._known().rows(reviews))[0]
        return scores

    def terms(self, visitor: Visitor, reviews: Sequence[Said]) -> list[ReviewTerms]:
        """The score of each review for one person, taken apart.

        Raises:
            InvalidInput: Nothing was learned yet.
        """
        texts = self._known().rows(visitor.wrote)
        weights = self.towers.weights(self._known().rows(reviews))
        mine = texts @ weights[:, : texts.shape[1]].T / max(len(texts), 1)
        labels = {name: texts.shape[1] + at for name, at in self.labels.items() if name in visitor.about.items()}
        found = []
        for at, row in enumerate(weights):
            about = {f"{name}: {label}": float(row[place]) for (name, label), place in labels.items()}
            found.append(ReviewTerms(float(row[-1]), about, mine[:, at]))
        return found

    def _told(self, about: Mapping[str, str]) -> np.ndarray:
        import numpy as np

        found = np.zeros(len(self.labels))
        found[[self.labels[each] for each in about.items() if each in self.labels]] = 1.0
        return found

    def _known(self) -> _Layout:
        if self._layout is None:
            raise InvalidInput("nothing was learned yet: call fit with the reviews of several people")
        return self._layout


@dataclass(frozen=True, eq=False)
class _Layout:
    """Reviews as rows of numbers: the main directions of their texts' vectors, then marks of style."""

    embed: Embedder
    middle: np.ndarray
    turn: np.ndarray
    scale: float
    mean: np.ndarray
    spread: np.ndarray

    @classmethod
    def of(cls, embed: Embedder, vectors: np.ndarray, reviews: Sequence[Said]) -> _Layout:
        import numpy as np

        middle = vectors.mean(axis=0)
        _, _, turns = np.linalg.svd(vectors - middle, full_matrices=False)
        turn = turns[:_DIRECTIONS].T
        scale = float(np.linalg.norm((vectors - middle) @ turn, axis=1).mean()) or 1.0
        marks = np.ma.masked_invalid(np.array([_marks(each) for each in reviews]))
        mean, spread = marks.mean(axis=0).filled(0.0), marks.std(axis=0).filled(0.0)
        return cls(embed, middle, turn, scale, mean, spread)

    def rows(self, reviews: Sequence[Said]) -> np.ndarray:
        """``(reviews, columns) float64``; what is missing stands in the middle."""
        import numpy as np

        if not reviews:
            return np.zeros((0, self.turn.shape[1] + len(self.mean)))
        return self.placed(_vectors(self.embed, reviews), reviews)

    def placed(self, vectors: np.ndarray, reviews: Sequence[Said]) -> np.ndarray:
        """The same, for vectors that are at hand."""
        import numpy as np

        text = (vectors - self.middle) @ self.turn / self.scale
        spread = np.where(self.spread > 1e-6, self.spread, np.inf)  # what is the same in all says nothing
        marks = np.nan_to_num((np.array([_marks(each) for each in reviews]) - self.mean) / spread)
        return _SHARP * np.concatenate([text, _MARKS * np.clip(marks, -4, 4)], axis=1)


def _vectors(embed: Embedder, reviews: Sequence[Said]) -> np.ndarray:
    """``(reviews, d) float64``."""
    vectors: np.ndarray = embed.embed([each.whole[:_LONG] for each in reviews]).astype("float64")
    return vectors


def _marks(review: Said) -> list[float]:
    """Stars, length, and how it is written."""
    import math

    text, many = review.text, len(review.text.split()) + 1
    root = many**0.5
    stars = float("nan") if review.rating is None else review.rating
    return [
        stars,
        math.log(many),
        math.log1p(len(review.title.split())),
        text.count("!") / root,
        text.count(",") / root,
        50 * sum(map(str.isupper, text)) / (len(text) + 1) / root,
        len(re.findall(r"\.\.+|…", text)) / root,
    ]


def _once(reviews: Sequence[Said]) -> list[Said]:
    found: dict[str, Said] = {}
    for each in reviews:
        found.setdefault(" ".join(each.whole.lower().split()), each)
    return list(found.values())


def _others(reviews: Sequence[Said]) -> list[list[int]]:
    """For each review, those of the same person on other things."""
    by_person: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(reviews):
        by_person[each.person].append(at)
    return [[at for at in by_person[each.person] if reviews[at].item != each.item] for each in reviews]


def read_reviews(path: str | Path) -> tuple[list[Said], dict[str, dict[str, str]]]:
    """Reviews out of a file of JSON lines, and what is known of the occasion of each, by its id.

    A line has ``person``, ``item`` and ``text``, and where they are known ``id``, ``title``, ``rating`` and ``about``
    (an object of labels).

    Raises:
        SourceError: The file cannot be read, or a line is no review.
    """
    reviews, about = [], {}
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read ({error})") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            review, labels = _read(line, f"{path}, line {number}", str(number))
            reviews.append(review)
            about[review.id] = labels
    return reviews, about


def _read(line: str, where: str, number: str) -> tuple[Said, dict[str, str]]:
    try:
        row = json.loads(line)
        rating, labels = row.get("rating"), row.get("about") or {}
        review = Said(
            str(row.get("id") or number),
            str(row["person"]),
            str(row["item"]),
            str(row["text"]),
            str(row.get("title") or ""),
            None if rating is None else float(rating),
        )
        return review, {str(name): str(label) for name, label in labels.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SourceError(f"{where}: no review with person, item and text ({error!r})") from None
