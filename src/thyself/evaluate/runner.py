"""Runner: find studies, run them, keep what they saw."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any, Final

from thyself.core import DataMissing, InvalidInput, ModelUnavailable, Settings, ThyselfError
from thyself.evaluate import report
from thyself.evaluate.results import Result, Results, seen, told
from thyself.evaluate.study import Progress, Setting, Study, silent
from thyself.models import Embedder, LanguageModel, embedder, language_model

Clock = Callable[[], datetime]
_PACKAGE: Final = Path(__file__).resolve().parents[1]
#: Rooms that no study can depend on.
_APART: Final = ("cli", "serve")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a study; prints as a line."""

    result: Result
    kept: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """``"as claimed"``, ``"not shown"``, ``"against"`` or ``"not run"``."""
        return str(self.result["verdict"])

    def __str__(self) -> str:
        return f"{report.line(self.result)}{f' ({self.note})' if self.note else ''}"


def studies_folder() -> Path:
    """The folder of the studies: beside ``src`` in a copy of the project, or in the working directory.

    Raises:
        ThyselfError: There is none.
    """
    for root in (_PACKAGE.parents[1], Path.cwd()):
        if any((root / "studies").glob("[!_]*.py")):
            return root / "studies"
    raise ThyselfError(
        "the studies are not part of the installed package: run this in a copy of the project, where `make studies`"
        " runs them all"
    )


def results_folder() -> Path:
    """Where the results are that belong to the project."""
    return studies_folder() / "results"


def names(folder: Path | None = None) -> list[str]:
    """The names of all studies: ours first, then in order of the alphabet; no study is imported for that."""
    return list(discover(folder or studies_folder()))


def discover(folder: Path) -> dict[str, Path]:
    """Each study's file by its name; files that start with ``_`` are helpers."""
    files = {file.stem.replace("_", "-"): file for file in folder.glob("[!_]*.py")}
    return dict(sorted(files.items(), key=lambda each: (each[0] != "default", each[0])))


def load(name: str, folder: Path | None = None) -> Study:
    """Import a study.

    Raises:
        InvalidInput: There is none of that name, or its file does not hold one study of that name.
    """
    files = discover(folder or studies_folder())
    if name not in files:
        raise InvalidInput(f"no study is called {name!r}; there are: {', '.join(files)}")
    found = [each for each in vars(_imported(files[name])).values() if isinstance(each, Study)]
    if [each.name for each in found] != [name]:
        raise InvalidInput(f"{files[name].name}: expected one study, called {name!r}")
    return found[0]


def run(
    name: str,
    *,
    results: Path,
    settings: Settings,
    clock: Clock,
    data: Path | None = None,
    progress: Progress = silent,
    folder: Path | None = None,
) -> Done:
    """Run a study and keep what it saw; where the same was run before with the same code and data, that is given back.

    A study whose data or model is not there is not run; an older result of it stays.

    Args:
        name: The study.
        results: The folder (or ``.json`` file) of the results.
        settings: Choose the models.
        clock: Tells the date.
        data: The folder of data sets; the one of the settings where it is not given.
        progress: Called by the study now and then.
        folder: The folder of the studies.

    Raises:
        InvalidInput: There is no such study.
    """
    folder = folder or studies_folder()
    kept = Results(results)
    known = kept.read().get(name)
    try:
        study = load(name, folder)
        models = _Models(settings)
        setting = Setting(data or settings.data, models.embedder, models.language_model, progress=progress)
        hashes = {each: _digest(_files(setting.folder(each), "*")) for each in study.data}
        inputs = _inputs(discover(folder)[name], hashes, settings)
        if known is not None and known.get("inputs") == inputs:
            return Done(known, kept=True, note="run before with the same code and data")
        begun = perf_counter()
        outcome = study(setting)
    except (DataMissing, ModelUnavailable, ModuleNotFoundError) as error:
        if isinstance(error, ModuleNotFoundError) and str(error.name).startswith(("thyself", "studies")):
            raise  # a mistake in the study, nothing that could be installed
        return _not_run(name, folder, str(error), kept, known)
    result = {
        **told(study),
        **seen(outcome),
        "data": hashes,
        **models.used,
        "date": f"{clock():%Y-%m-%d}",
        "seconds": round(perf_counter() - begun, 1),
        "inputs": inputs,
    }
    kept.write(result)
    return Done(result)


def verdicts(results: Path | None = None) -> dict[str, str]:
    """What each study last showed, in a line; empty where there are no studies."""
    try:
        found = Results(results or results_folder()).read()
    except ThyselfError:
        return {}
    return {name: report.line(result) for name, result in found.items()}


def write_report(results: Path) -> Path:
    """Write the report of these results: ``docs/studies.md`` for those of the project, else a file beside them."""
    own = _own_results()
    if own is not None and results.resolve() == own.resolve():
        target = own.parents[1] / "docs" / "studies.md"
    else:
        target = results.with_suffix(".md") if results.suffix == ".json" else results / "studies.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(report.markdown(Results(results).read()), encoding="utf-8")
    return target


class _Models:
    """Makes each model once, and tells which were asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: dict[str, Any] = {}

    def embedder(self) -> Embedder:
        made: Embedder = self._once("embedder", embedder)
        return made

    def language_model(self) -> LanguageModel | None:
        made: LanguageModel | None = self._once("language_model", language_model)
        return made

    def _once(self, what: str, make: Callable[[Settings], Any]) -> Any:
        if what not in self._made:
            self._made[what] = make(self._settings)
        return self._made[what]

    @property
    def used(self) -> dict[str, str | None]:
        """The names of the models that the study asked for."""
        return {what: getattr(self._made.get(what), "name", None) for what in ("embedder", "language_model")}


def _not_run(name: str, folder: Path, why: str, kept: Results, known: Result | None) -> Done:
    result: dict[str, Any] = {"study": name, "verdict": "not run", "why": why}
    if known is not None and known["verdict"] != "not run":
        return Done(result, note=f"the result of {known.get('date')} stays")
    try:
        result = told(load(name, folder)) | result
    except ModuleNotFoundError:
        result["title"] = name
    kept.write(result)
    return Done(result)


def _own_results() -> Path | None:
    try:
        return results_folder()
    except ThyselfError:
        return None


def _imported(file: Path) -> ModuleType:
    """A study's module; its helpers are found as they are where the file is run by itself."""
    if str(file.parent.parent) not in sys.path:
        sys.path.insert(0, str(file.parent.parent))
    if str(file.parent) not in sys.path:
        sys.path.append(str(file.parent))  # last: a study may be called as a module of Python is (``profile``)
    name = f"{file.parent.name}.{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up there
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _inputs(file: Path, hashes: dict[str, str], settings: Settings) -> str:
    """What the outcome depends on, as one word: study, package (but for the command line), data, models."""
    rooms = [room for room in sorted(_PACKAGE.iterdir()) if room.is_dir() and room.name not in _APART]
    code = [each for room in rooms for each in _files(room, "*") if each.suffix != ".pyc"]
    models = [_name(make, settings) for make in (embedder, language_model)]
    return _digest([*code, file, *sorted(file.parent.glob("_*.py"))], repr((models, sorted(hashes.items()))))


def _name(make: Callable[[Settings], Any], settings: Settings) -> str | None:
    """The name of a model that the settings choose; ``None`` where it is not there. Nothing is loaded for that."""
    try:
        return getattr(make(settings), "name", None)
    except ModelUnavailable:
        return None


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(file for file in folder.rglob(pattern) if file.is_file())


def _digest(files: Sequence[Path], more: str = "") -> str:
    total = blake2b(more.encode(), digest_size=10)
    for file in files:
        with file.open("rb") as stream:
            total.update(f"\0{file.name}\0".encode())
            while block := stream.read(1 << 20):
                total.update(block)
    return total.hexdigest()
