"""Keys: who may come in by a door, whose data they reach, and what they may do with it.

A key is shown once and kept as a hash. It is for one person, or for the owner of the home, who lets people in but
reads nothing of theirs.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Literal, get_args

from thyself.core import SENSITIVITIES, InvalidInput, Sensitivity
from thyself.store import Books, Entry

Verb = Literal["read", "add", "ask", "change", "forget", "export", "manage"]

#: What a key can allow, and what that means.
VERBS: Final[tuple[Verb, ...]] = get_args(Verb)
#: What the person's own key allows.
OWN: Final[tuple[Verb, ...]] = ("read", "add", "ask", "change", "forget", "export")
BOOK: Final = "key"
_FORM: Final = re.compile(r"thy_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Key:
    """What a key allows.

    Args:
        id: Names it, in lists and records; no secret.
        name: What it is for, in its maker's words: ``"my phone"``.
        person: Whose data it reaches; ``None``: the owner's, which reaches nobody's.
        verbs: What it may be used for.
        sees: The highest sensitivity that it shows.
        made: When it was made.
        revoked: When it was taken back; ``None`` while it is good.
    """

    id: str
    name: str
    person: str | None
    verbs: tuple[Verb, ...]
    sees: Sensitivity
    made: datetime
    revoked: datetime | None = None

    @property
    def sees_all(self) -> bool:
        """Whether nothing is too sensitive to be shown to it."""
        return self.sees == SENSITIVITIES[-1]

    def may(self, verb: Verb) -> bool:
        """Whether it may be used for this."""
        return self.revoked is None and verb in self.verbs


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a home.

    Args:
        books: Where they are kept.
        clock: Tells the time.
    """

    books: Books
    clock: Callable[[], datetime]

    def make(
        self, person: str | None, verbs: Sequence[str] = (), *, name: str = "", sees: Sensitivity = "secret"
    ) -> tuple[str, Key]:
        """Make a key; returns what its user keeps (it is never shown again), and what is known of it.

        Args:
            person: Whose data it reaches; ``None`` for the owner.
            verbs: What it may be used for; all that a person may do with their own data, or ``manage`` for the
                owner, where none are given.
            name: What it is for.
            sees: The highest sensitivity that it shows.

        Raises:
            InvalidInput: A verb or a sensitivity that there is not, or one that does not go with whose key it is.
        """
        wanted = tuple(dict.fromkeys(verbs)) or (OWN if person is not None else ("manage",))
        allowed = OWN if person is not None else ("manage",)
        if wrong := [each for each in wanted if each not in allowed]:
            whose = "a person's key" if person is not None else "the owner's key"
            raise InvalidInput(f"{whose} cannot have {', '.join(wrong)}; it can have {', '.join(allowed)}")
        if sees not in SENSITIVITIES:
            raise InvalidInput(f"sees: {sees!r} is none of {', '.join(SENSITIVITIES)}")
        number, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        known = tuple(each for each in VERBS if each in wanted)
        key = Key(number, " ".join(name.split())[:100] or "unnamed", person, known, sees, self.clock())
        self.books.put([_entry(key, _hashed(secret))])
        return f"thy_{number}_{secret}", key

    def find(self, token: str) -> Key | None:
        """The key that somebody shows, where it is one of this home and good."""
        form = _FORM.fullmatch(token)
        found = self.books.read(BOOK, keys=[form[1]]) if form else []
        if not form or not found:
            return None
        key = _key(found[0])
        return key if hmac.compare_digest(found[0].body["hash"], _hashed(form[2])) and key.revoked is None else None

    def get(self, number: str) -> Key | None:
        """The key with this id, good or taken back."""
        return next((_key(each) for each in self.books.read(BOOK, keys=[number])), None)

    def all(self, person: str | None = None) -> list[Key]:
        """All keys in the order in which they were made; those of one person where that is named."""
        return [_key(each) for each in self.books.read(BOOK, person=person)]

    def revoke(self, number: str) -> Key:
        """Take a key back: it opens nothing from now on.

        Raises:
            InvalidInput: There is no such key.
        """
        found = self.books.read(BOOK, keys=[number])
        if not found:
            raise InvalidInput(f"there is no key {number!r}: thyself key list shows them")
        key = replace(_key(found[0]), revoked=_key(found[0]).revoked or self.clock())
        self.books.put([_entry(key, found[0].body["hash"])])
        return key


def _hashed(secret: str) -> str:
    """A secret of 256 random bits needs no slow hash."""
    return sha256(secret.encode()).hexdigest()


def _entry(key: Key, hashed: str) -> Entry:
    body: dict[str, Any] = {
        "name": key.name,
        "verbs": list(key.verbs),
        "sees": key.sees,
        "made": key.made.isoformat(),
        "revoked": key.revoked.isoformat() if key.revoked else None,
        "hash": hashed,
    }
    return Entry(BOOK, key.id, body, key.person)


def _key(entry: Entry) -> Key:
    body = entry.body
    return Key(
        entry.key,
        body["name"],
        entry.person,
        tuple(body["verbs"]),
        body["sees"],
        datetime.fromisoformat(body["made"]),
        datetime.fromisoformat(body["revoked"]) if body["revoked"] else None,
    )
