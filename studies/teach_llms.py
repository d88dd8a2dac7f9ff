"""Teach LLMs: what does each stage before writing do: finding, ranking by the best snippet, summary, keywords?

Data: mails of two authors (PanzaMail) and reviews of hotels and goods (PGraphRAG's development files).
Likelihood: of a mail the first ten words are known; the next fifty are scored by the language model after the prompt of
the system, with some of its stages left out, at the same budget of tokens. Only earlier mails of the author (or of the
other one) are known. Keywords and summary: of the ten words that were picked, how many stand in the rest of the mail;
how much of a picked snippet does. Both pickers are learned on mails before the one that is asked for.
Same author: pairs of reviews; those of two people are of the same hotel or thing, so that the topic does not tell.
Learned on one half of the people, reported on the other. Planted: the one fitting sentence stands in a long text.

Claim (Teach LLMs to Personalize, 2023): ranking by snippets, a summary and keywords each add to finding alone.

    thyself study teach-llms
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Final

import numpy as np

from studies._likely import Likely
from studies.lamp import AUTHORS, COPIED, START
from studies.lamp import read as read_mails
from studies.pgraphrag import read as read_reviews
from thyself.core import Trace
from thyself.core.words import stems
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.text import rouge_1
from thyself.guard import harmless, longest_copied
from thyself.memory import unit
from thyself.profile.same_author import SameAuthor
from thyself.retrieval.keywords import Keywords
from thyself.retrieval.snippets import Pieces
from thyself.systems._find import Words
from thyself.systems.writing.teach_llms import BEGIN, Staged, TeachLLMs, ranked, teach_llms

#: Mails of each author that are scored, and whose keywords are looked at; words that are scored.
MAILS, LOOKED, REST = 24, 40, 50
#: Tokens of a prompt (the system keeps 400 more for what is written).
ROOM: Final = 340
STAGES: Final = ("nothing", "found", "by best snippet", "and summary", "and keywords", "all", "all, the other's")


@study(
    name="teach-llms",
    system="teach-llms",
    title="Teach LLMs to personalize: find, rank by snippets, summarise, pick keywords",
    claim="all stages make how a mail goes on likelier than finding alone; picked keywords beat chance",
    data=("panza-emails", "pgraphrag"),
    seconds=240,
)
def run(setting: Setting) -> Outcome:
    """Score mails by stage, then look at keywords, snippets and authors."""
    folder = setting.folder("panza-emails")
    people = {author: read_mails(folder / f"{author}.jsonl") for author in AUTHORS}
    likely = Likely.of(setting)
    nats: dict[str, list[float]] = {}
    picked: dict[str, list[float]] = {}
    for done, (author, other) in enumerate((AUTHORS, AUTHORS[::-1])):
        asked = list(_asked(people[author], min(map(len, people.values()))))
        rng = setting.rng(author)
        for place in rng.sample(asked, min(LOOKED, len(asked))):
            _look(picked, people, (author, other), place, rng)
        pairs = [
            pair
            for place in rng.sample(asked, min(MAILS, len(asked)))
            for pair in _prompts(people, (author, other), place, likely)
        ]
        scores = likely.many(pairs).reshape(-1, len(STAGES))
        for column, stage in enumerate(STAGES):
            nats.setdefault(stage, []).extend(scores[:, column].tolist())
        setting.progress(done + 1, 3)
    right = _authors(setting)
    return _outcome(nats, picked, right, _planted(setting.rng("planted")))


def _asked(mails: Sequence[Trace], last: int) -> Iterator[int]:
    """Places of mails that are long enough and repeat no earlier one."""
    for place in range(50, last):
        text = mails[place].text
        if len(text.split()) >= BEGIN + 20 and all(longest_copied(text, each.text) < COPIED for each in mails[:place]):
            yield place


def _parts(mail: Trace) -> tuple[str, str]:
    words = mail.text.split()
    return " ".join(words[:BEGIN]), " ".join(words[BEGIN : BEGIN + REST])


def _prompts(
    people: Mapping[str, Sequence[Trace]], whose: tuple[str, str], place: int, likely: Likely
) -> Iterator[tuple[str, str]]:
    """The prompt and the truth for each stage, in the order of :data:`STAGES`."""
    begin, rest = _parts(people[whose[0]][place])
    system: TeachLLMs = teach_llms(tokens=ROOM + 400)
    own, strange = (list(reversed(people[name][:place])) for name in whose)
    staged, other = system.stages(own, begin), system.stages(strange, begin)
    by_text = Words([unit("turn", [each]) for each in own]).scores(begin)
    found = tuple(own[at] for at in np.argsort(-by_text, kind="stable")[: system.k])
    bare = replace(staged, summary=(), keywords=())
    for each in (
        Staged((), (), ()), replace(bare, ranked=found), bare, replace(staged, keywords=()),
        replace(staged, summary=()), staged, other,
    ):  # fmt: skip
        yield f"{system.prompt(each, begin, likely.model).text}\n{harmless(begin)}", f" {harmless(rest)}"


def _look(
    picked: dict[str, list[float]], people: Mapping[str, Sequence[Trace]], whose: tuple[str, str], place: int,
    rng: Random,
) -> None:  # fmt: skip
    """How many picked words, and how much of picked snippets, stand in the rest of a mail."""
    begin, rest = people[whose[0]][place].text.split()[:BEGIN], people[whose[0]][place].text.split()[BEGIN:]
    first, wanted = " ".join(begin), set(stems(" ".join(rest))) - set(stems(" ".join(begin)))
    system: TeachLLMs = teach_llms()
    own, strange = (list(reversed(people[name][:place])) for name in whose)
    staged, other = system.stages(own, first), system.stages(strange, first)
    texts = [each.text for each in own]
    near = [texts[at] for at in ranked(Pieces.cut(texts), texts, first)[: system.k]]
    able = sorted({word for text in near for word in stems(text)} - set(stems(first)))
    ways = {
        "learned": staged.keywords,
        "rarest first": Keywords().pick(first, near, texts, system.words),
        "chance": rng.sample(able, min(system.words, len(able))),
        "learned, the other's mails": other.keywords,
    }
    for way, words in ways.items():
        share = np.mean([bool(set(stems(word)) & wanted) for word in words]) if words else 0.0
        picked.setdefault(f"words: {way}", []).append(float(share))
    pieces = Pieces.cut(near)
    shown = {
        "learned": staged.summary,
        "by words": pieces.best(first, system.snippets) or pieces.texts[: system.snippets],
        "chance": rng.sample(list(pieces.texts), min(system.snippets, len(pieces.texts))),
    }
    for way, chosen in shown.items():
        score = np.mean([rouge_1(piece, " ".join(rest)).f1 for piece in chosen]) if chosen else 0.0
        picked.setdefault(f"snippets: {way}", []).append(float(score))


def _authors(setting: Setting) -> dict[str, list[float]]:
    """How often a person's own other review is held likelier than another's of the same thing; one value a person."""
    rng = setting.rng("authors")
    people: list[list[tuple[str, str, list[str]]]] = []
    for name in ("hotel", "amazon", "gap"):
        said = read_reviews(setting.folder("pgraphrag") / f"{name}_dev.jsonl.gz")
        of: dict[str, dict[str, str]] = {}
        on: dict[str, list[tuple[str, str]]] = {}
        for each in said:
            if len(each.text.split()) >= 15:
                of.setdefault(each.person, {}).setdefault(each.item, each.text)
                on.setdefault(each.item, []).append((each.person, each.text))
        for person, texts in of.items():
            rows = []
            for (_, one), (item, two) in pairwise(list(texts.items())[:7]):
                others = [text for who, text in on[item] if who != person]
                if others and longest_copied(one, two) < COPIED:
                    rows.append((one, two, rng.sample(others, min(3, len(others)))))
            if rows:
                people.append(rows)
    rng.shuffle(people)
    known, asked = people[: len(people) // 2], people[len(people) // 2 :]
    taught = [(one, text, text == own) for rows in known for one, own, others in rows for text in (own, *others)]
    same = SameAuthor.learn([(one, text) for one, text, _ in taught], [right for _, _, right in taught])
    tells = {"nearer in length": lambda a, b: -abs(len(a) - len(b)), "learned": same.chance}
    return {
        way: [float(np.mean([tell(one, own) > tell(one, others[0]) for one, own, others in rows])) for rows in asked]
        for way, tell in tells.items()
    }


def _planted(rng: Random) -> list[float]:
    """Whether the text of which one sentence has all three words comes first, before texts that have them scattered."""
    words = "lamp rope coal salt bell leaf sand bone wool iron pear oak".split()
    out = []
    for _ in range(200):
        wanted = rng.sample(words, 3)
        rest = [each for each in words if each not in wanted]
        told = [_saw(rng.choice(rest)) for _ in range(40)]
        long = ". ".join([*told[:20], f"The {' '.join(wanted)} were there", *told[20:]]) + "."
        spread = [". ".join(map(_saw, rng.sample(wanted * 4, 6))) + "." for _ in range(3)]
        texts = [*spread, long]
        query = " ".join(wanted)
        by_text = Words([unit("turn", [_note(text, at)]) for at, text in enumerate(texts)]).scores(query)
        first = ranked(Pieces.cut(texts), texts, query)[0] == 3
        out.append(float(first) - float(int(np.argmax(by_text)) == 3))
    return out


def _saw(thing: str) -> str:
    return f"On the way we saw the {thing} of the town"


def _note(text: str, at: int) -> Trace:
    return Trace(text, at=START, kind="wrote", source="note", ref=str(at))


def _outcome(
    nats: Mapping[str, Sequence[float]], picked: Mapping[str, Sequence[float]], right: Mapping[str, Sequence[float]],
    planted: Sequence[float],
) -> Outcome:  # fmt: skip
    def gain(one: str, other: str) -> Effect:
        metric, name = "likelihood of how a mail goes on", f"{one}, less {other}"
        return Effect.of(paired(nats[one], nats[other]), name=name, metric=metric, unit="nats a token")

    words, half = picked["words: learned"], [0.5] * len(right["learned"])
    return Outcome(
        effect=gain("all", "found"),
        also=[
            gain("all", "nothing"),
            gain("found", "nothing"),
            gain("by best snippet", "found"),
            gain("and summary", "by best snippet"),
            gain("and keywords", "by best snippet"),
            Effect.of(paired(words, picked["words: chance"]), name="learned keywords less chance",
                      metric="share of ten words that stand in the rest"),
            Effect.of(paired(words, picked["words: rarest first"]), name="learned keywords less the rarest",
                      metric="share of ten words that stand in the rest"),
            Effect.of(paired(picked["snippets: learned"], picked["snippets: by words"]),
                      name="learned snippets less by words", metric="words in common with the rest (F1)"),
            Effect.of(paired(right["learned"], half), name="same author less chance",
                      metric="own other review above another's of the same thing"),
            Effect.of(bootstrap(planted), name="best snippet less whole text, planted",
                      metric="the long text with the fitting sentence first"),
        ],
        controls=[
            Control.worse("the other author's mails", paired(nats["all"], nats["all, the other's"]),
                          unit="nats a token"),
            Control.worse("keywords of the other author's mails",
                          paired(words, picked["words: learned, the other's mails"])),
        ],
        tables=[
            Table("Likelihood of the next fifty words", ("before them", "nats a token"),
                  [(stage, str(bootstrap(nats[stage]))) for stage in STAGES],
                  f"Prompts of up to {ROOM} tokens; higher is likelier."),
            Table("What was picked, and what of it came", ("picked", "share"),
                  [(way, str(bootstrap(values))) for way, values in picked.items()]),
            Table("Own other review above another's of the same thing", ("by", "share of people"),
                  [(way, str(bootstrap(values))) for way, values in right.items()]),
        ],
        notes=["No generator is trained; the second task of the paper (same author) chooses between continuations of a"
               " capable model, which is not measured here."],
    )  # fmt: skip
