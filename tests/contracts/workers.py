"""What any workers must do. A test class gives ``workers``."""

from __future__ import annotations

import fnmatch

import numpy as np
import pytest

from tests.contracts.recommender import two_tastes
from thyself.recommend import EASE, Blend, DecayedPopularity, ItemKNN, Transitions
from thyself.recommend.batch import everybody, learned
from thyself.recommend.workers import Workers


def blend() -> Blend:
    arms = {"popular": DecayedPopularity(), "knn": ItemKNN(), "steps": Transitions(), "ease": EASE(5.0)}
    return Blend(arms, dict.fromkeys(arms, 1.0), trust=2.0)


class WorkersContract:
    """The promises of the port; each is a test."""

    @pytest.fixture
    def workers(self) -> Workers:
        raise pytest.UsageError("a test of workers gives the fixture 'workers'")

    def test_parts_are_done_in_their_order(self, workers: Workers) -> None:
        names, wanted = ["a1", "b1", "b2"], ["b*", "a*", "*1", "?2", "c", "*"]
        found = list(workers.each(fnmatch.filter, names, wanted))
        assert found == [["b1", "b2"], ["a1"], ["a1", "b1"], ["b2"], [], names]
        assert list(workers.each(fnmatch.filter, names, [])) == []

    def test_the_whole_job_is_what_this_process_alone_makes_of_it(
        self, workers: Workers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("thyself.recommend.batch._AT_ONCE", 24)  # three people at once
        rows = two_tastes(20)
        mine, alone = everybody(learned(blend(), rows, workers=workers), rows, 3, workers=workers), blend().fit(rows)
        for at, person in enumerate(rows.people):
            history = rows.history(person)
            scores = alone.scores(history)[0]
            scores[history.item] = -np.inf
            order = [int(code) for code in np.argsort(-scores, kind="stable")[:3] if scores[code] > -np.inf]
            assert [item for item, _ in mine.of(at)] == [rows.items[code] for code in order]
            assert [score for _, score in mine.of(at)] == pytest.approx(scores[order].tolist(), abs=1e-6)
