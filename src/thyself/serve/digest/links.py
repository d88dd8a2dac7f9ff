"""Links: signed addresses in a digest, by which a click comes back as a trace, and a person can end it.

A token names no person: it names a subscription, which the home's books know, a link, and a signature by a key that is
kept with the person's own data. It opens nothing but the address that was kept for it.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from thyself.core import InvalidInput, Trace
from thyself.home import Home
from thyself.person import Person
from thyself.serve.house import PAUSED
from thyself.store import Derived, Entry, Scope

#: The home's book of subscriptions: it says whose a token is, and nothing else.
BOOK: Final = "digest"
#: Derived rows: the key that signs, what a link leads to, and that the person wants no digest.
KEY: Final = "digest:key"
LINK: Final = "digest:link"
OFF: Final = "setting:digest-off"
#: The source of the traces that clicks become.
SOURCE: Final = "digest"

_END: Final = "end"
_FORM: Final = re.compile(r"([A-Za-z0-9_-]{12})\.([A-Za-z0-9_-]{3,16})\.([A-Za-z0-9_-]{22})")
_GONE: Final = "this link is not known here (any more): open the item from its own site"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What makes and reads one person's tokens.

    Args:
        id: Names the subscription in a token.
        key: Signs.
    """

    id: str
    key: bytes

    @classmethod
    def of(cls, home: Home, person: Person) -> Subscription:
        """The person's; made where there is none yet."""
        found = next(iter(home.store.books.read(BOOK, person=person.name)), None)
        row = next(person.scope.derived(KEY), None)
        if row is None:
            row = Derived(KEY, "key", {"key": secrets.token_hex(32)}, (), "always")
            person.scope.put([row])
        if found is None:
            found = Entry(BOOK, secrets.token_urlsafe(9), {}, person.name)
            home.store.books.put([found])
        return cls(found.key, bytes.fromhex(row.body["key"]))

    @classmethod
    def passing(cls, _home: Home, _person: Person) -> Subscription:
        """One that nobody keeps, for a look at what would be sent."""
        return cls(secrets.token_urlsafe(9), secrets.token_bytes(32))

    def token(self, link: str) -> str:
        """The token of a link."""
        return f"{self.id}.{link}.{self._signature(link)}"

    @property
    def end(self) -> str:
        """The token that ends the digest."""
        return self.token(_END)

    def link(self, item: str, day: str) -> str:
        """The name of a link to an item in the digest of a day."""
        return self._signed(f"link/{day}/{item}")[:16]

    def signs(self, link: str, signature: str) -> bool:
        """Whether a signature is right."""
        return hmac.compare_digest(self._signature(link), signature)

    def _signature(self, link: str) -> str:
        return self._signed(f"token/{self.id}/{link}")[:22]

    def _signed(self, text: str) -> str:
        return urlsafe_b64encode(hmac.new(self.key, text.encode(), sha256).digest()).decode()


def kept_link(name: str, body: Mapping[str, Any], sources: Iterable[str]) -> Derived:
    """The row of a link; it goes with the traces for which the item was picked."""
    return Derived(LINK, name, body, tuple(dict.fromkeys(sources)), "any")


def clicked(home: Home, token: str) -> str:
    """Where a link leads; that it was clicked becomes a trace of the person, once for each link.

    No trace is kept while the person has paused taking things in.

    Raises:
        InvalidInput: The token is none of this home, or what it led to is forgotten.
    """
    person, row = _followed(home, token)
    if not any(person.scope.derived(PAUSED)):
        body = row.body
        extra = {name: body[name] for name in ("title", "url", "summary", "feed") if body[name]}
        person.add(
            [
                Trace(
                    f'Opened "{body["title"]}"',
                    at=home.clock(),
                    kind="clicked",
                    source=SOURCE,
                    ref=row.key,
                    item=str(body["item"]),
                    extra=extra,
                )
            ]
        )
    return str(row.body["url"])


def leads_to(home: Home, token: str) -> str:
    """Where a link leads, with no trace of it: for who only looks ahead.

    Raises:
        InvalidInput: The token is none of this home, or what it led to is forgotten.
    """
    return str(_followed(home, token)[1].body["url"])


def _followed(home: Home, token: str) -> tuple[Person, Derived]:
    person, link = _opened(home, token)
    row = next(person.scope.derived(LINK, keys=[link]), None)
    if row is None:
        raise InvalidInput(_GONE)
    return person, row


def unsubscribed(home: Home, token: str) -> str:
    """End the digest of the person whose token this is; returns the person's name. Done twice, it changes nothing.

    Call it for a POST alone: programs that look at mails open their links (RFC 8058).

    Raises:
        InvalidInput: The token is none of this home, or none that ends a digest.
    """
    person, link = _opened(home, token)
    if link != _END:
        raise InvalidInput("this link opens an item and ends nothing: use the one at the end of the mail")
    stop(person.scope)
    return person.name


def stop(scope: Scope) -> None:
    """Send this person no digest any more."""
    scope.put([Derived(OFF, "all", {}, (), "always")])


def start(scope: Scope) -> None:
    """Send this person digests again."""
    scope.drop(OFF)


def stopped(scope: Scope) -> bool:
    """Whether this person wants no digest."""
    return any(scope.derived(OFF))


def _opened(home: Home, token: str) -> tuple[Person, str]:
    form = _FORM.fullmatch(token)
    entry = next(iter(home.store.books.read(BOOK, keys=[form[1]])), None) if form else None
    if form is None or entry is None or entry.person is None:
        raise InvalidInput(_GONE)
    person = home.person(entry.person)
    row = next(person.scope.derived(KEY), None)
    if row is None or not Subscription(entry.key, bytes.fromhex(row.body["key"])).signs(form[2], form[3]):
        raise InvalidInput(_GONE)
    return person, form[2]
