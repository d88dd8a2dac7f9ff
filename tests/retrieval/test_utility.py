"""What helps is foretold in nats, and so is that nothing will."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from thyself.core import InvalidInput, Request, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed
from thyself.models.scripted import Rules
from thyself.retrieval.utility import SIGNS, Utility, benefit, calibrated, learn, relative, signs
from thyself.store import Scope, open_store
from thyself.systems import Desk

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def world(n: int, seed: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    """The second sign helps; requests differ in whether anything helps at all, as the third sign tells."""
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(n):
        table = rng.normal(size=(8, 3))
        table[:, 2] = rng.choice([-1.0, 1.0])
        out.append((table, 0.3 * table[:, 1] + 0.6 * table[:, 2] + 0.05 * rng.normal(size=8)))
    return out


def correlation(found: Utility, asked: list[tuple[np.ndarray, np.ndarray]]) -> float:
    told = np.concatenate([found.scores(table) for table, _ in asked])
    return float(np.corrcoef(told, np.concatenate([benefits for _, benefits in asked]))[0, 1])


def test_with_an_anchor_scores_are_benefits_and_without_one_only_an_order() -> None:
    anchored, order = learn(world(80)), learn(world(80), loss=relative)
    later = world(40, seed=1)
    assert correlation(anchored, later) > 0.9 > 0.65 > correlation(order, later)
    assert order.weights[1] > 0.1


def test_it_says_when_nothing_will_help() -> None:
    found = learn(world(80))
    table, benefits = np.array([[0.0, 0.5, -1.0], [0.0, -0.5, -1.0]]), np.array([-0.5, -0.7])
    assert not found.helps(table)
    assert (found.scores(table) < 0).all() == (benefits < 0).all()
    assert found.helps(np.array([[0.0, 0.5, 1.0]]))
    assert not found.helps(np.zeros((0, 3)))


def test_a_loss_is_least_where_scores_are_benefits() -> None:
    benefits = np.array([0.3, -0.1, 0.0])
    for loss in (calibrated, relative):
        value, slopes = loss(benefits, benefits)
        assert value == pytest.approx(0.0)
        assert slopes == pytest.approx(np.zeros(3), abs=1e-12)
    assert relative(benefits + 1, benefits)[0] == pytest.approx(0.0)
    assert calibrated(benefits + 1, benefits)[0] > 0.05


def test_a_text_that_says_what_is_to_come_is_of_benefit() -> None:
    model = Rules()
    good, bad = (benefit(model, each, "Subject:", "zqzqzq") for each in ("zqzqzq zqzq", "hello there"))
    assert good > max(bad, 0)


def test_signs_are_of_the_texts_and_nothing_gives_none() -> None:
    table = signs("The boat needs sails", ["The boat has new sails", "Bread with butter"], Hashed())
    assert table.shape == (2, len(SIGNS))
    assert (table[0] >= table[1])[[0, 1, 2, 4, 5]].all()
    assert signs("x", [], Hashed()).shape == (0, len(SIGNS))


def test_too_few_requests_are_refused() -> None:
    with pytest.raises(InvalidInput):
        learn(world(2))


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("sam")
    scope.append(
        Trace(text, at=NOW - timedelta(days=n + 1), kind="wrote", source="mail", extra={"subject": f"s{n}"})
        for n, text in enumerate(["The boat has new sails.", "Bread with butter.", "Sails for the boat, again."])
    )
    yield scope
    store.close()


def test_the_system_leaves_out_what_is_not_expected_to_help(scope: Scope) -> None:
    n = len(SIGNS)
    only_near = Utility(np.zeros(n), np.ones(n), np.array([0.0, 1.0, *[0.0] * (n - 2), -0.3]))
    never = Utility(np.zeros(n), np.ones(n), np.array([*[0.0] * n, -1.0]))
    for utility, many in ((only_near, 2), (never, 0)):
        desk = Desk(scope, Rules(lambda _: "Boat"), Hashed(), Settings(), scope.zone, lambda: NOW)
        request = Request("title", "The boat needs sails.", NOW, kind="mail")
        made = card("pearl").build(utility=utility).respond(request, desk)
        assert len(made.evidence) == many
    with pytest.raises(InvalidInput):
        card("pearl").build(k=0)
