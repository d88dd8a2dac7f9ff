"""Features declared as data, and norms by age and sex: what is missing stays missing, clock times lie on the circle."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput, Trace
from thyself.signals import all_daily
from thyself.signals.features import FeatureSpec, compute, features
from thyself.signals.kernels import STATISTICS
from thyself.signals.norms import About, Norms, Sample, fit, judge, shipped, weighted_quantiles

DAYS = np.arange(np.datetime64("2025-03-03"), np.datetime64("2025-03-03") + 56)  # a Monday


def one(metric: str, values: object, **spec: object) -> tuple[float, int]:
    """A feature of one person over the last days."""
    row = np.asarray([values], dtype=float)
    wanted = FeatureSpec("x", metric, **{"enough": 1, "window": row.shape[1], **spec})  # type: ignore[arg-type]
    found, n = compute({metric: row}, DAYS[: row.shape[1]], [wanted])
    return float(found[0, 0]), int(n[0, 0])


def test_bedtimes_around_midnight_have_their_mean_at_midnight() -> None:
    mean, n = one("sleep_start", [23.5, 0.5, 23.0, 1.0], statistic="mean")
    assert n == 4
    assert min(mean, 24 - mean) < 1e-6
    assert one("sleep_start", [23.5, 0.5] * 5, statistic="sd")[0] == pytest.approx(0.5, abs=0.01)


def test_a_later_bedtime_at_weekends_is_a_difference_of_hours_and_not_of_a_day() -> None:
    week = [23.5] * 4 + [23.5, 0.75, 0.75]
    assert one("sleep_start", week * 4, statistic="weekend")[0] == pytest.approx(1.25)


def test_missing_days_are_not_zero() -> None:
    values = [400.0, np.nan, 440.0, np.nan]
    assert one("minutes_asleep", values, statistic="mean") == (420.0, 2)
    assert np.isnan(one("minutes_asleep", values, statistic="mean", enough=3)[0])
    assert np.isnan(one("minutes_asleep", [np.nan] * 9, statistic="median")[0])


def test_load_of_a_steady_person_is_one_and_a_doubled_week_shows() -> None:
    assert one("steps", [100.0] * 40, statistic="load_ratio")[0] == pytest.approx(1.0)
    doubled = one("steps", [100.0] * 33 + [200.0] * 7, statistic="load_ratio")[0]
    assert doubled == pytest.approx(1400 / np.mean([700] * 21 + [700 + 100 * k for k in range(1, 8)]))
    assert np.isnan(one("steps", [100.0] * 20, statistic="load_ratio")[0])


def test_recent_days_are_told_in_deviations_of_the_days_before() -> None:
    past = [50.0, 52.0] * 10
    z, n = one("resting_heart_rate", past + [56.0] * 3, statistic="recent_z", recent=3)
    assert z == pytest.approx((56 - 51) / np.std(past, ddof=1))
    assert n == 23
    assert np.isnan(one("resting_heart_rate", [50.0] * 20, statistic="recent_z", recent=3)[0])


def test_parts_of_the_week_are_kept_apart() -> None:
    week = [400.0] * 5 + [500.0] * 2
    assert one("minutes_asleep", week * 4, statistic="mean", part="weekend") == (500.0, 8)
    assert one("minutes_asleep", week * 4, statistic="mean", part="weekdays") == (400.0, 20)


def test_the_line_through_the_days_leaves_gaps_out() -> None:
    values = np.arange(20.0) * 3
    values[[2, 3, 11]] = np.nan
    assert one("weight", values, statistic="trend")[0] == pytest.approx(3.0)


@given(st.integers(0, 2**32 - 1), st.sampled_from(sorted(STATISTICS)))
def test_many_people_get_what_each_gets_alone(seed: int, statistic: str) -> None:
    rng = np.random.default_rng(seed)
    values = {"steps": rng.gamma(4, 2000, (4, 40)), "sleep_start": rng.normal(23.5, 1.5, (4, 40)) % 24}
    for each in values.values():
        each[rng.random(each.shape) < 0.3] = np.nan
    specs = [FeatureSpec(name, name, statistic, 35, enough=2) for name in values]
    together, n = compute(values, DAYS[:40], specs)
    for person in range(4):
        alone, m = compute({name: each[person : person + 1] for name, each in values.items()}, DAYS[:40], specs)
        np.testing.assert_allclose(together[person], alone[0], equal_nan=True)
        assert list(n[person]) == list(m[0])


class OneScope:
    """As much of a scope as series need."""

    def __init__(self, traces: list[Trace]) -> None:
        self._traces = traces

    def traces(self, **_: object) -> list[Trace]:
        return self._traces


def test_a_feature_of_a_person_names_its_window_and_the_traces_behind_it() -> None:
    from zoneinfo import ZoneInfo

    begin = datetime(2025, 3, 3, tzinfo=UTC)
    nights = [
        Trace(f"{400 + i} min", at=begin + timedelta(days=i), kind="measured", source="w", item="minutes_asleep",
              value=400.0 + i, unit="min", extra={"per": "day"})
        for i in range(10)
    ]  # fmt: skip
    series = all_daily(OneScope(nights), zone=ZoneInfo("UTC"))  # type: ignore[arg-type]
    spec = FeatureSpec("asleep", "minutes_asleep", "mean", window=7)
    found = features(series, [spec], last=np.datetime64("2025-03-12"))["asleep"]
    assert (found.value, found.n, found.unit) == (406.0, 7, "min")
    assert (found.first, found.last) == ("2025-03-06", "2025-03-12")
    assert found.trace_ids == tuple(each.id for each in nights[3:])
    assert features(series, [spec], last=np.datetime64("2025-03-20"))["asleep"].value is None


def test_an_unknown_statistic_is_told_at_once() -> None:
    with pytest.raises(InvalidInput, match="no statistic 'average'"):
        FeatureSpec("x", "steps", "average")


def people(n: int, rng: np.random.Generator) -> Sample:
    """Pressure that rises with age."""
    age = rng.uniform(18, 81, n)
    sex = np.where(rng.random(n) < 0.5, "female", "male")
    return Sample(100 + 0.5 * age + rng.normal(0, 10, n), age, sex, np.ones(n))


def test_a_small_group_takes_the_norm_of_its_parent() -> None:
    norm = fit(people(3000, np.random.default_rng(0)), least=100)
    norms = Norms("t", "2020", {"x": norm})
    narrow = norms.group("x", About(42, "male"))
    assert narrow is not None
    assert (narrow.low, narrow.high) == (40, 45)
    few = Norms("t", "2020", {"x": fit(people(700, np.random.default_rng(0)), least=100)})
    parent = few.group("x", About(42, "male"))
    assert parent is not None
    assert parent.high - parent.low > 10
    assert parent.n >= 100
    assert norms.group("x", About()) == norm.groups[-1]


def test_percentiles_are_those_of_the_group_and_no_child_is_told_of_any() -> None:
    norms = Norms("t", "2020", {"x": fit(people(20000, np.random.default_rng(1)))})
    young, old = (norms.standing("x", 130.0, About(age, "female")) for age in (22, 72))
    assert young is not None
    assert old is not None
    assert young.percentile > 90 > 50 > old.percentile
    assert norms.standing("x", 130.0, About(12, "female")) is None
    assert judge("bmi", 45.0, About(12), norms) is None


def test_a_limit_wins_over_a_percentile_and_a_percentile_speaks_within_it() -> None:
    high = judge("blood_pressure_systolic", 150.0, About(78, "female"), shipped())
    assert high is not None
    assert high.verdict == "high"
    assert high.bound is not None
    assert high.standing is not None
    assert high.standing.percentile < 95
    usual = judge("blood_pressure_systolic", 118.0, About(50, "male"), shipped())
    assert usual is not None
    assert usual.verdict == "usual"
    assert usual.bound is None
    unusual = judge("blood_pressure_systolic", 138.0, About(22, "female"), shipped())
    assert unusual is not None
    assert unusual.verdict == "high"
    assert unusual.bound is None


def test_the_shipped_table_knows_sex_and_age_and_nothing_of_origin() -> None:
    norms = shipped()
    assert norms.id == "nhanes-2009-2012"
    assert set(norms.metrics) >= {"resting_heart_rate", "minutes_asleep", "bmi"}
    text = norms.to_json().lower()
    assert not any(word in text for word in ("race", "black", "white", "hispanic", "ethnic"))
    assert Norms.from_json(norms.to_json()) == norms
    told = norms.standing("resting_heart_rate", 70.0, About(40, "male"))
    assert told is not None
    assert "nhanes-2009-2012, n " in told.told
    assert "men aged 40 to 44" in told.told


def test_weights_move_quantiles() -> None:
    values, levels = np.array([1.0, 2.0, 3.0]), [0.5]
    assert weighted_quantiles(values, np.ones(3), levels)[0] == 2.0
    assert weighted_quantiles(values, np.array([1.0, 1.0, 6.0]), levels)[0] > 2.5
