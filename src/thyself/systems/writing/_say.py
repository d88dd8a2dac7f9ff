"""Say: what a model makes of a prompt: chosen among labels, written, or, by a small model, taken from the wish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from thyself.core import Cost, Response
from thyself.guard import unsupported
from thyself.models import LanguageModel, Message
from thyself.systems._form import Desk

#: Tokens that stay free for what is generated.
ANSWER: Final = 64
_MARK: Final = re.compile(r"[.,;:!?\n]+(?:\s|$)")


def chosen(model: LanguageModel, prompt: str, labels: Sequence[str]) -> Response:
    """The label that the model finds likeliest after the prompt."""
    if not labels:
        return Response("I don't know: nothing of yours has a label, and none was given to choose among.")
    chosen = labels[model.choose(prompt + "\n", labels)]
    read = len(labels) * model.count(prompt) + sum(model.count(label) for label in labels)
    return Response(chosen, cost=Cost(len(labels), read), model=model.name)


def generated(model: LanguageModel, prompt: str, wish: str, desk: Desk) -> Response:
    """What the model writes; where it names what the wish does not name, the wish's own first words."""
    made = model.generate([Message("user", prompt)], max_tokens=ANSWER)
    wrong = unsupported(made.text, (), allowed=wish, zone=desk.zone)
    if made.text.strip() and not wrong:
        return Response(made.text.strip(), cost=made.cost, model=model.name)
    reason = f"the model named {', '.join(wrong[:3])}, which your text does not" if wrong else "the model said nothing"
    return Response(" ".join(wish.split()[:12]), (), (f"{reason}: these are the first words of your text",), made.cost)


def likeliest(model: LanguageModel, prompt: str, wish: str, desk: Desk) -> Response:
    """For a model too small to be told what to do: the part of the wish that it finds likeliest after the samples."""
    parts = [part.strip() for part in _MARK.split(wish)]
    parts = [part for part in parts if 2 <= len(part.split()) <= 12] or [" ".join(wish.split()[:12])]
    reason = f"{model.name} is too small to write this: these are the words of your text that it finds likeliest here"
    return replace(chosen(model, prompt, parts[:8]), reasons=(reason,))
