"""Fitted: a recommender that is ready: for people it knows, for people it never saw, with reasons, and with wishes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from thyself.core import Catalog, InvalidInput, Trace
from thyself.recommend.behaviour import Behaviour
from thyself.recommend.blend import POPULAR, Blend, save_blend
from thyself.recommend.choosing import NO_WISHES, Suggestion, Wishes, best, chosen, place_of
from thyself.recommend.clusters import kmeans
from thyself.recommend.columns import Event, Histories, History, Interactions, ordered
from thyself.recommend.explore import Explore, Leaning
from thyself.recommend.reading import read
from thyself.recommend.segments import Lookalike, Segment, Segments, lookalikes
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
    """Why an item stands where it stands: its parts are together the score.

    Scorers that are sums over the history are told event by event. What a scorer says that goes by the history as a
    whole (a segment, a sequence) is no sum over events: it stands in ``together`` and is shared out to none of them.

    Args:
        item: The item.
        score: Its score.
        place: Where it stands among all items that may be shown, from 1; ``None`` where it may not.
        popularity: What it has because many take it.
        reasons: The history, what adds most first.
        together: What the history adds as a whole, by scorers that cannot be told event by event.
        wished: What the person wants it to be higher by.
    """

    item: str
    score: float
    place: int | None
    popularity: float
    reasons: tuple[Reason, ...]
    together: float = 0.0
    wished: float = 0.0

    def __str__(self) -> str:
        where = "may not be shown" if self.place is None else f"stands at {self.place}"
        lines = [f"{self.item} {where}, score {self.score:.3f}: popularity {self.popularity:+.3f}"]
        for each in self.reasons[:5]:
            without = f"; without it, it would stand at {each.place}" if each.place is not None else ""
            lines.append(f"  because of {each.event.item}: {each.adds:+.3f}{without}")
        if self.together:
            lines.append(f"  because of all that was taken, together: {self.together:+.3f}")
        if self.wished:
            lines.append(f"  because it is wished so: {self.wished:+.3f}")
        return "\n".join(lines)


class Fitted:
    """Recommends from a fitted blend. Made by :func:`fit`.

    Args:
        interactions: What everybody took; its codes are the blend's.
        blend: The scorers.
        tuned: How the blend was found, where it was.
        anew: Learns from other interactions in the same way, for :meth:`refit`; ``None``: the same scorers with the
            same weights are fitted.
    """

    def __init__(
        self,
        interactions: Interactions,
        blend: Blend,
        tuned: Tuned | None = None,
        *,
        anew: Callable[[Interactions], Fitted] | None = None,
    ) -> None:
        if interactions.items != blend.items:
            raise InvalidInput("the blend was fitted on other items than these interactions have")
        self.interactions, self.blend, self.tuned, self._anew = interactions, blend, tuned, anew
        self.stale = False
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
        wants = self._wished(person, wishes)
        wished = chosen(scores, known, self.interactions.codes, wants)
        places = best(wished, k) if not wants.explore else self._explored(wished, known, k, wants.explore)
        items = self.interactions.items
        return tuple(Suggestion(items[at], score) for at, score in _pairs(wished, places))

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
        terms, together = self.blend.terms(known, code, factors), self.blend.together(known, code, factors)
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
        wished = wishes.boost[item] * (float(scores.std()) or 1.0) if item in wishes.boost else 0.0
        score = float(scores[code]) + wished
        return Explanation(item, score, stands, terms.base, tuple(reasons), together, wished)

    def update(self, what: Interactions | Mapping[str, Iterable[Trace]]) -> int:
        """Take in what people took since; their next recommendations know it. Links are learned by :meth:`refit`.

        Args:
            what: Interactions, or traces by person.

        Returns:
            How many events are of items that are known; the others wait for :meth:`refit`.
        """
        interactions = what if isinstance(what, Interactions) else read(what)
        taken = 0
        for row in range(len(interactions)):
            person, item = interactions.people[interactions.person[row]], interactions.items[interactions.item[row]]
            value, at = float(interactions.value[row]), float(interactions.at[row])
            self._later.setdefault(person, []).append(Event(item, _known(value), _known(at)))
            self._scores.pop(person, None)
            taken += item in self.interactions.codes
        return taken

    def forget(self, person: str, items: Collection[str] | None = None) -> bool:
        """Forget what a person took, all of it or these items; what they get next knows nothing of it.

        Returns:
            Whether all is as if it had never been: so it is where the scorers had not learned from it (it came by
            :meth:`update`, or with ``history=``). Else ``stale`` is true, and the links of the others still hold what
            they learned from it until :meth:`refit`.
        """
        import numpy as np

        gone = (lambda item: True) if items is None else frozenset(items).__contains__
        self._later[person] = [event for event in self._later.pop(person, ()) if not gone(event.item)]
        self._scores.pop(person, None)
        if items is None:
            self._later.pop(person)
            self._wishes.pop(person, None)
        code = self.interactions.person_codes.get(person, -1)
        hit = np.array([gone(each) for each in self.items], dtype=bool)[self.interactions.item]
        hit &= self.interactions.person == code
        if not hit.any():
            return True
        self.interactions, self.stale = self.interactions.where(~hit), True
        return False

    def refit(self) -> None:
        """Learn anew from all that is known and not forgotten: it is then as if made of just that.

        Where it was made by :func:`fit`, settings and weights are chosen anew, too.
        """
        rows = self._everything()
        made = Fitted(rows, self.blend.fit(rows)) if self._anew is None else self._anew(_with_rows(rows))
        self.interactions, self.blend, self.tuned, self.stale = made.interactions, made.blend, made.tuned, False
        self._later.clear()
        self._scores.clear()
        for made_of_it in ("behaviour", "_groups"):
            self.__dict__.pop(made_of_it, None)

    def _everything(self) -> Interactions:
        """What is known now, in order; people without an event and their ids are gone."""
        import numpy as np

        later = [(person, *event) for person, events in self._later.items() for event in events]
        rows = self.interactions.plus(Interactions.of(later)) if later else self.interactions
        there, person = np.unique(rows.person, return_inverse=True)
        people = tuple(rows.people[code] for code in there.tolist())
        told = np.stack([rows.value.astype(np.float64), rows.at], axis=1)
        return ordered(people, rows.items, person, rows.item, told)

    def save(self, path: str | Path) -> Path:
        """Write what was learned, without anybody's history; :func:`thyself.recommend.load_blend` reads it."""
        return save_blend(self.blend, path)

    @cached_property
    def behaviour(self) -> Behaviour:
        """People and items as short vectors, by what people take; made when first needed."""
        return Behaviour.of(self.interactions.some())

    def segments(self, k: int | None = None, *, catalog: Catalog | None = None, least: int = 20) -> tuple[Segment, ...]:
        """Groups of people who take alike things, with what sets each apart; none of fewer than ``least`` people.

        Args:
            k: How many; ``None``: as many as stand apart best.
            catalog: What the items are: groups are then told by attributes, too.
            least: A smaller group is not told, so that nobody stands out in it.

        Raises:
            InvalidInput: There are not enough people.
        """
        behaviour = self.behaviour if catalog is None else Behaviour.of(self.interactions.some(), catalog)
        return Segments.of(behaviour, k, least=least).groups

    def lookalikes(self, seed: Collection[str], k: int = 100) -> tuple[Lookalike, ...]:
        """People who take things as the people of a seed do, most alike first, without the seed.

        Raises:
            InvalidInput: Nobody of the seed is known.
        """
        return lookalikes(self.behaviour, seed, k)

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

    def _explored(self, wished: np.ndarray, known: Histories, k: int, level: float) -> np.ndarray:
        """``(<= k,)``: places of a list with a share that is new to the person, near to what they took."""
        import numpy as np

        groups, centres = self._groups
        count = len(centres)
        likes = self.behaviour.encode(known)[0]
        leaning = Leaning(groups, np.bincount(groups[known.item], minlength=count).astype(float), centres @ likes)
        rng = np.random.default_rng(len(known.item))
        return np.array([each.item for each in Explore(level).fill(wished, leaning, k, rng)], dtype=np.int64)

    @cached_property
    def _groups(self) -> tuple[np.ndarray, np.ndarray]:
        """``(items,)`` groups of items that the same people take, and their centres."""
        import numpy as np

        vectors = self.behaviour.items
        count = max(2, min(40, int(len(vectors) ** 0.5)))
        centres = kmeans(vectors, min(count, len(vectors)), np.random.default_rng(0))
        return (vectors @ centres.T).argmax(axis=1), centres

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
    seconds: float | None = 60.0,
    progress: Progress | None = None,
) -> Fitted:
    """A recommender: scorers are chosen and weighed by what people took later, then fitted on everything.

    Args:
        interactions: Who took what, from :func:`thyself.recommend.read`.
        catalog: What the items are; items of it that nobody took yet can be recommended by what they are.
        embed: Gives vectors of the items' texts; ``None``: words and attributes.
        seconds: What it may take, about; ``None``: as long as it takes, so that it does not depend on the machine.
        progress: Told how many steps are done.

    Raises:
        InvalidInput: There is too little to learn from.
    """

    def made(rows: Interactions) -> Fitted:
        everything = rows.with_items(catalog.ids) if catalog is not None else rows
        tuned = tune(everything, inner_split(rows), Plan(catalog, embed, share), progress=progress)
        return Fitted(everything, tuned.blend.fit(everything), tuned, anew=made)

    share = None if seconds is None else 0.6 * seconds
    return made(interactions)


def _with_rows(rows: Interactions) -> Interactions:
    """Without the items that nobody took."""
    import numpy as np

    there, item = np.unique(rows.item, return_inverse=True)
    items = tuple(rows.items[code] for code in there.tolist())
    return replace(rows, items=items, item=item.astype(np.int32))


def _pairs(scores: np.ndarray, places: np.ndarray) -> Sequence[tuple[int, float]]:
    return list(zip(places.tolist(), scores[places].tolist(), strict=True))


def _known(value: float) -> float | None:
    return None if value != value else value  # not a number is not equal to itself
