# ruff: noqa: E501  (expressions read best in one line)
"""Admit: which records may be kept. One that its trace does not say, or that another said, is turned away with a reason.

An extractor may be any model; what it reads is held here against the trace that it cites: the words must stand there,
in a plain statement of the person's own (no question, quotation, example or role), must speak of the person or of
somebody of theirs, and must not be words of an assistant or of something read that the person gave back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from thyself.core import Trace
from thyself.core.words import stem, words
from thyself.memory.extract.clauses import Sentence, doubted, sentences
from thyself.memory.extract.gazetteer import is_forename
from thyself.memory.extract.kinds import members, telling
from thyself.memory.extract.orders import speaks_to_a_model
from thyself.memory.extract.records import Record
from thyself.memory.extract.rules import TELLING
from thyself.memory.extract.taught import TAUGHT, statements
from thyself.memory.extract.words import RELATIVES

if TYPE_CHECKING:
    from thyself.store.port import Scope

Heard = Callable[[Trace], Sequence[str]]
"""What others said, and what was read, before a trace."""

#: Places with one value only, which may be told without its word ("I gave up cigarettes").
_IN_OTHER_WORDS: Final = frozenset({"habits:smoking"})
#: So many turns of others before a trace are looked at, and what was read in so many days.
_TURNS: Final = 20
_DAYS: Final = 7
#: Words in a row that are given back, and not said anew.
_RUN: Final = 6


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that was turned away, and why."""

    record: Record
    why: str


def admit(
    records: Iterable[Record], traces: Mapping[str, Trace], *, heard: Heard | None = None
) -> tuple[list[Record], list[Refused]]:
    """The records that may be kept, and those that may not.

    Args:
        records: Of any extractor that reads facts, pairs or preferences.
        traces: The traces by id.
        heard: What was said to the person, or read by them, before a trace; ``None``: nothing.
    """
    kept: list[Record] = []
    refused: list[Refused] = []
    for record in records:
        trace = traces.get(record.trace_id)
        why = "cites a trace that was not read" if trace is None else why_not(record, trace)
        if not why and trace is not None and heard is not None and _given_back(record, trace, heard(trace)):
            why = "words of another, given back"
        if why:
            refused.append(Refused(record, why))
        else:
            kept.append(record)
    return kept, refused


def why_not(record: Record, trace: Trace) -> str:
    """Why a trace does not bear a record out; empty where it does."""
    if trace.author != "me":
        return "said by another"
    if trace.kind not in TELLING:
        return f"not told by the person: {trace.kind}"
    if record.trace_id != trace.id or not 0 <= record.start < record.end <= len(trace.text):
        return "its place is not in the trace"
    told = [
        each
        for each in _told(trace.text, record.about in TAUGHT)
        if each.start < record.end and record.start < each.end
    ]
    if not told:
        return "asked, quoted, wished, or told as another's"
    if any(speaks_to_a_model(each.text) for each in told):
        return "speaks to a model"
    if not contained(record, trace):
        return "not in the words that it cites"
    if record.stance != "is" or record.about in TAUGHT:
        return ""
    plainly = [each for each in told if _plainly(record, each)]
    if not plainly:
        return "asked, quoted, wished, or told as another's"
    if record.about == "pets" and not any(members("pet") & {stem(w) for w in words(each.text)} for each in told):
        return "speaks of no animal"
    return "" if any(_is_theirs(record, each.text) for each in plainly) else "of somebody else"


def contained(record: Record, trace: Trace) -> bool:
    """Whether a trace of the person's own says what a record reads out of it, at the place that the record names.

    What something ends need not be named there: "we broke up" ends what was said of a partner, and adds nothing.
    """
    if trace.author != "me" or record.trace_id != trace.id or not 0 <= record.start < record.end <= len(trace.text):
        return False
    if record.stance != "is":
        return True
    there = {stem(word) for word in words(trace.text[record.start : record.end])}
    return record.slot in _IN_OTHER_WORDS or {stem(word) for word in telling(record.value)} <= there


def _plainly(record: Record, sentence: Sentence) -> bool:
    """Whether a sentence tells the value as it is: not after words of a wish, a condition or hearsay."""
    if record.slot in _IN_OTHER_WORDS:
        return True
    wanted = {stem(word) for word in telling(record.value)}
    if not wanted <= {stem(word) for word in words(sentence.text)}:
        return False
    if not doubted(sentence.text[: _first(sentence.text, wanted)]):
        return True
    said = [each for each in sentence.clauses() if wanted <= {stem(word) for word in words(each)}]
    return any(_MAY.search(each[: _first(each, wanted)]) is None for each in said)


def _first(text: str, wanted: set[str]) -> int:
    """Where the first of some words stands."""
    return min(
        (each.start() for each in _WORD.finditer(text) if {stem(w) for w in words(each.group())} & wanted), default=0
    )


#: What may be, and is not told as it is.
_MAY: Final = re.compile(r"\b(?:could|might|may|maybe|perhaps|would(?! (?:say|love))|should)\b", re.IGNORECASE)


def heard_in(scope: Scope) -> Heard:
    """What others said in the conversation before a trace, and what the person read in the days before."""
    return _Before(scope)


class _Before:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._known: dict[str, Sequence[str]] = {}

    def __call__(self, trace: Trace) -> Sequence[str]:
        if trace.id not in self._known:
            self._known[trace.id] = self._read(trace)
        return self._known[trace.id]

    def _read(self, trace: Trace) -> list[str]:
        texts = []
        if trace.session is not None:
            turns = self._scope.traces(session=trace.session, before=trace.at, newest_first=True, limit=2 * _TURNS)
            texts += [each.text for each in turns if each.author != "me"]
        since = trace.at - timedelta(days=_DAYS)
        read = self._scope.traces(kinds=["read", "saw"], since=since, before=trace.at, newest_first=True, limit=_TURNS)
        return texts + [each.text for each in read]


@lru_cache(maxsize=4096)
def _told(text: str, taught: bool) -> tuple[Sentence, ...]:  # a key of the cache
    return tuple(statements(text) if taught else sentences(text))


def _given_back(record: Record, trace: Trace, heard: Sequence[str]) -> bool:
    """Whether the words that a record cites stand in a row in what was said to the person before."""
    said = words(trace.text[record.start : record.end])
    long = min(_RUN, max(4, len(said)))
    if len(said) < long:
        return False
    runs = {tuple(said[at : at + long]) for at in range(len(said) - long + 1)}
    wanted = {stem(word) for word in telling(record.value)}
    runs = {run for run in runs if wanted & {stem(word) for word in run}}
    return any(not runs.isdisjoint(_runs(text, long)) for text in heard) if runs else False


@lru_cache(maxsize=2048)
def _runs(text: str, long: int) -> frozenset[tuple[str, ...]]:
    found = words(text)
    return frozenset(tuple(found[at : at + long]) for at in range(len(found) - long + 1))


_VERB: Final = (
    r"(?:is|was|are|were|has|had|have|do|does|did|can|will|got|went|told|bought|came|began|[a-z]{2,}(?:s|ed))\b"
)
#: The words that say of whom a clause speaks, in the order in which they stand.
_SUBJECT: Final = re.compile(
    r"(?P<me>\b(?:i|im|i'm|i've|i'd|i'll|we|we're|we've|me)\b)"
    rf"|\b(?:my|our) (?:[\w-]+ )?(?P<theirs>{RELATIVES}|classmate|client|landlord|buddy|pal|mate|student|customer|tutor)(?:'s\b|"
    rf"(?:,? (?-i:[A-Z][a-zà-ÿ]+),?)? (?:(?:who|also|really|just|always|still|now|never|often) )*(?:{_VERB}|'s\b))"
    r"|(?P<my>\b(?:my|mine|our|ours)\b)"
    r"|(?P<else>\b(?:he|she|they|you|he's|she's|they're|you're|everyone|everybody|somebody|someone)\b)"
    rf"|\b(?P<name>(?-i:[A-Z][a-zà-ÿ]+)) (?:(?:who|also|really|just|always|still|now|never|often) )*(?-i:{_VERB})",
    re.IGNORECASE,
)


def _is_theirs(record: Record, sentence: str) -> bool:
    """Whether the person, or somebody of theirs whom the record names, is spoken of where the value stands."""
    if record.subject != "me":
        named = {stem(word) for word in telling(record.subject)}
        return bool(named & {stem(word) for word in words(sentence)})
    wanted = {stem(word) for word in telling(record.value)}
    places = [
        match.start() for match in _WORD.finditer(sentence) if {stem(word) for word in words(match.group())} & wanted
    ]
    if not places or (record.about in _OF_THEIRS and not record.slot.startswith(_OWN)):
        return True
    last = None
    for match in _SUBJECT.finditer(sentence, 0, places[0]):
        if match["name"] is None or is_forename(match["name"]):
            last = match
    if record.slot.startswith(_OWN):
        return last is None or last["theirs"] is None or _PARTNER.match(last["theirs"]) is not None
    return last is None or last["me"] is not None or last["my"] is not None


_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: Areas that speak of others by their nature.
_OF_THEIRS: Final = frozenset({"family", "people"})
_PARTNER: Final = re.compile(r"(?:\w+[- ])?(?:partner|girlfriend|boyfriend|wife|husband|spouse|fianc)", re.IGNORECASE)
#: Places among them that are the person's own, told of a partner as well.
_OWN: Final = ("family:partner", "family:status")
