"""Lines from a capable language model: each cites traces whose words contain it, or it is dropped.

The reading is that of :mod:`thyself.memory.extract.lm`; what it reads must be let in as any record is
(:mod:`thyself.memory.refine.admit`), and is kept among the records of memory, gone with the traces that it cites.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from thyself.core import ModelUnavailable, Sensitivity, Trace
from thyself.guard import check, sent
from thyself.memory.extract.clauses import sentences
from thyself.memory.extract.lm import LlmExtractor, own_passages
from thyself.memory.extract.rules import TELLING
from thyself.memory.refine import Noted, admit, heard_in, keep
from thyself.models import LanguageModel, capable
from thyself.profile.fold import moment
from thyself.profile.lines import Line
from thyself.store.port import Derived

if TYPE_CHECKING:
    from thyself.store.port import Scope

#: How long the prompt of one suggestion may be, and its answer, in tokens.
_TOKENS: Final = (4000, 800)


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a model proposed: the lines that were kept, and each that was dropped, with the reason."""

    kept: tuple[Line, ...]
    dropped: tuple[tuple[str, str], ...]


def suggest(
    scope: Scope, model: LanguageModel, *, now: datetime, allows: Sensitivity = "personal", limit: int = 40
) -> Suggested:
    """Ask a model for lines about the newest texts of the person, and keep those that their traces contain.

    Args:
        scope: The person's data.
        model: A capable model.
        now: When this is done (aware).
        allows: The highest sensitivity that may go to a model which is not on this machine.
        limit: How many texts it is shown.

    Raises:
        ModelUnavailable: The model is too small for this.
        ModelError: No usable answer came.
    """
    if not capable(model):
        raise ModelUnavailable(f"{model.name} is too small to note facts: connect a larger model (thyself doctor)")
    traces = {each.id: each for each in _own(scope, limit)}
    reader = LlmExtractor(model, allows=allows, zone=scope.zone, tokens=_TOKENS)
    batch = next(reader.batches(own_passages(list(traces.values()), model, allows)), [])
    if not batch:
        return Suggested((), ())
    shown = [each.evidence() for each in batch]
    check(shown, model, allows)
    if not model.local:
        record = sent(shown, model, at=now, allows=allows)
        scope.put([Derived("sent", f"{now.isoformat()} profile", record, lasts="always")])
    kept, refused = admit(reader.read(batch), traces, heard=heard_in(scope))
    noted = [keep.note(each, traces[each.trace_id], now, scope.zone) for each in kept]
    scope.put([keep.row(each, reader.name) for each in noted])
    dropped = [*reader.refused, *((each.record.text, each.why) for each in refused)]
    return Suggested(tuple(_line(each) for each in noted), tuple(dropped))


def worded(scope: Scope, *, but: Container[str] = ()) -> list[tuple[Line, tuple[str, ...]]]:
    """The kept lines of a model, each with the ids of the traces that it cites.

    Args:
        scope: The person's data.
        but: Ids of lines that are stated anyway.
    """
    found: dict[str, tuple[Line, tuple[str, ...]]] = {}
    for each in sorted(keep.kept(scope, by="model-"), key=lambda each: each.order):
        line = _line(each)
        if line.id not in but:
            first, sources = found.get(line.id, (line, ()))
            found[line.id] = (first, (*sources, each.record.trace_id))
    return list(found.values())


def _own(scope: Scope, limit: int) -> list[Trace]:
    newest = scope.traces(kinds=sorted(TELLING), authors=["me"], newest_first=True, limit=limit)
    return [each for each in newest if any(True for _ in sentences(each.text))]


def _line(noted: Noted) -> Line:
    record = noted.record
    return Line(
        record.line_id, record.text, record.about, record.value, slot=record.slot, subject=record.subject,
        confidence=record.confidence, origin="inferred", sensitivity=record.sensitivity,
        valid_from=moment(noted.at if noted.since is None else noted.since), recorded_at=moment(noted.recorded),
        valid_to=None if noted.until is None else moment(noted.until),
    )  # fmt: skip
