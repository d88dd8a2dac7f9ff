"""Who wrote it: is a true text likelier after other texts of its writer than after none, or after another person's?

Data: mails (PanzaMail, two authors), reviews of goods and of hotels (PGraphRAG's development files; people with two
reviews and more, each of another thing), and chats (Synthetic-Persona-Chat). A text is scored by the language model
after own texts, after texts of six other people in turn, cut to just as many tokens, and after nothing. Of chats there
are two tests: characters that are in two chats, where nothing of the same talk is known; and the later turns of a talk
after the same person's earlier ones. No text stands in its own context; copies are left out. Each person counts once,
by the mean over their texts (up to six; of mails ten) and over the six others.

That contexts are equally long, and that six others are taken, was settled on one half of the people; what is reported
is the other half. Mails have two authors in all.

Claim: own examples make the text likelier than none, and than another person's do, for at least 90 % of people.
(Another person's can be better than none: they show what kind of text comes.)

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

#: People of each set, texts of each (authors of mails have more), other people whose texts stand before each.
PEOPLE: Final = 24
TEXTS, MAILS, OTHERS = 6, 10, 6
#: Contexts have one of these lengths in tokens, so that own and other ones are equally long; a text is cut at LONG.
LENGTHS: Final = (160, 120, 90, 64, 44, 30)
LONG, SHORT = 70, 12
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


Other = tuple[str, Sequence[str]]
"""Somebody else, and what they wrote."""
Found = tuple[list[Text], Sequence[Other]]
"""Texts to be scored, and other people."""
#: Where everybody who is asked for is also somebody else.
MAILBOXES: Final = AUTHORS


@study(
    name="who-wrote-it",
    title="Who wrote it: own texts, none, and another person's before a true text",
    claim="own texts make it likelier than none, and than another's as long, for 90 % of people",
    data=("panza-emails", "pgraphrag", "synthetic-persona-chat"),
    seconds=300,
)
def run(setting: Setting) -> Outcome:
    """Score texts of four sets after own, another's and no texts."""
    likely = Likely.of(setting)
    sets = {name: find(setting) for name, find in SETS.items()}
    found: dict[str, dict[str, np.ndarray]] = {}
    people: dict[str, list[str]] = {}
    for name, (texts, others) in sets.items():
        found[name], people[name] = _scored(texts, others, likely, setting.rng(name))
        setting.progress(len(found), len(sets))
    return _outcome(found, people)


def _scored(
    texts: Sequence[Text], others: Sequence[Other], likely: Likely, rng: Random
) -> tuple[dict[str, np.ndarray], list[str]]:
    """Nats a token of each text in each way, and whose it is; texts with too short a context are left out."""
    model = likely.model
    kept = [(text, length) for text in texts if (length := _length(model.count(JOINT.join(text.own))))]
    cut = [shortened([text.text], model, LONG, joint="") for text, _ in kept]
    own = [shortened(text.own, model, length, joint=JOINT) for text, length in kept]
    drawn: dict[tuple[int, str], list[str]] = {}
    for text, length in kept:
        able = [each for who, each in others if who != text.person and model.count(JOINT.join(each)) >= length]
        key = length, text.person if text.person in MAILBOXES else ""
        if key not in drawn:
            chosen = rng.sample(able, min(OTHERS, len(able)))
            drawn[key] = [shortened(each, model, length, joint=JOINT) for each in chosen]
    pairs = [(context, text) for context, text in zip(own, cut, strict=True)] + [("", text) for text in cut]
    strange = [
        (at, (context, cut[at]))
        for at, (text, length) in enumerate(kept)
        for context in drawn[length, text.person if text.person in MAILBOXES else ""]
    ]
    scores = likely.many([*pairs, *(pair for _, pair in strange)])
    of = np.array([at for at, _ in strange])
    others_mean = np.bincount(of, scores[2 * len(kept) :], len(kept)) / np.bincount(of, minlength=len(kept))
    ways = {"own": scores[: len(kept)], "none": scores[len(kept) : 2 * len(kept)], "another's": others_mean}
    return ways, [text.person for text, _ in kept]


def _length(tokens: int) -> int:
    return next((each for each in LENGTHS if each <= tokens), 0)


def _halves(people: Sequence[str], name: str) -> tuple[list[str], list[str]]:
    """The people on whom the setting was settled, and those who are reported."""
    drawn = sorted(people)
    Random(f"half/{name}").shuffle(drawn)
    return drawn[::2], drawn[1::2]


def _mails(setting: Setting) -> Found:
    of = {author: mails(setting.folder("panza-emails"), author) for author in AUTHORS}
    out = [text for author in AUTHORS for text in _texts(author, of[author], setting.rng(author), MAILS)]
    rng = setting.rng("other mails")
    return out, [(author, rng.sample(of[author], 12)) for author in AUTHORS for _ in range(OTHERS)]


def _reviews(name: str) -> Callable[[Setting], Found]:
    def find(setting: Setting) -> Found:
        of: dict[str, dict[str, str]] = {}
        for said in read(setting.folder("pgraphrag") / f"{name}_dev.jsonl.gz"):
            of.setdefault(said.person, {}).setdefault(said.item, said.text)
        able = {person: list(texts.values()) for person, texts in of.items() if len(texts) > 1}
        return _drawn(able, name, setting)

    return find


def _drawn(of: Mapping[str, Sequence[str]], name: str, setting: Setting) -> Found:
    """Texts of the reported half, those who wrote most first, and what the other half wrote."""
    settled, reported = _halves(list(of), name)
    rng = setting.rng(name)
    made = [_texts(person, of[person], rng, TEXTS) for person in sorted(reported, key=lambda each: -len(of[each]))]
    texts = [text for texts in [each for each in made if each][:PEOPLE] for text in texts]
    return texts, [(person, rng.sample(of[person], len(of[person]))) for person in settled]


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


def _chats(setting: Setting) -> Found:
    of = {person: ["\n".join(said) for said in talks] for person, talks in _talks(setting).items()}
    return _drawn({person: each for person, chats in of.items() if len(each := list(dict.fromkeys(chats))) > 1},
                  "chats", setting)  # fmt: skip


def _later(setting: Setting) -> Found:
    of = {person: talks[0] for person, talks in _talks(setting).items() if len(talks[0]) >= LATER}
    settled, reported = _halves(list(of), "later")
    halves = {person: len(turns) // 2 for person, turns in of.items()}
    out: list[Text] = []
    for person in reported:
        first, second = ("\n".join(part) for part in (of[person][: halves[person]], of[person][halves[person] :]))
        if len(out) < PEOPLE and longest_copied(second, first) < COPIED and len(second.split()) >= SHORT:
            out.append(Text(person, second, (first,)))
    return out, [(person, ("\n".join(of[person][: halves[person]]),)) for person in settled]


def _texts(person: str, texts: Sequence[str], rng: Random, most: int) -> list[Text]:
    """Some of a person's texts, each with the others; those that are too short or copied are left out."""
    out: list[Text] = []
    for place in rng.sample(range(len(texts)), len(texts)):
        text = texts[place]
        rest = [other for at, other in enumerate(texts) if at != place]
        rng.shuffle(rest)
        own = tuple(other for other in rest if longest_copied(text, other) < COPIED)[:12]
        if len(text.split()) >= SHORT and own and len(out) < most:
            out.append(Text(person, text, own))
    return out


SETS: Final[Mapping[str, Callable[[Setting], Found]]] = {
    "mails": _mails,
    "reviews of goods": _reviews("amazon"),
    "reviews of hotels": _reviews("hotel"),
    "another chat": _chats,
    "later in a chat": _later,
}


def _outcome(found: Mapping[str, Mapping[str, np.ndarray]], people: Mapping[str, Sequence[str]]) -> Outcome:
    rows: list[Sequence[Cell]] = []
    gains, apart, form = [], [], []
    whose: list[str] = []
    for name, ways in found.items():
        each = list(dict.fromkeys(people[name]))
        member = np.array([each.index(person) for person in people[name]])
        mean = {way: np.bincount(member, values) / np.bincount(member) for way, values in ways.items()}
        own, none, other = mean["own"], mean["none"], mean["another's"]
        gains += (own - none).tolist()
        apart += (own - other).tolist()
        form += (other - none).tolist()
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
    shares = {
        (f"own above {than}", name): [value > 0 for value, where in zip(values, whose, strict=True) if where == name]
        for than, values in (("none", gains), ("another's", apart))
        for name in found
    }
    return Outcome(
        effect=Effect.of(bootstrap(apart), name="own less another's", metric=metric, unit="nats a token"),
        also=[
            Effect.of(bootstrap(gains), name="own less none", metric=metric, unit="nats a token"),
            Effect.of(bootstrap(form), name="another's less none", metric=metric, unit="nats a token"),
        ],
        controls=[
            Control.share(f"{what}: {name}", sum(right), len(right), expectation="90 %", at_least=0.9,
                          kind="swap" if "another" in what else "other")
            for (what, name), right in shares.items()
        ],
        tables=[
            Table(
                "People for whom it is so, and gains in nats a token",
                ("texts", "people", "texts scored", "own > none", "own > another's", "none > another's",
                 "own > none > another's", "own less none", "own less another's"),
                rows,
                f"Contexts of {LENGTHS[-1]} to {LENGTHS[0]} tokens, texts of up to {LONG}; another's: the mean over"
                f" {OTHERS} people.",
            )
        ],
        notes=[
            "Another person's texts of the same kind show what kind of text comes (a review, a chat), which nothing"
            " does not: they beat none nearly always, so that own > none > another's cannot be had of a small model.",
            "A person is a customer's number in the reviews of goods, but a user name in those of hotels, and people"
            " who have the same name are one there; on the half where the setting was settled, own reviews of hotels"
            " were worth 0.007 nats more than others' at equal length, whatever frame stood around them.",
            "Before contexts were cut to equal length, who had longer ones did better: that is no sign of a person.",
        ],
    )  # fmt: skip
