"""Graph: what a question speaks of in a person's graph, and the traces of what is near it.

"Where does my sister's husband work?" begins at the person, goes to the sister and to her husband, and ends at the one
trace that says where he works, though that trace names neither the person nor the sister: what a search for words can
not find. The steps that were taken are told with what was found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from thyself.core import Evidence, Trace
from thyself.memory.extract import Extractor
from thyself.memory.extract.mentions import KIN, ME
from thyself.memory.graph import Graph, Step
from thyself.memory.graph.keep import graph as graph_of
from thyself.memory.ontology import KNOW
from thyself.store.port import Scope

#: How much less a step further away counts.
DECAY: Final = 0.5
#: How much less a relation counts that is not what the question asks for.
_BESIDE: Final = 0.3
#: How much less a relation counts that is over.
_OVER: Final = 0.5

#: Words of a question, and the properties that it may ask for by them.
ASKED: Final[Mapping[str, frozenset[str]]] = {
    "home": frozenset("live lives living lived home address based reside resides moved move city town place".split()),
    "origin": frozenset("from origin originally grew raised hometown".split()),
    "birthplace": frozenset("born birthplace".split()),
    "employer": frozenset("work works working worked employer company job employed firm workplace".split()),
    "occupation": frozenset("job occupation profession work works do does living".split()),
    "school": frozenset("study studies studying school university college attend attends student".split()),
    "age": frozenset("old age".split()),
    "pet": frozenset("pet pets dog dogs cat cats horse animal animals parrot keep keeps".split()),
    "owns": frozenset("own owns have possess".split()),
    "spouse": frozenset("married marry spouse".split()),
    "partner": frozenset("dating partner together seeing married".split()),
    "friend": frozenset("friends".split()),
    "colleague": frozenset("colleagues coworkers".split()),
    "sibling": frozenset("siblings brothers sisters".split()),
    "child": frozenset("children kids sons daughters".split()),
    "parent": frozenset("parents".split()),
}
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MINE: Final = frozenset({"i", "me", "my", "mine", "we", "our", "i'm", "am"})


@dataclass(frozen=True, slots=True)
class Start:
    """Something that a question speaks of.

    Args:
        entity: Its id.
        path: The steps from the person or from a name to it; empty where it is named itself.
    """

    entity: str
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A way through the graph that may answer a question.

    Args:
        path: The steps, the last of which tells the answer.
        score: Higher is better.
        asked: Whether the last step is of a property that the question asks for.
    """

    path: tuple[Step, ...]
    score: float
    asked: bool

    @property
    def answer(self) -> Step:
        """The last step."""
        return self.path[-1]


def starts(graph: Graph, question: str) -> list[Start]:
    """What a question speaks of: by name, by kinship ("my sister's husband"), else the person where it says "I".

    Nothing where it speaks of a relative of whom nothing is known: see :func:`never_told`.
    """
    found, lost = _spoken_of(graph, question)
    named = [each for each in found if each.entity != ME]
    if named or lost:
        return named
    spoken = any(word.lower() in _MINE for word in _words(question))
    return [Start(ME, ())] if found or spoken else []


def never_told(graph: Graph, question: str) -> str | None:
    """The words for a relative of whom the question speaks and the graph knows nothing: "my uncle"."""
    found, lost = _spoken_of(graph, question)
    return lost if not any(each.entity != ME for each in found) else None


def _spoken_of(graph: Graph, question: str) -> tuple[list[Start], str | None]:
    words = _words(question)
    found: list[Start] = []
    lost: str | None = None
    place = 0
    while place < len(words):
        begin, taken = _begin(graph, words, place)
        if not begin:
            place += 1
            continue
        ends, after = _chain(graph, words, place + taken, begin)
        if not ends:
            lost = lost or " ".join(words[place:after])
        found += [each for each in ends if each not in found]
        place = after
    return found, lost


def _words(question: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(question)]


def _begin(graph: Graph, words: Sequence[str], place: int) -> tuple[list[Start], int]:
    if words[place].lower() in ("my", "our"):
        return [Start(ME, ())], 1
    for length in (3, 2, 1):
        name = re.sub(r"'s$", "", " ".join(words[place : place + length]))
        if place + length <= len(words) and name[:1].isupper():
            called = [each for each in graph.called(name) if each.id != ME]
            if called:
                return [Start(each.id, ()) for each in called], length
    return [], 0


def _chain(graph: Graph, words: Sequence[str], place: int, begin: list[Start]) -> tuple[list[Start], int]:
    """Follow words of kinship from where one is, and narrow by names: "my sister Anna's husband"."""
    here, last = begin, place
    while place < len(words):
        word = re.sub(r"'s$", "", words[place].lower())
        if word in _PASSED:
            place += 1
            continue
        kin = KIN.get(word) or KIN.get(word.removesuffix("s"))
        if kin is not None:
            here = [
                Start(step.to, (*start.path, step))
                for start in here
                for step in _held(graph.neighbours(start.entity))
                if _is_called(step.predicate, kin)
            ]
        else:
            named = {each.id for each in graph.called(re.sub(r"'s$", "", words[place]))}
            fitting = [each for each in here if each.entity in named]
            if not fitting or not words[place][:1].isupper():
                break
            here = fitting
        place += 1
        last = place
        if not words[place - 1].endswith("'s") and not (place < len(words) and words[place][:1].isupper()):
            break
    return here, last


_PASSED: Final = frozenset("older younger big little best eldest youngest oldest new twin dear".split())


def _is_called(predicate: str, kin: str) -> bool:
    """Whether somebody is called so: a wife is a partner, and a spouse may be a husband where no sex is told."""
    if KNOW.narrower(predicate, kin) or (kin == "spouse" and predicate == "partner"):
        return True
    return KNOW[predicate].sex is None and KNOW.narrower(predicate, KNOW.base(kin))


def _held(steps: Sequence[Step]) -> list[Step]:
    """The steps that hold; where none does, those that did."""
    return [each for each in steps if each.relation.until is None] or list(steps)


def asked_for(question: str) -> frozenset[str]:
    """The properties that a question may ask for, by its words."""
    words = {word.lower().removesuffix("'s") for word in _WORD.findall(question.replace("’", "'"))}
    found = {name for name, cues in ASKED.items() if words & cues}
    if "where" in words:
        found &= {"home", "origin", "birthplace", "employer", "school"}
        found = found or {"home"}
    return frozenset(found)


def answers(graph: Graph, question: str, *, hops: int = 1, at: datetime | None = None) -> list[Hit]:
    """The ways through the graph that may answer a question, best first.

    Args:
        graph: A person's graph.
        question: In words.
        hops: How many steps beyond what the question speaks of.
        at: The time that is asked of; ``None``: now, with what is over counting less.
    """
    asked, hits = asked_for(question), []
    view = graph if at is None else graph.as_of(at)
    for start in starts(view, question):
        if start.path and not asked - {KNOW.base(step.predicate) for step in start.path}:
            hits.append(Hit(start.path, _certainty(start.path), True))
        incoming = [(step,) for step in view.towards(start.entity)]
        for path in [*view.paths(start.entity, hops), *incoming]:
            fits = KNOW.base(path[-1].predicate) in asked or path[-1].predicate in asked
            score = DECAY ** (len(path) - 1) * (1.0 if fits else _BESIDE) * _certainty((*start.path, *path))
            hits.append(Hit((*start.path, *path), score, fits and len(path) == 1))
    return sorted(hits, key=lambda hit: (-hit.score, len(hit.path), -hit.answer.relation.said.timestamp()))


def _certainty(path: Sequence[Step]) -> float:
    sure = 1.0
    for step in path:
        sure *= step.relation.confidence * (1.0 if step.relation.until is None else _OVER)
    return sure


class Hops:
    """Finds the traces near what a question speaks of; beside :class:`thyself.retrieval.Recall`, or alone.

    Args:
        hops: How many steps beyond what the question speaks of.
        extractors: What reads the graph out of traces; by default rules and the small tagger.
    """

    def __init__(self, hops: int = 2, *, extractors: Sequence[Extractor] | None = None) -> None:
        self.hops = hops
        self.extractors = extractors

    def __call__(
        self, scope: Scope, query: str, *, k: int = 10, before: datetime | None = None, at: datetime | None = None
    ) -> list[Evidence]:
        """The evidence, best first; none where the question speaks of nothing in the graph.

        Args:
            scope: The person's data.
            query: A question.
            k: How many traces.
            before: Only what was said before.
            at: The time that is asked of, where that is not now.
        """
        hits = answers(graph_of(scope, self.extractors, before=before), query, hops=self.hops, at=at)
        scores: dict[str, tuple[float, float]] = {}
        for hit in hits:
            for place, step in enumerate(reversed(hit.path)):
                for trace_id in step.relation.trace_ids:
                    score = hit.score * DECAY**place
                    scores[trace_id] = max(scores.get(trace_id, (0.0, 0.0)), (score, float(len(hit.path))))
        best = sorted(scores, key=lambda each: (-scores[each][0], each))[:k]
        traces = {trace.id: trace for trace in scope.traces(ids=best)}
        return [as_evidence(traces[each], {"near in the graph": scores[each][0]}) for each in best if each in traces]


def as_evidence(trace: Trace, why: Mapping[str, float]) -> Evidence:
    """A trace as evidence, word for word."""
    return Evidence(
        trace_ids=(trace.id,),
        refs=(trace.ref or trace.id,),
        text=trace.text,
        score=sum(why.values()),
        why=dict(why),
        at=trace.at,
        author=trace.author,
        kind=trace.kind,
        source=trace.source,
        session=trace.session,
        sensitivity=trace.sensitivity,
    )
