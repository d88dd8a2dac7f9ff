"""Eating Smart: what is on a plate, what is in it, and what that means with what the person told.

Source: Eating Smart: Advancing Health Informatics with the Grounding DINO based Dietary Assistant App (2024). The
detector stands behind :class:`thyself.models.vision.Detector`; a picture does not tell amounts, so a range is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

from thyself.core import Cost, Request, Response
from thyself.core.registry import system
from thyself.decide.eating import bites
from thyself.decide.plate import Plate, Remark, plate, remarks
from thyself.guard.conditions import REFER, guidance
from thyself.guard.health import concern
from thyself.models.vision import Detection, Detector, LabelFile
from thyself.retrieval.food_names import FoodLinker, shipped_linker
from thyself.systems._form import Desk
from thyself.systems.food._kept import Kept, kept_out

_SHOWN: Final = (("kcal", "kcal"), ("carbohydrate_g", "g carbohydrate"), ("protein_g", "g protein"),
                 ("fat_g", "g fat"), ("sodium_mg", "mg sodium"))  # fmt: skip
_NOTE: Final = (
    "Read from a table by what the picture seems to show. No medical advice; look at the packet for allergens."
)


@dataclass(frozen=True, slots=True)
class EatingSmart:
    """The system; its arguments are those of :func:`eating_smart`."""

    linker: FoodLinker
    detector: Detector
    photo: str
    name: str = "eating-smart"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Tell what is on the plate; allergens stand first, and a wish that is for a doctor gets that alone.

        Raises:
            ModelError: The labels of the picture cannot be read.
        """
        begun = perf_counter()
        serious = concern(request.text)
        if serious is not None:
            cost = Cost(seconds=perf_counter() - begun)
            return Response(serious.text, reasons=(f"health rule: {serious.name}",), cost=cost, system=self.name)
        found = self.detector.detect(self.photo) if self.photo else list[Detection]()
        kept = kept_out(request, desk)
        meal = plate(found, bites(request.text), self.linker)
        made = remarks(meal, guidance(kept.conditions))
        parts = [*_warned(meal, kept), _told(meal), *_advised(made, kept), _NOTE]
        figures = {f"{name}_{end}": value for name, _ in _SHOWN if (total := meal.total(name)) is not None
                   for end, value in zip(("low", "high"), total, strict=True)}  # fmt: skip
        cost = Cost(seconds=perf_counter() - begun)
        reasons = (*kept.reasons, *(f"{each.guidance.condition}: {each.guidance.source}" for each in made))
        return Response("\n\n".join(parts), kept.evidence, reasons, cost, self.name, figures=figures)


def _warned(meal: Plate, kept: Kept) -> list[str]:
    """Allergens and what the person does not eat, before anything else."""
    names = " ".join(each.name.casefold() for each in meal.items)
    hit = sorted((meal.feared & kept.avoid) | {each for each in kept.words if each.casefold() in names.split()})
    return [f"Stop: this may hold {', '.join(hit)}, which you told that you cannot have."] if hit else []


def _told(meal: Plate) -> str:
    if not meal.items:
        return "No food that the table knows was found. Tell what it is, with amounts: '200 g rice, 1 egg'."
    lines = ["On the plate:"]
    for each in meal.items:
        much = f"{each.low_g:.0f} g" if each.low_g == each.high_g else f"{each.low_g:.0f} to {each.high_g:.0f} g"
        lines.append(f"- {each.name}: {much if each.food else 'not in the table, and not counted'}")
    sums = [(total, unit) for name, unit in _SHOWN if (total := meal.total(name)) is not None]
    told = ", ".join(f"{low:,.0f} {unit}" if low == high else f"{low:,.0f} to {high:,.0f} {unit}"
                     for (low, high), unit in sums)  # fmt: skip
    lines.append(f"In all: {told}." if told else "No sum is told, because something is not known.")
    if any(each.low_g != each.high_g for each in meal.items):
        lines.append("How much there is was guessed: tell the grams for a closer figure.")
    return "\n".join(lines)


def _advised(made: list[Remark], kept: Kept) -> list[str]:
    """What guidance says for what the person told, and whom to ask."""
    lines = []
    for each in made:
        name, unit = each.guidance.nutrient.rsplit("_", 1)
        if each.too_much:
            lines.append(f"With {each.guidance.condition}, as you told: at least {each.low:,.0f} {unit} {name} are "
                         f"more than a third of the {each.guidance.a_day:,.0f} {unit} of a day; most of it is in the "
                         f"{each.most_in.name}, so less of that would help.")  # fmt: skip
        elif each.guidance.wants == "more" and each.high < each.meal:
            lines.append(f"With {each.guidance.condition}, as you told: this has little {name} "
                         f"(at most {each.high:,.0f} {unit}).")  # fmt: skip
    return ["\n".join(lines)] * bool(lines) + [text for name, text in REFER.items() if name in kept.conditions]


@system(
    number=21,
    name="eating-smart",
    serves=("advise",),
    title="Eating Smart: Advancing Health Informatics with the Grounding DINO based Dietary Assistant App",
    job="tell what is on a plate out of labels and amounts, allergens first, with ranges where amounts are not known",
)
def eating_smart(*, photo: str | Path = "", detector: Detector | None = None, least: float = 0.5) -> EatingSmart:
    """Make the system.

    Args:
        photo: The picture of the plate; empty: what the wish tells ("200 g rice, 1 egg").
        detector: Finds the foods; reads the labels beside the picture (``lunch.jpg.labels.json``) where ``None``.
        least: How sure a link to the table must be.
    """
    return EatingSmart(shipped_linker(least), detector or LabelFile(), str(photo))
