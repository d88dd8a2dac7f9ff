"""Profile: what the traces say of a person, line by line with its evidence; the person can change every line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from thyself.core import SENSITIVITIES, Evidence, InvalidInput, Sensitivity, Trace
from thyself.memory.extract import line_id
from thyself.profile import rhythm as rhythms
from thyself.profile import style as styles
from thyself.profile.fold import (
    EDIT,
    Edit,
    Folded,
    Own,
    Row,
    Version,
    as_line,
    current,
    fold,
    in_order,
    microseconds,
    moment,
    place,
)
from thyself.profile.lines import Line, Op, Patch
from thyself.profile.partings import doubted
from thyself.profile.parts import Counted, Gathered, counted
from thyself.profile.render import render
from thyself.profile.rests import Ended, ended, mark, text_rests
from thyself.store.port import Derived, Scope

#: At most so many traces are given as the evidence of one line, the newest.
_EVIDENCE: Final = 20
_LONG: Final = 600
#: A day before the last that can be told; nothing is later.
_LAST: Final = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a profile: statements by line, sums of the parts, the person's edits, a model's lines.

    ``counts`` and ``traces`` hold what was worked out of it and read for it, for all profiles of the same.
    """

    rows: tuple[Row, ...]
    parts: Mapping[str, Mapping[str, Any]]
    edits: tuple[Edit, ...]
    worded: tuple[tuple[Line, tuple[str, ...]], ...] = ()
    counts: dict[frozenset[str], Sequence[Counted]] = field(default_factory=dict, compare=False, repr=False)
    traces: dict[str, Trace] = field(default_factory=dict, compare=False, repr=False)


class Profile:
    """What is known of a person.

    Lines come from what the person stated, from what was counted over their traces, and from the person's own edits,
    which win over both. A line can be named by its id, the first four or more digits of it, ``"L3"`` (the third of
    :attr:`lines`), or its text. A profile is as it was when it was asked for; what is changed through it shows in it.

    Two questions about the past have two answers: :meth:`as_of`, what held at a time, as far as is known today, and
    :meth:`known_at`, what the traces up to a time told.

    Use :attr:`thyself.Person.profile`.
    """

    def __init__(
        self,
        kept: Kept,
        *,
        scope: Scope,
        now: datetime,
        clock: Callable[[], datetime] | None,
        at: datetime | None = None,
    ) -> None:
        self._kept = kept
        self._scope = scope
        self._clock = clock
        self._at = at
        self.now = now

    def __repr__(self) -> str:
        return f"<Profile of {self._scope.person!r}: {len(self.lines)} lines>"

    @property
    def zone(self) -> ZoneInfo:
        """The person's clock."""
        return self._scope.zone

    # what is known

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines that hold now: by area, the strongest first. Those that rested on what has changed are marked."""
        stated = [(as_line(each), _sources(each)) for each in self._holding.values()]
        counts = [(each.line, each.examples) for each in self._counted]
        lines = self._with_evidence([*stated, *self._kept.worded, *counts])
        own = self._own
        said = {key: max(each.at for each in found.said) for key, found in self._holding.items()}
        said |= {line.id: microseconds(line.valid_from) for line, _ in self._kept.worded if line.valid_from is not None}
        free = {key: at for key, at in said.items() if key not in own.words and key not in own.pinned}
        marked = doubted(mark(lines, free, self._gone), free, self._kept.parts["partings"])
        return tuple(current(marked, own))

    @cached_property
    def attributes(self) -> Mapping[str, str | tuple[str, ...]]:
        """What is known of the person by area or slot: one value where only one can hold, else all of them.

        What is in doubt (:attr:`Line.stale`) is left out.
        """
        found: dict[str, Any] = {}
        for line in self.lines:
            if line.stale:
                continue
            if line.subject == "me" and line.slot:
                found[
                    line.slot.removeprefix(f"{line.about}:").replace("place", "home") if ":" in line.slot else line.slot
                ] = line.value
            elif line.subject == "me":
                found[line.about] = (*found.get(line.about, ()), line.value)
        return found

    @property
    def people(self) -> tuple[Line, ...]:
        """Persons who come up again and again."""
        return self.about("people")

    @property
    def places(self) -> tuple[Line, ...]:
        """Places that come up again and again."""
        return self.about("places")

    @property
    def topics(self) -> tuple[Line, ...]:
        """What the person writes about more than others do."""
        return self.about("topics")

    @property
    def interests(self) -> tuple[Line, ...]:
        """What the person is drawn to, by what they said, rated, read and bought."""
        return self.about("interests")

    def about(self, area: str) -> tuple[Line, ...]:
        """The lines of one area."""
        return tuple(line for line in self.lines if line.about == area)

    @cached_property
    def style(self) -> styles.Style | None:
        """How the person writes; ``None`` before the first text of theirs."""
        sums = self._kept.parts["style"]
        examples = [trace_id for _, trace_id in sums.get("ex", ())]
        return styles.from_sums(sums, self._evidence(examples, score=1.0, why="measured"))

    @cached_property
    def rhythm(self) -> rhythms.Rhythm | None:
        """When the person is active, by their own clock; ``None`` before the first act."""
        return rhythms.from_sums(self._kept.parts["rhythm"], self._scope.zone)

    def history(self, line: str | Line | None = None) -> list[Patch]:
        """How the profile, or one line of it, came to be as it is: each change with its time and reason, in order."""
        wanted = None if line is None else self._any(line)
        patches = [*self._stated_patches(), *self._own_patches()]
        return sorted((each for each in patches if wanted in (None, each.line.id)), key=lambda each: each.at)

    @cached_property
    def past(self) -> tuple[Line, ...]:
        """Lines that held once and do not hold any more, in order of time."""
        gone = [each for each in self._versions if each.until is not None and each.until <= self._moment]
        lines = self._lines(gone)
        return tuple(replace(line, ended=each.reason or "said as past") for line, each in zip(lines, gone, strict=True))

    @cached_property
    def coming(self) -> tuple[Line, ...]:
        """Lines that will hold, by what the person said: a job that begins next month."""
        return self._lines(each for each in self._versions if each.since is not None and each.since > self._moment)

    def during(self, start: datetime, end: datetime) -> tuple[Line, ...]:
        """What was stated to hold at some time from ``start`` up to ``end``, in order of time; the person's own too."""
        first, last = microseconds(start), microseconds(end)
        found = [
            each
            for each in self._versions
            if each.said
            and (each.since is None or each.since < last)
            and (each.until is None or each.until > first)
            and each.row.id not in self._own.words
        ]
        own = [line for line in self.lines if line.origin == "edited" and (line.valid_from or start) < end]
        return (*self._lines(sorted(found, key=lambda each: (each.since or 0, each.until or 0))), *own)

    @cached_property
    def outdated(self) -> Mapping[str, tuple[Line, ...]]:
        """What no longer holds, by the id of the trace that says so; of a trace with nothing that still holds, all."""
        ended: dict[str, list[Line]] = {}
        holding = {each.trace_id for version in self._holding.values() for each in version.said}
        for line in self.past:
            for each in line.evidence:
                ended.setdefault(each.trace_ids[0], []).append(line)
        # What tells that something is over is news, and no outdated saying itself.
        tells = {each.trace_id for version in self._folded.versions for each in version.sayings if each.stance != "is"}
        return {key: tuple(lines) for key, lines in ended.items() if key not in holding and key not in tells}

    def doubt(self, trace: Evidence) -> str:
        """Why what somebody said may no longer hold, though no line says it: it rests on what has changed since."""
        if trace.at is None or trace.author != "me":
            return ""
        since = [each for each in self._gone if each.at > microseconds(trace.at) and each.row.subject == "me"]
        told = ((text_rests(trace.text, each.row), each) for each in since)
        return next((f"{why}: {each.row.text} ({each.reason})" for why, each in told if why), "")

    def chain(self, line: str | Line) -> tuple[Line, ...]:
        """What held in the place of a line, one after the other, the line itself among them; the oldest first.

        Where several values may hold at a time, it is the spans in which the line itself held.

        Raises:
            InvalidInput: There is no such line.
        """
        wanted = self._any(line)
        rows = {row.id: row for row in self._kept.rows}
        where = place(rows[wanted].slot, rows[wanted].subject) if wanted in rows else ""
        found = [each for each in self._versions if each.row.id == wanted or _place(each) == where != ""]
        made = list(self._lines(sorted(found, key=lambda each: (each.since or 0, each.until or 0))))
        own = [each for each in self.lines if each.id == wanted and each.origin == "edited"]
        return (*[each for each in made if not own or each.valid_to is not None], *own)

    def as_of(self, at: datetime) -> Profile:
        """What held at a time, as far as all that is known now tells; it cannot be changed.

        "I moved to Berlin in May", said in June, holds on 20 May. What was counted (people, topics, style) is counted
        up to that time. What the person removed stays out; what they edited holds since they did so.

        Raises:
            InvalidInput: The time has no zone.
        """
        kept = self._until(at)
        edits = tuple(
            each for each in self._kept.edits if each.op in ("remove", "pin", "unpin") or each.at <= microseconds(at)
        )
        kept = replace(kept, rows=self._kept.rows, edits=edits)
        return Profile(kept, scope=self._scope, now=self.now, clock=None, at=at)

    def known_at(self, at: datetime) -> Profile:
        """The profile as the traces up to a time, and the edits until then, told it; it cannot be changed.

        Raises:
            InvalidInput: The time has no zone.
        """
        return Profile(self._until(at), scope=self._scope, now=at, clock=None, at=at)

    def _until(self, at: datetime) -> Kept:
        if at.tzinfo is None:
            raise InvalidInput("give an aware time, with a time zone")
        gathered = Gathered()
        end = min(at, self.now) if self._at is not None else at
        before = self._scope.traces(before=min(end, _LAST) + timedelta(microseconds=1))
        gathered.take(before, zone=self._scope.zone, recorded=microseconds(self.now))
        edits = tuple(each for each in self._kept.edits if each.at <= microseconds(at))
        worded = tuple(each for each in self._kept.worded if each[0].recorded_at is None or each[0].recorded_at <= at)
        return Kept(tuple(gathered.rows.values()), gathered.parts, edits, worded)

    def render(
        self, *, max_words: int | None = None, max_tokens: int | None = None, relevant_to: str | None = None
    ) -> str:
        """The profile as text for people and prompts.

        Args:
            max_words, max_tokens: How long it may be; tokens by :func:`thyself.core.estimate_tokens`.
            relevant_to: A question or wish: the lines that share words with it come first, and what must never be
                offered (allergies, diets) comes always.
        """
        return render(self.lines, max_words=max_words, max_tokens=max_tokens, relevant_to=relevant_to)

    # what the person does to it

    def edit(self, line: str | Line, text: str) -> Line:
        """Say a line in other words: they stand, whatever is inferred later.

        Raises:
            InvalidInput: There is no such line, or the text is empty.
        """
        found = self.find(line)
        self._do("edit", found, text=_words(text))
        return self.find(found.id)

    def add(self, text: str, *, about: str = "notes") -> Line:
        """Add a line of the person's own.

        Raises:
            InvalidInput: The text or the area is empty.
        """
        words, area = _words(text), _words(about).lower()
        line = Line(line_id(f"own:{area}", "me", words), words, area, words)
        self._do("add", line, text=words)
        return self.find(line.id)

    def pin(self, line: str | Line) -> Line:
        """Keep a line as it is: nothing that is inferred closes or replaces it.

        Raises:
            InvalidInput: There is no such line.
        """
        found = self.find(line)
        self._do("pin", found)
        return self.find(found.id)

    def unpin(self, line: str | Line) -> Line | None:
        """Let a line change again; gives it where it still holds."""
        found = self.find(line)
        self._do("unpin", found)
        return next((each for each in self.lines if each.id == found.id), None)

    def remove(self, line: str | Line) -> None:
        """Take a line out: it is not inferred again, from these traces or later ones.

        Raises:
            InvalidInput: There is no such line.
        """
        self._do("remove", self.find(line))

    def revert(self, line: str | Line) -> None:
        """Undo all that the person did to a line; what the traces say counts again.

        Raises:
            InvalidInput: Nothing was done to it.
        """
        self._changeable()
        wanted = self._any(line)
        keys = [each.key for each in self._kept.edits if each.line == wanted]
        if not keys:
            raise InvalidInput(f"line {wanted}: you did not change it, so there is nothing to undo")
        self._scope.drop(EDIT, keys=keys)
        self._refresh(tuple(each for each in self._kept.edits if each.line != wanted))

    def find(self, line: str | Line) -> Line:
        """A line by its id, the first digits of it, ``"L3"``, or its text.

        Raises:
            InvalidInput: There is no such line, or more than one; the message lists the nearest.
        """
        wanted = line.id if isinstance(line, Line) else line.strip()
        if wanted[:1] in "Ll" and wanted[1:].isdigit() and 0 < int(wanted[1:]) <= len(self.lines):
            return self.lines[int(wanted[1:]) - 1]
        hits = [each for each in self.lines if each.id == wanted or each.text.lower() == wanted.lower()]
        hits = hits or [each for each in self.lines if len(wanted) >= 4 and each.id.startswith(wanted.lower())]
        if len(hits) == 1:
            return hits[0]
        raise InvalidInput(_no_line(wanted, hits or self.lines))

    # how it is put together

    @cached_property
    def _own(self) -> Own:
        return Own.of(self._kept.edits)

    @cached_property
    def _folded(self) -> Folded:
        return fold(self._kept.rows, self._own.places)

    @cached_property
    def _moment(self) -> int:
        """The time at which :attr:`lines` hold; without one, now, or the newest trace where that is later."""
        if self._at is not None:
            return microseconds(self._at)
        newest = max((each.at for row in self._kept.rows for each in row.seen), default=0)
        return max(microseconds(self.now), newest)

    @property
    def _versions(self) -> list[Version]:
        return [each for each in self._folded.versions if each.row.id not in self._own.removed]

    @cached_property
    def _holding(self) -> Mapping[str, Version]:
        return self._folded.at(self._moment)

    @cached_property
    def _gone(self) -> list[Ended]:
        """What has ended, by the traces or because the person wrote something else in its place."""
        known = {row.id: row for row in self._kept.rows}
        edited = [
            Ended(known[key], edit.at, f"you changed it: {edit.text}")
            for key, edit in self._own.words.items()
            if key in known and edit.text != known[key].text and edit.at <= self._moment
        ]
        return [*ended(self._folded.versions, self._moment), *edited]

    def _lines(self, versions: Iterable[Version]) -> tuple[Line, ...]:
        return tuple(self._with_evidence([(as_line(each), _sources(each)) for each in versions]))

    @cached_property
    def _counted(self) -> Sequence[Counted]:
        keep = frozenset(self._own.places)
        if keep not in self._kept.counts:
            names = [row for row in self._kept.rows if row.about == "name" and row.subject == "me"]
            but = frozenset(word for row in names for word in (row.value.lower(), row.value.lower().split()[0]))
            self._kept.counts[keep] = counted(self._kept.parts, but=but, keep=keep)
        return self._kept.counts[keep]

    def _with_evidence(self, lines: Sequence[tuple[Line, Sequence[str]]]) -> list[Line]:
        wanted = {trace_id for _, ids in lines for trace_id in ids[-_EVIDENCE:]}
        self._load(wanted)
        spans = {(row.id, each.trace_id): (each.start, each.end) for row in self._kept.rows for each in row.seen}
        made = []
        for line, ids in lines:
            proof = self._evidence(ids[-_EVIDENCE:], score=line.confidence, why=line.origin, spans={
                trace_id: spans.get((line.id, trace_id), (0, 0)) for trace_id in ids})  # fmt: skip
            shown = max([line.sensitivity, *(each.sensitivity for each in proof)], key=SENSITIVITIES.index)
            made.append(replace(line, evidence=proof, sensitivity=shown))
        return made

    def _evidence(
        self, ids: Iterable[str], *, score: float, why: str, spans: Mapping[str, tuple[int, int]] | None = None
    ) -> tuple[Evidence, ...]:
        ids = list(ids)
        self._load(ids)
        traces = sorted(
            (self._traces[each] for each in ids if each in self._traces), key=lambda each: (each.at, each.id)
        )
        return tuple(_proof(each, score, why, (spans or {}).get(each.id, (0, 0))) for each in traces)

    @property
    def _traces(self) -> dict[str, Trace]:
        return self._kept.traces

    def _load(self, ids: Iterable[str]) -> None:
        missing = sorted({*ids} - self._traces.keys())
        if missing:
            self._traces.update((trace.id, trace) for trace in self._scope.traces(ids=missing))

    def _stated_patches(self) -> list[Patch]:
        made = [(at, op, as_line(version), _sources(version), why) for at, op, version, why in self._folded.patches]
        lines = self._with_evidence([(line, ids) for _, _, line, ids, _ in made])
        return [Patch(op, line, why, moment(at)) for (at, op, _, _, why), line in zip(made, lines, strict=True)]

    def _own_patches(self) -> list[Patch]:
        said = {each.row.id: as_line(each) for each in self._folded.versions} | {each.id: each for each in self.lines}
        patches = []
        for edit in self._kept.edits:
            line = said.get(edit.line) or Line(edit.line, edit.text or _GONE, edit.about, edit.text)
            line = replace(line, text=edit.text, value=edit.text, origin="edited") if edit.text else line
            patches.append(Patch(edit.op, line, "you did", moment(edit.at)))
        return patches

    def _any(self, line: str | Line) -> str:
        """The id of a line that holds, held, or was changed."""
        wanted = line.id if isinstance(line, Line) else line.strip()
        known = (
            {row.id for row in self._kept.rows}
            | {each.line for each in self._kept.edits}
            | {each.id for each in self.lines}
        )
        hits = [each for each in known if each == wanted or (len(wanted) >= 4 and each.startswith(wanted.lower()))]
        hits = hits or [row.id for row in self._kept.rows if row.text.lower() == wanted.lower()]
        return hits[0] if len(hits) == 1 else self.find(wanted).id

    def _do(self, op: Op, line: Line, *, text: str = "") -> None:
        now = self._changeable()
        number = 1 + max((each.n for each in self._kept.edits), default=0)
        edit = Edit(number, op, line.id, microseconds(now), text, line.about, place(line.slot, line.subject))
        self._scope.put([Derived(EDIT, edit.key, edit.body(), lasts="always")])
        self._refresh((*self._kept.edits, edit))

    def _changeable(self) -> datetime:
        if self._clock is None:
            raise InvalidInput("a profile as of an earlier time cannot be changed: change the profile of today")
        return self._clock()

    def _refresh(self, edits: tuple[Edit, ...]) -> None:
        self._kept = replace(self._kept, edits=edits)
        for name in (
            "lines",
            "attributes",
            "past",
            "coming",
            "_own",
            "_folded",
            "_counted",
            "_holding",
            "_gone",
            "outdated",
        ):
            self.__dict__.pop(name, None)


#: What is worked out once, and again after an edit.
_OF_THE_EDITS: Final = (
    "lines", "attributes", "past", "coming", "outdated", "_own", "_folded", "_counted", "_holding", "_gone",
)  # fmt: skip
_GONE: Final = "(its traces are forgotten)"


def _sources(version: Version) -> list[str]:
    return list(dict.fromkeys(each.trace_id for each in in_order(version.sayings)))


def _place(version: Version) -> str:
    return place(version.row.slot, version.row.subject)


def _proof(trace: Trace, score: float, why: str, span: tuple[int, int]) -> Evidence:
    start, end = span
    text = trace.text if len(trace.text) <= _LONG else trace.text[start:end] or trace.text[:_LONG]
    level: Sensitivity = trace.sensitivity
    return Evidence(
        trace_ids=(trace.id,), refs=(trace.ref or trace.id,), text=text, score=score, why={why: score}, at=trace.at,
        author=trace.author, kind=trace.kind, source=trace.source, session=trace.session, sensitivity=level,
    )  # fmt: skip


def _words(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise InvalidInput("a line needs words")
    return words


def _no_line(wanted: str, among: Sequence[Line]) -> str:
    texts = {line.text.lower(): line for line in among}
    near = [texts[each] for each in get_close_matches(wanted.lower(), texts, n=3, cutoff=0.3)] or list(among[:3])
    shown = "; ".join(f"{line.id[:8]} {line.text!r}" for line in near) or "there are no lines yet"
    return f"no single line is meant by {wanted!r}; the nearest: {shown}"
