"""Fitted: a recommender that is ready: for people it knows, for people it never saw, with reasons, and with wishes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from thyself.core import Catalog, InvalidInput
from thyself.recommend.blend import POPULAR, Blend
from thyself.recommend.choosing import NO_WISHES, Suggestion, Wishes, best, chosen, place_of
from thyself.recommend.columns import Event, Histories, History, Interactions
from thyself.recommend.tuning import Plan, Progress, Tuned, inner_split, tune

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

#: People whose scores are remembered until something of theirs changes.
_REMEMBERED: Final = 1024


@dataclass(frozen=True)
class Reason:
    """What one thing of the history adds to a score.

    Args:
        event: What the person took.
        adds: How much of the score.
        place: Where the item would stand without it; ``None`` where that was not worked out.
    """

    event: Event
    adds: float
    place: int | None = None


@dataclass(frozen=True)
class Explanation:
    """Why an item stands where it stands: ``popularity`` and what each reason adds are together the score.

    Args:
        item: The item.
        score: Its score.
        place: Where it stands among all items that may be shown, from 1; ``None`` where it may not.
        popularity: What it has because many take it.
        reasons: The history, what adds most first.
    """

    item: str
    score: float
    place: int | None
    popularity: float
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        where = "may not be shown" if self.place is None else f"stands at {self.place}"
        lines = [f"{self.item} {where}, score {self.score:.3f}: popularity {self.popularity:+.3f}"]
        for each in self.reasons[:5]:
            without = f"; without it, it would stand at {each.place}" if each.place is not None else ""
            lines.append(f"  because of {each.event.item}: {each.adds:+.3f}{without}")
        return "\n".join(lines)


class Fitted:
    """Recommends from a fitted blend. Made by :func:`fit`.

    Args:
        interactions: What everybody took; its codes are the blend's.
        blend: The scorers.
        tuned: How the blend was found, where it was.
    """

    def __init__(self, interactions: Interactions, blend: Blend, tuned: Tuned | None = None) -> None:
        if interactions.items != blend.items:
            raise InvalidInput("the blend was fitted on other items than these interactions have")
        self.interactions, self.blend, self.tuned = interactions, blend, tuned
        self._later: dict[str, list[Event]] = {}
        self._wishes: dict[str, Wishes] = {}
        self._scores: OrderedDict[str, tuple[Histories, dict[str, float], np.ndarray]] = OrderedDict()

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of all items that may come."""
        return self.interactions.items

    def recommend(
        self, person: str | None = None, *, history: History | None = None, k: int = 10, wishes: Wishes | None = None
    ) -> tuple[Suggestion, ...]:
        """The best items that the person did not take yet; for a person of whom nothing is known, what many take now.

        Args:
            person: The id of somebody; one who is not known has an empty history.
            history: What somebody took, oldest first, in place of ``person``.
            k: How many.
            wishes: In place of those that were set by :meth:`wish`.

        Raises:
            InvalidInput: Neither or both of person and history are given, or ``k`` is less than one.
        """
        known, _, scores = self._scored(person, history)
        wished = chosen(scores, known, self.interactions.codes, self._wished(person, wishes))
        items = self.interactions.items
        return tuple(Suggestion(items[at], score) for at, score in _pairs(wished, best(wished, k)))

    def similar(self, item: str, k: int = 10) -> tuple[Suggestion, ...]:
        """What fits those who took this item; without popularity.

        Raises:
            InvalidInput: Nobody knows the item.
        """
        code = self._code(item)
        alone = Histories.of(self.interactions.codes, [[item]])
        scores = self.blend.one(alone)
        popular = Blend({POPULAR: self.blend.arms[POPULAR]}, {POPULAR: self.blend.weights[POPULAR]})
        scores = scores - popular.one(alone)
        scores[code] = float("-inf")
        return tuple(Suggestion(self.items[at], score) for at, score in _pairs(scores, best(scores, k)))

    def explain(
        self, person: str | None, item: str, *, history: History | None = None, counterfactuals: int = 3
    ) -> Explanation:
        """Why an item stands where it stands: the terms add up to its score.

        Args:
            person: The id of somebody; ``None`` where a history is given.
            item: The item.
            history: What somebody took, in place of ``person``.
            counterfactuals: For how many of the strongest reasons to work out where it would stand without them.

        Raises:
            InvalidInput: Nobody knows the item, or neither or both of person and history are given.
        """
        import numpy as np

        code = self._code(item)
        known, factors, scores = self._scored(person, history)
        wishes = self._wished(person, None)
        terms = self.blend.terms(known, code, factors)
        order = np.argsort(-terms.events, kind="stable")
        reasons = []
        for rank, at in enumerate(order):
            place = None
            if rank < counterfactuals and terms.events[at] > 0:
                less = known.where(known.item != known.item[at])
                without = chosen(self.blend.one(less), known, self.interactions.codes, wishes)
                place = place_of(without, code) if np.isfinite(without[code]) else None
            reasons.append(Reason(self._event(known, int(at)), float(terms.events[at]), place))
        shown = chosen(scores, known, self.interactions.codes, wishes)
        stands = place_of(shown, code) if np.isfinite(shown[code]) else None
        return Explanation(item, float(scores[code]), stands, terms.base, tuple(reasons))

    def update(self, interactions: Interactions) -> int:
        """Take in what people took since; their next recommendations know it. Links are learned anew by :func:`fit`.

        Returns:
            How many events are of items that are known; the others wait for the next fit.
        """
        taken = 0
        for row in range(len(interactions)):
            person, item = interactions.people[interactions.person[row]], interactions.items[interactions.item[row]]
            value, at = float(interactions.value[row]), float(interactions.at[row])
            self._later.setdefault(person, []).append(Event(item, _known(value), _known(at)))
            self._scores.pop(person, None)
            taken += item in self.interactions.codes
        return taken

    def wish(self, person: str, wishes: Wishes) -> None:
        """What a person wants from now on; :data:`NO_WISHES` takes all back."""
        self._wishes[person] = wishes

    def mute(self, person: str, item: str) -> None:
        """Never show an item to a person again."""
        mine = self._wishes.get(person, NO_WISHES)
        self._wishes[person] = replace(mine, mute=mine.mute | {item})

    def boost(self, person: str, item: str, by: float = 1.0) -> None:
        """Let an item stand higher (below zero: lower) for a person, by some deviations of the scores."""
        mine = self._wishes.get(person, NO_WISHES)
        self._wishes[person] = replace(mine, boost={**mine.boost, item: by})

    def history(self, person: str) -> tuple[Event, ...]:
        """What is known of a person, oldest first; empty for one who is not known."""
        known = self._histories(person)
        return tuple(self._event(known, at) for at in range(len(known.item)))

    def _wished(self, person: str | None, wishes: Wishes | None) -> Wishes:
        return wishes if wishes is not None else self._wishes.get(person, NO_WISHES) if person else NO_WISHES

    def _scored(self, person: str | None, history: History | None) -> tuple[Histories, dict[str, float], np.ndarray]:
        if (person is None) == (history is None):
            raise InvalidInput("give a person or a history, one of the two")
        if person is None:
            known = Histories.of(self.interactions.codes, [history or ()])
            return known, *self.blend.factors(known)
        found = self._scores.pop(person, None)
        if found is None:
            known = self._histories(person)
            found = known, *self.blend.factors(known)
        self._scores[person] = found
        if len(self._scores) > _REMEMBERED:
            self._scores.popitem(last=False)
        return found

    def _histories(self, person: str) -> Histories:
        """A person's events of both times, in order; what has no time comes last."""
        import numpy as np

        known = self.interactions.history(person)
        if not (later := self._later.get(person)):
            return known
        new = Histories.of(self.interactions.codes, [later])
        at = np.concatenate([known.at, new.at])
        order = np.argsort(at, kind="stable") if np.isfinite(known.at).all() else np.arange(len(at))
        item, value = np.concatenate([known.item, new.item]), np.concatenate([known.value, new.value])
        return Histories(np.array([0, len(at)]), item[order], value[order], at[order])

    def _event(self, known: Histories, at: int) -> Event:
        return Event(self.items[known.item[at]], _known(float(known.value[at])), _known(float(known.at[at])))

    def _code(self, item: str) -> int:
        try:
            return self.interactions.codes[item]
        except KeyError:
            raise InvalidInput(f"no item is called {item!r}") from None


def fit(
    interactions: Interactions,
    catalog: Catalog | None = None,
    *,
    embed: Embedder | None = None,
    seconds: float = 60.0,
    progress: Progress | None = None,
) -> Fitted:
    """A recommender: scorers are chosen and weighed by what people took later, then fitted on everything.

    Args:
        interactions: Who took what, from :func:`thyself.recommend.read`.
        catalog: What the items are; items of it that nobody took yet can be recommended by what they are.
        embed: Gives vectors of the items' texts; ``None``: words and attributes.
        seconds: What it may take, about.
        progress: Told how many steps are done.

    Raises:
        InvalidInput: There is too little to learn from.
    """
    everything = interactions.with_items(catalog.ids) if catalog is not None else interactions
    split = inner_split(interactions)
    tuned = tune(everything, split, Plan(catalog, embed, 0.6 * seconds), progress=progress)
    return Fitted(everything, tuned.blend.fit(everything), tuned)


def _pairs(scores: np.ndarray, places: np.ndarray) -> Sequence[tuple[int, float]]:
    return list(zip(places.tolist(), scores[places].tolist(), strict=True))


def _known(value: float) -> float | None:
    return None if value != value else value  # not a number is not equal to itself
