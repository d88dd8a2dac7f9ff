"""Community: people who ask and answer in fields whose words are shared by two circles each.

"Scale", "key" and "fork" mean one thing to one circle and another to the other; which is meant, the asker's own history
tells and the question often does not. Each circle has experts; everybody answers now and then elsewhere too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

START: Final = datetime(2023, 1, 1, tzinfo=UTC)
DAYS: Final = 300
#: Two circles, and the words that both use.
_FIELDS: Final = (
    (("music", "fishing"), "scale bass line reel pitch bridge hook tune"),
    (("cooking", "programming"), "fork stack cookie recipe package dish batch menu"),
    (("sewing", "climbing"), "needle pattern seam patch thread hem anchor rope"),
    (("chess", "royalty"), "king crown castle bishop rank court rule title"),
    (("gardening", "finance"), "stock branch yield hedge root growth bond plant"),
    (("photography", "medicine"), "lens exposure flash shot focus film develop scan"),
)
_OWN: Final = {
    "music": "guitar chord melody concert", "fishing": "trout lake rod boat", "cooking": "oven flour soup pepper",
    "programming": "compiler server function database", "sewing": "skirt cotton button machine",
    "climbing": "rock summit harness glacier", "chess": "pawn opening checkmate tournament",
    "royalty": "dynasty palace throne queen", "gardening": "tomato soil compost rose",
    "finance": "dividend interest broker tax", "photography": "camera tripod portrait aperture",
    "medicine": "doctor fever vaccine dose",
}  # fmt: skip
CIRCLES: Final = tuple(_OWN)


@dataclass(frozen=True, slots=True)
class Post:
    """A question or an answer.

    Args:
        id, author, at: Its name, by whom, and when.
        text, tags: Its words, and the tags of the question.
        to: The question that it answers; empty for a question.
        circle: Where it belongs (the planted truth).
    """

    id: str
    author: str
    at: datetime
    text: str
    tags: tuple[str, ...]
    to: str = ""
    circle: str = ""


@dataclass(frozen=True, slots=True)
class Community:
    """All posts in order of time, and the experts of each circle."""

    questions: tuple[Post, ...]
    answers: tuple[Post, ...]
    experts: dict[str, tuple[str, ...]]


def community(rng: Random, *, askers: int = 60, experts: int = 4, questions: int = 900) -> Community:
    """Draw a community.

    Args:
        rng: Draws everything.
        askers: How many people ask; each belongs to one circle.
        experts: How many experts each circle has.
        questions: How many questions there are in all.
    """
    known = {circle: tuple(f"{circle}-expert-{i}" for i in range(experts)) for circle in CIRCLES}
    home = {f"asker-{i}": rng.choice(CIRCLES) for i in range(askers)}
    asked, answered = [], []
    for number in range(questions):
        at = START + timedelta(days=DAYS * number / questions)
        author = rng.choice(list(home))
        circle = home[author] if rng.random() < 0.85 else rng.choice(CIRCLES)
        post = Post(
            f"q{number}", author, at, _text(circle, rng, own=rng.choice((0, 0, 1))), _tags(circle, rng), "", circle
        )
        asked.append(post)
        for place, who in enumerate(_answerers(circle, known, rng)):
            text = _text(circle, rng, own=rng.choice((0, 1)), shared=6)
            answered.append(
                Post(f"q{number}/a{place}", who, at + timedelta(hours=place + 1), text, post.tags, post.id, circle)
            )
    return Community(tuple(asked), tuple(answered), known)


def _answerers(circle: str, experts: dict[str, tuple[str, ...]], rng: Random) -> list[str]:
    found = rng.sample(experts[circle], 2)
    if rng.random() < 0.3:
        # Somebody of elsewhere, who knows of it as everybody does.
        found.append(rng.choice(experts[rng.choice(CIRCLES)]))
    return list(dict.fromkeys(found))


def _text(circle: str, rng: Random, *, own: int, shared: int = 4) -> str:
    words = next(words.split() for circles, words in _FIELDS if circle in circles)
    chosen = [*rng.sample(words, shared), *rng.sample(_OWN[circle].split(), own)]
    rng.shuffle(chosen)
    return f"How about the {' and the '.join(chosen)}?"


def _tags(circle: str, rng: Random) -> tuple[str, ...]:
    return (circle, *rng.sample(_OWN[circle].split(), 1))


def right_people(question: Post, answers: Sequence[Post], experts: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """The experts of the question's circle who answered it."""
    inside = set(experts[question.circle])
    return frozenset(each.author for each in answers if each.to == question.id and each.author in inside)
