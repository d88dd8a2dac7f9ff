"""What any embedder must do. A test class inherits :class:`EmbedderContract` and gives ``embedder``."""

from __future__ import annotations

import numpy as np
import pytest

from thyself.models import Embedder

TEXTS = [
    "I walked the dog in the park",
    "",
    "I took the dog for a walk in the park, and it rained so much that we ran all the way home under the trees",
    "The bank raised its interest rate",
    " \n\t",
    "Ümläute, 日本語 and 😀",
]


class EmbedderContract:
    """The promises of the port; each is a test."""

    #: How far the same text's vector may move with what else is embedded: weights of one byte round by the batch.
    near = 1e-6

    @pytest.fixture
    def embedder(self) -> Embedder:
        """The embedder."""
        raise pytest.UsageError("a test of an embedder gives the fixture 'embedder'")

    def test_it_is_an_embedder(self, embedder: Embedder) -> None:
        assert isinstance(embedder, Embedder)
        assert embedder.name
        assert embedder.dimensions > 0

    def test_each_text_has_a_row_of_length_one_and_an_empty_one_zeros(self, embedder: Embedder) -> None:
        found = embedder.embed(TEXTS)
        assert found.shape == (len(TEXTS), embedder.dimensions)
        assert found.dtype == np.float32
        assert np.isfinite(found).all()
        lengths = np.linalg.norm(found, axis=1)
        assert lengths == pytest.approx([1, 0, 1, 1, 0, 1], abs=1e-5)

    def test_no_texts_are_no_rows(self, embedder: Embedder) -> None:
        found = embedder.embed([])
        assert found.shape == (0, embedder.dimensions)
        assert found.dtype == np.float32

    def test_a_row_belongs_to_its_text_in_any_order(self, embedder: Embedder) -> None:
        there, back = embedder.embed(TEXTS), embedder.embed(TEXTS[::-1])
        assert np.abs(there - back[::-1]).max() <= self.near

    def test_a_batch_gives_what_single_texts_give(self, embedder: Embedder) -> None:
        many = [f"{text} {n}" for n in range(12) for text in TEXTS if text.strip()]
        whole = embedder.embed(many)
        single = np.vstack([embedder.embed([text]) for text in many[:12]])
        assert np.sum(whole[:12] * single, axis=1).min() >= 1 - self.near

    def test_the_same_text_has_the_same_vector(self, embedder: Embedder) -> None:
        assert (embedder.embed(TEXTS) == embedder.embed(TEXTS)).all()

    def test_what_is_alike_is_nearer(self, embedder: Embedder) -> None:
        dog, rain, bank = embedder.embed([TEXTS[0], TEXTS[2], TEXTS[3]])
        assert dog @ rain > dog @ bank + 0.1

    def test_odd_texts_break_nothing(self, embedder: Embedder) -> None:
        odd = ["half \ud800 a character", "\x00 zero", "word " * 5000, "!!! …"]
        found = embedder.embed(odd)
        assert np.isfinite(found).all()
        assert np.linalg.norm(found[:3], axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
