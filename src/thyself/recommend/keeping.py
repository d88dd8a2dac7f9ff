"""Keeping: a fitted scorer as one file of arrays, with nothing in it that runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from thyself.core import StoreError
from thyself.recommend.content import Content
from thyself.recommend.ease import EASE
from thyself.recommend.ials import IALS
from thyself.recommend.neighbours import ItemKNN, RP3Beta, Transitions
from thyself.recommend.popular import DecayedPopularity
from thyself.recommend.scorer import Scorer, arguments

_KINDS: Final[dict[str, type[Any]]] = {
    each.__name__: each for each in (Content, DecayedPopularity, EASE, IALS, ItemKNN, RP3Beta, Transitions)
}
#: Arguments that are no numbers; what was learned of them is in the arrays.
_APART: Final = ("catalog", "embed")


def described(scorer: Any) -> dict[str, Any]:
    """The kind and the arguments of a scorer, as JSON can hold them."""
    given = {name: value for name, value in arguments(scorer).items() if name not in _APART}
    return {"kind": type(scorer).__name__, "arguments": given}


def rebuilt(description: dict[str, Any]) -> Any:
    """An unfitted scorer from its description."""
    return _KINDS[description["kind"]](**description["arguments"])


def save(scorer: Scorer, path: str | Path) -> Path:
    """Write a fitted scorer."""
    import numpy as np

    told = described(scorer) | {"items": scorer.items}
    arrays: dict[str, Any] = scorer.arrays()  # type: ignore[attr-defined]
    path = Path(path)
    with path.open("wb") as file:
        np.savez_compressed(file, told=np.frombuffer(json.dumps(told).encode(), dtype=np.uint8), **arrays)
    return path


def load(path: str | Path) -> Any:
    """Read a scorer that :func:`save` wrote.

    Raises:
        StoreError: It is no such file.
    """
    import numpy as np

    try:
        with np.load(Path(path), allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        told = json.loads(arrays.pop("told").tobytes())
        return rebuilt(told).learned(tuple(told["items"]), arrays)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise StoreError(f"{path}: no recommender that can be read ({error})") from None
