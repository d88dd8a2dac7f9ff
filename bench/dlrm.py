"""DLRM: how batch size and processes side by side change how much one machine serves; three classes of model.

RM1 is small (few tables, few labels), RM2 is mostly look-ups in large tables, RM3 is mostly layers over numbers; each a
thousandth or so of those of The Architectural Implications of Facebook's DNN-based Personalized Recommendation (Gupta
et al., 2020). Labels are drawn anew for each request from tables that no cache holds. Figures are ratios to a batch of
one, and to one process: times of a noisy machine say little. Batches are timed by the processor's clock, so that what
else runs on the machine counts little; processes side by side by the clock on the wall, for there they wait for each
other.

    OMP_NUM_THREADS=1 python bench/dlrm.py [seconds for each point]
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Callable
from time import perf_counter, thread_time

import numpy as np

from thyself.recommend import DLRM, Bags, Clicks, Shape

#: Shape and labels in each set.
CLASSES = {
    "RM1": (Shape(32, (20_000,) * 4, 16, (32,), (32, 16)), 4),
    "RM2": (Shape(32, (150_000,) * 10, 32, (32,), (64, 16)), 40),
    "RM3": (Shape(256, (20_000,) * 3, 16, (1024, 512), (512, 256)), 2),
}
BATCHES = (1, 4, 16, 64, 256)
BESIDE = (1, 2, 4)
#: Requests that are made before the clock runs.
READY = 24
#: What a request may take at its 99th of a hundred, times the time of a batch of one.
BUDGET = 8.0


def requests(shape: Shape, labels: int, batch: int, rng: np.random.Generator) -> list[Clicks]:
    """Rows of numbers and drawn labels."""
    starts = np.arange(batch + 1) * labels
    return [
        Clicks(
            rng.normal(size=(batch, shape.dense)).astype(np.float32),
            tuple(Bags(starts, rng.integers(0, places, batch * labels)) for places in shape.tables),
        )
        for _ in range(READY)
    ]


def times(model: DLRM, asked: list[Clicks], seconds: float, clock: Callable[[], float]) -> np.ndarray:
    """``(n,)`` seconds of each request, one after the other."""
    for each in asked[:3]:
        model.logits(each)
    spent: list[float] = []
    end = perf_counter() + seconds
    while perf_counter() < end or len(spent) < READY:
        begun = clock()
        model.logits(asked[len(spent) % READY])
        spent.append(clock() - begun)
    return np.array(spent)


def shares(model: DLRM, asked: list[Clicks]) -> dict[str, float]:
    """The share of the time that each step takes."""
    spent = dict.fromkeys(("layers", "look-ups", "products"), 0.0)
    for each in asked:
        marks = [thread_time()]
        numbers = model.bottom(each)
        marks.append(thread_time())
        labels = model.looked_up(each)
        marks.append(thread_time())
        crossed = model.crossed(numbers, labels)
        marks.append(thread_time())
        model.top(crossed)
        marks.append(thread_time())
        parts = np.diff(marks).tolist()
        spent["layers"] += parts[0] + parts[3]
        spent["look-ups"] += parts[1]
        spent["products"] += parts[2]
    whole = sum(spent.values())
    return {step: each / whole for step, each in spent.items()}


def beside(name: str, batch: int, seed: int, seconds: float, ready: object, out: object) -> None:
    """One of some processes that serve the same class at the same time."""
    shape, labels = CLASSES[name]
    model = DLRM(shape, seed=seed).begun()
    asked = requests(shape, labels, batch, np.random.default_rng(seed))
    ready.wait()  # type: ignore[attr-defined]
    out.put(times(model, asked, seconds, perf_counter))  # type: ignore[attr-defined]


def together(name: str, batch: int, processes: int, seconds: float) -> tuple[float, float]:
    """Rows a second of all processes, and the 99th of a hundred of the requests, in seconds."""
    context = multiprocessing.get_context("spawn")
    ready, out = context.Barrier(processes), context.Queue()
    running = [
        context.Process(target=beside, args=(name, batch, seed, seconds, ready, out)) for seed in range(processes)
    ]
    for each in running:
        each.start()
    found = [out.get() for _ in running]
    for each in running:
        each.join()
    rows = sum(batch * len(each) / each.sum() for each in found)
    return float(rows), float(np.percentile(np.concatenate(found), 99))


def main(seconds: float) -> None:
    """Print the figures."""
    for name, (shape, labels) in CLASSES.items():
        model, rng = DLRM(shape).begun(), np.random.default_rng(0)
        told = ", ".join(
            f"{step} {share:.0%}" for step, share in shares(model, requests(shape, labels, 64, rng)).items()
        )
        print(f"{name}: time of a batch of 64: {told}")
        first: tuple[float, float] | None = None
        within = 1
        for batch in BATCHES:
            spent = times(model, requests(shape, labels, batch, rng), seconds, thread_time)
            rows, late = batch / float(spent.mean()), float(np.percentile(spent, 99))
            first = first or (rows, float(np.median(spent)))
            within = batch if late <= BUDGET * first[1] else within
            usual = float(np.median(spent)) / first[1]
            told = f"median x{usual:5.1f}, p99 x{late / first[1]:5.1f}"
            print(f"  batch {batch:>3}: rows a second x{rows / first[0]:6.1f}, {told}")
        print(f"  the largest batch whose p99 is within {BUDGET:g} medians of a batch of one: {within}")
        alone = together(name, 16, 1, seconds)
        for processes in BESIDE[1:]:
            rows, late = together(name, 16, processes, seconds)
            print(
                f"  {processes} processes, batch 16: rows a second x{rows / alone[0]:.2f}, p99 x{late / alone[1]:.2f}"
            )


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("seconds", nargs="?", type=float, default=1.0, help="for each point (default: 1)")
    main(asked.parse_args().seconds)
