"""Streams: planted people who tell of themselves session by session, with what holds after each one.

Fields are told among small talk and talk of others; some get another value later, some end, most are never spoken of
again. The sentences are those of :mod:`thyself.evaluate.worlds.states`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, Protocol

from thyself.core import Trace
from thyself.evaluate.worlds._states_words import OTHERS, QUESTIONS, SETS, SMALL, VALUES

#: The set of sentences that was written last, after the rules of change.
MEASURED: Final = len(SETS) - 1
_START: Final = datetime(2024, 1, 1, 9, tzinfo=UTC)
#: In which areas of a profile each field is told.
AREAS: Final[Mapping[str, frozenset[str]]] = {
    "home": frozenset({"home"}), "work": frozenset({"work"}), "role": frozenset({"work"}),
    "partner": frozenset({"family", "people"}), "car": frozenset({"things"}), "pet": frozenset({"pets"}),
    "diet": frozenset({"diet"}), "colour": frozenset({"likes"}), "name": frozenset({"name"}),
    "sport": frozenset({"likes", "habits", "interests"}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stream:
    """One planted person.

    Args:
        name: Whose it is.
        sessions: The traces of each session, in order of time.
        gold: What holds after each session, by field.
        told: How often each field was spoken of.
    """

    name: str
    sessions: tuple[tuple[Trace, ...], ...]
    gold: tuple[Mapping[str, str], ...]
    told: Mapping[str, int]

    @property
    def traces(self) -> list[Trace]:
        """All of them, in order."""
        return [trace for session in self.sessions for trace in session]

    def ends(self, session: int) -> datetime:
        """A time after a session and before the next one."""
        return self.sessions[session][-1].at + timedelta(hours=1)


class Told(Protocol):
    """A memory, as far as this needs it."""

    @property
    def about(self) -> str:
        """The area."""

    @property
    def subject(self) -> str:
        """Of whom it speaks."""

    @property
    def text(self) -> str:
        """The statement in words."""


def stream(name: str, rng: Random, *, sessions: int = 12, changes: int = 2, words: int = MEASURED) -> Stream:
    """Plant a person.

    Args:
        name: Whose it is.
        rng: Of all that is drawn.
        sessions: How many there are, a few days apart.
        changes: How many fields get another value, and as many end.
        words: Which set of sentences.
    """
    return _Planting(name, rng, SETS[words]).stream(sessions, changes)


def fields(memories: Iterable[Told]) -> set[tuple[str, str]]:
    """The fields and values that some memories of the person speak of."""
    return {
        (field, value)
        for each in memories
        if each.subject == "me"
        for field, values in VALUES.items()
        if each.about in AREAS[field]
        for value in values
        if re.search(rf"\b{re.escape(value.casefold())}\b", each.text.casefold())
    }


def question(field: str, value: str, rng: Random) -> str:
    """A question about a field."""
    return rng.choice(list(QUESTIONS[field])).replace("{old}", value)


class _Planting:
    def __init__(self, name: str, rng: Random, says: Mapping[str, Mapping[str, object]]) -> None:
        self._name, self._rng, self._says = name, rng, says
        self._count = 0

    def stream(self, sessions: int, changes: int) -> Stream:
        rng = self._rng
        events: list[list[tuple[str, str, str]]] = [[] for _ in range(sessions)]
        told = dict.fromkeys(VALUES, 1)
        values = {field: rng.choice(list(VALUES[field])) for field in VALUES}
        for field, value in values.items():
            events[rng.randrange(sessions // 2)].append((field, "first", value))
        for kind in ("update", "end"):
            able = [field for field in VALUES if self._says[field][kind] and told[field] == 1]
            for field in rng.sample(able, changes):
                other = rng.choice([each for each in VALUES[field] if each != values[field]])
                events[rng.randrange(sessions // 2, sessions)].append((field, kind, other if kind == "update" else ""))
                told[field] += 1
        now: dict[str, str] = {}
        out, gold = [], []
        for number, several in enumerate(events):
            out.append(tuple(self._session(number, several, now)))
            gold.append(dict(now))
        return Stream(self._name, tuple(out), tuple(gold), told)

    def _session(self, number: int, events: list[tuple[str, str, str]], now: dict[str, str]) -> list[Trace]:
        rng = self._rng
        texts = [("me", rng.choice(list(SMALL))) for _ in range(3)]
        texts += [("assistant", rng.choice(list(SMALL))) for _ in range(3)]
        field = rng.choice(sorted(OTHERS))
        texts.append(("me", rng.choice(list(OTHERS[field])).replace("{v}", rng.choice(list(VALUES[field])))))
        for field, kind, value in events:
            old = now.get(field, "")
            says = self._says[field][kind]
            assert isinstance(says, list)
            text = str(rng.choice(says)).replace("{v}", value).replace("{old}", old)
            texts.append(("me", text.replace("{V}", value.capitalize())))
            now.pop(field, None)
            if value:
                now[field] = value
        rng.shuffle(texts)
        at = _START + timedelta(days=4 * number)
        return [
            Trace(text, at=at + timedelta(minutes=2 * place), kind="said", author=author, source="planted",
                  ref=f"{self._name}/{number}/{place}", session=f"{self._name}/{number}")
            for place, (author, text) in enumerate(texts)
        ]  # fmt: skip
