"""The full-text index stays fit for use however often something is forgotten."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thyself.core import Trace
from thyself.store import Selection, open_store
from thyself.store.word_index import mend

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
TEXTS = ("the dentist in Graz", "tea with Anna", "a walk by the lake")


def filled(path: Path) -> list[str]:
    """A home with a few traces, one of them long enough for an index of several pages; their ids."""
    rng = random.Random(1)
    long = " ".join("".join(rng.choices("abcdefghij", k=6)) for _ in range(3000))
    with closing(open_store(path, clock=lambda: NOON)) as store:
        texts = [*TEXTS, long]
        traces = [Trace(text, at=NOON + timedelta(hours=at), kind="wrote", source="x") for at, text in enumerate(texts)]
        store.scope("me").append(traces)
        return [each.id for each in traces]


def merged(path: Path, times: int) -> int:
    """Put a text into the index, take it out and merge, so often; the length of its table of contents then.

    Raises:
        sqlite3.DatabaseError: It broke.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for _ in range(times):
            connection.execute("INSERT INTO trace_words (rowid, text) VALUES (99999, 'passing by')")
            connection.execute("BEGIN")
            connection.execute(
                "INSERT INTO trace_words (trace_words, rowid, text) VALUES ('delete', 99999, 'passing by')"
            )
            connection.execute("INSERT INTO trace_words (trace_words) VALUES ('optimize')")
            connection.execute("COMMIT")
        found = connection.execute("SELECT length(block) FROM trace_words_data WHERE id = 10").fetchone()
    return int(found[0])


def grows(path: Path) -> None:
    """Leave the test out where this version of SQLite leaves no empty levels behind."""
    if merged(path, 20) == merged(path, 20):
        pytest.skip("this version of SQLite leaves no empty levels behind")


def test_after_many_merges_it_is_made_anew_and_the_words_of_what_was_forgotten_are_gone(tmp_path: Path) -> None:
    ids = filled(tmp_path / "home.db")
    grows(tmp_path / "home.db")
    before = merged(tmp_path / "home.db", 400)
    assert before > 400
    with closing(open_store(tmp_path / "home.db", clock=lambda: NOON)) as store:
        scope = store.scope("me")
        assert scope.forget(Selection(trace_ids=(ids[0],))).proven
        assert [each.text for each in scope.search("tea")] == [TEXTS[1]]
        assert scope.search("dentist") == []
    assert merged(tmp_path / "home.db", 0) < 40
    assert b"dentist" not in (tmp_path / "home.db").read_bytes()


def test_one_that_was_merged_until_it_broke_is_mended_when_the_home_is_opened(tmp_path: Path) -> None:
    filled(tmp_path / "home.db")
    grows(tmp_path / "home.db")
    with pytest.raises(sqlite3.DatabaseError):
        merged(tmp_path / "home.db", 3000)
    with closing(open_store(tmp_path / "home.db", clock=lambda: NOON)) as store:
        scope = store.scope("me")
        assert [each.text for each in scope.search("lake")] == [TEXTS[2]]
        assert scope.append([Trace("coffee in Graz", at=NOON, kind="wrote", source="x")]).kept == 1
        assert len(scope.search("Graz")) == 2
        assert scope.count() == 5


def test_one_that_is_fit_is_left_alone(tmp_path: Path) -> None:
    filled(tmp_path / "home.db")
    with closing(sqlite3.connect(tmp_path / "home.db", isolation_level=None)) as connection:
        assert mend(connection) is False


@pytest.mark.slow
def test_two_thousand_forgettings_leave_a_home_that_works(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "home.db", clock=lambda: NOON)) as store:
        scope = store.scope("me")
        for number in range(2000):
            at = NOON + timedelta(seconds=number)
            kept = [Trace(f"{each} {number}", at=at, kind="wrote", source="x", ref=f"{each}{number}") for each in TEXTS]
            scope.append(kept)
            scope.forget(Selection(trace_ids=tuple(each.id for each in kept[:2])))
        assert scope.count() == 2000
