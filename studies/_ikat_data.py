"""TREC iKAT topics in the public format: conversations with a person's statements, and which of them matter."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from thyself.core import DataMissing, Turn
from thyself.models import Embedder
from thyself.retrieval.statements import Marked


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn of a topic.

    Args:
        topic: Its number.
        marked: The conversation up to the turn, the statements, and which of them matter.
        rewritten: The turn as people rewrote it, with what it refers to.
    """

    topic: str
    marked: Marked
    rewritten: str


class Remembered:
    """An embedder that reads each text once: the same statements stand beside every turn."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimensions = embedder.name, embedder.dimensions
        self._embedder = embedder
        self._known: dict[str, np.ndarray] = {}

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """``(n, dimensions) float32`` with unit rows."""
        new = [each for each in dict.fromkeys(texts) if each not in self._known]
        if new:
            self._known |= dict(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[each] for each in texts])


def topics(folder: Path, name: str, labels: Mapping[str, Mapping[str, int]] | None = None) -> list[Asked]:
    """All turns of a file of topics (``.json`` or ``.json.gz``).

    Args:
        folder: Where it lies.
        name: Its name without the ending.
        labels: By turn and statement, from :func:`judged`; ``None``: as the topic's author marked them. With labels,
            turns that nobody judged are left out.

    Raises:
        DataMissing: There is no such file.
    """
    return [each for topic in _read(folder, name) for each in _turns(topic, labels)]


def answered(folder: Path, name: str) -> list[str]:
    """The answer that people wrote for each turn, in the order of :func:`topics`; empty where there is none."""
    return [turn.get("response") or "" for topic in _read(folder, name) for turn in topic["turns"]]


def judged(folder: Path, name: str) -> dict[str, dict[str, int]]:
    """Labels by turn and statement, from lines of ``turn 0 statement label``."""
    found: dict[str, dict[str, int]] = {}
    for line in (folder / name).read_text("utf-8").splitlines():
        turn, _, statement, label = line.split()
        found.setdefault(turn, {})[statement] = int(label)
    return found


def _read(folder: Path, name: str) -> list[dict[str, Any]]:
    for file in (folder / f"{name}.json.gz", folder / f"{name}.json"):
        if file.exists():
            text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
            read: list[dict[str, Any]] = json.loads(text)
            return read
    raise DataMissing(f"{folder} has no {name}.json nor {name}.json.gz: the topics of iKAT")


def _turns(topic: Mapping[str, Any], labels: Mapping[str, Mapping[str, int]] | None) -> Iterator[Asked]:
    ids, before = list(topic["ptkb"]), list[Turn]()
    statements = tuple(topic["ptkb"][each] for each in ids)
    for turn in topic["turns"]:
        said = Turn(turn["utterance"])
        known = None if labels is None else labels.get(f"{topic['number']}_{turn['turn_id']}")
        chosen = {str(each) for each in turn.get("ptkb_provenance") or ()}
        if labels is None or known is not None:
            matter = tuple(
                (known[each] if known and each in known else 0) > 0 if labels else each in chosen for each in ids
            )
            rewritten = turn.get("resolved_utterance") or said.said
            yield Asked(str(topic["number"]), Marked(statements, (*before, said), matter), rewritten)
        before.append(Turn(said.said, turn.get("response") or ""))
