"""RecLLM: a conversation about what to take, with what is known of the person behind what they say.

Source: Leveraging Large Language Models in Conversational Recommender Systems (RecLLM, 2023). Rules and statistics lead
the conversation; a language model that can follow instructions, and may see what is said, reads it and names titles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from thyself.core import Catalog, Evidence, Pick, Ranking, Request
from thyself.core.registry import system
from thyself.guard import may_see
from thyself.models import capable
from thyself.recommend import Event, Interactions, ItemKNN, Taste, as_evidence, avoided, read
from thyself.recommend.asking import Never, WhenWorth
from thyself.recommend.conversation import Conversation, Offer, talk_about, with_models
from thyself.recommend.preferences import labels
from thyself.recommend.textual import Rated, taste_text, told
from thyself.systems._form import Desk
from thyself.systems._taste import OnlyRanks, taste_of, wanted


@dataclass(frozen=True, slots=True)
class RecLLM(OnlyRanks):
    """Leads a conversation (:meth:`conversation`), or ranks by the turns of one that took place.

    Args:
        crowd: What many people took and liked; ``None``: only what is said and known of the person counts.
    """

    crowd: Interactions | None
    name: str = "recllm"

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """The list after the turns of ``request.history`` and ``request.text``; ``note`` tells what it goes by."""
        catalog, taste = wanted(request), taste_of(request, desk)
        talk = self.conversation(request, desk)
        talk = Conversation(replace(talk.talk, policy=Never()), k=request.k or 10)
        for turn in request.history:
            talk.preferences = talk.preferences.after(talk.talk.hearing.hear(turn.said))
        reply = talk.say(request.text)
        picks = tuple(_pick(each, catalog, taste) for each in reply.offers)
        left_out = tuple((catalog[each], why) for each, why in avoided(catalog, taste.avoidances).items())
        heard = str(reply.preferences)
        known = bool(taste.interactions or taste.interests)
        note = f"you said: {heard}" if heard != "nothing yet" else "" if known else "nothing is known of you yet"
        return Ranking(picks, self.name, left_out, note)

    def conversation(self, request: Request, desk: Desk) -> Conversation:
        """A conversation about the catalogue of a request; what the person avoids and knows is never shown."""
        catalog, taste = wanted(request), taste_of(request, desk)
        model = desk.language_model
        if model is None or not capable(model) or not may_see("personal", model, desk.settings.remote_allows):
            model = None
        liked = [Event(each.item_id, None, each.trace.at.timestamp()) for each in taste.interactions if each.weight > 0]
        rows = None if self.crowd is None else self.crowd.with_items(catalog.ids)
        scorer = None if rows is None or not len(rows) else ItemKNN(1.0).fit(rows)
        talk = talk_about(catalog, request.now, crowd=rows, scorer=scorer, past=liked)
        closed = {each.item_id: "you know it already" for each in taste.interactions}
        closed |= dict.fromkeys(taste.wishes.mute, "you said not to show it") | avoided(catalog, taste.avoidances)
        talk = replace(talk, closed=closed, profile=_profile(catalog, taste), policy=WhenWorth())
        return Conversation(with_models(talk, model=model), k=request.k or 5)


def _profile(catalog: Catalog, taste: Taste) -> list[tuple[str, float]]:
    """What the person cares about, and what their ratings say of labels."""
    rated = [each for each in taste.interactions if each.trace.kind == "rated" and each.trace.value is not None]
    stars = [Rated(each.item_id, 3.0 + 2.0 * max(-1.0, min(1.0, each.weight))) for each in rated]
    return [*((each.text, each.weight) for each in taste.interests), *told(taste_text(stars, catalog)).phrases]


def _pick(offer: Offer, catalog: Catalog, taste: Taste) -> Pick:
    """An item of the list, with what of the person's past shares a label with it."""
    mine = {*labels(offer.item)}
    alike = [each for each in taste.interactions if each.weight > 0 and mine & {*labels(catalog[each.item_id])}]
    best = max(alike, key=lambda each: each.weight, default=None)
    evidence: tuple[Evidence, ...] = () if best is None else (as_evidence(best, best.weight),)
    return Pick(offer.item, offer.score, offer.reasons, evidence)


@system(
    number=115,
    name="recllm",
    serves=("recommend",),
    title="Leveraging Large Language Models in Conversational Recommender Systems",
    job="talk about what to take: hear likes, rules and what is taken back, ask where it is worth it, say why",
)
def recllm(*, crowd: Interactions | str | Path | None = None) -> RecLLM:
    """Make the system.

    Args:
        crowd: What many people took and liked: a table of ratings or clicks, by the ids of the catalogue.

    Raises:
        SourceError: The table cannot be read.
    """
    return RecLLM(read(crowd) if isinstance(crowd, str | Path) else crowd)
