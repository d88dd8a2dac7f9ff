"""Own: the home itself as a model (``thyself``), and its own embedder, in OpenAI's forms."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse

from thyself.core import InvalidInput
from thyself.models import Embedder
from thyself.serve.house import Visitor
from thyself.serve.proxy.forms import Chat, Form
from thyself.serve.proxy.knowing import ADDED, Conversation

if TYPE_CHECKING:
    from thyself.core import Response as Answer

#: The name of the home as a model.
NAME: Final = "thyself"
_MOST: Final = 2048


def names(visitor: Visitor) -> tuple[str, ...]:
    """The models that the home itself is."""
    return NAME, visitor.house.home.embedder.name


async def answered(turn: Conversation, form: Form, body: Mapping[str, Any]) -> Response:
    """An answer from the person's traces, in the form of a chat completion.

    Raises:
        InvalidInput: It is asked as a response, or nothing is asked.
    """
    if not isinstance(form, Chat):
        raise InvalidInput("the model 'thyself' answers chat completions")
    if not turn.said.strip():
        raise InvalidInput("messages: the last one must be the user's, with a text")
    found = await run_in_threadpool(_answer, turn)
    traces = [each for piece in found.evidence[:10] for each in piece.trace_ids]
    head = {ADDED: json.dumps({"lines": 0, "traces": traces, "tokens": 0})}
    made = int(turn.visitor.house.home.clock().timestamp())
    whole = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": made, "model": NAME}
    if body.get("stream"):
        return StreamingResponse(_events(whole, found), headers=head, media_type="text/event-stream")
    cost = found.cost
    usage = {"prompt_tokens": cost.prompt_tokens, "completion_tokens": cost.generated_tokens}
    choice = {"index": 0, "message": {"role": "assistant", "content": found.text}, "finish_reason": "stop"}
    usage["total_tokens"] = sum(usage.values())
    return JSONResponse({**whole, "object": "chat.completion", "choices": [choice], "usage": usage}, headers=head)


def _answer(turn: Conversation) -> Answer:
    found = turn.visitor.guest.answer(turn.visitor.person.ask(turn.said, history=turn.history))
    if turn.kept:
        turn.keep("")
    return found


async def _events(whole: Mapping[str, Any], found: Answer) -> AsyncIterator[str]:
    deltas: list[tuple[dict[str, str], str | None]] = [
        ({"role": "assistant", "content": found.text}, None),
        ({}, "stop"),
    ]
    for delta, finish in deltas:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        yield f"data: {json.dumps({**whole, 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n"
    yield "data: [DONE]\n\n"


def embedded(embedder: Embedder, body: Mapping[str, Any]) -> dict[str, Any]:
    """Vectors of texts, in OpenAI's form.

    Raises:
        InvalidInput: The input is neither a text nor a list of texts, or too many.
    """
    given = body.get("input")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(isinstance(each, str) for each in texts):
        raise InvalidInput("input: give a text or a list of texts")
    if len(texts) > _MOST:
        raise InvalidInput(f"input: at most {_MOST} texts at once")
    vectors = embedder.embed(texts).astype("<f4")
    packed = body.get("encoding_format") == "base64"
    data = [
        {
            "object": "embedding",
            "index": place,
            "embedding": base64.b64encode(row.tobytes()).decode() if packed else row.tolist(),
        }
        for place, row in enumerate(vectors)
    ]
    tokens = sum(len(each.split()) for each in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": embedder.name, "usage": usage}
