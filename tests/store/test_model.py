"""Whatever is done in whatever order, the store holds what plain dictionaries would, and no person sees another's."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from thyself.core import Trace
from thyself.store import Derived, Selection, open_store
from thyself.store.rows import to_rows

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
PERSONS = st.sampled_from(["ann", "bob"])
WORDS = st.sampled_from(["tea", "running", "Konzerthaus", "café", "x", "", "\x00'\""])
TIMES = st.integers(0, 5).map(lambda hours: NOON + timedelta(hours=hours))
TRACES = st.builds(
    Trace,
    st.lists(WORDS, max_size=3).map(" ".join),
    at=TIMES,
    kind=st.sampled_from(["said", "wrote"]),
    author=st.sampled_from(["me", "Ann"]),
    source=st.sampled_from(["a", "b"]),
    ref=st.none() | st.sampled_from(["1", "2", "3"]),
    value=st.none() | st.floats(allow_nan=False, allow_infinity=False),
)


class AsDictionaries(RuleBasedStateMachine):
    def __init__(self, address: str | None = None) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.address = address or str(self.folder / "a.db")
        self.open()
        for name in self.store.people():
            self.store.scope(name).forget(Selection(everything=True))
        self.traces: dict[str, list[Trace]] = {"ann": [], "bob": []}
        self.derived: dict[str, dict[str, Derived]] = {"ann": {}, "bob": {}}

    def open(self) -> None:
        self.store = open_store(self.address, clock=lambda: NOON)

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    @rule(name=PERSONS, given=st.lists(TRACES, max_size=6))
    def append(self, name: str, given: list[Trace]) -> None:
        kept = 0
        for trace in given:
            mine = self.traces[name]
            named = trace.ref is not None and any((t.source, t.ref) == (trace.source, trace.ref) for t in mine)
            if not named and all(t.digest != trace.digest for t in mine):
                mine.append(trace)
                kept += 1
        appended = self.store.scope(name).append(iter(given))
        assert (appended.kept, appended.duplicates) == (kept, len(given) - kept)

    @rule(name=PERSONS, lasts=st.sampled_from(["all", "any", "always"]), of_all=st.booleans(), data=st.data())
    def put(self, name: str, lasts: str, of_all: bool, data: st.DataObject) -> None:
        ids = [trace.id for trace in self.traces[name]]
        sources = None if of_all else tuple(data.draw(st.lists(st.sampled_from(ids), max_size=3)) if ids else ())
        row = Derived("unit:turn", data.draw(st.sampled_from("abc")), {"n": len(ids)}, sources, lasts)  # type: ignore[arg-type]
        self.derived[name].pop(row.key, None)
        self.derived[name][row.key] = row
        self.store.scope(name).put([row])

    @rule(name=PERSONS, kind=st.sampled_from(["said", "wrote"]), before=TIMES)
    def forget(self, name: str, kind: str, before: datetime) -> None:
        lost = {trace.id for trace in self.traces[name] if trace.kind == kind and trace.at < before}
        self.traces[name] = [trace for trace in self.traces[name] if trace.id not in lost]
        if lost:
            self.derived[name] = {
                key: Derived(row.kind, key, row.body, left(row, lost), row.lasts)
                for key, row in self.derived[name].items()
                if stays(row, lost, bool(self.traces[name]))
            }
        receipt = self.store.scope(name).forget(Selection(kinds=(kind,), before=before))
        assert (receipt.traces, receipt.proven) == (len(lost), True), receipt

    @precondition(lambda self: self.traces["ann"] and not (self.traces["bob"] or self.derived["bob"]))
    @rule()
    def copy_ann(self) -> None:
        path = self.store.scope("ann").export(self.folder / "ann.zip")
        self.store.restore(path, person="bob")
        self.traces["bob"] = list(self.traces["ann"])
        self.derived["bob"] = dict(self.derived["ann"])

    @rule(name=PERSONS)
    def forget_everything(self, name: str) -> None:
        receipt = self.store.scope(name).forget(Selection(everything=True))
        assert (receipt.traces, receipt.proven) == (len(self.traces[name]), True)
        self.traces[name], self.derived[name] = [], {}
        assert name not in self.store.people()

    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.open()

    @invariant()
    def the_same_is_read(self) -> None:
        for name, mine in self.traces.items():
            scope = self.store.scope(name)
            assert [trace for _, trace in scope.rows()] == mine
            assert list(scope.traces()) == sorted(mine, key=lambda trace: trace.at)
            assert list(scope.derived("unit:turn")) == list(self.derived[name].values())
            for word in ("tea", "café"):
                found = {trace.id for trace in scope.search(word, limit=100)}
                assert found == {trace.id for trace in mine if word in trace.text}


def left(row: Derived, lost: set[str]) -> tuple[str, ...] | None:
    return None if row.sources is None else tuple(source for source in row.sources if source not in lost)


def stays(row: Derived, lost: set[str], any_left: bool) -> bool:
    if row.lasts == "always":
        return True
    if row.sources is None:
        return row.lasts == "any" and any_left
    if row.lasts == "any":
        return not row.sources or bool(left(row, lost))
    return not lost.intersection(row.sources)


TestAsDictionaries = AsDictionaries.TestCase
TestAsDictionaries.settings = settings(max_examples=20, stateful_step_count=14, deadline=None)


def test_postgresql_as_dictionaries(postgres_address: str) -> None:
    few = settings(max_examples=8, stateful_step_count=14, deadline=None)
    run_state_machine_as_test(lambda: AsDictionaries(postgres_address), settings=few)


TEXT = st.text(st.characters(), max_size=12)


@given(
    st.builds(
        Trace,
        TEXT,
        at=st.datetimes(timezones=st.just(UTC)),
        kind=st.just("said"),
        author=TEXT.filter(bool),
        source=TEXT.filter(bool),
        ref=st.none() | TEXT,
        session=st.none() | TEXT,
        value=st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**70), 2**70),
        unit=st.none() | TEXT,
        item=st.none() | TEXT,
        media=st.none() | TEXT,
    )
)
def test_digests_made_in_bulk_are_those_of_the_trace(trace: Trace) -> None:
    row = next(to_rows([trace], person=1, row=0))
    digest, named = row[2], row[3]
    assert digest.hex() == trace.digest
    assert (named or digest).hex() == trace.id
