"""A graph of items without people: typed links, balanced draws, and towers that serve people never seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from tests.contracts.recommender import BOATS, TEA, RecommenderContract
from thyself.core import Catalog, InvalidInput, Item
from thyself.evaluate.splits import last_out
from thyself.recommend import (
    Balanced,
    Fitted,
    GraphEncoder,
    GraphTowers,
    Histories,
    Interactions,
    ItemGraph,
    Linking,
    Plain,
    Plan,
    Scorer,
    Training,
    Uniform,
    load_blend,
    tune,
)
from thyself.recommend.graph_encoder import _back, _forward, _Layer, positions

THINGS = Catalog(
    [Item(each, f"{each.split('-')[0]} {'leaf cup' if each in TEA else 'sail mast'}") for each in (*TEA, *BOATS)]
)


class TestGraphTowers(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return GraphTowers(THINGS, encoder=GraphEncoder(8), training=Training(40))


class TestGraphTowersWithoutTexts(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return GraphTowers(encoder=GraphEncoder(8), training=Training(40))


class TestTowersWithoutAGraph(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return GraphTowers(THINGS, encoder=Plain(), training=Training(40))


def worlds(people: int = 90) -> tuple[Interactions, Catalog]:
    """Books and casts of three tastes that no text tells; few people take casts."""
    rng = np.random.default_rng(0)
    books, casts = [f"b{n}" for n in range(30)], [f"c{n}" for n in range(12)]
    catalog = Catalog(
        [Item(each, "a thing", each, {"kind": "book" if each in books else "cast"}) for each in books + casts]
    )
    rows = []
    for person in range(people):
        mine = [each for each in books if int(each[1:]) % 3 == person % 3]
        rows += [(f"p{person}", each) for each in rng.permutation(mine)[:6]]
        if person < 30:
            rows += [(f"p{person}", f"c{3 * rng.integers(0, 4) + person % 3}")]
    return Interactions.of(rows).with_items(catalog.ids), catalog


def test_who_took_none_of_the_rare_kind_gets_those_that_stand_near_in_the_graph() -> None:
    rows, catalog = worlds()
    towers = GraphTowers(catalog, encoder=GraphEncoder(16)).fit(rows)
    casts = np.array([each.startswith("c") for each in rows.items])
    for taste in range(3):
        history = Histories.of(rows.codes, [[f"b{3 * n + taste}" for n in range(4)]])
        best = np.argsort(-np.where(casts, towers.scores(history)[0], -np.inf))[:3]
        assert [int(rows.items[each][1:]) % 3 for each in best] == [taste] * 3


def test_similar_items_are_those_near_in_the_graph() -> None:
    rows, catalog = worlds()
    towers = GraphTowers(catalog, encoder=GraphEncoder(16)).fit(rows)
    near = [rows.items[each] for each in towers.similar(rows.codes["b3"], 5)]
    assert all(int(each[1:]) % 3 == 0 for each in near)
    assert "b3" not in near


def test_links_are_by_pair_of_kinds_and_by_label() -> None:
    rows = Interactions.of([("p", "x"), ("p", "y"), ("q", "y"), ("q", "z")]).with_items(["w"])
    said = {"x": ("book", "Ann"), "y": ("book", "Bo"), "z": ("cast", "Ann"), "w": ("cast", "Cy")}
    catalog = Catalog([Item(each, each, "", {"kind": kind, "author": author}) for each, (kind, author) in said.items()])
    graph = ItemGraph.of(rows, catalog, linking=Linking(same=("author",)))
    linked = {
        name: {(rows.items[a], rows.items[b]) for a, b in zip(*each.nonzero(), strict=True)}
        for name, each in graph.types.items()
    }
    assert linked == {
        "book and book": {("x", "y"), ("y", "x")},
        "book and cast": {("y", "z"), ("z", "y")},
        "same author": {("x", "z"), ("z", "x")},
    }


def many_and_few() -> dict[str, object]:
    rng = np.random.default_rng(0)
    many = sparse.csr_matrix(np.triu(rng.random((60, 60)), 1))
    few = sparse.csr_matrix(([1.0, 1.0], ([0, 1], [58, 59])), shape=(60, 60))
    return {"many": many, "few": few}


def test_balanced_draws_give_each_type_its_share_and_uniform_draws_by_how_many_there_are() -> None:
    types, rng = many_and_few(), np.random.default_rng(1)
    few = {(0, 58), (1, 59)}

    def share(sampler: Balanced | Uniform) -> float:
        one, other = sampler.pairs(types, 400, rng)
        return float(np.mean([pair in few for pair in zip(one.tolist(), other.tolist(), strict=True)]))

    assert share(Balanced()) > 0.45
    assert share(Uniform()) < 0.1
    around = Balanced(3).draw(types, rng)
    assert [int(np.diff(each.indptr).max()) for each in around] == [3, 1]
    assert sum(np.diff(each.indptr)[0] for each in Uniform(3).draw(types, rng)) == 3
    sums = np.asarray(around[0].sum(axis=1)).ravel()
    assert sums[np.diff(around[0].indptr) > 0] == pytest.approx(1.0)


def test_the_way_back_through_a_layer_is_its_gradient() -> None:
    rng = np.random.default_rng(2)
    around = [sparse.csr_matrix(rng.random((5, 5))) for _ in range(2)]
    layer = _Layer([rng.normal(0, 1, (4, 3)) for _ in range(3)], ramp=True)
    into, pull = rng.normal(0, 1, (5, 4)), rng.normal(0, 1, (5, 3))
    steps, back = _back(layer, _forward(layer, into, around), around, pull)

    def slope(of: np.ndarray, at: tuple[int, int]) -> float:
        seen = []
        for step in (1e-6, -2e-6):
            of[at] += step
            seen.append(float((_forward(layer, into, around).out * pull).sum()))
        of[at] += 1e-6
        return (seen[0] - seen[1]) / 2e-6

    assert back[1, 2] == pytest.approx(slope(into, (1, 2)), rel=1e-4)
    for which, step in enumerate(steps):
        assert step[2, 1] == pytest.approx(slope(layer.maps[which], (2, 1)), rel=1e-4)


def test_an_item_that_nobody_took_has_the_vector_of_what_it_is() -> None:
    texts = {"new": "leaf cup tea", **{each.id: each.text for each in THINGS}}
    catalog = Catalog([Item(each, text) for each, text in texts.items()])
    rows = Interactions.of([(f"p{n}", each) for n in range(8) for each in (TEA if n % 2 else BOATS)])
    towers = GraphTowers(catalog, encoder=GraphEncoder(16)).fit(rows.with_items(catalog.ids))
    assert {towers.items[each] for each in towers.similar(towers.items.index("new"), 4)} == {*TEA}


def test_positions_are_nothing_where_there_are_no_links() -> None:
    types = {"all": sparse.csr_matrix(([1.0, 1.0], ([0, 1], [1, 0])), shape=(3, 3))}
    found = positions(types, 2, np.random.default_rng(0))
    assert found[2].tolist() == [0, 0]
    assert np.linalg.norm(found[:2], axis=1) == pytest.approx(1.0)


def test_vectors_need_the_types_that_were_learned_from() -> None:
    types = many_and_few()
    features = np.eye(60)[:, :8]
    encoder = GraphEncoder(4, training=Training(2)).fit(features, types)
    assert np.linalg.norm(encoder.vectors(features, types), axis=1)[0] == pytest.approx(1.0)
    with pytest.raises(InvalidInput, match="same types"):
        encoder.vectors(features, {"many": types["many"]})
    with pytest.raises(InvalidInput, match="no links"):
        GraphEncoder().fit(features, {})


def test_where_there_are_several_kinds_the_towers_are_tried_and_their_part_is_told_event_by_event(
    tmp_path: Path,
) -> None:
    rows, catalog = worlds()
    tuned = tune(rows, last_out(rows), Plan(catalog, seconds=None, families=("towers",)))
    assert set(tuned.alone) == {"popular", "towers"}
    assert tuned.alone["towers"] > tuned.alone["popular"]
    assert tuned.blend.weights["towers"] > 0
    fitted = Fitted(rows, tuned.blend.fit(rows), tuned)
    [first] = fitted.recommend(history=["b0", "b3"], k=1)
    why = fitted.explain(None, first.item, history=["b0", "b3"], counterfactuals=0)
    assert why.popularity + sum(each.adds for each in why.reasons) == pytest.approx(first.score, abs=1e-6)
    again = load_blend(fitted.save(tmp_path / "blend.npz"))
    some = Histories.of(rows.codes, [["b0", "b3"], []])
    assert again.scores(some) == pytest.approx(fitted.blend.scores(some), abs=1e-6)


def test_where_all_items_are_of_one_kind_there_is_nothing_for_the_towers_to_link() -> None:
    rows, catalog = worlds()
    one = Catalog([Item(each.id, each.text) for each in catalog])
    assert set(tune(rows, last_out(rows), Plan(one, seconds=None, families=("towers",))).alone) == {"popular"}
