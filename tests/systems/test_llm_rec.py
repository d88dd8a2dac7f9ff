"""LLM-Rec as a system: more is said of items, with a crowd, and with a model that can follow instructions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import Catalog, InvalidInput, Item, Request, Trace
from thyself.core.registry import card
from thyself.models.scripted import Rules
from thyself.recommend import Interactions

NOW = datetime(2024, 6, 1, tzinfo=UTC)
#: Two circles; of each, half of the titles tell the theme. Titles that tell nothing are found by their neighbours.
WORDS = "amber birch cedar delta ember fjord grove heron".split()
TITLES = {f"s{n}": f"Sea {word}" if n % 2 else word for n, word in enumerate(WORDS)}
TITLES |= {f"m{n}": f"Peak {word[::-1]}" if n % 2 else word[::-1] for n, word in enumerate(WORDS)}
CATALOG = Catalog([Item(each, title, title) for each, title in TITLES.items()])
CROWD = Interactions.of(
    (f"{circle}{person}", f"{circle}{(person + step) % 8}")
    for circle in "sm" for person in range(8) for step in range(4)
)  # fmt: skip


@pytest.fixture
def me(tmp_path: Path):
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW) as home:
        person = home.person()
        person.add([
            Trace("Rated Sea birch", at=NOW - timedelta(days=2), kind="rated", source="test", item="s1", value=5.0,
                  unit="stars", extra={"of": 5}),
        ])  # fmt: skip
        yield person


def test_an_item_whose_title_tells_nothing_is_found_by_what_its_neighbours_say(me: thyself.Person) -> None:
    ranking = me.recommend(CATALOG, k=7, system="llm-rec", crowd=CROWD)
    assert {pick.item.id for pick in ranking} == {f"s{n}" for n in range(8)} - {"s1"}
    assert ranking[0].evidence
    assert ranking.note.startswith("more was said of")


def test_without_a_crowd_it_says_so(me: thyself.Person) -> None:
    assert "no crowd" in me.recommend(CATALOG, k=3, system="llm-rec").note


def test_a_capable_model_is_asked_for_every_item_and_shown_nothing_of_the_person(me: thyself.Person) -> None:
    model = Rules(lambda prompt: "waves" if "Sea" in prompt[1].content else "snow")
    desk = replace(me._desk(), language_model=model)
    request = Request("recommend", "", NOW, k=3, catalog=CATALOG)
    card("llm-rec", serves="recommend").made({"crowd": CROWD}).rank(request, desk)
    assert len(model.prompts) == 5 * len(CATALOG)
    assert not any("Rated" in message.content for prompt in model.prompts for message in prompt)
    model.prompts.clear()
    card("llm-rec", serves="recommend").made({"crowd": CROWD, "asked": 5}).rank(request, desk)
    assert not model.prompts


def test_no_words_are_refused() -> None:
    with pytest.raises(InvalidInput, match="words=0"):
        card("llm-rec").made({"words": 0})
