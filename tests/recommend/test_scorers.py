"""Scorers: each keeps the contract, and each does what its paper says on a case that can be worked out by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.contracts.recommender import BOATS, DAY, TEA, RecommenderContract, two_tastes
from thyself.core import Catalog, Item, ModelUnavailable, ThyselfError
from thyself.models import Hashed
from thyself.recommend import (
    EASE,
    IALS,
    Content,
    DecayedPopularity,
    Event,
    Histories,
    Interactions,
    ItemKNN,
    RP3Beta,
    Scorer,
    SegmentPopularity,
    Transitions,
    markov,
    needs,
)
from thyself.recommend.links import Links, strongest

WORDS = {each: f"{each.split('-')[0]} {'leaf cup' if each in TEA else 'sail mast'}" for each in (*TEA, *BOATS)}
THINGS = Catalog([Item(each, text) for each, text in WORDS.items()])


def scores(scorer: Scorer, interactions: Interactions, history: list[str]) -> dict[str, float]:
    found = scorer.scores(Histories.of(interactions.codes, [history]))[0]
    return dict(zip(interactions.items, found.tolist(), strict=True))


class TestItemKNN(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return ItemKNN()

    def test_it_is_the_cosine_of_who_took_them_and_the_last_counts_most(self) -> None:
        rows = Interactions.of([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("c", "x"), ("c", "z")])
        found = scores(ItemKNN(0.5).fit(rows), rows, ["z", "y"])
        assert found["x"] == pytest.approx(2 / 6**0.5 + 0.5 / 3**0.5, abs=1e-2)


class TestTransitions(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return Transitions()


class TestSegmentPopularity(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return SegmentPopularity(2, prior=5.0)


class TestMarkov(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return markov()

    def test_it_knows_the_direction_and_looks_at_the_last_alone(self) -> None:
        rows = Interactions.of([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("c", "y"), ("c", "z")])
        chain = markov().fit(rows)
        after = scores(chain, rows, ["x", "y"])
        assert max(after, key=after.__getitem__) == "z"
        assert after["x"] < 0.01
        assert scores(chain, rows, ["z", "x"])["y"] > 0.5


class TestRP3Beta(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return RP3Beta()

    def test_it_is_the_chance_of_the_walk(self) -> None:
        rows = Interactions.of([("a", "x"), ("a", "y"), ("b", "x"), ("b", "z"), ("b", "y")])
        walk = RP3Beta(1.0, 0.0).fit(rows)
        assert scores(walk, rows, ["x"])["y"] == pytest.approx(1 / 2 * 1 / 2 + 1 / 2 * 1 / 3, abs=2e-3)


class TestEASE(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return EASE(5.0)

    def test_it_is_the_closed_form(self) -> None:
        rng = np.random.default_rng(0)
        rows = Interactions.of([(f"p{p}", f"i{i}") for p, i in rng.integers(0, 9, (40, 2))])
        matrix = np.zeros((len(rows.people), len(rows.items)))
        matrix[rows.person, rows.item] = 1
        inverse = np.linalg.inv(matrix.T @ matrix + 3 * np.eye(len(rows.items)))
        expected = -inverse / np.diag(inverse)
        np.fill_diagonal(expected, 0)
        found = EASE(3.0).fit(rows).raw(Histories.of(rows.codes, [[each] for each in rows.items]))
        assert found == pytest.approx(expected, abs=1e-5)

    def test_items_beyond_the_limit_take_no_part(self) -> None:
        rows = two_tastes()
        found = EASE(1.0, most=2).fit(rows).raw(Histories.of(rows.codes, [[each] for each in rows.items]))
        assert np.count_nonzero(found) == 2

    def test_a_regularisation_that_is_too_small_is_told(self) -> None:
        with pytest.raises(ThyselfError, match="regularisation"):
            EASE(-5.0).fit(two_tastes())


class TestEASEByRatings(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return EASE(5.0, valued=0.3)

    def test_what_was_liked_counts_more_and_what_was_not_rated_counts_one(self) -> None:
        rows = two_tastes()
        fitted = EASE(5.0, valued=0.3).fit(rows)
        history = Histories.of(rows.codes, [[Event("tea-2", 5.0), Event("tea-2"), Event("tea-2", 4.0)]])
        loved, unknown, fair = fitted.weights(history)
        assert loved > unknown == 1 > fair
        assert loved - 1 == pytest.approx(0.3 * (5 - rows.value.mean()) / rows.value.std(), abs=1e-5)


class TestIALS(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return IALS(4, rounds=8)

    def test_it_is_the_solution_of_the_weighted_squares(self) -> None:
        rows = two_tastes()
        fitted = IALS(4, rounds=2, activity=0.5, valued=0.3).fit(rows)
        history = Histories.of(rows.codes, [[Event("tea-2", 5.0), Event("boat-1", 4.0)]])
        worth = np.zeros(len(rows.items))
        worth[history.item] = 1 + 0.3 * (history.value - rows.value.mean()) / rows.value.std()
        counts = np.array([len({*rows.item[rows.person == each]}) for each in range(len(rows.people))])
        missing = 0.1 * 3**0.5 / ((counts + 1) ** 0.5).mean()
        items = fitted.vectors.astype(float)
        left = items.T @ (items * (missing + worth)[:, None]) + 0.003 * (2 + missing * len(items)) * np.eye(4)
        assert fitted.one(history) == pytest.approx(items @ np.linalg.solve(left, items.T @ worth), rel=1e-4)


class TestIALSByRatingsAndActivity(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return IALS(4, rounds=8, activity=0.5, valued=0.3)


class TestDecayedPopularity(RecommenderContract):
    personal = False

    @pytest.fixture
    def scorer(self) -> Scorer:
        return DecayedPopularity(30.0)

    def test_what_is_old_counts_less(self) -> None:
        rows = Interactions.of([*[("a", "old", None, 0.0)] * 3, ("b", "new", None, 60 * DAY)])
        assert scores(DecayedPopularity(30.0).fit(rows), rows, [])["old"] == pytest.approx((3 / 4) ** 0.5)
        assert scores(DecayedPopularity(None).fit(rows), rows, [])["old"] == 1.0


class TestContent(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return Content(THINGS)

    def test_an_item_that_nobody_took_is_found_by_what_it_is(self) -> None:
        rows = two_tastes().with_items(["boat-9"])
        catalog = Catalog([*THINGS, Item("boat-9", "boat sail mast")])
        found = scores(Content(catalog).fit(rows), rows, ["boat-1"])
        assert found["boat-9"] > found["tea-1"]


class TestContentByVectors(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return Content(THINGS, Hashed())


def test_only_the_strongest_links_are_kept_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = needs.sparse().csr_matrix(np.array([[1.0, -3.0, 2.0], [0.0, 0.0, 4.0], [0.5, 0.0, 0.0]]))
    assert strongest(matrix, 2).toarray().tolist() == [[0, -3, 2], [0, 0, 4], [0.5, 0, 0]]
    assert Links.of(strongest(matrix, 1)).between(np.array([0, 1]), 1).tolist() == [-3, 0]


def test_without_scipy_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real: Any = builtins.__import__

    def without(name: str, *given: Any, **more: Any) -> Any:
        if name.startswith("scipy"):
            raise ImportError(name)
        return real(name, *given, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModelUnavailable, match=r"thyself\[recommend\]"):
        ItemKNN().fit(two_tastes())


def test_nothing_of_a_saved_file_is_run(tmp_path: Path) -> None:
    from thyself.recommend.keeping import load, save

    path = save(ItemKNN().fit(two_tastes()), tmp_path / "knn.npz")
    with np.load(path, allow_pickle=False) as kept:
        assert set(kept.files) == {"told", "starts", "to", "weight", "popular", "tie"}
    assert load(path).decay == 0.8
