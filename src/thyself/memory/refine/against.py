"""Against: which statements end others, where they are not of the same line: "sold the car" ends "Has a red Honda"."""

from __future__ import annotations

from typing import Final, Protocol

from thyself.memory.extract.kinds import takes_in, telling
from thyself.memory.refine.same import thing

#: Two areas that speak against each other about the same thing.
_OPPOSITE: Final = {"likes": "dislikes", "dislikes": "likes"}
#: Where only the very thing is meant: who no longer likes tea may like green tea.
_EXACT: Final = frozenset({"likes", "dislikes", "interests", "fears", "languages", "allergy", "name", "age", "birth"})
#: What a general word ends, whatever the line says: the places of the line.
_WHOLE: Final = {
    "job": frozenset({"work:at", "work:as", "work:in", "work:how"}),
    "studies": frozenset({"", "study:at"}),
    "partner": frozenset({"family:partner", "family:status"}),
}
_ALONE: Final = frozenset({"single", "divorced", "separated", "widowed", "a widow", "a widower"})
#: The slots of statements that there is none.
NONE: Final = "has no:"


class Said(Protocol):
    """A line, as far as this needs it."""

    id: str
    about: str
    slot: str
    subject: str
    value: str
    text: str


def ends(end: Said, line: Said) -> bool:
    """Whether a statement that something is no longer so means a line, beside its own."""
    if (end.about, end.subject) != (line.about, line.subject) or end.about in _EXACT or line.slot.startswith(NONE):
        return False
    word = " ".join(telling(end.value))
    if word in _WHOLE and line.slot in _WHOLE[word]:
        return line.value.lower() not in _ALONE
    if end.slot and line.slot and end.slot != line.slot:
        return False
    return takes_in(end.value, f"{line.value} {line.text}")


def excludes(one: Said, other: Said) -> bool:
    """Whether two lines cannot both hold, though they are not values of one place."""
    if one.subject != other.subject:
        return False
    if one.about in _OPPOSITE and other.about == _OPPOSITE[one.about]:
        return thing(one.value) == thing(other.value)
    if one.about != other.about or one.slot.startswith(NONE) == other.slot.startswith(NONE):
        return False
    no, yes = (one, other) if one.slot.startswith(NONE) else (other, one)
    return takes_in(no.value, f"{yes.value} {yes.text}") or (no.about == "allergy" and "allerg" in no.value)
