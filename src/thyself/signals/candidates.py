"""Candidates: all that could be told of series, tested over everything at once, and what repeats left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from thyself.signals import chart, text
from thyself.signals.association import Association, association, pairs
from thyself.signals.change import ENOUGH as ENOUGH_FOR_CHANGE
from thyself.signals.change import change, clearest
from thyself.signals.compare import RECENT_DAYS, Recent, compare
from thyself.signals.level import level
from thyself.signals.metrics import METRICS, Metric
from thyself.signals.regularity import regularity, sleep_regularity
from thyself.signals.series import Daily
from thyself.signals.stats import Values, adjusted, clipped, ranks, robust_sd
from thyself.signals.text import Told
from thyself.signals.trend import trend
from thyself.signals.week import pattern, weekend

#: So many days with data are needed before anything is said.
ENOUGH: Final = 7
#: Share of false ones among the findings that are tested, over all that a person's series allow.
_FALSE_SHARE: Final = 0.05
#: Series that go together like this tell the same.
_SAME_SERIES: Final = 0.8
_USUAL: Final = "line: usual; band: middle half"
_SPREAD: Final = "line: mean; band: one standard deviation to either side"


@dataclass(slots=True)
class Candidate:
    """A finding that may be told.

    Args:
        kind: ``"trend"``, ``"level"`` …
        series: What it is about; of an association, the second series.
        tell: Puts it in words.
        draw: Makes its chart from the words.
        weights: For each day with data of ``series``, how much it contributes.
        p: Of its test; ``None`` for a description.
        size: The effect in deviations of a day, with its sign.
        strength: For sorting.
        pair: Of an association, the two series and the lag.
        fits: How well it explains the days (share of the clipped variance); decides between two that tell the same.
        also: Of an association, the first series and its weights.
    """

    kind: str
    series: Daily
    tell: Callable[[], Told]
    draw: Callable[[str], chart.Spec]
    weights: Values
    p: float | None = None
    size: float = 0.0
    strength: float = 0.0
    pair: Association | None = None
    fits: float = 0.0
    also: tuple[Daily, Values] | None = None

    @property
    def name(self) -> str:
        """The finding's label."""
        if self.pair is None:
            return f"{self.kind}:{self.series.metric.name}"
        after = ":next_day" if self.pair.lag else ""
        return f"{self.kind}:{self.pair.first.metric.name}:{self.pair.second.metric.name}{after}"

    def about(self, names: Sequence[str]) -> bool:
        """Whether it tells of one of these metrics."""
        return self.series.metric.name in names or (self.pair is not None and self.pair.first.metric.name in names)


def representatives(enough: Mapping[str, Daily], wanted: Sequence[Metric]) -> list[Daily]:
    """Of series that measure the same in several ways one: the one asked for, else the one declared first."""
    first = [metric.name for metric in wanted if len(wanted) == 1]
    taken: list[Daily] = []
    for name in (*first, *declared_first(enough)):
        series = enough.get(name)
        if series is not None and not any(_kin(series.metric, each.metric) for each in taken):
            taken.append(series)
    return taken


def _kin(one: Metric, other: Metric) -> bool:
    """Whether two metrics measure the same thing: they share a family other than the hours of the day."""
    return bool((one.families & other.families) - {"day"})


def declared_first(enough: Mapping[str, Daily]) -> list[str]:
    """The names, in the order of declaration."""
    return [*(name for name in METRICS if name in enough), *(name for name in enough if name not in METRICS)]


def choose(enough: Mapping[str, Daily], wanted: Sequence[Metric]) -> list[Candidate]:
    """What to tell of the wanted metrics, strongest first; the tests are corrected over all series."""
    names = [metric.name for metric in wanted]
    over_time = [each for name in declared_first(enough) for each in _over_time(enough[name])]
    found = (association(*pair) for pair in pairs(representatives(enough, wanted)))
    associations = [each for each in found if each is not None]
    together = [_together(each, tested=len(associations)) for each in associations]
    clear = [each for each in (*_significant(over_time), *_significant(together)) if each.about(names)]
    mine = [enough[name] for name in names if name in enough]
    described = [each for place, series in enumerate(mine) for each in _described(series, order=place)]
    if "minutes_asleep" in names or "sleep_start" in names:
        described += _nights(enough)
    told_of = {each.series.metric.name for each in clear if each.kind in ("recent", "change", "trend")}
    described += [each for series in mine[:1] if series.metric.name not in told_of for each in _as_usual(series)]
    return _without_repeats(sorted((*clear, *described), key=lambda each: -each.strength))


def _over_time(series: Daily) -> Iterable[Candidate]:
    """Everything that is tested of one series."""
    points, times = series.points, series.times
    middle, spread = float(np.median(points)), robust_sd(points) or 1.0
    away = (points - middle) / spread
    total = float(((clipped(points) - clipped(points).mean()) ** 2).sum()) or 1.0
    line = trend(series)
    if line is not None:
        lean = (times - times.mean()) / (np.ptp(times) or 1.0) * 2
        left = clipped(points) - line.slope * times
        yield Candidate(
            "trend", series, partial(text.say_trend, series, line), partial(chart.trend_chart, series, line),
            away * lean * np.sign(line.slope), line.p, line.size,
            fits=1 - float(((left - left.mean()) ** 2).sum()) / total,
        )  # fmt: skip
    yield from _cuts(series, away, total)
    free = weekend(series)
    if free is not None:
        off = np.where(series.weekdays >= 5, 1.0, -1.0)
        yield Candidate(
            "weekend", series, partial(text.say_weekend, series, free), partial(chart.week_chart, series),
            away * off * np.sign(free.shift.effect), free.shift.p, free.shift.size,
        )  # fmt: skip
    days = pattern(series)
    if days is not None:
        at = (series.weekdays == days.highest).astype(float) - (series.weekdays == days.lowest)
        yield Candidate(
            "weekday", series, partial(text.say_pattern, series, days), partial(chart.week_chart, series),
            away * at, days.p, days.shift.size,
        )  # fmt: skip
    last = compare(series)
    if last is not None:
        yield _recent("recent", series, last, text.say_recent)


def _cuts(series: Daily, away: Values, total: float) -> Iterable[Candidate]:
    if series.n < ENOUGH_FOR_CHANGE:
        return
    found = change(series)
    if found is None:
        _, p = clearest(clipped(series.points), series.times)
        yield Candidate("change", series, partial(Told, series.metric), _no_chart, away, p)
        return
    edges = (0, *found.cuts, series.n)
    place = edges.index(found.at)
    side = np.zeros(series.n)
    side[edges[place - 1] : found.at], side[found.at : edges[place + 1]] = -1.0, 1.0
    yield Candidate(
        "change", series, partial(text.say_change, series, found), partial(chart.change_chart, series, found),
        away * side * np.sign(found.shift.effect), found.p, found.shift.size,
        fits=1 - found.left**2 * series.n / total - 0.01 * len(found.cuts),
    )  # fmt: skip


def _recent(kind: str, series: Daily, last: Recent, say: Callable[[Daily, Recent], Told]) -> Candidate:
    points, newest = series.points, series.times >= len(series.days) - RECENT_DAYS
    away = (points - last.past) / (robust_sd(points) or 1.0) * np.sign(last.shift.effect or 1.0)
    return Candidate(
        kind, series, partial(say, series, last), partial(chart.recent_chart, series, last),
        np.where(newest, away, 0.0), last.shift.p, last.shift.size,
    )  # fmt: skip


def _together(found: Association, *, tested: int) -> Candidate:
    x, y = ranks(found.x), ranks(found.y)
    share = (x - x.mean()) / x.std() * (y - y.mean()) / y.std() * np.sign(found.rho)
    first, second = (np.full(len(each.values), -np.inf) for each in (found.first, found.second))
    places = found.days.astype(np.int64)
    first[places] = share
    shifted = (found.first.days[places] - found.second.days[0]).astype(np.int64) + found.lag
    second[shifted] = share
    return Candidate(
        "association", found.second, partial(text.say_association, found, tested=tested),
        partial(chart.scatter_chart, found),
        second[found.second.known], found.p, 2 * found.rho, pair=found, also=(found.first, first[found.first.known]),
    )  # fmt: skip


def _significant(candidates: Sequence[Candidate]) -> list[Candidate]:
    if not candidates:
        return []
    sure = adjusted(np.array([each.p for each in candidates], dtype=np.float64))
    kept = []
    for each, q in zip(candidates, sure, strict=True):
        if q < _FALSE_SHARE and each.size:
            each.strength = 0.5 + 0.5 * (1 - float(q)) * abs(each.size) / (1 + abs(each.size))
            kept.append(each)
    return kept


def _described(series: Daily, *, order: int) -> Iterable[Candidate]:
    """What is told in any case."""
    usual = level(series)
    near = np.abs(series.points - usual.median) / (robust_sd(series.points) or 1.0)
    yield Candidate(
        "level", series, partial(text.say_level, series, usual),
        partial(chart.level_chart, series, (usual.lower_quartile, usual.median, usual.upper_quartile), _USUAL),
        1 / (1 + near), strength=0.45 - 0.02 * order,
    )  # fmt: skip
    if series.metric.circular or order == 0:
        differs = regularity(series, np.random.default_rng(0))
        band = differs.mean - differs.sd, differs.mean, differs.mean + differs.sd
        yield Candidate(
            "regularity", series, partial(text.say_regularity, series, differs),
            partial(chart.level_chart, series, band, _SPREAD),
            near, strength=0.34 - 0.01 * order,
        )  # fmt: skip


def _nights(enough: Mapping[str, Daily]) -> Iterable[Candidate]:
    start, end = enough.get("sleep_start"), enough.get("sleep_end")
    found = sleep_regularity(start, end) if start is not None and end is not None else None
    if found is not None and start is not None:
        away = np.abs(start.points - np.median(start.points))
        low, middle, high = (float(each) for each in np.quantile(start.points, (0.25, 0.5, 0.75)))
        yield Candidate(
            "sleep_regularity", start, partial(text.say_sleep_regularity, start, found),
            partial(chart.level_chart, start, (low, middle, high), _USUAL), away, strength=0.4,
        )  # fmt: skip


def _as_usual(series: Daily) -> Iterable[Candidate]:
    """That the last week was like the weeks before, where it was."""
    last = compare(series)
    spread = robust_sd(series.points)
    if last is not None and max(abs(last.shift.low), abs(last.shift.high)) <= 0.8 * spread:
        same = _recent("recent", series, last, text.say_as_usual)
        same.p, same.strength = None, 0.36
        yield same


def _no_chart(words: str) -> chart.Spec:
    return {}


_GROUPS: Final = {"trend": "time", "change": "time", "recent": "time", "weekend": "week", "weekday": "week"}


def _without_repeats(ordered: Sequence[Candidate]) -> list[Candidate]:
    """One of those that tell the same of one series, or of two series that go together."""
    kept: list[Candidate] = []
    for each in ordered:
        rival = next((other for other in kept if _same(each, other)), None)
        if rival is None:
            kept.append(each)
        elif _better(each, rival):
            each.strength = rival.strength
            kept[kept.index(rival)] = each
    return kept


def _better(each: Candidate, rival: Candidate) -> bool:
    """Whether a weaker finding is the one to tell: it fits the days better, or is about what is declared first."""
    if each.pair is not None:
        return False
    if each.series is rival.series:
        return {each.kind, rival.kind} == {"trend", "change"} and each.fits > rival.fits
    order = [*METRICS, each.series.metric.name, rival.series.metric.name]
    return order.index(each.series.metric.name) < order.index(rival.series.metric.name)


def _same(one: Candidate, other: Candidate) -> bool:
    if one.pair is not None or other.pair is not None:
        return one.pair is not None and other.pair is not None and _same_pair(one.pair, other.pair)
    group = _GROUPS.get(one.kind)
    if group is None or group != _GROUPS.get(other.kind):
        return False
    if one.series is other.series:
        return group == "week" or one.size * other.size > 0
    return one.kind == other.kind and _alike(one.series, other.series) and one.p is not None


def _same_pair(one: Association, other: Association) -> bool:
    names = {one.first.metric.name, one.second.metric.name}
    return names == {other.first.metric.name, other.second.metric.name} and one.rho * other.rho > 0


def _alike(one: Daily, other: Daily) -> bool:
    _, at_one, at_other = np.intersect1d(one.days, other.days, return_indices=True)
    x, y = one.values[at_one], other.values[at_other]
    both = np.isfinite(x) & np.isfinite(y)
    if both.sum() < ENOUGH or np.ptp(x[both]) == 0 or np.ptp(y[both]) == 0:
        return False
    return abs(float(np.corrcoef(ranks(x[both]), ranks(y[both]))[0, 1])) >= _SAME_SERIES
