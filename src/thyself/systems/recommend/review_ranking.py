"""Review ranking: the reviews of one thing in the order in which they matter to this person.

Source: Enhancing Travel Decision-Making: A Contrastive Learning Approach for Personalized Review Rankings in
Accommodations (2024).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from thyself.core import Evidence, Item, Pick, Ranking, Request, Trace
from thyself.core.registry import system
from thyself.core.words import words
from thyself.recommend import ReviewRanking, ReviewTerms, Visitor, avoided, read_reviews
from thyself.retrieval.neighbours import Said
from thyself.systems._form import Desk
from thyself.systems._taste import OnlyRanks, taste_of, wanted

#: A text of the person of fewer words is no review.
_LEAST: Final = 5
_NOBODY: Final = "you have written no review yet, and said nothing of the occasion: this is the order for anybody"


@dataclass(frozen=True, slots=True)
class Reviews(OnlyRanks):
    """The catalogue is the reviews of one thing; what the person wrote and the occasion put them in order.

    Args:
        known: Reviews of many things by many people, to learn from, or what learned from them; without any, likeness to
            the person's own reviews counts.
        occasions: What is known of each of them, by its id.
        about: The person's occasion.
    """

    known: Sequence[Said] | ReviewRanking = ()
    occasions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    name: str = "review-ranking"

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Put the reviews in order; each with what of the person speaks for it."""
        catalog, taste = wanted(request), taste_of(request, desk)
        mine = _own(desk, request)
        visitor = Visitor(self.about, [review for _, review in mine])
        ruled_out = avoided(catalog, taste.avoidances)
        closed = {each.item_id for each in taste.interactions} | {*ruled_out} | taste.wishes.mute
        open_to = [item for item in catalog if item.id not in closed]
        said = [_review(item) for item in open_to]
        ranker = self._learned(desk, [*said, *visitor.wrote])
        terms = [] if ranker is None else ranker.terms(visitor, said)
        empty = ranker is None or not (visitor.wrote or any(each.about for each in terms))
        order = sorted(range(len(terms)), key=lambda at: (-terms[at].score, at))[: request.k or 10]
        picks = [_pick(open_to[at], terms[at], [trace for trace, _ in mine]) for at in order]
        left_out = tuple((catalog[each], why) for each, why in ruled_out.items())
        return Ranking(tuple(picks), self.name, left_out, _NOBODY if empty else "")

    def _learned(self, desk: Desk, shown: Sequence[Said]) -> ReviewRanking | None:
        """What was learned from the known reviews; without any, likeness among those that are shown."""
        if isinstance(self.known, ReviewRanking):
            return self.known
        ranker = ReviewRanking(desk.embedder)
        if self.known:
            return ranker.fit(self.known, self.occasions)
        return ranker.by_likeness(shown) if shown else None


def _own(desk: Desk, request: Request) -> list[tuple[Trace, Said]]:
    """The person's own reviews before the request: ratings with words of their own."""
    traces = desk.scope.traces(authors=["me"], kinds=["rated"], before=request.now)
    return [
        (each, Said(each.id, "me", each.item or each.id, each.text, "", each.value))
        for each in traces
        if len(words(each.text)) >= _LEAST and not each.text.startswith("Rated ")
    ]


def _review(item: Item) -> Said:
    stars = item.attributes.get("stars")
    return Said(item.id, "", "", item.text, item.title, float(stars) if isinstance(stars, int | float) else None)


def _pick(item: Item, terms: ReviewTerms, own: Sequence[Trace]) -> Pick:
    by_label = sorted(((value, name) for name, value in terms.about.items() if value > 0), reverse=True)
    reasons = [f"people with {name} write so" for _, name in by_label[:2]]
    best = int(terms.wrote.argmax()) if len(own) else -1
    proof = _evidence(own[best], float(terms.wrote[best])) if len(own) and terms.wrote[best] > 0 else None
    if proof is not None:
        reasons.append(f"like what you wrote: {proof.text[:80]}")
    return Pick(item, terms.score, tuple(reasons) or ("it says much to anybody",), (proof,) if proof else ())


def _evidence(trace: Trace, value: float) -> Evidence:
    return Evidence((trace.id,), (trace.ref or trace.id,), trace.text, value, {"your own review": value}, trace.at,
                    trace.author, trace.kind, trace.source, trace.session, trace.sensitivity)  # fmt: skip


@system(
    number=89,
    name="review-ranking",
    serves=("recommend",),
    title="Enhancing Travel Decision-Making: A Contrastive Learning Approach for Personalized Review Rankings in"
    " Accommodations",
    job="put the reviews of one hotel, product or place in the order in which they matter to this person",
)
def review_ranking(
    *, reviews: Sequence[Said] | ReviewRanking | str | Path = (), about: Mapping[str, str] | None = None
) -> Reviews:
    """Make the system.

    Args:
        reviews: Reviews of many things by many people to learn from, or a file of JSON lines with ``person``,
            ``item``, ``text`` and where they are known ``title``, ``rating`` and ``about``; learned from anew for each
            request. For many requests give a :class:`thyself.recommend.ReviewRanking` that was fitted once.
        about: The person's occasion, in the labels of the reviews: ``{"guest": "family"}``.

    Raises:
        SourceError: The file cannot be read.
    """
    if isinstance(reviews, str | Path):
        known, occasions = read_reviews(reviews)
        return Reviews(known, occasions, about or {})
    return Reviews(reviews, {}, about or {})
