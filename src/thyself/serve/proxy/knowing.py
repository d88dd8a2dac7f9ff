"""Knowing: what a turn is given of the person before it goes on, and what is kept of it afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from thyself.core import SENSITIVITIES, Refused, Sensitivity, ThyselfError, Trace, Turn
from thyself.core.trace import digest
from thyself.generate.context import Context
from thyself.serve.guest import Guest
from thyself.serve.house import Visitor
from thyself.serve.proxy.forms import Form

#: The answer's head that tells what was added: lines, the ids of the traces, and about how many tokens.
ADDED: Final = "x-thyself-added"
BUDGET: Final = 700
_SOURCE: Final = "proxy"
_NAMED: Final = 30


@dataclass(frozen=True, slots=True)
class Conversation:
    """One turn that passes through.

    Args:
        visitor: Whose it is.
        said: What the person says now.
        history: The turns before.
        session: Which conversation it belongs to.
    """

    visitor: Visitor
    said: str
    history: Sequence[Turn]
    session: str

    def known(self, model: str, *, local: bool) -> Context:
        """What matters to this turn, as far as the model behind may see it; what it is shown is recorded."""
        key, home = self.visitor.key, self.visitor.house.home
        self.visitor.house.index_soon(self.visitor.person)
        if local:
            guest = Guest(home, self.visitor.person, model, key.sees, local=key.sees == "secret")
        else:
            guest = Guest(home, self.visitor.person, model, _lower(key.sees, home.settings.remote_allows))
        return guest.context(self.said, history=self.history, budget=BUDGET)

    def keep(self, answered: str) -> None:
        """Keep the turn, where the key may and the person did not pause it; sent again, it is kept once."""
        now = self.visitor.house.home.clock()
        turn = [("me", self.said), ("assistant", answered)]
        traces = [
            Trace(
                text,
                at=now + timedelta(milliseconds=place),
                kind="said",
                author=author,
                source=_SOURCE,
                ref=digest(self.session, len(self.history), author, text),
                session=self.session,
            )
            for place, (author, text) in enumerate(turn)
            if text.strip()
        ]
        try:
            self.visitor.take(traces)
        except Refused:
            return

    @property
    def kept(self) -> bool:
        """Whether it will be kept."""
        return self.visitor.key.may("add") and bool(self.said.strip())


def conversation(visitor: Visitor, form: Form, body: Mapping[str, Any], session: str | None) -> Conversation:
    """The turn that a request is; its session is what the sender names, or the same for the same first words."""
    history = form.history(body)
    said = form.said(body)
    first = history[0].said if history else said
    given = session or body.get("previous_response_id") or body.get("prompt_cache_key")
    return Conversation(visitor, said, history, str(given)[:200] if given else f"chat-{digest(first)}")


def told(context: Context) -> str:
    """What was added, as the value of a head."""
    traces = [each for piece in context.evidence for each in piece.trace_ids]
    return json.dumps({"lines": len(context.lines), "traces": traces[:_NAMED], "tokens": context.tokens})


def _lower(one: Sensitivity, other: Sensitivity) -> Sensitivity:
    return min(one, other, key=SENSITIVITIES.index)


__all__ = ["ADDED", "Conversation", "ThyselfError", "conversation", "told"]
