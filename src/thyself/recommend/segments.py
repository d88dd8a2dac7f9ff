"""Segments: groups of people who behave alike, what sets each apart, and who is like a few that are given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from thyself.core import InvalidInput
from thyself.recommend.behaviour import Behaviour
from thyself.recommend.clusters import kmeans
from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.needs import sparse
from thyself.recommend.scorer import Terms

if TYPE_CHECKING:
    import numpy as np

#: Beginnings that are tried, of which the nearest centres stay; people that decide how many groups; the most of them.
_STARTS, _JUDGED, _MOST = 6, 1000, 12
#: People that each segment is taken to have had before any were counted, who took what all take.
_PRIOR: Final = 10.0


class Trait(NamedTuple):
    """Something that a segment takes more than others.

    Args:
        label: ``("brand", "acme")`` or ``("item", id)``.
        share: Of what its people take, each counting the same.
        people: How many of them took it.
        times: How many times the share among all people that is.
    """

    label: tuple[str, str]
    share: float
    people: int
    times: float

    def __str__(self) -> str:
        return f"{self.label[0]} {self.label[1]} ({self.times:.1f} times)"


@dataclass(frozen=True)
class Segment:
    """A group of people.

    Args:
        name: By what sets it apart.
        people: Their ids.
        traits: What sets it apart, most first.
    """

    name: str
    people: tuple[str, ...]
    traits: tuple[Trait, ...]

    def __str__(self) -> str:
        return f"{self.name}: {len(self.people):,} people; {', '.join(map(str, self.traits[:5]))}"


@dataclass(frozen=True, eq=False)
class Segments:
    """All people in groups by their behaviour.

    Args:
        behaviour: The vectors.
        centres: ``(k, d) float32``: unit rows.
        member: ``(people,) int64``: the group of each.
        least: Groups of fewer people are not told.

    Source: the idea of one encoder for segments, lookalikes and recommendations: UNICON (2024). There a transformer
    reads the events; here they are summed, which needs no training to speak of and can be told token by token.
    """

    behaviour: Behaviour
    centres: np.ndarray
    member: np.ndarray
    least: int

    @classmethod
    def of(cls, behaviour: Behaviour, k: int | None = None, *, least: int = 20, seed: int = 0) -> Self:
        """Group the people.

        Args:
            behaviour: The vectors.
            k: How many groups; ``None``: as many as stand apart best.
            least: Groups of fewer people are not told.
            seed: Of the beginnings.

        Raises:
            InvalidInput: There are fewer people than groups.
        """
        import numpy as np

        people = behaviour.people
        if len(people) < 2 * (k or 2):
            raise InvalidInput(f"{len(people)} people are too few for {k or 2} groups")
        if k is None:
            most = min(_MOST, len(people) // 2)
            tried = {each: _grouped(people, each, seed) for each in range(2, most + 1)}
            k = max(tried, key=lambda each: _apart(people, tried[each], np.random.default_rng(seed)))
        centres = _grouped(people, k, seed)
        return cls(behaviour, centres, (people @ centres.T).argmax(axis=1), least)

    def of_histories(self, histories: Histories) -> np.ndarray:
        """``(n,) int64``: the group of people who need not have been there; -1 where nothing is known of them."""
        import numpy as np

        found = self.behaviour.encode(histories)
        return np.where(np.abs(found).sum(axis=1) > 0, (found @ self.centres.T).argmax(axis=1), -1)

    @property
    def groups(self) -> tuple[Segment, ...]:
        """The groups that are large enough to be told, largest first."""
        import numpy as np

        sizes = np.bincount(self.member, minlength=len(self.centres))
        told = [int(each) for each in np.argsort(-sizes, kind="stable") if sizes[each] >= self.least]
        return tuple(self._segment(each) for each in told)

    def named(self, group: int) -> str | None:
        """The name of a group; ``None`` where it is too small to be told."""
        return self._segment(group).name if int((self.member == group).sum()) >= self.least else None

    def _segment(self, group: int) -> Segment:
        import numpy as np

        behaviour, mine = self.behaviour, self.member == group
        everybody, people = behaviour.shares
        share = np.asarray(everybody.mean(axis=0)).ravel()
        own = np.asarray(everybody[mine].mean(axis=0)).ravel()
        shrunk = (mine.sum() * own + _PRIOR * share) / (mine.sum() + _PRIOR)
        # What many of the group take and few others: a label that is rare everywhere sets nobody apart.
        worth = shrunk * np.log(np.maximum(shrunk, 1e-12) / np.maximum(share, 1e-12))
        took = np.asarray(people[mine].sum(axis=0)).ravel()
        worth[took < self.least] = -np.inf  # a label of a few people would point at them
        order = [int(each) for each in np.argsort(-worth, kind="stable")[:10] if worth[each] > 0]
        traits = tuple(
            Trait(behaviour.labels[each], float(own[each]), int(took[each]), float(shrunk[each] / share[each]))
            for each in order
        )
        named = [each for each in traits if each.label[0] != "item"] or traits
        name = ", ".join(" ".join(each.label) for each in named[:2]) or f"group {group + 1}"
        ids = tuple(behaviour.rows.people[code] for code in np.flatnonzero(mine).tolist())
        return Segment(name, ids, traits)


class SegmentPopularity:
    """What the people of one's own segment take: between what all take and what oneself takes.

    For a person of whom nothing is known it is what all take. It goes by the history as a whole.

    Args:
        k: How many segments; ``None``: as many as stand apart best.
        prior: Events of everybody's that each segment starts with.
        seed: Of the segments.
    """

    whole = True
    items: tuple[str, ...] = ()
    segments: Segments
    taken: np.ndarray

    def __init__(self, k: int | None = None, *, prior: float = 50.0, seed: int = 0) -> None:
        self.k, self.prior, self.seed = k, prior, seed

    def fit(self, interactions: Interactions) -> Self:
        """Group the people and count what each group takes.

        Raises:
            InvalidInput: There are too few people.
        """
        return self.by(Segments.of(Behaviour.of(interactions.some()), self.k, seed=self.seed))

    def by(self, segments: Segments) -> Self:
        """The same for segments that are there already, such as those that know what the items are."""
        import numpy as np

        rows, k = segments.behaviour.rows, len(segments.centres)
        counts = np.zeros((k + 1, len(rows.items)))
        np.add.at(counts, (segments.member[rows.person], rows.item), 1.0)
        counts[-1] = counts[:-1].sum(axis=0)
        counts[:-1] += self.prior * counts[-1] / counts[-1].sum()
        self.items, self.segments = rows.items, segments
        # Roots: a few items would outweigh all others. The last row is of everybody.
        self.taken = np.sqrt(counts / counts.sum(axis=1, keepdims=True))
        return self

    def scores(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``."""
        found: np.ndarray = self.taken[self.segments.of_histories(histories)].astype("float32")
        return found

    raw = scores

    def one(self, history: Histories) -> np.ndarray:
        """``(items,) float64``: the scores of one history."""
        found: np.ndarray = self.taken[self.segments.of_histories(history)[0]]
        return found

    def terms(self, history: Histories, item: int) -> Terms:
        """The score goes by the history as a whole: all of it is the base."""
        import numpy as np

        return Terms(float(self.one(history)[item]), np.zeros(len(history.item)))

    def arrays(self) -> dict[str, np.ndarray]:
        """All that was learned."""
        behaviour = self.segments.behaviour
        return {
            "taken": self.taken,
            "centres": self.segments.centres,
            "vectors": behaviour.vectors,
            "rarity": behaviour.rarity,
            "starts": behaviour.has.indptr,
            "tokens": behaviour.has.indices,
        }

    def learned(self, items: tuple[str, ...], arrays: dict[str, np.ndarray]) -> Self:
        """Take back what :meth:`arrays` gave; whose behaviour it was is not kept."""
        import numpy as np

        vectors = arrays["vectors"]
        ones = np.ones(len(arrays["tokens"]), dtype=np.float32)
        has = sparse().csr_matrix((ones, arrays["tokens"], arrays["starts"]), shape=(len(items), len(vectors)))
        rows = Interactions.of([]).with_items(items)
        behaviour = Behaviour(rows, (), has, arrays["rarity"], vectors, None)
        self.items, self.taken = items, arrays["taken"]
        self.segments = Segments(behaviour, arrays["centres"], np.zeros(0, dtype=np.int64), 0)
        return self


class Lookalike(NamedTuple):
    """A person who is not of the seed, and how likely they belong with it, from 0 to 1 (for sorting; see below)."""

    person: str
    score: float


def lookalikes(behaviour: Behaviour, seed: Collection[str], k: int) -> tuple[Lookalike, ...]:
    """People who behave as those of a seed do, most alike first, without the seed.

    A logistic regression tells the seed from all others, both counting the same in all. Among the others are people
    who belong with the seed and are not named; they are few beside the rest, and the order of the scores stays what it
    would be without them (learning from positive and unlabelled examples; Elkan and Noto, 2008), but the scores are
    no chances.

    Args:
        behaviour: The vectors of the people.
        seed: Ids of some people; those who are not known are passed over.
        k: How many.

    Raises:
        InvalidInput: Nobody of the seed is known, or everybody is of it.
    """
    import numpy as np

    codes = behaviour.rows.person_codes
    inside = np.zeros(len(behaviour.people), dtype=bool)
    inside[[codes[each] for each in seed if each in codes]] = True
    if not inside.any() or inside.all():
        raise InvalidInput(f"{int(inside.sum())} of {len(inside)} people are of the seed: give some, and not all")
    scores = np.where(inside, -np.inf, _belonging(behaviour.people, inside))
    order = np.argsort(-scores, kind="stable")[: min(k, int((~inside).sum()))]
    people = behaviour.rows.people
    return tuple(Lookalike(people[at], float(scores[at])) for at in order.tolist())


def _belonging(vectors: np.ndarray, inside: np.ndarray, *, ridge: float = 1.0, steps: int = 25) -> np.ndarray:
    """``(n,) float64``: a logistic regression by Newton's steps, both sides weighing the same, read for each row."""
    import numpy as np

    table = np.column_stack([vectors, np.ones(len(vectors))]).astype(np.float64)
    weight = np.where(inside, 0.5 / inside.sum(), 0.5 / (~inside).sum()) * 2 * inside.sum()
    keep = np.diag([*[ridge] * vectors.shape[1], 1e-6])
    found = np.zeros(table.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (weight * (inside - chance)) - keep @ found
        bend = (table * (weight * chance * (1 - chance))[:, None]).T @ table + keep
        step = np.linalg.solve(bend, slope)
        found += step
        if float(np.abs(step).max()) < 1e-8:
            break
    return np.asarray(1 / (1 + np.exp(-np.clip(table @ found, -30, 30))))


def _grouped(people: np.ndarray, k: int, seed: int) -> np.ndarray:
    """``(k, d)``: the centres that are nearest to the people, of some beginnings."""
    import numpy as np

    tries = [kmeans(people, k, np.random.default_rng([seed, start])) for start in range(_STARTS)]
    return max(tries, key=lambda centres: float((people @ centres.T).max(axis=1).sum()))


def _apart(people: np.ndarray, centres: np.ndarray, rng: np.random.Generator) -> float:
    """How well groups stand apart: the mean silhouette of some people, by cosine distance to all of them."""
    import numpy as np

    some = people if len(people) <= _JUDGED else people[rng.choice(len(people), _JUDGED, replace=False)]
    group = (some @ centres.T).argmax(axis=1)
    distance = 1 - some @ some.T
    member = np.eye(len(centres))[group]
    sizes = member.sum(axis=0)
    sums = distance @ member
    own = sums[np.arange(len(some)), group] / np.maximum(sizes[group] - 1, 1)
    others = np.where(member.astype(bool) | (sizes == 0), np.inf, sums / np.maximum(sizes, 1))
    nearest = others.min(axis=1)
    there = np.isfinite(nearest) & (sizes[group] > 1)
    if not there.any():
        return -1.0
    return float(((nearest - own) / np.maximum(np.maximum(nearest, own), 1e-9))[there].sum() / len(some))
