"""Units: what belongs together, what is shown of it, and that keeping them never changes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thyself.core import InvalidInput, Trace
from thyself.memory import Chunks, Informative, Segmenter, Sessions, Turns, cut, sessions, unit, units
from thyself.store.port import Derived

START = datetime(2023, 5, 8, 13, tzinfo=UTC)


def said(text: str, minute: float, *, by: str = "Caroline", session: str | None = "s1", **more: Any) -> Trace:
    at = START + timedelta(minutes=minute)
    return Trace(text, at=at, kind="said", author=by, source="chat", session=session, **more)


class Kept:
    """A person's data in lists: as much of a scope as units need."""

    def __init__(self) -> None:
        self.all: list[Trace] = []
        self.rows: dict[tuple[str, str], Derived] = {}
        self.put_keys: list[str] = []

    def traces(self) -> Iterator[Trace]:
        return iter(sorted(self.all, key=lambda trace: trace.at))

    def derived(self, kind: str) -> Iterator[Derived]:
        return iter([row for (each, _), row in self.rows.items() if each == kind])

    def put(self, rows: Sequence[Derived]) -> int:
        self.rows |= {(row.kind, row.key): row for row in rows}
        self.put_keys += [row.key for row in rows]
        return len(rows)

    def drop(self, kind: str, *, keys: Sequence[str]) -> int:
        return len([self.rows.pop((kind, key)) for key in keys])

    def forget(self, gone: set[str]) -> None:
        self.all = [trace for trace in self.all if trace.id not in gone]
        self.rows = {at: row for at, row in self.rows.items() if not gone & set(row.sources or ())}


class Uneven:
    """Cuts before every turn whose text has as many letters as the first one: any change of a session moves cuts."""

    name = "uneven"

    def split(self, turns: Sequence[Trace]) -> list[Sequence[Trace]]:
        cuts = [i for i, turn in enumerate(turns) if len(turn.text) % 3 == len(turns[0].text) % 3]
        return [turns[a:b] for a, b in zip(cuts, [*cuts[1:], len(turns)], strict=True)]


def test_a_unit_shows_the_words_verbatim_with_their_authors() -> None:
    turns = [said("Hi Mel!\nHow are you?", 0, ref="D1:1"), said("Fine. ", 1, by="Melanie", sensitivity="sensitive")]
    made = unit("session", turns)
    assert made.text == "Caroline: Hi Mel!\nHow are you?\nMelanie: Fine. "
    assert made.refs == ("D1:1", turns[1].id)
    assert (made.at, made.until) == (turns[0].at, turns[1].at)
    assert (made.authors, made.sensitivity, made.session) == (("Caroline", "Melanie"), "sensitive", "s1")


def test_a_turn_is_its_own_words_and_is_named_by_its_trace() -> None:
    turn = said("Hi Mel!", 0)
    made = unit("turn", [turn])
    assert (made.id, made.text, made.index_text) == (turn.id, "Hi Mel!", "Caroline: Hi Mel!")


def test_the_index_text_is_compressed_and_the_text_is_not() -> None:
    turns = [said(f"well you know I saw a heron {i}", i) for i in range(9)] + [said("well I saw an owl you know", 9)]
    made = cut(turns, Turns(), Informative(0.5))[-1]
    assert made.text == "well I saw an owl you know"
    assert "owl" in made.index_text
    assert "know" not in made.index_text


def test_sessions_are_those_of_the_source() -> None:
    turns = [said("a", 0), said("b", 1, session="s2"), said("c", 2), said("d", 3, session="s2")]
    assert [[t.text for t in group] for group in sessions(turns)] == [["a", "c"], ["b", "d"]]


def test_without_a_session_an_hour_of_silence_parts_them() -> None:
    turns = [said(str(i), minute, session=None) for i, minute in enumerate([0, 60, 121, 122])]
    assert [[t.text for t in group] for group in sessions(turns)] == [["0", "1"], ["2", "3"]]


def test_a_chat_that_is_taken_up_the_next_day_is_a_new_session() -> None:
    turns = [said("a", 0), said("b", 7 * 60), said("c", 24 * 60)]
    assert [[t.text for t in group] for group in sessions(turns)] == [["a", "b"], ["c"]]


def test_notes_stand_alone_and_mails_go_with_their_thread() -> None:
    def wrote(text: str, minute: float, thread: str | None) -> Trace:
        return Trace(text, at=START + timedelta(minutes=minute), kind="wrote", source="mail", session=thread)

    mails = [wrote("a", 0, "t"), wrote("b", 1, None), wrote("c", 2, None), wrote("d", 9000, "t")]
    assert [[t.text for t in group] for group in sessions(mails)] == [["a", "d"], ["b"], ["c"]]


def test_figures_and_empty_texts_are_in_no_unit() -> None:
    steps = Trace("12,013 steps", at=START, kind="measured", source="fitbit", item="steps", value=12013, unit="count")
    assert cut([steps, said("  ", 1)], Sessions()) == []


def test_chunks_have_n_turns() -> None:
    turns = [said(str(i), i) for i in range(8)]
    assert [len(run) for run in Chunks(3).split(turns)] == [3, 3, 2]
    with pytest.raises(InvalidInput):
        Chunks(0)


def test_only_the_session_that_changed_is_cut_again() -> None:
    scope = Kept()
    scope.all = [said(f"{s} {i}", 600 * s + i, session=f"s{s}") for s in range(3) for i in range(8)]
    first = units(scope, Chunks(3))  # type: ignore[arg-type]
    scope.put_keys.clear()
    assert units(scope, Chunks(3)) == first  # type: ignore[arg-type]
    assert scope.put_keys == []
    scope.all.append(said("more", 600 + 9, session="s1"))
    again = units(scope, Chunks(3))  # type: ignore[arg-type]
    assert len(scope.put_keys) == 3
    assert [u for u in again if u.session != "s1"] == [u for u in first if u.session != "s1"]
    assert {f"unit:chunk-3/{key}" for _, key in scope.rows} == {u.id for u in again}


steps = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "forget", "read"]),
        st.integers(0, 400),
        st.integers(0, 2),
        st.text("abc", min_size=1, max_size=3),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(steps=steps, segmenter=st.sampled_from([Turns(), Sessions(), Chunks(2), Uneven()]))
def test_kept_units_always_equal_those_cut_afresh(steps: list[tuple[str, int, int, str]], segmenter: Segmenter) -> None:
    scope = Kept()
    for what, number, session, text in steps:
        if what == "add":
            trace = said(text, number, session=[None, "s1", "s2"][session])
            scope.all += [trace] if trace.id not in {each.id for each in scope.all} else []
        elif what == "forget" and scope.all:
            scope.forget({scope.all[number % len(scope.all)].id})
        else:
            assert units(scope, segmenter) == cut(scope.traces(), segmenter)  # type: ignore[arg-type]
    assert units(scope, segmenter) == cut(scope.traces(), segmenter)  # type: ignore[arg-type]
    kept = {ids for made in units(scope, segmenter) for ids in made.trace_ids}  # type: ignore[arg-type]
    assert kept == {trace.id for trace in scope.all}
