"""Jargon: which terms of a text this person does not know, how likely, why, and what they mean.

A term is foreign to somebody where it is rare in everyday language, where their own texts do not use it or its words,
where these are about other things, and where people who write alike do not know it. How much each of that counts is
learned from readers who said what they know; a reader's own few answers then move it, and somebody of whom nothing is
known gets what readers have in common.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput
from thyself.evaluate.classifiers import NONE, Head, Labels, Shrink
from thyself.evaluate.fitting import fit
from thyself.profile.familiar import FEATURES, Familiarity, Met, Reader, Shown
from thyself.profile.terms import Term, key, meaning, terms

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

#: Before anybody is asked: words that are rare, that the person never used, and that stand in texts unlike their own;
#: what each counts, and what it is measured from.
_UNTAUGHT: Final[Mapping[str, tuple[float, float]]] = {
    "rarest word": (0.8, 0.8),
    "short form": (0.3, 0.0),
    "in own texts": (-1.5, 0.2),
    "own texts have its rarest word": (-0.5, 0.5),
    "in others' texts": (-1.5, 0.2),
    "text nearer to own than to others'": (-8.0, -0.06),
}
#: How likely what a person says themselves of a term is meant.
_SURE: Final = 0.98
_SHRINK: Final = Shrink(NONE, 1.0, NONE)


@dataclass(frozen=True, slots=True)
class Unfamiliar:
    """A term that a person may not know.

    Args:
        term: As it is written.
        chance: The probability that they do not know it.
        why: What says so, in words.
        meaning: What it means, as far as a glossary or the text says it; else empty.
    """

    term: str
    chance: float
    why: str
    meaning: str


@dataclass(frozen=True, eq=False)
class Taught:
    """What readers taught: the head, what features are measured from and by, and the readers."""

    head: Head
    mean: np.ndarray
    scale: np.ndarray
    readers: tuple[Shown, ...] = ()

    def scaled(self, table: np.ndarray) -> np.ndarray:
        """Features as the head reads them: what is not known is what is usual."""
        import numpy as np

        scaled: np.ndarray = np.nan_to_num((table - self.mean) / self.scale, nan=0.0)
        return scaled


class Jargon:
    """Which terms of a text a person does not know, how likely, why, and what each means.

    Args:
        embedder: What texts mean.
        others: Texts of other people: what is said in the field at all.
        glossary: What terms mean, in words.
        taught: What :meth:`learn` found; ``None``: rare words that the person never used are foreign.

    Source: Explain Less, Understand More: Jargon Detection via Personalized Parameter-Efficient Fine-tuning (2025).
    There a language model is tuned to a reader's publications and labels; here what it would learn from them is
    measured, and weighed by one regression that is drawn to all readers.
    """

    def __init__(
        self,
        embedder: Embedder,
        others: Sequence[str] = (),
        *,
        glossary: Mapping[str, str] | None = None,
        taught: Taught | None = None,
    ) -> None:
        self.features = Familiarity(embedder, others)
        self.glossary = dict(glossary or {})
        self.taught = taught or untaught()

    def read(self, reader: Reader, text: str, named: Sequence[str] = ()) -> list[Unfamiliar]:
        """The terms of a text, the least likely to be known first.

        Args:
            reader: Who reads.
            text: What they read.
            named: The terms that are asked for; none: those that the text has.
        """
        found = [Term(each, key(each)) for each in named] or terms(text)
        shown, met = self.features.shown(reader), [Met(term.text, text) for term in found]
        rows = zip(found, self.chances(shown, met), strict=True)
        read = [
            Unfamiliar(term.text, float(chance), self.why(shown, term.text), meaning(term, text, self.glossary))
            for term, chance in rows
        ]
        return sorted(read, key=lambda each: -each.chance)

    def chances(self, shown: Shown, met: Sequence[Met]) -> np.ndarray:
        """``(n,) float64``: how likely a reader does not know each term; what they said moves all, and settles its own.

        Args:
            shown: The reader, by ``features.shown``.
            met: Terms, and where.
        """
        import numpy as np

        head = self.taught.head
        if shown.knows:
            said = list(shown.knows)
            unknown = np.array([int(not shown.knows[each]) for each in said])
            head = head.adapt("me", self._scaled(shown, said), unknown)
        found = head.predict(self._scaled(shown, met), ["me" if shown.knows else ""] * len(met))[:, 1]
        told = {key(each.term): knows for each, knows in shown.knows.items()}
        for at, each in enumerate(met):
            if key(each.term) in told:
                found[at] = 1 - _SURE if told[key(each.term)] else _SURE
        return np.asarray(found)

    def learn(self, readers: Sequence[Reader], *, shrink: Shrink | None = None) -> Jargon:
        """The same, taught by readers who said what they know.

        Args:
            readers: Any number.
            shrink: How strongly weights are drawn; ``None``: chosen on answers that are kept aside.

        Raises:
            InvalidInput: There are fewer than 20 answers, or all are the same.
        """
        import numpy as np

        shown = [self.features.shown(reader) for reader in readers]
        tables = [self.features.table(each, list(each.knows), shown) for each in shown]
        table = np.vstack(tables) if tables else np.zeros((0, len(FEATURES)))
        person = [f"reader {at}" for at, each in enumerate(shown) for _ in each.knows]
        unknown = np.array([int(not knows) for each in shown for knows in each.knows.values()], dtype=int)
        if len(unknown) < 20:
            raise InvalidInput(f"{len(unknown)} answers of readers: give at least 20")
        known = np.ma.masked_invalid(table)
        mean, scale = known.mean(axis=0).filled(0.0), known.std(axis=0).filled(0.0) + 1e-6
        taught = replace(self.taught, mean=mean, scale=scale, readers=tuple(shown))
        labels = Labels(taught.scaled(table), np.arange(len(table)), person, unknown)
        return self.with_taught(replace(taught, head=fit(labels, size=2, shrink=shrink)))

    def with_taught(self, taught: Taught) -> Jargon:
        """The same with other weights; what was measured is shared."""
        made = copy(self)
        made.taught = taught
        return made

    def why(self, shown: Shown, term: str) -> str:
        """What says that a reader knows a term, or does not, in words."""
        said = {key(met.term): known for met, known in shown.knows.items()}.get(key(term))
        if said is not None:
            return "you said that you know it" if said else "you said that you do not know it"
        if not shown.said:
            return "nothing of yours is known yet; it is rare in everyday language"
        exact, share, rarest = shown.uses(term)
        if exact:
            return "your own texts use it"
        if rarest:
            return "your own texts have its rarest word"
        return "your own texts have some of its words" if share else "none of your own texts has a word of it"

    def _scaled(self, shown: Shown, met: Sequence[Met]) -> np.ndarray:
        table = self.features.table(shown, met, self.taught.readers)
        return self.taught.scaled(table)


def untaught() -> Taught:
    """What holds before anybody was asked: words that are rare in everyday language, and not in own texts."""
    import numpy as np

    d = len(FEATURES)
    text = np.zeros((d, 2))
    text[:, 1] = [_UNTAUGHT.get(name, (0.0, 0.0))[0] for name in FEATURES]
    none = np.zeros((0, 2))
    head = Head(text, np.zeros(2), np.zeros((d, 0)), {}, none, np.zeros((0, 0, 2)), {}, none, {}, _SHRINK)
    return Taught(head, np.array([_UNTAUGHT.get(name, (0.0, 0.0))[1] for name in FEATURES]), np.ones(d))
