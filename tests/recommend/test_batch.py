"""Recommendations for everybody at once: the same as one by one, here and on a cluster, in little memory."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.contracts.recommender import two_tastes
from tests.contracts.workers import WorkersContract, blend
from thyself.core import InvalidInput, ModelUnavailable
from thyself.recommend import Interactions, ItemKNN, RP3Beta
from thyself.recommend.batch import everybody
from thyself.recommend.links import no_self, strongest, strongest_product, taken
from thyself.recommend.workers import Here, RayCluster, Workers


class TestHere(WorkersContract):
    @pytest.fixture
    def workers(self) -> Workers:
        return Here()


@pytest.fixture(scope="module")
def cluster() -> Iterator[RayCluster]:
    pytest.importorskip("ray")
    started = RayCluster()
    yield started
    started.close()


@pytest.mark.slow
class TestRayCluster(WorkersContract):
    @pytest.fixture
    def workers(self, cluster: RayCluster) -> Workers:
        return cluster


def test_without_ray_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(ModelUnavailable, match=r"thyself\[ray\]"):
        RayCluster()


def test_the_lists_do_not_depend_on_how_many_are_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = two_tastes(20)
    fitted, told = blend().fit(rows), []
    whole = everybody(fitted, rows, 20)
    monkeypatch.setattr("thyself.recommend.batch._AT_ONCE", 8)
    parts = everybody(fitted, rows, 20, progress=lambda done, total: told.append((done, total)))
    assert (whole.item == parts.item).all()
    assert whole.score == pytest.approx(parts.score, abs=1e-6)
    assert told[-1] == (20, 20)
    assert (whole.item[:, -1] == -1).all()
    assert np.isneginf(whole.score[:, -1]).all()
    for at in range(len(whole)):
        assert not {item for item, _ in whole.of(at)} & {
            rows.items[code] for code in rows.history(whole.people[at]).item
        }


def test_what_makes_no_sense_is_refused() -> None:
    rows = two_tastes()
    fitted = blend().fit(rows)
    with pytest.raises(InvalidInput, match="k=0"):
        everybody(fitted, rows, 0)
    with pytest.raises(InvalidInput, match="other items"):
        everybody(fitted, rows.with_items(["new"]))


def test_a_product_in_parts_is_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    rows = Interactions.of([(f"p{rng.integers(40)}", f"i{int(30 * rng.random() ** 2)}") for _ in range(600)])
    matrix = taken(rows)
    whole = strongest(no_self(matrix.T @ matrix), 5)
    links = {type(each): each.fit(rows).links for each in (ItemKNN(keep=7), RP3Beta(keep=4))}
    monkeypatch.setattr("thyself.recommend.links._AT_ONCE", 200)
    parts = strongest_product(matrix.T, matrix, 5)
    assert np.sort(parts.toarray(), axis=1) == pytest.approx(np.sort(whole.toarray(), axis=1))
    assert (parts.diagonal() == 0).all()
    for kind, before in links.items():
        after = (ItemKNN(keep=7) if kind is ItemKNN else RP3Beta(keep=4)).fit(rows).links
        assert (after.starts == before.starts).all()
        assert np.sort(after.weight) == pytest.approx(np.sort(before.weight))
