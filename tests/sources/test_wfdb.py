"""WFDB records: samples and beats come out as they were written, and damage is told with its place."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.register_assert_rewrite("tests.contracts.reader")

from tests.contracts.reader import ReaderContract  # noqa: E402  (after its asserts are made readable)
from thyself.core import InvalidInput, Rejected, SourceError, Trace  # noqa: E402
from thyself.sources import Note, ReadContext, add, find_reader, readers  # noqa: E402
from thyself.sources.wave import pack, unpack  # noqa: E402
from thyself.sources.wfdb_annotations import Beat, beats  # noqa: E402
from thyself.sources.wfdb_header import header  # noqa: E402

#: A beat each ten samples, of the kind 1 (N), and the end.
_MARKS = "\x0a\x04" * 20 + "\x00\x00"
_SAMPLES = "".join(chr(64 + i % 50) for i in range(240))


class TestWfdb(ReaderContract):
    reader = readers()["wfdb"]
    file = "walk.hea"
    example = (
        "walk 2 2 240 10:30:00 25/12/2023\n"
        f"walk.dat 80 10/mV 8 0 0 {sum(map(ord, _SAMPLES)) - 128 * 240} 0 MLII\n"
        "other.dat 310 10 8 0 0 0 0 V5\n"
    )
    beside: ClassVar = {"walk.dat": _SAMPLES, "walk.atr": _MARKS}
    traces = 3
    bad = 1


def record(folder: Path, head: str, raw: bytes = b"", marks: bytes = b"") -> Path:
    (folder / "r.dat").write_bytes(raw)
    if marks:
        (folder / "r.atr").write_bytes(marks)
    (folder / "r.hea").write_text(head)
    return folder / "r.hea"


def read(path: Path, context: ReadContext) -> tuple[list[Trace], list[Rejected], list[str]]:
    made = list(readers()["wfdb"].read(path, context))
    return (
        [each for each in made if isinstance(each, Trace)],
        [each for each in made if isinstance(each, Rejected)],
        [each.text for each in made if isinstance(each, Note)],
    )


def samples(traces: list[Trace], item: str = "ecg") -> list[int]:
    return [int(value) for each in traces if each.item == item for value in unpack(each.extra["wave"])]


@pytest.mark.parametrize(
    ("form", "raw", "expected"),
    [
        ("16", np.array([1, -2, 300, -400], "<i2").tobytes(), [1, -2, 300, -400]),
        ("61", np.array([1, -2, 300, -400], ">i2").tobytes(), [1, -2, 300, -400]),
        ("80", bytes([129, 126, 255, 0]), [1, -2, 127, -128]),
        ("160", np.array([32769, 32766], "<u2").tobytes(), [1, -2]),
        ("32", np.array([1, -70000], "<i4").tobytes(), [1, -70000]),
        # 212: 0x001 and 0xFFE (-2) in three bytes; then 0x7FF (2047) and 0x800 (-2048)
        ("212", bytes([0x01, 0xF0, 0xFE, 0xFF, 0x87, 0x00]), [1, -2, 2047, -2048]),
    ],
)
def test_samples_of_each_format_are_those_that_were_written(
    form: str, raw: bytes, expected: list[int], tmp_path: Path, context: ReadContext
) -> None:
    path = record(tmp_path, f"r 1 100 {len(expected)}\nr.dat {form} 200 12 0 {expected[0]} {sum(expected)} 0 II\n", raw)
    traces, rejected, _ = read(path, context)
    assert samples(traces) == expected
    assert rejected == []
    assert traces[0].extra["gain"] == 200
    assert traces[0].sensitivity == "sensitive"


def test_signals_that_take_turns_are_told_apart(tmp_path: Path, context: ReadContext) -> None:
    raw = np.array([1, 100, 2, 200, 3, 300], "<i2").tobytes()
    head = "r 2 100 3\nr.dat 16 200 12 0 1 6 0 MLII\nr.dat 16 200 12 0 100 600 0 PLETH\n"
    traces, rejected, _ = read(record(tmp_path, head, raw), context)
    assert (samples(traces), samples(traces, "ppg"), rejected) == ([1, 2, 3], [100, 200, 300], [])


def test_a_file_that_ends_too_early_keeps_what_came_before_and_says_so(tmp_path: Path, context: ReadContext) -> None:
    path = record(tmp_path, "r 1 100 50\nr.dat 16 200 12 0 1 6 0 II\n", np.arange(20, dtype="<i2").tobytes())
    traces, rejected, _ = read(path, context)
    assert len(samples(traces)) == 20
    assert "20 of 50 samples" in rejected[0].why


def test_a_wrong_checksum_is_told_and_a_right_one_is_not(tmp_path: Path, context: ReadContext) -> None:
    raw = np.array([5, 6], "<i2").tobytes()
    assert read(record(tmp_path, "r 1 100 2\nr.dat 16 200 12 0 5 11 0 II\n", raw), context)[1] == []
    assert "checksum" in read(record(tmp_path, "r 1 100 2\nr.dat 16 200 12 0 5 12 0 II\n", raw), context)[1][0].why


@pytest.mark.parametrize("file", ["../secret.dat", "/etc/passwd", "-", "~", "a/b.dat"])
def test_a_header_reaches_no_file_but_those_beside_it(file: str, tmp_path: Path, context: ReadContext) -> None:
    (tmp_path.parent / "secret.dat").write_bytes(b"\0\1" * 50)
    with pytest.raises(SourceError, match="no ECG lead"):
        read(record(tmp_path, f"r 1 100 2\n{file} 16 200 12 0 5 11 0 II\n"), context)


def test_a_record_begins_when_its_header_says_else_a_note_tells_from_when_it_is_counted(
    tmp_path: Path, context: ReadContext
) -> None:
    raw = np.arange(4, dtype="<i2").tobytes()
    traces, _, notes = read(
        record(tmp_path, "r 1 2 4 08:00:00 01/05/2024\nr.dat 16 200\n".replace("200", "200 12 0 0 6 0 II"), raw),
        context,
    )
    assert traces[0].at == datetime(2024, 5, 1, 6, tzinfo=UTC)  # on the clock of Rome
    assert notes == []
    assert "tells no date" in read(record(tmp_path, "r 1 2 4\nr.dat 16 200 12 0 0 6 0 II\n", raw), context)[2][0]


def test_each_minute_has_its_own_beats_and_heart_rate(tmp_path: Path, context: ReadContext) -> None:
    marks = b"\x64\x04" * 150 + b"\0\0"  # a beat each 100 samples: one a second
    head = "r 1 100 12000\nr.dat 16 200 12 0 0 0 0 II\n"
    traces, _, _ = read(record(tmp_path, head, bytes(24000), marks), context)
    first, second = (each for each in traces if each.item == "ecg")
    assert first.extra["beats"][0] == [100, "N"]
    assert second.extra["beats"][0] == [0, "N"]
    assert (len(first.extra["beats"]), len(second.extra["beats"])) == (59, 60)
    rates = [each for each in traces if each.item == "heart_rate"]
    assert [(each.value, each.unit, each.at) for each in rates] == [
        (60.0, "bpm", first.at),
        (60.0, "bpm", second.at),
    ]


def test_other_marks_are_no_beats_and_long_pauses_are_jumped(tmp_path: Path) -> None:
    rhythm = (28 << 10 | 5).to_bytes(2, "little") + (63 << 10 | 3).to_bytes(2, "little") + b"(N\0\0"
    skip = (59 << 10).to_bytes(2, "little") + (1).to_bytes(2, "little") + (0).to_bytes(2, "little")
    raw = rhythm + b"\x05\x14" + skip + b"\x00\x04" + b"\0\0" + b"\x05\x04"
    assert list(beats(raw)) == [Beat(10, "V"), Beat(10 + 65536, "N")]


def test_a_folder_of_records_is_read_as_a_whole_and_twice_adds_nothing(
    tmp_path: Path, context: ReadContext, scope
) -> None:
    record(tmp_path, "r 1 100 2\nr.dat 16 200 12 0 5 11 0 II\n", np.array([5, 6], "<i2").tobytes())
    (tmp_path / "bad.hea").write_text("bad/3 2 100 2\n")
    assert find_reader(tmp_path).name == "wfdb"
    first = add(scope, tmp_path, context=context)
    assert (first.kept, first.rejected_count) == (1, 1)
    assert "segments" in first.rejected[0].why
    assert add(scope, tmp_path, context=context).kept == 0


def test_a_mixed_folder_is_read_file_by_file(tmp_path: Path, context: ReadContext, scope) -> None:
    record(tmp_path, "r 1 100 2\nr.dat 16 200 12 0 5 11 0 II\n", np.array([5, 6], "<i2").tobytes())
    (tmp_path / "2024-05-01.md").write_text("A quiet day at the lake, with soup in the evening.")
    report = add(scope, tmp_path, context=replace(context))
    assert {each.kind for each in scope.kept} == {"measured", "wrote"}
    assert report.kept == 2


@given(st.lists(st.integers(-(1 << 20), 1 << 20), max_size=300))
def test_packing_loses_nothing(values: list[int]) -> None:
    assert unpack(pack(np.array(values, dtype=np.int64))).tolist() == values


@given(
    st.dictionaries(st.sampled_from(["n", "type", "steps"]), st.one_of(st.integers(-5, 99), st.text(max_size=30),
                    st.sampled_from(["<i1", "<i2", "eJwDAAAAAAE="]), st.none()))
)  # fmt: skip
def test_what_was_not_packed_here_is_refused(packed: dict[str, object]) -> None:
    with suppress(InvalidInput):
        assert len(unpack(packed)) == packed["n"]


def test_what_unpacks_to_more_than_it_says_is_refused() -> None:
    with pytest.raises(InvalidInput, match="or more"):
        unpack(pack(np.zeros(100_000, dtype=np.int64)) | {"n": 10})


@settings(max_examples=60)
@given(st.text(alphabet="r .dat0123456789-+/()x:MLI\n#", max_size=120))
def test_no_header_raises_anything_but_our_errors(text: str) -> None:
    with suppress(SourceError):
        assert header(enumerate(text.split("\n"), 1), "r.hea").fs > 0


def test_the_library_of_physionet_reads_the_same(tmp_path: Path, context: ReadContext) -> None:
    wfdb = pytest.importorskip("wfdb")
    signal = np.random.default_rng(1).integers(-2000, 2000, (500, 2))
    wfdb.wrsamp("r", fs=250, units=["mV", "mV"], sig_name=["V1", "II"], d_signal=signal, fmt=["212", "212"],
                adc_gain=[200, 200], baseline=[0, 0], write_dir=str(tmp_path))  # fmt: skip
    wfdb.wrann("r", "atr", np.array([3, 40, 499]), symbol=["N", "V", "A"], write_dir=str(tmp_path))
    traces, rejected, _ = read(tmp_path / "r.hea", context)
    assert samples(traces) == signal[:, 0].tolist()
    assert rejected == []
    assert [tuple(each) for each in traces[0].extra["beats"]] == [(3, "N"), (40, "V"), (499, "A")]
