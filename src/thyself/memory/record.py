"""Questions to clinical records, declared as data.

A question is put together of small ones by ``&``, ``|`` and ``~``, and is written and read as JSON. Each can be true,
false or unknown: a figure that was never measured makes nobody fit, nor fit the contrary.

Source: Building Flexible, Scalable, and Machine Learning-ready Multimodal Oncology Datasets (MINDS, 2024): cohorts as
questions to clinical tables.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from thyself.core import InvalidInput, Trace
from thyself.memory.patient import RECORD
from thyself.store.port import Scope

Which = Literal["last", "first", "mean", "highest", "lowest"]
_WHICH: Final[tuple[Which, ...]] = ("last", "first", "mean", "highest", "lowest")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one person at a time.

    Args:
        person: Whose it is.
        at: The time.
        born: The date of birth; ``None``: not told.
        sex: ``"female"``, ``"male"`` …; empty: not told.
        traces: The traces of the record up to that time, by kind.
        identities: Digests of identifiers; two records that share one are of one person.
    """

    person: str
    at: datetime
    born: date | None
    sex: str
    traces: Mapping[str, Sequence[Trace]]
    identities: frozenset[str] = frozenset()

    @property
    def age(self) -> int | None:
        """In whole years."""
        if self.born is None:
            return None
        day = self.at.date()
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


def record(scope: Scope, *, at: datetime) -> Record:
    """Read the record of a person, as it was known before a time."""
    by_kind: dict[str, list[Trace]] = {}
    born, sex, identities = None, "", set[str]()
    for each in scope.traces(kinds=("patient", *RECORD), before=at):
        if each.kind == "patient":
            born, sex = _born(each.extra.get("born")) or born, str(each.extra.get("sex", "")) or sex
            identities |= {str(known) for known in each.extra.get("identities", ())}
        else:
            by_kind.setdefault(each.kind, []).append(each)
    return Record(scope.person, at, born, sex, by_kind, frozenset(identities))


def _born(told: Any) -> date | None:
    if not isinstance(told, str) or not told:
        return None
    whole = f"{told}-07-01" if len(told) == 4 else f"{told}-15" if len(told) == 7 else told[:10]
    try:
        return date.fromisoformat(whole)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody fits: ``None`` where it is not known; and the traces that say so."""

    holds: bool | None
    trace_ids: tuple[str, ...] = ()


class Query(ABC):
    """A question to a record. Sub-classes are small; they are joined by ``&``, ``|`` and ``~``."""

    @abstractmethod
    def of(self, record: Record) -> Verdict:
        """Whether it holds of a record."""

    @abstractmethod
    def body(self) -> dict[str, Any]:
        """As JSON values; :func:`parse` is the inverse."""

    def __and__(self, other: Query) -> Query:
        return All((self, other))

    def __or__(self, other: Query) -> Query:
        return Some((self, other))

    def __invert__(self) -> Query:
        return Not(self)


@dataclass(frozen=True, slots=True)
class Has(Query):
    """Has an entry of a kind with one of some codes.

    Args:
        kind: ``"condition"``, ``"medication"``, ``"procedure"`` …
        codes: With their scheme, or names of metrics; empty: any.
        within_days: Only those that hold or happened in so many days before the time; ``None``: ever.
        at_least: How many.
    """

    kind: str
    codes: tuple[str, ...] = ()
    within_days: int | None = None
    at_least: int = 1

    def of(self, record: Record) -> Verdict:
        """See :class:`Query`. What is not on record is not so; where nothing is on record at all, it is not known."""
        found = [each for each in record.traces.get(self.kind, ()) if self._fits(each, record.at)]
        if len(found) >= self.at_least:
            return Verdict(True, tuple(each.id for each in found))
        return Verdict(False if any(record.traces.values()) else None)

    def _fits(self, trace: Trace, at: datetime) -> bool:
        if self.codes and trace.item not in self.codes and trace.extra.get("code") not in self.codes:
            return False
        if self.within_days is None:
            return True
        since = at - timedelta(days=self.within_days)
        if self.kind in ("condition", "medication", "allergy"):
            until = trace.extra.get("until")
            return not isinstance(until, str) or datetime.fromisoformat(until) >= since
        return trace.at >= since

    def body(self) -> dict[str, Any]:
        """See :class:`Query`."""
        return {"has": self.kind, "codes": list(self.codes), "within_days": self.within_days, "at_least": self.at_least}


@dataclass(frozen=True, slots=True)
class Value(Query):
    """A figure that is inside bounds; units are those in which metrics are kept.

    Args:
        metric: ``"blood_pressure_systolic"``, or a code.
        above, below: At least, and less than.
        which: Of several readings.
        within_days: Only readings of so many days before the time.
    """

    metric: str
    above: float | None = None
    below: float | None = None
    which: Which = "last"
    within_days: int | None = None

    def of(self, record: Record) -> Verdict:
        """See :class:`Query`."""
        since = None if self.within_days is None else record.at - timedelta(days=self.within_days)
        told = [
            each
            for each in record.traces.get("measured", ())
            if each.item == self.metric and each.value is not None and (since is None or each.at >= since)
        ]
        if not told:
            return Verdict(None)
        value, behind = _chosen(told, self.which)
        fits = (self.above is None or value >= self.above) and (self.below is None or value < self.below)
        return Verdict(fits, tuple(each.id for each in behind) if fits else ())

    def body(self) -> dict[str, Any]:
        """See :class:`Query`."""
        return {"value": self.metric, "above": self.above, "below": self.below, "which": self.which,
                "within_days": self.within_days}  # fmt: skip


def _chosen(told: Sequence[Trace], which: Which) -> tuple[float, Sequence[Trace]]:
    """A figure of several readings, and the traces behind it."""
    if which == "mean":
        return sum(each.value or 0.0 for each in told) / len(told), told
    chosen = {
        "last": lambda: max(told, key=lambda each: (each.at, each.id)),
        "first": lambda: min(told, key=lambda each: (each.at, each.id)),
        "highest": lambda: max(told, key=lambda each: (each.value or 0.0, each.id)),
        "lowest": lambda: min(told, key=lambda each: (each.value or 0.0, each.id)),
    }[which]()
    return chosen.value or 0.0, (chosen,)


@dataclass(frozen=True, slots=True)
class Age(Query):
    """Is at least, and younger than, so many years old."""

    above: float | None = None
    below: float | None = None

    def of(self, record: Record) -> Verdict:
        """See :class:`Query`."""
        age = record.age
        if age is None:
            return Verdict(None)
        return Verdict((self.above is None or age >= self.above) and (self.below is None or age < self.below))

    def body(self) -> dict[str, Any]:
        """See :class:`Query`."""
        return {"age": {"above": self.above, "below": self.below}}


@dataclass(frozen=True, slots=True)
class Sex(Query):
    """Is of a sex, as the record has it."""

    sex: str

    def of(self, record: Record) -> Verdict:
        """See :class:`Query`."""
        return Verdict(record.sex == self.sex if record.sex else None)

    def body(self) -> dict[str, Any]:
        """See :class:`Query`."""
        return {"sex": self.sex}


@dataclass(frozen=True, slots=True)
class All(Query):
    """All hold: false as soon as one is false, else unknown where one is unknown."""

    parts: tuple[Query, ...]

    def of(self, record: Record) -> Verdict:
        """See :class:`Query`."""
        told = [each.of(record) for each in self.parts]
        if any(each.holds is False for each in told):
            return Verdict(False)
        ids = tuple(dict.fromkeys(one for each in told for one in each.trace_ids))
        return Verdict(None if any(each.holds is None for each in told) else True, ids)

    def body(self) -> dict[str, Any]:
        """See :class:`Query`."""
        return {"all": [each.body() for each in self.parts]}


@dataclass(frozen=True, slots=True)
class Some(Query):
    """At least one holds: true as soon as one is true, else unknown where one is unknown."""

    parts: tuple[Query, ...]

    def of(self, record: Record) -> Verdict:
        """See :class:`Query`."""
        told = [each.of(record) for each in self.parts]
        ids = tuple(dict.fromkeys(one for each in told if each.holds for one in each.trace_ids))
        if any(each.holds for each in told):
            return Verdict(True, ids)
        return Verdict(None if any(each.holds is None for each in told) else False)

    def body(self) -> dict[str, Any]:
        """See :class:`Query`."""
        return {"some": [each.body() for each in self.parts]}


@dataclass(frozen=True, slots=True)
class Not(Query):
    """Does not hold; what is unknown stays unknown."""

    part: Query

    def of(self, record: Record) -> Verdict:
        """See :class:`Query`."""
        holds = self.part.of(record).holds
        return Verdict(None if holds is None else not holds)

    def body(self) -> dict[str, Any]:
        """See :class:`Query`."""
        return {"not": self.part.body()}


def parse(body: Any) -> Query:
    """A question from its JSON values.

    Raises:
        InvalidInput: It is none; the message says which part.
    """
    if not isinstance(body, Mapping):
        raise InvalidInput(f"a question is an object with has, value, age, sex, all, some or not; got {body!r:.60}")
    try:
        if "has" in body:
            return Has(
                str(body["has"]), tuple(map(str, body.get("codes") or ())), _days(body), int(body.get("at_least") or 1)
            )
        if "value" in body:
            which = body.get("which", "last")
            if which not in _WHICH:
                raise InvalidInput(f"which is {which!r}, none of {', '.join(_WHICH)}")
            return Value(str(body["value"]), _number(body, "above"), _number(body, "below"), which, _days(body))
        if "age" in body:
            return Age(_number(body["age"], "above"), _number(body["age"], "below"))
        if "sex" in body:
            return Sex(str(body["sex"]))
        if "not" in body:
            return Not(parse(body["not"]))
        for name, kind in (("all", All), ("some", Some)):
            if name in body:
                return kind(tuple(parse(each) for each in body[name]))
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidInput(f"a part of the question cannot be read ({error}): {dict(body)!r:.100}") from None
    raise InvalidInput(f"no question is told so: {sorted(map(str, body))}; known: has, value, age, sex, all, some, not")


def _number(body: Mapping[str, Any], name: str) -> float | None:
    return None if body.get(name) is None else float(body[name])


def _days(body: Mapping[str, Any]) -> int | None:
    return None if body.get("within_days") is None else int(body["within_days"])
