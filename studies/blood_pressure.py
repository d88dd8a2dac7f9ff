"""Blood pressure: do limits by age and sex spread false alarms evenly, and what do a person's own readings add?

Data: adults of NHANES 2009 to 2012, up to three readings each. People are put into two halves; each person's limits are
learned on the other half. An alarm is a systolic pressure above the limit; limits are made so that 5 in 100 people of
the population are above theirs. A rise of 28 mmHg is planted to see which limits find it.

Claim: pressure rises with age, so one limit for all calls half of the old and none of the young; limits by age
and sex call the same share at every age. A person's own earlier readings find a rise better than either. The card's
finding on sexes differs between its versions and is claimed in no direction. Controls: somebody else's age and
sex (it must be as bad as one limit), no age and sex given (it must equal one limit), and urgent pressures (they must be
called urgent whatever is usual at an age).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from studies._nhanes import Adults
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, study
from thyself.signals.norms import About, Norms, fit, judge, shipped

METRIC: Final = "blood_pressure_systolic"
RISE: Final = 28.0
SHARE: Final = 0.95
DECADES: Final = (20, 30, 40, 50, 60, 70)
DRAWS: Final = 400

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@study(
    name="blood-pressure",
    system="",
    title="Limits of blood pressure for everybody, by age and sex, and by a person's own readings",
    claim="limits by age and sex call the same share of people at every age",
    data=("nhanes",),
    seconds=20,
)
def run(setting: Setting) -> Outcome:
    """Limits of each half from the other."""
    adults = Adults(setting.folder("nhanes"))
    rng = np.random.default_rng(setting.seed)
    pressure = adults.numbers("BPSysAve")
    half = rng.permutation(len(pressure)) % 2 == 0
    there = np.isfinite(pressure)
    limits = {"one for all": np.full(len(pressure), np.nan), "by age and sex": np.full(len(pressure), np.nan)}
    limits["by somebody else's age and sex"] = np.full(len(pressure), np.nan)
    for mine in (half, ~half):
        known = _norms(adults, pressure, ~mine)
        _fill(limits, known, adults, mine, rng)
    setting.progress(1, 3)
    alarms = {name: pressure > each for name, each in limits.items()}
    found = {name: pressure + RISE > each for name, each in limits.items()}
    decade = np.clip(adults.age // 10 * 10, DECADES[0], DECADES[-1])
    scored = _Scored(decade, adults.weights, there, rng)
    spreads = {name: scored.spread(each) for name, each in alarms.items()}
    better = scored.gain(alarms["one for all"], alarms["by age and sex"])
    setting.progress(2, 3)
    own, own_table = _own(adults, half, scored)
    shown = spreads["by age and sex"]
    return Outcome(
        effect=Effect.of(
            better,
            name="spread of one limit less spread of limits by age and sex",
            metric="points between the decade of age with most and with fewest false alarms",
        ),
        also=[own],
        controls=[
            Control.worse(
                "somebody else's age and sex",
                scored.gain(alarms["by somebody else's age and sex"], alarms["by age and sex"]),
            ),
            _same_without(adults, pressure),
            _urgent(adults),
            Control("spread of limits by age and sex", "at most 3 points", shown, None, None, shown <= 0.03),
        ],
        tables=[
            scored.table("Share of people above their limit, by decade of age", alarms),
            scored.table(f"Share found after a rise of {RISE:.0f} mmHg", found),
            own_table,
            _medians(adults),
        ],
        notes=["Shares are weighted to the population; each person's limits come from the other half of the people."],
    )


def _norms(adults: Adults, pressure: Values, of: Flags) -> Norms:
    return Norms("half", "", {METRIC: fit(adults.sample(pressure, of=of))})


def _fill(limits: Mapping[str, Values], known: Norms, adults: Adults, mine: Flags, rng: np.random.Generator) -> None:
    everybody = known.limit(METRIC, SHARE, About())
    limits["one for all"][mine] = np.nan if everybody is None else everybody
    places = np.flatnonzero(mine)
    strangers = rng.permutation(places)
    for name, whose in (("by age and sex", places), ("by somebody else's age and sex", strangers)):
        limits[name][places] = [
            known.limit(METRIC, SHARE, About(float(adults.age[i]), "male" if adults.sex[i] == "male" else "female"))
            for i in whose
        ]


class _Scored:
    """Shares by decade of age, and how far they spread."""

    def __init__(self, decade: Values, weights: Values, there: Flags, rng: np.random.Generator) -> None:
        self._decade, self._weights, self._there = decade, weights, there
        places = np.flatnonzero(there)
        self._draws = [rng.choice(places, len(places)) for _ in range(DRAWS)]

    def by_decade(self, alarms: Flags, places: NDArray[np.int64] | None = None) -> list[float]:
        chosen = np.flatnonzero(self._there) if places is None else places
        decade, weights, hit = self._decade[chosen], self._weights[chosen], alarms[chosen]
        return [float(np.average(hit[decade == each], weights=weights[decade == each])) for each in DECADES]

    def spread(self, alarms: Flags, places: NDArray[np.int64] | None = None) -> float:
        shares = self.by_decade(alarms, places)
        return max(shares) - min(shares)

    def gain(self, worse: Flags, better: Flags) -> Interval:
        drawn = [self.spread(worse, each) - self.spread(better, each) for each in self._draws]
        low, high = np.quantile(drawn, (0.025, 0.975))
        value = self.spread(worse) - self.spread(better)
        return Interval(value, float(low), float(high), int(self._there.sum()))

    def table(self, title: str, alarms: Mapping[str, Flags]) -> Table:
        rows: list[tuple[str | float, ...]] = [
            (name, *(round(share, 3) for share in self.by_decade(each)), round(self.spread(each), 3))
            for name, each in alarms.items()
        ]
        return Table(title, ("limit", *(f"{each}s" for each in DECADES[:-1]), "70 and over", "spread"), rows)


def _own(adults: Adults, half: Flags, scored: _Scored) -> tuple[Effect, Table]:
    """The third reading against the mean of the first two, with limits that call 5 % of the other half."""
    first, second, third = (adults.numbers(f"BPSys{n}") for n in (1, 2, 3))
    usual = (first + second) / 2
    there = np.isfinite(usual) & np.isfinite(third)
    ways: dict[str, Callable[[Flags], Values]] = {
        "one for all": lambda of: np.full(len(third), np.quantile(third[of & there], SHARE)),
        "own two readings": lambda of: usual + float(np.quantile((third - usual)[of & there], SHARE)),
    }
    false, found = {}, {}
    for name, way in ways.items():
        limit = np.where(half, way(~half), way(half))
        false[name], found[name] = (third > limit) & there, (third + RISE > limit) & there
    places = np.flatnonzero(there)
    difference = found["own two readings"][places].astype(float) - found["one for all"][places]
    rng = np.random.default_rng(0)
    drawn = [float(difference[rng.integers(0, len(places), len(places))].mean()) for _ in range(DRAWS)]
    low, high = np.quantile(drawn, (0.025, 0.975))
    effect = Effect(
        float(difference.mean()), float(low), float(high), "points", len(places),
        f"share found after a rise of {RISE:.0f} mmHg",
        name="limit of a person's own two readings less one limit",
    )  # fmt: skip
    own = _Scored(scored._decade, scored._weights, there, rng)
    rows: list[tuple[str | float, ...]] = [
        (name, what, *(round(share, 3) for share in own.by_decade(flags[name])), round(own.spread(flags[name]), 3))
        for what, flags in (("false alarms", false), ("rise found", found))
        for name in ways
    ]
    columns = ("limit", "share", *(f"{each}s" for each in DECADES[:-1]), "70 and over", "spread")
    return effect, Table(
        "The third reading of a visit: one limit, and the person's own first two readings", columns, rows
    )


def _same_without(adults: Adults, pressure: Values) -> Control:
    """Without age and sex the limit is the one for all."""
    known = _norms(adults, pressure, np.ones(len(pressure), dtype=bool))
    same = known.group(METRIC, About()) == known.metrics[METRIC].groups[-1]
    return Control.share("no age and sex given", int(same), 1, expectation="the limit for all", kind="do no harm")


def _urgent(adults: Adults) -> Control:
    """A high pressure is called high even where it is usual for an age."""
    pressure = adults.numbers("BPSysAve")
    places = np.flatnonzero(pressure >= 140)
    called = 0
    for i in places:
        about = About(float(adults.age[i]), "male" if adults.sex[i] == "male" else "female")
        verdict = judge(METRIC, float(pressure[i]), about, shipped())
        called += verdict is not None and verdict.verdict == "high" and verdict.bound is not None
    return Control.share(
        "pressures of 140 mmHg and more", called, len(places), expectation="called high by the limit at any age",
        kind="bad part",
    )  # fmt: skip


def _medians(adults: Adults) -> Table:
    decade = np.clip(adults.age // 10 * 10, DECADES[0], DECADES[-1])
    rows = []
    for sex in ("female", "male"):
        for name, column in (("systolic", "BPSysAve"), ("diastolic", "BPDiaAve")):
            values = adults.numbers(column)
            kept = np.isfinite(values) & (values > 0) & (adults.sex == sex)
            rows.append((sex, name, *(float(np.median(values[kept & (decade == each)])) for each in DECADES)))
    columns = ("sex", "pressure", *(f"{each}s" for each in DECADES[:-1]), "70 and over")
    return Table("Median pressure by age (mmHg, not weighted)", columns, rows)
