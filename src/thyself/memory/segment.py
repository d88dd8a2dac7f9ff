"""Segments: a conversation cut where its topic changes, without a language model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput, Trace
from thyself.core.words import stem

if TYPE_CHECKING:
    import numpy as np

    from thyself.models.port import Embedder

#: What is looked at between two turns, in the order of the weights. See :func:`features`.
FEATURES: Final = (
    "next_cosine",
    "block_cosine",
    "depth",
    "shared_words",
    "new_words",
    "goes_on",
    "opens",
    "closes",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A small logistic model of "a new topic begins here".

    Args:
        name: Names it; part of the name of the segments that it makes.
        bias: The log-odds of a boundary where all features are zero.
        weights: What each of :data:`FEATURES` adds to the log-odds.
        threshold: From which probability on there is a boundary.
        learned_on: Where the figures come from.
    """

    name: str
    bias: float
    weights: tuple[float, ...]
    threshold: float
    learned_on: str

    def probability(self, table: np.ndarray) -> np.ndarray:
        """``(n, features) float64`` to ``(n,)``: how likely a topic begins."""
        import numpy as np

        return np.asarray(1.0 / (1.0 + np.exp(-self.bias - table @ np.array(self.weights))))


MINILM: Final = Weights(
    "1",
    -2.988,
    (-4.145, -3.841, 4.146, -5.258, 1.539, -3.275, 3.697, -3.834),
    0.36,
    "every other dialogue of DialSeg711, with MiniLM int8 (python studies/topic_shift.py)",
)
HASHED: Final = Weights(
    "1",
    -2.601,
    (-3.585, -1.111, 2.992, -7.801, 1.395, -3.007, 3.567, -4.095),
    0.38,
    "every other dialogue of DialSeg711, with hashed words (THYSELF_EMBEDDER=hashed python studies/topic_shift.py)",
)


class TopicShift:
    """Cut a conversation where the turns before and after speak of different things.

    For each place between two turns a few features are taken (cosines of vectors, shared and new words, how the next
    turn begins) and weighed; a boundary is where the probability is above the threshold and no neighbour's is higher.
    Who speaks, and how many turns there are, is not looked at.

    Args:
        embed: Makes the vectors of turns.
        window: How many turns before and after are compared.
        most: How many turns a segment may have; a longer one is cut again where a new topic is likeliest. ``None``:
            any number.
        weights: The learned weights; by default those for this kind of embedder.
        known: Vectors of traces by id that need not be made again.

    Raises:
        InvalidInput: The window or ``most`` is less than one.

    Source: SeCom (2025) for topical units; TextTiling (Hearst, 1997) for the depth score; docs/studies.md#topic-shift.
    """

    def __init__(
        self,
        embed: Embedder,
        *,
        window: int = 3,
        most: int | None = None,
        weights: Weights | None = None,
        known: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        if window < 1 or (most is not None and most < 1):
            raise InvalidInput(f"window={window}, most={most}: give at least 1 turn")
        self.embed = embed
        self.window = window
        self.most = most
        self.weights = weights or (HASHED if "hash" in embed.name.lower() else MINILM)
        self.known = known or {}

    @property
    def name(self) -> str:
        """``"segment-…"`` with the weights and the embedder that decide the cuts."""
        size = "" if self.most is None else f"-{self.most}"
        return f"segment{size}-{self.weights.name}-{self.window}-{self.embed.name}"

    def split(self, turns: Sequence[Trace]) -> list[Sequence[Trace]]:
        """Runs of turns about one thing."""
        if len(turns) < 2:
            return [turns] if turns else []
        chances = self.weights.probability(features([turn.text for turn in turns], self._vectors(turns), self.window))
        starts = [0, *(place + 1 for place in peaks(chances, self.weights.threshold)), len(turns)]
        if self.most is not None:
            starts = halved(starts, chances, self.most)
        return [turns[a:b] for a, b in pairwise(starts)]

    def _vectors(self, turns: Sequence[Trace]) -> np.ndarray:
        import numpy as np

        missing = [turn for turn in turns if turn.id not in self.known]
        made = self.embed.embed([turn.text for turn in missing]) if missing else ()
        fresh = dict(zip((turn.id for turn in missing), made, strict=True))
        return np.stack([fresh[turn.id] if turn.id in fresh else self.known[turn.id] for turn in turns])


def peaks(chances: Sequence[float] | np.ndarray, threshold: float) -> list[int]:
    """The places above the threshold that are higher than the one before, and no lower than the one after."""
    padded = [0.0, *chances, 0.0]
    return [
        i - 1
        for i in range(1, len(padded) - 1)
        if padded[i] > threshold and padded[i] > padded[i - 1] and padded[i] >= padded[i + 1]
    ]


def halved(starts: Sequence[int], chances: Sequence[float] | np.ndarray, most: int) -> list[int]:
    """Starts (and the end) so that no run has more than ``most`` turns: a longer one is cut at its likeliest place.

    Of equally likely places the one nearest to the middle is taken.
    """
    out = [starts[0]]
    todo = [(a, b) for a, b in pairwise(starts)][::-1]
    while todo:
        a, b = todo.pop()
        if b - a <= most:
            out.append(b)
            continue
        middle = max(range(a + 1, b), key=lambda i: (chances[i - 1], -abs(2 * i - a - b)))
        todo += [(middle, b), (a, middle)]
    return out


def features(texts: Sequence[str], vectors: np.ndarray, window: int = 3) -> np.ndarray:
    """What is seen between each turn and the next.

    - ``next_cosine``: of the two turns.
    - ``block_cosine``: the largest between a turn of the ``window`` before and one of the ``window`` after, less its
      mean over the conversation (means of blocks would blur the boundary).
    - ``depth``: how deep the cosine of the two turns before and the two after lies below its peaks on either side.
    - ``shared_words``: rare words that both windows have, as a share of those that either could share.
    - ``new_words``: the share of the next turn's words that the six turns before it did not have.
    - ``goes_on``, ``opens``, ``closes``: 1 where the next turn begins like one that goes on ("yes", "it"), begins
      like one that opens a topic ("by the way"), or takes leave or thanks.

    Args:
        texts: The turns, in order.
        vectors: ``(n, d) float32``, a row for each turn.
        window: How many turns before and after are compared.

    Returns:
        ``(n - 1, 8) float64``, one row for each place between two turns; columns as in :data:`FEATURES`.
    """
    import numpy as np

    blocks = block_cosine(vectors, window)
    shared, new = _word_features([frozenset(content_words(text)) for text in texts], window)
    marks = [[float(bool(pattern.search(text))) for pattern in (GOES_ON, OPENS, CLOSES)] for text in texts[1:]]
    near = (vectors[:-1] * vectors[1:]).sum(axis=1)
    columns = [near, blocks - blocks.mean(), depth(_mean_cosine(vectors, 2)), shared, new]
    return np.column_stack([*columns, np.array(marks)]).astype(np.float64)


def block_cosine(vectors: np.ndarray, window: int) -> np.ndarray:
    """The largest cosine between the ``window`` turns before and after each place: ``(n, d)`` to ``(n - 1,)``."""
    import numpy as np

    n = len(vectors)
    best = np.full(n - 1, -1.0)
    for before in range(1, window + 1):
        for after in range(window):
            first, last = before, n - after  # place i lies between turn i - 1 and turn i
            if first < last:
                pairs = (vectors[: last - first] * vectors[first + after : n]).sum(axis=1)
                best[first - 1 : last - 1] = np.maximum(best[first - 1 : last - 1], pairs)
    return best


def depth(heights: np.ndarray) -> np.ndarray:
    """How far each place lies below the peak that one climbs to on the left, plus the same on the right."""
    import numpy as np

    def climbed(values: np.ndarray) -> np.ndarray:
        peak = values.copy()
        for i in range(1, len(values)):
            if values[i - 1] >= values[i]:
                peak[i] = peak[i - 1]
        return peak

    left, right = climbed(heights), climbed(heights[::-1])[::-1]
    return np.asarray(left + right - 2 * heights)


@lru_cache(maxsize=50_000)
def content_words(text: str) -> tuple[str, ...]:
    """The stems of a text's words that carry meaning."""
    return tuple(stem(word) for word in _WORD.findall(text.lower()) if word not in _COMMON)


def _mean_cosine(vectors: np.ndarray, window: int) -> np.ndarray:
    """The cosine of the sums of the ``window`` turns before and after each place."""
    import numpy as np

    n = len(vectors)
    running = np.vstack([np.zeros((1, vectors.shape[1])), np.cumsum(vectors, axis=0, dtype=np.float64)])
    places = np.arange(1, n)
    before = running[places] - running[np.maximum(places - window, 0)]
    after = running[np.minimum(places + window, n)] - running[places]
    norms = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return np.asarray((before * after).sum(axis=1) / np.maximum(norms, 1e-9))


def _word_features(words: Sequence[frozenset[str]], window: int) -> tuple[list[float], list[float]]:
    import math

    in_turns = Counter(word for turn in words for word in turn)
    rare = {word: math.log((len(words) + 1) / count) for word, count in in_turns.items()}
    shared, new = [], []
    for place in range(1, len(words)):
        before = frozenset().union(*words[max(0, place - window) : place])
        after = frozenset().union(*words[place : place + window])
        could = min(sum(rare[word] for word in before), sum(rare[word] for word in after))
        shared.append(sum(rare[word] for word in sorted(before & after)) / could if could > 0 else 0.0)
        earlier = frozenset().union(*words[max(0, place - 6) : place])
        new.append(len(words[place] - earlier) / max(1, len(words[place])))
    return shared, new


_WORD: Final = re.compile(r"[^\W_]+")
GOES_ON: Final = re.compile(
    r"^\W*(?:yes|yeah|yep|no|nope|ok|okay|sure|it|that|this|these|those|they|he|she|and|but|so|because|right|really|oh|"
    r"wow|great|thanks|thank you|awesome|cool|nice|absolutely|of course|sounds)\b",
    re.I,
)
OPENS: Final = re.compile(
    r"^\W*(?:hi|hello|hey|also|by the way|btw|anyway|speaking of|on another|one more|another thing|what about|"
    r"good (?:morning|evening|afternoon))\b",
    re.I,
)
CLOSES: Final = re.compile(
    r"\b(?:thank|thanks|bye|goodbye|welcome|good day|great day|nice day|have a (?:good|great|nice)|"
    r"talk (?:to you )?(?:soon|later)|see you|take care|enjoy)\b",
    re.I,
)
_COMMON_WORDS: Final = (
    "a about all also am an and any are as at be been but by can could d did do does down else for from get go got "
    "had has have he her here him his how i if in into is it its just ll m may me might more most must my no not of "
    "on or our out over re s shall she should so some t than that the their them then there these they this those to "
    "too up us ve very was we well were what when where which who why will with would yes you your "
)
_COMMON: Final = frozenset(_COMMON_WORDS.split())
