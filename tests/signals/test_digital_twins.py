"""A twin carries a state over any time, foretells with an interval, and simulates: always said to be a simulation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import thyself
from thyself.core import InvalidInput, NotEnough, Settings, Trace
from thyself.evaluate.worlds.patients import fall, patient
from thyself.guard.health import says_too_much
from thyself.home import Home
from thyself.signals.cfc import NAMES, Cfc, from_body, to_body
from thyself.signals.cfc_training import Learned, Training, train
from thyself.signals.course import Channel, Course, Memory, Plan, plan_of, seen
from thyself.signals.twin import SIMULATION, Twin
from thyself.signals.twin_days import days_of, shipped
from thyself.signals.twin_fit import calibrated, in_scales
from thyself.signals.twin_walk import Effects, Walk, effects_of, foretold, walked

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)
PLAN = Plan((Channel("pressure", "mmHg", 130.0, 15.0), Channel("pulse", "bpm", 70.0, 8.0)),
            (Channel("dose", "doses", 0.2, 0.4),), 12.0)  # fmt: skip


def cell(inputs: int, units: int = 4, seed: int = 0) -> Cfc:
    rng = np.random.default_rng(seed)
    sizes = {"mix": (inputs + units, 6), "mix_bias": (6,)}
    sizes |= {name: ((units,) if name.endswith("_bias") else (6, units)) for name in NAMES[2:]}
    return Cfc({name: rng.normal(0, 0.5, size) for name, size in sizes.items()})


def learned(seed: int = 0) -> Learned:
    rng = np.random.default_rng(seed)
    return Learned(cell(PLAN.width, seed=seed), rng.normal(0, 0.3, (4, 2)), np.zeros(2), np.array([0.4, 0.2]))


def course(n: int = 20, seed: int = 1) -> Course:
    rng = np.random.default_rng(seed)
    values = np.column_stack([rng.normal(130, 15, n), rng.normal(70, 8, n)])
    values[rng.random((n, 2)) < 0.2] = np.nan
    return Course(np.cumsum(rng.exponential(10, n)), values, (rng.random((n, 1)) < 0.3).astype(float))


EFFECTS = Effects(np.array([1.0, 0.0]), np.array([0.5, 0.0]), np.array([0.1, 1.0]), np.array([0.5, 0.5]), np.ones(2))


def twin() -> Twin:
    misses = np.tile(np.array([[-0.5, 0.5], [-0.4, 0.4]]), (3, 1, 1))
    return Twin(PLAN, learned(), EFFECTS, np.array([0.5, 1.0]), misses, 4.0, 50)


def test_the_cell_is_the_closed_form_of_the_paper() -> None:
    made = cell(3)
    w, x, h, t = made.arrays, np.array([[0.2, -1.0, 0.5]]), np.array([[0.1, -0.2, 0.3, 0.0]]), np.array([1.7])
    z = np.concatenate([x, h], axis=1) @ w["mix"] + w["mix_bias"]
    z = z / (1 + np.exp(-z))
    k = 1 / (1 + np.exp(-((z @ w["a"] + w["a_bias"]) * 1.7 + z @ w["b"] + w["b_bias"])))
    f1, f2 = np.tanh(z @ w["f1"] + w["f1_bias"]), np.tanh(z @ w["f2"] + w["f2_bias"])
    assert made.step(x, h, t) == pytest.approx(f1 * (1 - k) + k * f2)
    assert (made.units, made.inputs) == (4, 3)


@given(arrays(float, (3, 4), elements=st.floats(-1, 1)), st.floats(0, 1e6))
def test_a_state_stays_within_bounds_over_any_time(state: np.ndarray, elapsed: float) -> None:
    assert np.abs(cell(2).step(np.ones((3, 2)), state, np.full(3, elapsed))).max() <= 1


def test_without_an_array_there_is_no_cell() -> None:
    with pytest.raises(InvalidInput, match="f2"):
        Cfc({name: np.zeros((2, 2)) for name in NAMES if name != "f2"})
    with pytest.raises(InvalidInput):
        from_body({"mix": 3})


@given(arrays(float, (2, 3), elements=st.floats(-99, 99)))
def test_arrays_are_read_as_they_were_written_to_four_digits(values: np.ndarray) -> None:
    assert from_body(to_body({"x": values}))["x"] == pytest.approx(values, rel=1e-3, abs=1e-9)


def test_what_is_missing_is_missing_and_never_zero() -> None:
    told = seen(
        PLAN, Course(np.array([0.0, 5.0]), np.array([[np.nan, 78.0], [160.0, np.nan]]), np.array([[0.0], [np.nan]]))
    )
    assert told.coming[0, :4].tolist() == [0, 1, 0, 1]  # nothing seen, and that it was not
    assert told.coming[1, :4].tolist() == [2, 1, 1, 0]  # the last pulse is carried, and was not seen now
    assert told.passing[1, 8:10].tolist() == [0, 0]  # nobody knows of a dose
    assert told.memory.n.tolist() == [1, 1]


def test_a_course_whose_moments_are_out_of_order_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Course(np.array([5.0, 1.0]), np.zeros((2, 2)), np.zeros((2, 1)))


def test_what_is_told_stands_on_nothing_later() -> None:
    whole, at = course(20), 12
    (all_of,), (part,) = walked(PLAN, learned(), [whole]), walked(PLAN, learned(), [whole.head(at)])
    assert all_of.told[:at] == pytest.approx(part.told)
    assert twin().state(whole.head(at)).cell == pytest.approx(part.cell)


def test_courses_led_together_are_told_as_each_alone() -> None:
    some = [course(20, 1), course(7, 2), course(13, 3)]
    for one, together in zip(some, walked(PLAN, learned(), some), strict=True):
        (alone,) = walked(PLAN, learned(), [one])
        assert together.told == pytest.approx(alone.told)
        assert together.cell == pytest.approx(alone.cell)


def planted_walks(factors: list[float], n: int = 60, noise: float = 0.3, seed: int = 4) -> list[Walk]:
    """Courses in which effects are ``factor`` times what the cell tells."""
    rng, found = np.random.default_rng(seed), []
    for factor in factors:
        effect = np.where(rng.random((n, 1)) < 0.3, -1.0, 0.0)
        wanted = factor * effect + noise * rng.normal(size=(n, 1))
        found.append(Walk(np.ones(n), effect, effect, wanted, np.zeros(2), Memory.empty(1)))
    return found


def test_the_own_factor_is_learned_from_the_own_misses_and_drawn_to_people_at_large() -> None:
    people = planted_walks([0.4, 0.7, 1.0, 1.3, 1.6] * 6)
    made = effects_of(people)
    assert made.mean[0] == pytest.approx(1.0, abs=0.15)
    assert made.vary[0] == pytest.approx(0.45, abs=0.2)
    (strong,) = planted_walks([1.8], seed=9)
    factor, unsure = made.after(strong)
    assert factor[0, 0] == made.mean[0]
    assert 1.5 < factor[-1, 0] < 1.9
    assert unsure[-1, 0] < unsure[0, 0]


def test_effects_that_people_who_were_held_out_do_not_bear_out_are_told_as_none() -> None:
    made = effects_of(planted_walks([0.0] * 20))
    assert made.mean[0] == 0
    assert made.unsure[0] > 0


def test_a_simulation_changes_nothing_but_what_is_planned() -> None:
    made, state = twin(), twin().state(course())
    same = made.what_if(state, 10.0, {"dose": 0.0}, {"dose": 0.0})
    assert [each.difference.value for each in same] == [0, 0]
    first = made.what_if(state, 10.0, {"dose": 1.0}, {"dose": 0.0})
    assert made.what_if(state, 10.0, {"dose": 1.0}, {"dose": 0.0}) == first
    assert made.expect(state, 10.0, {"dose": 1.0})["pressure"].value == first[0].then.value


def test_a_simulation_always_says_that_it_is_one() -> None:
    made = twin()
    for amount in (0.5, 1.0, 3.0):
        for each in made.what_if(made.state(course()), 10.0, {"dose": amount}, {"dose": 0.0}):
            assert each.text.startswith("Simulation: ")
            assert SIMULATION in each.text
            assert not says_too_much(each.text)


def test_where_it_cannot_be_told_it_is_said_and_where_it_can_it_is_not() -> None:
    made = twin()
    sure, unsure = made.what_if(made.state(course()), 10.0, {"dose": 1.0}, {"dose": 0.0})
    assert ("cannot be told" in sure.text) == (sure.difference.low <= 0 <= sure.difference.high)
    assert "cannot be told" in unsure.text


def test_too_little_or_too_far_is_not_foretold() -> None:
    made = twin()
    with pytest.raises(NotEnough, match="7 are needed"):
        made.expect(made.state(course(4)), 10.0)
    with pytest.raises(InvalidInput, match="48 hours"):
        made.expect(made.state(course()), 100.0)
    with pytest.raises(InvalidInput, match="there are dose"):
        made.expect(made.state(course()), 10.0, {"walk": 1.0})
    with pytest.raises(InvalidInput, match="usual amount"):
        made.what_if(made.state(course()), 10.0, {"dose": 1.0}, {})


def test_a_twin_is_read_as_it_was_written() -> None:
    made = twin()
    again = Twin.from_json(made.to_json())
    one, other = (each.expect(each.state(course()), 10.0, {"dose": 1.0}) for each in (made, again))
    assert [each.value for each in other.values()] == pytest.approx([each.value for each in one.values()], rel=1e-2)
    assert again.plan == made.plan
    with pytest.raises(InvalidInput):
        Twin.from_json('{"plan": 1}')


def test_training_learns_that_time_passes_and_runs_without_torch() -> None:
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    rng = np.random.default_rng(2)
    gaps, poured, level = rng.exponential(1, (80, 8)), rng.normal(0, 1, (80, 8)), np.zeros((80, 8))
    for at in range(1, 8):
        level[:, at] = (level[:, at - 1] + poured[:, at]) * np.exp(-gaps[:, at])
    hours = np.cumsum(gaps, axis=1)
    courses = [Course(hours[i], level[i][:, None], poured[i][:, None]) for i in range(80)]
    plan = plan_of(courses[:60], (("level", ""),), (("poured", ""),), step=1.0)
    made = train(plan, courses[:60], Training(units=8, mix=16, epochs=15, rate=1.5e-2, batch=20))
    mixed = [Course(np.cumsum(rng.permutation(np.diff(each.hours, prepend=0))), each.values, each.events)
             for each in courses[60:]]  # fmt: skip
    far, apart = (
        np.concatenate([(each.wanted - each.told)[1:] for each in walked(plan, made, some)]).std()
        for some in (courses[60:], mixed)
    )
    assert far < 0.6 * np.concatenate([each.values[1:] for each in courses[60:]]).std() / plan.vitals[0].spread
    assert far < 0.8 * apart


@pytest.mark.slow
def test_an_own_course_tells_the_own_effect_nearer_than_people_at_large() -> None:
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    people = [patient(np.random.default_rng([8, i])) for i in range(150)]
    courses = [Course(each.hours, each.values, each.doses) for each in people]
    plan = plan_of(courses[:90], (("pressure", "mmHg"), ("pulse", "bpm")), (("dose", "doses"),), step=12.0)
    made = calibrated(plan, train(plan, courses[:90], Training(epochs=25, length=80)), courses[90:120], people=90)
    told = [
        made.what_if(made.state(each), 10.0, {"dose": 1.0}, {"dose": 0.0})[0].difference.value for each in courses[120:]
    ]
    truth = np.array([-fall(each.effect, 10.0) for each in people[120:]])
    at_large = np.mean([-fall(each.effect, 10.0) for each in people[:90]])
    assert np.mean(np.abs(told - truth)) < np.mean(np.abs(at_large - truth))
    (walk,) = walked(plan, made.learned, courses[120:121])
    assert foretold(walk, made.effects).shape == in_scales(walk, made.effects).shape


def days(n: int = 20, *, last: int = 0, steps: bool = True) -> list[Trace]:
    rng, found = np.random.default_rng(3), []
    for back in range(n):
        at = datetime(2025, 4, 1, tzinfo=UTC) - timedelta(days=back + last)
        rows = [("minutes_asleep", 400 + 20 * rng.normal(), "min"), ("resting_heart_rate", 58 + rng.normal(), "bpm")]
        rows += [("steps", 8000 + 900 * rng.normal(), "count")] if steps else []
        found += [Trace(f"{value:.0f} {unit}", at=at, kind="measured", source="watch", item=item,
                        value=float(round(value)), unit=unit,
                        extra={"per": "day"}) for item, value, unit in rows]  # fmt: skip
    return found


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW, settings=Settings(language_model="none")) as opened:
        yield opened


def test_the_next_morning_is_told_with_its_interval_and_its_evidence(home: Home) -> None:
    me = home.person("me")
    me.add(days())
    found = me.report("tomorrow", system="digital-twin")
    assert "minutes asleep: " in found.text
    assert "Simulation" not in found.text
    low, value, high = (found.figures[f"minutes_asleep {part}"] for part in ("low", "value", "high"))
    assert 300 < low < value < high < 500
    numbers = {f"{each:.0f}" for each in found.figures.values()} | {"20", "19", "2025", "04", "01"}
    assert set(re.findall(r"\d+", found.text)) <= numbers
    assert {each.trace_ids[0] for each in found.evidence} <= {each.id for each in me.traces()}
    assert not says_too_much(found.text)


def test_a_plan_is_simulated_and_said_to_be_a_simulation(home: Home) -> None:
    me = home.person("me")
    me.add(days())
    for wish in ("what if I walk 12,000 steps?", "what if I walk 12k steps"):
        found = me.report(wish, system="digital-twin")
        assert (
            "Simulation: with 1.200e+04 count of steps" in found.text
            or "Simulation: with 12,000 count of steps" in found.text
        )
        assert SIMULATION in found.text
    assert "No simulation" in me.report("what if I walk 90,000 steps?", system="digital-twin").text


def test_a_plan_without_the_key_figures_is_refused(home: Home) -> None:
    me = home.person("me")
    me.add(days(steps=False))
    assert "No simulation" in me.report("what if I walk 12,000 steps?", system="digital-twin").text


@pytest.mark.parametrize(("traces", "why"), [(days(last=5), "days old"), (days(4), "fewer than 7 mornings")])
def test_of_old_or_thin_figures_nothing_is_foretold(home: Home, traces: list[Trace], why: str) -> None:
    me = home.person("me")
    me.add(traces)
    found = me.report("tomorrow", system="digital-twin")
    assert why in found.text
    assert "between" not in found.text


def test_forgetting_leaves_nothing_of_the_twin(home: Home) -> None:
    me = home.person("me")
    me.add(days())
    assert me.report("tomorrow", system="digital-twin").evidence
    me.forget(kind="measured")
    found = me.report("tomorrow", system="digital-twin")
    assert (found.evidence, dict(found.figures)) == ((), {})
    assert not list(me.scope.derived("state:digital-twin"))


def test_what_is_on_record_about_a_figure_is_named_with_its_path(home: Home) -> None:
    me = home.person("me")
    me.add(days())
    me.add([Trace("Condition: Apnoea", at=NOW - timedelta(days=90), kind="condition", source="fhir", item="snomed:1")])
    assert not any("on record" in each for each in me.report("tomorrow", system="digital-twin").reasons)
    from thyself.memory.patient import Known, patient_graph, support

    graph = patient_graph(me.scope, knowledge=[Known("snomed:1", "watchedBy", "resting_heart_rate", "planted")])
    assert [[step.to for step in path] for path in support(graph, "resting_heart_rate")][1] == [
        "snomed:1",
        "resting_heart_rate",
    ]


@pytest.mark.parametrize(
    ("wish", "words"),
    [("tomorrow, I have chest pain", "emergency number"), ("what if I stop my medication?", "medicines")],
)
def test_a_wish_for_help_or_a_doctor_gets_that_and_no_simulation(home: Home, wish: str, words: str) -> None:
    me = home.person("me")
    me.add(days())
    found = me.report(wish, system="digital-twin")
    assert words in found.text
    assert not found.evidence
    assert "Expected" in me.report("tomorrow, no chest pain", system="digital-twin").text


def test_the_shipped_twin_tells_a_usual_life_as_usual() -> None:
    made = shipped()
    assert days_of({}) is None
    n = 30
    values = np.column_stack([np.full(n, 420.0), np.full(n, 60.0), np.full(n, 45.0)])
    told = made.expect(
        made.state(Course(24.0 * np.arange(n), values, np.full((n, 1), 8000.0))), 24.0, {"steps": 8000.0}
    )
    assert told["minutes_asleep"].value == pytest.approx(420, abs=15)
    assert told["resting_heart_rate"].value == pytest.approx(60, abs=2)
    assert replace(made, people=1).people == 1
