"""LaMP-QA: does a plan of what recurs in all of a person's posts make answers that address what this person minds?

Planted askers: each minds four things of twelve, told in six of thirty posts each, beside the question of the post and
small talk that all share. A question is about something else. The reader is a rule: it writes five sentences, on what
it is told to mind first, then on what it reads in the posts that were found, then general ones. A rubric has the four
things, and two that every question of its topic has, which general sentences meet. An aspect that a sentence is about
counts 2. The files of the benchmark cannot be had here (bring them: ``thyself evaluate lamp-qa``); how well aspects are
judged is in the study of its judge.

Claim (LaMP-QA, 2025): plan above found posts, found posts above none, none above another person's posts.

    thyself study lamp-qa
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from thyself.core import Request, Settings, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.models import Hashed, Message
from thyself.models.scripted import Rules
from thyself.profile.markers import Rates, topics
from thyself.store import open_store
from thyself.systems import Desk
from thyself.systems.writing.lamp_qa import lamp_qa

START: Final = datetime(2024, 1, 1, tzinfo=UTC)
#: The first three were seen when the plan's length was chosen; what is reported is on others.
SEEDS: Final = (3, 4, 5, 6, 7)
PEOPLE, POSTS, MINDS, TOLD, FOUND, SENTENCES = 24, 30, 4, 6, 3, 5
#: What somebody can mind: two words, of which a post has one or both.
_THINGS: Final = (
    "budget cheap", "allergy nuts", "knee brace", "toddler swallow", "landlord drilling", "neighbours noise",
    "vegetarian meat", "nightshift daylight", "mould damp", "cat poisonous", "wheelchair stairs", "asthma dust",
)  # fmt: skip
_TOPICS: Final = "sofa stove kayak violin fence lamp mattress bicycle tent drum".split()
_TALK: Final = (
    "Thanks to all of you for reading.", "It rained here the whole week.", "I asked this in another place as well.",
    "Sorry if this was asked before.", "My friend says that it does not matter.", "We moved here in spring.",
)  # fmt: skip
_GENERAL: Final = ("size", "warranty", "colour", "shops", "delivery")
CONDITIONS: Final = ("told what matters", "own posts and plan", "own posts", "none", "another's posts")


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody, what they mind, their posts, and what they ask now."""

    minds: tuple[str, ...]
    posts: tuple[str, ...]
    topic: str

    @property
    def question(self) -> str:
        """In words."""
        return f"Which {self.topic} should I get?"


@study(
    name="lamp-qa",
    system="lamp-qa",
    title="LaMP-QA: answers by a plan of what a person always minds",
    claim="a plan beats found posts, found posts beat none, and none beats another person's posts",
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Answer each asker's question under each condition."""
    found: dict[str, list[float]] = {}
    spent: dict[str, list[float]] = {}
    listed: list[float] = []
    for done, seed in enumerate(SEEDS):
        rng = setting.rng(f"askers {seed}")
        askers = [_asker(rng) for _ in range(PEOPLE)]
        for place, each in enumerate(askers):
            others = Rates.of([post for other in askers if other is not each for post in other.posts], topics)
            made, plan = _answers(each, askers[(place + 1) % PEOPLE], others)
            listed.append(sum(any(word in plan for word in thing.split()) for thing in each.minds) / MINDS)
            for condition, text in made.items():
                found.setdefault(condition, []).append(_score(text, each))
                spent.setdefault(condition, []).append(float(len(text.split())))
        setting.progress(done + 1, len(SEEDS))
    return _outcome(found, spent, listed)


def _asker(rng: Random) -> Asker:
    minds = tuple(rng.sample(_THINGS, MINDS))
    posts = []
    told = [thing for thing in minds for _ in range(TOLD)] + [""] * (POSTS - MINDS * TOLD)
    rng.shuffle(told)
    topic = rng.choice(_TOPICS)
    for thing in told:
        words = rng.sample(thing.split(), rng.choice((1, 2))) if thing else []
        about = rng.choice([each for each in _TOPICS if each != topic] * 3 + [topic])
        minded = f" With the {' and the '.join(words)} it is hard for me." if words else ""
        posts.append(f"Which {about} is good?{minded} {rng.choice(_TALK)}")
    return Asker(minds, tuple(posts), topic)


class Reader(Rules):
    """Writes a sentence on each thing that it is told or reads of, in their order, as many as it may, then general."""

    def __init__(self) -> None:
        super().__init__(self._said, name="reader")

    def _said(self, messages: Sequence[Message]) -> str:
        prompt = messages[-1].content.lower()
        posts, _, rest = prompt.partition("aspects that this person minds:")
        plan, _, _ = rest.partition("the question:")
        posts = posts if rest else prompt.partition("the question:")[0]
        seen: dict[str, None] = {}
        for part in (plan, posts):
            places = {thing: min((at for word in thing.split() if (at := part.find(word)) >= 0), default=-1)
                      for thing in _THINGS}  # fmt: skip
            seen |= dict.fromkeys(sorted((each for each in places if places[each] >= 0), key=lambda each: places[each]))
        said = [f"Mind the {thing.split()[0]}." for thing in seen][:SENTENCES]
        said += [f"Look at the {each}." for each in _GENERAL]
        return " ".join(said[:SENTENCES])


def _answers(asker: Asker, stranger: Asker, others: Rates) -> tuple[dict[str, str], str]:
    """The answer in each condition, and the plan."""
    model, now = Reader(), START + timedelta(days=POSTS + 1)
    request = Request("ask", asker.question, now)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home.db", clock=lambda: now)
        try:
            desks = {}
            for name, posts in (("own", asker.posts), ("another", stranger.posts)):
                scope = store.scope(name)
                scope.append(_post(text, at) for at, text in enumerate(posts))
                desks[name] = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: now)
            plain, planned = lamp_qa(plan="none", k=FOUND), lamp_qa(k=FOUND, others=others)
            plan = " ".join(line.value for line in planned.aspects(list(desks["own"].scope.traces())))
            oracle = f"Aspects that this person minds:\n{'; '.join(asker.minds)}\nThe question: {asker.question}"
            return {
                "told what matters": model.generate([Message("user", oracle)]).text,
                "own posts and plan": planned.respond(request, desks["own"]).text,
                "own posts": plain.respond(request, desks["own"]).text,
                "none": model.generate([Message("user", f"The question: {asker.question}")]).text,
                "another's posts": plain.respond(request, desks["another"]).text,
            }, plan
        finally:
            store.close()


def _post(text: str, at: int) -> Trace:
    return Trace(text, at=START + timedelta(days=at), kind="wrote", source="forum", ref=str(at))


def _score(text: str, asker: Asker) -> float:
    """The share of all points: 2 for each thing minded, and for each of two general aspects, that a sentence is of."""
    wanted = [thing.split()[0] for thing in asker.minds] + list(_GENERAL[:2])
    said = text.lower()
    return sum(2 for each in wanted if f" {each}." in said) / (2 * len(wanted))


def _outcome(
    found: Mapping[str, Sequence[float]], spent: Mapping[str, Sequence[float]], listed: Sequence[float]
) -> Outcome:
    def gain(one: str, other: str) -> Effect:
        return Effect.of(paired(found[one], found[other]), name=f"{one} less {other}", metric="share of all points")

    return Outcome(
        effect=gain("own posts and plan", "own posts"),
        also=[gain("own posts", "none"), gain("none", "another's posts"),
              gain("told what matters", "own posts and plan")],
        controls=[
            Control.worse("another person's posts", paired(found["own posts"], found["another's posts"])),
            Control.share("things minded that are in the plan", round(sum(listed) * MINDS), len(listed) * MINDS,
                          expectation="80 %", at_least=0.8),
        ],
        tables=[
            Table("Answers by what they are made with", ("made with", "share of all points", "words"),
                  [(name, str(bootstrap(found[name])), round(sum(spent[name]) / len(spent[name]), 1))
                   for name in CONDITIONS],
                  f"{len(listed)} askers; {SENTENCES} sentences an answer, so that length decides nothing;"
                  f" {FOUND} posts are found."),
        ],
        seeds=len(SEEDS),
        notes=["The plan was 100 tokens long at first, and is 160 since its seeds 0 to 2 were looked at: these are"
               " seeds 3 to 7, which were not seen before.",
               "The world was planted so that a plan can be found; that real people's posts hold one is not shown.",
               "Of twelve things a stranger minds one in three that the asker minds too, so that their posts are no"
               " worse than none here; people on a forum have less in common."],
    )  # fmt: skip
