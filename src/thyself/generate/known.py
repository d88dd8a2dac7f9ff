# ruff: noqa: E501  (expressions read best in one line)
"""Known: the answer that a profile gives to a question: what holds now, what held then, what is in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from thyself.core import Evidence
from thyself.core.timewords import find
from thyself.core.words import stem, stems, words
from thyself.profile import Line, Profile
from thyself.profile.asked import Asked, asked, fitting, past_form, takes_part
from thyself.profile.telling import day, told
from thyself.retrieval import current

#: So many lines answer a question at most.
_LINES: Final = 4
#: So many traces of a line are given.
_PROOF: Final = 3
#: What happened is no matter of the profile.
_EVENT: Final = re.compile(
    r"^\W*(?:why|how (?!old|long|tall|many|do i (?:get|commute))|what happened|what did (?:i|we|my [\w-]+|[A-Z]\w+) (?!do for|study|use to)|"
    r"who did (?!i (?:work|live|date|marry))|when did (?:i|we) (?:last )?(?:say|tell|mention|talk|meet|see|visit|go|eat|watch|read))|"
    r"\b(?:should i|would i|recommend|suggest|advise|help me|write|draft|give me|ideas?|plan a|can you|could you)\b",
    re.IGNORECASE,
)  # fmt: skip
_NO: Final = re.compile(r"^(?:You|Your \w+) (?:do not|have no|gave up|did not|had no)\b")


@dataclass(frozen=True, slots=True)
class Known:
    """What the profile answers.

    Args:
        text: The answer; each sentence carries the number of its first piece of evidence.
        lines: The lines that it stands on.
        evidence: Their traces.
        reasons: Why it is as it is.
    """

    text: str
    lines: tuple[Line, ...]
    evidence: tuple[Evidence, ...]
    reasons: tuple[str, ...]

    @property
    def proof(self) -> frozenset[tuple[str, ...]]:
        """The traces that it stands on."""
        return frozenset(each.trace_ids for each in self.evidence)


def known(
    profile: Profile, question: str, *, now: datetime, zone: ZoneInfo, as_of: datetime | None = None
) -> Known | None:
    """The answer that the profile gives; ``None`` where it says nothing of what is asked.

    Args:
        profile: What is known.
        question: The question. A time in it ("in March") is the time that is asked of.
        now: When it is asked (aware).
        zone: The person's clock.
        as_of: The time that is asked of, where the question does not say so.
    """
    if _EVENT.search(question):
        return None
    wanted = asked(question)
    spans = [span for span in find(question, now, zone) if span.kind not in ("recent", "after", "since")]
    if as_of is not None:
        return _then(wanted, profile.during(as_of, as_of + timedelta(microseconds=1)), as_of, as_of, zone)
    if spans and (past_form(question) or spans[0].start > now):
        start = spans[0].start if spans[0].kind not in ("before", "until") else spans[0].end - timedelta(days=1)
        if start > now:
            return _planned(wanted, profile, zone) or _now(wanted, profile, zone)
        return _then(wanted, profile.during(start, spans[0].end), start, spans[0].end, zone)
    if wanted.tense == "before":
        return _formerly(wanted, profile, question, zone)
    return _now(wanted, profile, zone)


def standing(found: Sequence[Evidence], profile: Profile, question: str) -> tuple[list[Evidence], dict[str, str]]:
    """What was found, without what no longer holds, and what a reader should know of the rest, by the trace's id.

    Where the question is of the past, or nothing else was found, what no longer holds stays, with the day until which
    it held.
    """
    of_the_past = past_form(question) or asked(question).tense != "now"
    outdated = profile.outdated
    gone = [each for each in found if any(trace_id in outdated for trace_id in each.trace_ids)]
    kept = list(found) if of_the_past or len(gone) == len(found) else [each for each in found if each not in gone]
    notes: dict[str, str] = {}
    for each in kept:
        for trace_id in each.trace_ids:
            until = [line.valid_to for line in outdated.get(trace_id, ()) if line.valid_to is not None]
            if until:
                notes[trace_id] = f"held until {day(max(until), profile.zone)}"
        if not of_the_past and each.trace_ids[0] not in notes and not _said_again(each, found, profile):
            why = profile.doubt(each)
            notes |= {each.trace_ids[0]: f"in doubt: {why}"} if why else {}
    return (kept, notes) if of_the_past else _over_last(kept, notes, profile)


def _over_last(
    kept: Sequence[Evidence], notes: Mapping[str, str], profile: Profile
) -> tuple[list[Evidence], dict[str, str]]:
    """What a later saying among it says to be over comes last, with when that was said."""
    parted = current.standing(kept, at=profile.now)
    over = [each for each in parted.before if each.evidence.trace_ids != each.parting.evidence.trace_ids]
    last = {each.evidence.trace_ids for each in over}
    said = {
        each.evidence.trace_ids[0]: f"you said on {day(each.parting.evidence.at, profile.zone)} that it is over"
        for each in over
        if each.parting.evidence.at is not None
    }
    first = [each for each in kept if each.trace_ids not in last]
    return [*first, *(each.evidence for each in over)], said | dict(notes)


def _said_again(each: Evidence, found: Sequence[Evidence], profile: Profile) -> bool:
    """Whether nearly the same was said later, after what it rested on had changed."""
    own = {*stems(each.text)}
    return any(
        other.at is not None and each.at is not None and other.at > each.at and other.author == "me"
        and 5 * len(own & {*stems(other.text)}) >= 4 * len(own) and not profile.doubt(other)
        for other in found
    )  # fmt: skip


def _now(wanted: Asked, profile: Profile, zone: ZoneInfo) -> Known | None:
    current = fitting(wanted, _told(profile.lines))
    standing = [line for line in current if not line.stale]
    if standing:
        return _answer(wanted, standing, profile, zone)
    gone = fitting(wanted, profile.past)
    if current and not any(line.slot and line.slot in wanted.places for line in gone):
        return _answer(wanted, current[:1], profile, zone)
    return _over(wanted, gone, profile, zone) if gone else _planned(wanted, profile, zone)


def _over(wanted: Asked, gone: Sequence[Line], profile: Profile, zone: ZoneInfo) -> Known:
    """What held last, where nothing of it holds any more."""
    last = max(gone, key=lambda line: (line.valid_to or profile.now, line.id))
    no = "Not any more: " if wanted.yes_or_no and wanted.tense == "now" and takes_part(wanted, [last]) else ""
    since = " You have not said what holds since." if last.slot else ""
    plan = _planned(wanted, profile, zone)
    text = f"{no}{_marked([last], zone)}{since}" + (f" {plan.text}" if plan is not None else "")
    return Known(text, (last,), _proof([last]), (f"nothing that holds answers; this held: {last.text}",))


def _planned(wanted: Asked, profile: Profile, zone: ZoneInfo) -> Known | None:
    ahead = fitting(wanted, profile.coming)
    if not ahead:
        return None
    text = " ".join(f"From {day(line.valid_from or profile.now, zone)}: {line.text}." for line in ahead[:_LINES])
    return Known(text, tuple(ahead[:_LINES]), _proof(ahead), ("it lies ahead",))


def _answer(wanted: Asked, lines: Sequence[Line], profile: Profile, zone: ZoneInfo) -> Known:
    shown = _several(lines)
    text = _marked(shown, zone)
    if wanted.yes_or_no:
        text = f"{_yes_or_no(wanted, shown, text)}{text}"
    ended = {each.id for line in shown if line.slot for each in profile.past if each.slot == line.slot}
    reasons = ["a line of your profile answers"]
    if ended:
        reasons.append("what held before is left out: ask for it, or give a time")
    return Known(text, tuple(shown), _proof(shown), tuple(reasons))


def _several(lines: Sequence[Line]) -> list[Line]:
    """One line where only one value can hold; else the best few, in doubt only where none is sure."""
    if lines[0].slot and not lines[0].slot.startswith("has no:"):
        return [line for line in lines if line.slot == lines[0].slot][:1] + [
            line for line in lines[1:] if line.slot != lines[0].slot and line.about == lines[0].about
        ][:1]
    return list(lines[:_LINES])


def _yes_or_no(wanted: Asked, lines: Sequence[Line], text: str) -> str:
    if lines[0].stale:
        return ""
    if _NO.match(text):
        return "No: "
    if lines[0].about == "diet" and not _literal(wanted, lines[0]):
        return "No: "
    return "Yes: " if takes_part(wanted, lines) else ("No: " if lines[0].slot else "")


def _literal(wanted: Asked, line: Line) -> bool:
    there = {stem(word) for word in words(line.text)}
    return all(stem(word) in there for word in wanted.words)


def _then(wanted: Asked, lines: Iterable[Line], start: datetime, end: datetime, zone: ZoneInfo) -> Known | None:
    found = fitting(wanted, lines)
    if not found:
        return None
    first = found[0]
    same = [line for line in found if line.slot == first.slot] if first.slot else found[:_LINES]
    shown = sorted(same, key=lambda line: (line.valid_from is not None, line.valid_from))
    text = " Then: ".join(_numbered(line, number, zone, start) for number, line in enumerate(shown, 1))
    span = day(start, zone) if day(start, zone) == day(end, zone) else f"{day(start, zone)} to {day(end, zone)}"
    return Known(text, tuple(shown), _proof(shown), (f"asked of the time {span}",))


def _formerly(wanted: Asked, profile: Profile, question: str, zone: ZoneInfo) -> Known | None:
    gone = fitting(wanted, _told(profile.past)) or _by_place(wanted, profile.past)
    if not gone:
        return None
    place = gone[0].slot
    chain = [line for line in gone if line.slot == place] if place else gone
    chain.sort(key=lambda line: (line.valid_to or profile.now, line.id), reverse=True)
    named = [each for each in chain if re.search(rf"\bbefore\b.*\b{re.escape(each.value)}\b", question, re.IGNORECASE)]
    if named:
        chain = chain[chain.index(named[0]) + 1 :] or chain
    shown = chain[:1] if place else chain[:_LINES]
    return Known(_marked(shown, zone), tuple(shown), _proof(shown), ("asked of what held before",))


def _by_place(wanted: Asked, lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if wanted.subject == line.subject and line.slot and line.slot in wanted.places[:1]]


def _told(lines: Iterable[Line]) -> list[Line]:
    """What was stated or written by the person; what was counted answers no question of what holds."""
    return [line for line in lines if line.origin != "inferred" or (line.id and line.evidence and not line.score)]


def _marked(lines: Sequence[Line], zone: ZoneInfo) -> str:
    return " ".join(_numbered(line, number, zone, None) for number, line in enumerate(lines, 1))


def _numbered(line: Line, number: int, zone: ZoneInfo, at: datetime | None) -> str:
    said = told(line, zone, at=at)
    return f"{said.removesuffix('.')} [{number}]." if line.evidence else said


def _proof(lines: Sequence[Line]) -> tuple[Evidence, ...]:
    """The first trace of each line, in their order, then the others, each once."""
    first = [line.evidence[0] for line in lines if line.evidence]
    more = [each for line in lines for each in line.evidence[1:_PROOF]]
    return tuple({each.trace_ids: each for each in (*first, *more)}.values())
