"""SESA: items by what they are about, in dimensions that have names, so that each score says why.

Source: SESA: Supervised Explicit Semantic Analysis (2017).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from thyself.core import Catalog, Evidence, InvalidInput, Item, Pick, Ranking, Request
from thyself.core.registry import system
from thyself.recommend import Concepts, Interaction, Recommender, Taste, as_evidence, avoided
from thyself.recommend.textual import labels_of
from thyself.systems._form import Desk
from thyself.systems._taste import OnlyRanks, taste_of, wanted

if TYPE_CHECKING:
    import numpy as np

#: Concepts that are read from a catalogue at most, and reasons of a pick.
_MOST, _REASONS = 100, 3
_BARE: Final = "the items of this catalogue list nothing that could be a concept"
_NOBODY: Final = "nothing is known of your taste yet: these are what many others took"


@dataclass(frozen=True, slots=True)
class Explicit(OnlyRanks):
    """Concepts are the labels of the catalogue's items, or those that are given; a person is what they liked.

    Args:
        concepts: Names; none: the labels that most items list.
    """

    concepts: tuple[str, ...] = ()
    name: str = "sesa"

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Pick items by what each concept adds; the reasons are the concepts, the evidence what the person liked."""
        catalog, taste = wanted(request), taste_of(request, desk)
        names = self.concepts or _names(catalog)
        liked = [each for each in taste.interactions if each.weight > 0]
        if not names or not (liked or taste.interests):
            plain = Recommender().rank(catalog, taste, k=request.k or 10, now=request.now)
            return replace(plain, system=self.name, note=_NOBODY if names else plain.note or _BARE)
        layer, items = _learned(names, catalog, desk)
        place = {each: at for at, each in enumerate(catalog.ids)}
        mine = _person(layer, items, place, liked, taste)
        scores = layer.scores(mine[None], items)[0]
        ruled_out = avoided(catalog, taste.avoidances)
        closed = {each.item_id for each in taste.interactions} | {*ruled_out} | taste.wishes.mute
        open_to = [at for at, item_id in enumerate(catalog.ids) if item_id not in closed]
        best = sorted(open_to, key=lambda at: (-scores[at], at))[: request.k or 10]
        picks = [
            _pick(
                catalog[catalog.ids[at]], float(scores[at]), layer.terms(mine, items[at]), (layer, items, place), liked
            )
            for at in best
        ]
        left_out = tuple((catalog[each], why) for each, why in ruled_out.items())
        return Ranking(tuple(picks), self.name, left_out)


def _names(catalog: Catalog) -> tuple[str, ...]:
    """The labels that several items list, the most frequent first."""
    spread = Counter(label for item in catalog for label in {*labels_of(item)})
    return tuple(sorted(label for label, many in spread.most_common(_MOST) if many > 1))


_KEPT: Final[WeakKeyDictionary[Catalog, dict[tuple[str, ...], tuple[Concepts, np.ndarray]]]] = WeakKeyDictionary()


def _learned(names: Sequence[str], catalog: Catalog, desk: Desk) -> tuple[Concepts, np.ndarray]:
    """The layer and the strengths of all items, made once for as long as the catalogue is in use."""
    kept, key = _KEPT.setdefault(catalog, {}), (desk.embedder.name, *names)
    if key not in kept:
        kept[key] = _read(names, catalog, desk)
    return kept[key]


def _read(names: Sequence[str], catalog: Catalog, desk: Desk) -> tuple[Concepts, np.ndarray]:
    """The layer, held to what the items list, and the strengths of all items; what is listed is sure."""
    import numpy as np

    texts = [f"{item.title}. {item.text}" for item in catalog]
    listed = [{*labels_of(item)} for item in catalog]
    layer = Concepts(names, desk.embedder).fit(texts, listed)
    told = np.array([[name in each for name in layer.names] for each in listed], dtype=float)
    return layer, np.maximum(layer.of(texts), told)


def _person(
    layer: Concepts, items: np.ndarray, place: dict[str, int], liked: Sequence[Interaction], taste: Taste
) -> np.ndarray:
    """``(concepts,)``: the mean of what they liked, each by how much, and of what they say that they care about."""
    import numpy as np

    rows = [items[[place[each.item_id] for each in liked]]] if liked else []
    weights = [each.weight for each in liked]
    if taste.interests:
        rows.append(layer.of([each.text for each in taste.interests]))
        weights += [each.weight for each in taste.interests]
    return np.asarray(np.average(np.concatenate(rows), axis=0, weights=weights))


def _pick(
    item: Item, score: float, terms: dict[str, float], world: tuple[Concepts, np.ndarray, dict[str, int]],
    liked: Sequence[Interaction],
) -> Pick:  # fmt: skip
    layer, items, place = world
    shown = list(terms.items())[:_REASONS]
    proofs: dict[str, Evidence] = {}
    for name, adds in shown:
        column = layer.names.index(name)
        best = max(liked, key=lambda each: float(items[place[each.item_id], column]), default=None)
        if best is not None:
            proofs.setdefault(best.trace.id, as_evidence(best, adds))
    reasons = tuple(f"both are about {name} ({adds / score:.0%} of the match)" for name, adds in shown)
    return Pick(item, score, reasons or ("little of it is what you liked",), tuple(proofs.values()))


@system(
    number=101,
    name="sesa",
    serves=("recommend",),
    title="SESA: Supervised Explicit Semantic Analysis",
    job="pick by named concepts that the person's likes and an item share; each score is a sum over them",
)
def sesa(*, concepts: Sequence[str] = ()) -> Explicit:
    """Make the system.

    Args:
        concepts: The names of the dimensions; none: the labels (tags, authors, genres) that several items list.

    Raises:
        InvalidInput: A concept comes twice.
    """
    if len({*concepts}) < len(concepts):
        raise InvalidInput("a concept comes twice")
    return Explicit(tuple(concepts))
