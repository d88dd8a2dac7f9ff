"""The label that this person would give, with how likely it is and what it stands on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from thyself.core import InvalidInput, Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.evaluate.classifiers import NONE, Labels, Shrink
from thyself.evaluate.fitting import fit
from thyself.evaluate.text_vectors import text_vectors
from thyself.models import Hashed
from thyself.store import Scope, open_store
from thyself.systems import Desk
from thyself.systems.profile.personalized_llms import Population

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SEA = [
    f"A {size} boat on the ocean, with sails and harbour {n}" for n, size in enumerate(("long", "short", "dull") * 5)
]
SNOW = [f"Skiing in the mountains, snow and ice {n}" for n in range(15)]


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store.scope("sam")
    store.close()


def rated(text: str, stars: float, days: float) -> Trace:
    return Trace(text, at=NOW - timedelta(days=days), kind="rated", source="books", value=stars)


def predict(scope: Scope, text: str, **options: Any) -> Response:
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    made: Response = (
        card("personalized-llms").build(**options).respond(Request("predict", text, NOW, kind="rating"), desk)
    )
    return made


def test_it_learns_what_the_person_labels_how(scope: Scope) -> None:
    scope.append([rated(text, 5, n + 1) for n, text in enumerate(SEA)])
    scope.append([rated(text, 1, n + 30) for n, text in enumerate(SNOW)])
    liked, hated = predict(scope, "Sails on the ocean"), predict(scope, "Snow in the mountains")
    assert (liked.text, hated.text) == ("5", "1")
    assert sum(liked.figures.values()) == pytest.approx(1.0)
    assert "boat" in liked.evidence[0].text


def test_with_few_labels_it_goes_by_how_often_each_was_given(scope: Scope) -> None:
    scope.append([rated(SEA[0], 5, 1), rated(SEA[1], 5, 2), rated(SNOW[0], 1, 3)])
    assert predict(scope, "Snow in the mountains").figures == {"probability of 1": 2 / 5, "probability of 5": 3 / 5}


def test_the_text_that_is_asked_about_is_not_its_own_label(scope: Scope) -> None:
    scope.append([rated(SEA[0], 5, 1), rated(SNOW[0], 1, 2), rated(SNOW[1], 1, 3)])
    assert all(SEA[0] != piece.text for piece in predict(scope, SEA[0]).evidence)


def test_other_people_s_labels_stand_in_until_own_ones_come(scope: Scope) -> None:
    texts = SEA + SNOW
    labels = Labels(text_vectors(texts, Hashed()), np.arange(30), ["a", "b"] * 15, np.array([1] * 15 + [0] * 15))
    others = Population(("1", "5"), fit(labels, shrink=Shrink(0.3, 1.0, NONE)))
    before = predict(scope, "Sails on the ocean", others=others)
    assert before.text == "5"
    assert "yet" in before.reasons[0]
    scope.append([rated(text, 1, n + 1) for n, text in enumerate(SEA)])
    after = predict(scope, "Sails on the ocean", others=others)
    assert after.figures["probability of 5"] < before.figures["probability of 5"]
    with pytest.raises(InvalidInput):
        card("personalized-llms").build(others=Population(("1",), others.head))
