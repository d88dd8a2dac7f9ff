"""``thyself evaluate``: how good recommendations would be, on anybody's own file of ratings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from thyself.cli import show
from thyself.cli.benchmark import evaluate_lamp, evaluate_lamp_qa, evaluate_longlamp
from thyself.cli.options import Json
from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np

    from thyself.evaluate.recommend import Comparison
    from thyself.evaluate.splits import Split
    from thyself.recommend import Interactions, Questions

evaluate_app = typer.Typer(no_args_is_help=True, help="Measure on your own data.")

evaluate_app.command("lamp")(evaluate_lamp)
evaluate_app.command("longlamp")(evaluate_longlamp)
evaluate_app.command("lamp-qa")(evaluate_lamp_qa)

_PROTOCOLS: Final = ("s3rec", "time", "loo")
_METRICS: Final = ("hit", "ndcg", "recall", "mrr")
#: What a list is beside right, and in which words it is told.
_BEYOND: Final = {
    "diversity": "diversity",
    "novelty": "novelty, bits",
    "serendipity": "serendipity",
    "popularity_gap": "gap of popularity (0 best)",
    "concentration": "Gini of items",
}
_UNSEEN: Final = "Left out: clicks, conversion and churn, which need a log of what was shown."
_PRICE: Final = "price"


@evaluate_app.callback()
def _measures() -> None:
    """Measure on your own data."""


@evaluate_app.command()
def recommend(
    data: Annotated[Path, typer.Argument(help="A table of ratings, or a text of sequences; packed or not.")],
    protocol: Annotated[
        str,
        typer.Option(
            help="time: all that comes after a moment is to be found (80 % before it); loo: each person's last item;"
            " s3rec: the same, and the last but one is learned from by no scorer (it chooses and weighs them).",
        ),
    ] = "time",
    k: Annotated[int, typer.Option("--k", "-k", help="Places that count.", min=1)] = 10,
    seconds: Annotated[float, typer.Option(help="What the choice of scorers may take.", min=1.0)] = 60.0,
    items: Annotated[
        Path | None,
        typer.Option(help="A table of the items; with a column price takings are told too.", exists=True),
    ] = None,
    json: Json = False,
) -> None:
    """Tell how good recommendations are: all items are ranked, against decayed popularity and each scorer alone.

    Example: `thyself evaluate recommend ratings.csv --protocol time`
    """
    from thyself.recommend import read

    if protocol not in _PROTOCOLS:
        raise InvalidInput(f"--protocol {protocol}: use one of {', '.join(_PROTOCOLS)}")
    found = read(data)
    prices = None if items is None else _prices(items, found)
    with show.bar("Learning") as progress:
        told = measured(found, protocol, k=k, seconds=seconds, prices=prices, progress=progress)
    if show.as_json(json):
        show.json(told)
        return
    show.out.print(str(found))
    for each in found.rejected[:5]:
        show.text(f"  {each.where}: {each.why}")
    show.text(f"Split by {told['split']}; chosen by what was held out of the rest: {told['blend']}")
    for each in told["leaks"]:
        show.text(f"Careful: {each}")
    rows = [
        (name, *(f"{each[m]:.4f}" for m in _METRICS), f"{each['coverage']:.3f}") for name, each in told["all"].items()
    ]
    show.table(f"{told['people']:,} people", ("", *(f"{m}@{k}" for m in _METRICS), "coverage"), rows)
    rows = [(name, *(_figure(each[m]) for m in _BEYOND)) for name, each in told["all"].items()]
    show.table("Beyond accuracy", ("", *_BEYOND.values()), rows)
    groups = [(name, f"{n:,}", *(f"{v:.4f}" for v in values.values())) for name, (n, values) in told["groups"].items()]
    show.table(f"NDCG@{k} by group", ("", "people", *told["all"]), groups)
    show.text(told["verdict"])
    for name, figure in told["takings"].items():
        show.text(f"What each person found of the list of {name} costs {figure:.2f} on average")
    show.text(told["business"])


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _prices(items: Path, found: Interactions) -> np.ndarray:
    """The price of each item of the interactions; not a number where the table has none."""
    import numpy as np

    from thyself.sources import read_catalog

    known = {}
    for each in read_catalog(items):
        told = str(each.attributes.get(_PRICE, "")).strip()
        if re.fullmatch(r"\d+(?:\.\d+)?", told):
            known[each.id] = float(told)
    if not known:
        raise InvalidInput(f"{items}: no item has a figure in a column {_PRICE!r}, such as 12.50")
    return np.array([known.get(each, np.nan) for each in found.items])


def measured(
    found: Interactions,
    protocol: str,
    *,
    k: int,
    seconds: float,
    prices: np.ndarray | None = None,
    progress: Any = None,
) -> dict[str, Any]:
    """All figures of a protocol; with ``prices``, ``(items,)``, what is found of each list costs, too."""
    import numpy as np

    from thyself.evaluate.recommend import accuracy, compare, slices
    from thyself.evaluate.splits import by_time, last_out, leaks
    from thyself.recommend import Plan, Questions, inner_split, top_lists, tune
    from thyself.recommend.beyond import takings

    split: Split = by_time(found) if protocol == "time" else last_out(found)
    train = found.where(split.train)
    inner = last_out(train) if protocol == "s3rec" else inner_split(train, "time" if protocol == "time" else "last")
    tuned = tune(train, inner, Plan(seconds=seconds), progress=progress)
    blend = tuned.blend if protocol == "s3rec" else tuned.blend.fit(train)
    questions = Questions.of(found, split)
    lists = {name: top_lists(each, questions, k) for name, each in {"blend": blend, **blend.arms}.items()}
    figures = {name: accuracy(each, questions.asked, k) for name, each in lists.items()}
    groups = slices(questions.histories.lengths, questions.asked, train.counts)
    verdict: Comparison = compare({name: each["ndcg"] for name, each in figures.items()}, metric=f"NDCG@{k}")
    return {
        "protocol": protocol,
        "people": len(questions),
        "split": str(split),
        "digest": split.digest,
        "inner": tuned.split,
        "rejected": found.rejected_count,
        "leaks": leaks(found, split),
        "blend": str(blend),
        "all": {
            name: {m: float(np.mean(each[m])) for m in _METRICS} | _beyond(lists[name], train, questions)
            for name, each in figures.items()
        },
        "groups": {
            name: (int(mask.sum()), {each: float(figures[each]["ndcg"][mask].mean()) for each in figures})
            for name, mask in groups.items()
            if mask.any()
        },
        "intervals": {name: [each.value, each.low, each.high] for name, each in verdict.means.items()},
        "behind": {name: [each.value, each.low, each.high] for name, each in verdict.behind.items()},
        "chances": dict(verdict.chances),
        "winner": verdict.winner,
        "verdict": str(verdict),
        "takings": {name: float(takings(each, questions.asked, prices).mean()) for name, each in lists.items()}
        if prices is not None
        else {},
        "business": _UNSEEN if prices is not None else f"{_UNSEEN} Takings need --items with prices.",
    }


def _beyond(lists: np.ndarray, train: Interactions, questions: Questions) -> dict[str, float | None]:
    """What lists are beside right; ``None`` where it can be said of nobody."""
    import numpy as np

    from thyself.evaluate.recommend import coverage, novelty
    from thyself.recommend.beyond import Company, concentration, popularity_gap

    company, past = Company(train), questions.histories
    alike, gap = company.alike(lists), popularity_gap(lists, past, train.counts)
    return {
        "coverage": coverage(lists, len(train.items)),
        "novelty": float(novelty(lists, train.counts, len(train.people)).mean()),
        "diversity": None if np.isnan(alike).all() else float(1 - np.nanmean(alike)),
        "serendipity": float(company.serendipity(lists, questions.asked, past).mean()),
        "popularity_gap": None if np.isnan(gap).all() else float(np.nanmean(gap)),
        "concentration": concentration(lists, len(train.items)),
    }
