"""Who is what to whom, read out of sentences by rules and by a small model that is learned from a few examples."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from thyself.core import Trace
from thyself.memory.extract.mentions import ME, read
from thyself.memory.extract.tagger import Example, Tagger, learn, own_examples
from thyself.memory.extract.triples import ByRule, Triples, own_tagger, passages, unfit
from thyself.memory.ontology import KNOW, Triple

SMALL = (
    Example("Rosa is the sister of Emil.", (Triple("Emil", "sister", "Rosa"),)),
    Example("My sister Rosa sings.", (Triple(ME, "sister", "Rosa"),)),
    Example("Hugo married Rosa.", (Triple("Hugo", "spouse", "Rosa"),)),
    Example("Emil and Hugo are married.", (Triple("Emil", "spouse", "Hugo"),)),
    Example("Emil saw Hugo on the bus.", ()),
    Example("Rosa waved to Emil.", ()),
)


def said(text: str, **fields: str) -> Trace:
    return Trace(text, at=datetime(2024, 5, 1, tzinfo=UTC), source="x", **({"kind": "said"} | fields))


def told(text: str, *, reader: Tagger | ByRule | None = None) -> set[tuple[str, str, str]]:
    return {(each.subject, each.about, each.value) for each in Triples(reader).extract([said(text)])}


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        ("My daughter Amelia plays tennis.", (ME, "child", "Amelia")),
        ("My sister Charlotte lives in Rome.", ("Charlotte", "home", "Rome")),
        ("Tom's wife Sarah works at Google.", ("Sarah", "employer", "Google")),
        ("Peter and his sister Kate went out.", ("Peter", "sibling", "Kate")),
        ("My neighbour Julia moved to Berlin.", (ME, "neighbor", "Julia")),
        ("My dog Ralph is asleep.", (ME, "pet", "Ralph")),
    ],
)
def test_the_tagger_that_travels_with_the_code_reads_sentences_it_was_not_shown(
    text: str, triple: tuple[str, str, str]
) -> None:
    assert text not in {each.text for each in own_examples()}
    assert triple in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hi, how are you today?",
        "I love Madonna and Elvis Presley!",
        "Is Anna your sister?",
        "If Anna were my sister, I would be glad.",
        'She said: "Anna is my sister."',
        "Imagine that my brother Tom was a spy.",
        "In the novel, Emma marries George.",
        "I had soup with Peter in London.",
        "My favorite is My Sister's Keeper.",
    ],
)
def test_small_talk_questions_quotations_and_fiction_say_nothing(text: str) -> None:
    assert told(text) == set()


def test_words_of_others_say_nothing_of_the_person() -> None:
    assert Triples().extract([said("My sister Anna lives in Rome.", author="bob")]) == []
    assert Triples().extract([said("My sister Anna lives in Rome.", kind="read")]) == []


def test_a_record_names_its_trace_and_the_sentence_that_says_so() -> None:
    trace = said("It rained a lot. My sister Anna lives in Rome.")
    record = Triples().extract([trace])[0]
    assert record.trace_id == trace.id
    assert trace.text[record.start : record.end] == "My sister Anna lives in Rome."
    assert record.schema == "triple"


def test_what_is_over_is_told_as_over() -> None:
    (record,) = (each for each in Triples().extract([said("Charlotte lived in Rome.")]) if each.about == "home")
    assert record.stance == "was"


def test_the_name_of_a_person_plays_no_part() -> None:
    tagger = learn(SMALL)
    one, other = (
        [(t.predicate, round(f.probability, 6)) for f in tagger.read([text])[0] for t in [f.triple]]
        for text in ("Rosa is the sister of Emil.", "Fatima is the sister of Walter.")
    )
    assert one == other
    assert one[0][0] == "sibling"


def test_the_same_examples_come_to_the_same_tagger() -> None:
    text = ["Hugo is married to Clara, the sister of Emil."]
    assert learn(SMALL).read(text) == learn(SMALL).read(text)


def test_nothing_is_learned_of_nothing() -> None:
    assert learn([]).read(["Anna is Bob's sister."]) == [[]]


def test_own_examples_are_within_the_ontology_and_eight_are_there_for_each_common_property() -> None:
    counts: dict[str, int] = {}
    for example in own_examples():
        assert unfit(example.triples) == {}
        names = {each.name for each in read(example.text).mentions}
        for each in example.triples:
            assert each.subject in names
            base = KNOW.base(each.predicate)
            counts[base] = counts.get(base, 0) + 1
    common = ("knows", "friend", "colleague", "neighbor", "partner", "spouse", "sibling", "child", "home", "employer")
    assert all(counts[name] >= 8 for name in common), counts


def test_rules_read_kinship_without_learning() -> None:
    assert (ME, "sister", "Anna") in told("My sister Anna sings.", reader=ByRule())
    assert ("Clara", "spouse", "Henrik") in told("Clara and Henrik are married.", reader=ByRule())
    assert told("Clara and Henrik had tea.", reader=ByRule()) == set()


def test_a_sentence_that_goes_on_is_read_with_the_one_before() -> None:
    found = [each.text for each in passages("Bob met Tom. He is his brother. What a day! Is he well?")]
    assert found == ["Bob met Tom. He is his brother.", "What a day!"]


class Bad:
    """Says what no ontology has."""

    ontology = KNOW

    def read(self, texts: object) -> list[list[object]]:
        from thyself.memory.extract.tagger import Found

        wrong = [Triple("Anna", "employs", "Bob"), Triple("Anna", "home", "Anna"), Triple("Anna", "sex", "Blue")]
        return [[Found(each, 1.0) for each in wrong] for _ in texts]  # type: ignore[attr-defined]


def test_what_a_bad_reader_makes_up_is_turned_away() -> None:
    assert told("Anna is here.", reader=Bad()) == set()  # type: ignore[arg-type]


def test_the_tagger_is_learned_once() -> None:
    assert own_tagger() is own_tagger()
