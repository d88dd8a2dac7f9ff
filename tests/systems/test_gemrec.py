"""Models for a person of a home: by what they chose, with that as evidence; what the best few make is ranked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import Catalog, InvalidInput, Item, Trace
from thyself.core.registry import card

NOW = datetime(2024, 6, 1, tzinfo=UTC)
WISHES = ["a boat on the sea", "a cup of tea", "a letter home"]
STYLES = {
    "plain-1": lambda wish: f"Here is {wish}.",
    "plain-2": lambda wish: f"This is {wish}.",
    "loud-1": lambda wish: f"Wow! {wish}! Great! Look at it! Yes!",
    "loud-2": lambda wish: f"Oh! {wish}! Super! See! Hurrah!",
}
MODELS = Catalog(
    [Item(name, name, "", {"samples": {wish: make(wish) for wish in WISHES}}) for name, make in STYLES.items()]
)


@pytest.fixture
def me(tmp_path: Path):
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW) as home:
        yield home.person()


def chose(item: str, others: list[str], days_ago: int) -> Trace:
    at = NOW - timedelta(days=days_ago)
    return Trace(f"Took {item}", at=at, kind="clicked", source="test", item=item, extra={"options": [item, *others]})


def test_who_chose_a_loud_model_gets_the_other_loud_one_and_sees_why(me: thyself.Person) -> None:
    before = me.recommend(MODELS, system="gemrec")
    assert "nothing is known of your choices yet" in before.note
    assert len(before) == 4
    me.add([chose("loud-1", ["plain-1", "plain-2"], day) for day in range(1, 9)])
    ranking = me.recommend(MODELS, system="gemrec")
    assert ranking[0].item.id == "loud-2"
    assert ranking[0].evidence[0].text == "Took loud-1"
    assert ranking.note == ""
    assert me.recommend(MODELS, system="gemrec", met="keep")[0].item.id == "loud-1"
    me.forget(trace_ids=[each.id for each in me.traces()])
    after = me.recommend(MODELS, system="gemrec")
    assert [pick.item.id for pick in after] == [pick.item.id for pick in before]
    assert not any(pick.evidence for pick in after)


def test_unsafe_models_are_left_out_with_the_reason(me: thyself.Person) -> None:
    models = Catalog([*MODELS, Item("rude", "rude", "", {"unsafe": 0.4, "samples": {WISHES[0]: "no"}})])
    ranking = me.recommend(models, system="gemrec")
    assert "rude" not in {pick.item.id for pick in ranking}
    assert [(item.id, why) for item, why in ranking.left_out] == [("rude", "40% of what it makes is unsafe")]


def test_with_a_wish_only_the_best_few_are_asked_and_what_they_made_is_shown(me: thyself.Person) -> None:
    asked: list[str] = []

    def counted(name: str):
        return lambda wish: (asked.append(name), STYLES[name](wish))[1]

    me.add([chose("loud-1", ["plain-1"], day) for day in range(1, 9)])
    makers = {name: counted(name) for name in STYLES}
    ranking = me.recommend(MODELS, system="gemrec", makers=makers, wish="a house on the hill", shortlisted=2)
    assert len(asked) == len(ranking) == 2
    assert ranking[0].item.attributes["made"] == "Oh! a house on the hill! Super! See! Hurrah!"


@pytest.mark.parametrize("given", [{"met": "maybe"}, {"shortlisted": 0}])
def test_what_cannot_be_asked_for_is_told(given: dict[str, object]) -> None:
    with pytest.raises(InvalidInput, match="use 'leave out' or 'keep'"):
        card("gemrec").build(**given)
