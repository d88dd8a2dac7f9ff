"""Quoting: text from traces goes into a prompt as data, and cannot get out of its quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from thyself.core import Evidence

#: What a chat template reads as the start or end of a turn.
_ROLES: Final = re.compile(r"<\|[^|>]{0,40}\|>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>", re.IGNORECASE)
#: Control and invisible characters, which can hide words from a reader; line breaks and tabs become spaces.
_HIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def harmless(text: str) -> str:
    """The text on one line, without anything that could end its quote or begin a turn of a dialogue."""
    words = _ROLES.sub(" ", _HIDDEN.sub("", text))
    return " ".join(words.replace('"', "'").replace("“", "'").replace("”", "'").split())


def quote(evidence: Sequence[Evidence], zone: ZoneInfo) -> str:
    """Evidence as numbered, dated lines: ``[1] 7 May 2023, you (whatsapp): "…"``."""
    lines = []
    for number, each in enumerate(evidence, 1):
        day = f"{each.at.astimezone(zone):%-d %B %Y}" if each.at else "undated"
        who = "you" if each.author == "me" else harmless(each.author)
        lines.append(f'[{number}] {day}, {who} ({harmless(each.source)}): "{harmless(each.text)}"')
    return "\n".join(lines)
