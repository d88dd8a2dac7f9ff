"""One pass over the links of several scorers gives what each of them gives alone."""

import numpy as np
import pytest

from tests.contracts.recommender import two_tastes
from thyself.recommend import EASE, Blend, DecayedPopularity, Event, Histories, ItemKNN, Transitions, markov
from thyself.recommend.stacked import Stacked


def arms() -> dict[str, object]:
    return {
        "popular": DecayedPopularity(),
        "knn": ItemKNN(0.5),
        "transitions": Transitions(decay=0.9),
        "markov": markov(),
        "ease": EASE(5.0, decay=1.0),
    }


@pytest.mark.parametrize("history", [[], ["tea-1"], ["boat-1", "tea-2", "boat-1"], ["tea-1"] * 40 + ["boat-2"]])
def test_side_by_side_is_one_after_the_other(history: list[str]) -> None:
    rows = two_tastes()
    blend = Blend(arms(), dict.fromkeys(arms(), 1.0), trust=2.0).fit(rows)
    known = Histories.of(rows.codes, [history])
    assert blend.one(known) == pytest.approx(blend.scores(known)[0], abs=1e-5)
    factors, total = blend.factors(known)
    alone = sum(factors[name] * arm.one(known) for name, arm in blend.arms.items())
    assert total == pytest.approx(alone, abs=1e-9)
    for item in range(len(rows.items)):
        events = sum(factors[name] * arm.terms(known, item).events for name, arm in blend.arms.items())
        assert blend.terms(known, item, factors).events == pytest.approx(events, abs=1e-9)


def test_links_that_were_learned_anew_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = two_tastes()
    blend = Blend(arms(), dict.fromkeys(arms(), 1.0)).fit(rows)
    known = Histories.of(rows.codes, [["boat-1"]])
    before = blend.one(known)
    blend.fit(two_tastes(30))
    assert not np.allclose(blend.one(known), before)
    made = []
    monkeypatch.setattr(Stacked, "of", classmethod(lambda cls, arms: made.append(arms)))
    blend.one(known)
    assert not made


def test_an_event_that_is_so_old_that_it_counts_next_to_nothing_counts_nothing() -> None:
    knn = ItemKNN(0.5).fit(two_tastes())
    known = Histories.of({each: code for code, each in enumerate(knn.items)}, [["boat-1"] + ["tea-1"] * 20])
    assert knn.weights(known)[0] == 0
    assert knn.terms(known, knn.items.index("boat-2")).score == pytest.approx(
        float(knn.scores(known)[0][knn.items.index("boat-2")]), abs=1e-6
    )


def test_what_ratings_count_is_in_the_one_pass_too() -> None:
    rows = two_tastes()
    blend = Blend(
        {"popular": DecayedPopularity(), "knn": ItemKNN(0.5), "ease": EASE(5.0, valued=0.4)},
        {"popular": 0.1, "knn": 1.0, "ease": 1.0},
    ).fit(rows)
    known = Histories.of(rows.codes, [[Event("tea-1", 5.0, 0.0), Event("boat-1", 3.0, 1.0), Event("tea-2")]])
    assert blend.one(known) == pytest.approx(blend.scores(known)[0], abs=1e-5)
    factors, _ = blend.factors(known)
    for item in range(len(rows.items)):
        events = sum(factors[name] * arm.terms(known, item).events for name, arm in blend.arms.items())
        assert blend.terms(known, item, factors).events == pytest.approx(events, abs=1e-9)
