"""What adding promises: everything good is kept once, everything bad is told, nothing is swallowed."""

import gzip
import json
import os
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thyself.core import InvalidInput, SourceError, ThyselfError, Trace, UnknownFormat
from thyself.sources import ReadContext, add, find_reader, readers
from thyself.sources import detect as detect_module

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
CHAT = [{"role": "user", "content": f"number {i}", "time": 1714551000 + i} for i in range(5)]


def folder_of(path: Path, **files: str | bytes) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        file = path / name.replace("__", "/").replace("_DOT_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


class TestRows:
    def test_dictionaries_get_defaults(self, scope, context: ReadContext) -> None:
        report = add(scope, [{"text": "hello", "at": "2024-05-01T10:00"}], context=context)
        (trace,) = scope.kept
        assert (trace.kind, trace.source, trace.author) == ("said", "api", "me")
        assert trace.at == datetime(2024, 5, 1, 8, tzinfo=UTC)
        assert (report.read, report.kept, report.format) == (1, 1, "traces")

    @pytest.mark.parametrize(
        "at",
        ["2024-05-01T12:00:00Z", "2024-05-01 14:00", NOON, NOON.timestamp(), NOON.timestamp() * 1000, "1714564800",
         datetime(2024, 5, 1, 14), "Wed, 01 May 2024 12:00:00 +0000", "1 May 2024 14:00", "2024-05-01 14:00:00 +0200"],
    )  # fmt: skip
    def test_times_may_be_written_in_many_ways(self, at: object, scope, context: ReadContext) -> None:
        add(scope, [{"text": "x", "at": at}], context=context)
        assert [trace.at for trace in scope.kept] == [NOON]

    def test_each_bad_row_is_told_with_its_index_and_the_rest_is_kept(self, scope, context: ReadContext) -> None:
        rows = [
            {"text": "good", "at": NOON},
            {"text": "no time"},
            {"text": "bad time", "at": "yesterday"},
            {"text": 5, "at": NOON},
            {"at": NOON},
            {"text": "x", "at": NOON, "colour": "red"},
            {"text": "x", "at": NOON, "value": float("nan")},
            {"text": "x", "at": NOON, "sensitivity": "none"},
            {"text": "x", "at": NOON, "extra": [1]},
            "just words",
            Trace("also good", at=NOON, kind="said", source="api"),
        ]
        report = add(scope, rows, context=context)
        assert [trace.text for trace in scope.kept] == ["good", "also good"]
        assert [bad.where for bad in report.rejected] == [f"row {index}" for index in range(1, 10)]
        assert (report.read, report.kept, report.rejected_count) == (11, 2, 9)

    def test_only_the_first_thousand_bad_rows_are_listed_and_all_are_counted(self, scope, context: ReadContext) -> None:
        report = add(scope, ({"text": "x"} for _ in range(1_500)), context=context)
        assert (len(report.rejected), report.rejected_count) == (1_000, 1_500)

    @pytest.mark.parametrize(
        "what", [None, 5, "", {"text": "x"}, b"bytes", Trace("x", at=NOON, kind="said", source="s")]
    )
    def test_what_is_no_input_is_refused(self, what: object, scope, context: ReadContext) -> None:
        with pytest.raises(InvalidInput):
            add(scope, what, context=context)  # type: ignore[arg-type]

    @settings(max_examples=100, deadline=None)
    @given(rows=st.lists(st.one_of(st.dictionaries(
        st.sampled_from(["text", "at", "kind", "value", "extra", "author", "source", "ref", "item", "sensitivity"]),
        st.one_of(st.none(), st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.datetimes(),
                  st.lists(st.integers(), max_size=2))), st.none(), st.text(max_size=3)), max_size=6))  # fmt: skip
    def test_any_rows_are_kept_or_told(self, rows: list, context: ReadContext) -> None:
        from types import SimpleNamespace

        kept: list[Trace] = []
        scope = SimpleNamespace(append=lambda made: SimpleNamespace(kept=len(kept.extend(made) or kept), duplicates=0))
        report = add(scope, rows, context=context)  # type: ignore[arg-type]
        assert len(kept) + report.rejected_count == len(rows) == report.read


class TestFiles:
    def test_the_same_file_again_is_all_duplicates(self, tmp_path: Path, scope, context: ReadContext) -> None:
        path = folder_of(tmp_path, chat_DOT_json=json.dumps(CHAT)) / "chat.json"
        first, again = add(scope, path, context=context), add(scope, path, context=context)
        assert (first.kept, first.duplicates, again.kept, again.duplicates) == (5, 0, 0, 5)

    def test_a_folder_of_mixed_things_is_read_file_by_file(self, tmp_path: Path, scope, context: ReadContext) -> None:
        folder = folder_of(
            tmp_path / "stuff",
            chat_DOT_json=json.dumps(CHAT),
            diary__2024_05_02_DOT_md="A quiet day by the lake.",
            sleepDay_merged_DOT_csv="Id,SleepDay,TotalSleepRecords,TotalMinutesAsleep,TotalTimeInBed\n7,2016-04-12,1,327,346\n",
            broken_DOT_csv="a,b\n1,2\n",
            README_DOT_md="what this is",
            picture_DOT_jpg=b"\xff\xd8\xff\xe0\0\0",
            empty_DOT_json="",
            _DOT_DS_Store=b"\0\0",
        )
        report = add(scope, folder, context=context)
        assert set(report.format.split(", ")) >= {"chat-json", "journal", "fitbit"}
        assert report.kept == 5 + 1 + 2
        told = {bad.where: bad.why for bad in report.rejected}
        assert set(told) == {"broken.csv", "picture.jpg", "empty.json"}
        assert "mapping" in told["broken.csv"]
        assert "empty" in told["empty.json"]
        assert any("README.md" in note for note in report.notes)

    def test_no_reader_takes_a_folder_for_its_own_that_holds_other_data_too(
        self, tmp_path: Path, scope, context: ReadContext
    ) -> None:
        said = {"author": {"role": "user"}, "create_time": 1714551000, "content": {"parts": ["hello"]}}
        night = "Id,SleepDay,TotalMinutesAsleep,TotalTimeInBed\n7,2016-04-12,327,346\n"
        folder = folder_of(
            tmp_path / "all",
            conversations_DOT_json=json.dumps([{"id": "c", "mapping": {"n": {"message": said}}}]),
            WhatsApp_DOT_txt="25/12/2023, 21:05 - Ann: Hi\n25/12/2023, 21:06 - Ben: Ho\n",
            export_DOT_xml='<HealthData>\n<Record type="HKQuantityTypeIdentifierBodyMass" '
            'startDate="2024-05-01" value="70"/>\n</HealthData>',
            body__sleepDay_merged_DOT_csv=night,
            body__weightLogInfo_merged_DOT_csv="Id,Date,WeightKg\n7,2016-05-02 23:59:00,52.6\n",
            books_DOT_csv="book_id,goodreads_book_id,title\n1,2,Emma\n",
        )
        report = add(scope, folder, context=context)
        assert set(report.format.split(", ")) == {"chatgpt", "whatsapp", "apple-health", "fitbit"}
        assert (report.kept, report.rejected_count) == (1 + 2 + 1 + 3, 0)
        assert any("catalogue" in note for note in report.notes)

    def test_the_zip_of_a_folder_gives_the_same_as_the_folder(
        self, tmp_path: Path, scope, context: ReadContext
    ) -> None:
        folder = folder_of(
            tmp_path / "x", a__chat_DOT_json=json.dumps(CHAT), b__2024_05_02_DOT_md="A quiet day by the lake."
        )
        with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for file in folder.rglob("*.*"):
                archive.write(file, file.relative_to(folder))
        add(scope, folder, context=context)
        again = add(scope, tmp_path / "x.zip", context=context)
        assert (again.kept, again.duplicates) == (0, 6)

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("none.json", None, "no such file"),
            ("empty.json", b"", "empty"),
            ("cut.zip", b"PK\x03\x04 and then nothing", "no complete zip"),
            ("noise.bin", bytes(range(256)), "not a format that is known"),
            ("odd.csv", b"a,b\n1,2\n", "mapping"),
        ],
    )
    def test_what_cannot_be_read_is_a_clear_error(
        self, name: str, data: bytes | None, words: str, tmp_path: Path, scope, context: ReadContext
    ) -> None:
        if data is not None:
            (tmp_path / name).write_bytes(data)
        with pytest.raises(SourceError, match=words):
            add(scope, tmp_path / name, context=context)

    def test_a_folder_with_nothing_in_it_is_a_clear_error(self, tmp_path: Path, scope, context: ReadContext) -> None:
        with pytest.raises(UnknownFormat, match="nothing in it"):
            add(scope, tmp_path, context=context)

    def test_an_unknown_format_lists_the_formats_and_how_to_name_one(
        self, tmp_path: Path, context: ReadContext
    ) -> None:
        (tmp_path / "x.xyz").write_text("hello")
        with pytest.raises(UnknownFormat, match=r"--as.*chatgpt.*whatsapp"):
            find_reader(tmp_path / "x.xyz")
        with pytest.raises(UnknownFormat, match="no format is called 'wahtsapp'"):
            find_reader(tmp_path / "x.xyz", "wahtsapp")

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_a_file_that_may_not_be_read_is_a_clear_error(self, tmp_path: Path, scope, context: ReadContext) -> None:
        path = folder_of(tmp_path, chat_DOT_json=json.dumps(CHAT)) / "chat.json"
        path.chmod(0)
        with pytest.raises(SourceError, match="permissions"):
            add(scope, path, context=context)

    def test_bombs_are_refused(self, tmp_path: Path, scope, context: ReadContext) -> None:
        zeros = b"\n" * (70 << 20)
        with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("chat.json", zeros)
        (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(zeros, 9))
        for name in ("bomb.zip", "bomb.jsonl.gz"):
            with pytest.raises(SourceError, match="no real export"):
                add(scope, tmp_path / name, context=context, format="jsonl")
        assert scope.kept == []

    def test_entities_in_xml_are_refused(self, tmp_path: Path, scope, context: ReadContext) -> None:
        (tmp_path / "export.xml").write_text(
            '<?xml version="1.0"?><!DOCTYPE HealthData [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><HealthData>&b;</HealthData>'  # noqa: E501
        )
        with pytest.raises(SourceError, match="entities"):
            add(scope, tmp_path / "export.xml", context=context)

    def test_windows_bytes_are_mended_and_told(self, tmp_path: Path, scope, context: ReadContext) -> None:
        (tmp_path / "2024-05-01.txt").write_bytes("perché no".encode("latin-1"))
        report = add(scope, tmp_path / "2024-05-01.txt", context=context)
        assert [trace.text for trace in scope.kept] == ["perché no"]
        assert any("Windows-1252" in note for note in report.notes)

    def test_progress_grows_to_the_size_of_the_input(self, tmp_path: Path, scope, context: ReadContext) -> None:
        rows = "".join(json.dumps(row) + "\n" for row in CHAT * 2_000)
        folder = folder_of(tmp_path / "x", a_DOT_jsonl=rows, b_DOT_jsonl=rows)
        seen: list[tuple[int, int | None]] = []
        add(scope, folder, context=context, progress=lambda done, whole: seen.append((done, whole)))
        assert len(seen) > 10
        assert [done for done, _ in seen] == sorted(done for done, _ in seen)
        assert seen[-1] == (2 * len(rows), 2 * len(rows))

    def test_a_line_without_end_does_not_fill_the_memory(self, tmp_path: Path, scope, context: ReadContext) -> None:
        good = json.dumps({"role": "user", "content": "after", "time": 1714551000})
        path = tmp_path / "chat.jsonl"
        path.write_text(json.dumps(CHAT[0]) + "\n" + "x" * (17 << 20) + "\n" + good + "\n")
        report = add(scope, path, context=context)
        assert [trace.text for trace in scope.kept] == ["number 0", "after"]
        assert report.rejected[0].where == "chat.jsonl:2"


class TestReaders:
    def test_other_peoples_readers_come_by_entry_point(self, tmp_path: Path, scope, context, monkeypatch) -> None:
        class Lines:
            name = "lines"
            title = "one trace a line"

            def detect(self, path):
                return 0.99 if path.name.endswith(".lines") else 0.0

            def read(self, path, context):
                for number, line in enumerate(path.read_text().splitlines()):
                    yield Trace(line, at=NOON + timedelta(seconds=number), kind="said", source="lines")

        class Point:
            name, value = "lines", "lines:Lines"

            def load(self):
                return Lines

        monkeypatch.setattr(
            detect_module, "entry_points", lambda group: [Point()] if group == "thyself.sources" else []
        )
        readers.cache_clear()
        try:
            (tmp_path / "a.lines").write_text("one\ntwo")
            report = add(scope, tmp_path / "a.lines", context=context)
        finally:
            readers.cache_clear()
        assert (report.format, report.kept) == ("lines", 2)

    def test_a_source_name_that_is_given_wins(self, tmp_path: Path, scope, context: ReadContext) -> None:
        path = folder_of(tmp_path, chat_DOT_json=json.dumps(CHAT)) / "chat.json"
        add(scope, path, context=replace(context, source="my-bot"))
        assert {trace.source for trace in scope.kept} == {"my-bot"}

    def test_errors_are_ours(self) -> None:
        assert issubclass(SourceError, ThyselfError)
