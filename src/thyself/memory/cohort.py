"""Cohorts: which of some people fit a question, each with the traces that say so.

Source: Building Flexible, Scalable, and Machine Learning-ready Multimodal Oncology Datasets (MINDS, 2024).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from thyself.memory.record import Query, Record, record
from thyself.store.port import Scope

#: Fewer people than these are not told as a number where a count leaves the house.
FEWEST_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who fits.

    Args:
        query: The question.
        at: As of when.
        members: Those who fit, in order of their names, with the traces that say so.
        unknown: Those of whom it is not known.
        merged: Names that are one person: each with the name under which it counts.
        asked: How many were looked at, each person once.
    """

    query: Query
    at: datetime
    members: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]
    merged: Mapping[str, str]
    asked: int

    @property
    def people(self) -> frozenset[str]:
        """All names of those who fit, those that were merged as well; a manifest takes them."""
        return frozenset(self.members) | {name for name, of in self.merged.items() if of in self.members}

    def told(self) -> str:
        """The size in words for those who may see counts alone: few people are not told as a number."""
        n = len(self.members)
        return f"{n:,} of {self.asked:,}" if n >= FEWEST_TOLD else f"fewer than {FEWEST_TOLD} of {self.asked:,}"


def cohort(scopes: Iterable[Scope], query: Query, *, at: datetime) -> Cohort:
    """Ask records of people; whoever asks hands over the scopes, and so has the right to each.

    Args:
        scopes: One for each person, in any order. Two records with an identifier in common are one person.
        query: The question.
        at: Nothing that was written later counts.
    """
    records = sorted((record(scope, at=at) for scope in scopes), key=lambda each: each.person)
    whole, merged = _joined(records)
    told = {each.person: query.of(each) for each in whole}
    return Cohort(
        query,
        at,
        {name: each.trace_ids for name, each in told.items() if each.holds},
        tuple(name for name, each in told.items() if each.holds is None),
        merged,
        len(whole),
    )


def _joined(records: Sequence[Record]) -> tuple[list[Record], dict[str, str]]:
    """Records with an identifier in common put together, under the first name."""
    by_identity: dict[str, list[Record]] = {}
    by_person: dict[str, list[Record]] = {}
    for each in records:
        same = {id(group): group for known in each.identities if (group := by_identity.get(known)) is not None}
        group = sorted([one for group in same.values() for one in group] + [each], key=lambda one: one.person)
        for one in group:
            by_person[one.person] = group
            by_identity |= dict.fromkeys(one.identities, group)
    groups = list({id(group): group for group in by_person.values()}.values())
    merged = {each.person: group[0].person for group in groups for each in group[1:]}
    return sorted(map(_one, groups), key=lambda each: each.person), merged


def _one(group: Sequence[Record]) -> Record:
    first = group[0]
    if len(group) == 1:
        return first
    kinds = dict.fromkeys(kind for each in group for kind in each.traces)
    traces = {
        kind: sorted((one for each in group for one in each.traces.get(kind, ())), key=lambda one: (one.at, one.id))
        for kind in kinds
    }
    born = next((each.born for each in group if each.born), None)
    sex = next((each.sex for each in group if each.sex), "")
    return Record(first.person, first.at, born, sex, traces, frozenset().union(*(each.identities for each in group)))
