"""The scan gives what multiplying everything in full gives, whatever the vectors are."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.search import Make, SearchContract, truly_best
from thyself.core import InvalidInput, StoreError
from thyself.recommend.search import Scan, Whole


class TestWhole(SearchContract):
    @pytest.fixture
    def make(self) -> Make:
        return Whole


class TestScan(SearchContract):
    @pytest.fixture
    def make(self) -> Make:
        return Scan.of


class TestScanWithoutKernel(SearchContract):
    @pytest.fixture
    def make(self, monkeypatch: pytest.MonkeyPatch) -> Make:
        monkeypatch.setattr("thyself.recommend.search._kernel", lambda: None)
        return Scan.of


class TestScanOnDisk(SearchContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Make:
        return lambda vectors: Scan.open(Scan.of(vectors).write(tmp_path / "kept"))


@given(
    st.integers(0, 10_000), st.sampled_from([1e-4, 1.0, 300.0]), st.sampled_from([0.0, 0.02, 1.0]), st.integers(1, 40)
)
def test_the_scan_is_exact_for_vectors_that_lie_close_and_for_such_of_all_lengths(
    seed: int, scale: float, spread: float, k: int
) -> None:
    rng = np.random.default_rng(seed)
    centre = rng.standard_normal(16)
    vectors = (scale * (centre + spread * rng.standard_normal((3000, 16)))).astype(np.float32)
    vectors[::7] *= rng.random((len(vectors[::7]), 1)).astype(np.float32)
    query = rng.standard_normal(16).astype(np.float32)
    found, truth = Scan.of(vectors).search(query, k), Whole(vectors).search(query, k)
    assert found.scores == pytest.approx(truth.scores, rel=1e-4, abs=1e-5 * scale)


def test_nothing_but_zeros_can_be_searched() -> None:
    assert Scan.of(np.zeros((4, 3))).search(np.zeros(3), 2).rows.tolist() == [0, 1]
    assert len(Scan.of(np.zeros((0, 3))).search(np.ones(3), 2).rows) == 0


def test_what_was_deleted_stays_deleted_on_disk(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).standard_normal((200, 8)).astype(np.float32)
    scan = Scan.of(vectors)
    first = scan.search(vectors[3], 1).rows[0]
    scan.delete([first])
    back = Scan.open(scan.write(tmp_path / "kept"))
    free = np.ones(200, dtype=bool)
    free[first] = False
    assert back.search(vectors[3], 5).rows.tolist() == truly_best(vectors, vectors[3], 5, free)
    assert isinstance(back.coarse, np.memmap)


def test_what_is_no_vectors_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="finite"):
        Scan.of(np.array([[1.0, np.nan]]))
    with pytest.raises(StoreError, match="nothing"):
        Scan.open(tmp_path / "nothing")
