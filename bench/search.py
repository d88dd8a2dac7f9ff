"""Search: the best 10 of a million vectors of 128, exactly, beside numpy and beside reading the bytes once.

python bench/search.py
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

from thyself.recommend.search import Scan, Whole

ROWS, WIDE, ASKED, K = 1_000_000, 128, 40, 10


def timed(call: Callable[[int], object], times: int = ASKED) -> tuple[float, float]:
    """p50 and p99 in milliseconds, after two calls to warm up."""
    spent = []
    for turn in range(times + 2):
        begun = perf_counter()
        call(turn % ASKED)
        spent.append((perf_counter() - begun) * 1e3)
    return float(np.percentile(spent[2:], 50)), float(np.percentile(spent[2:], 99))


def vectors(rng: np.random.Generator, rows: int) -> np.ndarray:
    """Unit rows around two thousand centres, as embeddings lie."""
    centres = rng.standard_normal((2000, WIDE), dtype=np.float32)
    found = centres[rng.integers(0, len(centres), rows)] + rng.standard_normal((rows, WIDE), dtype=np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found)


def main() -> None:
    """Print the figures."""
    rng = np.random.default_rng(0)
    rows = vectors(rng, ROWS)
    asked = vectors(rng, ASKED)
    scan, whole = Scan.of(rows), Whole(rows)
    same = sum(bool((scan.search(each, K).rows == whole.search(each, K).rows).all()) for each in asked)
    few = rng.random(ROWS) < 0.1
    words = scan.coarse.view(np.int64)
    calls: dict[str, Callable[[int], Any]] = {
        "read the bytes once": lambda turn: words.max(),
        "scan": lambda turn: scan.search(asked[turn], K),
        "scan, a tenth of the rows allowed": lambda turn: scan.search(asked[turn], K, allowed=few),
        "numpy, all in full": lambda turn: whole.search(asked[turn], K),
    }
    try:
        usearch = importlib.import_module("usearch.index")
    except ImportError:
        print("usearch is not installed: passed over")
    else:
        inner = usearch.MetricKind.IP
        calls["usearch, exact"] = lambda turn: usearch.search(scan.coarse, asked[turn], K, inner, exact=True, threads=1)
    print(f"{same} of {ASKED} answers of the scan are those of numpy\n")
    print(f"{f'{K} of {ROWS:,} x {WIDE}':40}{'p50 ms':>8}{'p99 ms':>8}")
    for name, call in calls.items():
        middle, late = timed(call)
        print(f"{name:40}{middle:8.2f}{late:8.2f}")


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter).parse_args()
    main()
