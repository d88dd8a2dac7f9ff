"""Diary: what a person ate, told in words and kept with its row of the table; and why some foods suit them, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from thyself.core import InvalidInput, Request, Response, Trace
from thyself.decide.eating import Counted, eaten, meal_traces
from thyself.retrieval.food_names import FoodLinker, readable, shipped_linker
from thyself.systems._form import Desk
from thyself.systems.food._kept import kept_out
from thyself.systems.food.healthgenie import healthgenie

_SHOWN: Final = (("kcal", "kcal"), ("protein_g", "g protein"), ("carbohydrate_g", "g carbohydrate"), ("fat_g", "g fat"))


@dataclass(frozen=True, slots=True)
class Eaten:
    """A meal, or all of a day.

    Args:
        day: On the person's clock.
        text: In words: each food with its grams, the sum, and what is not in it.
        counted: The rows and the totals.
        ids: The traces behind it.
    """

    day: date
    text: str
    counted: Counted
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Foods with their reasons.

    Args:
        response: In words.
        svg: The same as a picture that a screen reader reads out.
    """

    response: Response
    svg: str


class Meals:
    """What a person ate. Use :attr:`thyself.Person.meals`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def log(self, text: str, *, at: datetime | None = None) -> Eaten:
        """Keep a meal: "2 eggs and a slice of bread"; what it may hold that the person cannot have is told first.

        Args:
            text: What was eaten, in words; grams or pieces where they are known.
            at: When; now where it is not given.

        Raises:
            InvalidInput: No food is told, or the time has no zone.
        """
        when = at or self._desk.clock()
        if when.tzinfo is None:
            raise InvalidInput("at: give an aware time, with a time zone")
        linker = shipped_linker()
        made = meal_traces(text, linker, at=when)
        if not made:
            raise InvalidInput("no food is told: write what was eaten, as in '2 eggs and a slice of bread'")
        self._desk.scope.append(made)
        found = self._told(made, linker)
        kept = kept_out(Request("advise", text, when), self._desk)
        hit = sorted(found.counted.allergens & kept.avoid)
        if not hit:
            return found
        warned = f"Careful: this may hold {', '.join(hit)}, which you told that you cannot have.\n{found.text}"
        return Eaten(found.day, warned, found.counted, found.ids)

    def eaten(self, *, since: datetime | None = None, before: datetime | None = None) -> list[Eaten]:
        """What was eaten by day, the newest day first."""
        traces = self._desk.scope.traces(kinds=("ate",), authors=("me",), since=since, before=before)
        days: dict[date, list[Trace]] = {}
        for each in traces:
            days.setdefault(self._day(each.at), []).append(each)
        linker = shipped_linker()
        return [self._told(days[day], linker) for day in sorted(days, reverse=True)]

    def why(self, wish: str, *, most: int = 5) -> Why:
        """Foods for what the person told and wishes, each with the path that speaks for it, in words and drawn.

        Args:
            wish: As in "more fibre, no beans".
            most: How many foods.
        """
        genie = healthgenie(most=most)
        request = Request("advise", wish, self._desk.clock())
        return Why(genie.respond(request, self._desk), genie.picture(request, self._desk))

    def _told(self, traces: Sequence[Trace], linker: FoodLinker) -> Eaten:
        counted = eaten(traces, linker)
        lines = []
        for link in counted.links:
            row = readable(link.food) if link.food is not None else "not in the table, and not counted"
            much = f", {link.grams:g} g" if link.grams is not None else ", how much is not known, and not counted"
            lines.append(f"- {link.line}: {row}{much if link.food is not None else ''}")
        sums = ", ".join(f"{counted.totals[name]:,.0f} {unit}" for name, unit in _SHOWN if name in counted.totals)
        left = "" if counted.whole else f" without {', '.join(counted.unknown)}"
        lines.append(f"In all{left}: {sums}." if sums else "No sum is told, because nothing of it is known.")
        return Eaten(self._day(traces[0].at), "\n".join(lines), counted, tuple(each.id for each in traces))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._desk.zone).date()
