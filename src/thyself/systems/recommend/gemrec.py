"""GEMRec: which of many generative models to use for this person, and which of what they make to show first.

Source: GEMRec: Towards Generative Model Recommendation (2023).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from thyself.core import Catalog, InvalidInput, Item, Pick, Ranking, Request
from thyself.core.registry import system
from thyself.recommend import (
    Favour,
    Interaction,
    Made,
    Metrics,
    Roster,
    as_evidence,
    avoided,
    made_anew,
    ranked,
    shortlist,
)
from thyself.systems._form import Desk
from thyself.systems._taste import OnlyRanks, taste_of, wanted

_NOBODY = "nothing is known of your choices yet: this is what the metrics say, which is not what a person likes"


@dataclass(frozen=True, slots=True)
class Makers(OnlyRanks):
    """The catalogue is models: ``samples`` of an item are what it made of some wishes, by wish.

    Args:
        metrics: What counts before anything is known of the person.
        makers: The models by the item's id, to make something of the wish; where there are any.
        wish: What they are to make something of.
        shortlisted: How many of them are asked.
        unsafe: Models whose attribute ``unsafe`` (a share) is above it are left out.
        met: ``"leave out"`` what the person used or rated, or ``"keep"`` it.
    """

    metrics: Metrics
    makers: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    wish: str = ""
    shortlisted: int = 3
    unsafe: float = 0.1
    met: str = "leave out"
    name: str = "gemrec"

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Pick models by the person's choices; with a wish and models at hand, by what the best few make of it now."""
        catalog, taste = wanted(request), taste_of(request, desk)
        ruled_out = {**avoided(catalog, taste.avoidances), **self._unsafe(catalog)}
        left_out = tuple((catalog[each], why) for each, why in ruled_out.items())
        closed = {*ruled_out} | taste.wishes.mute
        closed |= {each.item_id for each in taste.interactions} if self.met == "leave out" else set()
        if not len(catalog):
            return Ranking((), self.name, left_out, "the catalogue is empty")
        used = {item.id: item.popularity for item in catalog if item.popularity is not None}
        roster = Roster.of([each for item in catalog for each in _samples(item)], desk.embedder, metrics=self.metrics,
                           used=used)  # fmt: skip
        favour, done = _favour(roster, taste.interactions)
        best = [each for each in shortlist(roster, favour, len(catalog)) if each[0] not in closed]
        picks = [_pick(catalog[name], worth, roster, favour, done) for name, worth in best[: request.k or 10]]
        if (wish := self.wish or request.text) and self.makers:
            picks = self._made(wish, picks, roster, favour, desk)
        return Ranking(tuple(picks), self.name, left_out, "" if done else _NOBODY)

    def _unsafe(self, catalog: Catalog) -> dict[str, str]:
        share = {item.id: item.attributes.get("unsafe", 0.0) for item in catalog}
        return {name: f"{each:.0%} of what it makes is unsafe" for name, each in share.items() if each > self.unsafe}

    def _made(self, wish: str, picks: list[Pick], roster: Roster, favour: Favour, desk: Desk) -> list[Pick]:
        """What the first of the picks make of the wish, best first; each under ``made`` of its item."""
        able = {pick.item.id: pick for pick in picks if pick.item.id in self.makers}
        made = made_anew(wish, self.makers, list(able)[: self.shortlisted])
        if not made:
            return picks
        return [_with(able[each.maker], each, worth) for each, worth in ranked(made, roster, favour, desk.embedder)]


def _samples(item: Item) -> list[Made]:
    """What a model made; of one without samples its own words count."""
    samples = item.attributes.get("samples")
    if isinstance(samples, Mapping) and samples:
        return [Made(item.id, str(wish), str(text)) for wish, text in samples.items()]
    return [Made(item.id, "", item.text)]


def _favour(roster: Roster, choices: tuple[Interaction, ...]) -> tuple[Favour, list[Interaction]]:
    """What the person favours, and the interaction behind each of its choices."""
    import numpy as np

    place = {name: at for at, name in enumerate(roster.makers)}
    usual = roster.usual
    won: list[np.ndarray] = []
    lost: list[np.ndarray] = []
    count: list[float] = []
    done: list[Interaction] = []
    for each in choices:
        options = each.trace.extra.get("options")
        named = [place[name] for name in options if name in place] if isinstance(options, list) else []
        others = [at for at in named or place.values() if at != place[each.item_id]]
        if not others or not each.weight:
            continue
        mine, theirs = usual[place[each.item_id]], usual[others].mean(axis=0)
        won.append(mine if each.weight > 0 else theirs)
        lost.append(theirs if each.weight > 0 else mine)
        count.append(1.0 if named else abs(each.weight))  # to choose among some says more than to use
        done.append(each)
    prior = roster.prior()
    if not done:
        return prior, []
    return prior.chose(np.stack(won), np.stack(lost), np.array(count)), done


def _pick(item: Item, worth: float, roster: Roster, favour: Favour, done: list[Interaction]) -> Pick:
    adds = favour.because(roster.usual[roster.makers.index(item.id)]).tolist() if done else []
    told = sorted(zip(adds, range(len(done)), strict=True), reverse=True)[:3]
    proof = tuple(as_evidence(done[at], add) for add, at in told if add > 0)
    reasons = tuple(f"it makes things like what you chose: {each.text}" for each in proof[:1])
    return Pick(item, worth, reasons or ("the metrics speak for it",), proof)


def _with(pick: Pick, made: Made, worth: float) -> Pick:
    item = replace(pick.item, attributes={**pick.item.attributes, "made": made.text})
    return pick._replace(item=item, score=worth)


@system(
    number=126,
    name="gemrec",
    serves=("recommend",),
    title="GEMRec: Towards Generative Model Recommendation",
    job="pick the generative models that make what this person likes, by few of their choices, and rank what they make",
)
def gemrec(
    *,
    metrics: Metrics | None = None,
    makers: Mapping[str, Callable[[str], str]] | None = None,
    wish: str = "",
    shortlisted: int = 3,
    unsafe: float = 0.1,
    met: str = "leave out",
) -> Makers:
    """Make the system.

    Args:
        metrics: What counts before anything is known of the person: fit to the wish, being apart from what others make,
            use by many.
        makers: The models by their ids in the catalogue: each makes a text of a wish.
        wish: The best few of the makers are asked for it, and what they made is ranked.
        shortlisted: How many are asked; each costs a call.
        unsafe: Models of which a larger share of what they make is unsafe (attribute ``unsafe``) are left out.
        met: ``"leave out"`` models that the person used or rated already, or ``"keep"`` them.

    Raises:
        InvalidInput: ``met`` is neither, or nobody is to be asked.
    """
    if met not in ("leave out", "keep") or shortlisted < 1:
        raise InvalidInput(f"met={met!r}, shortlisted={shortlisted}: use 'leave out' or 'keep', and ask one at least")
    return Makers(metrics or Metrics(), makers or {}, wish, shortlisted, unsafe, met)
