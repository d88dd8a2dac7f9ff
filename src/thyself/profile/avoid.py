"""Avoidances: what must not be offered to the person, as data for whoever offers something."""

from __future__ import annotations

import re
from typing import Final

from thyself.profile.lines import Avoid, Line, stems
from thyself.profile.profile import Profile
from thyself.profile.words import ALLERGENS, DIETS

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

    An allergy to what is not eaten (cats, pollen) is not hard: it rules out no book about cats.
    """
    mine = [line for line in profile.lines if line.subject == "me"]
    found = [avoid for line in mine if (avoid := _avoid(line)) is not None]
    return sorted(found, key=lambda each: (-each.severity, each.why))


def _avoid(line: Line) -> Avoid | None:
    if line.about not in ("allergy", "diet", "dislikes"):
        return None
    thing = (_LEAD.sub("", line.value) if line.origin == "edited" else line.value).strip(" .").lower()
    if line.about == "dislikes":
        return Avoid((thing,), line.text, line.evidence, hard=False, severity=0.4, line_id=line.id)
    words = _forms(thing)
    if not words:
        return None
    contact = line.about == "allergy" and _CONTACT.search(thing) is not None
    severity = 0.5 if contact else 1.0 if line.about == "allergy" else 0.9
    return Avoid(words, line.text, line.evidence, hard=not contact, severity=severity, line_id=line.id)


def _forms(thing: str) -> tuple[str, ...]:
    """The forms by which an item would name a thing: itself, and what belongs to it."""
    key = " ".join(stems(thing))
    for known in (DIETS, ALLERGENS):
        for name, forms in known.items():
            if key == " ".join(stems(name)):
                return forms
    for name, forms in ALLERGENS.items():
        if key.split()[-1:] == stems(name)[-1:] and " " not in name:
            return (
                (thing, *(each for each in forms if key.split()[0] in stems(each))) if len(key.split()) > 1 else forms
            )
    return (thing,) if thing else ()
