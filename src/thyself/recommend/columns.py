"""Columns: who took what and when, of many people at once, as arrays; ids stay the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from thyself.core import InvalidInput, Rejected

if TYPE_CHECKING:
    import numpy as np


class Event(NamedTuple):
    """One item that a person took.

    Args:
        item: Its id.
        value: How it was rated, where that is known.
        at: Seconds since 1970 (or any number that orders), where that is known.
    """

    item: str
    value: float | None = None
    at: float | None = None


_NAN: Final = float("nan")

History = Sequence[str | Event]
"""What one person took, oldest first: ids, or events where values and times are known."""


@dataclass(frozen=True, eq=False, repr=False)
class Histories:
    """Histories of several people as arrays, oldest event first; items that nobody knows are left out.

    Args:
        starts: ``(n + 1,) int64``: where each history begins.
        item: ``(m,) int32``: codes of items.
        value: ``(m,) float32``, not a number where there is none.
        at: ``(m,) float64`` seconds, not a number where there is none.
    """

    starts: np.ndarray
    item: np.ndarray
    value: np.ndarray
    at: np.ndarray

    @classmethod
    def of(cls, codes: Mapping[str, int], histories: Iterable[History]) -> Histories:
        """Histories from ids.

        Raises:
            InvalidInput: A history is a text in place of a list.
        """
        import numpy as np

        starts, events = [0], []
        for history in histories:
            if isinstance(history, str):
                raise InvalidInput(f"history={history!r}: give a list of items")
            for each in history:
                item, value, at = each if isinstance(each, Event) else (each, None, None)
                if (code := codes.get(item)) is not None:
                    events.append((code, _NAN if value is None else value, _NAN if at is None else at))
            starts.append(len(events))
        table = np.array(events, dtype=np.float64).reshape(-1, 3)
        return cls(
            np.array(starts, dtype=np.int64),
            table[:, 0].astype(np.int32),
            table[:, 1].astype(np.float32),
            table[:, 2].copy(),
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def lengths(self) -> np.ndarray:
        """``(n,) int64``: events of each."""
        import numpy as np

        return np.diff(self.starts)

    @cached_property
    def owner(self) -> np.ndarray:
        """``(m,) int64``: whose each event is."""
        import numpy as np

        return np.repeat(np.arange(len(self)), self.lengths)

    @cached_property
    def age(self) -> np.ndarray:
        """``(m,) int64``: how many events of the same person came after it."""
        import numpy as np

        return np.repeat(self.starts[1:], self.lengths) - 1 - np.arange(len(self.item))

    def part(self, first: int, last: int) -> Histories:
        """The histories from ``first`` up to, without, ``last``."""
        span = slice(self.starts[first], self.starts[last])
        starts = self.starts[first : last + 1] - self.starts[first]
        return Histories(starts, self.item[span], self.value[span], self.at[span])

    def where(self, keep: np.ndarray) -> Histories:
        """Only the events that are marked; the people stay."""
        import numpy as np

        starts = np.concatenate([[0], np.cumsum(keep)])[self.starts]
        return Histories(starts, self.item[keep], self.value[keep], self.at[keep])


@dataclass(frozen=True, eq=False, repr=False)
class Interactions:
    """Who took what, how they rated it, and when; in order of people, then of time, then of the source.

    Args:
        people: Ids of people by code.
        items: Ids of items by code.
        person, item: ``(n,) int32``: codes.
        value: ``(n,) float32``, not a number where there is none.
        at: ``(n,) float64`` seconds since 1970, not a number where there is none.
        rejected: The rows that could not be read, the first 1,000 of them.
        rejected_count: How many could not be read in all.
    """

    people: tuple[str, ...]
    items: tuple[str, ...]
    person: np.ndarray
    item: np.ndarray
    value: np.ndarray
    at: np.ndarray
    rejected: tuple[Rejected, ...] = ()
    rejected_count: int = 0

    @classmethod
    def of(
        cls,
        rows: Iterable[tuple[str, str] | tuple[str, str, float | None] | tuple[str, str, float | None, float | None]],
    ) -> Interactions:
        """From tuples of person, item and, where they are known, value and time in seconds."""
        import numpy as np

        people: dict[str, int] = {}
        items: dict[str, int] = {}
        table: list[tuple[int, int, float, float]] = []
        for row in rows:
            person, item, value, at = (*row, None, None)[:4]
            place = people.setdefault(str(person), len(people)), items.setdefault(str(item), len(items))
            table.append((*place, _or_nan(value), _or_nan(at)))
        columns = np.array(table, dtype=np.float64).reshape(-1, 4)
        return ordered(tuple(people), tuple(items), columns[:, 0], columns[:, 1], columns[:, 2:])

    def __len__(self) -> int:
        return len(self.item)

    def some(self) -> Interactions:
        """These, where there are any.

        Raises:
            InvalidInput: There are none to learn from.
        """
        if not len(self):
            raise InvalidInput("there are no interactions to learn from")
        return self

    @cached_property
    def codes(self) -> dict[str, int]:
        """Items by id."""
        return {each: code for code, each in enumerate(self.items)}

    @cached_property
    def person_codes(self) -> dict[str, int]:
        """People by id."""
        return {each: code for code, each in enumerate(self.people)}

    @cached_property
    def starts(self) -> np.ndarray:
        """``(people + 1,) int64``: where each person's rows begin."""
        import numpy as np

        return np.searchsorted(self.person, np.arange(len(self.people) + 1))

    @cached_property
    def counts(self) -> np.ndarray:
        """``(items,) float64``: how many rows each item has."""
        import numpy as np

        return np.bincount(self.item, minlength=len(self.items)).astype(np.float64)

    @property
    def now(self) -> float:
        """The last time in it; 0 where there are no times."""
        import numpy as np

        return float(np.nanmax(self.at)) if np.isfinite(self.at).any() else 0.0

    @cached_property
    def histories(self) -> Histories:
        """The histories of all people, in order of their codes."""
        return Histories(self.starts, self.item, self.value, self.at)

    def history(self, person: str) -> Histories:
        """What one person took; empty where the person is not known."""
        code = self.person_codes.get(person)
        if code is None:
            return Histories.of(self.codes, [()])
        return self.histories.part(code, code + 1)

    def where(self, keep: np.ndarray) -> Interactions:
        """Only the rows that are marked; codes stay."""
        return Interactions(
            self.people, self.items, self.person[keep], self.item[keep], self.value[keep], self.at[keep]
        )

    def plus(self, other: Interactions) -> Interactions:
        """Both together; codes of what is known here stay, and what is new comes behind."""
        import numpy as np

        people, person = _joined(self.people, self.person_codes, other.people, other.person)
        items, item = _joined(self.items, self.codes, other.items, other.item)
        table = np.stack([np.concatenate([self.value, other.value]), np.concatenate([self.at, other.at])], axis=1)
        return ordered(people, items, np.concatenate([self.person, person]), np.concatenate([self.item, item]), table)

    def with_items(self, items: Iterable[str]) -> Interactions:
        """The same, with codes for these items too."""
        new = [each for each in items if each not in self.codes]
        everything = (*self.items, *new)
        return Interactions(self.people, everything, self.person, self.item, self.value, self.at)

    def __repr__(self) -> str:
        known = f"{len(self):,} interactions of {len(self.people):,} people with {len(self.items):,} items"
        rows = "1 row" if self.rejected_count == 1 else f"{self.rejected_count:,} rows"
        return f"{known}; {rows} could not be read" if self.rejected_count else known


def ordered(
    people: tuple[str, ...], items: tuple[str, ...], person: np.ndarray, item: np.ndarray, told: np.ndarray
) -> Interactions:
    """Interactions from columns in any order; ``told`` is ``(n, 2)``: values and times."""
    import numpy as np

    if not len(person) == len(item) == len(told):
        raise InvalidInput(f"{len(person)} people, {len(item)} items and {len(told)} values: give equally many")
    order = np.lexsort((told[:, 1], person))  # stable; no time comes last
    return Interactions(
        people,
        items,
        person[order].astype(np.int32),
        item[order].astype(np.int32),
        told[order, 0].astype(np.float32),
        told[order, 1].astype(np.float64),
    )


def _joined(
    mine: tuple[str, ...], codes: Mapping[str, int], theirs: tuple[str, ...], column: np.ndarray
) -> tuple[tuple[str, ...], np.ndarray]:
    import numpy as np

    new = [each for each in theirs if each not in codes]
    later = {each: len(mine) + place for place, each in enumerate(new)}
    table = np.array([codes[each] if each in codes else later[each] for each in theirs], dtype=np.int32)
    return (*mine, *new), table[column] if len(theirs) else column


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else float(value)
