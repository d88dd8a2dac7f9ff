import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thyself.signals.association import association, pairs
from thyself.signals.change import change
from thyself.signals.compare import compare
from thyself.signals.level import level
from thyself.signals.regularity import circular_sd, regularity, sleep_regularity
from thyself.signals.stats import adjusted, chi2_tail_6, lag1, normal_from_t, ranks, shift, two_sided
from thyself.signals.trend import trend
from thyself.signals.week import pattern, weekend

NAN = float("nan")
figures = st.lists(st.integers(0, 30_000), min_size=20, max_size=60).map(lambda x: np.array(x, float))


def test_ranks_share_the_mean_of_ties():
    assert ranks(np.array([10.0, 20, 20, 5])).tolist() == [2, 3.5, 3.5, 1]


def test_many_tests_are_adjusted_as_benjamini_and_hochberg_did():
    assert adjusted(np.array([0.01, 0.04, 0.03, 0.5])) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_tails_agree_with_their_tables():
    assert two_sided(1.959964) == pytest.approx(0.05, abs=1e-6)
    assert chi2_tail_6(12.5916) == pytest.approx(0.05, abs=1e-4)
    assert two_sided(normal_from_t(2.2281, 10)) == pytest.approx(0.05, abs=2e-3)


def test_the_shift_of_two_groups_is_the_median_difference():
    found = shift(np.array([1.0, 2, 3]), np.array([11.0, 12, 13]))
    assert found.effect == 10
    assert found.low == 8
    assert found.high == 12
    assert found.z == pytest.approx((9 - 4.5 - 0.5) / np.sqrt(3 * 3 * 7 / 12))


@given(figures, st.floats(0.1, 1000), st.floats(-1e4, 1e4))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_findings_scale_with_their_unit(series, values, factor, more):
    one, other = series(values), series(values * factor + more)
    a, b = level(one), level(other)
    assert b.median == pytest.approx(a.median * factor + more, rel=1e-6, abs=1e-6)
    t, u = trend(one), trend(other)
    assert u.slope == pytest.approx(t.slope * factor, rel=1e-6, abs=1e-6)
    assert (u.low, u.high) == pytest.approx((t.low * factor, t.high * factor), rel=1e-6, abs=1e-6)
    assert u.p == pytest.approx(t.p, rel=1e-6, abs=1e-9)


@given(figures, st.randoms(use_true_random=False))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_usual_does_not_depend_on_the_order_of_days(series, values, random):
    mixed = values.tolist()
    random.shuffle(mixed)
    one, other = level(series(values)), level(series(mixed))
    assert (one.median, one.lower_quartile, one.upper_quartile, one.n) == (
        other.median, other.lower_quartile, other.upper_quartile, other.n,
    )  # fmt: skip


@given(figures)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_trend_backwards_is_the_trend_turned(series, values):
    there, back = trend(series(values)), trend(series(values[::-1]))
    assert back.slope == pytest.approx(-there.slope)
    assert back.p == pytest.approx(there.p)


def test_a_planted_trend_is_recovered_over_missing_days(series):
    rng = np.random.default_rng(1)
    values = 8000 + 60 * np.arange(60) + rng.normal(0, 500, 60)
    values[[3, 4, 5, 20, 41]] = NAN
    found = trend(series(values))
    assert found.low < 60 < found.high
    assert found.slope == pytest.approx(60, abs=8)
    assert found.p < 1e-6


def test_theil_and_sen_agree_with_scipy(series):
    stats = pytest.importorskip("scipy.stats")
    values = np.random.default_rng(2).normal(0, 1, 40).cumsum()
    assert trend(series(values)).slope == pytest.approx(stats.theilslopes(values).slope)


def test_long_series_are_taken_by_weeks(series):
    values = 50 + 0.01 * np.arange(1500) + np.random.default_rng(3).normal(0, 1, 1500)
    assert trend(series(values)).slope == pytest.approx(0.01, abs=0.001)


@pytest.mark.parametrize("at", [12, 30, 45])
def test_a_planted_change_is_found_within_two_days(series, at):
    values = np.random.default_rng(at).normal(7000, 900, 60)
    values[at:] += 3000
    found = change(series(values))
    assert abs(found.at - at) <= 2
    assert found.shift.low < 3000 < found.shift.high


def test_a_fortnight_away_gives_two_cuts(series):
    values = np.random.default_rng(5).normal(7000, 600, 60)
    values[25:39] -= 3500
    assert [round(each / 2) for each in change(series(values)).cuts] == pytest.approx([25 / 2, 39 / 2], abs=1.1)


def test_one_wild_day_is_no_change(series):
    values = np.random.default_rng(6).normal(7000, 600, 40)
    values[17] = 60_000
    assert change(series(values)) is None


def test_no_kernel_fails_on_days_that_are_all_the_same(series):
    same = series(np.full(40, 5.0))
    assert change(same) is None
    assert trend(same).p == 1
    assert weekend(same).shift.p == 1
    assert pattern(same).p == 1
    assert compare(same).shift.effect == 0
    assert association(same, same) is None


def test_weekend_and_weekday_effects_are_recovered(series):
    rng = np.random.default_rng(7)
    day = (np.arange(56)) % 7  # 1 January 2024 is a Monday
    values = rng.normal(6000, 800, 56) + 2500 * (day >= 5)
    found = weekend(series(values))
    assert found.shift.low < 2500 < found.shift.high
    assert found.weekend_n == 16
    tuesdays = pattern(series(rng.normal(6000, 800, 56) + 3000 * (day == 1)))
    assert tuesdays.highest == 1
    assert tuesdays.p < 0.001


def test_kruskal_and_wallis_agree_with_scipy(series):
    stats = pytest.importorskip("scipy.stats")
    values = np.random.default_rng(8).integers(0, 12, 56).astype(float)
    free = np.arange(56) % 7 >= 5
    plain = np.where(free, values - np.median(values[free]), values - np.median(values[~free]))
    groups = [plain[day::7] for day in range(7)]
    assert pattern(series(values + 40 * free)).p == pytest.approx(stats.kruskal(*groups).pvalue, rel=1e-6)


def test_circular_deviation_ignores_midnight():
    late = np.array([23.0, 23.5, 0.0, 0.5, 1.0])
    assert circular_sd(late) == pytest.approx(circular_sd((late + 12) % 24))
    assert circular_sd(late) == pytest.approx(np.std([-1, -0.5, 0, 0.5, 1]), rel=0.01)


def test_regularity_has_an_interval_around_it(series):
    found = regularity(series(np.random.default_rng(9).normal(450, 40, 60), "minutes_asleep"), np.random.default_rng(0))
    assert found.low < 40 < found.high
    assert found.low < found.sd < found.high


def test_the_sleep_regularity_index_by_hand(series):
    start, end = series([-1.0] * 10, "sleep_start"), series([7.0] * 10, "sleep_end")
    assert sleep_regularity(start, end).index == 100
    later = series([-1.0, 1.0] * 5, "sleep_start"), series([7.0, 9.0] * 5, "sleep_end")
    assert sleep_regularity(*later).index == pytest.approx(100 * (1 - 2 * 4 / 24))
    assert sleep_regularity(series([-1.0] * 7, "sleep_start"), series([7.0] * 7, "sleep_end")) is None


def test_an_effect_on_the_next_day_is_found_on_the_next_day(series):
    rng = np.random.default_rng(10)
    steps = rng.normal(8000, 2000, 90)
    asleep = 420 + np.concatenate([[0], (steps[:-1] - 8000) * 0.02]) + rng.normal(0, 20, 90)
    one, other = series(steps), series(asleep, "minutes_asleep")
    assert association(one, other, 1).p < 1e-6
    assert association(one, other, 1).low > 0.5
    assert association(one, other, 0).p > 0.01
    assert association(one, other, 1).n == 89


def test_spearman_agrees_with_scipy_over_missing_days(series):
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(11)
    x, y = rng.normal(size=40), rng.normal(size=40)
    x[[1, 5]], y[[5, 9]] = NAN, NAN
    both = ~(np.isnan(x) | np.isnan(y))
    found = association(series(x), series(y, "minutes_asleep"))
    assert found.rho == pytest.approx(stats.spearmanr(x[both], y[both]).statistic)
    assert found.n == 37


def test_what_follows_from_arithmetic_is_not_tested(series):
    made = [
        series(np.arange(20.0), each) for each in ("steps", "distance", "sedentary_minutes", "minutes_asleep", "weight")
    ]
    tested = {frozenset((a.metric.name, b.metric.name)) for a, b, _ in pairs(made)}
    assert frozenset(("steps", "distance")) not in tested
    assert frozenset(("sedentary_minutes", "minutes_asleep")) not in tested
    assert frozenset(("steps", "minutes_asleep")) in tested


def test_the_last_week_is_put_beside_the_four_weeks_before(series):
    values = np.random.default_rng(14).normal(60, 2, 60)
    values[-7:] += 8
    found = compare(series(values, "resting_heart_rate"))
    assert found.shift.low < 8 < found.shift.high
    assert found.shift.p < 0.01
    assert found.z > 2.5
    assert (found.recent_n, found.past_n) == (7, 28)
    values[-5:] = NAN
    values[-8] = NAN
    assert compare(series(np.append(values, 60.0), "resting_heart_rate")) is None


def test_dependence_between_days_is_seen_and_bounded():
    rng = np.random.default_rng(13)
    wave = np.zeros(400)
    for i in range(1, 400):
        wave[i] = 0.5 * wave[i - 1] + rng.normal()
    times = np.arange(400.0)
    assert lag1(times, wave) == pytest.approx(0.5, abs=0.12)
    assert lag1(times, np.tile([1.0, -1.0], 200)) == 0
    assert lag1(times, np.arange(400.0)) == 0.8


def test_a_weekend_rhythm_or_a_drift_that_two_series_share_is_no_association(series):
    rng = np.random.default_rng(15)
    free = np.arange(84) % 7 >= 5
    for common in (3 * free, np.arange(84) / 20):
        chances = [
            association(series(common + rng.normal(size=84)), series(common + rng.normal(size=84), "weight")).p
            for _ in range(60)
        ]
        assert np.mean(np.array(chances) < 0.05) <= 0.1
