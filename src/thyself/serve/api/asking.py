"""Routes that answer: recall, ask, write, recommend, insights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from queue import SimpleQueue
from threading import Thread
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse

from thyself import core
from thyself.core import Catalog, InvalidInput, Item, Response, ThyselfError, Turn
from thyself.core.registry import card
from thyself.core.slots import told
from thyself.serve import wire
from thyself.serve.api.doors import ToAsk, ToRead
from thyself.serve.api.problems import status_of
from thyself.serve.house import Visitor

router = APIRouter(prefix="/v1/people/{id}", tags=["answers"])
_Wanted = wire.AskIn | wire.WriteIn | wire.PredictIn | wire.AdviseIn | wire.RecommendIn
_EVENT: Final = {
    "type": "object",
    "properties": {"event": {"enum": ["piece", "answer", "problem"]}, "data": {"type": "string"}},
    "required": ["event", "data"],
}
_STREAM: Final = {"text/event-stream": {"schema": _EVENT}}


@router.post("/recall", summary="Find the traces that matter for a question")
async def recall(visitor: ToRead, wanted: wire.RecallIn) -> wire.Recalled:
    """Evidence, best first, each with the terms of its score; no model words anything."""
    # As many at a time as there are processors: more would only wait for each other, half done.
    return await to_thread.run_sync(_recalled, wanted, visitor, limiter=visitor.house.at_work)


def _recalled(wanted: wire.RecallIn, visitor: Visitor) -> wire.Recalled:
    given = wanted.model_dump(exclude={"query"})
    for name in ("before", "as_of"):
        given[name] = visitor.on_clock(given[name])
    found = visitor.person.recall(wanted.query, **given)
    shown, held = visitor.guest.shown(found)
    return wire.Recalled(evidence=[wire.EvidenceOut.model_validate(each) for each in shown], held_back=held)


@router.post("/ask", summary="Answer a question from the person's traces")
def ask(visitor: ToAsk, wanted: wire.AskIn) -> wire.Responded:
    """An answer with what it stands on; without evidence it says that it does not know."""
    return wire.Responded.model_validate(answered(wanted, visitor))


@router.post(
    "/ask/stream",
    summary="The same, while it is made",
    response_class=StreamingResponse,
    responses={200: {"content": _STREAM, "description": "Events: `piece` (words), `answer` (the whole), `problem`."}},
)
def ask_stream(visitor: ToAsk, wanted: wire.AskIn) -> StreamingResponse:
    """Server-sent events: ``piece`` with words as they come, then ``answer`` with what stands."""
    return StreamingResponse(
        events(wanted, visitor), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


def answered(wanted: wire.AskIn, visitor: Visitor, hear: Any = None) -> Response:
    """The answer, as far as the visitor's key shows it."""
    history = [Turn(each.said, each.answered) for each in wanted.history]
    as_of = visitor.on_clock(wanted.as_of)
    found = visitor.person.ask(
        wanted.text, system=wanted.system, as_of=as_of, history=history, hear=hear, **_told(wanted, "ask")
    )
    return visitor.guest.answer(found)


def events(wanted: wire.AskIn, visitor: Visitor) -> Iterator[str]:
    """The events of an answer; where a key does not show everything, no words come before they are looked at."""
    said: SimpleQueue[tuple[str, Any] | None] = SimpleQueue()
    hear = (lambda piece: said.put(("piece", piece))) if visitor.key.sees == "secret" else None

    def work() -> None:
        try:
            said.put(("answer", wire.Responded.model_validate(answered(wanted, visitor, hear)).model_dump(mode="json")))
        except ThyselfError as error:
            said.put(("problem", {"status": status_of(error), "detail": str(error)}))
        finally:
            said.put(None)

    Thread(target=work, name="thyself-ask", daemon=True).start()
    while (each := said.get()) is not None:
        yield f"event: {each[0]}\ndata: {json.dumps(each[1], ensure_ascii=False)}\n\n"


@router.post("/write", summary="Draft a text in the person's own style")
def write(visitor: ToAsk, wanted: wire.WriteIn) -> wire.Responded:
    """A draft; ``figures`` says how near it is to the person's style."""
    found = visitor.person.write(wanted.text, kind=wanted.kind, system=wanted.system, **_told(wanted, "write"))
    return wire.Responded.model_validate(visitor.guest.answer(found))


@router.post("/title", summary="A title for a text, as the person would give it")
def title(visitor: ToAsk, wanted: wire.TitleIn) -> wire.Responded:
    """A title, with the own texts that it was made after."""
    found = visitor.person.title(wanted.text, kind=wanted.kind, system=wanted.system, **_told(wanted, "title"))
    return wire.Responded.model_validate(visitor.guest.answer(found))


@router.post("/predict", summary="The label, rating or decision that the person would give")
def predict(visitor: ToAsk, wanted: wire.PredictIn) -> wire.Responded:
    """What the person would say; ``figures`` says how likely it is."""
    found = visitor.person.predict(wanted.text, system=wanted.system, **_told(wanted, "predict"))
    return wire.Responded.model_validate(visitor.guest.answer(found))


@router.post("/advise", summary="Advice by one of the systems that serve it")
def advise(visitor: ToAsk, wanted: wire.AdviseIn) -> wire.Responded:
    """Advice out of the person's own figures, meals or payments, with what it stands on."""
    found = visitor.person.advise(wanted.text, system=wanted.system, **_told(wanted, "advise"))
    return wire.Responded.model_validate(visitor.guest.answer(found))


@router.post("/recommend", summary="Pick items for the person")
def recommend(visitor: ToAsk, wanted: wire.RecommendIn) -> wire.Ranked:
    """Picks with reasons and evidence, from a catalogue that the home keeps or from items that are sent."""
    if (wanted.catalog is None) == (not wanted.items):
        raise InvalidInput("give either the name of a catalogue or the items")
    if wanted.catalog is not None:
        catalog = visitor.house.home.catalog(wanted.catalog)
    else:
        catalog = Catalog([Item(**each.model_dump()) for each in wanted.items], name="sent")
    found = visitor.person.recommend(catalog, k=wanted.k, system=wanted.system, **_told(wanted, "recommend"))
    picks = [pick_out(each, visitor) for each in found]
    return wire.Ranked(picks=picks, left_out=len(found.left_out), note=found.note, system=found.system)


def pick_out(pick: core.Pick, visitor: Visitor) -> wire.PickOut:
    """A pick, for the wire; where something behind it is too sensitive, its reasons are left out."""
    shown, held = visitor.guest.shown(pick.evidence)
    return wire.PickOut(
        id=pick.item.id,
        title=pick.item.title,
        score=pick.score,
        reasons=[] if held else list(pick.reasons),
        evidence=[wire.EvidenceOut.model_validate(each) for each in shown],
    )


@router.get("/insights/{topic}", summary="What the person's own figures show")
def insights(
    visitor: ToRead,
    topic: Annotated[str, Path(examples=["sleep"])],
    since: datetime | None = None,
    before: datetime | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
) -> list[wire.FindingOut]:
    """Findings, strongest first, with n, interval and chart; those that stand on too sensitive traces are left out."""
    span = {"since": visitor.on_clock(since), "before": visitor.on_clock(before)}
    found = visitor.person.insights(topic, limit=limit, **span)
    return [wire.FindingOut.model_validate(each) for each in found if not visitor.guest.shown(each.evidence)[1]]


def _told(wanted: _Wanted, job: str) -> dict[str, Any]:
    """The settings of a system, as far as they can be told through a door: no file of this machine among them."""
    return told(card(wanted.system, serves=job), wanted.options)
