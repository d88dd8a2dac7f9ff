"""The personal graph: who is meant, what holds when, what goes when a trace goes, and its form as RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput, Trace
from thyself.memory.extract import Rules
from thyself.memory.extract.triples import Triples
from thyself.memory.graph import Graph, assemble, graph, statements
from thyself.memory.graph.rdf import read_turtle, turtle
from thyself.memory.ontology import TYPE, Triple
from thyself.store import Scope, Selection, open_store

START = datetime(2024, 1, 1, 12, tzinfo=UTC)
LIFE = (
    "My sister Anna lives in Rome.",
    "My colleague Anna lives in Paris.",
    "I had lunch with Anna, my sister.",
    "Anna's husband Marco works at Fiat.",
    "I live in Berlin.",
    "My sister Anna moved to Milan.",
    "I work at Acme.",
    "I moved to Oslo.",
    "I quit my job at Acme.",
    "My mother is a nurse.",
)


def said(number: int, text: str) -> Trace:
    return Trace(text, at=START + timedelta(days=10 * number), kind="said", source="x", ref=str(number))


def of(*texts: str) -> Graph:
    traces = [said(number, text) for number, text in enumerate(texts)]
    records = [*Rules().extract(traces), *Triples().extract(traces)]
    return assemble(statements(records, {each.id: each for each in traces}, ZoneInfo("UTC")))


def told(found: Graph, entity: str = "me") -> list[str]:
    return [found.says(step) for step in found.neighbours(entity)]


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: START)
    yield store.scope("sam")
    store.close()


def test_two_people_of_one_name_are_told_apart_by_what_they_are_to_the_person() -> None:
    found = of(*LIFE[:3])
    assert [each.id for each in found.called("Anna")] == ["anna", "anna-2"]
    assert "Anna lives in Rome" in told(found, "anna")
    assert told(found, "anna-2")[0] == "Anna lives in Paris"
    assert len(found.entities["anna"].trace_ids) == 2


def test_one_person_of_two_names_is_one() -> None:
    found = of("My sister Anna Rossi sings.", "Anna lives in Rome.", "My sister is a nurse.")
    assert [each.kind for each in found.entities.values()] == ["Person", "Person", "Place"]
    assert found.entities["anna-rossi"].names == ("Anna Rossi", "Anna")
    assert "Anna Rossi works as nurse" in told(found, "anna-rossi")


def test_a_relative_gets_a_name_when_it_is_told() -> None:
    found = of("My sister is a nurse.", "My sister Anna sings.")
    assert [each.name for each in found.entities.values()] == ["me", "Anna"]
    assert of("My mother is a nurse.").entities["my-mother"].name == "my mother"


def test_the_wife_of_another_is_not_my_sister_of_that_name() -> None:
    found = of("My sister Anna lives in Rome.", "Tom's sister Anna lives in Paris.")
    assert len(found.called("Anna")) == 2


def test_what_is_mutual_is_known_from_both_sides() -> None:
    found = of("My daughter Amelia sings.", "Amelia and Tom are married.")
    steps = {(step.entity, step.predicate, step.to) for each in found.entities for step in found.neighbours(each)}
    assert {("me", "daughter", "amelia"), ("amelia", "parent", "me"), ("amelia", "spouse", "tom")} <= steps
    assert ("tom", "wife", "amelia") in steps


def test_a_new_home_ends_the_old_one() -> None:
    found = of(*LIFE)
    assert told(found) == [
        "Sister: Anna",
        "Colleague: Anna",
        "Lives in Berlin (until 2024-03-11)",
        "Works at Acme (until 2024-03-21)",
        "Lives in Oslo",
        "Mother: my mother",
    ]


def test_what_held_at_a_time_is_told_as_of_it() -> None:
    found = of(*LIFE)
    february = told(found.as_of(datetime(2024, 2, 20, tzinfo=UTC)))
    assert "Lives in Berlin (until 2024-03-11)" in february
    assert "Lives in Oslo" not in february
    assert "Lives in Oslo" in told(found.as_of(None))
    assert not any("Berlin" in each for each in told(found.as_of(None)))


def test_a_partner_who_left_is_no_partner_now() -> None:
    found = of("I am dating Charlotte.", "We broke up.")
    assert told(found) == ["Partner: Charlotte (until 2024-01-11)"]
    again = of("My wife is called Mia.", "I am dating Charlotte.")
    assert told(again) == ["Wife: Mia (until 2024-01-11)", "Partner: Charlotte"]


def test_several_traces_of_one_relation_make_it_surer_and_are_all_named() -> None:
    once, twice = of("I live in Berlin."), of("I live in Berlin.", "I live in Berlin.")
    assert len(twice) == 1
    assert twice.relations[0].confidence > once.relations[0].confidence
    assert len(twice.relations[0].trace_ids) == 2


def test_ways_of_several_steps_are_found_and_come_to_nothing_twice() -> None:
    found = of(*LIFE)
    ways = [" > ".join(found.says(step) for step in path) for path in found.paths("me", 3)]
    assert "Sister: Anna > Marco is the husband of Anna > Marco works at Fiat" in ways
    for path in found.paths("me", 3):
        ends = ["me", *(step.to for step in path)]
        assert len(set(ends)) == len(ends)


def test_who_lives_in_a_place_is_found_from_the_place() -> None:
    found = of(*LIFE[:1])
    assert [found.says(step) for step in found.towards("rome")] == ["Anna lives in Rome"]


def test_an_unknown_entity_is_told() -> None:
    with pytest.raises(InvalidInput, match="no 'bob'"):
        of().neighbours("bob")


@given(st.permutations(list(range(len(LIFE)))))
def test_the_order_in_which_statements_are_given_does_not_matter(order: list[int]) -> None:
    traces = [said(number, text) for number, text in enumerate(LIFE)]
    records = [*Rules().extract(traces), *Triples().extract(traces)]
    made = statements(records, {each.id: each for each in traces}, ZoneInfo("UTC"))
    place = {traces[number].id: n for n, number in enumerate(order)}
    assert assemble(sorted(made, key=lambda each: place[each.trace_id])) == assemble(made)


def test_traces_one_by_one_come_to_the_same_graph_as_all_at_once(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home.db", clock=lambda: START)
    bit, whole = store.scope("bit"), store.scope("whole")
    for number, text in enumerate(LIFE):
        bit.append([said(number, text)])
        graph(bit)
    whole.append([said(number, text) for number, text in enumerate(LIFE)])
    assert graph(bit).triples() == graph(whole).triples()
    store.close()


def test_nothing_of_a_forgotten_trace_is_left(scope: Scope) -> None:
    scope.append([said(number, text) for number, text in enumerate(LIFE)])
    graph(scope)
    gone = [trace.id for trace in scope.traces() if "Anna" in trace.text]
    scope.forget(Selection(trace_ids=tuple(gone)))
    assert not any("Anna" in str(row.body) for kind in ("graph:said", "graph:mark") for row in scope.derived(kind))
    left = graph(scope)
    assert left.called("Anna") == []
    assert not set(gone) & {each for relation in left.relations for each in relation.trace_ids}
    assert turtle(left).count("Anna") == 0


def test_the_graph_before_a_time_knows_nothing_of_later(scope: Scope) -> None:
    scope.append([said(number, text) for number, text in enumerate(LIFE)])
    assert told(graph(scope, before=START + timedelta(days=45))) == [
        "Sister: Anna",
        "Colleague: Anna",
        "Lives in Berlin",
    ]


def test_turtle_is_read_by_others_and_back_without_loss() -> None:
    found = of(*LIFE, "I work as a nurse.", "My cat Mittens sleeps.")
    text = turtle(found)
    back = set(read_turtle(text))
    assert set(found.triples()) <= back
    rdflib = pytest.importorskip("rdflib")
    other = rdflib.Graph().parse(data=text, format="turtle")
    assert len(other) == len(back)
    know = rdflib.Namespace("https://know.dev/")
    assert (rdflib.URIRef("urn:thyself:thing:me"), know.sister, rdflib.URIRef("urn:thyself:thing:anna")) in other


@given(st.text(max_size=30))
def test_any_words_survive_turtle(words: str) -> None:
    traces = [said(0, "My mother is a nurse.")]
    made = statements(Rules().extract(traces), {each.id: each for each in traces}, ZoneInfo("UTC"))
    text = turtle(assemble(replace(each, object=words) if each.predicate == "occupation" else each for each in made))
    found = [each.object for each in read_turtle(text) if each.predicate == "occupation"]
    assert found == [words]
    rdflib = pytest.importorskip("rdflib")
    rdflib.Graph().parse(data=text, format="turtle")


@pytest.mark.parametrize("text", [":a :b", ":a", ":a :b :c", ':a "x" :c .', ":a :b ; .", "] .", ":a :b :c , , :d ."])
def test_what_is_no_turtle_is_told(text: str) -> None:
    with pytest.raises(InvalidInput, match="Turtle"):
        read_turtle(text)


def test_a_document_of_another_prefix_is_read() -> None:
    text = '@prefix k: <https://know.dev/> .\nk:Ann a k:Person ; # her\n  k:name "Ann", "An\\"n" ; .'
    assert read_turtle(text) == [
        Triple("Ann", TYPE, "Person"),
        Triple("Ann", "name", "Ann"),
        Triple("Ann", "name", 'An"n'),
    ]
