"""SESA: does matching by named concepts cost accuracy, and are the names true?

Planted: 1,000 texts, of people and of posts, each with three to five of 40 skills in words that do not name them; some
skills weigh three times as much; each person listed 60 % of their skills; who went together is drawn, the likelier the
more skills weigh on both sides. Asked of texts never seen: of each person, do the posts with enough shared skills stand
above the others? Numbers of the part were set on a world with another seed.

Real, as far as people made by a language model are: PersonaLens, 400 people; from what a person likes of books and
films, their own list of favourite musicians, shows and brands is to be found among those of all who are asked (half);
concepts are the genres and kinds of goods that they listed, of which no text names any.

    thyself study sesa
"""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from studies._skills import SKILLS
from thyself.core import DataMissing
from thyself.core.words import stems
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.study import Cell
from thyself.models import Embedder
from thyself.recommend import Concepts, Training, TwoTower

TEXTS, KNOWN, PEOPLE, LOOKED = 1000, 700, 400, 150
SEEDS: Final = (0, 1)
#: Weighted shared skills from which on two texts belong together.
ENOUGH: Final = 3.0
NAMES: Final = tuple(SKILLS)
_FAVOURITES: Final = (
    (("Books", "Favourite Authors"), ("Books", "Favourite Books"), ("Movies", "Favorite Actors and Directors")),
    (("Music", "Favorite Artists"), ("Music", "Favorite Bands"), ("Media", "Favourite Media"),
     ("Shopping", "Brand Preference")),
)  # fmt: skip
_GENRES: Final = (("Books", "Genre"), ("Movies", "Preferred Genres"), ("Music", "Preferred Genres"),
                  ("Media", "Preferred Genres"), ("Shopping", "Preferred Product Category"))  # fmt: skip


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts, what was listed for each, pairs that went together, and places of the two sides that are asked."""

    texts: list[str]
    listed: list[set[str]]
    pairs: np.ndarray
    ours: np.ndarray
    theirs: np.ndarray
    known: int


@dataclass(frozen=True, eq=False)
class Skilled:
    """The planted world: the texts, in which phrase each has which skill, and how much each skill weighs."""

    told: Texts
    phrases: list[dict[str, str]]
    has: np.ndarray
    weight: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """``(ours, theirs) bool``: what belongs together."""
        shared = (self.has[self.told.ours] * self.weight) @ self.has[self.told.theirs].T.astype(float)
        return np.asarray(shared >= ENOUGH)


def skilled(seed: int) -> Skilled:
    """A planted world; texts at odd places are of people, the others posts."""
    rng = np.random.default_rng([101, seed])
    weight = rng.choice([1.0, 1.0, 3.0], len(NAMES))
    phrases: list[dict[str, str]] = []
    listed: list[set[str]] = []
    has = np.zeros((TEXTS, len(NAMES)), dtype=bool)
    for place in range(TEXTS):
        mine = rng.choice(len(NAMES), int(rng.integers(3, 6)), replace=False)
        has[place, mine] = True
        phrases.append({NAMES[each]: SKILLS[NAMES[each]][int(rng.integers(3))] for each in mine})
        listed.append({NAMES[each] for each in mine if rng.random() < 0.6} if place % 2 else set())
    odd, even = np.arange(1, TEXTS, 2), np.arange(0, TEXTS, 2)
    people, posts = odd[odd < KNOWN], even[even < KNOWN]
    chance = np.exp((has[people] * weight) @ has[posts].T.astype(float))
    chance /= chance.sum(axis=1, keepdims=True)
    pairs = [(a, b) for a, row in zip(people, chance, strict=True) for b in rng.choice(posts, 2, p=row)]
    texts = [worded(each, place) for place, each in enumerate(phrases)]
    told = Texts(texts, listed, np.array(pairs), odd[odd >= KNOWN], even[even >= KNOWN], KNOWN)
    return Skilled(told, phrases, has, weight)


def worded(phrases: Mapping[str, str], place: int) -> str:
    """A text."""
    opening = "I know about" if place % 2 else "We look for somebody with"
    return f"{opening} {', '.join(phrases.values())}."


def liked(folder: Path, seed: int) -> tuple[Texts, tuple[str, ...]]:
    """Two lists of each person, and the concepts."""
    with gzip.open(folder / "profiles_all1500_no_interactions.jsonl.gz", "rt", encoding="utf-8") as lines:
        people = [json.loads(line)["affinities"] for line in lines]
    drawn = np.random.default_rng(seed).permutation(len(people))[:PEOPLE]
    texts: list[str] = []
    listed: list[set[str]] = []
    for person in (people[at] for at in drawn):
        genres = {str(each).lower() for where in _GENRES for each in _of(person, *where)}
        for side in _FAVOURITES:
            texts.append(", ".join(str(each) for where in side for each in _of(person, *where)))
            listed.append(genres)
    half = PEOPLE // 2
    spread = Counter(each for genres in listed[: 2 * half : 2] for each in genres)
    names = tuple(sorted(name for name, many in spread.items() if many >= 8))
    pairs = np.arange(2 * half).reshape(-1, 2)
    rest = np.arange(half, PEOPLE) * 2
    return Texts(texts, listed, pairs, rest, rest + 1, 2 * half), names


def _of(person: Mapping[str, Any], domain: str, name: str) -> Collection[Any]:
    found = person.get(domain, {}).get(name, [])
    return found if isinstance(found, list) else [found]


class Kept:
    """An embedder that reads each text once."""

    def __init__(self, embed: Embedder) -> None:
        self.embedder, self.known = embed, dict[str, np.ndarray]()
        self.name, self.dimensions = embed.name, embed.dimensions

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """``(texts, d)``."""
        new = sorted({each for each in texts if each not in self.known}, key=len)
        if new:
            self.known.update(zip(new, self.embedder.embed(new), strict=True))
        return np.array([self.known[each] for each in texts]).reshape(len(texts), -1)


def esa(told: Texts, names: Sequence[str]) -> np.ndarray:
    """``(ours, theirs)``: the cosine over concepts, each the words of its name and of the texts that listed it."""
    counts = [Counter(stems(each)) for each in told.texts]
    about = [Counter(stems(name)) for name in names]
    for count, listed in zip(counts[: told.known], told.listed, strict=False):
        for at, name in enumerate(names):
            if name in listed:
                about[at] += count
    spread = Counter(word for each in about for word in each)
    idf = {word: math.log(1 + len(names) / many) for word, many in spread.items()}
    columns = {word: at for at, word in enumerate(spread)}
    rows = [np.zeros((len(of), len(columns))) for of in (counts, about)]
    for into, of in zip(rows, (counts, about), strict=True):
        for at, each in enumerate(of):
            for word, many in each.items():
                if word in columns:
                    into[at, columns[word]] = (1 + math.log(many)) * idf[word]
    strength = unit(rows[0]) @ unit(rows[1]).T
    return np.asarray(unit(strength[told.ours]) @ unit(strength[told.theirs]).T)


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length one."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def layers(told: Texts, names: Sequence[str], embed: Embedder, seed: int) -> dict[str, Concepts]:
    """SESA, the same without the anchor, and with the lists of other texts."""
    texts, listed = told.texts[: told.known], told.listed[: told.known]
    some = [place for place, each in enumerate(listed) if each]
    moved: list[set[str]] = [set() for _ in listed]
    for place, other in zip(some, np.random.default_rng(seed).permutation(some), strict=True):
        moved[place] = listed[other]
    return {
        "SESA": Concepts(names, embed, training=Training(40, seed=seed)).fit(texts, listed, told.pairs),
        "SESA without the anchor": Concepts(names, embed, anchor=0.0, training=Training(40, seed=seed)).fit(
            texts, listed, told.pairs
        ),
        "SESA, lists of other texts": Concepts(names, embed, training=Training(40, seed=seed)).fit(
            texts, moved, told.pairs
        ),
    }


def matches(
    told: Texts, names: Sequence[str], embed: Embedder, made: Mapping[str, Concepts], seed: int
) -> dict[str, np.ndarray]:
    """``(ours, theirs)`` scores of each way."""
    vectors = np.asarray(embed.embed(told.texts), dtype=float)
    ours, theirs = vectors[told.ours], vectors[told.theirs]
    pairs = [3 * vectors[told.pairs[:, side]] for side in (0, 1)]
    latent = TwoTower(len(names), Training(rate=0.005, seed=seed)).fit(pairs[0], pairs[1])
    found = {
        "likeness of texts": ours @ theirs.T,
        "ESA": esa(told, names),
        "latent towers of the same size": latent.scores(3 * ours, 3 * theirs),
    }
    for name, layer in made.items():
        found[name] = layer.scores(*(layer.of([told.texts[at] for at in side]) for side in (told.ours, told.theirs)))
    return found


def auc(scores: np.ndarray, right: np.ndarray) -> np.ndarray:
    """``(ours,)``: of each the chance that one that belongs stands above one that does not; not a number without."""
    found = []
    for row, truth in zip(scores, right, strict=True):
        gap = row[truth][:, None] - row[~truth]
        found.append(float(((gap > 0) + 0.5 * (gap == 0)).mean()) if gap.size else math.nan)
    return np.array(found)


def named(world: Skilled, layer: Concepts, seed: int) -> tuple[np.ndarray, list[tuple[int, int, str]]]:
    """For pairs that belong together, whether what adds most is a skill of both; and those, with it."""
    told = world.told
    drawn = np.random.default_rng(seed).permutation(np.argwhere(world.right))[:LOOKED]
    right, kept = [], []
    for ours, theirs in drawn:
        a, b = int(told.ours[ours]), int(told.theirs[theirs])
        one, other = layer.of([told.texts[a], told.texts[b]])
        top = next(iter(layer.terms(one, other)))
        right.append(float(top in world.phrases[a] and top in world.phrases[b]))
        if right[-1]:
            kept.append((a, b, top))
    return np.array(right), kept


def cut(world: Skilled, layer: Concepts, kept: Sequence[tuple[int, int, str]]) -> int:
    """How often the score falls when the words of what adds most are taken out of one text."""
    lower = 0
    for a, b, top in kept:
        less = worded({name: each for name, each in world.phrases[a].items() if name != top}, a)
        one, other, bare = layer.of([world.told.texts[a], world.told.texts[b], less])
        lower += bool(layer.scores(bare[None], other[None])[0, 0] < layer.scores(one[None], other[None])[0, 0])
    return lower


def places(scores: np.ndarray) -> np.ndarray:
    """``(ours,)``: one over the place of the own list."""
    return np.asarray(1 / (1 + (scores > np.diag(scores)[:, None]).sum(axis=1)))


def true_names(told: Texts, layer: Concepts) -> np.ndarray:
    """``(ours,)``: the chance that a concept that the person listed stands above one that they did not.

    Each concept counts beside its mean over all who are asked: some are listed by almost everybody.
    """
    found = layer.of([told.texts[at] for at in told.ours])
    listed = np.array([[name in told.listed[at] for name in layer.names] for at in told.ours])
    areas: np.ndarray = np.nan_to_num(auc(found - found.mean(axis=0), listed), nan=0.5)
    return areas


@study(
    name="sesa",
    system="sesa",
    title="SESA: matching texts by named concepts",
    claim="named concepts match texts no worse than a latent space of the same size (by a point at most)",
    data=(),
    seconds=300,
)
def run(setting: Setting) -> Outcome:
    """A planted world, and people of PersonaLens where they are there."""
    embed, seed = Kept(setting.embedder()), setting.seed
    areas: dict[str, list[np.ndarray]] = defaultdict(list)
    tops: dict[str, list[np.ndarray]] = defaultdict(list)
    lower = kept = 0
    for number, each in enumerate(SEEDS):
        world = skilled(seed + 10 * each)
        made = layers(world.told, NAMES, embed, seed)
        for name, scores in matches(world.told, NAMES, embed, made, seed).items():
            area = auc(scores, world.right)
            areas[name].append(area[~np.isnan(area)])
        for name, layer in made.items():
            right, shared = named(world, layer, seed)
            tops[name].append(right)
            if name == "SESA":
                lower, kept = lower + cut(world, layer, shared), kept + len(shared)
        setting.progress(number + 1, len(SEEDS) + 1)
    found: dict[str, np.ndarray] = {}
    true: dict[str, np.ndarray] = {}
    try:
        told, names = liked(setting.folder("personalens"), seed)
        made = layers(told, names, embed, seed)
        found = {name: places(scores) for name, scores in matches(told, names, embed, made, seed).items()}
        true = {name: true_names(told, layer) for name, layer in made.items()}
    except DataMissing:
        pass
    planted = [{name: np.concatenate(each) for name, each in of.items()} for of in (areas, tops)]
    return _outcome(planted[0], planted[1], (lower, kept), found, true)


def _outcome(
    areas: dict[str, np.ndarray], tops: dict[str, np.ndarray], cuts: tuple[int, int], found: dict[str, np.ndarray],
    true: dict[str, np.ndarray],
) -> Outcome:  # fmt: skip
    latent, bare, moved = "latent towers of the same size", "SESA without the anchor", "SESA, lists of other texts"

    def less(of: dict[str, np.ndarray], other: str, name: str, metric: str, more: float = 0.0) -> Effect:
        return Effect.of(paired(of["SESA"] + more, of[other]), name=name, metric=metric)

    area, place = "chance that what belongs stands above what does not", "one over the place of the own list"
    truth = "chance that a listed concept stands above another"
    real: Callable[[str], Effect] = lambda other: less(found, other, f"PersonaLens: SESA less {other}", place)  # noqa: E731
    return Outcome(
        effect=less(areas, latent, "planted: SESA and a point, less latent towers", area, 0.01),
        also=[
            less(areas, "ESA", "planted: SESA less ESA", area),
            less(areas, bare, "planted: SESA less SESA without the anchor", area),
            less(tops, bare, "planted: what adds most is shared, SESA less without the anchor", "share of pairs"),
            *([real(latent), real("ESA"), real("likeness of texts"),
               less(true, bare, "PersonaLens: names are true, SESA less without the anchor",
                    truth)] if found else []),
        ],
        controls=[
            Control.worse("lists of other texts: is what adds most shared?", paired(tops["SESA"], tops[moved]),
                          kind="bad part"),
            Control.share("without the words of what adds most the score is lower", *cuts,
                          expectation="at least nine in ten", at_least=0.9),
            *([Control.worse("PersonaLens: lists of other people, are the names true?",
                             paired(true["SESA"], true[moved]), kind="swap")] if true else []),
        ],
        tables=[
            Table("Planted skills", ["way", "chance that what belongs stands above", "what adds most is shared"],
                  [[name, str(bootstrap(each)), str(bootstrap(tops[name])) if name in tops else ""]
                   for name, each in areas.items()]),
            *([Table("PersonaLens", ["way", place, truth],
                     _rows(found, true))] if found else []),
        ],
        notes=["The card of the paper asks that what adds most is shared in more than nine of ten pairs; the table"
               " says what it is.", "The people of PersonaLens were made by a language model.",
               "Whether the strongest concept was listed says little there: one that most list is right for most;"
               " each concept is looked at beside its mean."],
        seeds=len(SEEDS),
    )  # fmt: skip


def _rows(found: dict[str, np.ndarray], true: dict[str, np.ndarray]) -> list[list[Cell]]:
    return [[name, str(bootstrap(each)), str(bootstrap(true[name])) if name in true else ""]
            for name, each in found.items()]  # fmt: skip
