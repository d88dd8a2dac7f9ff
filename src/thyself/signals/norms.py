"""Norms: where a figure stands among people of the same age and sex, with the reference table named; limits win."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from thyself.core import InvalidInput

Values = NDArray[np.float64]
Sex = Literal["female", "male"]

#: The shares of people at which a norm is kept.
LEVELS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99)
#: A group with fewer people has no norm of its own: its parent's is taken.
LEAST: Final = 100
#: Younger people are not told of norms: that is for those who care for them.
ADULT: Final = 18
#: The age after which all ages are one.
_OLDEST: Final = 80
#: Years of an age group, from the narrowest to its last parent; 0 is all adults.
_BANDS: Final = (5, 10, 20, 0)


@dataclass(frozen=True, slots=True)
class About:
    """Whom to compare with, as the person gave it; nothing of it is guessed, and nothing else is asked for.

    Args:
        age: In years.
        sex: As reference tables have it.
    """

    age: float | None = None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """People of a survey.

    Args:
        values: ``(n,)`` one figure a person.
        age: ``(n,)`` years.
        sex: ``(n,)`` ``"female"`` or ``"male"``.
        weights: ``(n,)`` how many people of the population each stands for.
    """

    values: Values
    age: Values
    sex: NDArray[np.str_]
    weights: Values


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a norm: a sex (``None``: both) and ages from ``low`` to below ``high``, and its quantiles."""

    sex: Sex | None
    low: int
    high: int
    n: int
    quantiles: tuple[float, ...]

    @property
    def name(self) -> str:
        """In words: ``"women aged 30 to 34"``."""
        people = {"female": "women", "male": "men", None: "adults"}[self.sex]
        if self.low <= ADULT and self.high > 200:
            return people if self.sex is None else f"adult {people}"
        if self.high > 200:
            return f"{people} aged {self.low} and over"
        return f"{people} aged {self.low} to {self.high - 1}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a figure stands.

    Args:
        percentile: The share of the group below it, in percent, from 1 to 99.
        group: Among whom.
        norm: The id of the reference table.
        date: When its people were measured.
        how: How they were measured, where that differs from a device's way.
    """

    percentile: int
    group: Group
    norm: str
    date: str
    how: str

    @property
    def told(self) -> str:
        """In words, with the source."""
        beside = f", {self.how}" if self.how else ""
        return f"higher than for {self.percentile} % of {self.group.name}; {self.norm}, n {self.group.n:,}{beside}"


@dataclass(frozen=True, slots=True)
class Norm:
    """The groups of one metric, narrowest first, its unit, and how its people were measured."""

    unit: str
    how: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Norms:
    """A reference table.

    Args:
        id: Its name.
        date: When its people were measured.
        metrics: The norm of each metric.
    """

    id: str
    date: str
    metrics: Mapping[str, Norm]

    def group(self, metric: str, about: About) -> Group | None:
        """The narrowest group with a norm that the person belongs to; ``None`` for a child or an unknown metric."""
        norm = self.metrics.get(metric)
        if norm is None or (about.age is not None and about.age < ADULT):
            return None
        return next((each for each in norm.groups if _belongs(about, each)), None)

    def standing(self, metric: str, value: float, about: About) -> Standing | None:
        """Where a figure stands among people like the person; ``None`` where there is no norm."""
        group = self.group(metric, about)
        if group is None:
            return None
        share = float(np.interp(value, group.quantiles, LEVELS))
        return Standing(min(max(round(100 * share), 1), 99), group, self.id, self.date, self.metrics[metric].how)

    def limit(self, metric: str, share: float, about: About) -> float | None:
        """The figure below which that share of people like the person is."""
        group = self.group(metric, about)
        return None if group is None else float(np.interp(share, LEVELS, group.quantiles))

    def to_json(self) -> str:
        """As a data file, which :meth:`from_json` reads."""
        metrics = {
            name: {
                "unit": norm.unit,
                "how": norm.how,
                "groups": [[each.sex, each.low, each.high, each.n, list(each.quantiles)] for each in norm.groups],
            }
            for name, norm in self.metrics.items()
        }
        rows = json.dumps({"id": self.id, "date": self.date, "levels": LEVELS, "metrics": metrics})
        return rows.replace("]], [", "]],\n[").replace('}, "', '},\n"') + "\n"

    @classmethod
    def from_json(cls, text: str) -> Norms:
        """Read a data file.

        Raises:
            InvalidInput: It was made with other levels.
        """
        body: dict[str, Any] = json.loads(text)
        if tuple(body["levels"]) != LEVELS:
            raise InvalidInput(f"norms {body['id']!r} have levels {body['levels']}: make the table again")
        return cls(
            body["id"],
            body["date"],
            {
                name: Norm(
                    row["unit"],
                    row["how"],
                    tuple(Group(sex, low, high, n, tuple(q)) for sex, low, high, n, q in row["groups"]),
                )
                for name, row in body["metrics"].items()
            },
        )


def fit(sample: Sample, *, unit: str = "", how: str = "", least: int = LEAST) -> Norm:
    """The norm of one metric, by sex and age: groups of five years, and their parents of ten, twenty and all years.

    Groups are by age and sex alone. Norms by race or origin are not made: they would call normal what is unfair.

    Args:
        sample: The people.
        unit: The unit of the values.
        how: How they were measured.
        least: A group with fewer people is left out, so that its parent serves.

    Raises:
        InvalidInput: Not even all people together are enough.
    """
    kept = np.isfinite(sample.values) & (sample.age >= ADULT)
    people = Sample(sample.values[kept], sample.age[kept], sample.sex[kept], sample.weights[kept])
    groups = [each for sex, low, high in _places() if (each := _group(people, sex, low, high)).n >= least]
    if not groups:
        raise InvalidInput(f"{int(kept.sum())} people are not enough for a norm: {least} are needed")
    return Norm(unit, how, tuple(groups))


@lru_cache(maxsize=1)
def shipped() -> Norms:
    """The norms that come with thyself: adults of NHANES 2009 to 2012."""
    return Norms.from_json(files("thyself.signals").joinpath("assets/norms-nhanes.json").read_text("utf-8"))


def weighted_quantiles(values: Values, weights: Values, levels: Sequence[float]) -> Values:
    """Quantiles of weighted values, each value at the middle of its weight."""
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    found: Values = np.interp(np.asarray(levels) * total[-1], total - weights[order] / 2, values[order])
    return found


def _places() -> Iterable[tuple[Sex | None, int, int]]:
    """Sex and ages of all groups, narrowest first."""
    sexes: tuple[Sex, ...] = ("female", "male")
    for years in _BANDS:
        starts = range(ADULT // 10 * 10, _OLDEST + 1, years) if years else (ADULT,)
        for sex in sexes:
            for low in starts:
                yield sex, max(low, ADULT), (1000 if not years or low + years > _OLDEST else low + years)
    for years in (10, 0):
        for low in range(20, _OLDEST + 1, 10) if years else (ADULT,):
            yield None, low, (1000 if not years or low + years > _OLDEST else low + years)


def _group(people: Sample, sex: Sex | None, low: int, high: int) -> Group:
    inside = (people.age >= low) & (people.age < high)
    if sex is not None:
        inside &= people.sex == sex
    n = int(inside.sum())
    if not n:
        return Group(sex, low, high, 0, ())
    found = weighted_quantiles(people.values[inside], people.weights[inside], LEVELS)
    return Group(sex, low, high, n, tuple(round(float(each), 2) for each in found))


def _belongs(about: About, group: Group) -> bool:
    if group.sex is not None and group.sex != about.sex:
        return False
    whole = group.low <= ADULT and group.high > 200
    return whole if about.age is None else group.low <= about.age < group.high


@dataclass(frozen=True, slots=True)
class Bound:
    """Figures that call for attention at any age: below ``low``, or ``high`` and more; with where that is from."""

    low: float
    high: float
    source: str


#: Limits that hold whatever is usual among people of an age.
BOUNDS: Final[Mapping[str, Bound]] = {
    "blood_pressure_systolic": Bound(90, 140, "ESH 2023"),
    "blood_pressure_diastolic": Bound(60, 90, "ESH 2023"),
    "resting_heart_rate": Bound(40, 100, "AHA"),
    "spo2": Bound(92, 101, "BTS 2017"),
    "bmi": Bound(18.5, 30, "WHO"),
    "minutes_asleep": Bound(360, 601, "NSF 2015"),
    "sleep_efficiency": Bound(75, 101, "NSF 2017"),
}

Verdict = Literal["low", "usual", "high"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a figure is low, usual or high, and why: a limit that holds for all, or the percentile."""

    verdict: Verdict
    bound: Bound | None = None
    standing: Standing | None = None


def judge(metric: str, value: float, about: About, norms: Norms) -> Judgement | None:
    """Judge a figure by its limit, and only within the limit by its percentile (below the 5th, above the 95th).

    ``None`` where there is neither a limit nor a norm, or the person is a child.
    """
    if about.age is not None and about.age < ADULT:
        return None
    standing, bound = norms.standing(metric, value, about), BOUNDS.get(metric)
    if bound is not None and not bound.low <= value < bound.high:
        return Judgement("low" if value < bound.low else "high", bound, standing)
    if standing is not None:
        verdict: Verdict = "low" if standing.percentile < 5 else "high" if standing.percentile > 95 else "usual"
        return Judgement(verdict, None, standing)
    return None if bound is None else Judgement("usual", bound)
