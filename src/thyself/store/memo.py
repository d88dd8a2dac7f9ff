"""Memo: what the rooms compute of a person's data and keep in memory while the home is open; none of it is written."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")


class Memo:
    """Things by their type, for one person; whoever keeps one checks by :meth:`Scope.state` that it still holds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._things: dict[type, object] = {}

    def of(self, make: Callable[[], Made]) -> Made:
        """The thing of a class, made where there is none yet."""
        with self._lock:
            if make not in self._things:
                self._things[make] = make()  # type: ignore[index]
            return self._things[make]  # type: ignore[index, return-value]


class Memos:
    """The memos of the persons who were asked about last."""

    def __init__(self, kept: int = 8) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._memos: OrderedDict[str, Memo] = OrderedDict()

    def of(self, person: str) -> Memo:
        """A person's memo; the one that was not used for longest goes where there are too many."""
        with self._lock:
            memo = self._memos.setdefault(person, Memo())
            self._memos.move_to_end(person)
            while len(self._memos) > self._kept:
                self._memos.popitem(last=False)
            return memo
