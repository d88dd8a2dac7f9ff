"""Interests: what the things have in common that a person rated, read, bought, saw and searched for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from thyself.core import Trace
from thyself.profile.rhythm import day_key
from thyself.profile.sums import MILLION, Seen

#: Kinds of traces that show an interest.
SHOWING: Final = frozenset({"rated", "read", "bought", "saw", "used", "clicked"})
#: Parts of ``Trace.extra`` that say what an item is like.
ATTRIBUTES: Final = (
    "author",
    "authors",
    "genre",
    "genres",
    "tags",
    "shelves",
    "category",
    "categories",
    "artist",
    "director",
    "brand",
    "series",
    "language",
    "topic",
)
#: As many ratings of the person's own mean stand behind each attribute.
_SHRINK: Final = 3.0
_LEAST: Final = 2
_NO_LABEL: Final = frozenset(
    {"to-read", "read", "currently-reading", "books", "owned", "favorites", "default", "unknown", "(no genres listed)"}
)
_SINGULAR: Final = {"authors": "author", "genres": "genre", "tags": "tag", "shelves": "tag", "categories": "category"}


@dataclass(frozen=True, slots=True)
class Interest:
    """Something that the person is drawn to.

    Args:
        kind: Which attribute: ``"author"``, ``"genre"``, ``"tag"``; ``"title"`` for a single thing that was rated high.
        label: Its value.
        n: How many things with it the person took.
        mean: The mean rating of those that were rated, from 0 to 1; ``None`` where none was.
        effect: How far that mean, shrunk, lies above the person's own mean rating; for things without a rating, how
            much of all that the person took has it.
        examples: Ids of the newest traces.
    """

    kind: str
    label: str
    n: int
    mean: float | None
    effect: float
    examples: tuple[str, ...]


def gather(sums: dict[str, Any], trace: Trace, zone: ZoneInfo) -> None:
    """Add one trace to the sums that :func:`interests` reads; the order of traces does not matter."""
    if trace.author != "me" or trace.kind not in SHOWING or (trace.item is None and not trace.extra.get("title")):
        return
    share = _share(trace)
    counts = {"rated": 1, "sum": round(share * MILLION)} if share is not None else {}
    for name, count in {"n": 1, **counts}.items():
        sums[name] = sums.get(name, 0) + count
    seen = Seen()
    seen.rows = sums.setdefault("labels", {})
    at, day = int(trace.at.timestamp() * MILLION), day_key(trace.at, trace.session, zone)
    for kind, label in {*_labels(trace)}:
        seen.see(f"{kind}={label}", at=at, day=day, trace_id=trace.id, counts=counts)


def _share(trace: Trace) -> float | None:
    if trace.kind != "rated" or trace.value is None:
        return None
    top = trace.extra.get("of", 5)
    return min(max(trace.value / float(top), 0.0), 1.0) if isinstance(top, int | float) and top > 0 else None


def _labels(trace: Trace) -> Iterator[tuple[str, str]]:
    title = trace.extra.get("title")
    if isinstance(title, str) and title.strip():
        yield "title", title.strip()
    for kind in ATTRIBUTES:
        value = trace.extra.get(kind)
        parts = re.split(r"\s*[|;]\s*|, ", value) if isinstance(value, str) else value
        for part in parts if isinstance(parts, list | tuple) else ():
            if isinstance(part, str) and part.strip() and part.strip().lower() not in _NO_LABEL:
                yield _SINGULAR.get(kind, kind), part.strip()


def interests(sums: Mapping[str, Any], *, limit: int = 12) -> list[Interest]:
    """What the person is drawn to, strongest first; one thing alone is shown only as a title with a top rating."""
    if not sums.get("n"):
        return []
    rated = sums.get("rated", 0)
    mean = (sums.get("sum", 0) / MILLION + 0.5 * _SHRINK) / (rated + _SHRINK)
    found = [each for key, row in sums["labels"].items() if (each := _interest(key, row, sums, mean)) is not None]
    shared = sorted((each for each in found if each.kind != "title"), key=_order)[:limit]
    titles = sorted((each for each in found if each.kind == "title"), key=_order)[
        : max(limit // 2, limit - len(shared))
    ]
    return [*shared, *titles]


def _interest(key: str, row: Mapping[str, Any], sums: Mapping[str, Any], mean: float) -> Interest | None:
    kind, _, label = key.partition("=")
    examples = tuple(trace_id for _, trace_id in row["ex"])
    if row.get("rated"):
        own = row["sum"] / MILLION / row["rated"]
        effect = (row["sum"] / MILLION - row["rated"] * mean) / (row["rated"] + _SHRINK)
        top = kind == "title" and own >= 0.9 and own > mean
        if effect > 0.02 and (top or (kind != "title" and row["n"] >= _LEAST)):
            return Interest(kind, label, row["n"], own, effect, examples)
        return None
    if kind != "title" and row["n"] >= _LEAST and not sums.get("rated"):
        return Interest(kind, label, row["n"], None, row["n"] / sums["n"], examples)
    return None


def _order(each: Interest) -> tuple[float, str, str]:
    return (-each.effect * math.sqrt(each.n), each.kind, each.label)
