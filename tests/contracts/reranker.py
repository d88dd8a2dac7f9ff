"""What any reranker must do. A test class inherits :class:`RerankerContract` and gives ``reranker``."""

from __future__ import annotations

import numpy as np
import pytest

from thyself.retrieval.rerank import Reranker

TEXTS = ("I walked the dog in the park", "The bank raised its interest rate", "", "Ümläute, 日本語 and 😀 \ud800")


class RerankerContract:
    """The promises of the port; each is a test."""

    @pytest.fixture
    def reranker(self) -> Reranker:
        """The reranker."""
        raise pytest.UsageError("a test of a reranker gives the fixture 'reranker'")

    def test_it_is_a_reranker(self, reranker: Reranker) -> None:
        assert isinstance(reranker, Reranker)
        assert reranker.name

    def test_each_text_has_a_finite_score(self, reranker: Reranker) -> None:
        found = reranker.scores("Did I walk the dog?", TEXTS)
        assert found.shape == (len(TEXTS),)
        assert found.dtype == np.float32
        assert np.isfinite(found).all()

    def test_no_texts_have_no_scores(self, reranker: Reranker) -> None:
        found = reranker.scores("Did I walk the dog?", [])
        assert found.shape == (0,)
        assert found.dtype == np.float32

    def test_an_empty_query_breaks_nothing(self, reranker: Reranker) -> None:
        assert np.isfinite(reranker.scores("", TEXTS)).all()

    def test_a_score_belongs_to_its_text_in_any_order(self, reranker: Reranker) -> None:
        there, back = reranker.scores("my dog", TEXTS), reranker.scores("my dog", TEXTS[::-1])
        assert there == pytest.approx(back[::-1], abs=1e-4)

    def test_the_same_texts_have_the_same_scores(self, reranker: Reranker) -> None:
        assert (reranker.scores("my dog", TEXTS) == reranker.scores("my dog", TEXTS)).all()

    def test_what_fits_scores_above_what_does_not(self, reranker: Reranker) -> None:
        dog, bank = reranker.scores("Where did I walk the dog?", TEXTS[:2])
        assert dog > bank
