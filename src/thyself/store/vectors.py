"""Vectors at one byte a dimension.

A unit vector is kept as whole numbers from -127 to 127, its largest entry at the end of the range. The scale need not
be kept: a vector is brought back to length one when it is read.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import numpy as np

from thyself.core import InvalidInput, StoreError
from thyself.store.persons import derived_changed
from thyself.store.schema import SHIFT
from thyself.store.select import rows_of_ids


def put(connection: sqlite3.Connection, person: int, model: str, owners: Sequence[str], bodies: np.ndarray) -> None:
    """Keep compact vectors, ``(n, d) int8``, in place of those that the owners had of this model.

    Raises:
        StoreError: An owner is neither a trace nor a derived row of this person, or the model's vectors are of
            another length.
    """
    _check_owners(connection, person, owners)
    space = _space(connection, person, model, int(bodies.shape[1]))
    first = space << SHIFT
    last = connection.execute(
        "SELECT max(row) FROM vector WHERE row BETWEEN ? AND ?", (first, first + (1 << SHIFT) - 1)
    ).fetchone()[0]
    raw, size = np.ascontiguousarray(bodies).tobytes(), int(bodies.shape[1])
    connection.executemany(
        "INSERT INTO vector (row, space, owner, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (space, owner) DO UPDATE SET body = excluded.body",
        (
            (number, space, owner, raw[place * size : (place + 1) * size])
            for place, (number, owner) in enumerate(enumerate(owners, (first if last is None else last) + 1))
        ),
    )
    derived_changed(connection, person)


def _check_owners(connection: sqlite3.Connection, person: int, owners: Sequence[str]) -> None:
    ids = [owner for owner in owners if "/" not in owner]
    known = set(rows_of_ids(connection, person, ids))
    for owner in owners:
        if "/" in owner:
            there = connection.execute(
                "SELECT 1 FROM derived WHERE person = ? AND kind = ? AND key = ?", (person, *owner.split("/", 1))
            ).fetchone()
        else:
            there = owner in known
        if not there:
            raise no_owner(owner)


def no_owner(owner: str) -> StoreError:
    """What is said of a vector whose owner is not there."""
    return StoreError(
        f'no vector can be kept for {owner!r}: it is neither a trace nor a derived row ("kind/key") of this person '
        "(forgotten meanwhile?); nothing was kept"
    )


def other_length(model: str, known: int, given: int) -> StoreError:
    """What is said of vectors that are of another length than those that are kept."""
    return StoreError(f"vectors of {model!r} have {known} dimensions; these have {given}")


def _space(connection: sqlite3.Connection, person: int, model: str, dimensions: int) -> int:
    found = connection.execute(
        "SELECT id, dimensions FROM space WHERE person = ? AND model = ?", (person, model)
    ).fetchone()
    if found is None:
        made = connection.execute(
            "INSERT INTO space (person, model, dimensions) VALUES (?, ?, ?)", (person, model, dimensions)
        )
        return int(made.lastrowid or 0)
    if found[1] != dimensions and not connection.execute("SELECT 1 FROM vector WHERE space = ?", found[:1]).fetchone():
        connection.execute("UPDATE space SET dimensions = ? WHERE id = ?", (dimensions, found[0]))
    elif found[1] != dimensions:
        raise other_length(model, found[1], dimensions)
    return int(found[0])


def compact(owners: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """Vectors, ``(n, d)``, as ``(n, d) int8``.

    Raises:
        InvalidInput: There is not one vector for each owner, or an entry is not a finite number.
    """
    array = np.asarray(vectors, dtype=np.float32)
    if array.ndim != 2 or len(array) != len(owners) or array.shape[1] == 0:
        raise InvalidInput(f"{len(owners)} owners need as many vectors; got an array of shape {array.shape}")
    if not np.isfinite(array).all():
        raise InvalidInput("a vector has an entry that is not a finite number")
    largest = np.abs(array).max(axis=1, keepdims=True)
    return np.rint(array * (127.0 / np.where(largest > 0, largest, 1.0))).astype(np.int8)


def load(
    connection: sqlite3.Connection, person: int, model: str, wanted: Sequence[str] | None = None
) -> tuple[list[str], np.ndarray]:
    """Owners (all, or those wanted) in the order in which they first came, and their vectors, ``(n, d) int8``."""
    found = connection.execute(
        "SELECT id, dimensions FROM space WHERE person = ? AND model = ?", (person, model)
    ).fetchone()
    if found is None:
        return [], np.zeros((0, 0), dtype=np.int8)
    space, dimensions = found
    if wanted is None:
        rows = connection.execute(
            "SELECT owner, body FROM vector WHERE row BETWEEN ? AND ? ORDER BY row",
            (space << SHIFT, ((space + 1) << SHIFT) - 1),
        ).fetchall()
    else:
        rows = connection.execute(
            "SELECT owner, body FROM vector WHERE space = ? AND owner IN (SELECT value FROM json_each(?)) ORDER BY row",
            (space, json.dumps(list(wanted))),
        ).fetchall()
    raw = b"".join([body for _, body in rows])
    return [owner for owner, _ in rows], np.frombuffer(raw, dtype=np.int8).reshape(len(rows), dimensions)


def unit(bodies: np.ndarray) -> np.ndarray:
    """Compact vectors as ``(n, d) float32`` of length one (zero where a vector was zero)."""
    array = bodies.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", array, array))
    array /= np.where(lengths > 0, lengths, 1.0)[:, None]
    return array
