"""Telling: a feature as a person reads it, and the check that a text cites no figure but those it was given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from thyself.guard.figures import Amount, Relative, Thing, figures, vouched
from thyself.signals.features import Feature
from thyself.signals.metrics import metric_of

_HOURS: Final = re.compile(r"\b(\d+) ?(?:h|hours?|hrs?)(?: and)? (\d+) ?(?:min|minutes?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that is said.

    Args:
        name: Of the feature, or of what the person told (``"age"``), or ``"advice"`` for a figure of the advice.
        value: The figure, as it is said.
        unit: Its unit (``"clock"`` for hours after midnight).
        printed: How it is said.
        feature: What it was computed as, with window, days and traces; ``None`` where it is not computed.
    """

    name: str
    value: float
    unit: str
    printed: str
    feature: Feature | None = None


def fact(feature: Feature, *, size: bool = False) -> Fact | None:
    """A feature as it is said; ``None`` where it is missing.

    Args:
        feature: The feature.
        size: Without its sign: the words around say which way.
    """
    if feature.value is None:
        return None
    value, printed = told(abs(feature.value) if size else feature.value, feature.unit, feature.spec.metric)
    return Fact(feature.spec.name, value, feature.unit, printed, feature)


def told(value: float, unit: str, metric: str = "") -> tuple[float, str]:
    """A value as it is rounded, and how it is said: ``"7 h 12 min"``, ``"23:14"``, ``"8,432 steps"``."""
    kind = metric_of(metric) if metric else None
    if unit == "clock":
        minutes = round(value * 60) % 1440
        return minutes / 60, f"{minutes // 60:02d}:{minutes % 60:02d}"
    if unit in ("h", "min"):
        minutes = round(value * 60 if unit == "h" else value)
        whole = f"{minutes // 60} h {minutes % 60} min" if abs(minutes) >= 90 else f"{minutes} min"
        return minutes / 60 if unit == "h" else float(minutes), whole
    if unit == "":
        return round(value, 2), f"{value:.2f}"
    decimals = kind.decimals if kind is not None else 0
    rounded = round(value, decimals) + 0.0
    spoken = kind.spoken if kind is not None and kind.spoken else unit
    return rounded, f"{rounded:,.{decimals}f} {spoken}"


def wrong(text: str, cited: Iterable[str]) -> list[str]:
    """The figures of a text that the cited strings do not have, or not as often: numbers, clock times, dates, weekdays.

    A figure counts as cited where its kind and its value are the same: 7 days may be said as a week. Words such as
    "today" are no figures. Each is good for as many times as it is cited, so that one cannot stand in for another.
    """
    left: Counter[Thing] = Counter()
    vague: set[Thing] = set()
    for each in map(_one_length, cited):
        left.update(_same(found.thing) for found in figures(each))
        vague |= {_same(thing) for thing in vouched(each)}
    text, bad = _one_length(text), []
    for found in figures(text):
        thing = _same(found.thing)
        if left[thing] > 0:
            left[thing] -= 1
        elif not isinstance(thing, Relative) and thing not in vague:
            bad.append(text[found.start : found.end])
    return bad


def _one_length(text: str) -> str:
    """The text with ``7 h 30 min`` as one figure, so that neither half can stand for another length."""
    return _HOURS.sub(lambda match: f"{int(match[1]) * 60 + int(match[2])} min", text)


def _same(thing: Thing) -> Thing:
    """The figure without how it was written."""
    return Amount(thing.kind, round(thing.value, 6), 0.0) if isinstance(thing, Amount) else thing
