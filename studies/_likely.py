"""How likely true texts are after given contexts, many at once where the weights can be run in batches."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thyself.evaluate import Setting
from thyself.models import LanguageModel
from thyself.models.smollm import SmolLM
from thyself.models.torch_lm import TorchLM, missing


@dataclass(frozen=True)
class Likely:
    """Nats a token of texts after contexts, by one model."""

    model: LanguageModel

    @classmethod
    def of(cls, setting: Setting) -> Likely:
        """The study's model; the embedded one in PyTorch where that is installed: the same weights, in batches."""
        model = setting.model()
        able = isinstance(model, SmolLM) and model.path is None and importlib.util.find_spec("torch") and not missing()
        return cls(TorchLM(threads=1) if able else model)

    def many(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        """``(n,)``: of each target after its context."""
        if isinstance(self.model, TorchLM):
            return np.array([score.per_token for score in self.model.score_many(pairs)])
        return np.array([self.model.score(context, target).per_token for context, target in pairs])


def shortened(texts: Sequence[str], model: LanguageModel, tokens: int, *, joint: str = "\n\n---\n\n") -> str:
    """Texts one after the other in at most so many tokens: the first ones whole, the last one cut at a word."""
    out = ""
    for text in texts:
        room = tokens - model.count(out)
        words = text.split(" ")
        while words and model.count(" ".join(words)) > room:
            words = words[: int(len(words) * 0.9)]
        if len(words) < min(8, len(text.split(" "))):
            break
        out += " ".join(words) + joint
    return out
