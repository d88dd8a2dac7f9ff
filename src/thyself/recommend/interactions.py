"""Interactions: what a person did with items of a catalogue, read from their traces."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from thyself.core import Catalog, Trace
from thyself.store.port import Scope

#: How much one interaction of a kind says, where the person gave no value.
WEIGHTS: Final = {"bought": 0.8, "read": 0.6, "saw": 0.6, "used": 0.5, "clicked": 0.3, "searched": 0.2}
#: How much it says that the person named an item in their own words.
NAMED: Final = 0.5
#: Ratings that the mean of a person's ratings is shrunk by, towards the middle of the scale.
_SHRINK: Final = 3.0


@dataclass(frozen=True, slots=True)
class Interaction:
    """One thing that the person did with one item.

    Args:
        item_id: The item's id in the catalogue.
        weight: From -1 (rejected) to 1 (loved).
        how: In words: ``'you rated it 5 of 5'``.
        trace: The trace that says so.
    """

    item_id: str
    weight: float
    how: str
    trace: Trace


def interactions(scope: Scope, catalog: Catalog, *, before: datetime | None = None) -> list[Interaction]:
    """Ratings, reads and mentions of the catalogue's items, in order of time.

    A rating counts by its distance from the person's own mean rating, so that a stern and a mild rater are told apart
    from what they like. A trace names an item by its id (``Trace.item``), or by its title where the id is unknown;
    a text by the person names it by the whole title.
    """
    known = _Titles(catalog)
    mine = scope.traces(authors=["me"], before=before)
    rated: list[tuple[Trace, str]] = []
    found: list[Interaction] = []
    for trace in mine:
        item_id = known.of(trace)
        if trace.kind == "rated" and trace.value is not None:
            if item_id is not None:
                rated.append((trace, item_id))
        elif item_id is not None and trace.kind in WEIGHTS:
            found.append(Interaction(item_id, WEIGHTS[trace.kind], _done(trace), trace))
        elif trace.kind in ("said", "wrote", "felt", "did"):
            found.extend(Interaction(named, NAMED, "you named it", trace) for named in known.named_in(trace.text))
    found.extend(_ratings(rated))
    return sorted(found, key=lambda each: (each.trace.at, each.item_id))


def _ratings(rated: list[tuple[Trace, str]]) -> Iterator[Interaction]:
    if not rated:
        return
    shares = [_share(trace) for trace, _ in rated]
    mean = (sum(shares) + 0.5 * _SHRINK) / (len(shares) + _SHRINK)
    for (trace, item_id), share in zip(rated, shares, strict=True):
        span = 1.0 - mean if share >= mean else mean
        top = _top(trace)
        yield Interaction(
            item_id, (share - mean) / max(span, 0.2), f"you rated it {_number(trace.value)} of {_number(top)}", trace
        )


def _share(trace: Trace) -> float:
    return min(max((trace.value or 0.0) / _top(trace), 0.0), 1.0)


def _top(trace: Trace) -> float:
    top = trace.extra.get("of", 5)
    return float(top) if isinstance(top, int | float) and top > 0 else 5.0


def _number(value: float | None) -> str:
    return f"{value:g}"


def _done(trace: Trace) -> str:
    return {"bought": "you bought it", "read": "you read it", "saw": "you saw it", "used": "you use it"}.get(
        trace.kind, f"you {trace.kind} it"
    )


class _Titles:
    """The items of a catalogue by id, and by title where a title is long enough to be meant."""

    def __init__(self, catalog: Catalog) -> None:
        self._ids = set(catalog.ids)
        self._by_title: dict[str, str] = {}
        self._by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for item in catalog:
            words = _words(_plain(item.title))
            title = " ".join(words)
            if title and self._by_title.setdefault(title, item.id) == item.id and _telling(words):
                self._by_first[words[0]].append(words)
        for longest_first in self._by_first.values():
            longest_first.sort(key=len, reverse=True)

    def of(self, trace: Trace) -> str | None:
        if trace.item in self._ids:
            return trace.item
        title = trace.extra.get("title")
        return self._by_title.get(" ".join(_words(_plain(title)))) if isinstance(title, str) else None

    def named_in(self, text: str) -> list[str]:
        """Ids of items whose whole title, as a name (capitals or quotes), stands in the text."""
        spans = [(match.group().lower(), match.group()) for match in _WORD.finditer(text)]
        words = [lower for lower, _ in spans]
        found: dict[str, None] = {}
        at = 0
        while at < len(words):
            hit = next(
                (each for each in self._by_first.get(words[at], ()) if tuple(words[at : at + len(each)]) == each), None
            )
            if hit is not None and _as_a_name([written for _, written in spans[at : at + len(hit)]]):
                found[self._by_title[" ".join(hit)]] = None
                at += len(hit)
            else:
                at += 1
        return list(found)


_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SERIES: Final = re.compile(r"\s*\([^)]*\)\s*$")


def _plain(title: str) -> str:
    """The title without the series behind it: ``"Emma (Classics, #3)"`` is ``"Emma"``."""
    return _SERIES.sub("", title) or title


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(text))


def _telling(words: Iterable[str]) -> bool:
    long = [word for word in words if len(word) > 3]
    return len(long) >= 2 or any(len(word) > 8 for word in long)


def _as_a_name(written: list[str]) -> bool:
    long = [word for word in written if len(word) > 3]
    return bool(long) and all(word[0].isupper() for word in long)
