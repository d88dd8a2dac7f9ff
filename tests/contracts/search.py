"""What any search for the nearest vectors must do. A test class gives ``make``: vectors to a search."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from thyself.core import InvalidInput
from thyself.recommend.search import Search

Make = Callable[[np.ndarray], Search]


def truly_best(vectors: np.ndarray, query: np.ndarray, k: int, free: np.ndarray) -> list[int]:
    """The best rows, by multiplying all of them."""
    scores = np.where(free, vectors @ query, -np.inf)
    order = np.argsort(-scores, kind="stable")[:k]
    return [int(row) for row in order if scores[row] > -np.inf]


class SearchContract:
    """The promises of the port; each is a test."""

    @pytest.fixture
    def make(self) -> Make:
        raise pytest.UsageError("a test of a search gives the fixture 'make'")

    @pytest.fixture
    def vectors(self) -> np.ndarray:
        return np.random.default_rng(0).standard_normal((5000, 24)).astype(np.float32)

    def test_it_finds_the_best_in_order(self, make: Make, vectors: np.ndarray) -> None:
        search = make(vectors)
        assert isinstance(search, Search)
        assert len(search) == 5000
        for query in np.random.default_rng(1).standard_normal((20, 24)).astype(np.float32):
            hits = search.search(query, 7)
            assert hits.rows.tolist() == truly_best(vectors, query, 7, np.ones(5000, dtype=bool))
            assert hits.scores == pytest.approx(vectors[hits.rows] @ query, rel=1e-5)

    def test_only_what_is_allowed_and_not_deleted_is_found(self, make: Make, vectors: np.ndarray) -> None:
        search, rng = make(vectors), np.random.default_rng(2)
        gone, allowed = rng.choice(5000, 1000, replace=False), rng.random(5000) < 0.3
        search.delete(gone.tolist())
        free = allowed.copy()
        free[gone] = False
        query = rng.standard_normal(24).astype(np.float32)
        assert search.search(query, 9, allowed=allowed).rows.tolist() == truly_best(vectors, query, 9, free)
        alone = np.zeros(5000, dtype=bool)
        alone[[int(np.flatnonzero(free)[0]), int(gone[0])]] = True
        assert search.search(query, 9, allowed=alone).rows.tolist() == [int(np.flatnonzero(free)[0])]

    def test_it_gives_no_more_than_there_is(self, make: Make) -> None:
        search = make(np.eye(3, dtype=np.float32))
        assert search.search(np.array([1.0, 0, 0]), 5).rows.tolist() == [0, 1, 2]
        search.delete([0, 1, 2])
        assert len(search.search(np.ones(3), 5).rows) == 0

    def test_a_question_that_makes_no_sense_is_refused(self, make: Make, vectors: np.ndarray) -> None:
        search = make(vectors)
        with pytest.raises(InvalidInput, match="k=0"):
            search.search(np.ones(24), 0)
        with pytest.raises(InvalidInput, match="shape"):
            search.search(np.ones(23), 1)
        with pytest.raises(InvalidInput, match="mask"):
            search.search(np.ones(24), 1, allowed=np.ones(7, dtype=bool))
