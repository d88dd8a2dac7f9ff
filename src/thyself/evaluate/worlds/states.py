"""States: planted lives in which things change, end, are forgotten, rest on one another, or never come up.

A life is a trace of some months: the person tells of a home, a job, a car … among small talk and other people's news;
some of it changes, some ends, and what rested on it is said before the change. Beside the traces stand the questions,
each with what must and what must not be answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, Literal

from thyself.core import Trace
from thyself.evaluate.worlds._states_words import (
    ABSENT,
    DEPENDENTS,
    MENTIONED,
    OTHERS,
    QUESTIONS,
    SETS,
    SMALL,
    SPOKEN,
    STANDING,
    VALUES,
)

Sort = Literal["kept", "updated", "then", "ended", "forgotten", "stale", "standing", "restated", "absent", "mentioned"]
#: How many sets of sentences there are.
KINDS_OF_WORDS: Final = len(SETS)
_START: Final = datetime(2023, 1, 9, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to a life.

    Args:
        sort: What it is about: something that was ``kept``, ``updated``, as it was ``then``, ``ended``, ``forgotten``,
            in doubt (``stale``), ``standing`` through all changes, ``restated`` after one, ``absent``, ``mentioned``.
        question: The words.
        right: The value that must be answered; empty where none is.
        wrong: Values that must not be given as what holds: older ones, those of other people.
        trace_id: The trace that tells of it, where there is one.
        slot: What it is of: ``"home"``.
    """

    sort: Sort
    question: str
    right: str = ""
    wrong: tuple[str, ...] = ()
    trace_id: str = ""
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """One planted person.

    Args:
        name: Whose it is.
        traces: In order of time.
        probes: What to ask.
        forget: The traces that the person has forgotten before they ask.
        now: When they ask.
    """

    name: str
    traces: tuple[Trace, ...]
    probes: tuple[Probe, ...]
    forget: tuple[str, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """How a life is planted.

    Args:
        words: Which set of sentences, from 0.
        days: How long it is.
        small_talk: How many own texts that tell nothing, beside the facts.
        changes: Whether anything changes; without, all stays as it was first said.
        talk: Other people's texts to mix in; planted ones are used where there are none.
    """

    words: int = 0
    days: int = 120
    small_talk: int = 60
    changes: bool = True
    talk: Sequence[str] = field(default=())


def life(name: str, plan: Plan, rng: Random) -> Life:
    """Plant a life."""
    return _Planting(name, plan, rng).life()


class _Planting:
    def __init__(self, name: str, plan: Plan, rng: Random) -> None:
        self.name, self.plan, self.rng = name, plan, rng
        self.says: Mapping[str, Mapping[str, Sequence[str]]] = SETS[plan.words]
        self.traces: list[Trace] = []
        self.probes: list[Probe] = []
        self.forget: list[str] = []
        self.now = _START + timedelta(days=plan.days + 3)

    def life(self) -> Life:
        slots = self.rng.sample(sorted(self.says), len(self.says))
        fates = ["updated", "ended", "updated", "forgotten", "ended", "updated", "kept", "updated", "ended", "kept"]
        for slot, fate in zip(slots, fates, strict=True):
            self._fact(slot, self._possible(slot, fate) if self.plan.changes else "kept")
        for text, question, value in self.rng.sample(STANDING[self.plan.words], 3):
            told = self._say(text, 0.0, 0.4)
            self.probes.append(Probe("standing", question, value, trace_id=told.id))
        self._talk()
        self._absences()
        self.traces.sort(key=lambda each: (each.at, each.id))
        return Life(self.name, tuple(self.traces), tuple(self.probes), tuple(self.forget), self.now)

    def _possible(self, slot: str, fate: str) -> str:
        says = self.says[slot]
        if fate == "updated" and not says["update"]:
            return "ended"
        return "updated" if fate == "ended" and not says["end"] else fate

    def _fact(self, slot: str, fate: str) -> None:
        old, new, other, spoken = self.rng.sample((*VALUES[slot], *VALUES[slot]), 4) if len(VALUES[slot]) < 4 else (
            self.rng.sample(VALUES[slot], 4)
        )  # fmt: skip
        first = self._say(self._worded(slot, "first", old, ""), 0.0, 0.3)
        others = self._others(slot, other, spoken) if slot in OTHERS else ()
        question = self.rng.choice(QUESTIONS[slot]).replace("{old}", old)
        if fate == "kept":
            self.probes.append(Probe("kept", question, old, others, first.id, slot))
            return
        if fate == "forgotten":
            self.forget.append(first.id)
            self.probes.append(Probe("forgotten", question, "", (old,), first.id, slot))
            return
        rests = self._dependent(slot, old)
        change = "update" if fate == "updated" else "end"
        last = self._say(self._worded(slot, change, new, old), 0.55, 0.85)
        value = new if fate == "updated" else ""
        wrong = tuple(each for each in (old, *others) if each != value)
        self.probes.append(Probe("updated" if value else "ended", question, value, wrong, last.id, slot))
        if slot in ("home", "work") and fate == "updated":
            month = f"{first.at + timedelta(days=8):%B %Y}"
            if (last.at - first.at).days > 50:
                where = "Where did I live" if slot == "home" else "Where did I work"
                self.probes.append(Probe("then", f"{where} in {month}?", old, (new,), first.id, slot))
        if rests is not None:
            self.probes.append(rests)

    def _dependent(self, slot: str, value: str) -> Probe | None:
        among = DEPENDENTS[self.plan.words].get(slot)
        if not among:
            return None
        said, asks = self.rng.choice(among)
        text, question = said.replace("{v}", value), asks.replace("{v}", value)
        told = self._say(text, 0.32, 0.5)
        if self.rng.random() < 0.25 and slot in ("home", "work") and "{v}" not in said:
            again = self._say(text, 0.88, 0.97)
            return Probe("restated", question, trace_id=again.id, slot=slot)
        return Probe("stale", question, trace_id=told.id, slot=slot)

    def _others(self, slot: str, other: str, spoken: str) -> tuple[str, ...]:
        self._say(self.rng.choice(OTHERS[slot]).replace("{v}", other), 0.1, 0.95)
        if slot in SPOKEN:
            self._say(self.rng.choice(SPOKEN[slot]).replace("{v}", spoken), 0.1, 0.95, author="Tom")
            return other, spoken
        return (other,)

    def _talk(self) -> None:
        for _ in range(self.plan.small_talk):
            self._say(self.rng.choice(SMALL), 0.0, 1.0)
        heard = self.plan.talk or SMALL
        for _ in range(self.plan.small_talk):
            self._say(self.rng.choice(heard), 0.0, 1.0, author=self.rng.choice(("Tom", "Priya", "assistant")))

    def _absences(self) -> None:
        told = self.rng.sample(MENTIONED[self.plan.words], 3)
        for text, question in told:
            self.probes.append(Probe("mentioned", question, trace_id=self._say(text, 0.0, 1.0).id))
        own = " ".join(each.text.lower() for each in self.traces if each.author == "me")
        never = [question for question, words in ABSENT if not any(word in own for word in words.split())]
        self.probes += [Probe("absent", question) for question in self.rng.sample(never, 4)]

    def _worded(self, slot: str, kind: str, value: str, old: str) -> str:
        text = self.rng.choice(self.says[slot][kind])
        subject = value if kind != "end" else old
        return text.replace("{v}", value).replace("{old}", old).replace("{V}", subject.capitalize())

    def _say(self, text: str, start: float, end: float, *, author: str = "me") -> Trace:
        """At some time between two shares of the life; never two at once."""
        days = self.plan.days * self.rng.uniform(start, end)
        at = _START + timedelta(days=int(days), minutes=self.rng.randrange(0, 780), seconds=len(self.traces) % 60)
        trace = Trace(text, at=at, kind="said", author=author, source="planted", ref=f"{self.name}/{len(self.traces)}",
                      session=f"{at:%Y-%m-%d}")  # fmt: skip
        self.traces.append(trace)
        return trace
