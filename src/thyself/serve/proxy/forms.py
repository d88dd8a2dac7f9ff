"""Forms: where in an OpenAI request the person's words stand, and where in an answer the model's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol

from thyself.core import InvalidInput, Turn


class Form(Protocol):
    """One kind of request."""

    def said(self, body: Mapping[str, Any]) -> str:
        """What the person says now; empty where the last word is not theirs."""

    def history(self, body: Mapping[str, Any]) -> list[Turn]:
        """The turns before."""

    def added(self, body: Mapping[str, Any], text: str) -> dict[str, Any]:
        """The request with a text for the model in it."""

    def answered(self, answer: Mapping[str, Any]) -> str:
        """What the model says in a whole answer."""

    def piece(self, event: Mapping[str, Any]) -> str:
        """What the model says in one event of a stream."""


def read(body: bytes) -> dict[str, Any]:
    """The JSON object of a request.

    Raises:
        InvalidInput: It is none.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidInput("the request is no JSON object")
    return found


def text_of(content: Any) -> str:
    """The words of a message, which may come as one text or in parts; pictures and sounds have none."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    parts = (each.get("text") for each in content if isinstance(each, dict))
    return "\n".join(each for each in parts if isinstance(each, str))


def turns(messages: Iterator[tuple[str, str]]) -> list[Turn]:
    """Messages as turns: what was said, with what was answered."""
    found: list[Turn] = []
    for role, text in messages:
        if role == "user":
            found.append(Turn(text))
        elif role == "assistant" and found and text:
            found[-1] = Turn(found[-1].said, "\n".join(each for each in (found[-1].answered, text) if each))
    return found


class Chat:
    """``/v1/chat/completions``."""

    _LEADING: Final = ("system", "developer")

    def said(self, body: Mapping[str, Any]) -> str:
        """What the last message says, where it is the person's."""
        messages = _dicts(body.get("messages"))
        return text_of(messages[-1].get("content")) if messages and messages[-1].get("role") == "user" else ""

    def history(self, body: Mapping[str, Any]) -> list[Turn]:
        """The turns before the last message."""
        messages = _dicts(body.get("messages"))[:-1]
        return turns((str(each.get("role")), text_of(each.get("content"))) for each in messages)

    def added(self, body: Mapping[str, Any], text: str) -> dict[str, Any]:
        """With the text at the end of the first system message, or as one: some models take no second."""
        messages = list(body["messages"])
        first = messages[0]
        if first.get("role") in self._LEADING and isinstance(first.get("content"), str):
            messages[0] = {**first, "content": f"{first['content']}\n\n{text}"}
        else:
            messages.insert(0, {"role": "system", "content": text})
        return {**body, "messages": messages}

    def answered(self, answer: Mapping[str, Any]) -> str:
        """The text of the first choice."""
        choices = _dicts(answer.get("choices"))
        message = choices[0].get("message") if choices else None
        return text_of(message.get("content")) if isinstance(message, dict) else ""

    def piece(self, event: Mapping[str, Any]) -> str:
        """The text of the first choice's delta."""
        for choice in _dicts(event.get("choices")):
            delta = choice.get("delta")
            if choice.get("index", 0) == 0 and isinstance(delta, dict):
                return text_of(delta.get("content"))
        return ""


class Responses:
    """``/v1/responses``."""

    def said(self, body: Mapping[str, Any]) -> str:
        """The input, or its last item, where it is the person's."""
        given = body.get("input")
        if isinstance(given, str):
            return given
        items = _dicts(given)
        return text_of(items[-1].get("content")) if items and items[-1].get("role") == "user" else ""

    def history(self, body: Mapping[str, Any]) -> list[Turn]:
        """The turns before the last item."""
        items = _dicts(body.get("input"))[:-1]
        return turns((str(each.get("role")), text_of(each.get("content"))) for each in items)

    def added(self, body: Mapping[str, Any], text: str) -> dict[str, Any]:
        """With the text at the end of the instructions."""
        before = body.get("instructions")
        return {**body, "instructions": f"{before}\n\n{text}" if before else text}

    def answered(self, answer: Mapping[str, Any]) -> str:
        """The texts of the messages in the output."""
        messages = [each for each in _dicts(answer.get("output")) if each.get("type") == "message"]
        return "\n".join(filter(None, (text_of(each.get("content")) for each in messages)))

    def piece(self, event: Mapping[str, Any]) -> str:
        """The delta of an output text."""
        return str(event.get("delta", "")) if event.get("type") == "response.output_text.delta" else ""


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
