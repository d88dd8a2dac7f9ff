"""Peers: ours beside LensKit and implicit on MovieLens 100K in one run; what is not installed is named.

The data comes with the package ``recbole`` and is read where that lies. All items are ranked; every rating counts as
taken. The peers are used as their documentation shows them, at their defaults, and EASE with the same regularisation.

make bench    (installs the peers into an environment of their own)
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from thyself.evaluate.recommend import accuracy
from thyself.evaluate.splits import Split, at_random, by_time
from thyself.recommend import (
    EASE,
    Blend,
    DecayedPopularity,
    Fitted,
    Histories,
    Interactions,
    Plan,
    Questions,
    read,
    top_lists,
    tune,
)
from thyself.recommend.links import taken
from thyself.recommend.tuning import inner_split

REGULARISATION, K = 500.0, 10
MODELS = {"als": "AlternatingLeastSquares", "bpr": "BayesianPersonalizedRanking"}
Lists = Callable[[Interactions, Questions], np.ndarray]


def movies() -> Interactions | None:
    """MovieLens 100K, where the package that carries it is installed."""
    spec = find_spec("recbole")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "dataset_example" / "ml-100k" / "ml-100k.inter"
    return read(path) if path.exists() else None


def ours(scorer: Any) -> Lists:
    """The best items of one of our scorers, fitted on the rows to learn."""
    return lambda rows, questions: top_lists(scorer.fit(rows), questions, K)


def blend(inner: Callable[[Interactions], Split]) -> Lists:
    """The blend, chosen by rows of those to learn, within a minute."""

    def lists(rows: Interactions, questions: Questions) -> np.ndarray:
        tuned = tune(rows, inner(rows), Plan(seconds=36.0))
        print(f"  {tuned.blend}", file=sys.stderr)
        return top_lists(tuned.blend.fit(rows), questions, K)

    return lists


def implicits(name: str) -> Lists:
    """A model of implicit at its defaults."""

    def lists(rows: Interactions, questions: Questions) -> np.ndarray:
        model = getattr(import_module(f"implicit.{name}"), MODELS[name])(random_state=0)
        matrix = taken(rows)
        model.fit(matrix, show_progress=False)
        people = asked(rows, questions)
        found, _ = model.recommend(people, matrix[people], N=K)
        return np.where(questions.histories.lengths[:, None] > 0, found, -1)

    return lists


def lenskits(module: str, name: str, **settings: Any) -> Lists:
    """A scorer of LensKit in its pipeline."""

    def lists(rows: Interactions, questions: Questions) -> np.ndarray:
        pipeline, recommend = pipe(rows, module, name, **settings), import_module("lenskit").recommend
        found = np.full((len(questions), K), -1, dtype=np.int64)
        for place, person in enumerate(asked(rows, questions)):
            if questions.histories.lengths[place]:
                got = [int(each) for each in recommend(pipeline, int(person), n=K).ids()]
                found[place, : len(got)] = got
        return found

    return lists


def pipe(rows: Interactions, module: str, name: str, **settings: Any) -> Any:
    """A trained pipeline; people and items by their codes."""
    frame = import_module("pandas").DataFrame({"user_id": rows.person, "item_id": rows.item})
    data = import_module("lenskit.data").from_interactions_df(frame)
    pipeline = import_module("lenskit.pipeline").topn_pipeline(getattr(import_module(module), name)(**settings), n=K)
    pipeline.train(data)
    return pipeline


def asked(rows: Interactions, questions: Questions) -> np.ndarray:
    """``(n,)``: the codes of the people that are asked, found again by their histories."""
    codes = {_past(rows.histories, person): person for person in range(len(rows.people))}
    return np.array([codes.get(_past(questions.histories, at), 0) for at in range(len(questions))])


def _past(histories: Histories, at: int) -> tuple[int, ...]:
    return tuple(histories.item[histories.starts[at] : histories.starts[at + 1]].tolist())


def compared(rows: Interactions, split: Split, ways: Mapping[str, Lists]) -> None:
    """NDCG@10 of each way and how long it took in all."""
    questions, known = Questions.of(rows, split), rows.where(split.train)
    cold = questions.histories.lengths == 0
    print(f"\n{split}; {len(questions)} people, {int(cold.sum())} of them never seen")
    print(f"{'':38}{'NDCG@10':>9}{'unknown':>9}{'known':>9}{'seconds':>9}")
    for name, way in ways.items():
        begun = perf_counter()
        lists = way(known, questions)
        spent = perf_counter() - begun
        ndcg = accuracy(lists, questions.asked, K)["ndcg"]
        parts = [float(each.mean()) if len(each) else float("nan") for each in (ndcg, ndcg[cold], ndcg[~cold])]
        print(f"{name:38}{parts[0]:9.4f}{parts[1]:9.4f}{parts[2]:9.4f}{spent:9.1f}")


def speed(rows: Interactions, peers: bool) -> None:
    """How long EASE takes to learn, and one recommendation of it, for a history that was not there before."""
    begun = perf_counter()
    EASE(REGULARISATION).fit(rows)
    print(f"\nEASE of {len(rows.items):,} items: {perf_counter() - begun:.2f} s")
    arms = {"popular": DecayedPopularity(90.0), "ease": EASE(REGULARISATION)}
    fitted = Fitted(rows, Blend(arms, {"popular": 0.1, "ease": 1.0}).fit(rows))
    pasts = [[event.item for event in fitted.history(person)] for person in rows.people[:300]]
    print(f"one recommendation: {middle(lambda past: fitted.recommend(history=past), pasts):.3f} ms")
    if peers:
        begun = perf_counter()
        pipeline = pipe(rows, "lenskit.knn", "EASEScorer", regularization=REGULARISATION)
        print(f"LensKit's EASE: {perf_counter() - begun:.2f} s")
        recommend = import_module("lenskit").recommend
        print(f"one recommendation: {middle(lambda code: recommend(pipeline, code, n=K), range(300)):.3f} ms")


def middle(call: Callable[[Any], object], those: Any) -> float:
    """The middle time of a call, in milliseconds."""
    spent = []
    for one in those:
        begun = perf_counter()
        call(one)
        spent.append((perf_counter() - begun) * 1e3)
    return float(np.median(spent))


def main() -> None:
    """Print the figures."""
    rows = movies()
    if rows is None:
        print("recbole, which carries MovieLens 100K, is not installed: passed over; make bench installs it")
        return
    print(rows)
    peers = {name: find_spec(name) is not None for name in ("implicit", "lenskit")}
    theirs: dict[str, Lists] = {}
    if peers["implicit"]:
        theirs |= {"implicit, ALS": implicits("als"), "implicit, BPR": implicits("bpr")}
    if peers["lenskit"]:
        theirs |= {
            "LensKit, EASE": lenskits("lenskit.knn", "EASEScorer", regularization=REGULARISATION),
            "LensKit, implicit ALS": lenskits("lenskit.als", "ImplicitMFScorer"),
            "LensKit, item neighbours": lenskits("lenskit.knn", "ItemKNNScorer", feedback="implicit"),
        }
    for name, there in peers.items():
        if not there:
            print(f"{name} is not installed: passed over")
    mine = {"decayed popularity, 90 days": ours(DecayedPopularity(90.0)), "EASE": ours(EASE(REGULARISATION, keep=2000))}
    drawn = blend(lambda rows: at_random(rows, 0.9, seed=1))
    compared(rows, at_random(rows, 0.75), {**theirs, **mine, "blend": drawn})
    compared(rows, by_time(rows), {**theirs, **mine, "blend": blend(lambda rows: inner_split(rows, "time"))})
    speed(rows, peers["lenskit"])


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter).parse_args()
    main()
