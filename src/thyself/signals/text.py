"""Text: findings in words. What is said is entered as a figure in the same step; a check finds any other number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from thyself.core import Figure, Finding
from thyself.signals.association import Association
from thyself.signals.change import Change
from thyself.signals.compare import PAST_DAYS, RECENT_DAYS, Recent
from thyself.signals.level import Level
from thyself.signals.metrics import Metric
from thyself.signals.regularity import Regularity, SleepRegularity
from thyself.signals.series import Daily
from thyself.signals.trend import Trend
from thyself.signals.week import Pattern, Weekend

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NOT_ADVICE: Final = "Estimates from a consumer device; not medical advice."
NO_CAUSE: Final = "Weekends or a slow drift alone do not explain it; nor does it say that one causes the other."


@dataclass(slots=True)
class Told:
    """A sentence in the making, and the figures that it says.

    Args:
        metric: Whose unit and precision the figures have.
        figures: What was said so far.
        interval: The 95 % interval that was said.
        text: The sentence, when it is done.
        n: On how many days, or pairs of days, it stands.
    """

    metric: Metric
    n: int = 0
    figures: dict[str, Figure] = field(default_factory=dict)
    interval: tuple[float, float] | None = None
    text: str = ""

    def amount(self, name: str, value: float) -> str:
        """An amount with its unit, or a clock time."""
        return f"{self.bare(name, value)} {_spoken(self.metric)}".rstrip()

    def bare(self, name: str, value: float) -> str:
        """An amount without its unit, or a clock time."""
        if self.metric.circular:
            minutes = round(value * 60) % 1440
            self.figures[name] = Figure(minutes / 60, "h")
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
        return self.number(name, value, self.metric.unit, self.metric.decimals)

    def number(self, name: str, value: float, unit: str, decimals: int = 0) -> str:
        """A number of any unit, without saying the unit."""
        figure = Figure(_rounded(value, decimals), unit)
        self.figures[name] = figure
        return f"{figure.value:,.{decimals}f}"

    def difference(self, value: float, low: float, high: float) -> tuple[str, str]:
        """The size of the effect with its unit, and its likely range; signs are left to the words around them."""
        metric = self.metric
        scale, unit, spoken = (60.0, "min", "min") if metric.circular else (1.0, metric.unit, _spoken(metric))
        decimals = _fine(max(abs(low), abs(high), abs(value)) * scale, 0 if metric.circular else metric.decimals)
        effect = Figure(_rounded(value * scale, decimals), unit)
        self.figures["effect"] = effect
        self.interval = _rounded(low * scale, decimals), _rounded(high * scale, decimals)
        sign = -1 if value < 0 else 1
        near, far = sorted(sign * each + 0.0 for each in self.interval)
        size = f"{abs(effect.value):,.{decimals}f} {spoken}".rstrip()
        return size, f"likely between {near:,.{decimals}f} and {far:,.{decimals}f}"


def _rounded(value: float, decimals: int) -> float:
    return round(float(value), decimals) + 0.0


def _fine(size: float, decimals: int) -> int:
    while 0 < size < 2 * 10.0**-decimals and decimals < 4:
        decimals += 1
    return decimals


def _spoken(metric: Metric) -> str:
    return "" if metric.circular else metric.spoken or metric.unit


def _label(metric: Metric) -> str:
    return metric.label[:1].upper() + metric.label[1:]


def _nights(metric: Metric) -> str:
    return "nights" if metric.topic == "sleep" else "days"


def _compared(metric: Metric, effect: float) -> str:
    """``more``, ``lower``, ``later`` …"""
    up, down = {"sum": ("more", "less"), "circular": ("later", "earlier")}.get(metric.aggregate, ("higher", "lower"))
    if metric.unit == "count":
        down = "fewer"
    return up if effect >= 0 else down


def _most(metric: Metric) -> tuple[str, str]:
    """How the far ends are called, upper and lower, in front of the label."""
    if metric.circular:
        return "the latest", "the earliest"
    if metric.aggregate == "sum":
        return ("the most", "the fewest") if metric.unit == "count" else ("the most", "the least")
    return "the highest", "the lowest"


def say_level(series: Daily, found: Level) -> Told:
    """What is usual."""
    told = Told(series.metric, found.n)
    usual = told.amount("median", found.median)
    if series.unit == "min" and found.median >= 90:
        usual += f" ({told.number('median_hours', found.median / 60, 'h', 1)} h)"
    lower, upper = (
        told.bare("lower_quartile", found.lower_quartile),
        told.amount("upper_quartile", found.upper_quartile),
    )
    told.difference(found.median, found.low, found.high)
    if series.metric.circular:
        told.interval = _rounded(found.low % 24, 4), _rounded(found.high % 24, 4)
        told.figures["effect"] = told.figures["median"]
    span = len(series.days)
    days = _nights(series.metric)
    cover = f"{found.n}" if span == found.n else f"{found.n} of {told.number('span', span, 'days')}"
    told.text = (
        f"{_label(series.metric)}: usually {usual}, on half of the {days} between {lower} and {upper} "
        f"({cover} {days}, {_window(series)})."
    )
    return told


def say_trend(series: Daily, found: Trend) -> Told:
    """A rise or fall over the whole time."""
    told = Told(series.metric, series.n)
    low, high = found.low * found.span, found.high * found.span
    size, likely = told.difference(found.change, low, high)
    if series.metric.circular:
        way = f"{_compared(series.metric, found.change)} by about"
    else:
        way = "up by about" if found.change >= 0 else "down by about"
    told.text = (
        f"{_label(series.metric)}: {way} {size} {_window(series)} ({likely}; a steady line through {series.n} "
        f"{_nights(series.metric)})."
    )
    return told


def say_change(series: Daily, found: Change) -> Told:
    """Another level from some day on."""
    told = Told(series.metric, found.n)
    after, before = told.amount("after", found.after), told.amount("before", found.before)
    size, likely = told.difference(found.shift.effect, found.shift.low, found.shift.high)
    place = found.cuts.index(found.at)
    begin = series.day(found.at)
    since = f"since {begin}"
    if place + 1 < len(found.cuts):
        since = f"from {begin} to {series.day(found.cuts[place + 1] - 1)}"
    told.text = (
        f"{_label(series.metric)}: {_compared(series.metric, found.shift.effect)} {since}, usually {after} against "
        f"{before} before (difference {size}, {likely}; {found.n} {_nights(series.metric)})."
    )
    return told


def say_weekend(series: Daily, found: Weekend) -> Told:
    """Weekend against weekdays."""
    told = Told(series.metric, found.weekend_n + found.weekdays_n)
    off, on = told.amount("weekend", found.weekend), told.amount("weekdays", found.weekday)
    size, likely = told.difference(found.shift.effect, found.shift.low, found.shift.high)
    weekend_n = told.number("weekend_days", found.weekend_n, "days")
    weekdays_n = told.number("weekday_days", found.weekdays_n, "days")
    told.text = (
        f"{_label(series.metric)}: {_compared(series.metric, found.shift.effect)} on Saturdays and Sundays, usually "
        f"{off} against {on} from Monday to Friday (difference {size}, {likely}; {weekend_n} and {weekdays_n} days)."
    )
    return told


def say_pattern(series: Daily, found: Pattern) -> Told:
    """Which weekday stands out."""
    told = Told(series.metric, found.n)
    high, low = told.amount("highest", found.medians[found.highest]), told.amount("lowest", found.medians[found.lowest])
    size, likely = told.difference(found.shift.effect, found.shift.low, found.shift.high)
    upper, lower = (each.removeprefix("the ") for each in _most(series.metric))
    told.text = (
        f"{_label(series.metric)}: {upper} on {WEEKDAYS[found.highest]}s (usually {high}), {lower} on "
        f"{WEEKDAYS[found.lowest]}s ({low}; difference {size}, {likely}; {found.n} {_nights(series.metric)})."
    )
    return told


def say_recent(series: Daily, found: Recent) -> Told:
    """The last week, where it is not like the four weeks before."""
    told, recent, past, difference = _last_week(series, found)
    told.text = (
        f"{_label(series.metric)}: {_compared(series.metric, found.shift.effect)} in {recent} than in {past} "
        f"({difference})."
    )
    return told


def say_as_usual(series: Daily, found: Recent) -> Told:
    """The last week, where it is like the four weeks before."""
    told, recent, past, difference = _last_week(series, found)
    told.text = f"{_label(series.metric)}: {recent} about as in {past} ({difference})."
    return told


def _last_week(series: Daily, found: Recent) -> tuple[Told, str, str, str]:
    told = Told(series.metric, found.recent_n + found.past_n)
    recent, past = told.amount("recent", found.recent), told.amount("past", found.past)
    size, likely = told.difference(found.shift.effect, found.shift.low, found.shift.high)
    week, month = told.number("recent_span", RECENT_DAYS, "days"), told.number("past_span", PAST_DAYS, "days")
    told.figures["robust_z"] = Figure(round(found.z, 1), "sd")
    return (
        told,
        f"the {week} days to {series.days[-1]} (usually {recent})",
        f"the {month} days before ({past})",
        f"difference {size}, {likely}; {told.n} {_nights(series.metric)}",
    )


def say_regularity(series: Daily, found: Regularity) -> Told:
    """How much days differ."""
    told = Told(series.metric, found.n)
    size, likely = told.difference(found.sd, found.low, found.high)
    mean = told.amount("mean", found.mean)
    told.text = (
        f"{_label(series.metric)}: differs from one {_nights(series.metric)[:-1]} to another by {size} around {mean} "
        f"(standard deviation, {likely}; {found.n} {_nights(series.metric)})."
    )
    return told


def say_sleep_regularity(series: Daily, found: SleepRegularity) -> Told:
    """How alike nights are."""
    told = Told(series.metric, found.n)
    index = told.number("effect", found.index, "index")
    top = told.number("all_alike", 100, "index")
    told.interval = _rounded(found.low, 0), _rounded(found.high, 0)
    told.text = (
        f"Sleep times: {index} on the sleep regularity index, where {top} means the same every night (likely between "
        f"{told.interval[0]:.0f} and {told.interval[1]:.0f}; {found.n} pairs of nights in a row)."
    )
    return told


def say_association(found: Association, *, tested: int) -> Told:
    """Two series that go together; ``tested`` is how many pairs were looked at."""
    first, second = found.first.metric, found.second.metric
    told = Told(second, found.n)
    most, least = _most(first)
    high, low = told.amount("after_most", found.after_high), told.amount("after_least", found.after_low)
    third = told.number("third", found.third, "days")
    rho = told.number("effect", found.rho, "rank correlation", 2)
    told.interval = _rounded(found.low, 2), _rounded(found.high, 2)
    looked = told.number("pairs_tested", tested, "pairs")
    label = first.label.removeprefix("the ")
    after = ("nights" if second.topic == "sleep" else "days") + " after the" if found.lag else ""
    told.text = (
        f"{_label(second)} on the {after} {third} {_nights(first)} with {most} {label}: usually {high}; with {least}: "
        f"{low} (rank correlation {rho}, likely between {told.interval[0]:.2f} and {told.interval[1]:.2f}; {found.n} "
        f"days; one of {looked} such pairs that were looked at). {NO_CAUSE}"
    ).replace("  ", " ")
    return told


def say_not_enough(metric: Metric, days: int, needed: int) -> Told:
    """Too little to say anything."""
    told = Told(metric, days)
    have = told.number("days", days, "days")
    need = told.number("needed", needed, "days")
    unit = _nights(metric)[:-1] if days == 1 else _nights(metric)
    told.text = f"Not enough: {have} {unit} of {metric.label}, {need} are needed."
    return told


def say_apart(metric: Metric, unit: str, readings: int) -> Told:
    """Readings in a unit that is not known."""
    told = Told(metric, readings)
    count = told.number("readings", readings, "readings")
    told.text = (
        f"Kept apart: {count} readings of {metric.label} in the unit {unit!r}, which cannot be turned into "
        f"{metric.unit}; they are in no other figure."
    )
    return told


def _window(series: Daily) -> str:
    return f"from {series.days[0]} to {series.days[-1]}"


_DATE: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_CLOCK: Final = re.compile(r"\b(\d{2}):(\d{2})\b")
_NUMBER: Final = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?")


def unsupported(finding: Finding) -> list[str]:
    """Every number, clock time or date in the text that is no figure, ``n``, end of the interval, or day of the chart.

    Numbers must agree to the last digit that is said; the sign may be said in words ("down by").
    """
    amounts = [figure.value for figure in finding.figures.values()] + [float(finding.n), *(finding.interval or ())]
    clocks = {round(value * 60) % 1440 for value in amounts}
    days = days_of(finding)
    text = finding.text
    wrong = [each for each in _DATE.findall(text) if each not in days]
    text = _DATE.sub(" ", text)
    wrong += [each.group() for each in _CLOCK.finditer(text) if int(each[1]) * 60 + int(each[2]) not in clocks]
    text = _CLOCK.sub(" ", text)
    return wrong + [each for each in _NUMBER.findall(text) if not _supported(each, amounts)]


def _supported(said: str, amounts: list[float]) -> bool:
    plain = said.rstrip(",").replace(",", "").lstrip("-")
    decimals = len(plain.partition(".")[2])
    return any(f"{abs(round(value, decimals)):.{decimals}f}" == plain for value in amounts)


def days_of(finding: Finding) -> set[str]:
    """The days that the chart shows."""

    def walk(part: object) -> set[str]:
        if isinstance(part, dict):
            own = {each for each in [str(part.get("day"))] if _DATE.fullmatch(each)}
            return own.union(*(walk(each) for each in part.values()))
        if isinstance(part, list):
            return set().union(*(walk(each) for each in part))
        return set()

    return walk(finding.chart)
