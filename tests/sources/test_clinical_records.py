"""Clinical records come out with code, unit and time; what is untrue, or another's, does not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.register_assert_rewrite("tests.contracts.reader")

from tests.contracts.reader import ReaderContract  # noqa: E402  (after its asserts are made readable)
from thyself.core import Rejected, SourceError, Trace  # noqa: E402
from thyself.sources import Note, ReadContext, add, find_reader, readers  # noqa: E402
from thyself.sources.clinical import UNITS, convert  # noqa: E402
from thyself.sources.fhir_resources import entries  # noqa: E402
from thyself.sources.times import Unclear  # noqa: E402

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"


def patient(name: str = "p1", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": name, "birthDate": "1960-02-03", "gender": "female"} | more


def observed(key: str, code: str, value: float, unit: str, *, of: str = "p1", **more: Any) -> dict[str, Any]:
    given = {"resourceType": "Observation", "id": key, "status": "final", "subject": {"reference": f"Patient/{of}"},
             "code": {"coding": [{"system": LOINC, "code": code, "display": f"code {code}"}]},
             "effectiveDateTime": "2024-03-01T08:00:00Z", "valueQuantity": {"value": value, "unit": unit}}  # fmt: skip
    return given | more


def condition(key: str, code: str, name: str, *, of: str = "p1", **more: Any) -> dict[str, Any]:
    given = {"resourceType": "Condition", "id": key, "subject": {"reference": f"urn:uuid:{of}"},
             "code": {"coding": [{"system": SNOMED, "code": code, "display": name}]},
             "onsetDateTime": "2019-05"}  # fmt: skip
    return given | more


def bundle(*resources: Any) -> str:
    rows = [{"fullUrl": f"urn:uuid:{each.get('id')}", "resource": each} for each in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": rows}, ensure_ascii=False)


class TestFhirBundle(ReaderContract):
    reader = readers()["fhir"]
    file = "record.json"
    example = bundle(
        patient(),
        observed("o1", "8867-4", 72, "/min"),
        {"resourceType": "Condition", "id": "bad", "code": {"text": "no time"}},
        condition("c1", "38341003", "Hypertonie, primär"),
    )
    traces = 3
    bad = 1


class TestFhirLines(ReaderContract):
    reader = readers()["fhir"]
    file = "Observation.ndjson"
    example = "\n".join(
        [json.dumps(observed("o1", "8867-4", 72, "/min")), '{"resourceType": "Observation", "id": "x"}',
         json.dumps(observed("o2", "8867-4", 75, "/min"))]
    )  # fmt: skip
    traces = 2
    bad = 1


class TestClinicalTables(ReaderContract):
    reader = readers()["clinical-csv"]
    file = "observations.csv"
    example = (
        "DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n"
        "2024-03-01T08:00:00Z,p1,e1,8480-6,Systolic blood pressure,150,mm[Hg],numeric\n"
        "soon,p1,e1,8480-6,Systolic blood pressure,150,mm[Hg],numeric\n"
        "2024-03-01T08:00:00Z,p1,e1,72166-2,Smoking état,never,{nominal},text\n"
    )
    traces = 2
    bad = 1


def read(tmp_path: Path, context: ReadContext, *resources: Any) -> list[Trace | Rejected | Note]:
    (tmp_path / "r.json").write_text(bundle(*resources), encoding="utf-8")
    return list(readers()["fhir"].read(tmp_path / "r.json", context))


def kept(tmp_path: Path, context: ReadContext, *resources: Any) -> list[Trace]:
    return [each for each in read(tmp_path, context, *resources) if isinstance(each, Trace)]


def test_a_figure_has_the_name_and_unit_in_which_it_is_kept(tmp_path: Path, context: ReadContext) -> None:
    made = kept(tmp_path, context, observed("a", "29463-7", 200, "[lb_av]"), observed("b", "2345-7", 5.5, "mmol/L"),
                observed("c", "8310-5", 98.6, "[degF]"), observed("d", "8867-4", 70, "{beats}/min"))  # fmt: skip
    assert [(each.item, each.value, each.unit) for each in made] == [
        ("weight", pytest.approx(90.718, abs=0.001), "kg"),
        ("glucose", pytest.approx(99.1, abs=0.01), "mg/dL"),
        ("body_temperature", 37.0, "°C"),
        ("heart_rate", 70.0, "bpm"),
    ]
    assert {each.author for each in made} == {"me"}
    assert {each.sensitivity for each in made} == {"sensitive"}


def test_a_unit_that_cannot_be_turned_is_never_mixed_with_the_others(tmp_path: Path, context: ReadContext) -> None:
    (made,) = kept(tmp_path, context, observed("a", "29463-7", 14, "quintals"))
    assert (made.item, made.value, made.unit) == ("loinc:29463-7", 14.0, "quintals")


def test_parts_of_an_observation_are_figures_of_their_own(tmp_path: Path, context: ReadContext) -> None:
    parts = [
        {"code": {"coding": [{"system": LOINC, "code": code}]}, "valueQuantity": {"value": value, "code": "mm[Hg]"}}
        for code, value in (("8480-6", 150), ("8462-4", 95))
    ]
    pressure = observed("a", "85354-9", 0, "", component=parts)
    del pressure["valueQuantity"]
    made = kept(tmp_path, context, pressure)
    assert {each.item: each.value for each in made} == {"blood_pressure_systolic": 150, "blood_pressure_diastolic": 95}


def test_a_bound_is_told_in_words_and_is_no_figure(tmp_path: Path, context: ReadContext) -> None:
    (made,) = kept(
        tmp_path,
        context,
        observed("a", "6598-7", 0, "", valueQuantity={"value": 0.01, "comparator": "<", "unit": "ng/mL"}),
    )
    assert made.value is None
    assert "< 0.01 ng/mL" in made.text


@pytest.mark.parametrize(
    "untrue",
    [{"status": "entered-in-error"}, {"status": "cancelled"},
     {"verificationStatus": {"coding": [{"code": "refuted"}]}},
     {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}],
)  # fmt: skip
def test_what_never_was_is_left_out_and_counted(untrue: dict[str, Any], tmp_path: Path, context: ReadContext) -> None:
    made = read(tmp_path, context, observed("a", "8867-4", 70, "/min") | untrue, observed("b", "8867-4", 71, "/min"))
    assert [each.value for each in made if isinstance(each, Trace)] == [71]
    assert any("1 Observation (" in each.text for each in made if isinstance(each, Note))


def test_a_condition_tells_since_when_until_when_and_by_whom(tmp_path: Path, context: ReadContext) -> None:
    (made,) = kept(tmp_path, context, condition("c", "38341003", "Hypertension", abatementDateTime="2023-01-01"))
    assert (made.kind, made.item, made.author) == ("condition", "snomed:38341003", "health record")
    assert made.at == datetime(2019, 4, 30, 22, tzinfo=UTC)  # the first of May on the clock of Rome
    assert made.extra["until"].startswith("2022-12-31T23")
    assert made.text == "Condition: Hypertension"


def test_no_name_address_or_ancestry_is_kept(tmp_path: Path, context: ReadContext) -> None:
    told = patient(name="p1", telecom=[{"value": "call-me"}], address=[{"city": "Springfield"}],
                   extension=[{"url": "us-core-race", "valueString": "x-race"}],
                   identifier=[{"system": "ssn", "value": "999-11"}]) | {"name": [{"family": "Simpson"}]}  # fmt: skip
    told["id"] = "p1"
    (made,) = kept(tmp_path, context, told)
    shown = repr(made)
    assert not any(each in shown for each in ("Simpson", "Springfield", "call-me", "x-race", "999-11"))
    assert made.extra["born"] == "1960-02-03"


def test_files_are_listed_and_those_with_a_label_are_controlled(tmp_path: Path, context: ReadContext) -> None:
    letter = {"resourceType": "DocumentReference", "id": "d", "status": "current", "date": "2024-01-01T00:00:00Z",
              "type": {"text": "Letter"},
              "content": [{"attachment": {"contentType": "application/pdf", "size": 9, "hash": "h"}}]}  # fmt: skip
    closed = letter | {"id": "e", "securityLabel": [{"coding": [{"code": "R"}]}]}
    made = kept(tmp_path, context, letter, closed)
    assert [each.extra["files"][0]["access"] for each in made] == ["open", "controlled"]
    assert [each.sensitivity for each in made] == ["sensitive", "secret"]
    assert made[0].extra["files"][0]["hash"] == "h"


def test_of_several_patients_one_must_be_chosen_and_only_their_entries_are_read(
    tmp_path: Path, context: ReadContext
) -> None:
    both = (
        patient("p1"),
        patient("p2"),
        observed("a", "8867-4", 70, "/min"),
        observed("b", "8867-4", 90, "/min", of="p2"),
    )
    with pytest.raises(SourceError, match="--only p1"):
        read(tmp_path, context, *both)
    made = kept(tmp_path, replace(context, only="p2"), *both)
    assert [each.value for each in made if each.kind == "measured"] == [90]
    with pytest.raises(SourceError, match="'p9'"):
        read(tmp_path, replace(context, only="p9"), *both)


def test_two_patients_with_an_identifier_in_common_are_one(tmp_path: Path, context: ReadContext) -> None:
    number = {"identifier": [{"system": "mrn", "value": "77"}]}
    made = kept(
        tmp_path,
        context,
        patient("p1", **number),
        patient("p2", **number),
        observed("b", "8867-4", 90, "/min", of="p2"),
    )
    assert {each.kind for each in made} == {"patient", "measured"}
    linked = patient("p3", link=[{"other": {"reference": "Patient/p1"}, "type": "replaces"}])
    assert len(kept(tmp_path, context, patient("p1"), linked)) == 2


def test_tables_of_a_folder_are_read_as_one_record(tmp_path: Path, context: ReadContext, scope) -> None:
    (tmp_path / "patients.csv").write_text("Id,BIRTHDATE,DEATHDATE,SSN,GENDER\np1,1960-02-03,,999,F\n")
    (tmp_path / "conditions.csv").write_text(
        "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n2019-05-01,2020-05-01,p1,e1,38341003,Hypertension\n"
        "2019-05-01,,p1,e1,,\n"
    )
    assert find_reader(tmp_path).name == "clinical-csv"
    report = add(scope, tmp_path, context=context)
    assert (report.kept, report.rejected_count) == (2, 1)
    assert [each.item for each in scope.kept] == ["snomed:38341003", "patient"]
    columns = "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n"
    (tmp_path / "conditions.csv").write_text(columns + "2019-05-01,,p1,,1,a\n2019-05-01,,p2,,1,a\n")
    with pytest.raises(SourceError, match="several patients"):
        list(readers()["clinical-csv"].read(tmp_path / "conditions.csv", context))


@given(st.floats(-1e6, 1e6), st.sampled_from(sorted(UNITS)))
def test_a_figure_in_its_own_unit_stays_and_one_in_no_unit_is_refused(value: float, name: str) -> None:
    assert convert(value, UNITS[name], name) == value
    assert convert(value, "furlongs", name) is None


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(
        st.sampled_from("code coding system display text value unit reference start attachment".split()), inner,
        max_size=3)), max_leaves=8)  # fmt: skip


@settings(max_examples=80)
@given(
    kind=st.sampled_from("Patient Observation Condition DocumentReference ImagingStudy Encounter Claim".split()),
    body=st.dictionaries(
        st.sampled_from("id status subject code type valueQuantity component effectiveDateTime birthDate identifier "
                        "content series period onsetDateTime date started meta".split()), json_values,
        max_size=6),
)  # fmt: skip
def test_no_resource_raises_anything_but_that_it_is_unclear(
    kind: str, body: dict[str, Any], context: ReadContext
) -> None:
    try:
        for each in entries({**body, "resourceType": kind}, context):
            if hasattr(each, "trace"):
                assert each.trace("fhir").kind
    except Unclear as error:
        assert str(error)  # noqa: PT017
