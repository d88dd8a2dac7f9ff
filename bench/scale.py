"""Scale: learning and recommending for 100,000 people, 50,000 items and 10 million events, and the memory it takes.

python bench/scale.py [share of it, 0.1 by default; 1 for the whole]
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

from thyself.recommend import (
    EASE,
    Blend,
    DecayedPopularity,
    Interactions,
    ItemKNN,
    Transitions,
    everybody,
    learned,
    read,
)
from thyself.recommend.columns import ordered

PEOPLE, ITEMS, EVENTS = 100_000, 50_000, 10_000_000
TASTES = 200


def generated(share: float, rng: np.random.Generator) -> Interactions:
    """People of one of many tastes, who take popular items of it more often; items fall with the share, too."""
    people, items, events = int(PEOPLE * share), max(1000, int(ITEMS * share**0.5)), int(EVENTS * share)
    chance = (np.arange(items) + 50.0) ** -0.8
    drawn = rng.choice(items, events, p=chance / chance.sum())
    person = rng.integers(0, people, events)
    own = rng.random(events) < 0.7
    taste = rng.integers(0, TASTES, people)[person]
    item = np.where(own, (drawn // TASTES) * TASTES + taste, drawn) % items
    told = np.stack([np.full(events, np.nan), rng.integers(1_500_000_000, 1_700_000_000, events).astype(float)], axis=1)
    ids = (tuple(f"p{n}" for n in range(people)), tuple(f"i{n}" for n in range(items)))
    return ordered(*ids, person, item, told)


def memory() -> float:
    """The most that this process has had in memory so far, in gigabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def step(name: str, begun: float) -> None:
    """Tell how long a step took, and the memory up to then."""
    print(f"{name:54}{perf_counter() - begun:9.1f} s{memory():8.2f} GB", flush=True)


def table(path: Path, rows: Interactions) -> Path:
    """The rows as a CSV, in the order of people."""
    with path.open("w") as file:
        file.write("user,item,timestamp\n")
        for first in range(0, len(rows), 1_000_000):
            part = slice(first, first + 1_000_000)
            columns = zip(rows.person[part].tolist(), rows.item[part].tolist(), rows.at[part].tolist(), strict=True)
            file.writelines(f"p{person},i{item},{at:.0f}\n" for person, item, at in columns)
    return path


def main(share: float) -> None:
    """Print the figures."""
    made = generated(share, np.random.default_rng(0))
    with tempfile.TemporaryDirectory() as folder:
        path = table(Path(folder) / "events.csv", made)
        del made
        begun = perf_counter()
        rows = read(path)
        print(f"{rows}: {len(rows) / (perf_counter() - begun):,.0f} rows a second")
        step("read", begun)
    arms = {
        "popular": DecayedPopularity(90.0),
        "knn": ItemKNN(keep=200),
        "transitions": Transitions(3, keep=200),
        "ease": EASE(500.0, decay=0.9, keep=200, most=8000),
    }
    parts = []
    for name, arm in arms.items():
        begun = perf_counter()
        parts.append(learned(Blend({name: arm}, {name: 1.0}), rows).arms[name])
        step(f"learn: {name}", begun)
    blend = Blend(dict(zip(arms, parts, strict=True)), dict.fromkeys(arms, 1.0))
    begun = perf_counter()
    lists = everybody(blend, rows, 10, progress=_told(begun))
    step(f"10 items for each of {len(lists):,} people", begun)


def _told(begun: float) -> Callable[[int, int | None], None]:
    def progress(done: int, total: int | None) -> None:
        if total and done % max(1, total // 5) == 0:
            print(f"  {done:,} of {total:,} parts, {perf_counter() - begun:,.0f} s", file=sys.stderr, flush=True)

    return progress


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("share", nargs="?", type=float, default=0.1, help="of the whole (default: 0.1)")
    main(asked.parse_args().share)
