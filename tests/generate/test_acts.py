"""Wishes: what a text is to do, about what, to whom, and the plain sentences that do it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.generate.acts import Wish, read
from thyself.generate.phrases import SENTENCES
from thyself.generate.turned import to_you
from thyself.generate.worded import plain, ways


@pytest.mark.parametrize(
    ("wish", "meant"),
    [
        ("Decline the invitation", Wish("decline", "the invitation")),
        ("please decline the offer from Tom.", Wish("decline", "your offer", "Tom")),
        ("Say yes to Maria's offer to help", Wish("accept", "your offer to help", "Maria")),
        ("Decline the party because I am ill", Wish("decline", "the party", because=" because I am ill")),
        ("Accept the invitation to Rome", Wish("accept", "the invitation to Rome")),
        ("Ask Tom to send the slides", Wish("ask to", "send the slides", "Tom")),
        ("ask them to call back", Wish("ask to", "call back")),
        ("Ask Nina to move our call to 3 pm", Wish("ask to", "move our call to 3 pm", "Nina")),
        ("Ask Eve whether the room is free", Wish("ask", "whether the room is free", "Eve")),
        ("Ask Julia when she has time", Wish("ask", "when you have time", "Julia")),
        ("Ask my neighbour for a favour", Wish("favour", "")),
        ("Ask for an appointment on Monday", Wish("appoint", "an appointment on Monday")),
        ("Thank Rachel for the offer", Wish("thank", "the offer", "Rachel")),
        ("Thank the team for their work", Wish("thank", "your work", "all")),
        ("Tell Anna that I will be late", Wish("tell", "I will be late", "Anna")),
        ("tell anna that i will be late", Wish("tell", "I will be late", "Anna")),
        ("Write a mail to Archie: thank him for the list", Wish("thank", "the list", "Archie")),
        ("Draft an email to my landlord asking him to call", Wish("ask to", "call")),
        ("A thank-you note to Eva for the cake", Wish("thank", "the cake", "Eva")),
        ("remind Maria about the form", Wish("remind", "about the form", "Maria")),
        ("apologise for the late reply", Wish("apologise", "for the late reply")),
        ("Congratulate Ann on her new job", Wish("congratulate", "your new job", "Ann")),
        ("Send condolences to Emma on the death of her father", Wish("condole", "the death of your father", "Emma")),
        ("Complain to the hotel about the noise", Wish("complain", "about the noise")),
        ("Invite the team to lunch", Wish("invite", "to lunch", "all")),
        ("Introduce Anna to Tom", Wish("introduce", "Anna", "Tom")),
        ("Follow up with Karen about the contract", Wish("follow up", "the contract", "Karen")),
        (
            "Reschedule the meeting with Paul from Monday to Wednesday",
            Wish("reschedule", "our meeting on Monday", "Paul", "Wednesday"),
        ),
        ("Give Tom feedback on his draft: too long", Wish("feedback", "your draft", "Tom", "too long")),
        ("Order two pizzas from the shop", Wish("order", "two pizzas")),
        ("Cancel my gym membership", Wish("cancel", "my gym membership")),
        ("Confirm to Anna that I will come", Wish("confirm", "that I will come", "Anna")),
        ("I am in Rome next week", Wish("tell", "I am in Rome next week")),
        ("Get my deposit back", Wish("want", "get my deposit back")),
        ("Ask Anna if she could send me her CV", Wish("ask to", "send me your CV", "Anna")),
        ("Write a birthday card to my sister", Wish("wish", "happy birthday")),
        ("Decline Tom's proposal politely", Wish("decline", "your proposal", "Tom")),
        ("Call in sick for today", Wish("sick", "today")),
    ],
)
def test_a_wish_is_read_as_what_it_does(wish: str, meant: Wish) -> None:
    assert read(wish) == meant


def test_two_things_to_do_are_two_acts_to_the_same_person() -> None:
    wish = read("Thank Anna for her help and ask her to send the data")
    assert (wish.act, wish.what, wish.to) == ("thank", "your help", "Anna")
    (then,) = wish.then
    assert (then.act, then.what, then.to) == ("ask to", "send the data", "Anna")
    assert read("Remind Paul to send the invoice and confirm the date").then == ()


@pytest.mark.parametrize("key", list(SENTENCES))
def test_each_act_is_said_in_several_ways_without_a_gap_of_the_template(key: str) -> None:
    wish = Wish(key.partition("/")[0], "the thing itself", more="the rest")
    said = [plain(wish), *ways(wish)]
    assert all("{" not in way and way.endswith((".", "!", "?")) for way in said)


@pytest.mark.parametrize(
    ("wish", "body"),
    [
        (
            "Decline the invitation to the workshop from Anna",
            "Thank you for your invitation to the workshop. Unfortunately, I will not be able to come.",
        ),
        ("Ask Tom whether he can come", "Could you let me know whether you can come?"),
        ("The meeting is cancelled", "The meeting is cancelled."),
        (
            "I am out of office until 5 May, contact Eva",
            "Thank you for your message. I am out of the office until 5 May and will answer after that."
            " In urgent cases, please contact Eva.",
        ),
        (
            "Turn down Ben's offer, it is too low",
            "Thank you for your offer. Unfortunately, I have to decline. It is too low.",
        ),
        ("Ask Tom to call. I need his advice", "Could you please call? I need your advice."),
    ],
)  # fmt: skip
def test_the_plainest_way_is_a_whole_body(wish: str, body: str) -> None:
    assert ways(read(wish))[0] == body


@pytest.mark.parametrize("wish", [line for line in """
Decline the invitation to the workshop from Anna
Accept the invitation to dinner on Friday from Tom
Thank my landlord for fixing the heating so quickly
Ask Tom for a date for our meeting next week
Remind Eva that the rent is due on Friday
Say sorry to Mark for being late
Congratulate Sarah and Ben on the birth of their daughter
Write to John to express my condolences
Complain that the parcel arrived broken and ask for a refund
Invite Clara to my birthday party on Saturday at 7 pm
Introduce myself to my new colleagues
Follow up on my application
Ask Ben for a favour: to water my plants in August
Write an out of office reply: away until 5 May, contact Eva
Give Tom feedback on his draft: clear, but too long
Refuse the job offer from Acme
Order 20 copies of the book from the shop
Cancel my appointment on Tuesday at 10
Confirm the appointment on Tuesday at 10
Wish Anna a happy birthday
Send Tom the slides
""".splitlines() if line])  # fmt: skip
def test_no_common_wish_comes_back_as_the_order_that_it_was(wish: str) -> None:
    first = wish.split()[0].lower()
    for body in ways(read(wish)):
        assert not body.lower().startswith(first) or first == "thank"
        assert not re.search(r"\b(?:his|her|their|he|she)\b", body)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("whether he has his keys with him", "whether you have your keys with you"),
        ("when she tries it herself", "when you try it yourself"),
        ("for helping her to move her desk", "for helping you to move your desk"),
        ("if he's there", "if you are there"),
        ("that Tom is ill and he will not come", "that Tom is ill and he will not come"),
        ("whether they can come", "whether they can come"),
    ],
)
def test_what_is_said_of_the_addressee_is_said_to_them(said: str, meant: str) -> None:
    assert to_you(said) == meant


def test_of_several_people_it_is_they_who_are_spoken_to() -> None:
    assert to_you("if they bring their own cups", many=True) == "if you bring your own cups"


_WORDS = st.sampled_from(
    "ask tell Anna Tom and to the of for my team that because if she his I Monday , : {what}".split()
)


@given(st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=30).map(" ".join)))
def test_any_wish_at_all_is_read_and_said(wish: str) -> None:
    assert all(ways(read(wish)))


def test_braces_of_a_wish_are_its_own() -> None:
    assert ways(read("Say that {more} is {what}"))[0] == "{more} is {what}."
