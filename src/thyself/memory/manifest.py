"""Manifests: what a cohort holds, entry by entry, with one hash that is the same for the same content in any order.

Source: Building Flexible, Scalable, and Machine Learning-ready Multimodal Oncology Datasets (MINDS, 2024): each
file of each patient by type, from which chosen ones are fetched; files stay where they are.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from thyself.core import Trace
from thyself.memory.patient import RECORD
from thyself.store.port import Scope


@dataclass(frozen=True, slots=True, order=True)
class Listed:
    """One thing in a manifest.

    Args:
        person: Whose.
        type: ``"measured"``, ``"condition"`` …, or the type of a file: ``"application/pdf"``, ``"CT"``.
        ref: By which its source knows it.
        digest: Of its content; another content has another.
        url: Where a file is; empty for what is kept here.
        bytes: Of a file, where that is told.
    """

    person: str
    type: str
    ref: str
    digest: str
    url: str = ""
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a cohort holds.

    Args:
        entries: In order of person, type and ref.
        withheld: Files that only those with leave may fetch, by type: they are counted and never listed.
    """

    entries: tuple[Listed, ...]
    withheld: Mapping[str, int]

    @property
    def hash(self) -> str:
        """Of all entries; equal exactly where they are."""
        rows = [[e.person, e.type, e.ref, e.digest, e.url, e.bytes] for e in self.entries]
        return sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

    def stats(self) -> dict[str, tuple[int, int]]:
        """How many entries there are of each type, and how many bytes of files."""
        found: dict[str, tuple[int, int]] = {}
        for each in self.entries:
            count, size = found.get(each.type, (0, 0))
            found[each.type] = (count + 1, size + each.bytes)
        return found

    def only(self, *, include: Collection[str] | None = None, exclude: Collection[str] = ()) -> Manifest:
        """The same with some of the types alone."""
        kept = (each for each in self.entries if (include is None or each.type in include) and each.type not in exclude)
        return Manifest(tuple(kept), self.withheld)

    def since(self, older: Manifest) -> dict[str, list[Listed]]:
        """What came, went and changed since an older one, by ``"new"``, ``"gone"`` and ``"changed"``."""
        before = {(each.person, each.type, each.ref): each for each in older.entries}
        now = {(each.person, each.type, each.ref): each for each in self.entries}
        return {
            "new": [now[key] for key in sorted(now.keys() - before.keys())],
            "gone": [before[key] for key in sorted(before.keys() - now.keys())],
            "changed": [now[key] for key in sorted(now.keys() & before.keys()) if now[key] != before[key]],
        }

    def body(self) -> dict[str, Any]:
        """As JSON values, person by person, then type by type."""
        people: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for each in self.entries:
            row = {"ref": each.ref, "digest": each.digest} | (
                {"url": each.url, "bytes": each.bytes} if each.url else {}
            )
            people.setdefault(each.person, {}).setdefault(each.type, []).append(row)
        return {"hash": self.hash, "withheld": dict(sorted(self.withheld.items())), "people": people}


def manifest(scopes: Iterable[Scope], members: Collection[str] | None = None, *, at: datetime) -> Manifest:
    """List what is on record of people.

    Args:
        scopes: One for each person; their order does not matter.
        members: Only these, such as the members of a cohort; ``None``: all.
        at: Nothing that was written later counts.
    """
    entries: dict[tuple[str, str, str], Listed] = {}
    withheld: dict[str, int] = {}
    for scope in scopes:
        if members is not None and scope.person not in members:
            continue
        for trace in scope.traces(kinds=("patient", *RECORD), before=at):
            for each in _listed(scope.person, trace, withheld):
                entries[each.person, each.type, each.ref] = each
    return Manifest(tuple(sorted(entries.values())), withheld)


def _listed(person: str, trace: Trace, withheld: dict[str, int]) -> Iterable[Listed]:
    """A trace, and each file that it tells of."""
    if trace.sensitivity == "secret":
        withheld[trace.kind] = withheld.get(trace.kind, 0) + 1
        return
    ref = f"{trace.source}/{trace.ref or trace.id}"
    yield Listed(person, trace.kind, ref, _digest(trace))
    for number, file in enumerate(trace.extra.get("files", ()) if trace.kind == "document" else ()):
        if not isinstance(file, Mapping):
            continue
        type_ = str(file.get("type") or "unknown")
        if file.get("access") != "open":
            withheld[type_] = withheld.get(type_, 0) + 1
            continue
        told = file.get("hash") or sha256(json.dumps(dict(file), sort_keys=True, default=str).encode()).hexdigest()
        size = file.get("size")
        yield Listed(
            person, type_, f"{ref}#{number}", str(told), str(file.get("url") or ""), size if type(size) is int else 0
        )


def _digest(trace: Trace) -> str:
    """Of all that a trace says, whatever order its extra is in."""
    said = [
        trace.text,
        trace.at.isoformat(),
        trace.kind,
        trace.value,
        trace.unit,
        trace.item,
        trace.session,
        trace.author,
    ]
    rest = json.dumps(_plain(trace.extra), sort_keys=True, ensure_ascii=False, default=str)
    return sha256((json.dumps(said, ensure_ascii=False) + rest).encode("utf-8", "replace")).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
