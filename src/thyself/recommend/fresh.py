"""Fresh: items that nobody took yet, ranked for one person by what they are: by words and by meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from thyself.core import Catalog, Evidence, InvalidInput, Item, Pick, Ranking, Trace
from thyself.core.words import STOP, stem, stems, words
from thyself.models import Embedder
from thyself.profile.interests import ATTRIBUTES, SHOWING
from thyself.recommend.avoid import avoided
from thyself.recommend.interactions import Interaction
from thyself.recommend.items import ItemVectors
from thyself.recommend.rank import Interest, Taste, as_evidence
from thyself.store.port import Scope

if TYPE_CHECKING:
    import numpy as np

#: An interest counts so much beside a thing that the person loved.
_INTEREST: Final = 0.5
#: Of each strong reason at least this share of the score must come.
_FLOOR: Final = 0.1
#: So many letters of a text are embedded: its title and its first sentences.
_READ: Final = 600
_NOTHING: Final = "nothing in your traces speaks for it yet"


@dataclass(frozen=True, slots=True)
class Fresh:
    """Ranks new things by their nearness to each thing that the person took, and to what the profile says of them.

    Nearness by words is the cosine of words weighted by rarity; nearness by meaning is the third power of the cosine
    of vectors from which the mean of all the new things is taken off, so that a few things that are really near count
    more than many that are a little. Both are divided by their deviation over the new things and added up. Where
    nothing is known of the person, the order stays as it is. What tells the same as something above it is left out.

    Args:
        embed: Gives the vectors.
        meaning: What meaning counts beside words.
        decay: What a thing that was taken counts, to the power of how many were taken after it.
        variety: What is taken off for nearness to a pick that stands above, as a share of the scores' range.
        same: From this cosine on, two things tell the same.

    Source: docs/studies.md#digest; there the weights were chosen.
    """

    embed: Embedder
    meaning: float = 1.0
    decay: float = 0.9
    variety: float = 0.2
    same: float = 0.95

    def rank(self, items: Catalog, known: Catalog, taste: Taste, *, k: int) -> Ranking:
        """The ``k`` best of ``items`` that the person has not met and does not avoid.

        Args:
            items: The new things.
            known: What the things are that the person took.
            taste: What the person took, cares about and cannot have.
            k: How many.

        Raises:
            InvalidInput: ``k`` is less than one.
        """
        if k < 1:
            raise InvalidInput(f"k={k}: ask for at least one item")
        if not len(items):
            return Ranking((), note="there is nothing new")
        scored = _Scored(self, items, known, taste)
        ruled_out = avoided(items, taste.avoidances)
        met = {each.item_id for each in taste.interactions}
        free = [at for at, item_id in enumerate(items.ids) if item_id not in ruled_out and item_id not in met]
        chosen, twins = scored.best(free, k)
        left_out = [(items[item_id], why) for item_id, why in ruled_out.items()]
        return Ranking(
            tuple(scored.pick(at) for at in chosen),
            left_out=(*left_out, *((scored.items[at], f"it tells the same as: {scored.items[of].title}")
                                   for at, of in twins.items())),
            note="" if scored.pulls else "nothing is known of your taste yet: this is the order in which they came",
        )  # fmt: skip


def taken(scope: Scope, *, before: datetime | None = None, most: int = 300) -> Catalog:
    """What the person took last, as far as the traces say what it is: rated, read, opened, bought, seen.

    Args:
        scope: The person's data.
        before: Only what was taken earlier.
        most: How many at most.
    """
    found: dict[str, Item] = {}
    for trace in scope.traces(kinds=sorted(SHOWING), authors=["me"], before=before, newest_first=True):
        title = trace.extra.get("title")
        if len(found) >= most:
            break
        if isinstance(title, str) and title.strip():
            item = _as_item(trace, title.strip())
            found.setdefault(item.id, item)
    return Catalog(found.values(), name="taken")


def _as_item(trace: Trace, title: str) -> Item:
    summary = trace.extra.get("summary")
    told = [title, summary if isinstance(summary, str) else ""]
    if len(trace.text) > len(title) + _FRAME and not told[1]:
        told.append(trace.text)
    labels = {name: trace.extra[name] for name in ATTRIBUTES if trace.extra.get(name)}
    return Item(
        trace.item or f"title:{title}", "\n".join(each for each in told if each), title=title, attributes=labels
    )


#: A text that is longer than the title by so much says more than that the thing was taken.
_FRAME: Final = 40


@dataclass(frozen=True, slots=True)
class _Pull:
    """One thing that speaks for others like it."""

    text: str
    weight: float
    of: Interaction | Interest


class _Scored:
    """The scores of all new things, and what each is made of."""

    def __init__(self, by: Fresh, items: Catalog, known: Catalog, taste: Taste) -> None:
        self.by, self.items = by, list(items)
        self.known = Catalog([*items, *(each for each in known if each.id not in items)])
        self.place = {item_id: at for at, item_id in enumerate(self.known.ids)}
        self.pulls = list(self._pulls(taste))
        self.words = ItemVectors(self.known)

    def _pulls(self, taste: Taste) -> Sequence[_Pull]:
        took = [each for each in taste.interactions if each.item_id in self.known]
        last = len(took) - 1
        things = [
            _Pull(self.known[each.item_id].text, each.weight * self.by.decay ** (last - at), each)
            for at, each in enumerate(took)
        ]
        wishes = [_Pull(each.text, _INTEREST * each.weight, each) for each in taste.interests]
        return [each for each in (*things, *wishes) if each.weight]

    @cached_property
    def vectors(self) -> np.ndarray:
        """``(items, d) float32``."""
        return self.by.embed.embed([item.text[:_READ] for item in self.items])

    @cached_property
    def terms(self) -> np.ndarray:
        """``(items, pulls) float64``: what each thing that speaks adds to each score; zeros where nothing speaks."""
        import numpy as np

        if not self.pulls:
            return np.zeros((len(self.items), 0))
        weights = np.array([pull.weight for pull in self.pulls])
        words = np.stack([self.words.dot(self._word_vector(pull))[: len(self.items)] for pull in self.pulls], axis=1)
        said = weights * words
        meant = weights * np.maximum(self._meanings(), 0.0) ** 3
        return _even(said) + self.by.meaning * _even(meant)

    @cached_property
    def total(self) -> np.ndarray:
        """``(items,) float64``."""
        import numpy as np

        return np.asarray(self.terms.sum(axis=1), dtype=np.float64)

    def _word_vector(self, pull: _Pull) -> np.ndarray:
        if isinstance(pull.of, Interest):
            return self.words.query(Counter(stems(pull.text)))
        return self.words.row(self.place[pull.of.item_id])

    def _meanings(self) -> np.ndarray:
        """``(items, pulls)``: cosines, less what all the new things have in common."""
        import numpy as np

        common = self.vectors.mean(axis=0) if len(self.items) > _FEW else 0.0
        one, other = (
            _unit(each - common) for each in (self.vectors, self.by.embed.embed([p.text for p in self.pulls]))
        )
        return np.asarray(one @ other.T, dtype=np.float64)

    def best(self, free: Sequence[int], k: int) -> tuple[list[int], Mapping[int, int]]:
        """The best, best first, and what tells the same as one of them: its place, and that of the one."""
        import numpy as np

        left = np.full(len(self.items), -np.inf)
        left[free] = self.total[free]
        toll = self.by.variety * (float(np.ptp(self.total[free])) if free else 0.0)
        nearest, twin = np.zeros(len(left)), np.zeros(len(left), dtype=np.int64)
        chosen: list[int] = []
        twins: dict[int, int] = {}
        while len(chosen) < k and np.isfinite(left).any():
            at = int(np.argmax(left - toll * nearest))
            left[at] = -np.inf
            if chosen and nearest[at] >= self.by.same:
                twins[at] = int(twin[at])
                continue
            chosen.append(at)
            near = self.vectors @ self.vectors[at]
            twin[near > nearest] = at
            nearest = np.maximum(nearest, near)
        return chosen, twins

    def pick(self, at: int) -> Pick:
        """One thing with what speaks for it most."""
        terms = self.terms[at]
        floor = max(_FLOOR * float(self.total[at]), 1e-9)
        strongest = sorted((n for n in range(len(self.pulls)) if terms[n] > floor), key=lambda n: -terms[n])[:3]
        reasons = tuple(self._reason(at, self.pulls[n]) for n in strongest)
        proofs = [proof for n in strongest for proof in _proof(self.pulls[n].of, float(terms[n]))]
        return Pick(self.items[at], float(self.total[at]), reasons or (_NOTHING,), tuple(proofs))

    def _reason(self, at: int, pull: _Pull) -> str:
        if isinstance(pull.of, Interest):
            return f"it fits what you care about: {pull.text}"
        shared = self.words.shared(at, self.words.row(self.place[pull.of.item_id]), most=6)
        told = ", ".join(_as_written(shared, self.items[at])[:3])
        title = f'"{self.known[pull.of.item_id].title}"'
        how = pull.of.how.replace(" it", f" {title}", 1) if " it" in pull.of.how else f"{pull.of.how}: {title}"
        return how + (f" (in common: {told})" if told else "")


#: So few things have nothing in common that is worth taking off.
_FEW: Final = 5


def _even(terms: np.ndarray) -> np.ndarray:
    """Terms whose sums deviate by one."""
    deviation = float(terms.sum(axis=1).std())
    return terms / deviation if deviation > 1e-9 else terms


def _unit(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def _as_written(terms: Sequence[str], item: Item) -> list[str]:
    """Terms as the item writes them: words in place of stems; labels by their value."""
    written: dict[str, str] = {}
    for word in words(item.text):
        if word not in STOP and len(word) > 2:
            written.setdefault(stem(word), word)
    told = (term.partition("=")[2] if "=" in term else written.get(term, "") for term in terms)
    return list(dict.fromkeys(each for each in told if each))


def _proof(each: Interaction | Interest, value: float) -> tuple[Evidence, ...]:
    if isinstance(each, Interest):
        return tuple(replace(proof, score=value, why={"interest": value}) for proof in each.evidence[:2])
    return (as_evidence(each, value),)
