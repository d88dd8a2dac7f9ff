"""Enrich: items told in more words than they came with, so that their texts say for whom they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from thyself.core import Catalog, Cost, Item
from thyself.core.words import STOP, stem, words
from thyself.models import Embedder, LanguageModel, Message
from thyself.recommend.columns import Interactions
from thyself.recommend.content import nearest
from thyself.recommend.items import ItemVectors, attribute_labels
from thyself.recommend.links import no_self, strongest, strongest_product, taken
from thyself.recommend.needs import sparse
from thyself.recommend.scorer import Linear

if TYPE_CHECKING:
    import numpy as np

Asked = Literal["paraphrase", "keywords", "recommend", "engage", "both"]
#: The families of prompts of LLM-Rec: the text in other words, its tags, what one would say to recommend it, what it
#: shares with things that the same people take, and the last two together.
PROMPTS: Final[Mapping[Asked, str]] = {
    "paraphrase": "Paraphrase the description.",
    "keywords": "Summarise the description in tags, separated by commas.",
    "recommend": "What else should be said of it, if one wants to recommend it to others?",
    "engage": "Summarise what the item has in common with the neighbours, which the same people like.",
    "both": "What should be said of the item to recommend it to others, considering what it has in common with the"
    " neighbours, which the same people like?",
}
_RULES: Final = (
    "Below are an item and, where there are any, neighbours, as data. {wish} At most {words} words, as plain text,"
    " without an introduction."
)
_FREE: Final = Cost()
#: How likely a walk goes on, and links of each item that it follows.
_ON, _FOLLOWED = 0.5, 100


@dataclass(frozen=True, slots=True)
class Added:
    """What was added to the text of an item.

    Args:
        texts: The texts, each by how it came about.
        sources: The ids of the items whose words went into it, the item itself among them where it is one.
        cost: What it took.
    """

    texts: Mapping[str, str]
    sources: tuple[str, ...] = ()
    cost: Cost = _FREE


class Enricher(Protocol):
    """Says more of an item than its text does.

    Source: LLM-Rec: Personalized Recommendation via Prompting Large Language Models (2024).
    """

    def enrich(self, item: Item, neighbours: Sequence[Item]) -> Added:
        """More texts of an item; neighbours are what the same people take, the nearest first."""


def important(interactions: Interactions, keep: int = 10, *, steps: int = 3) -> Any:
    """The important neighbours of each item: where a random walk over what people took together ends up.

    The walk begins at the item, goes on with a chance of one half at each step, and follows links by the cosine of
    their people: personalised PageRank, cut after some steps.

    Source: LLM-Rec (2024), where neighbours are picked by personalised PageRank.

    Args:
        interactions: Who took what; nothing of what is to be foretold may be in it.
        keep: Neighbours of each item.
        steps: Steps of the walk.

    Returns:
        ``scipy`` sparse ``(items, items)``, without the item itself.
    """
    import numpy as np

    matrix = taken(interactions)
    people = 1 / np.sqrt(np.maximum(np.asarray(matrix.sum(axis=0)).ravel(), 1.0))
    scale = sparse().diags(people.astype(np.float32))
    near = strongest_product((matrix @ scale).T.tocsr(), (matrix @ scale).tocsr(), _FOLLOWED)
    total = np.maximum(np.asarray(near.sum(axis=1)).ravel(), 1e-9)
    step = (sparse().diags((_ON / total).astype(np.float32)) @ near).tocsr()
    reached = whole = step
    for _ in range(steps - 1):
        reached = strongest(reached @ step, _FOLLOWED)
        whole = whole + reached
    return strongest(no_self(whole), keep)


class SharedWords:
    """Adds the words that the neighbours of an item share and that it lacks; no language model is asked.

    A word counts by how many more of the neighbours have it than of all items; at least ``least`` must have it. Every
    word that is added stands in a neighbour's text or labels.

    Source: the engagement-guided prompts of LLM-Rec (2024), with statistics in place of the model.

    Args:
        catalog: All items: words that many of them have say little.
        most: Words that are added at most.
        least: Neighbours that must have a word.
    """

    def __init__(self, catalog: Catalog, *, most: int = 12, least: int = 2) -> None:
        self.most, self.least = most, least
        self._said = {item.id: _said(item) for item in catalog}
        self._spread = Counter(each for said in self._said.values() for each in said)

    def enrich(self, item: Item, neighbours: Sequence[Item]) -> Added:
        """The shared words, the most telling first, in the form in which the nearest neighbour has them."""
        said = [self._said.get(each.id) or _said(each) for each in neighbours]
        having = Counter(each for one in said for each in one)
        own = self._said.get(item.id) or _said(item)
        total = max(len(self._said), 1)
        lift = {
            each: n / len(said) - self._spread[each] / total
            for each, n in having.items()
            if n >= self.least and each not in own
        }
        best = sorted(lift, key=lambda each: (-lift[each], each))[: self.most]
        forms = [next(one[each] for one in said if each in one) for each in best if lift[each] > 0]
        if not forms:
            return Added({})
        kept = {*best}
        sources = tuple(each.id for each, one in zip(neighbours, said, strict=True) if not kept.isdisjoint(one))
        return Added({"engage": " ".join(forms)}, sources)


def _said(item: Item) -> dict[str, str]:
    """The telling words of an item by their stems, in the form in which it has them; labels are words too."""
    labels = (label for value in item.attributes.values() for label in attribute_labels(value))
    text = " ".join([item.text, *labels])
    return {stem(word): word for word in reversed(words(text)) if word not in STOP and not word.isdigit()}


class Written:
    """Asks a language model for more texts of an item, one prompt each; texts of items are quoted as data.

    Source: LLM-Rec: Personalized Recommendation via Prompting Large Language Models (2024).

    Args:
        model: A model that can follow instructions (:func:`thyself.models.capable`).
        ways: Which prompts, of :data:`PROMPTS`; those that need neighbours are left out where there are none.
        words: The most words of each answer.
        neighbours: How many of the neighbours are shown.
    """

    def __init__(
        self, model: LanguageModel, ways: Sequence[Asked] = tuple(PROMPTS), *, words: int = 60, neighbours: int = 3
    ) -> None:
        self.model, self.ways, self.words, self.neighbours = model, tuple(ways), words, neighbours

    def enrich(self, item: Item, neighbours: Sequence[Item]) -> Added:
        """What the model says, way by way; what is longer than was asked is cut."""
        near, texts, cost, used = neighbours[: self.neighbours], dict[str, str](), Cost(), {item.id}
        for way in self.ways:
            shows = way in ("engage", "both")
            if shows and not near:
                continue
            data = f"Item: {_quoted(item)}"
            if shows:
                data += "".join(f"\nNeighbour: {_quoted(each)}" for each in near)
                used |= {each.id for each in near}
            asked = [Message("system", _RULES.format(wish=PROMPTS[way], words=self.words)), Message("user", data)]
            made = self.model.generate(asked, max_tokens=2 * self.words)
            cost += made.cost
            if said := " ".join(made.text.split()[: self.words]):
                texts[way] = said
        return Added(texts, tuple(each for each in (item.id, *(n.id for n in near)) if each in used), cost)


def _quoted(item: Item) -> str:
    labels = [label for value in item.attributes.values() for label in attribute_labels(value)]
    told = f"{item.text} ({', '.join(labels)})" if labels else item.text
    return '"' + " ".join(told.replace('"', "'").split()) + '"'


class Enriched(Linear):
    """Items that are alike in texts with more said: what each item is, and what was added to it.

    The added texts are read by themselves, and an item is the sum of what its own text and, with a weight, its added
    texts say: together they would be longer than an embedder reads, and many added words would drown few own ones.

    Source: LLM-Rec: Personalized Recommendation via Prompting Large Language Models (2024).

    Args:
        catalog: What the items are.
        enricher: Says more of them; ``None``: :class:`SharedWords`.
        embed: Gives vectors of texts; ``None``: words and labels, weighted by rarity.
        decay: What an event counts, to the power of how many came after it.
        neighbours: Items that an item is enriched from.
        keep: Links kept for each item.
        weight: What the added texts count beside the item's own.
    """

    def __init__(
        self,
        catalog: Catalog,
        enricher: Enricher | None = None,
        embed: Embedder | None = None,
        *,
        decay: float = 0.8,
        neighbours: int = 10,
        keep: int = 200,
        weight: float = 0.5,
    ) -> None:
        self.catalog, self.enricher, self.embed, self.decay = catalog, enricher, embed, decay
        self.neighbours, self.keep, self.weight = neighbours, keep, weight
        self.added: dict[str, Added] = {}

    def linked(self, interactions: Interactions) -> Any:
        """The cosines of the enriched texts, the nearest of each item."""
        self.added = additions(self.catalog, interactions, self.enricher, keep=self.neighbours)
        known = [each for each in self.catalog if each.id in interactions.codes]
        if self.embed is None:
            vectors = word_vectors(known, self.added, self.weight)
            near = strongest_product(vectors, vectors.T.tocsr(), self.keep)
        else:
            near = no_self(nearest(meanings(known, self.added, self.embed, self.weight), self.keep))
        return _placed(strongest(near, self.keep), known, interactions)


def additions(
    catalog: Catalog, interactions: Interactions, enricher: Enricher | None = None, *, keep: int = 10
) -> dict[str, Added]:
    """What is added to each item that has neighbours or gets words without them; items by id.

    Args:
        catalog: What the items are.
        interactions: Who took what: neighbours are read from it, and nothing else.
        enricher: Says more; ``None``: :class:`SharedWords`.
        keep: Neighbours of an item.
    """
    enricher = enricher or SharedWords(catalog)
    near = important(interactions, keep)
    found = {}
    for item in catalog:
        code = interactions.codes.get(item.id)
        span = slice(0, 0) if code is None else slice(near.indptr[code], near.indptr[code + 1])
        order = (-near.data[span]).argsort(kind="stable")
        ids = [interactions.items[at] for at in near.indices[span][order].tolist()]
        added = enricher.enrich(item, [catalog[each] for each in ids if each in catalog])
        if added.texts:
            found[item.id] = added
    return found


def longer(catalog: Catalog, added: Mapping[str, Added]) -> Catalog:
    """The catalogue with the added texts behind the items' own."""
    more = (
        replace(each, text="\n".join([each.text, *added[each.id].texts.values()])) if each.id in added else each
        for each in catalog
    )
    return Catalog(more, name=catalog.name)


def meanings(items: Sequence[Item], added: Mapping[str, Added], embed: Embedder, weight: float = 0.5) -> np.ndarray:
    """``(items, d) float32`` unit rows: the item's own text, and its added texts together with a weight beside it."""
    import numpy as np

    vectors = embed.embed([each.text for each in items]).astype(np.float32)
    owner = [at for at, each in enumerate(items) if each.id in added for _ in added[each.id].texts]
    texts = [text for each in items if each.id in added for text in added[each.id].texts.values()]
    if texts:
        many = np.bincount(owner, minlength=len(items))[owner]
        np.add.at(vectors, owner, (weight / many)[:, None].astype(np.float32) * embed.embed(texts))
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))


def word_vectors(items: Sequence[Item], added: Mapping[str, Added], weight: float = 0.5) -> Any:
    """``scipy`` sparse ``(items, words)``, unit rows: the same with words and labels, weighted by rarity."""
    import numpy as np

    more = [" ".join(added[each.id].texts.values()) if each.id in added else "" for each in items]
    both = ItemVectors(Catalog([*items, *(Item(f"\0{at}", text) for at, text in enumerate(more))]))
    shape = (2 * len(items), len(both.terms))
    whole = sparse().csr_matrix((both.values.astype(np.float32), (both.rows, both.columns)), shape=shape)
    total = (whole[: len(items)] + weight * whole[len(items) :]).tocsr()
    norms = np.sqrt(np.asarray(total.multiply(total).sum(axis=1)).ravel())
    return (sparse().diags((1 / np.maximum(norms, 1e-9)).astype(np.float32)) @ total).tocsr()


def _placed(near: Any, known: Sequence[Item], interactions: Interactions) -> Any:
    """The links between some items, by the codes of the interactions."""
    import numpy as np

    place = np.array([interactions.codes[each.id] for each in known], dtype=np.int64)
    links, n = near.tocoo(), len(interactions.items)
    return sparse().csr_matrix((links.data, (place[links.row], place[links.col])), shape=(n, n))
