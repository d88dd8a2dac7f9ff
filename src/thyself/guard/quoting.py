"""Quoting: text from traces goes into a prompt as data, and cannot get out of its quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from thyself.core import Evidence

#: What a chat template reads as the start or end of a turn, in the models that are about.
_ROLES: Final = re.compile(
    r"<[|｜][^|｜<>]{0,40}[|｜]>|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]|<</?SYS>>|</?s>"
    r"|<(?:start|end)_of_turn>|</?(?:system|user|assistant|think|tool_call|tool_response)>"
    r"|#{2,}\s*(?:system|user|assistant|human|instruction|input|response)\s*:",
    re.IGNORECASE,
)
#: Characters that show nothing, and can hide words from a reader.
_HIDDEN: Final = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_QUOTES: Final = str.maketrans(dict.fromkeys('"“”„‟＂', "'"))


def harmless(text: str) -> str:
    """The text on one line, without anything that could end its quote or begin a turn of a dialogue."""
    words = _CONTROL.sub(" ", _HIDDEN.sub("", text)).translate(_QUOTES)
    while (cleaner := _ROLES.sub(" ", words)) != words:
        # What is left of one mark may make up another.
        words = cleaner
    return " ".join(words.split())


def quote(evidence: Sequence[Evidence], zone: ZoneInfo) -> str:
    """Evidence as numbered, dated lines: ``[1] 7 May 2023, you (whatsapp): "…"``; line n is piece n."""
    lines = []
    for number, each in enumerate(evidence, 1):
        day = f"{at.day} {at:%B %Y}" if (at := each.at and each.at.astimezone(zone)) else "undated"
        who = "you" if each.author == "me" else harmless(each.author)
        lines.append(f'[{number}] {day}, {who} ({harmless(each.source)}): "{harmless(each.text)}"')
    return "\n".join(lines)
