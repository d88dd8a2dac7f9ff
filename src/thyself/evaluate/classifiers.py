"""Classifiers: the label that one person would give, from a text, from all people's labels and from their own.

One shared head over text vectors; on it, for each person, a bias to each label and a taste (weights on a few directions
of the texts). A person's biases are drawn to those of people with the same traits, and these, like tastes, to zero: a
person with few labels is nearly the population, and a new one is it (or what people of these traits have in common).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput
from thyself.evaluate.descent import lowest

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels that people gave to texts.

    Args:
        vectors: Of the texts ``(texts, d) float``.
        text: Which text each label is of ``(n,) int``.
        person: Who gave it; names are to be unique over sources.
        label: ``(n,) int`` from 0 up.
        item: What else the label is of (a product, a joke), or nothing: it has a bias of its own.
        traits: What is known of people: ``{"ann": ("age 18-24", "France")}``.
    """

    vectors: np.ndarray
    text: np.ndarray
    person: Sequence[str]
    label: np.ndarray
    item: Sequence[str] = ()
    traits: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not len(self.text) == len(self.person) == len(self.label) or len(self.item) not in (0, len(self.text)):
            raise InvalidInput("labels: give one text, one person and one label (and one item) for each")

    def where(self, rows: np.ndarray) -> Labels:
        """Some of the labels, by their places ``(m,) int``."""
        item = [self.item[row] for row in rows] if len(self.item) else ()
        people = [self.person[row] for row in rows]
        return replace(self, text=self.text[rows], person=people, label=self.label[rows], item=item)


@dataclass(frozen=True, slots=True)
class Shrink:
    """How strongly weights are drawn: the text's to zero, biases (of people and items) and tastes to the population's.

    Infinity leaves a part out.
    """

    text: float = 1.0
    bias: float = 1.0
    taste: float = 10.0


@dataclass(frozen=True, eq=False)
class Head:
    """Tells how likely a person gives each label to a text. Made by :func:`thyself.evaluate.fitting.fit`.

    Args:
        text, plain: The shared head ``(d, classes)`` and ``(classes,)``.
        ways: The directions of texts that tastes are about ``(d, r)``.
        people, bias, taste: Where each person stands in ``(people, classes)`` and ``(people, r, classes)``.
        items, of_item: Where each item stands in ``(items, classes)``.
        traits: What each trait adds ``(classes,)``.
        shrink: How strongly weights were drawn.
        temperature: What all is divided by, so that probabilities come true as often as they say.
    """

    text: np.ndarray
    plain: np.ndarray
    ways: np.ndarray
    people: Mapping[str, int]
    bias: np.ndarray
    taste: np.ndarray
    items: Mapping[str, int]
    of_item: np.ndarray
    traits: Mapping[str, np.ndarray]
    shrink: Shrink
    temperature: float = 1.0

    def predict(self, vectors: np.ndarray, person: Sequence[str], item: Sequence[str] = ()) -> np.ndarray:
        """``(n, classes) float64``: the probability of each label, for texts ``(n, d)`` and who is to label each.

        A person or an item that was never seen counts as any.
        """
        import numpy as np

        logits = np.asarray(vectors @ self.text + self.plain)
        known = np.array([row for row, name in enumerate(person) if name in self.people], dtype=int)
        at = np.array([self.people[person[row]] for row in known], dtype=int)
        logits[known] += self.bias[at] + np.einsum("nr,nrc->nc", vectors[known] @ self.ways, self.taste[at])
        for row, name in enumerate(item):
            if name in self.items:
                logits[row] += self.of_item[self.items[name]]
        return softmax(logits / self.temperature)

    def adapt(
        self,
        name: str,
        vectors: np.ndarray,
        label: np.ndarray,
        traits: Sequence[str] = (),
        *,
        item: Sequence[str] = (),
    ) -> Head:
        """The same with one more person, or with this one anew; the shared head stays.

        Args:
            name: The person.
            vectors: Of the texts that they labelled ``(m, d)``; none: the population, moved by the traits.
            label: Their labels ``(m,) int``.
            traits: What is known of them.
            item: What else the labels are of, one for each label, or nothing.
        """
        import numpy as np

        usual = sum((self.traits[each] for each in traits if each in self.traits), np.zeros(len(self.plain)))
        bias, taste = usual, np.zeros((self.ways.shape[1], len(self.plain)))
        if len(label):
            base, along = vectors @ self.text + self.plain + usual, vectors @ self.ways
            for row, each in enumerate(item):
                if each in self.items:
                    base[row] += self.of_item[self.items[each]]
            own, taste = _offsets(base, along, label, self.shrink)
            bias = usual + own
        people = {**self.people, name: self.people.get(name, len(self.people))}
        kept = [row for row in range(len(self.bias)) if row != people[name]]
        at = people[name]
        return replace(
            self,
            people=people,
            bias=np.insert(self.bias[kept], at, bias, axis=0),
            taste=np.insert(self.taste[kept], at, taste, axis=0),
        )


def _offsets(base: np.ndarray, along: np.ndarray, label: np.ndarray, shrink: Shrink) -> tuple[np.ndarray, np.ndarray]:
    """One person's bias ``(classes,)`` and taste ``(r, classes)`` on top of given logits."""
    import numpy as np

    classes, ways = base.shape[1], along.shape[1]
    features = np.hstack([np.ones((len(base), 1)), along])
    draws = np.array([shrink.bias] + [shrink.taste] * ways)
    able = np.isfinite(draws)
    features, draws = features[:, able], draws[able, None]

    def cost(point: np.ndarray) -> tuple[float, np.ndarray]:
        weights = point.reshape(-1, classes)
        value, left = loss(base + features @ weights, label)
        return value + 0.5 * float((draws * weights**2).sum()), (features.T @ left + draws * weights).ravel()

    found = np.zeros((1 + ways, classes))
    if able.any():
        found[able] = lowest(cost, np.zeros(int(able.sum()) * classes)).reshape(-1, classes)
    return found[0], found[1:]


def loss(logits: np.ndarray, label: np.ndarray) -> tuple[float, np.ndarray]:
    """The sum of minus the logarithms of the true labels' probabilities, and its slopes ``(n, classes)``."""
    import numpy as np

    chances = softmax(logits)
    rows = np.arange(len(label))
    value = -float(np.log(np.maximum(chances[rows, label], 1e-300)).sum())
    chances[rows, label] -= 1.0
    return value, chances


def softmax(logits: np.ndarray) -> np.ndarray:
    """Rows of numbers as probabilities."""
    import numpy as np

    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


#: Where nothing is to be moved.
NONE: Final = float("inf")
