"""Wireless: just enough in each situation, from own answers alone, and nothing where there are too few."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import Settings, Trace
from thyself.decide.dose import Tolerance
from thyself.home import Home

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW, settings=Settings(language_model="none")) as opened:
        yield opened


def rated(situation: str, own: Tolerance, many: int = 12) -> list[Trace]:
    """Marks of one to five for doses from little to much."""
    doses = [own.adequate * 0.3 * 1.35**step for step in range(many)]
    return [
        Trace(f"{situation}: rated", at=NOW - timedelta(days=step + 1), kind="rated", source="app", item="rate",
              value=3 + 2 * min(own.satisfaction(dose), 1.0), unit="stars",
              extra={"of": 5, "dose": dose, "situation": situation})
        for step, dose in enumerate(doses)
    ]  # fmt: skip


def test_a_dose_lies_in_or_hardly_above_the_zone_of_tolerance_of_its_situation(home: Home) -> None:
    me = home.person("me")
    me.add([*rated("mail", Tolerance(1.0, 2.0)), *rated("film", Tolerance(8.0, 16.0))])
    found = me.advise("how much?", system="wireless")
    assert 1.0 <= found.figures["mail"] <= 2.6
    assert 8.0 <= found.figures["film"] <= 20.0
    assert len(found.evidence) == 24


def test_too_few_answers_give_no_dose_and_forgotten_ones_count_no_more(home: Home) -> None:
    me = home.person("me")
    me.add(rated("mail", Tolerance(1.0, 2.0), many=3))
    assert me.advise("how much?", system="wireless").figures == {}
    me.add(rated("film", Tolerance(8.0, 16.0)))
    assert set(me.advise("how much?", system="wireless").figures) == {"film"}
    me.forget(kind="rated")
    after = me.advise("how much?", system="wireless")
    assert after.figures == {}
    assert after.evidence == ()
    assert "yet" in after.reasons[0]


def test_a_dose_of_a_medicine_is_never_told(home: Home) -> None:
    me = home.person("me")
    me.add(rated("evening", Tolerance(1.0, 2.0)))
    found = me.advise("how many tablets of my sleeping pills?", system="wireless")
    assert "doctor" in found.text
    assert found.figures == {}
