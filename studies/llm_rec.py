"""Enriched texts: do words that the neighbours of an item share make its text tell better for whom it is?

Amazon games (titles alone) and MovieLens (titles and genres): each person's last item is to be found among all, by
texts alone. To each text, words are added that the items share which the same people took; no language model is asked.
Compared with the plain texts, with words of items drawn at random, with words of another item's neighbours, and with
neighbours by people alone, which read no text. How many words are added, and from how many neighbours, is chosen on
each person's last but one; what is reported is the last. Neighbours are read from what is learned from, never from what
is to be found.

    thyself study llm-rec
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

import numpy as np

from studies._sequences import figures, swapped
from studies.candidates import games
from thyself.core import Catalog, Item
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.splits import last_out
from thyself.evaluate.study import Cell, Kind
from thyself.models.scripted import Rules
from thyself.recommend import Content, DecayedPopularity, Interactions, ItemKNN, Questions, read, weighed
from thyself.recommend.enrich import Added, Enriched, SharedWords, Written, important

#: Neighbours and words that are tried on the last but one.
TRIED: Final = ((5, 20, 0.5), (5, 20, 1.0))
ASKED: Final = 800
#: Items that fewer people took are left out, as nothing can be read of them from people; and what is rare.
LEAST: Final = 10
RARE: Final = 20
#: The first so many people of the games, as all 40,000 take long.
PEOPLE: Final = 5000


@dataclass(frozen=True, eq=False)
class Set:
    """Who took what, and what it is."""

    name: str
    rows: Interactions
    catalog: Catalog


def sets(setting: Setting) -> list[Set]:
    """Games by their titles, films by title and genre; of both the items that some people took."""
    data = games(setting.folder("amazon-games"))
    folder = setting.folder("movielens-latest-small")
    with gzip.open(folder / "movies.csv.gz", "rt", encoding="utf-8") as file:
        films = [Item(each["movieId"], each["title"], attributes={"genre": each["genres"].split("|")})
                 for each in csv.DictReader(file)]  # fmt: skip
    return [
        some("Games", data.known.where(data.known.person < PEOPLE), data.catalog),
        some("Films", read(folder / "ratings.csv.gz"), Catalog(films)),
    ]


def some(name: str, rows: Interactions, catalog: Catalog) -> Set:
    """Only the items that some people took."""
    kept = rows.where((rows.counts >= LEAST)[rows.item])
    ids = {rows.items[code] for code in np.unique(kept.item)}
    times = [None if np.isnan(at) else at for at in kept.at.tolist()]
    people, items = [rows.people[at] for at in kept.person], [rows.items[at] for at in kept.item]
    nothing = [None] * len(kept)
    taken = Interactions.of(zip(people, items, nothing, times, strict=True))
    return Set(name, taken, Catalog(each for each in catalog if each.id in ids))


class Anybody:
    """Words of items drawn at random, in place of neighbours: the bad part."""

    def __init__(self, catalog: Catalog, inner: SharedWords, neighbours: int, rng: np.random.Generator) -> None:
        self.items, self.inner, self.neighbours, self.rng = list(catalog), inner, neighbours, rng

    def enrich(self, item: Item, neighbours: Sequence[Item]) -> Added:
        """As many words, of anybody."""
        drawn = self.rng.choice(len(self.items), self.neighbours, replace=False)
        return self.inner.enrich(item, [self.items[at] for at in drawn])


class Shuffled:
    """Words of the neighbours of another item, drawn, in place of its own."""

    def __init__(self, catalog: Catalog, enriched: Enriched, rng: np.random.Generator) -> None:
        others = rng.permutation(len(catalog)).tolist()
        self.texts = {
            each: enriched.added.get(catalog.ids[other], Added({}))
            for each, other in zip(catalog.ids, others, strict=True)
        }

    def enrich(self, item: Item, neighbours: Sequence[Item]) -> Added:
        """What another one got."""
        return self.texts[item.id]


@dataclass(frozen=True, eq=False)
class Seen:
    """NDCG@10 of each way, person by person; whose item few people took; what it took."""

    ways: dict[str, np.ndarray]
    rare: np.ndarray
    seconds: dict[str, float]
    note: str


def on(data: Set, seed: int) -> Seen:
    """Choose on the last but one, report on the last."""
    outer = last_out(data.rows)
    learned = data.rows.where(outer.train)
    near, words, weight = chosen(data, learned, seed)
    questions = Questions.of(data.rows, outer, most=ASKED, seed=seed)
    shared = SharedWords(data.catalog, most=words, least=1)
    rng = np.random.default_rng(seed)
    enriched = Enriched(data.catalog, shared, neighbours=near, weight=weight)
    drawn = Anybody(data.catalog, shared, near, rng)
    makes: dict[str, Any] = {
        "plain texts": Enriched(data.catalog, shared, neighbours=near, weight=0.0),
        "enriched": enriched,
        "words of random items": Enriched(data.catalog, drawn, neighbours=near, weight=weight),
        "neighbours by people, no text": ItemKNN(0.8),
    }
    ways, seconds, fitted = dict[str, np.ndarray](), dict[str, float](), dict[str, Any]()
    for way, scorer in makes.items():
        begun = perf_counter()
        fitted[way] = scorer.fit(learned)
        seconds[way] = perf_counter() - begun
        ways[way] = figures(fitted[way], questions)["ndcg"]
    another = Enriched(data.catalog, Shuffled(data.catalog, enriched, rng), neighbours=near, weight=weight)
    ways["words of another's neighbours"] = figures(another.fit(learned), questions)["ndcg"]
    ways["enriched, another person's history"] = swapped(fitted["enriched"], questions)["ndcg"]
    ways |= blended(data, learned, enriched, questions, seed)
    rare = learned.counts[questions.asked.item] < RARE
    added = fitted["enriched"].added
    example = next(each for each in data.catalog if each.id in added)
    note = (
        f"{data.name}: {near} neighbours, {words} words of weight {weight:g} (chosen on the last but one); more said of"
        f" {len(added):,} of {len(data.catalog):,} items, for example of {example.text!r}:"
        f" {added[example.id].texts['engage'][:90]}"
    )
    return Seen(ways, rare, seconds, note)


def chosen(data: Set, learned: Interactions, seed: int) -> tuple[int, int, float]:
    """Neighbours, words and their weight that do best on the last but one."""
    inner = last_out(learned)
    questions = Questions.of(learned, inner, most=ASKED, seed=seed)
    train = learned.where(inner.train)
    found = {}
    for near, words, weight in TRIED:
        shared = SharedWords(data.catalog, most=words, least=1)
        scorer = Enriched(data.catalog, shared, neighbours=near, weight=weight).fit(train)
        found[near, words, weight] = figures(scorer, questions)["ndcg"].mean()
    return max(found, key=lambda each: found[each])


def blended(
    data: Set, learned: Interactions, enriched: Enriched, questions: Questions, seed: int
) -> dict[str, np.ndarray]:
    """Popularity, neighbours by people, and plain or enriched texts, weighed on the last but one."""
    inner = last_out(learned)
    train = learned.where(inner.train)
    asked = Questions.of(learned, inner, most=ASKED, seed=seed)
    arms: dict[str, Any] = {"popular": DecayedPopularity(None), "knn": ItemKNN(0.8), "content": Content(data.catalog)}
    found = {}
    for way, more in (("blend with plain texts", {}), ("blend with both texts", {"enriched": copy(enriched)})):
        blend, _ = weighed({name: each.fit(train) for name, each in {**arms, **more}.items()}, asked)
        found[way] = figures(blend.fit(learned), questions)["ndcg"]
    return found


def cost(data: Set) -> list[list[Cell]]:
    """What a language model would have to read for all items, way by way; nothing is asked of one here."""
    learned = data.rows.where(last_out(data.rows).train)
    near = important(learned, 3)
    some = [each for each in data.catalog if each.id in learned.codes][:200]
    rows: list[list[Cell]] = []
    for way in ("paraphrase", "keywords", "recommend", "engage", "both"):
        writer = Written(Rules(lambda prompt: "word " * 60), (way,))
        made = [writer.enrich(each, neighbours(data, learned, near, each)).cost for each in some]
        calls = sum(each.model_calls for each in made)
        per_item = sum(each.prompt_tokens + each.generated_tokens for each in made) / len(some)
        rows.append([data.name, way, calls / len(some), per_item, per_item * len(data.catalog) / 1e6])
    return rows


def neighbours(data: Set, learned: Interactions, near: Any, item: Item) -> list[Item]:
    """The neighbours of an item."""
    code = learned.codes[item.id]
    ids = [learned.items[at] for at in near.indices[near.indptr[code] : near.indptr[code + 1]]]
    return [data.catalog[each] for each in ids if each in data.catalog]


@study(
    name="llm-rec",
    system="llm-rec",
    title="LLM-Rec: texts of items with what their neighbours share",
    claim="texts with words of an item's neighbours find what a person takes next better than the plain texts",
    data=("amazon-games", "movielens-latest-small"),
    seconds=240,
)
def run(setting: Setting) -> Outcome:
    """Two sets."""
    both, seen = sets(setting), dict[str, Seen]()
    for done, data in enumerate(both, 1):
        seen[data.name] = on(data, setting.seed)
        setting.progress(done, len(both) + 1)
    pooled = {way: np.concatenate([each.ways[way] for each in seen.values()]) for way in next(iter(seen.values())).ways}
    rare = np.concatenate([each.rare for each in seen.values()])

    def more(one: str, other: str, name: str, where: np.ndarray | None = None) -> Effect:
        mine, theirs = (pooled[each] if where is None else pooled[each][where] for each in (one, other))
        return Effect.of(paired(mine, theirs, seed=setting.seed), name=name, metric="NDCG@10 of the next item")

    def worse(name: str, way: str, kind: Kind) -> Control:
        return Control.worse(name, paired(pooled["enriched"], pooled[way], seed=setting.seed), kind=kind)

    return Outcome(
        effect=more("enriched", "plain texts", "enriched less plain texts, two sets"),
        also=[
            more("enriched", "plain texts", f"the same, items that fewer than {RARE} people took", rare),
            more("enriched", "neighbours by people, no text", "enriched less neighbours by people, which read no text"),
            more("blend with both texts", "blend with plain texts", "a blend with both texts less with plain texts"),
        ],
        controls=[
            worse("words of items drawn at random in place of neighbours", "words of random items", "bad part"),
            worse("words of another item's neighbours", "words of another's neighbours", "bad part"),
            worse("the history of another person", "enriched, another person's history", "swap"),
        ],
        tables=[
            Table(
                "The next item among all, by texts alone but where it says otherwise",
                ("set", "way", "NDCG@10", f"of them taken by fewer than {RARE}", "seconds to fit"),
                [
                    [name, way, str(bootstrap(found, seed=setting.seed)), float(found[each.rare].mean())
                     if each.rare.any() else None, round(each.seconds[way], 1) if way in each.seconds else None]
                    for name, each in seen.items() for way, found in each.ways.items()
                ],
                note="; ".join(f"{name}: {len(each.rare):,} people, {int(each.rare.sum()):,} with such an item"
                               for name, each in seen.items()),
            ),
            Table(
                "What a language model would read and write for all items, one prompt an item",
                ("set", "prompt", "calls an item", "tokens an item", "million tokens in all"),
                [row for data in both for row in cost(data)],
                note="estimated tokens, 60 words of answer; the words that the figures above stand on took no call",
            ),
        ],
        notes=[each.note for each in seen.values()],
    )  # fmt: skip
