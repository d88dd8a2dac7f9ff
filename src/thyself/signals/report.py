"""Report: what a person's own figures show, in sections of which each builds on what the ones before concluded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

import numpy as np

from thyself.core import Finding
from thyself.signals.features import Feature, features
from thyself.signals.insights import finished
from thyself.signals.metrics import metric_of
from thyself.signals.norms import ADULT, About, Judgement, Norms, judge
from thyself.signals.redflags import red_flag
from thyself.signals.series import Daily, all_daily
from thyself.signals.spec import Group, Part, Rule, Spec
from thyself.signals.telling import Fact, fact, told
from thyself.signals.text import NOT_ADVICE
from thyself.signals.training import training_load
from thyself.store.port import Scope

#: With fewer nights or days there is no report.
ENOUGH: Final = 7
#: Figures older than so many days give no word of how things go lately.
_FRESH_DAYS: Final = 2
_LATELY: Final = frozenset({"recent", "recent_z", "trend", "load", "load_ratio"})
_FIELD: Final = re.compile(r"\{(!?)([^}|]+)(?:\|(size|norm))?\}")
_CHILD: Final = (
    "These reports are made for adults. For somebody younger than 18, please ask a doctor who knows children."
)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a report.

    Args:
        rule: Which rule said it.
        title: Its heading.
        text: The sentence.
        facts: The figures that it cites.
        notable: Whether it tells something out of the usual.
    """

    rule: str
    title: str
    text: str
    facts: tuple[Fact, ...] = ()
    notable: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One section.

    Args:
        part: What it is for.
        said: Its sentences; all figures of the section are in them.
        text: As it reads.
        writer: Who worded it: ``"template"``, or the name of a language model.
    """

    part: Part
    said: tuple[Said, ...]
    text: str = ""
    writer: str = "template"

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The figures that it cites."""
        return tuple(each for said in self.said for each in said.facts)


@dataclass(frozen=True, slots=True)
class Report:
    """A report.

    Args:
        topic: Of what.
        sections: In order; empty where a red flag stands in place of them, or the figures are too few.
        features: Everything that was looked at, by name, said or not.
        note: How old the figures are and that they are no advice, or why there is no section.
        flag: The red flag, where there is one: it is told alone.
    """

    topic: str
    sections: tuple[Section, ...] = ()
    features: Mapping[str, Feature] = field(default_factory=dict)
    note: str = ""
    flag: Finding | None = None

    @property
    def text(self) -> str:
        """As it reads."""
        if self.flag is not None:
            return self.flag.text
        parts = [f"## {each.part.title}\n\n{each.text}" for each in self.sections]
        return "\n\n".join([*parts, self.note]).strip()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All figures that it cites, in order."""
        return tuple(each for section in self.sections for each in section.facts)

    @property
    def notable(self) -> tuple[str, ...]:
        """The rules that told something out of the usual."""
        return tuple(each.rule for section in self.sections for each in section.said if each.notable)


class Writer(Protocol):
    """The slot that words a section."""

    def write(self, section: Section, earlier: Sequence[Section]) -> Section:
        """The section with its text; ``earlier`` are the sections before it, worded."""


class Template:
    """Words a section by putting its sentences under their headings; no model is needed."""

    def write(self, section: Section, earlier: Sequence[Section]) -> Section:
        """The sentences, by heading."""
        by_title: dict[str, list[str]] = {}
        for each in section.said:
            by_title.setdefault(each.title, []).append(each.text)
        alone = len(by_title) == 1
        lines = [" ".join(own) if alone else f"**{title}.** {' '.join(own)}" for title, own in by_title.items()]
        return replace(section, text="\n".join(lines))


@dataclass(frozen=True, slots=True)
class Chain:
    """Sections made one after the other by the rules of a spec; later ones stand on what earlier ones concluded.

    Args:
        spec: What is looked at and said.
        norms: Whom to compare with.
        writer: Words each section.

    Source: Towards a Personal Health Large Language Model (2024); the headings of sleep are those of RU-SATED (2014).
    """

    spec: Spec
    norms: Norms
    writer: Writer = Template()  # noqa: RUF009 - it has no state

    def report(self, scope: Scope, *, about: About, now: datetime) -> Report:
        """The report of a person, with nothing that happened after ``now``.

        A red flag stands alone; a child gets none; with fewer than seven days there is none; figures older than two
        days tell nothing of how things go lately.
        """
        today = np.datetime64(now.astimezone(scope.zone).date())
        series = {name: finished(each, today) for name, each in all_daily(scope, zone=scope.zone, before=now).items()}
        flag = red_flag(scope, series, until=now)
        if flag is not None:
            return Report(self.spec.topic, flag=flag)
        return self.of(series, about=about, today=today)

    def of(self, series: Mapping[str, Daily], *, about: About, today: np.datetime64) -> Report:
        """The report of series as they are, up to a day."""
        if about.age is not None and about.age < ADULT:
            return Report(self.spec.topic, note=_CHILD)
        load = training_load(series)
        own = series if load is None else {**series, "training_load": load}
        main = own.get(self.spec.main)
        last = today if main is None or not main.n else min(main.days[main.known][-1], today)
        found = features(own, self.spec.features, last=last)
        days = _days(main, last)
        if days < ENOUGH:
            label = metric_of(self.spec.main).label
            few = f"Not enough: {days} days of {label} in the last four weeks of figures, {ENOUGH} are needed."
            return Report(self.spec.topic, features=found, note=few)
        old = int((today - last).astype(int)) > _FRESH_DAYS
        if old:
            lately = {name for name, each in found.items() if each.spec.statistic in _LATELY}
            found = {name: replace(each, value=None) if name in lately else each for name, each in found.items()}
        stale = f"The newest of these figures is of {last}: nothing is said of how things go lately. " if old else ""
        run = _Run(self.spec, found, about, self.norms)
        run.lack = "Not measured lately" if old else "Not measured"
        sections: list[Section] = []
        for part in self.spec.parts:
            sections.append(self.writer.write(Section(part, tuple(run.said(part))), sections))
        return Report(self.spec.topic, tuple(sections), found, stale + NOT_ADVICE)


def _days(main: Daily | None, last: np.datetime64) -> int:
    if main is None:
        return 0
    return int((main.known & (main.days > last - np.timedelta64(28, "D")) & (main.days <= last)).sum())


class _Run:
    """What is known while a chain runs: figures, judgements, and what the rules so far came to."""

    def __init__(self, spec: Spec, found: Mapping[str, Feature], about: About, norms: Norms) -> None:
        self._spec, self._features = spec, found
        self.lack = "Not measured"
        self._values: dict[str, float] = {name: each.value for name, each in found.items() if each.value is not None}
        self._given = {} if about.age is None else {"age": Fact("age", about.age, "years", f"{about.age:.0f} years")}
        self._values |= {name: each.value for name, each in self._given.items()}
        self._judged: dict[str, Judgement] = {}
        self._labels: dict[str, str] = {}
        for name, each in found.items():
            if each.spec.statistic == "mean" and each.value is not None:
                self._judge(name, each, about, norms)

    def _judge(self, name: str, feature: Feature, about: About, norms: Norms) -> None:
        assert feature.value is not None
        verdict = judge(feature.spec.metric, feature.value, about, norms)
        if verdict is not None:
            self._judged[name] = verdict
            self._values[f"low:{name}"] = float(verdict.verdict == "low")
            self._values[f"high:{name}"] = float(verdict.verdict == "high")

    def said(self, part: Part) -> list[Said]:
        """The sentences of a section."""
        return [each for group in part.groups for each in self._group(group)]

    def _group(self, group: Group) -> list[Said]:
        found: list[Said] = []
        able = False
        for rule in group.rules:
            can, holds = self._weigh(rule)
            able = able or can
            if holds and not (found and group.pick == "first"):
                found.append(self._say(rule, group.title))
        if not able and group.about:
            return [Said("", group.title, f"{self.lack}: {group.about}.")]
        return found

    def _weigh(self, rule: Rule) -> tuple[bool, bool]:
        """Whether a rule can be told at all, and whether it holds; what it came to is known from then on."""
        missing = [each for each in rule.when if each.key not in self._values]
        signs = [each for each in rule.signs if each in self._values]
        fields = [name for mark, name, _ in _FIELD.findall(rule.say) if not mark and name not in _WORDS]
        if missing or (rule.signs and not signs) or any(name not in self._values for name in fields):
            return False, False
        holds = all(each.holds(self._values[each.key]) for each in rule.when)
        told_signs = sum(self._values[each] for each in signs)
        self._values[rule.name] = float(told_signs if rule.signs else holds)
        self._labels[rule.name] = rule.label
        return True, holds

    def _say(self, rule: Rule, title: str) -> Said:
        facts: list[Fact] = []

        def filled(match: re.Match[str]) -> str:
            plain, name, how = match[1], match[2], match[3]
            if plain:
                facts.append(Fact("advice", 0.0, "", name))
                return name
            if name in _WORDS:
                return self._word(rule, name, facts)
            if how == "norm":
                return self._norm(name, facts)
            made = self._given.get(name) or self._fact(name, size=how == "size")
            facts.append(made)
            return made.printed

        text = _FIELD.sub(filled, rule.say)
        return Said(rule.name, title, text, tuple(facts), rule.notable)

    def _fact(self, name: str, *, size: bool) -> Fact:
        made = fact(self._features[name], size=size)
        assert made is not None
        return made

    def _norm(self, name: str, facts: list[Fact]) -> str:
        judged = self._judged.get(name)
        if judged is None or judged.standing is None:
            return ""
        words = f" ({judged.standing.told})"
        facts.append(Fact(f"{name}:norm", float(judged.standing.percentile), "percentile", words))
        return words

    def _word(self, rule: Rule, name: str, facts: list[Fact]) -> str:
        signs = [each for each in rule.signs if self._values.get(each) == 1]
        if name == "because":
            return f" ({', '.join(self._labels[each] for each in signs)})" if signs else ""
        if name == "word":
            return self._spec.words[min(len(signs), len(self._spec.words) - 1)]
        left, printed = told(max(rule.scale - len(signs), 1), "points")
        facts.append(Fact(rule.name, left, "points", printed.removesuffix(" points")))
        return printed.removesuffix(" points")


_WORDS: Final = frozenset({"word", "because", "score"})
