"""The persons of a home: their rows, their clocks, and how far their data has come."""

from __future__ import annotations

import sqlite3
import unicodedata
from typing import Final

from thyself.core import InvalidInput
from thyself.store.port import State
from thyself.store.schema import SHIFT

_LONGEST: Final = 200


def named(name: str) -> str:
    """A name that a person can have.

    Raises:
        InvalidInput: It is empty, too long, or has control characters.
    """
    if not isinstance(name, str) or not name.strip():
        raise InvalidInput("a person needs a name, for example 'me'")
    if len(name) > _LONGEST:
        raise InvalidInput(f"the name of a person has at most {_LONGEST} characters; this one has {len(name)}")
    if any(unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") for each in name):
        raise InvalidInput(f"the name of a person cannot have control characters: {name!r}")
    return name


def find(connection: sqlite3.Connection, name: str) -> int | None:
    """The number of a person, where they are entered."""
    found = connection.execute("SELECT id FROM person WHERE name = ?", (name,)).fetchone()
    return int(found[0]) if found else None


def enter(connection: sqlite3.Connection, name: str, *, zone: str) -> int:
    """The number of a person, who is entered with this time zone where they are new."""
    if (known := find(connection, name)) is not None:
        return known
    made = connection.execute(
        "INSERT INTO person (name, zone, epoch) VALUES (?, ?, ?)", (name, zone, _next_epoch(connection))
    )
    return int(made.lastrowid or 0)


def new_epoch(connection: sqlite3.Connection, person: int) -> None:
    """What was computed of the person until now is to be thrown away."""
    connection.execute("UPDATE person SET epoch = ? WHERE id = ?", (_next_epoch(connection), person))


def _next_epoch(connection: sqlite3.Connection) -> int:
    """Epochs are counted for the whole home, so that a person who is entered again never has an old one."""
    connection.execute("UPDATE home SET value = value + 1 WHERE name = 'epoch'")
    return int(connection.execute("SELECT value FROM home WHERE name = 'epoch'").fetchone()[0])


def derived_changed(connection: sqlite3.Connection, person: int) -> None:
    """Note that derived rows or vectors are others than before."""
    connection.execute("UPDATE person SET derived = derived + 1 WHERE id = ?", (person,))


def bounds(person: int) -> tuple[int, int]:
    """The first and last row that the person's traces can have."""
    return person << SHIFT, ((person + 1) << SHIFT) - 1


def last_row(connection: sqlite3.Connection, person: int) -> int:
    """The row of the newest trace; the person's first possible row where there is none."""
    found = connection.execute("SELECT max(row) FROM trace WHERE row BETWEEN ? AND ?", bounds(person)).fetchone()[0]
    return bounds(person)[0] if found is None else int(found)


def state(connection: sqlite3.Connection, name: str) -> State:
    """Where the person's data stands; all zero for somebody who is not entered."""
    found = connection.execute(
        "SELECT epoch, derived, (SELECT max(row) FROM trace WHERE row >= id << :shift AND row < (id + 1) << :shift), id"
        " FROM person WHERE name = :name",
        {"shift": SHIFT, "name": name},
    ).fetchone()
    if not found:
        return State(0, 0, 0)
    epoch, derived, last, person = found
    return State(epoch, 0 if last is None else last - bounds(person)[0], derived)
