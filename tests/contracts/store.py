"""What any store must do. A test class inherits :class:`StoreContract` and gives the fixture ``reopen``."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from thyself.core import Catalog, InvalidInput, InvalidTrace, Item, StoreError, Trace
from thyself.store import Appended, Derived, Entry, Scope, Selection, Store
from thyself.store.sqlite import SqliteStore

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
Reopen = Callable[[], Store]


def said(text: str, minutes: float = 0, **fields: object) -> Trace:
    given = {"kind": "said", "source": "chat", "at": NOON + timedelta(minutes=minutes)} | fields
    return Trace(text, **given)  # type: ignore[arg-type]


def rich(number: int) -> Trace:
    return Trace(
        f"Gab „Ümläute“ 5 von 5\n\0 {number} \U0001f600",
        at=datetime(1931, 2, 3, 4, 5, 6, 789123 + number, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
        kind="rated",
        author="me",
        source="books",
        ref=f"r{number}",
        session="s",
        value=4,
        unit="stars",
        item="goodbooks:1",
        media="file.png",
        sensitivity="secret",
        extra={"of": 5, "title": "Äpfel", "deep": {"list": [1, 2.5, None, True]}},
    )


class StoreContract:
    """Inherit, and give a fixture ``reopen``: a call that opens the same, at first empty, home each time."""

    @pytest.fixture
    def store(self, reopen: Reopen) -> Iterator[Store]:
        store = reopen()
        yield store
        store.close()

    @pytest.fixture
    def me(self, store: Store) -> Scope:
        return store.scope("me")

    def test_it_is_a_store_with_scopes(self, store: Store) -> None:
        assert isinstance(store, Store)
        assert isinstance(store.scope("me"), Scope)

    def test_a_person_is_entered_when_something_is_kept_or_a_zone_is_given(self, store: Store) -> None:
        store.scope("reader").append([])
        store.scope("reader").replace("unit:turn", [])
        assert list(store.scope("reader").traces()) == []
        assert store.people() == []
        store.scope("zoë", timezone="Europe/Rome")
        store.scope("adam").append([said("hi")])
        assert store.people() == ["adam", "zoë"]
        assert store.scope("zoë").zone == ZoneInfo("Europe/Rome")
        assert store.scope("adam").zone == ZoneInfo("UTC")

    @pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\0", "x" * 201, "\ud800"])
    def test_a_name_that_cannot_be_shown_is_refused(self, store: Store, name: str) -> None:
        with pytest.raises(InvalidInput):
            store.scope(name)

    def test_traces_come_back_as_they_were(self, me: Scope, reopen: Reopen) -> None:
        given = [
            rich(1),
            said("plain"),
            said("broken", 1, ref="\udc00", author="A \ud83d", extra={"t": "\ud83d"}),
            said("", 2, value=7.0, unit="kg"),
        ]
        given += [said("whole", 3, value=7), said("x" * 100_000, 4), said("late", at=datetime.max.replace(tzinfo=UTC))]
        assert me.append(given) == Appended(7, 0)
        again = reopen()
        back = list(again.scope("me").traces())
        again.close()
        assert back == sorted(given, key=lambda trace: trace.at)
        assert {trace.id for trace in back} == {trace.id for trace in given}

    def test_a_duplicate_is_the_same_ref_or_the_same_content_and_time(self, me: Scope) -> None:
        first = said("hello", ref="1")
        assert me.append([first, first]) == Appended(1, 1)
        assert me.append([said("changed since", 5, ref="1")]) == Appended(0, 1)
        assert me.append([said("hello", source="other export", ref="77")]) == Appended(0, 1)
        assert me.append([said("hello", source="another export")]) == Appended(0, 1)
        assert me.append([said("hello", 1, ref="2"), said("hello", author="Ann"), said("hello", source="b", ref="1")])
        assert me.count() == 3

    def test_two_persons_may_have_the_same_trace(self, store: Store, me: Scope) -> None:
        me.append([said("hello", ref="1")])
        assert store.scope("you").append([said("hello", ref="1")]) == Appended(1, 0)

    def test_an_append_that_fails_half_way_keeps_nothing(self, me: Scope) -> None:
        def source() -> Iterator[Trace]:
            for place in range(30_000):
                yield said("turn", place)
            raise RuntimeError("the file ended")

        before = me.state()
        with pytest.raises(RuntimeError, match="the file ended"):
            me.append(source())
        with pytest.raises(InvalidTrace):
            me.append([said("fine"), "no trace"])  # type: ignore[list-item]
        assert me.count() == 0
        assert me.state() == before
        assert me.append([said("turn")]) == Appended(1, 0)

    def test_traces_come_in_order_of_time_then_of_arrival(self, me: Scope) -> None:
        given = [said("c", 3), said("a1", 1), said("a2", 1), said("b", 2)]
        me.append(given)
        assert [trace.text for trace in me.traces()] == ["a1", "a2", "b", "c"]
        assert [trace.text for trace in me.traces(newest_first=True, limit=3)] == ["c", "b", "a2"]
        assert [(row, trace.text) for row, trace in me.rows()] == [(1, "c"), (2, "a1"), (3, "a2"), (4, "b")]
        assert [row for row, _ in me.rows(after=2)] == [3, 4]

    def test_filters_narrow_together(self, me: Scope) -> None:
        given = [
            said(f"t{place}", place, kind=kind, author=author, source=source, session=session)
            for place, (kind, author, source, session) in enumerate(
                (kind, author, source, session)
                for kind in ("said", "wrote")
                for author in ("me", "Ann")
                for source in ("chat", "mail")
                for session in ("1", None)
            )
        ]
        me.append(given)
        asked = {"kinds": ["said"], "authors": ("me",), "sources": ["chat"], "session": "1"}
        assert list(me.traces(**asked)) == [given[0]]  # type: ignore[arg-type]
        assert list(me.traces(kinds=["said", "wrote"])) == given
        assert list(me.traces(kinds=[])) == []
        window = {"since": NOON + timedelta(minutes=2), "before": NOON + timedelta(minutes=5)}
        assert list(me.traces(**window)) == given[2:5]  # type: ignore[arg-type]
        ids = [given[6].id, given[2].id, "unknown", given[6].id]
        assert list(me.traces(ids=ids)) == [given[2], given[6]]
        assert list(me.traces(ids=ids, limit=1, newest_first=True)) == [given[6]]
        assert list(me.traces(ids=ids, authors=["me"])) == [given[2]]
        assert me.count(kinds=["wrote"]) == 8
        with pytest.raises(InvalidInput, match="time zone"):
            list(me.traces(since=datetime(2024, 1, 1)))

    def test_many_traces_at_one_time_are_each_given_once(self, me: Scope) -> None:
        given = [said(f"n{place}") for place in range(9000)]
        me.append(given)
        assert list(me.traces()) == given
        assert list(me.traces(newest_first=True)) == given[::-1]
        assert list(me.traces(limit=4097)) == given[:4097]
        assert [trace for _, trace in me.rows()] == given

    def test_reading_may_go_on_while_something_is_kept(self, me: Scope) -> None:
        me.append([said(f"n{place}", place) for place in range(5000)])
        reader = me.traces()
        next(reader)
        me.append([said("later", 99_999)])
        assert me.forget(Selection(trace_ids=(said("n3", 3).id,))).proven
        assert len(list(reader)) == 5000

    def test_search_finds_stems_and_all_the_words_at_once(self, me: Scope) -> None:
        me.append([said("I was running to the café", 1), said("He runs", 2), said("A cafe", 3), said("nothing", 4)])
        assert [trace.text for trace in me.search("run")] == ["He runs", "I was running to the café"]
        assert [trace.text for trace in me.search("CAFE, runs?")] == ["I was running to the café"]
        assert me.search("run nothing") == []
        assert len(me.search("run", limit=1)) == 1

    @pytest.mark.parametrize(
        "words", ['"', "a AND", "NOT", "text:x", "*", "(", "^a -b", "'; DROP", "\0", "\ud800 a", "_", "é" * 999]
    )
    def test_any_text_can_be_searched_for(self, me: Scope, words: str) -> None:
        me.append([said("a b c")])
        me.search(words)

    def test_more_and_shorter_is_better_in_search(self, me: Scope) -> None:
        me.append([said("tea and " + "other words " * 30, 1), said("tea tea tea", 2), said("tea", 3), said("x", 4)])
        assert [trace.text[:11] for trace in me.search("tea")] == ["tea tea tea", "tea", "tea and oth"]

    def test_equal_states_mean_equal_data(self, me: Scope) -> None:
        seen = [me.state()]

        def changed() -> bool:
            seen.append(me.state())
            return seen[-1] not in seen[:-1]

        one = said("one")
        me.append([one])
        assert changed()
        me.append([one])
        assert me.state() == seen[-1]
        me.put([Derived("unit:turn", "1", {})])
        assert changed()
        me.put_vectors("m", [one.id], np.ones((1, 4)))
        assert changed()
        me.drop("unit:turn")
        assert changed()
        me.forget(Selection(everything=True))
        me.append([said("two")])
        assert changed()

    def test_derived_rows_come_back_in_the_order_in_which_they_were_put(self, me: Scope) -> None:
        traces = [said("a", 1), said("b", 2, ref="b")]
        me.append(traces)
        rows = [
            Derived("unit:turn", "z", {"text": "é\u2028", "deep": [1, None]}, (traces[1].id, traces[0].id), "any"),
            Derived("unit:turn", "a/b", {}, None),
            Derived("other", "z", {"x": 1}, (), "always"),
        ]
        assert me.put(rows) == 3
        assert list(me.derived("unit:turn")) == rows[:2]
        assert list(me.derived("unit:turn", keys=["a/b", "unknown"])) == [rows[1]]
        me.put([Derived("unit:turn", "z", {"new": True})])
        assert [row.body for row in me.derived("unit:turn")] == [{}, {"new": True}]
        assert me.replace("unit:turn", [Derived("unit:turn", "only", {})]) == 1
        assert [row.key for row in me.derived("unit:turn")] == ["only"]
        assert list(me.derived("other")) == rows[2:]
        assert (me.drop("other", keys=["z", "unknown"]), me.drop("unit:turn"), me.drop("unit:turn")) == (1, 1, 0)

    def test_a_derived_row_of_an_unknown_trace_is_refused_with_all_beside_it(self, store: Store, me: Scope) -> None:
        store.scope("you").append([said("yours")])
        with pytest.raises(StoreError, match="source"):
            me.put([Derived("unit:turn", "1", {}), Derived("unit:turn", "2", {}, (said("yours").id,))])
        assert list(me.derived("unit:turn")) == []
        with pytest.raises(InvalidInput):
            me.put([Derived("a/b", "1", {})])

    def test_what_was_worked_out_before_something_was_forgotten_is_not_kept(self, store: Store, me: Scope) -> None:
        me.append([said("one"), said("two", 1)])
        before = me.state().epoch
        me.put([Derived("sum", "all", {"seen": 2}, None, epoch=before)])
        me.forget(Selection(trace_ids=(said("two", 1).id,)))
        with pytest.raises(StoreError, match="forgotten while it was worked out"):
            me.put([Derived("other", "1", {}), Derived("sum", "all", {"seen": 2}, None, epoch=before)])
        me.forget(Selection(everything=True))
        with pytest.raises(StoreError, match="forgotten while it was worked out"):
            me.replace("sum", [Derived("sum", "all", {"seen": 1}, None, epoch=before)])
        assert (list(me.derived("sum")), list(me.derived("other")), store.people()) == ([], [], [])

    def test_vectors_keep_their_direction(self, me: Scope) -> None:
        traces = [said(f"t{place}", place) for place in range(50)]
        me.append(traces)
        me.put([Derived("unit:turn", "1", {}, (traces[0].id,))])
        given = np.random.default_rng(1).standard_normal((51, 64)).astype(np.float32)
        given /= np.linalg.norm(given, axis=1, keepdims=True)
        me.put_vectors("m", [*(trace.id for trace in traces), "unit:turn/1"], given)
        owners, kept = me.vectors("m")
        assert owners == [*(trace.id for trace in traces), "unit:turn/1"]
        assert kept.dtype == np.float32
        assert np.allclose(np.linalg.norm(kept, axis=1), 1, atol=1e-5)
        assert (kept * given).sum(axis=1).min() > 0.9995
        me.put_vectors("m", [traces[3].id], given[:1])
        assert np.allclose(me.vectors("m")[1][3], kept[0], atol=1e-6)
        assert me.vectors("other")[0] == []
        me.drop("unit:turn")
        assert len(me.vectors("m")[0]) == 50

    def test_a_vector_without_an_owner_or_a_meaning_is_refused(self, me: Scope) -> None:
        me.append([said("a"), said("b", 1)])
        ids = [said("a").id, said("b", 1).id]
        for owners, array, error in (
            (["f" * 20], np.ones((1, 3)), StoreError),
            (["unit:turn/1"], np.ones((1, 3)), StoreError),
            (ids, np.ones((1, 3)), InvalidInput),
            (ids, np.full((2, 3), np.nan), InvalidInput),
        ):
            with pytest.raises(error):
                me.put_vectors("m", owners, array)
        me.put_vectors("m", ids, np.ones((2, 3)))
        with pytest.raises(StoreError, match="dimensions"):
            me.put_vectors("m", ids, np.ones((2, 4)))

    def test_forgetting_takes_what_was_made_and_nothing_else(self, store: Store, me: Scope) -> None:
        old, new = said("I secretly love marzipan potatoes", 1), said("The weather stays nice", 2)
        me.append([old, new])
        store.scope("you").append([old])
        both = (old.id, new.id)
        me.put(
            [
                Derived("all", "old", {}, (old.id,)),
                Derived("all", "both", {}, both),
                Derived("all", "new", {}, (new.id,)),
                Derived("all", "everything", {}, None),
                Derived("any", "old", {}, (old.id,), "any"),
                Derived("any", "both", {}, both, "any"),
                Derived("any", "quotes", {"says": "he wrote: I secretly love marzipan potatoes"}, both, "any"),
                Derived("mine", "old", {"note": "marzipan"}, both, "always"),
            ]
        )
        me.put_vectors("m", [old.id, new.id, "all/both", "any/both"], np.random.default_rng(0).random((4, 32)))
        before = me.state()
        would = me.would_forget(Selection(trace_ids=(old.id,)))
        assert me.state() == before
        receipt = me.forget(Selection(trace_ids=(old.id,)))
        assert dict(receipt.rows) == dict(would) == {"traces": 1, "full text": 1, "all": 3, "any": 2, "vectors": 2}
        assert receipt.proven
        assert receipt.residue == ()
        assert receipt.files_searched
        assert (receipt.person, receipt.traces) == ("me", 1)
        assert list(me.traces()) == [new]
        assert [row.key for row in me.derived("all")] == ["new"]
        assert [(row.key, row.sources) for row in me.derived("any")] == [("both", (new.id,))]
        assert [row.sources for row in me.derived("mine")] == [(new.id,)]
        assert me.vectors("m")[0] == [new.id, "any/both"]
        assert me.search("marzipan") == []
        assert list(store.scope("you").traces()) == [old]
        assert me.append([old]) == Appended(1, 0)

    def test_forgetting_is_by_any_field_and_never_by_none(self, store: Store, me: Scope) -> None:
        given = [said("a", 1), said("b", 2, kind="wrote"), said("c", 3, source="mail"), said("d", 4), said("e", 5)]
        me.append(given)
        me.forget(Selection(kinds=("wrote",)))
        me.forget(Selection(sources=("mail",)))
        me.forget(Selection(before=NOON + timedelta(minutes=2), since=NOON, kinds=("said",)))
        assert list(me.traces()) == given[3:]
        assert me.forget(Selection(kinds=("ate",))).traces == 0
        for wrong in (Selection(), Selection(everything=True, kinds=("said",))):
            with pytest.raises(InvalidInput):
                me.forget(wrong)
        me.put([Derived("mine", "1", {}, (), "always")])
        assert me.forget(Selection(everything=True)).proven
        assert (store.people(), me.count(), list(me.derived("mine"))) == ([], 0, [])

    def test_export_and_restore_lose_nothing(self, store: Store, me: Scope, tmp_path: Path) -> None:
        store.scope("me", timezone="Asia/Tokyo")
        given = [rich(1), said("b", 9), said("half", 3, session="\ud83d"), said("a", 1, value=3)]
        me.append([*given, given[0]])
        me.put([Derived("k", "1", {"ä": [1.5]}, (given[1].id, given[0].id), "any"), Derived("k", "2", {}, None)])
        me.put_vectors("m", [given[0].id, "k/1"], np.random.default_rng(0).random((2, 16)))
        first = me.export(tmp_path / "1.zip").read_bytes()
        assert store.restore(tmp_path / "1.zip", person="you") == "you"
        you = store.scope("you")
        assert list(you.rows()) == [(place, trace) for place, trace in enumerate(given, 1)]
        assert list(you.derived("k")) == list(me.derived("k"))
        assert you.zone == ZoneInfo("Asia/Tokyo")
        assert you.search("half")
        me.forget(Selection(everything=True))
        assert store.restore(tmp_path / "1.zip") == "me"
        assert me.export(tmp_path / "2.zip").read_bytes() == first

    def test_restoring_over_somebody_changes_nothing(self, store: Store, me: Scope, tmp_path: Path) -> None:
        me.append([said("a")])
        path = me.export(tmp_path / "me.zip")
        me.append([said("b", 1)])
        before = me.state()
        with pytest.raises(StoreError, match="already"):
            store.restore(path)
        assert (me.state(), me.count()) == (before, 2)

    @pytest.mark.parametrize(
        "harm",
        [
            "cut",
            "flip",
            "no zip",
            "empty",
            "missing",
            "other format",
            "newer",
            "more",
            "path",
            "fewer",
            "bad row",
            "twice",
        ],
    )
    def test_a_damaged_export_is_refused_and_nothing_is_changed(self, store: Store, tmp_path: Path, harm: str) -> None:
        me = store.scope("me")
        me.append([said(f"text {place}", place) for place in range(300)])
        me.put([Derived("k", "1", {}, (said("text 1", 1).id,))])
        path = me.export(tmp_path / "me.zip")
        damage(path, harm)
        with pytest.raises(StoreError):
            store.restore(path, person="you")
        assert store.people() == ["me"]

    def test_catalogues_are_kept_by_name(self, store: Store, reopen: Reopen) -> None:
        items = [
            Item("b:2", "Second\nlong text", attributes={"tags": ["x"], "year": 1974}, popularity=0.5, born=NOON),
            Item("a:1", "First", title="The first"),
        ]
        store.put_catalog(Catalog(items, name="books"))
        store.put_catalog(Catalog(items[:1], name="films"))
        store.put_catalog(Catalog(items[1:], name="films"))
        again = reopen()
        assert list(again.catalog("books")) == items
        assert (again.catalogs(), again.catalog("films").ids) == (["books", "films"], ("a:1",))
        with pytest.raises(StoreError, match="books"):
            again.catalog("songs")
        again.close()

    def test_a_closed_store_says_so(self, reopen: Reopen) -> None:
        store = reopen()
        store.close()
        store.close()
        with pytest.raises(StoreError, match="closed"):
            store.people()


def damage(path: Path, harm: str) -> None:
    """Spoil an export in one of many ways."""
    whole = path.read_bytes()
    if harm in ("cut", "no zip", "empty", "missing", "flip"):
        middle = len(whole) // 2
        spoilt = {
            "cut": whole[:middle],
            "no zip": b"hello",
            "empty": b"",
            "flip": whole[:600] + bytes(255 - each for each in whole[600:660]) + whole[660:],
        }
        path.unlink()
        if harm in spoilt:
            path.write_bytes(spoilt[harm])
        return
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    lines = parts["traces.jsonl"].splitlines(keepends=True)
    if harm == "other format":
        manifest["format"] = "other"
    elif harm == "newer":
        manifest["version"] = 99
    elif harm in ("more", "path"):
        parts["../../evil" if harm == "path" else "more.txt"] = b"x"
    elif harm == "fewer":
        parts["traces.jsonl"] = b"".join(lines[:-1])
    elif harm == "bad row":
        parts["traces.jsonl"] = b"".join([*lines[:-1], b'{"at": "yesterday"}\n'])
    elif harm == "twice":
        parts["traces.jsonl"] = b"".join([*lines[:-1], lines[0]])
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    def test_the_books_give_what_was_entered_in_order_and_newest_first(self, store: Store) -> None:
        store.books.put([Entry("access", str(n), {"n": n}, "ann" if n % 2 else None) for n in range(5)])
        store.books.put([Entry("key", "1", {"verbs": ["read"], "ü": None}), Entry("access", "2", {"n": 20})])
        assert [each.body["n"] for each in store.books.read("access")] == [0, 1, 20, 3, 4]
        assert store.books.read("access", person="ann", newest_first=True, limit=1) == [
            Entry("access", "3", {"n": 3}, "ann")
        ]
        assert store.books.read("key", keys=["1", "none"]) == [Entry("key", "1", {"verbs": ["read"], "ü": None})]
        assert store.books.read("access", keys=[]) == []
        assert len(store.books.read()) == 6

    def test_the_books_are_trimmed_from_the_oldest_and_entries_struck(self, store: Store) -> None:
        store.books.put([Entry("access", str(n), {}) for n in range(5)])
        assert store.books.trim("access", 9) == 0
        assert store.books.trim("access", 2) == 3
        assert [each.key for each in store.books.read("access")] == ["3", "4"]
        assert store.books.drop("access", ["3", "7"]) == 1
        store.books.put([])
        assert [each.key for each in store.books.read("access")] == ["4"]

    def test_what_the_books_say_of_a_person_goes_with_everything_of_them(self, store: Store) -> None:
        for name in ("ann", "bob"):
            store.scope(name).append([said(f"{name} is here")])
            store.books.put([Entry("key", name, {}, name)])
        assert store.scope("ann").would_forget(Selection(everything=True))["keys and records"] == 1
        store.scope("ann").forget(Selection(trace_ids=(said("ann is here").id,)))
        assert len(store.books.read("key")) == 2
        store.scope("ann").append([said("ann is back")])
        receipt = store.scope("ann").forget(Selection(everything=True))
        assert (receipt.rows["keys and records"], receipt.proven) == (1, True)
        assert store.books.read("key") == [Entry("key", "bob", {}, "bob")]

    def test_a_backup_opens_as_a_home_with_everything_in_it(self, store: Store, tmp_path: Path) -> None:
        store.scope("ann", timezone="Europe/Rome").append([rich(1), said("hello")])
        store.scope("ann").put([Derived("unit:turn", "1", {"a": 1}, (rich(1).id,))])
        store.books.put([Entry("key", "1", {"a": 1})])
        copy = store.backup(tmp_path / "new" / "copy.db")
        store.scope("ann").append([said("later", 5)])
        with SqliteStore(copy, clock=lambda: NOON) as other:
            assert set(other.scope("ann").traces()) == {rich(1), said("hello")}
            assert other.scope("ann").zone == ZoneInfo("Europe/Rome")
            assert [each.body for each in other.scope("ann").derived("unit:turn")] == [{"a": 1}]
            assert other.books.read("key") == [Entry("key", "1", {"a": 1})]
        assert copy.stat().st_mode & 0o077 == 0
        with pytest.raises(StoreError, match="there already"):
            store.backup(copy)
