"""Account: why an item stands where it stands for a person, with the trace behind each part of its score."""

from __future__ import annotations

from dataclasses import dataclass

from thyself.core import Evidence, Item


@dataclass(frozen=True, slots=True)
class Because:
    """One part of a score.

    Args:
        what: In words: ``'you rated it 5 of 5: "Emma", in May 2024'``.
        adds: How much of the score; below zero where it speaks against the item.
        evidence: The traces that say so; empty for what others took and for wishes.
        without: Where the item would stand without it; ``None`` where that was not worked out.
    """

    what: str
    adds: float
    evidence: tuple[Evidence, ...] = ()
    without: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A score taken apart: what the parts add is together the score.

    Args:
        item: The item.
        score: Its score, before variety: in a list an item that is like one above it loses some.
        place: Where it stands by that score among all that may be shown, from 1; ``None`` where it may not be shown.
        because: The parts, what adds most first.
        why_not: Why it may not be shown; empty where it may.
    """

    item: Item
    score: float
    place: int | None
    because: tuple[Because, ...]
    why_not: str = ""

    def __str__(self) -> str:
        where = f"stands at {self.place}" if self.place else f"may not be shown: {self.why_not}"
        lines = [f"{self.item.title} {where}; score {self.score:.3f}"]
        for each in self.because[:6]:
            less = f"; without it, it would stand at {each.without}" if each.without else ""
            lines.append(f"  {each.adds:+.3f} {each.what}{less}")
        rest = self.because[6:]
        if rest:
            lines.append(f"  {sum(each.adds for each in rest):+.3f} {len(rest)} further parts")
        return "\n".join(lines)
