# ruff: noqa: E501  (sentences read best in one line)
"""Teams: planted people who teach an assistant the words, units and habits of their team, and correct themselves.

Every team gives its own meaning to the same abbreviations, so that another team's teaching is wrong for it. Some of what
is taught is corrected later, some is contradicted once by a source that is not to be trusted, and the assistant says
what the words usually mean. Some sentences are put in ways that no pattern of ours has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, Literal

from thyself.core import Trace

Sort = Literal["taught", "corrected", "doubtful", "unit", "form"]

_START: Final = datetime(2024, 1, 8, 9, tzinfo=UTC)
NOW: Final = datetime(2024, 4, 1, 9, tzinfo=UTC)
GOSSIP: Final = "rumours"

#: What each abbreviation may mean; the first is what it usually means.
TERMS: Final[Mapping[str, Sequence[str]]] = {
    "KPI": ("key performance indicator", "kiln pressure index", "kelp planting interval", "knit pattern item"),
    "PRD": ("product requirements document", "pump repair date", "pollen reading data", "press room desk"),
    "SLA": ("service level agreement", "solder line alarm", "seed lot archive", "studio light array"),
    "ETA": ("estimated time of arrival", "epoxy test area", "egg tray audit", "evening tour agent"),
    "CTR": ("click through rate", "cold tank reserve", "crop trial report", "costume trunk room"),
    "MVP": ("minimum viable product", "main valve plan", "mulch value point", "museum visitor pass"),
    "NPS": ("net promoter score", "nozzle pressure sensor", "nursery plot system", "night porter shift"),
    "OKR": ("objectives and key results", "oil kettle reading", "orchard keeper roster", "opera kit rental"),
    "BOM": ("bill of materials", "boiler outlet meter", "bee order manifest", "backstage oven map"),
    "QBR": ("quarterly business review", "quartz bar rack", "quince bed rotation", "quiet booth request"),
}
_UNITS: Final[Mapping[str, Sequence[str]]] = {
    "pressure": ("psi", "bar", "kilopascal", "torr"),
    "temperature": ("Fahrenheit", "Celsius", "Kelvin", "Rankine"),
    "distance": ("miles", "kilometres", "furlongs", "yards"),
    "weight": ("pounds", "kilograms", "stones", "tonnes"),
}
_FORMS: Final = ("in bullet points", "in one short paragraph", "as a table", "in plain words without numbers")

#: How something is taught, corrected, and said by a doubtful source; the last of each is in no pattern of ours.
_TAUGHT: Final = (
    "{k} means {v} here.", "In our team, {k} stands for {v}.", "When I say {k}, I mean {v}.",
    "By the way, {k} is short for {v}.", "For our crew the letters {k} are the {v}, nothing else.",
)  # fmt: skip
_CORRECTED: Final = (
    "No, {k} means {v}, not {old}.", "Correction: {k} stands for {v} from now on.", "{k} now means {v}.",
    "I told you wrong about {k} before, we use it as {v}.",
)  # fmt: skip
_RUMOUR: Final = ("{k} means {v}.", "{k} stands for {v}.")
_UNIT: Final = (
    "We give {k} in {v}.",
    "We measure the {k} in {v}.",
    "Please use {v} for {k}.",
    "Any {k} you tell us must be in {v}.",
)
_FORM: Final = ("From now on answer {v}.", "Please always reply {v}.", "I like it best when I get things {v}.")
_SMALL: Final = (
    "Can you check the list for tomorrow?", "Thanks, that helps.", "The meeting was moved to three.", "Who is on shift today?",
    "I will be out on Friday.", "Could you make that shorter?", "The delivery came late again.", "What is the KPI report about?",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with four answers.

    Args:
        sort: What it is about: something ``taught`` once, ``corrected``, contradicted by a ``doubtful`` source, a
            ``unit``, the ``form`` of answers.
        question: The words.
        options: Four answers, shuffled.
        right: The place of the right one.
    """

    sort: Sort
    question: str
    options: tuple[str, ...]
    right: int


@dataclass(frozen=True, slots=True)
class Team:
    """One planted team: what its person said and heard, in order of time, and what to ask."""

    name: str
    traces: tuple[Trace, ...]
    choices: tuple[Choice, ...]


def team(name: str, number: int, rng: Random) -> Team:
    """Plant a team.

    Args:
        name: Its name.
        number: Which meanings it has; those of the next number differ in each.
        rng: Of all that is drawn.
    """
    return _Planting(name, number, rng).team()


class _Planting:
    def __init__(self, name: str, number: int, rng: Random) -> None:
        self._name, self._number, self._rng = name, number, rng
        self._traces: list[Trace] = []
        self._choices: list[Choice] = []

    def team(self) -> Team:
        terms = self._rng.sample(sorted(TERMS), 8)
        for place, term in enumerate(terms):
            sort: Sort = "taught" if place < 3 else "corrected" if place < 6 else "doubtful"
            self._term(term, sort)
        for what in self._rng.sample(sorted(_UNITS), 2):
            values = _UNITS[what]
            self._say(self._rng.choice(_UNIT), 5, 20, k=what, v=values[1 + self._number % 3])
            self._ask("unit", f"In which unit do we give {what}?", values, values[1 + self._number % 3])
        wish = _FORMS[self._number % len(_FORMS)]
        self._say(self._rng.choice(_FORM), 5, 20, v=wish)
        self._ask("form", "How do I want answers to be?", _FORMS, wish)
        for _ in range(20):
            self._say(self._rng.choice(_SMALL), 0, 70)
        return Team(self._name, tuple(sorted(self._traces, key=lambda each: each.at)), tuple(self._choices))

    def _term(self, term: str, sort: Sort) -> None:
        usual, *own = TERMS[term]
        right, other = own[self._number % 3], own[(self._number + 1) % 3]
        self._say(f"{term} usually means {usual}.", 0, 70, author="assistant")
        if sort == "corrected":
            self._say(self._rng.choice(_TAUGHT), 2, 15, k=term, v=other)
            self._say(self._rng.choice(_CORRECTED), 30, 60, k=term, v=right, old=other)
        else:
            self._say(self._rng.choice(_TAUGHT), 2, 15, k=term, v=right)
        if sort == "doubtful":
            self._say(self._rng.choice(_RUMOUR), 30, 60, k=term, v=other, source=GOSSIP)
        self._ask(sort, f"What does {term} mean?", TERMS[term], right)

    def _ask(self, sort: Sort, question: str, options: Sequence[str], right: str) -> None:
        shuffled = tuple(self._rng.sample(list(options), len(options)))
        self._choices.append(Choice(sort, question, shuffled, shuffled.index(right)))

    def _say(self, text: str, first: int, last: int, *, author: str = "me", source: str = "chat", **words: str) -> None:
        at = _START + timedelta(days=self._rng.randrange(first, last), minutes=self._rng.randrange(480), seconds=len(self._traces))  # fmt: skip
        self._traces.append(
            Trace(text.format(**words), at=at, kind="said", author=author, source=source,
                  ref=f"{self._name}/{len(self._traces)}", session=f"{at:%Y-%m-%d}")
        )  # fmt: skip
