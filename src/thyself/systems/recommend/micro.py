"""MiCRO: what each of the person's interests takes now, for things that live for a short time.

Source: MiCRO: Multi-interest Candidate Retrieval Online (2022).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from thyself.core import Catalog, Evidence, InvalidInput, Pick, Ranking, Request
from thyself.core.registry import system
from thyself.models import Hashed
from thyself.recommend import Interactions, OnlineMixture, Taste, as_evidence, avoided, kmeans, read
from thyself.systems._form import Desk
from thyself.systems._taste import OnlyRanks, taste_of, wanted

if TYPE_CHECKING:
    import numpy as np

#: What the person took counts so much beside one thing of each community that they took nothing of.
_SMOOTH: Final = 0.1


@dataclass(frozen=True, slots=True)
class Micro(OnlyRanks):
    """Communities are groups of items by their words; a person belongs to those of what they took.

    Args:
        crowd: What many people took and when; ``None``: only the person's own history and the items' popularity count.
        communities: How many.
        half_life_days: After so many days what was taken counts half.
    """

    crowd: Interactions | None
    communities: int
    half_life_days: float
    name: str = "micro"

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Pick what the person's communities take at the time of the request."""

        catalog, taste, now = wanted(request), taste_of(request, desk), request.now.timestamp()
        if not len(catalog):
            return Ranking((), system=self.name, note="the catalogue is empty")
        groups, count = self._groups(catalog)
        belong = self._belonging(catalog, taste, groups, count)
        mixture = self._mixture(catalog, belong, taste, now)
        ruled_out = avoided(catalog, taste.avoidances)
        met = {each.item_id for each in taste.interactions}
        scores = mixture.scores([0], now)[0]
        open_to = [at for at, item_id in enumerate(catalog.ids) if item_id not in ruled_out and item_id not in met]
        best = sorted(open_to, key=lambda at: (-scores[at], at))[: request.k or 10]
        picks = [self._pick(catalog, at, mixture.terms(0, at, now), self._proof(catalog, taste, groups)) for at in best]
        left_out = tuple((catalog[each], why) for each, why in ruled_out.items())
        note = "" if taste.interactions else "nothing is known of your taste yet: this is what everybody takes"
        return Ranking(tuple(picks), self.name, left_out, note)

    def _groups(self, catalog: Catalog) -> tuple[np.ndarray, int]:
        import numpy as np

        vectors = Hashed().embed([f"{item.title} {item.text}" for item in catalog])
        count = min(self.communities, len(catalog))
        return (vectors @ kmeans(vectors, count, np.random.default_rng(0)).T).argmax(axis=1), count

    def _belonging(self, catalog: Catalog, taste: Taste, groups: np.ndarray, count: int) -> np.ndarray:
        """``(1 + people, communities)``: the person first, then the crowd; everybody belongs a little to all."""
        import numpy as np

        place = {item_id: at for at, item_id in enumerate(catalog.ids)}
        people = 0 if self.crowd is None else len(self.crowd.people)
        belong = np.full((1 + people, count), _SMOOTH)
        for each in taste.interactions:
            belong[0, groups[place[each.item_id]]] += max(each.weight, 0.0)
        if self.crowd is not None:
            codes = np.array([place.get(item, -1) for item in self.crowd.items])[self.crowd.item]
            np.add.at(belong, (1 + self.crowd.person[codes >= 0], groups[codes[codes >= 0]]), 1.0)
        return belong

    def _mixture(self, catalog: Catalog, belong: np.ndarray, taste: Taste, now: float) -> OnlineMixture:
        """The mixture after all that was taken before ``now``, in order of time."""
        mixture = OnlineMixture(belong, len(catalog), half_life_days=self.half_life_days)
        place = {item_id: at for at, item_id in enumerate(catalog.ids)}
        events = [(each.trace.at.timestamp(), 0, place[each.item_id]) for each in taste.interactions if each.weight > 0]
        crowd = self.crowd
        if crowd is not None:
            rows = zip(crowd.at.tolist(), crowd.person.tolist(), crowd.item.tolist(), strict=True)
            events += [(at, 1 + who, place[crowd.items[item]]) for at, who, item in rows if crowd.items[item] in place]
        popular = [(at, each.popularity) for at, each in enumerate(catalog) if each.popularity]
        most = max((popularity for _, popularity in popular), default=1.0)
        first = min((at for at, _, _ in events), default=now)
        for item, popularity in popular:
            mixture.everybody(item, popularity / most, first)
        for at, who, item in sorted(each for each in events if each[0] <= now):
            mixture.update(who, item, at)
        return mixture

    def _proof(self, catalog: Catalog, taste: Taste, groups: np.ndarray) -> dict[int, Evidence]:
        """What the person took of each community, the last."""
        place = {item_id: at for at, item_id in enumerate(catalog.ids)}
        liked = (each for each in taste.interactions if each.weight > 0)
        return {int(groups[place[each.item_id]]): as_evidence(each, each.weight) for each in liked}

    def _pick(self, catalog: Catalog, at: int, terms: np.ndarray, proof: dict[int, Evidence]) -> Pick:
        carried = sorted(proof, key=lambda group: -terms[group])[:1]
        carries = bool(carried) and float(terms[carried[0]]) > 0.3 * float(terms.sum())
        reasons = (f"taken now by those who like what you liked: {proof[carried[0]].text}",) if carries else ()
        evidence = tuple(replace(proof[each], score=float(terms[each])) for each in carried if carries)
        return Pick(catalog[catalog.ids[at]], float(terms.sum()), reasons or ("taken by many now",), evidence)


@system(
    number=100,
    name="micro",
    serves=("recommend",),
    title="MiCRO: Multi-interest Candidate Retrieval Online",
    job="pick what each of the person's interests takes now; for things that live for a short time",
)
def micro(
    *, crowd: Interactions | str | Path | None = None, communities: int = 12, half_life_days: float = 0.25
) -> Micro:
    """Make the system.

    Args:
        crowd: What many people took and when: a table of ratings or clicks, by the ids of the catalogue.
        communities: How many groups of items there are.
        half_life_days: After so many days what was taken counts half; half of the time that an item is taken is best.

    Raises:
        InvalidInput: ``half_life_days`` is not more than zero.
        SourceError: The table cannot be read.
    """
    if half_life_days <= 0:
        raise InvalidInput(f"half_life_days={half_life_days}: give more than zero days")
    return Micro(read(crowd) if isinstance(crowd, str | Path) else crowd, communities, half_life_days)
