"""Digest: are the first ten of a feed better for the person when they are picked by what the person took before?

Amazon games: a feed of the titles of a hundred games, one of which the person took next (the random ones that LLMRank
draws for each), in an order of its own. MovieLens: a feed of a hundred films by title and genres, one of which the
person rated next with four or more; the others are drawn from all alike, or by how many rated them. Each person is
known by what they took earlier alone. The ranker's weights were chosen on the first 250 people of the games; all
figures are of other people. Papers: a real feed of 142 abstracts, on which the check of what is written is shown honest
and made-up lines.

Claim: what the ranker of the digest puts first is nearer to what the person takes next than the feed's own order, and
than what most people took.

    thyself study digest
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from studies.candidates import games
from thyself.core import Catalog, Item, Pick, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.study import Cell
from thyself.generate.letters import sentences
from thyself.models import Embedder, Hashed
from thyself.recommend import Fresh, Interaction, Taste, read
from thyself.serve.digest.choose import Remembered
from thyself.serve.digest.word import faults, template
from thyself.sources import read_catalog
from thyself.sources.feeds import read_feed_file

K: Final = 10
BEST: Final = "words and meaning"
#: The first people of the file of games chose the weights.
TUNED_ON: Final = 250
PEOPLE: Final = 300
FILM_PEOPLE: Final = 250
#: So many films the others are drawn from.
POOL: Final = 2500
MOST: Final = 50
NOW: Final = datetime(2024, 1, 1, tzinfo=UTC)
ZONE: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Morning:
    """One person before one feed.

    Args:
        feed: What it offers, in its own order.
        known: What the person took, oldest first.
        weights: What each of these says, from -1 to 1.
        right: The id of what the person takes next.
        took: How many others took each thing of the feed.
    """

    feed: tuple[Item, ...]
    known: tuple[Item, ...]
    weights: tuple[float, ...]
    right: str
    took: tuple[float, ...] = ()

    def of(self, other: Morning) -> Morning:
        """The same feed, before a person who took what another took; none of it is in the feed."""
        own = {item.id for item in self.feed}
        kept = [(item, weight) for item, weight in zip(other.known, other.weights, strict=True) if item.id not in own]
        return replace(self, known=tuple(i for i, _ in kept), weights=tuple(w for _, w in kept))


@dataclass(frozen=True, slots=True)
class Zeros:
    """An embedder without any meaning."""

    name: str = "none"
    dimensions: int = 1

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Zeros."""
        return np.zeros((len(texts), 1), dtype=np.float32)


def game_mornings(folder: Path, rng: Random) -> list[Morning]:
    """People with their next game among a hundred."""
    data = games(folder)
    names = data.known.items
    counts = dict(zip(names, data.known.counts.tolist(), strict=True))
    found = []
    for person in list(data.many)[TUNED_ON : TUNED_ON + PEOPLE]:
        right = data.following[person]
        took = list(dict.fromkeys(names[code] for code in data.known.history(person).item.tolist()))
        past = [item for item in took if item != right][-MOST:]
        others = [item for item in data.many[person] if item != right and item not in took][:99]
        feed = _feed(data.catalog, right, others, rng)
        took_by = tuple(counts.get(item.id, 0.0) for item in feed)
        found.append(Morning(feed, tuple(data.catalog[i] for i in past), (0.6,) * len(past), right, took_by))
    return found


def film_mornings(folder: Path, rng: Random, beside: Callable[[float], float]) -> list[Morning]:
    """People with a film that they liked among a hundred.

    Args:
        folder: The data set.
        rng: Draws people and films.
        beside: How likely a film is to stand beside it, by how many rated the film.
    """
    rated = read(folder / "ratings.csv.gz")
    catalog = read_catalog(folder / "movies.csv.gz")
    ids = [f"movielens:{item.removeprefix('movielens:')}" for item in rated.items]
    counts = dict(zip(ids, rated.counts.tolist(), strict=True))
    pool = rng.sample(sorted(set(ids) & set(catalog.ids)), POOL)
    people = list(range(len(rated.people)))
    rng.shuffle(people)
    found = []
    for person in people[:FILM_PEOPLE]:
        rows = slice(int(rated.starts[person]), int(rated.starts[person + 1]))
        took = [(ids[code], value) for code, value in zip(rated.item[rows], rated.value[rows], strict=True)]
        took = [(item, float(value)) for item, value in took if item in catalog]
        liked = [at for at, (_, value) in enumerate(took) if value >= 4 and at >= len(took) // 2]
        if not liked:
            continue
        at = rng.choice(liked)
        right, past = took[at][0], took[max(0, at - MOST) : at]
        met = {item for item, _ in took}
        left = [item for item in pool if item not in met and item != right]
        others = _drawn(left, [beside(counts[item]) for item in left], rng)
        mean = float(np.mean([value for _, value in past]))
        weights = tuple(max(-1.0, min(1.0, (value - mean) / 2 + 0.3)) for _, value in past)
        feed = _feed(catalog, right, others, rng)
        took_by = tuple(counts[item.id] - (item.id == right) for item in feed)  # by others alone
        found.append(Morning(feed, tuple(catalog[item] for item, _ in past), weights, right, took_by))
    return found


def _drawn(ids: Sequence[str], weights: Sequence[float], rng: Random) -> list[str]:
    """Ninety-nine of them, none twice (exponential jumps of Efraimidis and Spirakis, 2006)."""
    keys = {item: rng.expovariate(1.0) / weight for item, weight in zip(ids, weights, strict=True)}
    return sorted(keys, key=keys.__getitem__)[:99]


def _feed(catalog: Catalog, right: str, others: list[str], rng: Random) -> tuple[Item, ...]:
    ids = [right, *others]
    rng.shuffle(ids)
    return tuple(catalog[each] for each in ids)


def ranked(morning: Morning, by: Fresh) -> list[str]:
    """The ids of the first ten."""
    took = tuple(
        Interaction(item.id, weight, "you took it", Trace(item.title, at=at, kind="read", source="study", item=item.id))
        for at, item, weight in zip(_times(len(morning.known)), morning.known, morning.weights, strict=True)
    )
    found = by.rank(Catalog(morning.feed), Catalog(morning.known), Taste(took), k=K)
    return [pick.item.id for pick in found]


def _times(count: int) -> list[datetime]:
    return [NOW - timedelta(days=count - at) for at in range(count)]


def gain(found: Sequence[str], right: str) -> float:
    """NDCG@10 with one thing that is right."""
    return 1 / float(np.log2(found.index(right) + 2)) if right in found[:K] else 0.0


def measured(mornings: Sequence[Morning], embed: Embedder) -> dict[str, np.ndarray]:
    """``(people,)`` gains of each way."""
    kept = Remembered(embed, {})
    ways = {
        BEST: Fresh(kept),
        "words alone": Fresh(Zeros(), same=2.0),
        "meaning alone": Fresh(kept, meaning=1000.0),
        "words and hashed words": Fresh(Hashed()),
    }
    found: dict[str, list[float]] = {}
    for at, each in enumerate(mornings):
        for name, by in ways.items():
            found.setdefault(name, []).append(gain(ranked(each, by), each.right))
        stranger = ranked(each.of(mornings[(at + 1) % len(mornings)]), ways[BEST])
        found.setdefault("another person's past", []).append(gain(stranger, each.right))
        popular = [each.feed[place].id for place in np.argsort(-np.array(each.took), kind="stable")]
        found.setdefault("what most took", []).append(gain(popular, each.right))
        found.setdefault("the feed's own order", []).append(gain([item.id for item in each.feed], each.right))
    return {name: np.array(values) for name, values in found.items()}


def nobody(mornings: Sequence[Morning], embed: Embedder) -> Control:
    """With nothing known of a person the feed stays as it is."""
    some = [Morning(each.feed, (), (), each.right) for each in mornings[:40]]
    same = sum(ranked(each, Fresh(embed, same=2.0)) == [item.id for item in each.feed[:K]] for each in some)
    return Control.share(
        "with no past the first ten are the feed's", same, len(some), expectation="all", kind="do no harm"
    )


def _other_figure(text: str, rng: Random) -> str:
    return re.sub(r"\d+", lambda found: str(int(found[0]) + rng.randint(1, 9)), text, count=1)


def _denied(text: str, rng: Random) -> str:
    if re.search(r"\b(?:not|no|never|without|cannot)\b", text):
        return text
    turned = re.sub(r"\b(is|are|was|were|can|does|do|has|have)\b", r"\1 not", text, count=1)
    return turned if turned != text else re.sub(r"\b[Ww]e (\w+)", r"We never \1", text, count=1)


def _named(text: str, rng: Random) -> str:
    who = rng.choice(("Stanford", "Toyota", "Professor Lindqvist", "Pfizer"))
    return f"{who} says that {text[:1].lower()}{text[1:]}"


def _with_a_figure(item: Item) -> str:
    return next((each for each in sentences(item.text) if re.search(r"\b\d", each) and len(each) < 250), "")


#: Ways to make a line untrue; where one does not apply, it leaves the line as it is.
SPOILS: Final = {"another figure": _other_figure, "denied": _denied, "a name made up": _named}


def lines_checked(items: Sequence[Item], rng: Random) -> tuple[Table, list[Control]]:
    """How many honest lines are let through, and of each kind of made-up line how many are caught."""
    picks = [Pick(item, 1.0, (f'you read it: "{item.title}"',), ()) for item in items]
    honest = [(pick, template(pick).what) for pick in picks if template(pick).what]
    rows: list[tuple[str, int, int]] = []
    kept = sum(not faults("what", line, pick, ZONE) for pick, line in honest)
    counted = [(pick, line) for pick in picks if (line := _with_a_figure(pick.item))]
    for name, spoil in SPOILS.items():
        own = [*honest, *counted]
        bad = [(pick, said) for pick, line in own if (said := spoil(line, rng)) != line]
        rows.append((name, sum(bool(faults("what", line, pick, ZONE)) for pick, line in bad), len(bad)))
    moved = [(pick, line) for (pick, _), (_, line) in zip(honest, [*honest[7:], *honest[:7]], strict=True)]
    rows.append(
        ("said of another paper", sum(bool(faults("what", line, pick, ZONE)) for pick, line in moved), len(moved))
    )
    caught, of = sum(row[1] for row in rows), sum(row[2] for row in rows)
    table = Table(
        "Lines held against their papers",
        ("line", "stopped", "of", "share"),
        [["the paper's own", len(honest) - kept, len(honest), (len(honest) - kept) / len(honest)],
         *([name, n, total, n / total if total else None] for name, n, total in rows)],
        note="a line that is stopped gives way to the paper's own sentence",
    )  # fmt: skip
    return table, [
        Control.share(
            "made-up lines caught", caught, of, expectation="nine of ten or more", at_least=0.9, kind="bad part"
        ),
        Control.share("honest lines let through", kept, len(honest), expectation="nine of ten or more", at_least=0.9),
    ]


@study(
    name="digest",
    title="Digest: the first ten of a feed, picked for the person",
    claim="what is picked for the person is nearer to what they take next than the feed's own order and what most took",
    data=("amazon-games", "movielens-latest-small", "papers"),
    seconds=150,
)
def run(setting: Setting) -> Outcome:
    """Rank feeds for people, and check lines."""
    embed = setting.embedder()
    played = game_mornings(setting.folder("amazon-games"), setting.rng("games"))
    films = setting.folder("movielens-latest-small")
    watched = film_mornings(films, setting.rng("films"), lambda count: 1.0)
    known = film_mornings(films, setting.rng("films"), lambda count: count)
    papers = read_feed_file(setting.folder("papers") / "feed.xml").items
    setting.progress(1, 4)
    of_games = measured(played, embed)
    setting.progress(2, 4)
    kept = Remembered(embed, {})
    of_films, of_known = measured(watched, kept), measured(known, kept)
    setting.progress(3, 4)
    checked, of_lines = lines_checked(papers, setting.rng("lines"))
    setting.progress(4, 4)
    return Outcome(
        effect=_against(of_games, "the feed's own order", "games"),
        also=[
            _against(of_games, "what most took", "games"),
            _against(of_games, "words alone", "games"),
            _against(of_games, "meaning alone", "games"),
            _against(of_films, "the feed's own order", "films"),
            _against(of_films, "what most took", "films"),
            _against(of_known, "what most took", "films among films as well known"),
        ],
        controls=[
            *(Control.worse(f"another person's past, {name}", paired(found[BEST], found["another person's past"]))
              for name, found in (("games", of_games), ("films", of_films), ("films as well known", of_known))),
            nobody(played, embed),
            *of_lines,
        ],
        tables=[
            Table("NDCG@10 of what is taken next, among a hundred",
                  ("feed", "way", "NDCG@10, of 100", "low", "high", "people"),
                  [_row(feed, way, values)
                   for feed, found in (("games", of_games), ("films", of_films), ("films as well known", of_known))
                   for way, values in found.items()]),
            checked,
        ],
        notes=[
            "A feed does not know what most people took; a shop does, and that row is counted over all its people.",
            f"The weights were chosen on {TUNED_ON} other people of the games; nothing was chosen on the films.",
            "Games and films beside the right one are drawn from all alike: most of them are little known, and how"
            " many took a thing says much; “films as well known” are drawn by how many rated them.",
        ],
    )  # fmt: skip


def _against(found: Mapping[str, np.ndarray], other: str, feed: str) -> Effect:
    return Effect.of(paired(found[BEST], found[other]), name=f"{BEST} less {other}", metric=f"NDCG@10, {feed}")


def _row(feed: str, way: str, values: np.ndarray) -> list[Cell]:
    mean = bootstrap(100 * values)
    return [feed, way, mean.value, mean.low, mean.high, mean.n]
