"""Portions: a line such as "1 1/2 cup brown rice, rinsed" as an amount, a unit and the words of the food."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from thyself.core import units

#: Grams of the units of weight.
WEIGHTS: Final = MappingProxyType({unit: units.factor(unit, "g") or 0.0 for unit in ("g", "kg", "oz", "lb", "mg")})
#: Millilitres of the units of volume (US kitchen).
VOLUMES: Final = MappingProxyType(
    {unit: units.factor(unit, "mL") or 0.0 for unit in ("tsp", "tbsp", "cup", "fl oz", "pint", "quart", "ml", "l")}
    | {"glass": 240.0}
)
#: What such an amount usually weighs, of whatever food: rough, and told as such.
ROUGH: Final = MappingProxyType({"handful": 30.0, "pinch": 0.4, "dash": 0.6})
#: What one usually weighs, by how the name of its row begins: rough, and told as such.
PIECES: Final = MappingProxyType(
    {
        "apples": 182.0, "bananas": 118.0, "onions": 110.0, "carrots": 61.0, "tomatoes": 123.0, "potatoes": 173.0,
        "potato": 173.0, "sweet potato": 130.0, "cucumber": 301.0, "avocados": 201.0, "oranges": 131.0, "celery": 40.0,
        "peaches": 150.0, "pears": 178.0, "radishes": 4.5, "eggplant": 458.0, "lemons": 58.0, "limes": 67.0,
        "squash,smmr": 196.0, "peppers,sw": 119.0, "shallots": 25.0, "strawberries": 12.0, "kiwifruit": 69.0,
        "onions,spring": 15.0, "peppers,jalapeno": 14.0, "peppers,serrano": 6.0, "peppers,hot": 45.0,
    }
)  # fmt: skip
_CLOVE_G: Final = 3.0
_FORMS: Final = {
    "g": "g gr gram grams", "kg": "kg kilo kilos kilogram kilograms", "oz": "oz ounce ounces",
    "lb": "lb lbs pound pounds", "mg": "mg", "tsp": "tsp tsps teaspoon teaspoons",
    "tbsp": "tbsp tbsps tablespoon tablespoons tbs", "cup": "cup cups", "pint": "pint pints", "quart": "quart quarts",
    "ml": "ml milliliter millilitre milliliters millilitres", "l": "l liter litre liters litres",
    "handful": "handful handfuls", "pinch": "pinch pinches", "dash": "dash dashes", "clove": "clove cloves",
    "slice": "slice slices", "can": "can cans tin tins", "bunch": "bunch bunches", "head": "head heads",
    "stalk": "stalk stalks rib ribs", "stick": "stick sticks", "piece": "piece pieces", "fillet": "fillet fillets",
    "sprig": "sprig sprigs", "leaf": "leaf leaves", "bottle": "bottle bottles", "glass": "glass glasses",
    "bowl": "bowl bowls", "packet": "packet packets package packages pkg",
    "serving": "serving servings portion portions",
    "strip": "strip strips", "ear": "ear ears", "floret": "floret florets", "bag": "bag bags",
}  # fmt: skip
_UNIT: Final = {form: unit for unit, forms in _FORMS.items() for form in forms.split()}
#: Sizes and ways of cutting: no part of what a food is.
_SIZES: Final = frozenset({"small", "medium", "large", "extra-large", "big", "little"})
_NUMBERS: Final = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "half": 0.5, "some": 1.0}
_GLYPHS: Final = {"½": " 1/2", "⅓": " 1/3", "¼": " 1/4", "¾": " 3/4", "⅔": " 2/3", "⅛": " 1/8"}
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_NUMBER: Final = r"(?:\d+\s+\d+/\d+|\d+/\d+|\d*\.\d+|\d+)"
_LEAD: Final = re.compile(rf"\s*(?P<low>{_NUMBER})(?:\s*(?:-|–|to)\s*(?P<high>{_NUMBER}))?")
_INNER: Final = re.compile(rf"^\s*\(?(?P<each>{_NUMBER})[ -]?(?P<unit>oz|ounces?|g|grams?|lbs?|pounds?|ml)\.?\)?\s+")
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Portion:
    """What a line asks for.

    Args:
        amount: How many of the unit; ``None`` where the line names none ("salt").
        unit: ``"cup"``, ``"g"``, ``"clove"``; empty where things are counted ("2 eggs").
        food: The words of the food, without how it is cut.
        size: ``"small"``, ``"medium"``, ``"large"``; empty where none is named.
        each_g: The weight that the line itself gives of one unit ("1 15-oz can"); ``None`` where it gives none.
    """

    amount: float | None
    unit: str
    food: str
    size: str = ""
    each_g: float | None = None


def portion(line: str) -> Portion:
    """Read one line; what follows a comma or stands in brackets says how a food is prepared, and is left out."""
    text = _LINK.sub(r"\1", line).replace("®", "").replace("’", "'")
    for glyph, plain in _GLYPHS.items():
        text = text.replace(glyph, plain)
    amount, rest = _amount(text)
    each_g = None
    if amount is not None and (inner := _INNER.match(rest)):
        unit = _UNIT[inner["unit"].rstrip(".").lower()]
        each_g = _number(inner["each"]) * WEIGHTS.get(unit, 1.0)
        rest = rest[inner.end() :]
    head = re.sub(r"\([^)]*\)?", " ", rest).split(",")[0]
    words = _WORD.findall(head.lower())
    unit, size, kept = "", "", list[str]()
    for place, word in enumerate(words):
        if word in _SIZES and not size:
            size = "large" if word in ("big", "extra-large") else "small" if word == "little" else word
        elif word in _UNIT and not unit and place <= 1 + bool(size):
            fluid = _UNIT[word] == "oz" and kept in (["fl"], ["fluid"])
            unit, kept = ("fl oz", []) if fluid else (_UNIT[word], kept)
        elif not (word == "of" and not kept):
            kept.append(word)
    if amount is None and unit:
        amount = 1.0
    return Portion(amount, unit, " ".join(kept), size, each_g)


def grams(asked: Portion, name: str, measures: Iterable[tuple[str, float]]) -> tuple[float | None, str]:
    """How much a portion weighs, and how that is known; ``None`` where nothing tells.

    Args:
        asked: The portion.
        name: The name of the food in the table.
        measures: Household measures of the food, such as ``("1 cup, sliced", 90.0)``.
    """
    if asked.amount is None:
        return None, "no amount is named"
    if asked.each_g is not None:
        return asked.amount * asked.each_g, "the weight that is named"
    if asked.unit in WEIGHTS:
        return asked.amount * WEIGHTS[asked.unit], "the weight that is named"
    known = [(portion(text), text, weight) for text, weight in measures]
    found = _volume(asked, known) if asked.unit in VOLUMES else _counted(asked, known)
    if found is not None:
        return found
    if asked.unit in ROUGH:
        return asked.amount * ROUGH[asked.unit], f"roughly {ROUGH[asked.unit]:g} g a {asked.unit}"
    piece = _piece(asked, name)
    if piece is not None:
        return asked.amount * piece, f"roughly {piece:g} g each"
    return None, f"the table does not know what a {asked.unit or 'piece'} of it weighs"


def _piece(asked: Portion, name: str) -> float | None:
    """What one of it usually weighs, where things are counted."""
    low = name.lower()
    if asked.unit == "clove" and low.startswith("garlic"):
        return _CLOVE_G
    begins = [each for each in PIECES if low.startswith(each)]
    counted = asked.unit in ("", "stalk", "piece") and "raw" in low
    whole = PIECES[max(begins, key=len)] if begins and counted else None
    return None if whole is None else whole * {"small": 0.7, "large": 1.4}.get(asked.size, 1.0)


Known = list[tuple[Portion, str, float]]


def _volume(asked: Portion, known: Known) -> tuple[float, str] | None:
    """By a measure of volume: its own unit first."""
    fits = [each for each in known if each[0].unit in VOLUMES and each[0].amount]
    fits.sort(key=lambda each: each[0].unit != asked.unit)
    for measure, text, weight in fits:
        if measure.amount:
            ml = measure.amount * VOLUMES[measure.unit]
            return (asked.amount or 0.0) * VOLUMES[asked.unit] / ml * weight, f"{text} = {weight:g} g"
    return None


def _counted(asked: Portion, known: Known) -> tuple[float, str] | None:
    """By a measure of the same unit or, where things are counted, of a size or the thing itself."""
    usual = asked.size or "medium"

    def rank(measure: Portion, text: str) -> tuple[bool, bool]:
        return (usual not in text.lower(), asked.size not in text.lower())

    fits = []
    for measure, text, weight in known:
        weighs = measure.unit in VOLUMES or measure.unit in WEIGHTS
        same = measure.unit == asked.unit if asked.unit else not weighs
        if same and measure.amount:
            fits.append((rank(measure, text), weight / measure.amount, text, weight))
    if not fits:
        return None
    _, one, text, weight = min(fits)
    return (asked.amount or 0.0) * one, f"{text} = {weight:g} g"


def _amount(text: str) -> tuple[float | None, str]:
    found = _LEAD.match(text)
    if found:
        low = _number(found["low"])
        value = (low + _number(found["high"])) / 2 if found["high"] else low
        return value, text[found.end() :]
    first, _, rest = text.strip().partition(" ")
    if rest and first.lower() in _NUMBERS:
        again = rest.partition(" ")
        if first.lower() == "half" and again[0] in ("a", "an"):
            return 0.5, again[2]
        return _NUMBERS[first.lower()], rest
    return None, text


def _number(text: str) -> float:
    """ "1 1/2" is 1.5; a fraction by nothing counts as its upper part."""
    total = 0.0
    for each in text.split():
        above, _, below = each.partition("/")
        total += float(Fraction(int(above), int(below) or 1)) if below else float(each)
    return total
