"""The persons of a home in PostgreSQL: their numbers, their clocks, and how far their data has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thyself.store.port import State

if TYPE_CHECKING:
    from thyself.store.postgres.link import Connection


def find(connection: Connection, name: str) -> int | None:
    """The number of a person, where they are entered."""
    found = connection.execute("SELECT id FROM person WHERE name = %s", (name,)).fetchone()
    return int(found[0]) if found else None


def enter(connection: Connection, name: str, *, zone: str) -> int:
    """The number of a person, who is entered where they are new, and whom nobody else changes until the end."""
    found = connection.execute("SELECT id FROM person WHERE name = %s FOR UPDATE", (name,)).fetchone()
    if found is None:
        connection.execute(
            "INSERT INTO person (name, zone, epoch) VALUES (%s, %s, %s) ON CONFLICT (name) DO NOTHING",
            (name, zone, _next_epoch(connection)),
        )
        found = connection.execute("SELECT id FROM person WHERE name = %s FOR UPDATE", (name,)).fetchone()
        assert found is not None
    return int(found[0])


def new_epoch(connection: Connection, person: int) -> None:
    """What was computed of the person until now is to be thrown away."""
    connection.execute("UPDATE person SET epoch = %s WHERE id = %s", (_next_epoch(connection), person))


def _next_epoch(connection: Connection) -> int:
    found = connection.execute("UPDATE home SET value = value + 1 WHERE name = 'epoch' RETURNING value").fetchone()
    assert found is not None
    return int(found[0])


def derived_changed(connection: Connection, person: int) -> None:
    """Note that derived rows or vectors are others than before."""
    connection.execute("UPDATE person SET derived = derived + 1 WHERE id = %s", (person,))


def last_row(connection: Connection, person: int) -> int:
    """The row of the newest trace; 0 where there is none."""
    found = connection.execute("SELECT coalesce(max(row), 0) FROM trace WHERE person = %s", (person,)).fetchone()
    return int(found[0]) if found else 0


def state(connection: Connection, person: int | None) -> State:
    """Where the person's data stands; all zero for somebody who is not entered."""
    found = connection.execute("SELECT epoch, derived FROM person WHERE id = %s", (person,)).fetchone()
    if found is None or person is None:
        return State(0, 0, 0)
    return State(found[0], last_row(connection, person), found[1])
