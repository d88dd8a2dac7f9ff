"""Units: the factors are those of pint, and units that do not fit are never mixed."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import thyself
from thyself.core import units

#: Our names where pint's differ.
PINT = {
    "kcal": "kilocalorie", "fl oz": "fluid_ounce", "in": "inch", "tsp": "teaspoon", "tbsp": "tablespoon",
    "%": "percent", "mL": "milliliter", "L": "liter", "1/min": "1/minute", "bpm": "1/minute", "1/s": "1/second",
    "h": "hour", "d": "day", "fraction": "", "mi/h": "mile/hour", "km/h": "km/hour",
}  # fmt: skip
KNOWN = sorted({name for kind in units._KINDS for name in kind})


@pytest.mark.parametrize(("unit", "to"), [each for kind in units._KINDS for each in product(kind, kind)])
def test_every_factor_is_that_of_pint(unit: str, to: str) -> None:
    pint = pytest.importorskip("pint")
    registry = _registry(pint)
    theirs = registry.Quantity(1.0, PINT.get(unit, unit)).to(PINT.get(to, to)).magnitude
    assert units.factor(unit, to) == pytest.approx(theirs, rel=1e-7)


@pytest.mark.parametrize(
    ("value", "unit", "to", "of", "wanted"),
    [
        (150, "lb", "kg", "weight", 68.0389),
        (3.1, "Miles", "km", "distance", None),
        (3.1, "miles", "km", "distance", 4.98897),
        (98.6, "°F", "°C", "body_temperature", 37.0),
        (36.6, "Cel", "degF", "body_temperature", 97.88),
        (5.5, "mmol/L", "mg/dL", "glucose", 99.1001),
        (99.1001, "mg/dl", "mmol/l", "glucose", 5.5),
        (5.5, "mmol/L", "mg/dL", "potassium", None),
        (500, "kJ", "kcal", "energy_eaten", 119.503),
        (7.5, "hours", "min", "minutes_asleep", 450),
        (61, "count/min", "bpm", "heart_rate", 61),
        (0.97, "fraction", "%", "spo2", 97),
        (70, "kg", "km", "weight", None),
        (70, "quintals", "kg", "weight", None),
    ],
)
def test_what_devices_write_is_converted_or_refused(
    value: float, unit: str, to: str, of: str, wanted: float | None
) -> None:
    told = units.convert(value, unit, to, of=of)
    assert told is None if wanted is None else told == pytest.approx(wanted, rel=1e-5)


@given(value=st.floats(-1e6, 1e6), unit=st.sampled_from(KNOWN), to=st.sampled_from(KNOWN))
def test_there_and_back_gives_the_same(value: float, unit: str, to: str) -> None:
    told = units.convert(value, unit, to)
    if told is None:
        assert units.convert(value, to, unit) is None
    else:
        assert units.convert(told, to, unit) == pytest.approx(value, rel=1e-9, abs=1e-9)


def test_no_second_copy_of_a_factor_is_kept() -> None:
    factors = re.compile(r"0\.4535|453\.[56]|2\.2046|1\.609|1609\.3|18\.018|6\.3502|28\.349|28\.35\b|1 / 4\.184|29\.57")
    here = Path(thyself.__file__).parent
    found = [
        f"{path.relative_to(here)}: {line.strip()}"
        for path in here.rglob("*.py")
        if path.name != "units.py"
        for line in path.read_text("utf-8").splitlines()
        if factors.search(line)
    ]
    assert not found


_KEPT: list[object] = []


def _registry(pint: object) -> object:
    if not _KEPT:
        _KEPT.append(pint.UnitRegistry())  # type: ignore[attr-defined]
    return _KEPT[0]
