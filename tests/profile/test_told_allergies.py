"""Allergies in other words: what food safety knows as told, the profile keeps away as well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import Settings, Trace
from thyself.guard.food import allergens, told_allergens
from thyself.profile import avoidances

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)


def kept_away(tmp_path: Path, text: str) -> frozenset[str]:
    with thyself.open(tmp_path / "h.db", clock=lambda: NOW, settings=Settings(language_model="none")) as home:
        me = home.person("me")
        me.add([Trace(text, at=NOW - timedelta(days=2), kind="said", source="chat")])
        hard = [each for each in avoidances(me.profile) if each.hard]
        return frozenset().union(*(allergens(word) for each in hard for word in each.words))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I have celiac disease.", "gluten"),
        ("I read every label because of my nut allergy.", "nuts"),
        ("I react badly to soy.", "soy"),
        ("I'm allergic to fish.", "fish"),
    ],
)
def test_both_places_know_an_allergy_in_these_words(tmp_path: Path, text: str, name: str) -> None:
    assert name in told_allergens(text)
    assert name in kept_away(tmp_path, text)


@pytest.mark.parametrize(
    "text", ["My sister's nut allergy is bad.", "I react badly to criticism.", "I have asthma.", "I have no allergies."]
)
def test_what_is_no_own_allergy_keeps_nothing_away(tmp_path: Path, text: str) -> None:
    assert kept_away(tmp_path, text) == frozenset()
