"""Telling: lines of a profile as sentences to the person, with since when, until when, and what is in doubt."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from thyself.profile.lines import Line

_VERBS: Final = {
    "is": ("are", "were"), "has": ("have", "had"), "does": ("do", "did"), "lives": ("live", "lived"),
    "works": ("work", "worked"), "comes": ("come", "came"), "goes": ("go", "went"), "was": ("were", "were"),
    "grew": ("grew", "grew"), "gave": ("gave", "gave"), "speaks": ("speak", "spoke"), "teaches": ("teach", "taught"),
    "runs": ("run", "ran"), "takes": ("take", "took"), "studies": ("study", "studied"),
    "practises": ("practise", "practised"), "wants": ("want", "wanted"), "plays": ("play", "played"),
}  # fmt: skip
_THEIR: Final = re.compile(r"\btheir\b")


def sentence(line: Line, *, past: bool = False) -> str:
    """A line as it is said to the person, without a full stop: ``"You live in Berlin"``.

    What the person wrote in their own words stays as it is.
    """
    if line.origin == "edited" or line.text.startswith(("Often ", "Drawn to ")):
        return line.text
    text = _THEIR.sub("your", line.text)
    first, _, rest = text.partition(" ")
    if text.startswith("Habit: "):
        return f"You {text.removeprefix('Habit: ')}"
    if line.subject != "me" or first == "Favourite" or line.slot.split(":")[-1] == first.lower():
        name = f"Your {text[0].lower()}{text[1:]}".replace(": ", " was " if past else " is ", 1)
        return name.replace(" is ", " was ", 1).replace(" lives ", " lived ", 1) if past else name
    if " is called " in text and first != "Is":
        return f"Your {text[0].lower()}{text[1:]}".replace(" is ", " was " if past else " is ", 1)
    word = first.lower()
    plain = word.removesuffix("s")
    present, gone = _VERBS.get(word, (plain, plain + ("d" if plain.endswith("e") else "ed")))
    return f"You {gone if past else present} {rest}".strip()


def told(line: Line, zone: ZoneInfo, *, at: datetime | None = None) -> str:
    """A line as an answer: since when it holds or until when it held, and when the person said so.

    Args:
        line: A line that holds, held, or will hold.
        zone: The person's clock.
        at: The time that is asked of, where it is not now.
    """
    over = line.over if at is None else line.valid_to is not None and line.valid_to <= at
    said = _said(line, zone)
    if line.stale_since is not None:
        return (
            f"{sentence(line)} (in doubt since {day(line.stale_since, zone)}: {line.stale_because}); you last said so"
            f" on {day(line.evidence[-1].at or line.stale_since, zone) if line.evidence else 'an unknown day'}."
        )
    if line.valid_to is not None:
        start = f" from {day(line.valid_from, zone)}" if line.valid_from is not None and not over else ""
        past = over or (at is not None and _dated(line))
        return f"{sentence(line, past=past)}{start} until {day(line.valid_to, zone)}{said}."
    if line.origin == "inferred" or line.valid_from is None:
        return f"{sentence(line)}."
    return f"{sentence(line, past=at is not None and _dated(line))}, since {day(line.valid_from, zone)}{said}."


def _dated(line: Line) -> bool:
    return line.slot in ("home:place", "work:at", "work:as", "family:partner")


def _said(line: Line, zone: ZoneInfo) -> str:
    """When the person said it; nothing where that is the day from which it holds."""
    first = line.evidence[0].at if line.evidence else None
    if line.origin == "edited":
        return " (your own words)"
    if first is None or (line.valid_from is not None and day(first, zone) == day(line.valid_from, zone)):
        return " (when you said so)" if first is not None and line.valid_to is None else ""
    return f" (you said so on {day(first, zone)})"


def day(at: datetime, zone: ZoneInfo) -> str:
    """A day on the person's clock."""
    here = at.astimezone(zone)
    return f"{here.day} {here:%B %Y}"
