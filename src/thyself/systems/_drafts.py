"""Drafts: what the person wrote of a kind, and a first draft from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from thyself.core import Evidence, Request, Response, Trace
from thyself.generate import Writer
from thyself.generate.write import what_kind
from thyself.memory import unit
from thyself.systems._find import Lexical, as_evidence
from thyself.systems._form import Desk, Finder

#: Own texts that habits and style are read from, and how many of them are shown as examples.
_OWN: Final = 400
_EXAMPLES: Final = 3
BY_WORDS: Final = Lexical()


def drafted(request: Request, desk: Desk, find: Finder = BY_WORDS) -> tuple[Response, list[str]]:
    """A draft of what is wished, and the person's own texts of this kind, newest first.

    Args:
        request: The wish.
        desk: The person's.
        find: Which own texts are nearest to the wish.
    """
    request = replace(request, kind=what_kind(request.kind))
    own = list(islice(own_texts(request, desk), _OWN))
    pieces = [unit("turn", [trace]) for trace in own]
    near = find.find(pieces, request.text, desk)[:_EXAMPLES]
    taken = {each.trace_ids for each in near}
    newest = (as_evidence(each, "recency", 0.0) for each in pieces if each.trace_ids not in taken)
    examples: list[Evidence] = [*near, *newest][:_EXAMPLES]
    texts = [trace.text for trace in own]
    return Writer(desk.language_model, desk.zone, desk.settings.remote_allows).respond(request, examples, texts), texts


def own_texts(request: Request, desk: Desk) -> Iterator[Trace]:
    """What the person wrote of this kind, newest first: mails have a subject or somebody to go to."""
    newest = desk.scope.traces(kinds=["wrote", "said"], authors=["me"], before=request.now, newest_first=True)
    traces = [trace for trace in newest if trace.text.strip()]
    if request.kind == "mail":
        mails = [trace for trace in traces if _is_mail(trace)]
        return iter(mails or [trace for trace in traces if trace.kind == "wrote"])
    if request.kind in ("message", "post", "chat"):
        return _of_kind(traces, "said")
    return _of_kind(traces, "wrote")


def _of_kind(traces: Iterable[Trace], kind: str) -> Iterator[Trace]:
    return (trace for trace in traces if trace.kind == kind)


def _is_mail(trace: Trace) -> bool:
    return trace.kind == "wrote" and bool(trace.extra.get("subject") or trace.extra.get("to"))
