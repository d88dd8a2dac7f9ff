"""Running: a conversation cut while it grows: does a new turn go on with what is spoken of, or begin something else?

A decision looks at the new turn and the open segment alone, so nothing that was cut is ever cut again, and a
conversation that comes turn by turn is cut just as one that comes at once. :class:`thyself.memory.TopicShift` looks
ahead as well, and cuts better; it is for conversations that are over.

Source: the incremental step of SeCom (2025), which asks a language model; here no model is called but the embedder.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput, Trace
from thyself.memory.extract.gazetteer import expected
from thyself.memory.segment import CLOSES, GOES_ON, OPENS, Weights, content_words

if TYPE_CHECKING:
    import numpy as np

    from thyself.models.port import Embedder

#: What is looked at between a new turn and the open segment, in the order of the weights.
FEATURES: Final = (
    "largest cosine",
    "last cosine",
    "mean cosine",
    "shared words",
    "new words",
    "goes on",
    "opens",
    "closes",
    "closed before",
    "length",
)
#: No more turns of the open segment are looked at.
LOOK: Final = 8


class Running:
    """Cut a conversation where a turn does not go on with the open segment.

    Args:
        embed: Makes the vectors of turns.
        most: How many turns a segment may have; ``None``: any number.
        weights: Learned weights; by default those for this kind of embedder.
        known: Vectors of traces by id that need not be made again.

    Raises:
        InvalidInput: ``most`` is less than one.
    """

    def __init__(
        self,
        embed: Embedder,
        *,
        most: int | None = None,
        weights: Weights | None = None,
        known: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        if most is not None and most < 1:
            raise InvalidInput(f"most={most}: give at least 1 turn")
        self.embed = embed
        self.most = most
        self.weights = weights or (HASHED if "hash" in embed.name.lower() else MINILM)
        self.known = known or {}

    @property
    def name(self) -> str:
        """``"running-…"`` with the weights and the embedder that decide the cuts."""
        size = "" if self.most is None else f"-{self.most}"
        return f"running{size}-{self.weights.name}-{self.embed.name}"

    def split(self, turns: Sequence[Trace]) -> list[Sequence[Trace]]:
        """Runs of turns about one thing."""
        return self.grow([], turns)

    def grow(self, runs: Sequence[Sequence[Trace]], turns: Sequence[Trace]) -> list[Sequence[Trace]]:
        """The runs with some more turns: only the last run can become longer, all others stay as they are.

        Args:
            runs: What the turns so far were cut into.
            turns: The turns that came since, in order.
        """
        if not turns:
            return list(runs)
        out = [list(run) for run in runs]
        open_turns = out[-1][-LOOK:] if out else []
        vectors = self._vectors([*open_turns, *turns])
        for turn in turns:
            full = self.most is not None and bool(out) and len(out[-1]) >= self.most
            if out and not full and self.same_topic(out[-1], turn, vectors) >= 1.0 - self.weights.threshold:
                out[-1].append(turn)
            else:
                out.append([turn])
        return list(out)

    def same_topic(
        self, segment: Sequence[Trace], turn: Trace, vectors: Mapping[str, np.ndarray] | None = None
    ) -> float:
        """How likely a turn goes on with a segment, from 0 to 1.

        Args:
            segment: The open segment; at least one turn.
            turn: The next turn.
            vectors: Those of the turns by id; made where they are not given.
        """
        import numpy as np

        near = list(segment[-LOOK:])
        known = vectors or self._vectors([*near, turn])
        row = features(
            [each.text for each in near], turn.text, np.stack([known[each.id] for each in near]), known[turn.id]
        )
        return 1.0 - float(self.weights.probability(row[None, :])[0])

    def _vectors(self, turns: Sequence[Trace]) -> dict[str, np.ndarray]:
        missing = [turn for turn in turns if turn.id not in self.known]
        made = self.embed.embed([turn.text for turn in missing]) if missing else ()
        fresh = dict(zip((turn.id for turn in missing), made, strict=True))
        return {turn.id: fresh[turn.id] if turn.id in fresh else self.known[turn.id] for turn in turns}


def features(texts: Sequence[str], text: str, vectors: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """What is seen between the open segment and a new turn; entries as in :data:`FEATURES`.

    Args:
        texts: The turns of the segment, in order.
        text: The new turn.
        vectors: ``(n, d) float32``, those of the segment.
        vector: ``(d,) float32``, that of the new turn.

    Returns:
        ``(10,) float64``: the last, the logarithm of the number of turns, evens out that a mean falls with it.
    """
    import numpy as np

    near = vectors @ vector
    told = frozenset(word for each in texts for word in content_words(each))
    words = frozenset(content_words(text))
    weight = {word: -math.log(expected(word)) for word in told | words}
    could = min(sum(weight[word] for word in told), sum(weight[word] for word in words))
    shared = sum(weight[word] for word in sorted(told & words)) / could if could else 0.0
    marks = [float(bool(pattern.search(text))) for pattern in (GOES_ON, OPENS, CLOSES)]
    return np.array(
        [
            float(near.max()),
            float(near[-1]),
            float(near.mean()),
            shared,
            len(words - told) / max(1, len(words)),
            *marks,
            float(bool(CLOSES.search(texts[-1]))),
            math.log(len(texts)),
        ]
    )


MINILM: Final = Weights(
    "1",
    -4.215,
    (-3.036, -8.138, -0.549, -1.174, 0.522, -0.461, 4.144, -2.282, -0.756, 3.615),
    0.42,
    "every other joined conversation of MemoryBank and Synthetic-Persona-Chat, with MiniLM int8"
    " (python studies/topic_shift.py)",
)
HASHED: Final = Weights(
    "1",
    -7.152,
    (2.404, -4.902, -8.656, -1.868, 0.852, -0.092, 4.166, -2.104, -0.659, 3.409),
    0.30,
    "every other joined conversation of MemoryBank and Synthetic-Persona-Chat, with hashed words"
    " (THYSELF_EMBEDDER=hashed python studies/topic_shift.py)",
)
