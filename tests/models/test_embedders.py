"""Both embedders keep the contract."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.models import Embedder, Hashed
from thyself.models.minilm import MiniLM

pytest.register_assert_rewrite("tests.contracts.embedder")

from tests.contracts.embedder import EmbedderContract  # noqa: E402  (after its asserts are made readable)


class TestHashed(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return Hashed()


class TestMiniLM(EmbedderContract):
    near = 0.05

    @pytest.fixture
    def embedder(self, minilm: MiniLM) -> Embedder:
        return minilm


def test_minilm_knows_words_of_one_meaning(minilm: MiniLM) -> None:
    car, automobile, soup = minilm.embed(["my car", "my automobile", "my soup"])
    assert car @ automobile > car @ soup + 0.2


def test_minilm_reads_a_word_by_what_it_means_among_the_others(minilm: MiniLM) -> None:
    texts = ["He sat on the bank of the river.", "The bank of the stream was muddy.", "The bank raised its rates."]
    vectors, (river, stream, money) = minilm.read(texts)
    assert np.abs(vectors - minilm.embed(texts)).max() < 0.05
    assert [each.words for each in (river, money)] == [("sat", "bank", "river"), ("bank", "raised", "rates")]
    assert np.linalg.norm(river.vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert river.vectors.shape == (3, minilm.word_dimensions)
    near, far = (river.vectors[1] @ each.vectors[each.words.index("bank")] for each in (stream, money))
    assert near > far + 0.05


def test_minilm_joins_the_pieces_of_a_word_and_reads_nothing_in_nothing(minilm: MiniLM) -> None:
    _, (one, none, stop) = minilm.read(["Kundalini yoga!", "", "what is it"])
    assert one.words == ("kundalini", "yoga")
    assert none.words == stop.words == ()
    assert none.vectors.shape == (0, minilm.word_dimensions)


def test_hashed_words_meet_in_their_stems_and_pieces() -> None:
    walked, walking, wlaking, sang = Hashed().embed(["walked", "walking", "walkings", "sang"])
    assert walked @ walking == pytest.approx(1.0)
    assert walked @ wlaking > 0.5
    assert abs(walked @ sang) < 0.3


def test_hashed_vectors_are_the_same_in_every_process() -> None:
    script = "from thyself.models import Hashed; print(Hashed(dimensions=64).embed(['a dog at home'])[0].tolist())"
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {f"{Hashed(dimensions=64).embed(['a dog at home'])[0].tolist()}\n"}


def test_common_words_weigh_little() -> None:
    bare, dressed, other = Hashed().embed(["dog park", "the dog is in the park", "the cat is in the house"])
    assert bare @ dressed > 0.9
    assert dressed @ other < 0.3


@given(st.lists(st.text(max_size=40), max_size=4), st.sampled_from([8, 64, 1024]))
def test_hashed_rows_are_units_or_zero(texts: list[str], dimensions: int) -> None:
    lengths = np.linalg.norm(Hashed(dimensions=dimensions).embed(texts), axis=1)
    assert all(length == pytest.approx(1, abs=1e-5) or length == 0 for length in lengths)
