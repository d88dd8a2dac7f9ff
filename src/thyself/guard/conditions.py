"""Conditions: what people say they live with, and what public guidance says of nutrients for it; data, with sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

_DOCTOR: Final = "What to eat with it goes with your treatment: please ask those who treat you, or a dietitian."


@dataclass(frozen=True, slots=True)
class Guidance:
    """What public guidance says of one nutrient for people with a condition.

    Args:
        condition: Of :data:`CONDITIONS`.
        nutrient: A name of :data:`thyself.sources.foods.NUTRIENTS`.
        wants: ``"less"`` or ``"more"``.
        a_day: The amount of a day that is the most or the least, in the nutrient's unit.
        source: Who says so.
    """

    condition: str
    nutrient: str
    wants: Literal["less", "more"]
    a_day: float
    source: str


#: Conditions, by the words that people use for them.
CONDITIONS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        name: re.compile(rf"\b({words})\b", re.IGNORECASE)
        for name, words in {
            "high blood pressure": r"high blood pressure|hypertension|high bp",
            "high cholesterol": r"high cholesterol|hypercholesterol\w+|high ldl",
            "diabetes": r"diabet\w+|pre-?diabet\w+",
            "low iron": r"low iron|iron deficiency|an(?:a)?emi[ac]|anaemia",
            "osteoporosis": r"osteoporosis|osteopenia|brittle bones",
            "constipation": r"constipat\w+",
            "coeliac disease": r"co?eliac(?: disease)?",
            "lactose intolerance": r"lactose[- ]intoleran\w+",
            "kidney disease": r"(?:chronic )?kidney (?:disease|failure)|renal (?:disease|failure)|on dialysis",
            "blood thinner": r"warfarin|coumadin|blood thinners?|anticoagulants?|phenprocoumon|marcumar",
        }.items()
    }
)
#: Amounts for adults; general guidance, no prescription.
GUIDANCE: Final = (
    Guidance("high blood pressure", "sodium_mg", "less", 2000.0, "WHO, Sodium intake for adults and children (2012)"),
    Guidance("high blood pressure", "potassium_mg", "more", 3510.0, "WHO, Potassium intake for adults (2012)"),
    Guidance(
        "high cholesterol", "saturated_g", "less", 20.0, "WHO, Saturated fatty acid intake (2023): 10 % of energy"
    ),
    Guidance("high cholesterol", "fibre_g", "more", 25.0, "EFSA, Dietary reference values for dietary fibre (2010)"),
    Guidance("diabetes", "sugar_g", "less", 50.0, "WHO, Sugars intake for adults and children (2015): 10 % of energy"),
    Guidance("diabetes", "fibre_g", "more", 25.0, "WHO, Carbohydrate intake (2023)"),
    Guidance("low iron", "iron_mg", "more", 14.8, "UK Department of Health, Dietary reference values (1991)"),
    Guidance("osteoporosis", "calcium_mg", "more", 1000.0, "IOM, Dietary reference intakes for calcium (2011)"),
    Guidance("constipation", "fibre_g", "more", 25.0, "EFSA, Dietary reference values for dietary fibre (2010)"),
)
#: With these, some foods are kept out whatever else is wished.
NEVER: Final[Mapping[str, str]] = MappingProxyType({"coeliac disease": "gluten", "lactose intolerance": "milk"})
#: With these no food is advised at all, or what is told says whom to ask.
REFER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kidney disease": "With kidney disease, usual amounts of protein and potassium can do harm. " + _DOCTOR,
        "blood thinner": "With a blood thinner, the vitamin K of food matters. " + _DOCTOR,
        "diabetes": "Carbohydrates and treatment belong together with diabetes, and no dose is told here. " + _DOCTOR,
    }
)
#: With these nothing is ranked or suggested: usual advice can do harm.
NO_ADVICE: Final = frozenset({"kidney disease", "blood thinner"})

_MINE: Final = re.compile(
    r"\b(i have|i've|i am|i'm|i was|i got|i live with|i suffer|i take|my (?!\w+'s\b)|diagnosed with|for my|with my)\b",
    re.IGNORECASE,
)
_OTHERS: Final = re.compile(
    r"\b(friend|sister|brother|son|daughter|wife|husband|mother|father|mum|mom|dad|partner|colleague|grand\w+|aunt|"
    r"uncle|dog|cat)\b",
    re.IGNORECASE,
)
_NOT: Final = re.compile(
    r"\b(not|no|never|don'?t|without|no longer|afraid of|worried about|do i|if i)\b", re.IGNORECASE
)


def told_conditions(text: str) -> frozenset[str]:
    """The conditions that somebody says of themselves; nothing is ever read out of figures or foods.

    "I have high blood pressure" tells; "do I have diabetes?", "no anaemia" and a mother's diabetes do not.
    """
    found = set()
    for part in re.split(r"(?<=[.;!?])\s+|,?\s+but\s+", text):
        if part.rstrip().endswith("?") and not re.search(r"\b(for|with) my\b|\bi have\b", part, re.IGNORECASE):
            continue
        if not _MINE.search(part) or _OTHERS.search(part):
            continue
        for name, words in CONDITIONS.items():
            hit = words.search(part)
            if hit and not _NOT.search(part[max(0, hit.start() - 25) : hit.start()]):
                found.add(name)
    return frozenset(found)


def guidance(conditions: frozenset[str]) -> tuple[Guidance, ...]:
    """What is said of nutrients for some conditions; none where usual advice can do harm."""
    if conditions & NO_ADVICE:
        return ()
    return tuple(each for each in GUIDANCE if each.condition in conditions)
