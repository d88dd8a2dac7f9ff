"""Form: what a system is, what it may use, and the shape that conversational systems share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from typing import Final, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from thyself.core import Evidence, ModelUnavailable, Request, Response, Settings
from thyself.core.trace import digest
from thyself.generate import UNKNOWN, Answer
from thyself.guard import sent
from thyself.memory import Compressor, Segmenter, Unit, cut, units
from thyself.models import Embedder, LanguageModel
from thyself.retrieval import UNSURE, Recall, pack
from thyself.store.port import Derived, Scope

#: The derived rows that tell what left the machine.
SENT: Final = "sent"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a system may use while it serves one request.

    Args:
        scope: The person's data; there is no way to another person's.
        language_model: Words and scores; ``None`` where there is none.
        embedder: Texts to vectors.
        settings: What the person chose, such as what a remote model may see.
        zone: The person's time zone.
        clock: Tells the time.
    """

    scope: Scope
    language_model: LanguageModel | None
    embedder: Embedder
    settings: Settings
    zone: ZoneInfo
    clock: Callable[[], datetime]

    def model(self, system: str) -> LanguageModel:
        """The language model, for a system that cannot do without.

        Raises:
            ModelUnavailable: There is none.
        """
        if self.language_model is None:
            raise ModelUnavailable(f"system {system!r} needs a language model: `thyself doctor` says how to get one")
        return self.language_model

    def record(self, response: Response) -> Response:
        """Note what a remote model was shown for a response, where one worded it; gives the response."""
        model = self.language_model
        shown = response.evidence
        if model is not None and not model.local and response.cost.model_calls:
            body = sent(shown, model, at=self.clock(), allows=self.settings.remote_allows)
            ids = tuple(dict.fromkeys(each for piece in shown for each in piece.trace_ids))
            self.scope.put([Derived(SENT, digest(body["at"], response.system, *ids), body, ids, "any")])
        return response


@runtime_checkable
class System(Protocol):
    """Serves the jobs that its card names. One that serves ``recommend`` has ``rank`` as well."""

    @property
    def name(self) -> str:
        """The name by which it is used."""

    def respond(self, request: Request, desk: Desk) -> Response:
        """Serve one request, with nothing that happened after ``request.now``.

        Raises:
            ModelUnavailable: It needs a model that is not there.
        """


class Memory(Protocol):
    """The slot that puts traces together into units."""

    def units(self, desk: Desk, *, before: datetime) -> list[Unit]:
        """The person's units up to a time, in order of time."""


class Finder(Protocol):
    """The slot that finds units for a question."""

    def find(self, units: Sequence[Unit], query: str, desk: Desk) -> list[Evidence]:
        """What fits, best first; nothing that does not fit at all."""


class Packing(Protocol):
    """The slot that decides how much of it a model reads."""

    def pack(self, evidence: Sequence[Evidence], request: Request) -> list[Evidence]:
        """What is kept, best first."""


class Responder(Protocol):
    """The slot that words the answer."""

    def respond(self, request: Request, evidence: Sequence[Evidence], desk: Desk) -> Response:
        """Answer from the evidence; without any it says that it does not know."""


@dataclass(frozen=True, slots=True)
class Conversational:
    """Find what was said, pack it, answer from it.

    Args:
        name: The system's name.
        memory, retrieve, pack, answer: The slots, in the order in which they are used.
    """

    name: str
    memory: Memory
    retrieve: Finder
    pack: Packing
    answer: Responder

    def respond(self, request: Request, desk: Desk) -> Response:
        """Answer a question from the person's memory."""
        begun = perf_counter()
        found = self.retrieve.find(self.memory.units(desk, before=request.now), request.text, desk)
        response = self.answer.respond(request, self.pack.pack(found, request), desk)
        cost = replace(response.cost, seconds=perf_counter() - begun)
        return desk.record(replace(response, system=self.name, cost=cost))


@dataclass(frozen=True, slots=True)
class Segments:
    """Memory cut by a segmenter, searched by a compressed copy, given back as it was.

    Args:
        by: Makes the segmenter for a desk; it may use the embedder or the language model.
        index_text: Makes the text that is searched; ``None``: the words themselves.
    """

    by: Callable[[Desk], Segmenter]
    index_text: Compressor | None = None

    def units(self, desk: Desk, *, before: datetime) -> list[Unit]:
        """The units of what happened before a time; cuts are kept where that is all there is."""
        traces = list(desk.scope.traces(before=before))
        segmenter = self.by(desk)
        if len(traces) < desk.scope.count():
            return cut(traces, segmenter, self.index_text)
        return units(desk.scope, segmenter, self.index_text, traces=traces)


@dataclass(frozen=True, slots=True)
class Top:
    """The best ``k``, as far as they fit into ``tokens``; what the request says goes before both.

    Where the request gives a budget alone, as many are taken as fit into it.
    """

    k: int = 3
    tokens: int = 1000

    def pack(self, evidence: Sequence[Evidence], request: Request) -> list[Evidence]:
        """The first of the evidence, merged where it overlaps."""
        k = request.k or (len(evidence) if request.budget else self.k)
        return pack(list(evidence[:k]), request.budget or self.tokens, query=request.text)


@dataclass(frozen=True, slots=True)
class Answered:
    """Words the answer by :class:`thyself.generate.Answer`, where the traces are likely to hold one at all."""

    def respond(self, request: Request, evidence: Sequence[Evidence], desk: Desk) -> Response:
        """Answer from the evidence alone."""
        sure = Recall(desk.embedder).answerable(desk.scope, request.text, now=request.now, before=request.now)
        if sure < UNSURE:
            return Response(UNKNOWN, reasons=("no trace fits the question",))
        answer = Answer(desk.language_model, desk.zone, desk.settings.remote_allows)
        return answer.respond(request, evidence)
