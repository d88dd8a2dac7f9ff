"""Render: the lines of a profile as text for people and prompts, within a length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from thyself.core import InvalidInput, estimate_tokens
from thyself.memory.extract import stems
from thyself.memory.extract.gazetteer import expected
from thyself.profile.lines import Line

#: Areas that matter whatever is asked.
_ALWAYS: Final = frozenset({"allergy", "diet"})
_USUAL: Final = {
    "name": 1.0,
    "home": 0.9,
    "work": 0.9,
    "family": 0.8,
    "health": 0.8,
    "study": 0.7,
    "pets": 0.6,
    "goals": 0.6,
    "likes": 0.5,
    "dislikes": 0.5,
    "notes": 0.5,
}


def render(
    lines: Sequence[Line],
    *,
    max_words: int | None = None,
    max_tokens: int | None = None,
    relevant_to: str | None = None,
) -> str:
    """See :meth:`thyself.profile.Profile.render`.

    Raises:
        InvalidInput: A length is less than one.
    """
    if (max_words is not None and max_words < 1) or (max_tokens is not None and max_tokens < 1):
        raise InvalidInput("render: max_words and max_tokens are 1 or more")
    asked = frozenset(stems(relevant_to)) if relevant_to else frozenset[str]()
    ranked = sorted(lines, key=lambda line: -_worth(line, asked)) if asked or max_words or max_tokens else list(lines)
    chosen: set[str] = set()
    words = tokens = 0
    for line in ranked:
        said = _said(line)
        words, tokens = words + len(said.split()), tokens + estimate_tokens(said) + 1
        if (max_words is not None and words > max_words) or (max_tokens is not None and tokens > max_tokens):
            words, tokens = words - len(said.split()), tokens - estimate_tokens(said) - 1
            continue
        chosen.add(line.id)
    return "\n".join(_said(line) for line in lines if line.id in chosen)


def _said(line: Line) -> str:
    if line.stale_since is not None:
        return f"- {line.text} (in doubt since {line.stale_since:%Y-%m-%d})"
    dated = (
        line.origin == "stated"
        and line.valid_from is not None
        and line.about in ("home", "work", "age", "goals", "study")
    )
    return f"- {line.text}" + (f" (since {line.valid_from:%Y-%m-%d})" if dated else "")


def _worth(line: Line, asked: frozenset[str]) -> float:
    own = 0.3 * (line.pinned or line.origin == "edited")
    if line.about in _ALWAYS and line.subject == "me":
        return 10.0 + own
    shared = asked & {*stems(line.text), *stems(line.about)}
    telling = sum(min(1.0, 2e-4 / expected(each)) for each in shared)
    return 3.0 * telling + _USUAL.get(line.about, 0.4) * (1.0 if line.subject == "me" else 0.8) + own
