"""What people say of themselves beside the point is read; what they say of others, in jest or once is not."""

from datetime import UTC, datetime

import pytest

from thyself.core import Trace
from thyself.memory.extract import facts
from thyself.memory.extract.clauses import told
from thyself.memory.extract.foods import is_borne, is_food, is_no_allergen
from thyself.memory.extract.way import Way
from thyself.memory.extract.ways import WAYS

AT = datetime(2025, 6, 10, 12, tzinfo=UTC)


def read(text: str) -> set[tuple[str, str]]:
    return {(each.text, each.stance) for each in facts(Trace(text, at=AT, kind="said", source="chat"))}


@pytest.mark.parametrize("way", WAYS, ids=lambda each: each.example)
def test_each_way_reads_its_example(way: Way) -> None:
    found = facts(Trace(way.example, at=AT, kind="said", source="chat"))
    assert any((each.stance == "is") == (way.stance == "is") for each in found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Cherries make my tongue swell, so a plain sponge please", "Is allergic to Cherries"),
        ("heads up: I can't have barley, it ends badly", "Does not have barley"),
        ("My doctor has told me to cut out liquorice", "Does not have liquorice"),
        ("Please never book me a cruise again", "Never wants a cruise"),
        ("No anchovies on mine, thanks", "Does not have anchovies"),
        ("I could never get into opera, I fall asleep", "Does not like opera"),
        ("Being a locksmith I get called at three in the morning", "Is a locksmith"),
        ("Our youngest, Tilda, has learned to whistle", "Child is called Tilda"),
        ("Had to carry Bruno, my spaniel, up the stairs", "Has a spaniel called Bruno"),
        ("The roof of our cottage in Whitby leaks", "Lives in Whitby"),
        ("My supervisor at Heineken is off sick", "Works at Heineken"),
        ("At 71 I'm learning to juggle", "Is 71 years old"),
        ("The consultant put me on bisoprolol", "Takes bisoprolol"),
        ("My mechanic waved at my car, a Lancia, again", "Has a Lancia"),
    ],
)
def test_what_is_said_beside_the_point_is_read(text: str, line: str) -> None:
    assert (line, "is") in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "My neighbour breaks out in hives from pollen",
        "I'm allergic to paperwork and Mondays in meetings",
        "The walnuts made the cake for me",
        "Does kiwi make you itch?",
        "If I were a locksmith I'd charge double",
        "She says that plums give her a rash",
        "I can't have dessert until the others have come",
        "No problem for me, see you at nine",
        "Our printer is based in Lyon",
        "His daughter Tilda whistles",
        "I nearly became a priest",
        "So she goes, I'm a vegan, and takes the ham",
    ],
)
def test_others_jests_wishes_and_single_days_give_no_line(text: str) -> None:
    assert read(text) == set()


def test_a_change_of_medicine_ends_one_and_begins_the_other() -> None:
    assert {("Takes warfarin", "not"), ("Takes apixaban", "is")} <= read("They switched me from warfarin to apixaban")


def test_the_fuller_of_two_readings_is_kept() -> None:
    things = [text for text, _ in read("We drive a Renault Kangoo") if text.startswith("Has")]
    assert things == ["Has a Renault Kangoo"]


def test_foods_what_is_touched_and_what_nobody_is_allergic_to() -> None:
    assert is_food("blue cheese")
    assert not is_food("escape rooms")
    assert is_borne("cat hair")
    assert not is_borne("opera")
    assert is_no_allergen("early mornings")
    assert not is_no_allergen("early strawberries")


def test_told_leaves_questions_and_quotations_out() -> None:
    assert list(told('The hens are gone. Who did it? He said "the fox did it". No eggs!')) == [
        "The hens are gone",
        "No eggs",
    ]
