"""A model of clicks of a crowd ranks for a person of a home, with their own history as evidence."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import thyself
from thyself.core import Catalog, InvalidInput, Item, Trace
from thyself.core.registry import card
from thyself.recommend import ClickRanker, Features, read

NOW = datetime(2024, 6, 1, tzinfo=UTC)
TEAS, BOATS = ([f"{kind}:{n}" for n in range(6)] for kind in ("tea", "boat"))
CATALOG = Catalog([Item(each, each, "", {"kind": each.split(":")[0]}) for each in (*TEAS, *BOATS)])


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    pytest.importorskip("torch").set_num_threads(1)
    rng = np.random.default_rng(0)
    lines = ["user,item,rating,timestamp"]
    for n in range(120):
        taken = rng.permutation(TEAS if n % 2 else BOATS)[:4]
        lines += [f"p{n},{each},5,{at}" for at, each in enumerate(taken.tolist())]
    (path := tmp_path / "crowd.csv").write_text("\n".join(lines))
    return path


@pytest.fixture
def me(tmp_path: Path):
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW) as home:
        yield home.person()


def rated(item: str, value: float, days_ago: int) -> Trace:
    return Trace(
        f'Rated "{item}" {value:g} of 5', at=NOW - timedelta(days=days_ago), kind="rated", source="test", item=item,
        value=value, unit="stars", extra={"of": 5},
    )  # fmt: skip


def test_what_goes_with_the_persons_history_comes_first_with_it_as_evidence(me: thyself.Person, crowd: Path) -> None:
    me.add([rated("boat:0", 5, 9), rated("boat:1", 5, 5)])
    ranking = me.recommend(CATALOG, system="dlrm", crowd=crowd, epochs=15, k=4)
    assert {pick.item.id for pick in ranking} == {*BOATS[2:]}
    assert {each.text for each in ranking[0].evidence} <= {'Rated "boat:0" 5 of 5', 'Rated "boat:1" 5 of 5'}
    assert ranking[0].evidence
    me.forget(trace_ids=[each.id for each in me.traces()])
    after = me.recommend(CATALOG, system="dlrm", crowd=crowd, epochs=1, k=4)
    assert not any(pick.evidence for pick in after)
    assert "nothing is known" in after.note


def test_one_that_learned_once_serves_often(me: thyself.Person, crowd: Path) -> None:
    me.add([rated("tea:0", 5, 9), rated("tea:3", 5, 5)])
    rows = read(crowd).with_items(CATALOG.ids)
    ranker = ClickRanker(Features(CATALOG), epochs=15).fit(rows)
    found = [me.recommend(CATALOG, system="dlrm", ranker=ranker, k=4) for _ in range(2)]
    assert found[0].picks == found[1].picks
    assert {pick.item.id for pick in found[0]} == {"tea:1", "tea:2", "tea:4", "tea:5"}


def test_without_a_crowd_the_usual_recommender_ranks_and_says_so(me: thyself.Person) -> None:
    me.add([rated("boat:0", 5, 9), rated("tea:1", 1, 5)])
    ranking = me.recommend(CATALOG, system="dlrm")
    assert ranking.system == "dlrm"
    assert "no crowd was given" in ranking.note


def test_seeing_nothing_is_no_learning() -> None:
    with pytest.raises(InvalidInput, match="epochs=0"):
        card("dlrm").build(epochs=0)
