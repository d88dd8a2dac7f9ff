# ruff: noqa: E501  (expressions read best in one line)
"""Rests: which lines rest on which, so that one is marked where what it rested on has changed.

"Commutes by bike to Acme" rests on "Works at Acme"; "Has a flat near the Spree" on "Lives in Berlin". There are two sorts
of edges: a line names the value of another (Acme, Berlin, Rex), or it is of a sort that goes with the other's place (a
neighbour goes with a home, a boss with an employer). A line that was said again after the change stands on its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from thyself.core.words import stem, words
from thyself.memory.extract.kinds import members
from thyself.profile.fold import Row, Version, moment
from thyself.profile.lines import Line

#: A stale line is half as sure.
_DOUBT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Edge:
    """Lines with certain words rest on lines of a certain place.

    Args:
        name: What changed, in words.
        base: The places (slots, or areas where there is no slot) on which others rest; a regular expression.
        cues: Words of lines that rest on them; a regular expression.
    """

    name: str
    base: str
    cues: str

    def fits(self, row: Row, text: str) -> bool:
        """Whether a text rests on a line of this place."""
        return (
            re.fullmatch(self.base, row.slot or row.about) is not None
            and re.search(rf"\b(?:{self.cues})\b", text, re.IGNORECASE) is not None
        )


EDGES: Final = (
    Edge("where you live", r"home:place|home:dwelling",
         r"commut\w*|neighbou?r\w*|landlord|landlady|rents?|lease|flat|apartment|house|studio|dwelling|flatmates?|roommates?|housemates?|lives? (?:alone|with|in an?|on|near|by|close)|gym|"
         r"local|nearby|near (?:the|my|their)|around the corner|down the (?:street|road)|balcony|garden|allotment|market|supermarket|bakery|caf[eé]|pub|park|river\w*|lake|canal|waterfront|beach|pool|"
         r"(?:walks?|bikes?|cycles?|rides?|drives?|runs?) (?:to|along|around|past|through|by)|bus|tram|metro|subway|tube|ferry|train|club|choir|league|"
         r"(?:football|basketball|volleyball|running) (?:team|club|group)|dentist|doctor|gp|hairdresser|barber|library|parish|street|building|neighbou?rhood|volunteers? (?:at|in)"),
    Edge("where you work", r"work:at",
         r"commut\w*|office|boss|manager|supervisor|shifts?|colleagues?|co-?workers?|team(?:mates?)?|desk|canteen|cafeteria|salary|works? (?:from home|remotely|nights|shifts|part[- ]time|full[- ]time)|"
         r"parking|badge|uniform|company|employer|on[- ]call|stand-?ups?|lunch|to work|after work|before work|working hours|schedule|notice period|pension|probation|mentor\w*|report to|reports to|project"),
    Edge("what you study", r"study:at|study", r"dorm\w*|campus|thesis|professor|lectures?|class(?:es)?|exams?|semester|students?|tuition|scholarship|advisor|supervisor|lab|study group|seminar"),
    Edge("your partner", r"family:partner|family:status|home:with", r"anniversary|in-laws?|girlfriend|boyfriend|wife|husband|partner|fianc\w+|wedding|honeymoon|married|engaged|date nights?|couple\w*"),
    Edge("your pet", r"pets", r"vet|walks?|leash|groom\w*|litter|kennel|paws?|pet (?:food|insurance|sitter)|dog (?:park|school|sitter|walker)|puppy (?:class|school)|feeds?|aquarium|stable|riding"),
    Edge("your car", r"things|things:car", r"driv\w+|park(?:s|ed|ing)|garage|insurance|petrol|fuel|road trips?|tyres?|tires?|charger|charging"),
    Edge("your pregnancy", r"health", r"midwife|due (?:date|in)|prenatal|antenatal|ultrasound"),
)  # fmt: skip

#: Areas whose lines do not rest on others: what is liked or born does not change with a move.
_STANDS: Final = frozenset(
    {"name", "age", "birth", "allergy", "diet", "likes", "dislikes", "fears", "interests", "languages", "looks", "topics", "places", "health"}
)  # fmt: skip
_OWN_SLOTS: Final = frozenset(
    {"home:origin", "home:grew up", "home:place", "work:at", "work:as", "study:at", "family:partner", "family:status"}
)
_NAMED: Final = re.compile(r"(?-i:[A-ZÀ-Ý])[\w'-]+")


@dataclass(frozen=True, slots=True)
class Ended:
    """A line that was said to hold and holds no longer, and when that became known to be so."""

    row: Row
    at: int
    reason: str


def ended(versions: Iterable[Version], at: int) -> list[Ended]:
    """What had ended by a time and does not hold again."""
    known = list(versions)
    holding = {each.row.id for each in known if each.holds(at)}
    return [
        Ended(each.row, each.until, each.reason)
        for each in known
        if each.until is not None and each.until <= at and each.said and each.row.id not in holding
    ]


def mark(lines: Sequence[Line], last_said: Mapping[str, int], gone: Sequence[Ended]) -> list[Line]:
    """The lines, those that rest on what has ended marked with when and why.

    Args:
        lines: Lines that hold.
        last_said: When each was last stated, in microseconds; what is not in it is left as it is.
        gone: What has ended.
    """
    return [_marked(line, last_said[line.id], gone) if line.id in last_said else line for line in lines]


def _marked(line: Line, said: int, gone: Sequence[Ended]) -> Line:
    found = [(each, why) for each in gone if each.at > said and (why := rests(line, each.row))]
    if not found:
        return line
    first, why = min(found, key=lambda each: (each[0].at, each[0].row.id))
    return replace(
        line, stale_since=moment(first.at), stale_because=f"{why}: {first.row.text} ({first.reason})",
        rests_on=tuple(sorted({each.row.id for each, _ in found})), confidence=round(line.confidence * _DOUBT, 4),
    )  # fmt: skip


def rests(line: Line, base: Row) -> str:
    """Why a line rests on another; empty where it does not."""
    if line.about in _STANDS or line.id == base.id or (line.slot in _OWN_SLOTS and base.slot != "family:partner"):
        return ""
    if line.slot and (line.slot, line.subject) == (base.slot, base.subject):
        return ""
    about = " ".join([line.text, line.subject if line.subject != "me" else "", *_with_whom(line)])
    if base.subject != "me" and base.subject != line.subject:
        return ""
    return text_rests(about, base)


def _with_whom(line: Line) -> list[str]:
    """Names that stand beside the person in the sentences behind a line: "Anna and I play cards every Sunday"."""
    return [name for proof in line.evidence for name in _BESIDE.findall(proof.text[:_SHORT])]


_BESIDE: Final = re.compile(r"\b([A-ZÀ-Ý][\w'-]+) and I\b")
_SHORT: Final = 200


def text_rests(text: str, base: Row) -> str:
    """Why a text of the person's rests on a line of theirs; empty where it does not."""
    if base.about in _STANDS:
        return ""
    for name in _NAMED.findall(base.value):
        if len(name) > 2 and re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE):
            return f"it names {name}"
    if base.about in ("pets", "things") and _speaks_of(text, base):
        return f"it speaks of your {_thing(base)}"
    return next((f"it goes with {edge.name}" for edge in EDGES if _of_kind(edge, base) and edge.fits(base, text)), "")


def _speaks_of(text: str, base: Row) -> bool:
    """Whether a text has the word for the thing: the dog, of "a dog called Rex"."""
    there = {stem(word) for word in words(text)}
    return stem(_thing(base)) in there


def _thing(base: Row) -> str:
    """The word for it: dog, of "a dog called Rex"; Honda, of "a red Honda"."""
    named = base.text if " called " in base.text else base.value
    return (words(named.split(" called ")[0]) or [""])[-1]


def _of_kind(edge: Edge, base: Row) -> bool:
    """Cars and pregnancies are some of the things and conditions."""
    if edge.name not in _SOME:
        return True
    wanted = members(_SOME[edge.name])
    return any(stem(word) in wanted for word in words(base.value))


_SOME: Final = {"your car": "car", "your pregnancy": "pregnant"}
