"""Once: a request that is sent again with the same key gets the first answer again, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any, Final

from fastapi import HTTPException

from thyself.serve.house import Visitor
from thyself.store import Entry

BOOK: Final = "once"
_KEPT: Final = 10_000

_going: Final[set[str]] = set()
_lock: Final = Lock()


@dataclass(frozen=True, slots=True)
class Once:
    """One act by one key.

    Args:
        visitor: Who does it.
        route: Which act.
        key: The key that the sender chose; ``None``: it is done each time.
        request: What was sent; the same key with something else is an error. Only its hash is kept.
    """

    visitor: Visitor
    route: str
    key: str | None
    request: Callable[[], str]

    def do(self, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Do it, or give what it gave the first time (figures, never content).

        Raises:
            HTTPException: 409 while the first is under way, 422 where something else was sent under this key.
        """
        if self.key is None:
            return act()
        books, print = self.visitor.house.home.store.books, _hash(self.request())
        name = _hash(f"{self.visitor.key.id}\0{self.route}\0{self.key}")
        with _lock:
            if name in _going:
                raise HTTPException(409, "the first request with this Idempotency-Key is still under way")
            _going.add(name)
        try:
            if known := books.read(BOOK, keys=[name]):
                if known[0].body["request"] != print:
                    raise HTTPException(422, "this Idempotency-Key was used for another request")
                return dict(known[0].body["gave"])
            gave = act()
            books.put([Entry(BOOK, name, {"request": print, "gave": gave}, self.visitor.key.person)])
            if name.startswith("00"):
                books.trim(BOOK, _KEPT)
            return gave
        finally:
            with _lock:
                _going.discard(name)


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
