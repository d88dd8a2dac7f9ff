"""Fits: whether something is right for a listener, and which of two lists fits better, by statistics or by a model.

Source: Evaluating Podcast Recommendations with Profile-Aware LLM-as-a-Judge (2025): pointwise and pairwise judgements
from a profile of what the person listened to, and how far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from thyself.core import InvalidInput, Item
from thyself.core.words import stems
from thyself.evaluate.classifiers import NONE, Head, Labels, Shrink
from thyself.evaluate.fitting import fit
from thyself.evaluate.judge import Case, Judge, Preference, Verdict
from thyself.profile.listener import Leaning, Listener, format_of, topics_of

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

#: What speaks for an item, in this order.
SIGNS: Final = (
    "usual share", "topics", "best topic", "worst topic", "topics known", "format", "words", "near what is stayed with",
    "near anything", "new to a specialist",
)  # fmt: skip
#: Before anybody taught: leanings and what is near count, in about the size that they have.
_UNTAUGHT: Final = {"topics": 6.0, "format": 6.0, "words": 4.0, "near what is stayed with": 4.0}
_STRENGTH: Final = Shrink(3.0, NONE, NONE)
_REQUEST: Final = "What is to be recommended to me?"


class FitJudge(Protocol):
    """Whatever can say whether an item, or which of two lists, fits a listener."""

    def fits(self, listener: Listener, item: Item) -> Verdict:
        """Whether it fits."""

    def prefer(self, listener: Listener, one: Sequence[Item], other: Sequence[Item]) -> Preference:
        """Which list; swapping the lists swaps the preference."""


@dataclass(frozen=True, eq=False)
class StatisticalFits:
    """Judges by how long the listener stayed with things like it; :meth:`learn` weighs the signs.

    Args:
        embedder: What items mean; ``None``: topics, formats and words alone.
        head: Of signs; ``None``: what holds before anybody taught.
        scale: What signs are divided by ``(d,)``.

    Source: Evaluating Podcast Recommendations with Profile-Aware LLM-as-a-Judge (2025); there a language model judges.
    """

    embedder: Embedder | None = None
    head: Head | None = None
    scale: np.ndarray | None = None

    def fits(self, listener: Listener, item: Item) -> Verdict:
        """How likely it fits, and what says so most."""
        return self.fits_all(listener, [item])[0]

    def fits_all(self, listener: Listener, items: Sequence[Item]) -> list[Verdict]:
        """The same for many."""
        table = self.signs(listener, items)
        weights, plain = self._weights()
        import numpy as np

        from thyself.evaluate.classifiers import softmax

        logits = table @ weights + plain
        chances = softmax(np.stack([np.zeros(len(logits)), logits], axis=1))[:, 1]
        return [Verdict(float(chance), _why(listener, item)) for chance, item in zip(chances, items, strict=True)]

    def prefer(self, listener: Listener, one: Sequence[Item], other: Sequence[Item]) -> Preference:
        """Which list has the better items on average; a listener without plays prefers neither."""
        import math

        if not listener.plays or not one or not other:
            return Preference(0.5)
        means = [
            sum(_logit(each.yes) for each in self.fits_all(listener, items)) / len(items) for items in (one, other)
        ]
        return Preference(1 / (1 + math.exp(means[1] - means[0])))

    def signs(self, listener: Listener, items: Sequence[Item]) -> np.ndarray:
        """``(n, signs) float64``: see :data:`SIGNS`."""
        import numpy as np

        rows = [
            (*_signs(listener, item), *near, listener.specialised * float(not _known(listener, item)))
            for item, near in zip(items, self._near(listener, items), strict=True)
        ]
        return np.array(rows, dtype=float).reshape(len(items), len(SIGNS))

    def learn(self, cases: Sequence[tuple[Listener, Sequence[Item], Sequence[bool]]]) -> StatisticalFits:
        """The same, taught by listeners of whom it is known what fitted.

        Args:
            cases: Listeners, items, and whether each fitted.

        Raises:
            InvalidInput: There are fewer than 20 items, or all fitted, or none.
        """
        import numpy as np

        told = np.array([int(yes) for _, _, given in cases for yes in given], dtype=int)
        if len(told) < 20:
            raise InvalidInput(f"{len(told)} items that fitted or not: give at least 20")
        table = np.vstack([self.signs(listener, items) for listener, items, _ in cases])
        scale = table.std(axis=0) + 1e-6
        labels = Labels(table / scale, np.arange(len(table)), [""] * len(table), told)
        return replace(self, head=fit(labels, shrink=_STRENGTH), scale=scale)

    def _weights(self) -> tuple[np.ndarray, float]:
        import numpy as np

        if self.head is None or self.scale is None:
            return np.array([_UNTAUGHT.get(name, 0.0) for name in SIGNS]), 0.0
        head = self.head
        weights = (head.text[:, 1] - head.text[:, 0]) / self.scale / head.temperature
        return weights, float(head.plain[1] - head.plain[0]) / head.temperature

    def _near(self, listener: Listener, items: Sequence[Item]) -> list[tuple[float, float]]:
        """How much more than usual is stayed with what means the same, and how near anything is."""
        import numpy as np

        if self.embedder is None or not listener.plays or not items:
            return [(0.0, 0.0)] * len(items)
        played = self.embedder.embed([play.item.text for play in listener.plays]).astype(float)
        alike = np.maximum(self.embedder.embed([item.text for item in items]).astype(float) @ played.T, 0.0)
        more = np.array([play.share - listener.usual for play in listener.plays])
        weights = alike**4
        leaning = weights @ more / (weights.sum(axis=1) + 0.3)
        return list(zip(leaning.tolist(), alike.max(axis=1).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class ModelFits:
    """A language model as the judge, by the listener's profile in words; what it may see is for the caller to decide.

    Args:
        judge: A capable model's.

    Source: Evaluating Podcast Recommendations with Profile-Aware LLM-as-a-Judge (2025).
    """

    judge: Judge

    def fits(self, listener: Listener, item: Item) -> Verdict:
        """Yes or no, with the reason in a sentence."""
        return self.judge.verdict(Case(listener.render(), _REQUEST), told(item))

    def prefer(self, listener: Listener, one: Sequence[Item], other: Sequence[Item]) -> Preference:
        """Which list, judged in both orders; it may be neither."""
        case = Case(listener.render(), _REQUEST)
        return self.judge.prefer(case, *("; ".join(map(told, items)) for items in (one, other)))


def told(item: Item) -> str:
    """An item in words: title, format, topics, text."""
    known = [format_of(item), ", ".join(topics_of(item))]
    return ". ".join(part for part in (item.title, *known, item.text if item.text != item.title else "") if part)


def _signs(listener: Listener, item: Item) -> tuple[float, ...]:
    topics = [listener.topics.get(topic, Leaning(0.0, 0)) for topic in topics_of(item)]
    more = [each.more for each in topics] or [0.0]
    words = [listener.words[word] for word in set(stems(item.text)) if word in listener.words]
    return (
        listener.usual,
        sum(more) / len(more),
        max(more),
        min(more),
        sum(each.n for each in topics) / max(len(topics), 1) / max(len(listener.plays), 1),
        listener.formats.get(format_of(item), Leaning(0.0, 0)).more,
        sum(each.more for each in words) / (len(words) + 2.0),
    )


def _known(listener: Listener, item: Item) -> bool:
    return any(topic in listener.topics for topic in topics_of(item))


def _why(listener: Listener, item: Item) -> str:
    """The topic or format that says most."""
    known = [(topic, listener.topics[topic]) for topic in topics_of(item) if topic in listener.topics]
    form = format_of(item)
    known += [(form, listener.formats[form])] if form in listener.formats else []
    if not known:
        return "nothing like it was played yet"
    name, most = max(known, key=lambda pair: abs(pair[1].more))
    return f"{name}: {'stayed with longer' if most.more > 0 else 'left earlier'} than usual, in {most.n} plays"


def _logit(chance: float) -> float:
    import math

    held = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(held / (1 - held))
