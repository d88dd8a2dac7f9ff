"""Fitting: the shared head and everybody's own weights, learned together, with strengths chosen by what they foretell.

Source: the heads of Personalized Large Language Models (2024) and of HuBi (Kanclerz et al., 2022), as one hierarchical
regression.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput
from thyself.evaluate.classifiers import NONE, Head, Labels, Shrink, loss, softmax
from thyself.evaluate.descent import lowest

if TYPE_CHECKING:
    import numpy as np

#: One text in so many is kept aside: on them strengths are chosen and probabilities calibrated.
_ASIDE: Final = 6
_TEMPERATURES: Final = (0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)
#: What is tried of each strength, with the best of the others.
_TRIED: Final = (
    ("text", (0.3, 1.0, 3.0, 10.0, 30.0)),
    ("bias", (0.3, 1.0, 3.0, 10.0)),
    ("taste", (3.0, 10.0, 30.0, NONE)),
)


def fit(labels: Labels, *, size: int = 6, shrink: Shrink | None = None, seed: int = 0) -> Head:
    """Learn a head.

    Args:
        labels: Everybody's.
        size: How many directions of the texts tastes are about, beside the shared head's own.
        shrink: How strongly weights are drawn; ``None``: chosen on texts that are kept aside.
        seed: Of what is kept aside.

    Raises:
        InvalidInput: There are fewer than 20 labels, or all are the same.
    """
    import numpy as np

    if len(labels.label) < 20 or len(set(labels.label.tolist())) < 2:
        raise InvalidInput(f"{len(labels.label)} labels: give at least 20, of two kinds or more")
    texts = np.unique(labels.text)
    out = np.random.default_rng(seed).permutation(texts)[: len(texts) // _ASIDE]
    aside = np.isin(labels.text, out)
    learn, held = labels.where(np.flatnonzero(~aside)), labels.where(np.flatnonzero(aside))
    classes = int(labels.label.max()) + 1
    if len(held.label) < 20:
        return _Fit.of(labels, size, classes).head(shrink or Shrink())
    part = _Fit.of(learn, size, classes)
    chosen = shrink or _chosen(part, held)
    temperature = _temperature(part.head(chosen), held)
    return replace(_Fit.of(labels, size, classes).head(chosen), temperature=temperature)


def _chosen(part: _Fit, held: Labels) -> Shrink:
    best = Shrink(taste=NONE)
    least = _far(part.head(best), held)
    for name, values in _TRIED:
        for value in values:
            tried = replace(best, **{name: value})
            if tried != best and (far := _far(part.head(tried), held)) < least:
                best, least = tried, far
    return best


def _far(head: Head, held: Labels) -> float:
    chances = head.predict(held.vectors[held.text], held.person, held.item)
    return _log_loss(chances, held.label)


def _log_loss(chances: np.ndarray, label: np.ndarray) -> float:
    import numpy as np

    return -float(np.log(np.maximum(chances[np.arange(len(label)), label], 1e-12)).mean())


def _temperature(head: Head, held: Labels) -> float:
    import numpy as np

    chances = head.predict(held.vectors[held.text], held.person, held.item)
    logits = np.log(np.maximum(chances, 1e-12))
    return min(_TEMPERATURES, key=lambda each: _log_loss(softmax(logits / each), held.label))


@dataclass(frozen=True, eq=False)
class _Groups:
    """Rows by group: sums over each are fast."""

    names: dict[str, int]
    of: np.ndarray
    order: np.ndarray
    starts: np.ndarray

    @classmethod
    def of_rows(cls, names: Sequence[str]) -> _Groups:
        import numpy as np

        index = {name: at for at, name in enumerate(dict.fromkeys(names))}
        of = np.array([index[name] for name in names], dtype=int)
        order = np.argsort(of, kind="stable")
        return cls(index, of, order, np.searchsorted(of[order], np.arange(len(index))))

    def sums(self, rows: np.ndarray) -> np.ndarray:
        """``(groups, columns)`` of rows ``(n, columns)``."""
        import numpy as np

        return np.add.reduceat(rows[self.order], self.starts, axis=0) if len(self.names) else rows[:0]


@dataclass(frozen=True, eq=False)
class _Fit:
    """What is learned from, prepared once."""

    labels: Labels
    size: int
    classes: int
    texts: _Groups
    people: _Groups
    items: _Groups
    traits: dict[str, int]
    of_trait: np.ndarray

    @classmethod
    def of(cls, labels: Labels, size: int, classes: int) -> _Fit:
        import numpy as np

        people = _Groups.of_rows(labels.person)
        traits = {
            each: at for at, each in enumerate(dict.fromkeys(t for p in people.names for t in labels.traits.get(p, ())))
        }
        table = np.zeros((len(people.names), len(traits)))
        for name, row in people.names.items():
            table[row, [traits[each] for each in labels.traits.get(name, ())]] = 1.0
        texts = _Groups.of_rows([str(each) for each in labels.text])
        return cls(labels, size, classes, texts, people, _Groups.of_rows(labels.item), traits, table)

    def head(self, shrink: Shrink) -> Head:
        """The weights at which the labels are likeliest, strengths given: first without tastes, then with."""
        import numpy as np

        d = self.labels.vectors.shape[1]
        plain = self._weights(shrink, np.zeros((d, 0)))
        ways = np.zeros((d, 0)) if shrink.taste == NONE else self._ways(plain["text"])
        found = self._weights(shrink, ways) if ways.shape[1] else plain
        return Head(
            text=found["text"],
            plain=found["plain"][0],
            ways=ways,
            people=self.people.names,
            bias=found["bias"] + self.of_trait @ found["trait"],
            taste=found["taste"].reshape(len(self.people.names), ways.shape[1], self.classes),
            items=self.items.names,
            of_item=found["item"],
            traits={name: found["trait"][at] for name, at in self.traits.items()},
            shrink=shrink,
        )

    def _ways(self, text: np.ndarray) -> np.ndarray:
        """``(d, r)``: the shared head's own direction, and those in which texts differ most, each of unit spread."""
        import numpy as np

        ways = np.hstack([(text - text.mean(axis=1, keepdims=True))[:, :-1], self.directions])
        spread = (self.vectors @ ways).std(axis=0)
        return np.asarray(ways[:, spread > 1e-9] / spread[spread > 1e-9])

    @cached_property
    def vectors(self) -> np.ndarray:
        """Of the texts that have labels, in the order of ``texts``, ``(texts, d) float64``."""
        import numpy as np

        rows = np.array([int(name) for name in self.texts.names])
        return np.asarray(self.labels.vectors[rows], dtype=float)

    @cached_property
    def directions(self) -> np.ndarray:
        """In which the texts differ most ``(d, size)``."""
        import numpy as np

        apart = self.vectors - self.vectors.mean(axis=0)
        _, found = np.linalg.eigh(apart.T @ apart)
        return np.asarray(found[:, ::-1][:, : self.size])

    def _weights(self, shrink: Shrink, ways: np.ndarray) -> dict[str, np.ndarray]:
        import numpy as np

        labels, classes = self.labels, self.classes
        vectors = self.vectors
        along = (vectors @ ways)[self.texts.of]
        shapes = {
            "text": (vectors.shape[1], shrink.text),
            "plain": (1, 0.0),
            "bias": (len(self.people.names), shrink.bias),
            "trait": (len(self.traits), shrink.bias),
            "item": (len(self.items.names), shrink.bias),
            "taste": (len(self.people.names) * ways.shape[1], shrink.taste),
        }
        able = {name: n if np.isfinite(draw) else 0 for name, (n, draw) in shapes.items()}

        def cost(point: np.ndarray) -> tuple[float, np.ndarray]:
            at = _apart(point, able, classes)
            logits = (vectors @ at["text"])[self.texts.of] if able["text"] else np.zeros((len(labels.label), classes))
            logits = logits + at["plain"]
            if able["bias"]:
                logits += (at["bias"] + self.of_trait @ at["trait"])[self.people.of]
            if able["item"]:
                logits += at["item"][self.items.of]
            if able["taste"]:
                taste = at["taste"].reshape(len(self.people.names), -1, classes)
                logits += np.einsum("nr,nrc->nc", along, taste[self.people.of])
            value, left = loss(logits, labels.label)
            slopes = self._slopes(left, vectors, along, able)
            for name, (_, draw) in shapes.items():
                if able[name] and draw:
                    value += 0.5 * draw * float((at[name] ** 2).sum())
                    slopes[name] = slopes[name] + draw * at[name]
            return value, np.concatenate([slopes[name].ravel() for name in able if able[name]])

        found = _apart(lowest(cost, np.zeros(sum(able.values()) * classes), steps=100), able, classes)
        return {name: found[name] if able[name] else np.zeros((n, classes)) for name, (n, _) in shapes.items()}

    def _slopes(
        self, left: np.ndarray, vectors: np.ndarray, along: np.ndarray, able: dict[str, int]
    ) -> dict[str, np.ndarray]:
        """Of the loss, for each kind of weights ``(weights, classes)``."""
        by_person = self.people.sums(left)
        made: dict[str, Callable[[], np.ndarray]] = {
            "text": lambda: vectors.T @ self.texts.sums(left),
            "plain": lambda: left.sum(axis=0, keepdims=True),
            "bias": lambda: by_person,
            "trait": lambda: self.of_trait.T @ by_person,
            "item": lambda: self.items.sums(left),
            "taste": lambda: self.people.sums((along[:, :, None] * left[:, None, :]).reshape(len(left), -1)).reshape(
                -1, self.classes
            ),
        }
        return {name: made[name]() for name in able if able[name]}


def _apart(point: np.ndarray, able: dict[str, int], classes: int) -> dict[str, np.ndarray]:
    """One long vector as the weights of each kind ``(weights, classes)``."""
    out, at = {}, 0
    for name, n in able.items():
        out[name] = point[at : at + n * classes].reshape(n, classes)
        at += n * classes
    return out
