"""Figures of a body as traces: names, units, and the words for each."""

from __future__ import annotations

from datetime import datetime
from math import isfinite
from typing import Any, Final, NamedTuple

from thyself.core import Trace, units
from thyself.core.trace import digest


class Metric(NamedTuple):
    """What is measured: its unit, and a phrase with a place for the value."""

    unit: str
    phrase: str


METRICS: Final[dict[str, Metric]] = {
    "steps": Metric("count", "{:,.0f} steps"),
    "distance": Metric("km", "{:.2f} km"),
    "calories": Metric("kcal", "{:,.0f} kcal burned"),
    "active_calories": Metric("kcal", "{:,.0f} kcal burned by moving"),
    "active_minutes": Metric("min", "{:,.0f} active minutes"),
    "lightly_active_minutes": Metric("min", "{:,.0f} lightly active minutes"),
    "sedentary_minutes": Metric("min", "{:,.0f} sedentary minutes"),
    "minutes_asleep": Metric("min", "{:,.0f} minutes asleep"),
    "minutes_in_bed": Metric("min", "{:,.0f} minutes in bed"),
    "minutes_deep": Metric("min", "{:,.0f} minutes of deep sleep"),
    "minutes_rem": Metric("min", "{:,.0f} minutes of REM sleep"),
    "minutes_light": Metric("min", "{:,.0f} minutes of light sleep"),
    "minutes_awake": Metric("min", "{:,.0f} minutes awake in the night"),
    "minutes_to_fall_asleep": Metric("min", "{:,.0f} minutes to fall asleep"),
    "sleep_start": Metric("h", "fell asleep at {}"),
    "sleep_end": Metric("h", "woke up at {}"),
    "sleep_efficiency": Metric("%", "sleep efficiency {:.0f} %"),
    "resting_heart_rate": Metric("bpm", "resting heart rate {:.0f} bpm"),
    "heart_rate": Metric("bpm", "heart rate {:.0f} bpm"),
    "weight": Metric("kg", "weight {:.1f} kg"),
    "bmi": Metric("kg/m2", "BMI {:.1f} kg/m2"),
    "body_fat": Metric("%", "body fat {:.1f} %"),
    "hrv_rmssd": Metric("ms", "heart rate variability (RMSSD) {:.0f} ms"),
    "hrv_sdnn": Metric("ms", "heart rate variability (SDNN) {:.0f} ms"),
    "spo2": Metric("%", "blood oxygen {:.1f} %"),
    "breathing_rate": Metric("1/min", "{:.1f} breaths a minute"),
    "floors": Metric("count", "{:,.0f} floors climbed"),
    "sleep_score": Metric("points", "sleep score {:.0f} points"),
    "readiness_score": Metric("points", "readiness score {:.0f} points"),
    "activity_score": Metric("points", "activity score {:.0f} points"),
    "temperature_deviation": Metric("°C", "skin temperature {:+.1f} °C from the usual"),
    "stress_score": Metric("points", "stress score {:.0f} points"),
    "skin_temperature": Metric("°C", "skin temperature {:.1f} °C"),
    "intensity": Metric("points", "intensity {:.0f} points"),
    "vo2_max": Metric("ml/kg/min", "VO2 max {:.1f} ml/kg/min"),
}


def in_our_unit(name: str, value: float, unit: str) -> float:
    """A value in the unit in which a metric is kept.

    Raises:
        NoFigure: It is below zero, or its unit cannot be turned into that of the metric.
    """
    told = units.convert(value, unit, METRICS[name].unit, of=name)
    if told is None:
        raise NoFigure(f"{unit[:20]!r} is no unit of {name.replace('_', ' ')}")
    if told < 0 and name != "temperature_deviation":
        raise NoFigure(f"{name.replace('_', ' ')} is below zero: {value:g}")
    return told


class NoFigure(ValueError):
    """A cell that is no figure; the message says why."""


def figure(cell: object) -> float | None:
    """The number in a cell; ``None`` where it is missing.

    Raises:
        NoFigure: There is something else than a number.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        value = float(cell)
    else:
        text = str(cell if cell is not None else "").strip()
        if text.casefold() in ("", "nan", "null", "none", "na", "n/a", "-", "--"):
            return None
        try:
            value = float(text.replace(",", "") if _thousands(text) else text.replace(",", "."))
        except ValueError:
            raise NoFigure(f"not a number: {text[:40]!r}") from None
    if value != value:
        return None
    if not isfinite(value):
        raise NoFigure(f"not a number: {cell!r:.40}")
    return value


def _thousands(text: str) -> bool:
    """Whether a comma in it stands between thousands, and is no decimal point."""
    whole, _, rest = text.partition(",")
    return any(sign in rest for sign in ".,") or (len(rest) == 3 and whole.lstrip("+-").isdigit() and whole != "0")


def measured(
    name: str,
    value: float,
    at: datetime,
    *,
    source: str,
    per: str | None = None,
    who: str = "",
    unit: str | None = None,
    **extra: Any,
) -> Trace:
    """The trace of one figure.

    Args:
        name: One of :data:`METRICS`, or a name of the source's own.
        value: In the metric's unit.
        at: The reading; the start of the day or hour for totals.
        source: Where it came from.
        per: ``"day"`` or ``"hour"`` for totals and means.
        who: The source's id of the person, where a file can hold several.
        unit: For metrics that are not in :data:`METRICS`.
        extra: More to be kept.
    """
    metric = METRICS.get(name) or Metric(unit or "", name.replace("_", " ") + " {:,.6g} " + (unit or ""))
    shown = clock(value) if name in ("sleep_start", "sleep_end") else value
    return Trace(
        metric.phrase.format(shown).strip(),
        at=at,
        kind="measured",
        source=source,
        ref=f"{who + '/' if who else ''}{name}/{at:%Y-%m-%dT%H:%M:%SZ}/{per or digest(value)[:6]}",
        value=value,
        unit=unit or metric.unit,
        item=name,
        extra=({"per": per} if per else {}) | extra,
    )


def clock(hours: float) -> str:
    """Hours after midnight as a clock shows them."""
    minutes = round(hours * 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
