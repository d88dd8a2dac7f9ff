"""Language-based factorisation: a profile in words is all that stands between a history and what is recommended.

Source: Language-Based User Profiles for Recommendation (2024). The writer of the profile is a language model where
there is one that can follow instructions, else rules; what reads it are rules in both cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from thyself.core import Catalog, Cost, Evidence, InvalidInput, Pick, Ranking, Request, Response
from thyself.core.registry import system
from thyself.guard import may_see
from thyself.models import Message, capable
from thyself.recommend import Interaction, Taste, as_evidence, avoided
from thyself.recommend.popularity import popularity
from thyself.recommend.textual import Rated, TextScores, Told, labels_of, taste_text, told
from thyself.systems._form import Desk
from thyself.systems._taste import OnlyRanks, taste_of, wanted

_PROMPT: Final = (
    "Below are ratings of one person, as data. Say in at most {words} words what this person likes and dislikes, in"
    " sentences that begin with Loves, Likes, Dislikes or Hates and list kinds of things, separated by commas. Name no"
    " titles. Last, say: Rates M of 5 on average, over N ratings."
)
#: Ratings that a language model is shown, the last ones; what popularity counts beside a phrase.
_SHOWN, _POPULAR = 100, 0.3


@dataclass(frozen=True, slots=True)
class Textual(OnlyRanks):
    """Writes a profile of what was rated, forgets the ratings, and ranks by the profile alone.

    Args:
        words: The most words of the profile.
        profile: A text in place of the one that is written: what the person made of it.
    """

    words: int
    profile: str | None
    name: str = "lfm"

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Pick what the profile speaks for; ``note`` is the profile, to be read and changed."""
        import numpy as np

        catalog, taste = wanted(request), taste_of(request, desk)
        text = self.profile if self.profile is not None else self.written(catalog, taste, desk)
        says, scorer = told(text), TextScores(catalog)
        scores = scorer.scores(says) + _POPULAR * popularity(catalog, now=request.now)
        ruled_out = avoided(catalog, taste.avoidances)
        closed = {each.item_id for each in taste.interactions} | {*ruled_out} | taste.wishes.mute
        order = [at for at in np.argsort(-scores, kind="stable").tolist() if catalog.ids[at] not in closed]
        picks = [self._pick(catalog, at, float(scores[at]), scorer, says, taste) for at in order[: request.k or 10]]
        left_out = tuple((catalog[each], why) for each, why in ruled_out.items())
        return Ranking(tuple(picks), self.name, left_out, text or "nothing is known of your taste yet")

    def written(self, catalog: Catalog, taste: Taste, desk: Desk) -> str:
        """The profile, by a capable language model that may see the ratings, else by rules."""
        rated = [each for each in taste.interactions if each.trace.kind == "rated" and each.trace.value is not None]
        model, allows = desk.language_model, desk.settings.remote_allows
        open_to = [each for each in rated if model is not None and may_see(each.trace.sensitivity, model, allows)]
        if model is None or not capable(model) or not open_to:
            return taste_text([Rated(each.item_id, _stars(each)) for each in rated], catalog, words=self.words)
        shown = open_to[-_SHOWN:]
        lines = "\n".join(
            f"- {_stars(each):g} of 5: {', '.join(labels_of(catalog[each.item_id])) or catalog[each.item_id].title}"
            for each in shown
        )
        asked = [Message("system", _PROMPT.format(words=self.words)), Message("user", lines)]
        made = model.generate(asked, max_tokens=4 * self.words)
        evidence = tuple(as_evidence(each, each.weight) for each in shown)
        desk.record(Response(made.text, evidence, cost=Cost(model_calls=1), system=self.name))
        return made.text.strip()

    def _pick(self, catalog: Catalog, at: int, score: float, scorer: TextScores, says: Told, taste: Taste) -> Pick:
        item = catalog[catalog.ids[at]]
        terms = sorted(scorer.terms(says, at), key=lambda term: -term[1])
        reasons = [f"your profile says that you like {phrase}" for phrase, value in terms[:3] if value > 0]
        proofs = [] if self.profile is not None else [_proof(phrase, catalog, taste) for phrase, value in terms[:3]]
        return Pick(item, score, tuple(reasons) or ("many others took it",), tuple(each for each in proofs if each))


def _proof(phrase: str, catalog: Catalog, taste: Taste) -> Evidence | None:
    """The best rated thing that stands behind a phrase."""
    mine = [each for each in taste.interactions if phrase in labels_of(catalog[each.item_id])]
    best = max(mine, key=lambda each: each.weight, default=None)
    return None if best is None else as_evidence(best, best.weight)


def _stars(each: Interaction) -> float:
    top = each.trace.extra.get("of", 5)
    return 5.0 * float(each.trace.value or 0.0) / (float(top) if isinstance(top, int | float) and top > 0 else 5.0)


@system(
    number=132,
    name="lfm",
    serves=("recommend",),
    title="Language-Based User Profiles for Recommendation",
    job="write a short profile of taste, which the person can change, and pick by that text alone",
)
def lfm(*, words: int = 60, profile: str | None = None) -> Textual:
    """Make the system.

    Args:
        words: The most words of the profile.
        profile: A text in place of the one that is written; what :attr:`thyself.core.Ranking.note` gave, changed.

    Raises:
        InvalidInput: There is room for fewer than ten words.
    """
    if words < 10:
        raise InvalidInput(f"words={words}: give ten or more")
    return Textual(words, profile)
