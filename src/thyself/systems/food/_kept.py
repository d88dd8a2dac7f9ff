"""Kept out: what a person told of allergies, diets and conditions, as the systems about food share it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from thyself.core import Evidence, Request, Trace
from thyself.guard.conditions import NEVER, told_conditions
from thyself.guard.food import allergens, told_allergens
from thyself.memory import unit
from thyself.profile import avoidances
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk
from thyself.systems._taste import profile_of

#: So many notes are shown where none of those that were read tells of food.
_NOTES: Final = ("said", "wrote", "felt", "rated")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person told.

    Args:
        avoid: Allergens that must not be there.
        words: Words of foods that must not be there.
        disliked: Words of foods that are disliked.
        conditions: As the person stated them.
        evidence: The traces that tell of it.
        reasons: In words.
    """

    avoid: frozenset[str]
    words: tuple[str, ...]
    disliked: tuple[str, ...]
    conditions: frozenset[str]
    evidence: tuple[Evidence, ...]
    reasons: tuple[str, ...]


def kept_out(request: Request, desk: Desk) -> Kept:
    """Read the person's notes up to the time of a request, and the request itself."""
    hard = avoidances(profile_of(request, desk))
    notes = list(desk.scope.traces(kinds=_NOTES, authors=("me",), before=request.now))
    telling = [each for each in notes if told_allergens(each.text) or told_conditions(each.text)]
    texts = [*(each.text for each in telling), request.text]
    conditions = frozenset().union(*map(told_conditions, texts))
    words = tuple(word for each in hard if each.hard for word in each.words)
    avoid = frozenset().union(*map(allergens, words), *map(told_allergens, texts))
    avoid |= {NEVER[each] for each in conditions if each in NEVER}
    pieces = [piece for each in hard for piece in each.evidence] + [_cited(each, "told") for each in telling]
    evidence = tuple({piece.trace_ids: piece for piece in pieces}.values())
    reasons = (
        *(f"{'kept out' if each.hard else 'weighs against'}: {each.why}" for each in hard),
        *(f"kept out, as you told: {each}" for each in sorted(avoid)),
        *(f"as you told: {each}" for each in sorted(conditions)),
    )
    return Kept(
        avoid,
        words,
        tuple(word for each in hard if not each.hard for word in each.words),
        conditions,
        evidence,
        reasons
        or (f"no allergy, diet or condition is known yet ({len(notes):,} texts read): say so before you go by this",),
    )


def _cited(trace: Trace, why: str) -> Evidence:
    return as_evidence(unit("turn", [trace]), why, 1.0)
