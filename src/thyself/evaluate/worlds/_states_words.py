"""The sentences of planted lives, read from ``data/states.json``: each set says the same things in words of its own.

The forms of change were written on the first five sets, each new one after the forms for those before it. The last was
written after all, for measuring; since then one fault was mended: in "my boss is called Greta", Greta is no company.
``{v}`` is the value, ``{old}`` the one before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

Templates = Mapping[str, Sequence[str]]

_KEPT: Final[Mapping[str, Any]] = json.loads(
    files("thyself.evaluate.worlds").joinpath("data", "states.json").read_text(encoding="utf-8")
)

#: What can be said of a slot: ``first`` (it holds), ``update`` (another value), ``end`` (it holds no longer).
SETS: Final[Sequence[Mapping[str, Templates]]] = _KEPT["sets"]
#: What rests on a slot: the sentence, and a question about it; it is said while the base holds.
DEPENDENTS: Final[Sequence[Mapping[str, Sequence[Sequence[str]]]]] = _KEPT["dependents"]
#: Facts that rest on nothing: they stand after every change. The sentence, a question, the answer.
STANDING: Final[Sequence[Sequence[Sequence[str]]]] = _KEPT["standing"]
#: Questions about each slot.
QUESTIONS: Final[Mapping[str, Sequence[str]]] = _KEPT["questions"]
#: Of whom the same is said: it must never be taken for the person's own.
OTHERS: Final[Mapping[str, Sequence[str]]] = _KEPT["others"]
#: What somebody else says of themselves.
SPOKEN: Final[Mapping[str, Sequence[str]]] = _KEPT["spoken"]
#: Things to ask for that a life may never speak of: the question, and words of which none may stand in an own text.
ABSENT: Final[Sequence[Sequence[str]]] = _KEPT["absent"]
#: Things that a life does speak of, in other words than the question has: "never mentioned" would be wrong.
MENTIONED: Final[Sequence[Sequence[Sequence[str]]]] = _KEPT["mentioned"]
#: Small talk that tells nothing lasting.
SMALL: Final[Sequence[str]] = _KEPT["small"]
#: The values of each slot.
VALUES: Final[Mapping[str, Sequence[str]]] = _KEPT["values"]
