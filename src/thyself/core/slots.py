"""Slots: which settings of a system can be told in words and figures, from a terminal or through a door."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, Final

from thyself.core.errors import InvalidInput

if TYPE_CHECKING:
    from thyself.core.registry import SystemCard

_PLAIN: Final[Mapping[str, tuple[type, ...]]] = {
    "int": (int,),
    "float": (int, float),
    "str": (str,),
    "bool": (bool,),
    "None": (type(None),),
}
_MANY: Final = re.compile(r"(?:Sequence|Collection|Iterable|list|tuple|frozenset)\[(\w+)(?:, (?:\.\.\.|\w+))*\]")
_TABLE: Final = re.compile(r"(?:Mapping|dict)\[str, (\w+)\]")


def told(card: SystemCard, options: Mapping[str, Any], *, files: Collection[str] = ()) -> dict[str, Any]:
    """Settings as they were told; each is of a kind that the slot takes, and no object that only Python can give.

    Args:
        card: The system's card.
        options: What was told, as JSON has it.
        files: The slots in which a file of this machine may be named; through a door none may.

    Raises:
        InvalidInput: There is no such slot; it takes another kind of value; or its value can be given in Python alone.
    """
    slots = signature(card.build).parameters
    for name, value in options.items():
        if name not in slots:
            raise InvalidInput(f"system {card.name!r} has no setting {name!r}; it has: {', '.join(slots) or 'none'}")
        kinds = _kinds(slots[name])
        if "Path" in kinds and isinstance(value, str):
            if name not in files:
                raise InvalidInput(f"setting {name!r} of system {card.name!r} names a file: give it on that machine")
        elif not any(_takes(kind, value) for kind in kinds):
            able = [each for each in kinds if _takes_any(each)]
            hint = f"takes {' or '.join(able)}" if able else "can be given in Python alone"
            raise InvalidInput(f"setting {name!r} of system {card.name!r} {hint}")
    return dict(options)


def file_slots(card: SystemCard) -> frozenset[str]:
    """The slots of a system in which a file of this machine can be named."""
    return frozenset(name for name, slot in signature(card.build).parameters.items() if "Path" in _kinds(slot))


def _kinds(slot: Parameter) -> list[str]:
    annotation = slot.annotation if isinstance(slot.annotation, str) else getattr(slot.annotation, "__name__", "")
    return [each.strip() for each in annotation.split("|")]


def _takes_any(kind: str) -> bool:
    inner = _MANY.fullmatch(kind) or _TABLE.fullmatch(kind)
    return kind != "None" and (inner[1] if inner else kind) in _PLAIN


def _takes(kind: str, value: Any) -> bool:
    if kind in _PLAIN:
        return isinstance(value, _PLAIN[kind]) and (kind == "bool" or not isinstance(value, bool))
    if isinstance(value, list) and (of := _MANY.fullmatch(kind)):
        return of[1] in _PLAIN and all(_takes(of[1], each) for each in value)
    if isinstance(value, dict) and (of := _TABLE.fullmatch(kind)):
        return of[1] in _PLAIN and all(_takes(of[1], each) for each in value.values())
    return False
