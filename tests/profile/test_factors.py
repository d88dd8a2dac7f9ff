"""What a person decides by: counted with a prior, told by name, found again where the topic is another."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Catalog, InvalidInput, Item, Request, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed
from thyself.profile.factors import Case, count
from thyself.store import Scope, open_store
from thyself.systems import Desk

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def cases(n: int, seed: int = 0) -> list[Case]:
    """Slow films are hated, French ones loved; the genre says nothing."""
    rng, out = Random(seed), []
    for at in range(n):
        slow, french = rng.random() < 0.5, rng.random() < 0.5
        features = {f"genre:{rng.choice(['crime', 'love', 'war'])}"} | ({"pace:slow"} if slow else set())
        features |= {"land:France"} if french else set()
        chance = 0.5 + 0.4 * french - 0.4 * slow
        out.append(Case(frozenset(features), "liked" if rng.random() < chance else "disliked", str(at)))
    return out


def test_factors_say_what_was_planted_and_what_was_not_says_little() -> None:
    found = count(cases(200))
    assert found.propensity("liked", "land:France") > 0.6 > 0.4 > found.propensity("liked", "pace:slow")
    assert found.telling("pace:slow") > 3 * max(found.telling(f"genre:{each}") for each in ("crime", "love", "war"))


def test_one_lucky_case_is_no_rule() -> None:
    found = count([Case(frozenset({"genre:war"}), "liked"), *(Case(frozenset(), "disliked") for _ in range(9))])
    assert found.propensity("liked", "genre:war") < 0.6
    assert found.propensity("liked", "never seen") == pytest.approx(found.usual["liked"])


def test_a_decision_names_its_factor() -> None:
    found = count(cases(200))
    liked, hated = found.decide({"land:France", "genre:war"}), found.decide({"pace:slow", "genre:war"})
    assert (liked.label, hated.label) == ("liked", "disliked")
    assert liked.reasons[0].factor == "land:France"
    assert hated.reasons[0].factor == "pace:slow"
    assert sum(liked.chances.values()) == pytest.approx(1.0)


def test_examples_are_those_that_went_by_the_same_factors() -> None:
    history = cases(200)
    found = count(history).near({"pace:slow", "genre:war"}, history, k=60)
    assert all("pace:slow" in case.features for case in found[:40])
    assert any("genre:war" not in case.features for case in found[:40])


def test_somebody_new_decides_as_others_do_and_then_as_themselves() -> None:
    others = count(cases(400, seed=1))
    new = count([], others=others)
    assert new.decide({"pace:slow"}).chances["liked"] == pytest.approx(
        others.decide({"pace:slow"}).chances["liked"], abs=0.1
    )
    contrary = [Case(frozenset({"pace:slow"}), "liked")] * 20 + [Case(frozenset({"land:France"}), "disliked")] * 20
    assert count(contrary, others=others).decide({"pace:slow"}).label == "liked"


def test_features_can_be_put_into_factors() -> None:
    history = [Case(frozenset({f"tea:{n}"}), "liked") for n in range(6)] + [Case(frozenset({"milk:1"}), "disliked")] * 6
    found = count(history, factor=lambda each: each.split(":")[0])
    assert found.decide({"tea:never seen"}).label == "liked"


def test_no_label_is_refused() -> None:
    with pytest.raises(InvalidInput):
        count([])


@given(st.lists(st.tuples(st.sets(st.sampled_from("abcd")), st.sampled_from(["x", "y", "z"])), min_size=1, max_size=20))
def test_chances_are_chances(given_cases: list[tuple[set[str], str]]) -> None:
    found = count([Case(frozenset(features), label) for features, label in given_cases])
    for label in found.usual:
        assert all(0 < found.propensity(label, each) < 1 or len(found.usual) == 1 for each in "abcd")
    assert sum(found.decide("ab").chances.values()) == pytest.approx(1.0)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store.scope("sam")
    store.close()


def test_the_system_says_which_factor_decided(scope: Scope) -> None:
    scope.append(
        Trace(f"Film {n}", at=NOW - timedelta(days=n + 1), kind="rated", source="films", value=5.0 if n % 2 else 1.0,
              item=f"f{n}", extra={"genres": ["crime" if n % 2 else "love", "drama"]})
        for n in range(12)
    )  # fmt: skip
    catalog = Catalog([Item("new", "A film", attributes={"genres": ["love", "drama"]})])
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    request = Request("predict", "A film", NOW, kind="rating", catalog=catalog, options={"item": "new"})
    made = card("rpm").build().respond(request, desk)
    assert made.text == "1"
    assert made.reasons[0].startswith("genre love speaks for 1")
    assert all(
        "love" in str(next(t for t in scope.traces() if t.id == piece.trace_ids[0]).extra)
        for piece in made.evidence[:3]
    )
    with pytest.raises(InvalidInput):
        card("rpm").build(k=0)


def test_factors_that_foretell_nothing_are_not_believed() -> None:
    rng = Random(3)
    history = [Case(frozenset(rng.sample("abcdef", 3)), rng.choice(["x", "y"])) for _ in range(60)]
    assert count(history).weight <= 0.3
    assert count(cases(200)).weight >= 0.7
