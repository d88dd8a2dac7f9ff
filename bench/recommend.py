"""Recommend: how long reading, learning and one recommendation take; generated people, 10,000 items.

python bench/recommend.py
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

from thyself.recommend import (
    EASE,
    Blend,
    DecayedPopularity,
    Fitted,
    Interactions,
    ItemKNN,
    RP3Beta,
    Transitions,
    read,
)
from thyself.recommend.columns import ordered
from thyself.recommend.ease import weights
from thyself.recommend.links import taken

PEOPLE, ITEMS, EACH, ROWS = 5_000, 10_000, 20, 1_000_000


def generated(rng: np.random.Generator) -> Interactions:
    """People who take popular items more often."""
    chance = (np.arange(ITEMS) + 20.0) ** -0.8
    item = rng.choice(ITEMS, PEOPLE * EACH, p=chance / chance.sum())
    person = np.repeat(np.arange(PEOPLE), EACH)
    told = np.stack([np.full(len(item), np.nan), np.tile(np.arange(EACH), PEOPLE) * 86_400.0], axis=1)
    return ordered(tuple(f"p{n}" for n in range(PEOPLE)), tuple(f"i{n}" for n in range(ITEMS)), person, item, told)


def table(path: Path, rng: np.random.Generator) -> Path:
    """A CSV of ratings."""
    columns = (rng.integers(0, high, ROWS).tolist() for high in (50_000, 20_000, 11, 2_000_000_000))
    with path.open("w") as file:
        file.write("userId,movieId,rating,timestamp\n")
        file.writelines(f"{a},{b},{c / 2},{d}\n" for a, b, c, d in zip(*columns, strict=True))
    return path


def timed(call: Callable[[int], object], times: int = 1000) -> tuple[float, float]:
    """p50 and p99 in milliseconds, after two calls to warm up."""
    call(0)
    call(1)
    spent = []
    for turn in range(times):
        begun = perf_counter()
        call(turn)
        spent.append((perf_counter() - begun) * 1e3)
    return float(np.percentile(spent, 50)), float(np.percentile(spent, 99))


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    begun = perf_counter()
    call()
    return perf_counter() - begun


def by_inverse(matrix: np.ndarray) -> np.ndarray:
    """EASE as it is usually written."""
    gram = (matrix.T @ matrix).toarray()
    gram[np.diag_indices_from(gram)] += 200.0
    inverse = np.linalg.inv(gram)
    return np.asarray(-inverse / np.diag(inverse))


def main() -> None:
    """Print the figures."""
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        path = table(Path(folder) / "ratings.csv", rng)
        print(f"read {ROWS:,} ratings of a CSV: {ROWS / seconds(lambda: read(path)):,.0f} rows a second")
    rows = generated(rng)
    some = taken(rows)[:, :3000]
    fast, slow = seconds(lambda: weights(some, 200.0)), seconds(lambda: by_inverse(some))
    print(f"EASE of 3,000 items: {fast:.2f} s by a Cholesky factor, {slow:.2f} s by the inverse: {slow / fast:.1f} x\n")
    arms = {
        "popular": DecayedPopularity(),
        "knn": ItemKNN(keep=300),
        "transitions": Transitions(keep=300),
        "rp3beta": RP3Beta(decay=0.8),
        "ease": EASE(decay=0.8, most=3000),
    }
    blend = Blend(arms, dict.fromkeys(arms, 1.0))
    print(f"{len(arms)} scorers learned {len(rows):,} interactions in {seconds(lambda: blend.fit(rows)):.1f} s\n")
    fitted = Fitted(rows, blend)
    print(f"{f'10 of {ITEMS:,} items, a history of {EACH}':52}{'p50 ms':>8}{'p99 ms':>8}")

    def changed(turn: int) -> object:
        fitted.update(Interactions.of([(f"p{turn}", f"i{turn}", None, 2e6)]))
        return fitted.recommend(f"p{turn}")

    calls: dict[str, Callable[[int], object]] = {
        "a person the first time": lambda turn: fitted.recommend(f"p{turn + 1000}"),
        "a person again": lambda turn: fitted.recommend(f"p{turn % 50 + 1000}"),
        "a history never seen": lambda turn: fitted.recommend(history=[f"i{turn + n}" for n in range(EACH)]),
        "an event, and the answer that knows of it": changed,
        "why an item, terms alone": lambda turn: fitted.explain(f"p{turn + 1000}", "i77", counterfactuals=0),
        "why an item, with three counterfactuals": lambda turn: fitted.explain(f"p{turn + 1000}", "i77"),
    }
    for name, call in calls.items():
        middle, late = timed(call)
        print(f"{name:52}{middle:8.3f}{late:8.3f}")


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter).parse_args()
    main()
