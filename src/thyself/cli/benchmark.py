"""``thyself evaluate lamp`` and ``longlamp``: benchmarks of personal writing on files that you have."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thyself.cli import show
from thyself.cli.options import Json
from thyself.core import ModelUnavailable, Settings

if TYPE_CHECKING:
    from thyself.systems.writing._benchmark import Ran

_Folder = Annotated[Path, typer.Argument(help="Where the files of the benchmark are; see its page for them.")]
_Task = Annotated[list[str] | None, typer.Option("--task", help="Only these tasks, by name; can be repeated.")]
_Split = Annotated[str, typer.Option(help="Which files: train, dev (val), test.")]
_N = Annotated[int, typer.Option("-n", help="How many questions of each task, from the first.", min=2)]
_K = Annotated[int, typer.Option("-k", help="Own texts before a question.", min=1)]
_Out = Annotated[Path | None, typer.Option(help="A folder for the answers, as the benchmark takes them in.")]


def evaluate_lamp(
    folder: _Folder,
    task: _Task = None,
    split: _Split = "dev",
    n: _N = 50,
    k: _K = 4,
    out: _Out = None,
    json: Json = False,
) -> None:
    """Run LaMP: labels, ratings, titles and posts, with own texts found in five ways, with none, and with another's.

    Example: `thyself evaluate lamp ~/LaMP --task LaMP_3 -n 100`
    """
    _run("lamp", folder, task or [], split, (n, k), out, json=json)


def evaluate_longlamp(
    folder: _Folder,
    task: _Task = None,
    split: _Split = "test",
    n: _N = 20,
    k: _K = 4,
    out: _Out = None,
    json: Json = False,
) -> None:
    """Run LongLaMP: whole mails, abstracts, reviews and posts; a capable language model is needed to write them.

    Example: `thyself evaluate longlamp ~/LongLaMP --task product_review_user`
    """
    _run("longlamp", folder, task or [], split, (n, k), out, json=json)


def _run(
    name: str, folder: Path, only: list[str], split: str, many: tuple[int, int], out: Path | None, *, json: bool
) -> None:
    from thyself.models import embedder, language_model
    from thyself.systems.writing._benchmark import BENCHES, Protocol

    settings = Settings.from_environment(os.environ)
    model = language_model(settings)
    if model is None:
        raise ModelUnavailable(f"{name} needs a language model: `thyself doctor` says how to get one")
    bench = BENCHES[name]
    protocol = Protocol(bench, model, embedder(settings), many[1], settings=settings)
    told: dict[str, Any] = {}
    for task, file in bench.tasks(folder, split=split).items():
        if only and task not in only:
            continue
        with show.bar(task) as progress:
            ran = protocol.run(file, task, n=many[0], progress=progress)
        told[task] = {"n": len(ran.truth), "rejected": len(ran.rejected), "scores": ran.scores() if ran.truth else {}}
        if out is not None:
            _keep(out, ran)
        if not json:
            _tell(ran, told[task]["scores"])
    if json:
        show.json({"benchmark": name, "model": model.name, "tasks": told})


def _tell(ran: Ran, scores: dict[str, dict[str, float]]) -> None:
    names = list(next(iter(scores.values()), {}))
    rows = [(condition, *(f"{values[name]:.3f}" for name in names)) for condition, values in scores.items()]
    show.table(f"{ran.task}: {len(ran.truth)} questions", ("own texts", *names), rows)
    for each in ran.rejected[:3]:
        show.text(f"  left out: {each.where}: {each.why}")


def _keep(out: Path, ran: Ran) -> None:
    from thyself.evaluate.benchmarks.lamp import predictions

    out.mkdir(parents=True, exist_ok=True)
    for condition, said in ran.found.items():
        name = condition.replace("'", "")
        (out / f"{ran.task}_{name}.json").write_text(predictions(ran.task, dict(zip(ran.ids, said, strict=True))))
