"""Asking: which question is worth a turn of a conversation, and whether any is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from thyself.recommend.columns import Interactions
from thyself.recommend.links import taken
from thyself.recommend.preferences import Kinds, Preferences

if TYPE_CHECKING:
    import numpy as np

#: How likely somebody who looks for an item says yes to one of its labels, and to a label that it does not have.
_YES, _STILL_YES = 0.8, 0.35


@dataclass(frozen=True, eq=False)
class Question:
    """A question that is answered by yes or no.

    Args:
        about: A label, or the id of an item.
        text: How it is asked.
        item: Whether it is about an item: "do you like it" of something that one may know.
        chance: ``(items,) float64``: how likely somebody says yes who looks for each item of the catalogue.
    """

    about: str
    text: str
    item: bool
    chance: np.ndarray


class Policy(Protocol):
    """Decides what is asked."""

    def pick(self, belief: np.ndarray, questions: Sequence[Question], k: int) -> Question | None:
        """One of the questions, or ``None`` to show ``k`` items; ``belief`` is ``(items,)`` and adds up to one."""


class Never:
    """Asks nothing: each turn shows a list."""

    def pick(self, belief: np.ndarray, questions: Sequence[Question], k: int) -> Question | None:
        """Nothing."""
        return None


class AtRandom:
    """Asks a question that is drawn, as often as it is told to.

    Args:
        rng: Draws.
        share: The share of the turns in which it asks.
    """

    def __init__(self, rng: np.random.Generator, share: float = 0.5) -> None:
        self.rng, self.share = rng, share

    def pick(self, belief: np.ndarray, questions: Sequence[Question], k: int) -> Question | None:
        """Any of them."""
        if not questions or self.rng.random() >= self.share:
            return None
        return questions[int(self.rng.integers(len(questions)))]


class WhenWorth:
    """Asks where the lists that come after the answer are likelier to hold what is wanted than one list more.

    Without a question there are ``ahead + 1`` lists of ``k``; with one there are ``ahead``, in the order that the
    answer gives. The question with the largest gain is asked, if it gains anything at all.

    Source: the dialogue manager of RecLLM (2023) leaves this to a language model; the rule is the expected value of
    information (Howard, 1966).

    Args:
        ahead: Lists that are looked ahead.
        cost: What an answer costs the person, as a share of all that could be found.
        most: Questions that are looked at.
    """

    def __init__(self, ahead: int = 3, *, cost: float = 0.01, most: int = 60) -> None:
        self.ahead, self.cost, self.most = ahead, cost, most

    def pick(self, belief: np.ndarray, questions: Sequence[Question], k: int) -> Question | None:
        """The one that is worth most."""
        gains = [self.gain(belief, each, k) for each in questions[: self.most]]
        if not gains or max(gains) <= self.cost:
            return None
        return questions[gains.index(max(gains))]

    def gain(self, belief: np.ndarray, question: Question, k: int) -> float:
        """How much likelier what is wanted comes up with the question than without."""
        after = sum(largest(belief * chance, self.ahead * k) for chance in (question.chance, 1 - question.chance))
        return after - largest(belief, (self.ahead + 1) * k)


def largest(values: np.ndarray, k: int) -> float:
    """The sum of the ``k`` largest."""
    import numpy as np

    return float(np.partition(values, -k)[-k:].sum()) if k < len(values) else float(values.sum())


def by_labels(kinds: Kinds, *, least: int = 3, most: int = 40) -> list[Question]:
    """Questions about the labels that most items have; a label of fewer than ``least`` is not asked about."""
    import numpy as np

    names = sorted({label for mine in kinds.labels for label in mine})
    having = {label: np.array([label in mine for mine in kinds.labels]) for label in names}
    told = sorted((each for each in names if having[each].sum() >= least), key=lambda each: -having[each].sum())
    return [
        Question(each, f"Are you in the mood for {each}?", False, np.where(having[each], _YES, _STILL_YES))
        for each in told[:most]
    ]


def by_items(kinds: Kinds, rows: Interactions, *, most: int = 20, known: float = 3.0) -> list[Question]:
    """Questions about the items that most people took: whether the person knows and likes them.

    How likely somebody says yes who looks for an item is the share of those who took it who took the other, too.

    Args:
        kinds: The items that are asked about and looked for.
        rows: Who took (and liked) what.
        most: How many questions.
        known: People that are added to each share, with the answer of all people.
    """
    import numpy as np

    ids = kinds.catalog.ids
    matrix = taken(rows.with_items(ids)).tocsc()
    codes = np.array([rows.with_items(ids).codes[each] for each in ids])
    mine = matrix[:, codes]
    counts = np.asarray(mine.sum(axis=0)).ravel()
    asked = np.argsort(-counts, kind="stable")[:most]
    together = np.asarray((mine[:, asked].T @ mine).todense())
    base = counts[asked] / max(len(rows.people), 1)
    chance = (together + known * base[:, None]) / (counts[None, :] + known)
    questions = []
    for row, at in enumerate(asked.tolist()):
        mine_chance = chance[row].astype(np.float64)
        mine_chance[at] = base[row]
        title = kinds.catalog[ids[at]].title
        questions.append(Question(ids[at], f'Do you know "{title}", and did you like it?', True, mine_chance))
    return questions


def still(questions: Sequence[Question], preferences: Preferences) -> list[Question]:
    """The questions whose answer is not known yet."""
    told = {each.phrase for each in preferences.stated} | {each.phrase for each in preferences.rules}
    told |= preferences.asked
    return [
        each
        for each in questions
        if each.about not in told and each.about not in preferences.closed | preferences.shown
    ]
