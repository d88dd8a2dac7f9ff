"""A conversation: what is said counts, what is taken back does not, rules hold, reasons are true."""

from datetime import UTC, datetime

import numpy as np
import pytest

from thyself.core import Catalog, InvalidInput, Item
from thyself.models import Hashed
from thyself.models.scripted import Rules, Scripted
from thyself.recommend import Interactions, ItemKNN
from thyself.recommend.asking import AtRandom, Never, Question, WhenWorth
from thyself.recommend.conversation import Conversation, talk_about, with_models
from thyself.recommend.hearing import ByModel, ByRules, plain
from thyself.recommend.preferences import Preferences

NOW = datetime(2024, 6, 1, tzinfo=UTC)
FILMS = Catalog(
    Item(f"f{n}", title, title, {"genre": genre.split()})
    for n, (title, genre) in enumerate([
        ("Alien (1979)", "horror sci-fi"),
        ("Arrival (2016)", "sci-fi drama"),
        ("Solaris (1972)", "sci-fi drama"),
        ("Airplane! (1980)", "comedy"),
        ("Clueless (1995)", "comedy romance"),
        ("Matrix, The (1999)", "sci-fi action"),
        ("Unforgiven (1992)", "western drama"),
        ("True Grit (2010)", "western"),
        ("Psycho (1960)", "horror"),
        ("Shining, The (1980)", "horror"),
    ])
)  # fmt: skip
HEARS = ByRules(FILMS)


def talk(**fields) -> Conversation:
    from dataclasses import replace

    fields = {"policy": Never()} | fields
    return Conversation(replace(talk_about(FILMS, NOW), **fields), k=3)


def genres(offer) -> list[str]:
    return offer.item.attributes["genre"]


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("I love westerns", [("western", 2.0)]),
        ("I'm in the mood for sci-fi or comedy", [("sci-fi", 1.0), ("comedy", 1.0)]),
        ("I don't like horror, but I enjoy romance", [("horror", -1.0), ("romance", 1.0)]),
        ("I hated Psycho. I loved The Matrix", [("f8", -2.0), ("f5", 2.0)]),
        ("Something like Alien please", [("f0", 1.0)]),
        ('I loved "Solaris". Show me others.', [("f2", 2.0)]),
        ("drama", [("drama", 1.0)]),
    ],
)
def test_likes_and_dislikes_are_heard_clause_by_clause(said: str, stated: list) -> None:
    assert [(each.phrase, each.degree) for each in HEARS.hear(said).stated] == stated


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ("no horror", [("without", "horror")]),
        ("A comedy, not romance", [("without", "romance")]),
        ("only westerns", [("only", "western")]),
        ("I like drama but nothing with action", [("without", "action")]),
        ("something from the 90s", [("years", "years")]),
        ("after 1990 please", [("years", "years")]),
        ("only drama before 1990", [("years", "years"), ("only", "drama")]),
    ],
)
def test_what_must_be_is_a_rule(said: str, rules: list) -> None:
    assert [(each.kind, each.phrase) for each in HEARS.hear(said).rules] == rules


def test_what_the_catalogue_does_not_know_is_said_and_not_guessed() -> None:
    assert HEARS.hear("I like knitting").unknown == ("knitting",)
    reply = talk().say("I like knitting")
    assert reply.text.startswith("Nothing here is about knitting.")
    assert reply.preferences.stated == ()


def test_places_in_the_list_mean_the_items_that_were_shown() -> None:
    heard = HEARS.hear("I've seen the second one, and I'll take the third", ["f1", "f2", "f3"])
    assert heard.taken == "f3"
    assert heard.seen == ("f2",)
    assert HEARS.hear("I'll take the first", ["f1", "f2"]).taken == "f1"
    assert HEARS.hear("I have seen all of these", ["f1", "f2"]).seen == ("f1", "f2")


def test_lists_follow_what_is_said_and_nothing_comes_twice() -> None:
    conversation = talk()
    first = conversation.say("I love sci-fi")
    assert all("sci-fi" in genres(each) for each in first.offers)
    second = conversation.say("something else")
    assert not {each.item.id for each in first.offers} & {each.item.id for each in second.offers}


def test_a_rule_holds_in_every_list_until_it_is_taken_back() -> None:
    conversation = talk()
    for said in ("no horror please", "more", "and more"):
        assert not any("horror" in genres(each) for each in conversation.say(said).offers)
    reply = conversation.say("horror is fine after all")
    assert any("horror" in genres(each) for each in reply.offers)
    assert reply.preferences.rules == ()


def test_years_are_a_rule_that_an_item_without_a_year_does_not_keep() -> None:
    assert {each.item.id for each in talk().say("before 1975").offers} == {"f2", "f8"}
    assert {each.item.id for each in talk().say("from the 90s").offers} == {"f4", "f5", "f6"}


@pytest.mark.parametrize("back", ["forget the westerns", "never mind westerns", "I take back what I said of westerns"])
def test_what_is_taken_back_counts_as_if_it_had_never_been_said(back: str) -> None:
    conversation, other = talk(), talk()
    conversation.say("I love westerns")
    conversation.say(back)
    other.say("hello there")
    assert conversation.preferences.stated == other.preferences.stated == ()
    assert conversation.scores()[0] == pytest.approx(other.scores()[0])


def test_the_last_word_on_a_thing_counts_and_starting_over_clears_all() -> None:
    conversation = talk()
    conversation.say("I love westerns and no horror")
    conversation.say("I hate westerns")
    assert conversation.preferences.phrases == (("western", -2.0),)
    conversation.say("let's start over")
    assert str(conversation.preferences) == "nothing yet"


def test_what_is_said_goes_before_what_the_profile_says() -> None:
    profile = [("comedy", 2.0), ("drama", 1.0)]
    plain_, against = talk(profile=profile), talk(profile=profile)
    assert "comedy" in genres(plain_.say("hello").offers[0])
    reply = against.say("I don't like comedy today")
    assert not any("comedy" in genres(each) for each in reply.offers)
    assert not any("like comedy" in reason for each in reply.offers for reason in each.reasons)


def test_reasons_quote_the_person_and_name_only_what_the_item_has() -> None:
    conversation = talk()
    conversation.say("I love sci-fi.")
    reply = conversation.say("drama would be good")
    for offer in reply.offers:
        for label in ("sci-fi", "drama"):
            claimed = any(f"it is {label}," in reason for reason in offer.reasons)
            assert claimed == (label in genres(offer))
    assert any('you said "I love sci-fi."' in reason for each in reply.offers for reason in each.reasons)


def test_when_rules_leave_nothing_it_says_which() -> None:
    reply = talk().say("only westerns before 1980")
    assert reply.offers == ()
    assert 'keeps to "only westerns before 1980"' in reply.text


def test_what_was_shown_comes_again_only_where_nothing_else_is_left() -> None:
    conversation = talk()
    first = {each.item.id for each in conversation.say("only westerns").offers}
    assert first == {each.item.id for each in conversation.say("others").offers} == {"f6", "f7"}


def test_taking_one_ends_with_it() -> None:
    conversation = talk()
    second = conversation.say("sci-fi").offers[1].item
    assert conversation.say("I will take the second one").taken == second


def test_a_question_is_asked_where_its_answer_is_worth_more_than_one_list_more() -> None:
    even = np.full(100, 0.01)
    half = np.arange(100) < 50
    telling = Question("x", "?", False, np.where(half, 0.99, 0.01))
    idle = Question("y", "?", False, np.full(100, 0.5))
    policy = WhenWorth()
    assert policy.pick(even, [idle, telling], 10) is telling
    assert policy.pick(even, [idle], 10) is None
    sure = np.array([0.97] + [0.03 / 99] * 99)
    assert policy.pick(sure, [telling], 10) is None
    assert policy.gain(even, telling, 10) == pytest.approx(0.3 * 2 * 0.99 - 0.4)


def test_an_answer_is_a_statement_on_what_was_asked_and_it_is_not_asked_again() -> None:
    conversation = talk(policy=AtRandom(np.random.default_rng(0), 1.0))
    asked = conversation.say("hi").question
    reply = conversation.say("yes, very much")
    assert conversation.preferences.stated[0].phrase == asked.about
    assert reply.question.about != asked.about
    conversation.say("no")
    assert conversation.preferences.stated[1].degree == -1
    conversation.say("I don't mind")
    assert len(conversation.preferences.stated) == 2


def test_a_crowd_finds_what_people_take_who_take_what_is_liked_and_says_so() -> None:
    crowd = Interactions.of([*[(f"p{n}", i) for n in range(5) for i in ("f6", "f3")], *[("q", i) for i in FILMS.ids]])
    conversation = Conversation(talk_about(FILMS, NOW, crowd=crowd, scorer=ItemKNN().fit(crowd)), k=1)
    conversation.talk.__dict__["policy"] = Never()
    reply = conversation.say("I loved Airplane!")
    assert reply.offers[0].item.id == "f6"
    assert any("people who like Airplane! take it" in each for each in reply.offers[0].reasons)


def test_a_model_is_believed_only_in_what_was_really_said() -> None:
    model = Rules(lambda prompt: '{"likes": ["western", "romance"], "without": ["horror"], "dislikes": 3}')
    heard = ByModel(model, HEARS).hear("a western would be swell")
    assert [each.phrase for each in heard.stated] == ["western"]
    assert heard.rules == ()
    assert ByModel(Scripted("no idea"), HEARS).hear("no horror") == HEARS.hear("no horror")


def test_titles_that_a_model_names_count_only_where_the_catalogue_has_them() -> None:
    model = Rules(
        lambda prompt: "{}" if "JSON" in prompt[0].content else "1. The Shining\n2. Unheard Of\n3. Psycho (1960)"
    )
    conversation = Conversation(with_models(talk().talk, model=model, embed=Hashed()), k=2)
    reply = conversation.say("I like horror")
    assert [each.item.id for each in reply.offers] == ["f9", "f8"]


def test_every_way_gives_scores_of_the_catalogue_alone_and_nothing_for_nothing() -> None:
    crowd = Interactions.of([("p", "f1"), ("p", "elsewhere"), ("p", "f2")])
    model = Rules(lambda prompt: "Nowhere Man")
    plainly = talk_about(FILMS, NOW, crowd=crowd, scorer=ItemKNN().fit(crowd))
    ways = with_models(plainly, embed=Hashed(), model=model).ways
    said = Preferences().after(HEARS.hear("I like drama. I loved Arrival"))
    for name, way in ways.items():
        assert way.scores(said).shape == (len(FILMS),), name
        if name != "popular":
            assert not way.scores(Preferences()).any(), name


def test_titles_are_as_people_say_them() -> None:
    assert plain("Matrix, The (1999)") == "The Matrix"


def test_a_list_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="k=0"):
        Conversation(talk_about(FILMS, NOW), k=0)
