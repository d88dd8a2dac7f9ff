"""A command that takes a question, and has commands of its own: ``thyself money "…"``, ``thyself money payees``."""

from __future__ import annotations

from typing import Any, Final

import typer
from typer.core import TyperGroup

#: The command that a question goes to.
ASK: Final = "ask"


class Asking(TyperGroup):
    """A group whose first word is one of its commands, or the beginning of a question."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Hand what begins with no command to the one that takes the question; ``--help`` stays the group's."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = [ASK, *args]
        return super().parse_args(ctx, args)


def asking(words: str) -> typer.Typer:
    """A group with a command called :data:`ASK`.

    Args:
        words: Its help.
    """
    return typer.Typer(cls=Asking, help=words, rich_markup_mode="markdown", no_args_is_help=False)
