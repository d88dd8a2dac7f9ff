"""Pairs: memories as a profile of keys and values, and what an update adds, replaces, keeps and deletes.

Source: User Profile with Large Language Models: Construction, Updating, and Benchmarking (2025), whose updates are such
operations; here they are the difference of what records come to before and after, so that what is not spoken of stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from thyself.memory.extract.forms import KEYS
from thyself.memory.refine.refined import Memory
from thyself.memory.refine.same import thing

Op = Literal["add", "replace", "keep", "delete"]

_BY_SLOT: Final[Mapping[str, str]] = {slot: key for key, slot in KEYS.items() if slot}
_BY_AREA: Final[Mapping[str, str]] = {
    "study": "studies", "pets": "pet", "languages": "language", "allergy": "allergy", "likes": "hobby",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One operation of an update.

    Args:
        op: What is done.
        key: The key.
        value: The value that holds afterwards; of a deletion the one that held.
        old: The value in whose place it comes, for a replacement.
        memory: What it stands on, with its traces.
        was: Of a replacement, what stood there before, with its traces: both sides of a contradiction.
    """

    op: Op
    key: str
    value: str
    old: str
    memory: Memory
    was: Memory | None = None


def key(memory: Memory) -> str:
    """The key of a memory: that of its place where one value holds, else of its area.

    A relative's place has the relative before it: ``"sister Anna: home"``.
    """
    found = _BY_SLOT.get(memory.slot) or _BY_AREA.get(memory.about) or memory.slot or memory.about
    return found if memory.subject == "me" else f"{memory.subject}: {found}"


def pairs(memories: Iterable[Memory]) -> dict[str, list[Memory]]:
    """Memories by their keys; what has one value only has one."""
    found: dict[str, list[Memory]] = {}
    for each in memories:
        found.setdefault(key(each), []).append(each)
    return found


def changes(before: Sequence[Memory], after: Sequence[Memory]) -> list[Change]:
    """What turns one profile into the other, in the order of the keys.

    Args:
        before: What held before the update.
        after: What holds after it.
    """
    old, new = pairs(before), pairs(after)
    out: list[Change] = []
    for name in sorted({*old, *new}):
        was, now = old.get(name, []), new.get(name, [])
        stays = [each for each in now if any(_same(each, other) for other in was)]
        gone = [each for each in was if not any(_same(each, other) for other in now)]
        come = [each for each in now if each not in stays]
        out += [Change("keep", name, each.value, "", each) for each in stays]
        for each in come:
            place = next((other for other in gone if each.slot and other.slot == each.slot), None)
            if place is None:
                out.append(Change("add", name, each.value, "", each))
            else:
                gone.remove(place)
                out.append(Change("replace", name, each.value, place.value, each, place))
        out += [Change("delete", name, each.value, "", each) for each in gone]
    return out


def _same(one: Memory, other: Memory) -> bool:
    return one.slot == other.slot and thing(one.value) == thing(other.value)
