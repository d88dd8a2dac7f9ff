"""A scripted model that notes what it is shown, for studies of what consolidation costs; nothing is learned from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from studies._recall_data import Dialogue, locomo
from thyself.core import Trace
from thyself.evaluate import Setting
from thyself.memory.consolidate import Thinker
from thyself.models import Message
from thyself.models.scripted import Rules
from thyself.store import Scope, open_store

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
_SHOWN: Final = re.compile(r"^\[(\d+)\][^\"\n]*\"?(.*?)\"?$", re.MULTILINE)


def scribe() -> Rules:
    """A model that notes the first words of each text that it is shown: longer answers than a careful one gives."""

    def noted(messages: Sequence[Message]) -> str:
        shown = _SHOWN.findall(messages[-1].content)
        rows = [{"text": " ".join(text.split()[:8]), "about": "notes", "cites": [int(n)]} for n, text in shown]
        return "\n".join(map(json.dumps, rows))

    return Rules(noted, name="scripted-70b")


def thinker(model: Rules | None) -> Thinker:
    """What thinks, with a model or without."""
    return Thinker(model, "personal", lambda: NOW)


@contextmanager
def home() -> Iterator[tuple[Scope, Path]]:
    """An empty home and its file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "home.db"
        store = open_store(path, clock=lambda: NOW)
        yield store.scope("me"), path
        store.close()


def talks(setting: Setting) -> list[Dialogue]:
    """LoCoMo's conversations, twice each: once with either speaker as the person.

    Raises:
        DataMissing: They are not there.
    """
    folder = setting.folder("locomo")
    return [talk for me in (0, 1) for talk in locomo(folder, me=me)]


def turns(talk: Dialogue, most: int) -> list[Trace]:
    """The first turns of a conversation."""
    return list(talk.traces[:most])
