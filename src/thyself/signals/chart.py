"""Charts: Vega-Lite specifications with their data inside, and how to draw them without a network."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np

from thyself.core import InvalidInput, ModelUnavailable
from thyself.signals.association import Association
from thyself.signals.change import Change
from thyself.signals.compare import RECENT_DAYS, Recent
from thyself.signals.metrics import Metric
from thyself.signals.series import Daily
from thyself.signals.trend import Trend
from thyself.signals.week import WEEKEND

Spec = dict[str, Any]

#: Okabe and Ito's blue and orange, moved to where both are read on white and on black; grey is 4.5 : 1 on either.
BLUE: Final = "#3C84C4"
ORANGE: Final = "#D9661F"
GREY: Final = "#767676"

_PARSE_DAY: Final = {"parse": {"day": "date:'%Y-%m-%d'"}}
_PARSE_STRETCH: Final = {"parse": {"from": "date:'%Y-%m-%d'", "to": "date:'%Y-%m-%d'"}}
_SHORT: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CLOCK: Final = (
    "format(floor((datum.value + 48) % 24), '02d') + ':' + format(round((datum.value + 48) % 1 * 60) % 60, '02d')"
)
_CONFIG: Final[Mapping[str, Any]] = {
    "font": "Roboto, 'Liberation Sans', 'DejaVu Sans', Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": GREY, "titleColor": GREY, "tickColor": GREY, "domainColor": GREY, "gridColor": GREY,
        "gridOpacity": 0.18, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "titlePadding": 10,
    },
    "title": {"color": GREY, "fontSize": 14, "anchor": "start", "fontWeight": "bold", "offset": 14,
              "subtitleColor": GREY, "subtitleFontSize": 12, "subtitlePadding": 6},
    "text": {"color": GREY, "fontSize": 12},
    "legend": {"labelColor": GREY, "titleColor": GREY},
}  # fmt: skip


def render(spec: Mapping[str, Any], form: Literal["png", "svg"] = "png") -> bytes:
    """Draw a chart on this machine, with the fonts of this machine; nothing is fetched.

    Args:
        spec: A Vega-Lite specification.
        form: ``"png"`` (twice the pixels, see-through) or ``"svg"``.

    Raises:
        ModelUnavailable: The extra ``charts`` is not installed.
        InvalidInput: ``form`` is neither of the two, or the specification names data outside itself.
    """
    if form not in ("png", "svg"):
        raise InvalidInput(f"a chart is drawn as 'png' or 'svg', not as {form!r}")
    try:
        import vl_convert
    except ImportError:
        raise ModelUnavailable(
            'charts need the extra "charts", which is not installed: pip install "thyself[charts]"'
        ) from None
    told = json.dumps(spec)
    if '"url"' in told:
        raise InvalidInput("the chart names data by address; only data inside the specification is drawn")
    if form == "svg":
        drawn: str = vl_convert.vegalite_to_svg(told, allowed_base_urls=[])
        return drawn.encode("utf-8")
    return bytes(vl_convert.vegalite_to_png(told, scale=2, allowed_base_urls=[]))


def level_chart(series: Daily, band_of: tuple[float, float, float], note: str, text: str) -> Spec:
    """The days, with a line and a band at three heights (low, middle, high); ``note`` says what these are."""
    low, middle, high = band_of
    once: Spec = {"values": [{}]}
    band = {
        "data": once, "mark": {"type": "rect", "color": ORANGE, "opacity": 0.16},
        "encoding": {"y": {"datum": low}, "y2": {"datum": high}},
    }  # fmt: skip
    rule = {
        "data": once, "mark": {"type": "rule", "color": ORANGE, "strokeWidth": 2},
        "encoding": {"y": {"datum": middle}},
    }  # fmt: skip
    return _chart(text, note, [band, rule, *_days(series)], series)


def trend_chart(series: Daily, found: Trend, text: str) -> Spec:
    """The days, with the straight line, and a band of the lines that the interval allows through its middle."""
    places = np.arange(len(series.days), dtype=np.float64)
    line = found.start + found.slope * (places - series.times[0])
    turn = places - places.mean()
    edges = np.array([line + (slope - found.slope) * turn for slope in (found.low, found.high)])
    band = {
        "mark": {"type": "area", "color": ORANGE, "opacity": 0.18},
        "encoding": {"x": {"field": "day"}, "y": {"field": "low"}, "y2": {"field": "high"}},
    }
    rule = {
        "mark": {"type": "line", "color": ORANGE, "strokeWidth": 2.5},
        "encoding": {"x": {"field": "day"}, "y": {"field": "line"}},
    }
    note = "orange: the steady line, and those that are likely too"
    spec = _chart(text, note, [band, *_days(series), rule], series)
    for row, on, low, high in zip(
        spec["data"]["values"], line.tolist(), edges.min(axis=0).tolist(), edges.max(axis=0).tolist(), strict=True
    ):
        row.update(line=round(on, 4), low=round(low, 4), high=round(high, 4))
    return spec


def change_chart(series: Daily, found: Change, text: str) -> Spec:
    """The days, with the level of each stretch and a rule where it changed."""
    days = series.days[series.known]
    edges = (0, *found.cuts, len(days))
    stretches = [
        {"from": str(days[a]), "to": str(days[b - 1]), "level": round(float(np.median(series.points[a:b])), 4)}
        for a, b in itertools.pairwise(edges)
    ]
    steps = {
        "data": {"values": stretches, "format": _PARSE_STRETCH},
        "mark": {"type": "rule", "color": ORANGE, "strokeWidth": 3},
        "encoding": {
            "x": {"field": "from", "type": "temporal"}, "x2": {"field": "to"},
            "y": {"field": "level", "type": "quantitative"},
        },
    }  # fmt: skip
    cut = {
        "data": {"values": [{"day": str(days[found.at])}], "format": _PARSE_DAY},
        "mark": {"type": "rule", "color": GREY, "strokeDash": [4, 4]},
        "encoding": {"x": {"field": "day", "type": "temporal"}},
    }
    return _chart(text, "lines: usual level of each stretch", [cut, *_days(series), steps], series)


def recent_chart(series: Daily, found: Recent, text: str) -> Spec:
    """The days, the last seven in the other colour, with the usual level of both stretches."""
    last = len(series.days) - RECENT_DAYS
    shown = max(last - 28, 0)
    cut = Daily(
        series.metric, series.unit, series.days[shown:], series.values[shown:], series.trace_ids[shown:], series.apart
    )
    border = str(series.days[last])
    levels = [
        {"from": str(cut.days[0]), "to": str(series.days[last - 1]), "level": round(found.past, 4), "part": "before"},
        {"from": border, "to": str(cut.days[-1]), "level": round(found.recent, 4), "part": "last"},
    ]
    steps = {
        "data": {"values": levels, "format": _PARSE_STRETCH},
        "mark": {"type": "rule", "strokeWidth": 3},
        "encoding": {
            "x": {"field": "from", "type": "temporal"}, "x2": {"field": "to"},
            "y": {"field": "level", "type": "quantitative"},
            "color": {
                "field": "part", "scale": {"domain": ["before", "last"], "range": [BLUE, ORANGE]}, "legend": None,
            },
        },
    }  # fmt: skip
    return _chart(text, "lines: usual level; orange: the last seven days", [*_days(cut), steps], cut)


def week_chart(series: Daily, text: str) -> Spec:
    """The usual figure of each weekday with the middle half of its days; the weekend in the other colour."""
    rows = []
    for weekday, name in enumerate(_SHORT):
        own = series.points[series.weekdays == weekday]
        if len(own):
            low, middle, high = (round(float(each), 4) for each in np.quantile(own, (0.25, 0.5, 0.75)))
            part = "weekend" if weekday in WEEKEND else "weekday"
            rows.append({"weekday": name, "usual": middle, "low": low, "high": high, "days": len(own), "part": part})
    x = {"field": "weekday", "type": "nominal", "sort": list(_SHORT), "title": None, "axis": {"labelAngle": 0}}
    flat = series.metric.aggregate == "sum"
    y = _y(series.metric, zero=flat)
    color = {"field": "part", "scale": {"domain": ["weekday", "weekend"], "range": [BLUE, ORANGE]}, "legend": None}
    mark = (
        {"type": "bar", "width": {"band": 0.62}, "opacity": 0.85}
        if flat
        else {"type": "point", "filled": True, "size": 130}
    )
    layers = [
        {"mark": mark, "encoding": {"y": {**y, "field": "usual"}, "color": color}},
        {
            "mark": {"type": "rule", "color": GREY, "strokeWidth": 2},
            "encoding": {"y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
    ]
    spec = _base(text, f"{_capital(series.metric)} by weekday", _noted(series, "grey: middle half of the days"))
    window = [{"day": str(series.days[0])}, {"day": str(series.days[-1])}]
    return {**spec, "data": {"values": rows}, "encoding": {"x": x}, "layer": layers, "usermeta": {"window": window}}


def scatter_chart(found: Association, text: str) -> Spec:
    """A dot for each pair of days, with the straight line of the ranks' trend left out: the cloud speaks for itself."""
    first, second = found.first, found.second
    days = first.days[found.days.astype(np.int64)]
    rows = [
        {"day": str(day), "x": round(float(x), 4), "y": round(float(y), 4)}
        for day, x, y in zip(days, found.x, found.y, strict=True)
    ]
    order = np.argsort(found.x, kind="stable")
    ends = []
    for part, own, height in (
        ("least", order[: found.third], found.after_low),
        ("most", order[-found.third :], found.after_high),
    ):
        ends.append(
            {
                "from": float(found.x[own].min()),
                "to": float(found.x[own].max()),
                "level": round(height, 4),
                "part": part,
            }
        )
    later = ", the day after" if found.lag else ""
    x_axis = {**_y(first.metric, zero=False), "field": "x"}
    y_axis = {**_y(second.metric, zero=False), "field": "y"}
    y_axis["axis"] = {**y_axis["axis"], "title": y_axis["axis"]["title"] + later}
    dots = {
        "mark": {"type": "point", "filled": True, "size": 60, "color": BLUE, "opacity": 0.75},
        "encoding": {"x": x_axis, "y": y_axis},
    }
    thirds = {
        "data": {"values": ends}, "mark": {"type": "rule", "color": ORANGE, "strokeWidth": 3},
        "encoding": {
            "x": {"field": "from", "type": "quantitative"}, "x2": {"field": "to"},
            "y": {"field": "level", "type": "quantitative"},
        },
    }  # fmt: skip
    title = f"{_capital(second.metric)}{later}, by {first.metric.label}"
    note = f"each dot a day, {days[0]} to {days[-1]}; lines: usual, on the third of the days with least and with most"
    return {**_base(text, title, note), "data": {"values": rows}, "layer": [dots, thirds]}


def _chart(text: str, note: str, layers: Sequence[Spec], series: Daily) -> Spec:
    days = len(series.days)
    x = {
        "field": "day", "type": "temporal", "title": None,
        "axis": {"format": "%-d %b" if days <= 370 else "%b %Y", "tickCount": min(days, 8), "labelOverlap": "greedy",
                 "grid": False, "labelFlush": True},
    }  # fmt: skip
    placed = [_placed(layer, x, _y(series.metric, zero=False)) for layer in layers]
    return {**_base(text, _capital(series.metric), _noted(series, note)), "data": _data(series), "layer": placed}


def _placed(layer: Spec, x: Spec, y: Spec) -> Spec:
    """The layer with the shared axes."""
    encoding = dict(layer.get("encoding", {}))
    own_x = encoding.get("x")
    if own_x is not None:
        encoding["x"] = {**x, **own_x}
    own_y = encoding.get("y")
    if own_y is not None:
        encoding["y"] = {**y, **own_y}
    return {**layer, "encoding": encoding}


def _days(series: Daily) -> list[Spec]:
    """A thin line and a dot a day; the line is broken where days are missing."""
    encoding = {"x": {"field": "day"}, "y": {"field": "value"}}
    size = 34 if len(series.days) <= 120 else 10
    return [
        {"mark": {"type": "line", "color": BLUE, "opacity": 0.45, "strokeWidth": 1.5}, "encoding": encoding},
        {"mark": {"type": "point", "filled": True, "color": BLUE, "size": size, "opacity": 0.95}, "encoding": encoding},
    ]


def _data(series: Daily) -> Spec:
    rows = [
        {"day": str(day), "value": round(float(value), 4) if np.isfinite(value) else None}
        for day, value in zip(series.days, series.values, strict=True)
    ]
    return {"values": rows, "format": _PARSE_DAY}


def _y(metric: Metric, *, zero: bool) -> Spec:
    unit = "clock time" if metric.circular else metric.spoken if metric.unit == "count" else metric.unit
    same = unit.lower() == metric.label.lower()
    axis: Spec = {"title": _capital(metric) if same else f"{_capital(metric)} ({unit})", "tickCount": 6}
    if metric.circular:
        axis["labelExpr"] = _CLOCK
    return {
        "type": "quantitative",
        "scale": {"zero": True} if zero else {"zero": False, "nice": False, "padding": 12},
        "axis": axis,
    }


def _capital(metric: Metric) -> str:
    label = metric.label.removeprefix("the ")
    return label[:1].upper() + label[1:]


def _noted(series: Daily, note: str) -> str:
    return f"{series.days[0]} to {series.days[-1]}; {note}"


def _base(text: str, title: str, note: str) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": text,
        "title": {"text": title, "subtitle": note},
        "width": 560,
        "height": 240,
        "background": None,
        "padding": 12,
        "config": dict(_CONFIG),
    }
