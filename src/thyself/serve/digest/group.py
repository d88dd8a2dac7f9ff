"""Group: who gets a digest of which feeds, from a file that a person can write."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from thyself.core import InvalidInput
from thyself.serve.digest.send import checked_address

_MOST: Final = 50
_WHOLE: Final = {"feeds", "items", "people"}
_ONE: Final = {"person", "to", "feeds", "items"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets a digest.

    Args:
        person: Whose traces it is picked by.
        to: The address of the mail; may be empty where it goes into a file.
        feeds: Addresses and files of feeds.
        items: How many items it has at most.

    Raises:
        InvalidInput: The address is none, there is no feed, or the number makes no sense.
    """

    person: str
    to: str
    feeds: tuple[str, ...]
    items: int = 5

    def __post_init__(self) -> None:
        if self.to:
            checked_address(self.to)
        if not self.feeds:
            raise InvalidInput(f"{self.person}: no feed is named")
        if not 1 <= self.items <= _MOST:
            raise InvalidInput(f"{self.person}: {self.items} items; take 1 to {_MOST}")


def read_group(path: Path) -> tuple[Reader, ...]:
    """The readers of a TOML file::

        feeds = ["https://example.org/news.xml"]      # for everybody
        items = 5

        [[people]]
        person = "anna"
        to = "anna@example.org"
        feeds = ["papers.json"]                       # for her as well

    Files of feeds are looked for beside it.

    Raises:
        InvalidInput: It cannot be read, a field is unknown or missing, or a person comes twice.
    """
    try:
        whole = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: {error}") from None
    _known(path, whole, _WHOLE)
    people = whole.get("people")
    if not isinstance(people, list) or not people:
        raise InvalidInput(f"{path}: there is no [[people]] in it")
    readers = tuple(_reader(path, number, each, whole) for number, each in enumerate(people, 1))
    names = [each.person for each in readers]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InvalidInput(f"{path}: {twice!r} comes twice")
    return readers


def _reader(path: Path, number: int, told: Any, whole: Mapping[str, Any]) -> Reader:
    where = f"{path}: person {number}"
    if not isinstance(told, dict):
        raise InvalidInput(f"{where} is no table")
    _known(where, told, _ONE)
    person, to, items = told.get("person"), told.get("to", ""), told.get("items", whole.get("items", 5))
    if not isinstance(person, str) or not person or not isinstance(to, str):
        raise InvalidInput(f"{where}: write person and to as texts")
    if type(items) is not int:
        raise InvalidInput(f"{where}: items is no number")
    feeds = [*_feeds(where, whole.get("feeds", [])), *_feeds(where, told.get("feeds", []))]
    return Reader(person, to, tuple(dict.fromkeys(_beside(path, each) for each in feeds)), items)


def _feeds(where: str, told: Any) -> list[str]:
    if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
        raise InvalidInput(f"{where}: write feeds as a list of texts")
    return told


def _beside(path: Path, feed: str) -> str:
    return feed if "://" in feed else str(path.parent / Path(feed).expanduser())


def _known(where: object, told: Mapping[str, Any], fields: set[str]) -> None:
    if unknown := sorted(set(told) - fields):
        raise InvalidInput(f"{where}: {unknown[0]!r} is none of {', '.join(sorted(fields))}")
