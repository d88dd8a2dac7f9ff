"""Choosing models by the settings, and telling what is there and what is missing."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

from thyself.core import InvalidInput, ModelError, ModelUnavailable, Settings
from thyself.models import minilm, smollm, torch_lm
from thyself.models.hashed import Hashed
from thyself.models.port import Embedder, LanguageModel

_SIZE: Final = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s*([MB])(?![a-z])", re.IGNORECASE)

#: Parameters. With 0.5 thousand million and less, choices for a person were no better than a coin.
_CAPABLE: Final = 1e9


def language_model(settings: Settings) -> LanguageModel | None:
    """The language model that the settings choose; ``None`` where there is none.

    ``auto`` takes the server at ``url`` where one is set, else the embedded model where it is installed. For
    ``smollm2`` and ``torch`` the setting ``model`` may be a file or folder of weights in place of those in the package.

    Raises:
        ModelUnavailable: The one that is chosen is not installed, or its file is not there.
        InvalidInput: The settings name none that is known.
    """
    wish = settings.language_model
    if wish == "auto":
        wish = "openai" if settings.url else "none" if smollm.missing() else "smollm2"
    makers: dict[str, Callable[[], LanguageModel | None]] = {
        "none": lambda: None,
        "smollm2": lambda: smollm.SmolLM(_weights(settings)),
        "torch": lambda: torch_lm.TorchLM(_weights(settings), cache=settings.folder / "models"),
        "openai": lambda: _openai(settings),
    }
    if wish in makers:
        return makers[wish]()
    points = {point.name: point for point in entry_points(group="thyself.models")}
    if wish in points:
        try:
            make = points[wish].load()
        except (ImportError, AttributeError) as error:
            raise ModelUnavailable(f"the language model {wish!r} cannot be loaded: {error}") from None
        made: LanguageModel = make(settings)
        return made
    raise InvalidInput(f"no language model is called {wish!r}; there are: auto, {', '.join([*makers, *points])}")


def _weights(settings: Settings) -> Path | None:
    """The file that the settings name; the name of a model on a server is none."""
    return None if settings.url or not settings.model else Path(settings.model).expanduser()


def _openai(settings: Settings) -> LanguageModel:
    from thyself.models.openai import OpenAICompatible

    if not settings.url:
        raise InvalidInput("set THYSELF_URL to the address of an OpenAI-compatible server")
    if not settings.model:
        raise InvalidInput("set THYSELF_MODEL to the name of a model that the server has")
    return OpenAICompatible(settings.url, settings.model, key=settings.key)


def embedder(settings: Settings) -> Embedder:
    """The text embedder that the settings choose; ``auto`` takes MiniLM where it is installed, else hashed words.

    Raises:
        ModelUnavailable: The one that is chosen is not installed.
        InvalidInput: The settings name none that is known.
    """
    wish = settings.embedder
    if wish == "auto":
        wish = "hashed" if minilm.missing() else "minilm"
    if wish == "minilm":
        return minilm.MiniLM()
    if wish == "hashed":
        return Hashed()
    raise InvalidInput(f"no embedder is called {wish!r}; there are: auto, minilm, hashed")


def capable(model: LanguageModel | None) -> bool:
    """Whether a model can follow instructions and judge; one of less than a thousand million parameters cannot.

    Its size is read from its name (``qwen2.5:0.5b``, ``SmolLM2-135M``); a name without a size counts as large.
    """
    if model is None:
        return False
    sizes = [float(number) * (1e6 if unit in "mM" else 1e9) for number, unit in _SIZE.findall(model.name)]
    return not sizes or max(sizes) >= _CAPABLE


@dataclass(frozen=True, slots=True)
class Check:
    """One line of ``thyself doctor``: what was looked at, how it is, and how to mend it."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def doctor(settings: Settings) -> list[Check]:
    """Which models are used, and what is missing."""
    return list(_checks(settings))


def _checks(settings: Settings) -> Iterator[Check]:
    yield _chosen("language model", lambda: language_model(settings), smollm.INSTALL)
    yield _chosen("embedder", lambda: embedder(settings), minilm.INSTALL)
    for name, lacking, remedy in (
        ("recall by meaning", minilm.missing(), minilm.INSTALL),
        ("embedded language model", smollm.missing(), smollm.INSTALL),
        ("language model in PyTorch (optional)", torch_lm.missing(), torch_lm.INSTALL),
        ("charts as pictures", _lacking("vl_convert"), "pip install 'thyself[charts]'"),
    ):
        yield Check(name, not lacking, f"not installed: {lacking}" if lacking else "installed", remedy * bool(lacking))


def _lacking(package: str) -> str:
    return "" if importlib.util.find_spec(package) else package


def _chosen(name: str, choose: Callable[[], LanguageModel | Embedder | None], remedy: str) -> Check:
    """What is in use; a server is asked whether it is there."""
    from thyself.models.openai import OpenAICompatible

    try:
        model = choose()
        known = model.models() if isinstance(model, OpenAICompatible) else []
    except ModelUnavailable as error:
        return Check(f"{name} in use", False, str(error), remedy)
    except (ModelError, InvalidInput) as error:
        return Check(f"{name} in use", False, str(error))
    if model is None:
        return Check(f"{name} in use", False, "none: answers quote the evidence, drafts follow templates", remedy)
    where = "" if getattr(model, "local", True) else " (not on this machine)"
    if known and model.name not in known:
        wish = f"set THYSELF_MODEL to one of {', '.join(known[:10])}"
        return Check(f"{name} in use", False, f"the server has no model {model.name!r}", wish)
    return Check(f"{name} in use", True, f"{model.name}{where}")
