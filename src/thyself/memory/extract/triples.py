"""Triples: who is what to whom, read out of traces by rules or by the small tagger, checked against the ontology."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final, Protocol, runtime_checkable

from thyself.core import Trace
from thyself.memory.extract.clauses import blanked
from thyself.memory.extract.gazetteer import is_forename
from thyself.memory.extract.mentions import ME, Kin, Mention, Reading, read
from thyself.memory.extract.records import Record, Schema, Stance
from thyself.memory.extract.rules import TELLING
from thyself.memory.extract.tagger import (
    CUES,
    Found,
    Tagger,
    learn,
    named_by,
    own_examples,
    owner,
)
from thyself.memory.ontology import KNOW, TYPE, Ontology, Triple

#: How sure a statement must be to be kept.
SURE: Final = 0.6
#: The same where somebody has a name that is on no list: it may be that of a film or a sport.
SURER: Final = 0.9
#: How sure a statement by rules is.
BY_RULE: Final = 0.9

_UNSURE: Final = re.compile(
    r"\?|\b(?:if|unless|wish(?:es|ed)?|would|could|might|maybe|perhaps|suppose|imagine|pretend|as if|hypothetically|"
    r"novel|movie|film|series|episode|character|book|story|song|lyrics|game|dream(?:t|ed)?|joke|joking|rumou?r)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[^.?!\n]+(?:[.?!]+|\n|$)")
#: A sentence that opens like this goes on with the one before.
_GOES_ON: Final = re.compile(r"^\s*(?:he|she|they|his|her|their|it)\b", re.IGNORECASE)


class Triples:
    """Statements of who is what to whom, with what the ontology allows.

    Args:
        tagger: Reads a sentence; by default the one that is learned from the examples that travel with the code.
        sure: How sure it must be, from 0 to 1.
        name: What its records are marked with.
    """

    schema: Schema = "triple"

    def __init__(self, tagger: Reader | None = None, *, sure: float = SURE, name: str = "tagger") -> None:
        self.tagger = tagger
        self.sure = sure
        self.name = name

    def extract(self, traces: Sequence[Trace]) -> list[Record]:
        """The statements of the traces, in the order of the traces; none for others' words, questions and wishes."""
        reader = self.tagger or own_tagger()
        out: list[Record] = []
        for trace in traces:
            if trace.author != "me" or trace.kind not in TELLING or not trace.text:
                continue
            said = list(passages(trace.text))
            for passage, found in zip(said, reader.read([each.text for each in said]), strict=True):
                out += self._records(passage, found, trace, reader.ontology)
        return out

    def _records(self, passage: Passage, found: Sequence[Found], trace: Trace, ontology: Ontology) -> list[Record]:
        sure = [
            each for each in found if each.probability >= (self.sure if _known(each.triple) else max(self.sure, SURER))
        ]
        wrong = unfit([each.triple for each in sure], ontology)
        return [record_of(each, passage, trace, self.name) for each in dict.fromkeys(sure) if each.triple not in wrong]


@runtime_checkable
class Reader(Protocol):
    """What reads triples out of texts: a :class:`Tagger`, or :class:`ByRule`."""

    ontology: Ontology

    def read(self, texts: Sequence[str]) -> list[list[Found]]:
        """The statements of each text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, with those that go on from it, and where it stands in the text."""

    text: str
    start: int
    end: int


def _known(triple: Triple) -> bool:
    """Whether the people of a statement have names that are on the list of forenames."""
    known = KNOW.properties.get(triple.predicate)
    people = [triple.subject] if known is None or known.range != "Person" else [triple.subject, triple.object]
    return all(name == ME or is_forename(name.split()[0]) for name in people)


def passages(text: str) -> Iterator[Passage]:
    """The plain statements of a text: no questions, quotations or wishes, and nothing told of a book or a film."""
    own = blanked(text.replace("’", "'").replace("‘", "'"))
    kept: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(own):
        if kept and _GOES_ON.match(match[0]) and kept[-1][1] == match.start():
            kept[-1] = (kept[-1][0], match.end())
        else:
            kept.append(match.span())
    for first, last in kept:
        words = own[first:last]
        first += len(words) - len(words.lstrip())
        if len(words.strip()) > 4 and not _UNSURE.search(words):
            yield Passage(words.strip(), first, first + len(words.strip()))


def unfit(triples: Sequence[Triple], ontology: Ontology = KNOW) -> dict[Triple, str]:
    """What the ontology does not allow, with the reason; the kinds are those that the other triples ask for."""
    kinds: dict[str, str] = {}
    for each in triples:
        if (known := KNOW.properties.get(each.predicate)) is not None:
            kinds.setdefault(each.subject, known.domain)
            if known.range not in ("text", "Sex"):
                kinds.setdefault(each.object, known.range)
    return ontology.problems([each for each in triples if each.predicate != TYPE], known=kinds)


@lru_cache(maxsize=1)
def own_tagger() -> Tagger:
    """The tagger that is learned from the examples that travel with the code, at first use (a third of a second)."""
    return learn(own_examples())


class ByRule:
    """Reads triples by words of kinship and a few other words alone; nothing is learned.

    Args:
        ontology: What may be said; for a property that it lacks, the nearest wider one.
    """

    def __init__(self, ontology: Ontology = KNOW) -> None:
        self.ontology = ontology

    def read(self, texts: Sequence[str]) -> list[list[Found]]:
        """The statements of each text."""
        return [[Found(each, BY_RULE) for each in dict.fromkeys(self._of(read(text)))] for text in texts]

    def triples(self, text: str) -> list[Triple]:
        """All that a text says, with what follows from it."""
        (found,) = self.read([text])
        return self.ontology.complete(each.triple for each in found)

    def _of(self, reading: Reading) -> Iterator[Triple]:
        people = reading.of("Person")
        if len(people) < 2:
            return
        told = False
        for kin in reading.kin:
            for triple in _of_kin(reading, kin, people):
                told = True
                yield self._within(triple)
        if told or len(people) != 2:
            return
        a, b = people
        for cue, name in _BY_CUE.items():
            if any(token in CUES[cue] for token in reading.lower):
                yield self._within(Triple(a.name, name, b.name))
                return

    def _within(self, triple: Triple) -> Triple:
        """With the nearest wider property that the ontology has."""
        name = triple.predicate
        while name not in self.ontology and name in KNOW and KNOW[name].above:
            name = KNOW[name].above
        return Triple(triple.subject, name, triple.object)


_BY_CUE: Final = {
    "marriage": "spouse",
    "couple": "partner",
    "next door": "neighbor",
    "friends": "friend",
    "work": "colleague",
}


def _of_kin(reading: Reading, kin: Kin, people: Sequence[Mention]) -> Iterator[Triple]:
    """What one word of kinship says of the people of its sentence."""
    holder, whose = named_by(reading, kin), owner(reading, kin)
    others = [each for each in people if each.name != ME]
    mutual = KNOW.inverse(kin.property) == KNOW.base(kin.property)
    if whose is not None:
        named = holder if holder is not None and holder is not whose else None
        if named is None:
            rest = [each for each in others if each is not whose]
            named = rest[0] if len(rest) == 1 else None
        if named is not None:
            yield Triple(whose.name, kin.property, named.name)
            if kin.sex is not None and KNOW[kin.property].sex is None:
                yield Triple(named.name, "sex", kin.sex)
    elif mutual and len(others) >= 2:
        for a, b in combinations(others, 2):
            yield Triple(a.name, KNOW.base(kin.property), b.name)
            if kin.many and kin.sex is not None:
                yield from (Triple(each.name, "sex", kin.sex) for each in (a, b))


def record_of(found: Found, passage: Passage, trace: Trace, by: str) -> Record:
    """The record of a statement: with the sentence that says so, and whether it holds still."""
    triple = found.triple
    text = KNOW[triple.predicate].words.format(s=triple.subject, o=triple.object)
    return Record(
        about=triple.predicate,
        slot="",
        subject=triple.subject,
        value=triple.object,
        text=text[0].upper() + text[1:],
        stance=_stance(triple, passage.text),
        confidence=found.probability,
        sensitivity=trace.sensitivity,
        start=passage.start,
        end=passage.end,
        by=by,
        trace_id=trace.id,
        schema="triple",
        clause=passage.text,
    )


_ENDED: Final = re.compile(
    r"\b(?:no longer|(?:not|n't)\b[^.]*\b(?:any ?more|any longer)|broke up|split up|separated|divorced|"
    r"ex-?(?:wife|husband|girlfriend|boyfriend|partner)|quit|left|moved (?:out of|away from)|used to)\b",
    re.IGNORECASE,
)
_EARLIER: Final = re.compile(r"\b(?:lived|worked|studied|was employed|formerly|previously)\b", re.IGNORECASE)


def _stance(triple: Triple, words: str) -> Stance:
    """Whether it holds; what was so earlier or has ended is told of what can change alone, never of a sister."""
    if not KNOW[triple.predicate].single and not KNOW.narrower(triple.predicate, "colleague"):
        return "is"
    if _ENDED.search(words):
        return "was" if re.search(r"\bused to\b", words, re.IGNORECASE) else "not"
    return "was" if KNOW[triple.predicate].own and _EARLIER.search(words) else "is"


#: Readers by name, for a slot of a system.
READERS: Final[dict[str, Callable[[], Tagger | ByRule]]] = {"tagger": own_tagger, "rules": ByRule}
