"""A profile in words between the history and the picks: written, shown, changed; a model writes it where it may."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import Catalog, InvalidInput, Item, Request, Trace
from thyself.core.registry import card
from thyself.models.scripted import Rules

NOW = datetime(2024, 6, 1, tzinfo=UTC)
GENRES = ("horror", "comedy", "western")
FILMS = Catalog([Item(f"i{n}", f"film {n}", f"F{n}", {"genre": [GENRES[n % 3]]}) for n in range(30)], name="films")


@pytest.fixture
def me(tmp_path: Path):
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW) as home:
        person = home.person()
        person.add([rated(f"i{n}", 5.0 if n % 3 == 1 else 1.0 if n % 3 == 0 else 3.0, n) for n in range(12)])
        yield person


def rated(item: str, stars: float, days_ago: int) -> Trace:
    return Trace(
        f"Rated {item}", at=NOW - timedelta(days=days_ago + 1), kind="rated", source="test",
        item=item, value=stars, unit="stars", extra={"of": 5},
    )  # fmt: skip


def test_it_picks_by_the_profile_and_shows_it(me: thyself.Person) -> None:
    ranking = me.recommend(FILMS, k=5, system="lfm")
    assert ranking.note.startswith("Loves comedy. Hates horror.")
    assert all(pick.item.attributes["genre"] == ["comedy"] for pick in ranking)
    assert ranking[0].reasons == ("your profile says that you like comedy",)
    assert ranking[0].evidence[0].kind == "rated"


def test_the_person_s_own_words_win(me: thyself.Person) -> None:
    text = me.recommend(FILMS, system="lfm").note.replace("Loves comedy. Hates horror.", "Loves horror.")
    ranking = me.recommend(FILMS, k=5, system="lfm", profile=text)
    assert all(pick.item.attributes["genre"] == ["horror"] for pick in ranking)
    assert ranking[0].evidence == ()


def test_what_is_forgotten_is_not_in_the_profile(me: thyself.Person) -> None:
    me.forget(trace_ids=[each.id for each in me.traces() if each.value == 1.0])
    assert "horror" not in me.recommend(FILMS, system="lfm").note


def test_a_capable_model_writes_the_profile_from_ratings_that_it_may_see(me: thyself.Person) -> None:
    model = Rules(lambda prompt: "Likes western. Rates 3.0 of 5 on average, over 12 ratings.")
    desk = replace(me._desk(), language_model=model)
    ranking = card("lfm", serves="recommend").build().rank(Request("recommend", "", NOW, k=3, catalog=FILMS), desk)
    assert ranking.note.startswith("Likes western")
    assert all(pick.item.attributes["genre"] == ["western"] for pick in ranking)
    assert "F1" not in model.prompts[0][1].content
    assert "- 5 of 5: comedy" in model.prompts[0][1].content


def test_what_may_not_leave_is_not_shown_to_a_remote_model_and_what_left_is_told(me: thyself.Person) -> None:
    model = Rules(lambda prompt: "Likes western.", local=False, name="remote-7b")
    desk = replace(me._desk(), language_model=model)
    rank = card("lfm", serves="recommend").build().rank
    strict = replace(desk, settings=replace(desk.settings, remote_allows="public"))
    assert rank(Request("recommend", "", NOW, catalog=FILMS), strict).note.startswith("Loves comedy")
    assert model.prompts == []
    assert rank(Request("recommend", "", NOW, catalog=FILMS), desk).note == "Likes western."
    assert me.sent()[0]["model"] == "remote-7b"


def test_too_few_words_and_other_jobs_are_refused(me: thyself.Person) -> None:
    with pytest.raises(InvalidInput, match="words=3"):
        me.recommend(FILMS, system="lfm", words=3)
    with pytest.raises(InvalidInput, match="no text"):
        card("lfm", serves="recommend").build().respond(Request("ask", "?", NOW), me._desk())
