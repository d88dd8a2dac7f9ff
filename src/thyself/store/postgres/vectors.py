"""Vectors in PostgreSQL, at one byte a dimension; compared in memory, since one person has few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from thyself.store.postgres.persons import derived_changed
from thyself.store.postgres.traces import rows_of_ids
from thyself.store.vectors import no_owner, other_length

if TYPE_CHECKING:
    from thyself.store.postgres.link import Connection


def put(connection: Connection, person: int, model: str, owners: Sequence[str], bodies: np.ndarray) -> None:
    """Keep compact vectors, ``(n, d) int8``, in place of those that the owners had of this model.

    Raises:
        StoreError: An owner is neither a trace nor a derived row of this person, or the model's vectors are of
            another length.
    """
    _check_owners(connection, person, owners)
    space = _space(connection, person, model, int(bodies.shape[1]))
    raw, size = np.ascontiguousarray(bodies).tobytes(), int(bodies.shape[1])
    last = {owner: raw[place * size : (place + 1) * size] for place, owner in enumerate(owners)}
    connection.execute(
        "INSERT INTO vector (person, space, owner, body) SELECT %s, %s, * FROM unnest(%s::text[], %s::bytea[])"
        " ON CONFLICT (space, owner) DO UPDATE SET body = excluded.body",
        (person, space, list(last), list(last.values())),
    )
    derived_changed(connection, person)


def _check_owners(connection: Connection, person: int, owners: Sequence[str]) -> None:
    known = set(rows_of_ids(connection, person, [owner for owner in owners if "/" not in owner]))
    made = [owner for owner in owners if "/" in owner]
    known.update(
        owner
        for (owner,) in connection.execute(
            "SELECT kind || '/' || key FROM derived WHERE person = %s AND kind || '/' || key = ANY(%s)", (person, made)
        )
    )
    for owner in owners:
        if owner not in known:
            raise no_owner(owner)


def _space(connection: Connection, person: int, model: str, dimensions: int) -> int:
    connection.execute(
        "INSERT INTO space (person, model, dimensions) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (person, model, dimensions),
    )
    found = connection.execute(
        "SELECT id, dimensions, EXISTS (SELECT 1 FROM vector WHERE space = space.id) FROM space"
        " WHERE person = %s AND model = %s",
        (person, model),
    ).fetchone()
    assert found is not None
    space, known, used = found
    if known != dimensions and used:
        raise other_length(model, known, dimensions)
    if known != dimensions:
        connection.execute("UPDATE space SET dimensions = %s WHERE id = %s", (dimensions, space))
    return int(space)


def load(
    connection: Connection, person: int | None, model: str, wanted: Sequence[str] | None = None
) -> tuple[list[str], np.ndarray]:
    """Owners (all, or those wanted) in the order in which they first came, and their vectors, ``(n, d) int8``."""
    found = connection.execute(
        "SELECT id, dimensions FROM space WHERE person = %s AND model = %s", (person, model)
    ).fetchone()
    if found is None:
        return [], np.zeros((0, 0), dtype=np.int8)
    rows = connection.execute(
        "SELECT owner, body FROM vector WHERE space = %s AND (%s::text[] IS NULL OR owner = ANY(%s)) ORDER BY row",
        (found[0], *[None if wanted is None else list(wanted)] * 2),
    ).fetchall()
    raw = b"".join([bytes(body) for _, body in rows])
    return [owner for owner, _ in rows], np.frombuffer(raw, dtype=np.int8).reshape(len(rows), found[1])
