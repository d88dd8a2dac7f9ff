"""Doses: just enough for a target, learned from answers, fair to the patient."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput, NotEnough
from thyself.decide.dose import Answer, Tolerance, allot, learn


def answers(person: str, tolerance: Tolerance, rng: np.random.Generator, count: int = 20) -> list[Answer]:
    doses = np.exp(rng.uniform(np.log(0.3), np.log(8.0), count))
    return [Answer(person, "s", float(q), tolerance.satisfaction(float(q)) + rng.normal(0, 0.1)) for q in doses]


@given(st.floats(0.1, 10), st.floats(1.1, 5), st.floats(-0.99, 1.2))
def test_the_dose_for_a_target_reaches_just_that(adequate: float, wide: float, target: float) -> None:
    own = Tolerance(adequate, adequate * wide)
    dose = own.dose(target)
    assert own.satisfaction(dose) == pytest.approx(target, abs=1e-6)
    assert own.satisfaction(dose * 0.98) < target


def test_satisfaction_never_falls_with_more_and_is_flat_beyond_what_is_desired() -> None:
    own = Tolerance(2.0, 4.0)
    told = [own.satisfaction(dose) for dose in np.linspace(0.01, 20, 200)]
    assert all(b >= a for a, b in pairwise(told))
    assert [own.satisfaction(dose) for dose in (2.0, 3.0, 4.0)] == [0.0, 0.5, 1.0]
    assert own.satisfaction(8.0) < 1.05


def test_bounds_are_learned_from_noisy_answers_and_those_of_somebody_new_from_others() -> None:
    rng = np.random.default_rng(0)
    told = [each for i in range(6) for each in answers(f"p{i}", Tolerance(1.0, 2.0), rng)]
    known = learn([*told, *answers("eager", Tolerance(2.5, 5.0), rng, 40)])
    eager = known.of("eager", "s")
    assert eager.adequate == pytest.approx(2.5, rel=0.25)
    assert eager.desired == pytest.approx(5.0, rel=0.25)
    assert known.of("new", "s").adequate == pytest.approx(1.0, rel=0.4)
    with pytest.raises(NotEnough, match="'elsewhere'"):
        known.of("new", "elsewhere")


def test_nobody_is_served_much_worse_for_complaining_less() -> None:
    rng = np.random.default_rng(1)
    told = [each for i in range(8) for each in answers(f"p{i}", Tolerance(2.0, 4.0), rng)]
    known = learn([*told, *answers("patient", Tolerance(0.2, 0.5), rng, 60)])
    assert known.dose("patient", "s", target=0.7) == pytest.approx(0.5 * known.usual["s"].dose(0.7))
    assert known.dose("patient", "s", target=0.7, fair=0.0) < 0.8


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(InvalidInput, match="below desired"):
        Tolerance(3.0, 2.0)
    with pytest.raises(InvalidInput, match="no target"):
        Tolerance(1.0, 2.0).dose(-2)
    with pytest.raises(NotEnough, match="ask people"):
        learn([])


def test_more_goes_to_whom_it_helps_most_and_nobody_is_left_below_the_least() -> None:
    rng = np.random.default_rng(2)
    quick, slow = Tolerance(1.0, 1.5), Tolerance(1.0, 6.0)
    told = [each for name, own in (("quick", quick), ("slow", slow)) for each in answers(name, own, rng, 60)]
    given_ = allot(told, target=0.7, least=0.3)
    assert quick.satisfaction(given_["quick", "s"]) > 0.8
    assert 0.1 < slow.satisfaction(given_["slow", "s"]) < 0.75
    same = quick.dose(0.7) + slow.dose(0.7)
    assert sum(given_.values()) < same


def test_allotting_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(NotEnough):
        allot([], target=0.7)
    with pytest.raises(InvalidInput, match="least"):
        allot([Answer("p", "s", 1.0, 0.5)], target=0.3, least=0.5)
