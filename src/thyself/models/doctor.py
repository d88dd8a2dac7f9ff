"""Choosing models by the settings, and telling what is there and what is missing."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Final

from thyself.core import InvalidInput, ModelUnavailable, Settings
from thyself.models import minilm, smollm
from thyself.models.hashed import Hashed
from thyself.models.port import Embedder, LanguageModel

_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*M\b", re.IGNORECASE)


def language_model(settings: Settings) -> LanguageModel | None:
    """The language model that the settings choose; ``None`` where there is none.

    ``auto`` takes the server at ``url`` where one is set, else the embedded model where it is installed.

    Raises:
        ModelUnavailable: The one that is chosen is not installed.
        InvalidInput: The settings name none that is known.
    """
    wish = settings.language_model
    if wish == "auto":
        wish = "openai" if settings.url else "none" if smollm.missing() else "smollm2"
    makers: dict[str, Callable[[], LanguageModel | None]] = {
        "none": lambda: None,
        "smollm2": smollm.SmolLM,
        "openai": lambda: _openai(settings),
    }
    if wish in makers:
        return makers[wish]()
    for point in entry_points(group="thyself.models"):
        if point.name == wish:
            made: LanguageModel = point.load()(settings)
            return made
    raise InvalidInput(f"no language model is called {wish!r}; there are: auto, {', '.join(makers)}")


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
    """Whether a model can be asked to follow instructions and judge; one of millions of parameters cannot."""
    if model is None:
        return False
    size = _SIZE.search(model.name)
    return size is None


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
        ("charts as pictures", _lacking("vl_convert"), "pip install 'thyself[charts]'"),
    ):
        yield Check(name, not lacking, lacking and f"not installed: {lacking}", remedy if lacking else "")


def _lacking(package: str) -> str:
    return "" if importlib.util.find_spec(package) else package


def _chosen(name: str, choose: Callable[[], LanguageModel | Embedder | None], remedy: str) -> Check:
    try:
        model = choose()
    except (ModelUnavailable, InvalidInput) as error:
        return Check(f"{name} in use", False, str(error))
    if model is None:
        return Check(f"{name} in use", False, "none: answers quote the evidence, drafts follow templates", remedy)
    where = "" if getattr(model, "local", True) else " (not on this machine)"
    return Check(f"{name} in use", True, f"{model.name}{where}")
