"""Refined: what many records come to: each thing once, with how often it was said, since when it holds, and why.

Records that say the same become counts; a later one that contradicts closes what stood, unless it is trusted too
little; what was closed stays, with its end. The result is a function of the records, whatever their order.

Source: the refinement of MARK, Memory Augmented Refinement of Knowledge (2025); validity after Graphiti's vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from thyself.core import SENSITIVITIES, Sensitivity
from thyself.memory.extract.records import Record, Schema
from thyself.memory.refine.fold import Row, Saying, Version, fold, in_order, moment
from thyself.memory.refine.same import Alike
from thyself.memory.refine.trust import ENOUGH, Trust


@dataclass(frozen=True, slots=True)
class Noted:
    """A record that was let in, with what its trace tells of it; times in microseconds since 1970.

    ``since`` and ``until`` are what its words say of when it holds, ``None`` where they say nothing.
    """

    record: Record
    at: int
    source: str
    recorded: int
    since: int | None = None
    until: int | None = None

    @property
    def order(self) -> tuple[int, str, int, str]:
        """For sorting by time."""
        return self.at, self.record.trace_id, self.record.start, self.record.line_id


@dataclass(frozen=True, slots=True)
class Memory:
    """One thing that was told, once.

    Args:
        id: Stays the same for the same area, subject and value.
        text: In words: ``"Likes jazz"``.
        about, slot, subject, value: As in a record.
        schema: What kind of record it was read as.
        said: In how many traces it was told.
        sources: The traces, in order of time.
        forms: Other words in which it was told.
        trust: How far it is believed, from 0 to 1.
        first, last: When it was told first and last (UTC).
        valid_from, valid_to: Since when and until when it holds, as far as is known.
        why: Why it is as it is, in words.
        sensitivity: The highest of its records'.
        by: What read it.
    """

    id: str
    text: str
    about: str
    slot: str
    subject: str
    value: str
    schema: Schema
    said: int
    sources: tuple[str, ...]
    forms: tuple[str, ...]
    trust: float
    first: datetime
    last: datetime
    valid_from: datetime | None
    valid_to: datetime | None
    why: str
    sensitivity: Sensitivity
    by: tuple[str, ...]

    def holds(self, at: datetime) -> bool:
        """Whether it is valid at a time."""
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True)
class Refined:
    """What records come to.

    Args:
        memories: In order of when they were first told; those that hold no longer have an end.
        held: Records that were trusted too little to take the place of what stands, with the reason.
    """

    memories: tuple[Memory, ...] = ()
    held: tuple[tuple[Record, str], ...] = ()

    def at(self, at: datetime) -> list[Memory]:
        """What holds at a time."""
        return [each for each in self.memories if each.holds(at)]


def refine(noted: Iterable[Noted], *, alike: Alike | None = None, trust: Trust | None = None) -> Refined:
    """Put records together.

    Args:
        noted: Records that were let in, in any order.
        alike: Whether two statements mean the same; words alone decide where it is not given.
        trust: How far each source is believed; all wholly where it is not given.
    """
    trust = trust or Trust()
    given = sorted({(each.record.trace_id, each.record.line_id, each.record.stance): each for each in sorted(
        noted, key=lambda each: (each.order, each.record.by))}.values(), key=lambda each: each.order)  # fmt: skip
    passed, held = _trusted(given, trust)
    by_saying: dict[tuple[str, str], Noted] = {}
    rows: dict[str, Row] = {}
    for each in passed:
        record = each.record
        by_saying[(record.line_id, record.trace_id)] = each
        rows.setdefault(record.line_id, Row.of(record)).add(record, _saying(each))
    versions = [each for each in fold(rows.values(), {}).versions if each.sayings]
    told = [_memory([each], by_saying, trust) for each in versions]
    return Refined(tuple(_merged(versions, told, by_saying, alike or Alike(), trust)), tuple(held))


def _saying(each: Noted) -> Saying:
    record = each.record
    return Saying(
        each.at, record.trace_id, record.start, record.end, record.stance, record.confidence, each.recorded,
        each.since, each.until,
    )  # fmt: skip


def _trusted(given: Sequence[Noted], trust: Trust) -> tuple[list[Noted], list[tuple[Record, str]]]:
    """What may speak on what stands: where one value holds, another must be trusted enough to take its place."""
    passed: list[Noted] = []
    held: list[tuple[Record, str]] = []
    heard: dict[tuple[str, str], dict[str, list[tuple[str, float]]]] = {}
    stands: dict[tuple[str, str], str] = {}
    for each in given:
        record = each.record
        place = (record.slot, record.subject.casefold())
        if not record.slot:
            passed.append(each)
            continue
        lines = heard.setdefault(place, {})
        mine = lines.setdefault(record.line_id if record.stance == "is" else f"not {record.line_id}", [])
        mine.append((each.source, record.confidence))
        now = stands.get(place)
        if now is not None and now != record.line_id and trust.of(mine) < ENOUGH * trust.of(lines[now]):
            held.append((record, "trusted too little to take the place of what stands"))
            continue
        if record.stance == "is":
            stands[place] = record.line_id
        passed.append(each)
    return passed, held


def _merged(
    versions: Sequence[Version],
    told: Sequence[Memory],
    by_saying: dict[tuple[str, str], Noted],
    alike: Alike,
    trust: Trust,
) -> list[Memory]:
    """Memories that say the same as one; what is over is put together with nothing that holds."""
    holding = [at for at, each in enumerate(told) if each.valid_to is None]
    out = [each for each in told if each.valid_to is not None]
    for group in alike.groups([told[at] for at in holding]):
        if len(group) == 1:
            out.append(told[holding[group[0]]])
        else:
            out.append(_memory([versions[holding[at]] for at in group], by_saying, trust))
    return sorted(out, key=lambda each: (each.first, each.id, each.last))


def _memory(versions: Sequence[Version], by_saying: dict[tuple[str, str], Noted], trust: Trust) -> Memory:
    best = max(versions, key=lambda each: (bool(each.row.slot), len(each.said), each.row.id))
    noted = [by_saying[(version.row.id, each.trace_id)] for version in versions for each in version.sayings]
    noted.sort(key=lambda each: each.order)
    sources = tuple(dict.fromkeys(each.record.trace_id for each in noted))
    begins = [each.since for each in versions if each.since is not None]
    texts = {each.record.text for each in noted} - {best.row.text}
    sure = {each.record.trace_id: (each.source, each.record.confidence) for each in noted}
    sensitivity = max((each.row.sensitivity for each in versions), key=SENSITIVITIES.index)
    first = in_order(best.sayings)[0]
    return Memory(
        id=best.row.id, text=best.row.text, about=best.row.about, slot=best.row.slot, subject=best.row.subject,
        value=best.row.value, schema=by_saying[(best.row.id, first.trace_id)].record.schema, said=len(sources),
        sources=sources, forms=tuple(sorted(texts)), trust=trust.of(sure.values()), first=moment(noted[0].at),
        last=moment(noted[-1].at), valid_from=moment(min(begins)) if begins else None,
        valid_to=None if best.until is None else moment(best.until), why=_why(best, len(sources), versions),
        sensitivity=sensitivity, by=tuple(sorted({each.record.by for each in noted})),
    )  # fmt: skip


def _why(version: Version, said: int, versions: Sequence[Version]) -> str:
    told = "told once" if said == 1 else f"told {said} times"
    if len(versions) > 1:
        told += f" in {len(versions)} ways"
    if version.replaces is not None:
        told += ", in place of what stood"
    return f"{told}; over: {version.reason}" if version.until is not None else told
