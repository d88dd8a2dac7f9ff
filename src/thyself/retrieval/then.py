"""Then: recall as of a time: what was said up to it, and what was said later of it, without what no longer held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from thyself.core import Evidence
from thyself.profile import Profile
from thyself.retrieval.pack import pack
from thyself.retrieval.recall import Recall, check
from thyself.store.port import Scope

#: How many texts are looked through for those that hold.
_WIDE: Final = 400


def recall_as_of(
    recall: Recall,
    scope: Scope,
    query: str,
    profile: Profile,
    *,
    at: datetime,
    now: datetime,
    k: int | None = None,
    budget: int | None = None,
    unit: str = "turn",
    kinds: Sequence[str] | None = None,
    sources: Sequence[str] | None = None,
) -> list[Evidence]:
    """The evidence for a question about a time, best first.

    Args:
        recall: Finds texts.
        scope: The person's data.
        query: A question or some words.
        profile: What is known of the person by now.
        at: The time that is asked of (aware).
        now: When it is asked (aware).
        k: How many pieces of evidence; exactly one of ``k`` and ``budget`` is given.
        budget: How many tokens in all.
        unit: One of :data:`thyself.retrieval.UNITS`.
        kinds, sources: Only these.

    Raises:
        InvalidInput: An argument makes no sense.
    """
    check(query, k, budget, unit)
    found = recall(scope, query, k=max(_WIDE, k or 0), unit=unit, now=now, kinds=kinds, sources=sources)
    then = profile.as_of(at)
    of_then = {proof.trace_ids[0] for line in then.lines if line.origin == "stated" for proof in line.evidence}
    gone = then.outdated
    kept = [
        each
        for each in found
        if (each.at is None or each.at <= at or of_then.intersection(each.trace_ids))
        and not all(trace_id in gone for trace_id in each.trace_ids)
    ]
    if k is not None:
        return kept[:k]
    return pack(kept, budget or 1, query=query, thrift=recall.scorer.thrift if unit == "turn" else 0.0)
