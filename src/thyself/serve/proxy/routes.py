"""Routes of the proxy: ``/v1/chat/completions``, ``/v1/responses``, ``/v1/embeddings``, ``/v1/models``."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Final

import httpx
from anyio import to_thread
from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.background import BackgroundTask

from thyself.core import InvalidInput, ThyselfError
from thyself.models.sse import events
from thyself.serve.api.doors import OwnAsk
from thyself.serve.house import Visitor
from thyself.serve.proxy import own
from thyself.serve.proxy.forms import Chat, Form, Responses, read
from thyself.serve.proxy.knowing import ADDED, Conversation, conversation, told
from thyself.serve.proxy.upstream import Upstream, heads, through

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])
_log: Final = logging.getLogger("thyself.serve")
_OFF: Final = "off"


@router.post("/chat/completions", summary="A chat completion that knows the person")
async def chat(visitor: OwnAsk, request: Request) -> Response:
    """As OpenAI's. `x-thyself-memory: off` passes it through byte for byte; `x-thyself-added` tells what was added.

    The model `thyself` is the home itself: it answers from the person's traces, with no other server.
    """
    return await _passed(request, visitor, Chat())


@router.post("/responses", summary="A response that knows the person")
async def responses(visitor: OwnAsk, request: Request) -> Response:
    """As OpenAI's; see chat completions."""
    return await _passed(request, visitor, Responses())


@router.post("/embeddings", summary="Embeddings")
async def embeddings(visitor: OwnAsk, request: Request) -> Response:
    """By the home's own embedder where its name is given as model, else by the server behind."""
    body = read(await request.body())
    embedder = visitor.house.home.embedder
    if body.get("model") in ("thyself", embedder.name) or _upstream(request) is None:
        return JSONResponse(await run_in_threadpool(own.embedded, embedder, body))
    return await _through(request, _there(request))


@router.get("/models", summary="The models that can be asked")
async def models(visitor: OwnAsk, request: Request) -> Response:
    """Those of the server behind, and `thyself`."""
    behind = _upstream(request)
    found: list[Any] = []
    if behind is not None:
        answer = await _sent(request, behind, b"", plain=True)
        try:
            await answer.aread()
            found = list(answer.json()["data"]) if answer.is_success else []
        except (ValueError, KeyError, TypeError):
            found = []
        finally:
            await answer.aclose()
    made = int(visitor.house.home.clock().timestamp())
    mine = [{"id": name, "object": "model", "created": made, "owned_by": "thyself"} for name in own.names(visitor)]
    return JSONResponse({"object": "list", "data": [*mine, *found]})


async def _passed(request: Request, visitor: Visitor, form: Form) -> Response:
    raw = await request.body()
    memory = request.headers.get("x-thyself-memory", "on")
    if memory == _OFF:
        return await _through(request, _there(request))
    body = read(raw)
    turn = conversation(visitor, form, body, request.headers.get("x-thyself-session"))
    if body.get("model") == own.NAME:
        return await own.answered(turn, form, body)
    behind = _there(request)
    known = partial(turn.known, f"{body.get('model')} at {behind.url}", local=behind.local)
    context = await to_thread.run_sync(known, limiter=visitor.house.at_work)
    sent = json.dumps(form.added(body, context.text)).encode() if context.text else raw
    answer = await _sent(request, behind, sent, plain=True)
    head = {**heads(answer), ADDED: told(context)}
    if not answer.is_success or not turn.kept:
        return StreamingResponse(answer.aiter_raw(), answer.status_code, head, background=BackgroundTask(answer.aclose))
    heard = bytearray()
    streamed = "text/event-stream" in answer.headers.get("content-type", "")
    return StreamingResponse(
        _listening(answer, heard),
        answer.status_code,
        head,
        background=BackgroundTask(_keep, turn, form, heard, streamed=streamed),
    )


async def _listening(answer: httpx.Response, heard: bytearray) -> AsyncIterator[bytes]:
    """The bytes of an answer as they come, remembered on the way."""
    try:
        async for piece in answer.aiter_raw():
            heard += piece
            yield piece
    finally:
        await answer.aclose()


async def _keep(turn: Conversation, form: Form, heard: bytearray, *, streamed: bool) -> None:
    """Keep a turn after it was answered; a fault here must not reach the client, who has the answer already."""
    text = _streamed(form, heard) if streamed else _whole(form, heard)
    try:
        await run_in_threadpool(turn.keep, text)
    except ThyselfError as error:
        _log.warning("a turn was answered but not kept: %s", error)


def _whole(form: Form, heard: bytearray) -> str:
    try:
        answer = json.loads(heard)
    except ValueError:
        return ""
    return form.answered(answer) if isinstance(answer, dict) else ""


def _streamed(form: Form, heard: bytearray) -> str:
    pieces = []
    for data in events(heard.decode("utf-8", "replace").splitlines()):
        try:
            event = json.loads(data)
        except ValueError:
            continue
        if isinstance(event, dict):
            pieces.append(form.piece(event))
    return "".join(pieces)


async def _through(request: Request, behind: Upstream) -> Response:
    return through(await _sent(request, behind, await request.body()))


async def _sent(request: Request, behind: Upstream, body: bytes, *, plain: bool = False) -> httpx.Response:
    try:
        return await behind.send(request, body, plain=plain)
    except httpx.HTTPError as error:
        raise HTTPException(502, f"{behind.url} cannot be reached ({type(error).__name__})") from None


def _upstream(request: Request) -> Upstream | None:
    found: Upstream | None = request.app.state.upstream
    return found


def _there(request: Request) -> Upstream:
    found = _upstream(request)
    if found is None:
        raise InvalidInput(
            "there is no server behind this one: give --upstream, or THYSELF_URL, or ask the model 'thyself'"
        )
    return found
