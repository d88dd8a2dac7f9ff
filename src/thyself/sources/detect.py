"""Which reader reads what: those built in, and other people's (entry point ``thyself.sources``)."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path

from thyself.core import SourceError, UnknownFormat
from thyself.sources.apple_health import AppleHealth
from thyself.sources.bank import Bank
from thyself.sources.chat import ChatJSON, ChatJSONL
from thyself.sources.chatgpt import ChatGPT
from thyself.sources.clinical_tables import ClinicalTables
from thyself.sources.fhir import Fhir
from thyself.sources.files import damage_of
from thyself.sources.fitbit import Fitbit
from thyself.sources.garmin import Garmin
from thyself.sources.garmin_json import GarminExport
from thyself.sources.goodreads import Goodreads
from thyself.sources.journal import Journal
from thyself.sources.lifesnaps import LifeSnaps
from thyself.sources.mailbox_files import Eml, Mbox
from thyself.sources.memorybank import MemoryBank
from thyself.sources.oura import Oura
from thyself.sources.panza import Panza
from thyself.sources.port import SURE, SURE_OF_FOLDER, DateOrder, Place, Reader
from thyself.sources.ratings import Goodbooks, MovieLens
from thyself.sources.tables import Table, TableLines
from thyself.sources.wfdb import Wfdb
from thyself.sources.whatsapp import WhatsApp

_BUILT_IN: tuple[type[Reader], ...] = (
    ChatGPT, ChatJSON, ChatJSONL, WhatsApp, Mbox, Eml, Journal, Fitbit, Oura, Garmin,
    GarminExport, AppleHealth, LifeSnaps,
    MovieLens, Goodbooks, Goodreads, MemoryBank, Panza, Wfdb, Fhir, ClinicalTables, Bank, Table, TableLines,
)  # fmt: skip


@lru_cache(maxsize=1)
def readers() -> dict[str, Reader]:
    """All readers by name; one of another package replaces a built-in one of the same name.

    Raises:
        SourceError: A package offers a reader that cannot be loaded.
    """
    found: dict[str, Reader] = {made.name: made for made in (each() for each in _BUILT_IN)}
    for point in entry_points(group="thyself.sources"):
        try:
            made = point.load()()
        except (ImportError, AttributeError, TypeError) as error:
            raise SourceError(f"the reader {point.name!r} ({point.value}) cannot be loaded: {error}") from error
        if not isinstance(made, Reader):
            raise SourceError(f"the reader {point.name!r} ({point.value}) lacks name, title, detect or read")
        found[made.name] = made
    return found


def find_reader(path: Place, name: str | None = None) -> Reader:
    """The reader for a file or folder: the one of that name, else the one that is surest.

    Args:
        path: What is to be read.
        name: The format, where it is known; it may say how dates are written (``"whatsapp:month-first"``).

    Raises:
        UnknownFormat: There is no reader of that name, or none recognises the input.
    """
    known = readers()
    if name is not None:
        bare, _dates = split_name(name)
        if bare not in known:
            raise UnknownFormat(f"no format is called {bare!r}. {_formats()}")
        return known[bare]
    best = max(known.values(), key=lambda each: each.detect(path))
    if best.detect(path) >= (SURE_OF_FOLDER if path.is_dir() else SURE):
        return best
    raise UnknownFormat(f"{path.name}: {_why(path)}. {_formats()}")


def split_name(name: str) -> tuple[str, DateOrder | None]:
    """A format and the order of its dates, out of ``"whatsapp:month-first"``.

    Raises:
        UnknownFormat: What stands after the colon is no order of dates.
    """
    bare, _, order = name.partition(":")
    if order == "day-first":
        return bare, "day-first"
    if order == "month-first":
        return bare, "month-first"
    if order:
        raise UnknownFormat(f"{name!r}: after the colon there may be day-first or month-first")
    return bare, None


def _why(path: Place) -> str:
    if path.is_dir():
        return "the folder as a whole is no export that is known"
    if isinstance(path, Path) and not path.exists():
        return "there is no such file"
    if not path.is_file():
        return "neither a file nor a folder"
    return damage_of(path) or "not a format that is known"


def _formats() -> str:
    return f"Name one of these (format=…, --as …): {', '.join(sorted(readers()))}"
