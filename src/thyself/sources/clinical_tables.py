"""Clinical tables: patients, observations, conditions, medicines … as CSV, with the columns that Synthea writes.

Source: Synthea: an approach, method, and software mechanism for generating synthetic patients (Walonoski et al., 2018).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from thyself.core import Rejected, SourceError, Trace
from thyself.core.trace import digest
from thyself.sources.clinical import Entry, identity
from thyself.sources.measured import NoFigure, figure
from thyself.sources.places import bare_name, entries, is_mixed
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Rows, Text, columns_of
from thyself.sources.times import Unclear, read_time


class _File(NamedTuple):
    kind: str
    scheme: str


#: The tables that are read, by the name of the file.
_FILES: Final[Mapping[str, _File]] = {
    "patients": _File("patient", ""),
    "observations": _File("measured", "loinc"),
    "conditions": _File("condition", "snomed"),
    "medications": _File("medication", "rxnorm"),
    "procedures": _File("procedure", "snomed"),
    "encounters": _File("encounter", "snomed"),
    "allergies": _File("allergy", "snomed"),
    "immunizations": _File("immunization", "cvx"),
}
_SHARED: Final = frozenset({"patient", "code", "description"})
_PERSON: Final = frozenset({"id", "birthdate", "gender"})


class ClinicalTables:
    """One table, or a folder of them; of several patients one must be named."""

    name = "clinical-csv"
    title = "clinical tables as CSV (patients, observations, conditions, medications …); one patient of them: only"

    def detect(self, path: Place) -> float:
        """The name of the file and its columns; a folder with two such files."""
        if path.is_dir():
            known = [each for each in entries(path) if not each.is_dir() and self.detect(each) > 0]
            mixed = len(known) < 2 or is_mixed(path, lambda each: bare_name(each).endswith(".csv"))
            return 0.0 if mixed else 0.9
        file = _file(path)
        wanted = _PERSON if file is not None and file.kind == "patient" else _SHARED
        return 0.9 if file is not None and wanted <= set(columns_of(path)) else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the entries, table by table.

        Raises:
            SourceError: A table holds several patients, and none was named; or it has other columns.
        """
        if path.is_dir():
            for each in entries(path):
                if not each.is_dir() and self.detect(each) > 0:
                    yield from _read(each, context)
        else:
            yield from _read(path, context)


def _file(place: Place) -> _File | None:
    name = bare_name(place)
    return _FILES.get(name.removesuffix(".csv")) if name.endswith(".csv") else None


def _read(place: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
    file = _file(place) or _File("", "")
    with Text(place, context) as text:
        rows = Rows(text)
        names = {name.casefold() for name in rows.columns}
        lacking = sorted((_PERSON if file.kind == "patient" else _SHARED) - names)
        if not file.kind or lacking:
            raise SourceError(
                f"{text.name}: no clinical table: there is no column {', '.join(lacking) or 'that is known'}"
            )
        seen = ""
        for line, row in rows:
            if isinstance(row, Rejected):
                yield row
                continue
            plain = {name.casefold(): cell for name, cell in row.items()}
            whose = plain.get("id" if file.kind == "patient" else "patient", "")
            if context.only is not None and whose != context.only:
                continue
            if seen and whose != seen:
                raise SourceError(f"{text.name}: holds several patients; choose one with only (--only {seen})")
            seen = whose
            try:
                yield _entry(plain, file, context).trace(context.source or "clinical-csv")
            except (Unclear, NoFigure) as error:
                yield Rejected(f"{text.name}:{line}", str(error))
        yield from text.rest()


def _entry(row: Mapping[str, str], file: _File, context: ReadContext) -> Entry:
    if file.kind == "patient":
        return _person(row, context)
    name, code = row["description"], row["code"]
    if not name and not code:
        raise Unclear("neither a code nor a description")
    at = read_time(row.get("start") or row.get("date"), context)
    visit = row.get("id") if file.kind == "encounter" else row.get("encounter")
    ref = row.get("id") or digest(*(f"{key}={cell}" for key, cell in sorted(row.items())))
    plain = Entry(
        file.kind,
        f"{file.kind}/{ref}",
        at,
        f"{file.scheme}:{code}" if code else "",
        name or code,
        until=read_time(row["stop"], context) if row.get("stop") else None,
        session=f"encounter:{visit}" if visit else None,
    )
    return plain if file.kind != "measured" else _measured(plain, row)


def _measured(plain: Entry, row: Mapping[str, str]) -> Entry:
    told = row.get("value", "")
    if not told:
        raise Unclear("no value")
    if row.get("type", "numeric").casefold() == "numeric":
        value = figure(told)
        if value is None:
            raise Unclear("no value")
        return replace(plain, value=value, unit=row.get("units", ""))
    return replace(plain, words=told[:2000])


def _person(row: Mapping[str, str], context: ReadContext) -> Entry:
    born, sex = row["birthdate"], {"f": "female", "m": "male"}.get(row["gender"].casefold(), row["gender"].casefold())
    known = [identity(name, row[name]) for name in ("ssn", "passport", "mrn") if row.get(name)]
    return Entry(
        "patient",
        f"patient/{row['id']}",
        read_time(born, context) if born else context.now,
        "",
        ", ".join(part for part in (f"born {born}" if born else "", sex) if part) or "nothing told",
        until=read_time(row["deathdate"], context) if row.get("deathdate") else None,
        extra={"born": born, "sex": sex, "identities": sorted(known)},
    )
