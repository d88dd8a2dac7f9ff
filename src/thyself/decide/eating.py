"""Eating: what was eaten or is cooked, as rows of a table with grams; totals out of the table, with what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from thyself.core import Trace
from thyself.guard.food import allergens
from thyself.retrieval.food_names import FoodLink, FoodLinker
from thyself.sources.foods import NUTRIENTS
from thyself.sources.portions import portion
from thyself.sources.recipes import Recipe

#: What is eaten cooked, where its name alone means it dry.
UNCOOKED: Final = re.compile(r"^(RICE|PASTA|SPAGHETTI|NOODLES|MACARONI|BEANS|LENTILS|POTATOES)\b.*\b(RAW|DRY)\b")
_AS_IT_IS: Final = re.compile(r"\b(?:raw|dry|dried|uncooked|cooked|boiled|fried|baked|canned)\b", re.IGNORECASE)
#: What parts the foods of a meal that is told in a sentence.
_BETWEEN: Final = re.compile(r"\s*(?:[,;+\n]|\band\b|\bwith\b|\bplus\b)\s*", re.IGNORECASE)
_I_ATE: Final = re.compile(
    r"^(?:(?:for )?(?:breakfast|lunch|dinner|supper|a snack)[:,]?\s+)?(?:i(?:'ve)?\s+)?(?:just\s+)?"
    r"(?:ate|had|eaten|drank)?\s*(?P<what>.+?)(?:\s+(?:for|at)\s+(?:breakfast|lunch|dinner|supper))?[.!]?$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Counted:
    """Some foods with their totals.

    Args:
        links: What each line was linked to, in order.
        totals: The nutrients of the foods whose weight is known; one that some of them has no figure of is left out.
        unknown: The lines that are not in the totals: no such food, or no weight.
        allergens: What the names of all lines and linked foods give away, counted or not.
    """

    links: tuple[FoodLink, ...]
    totals: dict[str, float]
    unknown: tuple[str, ...]
    allergens: frozenset[str]

    @property
    def whole(self) -> bool:
        """Whether every line is in the totals."""
        return not self.unknown


def count(lines: Iterable[str], linker: FoodLinker) -> Counted:
    """Link some lines and add up what is known of them; a line that is not known is named and not guessed."""
    return counted([linker.link(each) for each in lines])


def counted(links: Sequence[FoodLink]) -> Counted:
    """Add up some links."""
    known = [(each.food, each.grams) for each in links if each.food is not None and each.grams is not None]
    totals = {
        name: sum(food.nutrients[name] * weight / 100 for food, weight in known)
        for name in NUTRIENTS
        if known and all(name in food.nutrients for food, _ in known)
    }
    unknown = tuple(each.line for each in links if each.food is None or each.grams is None)
    held = (allergens(each.line) | (allergens(each.food.name) if each.food else frozenset()) for each in links)
    return Counted(tuple(links), totals, unknown, frozenset().union(*held))


def recipe_totals(recipe: Recipe, linker: FoodLinker) -> Counted:
    """The whole recipe out of the table; what it states of itself is not looked at.

    Source: NutriGen (2025): stated totals are made to fit; only recomputed ones count.
    """
    return count(recipe.ingredients, linker)


def bites(text: str) -> list[str]:
    """The foods of a meal that is told in a sentence: "I had 2 eggs and toast" is "2 eggs", "toast"."""
    found = _I_ATE.match(text.strip())
    return [each.strip() for each in _BETWEEN.split(found["what"] if found else text) if each and each.strip()]


def served(line: str, linker: FoodLinker) -> FoodLink:
    """What somebody ate, linked: what is eaten cooked is taken so, where the name alone means it dry."""
    link, food = linker.link(line), portion(line).food
    if link.food is None or not UNCOOKED.search(link.food.name) or _AS_IT_IS.search(line) or food not in line.lower():
        return link
    cooked = linker.link(re.sub(re.escape(food), f"cooked {food}", line, count=1, flags=re.IGNORECASE))
    return replace(cooked, line=line) if cooked.food is not None else link


def meal_traces(text: str, linker: FoodLinker, *, at: datetime, source: str = "meal") -> list[Trace]:
    """A told meal as traces of kind "ate": one for each food, with its grams and the id of its row where known.

    Args:
        text: What was eaten, in words.
        linker: Links the foods.
        at: When.
        source: The source of the traces.
    """
    made = []
    for place, line in enumerate(bites(text)):
        link = served(line, linker)
        made.append(
            Trace(
                line,
                at=at,
                kind="ate",
                source=source,
                ref=f"{at.isoformat()}/{place}",
                session=f"meal:{at.isoformat()}",
                item=link.food.id if link.food else None,
                value=link.grams,
                unit="g" if link.grams is not None else None,
                sensitivity="personal",
                extra={"sure": round(link.sure, 3), "how": link.how},
            )
        )
    return made


def eaten(traces: Iterable[Trace], linker: FoodLinker) -> Counted:
    """What some traces of kind "ate" hold; an amount and a row that a trace already names win over its words."""
    foods = linker.foods
    links = []
    for each in traces:
        if each.kind != "ate":
            continue
        link = served(each.text, linker)
        food = foods.get(each.item or "")
        if food is not None:
            weight = each.value if each.unit == "g" else None
            link = FoodLink(each.text, food, 1.0, weight, link.how if weight is None else "as it was noted", food)
        links.append(link)
    return counted(links)
