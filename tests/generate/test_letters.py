"""Mails taken apart, and put together as the person does."""

from hypothesis import given
from hypothesis import strategies as st

from thyself.generate.letters import UNKNOWN_NAME, Habits, habits, take_apart

MAIL = "Dear Tom,\r\n\r\nThank you for the slides. They help\r\na lot!\r\n\r\nI hope all is well.\r\n\r\n"
MAIL += "Best regards,\r\nAnna"


def test_a_mail_has_a_greeting_a_body_a_closing_and_a_name() -> None:
    letter = take_apart(MAIL)
    assert (letter.greeting, letter.to) == ("Dear Tom,", "Tom")
    assert (letter.closing, letter.name) == ("Best regards,", "Anna")
    assert letter.body == "Thank you for the slides. They help a lot!\n\nI hope all is well."
    assert letter.sentences == ["Thank you for the slides.", "They help a lot!", "I hope all is well."]


def test_a_quick_reply_has_only_a_body() -> None:
    letter = take_apart("Thanks Archie! I have sent it.")
    assert (letter.greeting, letter.closing, letter.name) == ("", "", "")
    assert letter.body == "Thanks Archie! I have sent it."


@given(st.text())
def test_any_text_can_be_taken_apart_without_losing_its_words(text: str) -> None:
    letter = take_apart(text)
    whole = " ".join([letter.greeting, letter.body, letter.closing, letter.name])
    if len(letter.name) < 60 and letter.name:
        assert sorted(whole.split()) == sorted(text.replace("\r", "").split())


def test_habits_are_the_commonest_frame_and_the_sentences_said_twice() -> None:
    found = habits([MAIL, MAIL.replace("Tom", "Eve"), "Thanks!"])
    assert found.greeting == "Dear {name},"
    assert (found.closing, found.name, found.n) == ("Best regards,", "Anna", 3)
    assert "I hope all is well." in found.formulas


def test_a_greeting_without_a_known_name_leaves_a_gap_to_fill() -> None:
    frame = Habits(greeting="Dear {name},", closing="Best,", name="Anna")
    assert frame.frame("I will be late.") == f"Dear {UNKNOWN_NAME},\n\nI will be late.\n\nBest,\nAnna"
    assert frame.frame("I will be late.", name="Tom").startswith("Dear Tom,")


def test_somebody_who_was_greeted_before_is_greeted_so_again() -> None:
    mails = ["Dear Anna,\n\nYes.\n\nBest,\nMe", "Dear Max,\n\nNo.\n\nBest,\nMe", "Hey Tom!\n\nOk.\n\nBest,\nMe"]
    frame = habits(mails)
    assert frame.greet("Tom") == "Hey Tom!"
    assert frame.greet("Eve") == "Dear Eve,"


def test_where_no_name_is_known_the_usual_greeting_without_one_is_taken() -> None:
    with_it = habits(["Hi,\n\nYes.\n\nBest,\nMe", "Dear Max,\n\nNo.\n\nBest,\nMe"])
    assert with_it.greet("") == "Hi,"
    assert habits(["Dear Max,\n\nNo.\n\nBest,\nMe"]).greet("") == "Dear [name],"
