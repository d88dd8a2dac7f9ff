"""FHIR R4: bundles (JSON) of a patient's record, and bulk exports (one resource a line).

Source: HL7 FHIR Release 4 (4.0.1), hl7.org/fhir/R4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.fhir_resources import KNOWN, Left, entries, listed, patient_of, tail
from thyself.sources.jsons import Element, elements, loads
from thyself.sources.places import bare_name
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Text, first_text
from thyself.sources.times import Unclear

_LINES: Final = (".ndjson", ".jsonl")
_SOME: Final = 5


class Fhir:
    """Observations, conditions, medicines, visits and documents of one patient; of several, one must be named.

    Two patients that share an identifier, or that a link joins, are one.
    """

    name = "fhir"
    title = "FHIR R4 bundle (JSON) or bulk export (NDJSON); one patient of it: only"

    def detect(self, path: Place) -> float:
        """A bundle, or lines that are resources."""
        if path.is_dir():
            return 0.0
        first = first_text(path).lstrip()
        if not first.startswith("{") or '"resourceType"' not in first:
            return 0.0
        if bare_name(path).endswith(_LINES):
            return 0.95
        return 0.95 if '"Bundle"' in first and '"entry"' in first else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the entries of the record in the order of the file.

        Raises:
            SourceError: It holds several patients, and none or an unknown one was named.
        """
        wanted = self._wanted(path, context)
        counted: dict[str, int] = {}
        with Text(path, context) as text:
            for where, each in _resources(text, path, context):
                if isinstance(each, Rejected):
                    yield each
                    continue
                whose = patient_of(each)
                if wanted and whose and whose not in wanted:
                    continue
                yield from _made(each, where, context, counted)
            yield from text.rest()
        if counted:
            most = ", ".join(
                f"{count} {name}" for name, count in sorted(counted.items(), key=lambda kv: -kv[1])[:_SOME]
            )
            yield Note(f"{path.name}: left out: {most}")

    def _wanted(self, path: Place, context: ReadContext) -> frozenset[str]:
        """The ids of the one patient that is meant; empty where there are no patients at all."""
        known: dict[str, set[str]] = {}
        with Text(path, replace(context, progress=None)) as text:
            for _where, each in _resources(text, path, replace(context, progress=None)):
                if isinstance(each, Rejected):
                    continue
                keys = _keys(each)
                if any(not keys <= known.get(key, set()) for key in keys):
                    joined = keys.union(*(known.get(key, set()) for key in keys))
                    known |= dict.fromkeys(joined, joined)
        if context.only is not None:
            found = known.get(context.only)
            if found is None:
                raise SourceError(f"{path.name}: no patient in it has the id or identifier {context.only!r}")
            return frozenset(found)
        groups = list({id(group): group for group in known.values()}.values())
        if len(groups) > 1:
            some = ", ".join(sorted(min(group, key=len) for group in groups)[:_SOME])
            raise SourceError(
                f"{path.name}: holds {len(groups)} patients; choose one with only (--only {some.split(',')[0]}). "
                f"They are: {some}{' …' if len(groups) > _SOME else ''}"
            )
        return frozenset(groups[0]) if groups else frozenset()


def _made(
    resource: Mapping[str, Any], where: str, context: ReadContext, counted: dict[str, int]
) -> Iterator[Trace | Rejected]:
    try:
        for entry in entries(resource, context):
            if isinstance(entry, Left):
                counted[entry.why] = counted.get(entry.why, 0) + 1
            else:
                yield entry.trace(context.source or "fhir")
    except Unclear as error:
        yield Rejected(where, str(error))


def _resources(text: Text, place: Place, context: ReadContext) -> Iterator[tuple[str, Mapping[str, Any] | Rejected]]:
    """Each resource with where it stands; what is none is rejected."""
    if bare_name(place).endswith(_LINES):
        yield from _lines(text)
        return
    seen = False
    for each in elements(text, place, context, "entry.item"):
        if isinstance(each, Rejected):
            yield text.name, each
            continue
        seen, where = True, f"{text.name}: entry {each.number}"
        yield where, _resource(each, where)
    if not seen:
        yield text.name, Rejected(text.name, "no entry was found in this bundle")


def _resource(each: Element, where: str) -> Mapping[str, Any] | Rejected:
    body = each.value.get("resource") if isinstance(each.value, Mapping) else None
    if not isinstance(body, Mapping) or not isinstance(body.get("resourceType"), str):
        return Rejected(where, "no resource with a resourceType in it")
    url = each.value.get("fullUrl")
    return {**body, "fullUrl": url} if isinstance(url, str) else body


def _lines(text: Text) -> Iterator[tuple[str, Mapping[str, Any] | Rejected]]:
    for number, line in text:
        where = f"{text.name}:{number}"
        if not line.strip():
            continue
        try:
            body = loads(line)
        except ValueError as error:
            yield where, Rejected(where, str(error))
            continue
        if isinstance(body, Mapping) and isinstance(body.get("resourceType"), str):
            yield where, body
        else:
            yield where, Rejected(where, "no resource with a resourceType")


def _keys(resource: Mapping[str, Any]) -> set[str]:
    """By what the patient of a resource can be named."""
    whose = patient_of(resource)
    if resource["resourceType"] != "Patient":
        return {whose} if whose and resource["resourceType"] in KNOWN else set()
    keys = {whose} if whose else set()
    for each in listed(resource.get("identifier")):
        if isinstance(each.get("value"), str) and each["value"].strip():
            keys.add(each["value"].strip())
    url = resource.get("fullUrl")
    if isinstance(url, str):
        keys.add(tail(url))
    keys |= {
        tail(other["reference"])
        for each in listed(resource.get("link"))
        if isinstance(other := each.get("other"), Mapping) and isinstance(other.get("reference"), str)
    }
    return keys
