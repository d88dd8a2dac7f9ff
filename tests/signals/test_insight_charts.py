import builtins
import json

import numpy as np
import pytest

from thyself.core import InvalidInput, ModelUnavailable
from thyself.signals import insights, render


@pytest.fixture
def charts(scope, days, now):
    rng = np.random.default_rng(40)
    day = np.arange(50) % 7
    steps = rng.normal(7000, 700, 50) + 3000 * (np.arange(50) > 28)
    one = scope(
        days("steps", steps),
        days("minutes_asleep", 400 + 0.02 * (steps - 7000) + rng.normal(0, 9, 50)),
        days("sleep_start", (23.4 + rng.normal(0, 0.4, 50) + 1.3 * (day >= 5)) % 24),
        days("weight", 80 - 0.1 * np.arange(50) + rng.normal(0, 0.3, 50)),
        days("resting_heart_rate", rng.normal(60, 1, 50) + 9 * (np.arange(50) > 42)),
    )
    found = [each for topic in ("sleep", "activity", "weight", "heart") for each in insights(one, topic, now=now)]
    return {each.name: each for each in found}


def test_every_kind_of_finding_has_a_chart_that_is_drawn_offline(charts):
    pytest.importorskip("vl_convert")
    kinds = {name.partition(":")[0]: each for name, each in charts.items()}
    assert {"level", "trend", "change", "weekend", "regularity", "association"} <= set(kinds)
    for finding in kinds.values():
        assert render(finding.chart, "png").startswith(b"\x89PNG")
        drawn = render(finding.chart, "svg").decode()
        assert drawn.startswith("<svg")
        assert "NaN" not in drawn


def test_a_chart_says_in_words_what_it_shows_and_names_its_axes_with_units(charts):
    for name, finding in charts.items():
        told = json.dumps(finding.chart)
        assert finding.chart["description"] in finding.text, name
        assert '"url"' not in told
    spec = json.dumps(charts["level:weight"].chart)
    assert "Weight (kg)" in spec
    assert "clock time" in json.dumps(charts["level:sleep_start"].chart)


def test_a_missing_day_is_a_gap_and_not_a_zero(scope, days, now):
    found = insights(scope(days("steps", [5000, 6000, None, *[7000.0] * 8])), "steps", now=now)
    values = found[0].chart["data"]["values"]
    assert values[2] == {"day": "2024-01-03", "value": None}


def test_the_trend_line_is_drawn_where_the_trend_is(charts):
    rows = charts["trend:weight"].chart["data"]["values"]
    assert rows[0]["line"] == pytest.approx(80, abs=0.5)
    assert rows[-1]["line"] == pytest.approx(75.1, abs=0.5)
    assert all(row["low"] <= row["line"] <= row["high"] for row in rows)


def test_colours_are_told_apart_by_everybody_on_white_and_on_black():
    from thyself.signals.chart import BLUE, GREY, ORANGE

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour, least in ((GREY, 4.5), (BLUE, 3.0), (ORANGE, 3.0)):
        assert 1.05 / (luminance(colour) + 0.05) >= least
        assert (luminance(colour) + 0.05) / 0.05 >= least


def test_a_chart_never_reaches_out_and_only_known_forms_are_drawn(charts):
    spec = charts["level:weight"].chart
    with pytest.raises(InvalidInput, match="png"):
        render(spec, "gif")
    with pytest.raises(InvalidInput, match="address"):
        render({**spec, "data": {"url": "https://example.org/x.csv"}}, "png")


def test_without_the_extra_the_message_says_how_to_get_it(charts, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "vl_convert":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModelUnavailable, match=r'pip install "thyself\[charts\]"'):
        render(charts["level:weight"].chart, "png")
