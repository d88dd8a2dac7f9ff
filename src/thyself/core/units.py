"""Units: what devices, records and recipes call them, and how much of one is in another.

The only factors of the library. They are checked against the library pint in the tests; pint itself is not used at run
time, since building its registry costs more than importing all of thyself, and it knows neither the names that devices
write nor how heavy a mole of glucose is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: Of each kind of measure, how much of its first unit is in each.
_KINDS: Final[tuple[Mapping[str, float], ...]] = (
    {"g": 1.0, "mg": 0.001, "kg": 1000.0, "oz": 28.349523125, "lb": 453.59237, "stone": 6350.29318},
    {"m": 1.0, "mm": 0.001, "cm": 0.01, "km": 1000.0, "in": 0.0254, "ft": 0.3048, "yd": 0.9144, "mi": 1609.344},
    {"s": 1.0, "ms": 0.001, "min": 60.0, "h": 3600.0, "d": 86_400.0},
    {"J": 1.0, "kJ": 1000.0, "kcal": 4184.0},
    {
        "mL": 1.0, "L": 1000.0, "tsp": 4.92892159375, "tbsp": 14.78676478125, "fl oz": 29.5735295625,
        "cup": 236.5882365, "pint": 473.176473, "quart": 946.352946,
    },
    {"mmHg": 133.322387415, "kPa": 1000.0},
    {"1/min": 1.0, "bpm": 1.0, "1/s": 60.0},
    {"%": 1.0, "fraction": 100.0},
    {"km/h": 1.0, "m/s": 3.6, "mi/h": 1.609344},
)  # fmt: skip
_KIND_OF: Final[Mapping[str, tuple[int, float]]] = MappingProxyType(
    {unit: (kind, size) for kind, units in enumerate(_KINDS) for unit, size in units.items()}
)
#: Milligrams in a decilitre of one mmol in a litre.
_PER_MMOL: Final[Mapping[str, float]] = MappingProxyType(
    {"glucose": 18.0182, "blood_glucose": 18.0182, "cholesterol": 38.67}
)
#: Other ways to write a unit: of devices, of records (UCUM) and of people.
_WRITTEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        name: unit
        for unit, names in {
            "count": "steps floors messages {steps} {#}",
            "min": "minutes minute mins",
            "h": "hours hour hr hrs",
            "s": "seconds second sec secs",
            "ms": "milliseconds msec",
            "d": "days day",
            "kg": "kilograms kilogram kgs",
            "lb": "lbs pounds pound [lb_av]",
            "oz": "ounces ounce [oz_av]",
            "stone": "st",
            "g": "grams gram",
            "km": "kilometers kilometres kilometer kilometre",
            "m": "meters metres meter metre",
            "cm": "centimeters centimetres",
            "mi": "miles mile",
            "ft": "feet foot [ft_i]",
            "in": "inches inch [in_i]",
            "yd": "yards yard",
            "bpm": "count/min count/minute beats/min beats/minute {beats}/min",
            "1/min": "/min breaths/min {breaths}/min brpm",
            "1/s": "count/s",
            "kcal": "Cal cal kilocalories calories",
            "kJ": "kilojoules kj",
            "mmHg": "mm[Hg]",
            "mL": "ml millilitres milliliters",
            "L": "l liters litres",
            "%": "percent",
            "°C": "C Cel degC ℃",
            "°F": "F degF [degF] ℉",
            "kg/m2": "kg/m^2 kg/m²",
            "mmol/L": "mmol/l",
            "mg/dL": "mg/dl",
            "km/h": "kph kmh",
            "mi/h": "mph",
            "points": "score",
            "ml/kg/min": "mL/kg/min mL/min·kg ml/min·kg",
        }.items()
        for name in names.split()
    }
    | {"mm Hg": "mmHg", "fl. oz": "fl oz", "fluid ounce": "fl oz"}
)


def plain(unit: str) -> str:
    """A unit as it is written here (``"lbs"`` is ``"lb"``); one that is not known stays as it is."""
    return _WRITTEN.get(unit.strip(), unit.strip())


def factor(unit: str, to: str) -> float | None:
    """How many ``to`` one ``unit`` is; ``None`` where one is not an amount of the other."""
    told, wanted = plain(unit), plain(to)
    if told == wanted:
        return 1.0
    here, there = _KIND_OF.get(told), _KIND_OF.get(wanted)
    if here is None or there is None or here[0] != there[0]:
        return None
    return here[1] / there[1]


def convert(value: float, unit: str, to: str, *, of: str = "") -> float | None:
    """A value in another unit; ``None`` where one cannot be turned into the other, so that units are never mixed.

    Args:
        value: In ``unit``.
        unit: As its source writes it.
        to: The unit that is wanted.
        of: What is measured, where it matters: ``"glucose"`` for mmol/L and mg/dL.
    """
    told, wanted = plain(unit), plain(to)
    if told == wanted:
        return value
    if (told, wanted) == ("°F", "°C"):
        return (value - 32) / 1.8
    if (told, wanted) == ("°C", "°F"):
        return value * 1.8 + 32
    if of in _PER_MMOL and (told, wanted) in (("mmol/L", "mg/dL"), ("mg/dL", "mmol/L")):
        return value * _PER_MMOL[of] if told == "mmol/L" else value / _PER_MMOL[of]
    times = factor(told, wanted)
    return None if times is None else value * times
