"""Who wrote it: is a true text likelier after other texts of its writer than after none, or after another person's?

Data: mails (PanzaMail, two authors), reviews of goods and of hotels (PGraphRAG's development files; people with three
reviews and more, each of another thing), and chats (Synthetic-Persona-Chat). A text is scored by the language model
after own texts, after as many tokens of another person's texts of the same kind, drawn by chance, and after nothing. Of
chats there are two tests: characters that are in two chats, where nothing of the same talk is known; and the later
turns of a talk after the same person's earlier ones. No text stands in its own context; copies are left out. Each
person counts once, by the mean over up to two texts.

Claim: own examples make the text likelier than none, and none makes it likelier than another person's do, for at least
90 % of people.

    thyself study who-wrote-it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np

from studies._likely import Likely, shortened
from studies.lamp import AUTHORS
from studies.linguistic_control import mails
from studies.pgraphrag import read
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.study import Cell
from thyself.guard import longest_copied

#: People of each set, texts of each person (authors of mails have more), tokens of a context and of a text.
PEOPLE: Final = 30
TEXTS: Final = {"mails": 10}
TWO: Final = 2
CONTEXT, LONG, SHORT = 160, 70, 12
#: A text that repeats so many words in a row of its context would be found, not understood.
COPIED: Final = 8
#: Turns of a talk that is parted into earlier and later ones.
LATER: Final = 6
JOINT: Final = "\n\n---\n\n"


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be scored, and what else its writer wrote."""

    person: str
    text: str
    own: tuple[str, ...]


@study(
    name="who-wrote-it",
    title="Who wrote it: own texts, none, and another person's before a true text",
    claim="own texts make it likelier than none, and none likelier than another's, for 90 % of people",
    data=("panza-emails", "pgraphrag", "synthetic-persona-chat"),
    seconds=300,
)
def run(setting: Setting) -> Outcome:
    """Score texts of four sets after own, another's and no texts."""
    likely = Likely.of(setting)
    sets = {name: find(setting) for name, find in SETS.items()}
    total = sum(map(len, sets.values()))
    found: dict[str, dict[str, np.ndarray]] = {}
    people: dict[str, list[str]] = {}
    for name, texts in sets.items():
        rng = setting.rng(name)
        strangers = [rng.choice([each for each in texts if each.person != one.person]) for one in texts]
        ways = {
            "none": ["" for _ in texts],
            "own": [shortened(one.own, likely.model, CONTEXT, joint=JOINT) for one in texts],
            "another's": [shortened(stranger.own, likely.model, CONTEXT, joint=JOINT) for stranger in strangers],
        }
        cut = [shortened([one.text], likely.model, LONG, joint="") for one in texts]
        found[name], people[name] = {}, [one.person for one in texts]
        for way, contexts in ways.items():
            found[name][way] = likely.many(list(zip(contexts, cut, strict=True)))
        setting.progress(sum(len(sets[each]) for each in found), total)
    return _outcome(found, people)


def _mails(setting: Setting) -> list[Text]:
    out: list[Text] = []
    for author in AUTHORS:
        texts = mails(setting.folder("panza-emails"), author)
        out += _texts(author, texts, setting.rng(author), TEXTS["mails"])
    return out


def _reviews(name: str) -> Callable[[Setting], list[Text]]:
    def find(setting: Setting) -> list[Text]:
        of: dict[str, dict[str, str]] = {}
        for said in read(setting.folder("pgraphrag") / f"{name}_dev.jsonl.gz"):
            of.setdefault(said.person, {}).setdefault(said.item, said.text)
        rng = setting.rng(name)
        able = sorted(person for person, texts in of.items() if len(texts) >= TWO + 1)
        made = [_texts(person, list(of[person].values()), rng, TWO) for person in rng.sample(able, len(able))]
        return [text for texts in [each for each in made if each][:PEOPLE] for text in texts]

    return find


def _talks(setting: Setting) -> dict[str, list[list[str]]]:
    """The turns of each character, but for the first, in each chat."""
    from pyarrow.parquet import read_table

    of: dict[str, list[list[str]]] = {}
    for part in ("valid", "test"):
        for row in read_table(setting.folder("synthetic-persona-chat") / f"spc_{part}.parquet").to_pylist():
            turns = [line.partition(": ") for line in (row["Best Generated Conversation"] or "").split("\n")]
            for user in ("1", "2"):
                said = [text for who, _, text in turns if who == f"User {user}"]
                of.setdefault(row[f"user {user} personas"], []).append(said[1:])
    return of


def spoken(setting: Setting) -> dict[str, list[tuple[str, str]]]:
    """Each talk from the side of its first speaker, by the character: who spoke (``"me"`` or ``"other"``), and what."""
    from pyarrow.parquet import read_table

    out: dict[str, list[tuple[str, str]]] = {}
    for row in read_table(setting.folder("synthetic-persona-chat") / "spc_valid.parquet").to_pylist():
        turns = [line.partition(": ") for line in (row["Best Generated Conversation"] or "").split("\n")]
        said = [("me" if who == "User 1" else "other", text) for who, _, text in turns if text]
        out.setdefault(row["user 1 personas"], said)
    return out


def _chats(setting: Setting) -> list[Text]:
    of = {person: ["\n".join(said) for said in talks] for person, talks in _talks(setting).items()}
    rng = setting.rng("chats")
    able = sorted(person for person, chats in of.items() if len(set(chats)) > 1)
    made = [_texts(person, of[person], rng, TWO) for person in rng.sample(able, len(able))]
    return [text for texts in [each for each in made if each][:PEOPLE] for text in texts]


def _later(setting: Setting) -> list[Text]:
    of = {person: talks[0] for person, talks in _talks(setting).items() if len(talks[0]) >= LATER}
    out: list[Text] = []
    for person in setting.rng("later").sample(sorted(of), len(of)):
        middle = len(of[person]) // 2
        first, second = "\n".join(of[person][:middle]), "\n".join(of[person][middle:])
        if len(out) < PEOPLE and longest_copied(second, first) < COPIED and len(second.split()) >= SHORT:
            out.append(Text(person, second, (first,)))
    return out


def _texts(person: str, texts: Sequence[str], rng: Random, most: int) -> list[Text]:
    """Some of a person's texts, each with the others; those that are too short or copied are left out."""
    out: list[Text] = []
    for place in rng.sample(range(len(texts)), len(texts)):
        text = texts[place]
        rest = [other for at, other in enumerate(texts) if at != place]
        rng.shuffle(rest)
        own = tuple(other for other in rest if longest_copied(text, other) < COPIED)[:8]
        if len(text.split()) >= SHORT and own and len(out) < most:
            out.append(Text(person, text, own))
    return out


SETS: Final[Mapping[str, Callable[[Setting], list[Text]]]] = {
    "mails": _mails,
    "reviews of goods": _reviews("amazon"),
    "reviews of hotels": _reviews("hotel"),
    "another chat": _chats,
    "later in a chat": _later,
}


def _outcome(found: Mapping[str, Mapping[str, np.ndarray]], people: Mapping[str, Sequence[str]]) -> Outcome:
    rows: list[Sequence[Cell]] = []
    gains, apart, below = [], [], []
    whose: list[str] = []
    for name, ways in found.items():
        each = list(dict.fromkeys(people[name]))
        member = np.array([each.index(person) for person in people[name]])
        mean = {way: np.bincount(member, values) / np.bincount(member) for way, values in ways.items()}
        own, none, other = mean["own"], mean["none"], mean["another's"]
        gains += (own - none).tolist()
        apart += (own - other).tolist()
        below += (none - other).tolist()
        whose += [name] * len(each)
        rows.append(
            (
                name,
                len(each),
                len(member),
                *(f"{share:.2f}" for share in (np.mean(own > none), np.mean(own > other), np.mean(none > other),
                                               np.mean((own > none) & (none > other)))),
                str(paired(own, none)),
                str(paired(own, other)),
            )
        )  # fmt: skip
    metric = "likelihood of the true text, mean over people"
    shares = {name: [value > 0 for value, where in zip(apart, whose, strict=True) if where == name] for name in found}
    return Outcome(
        effect=Effect.of(bootstrap(apart), name="own less another's", metric=metric, unit="nats a token"),
        also=[
            Effect.of(bootstrap(gains), name="own less none", metric=metric, unit="nats a token"),
            Effect.of(bootstrap(below), name="none less another's", metric=metric, unit="nats a token"),
        ],
        controls=[
            Control.share(
                f"own above another's: {name}", sum(right), len(right), expectation="90 %", at_least=0.9, kind="swap"
            )
            for name, right in shares.items()
        ],
        tables=[
            Table(
                "People for whom it is so, and gains in nats a token",
                ("texts", "people", "texts scored", "own > none", "own > another's", "none > another's",
                 "own > none > another's", "own less none", "own less another's"),
                rows,
                f"Contexts of up to {CONTEXT} tokens, texts of up to {LONG}.",
            )
        ],
        notes=[
            "Another person's texts of the same kind show what kind of text comes (a review, a chat), which nothing"
            " does not: where they beat nothing, that is what they are worth.",
        ],
    )  # fmt: skip
