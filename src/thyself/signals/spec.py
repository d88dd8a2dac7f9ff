"""Spec: what a report looks at, says and concludes, as data: features, and rules that build on each other."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

from thyself.core import InvalidInput
from thyself.signals.features import FeatureSpec

#: The reports that come with thyself.
TOPICS: Final = ("sleep", "fitness")
_COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "==": operator.eq,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """A figure, or what an earlier rule concluded, beside a number: ``bedtime_sd > 1``."""

    key: str
    sign: str
    number: float

    def holds(self, value: float) -> bool:
        """Whether it holds for the figure."""
        return _COMPARE[self.sign](value, self.number)


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that may be said.

    Args:
        name: What later rules know it by; its value is 1 where it was said, 0 where it could have been and was not.
        say: The sentence; ``{name}`` is a figure, ``{name|size}`` its size without a sign, ``{name|norm}`` where it
            stands among people, ``{!30 min}`` a figure of the advice itself, ``{word}`` and ``{because}`` what the
            signs come to, ``{score}`` what is left of ``scale``.
        when: All must hold; where a figure of one is missing, the rule cannot be said.
        signs: Rules that speak for this one; its value is then how many of them were said.
        label: How it is called where it is a sign.
        notable: Whether it is out of the usual.
        scale: From this much, less one for each sign, not below 1.
    """

    name: str
    say: str
    when: tuple[Condition, ...] = ()
    signs: tuple[str, ...] = ()
    label: str = ""
    notable: bool = False
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Rules under a heading.

    Args:
        title: The heading.
        rules: In the order in which they are said.
        about: What was not measured where none of them can be said; empty: nothing is said of that.
        pick: Whether all that hold are said, or the first.
    """

    title: str
    rules: tuple[Rule, ...]
    about: str = ""
    pick: Literal["all", "first"] = "all"


@dataclass(frozen=True, slots=True)
class Part:
    """One section: what it is for (a language model is told so), and its groups."""

    name: str
    title: str
    purpose: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """A report.

    Args:
        topic: Its name.
        main: The metric without which there is no report.
        words: What no sign, one sign, two and more are called.
        features: What it looks at.
        parts: Its sections, in order; each can build on what the ones before it concluded.
    """

    topic: str
    main: str
    words: tuple[str, ...]
    features: tuple[FeatureSpec, ...]
    parts: tuple[Part, ...]


@lru_cache(maxsize=8)
def spec(topic: str) -> Spec:
    """The report of a topic.

    Raises:
        InvalidInput: There is none.
    """
    if topic not in TOPICS:
        raise InvalidInput(f"no report is called {topic!r}: there are {', '.join(TOPICS)}")
    return parse(json.loads(files("thyself.signals").joinpath(f"assets/{topic}.json").read_text("utf-8")))


def parse(body: Mapping[str, Any]) -> Spec:
    """A report from its data.

    Raises:
        InvalidInput: A rule stands on something that nothing before it says.
    """
    made = Spec(
        body["topic"],
        body["main"],
        tuple(body["words"]),
        tuple(FeatureSpec(**row) for row in body["features"]),
        tuple(
            Part(each["name"], each["title"], each["purpose"], tuple(_group(row) for row in each["groups"]))
            for each in body["parts"]
        ),
    )
    known = {each.name for each in made.features} | {"age", "bmi"}
    for rule in (rule for part in made.parts for group in part.groups for rule in group.rules):
        unknown = {_plain(each) for each in (*(when.key for when in rule.when), *rule.signs)} - known
        if unknown:
            raise InvalidInput(f"report {made.topic!r}: rule {rule.name!r} stands on {sorted(unknown)}")
        known.add(rule.name)
    return made


def _plain(key: str) -> str:
    return key.removeprefix("low:").removeprefix("high:")


def _group(row: Mapping[str, Any]) -> Group:
    return Group(
        row["title"], tuple(_rule(each) for each in row["rules"]), row.get("about", ""), row.get("pick", "all")
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    conditions: Sequence[Sequence[Any]] = row.get("when", ())
    return Rule(
        row["name"],
        row["say"],
        tuple(Condition(key, sign, float(number)) for key, sign, number in conditions),
        tuple(row.get("signs", ())),
        row.get("label", ""),
        row.get("notable", False),
        row.get("scale", 0),
    )
