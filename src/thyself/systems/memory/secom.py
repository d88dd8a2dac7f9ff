"""SeCom: conversations kept as topical segments; a compressed copy is searched, the original is given back.

Source: On Memory Construction and Retrieval for Personalized Conversational Agents (2025).
"""

from __future__ import annotations

from typing import Final, Literal

from thyself.core import InvalidInput
from thyself.core.registry import system
from thyself.memory import Chunks, Informative, LlmSegmenter, Running, Segmenter, Sessions, TopicShift, Turns
from thyself.systems._find import Dense, Lexical
from thyself.systems._form import Answered, Conversational, Desk, Finder, Segments, Top

Cuts = Literal["topic", "running", "outline", "turn", "chunk", "session"]

#: Turns of the longest segment: about three exchanges.
LONGEST: Final = 6

_FINDERS: Final[dict[str, Finder]] = {"bm25": Lexical(), "dense": Dense()}


def segmenter(cuts: Cuts, desk: Desk) -> Segmenter:
    """How conversations are cut.

    Args:
        cuts: ``"topic"``: where the topic shifts, without a model call; ``"running"``: the same turn by turn, so that
            nothing is cut again when a conversation goes on; ``"outline"``: where a language model says, one
            call a session, as in the paper; ``"turn"``, ``"chunk"`` (six turns) and ``"session"`` for comparison.
        desk: The person's data and the models.
    """
    if cuts == "outline":
        return LlmSegmenter(desk.model("secom"))
    if cuts == "topic":
        return TopicShift(desk.embedder, most=LONGEST)
    if cuts == "running":
        return Running(desk.embedder, most=LONGEST)
    plain: dict[str, Segmenter] = {"turn": Turns(), "chunk": Chunks(), "session": Sessions()}
    if cuts not in plain:
        raise InvalidInput(f"cuts={cuts!r}: there are topic, running, outline, {', '.join(plain)}")
    return plain[cuts]


@system(
    number=9,
    name="secom",
    serves=("ask",),
    title="On Memory Construction and Retrieval for Personalized Conversational Agents",
    job="keep conversations as topical segments; search a compressed copy, return the original",
)
def secom(
    *, cuts: Cuts = "topic", retrieve: Literal["bm25", "dense"] = "bm25", rate: float = 0.9, k: int = 3
) -> Conversational:
    """Make the system. Where a segment gets a new turn, its key is compressed anew with its text.

    Args:
        cuts: See :func:`segmenter`.
        retrieve: How segments are found.
        rate: The share of words that is left in the text that is searched; 1 leaves it as it is.
        k: How many segments are read, in at most 1,000 tokens.

    Raises:
        InvalidInput: A slot has no such part.
    """
    if retrieve not in _FINDERS:
        raise InvalidInput(f"retrieve={retrieve!r}: there are {', '.join(_FINDERS)}")
    return Conversational(
        name="secom",
        memory=Segments(by=lambda desk: segmenter(cuts, desk), index_text=Informative(rate)),
        retrieve=_FINDERS[retrieve],
        pack=Top(k=k),
        answer=Answered(),
    )
