"""Entities: what a person searches, reads and speaks of again and again, as counts alone; no text is kept.

An entity is a name or a telling word; what is kept of it is how often it came, when last, and with which others. From
that no search of the person's can be read back, and it is small however long the log is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import log, sqrt
from typing import Any, Final

from thyself.core import Trace
from thyself.core.trace import microseconds
from thyself.core.words import STOP, stem
from thyself.memory.extract.gazetteer import expected
from thyself.store.port import Derived, Scope

#: The kind of the derived row: it goes with any trace that is forgotten, and is made anew of what is left.
ENTITIES: Final = "entities"
_KEY: Final = "all"
#: Grows when the same traces would come to something else.
VERSION: Final = 1
_DAY: Final = 86_400_000_000
_NAME: Final = re.compile(r"\b[A-Z][\w'’-]*(?: (?:of |the |de |van )?[A-Z][\w'’-]*)+")
_WORD: Final = re.compile(r"[^\W\d_][\w'’-]{2,}")
#: At most so many of one text are read.
_MOST: Final = 40
#: At most so many others are counted beside an entity, those that came with it most often.
_BESIDE: Final = 50


@dataclass(slots=True)
class Entity:
    """What is known of one entity.

    Args:
        count: In how many traces it came, the older the less.
        last: When last, in microseconds since 1970.
        beside: How often it came together with others.
    """

    count: float = 0.0
    last: int = 0
    beside: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entities:
    """All entities of a person.

    Args:
        known: By name, in small letters.
        traces: How many traces were counted.
        unlinked: How many of them named nothing.
    """

    known: Mapping[str, Entity]
    traces: int = 0
    unlinked: int = 0

    def fitting(self, context: Iterable[str], *, k: int = 5) -> list[tuple[str, float]]:
        """Entities that go with a context and are not in it, the likeliest first, each with its score.

        What came with the context's entities before counts most, then what the person comes back to; words that
        everybody uses count little.
        """
        asked = list(dict.fromkeys(each.lower() for each in context))
        scored = [
            (name, self._score(entity, asked) * rarity(name))
            for name, entity in self.known.items()
            if name not in asked
        ]
        return sorted((each for each in scored if each[1] > 0), key=lambda each: (-each[1], each[0]))[:k]

    @staticmethod
    def _score(entity: Entity, asked: list[str]) -> float:
        together = sum(entity.beside.get(each, 0.0) * rarity(each) for each in asked)
        return together / sqrt(1.0 + entity.count) + 0.05 * log(1.0 + entity.count)


def entities(scope: Scope, *, before: datetime | None = None, half_life_days: float = 180.0) -> Entities:
    """The person's entities; counted once, and anew when traces came or went.

    Args:
        scope: The person's data.
        before: Only what happened before this time; what is counted for that is not kept.
        half_life_days: After so many days what came counts half.
    """
    if before is not None and next(scope.traces(since=before, limit=1), None) is not None:
        return counted(scope.traces(authors=["me"], before=before), half_life_days=half_life_days)
    state = scope.state()
    mark = {"version": VERSION, "epoch": state.epoch, "last": state.last, "half_life_days": half_life_days}
    kept = next(iter(scope.derived(ENTITIES, keys=(_KEY,))), None)
    if kept is not None and kept.body["mark"] == mark:
        return _read(kept.body)
    found = counted(scope.traces(authors=["me"]), half_life_days=half_life_days)
    if found.traces:
        body = {"mark": mark, **_body(found)}
        scope.put([Derived(ENTITIES, _KEY, body, sources=None, epoch=state.epoch)])
    return found


def counted(traces: Iterable[Trace], *, half_life_days: float = 180.0) -> Entities:
    """Count entities over traces in order of time; equal texts count once, since a search is often repeated."""
    known: dict[str, Entity] = {}
    number = unlinked = 0
    for trace in traces:
        if not trace.text.strip():
            continue
        named = list(named_in(f"{trace.extra.get('title', '')} {trace.text}"))
        number += 1
        unlinked += not named
        at = microseconds(trace.at)
        for name in named:
            entity = known.setdefault(name, Entity())
            kept = 0.5 ** ((at - entity.last) / (_DAY * half_life_days)) if entity.last else 0.0
            entity.count, entity.last = entity.count * kept + 1.0, at
            for other in named:
                if other != name:
                    entity.beside[other] = entity.beside.get(other, 0.0) + 1.0
    for entity in known.values():
        entity.beside = dict(sorted(entity.beside.items(), key=lambda each: (-each[1], each[0]))[:_BESIDE])
    return Entities(known, number, unlinked)


def named_in(text: str) -> Iterator[str]:
    """The names and telling words of a text, in small letters, each once."""
    seen: set[str] = set()
    for match in _NAME.finditer(text):
        name = match[0].lower()
        if name not in seen and len(seen) < _MOST:
            seen.add(name)
            yield name
    for match in _WORD.finditer(text):
        word = match[0].lower().removesuffix("'s").removesuffix("’s")
        if word not in STOP and word not in seen and len(seen) < _MOST:
            seen.add(word)
            yield word


def rarity(name: str) -> float:
    """How telling an entity is, from 0 to 1: names and rare words much, everyday words little."""
    often = max(expected(stem(word)) for word in name.split())
    return 1.0 / (1.0 + 2000.0 * often)


def _body(found: Entities) -> dict[str, Any]:
    known = {name: [each.count, each.last, each.beside] for name, each in found.known.items()}
    return {"known": known, "traces": found.traces, "unlinked": found.unlinked}


def _read(body: Mapping[str, Any]) -> Entities:
    known = {name: Entity(count, last, dict(beside)) for name, (count, last, beside) in body["known"].items()}
    return Entities(known, body["traces"], body["unlinked"])
