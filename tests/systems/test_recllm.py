"""RecLLM as a system: turns of a conversation and what is known of the person lead to a list that obeys both."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import Catalog, Item, Request, Settings, Trace, Turn
from thyself.core.registry import card
from thyself.models.scripted import Rules

NOW = datetime(2024, 6, 1, tzinfo=UTC)
GENRES = ("horror", "comedy", "western")
FILMS = Catalog(
    [Item(f"i{n}", f"film {chr(97 + n)}x", f"Film {chr(97 + n)}x", {"genre": [GENRES[n % 3]]}) for n in range(24)]
)


@pytest.fixture
def me(tmp_path: Path):
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW) as home:
        person = home.person()
        person.add([
            Trace(f"Rated i{n}", at=NOW - timedelta(days=n + 1), kind="rated", source="test", item=f"i{n}",
                  value=5.0 if n % 3 == 1 else 1.0, unit="stars", extra={"of": 5})
            for n in range(6)
        ])  # fmt: skip
        yield person


def ranked(me: thyself.Person, text: str, *history: str, desk=None, **fields):
    turns = tuple(Turn(each, "well") for each in history)
    request = Request("recommend", text, NOW, k=5, catalog=FILMS, history=turns, **fields)
    return card("recllm", serves="recommend").build().rank(request, desk or me._desk())


def genres(ranking) -> set[str]:
    return {pick.item.attributes["genre"][0] for pick in ranking}


def test_without_a_word_the_person_s_own_taste_speaks_with_its_evidence(me: thyself.Person) -> None:
    ranking = ranked(me, "")
    assert genres(ranking) == {"comedy"}
    assert ranking[0].evidence[0].kind == "rated"
    assert not {pick.item.id for pick in ranking} & {f"i{n}" for n in range(6)}


def test_what_is_said_goes_before_the_profile_and_earlier_turns_count(me: thyself.Person) -> None:
    assert genres(ranked(me, "I love westerns", "I don't like comedy")) == {"western"}
    ranking = ranked(me, "anything", "no comedy", "I like horror")
    assert genres(ranking) == {"horror"}
    assert ranking.note == "you said: likes horror; must without comedy"


def test_a_conversation_of_a_person_avoids_and_mutes_as_all_lists_do(me: thyself.Person) -> None:
    me.mute("i7")
    me.add([Trace("I'm allergic to westerns.", at=NOW - timedelta(days=1), kind="said", source="test")])
    talk = me.talk(FILMS, k=20)
    reply = talk.say("Show me films")
    while reply.question is not None:
        reply = talk.say("I don't mind")
    assert "i7" not in {each.item.id for each in reply.offers}
    assert "western" not in {each.item.attributes["genre"][0] for each in reply.offers}


def test_what_is_forgotten_speaks_no_more_and_the_conversation_leaves_nothing_behind(me: thyself.Person) -> None:
    me.talk(FILMS).say("I love comedy. No horror")
    assert me.scope.count() == 6
    me.forget(trace_ids=[each.id for each in me.traces()])
    ranking = ranked(me, "")
    assert not any(pick.evidence for pick in ranking)
    assert ranking.note == "nothing is known of you yet"


def test_a_remote_model_hears_only_where_what_is_personal_may_go_there(me: thyself.Person) -> None:
    model = Rules(lambda prompt: '{"likes": ["horror"]}', local=False)
    for allows, calls in (("public", False), ("personal", True)):
        desk = replace(me._desk(), language_model=model, settings=Settings(remote_allows=allows))
        ranked(me, "a horror would be fine by me", desk=desk)
        assert bool(model.prompts) == calls
