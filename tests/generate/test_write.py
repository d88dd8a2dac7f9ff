"""Drafts in the person's own frame and style."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from thyself.core import Evidence, Request
from thyself.generate import Writer
from thyself.generate.write import plain_draft
from thyself.models.scripted import Scripted

OWN = [
    f"Dear {name},\n\nThank you very much for the {what}. I hope all is well.\n\nBest regards,\nAnna"
    for name, what in (("Tom", "slides"), ("Eve", "notes"), ("Max", "invitation"), ("Liz", "book"), ("Ben", "report"))
]
UTC_ZONE = ZoneInfo("UTC")


def examples() -> list[Evidence]:
    return [Evidence((str(n),), (str(n),), text, 1.0, kind="wrote") for n, text in enumerate(OWN[:3])]


def draft(wish: str, *, model: object = None, own: list[str] | None = None, kind: str = "mail"):  # type: ignore[no-untyped-def]
    request = Request("write", wish, datetime(2024, 1, 1, tzinfo=UTC), kind=kind)
    texts = OWN if own is None else own
    return Writer(model, UTC_ZONE).respond(request, examples() if texts else [], texts)  # type: ignore[arg-type]


def test_a_draft_has_the_person_s_own_greeting_and_sign_off() -> None:
    made = draft("Decline the invitation from Tom")
    assert made.text.startswith("Dear Tom,\n\n")
    assert made.text.endswith("Best regards,\nAnna")
    assert "invitation" in made.text


def test_a_plain_draft_knows_nobody_but_whom_it_is_to() -> None:
    made = plain_draft("Decline the invitation from Tom")
    assert made.startswith("Dear Tom,")
    assert made.endswith("Yours faithfully,")
    assert plain_draft("Say that the boat is ready").startswith("Dear Sir or Madam,")
    assert "Dear" not in plain_draft("Say that the boat is ready", "message")


def test_it_tells_how_close_it_is_beside_a_generic_draft() -> None:
    figures = draft("Thank Tom for the slides").figures
    assert figures["style_distance"] < figures["generic_style_distance"]


def test_a_wish_is_never_given_facts_of_the_examples() -> None:
    text = draft("Decline the invitation from Tom").text
    assert not any(name in text for name in ("Eve", "Max", "slides", "book"))


def test_without_own_texts_it_is_a_plain_draft_and_says_so() -> None:
    made = draft("Decline the invitation", own=[])
    assert "plain draft" in made.reasons[0]
    assert made.figures == {}


def test_a_capable_model_words_it_and_is_held_to_the_wish() -> None:
    bad = "Dear Tom,\n\nI must decline, since I am in Paris on 9 December.\n\nBest regards,\nAnna"
    good = "Dear Tom,\n\nI am sorry, but I cannot come.\n\nBest regards,\nAnna"
    model = Scripted(bad, good)
    made = draft("Decline the invitation from Tom", model=model)
    assert made.text == good
    assert "Paris" in model.prompts[1][-1].content


def test_a_copy_of_an_example_is_not_a_draft() -> None:
    model = Scripted(OWN[0], OWN[0])
    made = draft("Thank Tom for the slides", model=model)
    assert made.text != OWN[0]
    assert len(model.prompts) == 2


def test_a_text_that_is_no_mail_has_no_frame() -> None:
    text = draft("I was late today", kind="note").text
    assert "I was late today." in text
    assert not any(part in text for part in ("Dear", "Best regards", "Anna"))


def test_it_says_what_is_still_to_be_filled_in() -> None:
    assert any("square brackets" in reason for reason in draft("Ask Tom for a favour").reasons)
    assert any("read the draft over" in reason for reason in draft("Negotiate a lower price").reasons)
    assert not any("square brackets" in reason for reason in draft("Thank Tom for the slides").reasons)


def test_nobody_is_cheerful_before_condolences_and_no_reply_machine_greets() -> None:
    own = [text.replace("Thank you very much", "I hope all is well. Thank you") for text in OWN]
    assert "hope all is well" not in draft("Send condolences to Eve on the death of her father", own=own).text
    assert draft("I am out of office until Monday", own=own).text.startswith("Thank")


def test_beside_the_draft_s_distance_stands_what_is_usual_for_own_texts() -> None:
    made = draft("Thank Tom for the slides")
    assert made.figures["own_style_distance"] > 0
    assert any("of your own texts" in reason for reason in made.reasons)


def test_a_letter_is_framed_as_a_mail_is() -> None:
    assert draft("Thank Tom for the slides", kind="letter").text.startswith("Dear Tom,")
    assert draft("Thank Tom for the slides", kind="email").text == draft("Thank Tom for the slides").text
