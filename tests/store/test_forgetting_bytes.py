"""A forgotten trace leaves no byte: searched for here by brute force, apart from the store's own proof."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from thyself.core import Trace
from thyself.store import Derived, Entry, Scope, Selection, Store, open_store
from thyself.store.connections import Connections
from thyself.store.search_files import Deleted, search_files

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
SIZES = (1, 1, 2, 2, 5, 5, 40, 40, 120, 330, 700, 3000)  # words: from within a page to many overflow pages


def opened(folder: Path, patience_s: float = 5) -> Store:
    return open_store(folder / "thyself.db", clock=lambda: NOON, patience_s=patience_s)


def unusual(rng: random.Random) -> str:
    return "".join(rng.choices("bcdfghjklmnpqrstvwxz", k=rng.randint(10, 18))).capitalize()


def secret(rng: random.Random, number: int) -> Trace:
    return Trace(
        " ".join(unusual(rng) for _ in range(rng.choice(SIZES))),
        at=NOON + timedelta(seconds=number),
        kind=rng.choice(["said", "wrote"]),
        author=rng.choice(["me", unusual(rng)]),
        source="chat",
        ref=rng.choice([None, unusual(rng)]),
        session=rng.choice([None, unusual(rng)]),
        item=rng.choice([None, unusual(rng)]),
        extra=rng.choice([{}, {"title": unusual(rng)}]),
    )


def fragments(trace: Trace) -> set[bytes]:
    """Ten bytes of every word, as they are and as the full-text index has them."""
    fields = [trace.text, trace.author, trace.ref, trace.session, trace.item, trace.extra.get("title")]
    words = {word for field in fields if field for word in field.split() if len(word) >= 10}
    return {
        form[start : start + 10].encode()
        for word in words
        for form in (word, word.lower())
        for start in (0, len(word) - 10)
    }


def left_in(folder: Path, sought: set[bytes]) -> set[bytes]:
    begins = np.array([int.from_bytes(each[:8], "little") for each in sought], dtype=np.uint64)
    found = set()
    for file in (path.read_bytes() for path in folder.iterdir() if path.stat().st_size >= 8):
        windows = np.ndarray((len(file) - 7,), dtype="<u8", buffer=file, strides=(1,))
        found |= {file[start : start + 10] for start in np.flatnonzero(np.isin(windows, begins)).tolist()}
    return found & sought


def keep_with_all_that_is_made(scope: Scope, traces: list[Trace], rng: random.Random) -> None:
    scope.append(traces)
    units = [Derived("unit:turn", trace.id, {"text": trace.text}, (trace.id,)) for trace in traces]
    scope.put(units)
    scope.put([Derived("unit:turn", row.key, {**row.body, "again": 1}, row.sources) for row in units[::2]])
    scope.replace(
        "profile:history", [Derived("profile:history", "1", {"all": [each.text[:99] for each in traces]}, None)]
    )
    vectors = np.random.default_rng(rng.randrange(2**32)).standard_normal((len(traces), 48))
    scope.put_vectors("m", [f"unit:turn/{trace.id}" for trace in traces], vectors)
    scope.put_vectors("m", [trace.id for trace in traces], vectors[::-1])


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 20))])
def test_a_forgotten_trace_leaves_no_byte(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    store = opened(tmp_path)
    alive: dict[str, list[Trace]] = {"me": [], "you": []}
    gone: set[bytes] = set()
    number = 0
    for _ in range(4):
        for name, mine in alive.items():
            for _ in range(2):
                fresh = [secret(rng, number + place) for place in range(rng.randint(1, 25))]
                number += len(fresh)
                keep_with_all_that_is_made(store.scope(name), fresh, rng)
                mine += fresh
        name = rng.choice(["me", "you"])
        lost = rng.sample(alive[name], rng.randint(1, len(alive[name])))
        alive[name] = [trace for trace in alive[name] if trace not in lost]
        receipt = store.scope(name).forget(Selection(trace_ids=tuple(trace.id for trace in lost)))
        assert receipt.proven, receipt
        assert receipt.traces == len(lost)
        gone |= {each for trace in lost for each in fragments(trace)}
        assert left_in(tmp_path, gone) == set()
    for name, mine in alive.items():
        assert list(store.scope(name).traces()) == sorted(mine, key=lambda trace: trace.at)
        words = mine[0].text.split()[0] if mine else "nothing"
        assert mine[:1] == store.scope(name).search(words)
    store.close()


def test_everything_of_a_person_leaves_no_byte_and_the_others_stay(tmp_path: Path) -> None:
    rng = random.Random(11)
    store = opened(tmp_path)
    mine, yours = ([secret(rng, place) for place in range(30)] for _ in range(2))
    keep_with_all_that_is_made(store.scope("Persephone Wigglesworth"), mine, rng)
    keep_with_all_that_is_made(store.scope("you"), yours, rng)
    receipt = store.scope("Persephone Wigglesworth").forget(Selection(everything=True))
    assert receipt.proven, receipt
    sought = {each for trace in mine for each in fragments(trace)} | {b"Wiggleswor"}
    assert left_in(tmp_path, sought) == set()
    assert list(store.scope("you").traces()) == yours
    store.close()


def test_the_bytes_of_vectors_go_too(tmp_path: Path) -> None:
    store = opened(tmp_path)
    me = store.scope("me")
    traces = [Trace(f"text number {place}", at=NOON, kind="said", source="x") for place in range(40)]
    me.append(traces)
    vectors = np.random.default_rng(0).standard_normal((40, 64)).astype(np.float32)
    me.put_vectors("m", [trace.id for trace in traces], vectors)
    from thyself.store.vectors import compact

    bodies = compact(traces, vectors)  # type: ignore[arg-type]
    before = left_in(tmp_path, {bodies[5].tobytes()[:10]})
    me.forget(Selection(trace_ids=tuple(trace.id for trace in traces[:20])))
    assert before
    assert left_in(tmp_path, {body.tobytes()[place : place + 10] for body in bodies[:20] for place in (0, 30)}) == set()
    store.close()


def test_what_others_hold_too_is_no_residue(tmp_path: Path) -> None:
    store = opened(tmp_path)
    same = [Trace("We both went to the Konzerthaus", at=NOON, kind="said", source="x", session="conversation-1")]
    store.scope("me").append(same)
    store.scope("you").append(same)
    assert store.scope("me").forget(Selection(everything=True)).proven
    store.close()


def test_the_time_of_what_was_done_is_no_residue_of_what_was_made_then(tmp_path: Path) -> None:
    store = opened(tmp_path)
    me = store.scope("me")
    trace = Trace("Tea in Graz", at=NOON, kind="said", source="x")
    me.append([trace])
    at = {"at": NOON.replace(microsecond=50_000).isoformat()}
    me.put([Derived("sent", "1", at, (trace.id,))])
    store.books.put([Entry("access", "1", at, "me")])
    assert me.forget(Selection(trace_ids=(trace.id,))).proven
    store.close()


def test_a_quote_that_is_left_is_named_as_residue(tmp_path: Path) -> None:
    store = opened(tmp_path)
    me = store.scope("me")
    trace = Trace("My locker code is Xylophonquark", at=NOON, kind="said", source="x")
    me.append([trace])
    me.put([Derived("cache", "1", {"copied": trace.text})])  # its maker did not say what it was made of
    receipt = me.forget(Selection(trace_ids=(trace.id,)))
    assert not receipt.proven
    assert receipt.residue[0].startswith("thyself.db: byte ")
    assert "quotes" in receipt.note
    store.close()


def test_while_somebody_reads_an_old_state_nothing_is_called_proven(tmp_path: Path) -> None:
    store = opened(tmp_path, patience_s=0.2)
    me = store.scope("me")
    traces = [Trace(f"Qwertzuiopasdf{place}", at=NOON, kind="said", source="x") for place in range(50)]
    me.append(traces)
    reader = sqlite3.connect(tmp_path / "thyself.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM trace").fetchone()
    receipt = me.forget(Selection(sources=("x",)))
    assert (receipt.traces, receipt.proven, me.count()) == (50, False, 0)
    assert receipt.residue
    assert "open it once more" in receipt.note
    assert left_in(tmp_path, {b"Qwertzuiop"})
    store.close()
    reader.close()
    opened(tmp_path).close()
    assert left_in(tmp_path, {b"Qwertzuiop", b"qwertzuiop"}) == set()


def test_nothing_that_matches_changes_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path)
    me = store.scope("me")
    me.append([Trace("a", at=NOON, kind="said", source="x")])
    me.put([Derived("state", "1", {}, None)])
    before = me.state()
    assert (me.forget(Selection(kinds=("ate",))).traces, me.state()) == (0, before)
    assert len(list(me.derived("state"))) == 1
    store.close()


def test_what_somebody_else_was_just_writing_is_no_residue_at_a_second_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(tmp_path)
    me, you = store.scope("me"), store.scope("you")
    trace = Trace("We both went to the Konzerthaus", at=NOON, kind="said", source="x")
    me.append([trace])
    whole, looks = search_files, list[bool]()

    def search(home: Connections, deleted: Deleted) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if looks:
            return whole(home, deleted)
        looks.append(True)
        you.append([trace])  # in the file already, and not yet to be seen
        with monkeypatch.context() as hidden:
            hidden.setattr("thyself.store.search_files._kept", lambda _: iter(()))
            return whole(home, deleted)

    monkeypatch.setattr("thyself.store.forget.search_files", search)
    receipt = me.forget(Selection(trace_ids=(trace.id,)))
    assert looks
    assert receipt.proven, receipt
    store.close()
