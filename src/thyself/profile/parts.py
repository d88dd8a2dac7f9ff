"""Parts: the counted and measured parts of a profile, and the lines that they come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from thyself.core import Trace
from thyself.memory.extract import Record, facts, line_id
from thyself.memory.extract.rules import BY_WORDS
from thyself.memory.extract.validity import validity
from thyself.memory.refine.admit import contained
from thyself.profile import interests, partings, people, rhythm, style
from thyself.profile.fold import Row, Saying, microseconds
from thyself.profile.lines import Line

#: The derived rows that hold the sums of each part.
PARTS: Final = ("style", "rhythm", "names", "interests", "partings")
_SHOWN: Final = {"people": 12, "places": 8, "topics": 10}


@dataclass(slots=True)
class Gathered:
    """What traces come to before it is read as a profile: statements by line, and the sums of each part.

    ``extract`` reads the statements of one trace; one that its trace does not contain is not let in.
    """

    rows: dict[str, Row] = field(default_factory=dict)
    parts: dict[str, dict[str, Any]] = field(default_factory=lambda: {name: {} for name in PARTS})
    touched: set[str] = field(default_factory=set)
    extract: Callable[[Trace], Sequence[Record]] = facts

    def take(self, traces: Iterable[Trace], *, zone: ZoneInfo, recorded: int) -> None:
        """Add traces, in any order; ``recorded`` is the time at which it is done, in microseconds."""
        for trace in traces:
            self._facts(trace, zone, recorded)
            people.gather(self.parts["names"], trace, zone)
            interests.gather(self.parts["interests"], trace, zone)
            rhythm.gather(self.parts["rhythm"], trace, zone)
            partings.gather(self.parts["partings"], trace)
            if trace.author == "me" and trace.kind in style.WRITING and trace.text:
                style.gather_trace(self.parts["style"], trace)

    def _facts(self, trace: Trace, zone: ZoneInfo, recorded: int) -> None:
        for record in self.extract(trace):
            if not contained(record, trace) or (record.by.endswith(BY_WORDS) and partings.parts_with(record)):
                continue
            key = record.line_id
            row = self.rows.get(key)
            if row is None:
                row = self.rows[key] = Row.of(record)
            known = next((s.recorded for s in row.seen if s.trace_id == trace.id), recorded)
            held = validity(record.clause, record.stance, trace.at, zone)
            since, until = (None if each is None else microseconds(each) for each in (held.since, held.until))
            row.add(
                record,
                Saying(
                    microseconds(trace.at), trace.id, record.start, record.end, record.stance, record.confidence, known,
                    since, until,
                ),
            )  # fmt: skip
            self.touched.add(key)


@dataclass(frozen=True, slots=True)
class Counted:
    """A line that was counted, and the ids of the traces behind it."""

    line: Line
    examples: tuple[str, ...]


def counted(parts: Mapping[str, Mapping[str, Any]], *, but: frozenset[str], keep: frozenset[str]) -> list[Counted]:
    """The lines of people, places, topics and interests.

    Args:
        parts: The sums.
        but: Names in lower case that are the person's own.
        keep: Ids of lines that are wanted however far down they stand.
    """
    names = parts["names"]
    but |= people.own_names(names)
    lines = [
        *_found("people", people.people(names), "Often has to do with {}", but, keep),
        *_found("places", people.where(names), "Often names {}", but, keep),
        *_found("topics", people.topics(names), "Often writes about {}", but, keep),
    ]
    return lines + [_interest(each) for each in interests.interests(parts["interests"])]


def _found(
    about: str, found: list[people.Found], says: str, but: frozenset[str], keep: frozenset[str]
) -> Iterable[Counted]:
    wanted = [each for each in found if each.name.lower() not in but]
    for at, each in enumerate(wanted):
        key = line_id(about, "me", each.name)
        if at < _SHOWN[about] or key in keep:
            text = f"{says.format(each.name)} ({each.n} texts)"
            sure = round(each.n / (each.n + 3), 4)
            yield Counted(
                Line(key, text, about, each.name, confidence=sure, origin="inferred", score=each.score), each.examples
            )


def _interest(each: interests.Interest) -> Counted:
    key = line_id("interests", "me", f"{each.kind} {each.label}")
    what = f"“{each.label}”" if each.kind == "title" else f"{each.kind} {each.label}"
    rating = "" if each.mean is None else f", rated {100 * each.mean:.0f} % of the scale on average"
    text = f"Drawn to {what} ({each.n} item{'' if each.n == 1 else 's'}{rating})"
    sure = round(each.n / (each.n + 3), 4)
    return Counted(
        Line(key, text, "interests", each.label, confidence=sure, origin="inferred", score=each.effect), each.examples
    )
