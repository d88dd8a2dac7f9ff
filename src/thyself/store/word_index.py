"""The full-text index of a home's file: words of what was forgotten are taken out of it, and it stays fit for use.

FTS5 marks the words of a deleted row as deleted; only merging everything into one segment takes them out. In SQLite up
to 3.40 at least, each such merge leaves an empty level behind in the index's own table of contents, and at two thousand
of them the index can no longer be opened. So after some merges it is made anew in place of merged.
"""

from __future__ import annotations

import sqlite3
from typing import Final

#: The row of ``trace_words_data`` that is the table of contents.
_CONTENTS: Final = 10
#: Longer than this, in bytes, it is made anew; it breaks at four thousand.
_LONG: Final = 400
_BREAKS: Final = 3000
#: An index with nothing in it, as FTS5 writes it: a cookie of four bytes, no level, no segment, nothing written.
_EMPTY: Final = bytes(7)


def take_out(connection: sqlite3.Connection) -> None:
    """Take the words of deleted rows out, for good; within the transaction that the connection is in."""
    how = "optimize" if _length(connection) < _LONG else "rebuild"
    connection.execute(f"INSERT INTO trace_words (trace_words) VALUES ('{how}')")


def mend(connection: sqlite3.Connection) -> bool:
    """Make an index anew that was merged so often that it breaks, or is about to; whether that was needed.

    Nothing is lost by it: the words stand in the traces.
    """
    if _length(connection) < _BREAKS:
        return False
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"DELETE FROM trace_words_data WHERE id > {_CONTENTS}")
        connection.execute(f"UPDATE trace_words_data SET block = ? WHERE id = {_CONTENTS}", (_EMPTY,))
        connection.execute("DELETE FROM trace_words_idx")
        connection.execute("DELETE FROM trace_words_docsize")
        connection.execute("INSERT INTO trace_words (trace_words) VALUES ('rebuild')")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return True


def _length(connection: sqlite3.Connection) -> int:
    found = connection.execute(f"SELECT length(block) FROM trace_words_data WHERE id = {_CONTENTS}").fetchone()
    return int(found[0]) if found else 0
