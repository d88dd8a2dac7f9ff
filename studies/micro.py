"""MiCRO: does an online mixture of communities find short-lived things better than one vector for each person?

Data: a planted feed (``thyself.evaluate.worlds.feeds``): 400 people with one to three topics, things that are taken for
about a day; each event is predicted from the events before it alone. Communities are groups of makers by what they are
about, learned from noisy vectors; a person belongs to them as they follow makers.

Claim: the mixture finds more of what is taken next than one mean vector over what lives now, and the more so the more
interests a person has.

    thyself study micro
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.study import Cell
from thyself.evaluate.worlds.feeds import Feed, Size, feed
from thyself.recommend.clusters import kmeans
from thyself.recommend.mixture import OnlineMixture

K: Final = 20
#: Events that come before the first that counts.
WARM: Final = 0.2
HALF_LIVES: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 8.0)
#: Chosen on a world with another seed.
BEST: Final = 0.25
COMMUNITIES: Final = 12
SEEDS: Final = (0, 1, 2)
#: Each so manieth late event is predicted; all are learned from.
EVERY: Final = 4
_DAY: Final = 86_400.0

Scores = Callable[[int, float], np.ndarray]
Learn = Callable[[int, int, float], None]


@study(
    name="micro",
    system="micro",
    title="MiCRO: several interests with counts that fade, for things that live for a day",
    claim="the online mixture finds more of what is taken next than one vector for each person",
    data=(),
    seconds=90,
)
def run(setting: Setting) -> Outcome:
    """Replay feeds in order of time, each way predicting before it learns."""
    found: dict[str, list[np.ndarray]] = {}
    interests: list[np.ndarray] = []
    of: list[np.ndarray] = []
    for number, seed in enumerate(SEEDS):
        world = feed(np.random.default_rng([setting.seed, seed]))
        ways = {
            "recent popularity": mixture(world, BEST, communities=1),
            "one mean vector": mean_vector(world),
            "static mixture": static_mixture(world),
            "online mixture": mixture(world, BEST),
            "another person's communities": mixture(world, BEST, swapped=True),
            **{f"half-life {days:g} d": mixture(world, days) for days in HALF_LIVES},
        }
        for name, way in ways.items():
            found.setdefault(name, []).append(replay(world, way))
        late = slice(int(WARM * len(world.at)), None, EVERY)
        interests.append(world.interests[world.person[late]])
        of.append(world.person[late] + 1000 * number)
        setting.progress(number + 1, len(SEEDS))
    hits = {name: np.concatenate(several) for name, several in found.items()}
    many, people = np.concatenate(interests), np.concatenate(of)
    clusters = [str(each) for each in people]
    gain = hits["online mixture"] - hits["one mean vector"]
    several, single = gain[many == 3], gain[many == 1]
    growth = bootstrap(_difference(several, single, np.random.default_rng(setting.seed)))
    metric = f"share of events whose thing stands among the first {K}"
    return Outcome(
        effect=Effect.of(
            paired(hits["online mixture"], hits["one mean vector"], clusters=clusters),
            name="online mixture less one mean vector", metric=metric,
        ),
        also=[
            Effect.of(growth, name="the same gain, with three interests less with one", metric=metric),
            Effect.of(
                paired(hits["online mixture"], hits["recent popularity"], clusters=clusters),
                name="online mixture less recent popularity", metric=metric,
            ),
        ],
        controls=[
            Control.worse(
                "another person's communities",
                paired(hits["online mixture"], hits["another person's communities"], clusters=clusters), kind="swap",
            ),
            Control.worse(
                "counts that never fade", paired(hits["online mixture"], hits["static mixture"], clusters=clusters),
                kind="bad part",
            ),
            _one_interest_for_all(setting),
        ],
        tables=[_by_interests(hits, many), _by_half_life(hits)],
        notes=["All data is planted: no public set with the times of short-lived things is at hand."],
    )  # fmt: skip


def belonging(world: Feed, count: int) -> np.ndarray:
    """``(people, count)``: how much each person follows makers of each community."""
    centres = kmeans(world.makers, count, np.random.default_rng(0))
    near = (world.makers @ centres.T).argmax(axis=1)
    return np.array([np.bincount(near[each], minlength=count) for each in world.follows], dtype=float)


def mixture(world: Feed, days: float, *, communities: int = COMMUNITIES, swapped: bool = False) -> tuple[Scores, Learn]:
    """The part itself; with one community it is recent popularity."""
    people = belonging(world, communities)
    if swapped:
        people = people[np.random.default_rng(1).permutation(len(people))]
    part = OnlineMixture(people, len(world.maker), half_life_days=days)
    return lambda person, now: part.scores([person], now)[0], part.update


def mean_vector(world: Feed) -> tuple[Scores, Learn]:
    """One vector for each person, and what was made in the last two days."""
    people = world.follows @ world.makers / np.maximum(world.follows.sum(axis=1, keepdims=True), 1)
    items = world.makers[world.maker]

    def scores(person: int, now: float) -> np.ndarray:
        lives = (world.born <= now) & (world.born > now - 2 * _DAY)
        found: np.ndarray = np.where(lives, items @ people[person], -9.0)
        return found

    return scores, lambda person, item, now: None


def static_mixture(world: Feed) -> tuple[Scores, Learn]:
    """The same mixture with counts that never fade."""
    return mixture(world, 10_000.0)


def replay(world: Feed, way: tuple[Scores, Learn]) -> np.ndarray:
    """For each late event, whether its thing stood among the first; what is not made yet cannot be shown."""
    scores, learn = way
    hits = []
    first = int(WARM * len(world.at))
    for number, (person, item, now) in enumerate(zip(world.person, world.item, world.at, strict=True)):
        if number >= first and (number - first) % EVERY == 0:
            found = np.where(world.born <= now, scores(int(person), float(now)), -np.inf)
            hits.append(float((found > found[item]).sum() + 0.5 * ((found == found[item]).sum() - 1) < K))
        learn(int(person), int(item), float(now))
    return np.array(hits)


def _one_interest_for_all(setting: Setting) -> Control:
    """Where all have the same interest, the mixture is popularity: neither gains."""
    world = feed(np.random.default_rng([setting.seed, 9]), Size(topics=1, people=100, items=800, events=5000))
    own, popular = replay(world, mixture(world, BEST)), replay(world, mixture(world, BEST, communities=1))
    gap = paired(own, popular)
    return Control(
        "everybody has the same one interest", "no gain or loss beyond 0.03", gap.value, gap.low, gap.high,
        max(abs(gap.low), abs(gap.high)) <= 0.03, "do no harm",
    )  # fmt: skip


def _difference(one: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Values whose mean is the difference of two means, for an interval of it."""
    difference: np.ndarray = one - rng.choice(other, size=len(one))
    return difference


def _by_interests(hits: dict[str, np.ndarray], many: np.ndarray) -> Table:
    shown = [name for name in hits if not name.startswith("half-life")]
    rows: list[list[Cell]] = [
        [name, *(str(bootstrap(hits[name][many == count])) for count in (1, 2, 3))] for name in shown
    ]
    return Table(f"Share of events found among {K}, by how many interests the person has", ["way", "1", "2", "3"], rows)


def _by_half_life(hits: dict[str, np.ndarray]) -> Table:
    rows: list[list[Cell]] = [[days, str(bootstrap(hits[f"half-life {days:g} d"]))] for days in HALF_LIVES]
    return Table("Online mixture by half-life (things live for about a day)", ["days", "found"], rows)
