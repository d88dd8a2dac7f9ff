"""What any reader must do. A test class inherits :class:`ReaderContract` and gives an example of its format."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thyself.core import Rejected, SourceError, ThyselfError, Trace
from thyself.sources import Note, ReadContext, Reader, find_reader

FUZZ = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


class ReaderContract:
    """Every reader is deterministic, survives any damage, and sees through gzip, zips and encodings."""

    reader: ClassVar[Reader]
    #: Name and text of an example: two good rows or more, ``bad`` rows between them; and how many traces it has.
    file: ClassVar[str]
    example: ClassVar[str]
    traces: ClassVar[int]
    bad: ClassVar[int] = 0
    #: Other files that belong beside it.
    beside: ClassVar[dict[str, str]] = {}
    options: ClassVar[dict[str, object]] = {}

    @pytest.fixture
    def reading(self, context: ReadContext) -> ReadContext:
        return replace(context, **self.options)  # type: ignore[arg-type]

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return self.write(tmp_path, self.example.encode())

    def write(self, folder: Path, raw: bytes, *, end: str = "") -> Path:
        for name, text in self.beside.items():
            (folder / name).write_bytes(text.encode())
        path = folder / f"{self.file}{end}"
        path.write_bytes(raw)
        return path

    def all(self, path: Path, reading: ReadContext) -> list[Trace | Rejected | Note]:
        return list(self.reader.read(path, reading))

    def kept(self, path: Path, reading: ReadContext) -> list[Trace]:
        return [each for each in self.all(path, reading) if isinstance(each, Trace)]

    def test_it_has_a_name_and_a_title(self) -> None:
        assert isinstance(self.reader, Reader)
        assert self.reader.name == self.reader.name.lower().strip()
        assert len(self.reader.title) > 5

    def test_it_recognises_its_own_format_and_no_other_reader_is_surer(self, path: Path) -> None:
        assert find_reader(path).name == self.reader.name

    def test_it_does_not_recognise_what_is_no_text(self, tmp_path: Path) -> None:
        noise = tmp_path / "picture.jpg"
        noise.write_bytes(b"\xff\xd8\xff\xe0" + Random(1).randbytes(2_000))
        assert self.reader.detect(noise) < 0.2

    def test_good_rows_are_kept_and_bad_ones_told_with_their_place(self, path: Path, reading: ReadContext) -> None:
        made = self.all(path, reading)
        assert len([each for each in made if isinstance(each, Trace)]) == self.traces
        rejected = [each for each in made if isinstance(each, Rejected)]
        assert len(rejected) == self.bad, rejected
        assert all(self.file.split(".")[0] in each.where and len(each.why) > 5 for each in rejected)

    def test_reading_twice_gives_equal_traces(self, path: Path, reading: ReadContext) -> None:
        assert self.kept(path, reading) == self.kept(path, reading)

    def test_no_two_traces_are_taken_for_one(self, path: Path, reading: ReadContext) -> None:
        kept = self.kept(path, reading)
        assert len({each.id for each in kept}) == len({each.digest for each in kept}) == len(kept)

    def test_gzip_is_seen_through(self, path: Path, tmp_path: Path, reading: ReadContext) -> None:
        plain = self.kept(path, reading)
        path.unlink()
        packed = self.write(tmp_path, gzip.compress(self.example.encode()), end=".gz")
        assert find_reader(packed).name == self.reader.name
        assert [each.text for each in self.kept(packed, reading)] == [each.text for each in plain]

    def test_it_reads_inside_a_zip(self, path: Path, tmp_path: Path, reading: ReadContext) -> None:
        with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, f"inside/{self.file}")
            for name in self.beside:
                archive.write(tmp_path / name, f"inside/{name}")
        with zipfile.ZipFile(tmp_path / "all.zip") as archive:
            inside = zipfile.Path(archive) / "inside" / self.file
            texts = [each.text for each in self.reader.read(inside, reading) if isinstance(each, Trace)]
        assert texts == [each.text for each in self.kept(path, reading)]

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
    def test_other_encodings_give_the_same_words(
        self, encoding: str, path: Path, tmp_path: Path, reading: ReadContext
    ) -> None:
        plain = [each.text for each in self.kept(path, reading)]
        other = self.write(tmp_path, self.example.encode(encoding))
        assert [each.text for each in self.kept(other, reading)] == plain

    def test_an_empty_file_is_a_clear_error(self, tmp_path: Path, reading: ReadContext) -> None:
        with pytest.raises(SourceError, match=r"empty|no "):
            self.all(self.write(tmp_path, b""), reading)

    def test_a_truncated_gzip_keeps_what_came_before(self, tmp_path: Path, reading: ReadContext) -> None:
        packed = gzip.compress(self.example.encode())
        path = self.write(tmp_path, packed[: len(packed) - 9], end=".gz")
        told = [each for each in self.all(path, reading) if isinstance(each, Rejected)]
        assert any("cut off" in each.why or "too early" in each.why for each in told), told

    @FUZZ
    @given(cut=st.floats(0, 1))
    def test_a_file_cut_anywhere_keeps_its_good_rows(self, cut: float, context: ReadContext) -> None:
        reading = replace(context, **self.options)  # type: ignore[arg-type]
        raw = self.example.encode()
        with TemporaryDirectory() as name:
            whole = {each.digest for each in self.kept(self.write(Path(name), raw), reading)}
            path = self.write(Path(name), raw[: int(cut * len(raw))])
            changed = [each for each in _survives(self.reader, path, reading) if each.digest not in whole]
        assert len(changed) <= max(2, self.traces // 2)

    @FUZZ
    @given(patch=st.binary(max_size=40), where=st.floats(0, 1), gone=st.integers(0, 60))
    def test_no_damage_raises_anything_but_our_errors(
        self, patch: bytes, where: float, gone: int, context: ReadContext
    ) -> None:
        reading = replace(context, **self.options)  # type: ignore[arg-type]
        raw = self.example.encode()
        at = int(where * len(raw))
        with TemporaryDirectory() as name:
            path = self.write(Path(name), raw[:at] + patch + raw[at + gone :])
            assert 0 <= self.reader.detect(path) <= 1
            list(_survives(self.reader, path, reading))

    @FUZZ
    @given(
        raw=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
    )
    def test_nothing_at_all_raises_anything_but_our_errors(self, raw: bytes, context: ReadContext) -> None:
        reading = replace(context, **self.options)  # type: ignore[arg-type]
        with TemporaryDirectory() as name:
            path = self.write(Path(name), raw)
            assert 0 <= self.reader.detect(path) <= 1
            list(_survives(self.reader, path, reading))


def _survives(reader: Reader, path: Path, reading: ReadContext) -> Iterator[Trace]:
    try:
        for each in reader.read(path, reading):
            assert isinstance(each, Trace | Rejected | Note)
            if isinstance(each, Trace):
                yield each
    except ThyselfError as error:
        assert str(error)  # noqa: PT017
