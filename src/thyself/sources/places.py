"""Places: folders, zips and the files in them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from zipfile import Path as ZipPath

from thyself.core import SourceError
from thyself.sources.files import check_ratio
from thyself.sources.port import Place

#: Files that come beside data and are none.
_BESIDE: Final = frozenset(
    {"readme", "license", "licence", "source", "notice", "changelog", "copying", "thumbs", "desktop"}
)
_PAPERS: Final = frozenset({"", ".md", ".txt", ".rst", ".db", ".ini"})
_DATA: Final = (
    ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".md", ".markdown", ".mbox", ".eml", ".xml", ".zip",
)  # fmt: skip
_MOST_FILES: Final = 1_000_000


def as_place(path: Path) -> Place:
    """A file or folder as it is; a zip as the folder that it holds.

    Raises:
        SourceError: There is nothing there, it may not be read, or the zip is damaged.
    """
    try:
        if path.is_dir():
            return path
        if path.exists() and not path.is_file():
            raise SourceError(f"{path}: is neither a file nor a folder")
        with path.open("rb") as file:
            first = file.read(4)
    except FileNotFoundError:
        raise SourceError(f"{path}: there is no such file or folder") from None
    except PermissionError:
        raise SourceError(f"{path}: may not be read; check its permissions") from None
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: cannot be read ({error})") from None
    if first == b"PK\x03\x04" or (path.suffix.lower() == ".zip" and first):
        return _opened(path)
    return path


def _opened(path: Path) -> Place:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError):
        raise SourceError(f"{path}: is no complete zip; it was cut off or damaged, so fetch it again") from None
    infos = archive.infolist()
    try:
        if len(infos) > _MOST_FILES:
            raise SourceError(f"{path}: holds {len(infos):,} files; unpack it first and add the folder")
        check_ratio(str(path), sum(info.file_size for info in infos), path.stat().st_size)
    except SourceError:
        archive.close()
        raise
    return zipfile.Path(archive)


def close(place: Place) -> None:
    """Close the zip in which a place is."""
    if isinstance(place, ZipPath):
        place.root.close()


def entries(folder: Place) -> list[Place]:
    """What is in a folder, by name; nothing hidden, and no links to folders.

    Raises:
        SourceError: It may not be read.
    """
    try:
        found: list[Place] = [each for each in folder.iterdir() if not _hidden(each)]
    except OSError as error:
        raise SourceError(f"{folder}: cannot be read ({error.strerror or error})") from None
    return sorted(found, key=lambda each: each.name)


def _hidden(place: Place) -> bool:
    if place.name.startswith((".", "__MACOSX")) or not place.name:
        return True
    return isinstance(place, Path) and place.is_symlink() and place.is_dir()


def files_in(folder: Place) -> Iterator[Place]:
    """All files in a folder and in its folders, in order of their names."""
    for each in entries(folder):
        if each.is_dir():
            yield from files_in(each)
        else:
            yield each


def beside(place: Place, name: str) -> Place | None:
    """A file of that name, or of that name with ``.gz``, in the same folder."""
    folder: Path | ZipPath = place.parent if isinstance(place, Path) else _folder_of(place)
    for each in (name, f"{name}.gz"):
        there: Place = folder / each
        if there.is_file():
            return there
    return None


def _folder_of(place: ZipPath) -> ZipPath:
    inside = place.at.rstrip("/").rpartition("/")[0]
    return ZipPath(place.root, f"{inside}/" if inside else "")


def folder_name(place: Place) -> str:
    """The name of the folder in which a file is."""
    return place.parent.name if isinstance(place, Path) else _folder_of(place).name


def is_paper(place: Place) -> bool:
    """Whether a file only tells of the data beside it: a README, a licence."""
    stem = place.name.partition(".")[0].casefold()
    return stem in _BESIDE and place.suffix.casefold() in _PAPERS


def is_mixed(folder: Place, ours: Callable[[Place], bool]) -> bool:
    """Whether a folder holds data beside one export's own files: then each file is to be read by itself."""
    for each in entries(folder):
        if ours(each) or is_paper(each):
            continue
        if is_mixed(each, ours) if each.is_dir() else bare_name(each).endswith(_DATA):
            return True
    return False


def bare_name(place: Place) -> str:
    """The name in lower case, without ``.gz``."""
    name = place.name.casefold()
    return name.removesuffix(".gz")
