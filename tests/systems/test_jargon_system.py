"""The terms of a text that are new to a person, by what they wrote and said."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed
from thyself.store import Scope, Selection, open_store
from thyself.systems import Desk

NOW = datetime(2024, 6, 1, tzinfo=UTC)
ASKED = "The capstan is a winch. The titration went on."


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store.scope("sam")
    store.close()


def wrote(text: str, days: float, **fields: Any) -> Trace:
    return Trace(text, **({"at": NOW - timedelta(days=days), "kind": "wrote", "source": "notes"} | fields))


def new(scope: Scope, **options: Any) -> Response:
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    made: Response = card("jargon").build(**options).respond(Request("predict", ASKED, NOW, kind="jargon"), desk)
    return made


def test_what_the_person_writes_about_is_not_new(scope: Scope) -> None:
    scope.append([wrote(f"We oiled the capstan for the {n}th time", n) for n in range(1, 6)])
    found = new(scope)
    assert "titration" in found.text
    assert "capstan" not in found.text
    assert found.figures["probability that titration is new"] > 0.5 > found.figures["probability that capstan is new"]
    assert any("capstan" in piece.text for piece in found.evidence)


def test_a_new_term_comes_with_its_meaning(scope: Scope) -> None:
    scope.append([wrote("A quiet day at the lake with friends", 1)])
    found = new(scope, glossary={"titration": "adding drop by drop"})
    assert "capstan: The capstan is a winch." in found.text
    assert "titration: adding drop by drop" in found.text


def test_what_the_person_says_of_terms_counts_and_is_forgotten_with_the_trace(scope: Scope) -> None:
    plain = new(scope).figures["probability that titration is new"]
    terms = ("assay", "lysate", "eluent", "cuvette")
    said = [
        wrote("", 1 + n, kind="rated", item=f"term:{term}", value=1.0, unit="known") for n, term in enumerate(terms)
    ]
    kept = tuple(trace.id for trace in said)
    scope.append(said)
    assert new(scope).figures["probability that titration is new"] < plain - 0.05
    scope.forget(Selection(trace_ids=kept))
    assert new(scope).figures["probability that titration is new"] == pytest.approx(plain)
