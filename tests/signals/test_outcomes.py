"""Outcomes: told where people who were held out bear it out, and not told else."""

from __future__ import annotations

import numpy as np
import pytest

from thyself.core import InvalidInput
from thyself.signals.outcome import Cases, fit, judge


def cases(strength: float, count: int = 600) -> Cases:
    rng = np.random.default_rng(5)
    seen = rng.normal(0, 1, (count, 3))
    habit = rng.uniform(0.2, 0.6, count)
    odds = np.log(habit / (1 - habit)) + strength * seen[:, 1]
    happened = (rng.random(count) < 1 / (1 + np.exp(-odds))).astype(float)
    return Cases(seen, happened, habit, np.array([f"p{i % 12}" for i in range(count)]))


def test_what_figures_show_is_told_and_which_figure_it_is() -> None:
    found = judge(cases(1.5), np.random.default_rng(0))
    assert found.line is not None
    assert found.low > 0
    assert abs(found.line.weights[2]) > 3 * max(abs(found.line.weights[1]), abs(found.line.weights[3]))


def test_what_figures_do_not_show_cannot_be_told() -> None:
    assert judge(cases(0.0), np.random.default_rng(0)).line is None


def test_with_hardly_any_case_the_habit_stands() -> None:
    few = cases(2.0, 6)
    told = fit(few).chances(few.seen, few.habit)
    assert np.abs(told - few.habit).max() < 0.2


def test_a_habit_that_is_no_chance_and_too_few_people_are_refused() -> None:
    own = cases(1.0, 12)
    with pytest.raises(InvalidInput, match="between 0 and 1"):
        Cases(own.seen, own.happened, np.ones(12), own.people)
    with pytest.raises(InvalidInput, match="6 are needed"):
        judge(Cases(own.seen, own.happened, own.habit, np.array(["a"] * 12)), np.random.default_rng(0))
