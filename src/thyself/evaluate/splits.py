"""Splits: what a recommender may learn from, and what it is asked for afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np


class Taken(Protocol):
    """Rows of who took what and when (:class:`thyself.recommend.Interactions`), in order of people, then of time."""

    @property
    def people(self) -> tuple[str, ...]:
        """Ids by code."""

    @property
    def items(self) -> tuple[str, ...]:
        """Ids by code."""

    @property
    def person(self) -> np.ndarray:
        """``(n,)`` codes."""

    @property
    def item(self) -> np.ndarray:
        """``(n,)`` codes."""

    @property
    def at(self) -> np.ndarray:
        """``(n,)`` seconds."""


@dataclass(frozen=True, eq=False)
class Split:
    """Two sets of rows.

    Args:
        name: How it was made.
        train: ``(n,) bool``.
        test: ``(n,) bool``.
        digest: A word that is the same for the same rows and the same split, whoever makes it.
        ties: Test rows that stood beside others of the same time, so that which one is held out was a choice.
    """

    name: str
    train: np.ndarray
    test: np.ndarray
    digest: str
    ties: int = 0

    def __str__(self) -> str:
        tied = f", {self.ties:,} of them at tied times" if self.ties else ""
        return (
            f"{self.name}: {int(self.train.sum()):,} to learn, {int(self.test.sum()):,} to find{tied} ({self.digest})"
        )


def by_time(rows: Taken, share: float = 0.8) -> Split:
    """Everything up to a moment to learn, everything after it to find: no row of the future is ever learned from.

    Args:
        rows: Who took what when.
        share: How many of the rows come before the moment.

    Raises:
        InvalidInput: There are rows without a time, or nothing lies after the moment.
    """
    import numpy as np

    if not 0 < share < 1:
        raise InvalidInput(f"share={share}: give a share between 0 and 1")
    if not len(rows.at) or not np.isfinite(rows.at).all():
        raise InvalidInput("a split by time needs a time for every row; use leave-one-out where there is only an order")
    moment = np.quantile(rows.at, share, method="lower")
    train = rows.at <= moment
    if train.all():
        raise InvalidInput("too many rows have the same time: nothing lies after the moment")
    return _split(f"time, {share:.0%} before", rows, train, ~train)


def last_out(rows: Taken, *, skip: int = 0, least: int = 2) -> Split:
    """The last row of each person to find, what came before it to learn.

    Where the last rows of a person have the same time, the one whose ids have the smallest hash counts as the last:
    every run holds out the same row, and the row that is held out does not depend on the order of the file.

    Args:
        rows: Who took what when.
        skip: Rows at each person's end that are left out of both: 1 holds out the last but one.
        least: People with fewer rows than that are learned from and not asked.

    Raises:
        InvalidInput: Nobody has enough rows.
    """
    import numpy as np

    order, tied = _order(rows)
    person = rows.person[order]
    ends = np.searchsorted(person, np.arange(len(rows.people)), side="right")
    sizes = np.diff(np.concatenate([[0], ends]))
    asked = sizes >= max(least, skip + 2)
    if not asked.any():
        raise InvalidInput(f"nobody has {max(least, skip + 2)} rows: there is nothing to hold out")
    held = ends[asked] - 1 - skip
    from_end = np.repeat(ends, sizes) - 1 - np.arange(len(person))
    train = np.ones(len(person), dtype=bool)
    train[order[(from_end <= skip) & np.repeat(asked, sizes)]] = False
    test = np.zeros(len(person), dtype=bool)
    test[order[held]] = True
    return _split(f"last but {skip}" if skip else "last", rows, train, test, ties=int(tied[order[held]].sum()))


def at_random(rows: Taken, share: float = 0.8, *, seed: int = 0) -> Split:
    """Rows drawn without regard to time: what papers on ratings do; it lets a model look into the future."""
    import numpy as np

    train = np.random.default_rng(seed).random(len(rows.item)) < share
    return _split(f"random, {share:.0%} to learn", rows, train, ~train)


def of_each(rows: Taken, share: float = 0.75, *, seed: int = 0) -> Split:
    """The same share of each person's rows to learn, drawn without regard to time, so that nobody is left out.

    Raises:
        InvalidInput: The share is not between 0 and 1.
    """
    import numpy as np

    if not 0 < share < 1:
        raise InvalidInput(f"share={share}: give a share between 0 and 1")
    order = np.lexsort((np.random.default_rng(seed).random(len(rows.item)), rows.person))
    sizes = np.bincount(rows.person, minlength=len(rows.people))
    rank = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    train = np.zeros(len(order), dtype=bool)
    train[order] = rank < np.repeat(np.round(share * sizes), sizes)
    return _split(f"random, {share:.0%} of each person to learn", rows, train, ~train)


def leaks(rows: Taken, split: Split) -> list[str]:
    """What of the rows to find is known from the rows to learn, in words; empty where nothing is."""
    import numpy as np

    found = []
    if (both := int((split.train & split.test).sum())) > 0:
        found.append(f"{both:,} rows are both learned from and asked for")
    pair = rows.person.astype(np.int64) * max(len(rows.items), 1) + rows.item
    again = int(np.isin(pair[split.test], pair[split.train]).sum())
    if again:
        found.append(f"{again:,} of {int(split.test.sum()):,} rows to find are items that the same person took before")
    later = _later(rows, split)
    if later:
        found.append(f"{later:,} rows to learn are later than the first row to find of the same person")
    if np.isfinite(rows.at[split.test]).any() and (split.name.startswith("time") is False):
        future = int((rows.at[split.train] > np.nanmin(rows.at[split.test])).sum())
        if future:
            found.append(f"{future:,} rows to learn, of other people too, are later than the first row to find")
    return found


def _later(rows: Taken, split: Split) -> int:
    import numpy as np

    first = np.full(len(rows.people), np.inf)
    np.minimum.at(first, rows.person[split.test], np.nan_to_num(rows.at[split.test], nan=np.inf))
    return int((rows.at[split.train] > first[rows.person[split.train]]).sum())


def _order(rows: Taken) -> tuple[np.ndarray, np.ndarray]:
    """Rows by person, time and, where times are tied, hash; and which rows are tied with another of the same person."""
    import numpy as np

    same = (rows.person[1:] == rows.person[:-1]) & (rows.at[1:] == rows.at[:-1])  # no time is never the same
    tied = np.zeros(len(rows.item), dtype=bool)
    tied[1:] |= same
    tied[:-1] |= same
    key = np.arange(len(rows.item), dtype=np.float64)
    for row in np.flatnonzero(tied):
        key[row] = -_hash(rows.people[rows.person[row]], rows.items[rows.item[row]])
    return np.lexsort((key, rows.at, rows.person)), tied


def _hash(*ids: str) -> float:
    return float(int.from_bytes(blake2b("\0".join(ids).encode(), digest_size=6).digest(), "big"))


def _split(name: str, rows: Taken, train: np.ndarray, test: np.ndarray, *, ties: int = 0) -> Split:
    return Split(name, train, test, _digest(rows, train, test), ties)


def _digest(rows: Taken, *masks: np.ndarray) -> str:
    total = blake2b(digest_size=6)
    for mask in masks:
        total.update(_ids(rows, mask))
    return total.hexdigest()


def _ids(rows: Taken, mask: np.ndarray) -> bytes:
    named: Sequence[str] = sorted(
        f"{rows.people[person]}\0{rows.items[item]}"
        for person, item in zip(rows.person[mask].tolist(), rows.item[mask].tolist(), strict=True)
    )
    return "\n".join(named).encode()
