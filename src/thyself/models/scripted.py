"""Models for tests: one that says what it was told to say, one that follows rules."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from thyself.core import Cost, InvalidInput, ModelError, estimate_tokens
from thyself.models.port import Generation, Message, Score

Rule = Callable[[Sequence[Message]], str | None]


class Rules:
    """A model made of rules: the first that gives a text answers; texts are scored by shared pairs of letters.

    Args:
        rules: Functions of the prompt that give a text or ``None``.
        local: Whether it counts as running on this machine.
        name: Its name.
    """

    context = 8192

    def __init__(self, *rules: Rule, local: bool = True, name: str = "rules") -> None:
        self.rules = rules
        self.local = local
        self.name = name
        self.prompts: list[tuple[Message, ...]] = []
        self.schemas: list[Mapping[str, Any]] = []

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Generation:
        """What the first rule says that says something, up to the first of ``stop``, cut after ``max_tokens``."""
        if not messages:
            raise InvalidInput("generate: there are no messages")
        self.prompts.append(tuple(messages))
        said = next((text for rule in self.rules if (text := rule(messages)) is not None), None)
        if said is None:
            raise ModelError(f"{self.name}: no rule answers this prompt: {messages[-1].content[:100]!r}")
        for end in stop:
            said = said.partition(end)[0]
        read = sum(self.count(each.content) for each in messages)
        kept = self._cut(said, max_tokens)
        return Generation(kept, Cost(1, read, self.count(kept)), "stop" if kept == said else "length")

    def generate_json(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, max_tokens: int = 256
    ) -> Generation:
        """What the first rule says that says something, in a form or not; the schema is kept in ``schemas``."""
        self.schemas.append(schema)
        return self.generate(messages, max_tokens=max_tokens)

    def _cut(self, text: str, max_tokens: int) -> str:
        """The longest beginning of whole words that has no more tokens."""
        ends = [0, *(match.end() for match in re.finditer(r"\S+", text))]
        if self.count(text) <= max_tokens:
            return text
        return text[: ends[bisect_right(ends, max_tokens, key=lambda end: self.count(text[:end])) - 1]]

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Iterator[str]:
        """The same, word by word."""
        whole = self.generate(messages, max_tokens=max_tokens, temperature=temperature, stop=stop).text
        yield from re.findall(r"\S+\s*|\s+", whole)

    def score(self, context: str, target: str) -> Score:
        """Likelier the more of the target's pairs of letters stand in the context (add-one smoothing)."""
        if not target:
            return Score(0.0, 0)
        seen = Counter(pairwise(context))
        firsts = Counter(context[:-1])
        pairs = list(pairwise((context[-1:] or "\n") + target))
        total = sum(math.log((seen[pair] + 1) / (firsts[pair[0]] + 256)) for pair in pairs)
        # Letters are what it reads, so that a short odd word does not count as one likely token.
        return Score(total, len(pairs))

    def choose(self, context: str, options: Sequence[str]) -> int:
        """The option that is likeliest after ``context``."""
        if not options:
            raise InvalidInput("choose: there are no options")
        scores = [self.score(context, option).per_token for option in options]
        return max(range(len(options)), key=scores.__getitem__)

    def count(self, text: str) -> int:
        """About how many tokens the text has."""
        return estimate_tokens(text)


class Scripted(Rules):
    """A model that gives the texts that it was handed, in their order, and keeps the prompts in ``prompts``.

    Args:
        answers: What it says, call by call; a call too many is an error.
    """

    def __init__(self, *answers: str, local: bool = True, name: str = "scripted") -> None:
        self.answers = list(answers)
        super().__init__(self._next, local=local, name=name)

    def _next(self, messages: Sequence[Message]) -> str | None:
        return self.answers.pop(0) if self.answers else None
