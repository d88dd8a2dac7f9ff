"""On noise nothing is found: white noise, heavy tails, and days that depend on the day before by .3."""

import numpy as np
import pytest

from thyself.signals.association import association
from thyself.signals.change import change
from thyself.signals.compare import compare
from thyself.signals.trend import trend
from thyself.signals.week import weekend

MANY = 600


def noise(rng, days, dependence, heavy=False):
    shocks = rng.standard_t(3, days + 30) if heavy else rng.normal(size=days + 30)
    for i in range(1, days + 30):
        shocks[i] += dependence * shocks[i - 1]
    return shocks[30:]


@pytest.mark.parametrize(("dependence", "heavy"), [(0.0, False), (0.0, True), (0.3, False)])
def test_at_most_five_percent_of_noisy_series_of_sixty_days_have_a_change(series, dependence, heavy):
    rng = np.random.default_rng(20)
    alarms = [change(series(noise(rng, 60, dependence, heavy))) is not None for _ in range(MANY)]
    assert np.mean(alarms) <= 0.05


@pytest.mark.parametrize("days", [31, 60])
@pytest.mark.parametrize("dependence", [0.0, 0.3])
def test_tests_reject_noise_about_as_often_as_they_say(series, days, dependence):
    rng = np.random.default_rng(21)
    chances = {"trend": [], "weekend": [], "recent": [], "association": []}
    for _ in range(MANY):
        one, other = series(noise(rng, days, dependence)), series(noise(rng, days, dependence), "weight")
        chances["trend"].append(trend(one).p)
        chances["weekend"].append(weekend(one).shift.p)
        chances["recent"].append(compare(one).shift.p)
        chances["association"].append(association(one, other).p)
    for name, found in chances.items():
        assert np.mean(np.array(found) < 0.05) <= 0.085, name
        assert np.mean(np.array(found) < 0.005) <= 0.015, name


def test_two_slow_waves_are_not_taken_for_an_association(series):
    rng = np.random.default_rng(22)
    found = [association(series(noise(rng, 90, 0.7)), series(noise(rng, 90, 0.7), "weight")).p for _ in range(300)]
    assert np.mean(np.array(found) < 0.05) <= 0.1
