"""``thyself evaluate lamp``, ``longlamp`` and ``lamp-qa``: benchmarks of personal writing on files that you have."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from thyself.cli import show
from thyself.cli.options import Json
from thyself.core import ModelUnavailable, Settings

if TYPE_CHECKING:
    from thyself.models import LanguageModel
    from thyself.systems.writing._benchmark import Ran
    from thyself.systems.writing._benchmark_qa import Judged

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
    _run("lamp", _Asked(folder, task or [], split, n, k), out, json=json)


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
    _run("longlamp", _Asked(folder, task or [], split, n, k), out, json=json)


def evaluate_lamp_qa(
    folder: _Folder,
    task: _Task = None,
    split: _Split = "test",
    n: _N = 20,
    k: _K = 10,
    json: Json = False,
) -> None:
    """Run LaMP-QA: long answers with no posts, own posts, a plan of what the person minds, and another's posts.

    A capable language model answers, and rates each aspect (0, 1, 2); no other model is asked. Length stands beside.

    Example: `thyself evaluate lamp-qa ~/LaMP-QA --task Lifestyle`
    """
    from thyself.evaluate.aspects import MeasuredAspects, ModelAspects
    from thyself.evaluate.benchmarks.lamp_qa import lamp_qa_tasks
    from thyself.evaluate.judge import Judge
    from thyself.models import embedder
    from thyself.systems.writing._benchmark_qa import AnswerProtocol

    settings = Settings.from_environment(os.environ)
    model = _model(settings, "lamp-qa")
    embed = embedder(settings)
    measured, judge = MeasuredAspects(embed), Judge(model)
    protocol = AnswerProtocol(
        model, embed, lambda case: ModelAspects(judge, measured, case.narrative), k, settings=settings
    )
    told: dict[str, Any] = {}
    for name, file in lamp_qa_tasks(folder, split=split).items():
        if task and name not in task:
            continue
        with show.bar(name) as progress:
            ran = protocol.run(file, name, n=n, progress=progress)
        told[name] = {"n": len(ran.ids), "rejected": len(ran.rejected), "scores": ran.scores()}
        if not json:
            _tell(ran, told[name]["scores"])
    if json:
        show.json({"benchmark": "lamp-qa", "model": model.name, "judge": model.name, "tasks": told})


def _model(settings: Settings, name: str) -> LanguageModel:
    from thyself.models import language_model

    model = language_model(settings)
    if model is None:
        raise ModelUnavailable(f"{name} needs a language model: `thyself doctor` says how to get one")
    return model


class _Asked(NamedTuple):
    """Which files, which of their tasks, and how much of them."""

    folder: Path
    only: list[str]
    split: str
    n: int
    k: int


def _run(name: str, asked: _Asked, out: Path | None, *, json: bool) -> None:
    from thyself.models import embedder
    from thyself.systems.writing._benchmark import BENCHES, Protocol

    settings = Settings.from_environment(os.environ)
    model = _model(settings, name)
    bench = BENCHES[name]
    protocol = Protocol(bench, model, embedder(settings), asked.k, settings=settings)
    told: dict[str, Any] = {}
    for task, file in bench.tasks(asked.folder, split=asked.split).items():
        if asked.only and task not in asked.only:
            continue
        with show.bar(task) as progress:
            ran = protocol.run(file, task, n=asked.n, progress=progress)
        told[task] = {"n": len(ran.truth), "rejected": len(ran.rejected), "scores": ran.scores() if ran.truth else {}}
        if out is not None:
            _keep(out, ran)
        if not json:
            _tell(ran, told[task]["scores"])
    if json:
        show.json({"benchmark": name, "model": model.name, "tasks": told})


def _tell(ran: Ran | Judged, scores: dict[str, dict[str, float]]) -> None:
    names = list(next(iter(scores.values()), {}))
    rows = [(condition, *(f"{values[name]:.3f}" for name in names)) for condition, values in scores.items()]
    show.table(f"{ran.task}: {len(ran.ids)} questions", ("own texts", *names), rows)
    for each in ran.rejected[:3]:
        show.text(f"  left out: {each.where}: {each.why}")


def _keep(out: Path, ran: Ran) -> None:
    from thyself.evaluate.benchmarks.lamp import predictions

    out.mkdir(parents=True, exist_ok=True)
    for condition, said in ran.found.items():
        name = condition.replace("'", "")
        (out / f"{ran.task}_{name}.json").write_text(predictions(ran.task, dict(zip(ran.ids, said, strict=True))))
