"""Sessions: a person who signed in on the page, until they sign out, their key is taken back, or the time is up."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from thyself.serve.keys import Key, Keys
from thyself.store import Books, Entry

BOOK: Final = "session"
LASTS: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in.

    Args:
        id: Names it in the book; no secret.
        key: With what they signed in.
        form: Must come back with each form of theirs, so that no other page can send one for them.
    """

    id: str
    key: Key
    form: str

    def signed(self, text: str) -> str:
        """A text as a part of an address, which only this session can have made."""
        packed = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return f"{self._seal(packed)}.{packed}"

    def unsigned(self, name: str) -> str | None:
        """The inverse of :meth:`signed`; ``None`` where this session did not make it."""
        seal, _, packed = name.partition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(packed).encode()):
            return None
        return base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()

    def _seal(self, packed: str) -> str:
        return hmac.new(self.form.encode(), packed.encode(), sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Sessions:
    """Who is signed in.

    Args:
        books: Where it is kept.
        keys: The keys of the home.
        clock: Tells the time.
    """

    books: Books
    keys: Keys
    clock: Callable[[], datetime]

    def begin(self, token: str) -> str | None:
        """Sign somebody in with their key; returns the secret for their cookie, ``None`` where the key is not good."""
        key = self.keys.find(token.strip())
        if key is None:
            return None
        secret = secrets.token_urlsafe(32)
        body = {"key": key.id, "until": (self.clock() + LASTS).isoformat()}
        self.books.put([Entry(BOOK, _id(secret), body, key.person)])
        return secret

    def find(self, secret: str) -> Session | None:
        """Whose cookie it is, where it is good."""
        if not secret:
            return None
        found = self.books.read(BOOK, keys=[_id(secret)])
        if not found or datetime.fromisoformat(found[0].body["until"]) <= self.clock():
            return None
        key = self.keys.get(found[0].body["key"])
        if key is None or key.revoked is not None:
            return None
        return Session(found[0].key, key, hmac.new(secret.encode(), b"form", sha256).hexdigest())

    def end(self, session: Session) -> None:
        """Sign somebody out."""
        self.books.drop(BOOK, [session.id])


def _id(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
