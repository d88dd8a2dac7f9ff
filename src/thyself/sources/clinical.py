"""Clinical records as traces: what a clinic wrote of a person, with code, unit and time; readers of formats share it.

Only what serves is kept: birth date, sex and a digest of the identifiers by which two records are seen to be of one
person; no name, no address, no ancestry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from thyself.core import Sensitivity, Trace, units
from thyself.core.trace import digest

#: What a clinic writes down, and how it is said.
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "patient": "Record of a person",
        "measured": "",
        "condition": "Condition",
        "medication": "Medicine",
        "procedure": "Procedure",
        "encounter": "Visit",
        "allergy": "Allergy",
        "immunization": "Immunization",
        "document": "Document",
    }
)
#: LOINC codes of what is known by a name of our own.
LOINC: Final[Mapping[str, str]] = MappingProxyType(
    {
        "8867-4": "heart_rate", "40443-4": "resting_heart_rate", "8480-6": "blood_pressure_systolic",
        "8462-4": "blood_pressure_diastolic", "29463-7": "weight", "3141-9": "weight", "39156-5": "bmi",
        "9279-1": "breathing_rate", "2708-6": "spo2", "59408-5": "spo2", "2339-0": "glucose", "2345-7": "glucose",
        "15074-8": "glucose", "41950-7": "steps", "55423-8": "steps", "8310-5": "body_temperature",
        "8302-2": "height", "4548-4": "hba1c", "2160-0": "creatinine", "2093-3": "cholesterol",
    }
)  # fmt: skip
#: In which unit each is kept.
UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "heart_rate": "bpm", "resting_heart_rate": "bpm", "blood_pressure_systolic": "mmHg",
        "blood_pressure_diastolic": "mmHg", "weight": "kg", "bmi": "kg/m2", "breathing_rate": "1/min", "spo2": "%",
        "glucose": "mg/dL", "steps": "count", "body_temperature": "°C", "height": "cm", "hba1c": "%",
        "creatinine": "mg/dL", "cholesterol": "mg/dL",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a clinical record.

    Args:
        kind: One of :data:`KINDS`.
        ref: By which the source knows it.
        at: When it was, or began.
        code: Of what it is, with its scheme: ``"loinc:8480-6"``; empty where only words are told.
        name: What it is called.
        value, unit: A figure; ``value`` is ``None`` where the source tells words or a bound ("< 5").
        words: What is told in place of a figure.
        until: When it ended.
        session: The visit to which it belongs.
        sensitivity: Who may see it.
        extra: More to be kept.
    """

    kind: str
    ref: str
    at: datetime
    code: str
    name: str
    value: float | None = None
    unit: str = ""
    words: str = ""
    until: datetime | None = None
    session: str | None = None
    sensitivity: Sensitivity = "sensitive"
    extra: Mapping[str, Any] = field(default_factory=dict)

    def trace(self, source: str) -> Trace:
        """The entry as a trace. A figure is the person's own; what a clinic concluded is told by the record."""
        item = "patient" if self.kind == "patient" else self.code or self.name.casefold()
        value, unit = self.value, self.unit
        name = LOINC.get(self.code.removeprefix("loinc:"), "") if self.kind == "measured" else ""
        converted = None if value is None or not name else convert(value, unit, name)
        if converted is not None:
            item, value, unit = name, converted, UNITS[name]
        extra = {"code": self.code, "name": self.name} | dict(self.extra)
        if self.until is not None:
            extra["until"] = self.until.isoformat()
        return Trace(
            self._text(value, unit),
            at=self.at,
            kind=self.kind,
            author="me" if self.kind == "measured" else "health record",
            source=source,
            ref=self.ref,
            session=self.session,
            value=value,
            unit=unit or None if value is not None else None,
            item=item,
            sensitivity=self.sensitivity,
            extra={name: each for name, each in extra.items() if each not in ("", None, [], {})},
        )

    def _text(self, value: float | None, unit: str) -> str:
        said = f"{value:,.6g} {unit}".strip() if value is not None else self.words
        lead = KINDS[self.kind]
        name = self.name or self.code
        return " ".join(part for part in (f"{lead}: {name}" if lead else name, said) if part)


def convert(value: float, unit: str, name: str) -> float | None:
    """A figure in the unit in which ``name`` is kept; ``None`` where its unit is another one: units are never mixed."""
    wanted = UNITS[name]
    if not unit.strip() and wanted == "count":
        return value
    told = units.convert(value, unit, wanted, of=name)
    return told if told is None or told == value else round(told, 3 if wanted in ("°C", "mg/dL") else 6)


def identity(system: str, value: str) -> str:
    """An identifier of a person, so that two records can be seen to be of one; the identifier itself is not kept."""
    return digest("identifier", system.strip().casefold(), value.strip())
