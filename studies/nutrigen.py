"""NutriGen: does a program keep what a day's meals must keep, where a draft that is scaled to the energy does not?

Data: 1,000 planted people (1,300 to 3,200 kcal, up to two allergens, likes and dislikes, least protein and fibre,
most sodium and saturated fat, a budget for half of them) and the sixty foods of the USDA table that come with the
package. Prices are made up. Nothing is tuned on these people.

Floors: a draft (foods as they are liked, allergens unseen, usual portions), and the same without allergens and with
its portions scaled to the energy. Totals are recomputed from the table for all alike. Controls: another person's likes
(must be liked less), a draft that states the wish as its total (must be caught), and what must hold for every plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from time import process_time
from typing import Final

from thyself.core import NotEnough
from thyself.decide.meals import MEALS, MealPlan, MealWishes, Planner, Serving, totals
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, study
from thyself.evaluate.resample import bootstrap
from thyself.guard.food import found_allergens
from thyself.sources.foods import Food, shipped

PEOPLE: Final = 1000
SWAPPED: Final = 100
ALLERGENS: Final = ("milk", "egg", "gluten", "soy", "fish", "crustaceans", "nuts", "peanut", "sesame")
SHAPES: Final = {
    "breakfast": ("grain", "dairy", "fruit"),
    "main": ("protein", "grain", "vegetable"),
    "snack": ("fruit",),
}


@study(
    name="nutrigen",
    system="nutrigen",
    title="Meals by a program, against a draft and a draft that is scaled to the energy",
    claim="a program keeps energy, limits and allergies of every day; drafts do not",
    seconds=110,
)
def run(setting: Setting) -> Outcome:
    """Plan and draft for the same people."""
    rng, foods = setting.rng(), shipped()
    people = [person(foods, rng) for _ in range(PEOPLE)]
    planner, plans, seconds = Planner(foods), [], []
    for done, wishes in enumerate(people):
        begun = process_time()
        plans.append(planned(planner, wishes))
        seconds.append(process_time() - begun)
        setting.progress(done + 1, PEOPLE)
    drafts = [draft(foods, each, rng) for each in people]
    scaled = [scale(draft([food for food in foods if safe(food, each)], each, rng), each) for each in people]
    made = [(plan, wishes) for plan, wishes in zip(plans, people, strict=True) if plan]
    kept = {
        name: [bool(servings) and keeps(servings, wishes) for servings, wishes in zip(each, people, strict=True)]
        for name, each in (("plan", plans), ("draft", drafts), ("scaled", scaled))
    }
    gain = bootstrap([float(own) - float(other) for own, other in zip(kept["plan"], kept["scaled"], strict=True)])
    off = bootstrap(
        [error(draft_, wishes) - error(plan, wishes) for draft_, plan, wishes in zip(drafts, plans, people, strict=True)
         if plan]
    )  # fmt: skip
    return Outcome(
        Effect.of(gain, name="plans less scaled drafts", metric="share of days that keep everything"),
        controls=(
            Control.worse("another person's likes", swapped(planner, people[: SWAPPED + 1], plans), unit="liking"),
            *(_all(made, kept["plan"], seconds)),
            Control.share(
                "a draft that states the wish as its total", sum(error(each, of) > 0.01 for each, of in
                zip(drafts, people, strict=True)), PEOPLE, expectation="found out by recomputing", at_least=0.9,
                kind="bad part",
            ),
        ),
        also=(Effect.of(off, name="drafts less plans", metric="error of the day's energy", unit="share"),),
        tables=(_table(people, {"plan": plans, "draft": drafts, "scaled draft": scaled}, seconds),),
        notes=(
            f"{PEOPLE - len(made)} of {PEOPLE:,} wishes got no plan and were told that no day keeps them all; they "
            "count as not kept, and are left out of the other figures of plans.",
            "People, likes and prices are planted; foods and nutrients are those of the USDA table.",
        ),
    )  # fmt: skip


def person(foods: Sequence[Food], rng: Random) -> MealWishes:
    """Somebody's wishes."""
    kcal = float(rng.randint(1300, 3200))
    limits = {
        "protein_g": (kcal * 0.12 / 4, kcal * 0.3 / 4), "fibre_g": (kcal * 0.012, None), "sodium_mg": (None, 2300.0),
        "saturated_g": (None, kcal * 0.1 / 9),
    }  # fmt: skip
    likes = {each.id: float(rng.choice((-1, 0, 0, 1))) for each in foods}
    prices = {each.id: rng.uniform(0.1, 1.2) for each in foods}
    budget = rng.uniform(0.003, 0.006) * kcal if rng.random() < 0.5 else None
    return MealWishes(kcal, limits, frozenset(rng.sample(ALLERGENS, rng.randint(0, 2))), (), likes, prices, budget)


def planned(planner: Planner, wishes: MealWishes) -> tuple[Serving, ...]:
    """The plan's servings; none where no day keeps the wishes."""
    try:
        found: MealPlan = planner.plan(wishes)
    except NotEnough:
        return ()
    return found.servings


def draft(foods: Sequence[Food], wishes: MealWishes, rng: Random) -> tuple[Serving, ...]:
    """A day as it is put together by liking: the usual groups, usual portions."""
    made = []
    for meal, kind, *_ in MEALS:
        for group in SHAPES[kind]:
            fits = [each for each in foods if kind in each.meals and each.group == group]
            if fits:
                best = max(fits, key=lambda each: wishes.likes[each.id] + rng.random())
                made.append(Serving(meal, best, best.step_g * rng.randint(1, best.steps)))
    return tuple(made)


def scale(servings: tuple[Serving, ...], wishes: MealWishes) -> tuple[Serving, ...]:
    """The same day with its portions scaled to the energy, to the gram."""
    factor = wishes.kcal / totals(servings)["kcal"]
    return tuple(replace(each, grams=float(round(each.grams * factor))) for each in servings)


def safe(food: Food, wishes: MealWishes) -> bool:
    """Whether a food holds nothing that must be avoided."""
    return not found_allergens([(food.name, food.allergens)], wishes.avoid)


def error(servings: Sequence[Serving], wishes: MealWishes) -> float:
    """How far the energy is off, as a share of the wish."""
    return abs(totals(servings)["kcal"] - wishes.kcal) / wishes.kcal


def hits(servings: Sequence[Serving], wishes: MealWishes) -> int:
    """How many foods hold what must be avoided."""
    return sum(not safe(each.food, wishes) for each in servings)


def within(servings: Sequence[Serving], wishes: MealWishes) -> bool:
    """Whether every limit and the budget is kept."""
    sums = totals(servings)
    if wishes.budget is not None:
        cost = sum(wishes.prices[each.food.id] * each.grams / 100 for each in servings)
        if cost > wishes.budget + 1e-6:
            return False
    return all(
        name in sums and (least is None or sums[name] >= least - 1e-6) and (most is None or sums[name] <= most + 1e-6)
        for name, (least, most) in wishes.limits.items()
    )


def keeps(servings: Sequence[Serving], wishes: MealWishes) -> bool:
    """Whether a day keeps everything."""
    return error(servings, wishes) <= 0.0100001 and not hits(servings, wishes) and within(servings, wishes)


def liking(servings: Sequence[Serving], wishes: MealWishes) -> float:
    """How much the foods of a day are liked, from -1 to 1."""
    return sum(wishes.likes[each.food.id] for each in servings) / len(servings)


def swapped(planner: Planner, people: Sequence[MealWishes], plans: Sequence[tuple[Serving, ...]]) -> Interval:
    """Own liking of the own plan, less that of a plan made with the next person's likes."""
    found = []
    for at, wishes in enumerate(people[:-1]):
        other = planned(planner, replace(wishes, likes=people[at + 1].likes))
        if other and plans[at]:
            found.append(liking(plans[at], wishes) - liking(other, wishes))
    return bootstrap(found)


def _all(
    made: Sequence[tuple[tuple[Serving, ...], MealWishes]], kept: Sequence[bool], seconds: Sequence[float]
) -> tuple[Control, ...]:
    """What must hold for every plan that was made."""
    many = len(made)
    return (
        Control.share("plans without an allergen", sum(not hits(*each) for each in made), many, expectation="all"),
        Control.share(
            "plans within 1 % of the energy", sum(error(*each) <= 0.0100001 for each in made), many, expectation="all"
        ),
        Control.share(
            "plans that keep limits and budget", sum(within(*each) for each in made), many, expectation="all"
        ),
        Control.share(
            "wishes planned in 2 CPU-seconds", sum(each <= 2 for each in seconds), len(seconds), expectation="all"
        ),
        Control.share("wishes that got a plan", sum(kept), len(kept), expectation="nearly all", at_least=0.9),
    )


def _table(people: Sequence[MealWishes], days: dict[str, list[tuple[Serving, ...]]], seconds: Sequence[float]) -> Table:
    rows = []
    for name, each in days.items():
        made = [(servings, wishes) for servings, wishes in zip(each, people, strict=True) if servings]
        rows.append(
            (
                name,
                len(made),
                100 * sum(error(*one) for one in made) / len(made),
                sum(hits(*one) > 0 for one in made),
                sum(within(*one) for one in made) / len(made),
                sum(liking(*one) for one in made) / len(made),
                max(seconds) if name == "plan" else None,
            )
        )
    columns = ("way", "days", "energy error, %", "days with an allergen", "limits kept", "liking", "longest, CPU-s")
    return Table("Days of meals", columns, rows)
