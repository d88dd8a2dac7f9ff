"""The sequence encoder: it keeps the contract, reads the order, and is read without torch as torch reads it."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.contracts.recommender import DAY, RecommenderContract, two_tastes
from thyself.core import InvalidInput, ModelUnavailable
from thyself.recommend import (
    Blend,
    DecayedPopularity,
    Fitted,
    Histories,
    Interactions,
    ItemKNN,
    Plan,
    SASRec,
    inner_split,
    load,
    save,
    tune,
    tuning,
)
from thyself.recommend.blend import load_blend

torch = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def small(**changed: Any) -> SASRec:
    settings = {"heads": 1, "steps": 60, "batch": 64, "dropout": 0.0, "rate": 2e-2, "length": 8} | changed
    return SASRec(8, **settings)


class TestSASRec(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> SASRec:
        return small()


def by_order() -> Interactions:
    """After a and b in this order comes c; after b and a comes d: the same things in either."""
    ways = (["a", "b", "c"], ["b", "a", "d"])
    return Interactions.of([(f"p{n}", each, None, DAY * at) for n in range(40) for at, each in enumerate(ways[n % 2])])


def test_the_order_of_the_history_decides() -> None:
    rows = by_order()
    found = small().fit(rows).scores(Histories.of(rows.codes, [["a", "b"], ["b", "a"]]))
    after = [dict(zip(rows.items, each.tolist(), strict=True)) for each in found]
    assert after[0]["c"] > after[0]["d"]
    assert after[1]["d"] > after[1]["c"]


def test_only_as_many_events_are_read_as_were_asked_for() -> None:
    rows = two_tastes()
    encoder = small(length=2, steps=20).fit(rows)
    long, short = (Histories.of(rows.codes, [each]) for each in (["boat-1", "tea-2", "tea-3"], ["tea-2", "tea-3"]))
    assert (encoder.scores(long) == encoder.scores(short)).all()


@pytest.mark.parametrize(("blocks", "heads"), [(1, 1), (2, 2), (3, 4)])
def test_numpy_reads_what_torch_learned(blocks: int, heads: int) -> None:
    from thyself.recommend.sasrec_training import _states

    rows = two_tastes()
    encoder = small(blocks=blocks, heads=heads, steps=15, drawn=3).fit(rows)
    weights = {name: torch.from_numpy(each) for name, each in encoder.learned_weights.items()}
    item = np.array([[0, 3, 1, 5, 2]])
    theirs = _states(torch, encoder, weights, torch.from_numpy(item))[0, -1].numpy()
    mine = encoder.states(Histories.of(rows.codes, [[rows.items[each] for each in item[0]]]))[0]
    assert mine == pytest.approx(theirs, abs=1e-9)


def test_another_seed_learns_other_weights_and_leaves_the_callers_chance_alone() -> None:
    rows = two_tastes()
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    one, two = (small(steps=5, seed=seed, dropout=0.3).fit(rows).learned_weights["item"] for seed in (1, 2))
    assert not np.allclose(one, two)
    assert (torch.rand(3) == expected).all()


def test_learning_ends_when_its_time_is_over() -> None:
    rows = two_tastes()
    never = small(steps=10**9, seconds=0.05).fit(rows)
    assert np.isfinite(never.learned_weights["item"]).all()


def test_in_a_blend_it_is_saved_told_as_a_whole_and_forgets_by_learning_anew(tmp_path: Path) -> None:
    def blend() -> Blend:
        arms = {"popular": DecayedPopularity(None), "knn": ItemKNN(), "sasrec": small(steps=60)}
        return Blend(arms, {"popular": 0.2, "knn": 1.0, "sasrec": 1.0})

    rows = two_tastes()
    fitted = Fitted(rows, blend().fit(rows))
    first = fitted.recommend("p1", k=3, history=None)[0]
    why = fitted.explain("p1", first.item)
    parts = why.popularity + why.together + sum(each.adds for each in why.reasons)
    assert parts == pytest.approx(first.score, abs=1e-6)
    assert why.together != 0
    back = load_blend(fitted.save(tmp_path / "blend.npz"))
    some = Histories.of(rows.codes, [["tea-1", "boat-2"]])
    assert back.scores(some) == pytest.approx(fitted.blend.scores(some), abs=1e-6)

    assert not fitted.forget("p1")
    fitted.refit()
    without = rows.where(rows.person != rows.person_codes["p1"])
    never = Fitted(without, blend().fit(without))
    asked = ["boat-1", "boat-3"]
    assert fitted.recommend(history=asked, k=4) == never.recommend(history=asked, k=4)


def test_it_is_scored_without_torch_and_says_what_learning_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = two_tastes()
    path = save(small(steps=5).fit(rows), tmp_path / "encoder.npz")
    real: Any = builtins.__import__

    def without(name: str, *given: Any, **more: Any) -> Any:
        if name == "torch":
            raise ImportError(name)
        return real(name, *given, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert load(path).scores(Histories.of(rows.codes, [["tea-1"]])).shape == (1, 8)
    with pytest.raises(ModelUnavailable, match=r"thyself\[torch\]"):
        small().fit(rows)


def test_a_size_that_the_heads_cannot_share_is_told() -> None:
    with pytest.raises(InvalidInput, match="heads=3"):
        SASRec(8, heads=3)


def test_the_blend_tries_it_where_there_is_enough_to_learn_from_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "SASRec", lambda: small(steps=100))
    rows = two_tastes()

    def tried(seconds: float | None) -> set[str]:
        plan = Plan(seconds=seconds, families=("markov", "sasrec"))
        return set(tune(rows, inner_split(rows, "last"), plan).alone)

    assert tried(None) == {"popular", "markov"}
    monkeypatch.setattr(tuning, "_ORDERED", 10)
    assert tried(None) == {"popular", "markov", "sasrec"}
    assert tried(2.0) == {"popular", "markov"}
