"""Avoidances: what must not be offered to the person, as data for whoever offers something."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from thyself.core import Trace
from thyself.guard.food import told_allergens
from thyself.memory.extract import stems
from thyself.memory.extract.rules import facts
from thyself.memory.extract.words import ALLERGENS, DIETS
from thyself.profile.lines import Avoid, Line
from thyself.profile.profile import Profile

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LEAD: Final = re.compile(
    r"^(?:(?:i'?m|i am|is|am|has|have|does|do|i) )*"
    r"(?:(?:severely|very|highly|an?|strictly|not|n't|don't|can't|cannot|never|no|on|follows?) )*"
    r"(?:allerg(?:ic|y) to |intoleran(?:t|ce) (?:of|to) |(?:like|eat|drink|have|hate|avoid)s? |(?:an? )?)",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(
    r"\b(?:cats?|dogs?|pets?|animals?|fur|pollen|dust|mou?ld|grass|latex|bees?|wasps?|penicillin|reptiles?|horses?|"
    r"cockroach(?:es)?|nickel|perfumes?|hay ?fever|mites?|feathers?|smoke|aspirin|sulfa|ibuprofen)\b",
    re.IGNORECASE,
)


def avoidances(profile: Profile) -> list[Avoid]:
    """What the person cannot or will not have: allergies and diets are hard, dislikes weigh against; the hardest first.

    What the person wrote here themselves counts in whatever area it stands. An allergy to what is not eaten (cats,
    pollen) is not hard: it rules out no book about cats.
    """
    mine = [line for line in profile.lines if line.subject == "me"]
    found = {
        avoid.words: avoid for line in mine for about, thing in _things(line) if (avoid := _avoid(line, about, thing))
    }
    return sorted(found.values(), key=lambda each: (-each.severity, each.why))


def _things(line: Line) -> list[tuple[str, str]]:
    """The areas and things that a line keeps away; an illness (coeliac) keeps away what food safety knows of it."""
    if line.about == "health" and (ill := told_allergens(f"I have {line.value or line.text}.")):
        return [("allergy", each) for each in sorted(ill)]
    if line.origin != "edited":
        return [(line.about, line.value)] if line.about in _AREAS else []
    told = _FIRST.sub("I'm ", _FIRST_DENIAL.sub("I don't eat ", line.text))
    records = facts(Trace(told, at=line.valid_from or _EPOCH, kind="said", source="edit"))
    things = [(record.about, record.value) for record in records if record.about in _AREAS and record.stance == "is"]
    return things or ([(line.about, _LEAD.sub("", line.text))] if line.about in _AREAS else [])


_AREAS: Final = frozenset({"allergy", "diet", "dislikes"})
_FIRST: Final = re.compile(r"^(?:Is|Am)\s+(?=\w)", re.IGNORECASE)
_FIRST_DENIAL: Final = re.compile(
    r"^(?:Does not|Doesn't|Never|Can't|Cannot|Don't) (?:have|eats?|drinks?)\s+", re.IGNORECASE
)


def _avoid(line: Line, about: str, thing: str) -> Avoid | None:
    thing = _ONLY.sub("", thing.strip(" .").lower())
    if about == "dislikes":
        never = line.text.startswith("Never ")
        return Avoid((thing,), line.text, line.evidence, hard=never, severity=0.8 if never else 0.4, line_id=line.id)
    words = _forms(thing)
    if not words:
        return None
    contact = about == "allergy" and _CONTACT.search(thing) is not None
    severity = 0.5 if contact else 1.0 if about == "allergy" else 0.9
    return Avoid(words, line.text, line.evidence, hard=not contact, severity=severity, line_id=line.id)


_ONLY: Final = re.compile(r"^(?:all|most|any|some|raw|only) | (?:only|too|at all|any ?more|of any kind)$")


def _forms(thing: str) -> tuple[str, ...]:
    """The forms by which an item would name a thing: itself, and what belongs to it."""
    key = stems(thing)
    known = DIETS | ALLERGENS
    exact = next((forms for name, forms in known.items() if stems(name) == key), None)
    if exact is not None:
        return exact
    within = [form for name, forms in ALLERGENS.items() if {*stems(name)} <= {*key} for form in forms]
    return tuple(dict.fromkeys([thing, *within])) if thing else ()
