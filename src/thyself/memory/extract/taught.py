# ruff: noqa: E501  (expressions read best in one line)
"""Taught: what a person teaches an assistant: what words mean to them, which units they use, how answers must look.

"KPI means kill probability index here", "we measure in bar", "from now on answer in bullet points", and what made the
person accept an answer ("perfect, exactly the table I wanted"). Each is a pair of a key and a value; one value holds at
a time, so that a correction closes what was taught before.

Source: the three kinds of memory of MARK, Memory Augmented Refinement of Knowledge (2025); read by rules here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from thyself.core import Trace
from thyself.memory.extract.clauses import Sentence, unshown
from thyself.memory.extract.orders import speaks_to_a_model
from thyself.memory.extract.records import Record, Schema
from thyself.memory.extract.rules import TELLING

#: The areas of what is taught: what words mean, which units are used, how answers must look, what was found good.
TERM: Final = "term"
UNIT: Final = "unit"
WISH: Final = "wish"
GOOD: Final = "accepted"
TAUGHT: Final = frozenset({TERM, UNIT, WISH, GOOD})

_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:\.(?=\w)[^.!?\n]+)*[.!?]*")
_UNSURE: Final = re.compile(
    r"\?|^\s*(?:if|does|do|is|are|what|why|how|could|would|should|maybe|perhaps|suppose)\b|\b(?:i think|i guess|not sure|no idea|might|"
    r"i wonder|don't know|says|(?:they|people|some|you) say|said|told|claims?|according to)\b",
    re.IGNORECASE,
)
_TERM: Final = r"(?P<k>[\"'“]?[\w&/+-]+(?: [\w&/+-]+){0,3}?[\"'”]?)"
_VALUE: Final = r"(?P<v>[^.;:!?\n\"“”]{2,100}?)"
_HERE: Final = r"(?:,? ?(?:here|for us|in our (?:team|company|group|unit|lab|shop|world|language)|at our (?:place|company)|with us|to us|to me|in this (?:team|project)))?"
_LEAD: Final = r"^\W*(?:(?:no|actually|remember|note|careful|sorry|just so you know|fyi|by the way|btw|please|well|ok|okay|and|but|so|correction|update|for the record|that)[,:]? )*"
_END: Final = rf"{_HERE}(?:, (?:not|and not|never) (?P<n>[^.;!?\n]{{2,80}}?))?(?:,? (?:from now on|now|since \w+|these days))?\s*[.!]*$"


@dataclass(frozen=True, slots=True)
class _Way:
    about: str
    form: re.Pattern[str]
    says: str
    slot: str = "{about}:{k}"


def _way(about: str, form: str, says: str, slot: str = "{about}:{k}") -> _Way:
    return _Way(about, re.compile(form, re.IGNORECASE), says, slot)


_WAYS: Final = (
    _way(TERM, rf"{_LEAD}(?:(?:in our team|for us|here|with us|at our company|in our company|in this team),? )?{_TERM}{_HERE} (?:means|stands for|is short for|is our (?:name|word|term) for|refers to|now means|is what we call) {_VALUE}{_END}",
         "{k} means {v}"),
    _way(TERM, rf"{_LEAD}(?:when (?:i|we) say|by) {_TERM}{_HERE},? (?:i|we) mean {_VALUE}{_END}", "{k} means {v}"),
    _way(TERM, rf"{_LEAD}we call {_VALUE} (?:an? |the )?(?P<k>[\"'“][^\"'”\n]{{2,40}}[\"'”]|[A-Z][\w-]*){_END}", "{k} means {v}"),
    _way(UNIT, rf"{_LEAD}(?:we|i)(?: always| only)? (?:measure|give|state|report|quote|express|write) (?P<k>(?:the |our |all )?[\w-]+(?: [\w-]+){{0,2}}?) in (?P<v>[\w°/%²³-]+(?: [\w/]+){{0,2}}?){_END}",
         "{k} in {v}"),
    _way(UNIT, rf"{_LEAD}(?:please )?(?:use|give me|write) (?P<v>[\w°/%²³-]+(?: [\w/]+)?) for (?P<k>(?:the |our |all )?[\w-]+(?: [\w-]+)?){_END}", "{k} in {v}"),
    _way(WISH, rf"{_LEAD}(?:from now on,? )?(?:please )?(?:always |only )?(?:answer|reply|respond|write|explain|keep (?:it|answers|your answers)|give (?:me )?(?:answers|it|your answers)) (?:to me |me )?(?P<v>(?:in|with|as|without|short|brief|under|using|at)\b[^.;:!?\n]{{0,60}}?),?(?: from now on)?\s*[.!]*$",
         "Wants answers {v}", "{about}:answers"),
    _way(GOOD, rf"{_LEAD}(?:perfect|great|excellent|thanks|thank you|yes|that's it|exactly)\b[^.!?\n]{{0,40}}?\bexactly (?:the |what i (?:wanted|needed|like)[,:] ?|how i (?:like|want) it[,:] ?|an? )(?P<v>[\w-]+(?: [\w-]+){{0,5}}?)(?: (?:i (?:wanted|needed|like|asked for)|for me))?\s*[.!]*$",
         "Accepted: {v}", ""),
)  # fmt: skip
_NO_TERM: Final = re.compile(
    r"^(?:it|that|this|he|she|they|which|what|i|you|we|there|and|life|love|work|home|everything|nothing|something|friendship|family|time|money)$",
    re.IGNORECASE,
)
_NO_VALUE: Final = re.compile(
    r"^(?:a lot|so much|everything|the world|nothing|something|that|it|much|more|business|well|no|yes|trouble)\b",
    re.IGNORECASE,
)
#: How sure what was taught is, and what was found good.
_SURE: Final = 0.9
_LESS: Final = 0.6


class Taught:
    """What the person teaches, by rules alone; no model is called."""

    name = "taught"
    schema: Schema = "pair"

    def extract(self, traces: Sequence[Trace]) -> list[Record]:
        """What is taught in the traces, in their order; nothing for others' words and for questions."""
        return [
            record
            for trace in traces
            if trace.author == "me" and trace.kind in TELLING and trace.text
            for record in _read(trace)
        ]


def statements(text: str) -> Iterator[Sentence]:
    """The sentences in which something can be taught: no questions, guesses or hearsay, and nothing that is only shown."""
    text = unshown(text.replace("’", "'").replace("‘", "'"))
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        if sentence and "\x00" not in sentence and not _UNSURE.search(sentence) and not speaks_to_a_model(sentence):
            start = match.start() + match.group().index(sentence)
            yield Sentence(sentence, start, start + len(sentence))


def _read(trace: Trace) -> Iterator[Record]:
    seen: set[str] = set()
    for sentence in statements(trace.text):
        for way in _WAYS:
            found = way.form.match(sentence.text)
            if found is not None and (record := _record(way, found, trace, sentence)) is not None:
                if record.line_id not in seen:
                    seen.add(record.line_id)
                    yield record
                break


def _record(way: _Way, found: re.Match[str], trace: Trace, sentence: Sentence) -> Record | None:
    groups = found.groupdict()
    key = re.sub(r"^(?:the|our|all|an?) ", "", (groups.get("k") or "").strip(" \"'“”"), flags=re.IGNORECASE)
    value = groups["v"].strip(" ,\"'“”")
    if (way.about in (TERM, UNIT) and (not key or _NO_TERM.match(key))) or not value or _NO_VALUE.match(value):
        return None
    return Record(
        about=way.about, slot=way.slot.format(about=way.about, k=key.casefold()) if way.slot else "", subject="me",
        value=value, text=way.says.format(k=key, v=value), stance="is", confidence=_LESS if way.about == GOOD else _SURE,
        sensitivity=trace.sensitivity, start=sentence.start, end=sentence.end, by=f"taught {way.about}",
        trace_id=trace.id, schema="pair", clause=sentence.text,
    )  # fmt: skip
