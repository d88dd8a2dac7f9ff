"""Food: allergens by the names that people give them, what no plan is made for, and the check of a plan; as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from thyself.core import InvalidInput, Refused
from thyself.guard.health import ENERGY_FLOOR
from thyself.guard.health import RULES as HEALTH_RULES
from thyself.guard.rules import Rule, first, rule

#: What people call allergens, and the words in the name of a food that give one away.
ALLERGENS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        name: re.compile(rf"\b({words})\b", re.IGNORECASE)
        for name, words in {
            "milk": r"milk|dairy|lactose|yogh?urt|cheese|cheddar|butter(?! bean)|cream|whey|casein|ghee|kefir",
            "egg": r"eggs?|mayonnaise|meringue|omelett?es?",
            "gluten": r"gluten|wheat|coeliac|celiac|bread|oats?|barley|rye|spaghetti|pasta|couscous|bulgur|noodles?|"
            r"flour|panko|semolina|seitan",
            "soy": r"soy|soya|soybeans?|tofu|tempeh|edamame|miso",
            "fish": r"fish|salmon|tuna|cod|trout|herring|sardines?|anchov(?:y|ies)|mackerel",
            "crustaceans": r"crustaceans?|shell-?fish|shrimps?|prawns?|crabs?|lobsters?|crayfish",
            "molluscs": r"molluscs?|shell-?fish|mussels?|oysters?|clams?|squid|scallops?",
            "nuts": r"(?:tree )?nuts?|almonds?|walnuts?|cashews?|hazelnuts?|pecans?|pistachios?|macadamias?",
            "peanut": r"pea-?nuts?|groundnuts?",
            "sesame": r"sesame|tahini|hummus|houmous",
            "celery": r"celery|celeriac",
            "mustard": r"mustard",
        }.items()
    }
)
#: In a name these words hold no animal's milk.
_PLANT: Final = re.compile(
    r"\b(peanut|almond|cashew|nut|cocoa|shea) butter\b|\bpeanut ?butter\b|\b(soy|soya|oat|almond|rice|coconut) ?milk\b",
    re.IGNORECASE,
)


def allergens(text: str) -> frozenset[str]:
    """The allergens that the name of a food, or what a person says of an allergy, gives away."""
    plain = _PLANT.sub(lambda found: re.sub(r"butter|milk", "spread", found.group(), flags=re.I), text)
    return frozenset(name for name, words in ALLERGENS.items() if words.search(plain))


_DIETITIAN: Final = "Please ask a doctor or a dietitian who knows you: "
#: What no meals are planned for, beside the rules of health.
RULES: Final = (
    rule("kidney", "refer", r"\b(kidney (disease|failure)|renal|dialysis)\b",
          _DIETITIAN + "with kidney disease, usual amounts of protein and potassium can do harm."),
    rule("diabetes", "refer", r"\b(diabet\w+|carb(ohydrate)? (ratio|factor|bolus))\b",
          _DIETITIAN + "a diet for diabetes goes with its treatment, and is not prescribed here."),
    rule("blood thinner", "refer", r"\b(warfarin|coumadin|blood thinners?|anticoagulants?|phenprocoumon|marcumar)\b",
          _DIETITIAN + "with this medicine the vitamin K of food matters."),
)  # fmt: skip


def food_concern(text: str) -> Rule | None:
    """The first rule of health or food that a wish falls under; ``None`` where a plan may be made."""
    return first(text, HEALTH_RULES, RULES)


def safe_energy(kcal: float) -> float:
    """A day's energy, where one may be planned.

    Raises:
        Refused: It is below what is planned for anybody.
        InvalidInput: It is no number of a day.
    """
    if not 0 < kcal <= 6000:
        raise InvalidInput(f"kcal={kcal:g}: give the energy of a day, up to 6,000 kcal")
    if kcal < ENERGY_FLOOR:
        raise Refused(
            f"{kcal:g} kcal a day are too few: nothing below {ENERGY_FLOOR:,.0f} kcal is planned here. "
            "Please ask a doctor or a dietitian."
        )
    return kcal


def found_allergens(foods: Iterable[tuple[str, frozenset[str]]], avoid: frozenset[str]) -> list[str]:
    """Which of some foods (name, declared allergens) hold what must be avoided, by what is declared or by the name."""
    return [name for name, declared in foods if (declared | allergens(name)) & avoid]


_TELLS: Final = re.compile(
    r"\bi(?:'m|'ve)?\b[^.;!?]{0,40}?\b(?:allerg\w+|intoleran\w+|co?eliac|react(?:ed)? (?:badly )?to)\b[^.;!?]*"
    r"|\bmy (?!\w+'s\b)(?:\w+ ){0,2}(?:allergy|intolerance)\b[^.;!?]*",
    re.IGNORECASE,
)
_NOT_SO: Final = re.compile(
    r"\b(not|never|no longer|nobody)\b[^.;!?,]{0,20}\b(allerg|intoler|co?eliac|react)|\b(friend|sister|brother|son|"
    r"daughter|wife|husband|mother|father|partner|colleague)\b",
    re.IGNORECASE,
)
_WITHOUT: Final = re.compile(
    r"\b(?:without|no(?! more\b| less\b)|avoid(?:ing)?|free of|allergic to|intolerant (?:of|to))\s+(?:any )?"
    r"(?P<things>[\w ,-]+?)(?=\s+(?:with|but|for|in|please)\b|[.;!?]|$)|\b(?P<free>\w+)[- ]free\b",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"\s*(?:,|\band\b|\bor\b|\bno\b|\bnor\b)\s*", re.IGNORECASE)


def told_allergens(note: str) -> frozenset[str]:
    """The allergens that somebody's own note tells that they cannot have; an ill-known allergy is no reason to wait.

    "My nut allergy" and "I have coeliac disease" tell; "I'm not allergic to nuts" and a sister's allergy do not.
    """
    told = [each.group() for each in _TELLS.finditer(note)]
    return frozenset().union(*(allergens(each) for each in told if not _NOT_SO.search(each)))


def left_out(wish: str) -> list[str]:
    """What a wish leaves out, as it names it: "no fish, nuts or mushrooms", "gluten-free"."""
    found: list[str] = []
    for each in _WITHOUT.finditer(wish):
        found += [each["free"]] if each["free"] else _BETWEEN.split(each["things"])
    return [each.strip() for each in found if each.strip()]
