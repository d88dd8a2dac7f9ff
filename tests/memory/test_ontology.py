"""What follows from a statement, and what an ontology does not allow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.memory.ontology import CLASSES, KNOW, TEXT, TYPE, Triple, is_a

PEOPLE = st.sampled_from(["Anna", "Bob", "Cem", "Dina"])
OF_PEOPLE = sorted(name for name in KNOW.properties if KNOW[name].range == "Person")


def test_a_sister_the_other_way_round_is_a_sibling_and_a_brother_of_a_man() -> None:
    plain = KNOW.complete([Triple("me", "sister", "Anna")])
    assert Triple("Anna", "sibling", "me") in plain
    assert Triple("Anna", "sex", "Female") in plain
    told = KNOW.complete([Triple("Bob", "sister", "Anna"), Triple("Bob", "sex", "Male")])
    assert Triple("Anna", "brother", "Bob") in told


def test_who_has_a_daughter_is_her_parent_and_her_father_where_he_is_a_man() -> None:
    told = set(KNOW.complete([Triple("Bob", "daughter", "Anna"), Triple("Bob", "sex", "Male")]))
    assert Triple("Anna", "father", "Bob") in told
    assert Triple("Bob", "daughter", "Anna") in told
    assert Triple("Anna", "parent", "Bob") not in told


def test_what_an_ontology_has_no_word_for_is_not_said_in_it() -> None:
    small = KNOW.only({"child", "father", "sex"})
    assert {each.predicate for each in small.complete([Triple("Bob", "child", "Anna")])} == {TYPE, "child"}


@given(st.lists(st.builds(Triple, PEOPLE, st.sampled_from(OF_PEOPLE), PEOPLE), max_size=6))
def test_completion_adds_nothing_when_it_is_done_twice(triples: list[Triple]) -> None:
    once = KNOW.complete(triples)
    assert set(KNOW.complete(once)) == set(once)


@given(st.sampled_from(OF_PEOPLE))
def test_an_inverse_is_undone_by_the_other(name: str) -> None:
    back = KNOW.inverse(name)
    assert not back or KNOW.inverse(back) == KNOW.base(name)


def test_every_property_leads_between_kinds_that_there_are() -> None:
    for each in KNOW.properties.values():
        assert is_a(each.domain, "Thing")
        assert each.range in (*CLASSES, TEXT)
        assert not each.above or each.above in KNOW
        assert "{o}" in each.words


@pytest.mark.parametrize(
    ("triple", "reason"),
    [
        (Triple("Anna", "employs", "Bob"), "no property"),
        (Triple("Zoe", "sister", "Anna"), "nothing that is known"),
        (Triple("Anna", "sister", "Zoe"), "nothing that is known"),
        (Triple("Rome", "sister", "Anna"), "is a Place"),
        (Triple("Anna", "home", "Bob"), "leads to a Place"),
        (Triple("Anna", "sex", "Blue"), "no sex"),
        (Triple("Anna", TYPE, "Robot"), "no kind"),
        (Triple("Nobody", TYPE, "Person"), "nothing is said"),
    ],
)
def test_what_does_not_belong_is_found_with_the_reason(triple: Triple, reason: str) -> None:
    known = {"Anna": "Person", "Bob": "Person", "Rome": "Place"}
    assert reason in KNOW.problems([triple], known=known)[triple]


def test_what_belongs_passes() -> None:
    triples = KNOW.complete(
        [Triple("Anna", "sister", "Bea"), Triple("Anna", "home", "Rome"), Triple("Anna", "age", "9")]
    )
    assert KNOW.problems(triples) == {}
