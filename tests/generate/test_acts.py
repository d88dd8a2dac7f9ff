"""Wishes: what a text is to do, about what, to whom."""

import pytest

from thyself.generate.acts import SENTENCES, Wish, read, ways


@pytest.mark.parametrize(
    ("wish", "meant"),
    [
        ("Decline the invitation", Wish("decline", "the invitation")),
        ("please decline the offer from Tom.", Wish("decline", "the offer", "Tom")),
        ("Accept the invitation to Rome", Wish("accept", "the invitation to Rome")),
        ("Ask Tom to send the slides", Wish("ask to", "send the slides", "Tom")),
        ("ask them to call back", Wish("ask to", "call back")),
        ("Ask Eve whether the room is free", Wish("ask", "whether the room is free", "Eve")),
        ("Thank Rachel for the offer", Wish("thank", "the offer", "Rachel")),
        ("Tell Anna that I will be late", Wish("tell", "I will be late", "Anna")),
        ("Write a mail to Archie: thank him for the list", Wish("thank", "the list", "Archie")),
        ("remind Maria about the form", Wish("remind", "about the form", "Maria")),
        ("apologise for the late reply", Wish("apologise", "the late reply")),
        ("Congratulate Ann on the new job", Wish("congratulate", "the new job", "Ann")),
        ("I am in Rome next week", Wish("tell", "I am in Rome next week")),
    ],
)
def test_a_wish_is_read_as_what_it_does(wish: str, meant: Wish) -> None:
    assert read(wish) == meant


@pytest.mark.parametrize("act", list(SENTENCES))
def test_each_act_is_said_in_several_ways_with_the_words_of_the_wish(act: str) -> None:
    said = ways(Wish(act, "the thing itself"))
    assert len(said) >= 3
    assert all("the thing itself" in way.lower() and "{" not in way for way in said)
