"""Conversation: a person says what they want; what comes back is a question or a list, each item with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from thyself.core import Catalog, InvalidInput, Item
from thyself.models import Embedder, LanguageModel
from thyself.recommend.asking import Policy, Question, WhenWorth, by_items, by_labels, still
from thyself.recommend.columns import Event, Interactions
from thyself.recommend.hearing import ByModel, ByRules, Hearing, plain
from thyself.recommend.preferences import Heard, Kinds, Preferences, Stated
from thyself.recommend.ways import Alike, Meant, Named, Popular, Searched, Titles, Way

if TYPE_CHECKING:
    import numpy as np

#: What each way counts; and how far apart two scores are for one to be e times as likely.
WEIGHTS: Final[Mapping[str, float]] = {
    "alike": 1.5, "concepts": 1.0, "searched": 0.3, "meant": 0.3, "titles": 1.0, "popular": 0.7, "profile": 0.5,
}  # fmt: skip
_SHARP: Final = 1.5


@dataclass(frozen=True, slots=True)
class Offer:
    """An item of a list.

    Args:
        item: The item.
        score: How well it fits.
        reasons: Why, with the person's own words; nothing is named that the item does not have.
    """

    item: Item
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back.

    Args:
        text: To be read: the question, or the list.
        offers: The list; empty where it asks.
        question: What is asked; ``None`` where it shows.
        preferences: What it goes by now; wrong lines can be taken back in words.
        taken: The item that the person took, where they did.
    """

    text: str
    offers: tuple[Offer, ...] = ()
    question: Question | None = None
    preferences: Preferences = field(default_factory=Preferences)
    taken: Item | None = None


@dataclass(frozen=True, eq=False)
class Talk:
    """What a conversation is led with.

    Args:
        kinds: What the items of the catalogue are named by.
        hearing: Understands what is said.
        ways: Finds items; by their names in :data:`WEIGHTS`.
        questions: What may be asked.
        policy: Decides what is.
        profile: What is known of the person's taste beforehand: what they say now goes before it.
        closed: Ids of items that are never shown, each with the reason.
        weights: What each way counts.
    """

    kinds: Kinds
    hearing: Hearing
    ways: Mapping[str, Way]
    questions: Sequence[Question] = ()
    policy: Policy = field(default_factory=WhenWorth)
    profile: Sequence[tuple[str, float]] = ()
    closed: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)


class Conversation:
    """Leads a conversation to an item that fits; it keeps nothing beyond itself.

    Each turn is a question where the answer is worth more than a list, else a list. What was said goes before what is
    known of the person; what must not be is kept in every list; what is taken back counts no more.

    Source: Leveraging Large Language Models in Conversational Recommender Systems (RecLLM, 2023). Rules and statistics
    do all of it; a language model that can follow instructions reads what is said and names titles, and both are
    checked against what was said and what there is.

    Args:
        talk: What it is led with (:func:`talk_about`).
        k: Items of a list.
    """

    def __init__(self, talk: Talk, *, k: int = 5) -> None:
        if k < 1:
            raise InvalidInput(f"k={k}: show at least one item")
        self.talk, self.k = talk, k
        self.preferences = Preferences()
        self.shown: tuple[str, ...] = ()
        self.question: Question | None = None

    def say(self, text: str) -> Reply:
        """Take in what the person says, and reply."""
        heard = self.talk.hearing.hear(text, self.shown)
        if self.question is not None:
            heard = _answered(heard, self.question, text)
        self.question = None
        self.preferences = self.preferences.after(heard)
        if heard.taken is not None:
            item = self.talk.kinds.catalog[heard.taken]
            return Reply(f"{plain(item.title)}: enjoy it.", preferences=self.preferences, taken=item)
        return self._next(heard)

    def _next(self, heard: Heard) -> Reply:
        total, free = self.scores()
        if not free.any():
            rules = "; ".join(f'"{each.quote}"' for each in self.preferences.rules)
            why = (
                f"Nothing is left that keeps to {rules}: take some of it back."
                if rules
                else "Nothing is left that you do not know."
            )
            return Reply(why, preferences=self.preferences)
        again = free & ~self._shown()
        if not again.any():
            self.preferences = replace(self.preferences, shown=frozenset())
        free = again if again.any() else free
        before = f"Nothing here is about {', '.join(heard.unknown)}. " if heard.unknown else ""
        question = self.talk.policy.pick(_belief(total, free), still(self.talk.questions, self.preferences), self.k)
        if question is not None:
            self.question = question
            self.preferences = replace(self.preferences, asked=self.preferences.asked | {question.about})
            return Reply(before + question.text, question=question, preferences=self.preferences)
        return self._list(total, free, before)

    def _list(self, total: np.ndarray, free: np.ndarray, before: str) -> Reply:
        import numpy as np

        order = np.argsort(np.where(free, -total, np.inf), kind="stable")[: min(self.k, int(free.sum()))]
        catalog = self.talk.kinds.catalog
        offers = [Offer(catalog[catalog.ids[at]], float(total[at]), self.reasons(at)) for at in order.tolist()]
        self.shown = tuple(each.item.id for each in offers)
        self.preferences = replace(self.preferences, shown=self.preferences.shown | {*self.shown})
        lines = [f"{n}. {plain(each.item.title)}: {'; '.join(each.reasons)}" for n, each in enumerate(offers, 1)]
        return Reply("\n".join([before + "How about these?", *lines]), tuple(offers), preferences=self.preferences)

    def scores(self) -> tuple[np.ndarray, np.ndarray]:
        """``(items,) float64`` and ``(items,) bool``: how well each fits, and what may be shown."""
        import numpy as np

        total = np.zeros(len(self.talk.kinds.catalog))
        for name, way in self.talk.ways.items():
            total += self.talk.weights[name] * _even(way.scores(self.preferences))
        if lines := self._profile():
            known = Preferences(tuple(Stated(phrase, degree, "") for phrase, degree in lines))
            total += self.talk.weights["profile"] * _even(Named(self.talk.kinds).scores(known))
        return total, np.array(self.talk.kinds.open(self.preferences, but=self.talk.closed))

    def _shown(self) -> np.ndarray:
        import numpy as np

        return np.array([each in self.preferences.shown for each in self.talk.kinds.catalog.ids])

    def _profile(self) -> list[tuple[str, float]]:
        """What is known beforehand and not said otherwise: of the same thing only what was said now counts."""
        said = {phrase for phrase, _ in self.preferences.phrases} | {each.phrase for each in self.preferences.rules}
        return [(phrase, degree) for phrase, degree in self.talk.profile if phrase not in said]

    def reasons(self, at: int) -> tuple[str, ...]:
        """Why an item is shown, by its place: what of it the person asked for, in their words."""
        kinds, told = self.talk.kinds, list[str]()
        for each in self.preferences.stated:
            if not each.item and each.degree > 0 and kinds.has(at, each.phrase):
                told.append(f'it is {each.phrase}, and you said "{each.quote}"')
        told += [f"it is {each.phrase}, as you wanted" for each in self.preferences.rules if each.kind == "only"]
        told += [f"your profile says that you like {phrase}" for phrase, degree in self._profile()
                 if degree > 0 and kinds.has(at, phrase)]  # fmt: skip
        told += self._alike(at)
        return tuple(dict.fromkeys(told)) or ("many others took it",)

    def _alike(self, at: int) -> list[str]:
        """Items that speak for it, if there are any that the person named."""
        way = self.talk.ways.get("alike")
        if not isinstance(way, Alike) or not self.preferences.liked:
            return []
        catalog = self.talk.kinds.catalog
        quotes = {each.phrase: each.quote for each in self.preferences.stated if each.item}
        alone = {each: way.speaks(each, at) for each in self.preferences.liked}
        best = [each for each in sorted(alone, key=lambda each: -alone[each]) if alone[each] > 0][:2]
        return [f'people who like {plain(catalog[each].title)} take it ("{quotes[each]}")' for each in best]


def talk_about(
    catalog: Catalog,
    now: datetime,
    *,
    crowd: Interactions | None = None,
    scorer: Any = None,
    past: Sequence[str | Event] = (),
) -> Talk:
    """What a conversation about a catalogue is led with; see :func:`with_models` for what models add.

    Args:
        catalog: The items.
        now: When it takes place.
        crowd: What many people took and liked.
        scorer: A scorer that learned from it (:class:`thyself.recommend.EASE`, a blend, …).
        past: What the person took before, oldest first; it is not shown again.
    """
    kinds = Kinds(catalog)
    counts = None if crowd is None else crowd.with_items(catalog.ids)
    ways: dict[str, Way] = {"concepts": Named(kinds), "searched": Searched(catalog)}
    questions = by_labels(kinds)
    if counts is not None:
        ways["popular"] = Popular(catalog, now, counts.counts[[counts.codes[each] for each in catalog.ids]])
        questions = [*by_items(kinds, counts), *questions]
    else:
        ways["popular"] = Popular(catalog, now)
    if scorer is not None:
        ways["alike"] = Alike(catalog, scorer, past)
    known = {each.item if isinstance(each, Event) else each: "you know it already" for each in past}
    return Talk(kinds, ByRules(catalog), ways, questions, closed=known)


def with_models(talk: Talk, *, embed: Embedder | None = None, model: LanguageModel | None = None) -> Talk:
    """The same with what an embedder finds, and with a language model that reads what is said and names titles.

    Args:
        talk: What there is; its hearing by rules stays behind the model's.
        embed: Gives vectors of texts.
        model: A model that can follow instructions (:func:`thyself.models.capable`).
    """
    catalog, ways = talk.kinds.catalog, dict(talk.ways)
    if embed is not None:
        ways["meant"] = Meant(catalog, embed)
    if model is None:
        return replace(talk, ways=ways)
    ways["titles"] = Titles(catalog, model)
    return replace(talk, ways=ways, hearing=ByModel(model, ByRules(catalog)))


def _answered(heard: Heard, question: Question, said: str) -> Heard:
    """A yes or no as a statement on what was asked; what else was said counts as it is."""
    named = {each.phrase for each in heard.stated}
    if heard.answer in (1, -1) and question.about not in named and not heard.rules:
        quote = f"{question.text} {said}"
        return replace(heard, stated=(*heard.stated, Stated(question.about, heard.answer, quote, question.item)))
    return heard


def _even(scores: np.ndarray) -> np.ndarray:
    """Divided by their deviation; zeros stay."""
    spread = float(scores.std())
    return scores / spread if spread > 1e-12 else scores * 0.0


def _belief(total: np.ndarray, free: np.ndarray) -> np.ndarray:
    """``(items,)``: how likely each is what is wanted."""
    import numpy as np

    found = np.where(free, np.exp(_SHARP * (total - total[free].max())), 0.0)
    return np.asarray(found / found.sum())
