"""Resources of FHIR R4 as entries of a clinical record: what is known of each sort, and what is left out and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from thyself.core import Sensitivity
from thyself.core.trace import digest
from thyself.sources.clinical import Entry, identity
from thyself.sources.measured import NoFigure, figure
from thyself.sources.port import ReadContext
from thyself.sources.times import Unclear, read_time

Body = Mapping[str, Any]

#: Names for the systems of codes.
_SCHEMES: Final[Mapping[str, str]] = {
    "http://loinc.org": "loinc",
    "http://snomed.info/sct": "snomed",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "http://hl7.org/fhir/sid/icd-10": "icd10",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10",
    "http://hl7.org/fhir/sid/cvx": "cvx",
}
#: What never happened, or is not to be believed.
_UNTRUE: Final = frozenset({"entered-in-error", "cancelled", "refuted", "not-done", "not-taken"})
_MOST_FILES: Final = 200
#: Labels of confidentiality that hold nothing back: normal, unrestricted, low.
_OPEN: Final = ("N", "U", "L")


class Left(NamedTuple):
    """Something that is left out, and why."""

    why: str


class _Sort(NamedTuple):
    kind: str
    code: tuple[str, ...]
    at: tuple[str, ...]
    until: tuple[str, ...]


#: The sorts of resources that are read: where their code stands, when they were, and when they ended.
KNOWN: Final[Mapping[str, _Sort]] = {
    "Patient": _Sort("patient", (), ("birthDate",), ("deceasedDateTime",)),
    "Observation": _Sort("measured", ("code",), ("effectiveDateTime", "effectivePeriod.start", "effectiveInstant",
                         "issued"), ("effectivePeriod.end",)),
    "Condition": _Sort("condition", ("code",), ("onsetDateTime", "onsetPeriod.start", "recordedDate"),
                       ("abatementDateTime", "abatementPeriod.end")),
    "MedicationRequest": _Sort("medication", ("medicationCodeableConcept",), ("authoredOn",),
                               ("dispenseRequest.validityPeriod.end",)),
    "MedicationStatement": _Sort("medication", ("medicationCodeableConcept",), ("effectiveDateTime",
                                 "effectivePeriod.start", "dateAsserted"), ("effectivePeriod.end",)),
    "Procedure": _Sort("procedure", ("code",), ("performedDateTime", "performedPeriod.start"),
                       ("performedPeriod.end",)),
    "Encounter": _Sort("encounter", ("type", "class"), ("period.start",), ("period.end",)),
    "AllergyIntolerance": _Sort("allergy", ("code",), ("onsetDateTime", "recordedDate"), ()),
    "Immunization": _Sort("immunization", ("vaccineCode",), ("occurrenceDateTime",), ()),
    "DiagnosticReport": _Sort("document", ("code",), ("effectiveDateTime", "effectivePeriod.start", "issued"), ()),
    "DocumentReference": _Sort("document", ("type",), ("date", "content.attachment.creation"), ()),
    "ImagingStudy": _Sort("document", ("procedureCode", "modality"), ("started",), ()),
}  # fmt: skip


def patient_of(resource: Body) -> str:
    """The id of the patient whose a resource is; empty where none is told."""
    if resource.get("resourceType") == "Patient":
        url = resource.get("fullUrl")
        return _text(resource.get("id")) or (tail(url) if isinstance(url, str) else "")
    for name in ("subject", "patient"):
        if isinstance(told := _first(resource, f"{name}.reference"), str):
            return tail(told)
    return ""


def tail(reference: str) -> str:
    """The id in ``Patient/7``, ``https://x.org/fhir/Patient/7`` or ``urn:uuid:7``."""
    return reference.rstrip("/").rpartition("/")[2].removeprefix("urn:uuid:")


def entries(resource: Body, context: ReadContext) -> Iterator[Entry | Left]:
    """The entries that a resource comes to.

    Raises:
        Unclear: It tells no time, or nothing of what it is.
    """
    kind = resource["resourceType"]
    sort = KNOWN.get(kind)
    if sort is None:
        yield Left(kind)
        return
    states = {
        _text(resource.get("status")),
        *(_codes(resource.get(f"{name}Status")) for name in ("clinical", "verification")),
    }
    if states & _UNTRUE:
        yield Left(f"{kind} ({next(iter(states & _UNTRUE))})")
        return
    plain = _plain(resource, sort, context)
    if kind == "Observation":
        yield from _observed(resource, plain)
    elif kind == "Patient":
        yield _person(resource, plain)
    elif sort.kind == "document":
        yield replace(plain, extra={"files": _files(resource, kind)})
    else:
        yield replace(plain, extra={"status": _codes(resource.get("clinicalStatus")) or _text(resource.get("status"))})


def _plain(resource: Body, sort: _Sort, context: ReadContext) -> Entry:
    """What all sorts share."""
    kind = resource["resourceType"]
    at = _time(resource, sort.at, context)
    if at is None and kind != "Patient":
        raise Unclear(f"{kind} {_text(resource.get('id'))[:40]}: no time")
    code, name = next((told for each in sort.code if (told := _concept(resource.get(each)))[1]), ("", ""))
    if not name and sort.code:
        raise Unclear(f"{kind} {_text(resource.get('id'))[:40]}: nothing says what it is")
    own = _text(resource.get("id")) or digest(repr(sorted(resource.items(), key=lambda kv: kv[0])))
    visit = _first(resource, "encounter.reference")
    session = (
        f"encounter:{own}" if kind == "Encounter" else f"encounter:{tail(visit)}" if isinstance(visit, str) else None
    )
    until = _time(resource, sort.until, context)
    secret = any(each.get("code") in ("R", "V") for each in _labels(resource))
    sensitivity: Sensitivity = "secret" if secret else "sensitive"
    return Entry(sort.kind, f"{kind}/{own}", at or context.now, code, name, until=until, session=session,
                 sensitivity=sensitivity)  # fmt: skip


def _observed(resource: Body, plain: Entry) -> Iterator[Entry | Left]:
    parts = [each for each in listed(resource.get("component")) if _concept(each.get("code"))[1]]
    if not parts or _valued(resource):
        yield _value(resource, plain)
    for each in parts:
        code, name = _concept(each.get("code"))
        yield _value(each, replace(plain, ref=f"{plain.ref}/{code or name}", code=code, name=name))


def _valued(body: Body) -> bool:
    return any(key.startswith("value") for key in body)


def _value(body: Body, plain: Entry) -> Entry | Left:
    """The entry with its figure or words. A figure that is only a bound is told in words and is no figure."""
    told = body.get("valueQuantity")
    if isinstance(told, Mapping):
        try:
            value = figure(told.get("value"))
        except NoFigure as error:
            raise Unclear(f"{plain.name}: {error}") from None
        unit = _text(told.get("code")) or _text(told.get("unit"))
        bound = _text(told.get("comparator"))
        if value is None or bound:
            shown = "" if value is None else f"{bound} {value:g} {unit}"
            return replace(plain, words=shown.strip() or "no value", extra={"comparator": bound})
        return replace(plain, value=value, unit=unit)
    if isinstance(body.get("valueInteger"), int):
        return replace(plain, value=float(body["valueInteger"]))
    words = _concept(body.get("valueCodeableConcept"))[1] or _text(body.get("valueString"))
    if isinstance(body.get("valueBoolean"), bool):
        words = "yes" if body["valueBoolean"] else "no"
    return replace(plain, words=words[:2000]) if words else Left("Observation (without a value)")


def _person(resource: Body, plain: Entry) -> Entry:
    known = [
        identity(_text(each.get("system")), value)
        for each in listed(resource.get("identifier"))
        if (value := _text(each.get("value")))
    ]
    sex = _text(resource.get("gender"))
    born = _text(resource.get("birthDate"))
    words = ", ".join(part for part in (f"born {born}" if born else "", sex) if part)
    return replace(
        plain, name=words or "nothing told", extra={"born": born, "sex": sex, "identities": sorted(set(known))}
    )


def _files(resource: Body, kind: str) -> list[dict[str, Any]]:
    """What belongs to a document: each file with its type, size and hash, and who may fetch it."""
    access = (
        "controlled" if any(each.get("code") not in (None, "N", "U", "L") for each in _labels(resource)) else "open"
    )
    if kind == "ImagingStudy":
        found = [
            {"type": _text(_first(each, "modality.code")) or "image", "url": _text(each.get("uid")),
             "count": each.get("numberOfInstances"), "access": access}
            for each in listed(resource.get("series"))
        ]  # fmt: skip
        return found[:_MOST_FILES]
    held = [each.get("attachment") for each in listed(resource.get("content"))] + listed(resource.get("presentedForm"))
    return [
        {"type": _text(each.get("contentType")) or "unknown", "url": _text(each.get("url")), "size": each.get("size"),
         "hash": _text(each.get("hash")), "title": _text(each.get("title"))[:200], "access": access}
        for each in held[:_MOST_FILES]
        if isinstance(each, Mapping)
    ]  # fmt: skip


def _labels(resource: Body) -> list[Body]:
    security = _first(resource, "meta.security")
    return listed(security) + [
        coding for each in listed(resource.get("securityLabel")) for coding in listed(each.get("coding"))
    ]


def _concept(value: Any) -> tuple[str, str]:
    """Code (with its scheme) and name of a CodeableConcept, a Coding, or a list of them: the first that has any."""
    if isinstance(value, list):
        return next((told for each in value if (told := _concept(each))[1]), ("", ""))
    if not isinstance(value, Mapping):
        return "", ""
    codings = listed(value.get("coding")) or ([value] if "code" in value else [])
    ranked = sorted(codings, key=lambda each: each.get("system") not in _SCHEMES)
    coding = ranked[0] if ranked else {}
    code, system = _text(coding.get("code")), _text(coding.get("system"))
    name = _text(value.get("text")) or _text(coding.get("display")) or code
    scheme = _SCHEMES.get(system, system.rstrip("/").rpartition("/")[2].casefold() or "local")
    return (f"{scheme}:{code}" if code else ""), name[:300]


def _codes(value: Any) -> str:
    return _concept(value)[0].rpartition(":")[2]


def _time(resource: Body, paths: tuple[str, ...], context: ReadContext) -> datetime | None:
    for path in paths:
        told = _first(resource, path)
        if isinstance(told, str) and told.strip():
            return read_time(_whole(told.strip()), context)
    return None


def _whole(told: str) -> str:
    """A date that tells only the year, or the month, as the first day of it."""
    return f"{told}-01-01" if len(told) == 4 else f"{told}-01" if len(told) == 7 else told


def _first(body: Any, path: str) -> Any:
    """What stands at ``a.b.c``; of lists the first that has it."""
    for step in path.split("."):
        if isinstance(body, list):
            body = next((each for each in body if isinstance(each, Mapping) and step in each), None)
        body = body.get(step) if isinstance(body, Mapping) else None
    return body


def listed(value: Any) -> list[Body]:
    """The objects of a list; none where it is no list."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
