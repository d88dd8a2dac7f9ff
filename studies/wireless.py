"""Wireless: how much is saved when each person gets just enough, in place of the same for all?

Data: planted people, 60 with 4 situations each. What each finds adequate and what is desired differs between people and
situations; their answers are noisy, and come for doses that were drawn.

Claim: with a dose for each person and situation, the same mean satisfaction takes less of the resource than one dose
for all, and fewer people are dissatisfied. Controls: a stranger's tolerances (must be less content), people who are all
alike (nothing may be lost). How much is saved depends on how much people differ, and a table shows
it; the world of the verdict is one in which one dose for all leaves about one in eleven dissatisfied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from thyself.decide.dose import Answer, allot, learn, satisfaction
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study

PEOPLE: Final = 60
SITUATIONS: Final = 4
ANSWERS: Final = 14
NOISE: Final = 0.25
TARGET: Final = 0.7
SEEDS: Final = 8

WAYS: Final = ("where it costs least", "each the same target", "one for all", "a stranger's")

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    """``(people, situations)`` what is adequate and what is desired, and the answers."""

    adequate: Values
    desired: Values
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Given:
    """What was given: the mean dose, the mean satisfaction, and the share of people and situations dissatisfied."""

    dose: float
    content: float
    dissatisfied: float


@study(
    name="wireless",
    system="wireless",
    title="Just enough for each person, in place of the same for all",
    claim="the same satisfaction takes less when each gets just enough",
    seconds=40,
)
def run(setting: Setting) -> Outcome:
    """Worlds of people who differ, and of people who do not."""
    told: dict[str, list[Given]] = {name: [] for name in WAYS}
    saved: dict[str, list[float]] = {"each the same target": [], "where it costs least": [], "alike": []}
    for seed in range(SEEDS):
        rng = np.random.default_rng([setting.seed, seed])
        world = planted(rng)
        same, own = learned(world), allotted(world)
        saved["each the same target"].append(_saved(world, same))
        saved["where it costs least"].append(_saved(world, own))
        one = np.full_like(own, uniform(world, given(world, own).content))
        ways = (
            ("where it costs least", own),
            ("each the same target", same),
            ("one for all", one),
            ("a stranger's", own[rng.permutation(PEOPLE)]),
        )
        for name, doses in ways:
            told[name].append(given(world, doses))
        twins = planted(rng, differ=0.0)
        saved["alike"].append(_saved(twins, allotted(twins)))
        setting.progress(seed + 1, SEEDS)
    content, sad = (
        {name: [getattr(each, what) for each in own] for name, own in told.items()}
        for what in ("content", "dissatisfied")
    )
    reached, alike = bootstrap(saved["where it costs least"]), bootstrap(saved["alike"])
    metric = "share of the resource saved, at the same mean satisfaction"
    fewer = paired(sad["one for all"], sad["where it costs least"])
    return Outcome(
        effect=Effect.of(reached, name="one dose for all less a dose for each", metric=metric),
        also=[
            Effect.of(fewer, name="dissatisfied: one dose for all less a dose for each", metric="share of people"),
            Effect.of(paired(saved["where it costs least"], saved["each the same target"]),
                      name="saved: where it costs least less the same target for each", metric=metric),
        ],
        controls=[
            Control.worse("a stranger's dose: satisfaction",
                          paired(content["where it costs least"], content["a stranger's"]), unit="of satisfaction"),
            Control("people who are all alike: saved", "not below -0.05", alike.value, alike.low, alike.high,
                    alike.value >= -0.05, "do no harm", "share"),
        ],
        tables=[_table(told), _by_difference(setting)],
        seeds=SEEDS,
        notes=[
            f"{PEOPLE} people, {SITUATIONS} situations, {ANSWERS} answers of each in each; the target is {TARGET}.",
            "One dose for all is the best that there is: it is found with the truth at hand.",
            "The aim is to save 0.15. The same target for each misses it: at the same satisfaction for "
            "everybody even the truth saves hardly anything, because the last bit of it is dear "
            "for some. Doubt and the price are weighed "
            "now; how much was chosen on other worlds. People who are all alike still differ between situations: what "
            "is saved there is that.",
        ],
    )  # fmt: skip


def planted(rng: np.random.Generator, *, differ: float = 0.6) -> World:
    """People whose bounds differ by so many deviations of the logarithm, and their answers."""
    usual = np.array([1.0, 1.5, 2.2, 3.0])[:SITUATIONS]
    adequate = usual * np.exp(rng.normal(0, differ, (PEOPLE, 1)) + rng.normal(0, differ / 3, (PEOPLE, SITUATIONS)))
    desired = adequate * np.exp(np.log(2.0) + rng.normal(0, differ, (PEOPLE, SITUATIONS)) * 0.5)
    desired = np.maximum(desired, adequate * 1.2)
    answers = []
    for person in range(PEOPLE):
        for situation in range(SITUATIONS):
            doses = usual[situation] * np.exp(rng.uniform(np.log(0.4), np.log(4.0), ANSWERS))
            happy = satisfaction(doses, adequate[person, situation], desired[person, situation])
            noisy = happy + rng.normal(0, NOISE, ANSWERS)
            answers += [Answer(person, situation, float(q), float(s)) for q, s in zip(doses, noisy, strict=True)]
    return World(adequate, desired, answers)


def learned(world: World) -> Values:
    """The dose for each person and situation, from answers alone."""
    known = learn(world.answers)
    return np.array([[known.dose(i, j, target=TARGET) for j in range(SITUATIONS)] for i in range(PEOPLE)])


def uniform(world: World, content: float) -> float:
    """The one dose with that mean satisfaction: found by halving, with the truth at hand, so the best that there is."""
    low, high = 0.01, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        reached = float(satisfaction(np.full_like(world.adequate, middle), world.adequate, world.desired).mean())
        low, high = (middle, high) if reached < content else (low, middle)
    return high


def given(world: World, doses: Values) -> Given:
    """How content people truly are."""
    happy = satisfaction(doses, world.adequate, world.desired)
    return Given(float(doses.mean()), float(happy.mean()), float((happy < 0).mean()))


def allotted(world: World) -> Values:
    """The dose for each person and situation where it costs least, from answers alone."""
    found = allot(world.answers, target=TARGET)
    return np.array([[found[i, j] for j in range(SITUATIONS)] for i in range(PEOPLE)])


def _saved(world: World, doses: Values) -> float:
    """The share of the resource that is saved at the same mean satisfaction."""
    return float(1 - doses.mean() / uniform(world, given(world, doses).content))


def _table(told: dict[str, list[Given]]) -> Table:
    rows: list[tuple[str | float, ...]] = []
    for name, own in told.items():
        means = (np.mean([getattr(each, what) for each in own]) for what in ("dose", "content", "dissatisfied"))
        rows.append((name, *(round(float(each), 3) for each in means)))
    columns = ("way", "mean dose", "satisfaction", "dissatisfied")
    return Table("What is given and how content people are", columns, rows, f"{SEEDS} worlds.")


def _by_difference(setting: Setting) -> Table:
    rows: list[tuple[str | float, ...]] = []
    for differ in (0.0, 0.3, 0.45, 0.6, 0.75):
        worlds = [planted(np.random.default_rng([setting.seed, 40, each]), differ=differ) for each in range(3)]
        rows.append((f"{differ:g}", round(float(np.mean([_saved(each, allotted(each)) for each in worlds])), 3)))
    columns = ("how much people differ (deviation of the logarithm)", "saved")
    return Table("What is saved, by how much people differ", columns, rows, "3 worlds each.")
