"""Keeping: a fitted scorer as one file of arrays, with nothing in it that runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from thyself.core import StoreError
from thyself.recommend.content import Content
from thyself.recommend.ease import EASE
from thyself.recommend.graph_towers import GraphTowers
from thyself.recommend.ials import IALS
from thyself.recommend.neighbours import ItemKNN, RP3Beta, Transitions
from thyself.recommend.popular import DecayedPopularity
from thyself.recommend.sasrec import SASRec
from thyself.recommend.scorer import Scorer, arguments
from thyself.recommend.segments import SegmentPopularity

_KINDS: Final[dict[str, type[Any]]] = {
    each.__name__: each
    for each in (
        Content,
        DecayedPopularity,
        EASE,
        GraphTowers,
        IALS,
        ItemKNN,
        RP3Beta,
        SASRec,
        SegmentPopularity,
        Transitions,
    )
}
#: Arguments that are not kept; what was learned with them is in the arrays.
_APART: Final = ("catalog", "embed", "encoder", "linking", "training")


def described(scorer: Any) -> dict[str, Any]:
    """The kind and the arguments of a scorer, as JSON can hold them."""
    given = {name: value for name, value in arguments(scorer).items() if name not in _APART}
    return {"kind": type(scorer).__name__, "arguments": given}


def rebuilt(description: dict[str, Any]) -> Any:
    """An unfitted scorer from its description."""
    return _KINDS[description["kind"]](**description["arguments"])


def save(scorer: Scorer, path: str | Path) -> Path:
    """Write a fitted scorer."""
    return written(path, described(scorer) | {"items": scorer.items}, scorer.arrays())  # type: ignore[attr-defined]


def load(path: str | Path) -> Any:
    """Read a scorer that :func:`save` wrote.

    Raises:
        StoreError: It is no such file.
    """
    return opened(path, lambda told, arrays: rebuilt(told).learned(tuple(told["items"]), arrays))


def written(path: str | Path, told: dict[str, Any], arrays: dict[str, Any]) -> Path:
    """Write what JSON can hold, and arrays, into one file."""
    import numpy as np

    path = Path(path)
    with path.open("wb") as file:
        np.savez(file, told=np.frombuffer(json.dumps(told).encode(), dtype=np.uint8), **arrays)
    return path


def opened(path: str | Path, make: Callable[[dict[str, Any], dict[str, Any]], Any]) -> Any:
    """What ``make`` makes of a file that :func:`written` wrote; nothing of the file is run.

    Raises:
        StoreError: It is no such file.
    """
    import numpy as np

    try:
        with np.load(Path(path), allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        return make(json.loads(arrays.pop("told").tobytes()), arrays)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise StoreError(f"{path}: no recommender that can be read ({error})") from None
