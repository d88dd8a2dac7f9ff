"""Statements: what records of any extractor come to in the terms of a personal graph, each with its trace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from thyself.core import Sensitivity, Trace
from thyself.core.trace import digest, from_microseconds, microseconds
from thyself.memory.extract.mentions import KIN, ME
from thyself.memory.extract.records import Record, Stance
from thyself.memory.extract.validity import NOTHING_SAID, validity
from thyself.memory.ontology import KNOW, Ontology
from thyself.store.port import Derived

#: The derived rows that keep them.
SAID: Final = "graph:said"
#: In place of a value: whatever it was.
ANY: Final = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One trace's word for a relation.

    Args:
        subject, object: As the trace calls them: a name, :data:`ME`, or a relative without a name ("my sister"); the
            object may be words, where the property asks for words.
        predicate: A property of the ontology.
        stance: ``"is"``: it holds; ``"not"``: it does not hold any more; ``"was"``: it held earlier.
        at: When it was said, in microseconds since 1970.
        since, until: From when until when it holds, as far as the words tell, in microseconds.
        confidence: From 0 to 1.
        trace_id: The trace that says so.
        start: Where in it, in characters.
        sensitivity: Of the trace or the area, whichever is higher.
        by: The extractor.
    """

    subject: str
    predicate: str
    object: str
    stance: Stance
    at: int
    since: int | None
    until: int | None
    confidence: float
    trace_id: str
    start: int
    sensitivity: Sensitivity
    by: str

    @property
    def key(self) -> str:
        """Its name among the rows that are kept."""
        return digest(self.trace_id, self.subject, self.predicate, self.object, self.stance)

    def row(self) -> Derived:
        """As it is kept: it goes with its trace."""
        return Derived(SAID, self.key, asdict(self), sources=(self.trace_id,))

    @staticmethod
    def read(body: Mapping[str, Any]) -> Statement:
        """What a row keeps."""
        return Statement(**dict(body))


def statements(
    records: Iterable[Record], traces: Mapping[str, Trace], zone: ZoneInfo, *, ontology: Ontology = KNOW
) -> list[Statement]:
    """The statements of some records; what the ontology has no property for is left out.

    Args:
        records: Of any schema: triples as they are, facts by their area and slot.
        traces: The traces by id.
        zone: The person's clock, for words of time.
        ontology: What a graph may say.
    """
    made: dict[str, Statement] = {}
    for record in records:
        for subject, predicate, value, stance in _terms(record):
            if predicate not in ontology or (predicate == "name" and value == ANY):
                continue
            each = _statement(record, traces[record.trace_id], zone, (subject, predicate, value, stance))
            made.setdefault(each.key, each)
    return list(made.values())


def _statement(record: Record, trace: Trace, zone: ZoneInfo, terms: tuple[str, str, str, Stance]) -> Statement:
    subject, predicate, value, stance = terms
    lasting = predicate in KNOW and KNOW.narrower(predicate, "relative")
    held = NOTHING_SAID if lasting else validity(record.clause, stance, trace.at, zone)
    return Statement(
        subject=subject,
        predicate=predicate,
        object=value,
        stance=stance,
        at=microseconds(trace.at),
        since=_moment(held.since),
        until=_moment(held.until),
        confidence=round(record.confidence, 4),
        trace_id=record.trace_id,
        start=record.start,
        sensitivity=record.sensitivity,
        by=record.by,
    )


def _moment(at: datetime | None) -> int | None:
    return None if at is None else microseconds(at)


def moment(at: int) -> datetime:
    """The time of a statement (UTC)."""
    return from_microseconds(at)


#: Facts by area or slot, and the property that they come to.
_BY_SLOT: Final[Mapping[str, str]] = {
    "home:place": "home",
    "home:origin": "origin",
    "home:grew up": "origin",
    "birth:in": "birthplace",
    "work:at": "employer",
    "work:as": "occupation",
    "study:at": "school",
    "age": "age",
    "name": "name",
    "likes": "likes",
}
_CALLED: Final = re.compile(r"^(?P<kin>[\w' -]+?) is called (?P<name>.+)$")
_PET: Final = re.compile(r"\b(?:named|called) (?P<name>[A-ZÀ-Ý][\w'-]+)")
_ARTICLE: Final = re.compile(r"^(?:an?|the|my|our|his|her) ", re.IGNORECASE)


def _terms(record: Record) -> list[tuple[str, str, str, Stance]]:
    """Subject, property, value and stance; one record may come to several."""
    if record.schema == "triple":
        return [(record.subject, record.about, record.value, record.stance)]
    if record.schema != "fact":
        return []
    whose = _relative(record.subject)
    out = list(whose.stated)
    name = _BY_SLOT.get(record.slot) or _BY_SLOT.get(record.about if not record.slot else "")
    if name is not None and not (name == "birthplace" and record.value[:1].isdigit()):
        out.append((whose.name, name, record.value, record.stance))
    elif record.about == "pets" and (named := _PET.search(record.value)) is not None:
        out.append((whose.name, "pet", named["name"], record.stance))
    elif record.about == "things":
        out.append((whose.name, "owns", _ARTICLE.sub("", record.value), record.stance))
    elif record.about in ("family", "people") and record.subject == ME:
        out += _of_family(record)
    return out


def _of_family(record: Record) -> list[tuple[str, str, str, Stance]]:
    called = _CALLED.match(record.text)
    word = called["kin"].lower().split()[-1] if called else ""
    if called and word in KIN:
        return [(ME, KIN[word], called["name"], record.stance)]
    if record.text.startswith("Is married to "):
        return [(ME, "spouse", record.value, record.stance)]
    if record.stance != "is" and record.slot == "" and record.value.endswith(("partner", "wife", "husband")):
        return [(ME, "partner", ANY, record.stance)]
    return []


@dataclass(frozen=True, slots=True)
class _Whose:
    name: str
    stated: Sequence[tuple[str, str, str, Stance]]


def _relative(subject: str) -> _Whose:
    """Of whom a fact speaks: "sister Anna" is Anna, my sister; "mom" is my mother, who has no name yet."""
    if subject == ME:
        return _Whose(ME, ())
    words = subject.split()
    named = words[-1] if len(words) > 1 and words[-1][0].isupper() else ""
    word = next((each for each in reversed(words) if each.lower() in KIN), "")
    if not word:
        return _Whose(subject, ())
    kin = KIN[word.lower()]
    name = named or f"my {kin}"
    return _Whose(name, ((ME, kin, name, "is"),))
