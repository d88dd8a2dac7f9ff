"""Eating Smart: allergens first, ranges where nobody tells amounts, and advice only for what the person told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import ModelError, Settings, Trace
from thyself.guard.conditions import GUIDANCE, NO_ADVICE, guidance, told_conditions
from thyself.home import Home
from thyself.models.vision import Detection, Detector, LabelFile, ScriptedDetector
from thyself.sources.foods import NUTRIENTS

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)
LUNCH = ScriptedDetector(
    {
        "ham.jpg": [Detection("ham", 0.9), Detection("white rice", 0.8), Detection("cheddar", 0.15)],
        "odd.jpg": [Detection("flying carpet", 0.9)],
    }
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW, settings=Settings(language_model="none")) as opened:
        yield opened


def said(text: str) -> Trace:
    return Trace(text, at=NOW - timedelta(days=3), kind="said", source="chat")


def test_an_allergen_stands_first_even_where_it_is_hardly_seen(home: Home) -> None:
    me = home.person("me")
    me.add([said("I'm allergic to milk.")])
    found = me.advise("what is this?", system="eating-smart", photo="ham.jpg", detector=LUNCH)
    assert found.text.startswith("Stop: this may hold milk")
    assert "cheddar" not in found.text
    assert [each.text for each in found.evidence] == ["I'm allergic to milk."]
    me.forget(kind="said")
    after = me.advise("what is this?", system="eating-smart", photo="ham.jpg", detector=LUNCH)
    assert "Stop" not in after.text
    assert after.evidence == ()


def test_amounts_that_are_told_win_over_the_picture(home: Home) -> None:
    me = home.person("me")
    seen = me.advise("lunch", system="eating-smart", photo="ham.jpg", detector=LUNCH)
    assert seen.figures["kcal_low"] < seen.figures["kcal_high"]
    told = me.advise("200 g ham, 150 g white rice", system="eating-smart", photo="ham.jpg", detector=LUNCH)
    assert told.figures["kcal_low"] == told.figures["kcal_high"]
    assert "guessed" not in told.text


def test_the_same_plate_is_told_otherwise_with_a_condition_and_nothing_is_diagnosed(home: Home) -> None:
    me = home.person("me")
    wish = "300 g ham, 100 g white rice"
    before = me.advise(wish, system="eating-smart")
    assert "sodium are more" not in before.text.replace("mg sodium are", "sodium are")
    assert "you have" not in before.text
    me.add([said("I have high blood pressure.")])
    after = me.advise(wish, system="eating-smart")
    assert "With high blood pressure, as you told" in after.text
    assert any("WHO" in each for each in after.reasons)


def test_with_diabetes_a_doctor_is_named_and_no_dose_is_told(home: Home) -> None:
    me = home.person("me")
    me.add([said("I have diabetes.")])
    assert "no dose is told here" in me.advise("200 g white rice", system="eating-smart").text
    refused = me.advise("how much insulin for 200 g rice?", system="eating-smart").text
    assert "pharmacist" in refused
    assert "kcal" not in refused


def test_what_is_not_in_the_table_is_named_and_no_sum_is_told(home: Home) -> None:
    found = home.person("me").advise("?", system="eating-smart", photo="odd.jpg", detector=LUNCH)
    assert "flying carpet: not in the table" in found.text
    assert "No sum" in found.text
    assert found.figures == {}


class TestDetectors:
    """Every detector keeps the port."""

    @pytest.fixture(params=["scripted", "file"])
    def detector(self, request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Detector, str]:
        picture = str(tmp_path / "a.jpg")
        rows = [{"label": "egg", "score": 0.4, "box": [0, 0, 0.5, 1]}, {"label": "toast", "score": 0.9}]
        Path(picture + ".labels.json").write_text(json.dumps(rows))
        if request.param == "file":
            return LabelFile(), picture
        found = [Detection("egg", 0.4, (0, 0, 0.5, 1)), Detection("toast", 0.9)]
        return ScriptedDetector({picture: found}), picture

    def test_the_surest_comes_first_and_labels_narrow(self, detector: tuple[Detector, str]) -> None:
        model, picture = detector
        assert isinstance(model, Detector)
        assert [each.label for each in model.detect(picture)] == ["toast", "egg"]
        assert [each.box for each in model.detect(picture, ["Egg"])] == [(0, 0, 0.5, 1)]

    def test_a_picture_that_cannot_be_read_is_told(self, detector: tuple[Detector, str]) -> None:
        with pytest.raises(ModelError):
            detector[0].detect("nowhere.jpg")


@pytest.mark.parametrize("body", ["{", '[{"label": "x"}]', '[{"label": "x", "score": 7}]', "[3]",
                                  '[{"label": "x", "score": 0.5, "box": [0.9, 0, 0.1, 1]}]'])  # fmt: skip
def test_broken_labels_are_told(tmp_path: Path, body: str) -> None:
    (tmp_path / "a.jpg.labels.json").write_text(body)
    with pytest.raises(ModelError, match="cannot be read"):
        LabelFile().detect(str(tmp_path / "a.jpg"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I have high blood pressure and I like soup.", "high blood pressure"),
        ("I was diagnosed with anaemia last year.", "low iron"),
        ("What may I eat with my high cholesterol?", "high cholesterol"),
        ("I'm on dialysis.", "kidney disease"),
        ("I take warfarin.", "blood thinner"),
    ],
)
def test_a_condition_is_known_where_a_person_states_it(text: str, name: str) -> None:
    assert told_conditions(text) == {name}


@pytest.mark.parametrize(
    "text",
    ["Do I have diabetes?", "I have no diabetes.", "My mother has diabetes.", "Diabetes is common.",
     "I am not anaemic.", "My blood pressure was 150 over 95 today."],
)  # fmt: skip
def test_a_condition_is_never_concluded(text: str) -> None:
    assert told_conditions(text) == frozenset()


def test_guidance_names_its_source_and_there_is_none_where_usual_advice_harms() -> None:
    assert all(each.source and each.nutrient in NUTRIENTS and each.a_day > 0 for each in GUIDANCE)
    assert guidance(frozenset({"high blood pressure"}))
    for each in NO_ADVICE:
        assert guidance(frozenset({"high blood pressure", each})) == ()
