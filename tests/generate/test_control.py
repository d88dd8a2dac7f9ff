"""A draft comes nearer to the person, says the same, and stays as it is where nothing helps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.generate.control import Control
from thyself.generate.letters import Habits, habits
from thyself.generate.moves import framed, moves
from thyself.generate.verify import telling
from thyself.profile import Style

NAMES = ("Tom", "Eve", "Max", "Liz", "Ben", "Ann")
WARM = [f"Hey {name}!\n\nThanks for the slides! I'm so happy, it's great!\n\nHugs,\nMia" for name in NAMES]
STERN = [
    f"Dear {name},\n\nI have read the report. It is not complete; we do not agree.\n\nRegards,\nKim" for name in NAMES
]
DRAFT = "Dear Tom,\n\nI am happy to say that the 12 chairs are in the hall. It is a great hall.\n\nYours faithfully,\nX"


def control(texts: list[str]) -> Control:
    return Control(Style.measure(texts), habits(texts))


def test_a_draft_comes_nearer_and_takes_the_person_s_frame() -> None:
    made = control(WARM)(DRAFT)
    assert made.after < made.before
    assert made.text.startswith("Hey Tom!")
    assert made.text.endswith("Hugs,\nMia")
    assert "I'm" in made.text
    assert "!" in made.text.split("\n\n")[1]


def test_two_people_get_two_drafts_of_one_wish() -> None:
    warm, stern = control(WARM)(DRAFT).text, control(STERN)(DRAFT).text
    assert Style.measure(WARM).distance(warm) < Style.measure(WARM).distance(stern)
    assert Style.measure(STERN).distance(stern) < Style.measure(STERN).distance(warm)


def test_what_it_says_stays() -> None:
    for texts in (WARM, STERN):
        made = control(texts)(DRAFT).text
        assert "12 chairs" in made
        assert {"chair", "hall"} <= {word[:5].rstrip("s") for word in telling(made)} | telling(made)


def test_with_no_moves_and_with_an_own_text_nothing_is_changed() -> None:
    assert Control(Style.measure(WARM), most=0)(DRAFT).text == DRAFT
    own = control(STERN)(STERN[0])
    assert own.text == STERN[0]


@pytest.mark.parametrize(
    ("move", "text", "made"),
    [
        ("short: don't", "We do not know.", "We don't know."),
        ("long: do not", "We don't know.", "We do not know."),
        ("short: you've", "If you have questions, you have seen it.", "If you have questions, you've seen it."),
        ("thanks", "Thank you for it. Thank you very much!", "Thanks for it. Thank you very much!"),
        ("split at and", "It rained, and we left.", "It rained. And we left."),
        ("join sentences", "It rained. We left then.", "It rained, and we left then."),
        ("exclaim thanks", "I appreciate it. It rained.", "I appreciate it! It rained."),
        ("no fillers", "I just saw it.", "I saw it."),
        ("no dashes", "It rained - a lot.", "It rained, a lot."),
        ("small i", "I think I know.", "i think i know."),
        ("capital i", "i think, e.g. i.e. i'm in.", "I think, e.g. i.e. I'm in."),
    ],
)
def test_each_move_does_what_its_name_says(move: str, text: str, made: str) -> None:
    assert dict(moves(Habits()))[move](text) == made


def test_a_name_that_is_not_known_stays_a_gap() -> None:
    frame = habits(STERN)
    assert framed("Dear Sir or Madam,\n\nIt rains.\n\nYours faithfully,", frame).startswith("Dear [name],")


@given(st.text(max_size=200))
def test_no_text_breaks_a_move_and_no_figure_is_lost(text: str) -> None:
    made = control(WARM)(text)
    assert sorted(filter(str.isdigit, made.text)) == sorted(filter(str.isdigit, text))
    assert made.after <= made.before
