"""Familiar: what a person's own texts, everybody's language and other readers say of whether they know a term."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from thyself.profile.terms import key, pieces, rarity

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

#: What speaks for or against a term, in this order.
FEATURES: Final = (
    "rarest word", "words on average", "short form", "more words", "in others' texts", "in own texts",
    "own texts have its words", "own texts have its rarest word", "near to own texts", "nearer to own than to others'",
    "text near to own texts", "text nearer to own than to others'", "similar readers",
)  # fmt: skip
_NEAREST: Final = 3
#: How fast readers count less the less they are alike.
_ALIKE: Final = 12.0


@dataclass(frozen=True, slots=True)
class Met:
    """A term where it was met: in a text, or (an empty one) nobody knows where."""

    term: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads.

    Args:
        texts: What they wrote (publications, mails, notes).
        knows: What they said of terms: whether they know each.
    """

    texts: Sequence[str] = ()
    knows: Mapping[Met, bool] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Shown:
    """What a reader shows, read once: their texts as stems, the meanings of these, and whether they know terms."""

    said: Sequence[str]
    stems: frozenset[str]
    vectors: np.ndarray
    knows: Mapping[Met, bool]

    def uses(self, term: str) -> tuple[float, float, float]:
        """How often the texts have a term (as a logarithm), which share of its words, whether its rarest one."""
        if not self.said:
            return math.nan, math.nan, math.nan
        term = key(term)
        parts = term.split()
        exact = sum(f" {term} " in text for text in self.said) if term else 0
        return (
            math.log1p(exact),
            sum(part in self.stems for part in parts) / max(len(parts), 1),
            float(bool(parts) and max(parts, key=rarity) in self.stems),
        )


class Familiarity:
    """Features of terms for readers.

    Args:
        embedder: What texts mean.
        others: Texts of other people: what is said in the field at all.

    Source: the features of Explain Less, Understand More: Jargon Detection (2025), as far as no language model is
    needed.
    """

    def __init__(self, embedder: Embedder, others: Sequence[str] = ()) -> None:
        self.embedder = embedder
        self._often = Counter(part for text in others for part in set(_pieces(text)))
        self._n = len(others)
        self._usual = self._embedded(others)
        self._known: dict[str, np.ndarray] = {}

    def shown(self, reader: Reader) -> Shown:
        """Read what a reader shows."""
        said = [f" {' '.join(pieces(text))} " for text in reader.texts]
        used = frozenset(part for text in said for part in text.split())
        return Shown(said, used, self._embedded(reader.texts), reader.knows)

    def table(self, shown: Shown, met: Sequence[Met], readers: Sequence[Shown] = ()) -> np.ndarray:
        """``(n, features) float64``: see :data:`FEATURES`; ``nan`` where nothing is known.

        Args:
            shown: The reader.
            met: Terms, as they are written, and where.
            readers: Others who said what they know; the reader, where among them, does not count.
        """
        import numpy as np

        names = [each.term for each in met]
        alike = _similar(shown, [each for each in readers if each is not shown and each.knows], names)
        columns = [
            *zip(*((*_rareness(name), self._share(name), *shown.uses(name)) for name in names), strict=True),
            *self._near(names, shown),
            *self._near([each.text for each in met], shown),
            alike,
        ]
        return np.array(columns, dtype=float).T if met else np.zeros((0, len(FEATURES)))

    def _near(self, texts: Sequence[str], shown: Shown) -> tuple[np.ndarray, np.ndarray]:
        """How near texts are to a reader's, and how much nearer than to other people's."""
        import numpy as np

        missing = np.array([0.0 if text else math.nan for text in texts])
        meant = self._meant(texts)
        near = _near(meant, shown.vectors) + missing
        return near, near - _near(meant, self._usual)

    def _share(self, term: str) -> float:
        """How many of the other people's texts have a term, as a logarithm from 0 to 1; long terms by their words."""
        if not self._n:
            return math.nan
        term = key(term)
        often = self._often[term] or min((self._often[part] for part in term.split()), default=0) / 4
        return math.log1p(often) / math.log1p(self._n)

    def _meant(self, terms: Sequence[str]) -> np.ndarray:
        import numpy as np

        new = [term for term in dict.fromkeys(terms) if term not in self._known]
        self._known |= dict(zip(new, self.embedder.embed(new), strict=True)) if new else {}
        return np.array([self._known[term] for term in terms]).reshape(len(terms), self.embedder.dimensions)

    def _embedded(self, texts: Sequence[str]) -> np.ndarray:
        import numpy as np

        return self.embedder.embed(texts) if texts else np.zeros((0, self.embedder.dimensions), dtype=np.float32)


def _pieces(text: str) -> list[str]:
    """The stems of a text, and their pairs and threes."""
    said = pieces(text)
    return [" ".join(said[at : at + n]) for n in (1, 2, 3) for at in range(len(said) - n + 1)]


def _rareness(term: str) -> tuple[float, float, float, float]:
    """How rare a term's words are, whether it looks like a short form, how many words it has."""
    term = key(term)
    parts = term.split()
    rare = [rarity(part) for part in parts] or [0.0]
    short = len(parts) == 1 and (len(term) <= 4 or not set(term[1:]) & set("aeiouy"))
    return max(rare), sum(rare) / len(rare), float(short and max(rare) > 0.5), len(parts) - 1.0


def _near(meant: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """``(n,)``: the mean cosine of each term with the texts that are nearest to it; ``nan`` without texts."""
    import numpy as np

    if not len(texts) or not len(meant):
        return np.full(len(meant), math.nan)
    found = np.sort(meant @ texts.T, axis=1)[:, -_NEAREST:]
    return np.asarray(found.mean(axis=1), dtype=float)


def _similar(shown: Shown, readers: Sequence[Shown], terms: Sequence[str]) -> list[float]:
    """For each term from -0.5 (similar readers know it) to 0.5 (they do not); ``nan`` where none was asked."""
    import numpy as np

    if not len(shown.vectors) or not readers:
        return [math.nan] * len(terms)
    own = shown.vectors.mean(axis=0)
    knows = [{key(met.term): known for met, known in each.knows.items()} for each in readers]
    alike = np.array([float(own @ each.vectors.mean(axis=0)) if len(each.vectors) else 0.0 for each in readers])
    weights = np.exp(_ALIKE * (alike - alike.max()))
    out = []
    for term in map(key, terms):
        asked = [(weight, 0.5 - each[term]) for weight, each in zip(weights, knows, strict=True) if term in each]
        total = sum(weight for weight, _ in asked)
        out.append(sum(weight * unknown for weight, unknown in asked) / (total + 0.5) if asked else math.nan)
    return out
