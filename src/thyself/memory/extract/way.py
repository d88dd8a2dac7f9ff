# ruff: noqa: E501  (lists and expressions read best in one line)
"""Way: a form of words for something that a plain clause says too, with what its value must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from thyself.memory.extract.foods import is_borne, is_food
from thyself.memory.extract.gazetteer import is_forename, is_place
from thyself.memory.extract.kinds import KINDS
from thyself.memory.extract.records import Stance

#: What the value of a way must be.
Sort = Literal["", "food", "no food", "eaten or touched", "forename", "place", "no place", "bare", "not mornings", "never bought", "thing", "carer", "name"]  # fmt: skip

#: Makers and makes of what people drive, ride, play, wear and work with.
MAKES: Final = frozenset(
    (
        KINDS["car"].lower()
        + " kawasaki yamaha suzuki triumph norton piaggio lambretta ktm harley steinway fender gibson stratocaster telecaster"
        " nintendo playstation xbox macbook ipad imac thinkpad chromebook surface kindle brompton trek giant bianchi raleigh canyon"
        " specialized cannondale pinarello dyson thermomix kitchenaid leica canon nikon fujifilm olympus hasselblad gopro garmin"
        " fitbit rolex omega casio seiko apple switch westfalia berlingo leaf fabia octavia yaris corolla polo golf focus fiesta"
        " civic outback forester qashqai juke sedona sportage picanto kangoo clio twingo micra panda punto mini astra corsa insignia"
        " cayenne defender discovery landcruiser hilux ranger transit sprinter vito caddy passat tiguan model tesla dacia duster seat"
        " ibiza leon mg smart saab lancia alfa lexus infiniti acura cadillac buick chrysler dodge jeep gmc ram pontiac rivian polestar"
        " peloton concept2 bosch miele singer bernina janome pfaff gaggia delonghi sonos bose technics roland korg moog lego"
    ).split()
) - {
    "wheels",
    "driving",
    "drive",
    "drove",
    "parked",
    "parking",
    "automobile",
    "giant",
    "model",
    "singer",
    "smart",
    "focus",
}
#: Capitalised words that are nobody's name.
_NO_NAMES: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october"
    " november december christmas easter english french german spanish italian dutch mum dad mom god i'm i've i'll i'd the this that my"
    " our his her we they it is was and but so he she you tv dr mr mrs ms facebook whatsapp netflix zoom lego".split()
)
_TITLED: Final = re.compile(r"(?:Dr|Doctor|Mr|Mrs|Ms|Prof)\b", re.IGNORECASE)
_TIME: Final = re.compile(r"\b(?:mornings?|evenings?|nights?|\w+days?|weekends?|afternoons?)\b", re.IGNORECASE)
_CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "food": is_food,
    "no food": lambda value: not is_food(value),
    "eaten or touched": is_borne,
    "forename": lambda value: is_forename(value.split()[0]),
    "place": lambda value: (value[:1].isupper() and not is_forename(value.split()[0])) or is_place(value),
    "no place": lambda value: not is_place(value),
    "thing": lambda value: any(word.lower() in MAKES for word in value.split()),
    "name": lambda value: value.split()[0].lower() not in _NO_NAMES,
    "carer": lambda value: _TITLED.match(value) is not None or is_forename(value),
    "not mornings": lambda value: _TIME.search(value) is None and not is_food(value),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A form of words, and what it comes to in plain words.

    Args:
        form: A regular expression for the start of a clause.
        plain: A clause that a pattern reads; ``{v}``, ``{k}``, ``{w}`` are groups of the form. Several, set apart by
            ``|``, where it says several things.
        example: A sentence that has the form.
        of: What ``v`` must be.
        stance: ``"is"``: it holds; ``"not"``, ``"was"``: it holds no longer.
        cues: Of these, in lower case, set apart by ``|``, a text has one wherever the form fits; for speed alone.
    """

    form: str
    plain: str
    example: str
    of: Sort = ""
    stance: Stance = "is"
    cues: str = ""
    regex: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regex", re.compile(self.form, re.IGNORECASE))

    def may_be_in(self, low: str) -> bool:
        """Whether a text, in lower case, may have the form."""
        return not self.cues or any(cue in low for cue in self.cues.split("|"))

    def fits(self, value: str) -> bool:
        """Whether the value is of the sort."""
        check = _CHECKS.get(self.of)
        return check is None or not value or check(value)
