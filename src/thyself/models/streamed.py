"""Streamed: a language model whose words somebody hears while they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from thyself.core import Cost
from thyself.models.port import Generation, LanguageModel, Message, Score


@dataclass(frozen=True, slots=True)
class Streamed:
    """The same model, whose generations are made piece by piece and told on the way.

    Args:
        model: The model.
        hear: Called with each piece. A system may throw a draft away and make another: what it returns stands.
    """

    model: LanguageModel
    hear: Callable[[str], None]

    @property
    def name(self) -> str:
        """Which model."""
        return self.model.name

    @property
    def local(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.model.local

    @property
    def context(self) -> int:
        """How many tokens fit."""
        return self.model.context

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Generation:
        """Continue a dialogue; each piece is told when it is there."""
        begun = perf_counter()
        pieces = []
        for piece in self.model.stream(messages, max_tokens=max_tokens, temperature=temperature, stop=stop):
            pieces.append(piece)
            self.hear(piece)
        text = "".join(pieces)
        asked = sum(self.model.count(each.content) for each in messages)
        return Generation(text, Cost(1, asked, self.model.count(text), perf_counter() - begun))

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Iterator[str]:
        """The same, piece by piece."""
        return self.model.stream(messages, max_tokens=max_tokens, temperature=temperature, stop=stop)

    def score(self, context: str, target: str) -> Score:
        """How likely ``target`` is as the continuation of ``context``."""
        return self.model.score(context, target)

    def choose(self, context: str, options: Sequence[str]) -> int:
        """The index of the option that is likeliest after ``context``."""
        return self.model.choose(context, options)

    def count(self, text: str) -> int:
        """How many tokens the text has."""
        return self.model.count(text)
