# ruff: noqa: E501  (expressions read best in one line)
"""Validity: since when and until when a statement holds, by the words of time in its own clause.

"I moved to Berlin in May" holds since May, "I've lived here since 2019" since then, "next month I start at Acme" from
next month on, "I worked at Acme until last year" until then. A clause without such words tells only that it holds when
it is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from thyself.core.timeforms import number
from thyself.core.timewords import Span, mentioned
from thyself.memory.extract.records import Stance

_DAYS: Final = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
#: "For three years": how long it has been so.
_FOR: Final = re.compile(
    r"\bfor (?:about |over |almost |nearly |more than |at least |the (?:past|last) )?(?P<n>\d{1,2}|a couple of|a few|several|an?|one|two|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?P<unit>day|week|month|year)s?\b(?! (?:ago|from))",
    re.IGNORECASE,
)  # fmt: skip
#: Words of change: what stands beside them says when it came about.
_CHANGE: Final = re.compile(
    r"\b(?:mov(?:e|ed|ing)|relocat\w+|start(?:ed|ing|s)?|beg(?:an|in\w*)|join(?:ed|ing)?|switch\w*|chang\w+|became|"
    r"becom\w+|got|getting|went|gone|turned|adopt\w+|bought|sold|sell\w*|left|leav\w+|quit\w*|stopp\w+|gave|giv\w+|broke|"
    r"split|divorced|separated|married|engaged|retir\w+|graduat\w+|lost|fired|hired|laid|took|dropp\w+|signed|enrol\w+|"
    r"died|passed|finish\w+|ended|traded|swapped|resigned|no longer|anymore|any more|diagnosed|met|new|now|as of|from)\b",
    re.IGNORECASE,
)
_PAST_FORM: Final = re.compile(
    r"\b(?:lived|worked|studied|was|were|had|used to|did|owned|drove|played)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Validity:
    """From ``since`` up to ``until`` (UTC); ``None`` where the words do not tell."""

    since: datetime | None = None
    until: datetime | None = None


NOTHING_SAID: Final = Validity()


def validity(clause: str, stance: Stance, at: datetime, zone: ZoneInfo) -> Validity:
    """When a statement holds, as far as its clause says.

    Args:
        clause: The words of the statement, with those of time.
        stance: Whether it holds, holds no longer, or held.
        at: When it was said (aware).
        zone: The person's clock.
    """
    long = None if stance == "not" else _FOR.search(clause)
    if long is not None:
        return _so_long(long, at, stance)
    spans = [span for span in mentioned(clause, at, zone) if span.kind != "recent"]
    if not spans:
        return NOTHING_SAID
    by_kind = {span.kind: span for span in spans}
    since, until = by_kind.get("since") or by_kind.get("after"), by_kind.get("until")
    if stance == "is":
        return Validity(
            since.start if since is not None else _began(clause, spans, at),
            until.end if until is not None and until.end > at else None,
        )
    if until is not None:
        return Validity(None if since is None else since.start, until.end)
    return _ended(spans[0], stance, at, clause)


def _began(clause: str, spans: list[Span], at: datetime) -> datetime | None:
    """What lies ahead begins then; what is past counts beside a word of change alone."""
    span = next((each for each in spans if each.kind not in ("until", "before")), None)
    if span is None or (span.start <= at < span.end and span.kind == "day"):
        return None
    if span.start > at:
        return span.start
    return span.start if _CHANGE.search(clause) else None


def _ended(span: Span, stance: Stance, at: datetime, clause: str) -> Validity:
    if span.kind in ("range", "year") and stance == "was" and _PAST_FORM.search(clause) and span.end <= at:
        return Validity(span.start, span.end)
    if span.start > at:
        return Validity(until=span.start)
    if _CHANGE.search(clause):
        return Validity(until=span.start if span.kind != "before" else span.end)
    return Validity(until=min(span.end, at)) if stance == "was" else NOTHING_SAID


def _so_long(match: re.Match[str], at: datetime, stance: Stance) -> Validity:
    if stance == "was":
        return NOTHING_SAID
    words = match["n"].lower()
    length = number(words) * _DAYS[match["unit"].lower()]
    return Validity(since=at - timedelta(days=length))
