"""Packing: the best evidence that fits a budget of tokens, whole turns, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from math import log
from typing import Final

from thyself.core import SENSITIVITIES, Evidence, InvalidInput, Trace, estimate_tokens

Count = Callable[[str], int]

#: After so many pieces in a row that were too long for what is left, no more are tried.
PATIENCE: Final = 40

_WORD = re.compile(r"\w+")


def printed(evidence: Evidence, *, zone: tzinfo = UTC) -> str:
    """Evidence as it stands in a prompt: its day, who said it, and the words.

    ``[2023-05-07] Caroline: I went to the group.`` for one turn; for several, the day in a line of its own and
    then the turns, each with its author in front.
    """
    return f"{_day(evidence, zone)}{' ' if len(evidence.trace_ids) <= 1 else chr(10)}{_said(evidence)}"


def page(evidence: Iterable[Evidence], *, zone: tzinfo = UTC) -> str:
    """All of it as it stands in a prompt: oldest first, each day once in a line of its own, then what was said."""
    lines: list[str] = []
    day = ""
    for each in in_order(evidence):
        if _day(each, zone) != day:
            day = _day(each, zone)
            lines.append(day)
        lines.append(_said(each))
    return "\n".join(lines)


def cost(evidence: Iterable[Evidence], *, count: Count = estimate_tokens) -> int:
    """How many tokens all of it takes as a :func:`page`."""
    pieces = list(evidence)
    return sum(count(_said(each)) for each in pieces) + sum(count(day) for day in {_day(each) for each in pieces})


def in_order(evidence: Iterable[Evidence]) -> list[Evidence]:
    """By time, oldest first, as a prompt should read; what has no time comes last."""
    return sorted(evidence, key=lambda each: (each.at is None, each.at.timestamp() if each.at else 0.0))


def pack(
    evidence: Sequence[Evidence],
    budget: int,
    *,
    count: Count = estimate_tokens,
    traces: Mapping[str, Trace] | None = None,
    query: str = "",
    thrift: float = 0.0,
) -> list[Evidence]:
    """Take the best evidence that fits.

    Going from the best down, a piece is taken where it fits into what is left, as a whole. A piece whose traces are
    all in what was taken adds nothing and is passed over; so is one whose words another of the same day has. Pieces
    that share some traces become one, with the score of the better of them. Where nothing fits, the turns of the best
    piece that fit are taken by themselves: those that share most words with ``query`` first. After :data:`PATIENCE`
    pieces in a row that did not fit, the rest is left.

    Args:
        evidence: Any order; sorted by score (order of arrival within the same score).
        budget: Tokens, counted over all of it as a :func:`page`; never exceeded.
        count: Counts the tokens of a text.
        traces: The traces by id; without them, pieces are told apart into turns by their lines, and those for which
            that is not clear (a turn with line breaks in it) are not merged but passed over.
        query: The words that were asked for.
        thrift: How far long pieces stand back in the order in which pieces are taken: so much of the score is taken off
            for the logarithm of a piece's tokens. With scores that are logarithms of odds, 1 takes what tells most for
            each token. What is given back has its score unchanged.

    Returns:
        Best first.

    Raises:
        InvalidInput: The budget is less than one.
    """
    if budget < 1:
        raise InvalidInput(f"budget={budget}: give at least 1 token")
    ranked = sorted(evidence, key=lambda each: -_worth(each, thrift, count))
    chosen: list[_Piece] = []
    missed = 0
    for each in ranked:
        if missed == PATIENCE:
            break
        step = _step(each, chosen, traces, count)
        if step is None:
            continue
        after = [piece for piece in chosen if not any(piece is old for old in step.instead_of)] + [step.piece]
        if _whole(after, count) > budget:
            missed += 1
            continue
        chosen = after
        missed = 0
    if not chosen and ranked:
        return _turns_that_fit(ranked, budget, count, traces, query)
    return sorted((piece.evidence for piece in chosen), key=lambda each: -each.score)


def _day(evidence: Evidence, zone: tzinfo = UTC) -> str:
    return f"[{evidence.at.astimezone(zone):%Y-%m-%d}]" if evidence.at is not None else "[no date]"


def _said(evidence: Evidence) -> str:
    """The words with who said them."""
    return evidence.text if len(evidence.trace_ids) > 1 else f"{evidence.author}: {evidence.text}"


def _worth(evidence: Evidence, thrift: float, count: Count) -> float:
    return evidence.score - thrift * log(max(count(_said(evidence)), 1)) if thrift else evidence.score


def _whole(pieces: Sequence[_Piece], count: Count) -> int:
    return sum(piece.cost for piece in pieces) + sum(count(day) for day in {piece.day for piece in pieces})


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece with the tokens of what it says, without its day."""

    evidence: Evidence
    cost: int
    day: str
    words: str


@dataclass(frozen=True, slots=True)
class _Step:
    """A piece to take, in place of those that it is merged with."""

    piece: _Piece
    instead_of: tuple[_Piece, ...]


def _step(
    evidence: Evidence, chosen: Sequence[_Piece], traces: Mapping[str, Trace] | None, count: Count
) -> _Step | None:
    """What taking a piece means; ``None`` where it adds nothing, or cannot be merged."""
    ids, words = set(evidence.trace_ids), _plain(evidence)
    covered: set[str] = set().union(*(piece.evidence.trace_ids for piece in chosen))
    if (ids and ids <= covered) or any(words in piece.words for piece in chosen if _alike(piece.evidence, evidence)):
        return None
    overlapping = tuple(piece for piece in chosen if ids & set(piece.evidence.trace_ids))
    merged: Evidence | None = evidence
    for piece in overlapping:
        merged = _merged(piece.evidence, merged, traces) if merged is not None else None
    if merged is None:
        return None
    return _Step(_Piece(merged, count(_said(merged)), _day(merged), _plain(merged)), overlapping)


def _alike(taken: Evidence, evidence: Evidence) -> bool:
    """Whether the same words would say the same: of one person on one day."""
    days = [each.at and each.at.date() for each in (taken, evidence)]
    if len(evidence.trace_ids) > 1:
        return days[0] == days[1]
    spoken = taken.author == evidence.author if len(taken.trace_ids) <= 1 else f"{evidence.author}:" in taken.text
    return spoken and days[0] == days[1]


def _merged(better: Evidence, other: Evidence, traces: Mapping[str, Trace] | None) -> Evidence | None:
    """Two pieces that share traces as one; ``None`` where their turns cannot be told apart."""
    lines = _turns(better, traces), _turns(other, traces)
    if lines[0] is None or lines[1] is None:
        return None
    order = _woven(better.trace_ids, other.trace_ids, traces)
    text = {**lines[1], **lines[0]}
    ref = dict(zip(other.trace_ids, other.refs, strict=False)) | dict(zip(better.trace_ids, better.refs, strict=False))
    first = better if order[0] in better.trace_ids else other
    best = max(better, other, key=lambda each: each.score)
    return replace(
        first,
        trace_ids=order,
        refs=tuple(ref.get(each, each) for each in order),
        text="\n".join(text[each] for each in order),
        score=best.score,
        why=best.why,
        sensitivity=max(better.sensitivity, other.sensitivity, key=SENSITIVITIES.index),
    )


def _turns(evidence: Evidence, traces: Mapping[str, Trace] | None) -> dict[str, str] | None:
    """The turns of a piece, by id, each with its author in front."""
    ids = evidence.trace_ids
    if traces is not None and all(each in traces for each in ids):
        return {each: f"{traces[each].author}: {traces[each].text}" for each in ids}
    if len(ids) == 1:
        return {ids[0]: f"{evidence.author}: {evidence.text}"}
    lines = evidence.text.split("\n")
    return dict(zip(ids, lines, strict=True)) if len(lines) == len(ids) else None


def _woven(one: Sequence[str], two: Sequence[str], traces: Mapping[str, Trace] | None) -> tuple[str, ...]:
    """Both sequences as one that keeps the order of each, as far as they agree; by time where that is known."""
    order: list[str] = []
    rest = list(two)
    for each in one:
        if each in rest:
            at = rest.index(each)
            order += rest[:at]
            rest = rest[at + 1 :]
        order.append(each)
    woven = tuple(dict.fromkeys(order + rest))
    if traces is not None and all(each in traces for each in woven):
        return tuple(sorted(woven, key=lambda each: traces[each].at))
    return woven


def _turns_that_fit(
    ranked: Sequence[Evidence], budget: int, count: Count, traces: Mapping[str, Trace] | None, query: str
) -> list[Evidence]:
    """Single turns of the best piece of which any fits."""
    for each in ranked:
        turns = _single(each, traces)
        asked = set(_words(query))
        turns.sort(key=lambda turn: -len(asked & set(_words(turn.text))))
        taken: list[Evidence] = []
        for turn in turns:
            if cost([*taken, turn], count=count) <= budget:
                taken.append(turn)
        if taken:
            return taken
    return []


def _single(evidence: Evidence, traces: Mapping[str, Trace] | None) -> list[Evidence]:
    lines = _turns(evidence, traces)
    if lines is None or len(lines) < 2:
        return []
    refs = dict(zip(evidence.trace_ids, evidence.refs, strict=False))
    out = []
    for each, line in lines.items():
        author, _, text = line.partition(": ")
        trace = traces.get(each) if traces is not None else None
        out.append(
            replace(
                evidence,
                trace_ids=(each,),
                refs=(refs.get(each, each),),
                text=trace.text if trace is not None else text,
                author=trace.author if trace is not None else author,
                at=trace.at if trace is not None else evidence.at,
            )
        )
    return out


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _plain(evidence: Evidence) -> str:
    """The words alone, with a space at either end, so that whole words are compared."""
    return f" {' '.join(_words(evidence.text))} "
