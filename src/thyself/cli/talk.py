"""``thyself recommend --talk``: a conversation about what to take, line by line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from thyself.cli import show

if TYPE_CHECKING:
    from thyself.recommend import Conversation

_BEGIN = "Say what you would like, and what not; take back what is wrong. An empty line ends it."


def talked(conversation: Conversation) -> None:
    """Lead a conversation with who sits at the terminal, or with the lines of a pipe, until something is taken."""
    show.text(_BEGIN)
    for line in iter(sys.stdin.readline, ""):
        if not line.strip():
            break
        reply = conversation.say(line.strip())
        show.text(reply.text)
        show.text(f"  ({reply.preferences})")
        if reply.taken is not None:
            break
