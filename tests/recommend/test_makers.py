"""Which of many models makes what a person likes: metrics at first, then the person's own choices, told one by one."""

from __future__ import annotations

import numpy as np
import pytest

from thyself.core import InvalidInput
from thyself.models import Hashed
from thyself.recommend import Favour, Made, Metrics, Roster, made_anew, ranked, shortlist

WISHES = ["a boat on the sea", "a cup of tea", "a walk in the wood", "a letter home"]
STYLES = {
    "plain": lambda wish: f"Here is {wish}.",
    "list": lambda wish: f"- first: {wish}\n- second: the light\n- third: the wind",
    "loud": lambda wish: f"Wow! {wish}! Great! Look at it! Yes!",
    "shy": lambda wish: f"I am sorry, perhaps this might be {wish}, but it depends.",
}


@pytest.fixture
def roster() -> Roster:
    made = [Made(name, wish, make(wish)) for name, make in STYLES.items() for wish in WISHES]
    return Roster.of(made, Hashed(), used={"shy": 10_000.0, "plain": 10.0})


def test_with_no_choice_the_metrics_decide_as_they_are_weighed() -> None:
    made = [Made(name, wish, make(wish)) for name, make in STYLES.items() for wish in WISHES]
    used = {"shy": 10_000.0, "plain": 10.0}
    by_use = Roster.of(made, Hashed(), metrics=Metrics(0.0, 0.0, 1.0), used=used)
    assert shortlist(by_use, by_use.prior(), 1)[0][0] == "shy"
    by_fit = Roster.of(made, Hashed(), metrics=Metrics(1.0, 0.0, 0.0), used=used)
    assert shortlist(by_fit, by_fit.prior(), 1)[0][0] == "plain"


def test_few_choices_turn_the_order(roster: Roster) -> None:
    loud, others = roster.usual[2], np.delete(roster.usual, 2, axis=0)
    before = [name for name, _ in shortlist(roster, roster.prior(), 4)]
    favour = roster.prior().chose(np.tile(loud, (9, 1)), np.tile(others, (3, 1)))
    assert before[0] != "loud"
    assert shortlist(roster, favour, 1)[0][0] == "loud"
    away = roster.prior().chose(np.tile(others, (3, 1)), np.tile(loud, (9, 1)))
    assert shortlist(roster, away, 4)[-1][0] == "loud"


def test_choices_add_up_to_the_worth(roster: Roster) -> None:
    prior = roster.prior()
    favour = prior.chose(roster.usual[[0, 0, 1]], roster.usual[[2, 3, 3]], np.array([1.0, 0.5, 2.0]))
    for row in roster.usual:
        worth = float(prior.worth(row[None])[0] + favour.because(row).sum())
        assert worth == pytest.approx(float(favour.worth(row[None])[0]), abs=1e-9)


def test_the_weights_are_the_most_likely_ones() -> None:
    rng = np.random.default_rng(0)
    won, lost = rng.normal(size=(2, 30, 3))
    prior = Favour(np.array([0.5, 0.0, -1.0]), np.array([1.0, 4.0, 0.5]), np.zeros(3), np.zeros((0, 3)))

    def likelihood(weights: np.ndarray) -> float:
        fit = -np.logaddexp(0, -(won - lost) @ weights).sum()
        return float(fit - 0.5 * ((weights - prior.before) ** 2 / prior.spread).sum())

    best = prior.chose(won, lost).weights
    assert all(likelihood(best) >= likelihood(best + rng.normal(0, 0.01, 3)) for _ in range(100))


def test_no_choice_is_as_if_nothing_was_known_and_forgetting_one_is_learning_from_the_others(roster: Roster) -> None:
    prior, usual = roster.prior(), roster.usual
    assert prior.chose(usual[:0], usual[:0]).weights == pytest.approx(prior.weights)
    both, one = prior.chose(usual[[0, 1]], usual[[2, 3]]), prior.chose(usual[[0]], usual[[2]])
    assert both.chose(usual[[0]], usual[[2]]).weights == pytest.approx(one.weights)


def test_what_is_not_known_is_tried_now_and_then(roster: Roster) -> None:
    rng = np.random.default_rng(0)
    favour = roster.prior(whose=2.0).chose(np.tile(roster.usual[0], (40, 1)), np.tile(roster.usual[1], (40, 1)))
    firsts = {shortlist(roster, favour.drawn(rng), 1)[0][0] for _ in range(60)}
    assert len(firsts) > 1
    assert np.trace(favour.doubt) < roster.prior(whose=2.0).spread.sum()


def test_what_is_made_anew_is_ranked_by_the_same_favour(roster: Roster) -> None:
    usual = roster.usual
    favour = roster.prior().chose(np.tile(usual[1], (6, 1)), np.tile(usual[[0, 2, 3]], (2, 1)))
    names = [name for name, _ in shortlist(roster, favour, 3)]
    made = made_anew("a house on the hill", STYLES, names)
    assert [each.maker for each in made] == names
    found = ranked(made, roster, favour, Hashed())
    assert found[0][0].maker == "list"
    assert [worth for _, worth in found] == sorted((worth for _, worth in found), reverse=True)


def test_among_few_answers_the_metrics_are_those_of_the_model(roster: Roster) -> None:
    few = Roster.of([Made(name, "a bridge", "A bridge.") for name in ("shy", "plain")], Hashed(), like=roster)
    assert few.table[:, 0].tolist() == roster.usual[[3, 0], 0].tolist()


def test_many_people_say_what_is_held_of_one() -> None:
    rng = np.random.default_rng(0)
    apart = rng.normal(size=(400, 2))
    apart[(apart[:, 0] < 0)] *= -1  # the first sign decides
    everybody = Favour.of_many(apart, np.full(2, 0.1))
    assert everybody.weights[0] > 1 > abs(everybody.weights[1])


def test_what_cannot_be_is_told(roster: Roster) -> None:
    with pytest.raises(InvalidInput, match="made anything"):
        Roster.of([], Hashed())
    with pytest.raises(InvalidInput, match="not in the roster: new"):
        Roster.of([Made("new", "a", "b")], Hashed(), like=roster)
    with pytest.raises(InvalidInput, match="give one for each"):
        roster.prior().chose(roster.usual[:2], roster.usual[:1])
    with pytest.raises(InvalidInput, match="no model is called x"):
        made_anew("a", STYLES, ["x"])
