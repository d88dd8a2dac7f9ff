"""The form that a person wants: by the question, then by their own choices; what they can read wins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput
from thyself.generate.forms import FORMS, Chosen, Figures, kind, learn, usual

TREND, VALUE, LIST = "How did my sleep change over time?", "How many steps did I take?", "List the films I saw"


@pytest.mark.parametrize(
    ("question", "of"),
    [(TREND, "trend"), (VALUE, "value"), (LIST, "list"), ("Why am I tired?", "reason"), ("Did I walk more than in May?",
     "comparison"), ("What share of my time is work?", "share"), ("Hm", "other")],
)  # fmt: skip
def test_the_kind_of_a_question_is_read(question: str, of: str) -> None:
    assert kind(question) == of


def test_with_no_choices_it_goes_by_the_question() -> None:
    forms = usual()
    assert [forms.choose(each).form for each in (TREND, VALUE, LIST)] == ["chart", "text", "table"]


def test_own_choices_move_it_and_one_choice_does_not_turn_it() -> None:
    forms = usual()
    once, often = [Chosen(VALUE, "table")], [Chosen(VALUE, "table")] * 3 + [Chosen(TREND, "table")] * 5
    assert forms.choose(TREND, once).form == "chart"
    assert forms.choose(TREND, often).form == "table"
    chances = [forms.choose(TREND, each).chances["table"] for each in ([], once, often)]
    assert chances == sorted(chances)


def test_what_the_person_can_read_wins() -> None:
    charts = [Chosen(TREND, "chart")] * 30
    assert usual().choose(TREND, charts, setting="text alone").form == "text"
    assert usual().choose(TREND, charts, setting="no charts").form != "chart"
    assert "your setting" in usual().choose(TREND, setting="text alone").why


def test_people_of_a_trait_share_a_liking_until_their_own_choices_tell() -> None:
    people = {f"p{n}": ("analyst",) if n % 2 else ("reader",) for n in range(20)}
    chosen = [
        Chosen(question, "table" if people[who] == ("analyst",) else "text", who)
        for who in people for question in (TREND, VALUE, LIST)
    ]  # fmt: skip
    forms = learn(chosen, people)
    assert forms.choose(VALUE, traits=("analyst",)).form == "table"
    assert forms.choose(VALUE, traits=("reader",)).form == "text"
    assert forms.choose(VALUE, [Chosen(VALUE, "text")] * 15, traits=("analyst",)).form == "text"
    with pytest.raises(InvalidInput):
        learn(chosen[:5], people)


def test_one_table_in_three_forms_says_the_same() -> None:
    figures = Figures("Sleep", "h", {"Monday": 7.5, "Tuesday": None, "Wednesday": 6.0})
    for form in FORMS:
        shown = figures.render(form)
        assert "7.5" in shown
        assert "Tuesday" in shown
        assert "missing" in shown
    bars = [line.count("█") for line in figures.render("chart").splitlines()]
    assert bars == [0, 24, 0, 19]


@given(st.text(max_size=60), st.lists(st.sampled_from(FORMS), max_size=8))
def test_chances_are_chances(question: str, forms: list) -> None:  # type: ignore[type-arg]
    found = usual().choose(question, [Chosen(VALUE, form) for form in forms])
    assert sum(found.chances.values()) == pytest.approx(1.0)
    assert found.form == max(found.chances, key=found.chances.__getitem__)
