"""The record as a graph; cohorts by questions as data; manifests that show any change and no order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import thyself
from thyself.core import InvalidInput, Settings, Trace
from thyself.home import Home
from thyself.memory.cohort import cohort
from thyself.memory.manifest import manifest
from thyself.memory.patient import Known, graph_of, support
from thyself.memory.record import Age, All, Has, Not, Query, Record, Sex, Some, Value, parse
from thyself.store.port import Scope, Selection

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(
    kind: str, item: str, *, days: float = 10, value: float | None = None, ref: str = "", **extra: object
) -> Trace:
    more = {"sensitivity": extra.pop("sensitivity", "sensitive")}
    shown = f"{item} {value:g}" if value is not None else f"{kind}: {item}"
    return Trace(shown, at=NOW - days * DAY, kind=kind, source="fhir", ref=ref or f"{kind}/{item}/{days}", item=item,
                 value=value, unit="mmHg" if value is not None else None, extra={"name": item} | extra, **more)  # type: ignore[arg-type]  # fmt: skip


def person(born: str = "1960-02-03", sex: str = "female", *, known: str = "") -> Trace:
    return entry("patient", "patient", days=20000, born=born, sex=sex, identities=[known] if known else [])


PRESSURE = "blood_pressure_systolic"
HYPERTENSION = "snomed:38341003"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW, settings=Settings(language_model="none")) as opened:
        yield opened


def scopes(home: Home) -> list[Scope]:
    return [home.person(name).scope for name in home.people()]


def test_the_graph_tells_what_holds_with_its_traces_and_when() -> None:
    over, still = (
        entry("medication", "rxnorm:1", days=50, until=(NOW - 20 * DAY).isoformat()),
        entry("condition", HYPERTENSION, days=90),
    )
    graph = graph_of([over, still])
    held = {each.to: each.relation for each in graph.as_of(NOW).neighbours()}
    assert set(held) == {HYPERTENSION}
    assert held[HYPERTENSION].trace_ids == (still.id,)
    assert {each.to for each in graph.as_of(NOW - 30 * DAY).neighbours()} == {HYPERTENSION, "rxnorm:1"}


def test_what_supports_a_figure_is_the_planted_path_and_no_other() -> None:
    knowledge = [
        Known("rxnorm:1", "treats", HYPERTENSION, "planted"),
        Known(HYPERTENSION, "watchedBy", PRESSURE, "planted"),
    ]
    traces = [entry("medication", "rxnorm:1"), entry("condition", HYPERTENSION),
              entry("measured", PRESSURE, value=150.0), entry("condition", "snomed:1")]  # fmt: skip
    found = [[step.to for step in path] for path in support(graph_of(traces, knowledge=knowledge), PRESSURE)]
    assert found == [[PRESSURE], [HYPERTENSION, PRESSURE], ["rxnorm:1", HYPERTENSION, PRESSURE]]
    assert [[step.to for step in path] for path in support(graph_of(traces, knowledge=()), PRESSURE)] == [[PRESSURE]]
    with pytest.raises(InvalidInput):
        support(graph_of(traces), "snomed:2")


@given(st.permutations(range(6)))
def test_the_same_traces_come_to_the_same_graph_in_any_order(order: list[int]) -> None:
    traces = [entry("measured", PRESSURE, days=d, value=100.0 + d) for d in range(4)] + [
        entry("condition", HYPERTENSION, days=3), entry("condition", HYPERTENSION, days=9)]  # fmt: skip
    assert graph_of([traces[i] for i in order]) == graph_of(traces)


def known(*traces: Trace, born: str = "1960-02-03", sex: str = "female") -> Record:
    by_kind: dict[str, list[Trace]] = {}
    for each in sorted(traces, key=lambda one: one.at):
        by_kind.setdefault(each.kind, []).append(each)
    day = datetime.fromisoformat(born).date() if born else None
    return Record("x", NOW, day, sex, by_kind)


READINGS = [entry("measured", PRESSURE, days=d, value=v) for d, v in ((400, 180.0), (30, 120.0), (5, 150.0))]


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        (Value(PRESSURE, above=140), True),
        (Value(PRESSURE, above=150), True),
        (Value(PRESSURE, below=150), False),
        (Value(PRESSURE, above=140, which="mean"), True),
        (Value(PRESSURE, above=170, which="highest"), True),
        (Value(PRESSURE, above=170, which="highest", within_days=100), False),
        (Value(PRESSURE, above=0, which="first", within_days=2), None),
        (Value("glucose", above=1), None),
        (Not(Value("glucose", above=1)), None),
        (Has("condition", (HYPERTENSION,)), False),
        (Has("measured", (PRESSURE,), at_least=3), True),
        (Has("measured", (PRESSURE,), within_days=100, at_least=3), False),
        (Age(above=65), True),
        (Age(below=65), False),
        (Sex("male"), False),
        (Value("glucose", above=1) | Value(PRESSURE, above=140), True),
        (Value("glucose", above=1) & Value(PRESSURE, above=140), None),
        (Value("glucose", above=1) & Sex("male"), False),
        (~Has("condition", (HYPERTENSION,)) & Sex("female"), True),
    ],
)
def test_a_question_is_true_false_or_unknown(query: Query, holds: bool | None) -> None:
    assert query.of(known(*READINGS)).holds is holds


def test_of_somebody_without_a_record_nothing_is_known() -> None:
    nobody = known(born="", sex="")
    for query in (Has("condition"), ~Has("condition"), Age(above=1), Sex("male"), Value(PRESSURE, below=1)):
        assert query.of(nobody).holds is None


def test_a_condition_that_ended_counts_only_while_it_lasted() -> None:
    over = known(entry("condition", HYPERTENSION, days=900, until=(NOW - 500 * DAY).isoformat()))
    assert Has("condition", (HYPERTENSION,)).of(over).holds
    assert not Has("condition", (HYPERTENSION,), within_days=30).of(over).holds


def test_who_fits_fits_by_named_traces() -> None:
    told = (Value(PRESSURE, above=140) & Has("measured", (PRESSURE,))).of(known(*READINGS))
    assert told.trace_ids[0] == READINGS[-1].id
    assert set(told.trace_ids) == {each.id for each in READINGS}


bounds = st.one_of(st.none(), st.floats(-9, 9))
simple = st.one_of(
    st.builds(Has, st.sampled_from(["condition", "medication"]), st.lists(st.text(max_size=5), max_size=2).map(tuple),
              st.one_of(st.none(), st.integers(0, 999)), st.integers(1, 5)),
    st.builds(Value, st.text(max_size=5), bounds, bounds,
              st.sampled_from(["last", "mean", "lowest"])),
    st.builds(Age, st.one_of(st.none(), st.floats(0, 99))), st.builds(Sex, st.sampled_from(["male", "female"])),
)  # fmt: skip
queries = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Some, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(queries)
def test_a_question_is_read_as_it_was_written(query: Query) -> None:
    assert parse(query.body()) == query


@pytest.mark.parametrize(
    "body", [{}, 7, {"near": 1}, {"value": "x", "which": "best"}, {"all": 3}, {"age": 5}, {"value": "x", "above": "y"}]
)
def test_what_is_no_question_is_refused(body: object) -> None:
    with pytest.raises(InvalidInput):
        parse(body)


def fill(home: Home) -> None:
    home.person("ann").add([person(), entry("measured", PRESSURE, value=150.0), entry("condition", HYPERTENSION)])
    home.person("bob").add([person(sex="male"), entry("measured", PRESSURE, value=120.0)])
    home.person("cat").add([person(), entry("condition", HYPERTENSION)])


def test_a_cohort_names_who_fits_and_of_whom_it_is_not_known(home: Home) -> None:
    fill(home)
    found = cohort(scopes(home), Value(PRESSURE, above=140), at=NOW)
    assert list(found.members) == ["ann"]
    assert found.unknown == ("cat",)
    assert found.asked == 3
    assert cohort(reversed(scopes(home)), Value(PRESSURE, above=140), at=NOW) == found


def test_what_was_written_later_does_not_count(home: Home) -> None:
    fill(home)
    assert not cohort(scopes(home), Value(PRESSURE, above=140), at=NOW - 30 * DAY).members


def test_one_person_under_two_names_is_counted_once(home: Home) -> None:
    home.person("a1").add([person(known="k"), entry("measured", PRESSURE, value=150.0)])
    home.person("a2").add([person(known="k"), entry("condition", HYPERTENSION)])
    home.person("b").add([person(known="l"), entry("condition", HYPERTENSION)])
    found = cohort(scopes(home), Value(PRESSURE, above=140) & Has("condition", (HYPERTENSION,)), at=NOW)
    assert (list(found.members), found.merged, found.asked) == (["a1"], {"a2": "a1"}, 2)
    assert found.people == {"a1", "a2"}


def test_few_people_are_not_told_as_a_number_and_many_are(home: Home) -> None:
    fill(home)
    assert cohort(scopes(home), Sex("female"), at=NOW).told() == "fewer than 5 of 3"
    for name in "defgh":
        home.person(name).add([person()])
    assert cohort(scopes(home), Sex("female"), at=NOW).told() == "7 of 8"


def test_the_hash_is_the_same_in_any_order_and_any_home(home: Home, tmp_path: Path) -> None:
    fill(home)
    first = manifest(scopes(home), at=NOW)
    with thyself.open(tmp_path / "other.db", clock=lambda: NOW) as other:
        for name in ("cat", "bob", "ann"):
            traces = list(home.person(name).traces())
            Random(3).shuffle(traces)
            for each in traces:
                other.person(name).add([replace(each, extra=dict(reversed(each.extra.items())))])
        second = manifest(reversed(scopes(other)), at=NOW)
    assert first == second
    assert first.hash == second.hash


@pytest.mark.parametrize(
    ("change", "what"),
    [({"value": 151.0}, "changed"), ({"unit": "kPa"}, "changed"), ({"extra": {"name": "x"}}, "changed"),
     ({"ref": "other"}, "new")],
)  # fmt: skip
def test_one_change_is_found_and_named(home: Home, change: dict[str, object], what: str) -> None:
    fill(home)
    before = manifest(scopes(home), at=NOW)
    ann = home.person("ann")
    (old,) = ann.traces(kinds="measured")
    ann.scope.forget(Selection(trace_ids=(old.id,)))
    ann.add([replace(old, **change)])  # type: ignore[arg-type]
    now = manifest(scopes(home), at=NOW)
    assert now.hash != before.hash
    assert [each.person for each in now.since(before)[what]] == ["ann"]
    assert now.since(now) == {"new": [], "gone": [], "changed": []}


def test_forgetting_a_person_changes_the_manifest_and_leaves_nothing(home: Home, tmp_path: Path) -> None:
    fill(home)
    query = Has("condition", (HYPERTENSION,))
    before = manifest(scopes(home), cohort(scopes(home), query, at=NOW).people, at=NOW)
    home.person("ann").report("my record", system="minds")
    home.person("ann").forget(everything=True)
    now = manifest(scopes(home), cohort(scopes(home), query, at=NOW).people, at=NOW)
    assert {each.person for each in before.entries} == {"ann", "cat"}
    assert {each.person for each in now.entries} == {"cat"}
    assert now.hash != before.hash
    assert "ann" not in repr(now.body())
    assert not list(home.person("ann").traces())
    assert home.person("ann").report("my record", system="minds").evidence == ()


def files(access: str, sensitivity: str = "sensitive") -> Trace:
    held = {"type": "application/pdf", "url": "x.pdf", "size": 9, "hash": "h", "access": access}
    return entry("document", f"letter-{access}", files=[held], sensitivity=sensitivity)


def test_files_that_need_leave_are_counted_and_never_listed_and_open_ones_are(home: Home) -> None:
    home.person("ann").add([files("open"), files("controlled")])
    home.person("bob").add([files("open", "secret")])
    found = manifest(scopes(home), at=NOW)
    listed = [each for each in found.entries if each.type == "application/pdf"]
    assert [(each.person, each.digest, each.bytes) for each in listed] == [("ann", "h", 9)]
    assert found.withheld == {"application/pdf": 1, "document": 1}
    assert found.stats()["application/pdf"] == (1, 9)
    assert not [each for each in found.only(exclude=["application/pdf"]).entries if each.url]
    assert {each.type for each in found.only(include=["document"]).entries} == {"document"}


def test_the_system_repeats_the_record_and_concludes_nothing(home: Home) -> None:
    from thyself.guard.health import says_too_much

    ann = home.person("ann")
    ann.add([entry("measured", PRESSURE, value=150.0, days=d) for d in (9, 3)] + [entry("condition", HYPERTENSION),
             entry("condition", "private", sensitivity="secret")])  # fmt: skip
    found = ann.report("what is on record?", system="minds")
    assert "Conditions: snomed:38341003 (2025-03-22)." in found.text
    assert found.figures == {PRESSURE: 150.0}
    assert not says_too_much(found.text)
    assert "private" not in found.text + repr(found.evidence)
    assert "1 held back" in found.reasons
    assert manifest([ann.scope], at=NOW).hash in found.reasons[0]


@pytest.mark.parametrize(
    ("wish", "words"), [("my record: I have chest pain", "emergency number"), ("do I have diabetes?", "what illness")]
)
def test_a_wish_for_help_or_a_doctor_gets_that_and_no_record(home: Home, wish: str, words: str) -> None:
    ann = home.person("ann")
    ann.add([entry("condition", HYPERTENSION)])
    assert words in ann.report(wish, system="minds").text
    assert "Conditions" in ann.report("my record, no chest pain", system="minds").text
