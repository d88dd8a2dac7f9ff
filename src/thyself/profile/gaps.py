"""Gaps: in what a text is unlike the person, in words that a writer can act on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from thyself.profile.style import ATTRIBUTES, Style, features, spread


@dataclass(frozen=True, slots=True)
class Gap:
    """One attribute in which a text is unlike a style.

    Args:
        name: The attribute.
        own: The person's mean.
        seen: In the text.
        apart: The difference, text less person, in units of the spread of the person's texts.
    """

    name: str
    own: float
    seen: float
    apart: float

    @property
    def told(self) -> str:
        """What is to be changed: ``"less: commas per 100 words (here 9, usually 3.1)"``."""
        own, seen = (math.exp(self.own), math.exp(self.seen)) if self.name == "words" else (self.own, self.seen)
        what = "words per text" if self.name == "words" else ATTRIBUTES[self.name].what
        return f"{'less' if self.apart > 0 else 'more'}: {what} (here {seen:.2g}, usually {own:.2g})"


def gaps(style: Style, text: str, *, least: float = 1.0) -> list[Gap]:
    """The attributes in which a text is at least ``least`` spreads away from the person, farthest (by weight) first."""
    measured = features(text)
    found = []
    for name, attribute in ATTRIBUTES.items():
        if name in measured and name in style.mean:
            apart = (measured[name] - style.mean[name]) / spread(style, name)
            if abs(apart) >= least:
                found.append((attribute.weight * abs(apart), Gap(name, style.mean[name], measured[name], apart)))
    return [gap for _, gap in sorted(found, key=lambda each: -each[0])]
