"""Meals: a day's plan out of a table of foods, by integer programming; hard limits are kept, likes weigh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType
from typing import Final

from thyself.core import InvalidInput, ModelUnavailable, NotEnough
from thyself.core.words import stem
from thyself.core.words import words as tokens
from thyself.guard.food import ALLERGENS, allergens, found_allergens, safe_energy
from thyself.sources.foods import NUTRIENTS, Food

#: The meals of a day: name, the kind of food that it takes, the least and the most of the day's energy in it.
MEALS: Final = (
    ("breakfast", "breakfast", 0.2, 0.35),
    ("lunch", "main", 0.25, 0.4),
    ("dinner", "main", 0.25, 0.4),
    ("snacks", "snack", 0.0, 0.15),
)
#: The day's energy may be off by so much of the wish.
TOLERANCE: Final = 0.01
_FOODS_A_MEAL: Final = (2, 6)
#: How many foods of a group a kind of meal has, where the table holds such foods; else none to two.
_SHAPE: Final = {
    ("main", "protein"): (1, 1),
    ("main", "grain"): (1, 1),
    ("main", "vegetable"): (1, 2),
    ("main", "fat"): (0, 1),
    ("breakfast", "fruit"): (1, 2),
}
_SECONDS: Final = 1.8
#: The status with which the solver tells so.
_TIME_IS_UP: Final = 1
_TIRED: Final = 2.0


@dataclass(frozen=True, slots=True)
class MealWishes:
    """What a day's meals must and should be.

    Args:
        kcal: The energy of the day.
        limits: For nutrients (:data:`thyself.sources.foods.NUTRIENTS`) the least and the most of a day; ``None``: none.
        avoid: Allergens (names of :data:`thyself.guard.food.ALLERGENS`): never.
        without: Words of food names that must not be in it: never.
        likes: By food id, from -1 (disliked) to 1 (liked).
        prices: What 100 g of a food cost, by food id; with a budget, a food without a price is not planned.
        budget: The most that a day may cost; ``None``: no limit.
    """

    kcal: float
    limits: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    avoid: frozenset[str] = frozenset()
    without: tuple[str, ...] = ()
    likes: Mapping[str, float] = field(default_factory=dict)
    prices: Mapping[str, float] = field(default_factory=dict)
    budget: float | None = None


@dataclass(frozen=True, slots=True)
class Serving:
    """So many grams of a food at a meal."""

    meal: str
    food: Food
    grams: float


@dataclass(frozen=True, slots=True)
class MealPlan:
    """A day.

    Args:
        servings: In the order of the meals.
        totals: Of each nutrient, recomputed from the table; one that some food has no figure of is left out.
        cost: What it costs; ``None`` where a price is not known.
    """

    servings: tuple[Serving, ...]
    totals: Mapping[str, float]
    cost: float | None


def totals(servings: Iterable[Serving]) -> dict[str, float]:
    """The nutrients of some servings, out of the table; never what somebody states of them."""
    served = list(servings)
    return {
        each: sum(one.food.nutrients[each] * one.grams / 100 for one in served)
        for each in NUTRIENTS
        if all(each in one.food.nutrients for one in served)
    }


class Planner:
    """Plans days by mixed-integer programming (HiGHS, through scipy): what is hard is a constraint, the rest weighs.

    Hard: energy within 1 %, limits, allergens, words to keep out, the budget, shares of meals, two to six foods a meal,
    in the usual shape (a main meal has one source of protein, one grain and a vegetable). Weighed: likes, and variety
    (a food of the days before weighs against).

    Args:
        foods: The table.

    Source: NutriGen (2025) for the task; totals here are recomputed and not a model's word.
    """

    def __init__(self, foods: Sequence[Food]) -> None:
        self.foods = tuple(foods)

    def plan(self, wishes: MealWishes, *, before: Sequence[MealPlan] = ()) -> MealPlan:
        """One day.

        Args:
            wishes: What it must and should be.
            before: The days before, for variety.

        Raises:
            Refused: So little energy is planned for nobody.
            InvalidInput: A wish that makes no sense: an unknown nutrient or allergen, a limit upside down.
            NotEnough: No day keeps all that is hard; the message says what was asked for.
            ModelUnavailable: scipy is not installed.
        """
        _check(wishes)
        foods = [each for each in self.foods if _allowed(each, wishes)]
        program = _Program(foods, wishes, _tired(before))
        servings = program.solve()
        if hit := found_allergens(((each.food.name, each.food.allergens) for each in servings), wishes.avoid):
            raise NotEnough(f"the plan held {', '.join(hit)}, which must be avoided, and was thrown away")
        priced = all(each.food.id in wishes.prices for each in servings)
        cost = sum(wishes.prices[each.food.id] * each.grams / 100 for each in servings) if priced else None
        return MealPlan(servings, MappingProxyType(totals(servings)), cost)

    def plan_days(self, wishes: MealWishes, days: int) -> list[MealPlan]:
        """Several days, each unlike the days before it; raises as :meth:`plan` does."""
        if not 1 <= days <= 31:
            raise InvalidInput(f"days={days}: plan 1 to 31 days")
        made: list[MealPlan] = []
        for _ in range(days):
            made.append(self.plan(wishes, before=made[-3:]))
        return made


def holds(name: str, words: str) -> bool:
    """Whether the name of a food holds some words, as they are or in another form ("apples" for "apple")."""
    wanted = {stem(each) for each in tokens(words)}
    return words.casefold() in name.casefold() or (bool(wanted) and wanted <= {stem(each) for each in tokens(name)})


def _check(wishes: MealWishes) -> None:
    safe_energy(wishes.kcal)
    if unknown := wishes.avoid - set(ALLERGENS):
        raise InvalidInput(f"unknown allergens {sorted(unknown)}; known are: {', '.join(ALLERGENS)}")
    for name, (least, most) in wishes.limits.items():
        if name not in NUTRIENTS:
            raise InvalidInput(f"unknown nutrient {name!r}; known are: {', '.join(NUTRIENTS)}")
        if least is not None and most is not None and least > most:
            raise InvalidInput(f"{name}: the least ({least:g}) is above the most ({most:g})")
    if wishes.budget is not None and not wishes.prices:
        raise InvalidInput("a budget needs prices: give what 100 g of each food cost")


def _allowed(food: Food, wishes: MealWishes) -> bool:
    """Whether a food may be planned; not where a limited nutrient or a needed price is unknown: missing is not 0."""
    needed = {"kcal", *wishes.limits}
    return (
        not (food.allergens | allergens(food.name)) & wishes.avoid
        and not any(holds(food.name, word) for word in wishes.without)
        and needed <= set(food.nutrients)
        and (wishes.budget is None or food.id in wishes.prices)
    )


def _tired(before: Sequence[MealPlan]) -> dict[str, float]:
    """How much a food of the days before weighs against: yesterday's most."""
    return {each.food.id: _TIRED / (len(before) - day) for day, plan in enumerate(before) for each in plan.servings}


class _Program:
    """The rows and columns: a number of steps and a yes or no for each food at each meal that takes it."""

    def __init__(self, foods: Sequence[Food], wishes: MealWishes, tired: Mapping[str, float]) -> None:
        self.wishes = wishes
        self.slots = [(meal, food) for meal, kind, *_ in MEALS for food in foods if kind in food.meals]
        if not self.slots:
            raise NotEnough("no food is left to plan with: fewer allergens or words, or more foods")
        self.worth = [wishes.likes.get(food.id, 0.0) - tired.get(food.id, 0.0) - 0.05 for _, food in self.slots]
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self._build(foods)

    def _build(self, foods: Sequence[Food]) -> None:
        many, infinite = len(self.slots), float("inf")
        for place, (_, food) in enumerate(self.slots):
            self.rows.append(({place: 1.0, many + place: -float(food.steps)}, -infinite, 0.0))
            self.rows.append(({place: 1.0, many + place: -1.0}, 0.0, infinite))
        for name, (least, most) in {**self.wishes.limits, "kcal": _energy(self.wishes)}.items():
            low, high = -infinite if least is None else least, infinite if most is None else most
            self.rows.append((self._sum(name), low, high))
        for meal in MEALS:
            self._shape(*meal)
        for food in foods:
            self.rows.append(({many + at: 1.0 for at, slot in enumerate(self.slots) if slot[1] is food}, 0, 1))
        if self.wishes.budget is not None:
            cost = {at: self.wishes.prices[food.id] * food.step_g / 100 for at, (_, food) in enumerate(self.slots)}
            self.rows.append((cost, 0, self.wishes.budget))

    def _shape(self, meal: str, kind: str, least: float, most: float) -> None:
        """A meal's share of the energy, and how many foods it has, in all and of each group."""
        many = len(self.slots)
        self.rows.append((self._sum("kcal", meal), least * self.wishes.kcal, most * self.wishes.kcal))
        here = [(many + at, food.group) for at, (when, food) in enumerate(self.slots) if when == meal]
        self.rows.append(
            (dict.fromkeys((at for at, _ in here), 1.0), _FOODS_A_MEAL[0] if least else 0, _FOODS_A_MEAL[1])
        )
        for group in sorted({each for _, each in here}):
            few, lot = _SHAPE.get((kind, group), (0, 2))
            self.rows.append((dict.fromkeys((at for at, of in here if of == group), 1.0), few, lot))

    def _sum(self, nutrient: str, meal: str | None = None) -> dict[int, float]:
        return {
            at: food.nutrients[nutrient] * food.step_g / 100
            for at, (when, food) in enumerate(self.slots)
            if meal in (None, when)
        }

    def solve(self) -> tuple[Serving, ...]:
        import numpy as np

        optimize, sparse = _scipy()
        many = len(self.slots)
        where = [(row, column) for row, (cells, *_) in enumerate(self.rows) for column in cells]
        values = [value for cells, *_ in self.rows for value in cells.values()]
        matrix = sparse.csr_array((values, np.array(where).T), shape=(len(self.rows), 2 * many))
        limits = optimize.LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])
        most = [food.steps for _, food in self.slots] + [1] * many
        found = optimize.milp(
            [0.0] * many + [-each for each in self.worth],
            constraints=limits,
            integrality=np.ones(2 * many),
            bounds=optimize.Bounds(0, most),
            options={"time_limit": _SECONDS, "mip_rel_gap": 0.1},
        )
        if found.x is None:
            late = found.status == _TIME_IS_UP
            raise NotEnough(_impossible(self.wishes) + (f" The search stopped after {_SECONDS:g} s." if late else ""))
        steps = np.rint(found.x[:many])
        return tuple(
            Serving(meal, food, float(count * food.step_g))
            for (meal, food), count in zip(self.slots, steps, strict=True)
            if count
        )


def _energy(wishes: MealWishes) -> tuple[float, float]:
    """Within the tolerance, and within a limit of energy where the wishes give one too."""
    least, most = wishes.limits.get("kcal", (None, None))
    low, high = wishes.kcal * (1 - TOLERANCE), wishes.kcal * (1 + TOLERANCE)
    return max(low, least or 0.0), high if most is None else min(high, most)


def _impossible(wishes: MealWishes) -> str:
    """What was asked for, where no day keeps it all."""
    asked = [f"{wishes.kcal:g} kcal", *(f"{name} {low} to {high}" for name, (low, high) in wishes.limits.items())]
    asked += [f"without {each}" for each in (*sorted(wishes.avoid), *wishes.without)]
    asked += [f"for at most {wishes.budget:g}"] if wishes.budget is not None else []
    return f"no day's meals were found that keep all of this: {', '.join(asked)}. Widen one of them."


def _scipy() -> tuple[ModuleType, ModuleType]:
    try:
        from scipy import optimize, sparse
    except ImportError:
        raise ModelUnavailable("to plan meals, scipy is needed: pip install 'thyself[plan]'") from None
    return optimize, sparse
