"""Models: the ports to language models and embedders, and what stands behind them."""

from thyself.models.doctor import Check, capable, doctor, embedder, language_model
from thyself.models.hashed import Hashed
from thyself.models.port import Embedder, Generation, LanguageModel, Message, Score, Structured

__all__ = [
    "Check",
    "Embedder",
    "Generation",
    "Hashed",
    "LanguageModel",
    "Message",
    "Score",
    "Structured",
    "capable",
    "doctor",
    "embedder",
    "language_model",
]
