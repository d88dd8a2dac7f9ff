"""RecLLM: does a conversation find what a person would rate high, sooner than lists alone do?

MovieLens: half of the people (drawn) are the crowd, whose high ratings neighbours are read from. People are drawn of
the other half: of each the first four fifths of the ratings are what the simulated person knows, and the high ones of
the last fifth are what they look for; the recommender knows neither. What each way to find films counts is chosen on 60
other people. Each turn is a list of five or a question; ten turns. The simulated person says what follows from their
ratings, and takes what they look for when it is shown. Compared with the lists of popularity, page by page, with lists
that heed what is said but never ask, and with questions at random; and with a person who says what another one would.

What was said is checked too: rules hold in every list, and what is taken back counts as if it had never been said.

    thyself study recllm
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from thyself.core import Catalog, Item
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.study import Cell
from thyself.recommend import Interactions, ItemKNN, read
from thyself.recommend.asking import AtRandom, Never, Policy, WhenWorth
from thyself.recommend.conversation import WEIGHTS, Conversation, Talk, talk_about
from thyself.recommend.hearing import plain
from thyself.recommend.simulated import Simulated, leaning, told_apart

NOW: Final = datetime(2016, 11, 1, tzinfo=UTC)
TURNS, K, PEOPLE, DIALOGUES, HIGH = 10, 5, 180, 100, 4.0
#: People on whom the weights of the ways are chosen, of the weights that are tried; nothing of theirs is reported.
CHOOSING: Final = 60
TRIED: Final = (
    {"alike": 1.5, "concepts": 1.0, "popular": 0.7},
    {"alike": 3.0, "concepts": 0.3, "popular": 0.7},
    {"alike": 3.0, "concepts": 0.3, "popular": 1.5},
    {"alike": 1.0, "concepts": 0.1, "popular": 1.5},
)
#: Films that so many of the crowd rated high.
LEAST: Final = 8


@dataclass(frozen=True, eq=False)
class World:
    """The crowd, the films, and the people that are simulated: what they know and look for."""

    crowd: Interactions
    catalog: Catalog
    people: Sequence[tuple[dict[str, float], frozenset[str]]]
    choosing: Sequence[tuple[dict[str, float], frozenset[str]]]
    others: Sequence[dict[str, float]]

    @classmethod
    def of(cls, folder: Path, seed: int) -> World:
        """Draw the halves."""
        rows = read(folder / "ratings.csv.gz")
        rng = np.random.default_rng(seed)
        inside = rng.random(len(rows.people)) < 0.5
        high = rows.where(inside[rows.person] & (rows.value >= HIGH))
        high = high.where((high.counts >= LEAST)[high.item])
        ids = [rows.items[code] for code in np.unique(high.item)]
        crowd = Interactions.of((rows.people[p], rows.items[i]) for p, i in zip(high.person, high.item, strict=True))
        catalog = films(folder, ids)
        asked = rng.permutation(np.flatnonzero(~inside)).tolist()
        people = [each for each in (split(rows, person, catalog) for person in asked) if each[0] and each[1]]
        others = [split(rows, person, catalog)[0] for person in np.flatnonzero(inside).tolist()]
        asked_of, choosing = people[:PEOPLE], people[PEOPLE : PEOPLE + CHOOSING]
        return cls(crowd, catalog, asked_of, choosing, [each for each in others if each])


def films(folder: Path, ids: Sequence[str]) -> Catalog:
    """What the films are; the year is in the title."""
    with gzip.open(folder / "movies.csv.gz", "rt", encoding="utf-8") as file:
        told = {each["movieId"]: each for each in csv.DictReader(file)}
    return Catalog(
        Item(each, told[each]["title"], attributes={"genre": told[each]["genres"].split("|")}) for each in ids
    )


def split(rows: Interactions, person: int, catalog: Catalog) -> tuple[dict[str, float], frozenset[str]]:
    """What somebody knows, and what they look for."""
    span = slice(rows.starts[person], rows.starts[person + 1])
    rated = [(rows.items[i], float(v)) for i, v in zip(rows.item[span], rows.value[span], strict=True)]
    cut = len(rated) * 4 // 5
    wanted = frozenset(item for item, stars in rated[cut:] if stars >= HIGH and item in catalog)
    return {item: stars for item, stars in rated[:cut] if item in catalog}, wanted


@dataclass(frozen=True)
class Told:
    """How a conversation went: the turn of the hit (one more than there are, where there was none), and questions."""

    turn: int
    questions: int


def led(conversation: Conversation, person: Simulated) -> Told:
    """Let them talk."""
    said, asked = person.open(), 0
    for turn in range(1, TURNS + 1):
        reply = conversation.say(said)
        asked += reply.question is not None
        if any(each.item.id in person.wanted for each in reply.offers):
            return Told(turn, asked)
        said = person.reply(reply)
    return Told(TURNS + 1, asked)


def chosen(world: World, talk: Talk) -> Talk:
    """The weights by which people who are not reported found something soonest, without questions."""

    def turns(weights: dict[str, float]) -> float:
        tried = replace(talk, policy=Never(), weights={**WEIGHTS, **weights})
        told = [led(Conversation(tried, k=K), Simulated(world.catalog, *each)) for each in world.choosing]
        return float(np.mean([each.turn for each in told]))

    best = min(TRIED, key=turns)
    return replace(talk, weights={**WEIGHTS, **best})


def paged(world: World, wanted: frozenset[str], known: frozenset[str] = frozenset()) -> Told:
    """No conversation: what most people took, page by page; without what is known, where that is told."""
    counts = world.crowd.counts
    order = [world.crowd.items[at] for at in np.argsort(-counts, kind="stable")]
    order = [each for each in order if each not in known]
    first = next((at for at, each in enumerate(order) if each in wanted), len(order))
    return Told(min(first // K + 1, TURNS + 1), 0)


def conversations(world: World, talk: Talk, seed: int, step: Callable[[], None]) -> dict[str, list[Told]]:
    """Every way, person by person."""
    policies: dict[str, Callable[[int], Policy]] = {
        "conversation that asks where it is worth it": lambda at: WhenWorth(),
        "conversation that never asks": lambda at: Never(),
        "conversation that asks at random, every other turn": lambda at: AtRandom(np.random.default_rng([seed, at])),
    }
    found: dict[str, list[Told]] = {"popularity, page by page": [paged(world, wanted) for _, wanted in world.people]}
    for way, policy in policies.items():
        found[way] = [
            led(Conversation(replace(talk, policy=policy(at)), k=K), Simulated(world.catalog, rated, wanted))
            for at, (rated, wanted) in enumerate(world.people)
        ]
        step()
    shifted = [*world.people[1:], *world.people[:1]]
    found["what another person would say"] = [
        led(Conversation(replace(talk, policy=WhenWorth()), k=K), Simulated(world.catalog, other, wanted))
        for (_, wanted), (other, _) in zip(world.people, shifted, strict=True)
    ]
    step()
    return found


def obeyed(world: World, talk: Talk, seed: int) -> tuple[int, int, int]:
    """Dialogues in which a rule held in every list; in which what was taken back counted no more; and how many."""
    rng, kept, back = np.random.default_rng(seed), 0, 0
    genres = sorted({each for item in world.catalog for each in item.attributes["genre"] if not each.startswith("(")})
    quiet = replace(talk, policy=Never())
    for _ in range(DIALOGUES):
        rule, like = rng.choice(genres, 2, replace=False).tolist()
        title = plain(world.catalog[str(rng.choice(world.catalog.ids))].title)
        one, other = Conversation(quiet, k=K), Conversation(quiet, k=K)
        one.say(f'I loved "{title}". No {rule}, please.')
        other.say(f'I loved "{title}".')
        lists = [one.say(f"I like {like}."), one.say("Show me others."), one.say("And others.")]
        kept += not any(rule in each.item.attributes["genre"] for reply in lists for each in reply.offers)
        one.say(f"{rule} is fine after all.")
        one.say(f"Forget the {like}.")
        same = np.allclose(one.scores()[0], other.scores()[0])
        back += same and not one.preferences.rules
    return kept, back, DIALOGUES


def sessions(world: World, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """``(people,)`` each: how often what simulated people say of labels is told from how real people rate these.

    The second is of people who say yes to all.
    """
    genres = sorted({each.lower() for item in world.catalog for each in item.attributes["genre"]})

    def said(rated: dict[str, float], always: bool) -> list[float]:
        leans = leaning(world.catalog, rated)
        return [1.0 if always else float(np.sign(round(leans.get(each, 0.0), 1))) for each in genres]

    real = np.array([said(each, False) for each in world.others])
    rng = np.random.default_rng(seed)
    mine = np.array([answers(world, rated, genres) for rated, _ in world.people])
    yes = np.array([said(rated, True) for rated, _ in world.people])
    return told_apart(real, mine, rng), told_apart(real, yes, rng)


def answers(world: World, rated: dict[str, float], genres: Sequence[str]) -> list[float]:
    """What a simulated person answers to a question about each label: 1 for yes, -1 for no, 0 for neither."""
    from thyself.recommend.asking import Question
    from thyself.recommend.conversation import Reply

    person, none = Simulated(world.catalog, rated, ()), np.zeros(0)
    replies = [person.reply(Reply("", question=Question(each, "", False, none))) for each in genres]
    return [{"Yes.": 1.0, "No.": -1.0}.get(each, 0.0) for each in replies]


@study(
    name="recllm",
    system="recllm",
    title="RecLLM: a conversation about what to take",
    claim="a conversation finds something that the person rates high in fewer turns than lists of what many take",
    data=("movielens-latest-small",),
    seconds=150,
)
def run(setting: Setting) -> Outcome:
    """Talk, and check what was said."""
    world = World.of(setting.folder("movielens-latest-small"), setting.seed)
    talk = talk_about(world.catalog, NOW, crowd=world.crowd, scorer=ItemKNN(1.0).fit(world.crowd))
    talk = chosen(world, talk)
    done = iter(range(1, 7))
    found = conversations(world, talk, setting.seed, lambda: setting.progress(next(done), 6))
    kept, back, total = obeyed(world, talk, setting.seed)
    turns = {way: np.array([float(each.turn) for each in told]) for way, told in found.items()}
    like_real, yes_to_all = sessions(world, setting.seed)
    own, page, never = ("conversation that asks where it is worth it", "popularity, page by page",
                        "conversation that never asks")  # fmt: skip
    drawn = "conversation that asks at random, every other turn"

    def sooner(one: str, other: str) -> Effect:
        return Effect.of(paired(turns[other], turns[one], seed=setting.seed), name=f"{other} less {one}",
                         metric=f"turns to a hit (at most {TURNS + 1})")  # fmt: skip

    rows: list[list[Cell]] = [
        [way, str(bootstrap(turns[way], seed=setting.seed)),
         *(float((turns[way] <= at).mean()) for at in (1, 3, 5, 10)),
         float(np.mean([each.questions for each in told]))]
        for way, told in found.items()
    ]  # fmt: skip
    return Outcome(
        effect=sooner(own, page),
        also=[sooner(own, never), sooner(own, drawn), sooner(never, page)],
        controls=[
            Control.worse("what another person would say",
                          paired(turns["what another person would say"], turns[own], seed=setting.seed), kind="swap"),
            Control.share("dialogues with a rule that held in every list", kept, total, expectation="all"),
            Control.share("dialogues in which what was taken back counted no more", back, total, expectation="all"),
            Control.worse("answers of simulated people are told from how real people lean, less than a yes to all is",
                          paired(yes_to_all[len(world.others):], like_real[len(world.others):], seed=setting.seed),
                          kind="other"),
        ],
        tables=[
            Table("Turns to something that the person rates high, and the share that found it by then",
                  ("way", "turns", "by 1", "by 3", "by 5", "by 10", "questions"), rows,
                  note=f"{len(world.people)} people, {len(world.catalog):,} films, lists of {K}; a question is a turn"),
        ],
        notes=[
            f"weights of the ways, chosen on {len(world.choosing)} other people: "
            + ", ".join(f"{name} {talk.weights[name]:g}" for name in talk.ways),
            f"simulated answers about labels are told from the leanings of {len(world.others)} real people with an area"
            f" of {like_real.mean():.2f} (.5 is chance), a yes to all with {yes_to_all.mean():.2f}",
            "the simulated person is no real one: they know what they rated, say it truly, and take what they look for",
        ],
    )  # fmt: skip
