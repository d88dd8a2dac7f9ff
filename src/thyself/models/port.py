"""The ports to models: what a language model and a text embedder can be asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from thyself.core import Cost

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


def whole(text: str) -> str:
    """The text as any model can take it: halves of characters, which no encoding knows, become question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Generation:
    """A text that a model made, what it took, and why it ended."""

    text: str
    cost: Cost
    finish: Literal["stop", "length"] = "stop"


@dataclass(frozen=True, slots=True)
class Score:
    """How likely a text is: the natural logarithm of its probability, and how many tokens it has."""

    logprob: float
    tokens: int

    @property
    def per_token(self) -> float:
        """Nats per token; higher is likelier."""
        return self.logprob / max(self.tokens, 1)


@runtime_checkable
class LanguageModel(Protocol):
    """A model of text."""

    @property
    def name(self) -> str:
        """Which model."""

    @property
    def local(self) -> bool:
        """Whether nothing leaves this machine."""

    @property
    def context(self) -> int:
        """How many tokens fit."""

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Generation:
        """Continue a dialogue.

        Raises:
            ModelError: No usable answer came; the message says from where and why.
        """

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Iterator[str]:
        """The same, piece by piece."""

    def score(self, context: str, target: str) -> Score:
        """How likely ``target`` is as the continuation of ``context`` (plain text, no chat template).

        Raises:
            ModelError: This model cannot tell probabilities of a given text.
        """

    def choose(self, context: str, options: Sequence[str]) -> int:
        """The index of the option that is likeliest after ``context``, by nats per token.

        Raises:
            InvalidInput: There are no options.
        """

    def count(self, text: str) -> int:
        """How many tokens the text has (an estimate for a remote model)."""


@runtime_checkable
class Structured(LanguageModel, Protocol):
    """A model that can be held to a form: what it says is JSON of a schema, as far as the length goes.

    A form makes an answer readable, not right.
    """

    def generate_json(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, max_tokens: int = 256
    ) -> Generation:
        """Continue a dialogue with one JSON value of a JSON schema, cut off where it gets too long.

        Raises:
            ModelError: No usable answer came.
        """


@runtime_checkable
class Embedder(Protocol):
    """Texts to vectors whose cosine says how near they are in meaning.

    Source of vectors for one space: those of two embedders cannot be compared.
    """

    @property
    def name(self) -> str:
        """Which embedder; it changes whenever vectors would."""

    @property
    def dimensions(self) -> int:
        """The length of the vectors."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """``(n, dimensions) float32`` with unit rows (zeros for an empty text); any number of texts, in batches."""


@dataclass(frozen=True, slots=True)
class Words:
    """The telling words of a text, each with its vector: what it means there, beside the others.

    Args:
        words: In lower case, in order.
        vectors: ``(len(words), d) float32`` with unit rows.
    """

    words: tuple[str, ...]
    vectors: np.ndarray


@runtime_checkable
class WordEmbedder(Embedder, Protocol):
    """An embedder that also tells what each word of a text means there, by one reading of the text."""

    @property
    def word_dimensions(self) -> int:
        """The length of the vectors of words."""

    def read(self, texts: Sequence[str]) -> tuple[np.ndarray, list[Words]]:
        """What :meth:`embed` gives, and the words of each text."""
