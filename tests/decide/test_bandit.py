"""Bandits, what logs say of another policy, and what must never be suggested."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import thyself
from thyself.core import InvalidInput, Settings, Trace
from thyself.decide.activities import ACTIVITIES, CONDITIONS, Situation, allowed, conditions
from thyself.decide.bandit import AtRandom, LinUcb, Surprise
from thyself.decide.ledger import Ledger, answer
from thyself.decide.offpolicy import Logged, chances_of, doubly_robust, weighted
from thyself.home import Home

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)
ARMS = ("a", "b")


def taught(policy: LinUcb, rounds: int, rng: np.random.Generator, *, swap: bool = False) -> LinUcb:
    """Arm a is good where the second number is 1, b elsewhere; with ``swap`` the other way round."""
    for _ in range(rounds):
        context = np.array([1.0, float(rng.random() < 0.5)])
        arm = policy.act(context, ARMS, rng).arm
        policy.update(context, arm, float((arm == "a") == (bool(context[1]) != swap)))
    return policy


def test_what_suits_a_situation_is_learned_and_learned_anew_when_habits_change() -> None:
    rng = np.random.default_rng(0)
    policy = taught(LinUcb(2), 200, rng)
    here, there = np.array([1.0, 1.0]), np.array([1.0, 0.0])
    assert policy.expected(here, "a") > 0.8 > 0.5 > policy.expected(there, "a")
    taught(policy, 150, rng, swap=True)
    assert policy.expected(here, "a") < policy.expected(here, "b")
    assert policy.expected(there, "a") > policy.expected(there, "b")


def test_without_forgetting_a_change_of_habits_is_followed_less() -> None:
    stubborn, own = LinUcb(2, keep=1.0, watch=None), LinUcb(2)
    for policy in (stubborn, own):
        rng = np.random.default_rng(0)
        taught(taught(policy, 300, rng), 150, rng, swap=True)
    here = np.array([1.0, 1.0])
    assert own.expected(here, "b") > stubborn.expected(here, "b")


@given(st.integers(0, 1000))
def test_a_choice_is_one_of_the_arms_and_its_propensity_is_its_chance(seed: int) -> None:
    policy = taught(LinUcb(2, stray=0.2), 30, np.random.default_rng(seed))
    context = np.array([1.0, 1.0])
    picks = [policy.act(context, ARMS, np.random.default_rng(each)) for each in range(400)]
    share = sum(each.arm == "a" for each in picks) / len(picks)
    told = next((each.propensity for each in picks if each.arm == "a"), 0.0)
    assert abs(share - told) < 0.1
    assert all(each.propensity > 0 for each in picks)


def test_without_an_arm_nothing_is_chosen() -> None:
    for policy in (LinUcb(1), AtRandom()):
        with pytest.raises(InvalidInput, match="allow at least one"):
            policy.act(np.ones(1), [], np.random.default_rng(0))


def test_a_surprise_needs_a_run_of_misses_and_not_one() -> None:
    watch = Surprise(slack=0.1, limit=3.0)
    assert not any(watch.sees(0.6, each) for each in (0, 1, 0, 1, 1, 0, 1))
    assert any(watch.sees(0.6, 0) for _ in range(10))


def test_a_log_tells_what_another_policy_would_gain_and_a_wrong_model_does_not_spoil_it() -> None:
    rng = np.random.default_rng(3)
    truth = np.array([0.2, 0.7, 0.4])
    arms = rng.choice(3, 4000, p=[0.6, 0.2, 0.2])
    log = Logged(arms, np.array([0.6, 0.2, 0.2])[arms], (rng.random(4000) < truth[arms]).astype(float))
    wanted = chances_of(np.tile([0.0, 1.0, 0.0], (4000, 1)))
    assert weighted(log, wanted).value == pytest.approx(0.7, abs=0.04)
    found = doubly_robust(log, wanted, np.full((4000, 3), 0.9))
    assert abs(found.value - 0.7) <= 3 * found.error
    assert found.effective < 1000


def test_a_log_without_propensities_is_refused() -> None:
    with pytest.raises(InvalidInput, match="propensity"):
        Logged(np.array([0]), np.array([0.0]), np.array([1.0]))


@pytest.mark.parametrize(
    ("note", "held"),
    [
        ("I sprained my wrist", {"injury"}),
        ("I'm pregnant", {"pregnancy"}),
        ("no fever any more", set()),
        ("my knee injury is back", {"injury", "leg injury"}),
        ("my sister is pregnant", set()),
        ("a lovely walk", set()),
    ],
)
def test_conditions_are_read_from_the_persons_own_notes(note: str, held: set[str]) -> None:
    assert conditions([note]) == held


def test_each_condition_keeps_something_out_and_none_keeps_out_everything() -> None:
    noon = Situation(12)
    assert {each.name for each in allowed(ACTIVITIES, noon)[0]} == {each.name for each in ACTIVITIES}
    for name in CONDITIONS:
        able, why = allowed(ACTIVITIES, Situation(12, conditions=frozenset({name})))
        assert able
        assert why


def test_nothing_vigorous_late_and_nothing_outdoors_in_a_storm() -> None:
    assert "gym" not in {each.name for each in allowed(ACTIVITIES, Situation(22))[0]}
    assert "gym" in {each.name for each in allowed(ACTIVITIES, Situation(20))[0]}
    assert "walking" not in {each.name for each in allowed(ACTIVITIES, Situation(12, weather="storm"))[0]}
    assert "walking" in {each.name for each in allowed(ACTIVITIES, Situation(12, weather="rain"))[0]}


class Clock:
    """A clock that is set."""

    at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def home(tmp_path: Path) -> Iterator[tuple[Home, Clock]]:
    clock = Clock()
    with thyself.open(tmp_path / "home.db", clock=clock, settings=Settings(language_model="none")) as opened:
        yield opened, clock


def test_the_coach_learns_from_answers_and_forgets_with_them(home: tuple[Home, Clock]) -> None:
    opened, clock = home
    me = opened.person("me")
    for day in range(40):
        clock.at = NOW + timedelta(days=day)
        told = me.report("what should I do now?", system="healthguru")
        suggestion = told.reasons[-1].removeprefix("suggestion ")
        me.add([answer(suggestion, "breathe" in told.text, at=clock.at + timedelta(hours=1))])
    clock.at = NOW + timedelta(days=41)
    policy = LinUcb(8)
    ledger = Ledger(me.scope, "healthguru")
    assert ledger.learn(policy, before=clock.at) == 40
    noon = Situation(12).vector()
    assert policy.expected(noon, "meditation") > 0.5 > policy.expected(noon, "gym")
    assert all(each.propensity > 0 for each in ledger.suggestions(before=clock.at))
    me.forget(kind="did")
    anew = LinUcb(8)
    ledger.learn(anew, before=clock.at)
    assert anew.expected(noon, "meditation") == pytest.approx(0.0)
    me.forget(everything=True)
    assert ledger.suggestions(before=clock.at) == []


def test_an_injury_in_the_notes_keeps_the_gym_out_whatever_was_learned(home: tuple[Home, Clock]) -> None:
    opened, _clock = home
    me = opened.person("me")
    me.add([Trace("I sprained my wrist at work", at=NOW - timedelta(days=3), kind="wrote", source="diary")])
    told = me.report("what should I do now?", system="healthguru")
    assert "gym" not in told.text
    assert "gym: not with injury" in told.reasons
    assert told.evidence[0].text.startswith("I sprained")
    assert "emergency number" in me.report("chest pain, what should I do?", system="healthguru").text


def test_a_night_after_counts_where_it_is_known(home: tuple[Home, Clock]) -> None:
    opened, _clock = home
    me = opened.person("me")
    told = me.report("suggest an activity", system="healthguru")
    me.add([answer(told.reasons[-1].removeprefix("suggestion "), True, at=NOW + timedelta(hours=1))])
    ledger, later = Ledger(me.scope, "healthguru"), NOW + timedelta(days=5)
    assert [reward for _, reward in ledger.rewards(before=later)] == [1.0]
    nights = [(day, 480.0 if day != 1 else 300.0) for day in range(-9, 2)]
    me.add([
        Trace(f"{value:g} min asleep", at=NOW + timedelta(days=day), kind="measured", source="w", item="minutes_asleep",
              value=value, unit="min", extra={"per": "day"})
        for day, value in nights
    ])  # fmt: skip
    assert [reward for _, reward in ledger.rewards(before=later)] == [0.7]


def test_a_word_that_helps_is_chosen_by_what_was_said(home: tuple[Home, Clock]) -> None:
    opened, _ = home
    me = opened.person("me")
    me.add([
        Trace("350 min asleep", at=NOW - timedelta(days=day), kind="measured", source="w", item="minutes_asleep",
              value=350.0, unit="min", extra={"per": "day"}) for day in range(1, 15)
    ])  # fmt: skip
    told = me.report("I am so stressed and tired", system="healthguru")
    assert "small steps count" in told.text
    assert "5 h 50 min" in told.text
