"""Fusion: what single people think of texts, from several sets of ratings with scales of their own, as one.

Each set's ratings are brought to one scale and cut at its middle; names of people stay apart by set; each set is a
trait of its people, so that a strict crowd does not make its texts worse. What a text is to a reader is its words, what
raters of all sets made of it (a bias), and along which lines raters differ about it; what a person is, is how far they
are from others on the same texts, and their tastes along these lines.

Source: From Generalized Laughter to Personalized Chuckles: Unleashing the Power of Data Fusion in Subjective Humor
Detection (2024); the heads are those of HuBi (Kanclerz et al., 2022), as one hierarchical regression.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput
from thyself.evaluate.classifiers import NONE, Head, Labels, Shrink
from thyself.evaluate.classify import log_loss
from thyself.evaluate.fitting import fit
from thyself.evaluate.text_vectors import text_vectors

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

#: Raters differ about texts along so many lines; a text's standing on them is drawn to none as if by so many ratings.
_LINES: Final = 2
_DRAWN: Final = 5.0
#: What the lines weigh beside the words of a text.
_WEIGHT: Final = 1.0
#: One rating in so many is kept aside to choose strengths by, among these.
_ASIDE: Final = 6
_TRIED: Final = tuple(Shrink(30.0, bias, taste) for bias in (1.0, 3.0, 6.0) for taste in (NONE, 100.0, 30.0))


@dataclass(frozen=True, eq=False)
class Rated:
    """One set of ratings.

    Args:
        name: Of the set; names of people are unique within it.
        text: What was rated ``(n,)``: texts in the order of a list that all sets share, ``int``.
        person: By whom.
        value: On the set's own scale ``(n,) float``.
        low, high: The ends of the scale.
    """

    name: str
    text: np.ndarray
    person: Sequence[str]
    value: np.ndarray
    low: float
    high: float

    def __post_init__(self) -> None:
        if not len(self.text) == len(self.person) == len(self.value):
            raise InvalidInput(f"ratings of {self.name!r}: give one text, one person and one value for each")
        if not self.low < self.high:
            raise InvalidInput(f"ratings of {self.name!r}: the scale goes from {self.low} to {self.high}")

    @property
    def standing(self) -> np.ndarray:
        """``(n,) float``: the ratings from 0 (worst) to 1 (best)."""
        import numpy as np

        return np.asarray((np.asarray(self.value, dtype=float) - self.low) / (self.high - self.low))

    def where(self, rows: np.ndarray) -> Rated:
        """Some of the ratings, by their places."""
        return replace(self, text=self.text[rows], person=[self.person[row] for row in rows], value=self.value[rows])


def fused(sets: Sequence[Rated], vectors: np.ndarray) -> Labels:
    """Ratings of all sets as labels: 1 above the middle of the set's scale, else 0.

    Args:
        sets: With texts out of one list.
        vectors: Of these texts ``(texts, d)``.
    """
    import numpy as np

    people = [f"{each.name}/{name}" for each in sets for name in each.person]
    of = np.concatenate([each.text for each in sets])
    label = np.concatenate([(each.standing > 0.5).astype(int) for each in sets])
    traits = {f"{each.name}/{name}": (each.name,) for each in sets for name in set(each.person)}
    return Labels(vectors, of, people, label, [f"text {at}" for at in of], traits if len(sets) > 1 else {})


def majority(labels: Labels) -> Labels:
    """The same texts as if everybody gave the label that most gave (ties: the higher): what is usual, and nobody."""
    import numpy as np

    given = np.bincount(labels.text, minlength=len(labels.vectors))
    yes = np.bincount(labels.text, weights=labels.label > 0, minlength=len(labels.vectors))
    usual = (2 * yes >= given).astype(int)
    return replace(labels, person=["anybody"] * len(labels.person), label=usual[labels.text], traits={})


def deviations(labels: Labels) -> dict[str, float]:
    """How far each person is from the others on the same texts: the mean z-score of their labels (HuBi-Formula)."""
    import numpy as np

    n = len(labels.vectors)
    count = np.bincount(labels.text, minlength=n)[labels.text]
    total = np.bincount(labels.text, weights=labels.label, minlength=n)[labels.text]
    usual = (total - labels.label + 0.5) / (count - 1 + 1.0)  # of the others, drawn to a half by one label
    apart = (labels.label - usual) / np.sqrt(usual * (1 - usual) + 0.05)
    out: dict[str, list[float]] = {}
    for name, value in zip(labels.person, apart, strict=True):
        out.setdefault(name, []).append(float(value))
    return {name: sum(values) / (len(values) + 1.0) for name, values in out.items()}


def lines(sets: Sequence[Rated], texts: int, size: int = _LINES) -> np.ndarray:
    """``(texts, size) float64``: where texts stand on the lines along which raters differ most; unit spread.

    Each person's ratings are measured from their own mean, and each text's from that text's mean.

    Args:
        sets: With texts out of one list.
        texts: How long that list is.
        size: How many lines.
    """
    import numpy as np

    rows = [_apart(each, texts) for each in sets]
    table = np.vstack(rows)
    there = ~np.isnan(table)
    table = np.nan_to_num(table)
    rated = there.sum(axis=0)
    table = (table - table.sum(axis=0) / (rated + 1e-9)) * there
    _, sizes, ways = np.linalg.svd(table, full_matrices=False)
    found = (sizes[:size, None] * ways[:size]).T
    sure = (rated / (rated + _DRAWN))[:, None]
    return np.asarray(sure * found / (found.std(axis=0) + 1e-9))


def _apart(rated: Rated, texts: int) -> np.ndarray:
    """``(people, texts)``: how far from the person's own mean, in their own spread; ``nan`` where not rated."""
    import numpy as np

    names = {name: at for at, name in enumerate(dict.fromkeys(rated.person))}
    table = np.full((len(names), texts), np.nan)
    table[[names[name] for name in rated.person], rated.text] = rated.standing
    counts = (~np.isnan(table)).sum(axis=1, keepdims=True)
    mean = np.nansum(table, axis=1, keepdims=True) / np.maximum(counts, 1)
    spread = np.sqrt(np.nansum((table - mean) ** 2, axis=1, keepdims=True) / np.maximum(counts, 1))
    return np.asarray((table - mean) / (spread + 0.1))


@dataclass(frozen=True, eq=False)
class Fused:
    """What several sets of ratings taught; made by :func:`learn_fused`.

    Args:
        head: Of labels: 0 (no) and 1 (yes, funny).
        texts: The texts that were rated, with their places.
        lines: Where they stand on the lines along which raters differ.
        embedder: What texts mean.
    """

    head: Head
    texts: Mapping[str, int]
    lines: np.ndarray
    embedder: Embedder | None = None

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """``(n, d) float64``: words, and lines where the text was rated (nought where it was not)."""
        import numpy as np

        at = np.array([self.texts.get(text, -1) for text in texts], dtype=int)
        stand = np.where((at >= 0)[:, None], self.lines[at], 0.0)
        return np.hstack([text_vectors(texts, self.embedder), _WEIGHT * stand])

    def chances(self, texts: Sequence[str], person: str, rated: Mapping[str, bool] | None = None) -> list[float]:
        """How likely a person finds each text funny.

        Args:
            texts: Any; what raters made of one counts where it was rated.
            person: ``"set/name"`` of one of the sets, or anybody.
            rated: What the person says of other texts; they are then known by these alone.
        """
        import numpy as np

        head = self.head
        if rated:
            told = np.array([int(yes) for yes in rated.values()])
            head = head.adapt(person, self.vectors(list(rated)), told, item=self._items(list(rated)))
        items = self._items(texts)
        found: list[float] = head.predict(self.vectors(texts), [person] * len(texts), items)[:, 1].tolist()
        return found

    def _items(self, texts: Sequence[str]) -> list[str]:
        return [f"text {self.texts[text]}" if text in self.texts else "" for text in texts]


def learn_fused(
    sets: Sequence[Rated], texts: Sequence[str], embedder: Embedder | None = None, *, shrink: Shrink | None = None
) -> Fused:
    """Learn from several sets of ratings.

    Args:
        sets: With texts by their places in ``texts``.
        texts: That were rated, each once.
        embedder: What texts mean; ``None``: their words.
        shrink: How strongly weights are drawn; ``None``: chosen on ratings that are kept aside.

    Raises:
        InvalidInput: There are fewer than 20 ratings, or all are on one side of the middle.

    Source: From Generalized Laughter to Personalized Chuckles (2024).
    """
    import numpy as np

    stand = lines(sets, len(texts))
    vectors = np.hstack([text_vectors(texts, embedder), _WEIGHT * stand])
    labels = fused(sets, vectors)
    head = fit(labels, size=_LINES, shrink=shrink or _chosen(labels))
    return Fused(head, {text: at for at, text in enumerate(texts)}, stand, embedder)


def _chosen(labels: Labels) -> Shrink:
    """The strengths that foretell ratings kept aside best; texts of these may have other ratings, as later ones do."""
    import numpy as np

    aside = np.random.default_rng(0).permutation(len(labels.label))[: len(labels.label) // _ASIDE]
    learn = labels.where(np.setdiff1d(np.arange(len(labels.label)), aside))
    held = labels.where(aside)
    if len(held.label) < 20 or len(set(learn.label.tolist())) < 2:
        return _TRIED[4]

    def far(shrink: Shrink) -> float:
        chances = fit(learn, size=_LINES, shrink=shrink).predict(held.vectors[held.text], held.person, held.item)
        return log_loss(chances, held.label.tolist())

    return min(_TRIED, key=far)
