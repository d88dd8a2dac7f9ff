"""The grid: own texts found in five ways, with and without a profile, on four sets.

Data: mails (PanzaMail, two authors), reviews of hotels and of groceries (PGraphRAG's development files; people with six
reviews and more, which stand in no order of time, so that "recent" means last in the file; up to two texts of each) and
chats (Synthetic-Persona-Chat; a person's next turn after their earlier ones, with who speaks before each). The true
text is scored by the language model after what stands in the prompt: own texts that were found for the subject, the
title or the other's turn, at most as many tokens in each way; a profile of what sets the person apart from others of
the same set, in at most as many; both, or neither. Beside it: how far the true text is from the measured style of what
was found.

For the swap, texts of two other people are cut to the length of the own ones, since longer ones are likelier to help,
whosever they are. Nothing of the true text is known, and no own text that repeats eight words of it or is of the same
thing.

    thyself study grid
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from studies._likely import Likely, shortened
from studies.lamp import AUTHORS
from studies.lamp import read as read_mails
from studies.pgraphrag import read as read_reviews
from studies.who_wrote_it import COPIED, spoken
from thyself.core import Evidence, NotEnough, Settings, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.guard import harmless, longest_copied
from thyself.memory import Unit, unit
from thyself.profile import Style
from thyself.profile.markers import Rates, topics, ways
from thyself.profile.staged import StagedProfile, StyleGuide, TopicGuide
from thyself.profile.style import distance
from thyself.retrieval import Recall
from thyself.store import open_store
from thyself.systems import Desk
from thyself.systems._find import Dense, Filled, Lexical, Recent
from thyself.systems._form import Finder

START: Final = datetime(2025, 1, 1, tzinfo=UTC)
#: Texts of each set, own texts found, tokens of texts, of a profile, and of a true text.
TEXTS: Final = 18
K, ROOM, LINES, LONG = 4, 120, 50, 48
#: Texts of one person, and other people whose texts stand in place of the own ones.
EACH, OTHERS = 2, 2
WAYS: Final = ("none", "recent", "BM25", "dense", "default")
COLUMNS: Final = ("texts alone", "with a profile")


@dataclass(frozen=True, slots=True)
class Asked:
    """One true text: whose, what is known of the wish, what stands before it, other people's texts, and who speaks."""

    person: str
    wish: str
    before: str
    truth: Trace
    own: tuple[Trace, ...]
    others: tuple[str, ...]
    another: tuple[tuple[Trace, ...], ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class ByRecall:
    """The library's default way of finding."""

    def find(self, units: Sequence[Unit], query: str, desk: Desk) -> list[Evidence]:
        """What recall finds of the desk's traces."""
        return Recall(desk.embedder)(desk.scope, query, now=desk.clock(), k=K)


FINDERS: Final[Mapping[str, Finder]] = {
    "recent": Recent(),
    "BM25": Filled(Lexical(), Recent()),
    "dense": Filled(Dense(), Recent()),
    "default": Filled(ByRecall(), Recent()),
}


@study(
    name="grid",
    title="The grid: retrieval by profile, on four sets",
    claim="own texts that are found help, a profile adds little beside them; another person's help less",
    data=("panza-emails", "pgraphrag", "synthetic-persona-chat"),
    seconds=400,
)
def run(setting: Setting) -> Outcome:
    """Score true texts in each cell of the grid."""
    likely = Likely.of(setting)
    sets = {
        "mails": list(_mails(setting)),
        "hotels": list(_reviews(setting, "hotel")),
        "groceries": list(_reviews(setting, "gap")),
        "chats": list(_chats(setting)),
    }
    found: dict[str, dict[tuple[str, str], list[float]]] = {}
    far: dict[str, dict[str, list[float]]] = {}
    for name, asked in sets.items():
        cells: dict[tuple[str, str], list[float]] = {}
        for each in asked:
            prompts = _prompts(each, likely, setting, far.setdefault(name, {}))
            truth = shortened([harmless(each.truth.text)], likely.model, LONG, joint="")
            scores = likely.many([(prompt, truth) for prompt in prompts.values()])
            row = dict(zip(prompts, (float(nats) for nats in scores), strict=True))
            for column in COLUMNS:
                strangers = [row.pop((f"stranger {number}", column)) for number in range(OTHERS)]
                row["another's, BM25", column] = sum(strangers) / OTHERS
            for cell, nats in row.items():
                cells.setdefault(cell, []).append(nats)
        found[name] = cells
        setting.progress(len(found), len(sets))
    return _outcome(found, far, {name: [each.person for each in asked] for name, asked in sets.items()})


# the sets


def _mails(setting: Setting) -> Iterator[Asked]:
    folder = setting.folder("panza-emails")
    people = {author: read_mails(folder / f"{author}.jsonl") for author in AUTHORS}
    for author, other in (AUTHORS, AUTHORS[::-1]):
        able = [at for at in range(40, len(people[author])) if people[author][at].extra.get("subject")
                and 15 <= len(people[author][at].text.split()) <= 120]  # fmt: skip
        taken = 0
        for at in setting.rng(f"{author} grid").sample(able, len(able)):
            mail, own = people[author][at], tuple(_clean(people[author][:at], people[author][at]))
            if len(own) > K and taken < TEXTS // 2:
                taken += 1
                subject, others = str(mail.extra["subject"]), tuple(each.text for each in people[other])
                yield Asked(
                    author,
                    subject,
                    f"Subject: {subject}\n\n",
                    mail,
                    own,
                    others,
                    (tuple(people[other][:at]), tuple(people[other][at // 2 : at])),
                )


def _reviews(setting: Setting, name: str) -> Iterator[Asked]:
    said = read_reviews(setting.folder("pgraphrag") / f"{name}_dev.jsonl.gz")
    of: dict[str, list[Trace]] = {}
    for each in said:
        traces = of.setdefault(each.person, [])
        at = START + timedelta(minutes=len(traces))
        traces.append(Trace(each.text, at=at, kind="wrote", source="shop", ref=each.id, item=each.item,
                            extra={"title": each.title} if each.title else {}))  # fmt: skip
    people = sorted(person for person, traces in of.items() if len(traces) >= 6)
    others = tuple(each.text for each in said if each.person not in set(people))[:600]
    able = [(person, place) for person in people for place, each in enumerate(of[person])
            if each.extra.get("title") and len(each.text.split()) >= 15]  # fmt: skip
    rng = setting.rng(name)
    taken: Counter[str] = Counter()
    for person, place in rng.sample(able, len(able)):
        truth = of[person][place]
        own = tuple(_clean([each for each in of[person] if each.item != truth.item], truth))
        if taken.total() < TEXTS and taken[person] < EACH and len(own) >= K + 1:
            taken[person] += 1
            strangers = rng.sample([each for each in people if each != person], OTHERS)
            another = tuple(tuple(of[each]) for each in strangers)
            title = str(truth.extra["title"])
            yield Asked(person, title, f"Title: {title}\n", truth, own, others, another)


def _chats(setting: Setting) -> Iterator[Asked]:
    talks = spoken(setting)
    others = tuple(text for turns in list(talks.values())[:80] for who, text in turns if who == "me")
    rng = setting.rng("chats")
    people = [person for person, turns in sorted(talks.items()) if sum(who == "me" for who, _ in turns) >= 8]
    for person in rng.sample(people, len(people))[:TEXTS]:
        turns = talks[person]
        mine = [at for at, (who, _) in enumerate(turns) if who == "me"]
        at = mine[-2]
        strangers = rng.sample([each for each in people if each != person], OTHERS)
        own = [_turn(text, place, person) for place, (who, text) in enumerate(turns[:at]) if who == "me"]
        another = tuple(
            tuple(_turn(text, place, each) for place, (who, text) in enumerate(talks[each]) if who == "me")
            for each in strangers
        )
        before = turns[at - 1][1]
        truth = _turn(turns[at][1], at, person)
        yield Asked(person, before, f"Other: {before}\nMe: ", truth, tuple(_clean(own, truth)), others, another, "Me: ")


def _turn(text: str, place: int, person: str) -> Trace:
    return Trace(text, at=START + timedelta(minutes=place), kind="said", source="chat", ref=f"{len(person)}/{place}")


def _clean(traces: Sequence[Trace], truth: Trace) -> list[Trace]:
    return [each for each in traces if each.text.strip() and longest_copied(each.text, truth.text) < COPIED]


# the prompts


@contextmanager
def _desk(traces: Sequence[Trace], setting: Setting) -> Iterator[Desk]:
    now = max((trace.at for trace in traces), default=START) + timedelta(days=1)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home.db", clock=lambda: now)
        try:
            scope = store.scope("me")
            scope.append(traces)
            yield Desk(scope, None, setting.embedder(), Settings(), scope.zone, lambda: now)
        finally:
            store.close()


def _prompts(asked: Asked, likely: Likely, setting: Setting, far: dict[str, list[float]]) -> dict[tuple[str, str], str]:
    profile = _profile(asked.own, asked.others)
    with _desk(asked.own, setting) as desk:
        shown = {way: _found(way, asked, desk) for way in FINDERS}
    strange = []
    for each in asked.another:
        with _desk(each, setting) as desk:
            strange.append(_found("BM25", replace(asked, own=each), desk))
    far.setdefault("others of the set", []).append(_far(asked.others[:60], asked.truth.text))
    for way, texts in shown.items():
        far.setdefault(f"own, {way}", []).append(_far(texts, asked.truth.text))
    far.setdefault("all own", []).append(_far([each.text for each in asked.own], asked.truth.text))
    far.setdefault("another's, BM25", []).append(_far(strange[0], asked.truth.text))
    out = {}
    blocks = {way: _block(texts, likely, asked.says) for way, texts in {"none": [], **shown}.items()}
    for way, block in blocks.items():
        out[way, COLUMNS[0]] = block + asked.before
        out[way, COLUMNS[1]] = profile + block + asked.before
    length = likely.model.count(blocks["BM25"])
    for number, (texts, traces) in enumerate(zip(strange, asked.another, strict=True)):
        block = _block(texts, likely, asked.says, tokens=length)
        out[f"stranger {number}", COLUMNS[0]] = block + asked.before
        out[f"stranger {number}", COLUMNS[1]] = _profile(traces, asked.others) + block + asked.before
    return out


def _found(way: str, asked: Asked, desk: Desk) -> list[str]:
    units = [unit("turn", [each]) for each in asked.own]
    return [each.text for each in FINDERS[way].find(units, asked.wish, desk)[:K]]


def _block(texts: Sequence[str], likely: Likely, says: str = "", *, tokens: int = ROOM) -> str:
    joint = "\n" if says else "\n\n"
    return shortened([f"{says}{harmless(text)}" for text in texts], likely.model, tokens, joint=joint) if texts else ""


def _profile(own: Sequence[Trace], others: Sequence[str]) -> str:
    guides = (StyleGuide(Rates.of(others, ways)), TopicGuide(Rates.of(others, topics)))
    lines = StagedProfile(guides, LINES).build(own).lines
    return "About me:\n" + "".join(f"- {harmless(line.text)}\n" for line in lines) + "\n" if lines else ""


def _far(texts: Sequence[str], truth: str) -> float:
    try:
        return distance(Style.measure(texts), truth)
    except NotEnough:
        return float("nan")


def _outcome(
    found: Mapping[str, Mapping[tuple[str, str], Sequence[float]]], far: Mapping[str, Mapping[str, Sequence[float]]],
    people: Mapping[str, Sequence[str]],
) -> Outcome:  # fmt: skip
    def all_of(way: str, column: str) -> np.ndarray:
        return np.concatenate([np.array(cells[way, column]) for cells in found.values()])

    whose = [f"{name}/{person}" for name, each in people.items() for person in each]

    def gain(one: tuple[str, str], other: tuple[str, str]) -> Effect:
        difference = paired(all_of(*one), all_of(*other), clusters=whose)
        name = f"{', '.join(one)} less {', '.join(other)}"
        return Effect.of(difference, name=name, metric="likelihood of the true text, four sets", unit="nats a token")

    texts, both = COLUMNS
    bare = {name: np.array(cells["none", texts]) for name, cells in found.items()}
    rows = [
        (way, column, *(f"{np.mean(np.array(found[name][way, column]) - bare[name]):+.3f}" for name in found),
         str(bootstrap(all_of(way, column) - all_of("none", texts), clusters=whose)))
        for way in (*WAYS, "another's, BM25") for column in COLUMNS
    ]  # fmt: skip
    styles = [
        (what, *(f"{np.nanmean(far[name][what]):.2f}" for name in far),
         f"{np.nanmean(np.concatenate([far[name][what] for name in far])):.2f}")
        for what in next(iter(far.values()))
    ]  # fmt: skip
    own, stranger = (np.concatenate([far[name][what] for name in far]) for what in ("own, default", "another's, BM25"))
    able = np.isfinite(own) & np.isfinite(stranger)
    return Outcome(
        effect=gain(("BM25", texts), ("none", texts)),
        also=[
            gain(("default", texts), ("none", texts)),
            gain(("default", texts), ("recent", texts)),
            gain(("default", texts), ("BM25", texts)),
            gain(("none", both), ("none", texts)),
            gain(("BM25", both), ("BM25", texts)),
            gain(("none", texts), ("another's, BM25", texts)),
            Effect.of(paired(stranger[able], own[able]), name="another's less own, default",
                      metric="distance of the true text to the style of what was found", unit="spreads"),
        ],
        controls=[
            Control.worse("another person's texts", paired(all_of("BM25", texts), all_of("another's, BM25", texts),
                                                           clusters=whose), unit="nats a token"),
            Control.worse("another person's texts and profile",
                          paired(all_of("BM25", both), all_of("another's, BM25", both), clusters=whose),
                          unit="nats a token"),
        ],
        tables=[
            Table("What each way adds to nothing, in nats a token", ("own texts", "profile", *found, "all"), rows,
                  f"{len(whose)} true texts; at most {K} texts in {ROOM} tokens, a profile in {LINES}."),
            Table("Distance of the true text to the measured style of", ("texts", *far, "all"), styles,
                  "In spreads; lower is nearer. About 1 is usual for an own text."),
        ],
        notes=["A model of 135 million weights takes more from texts than from lines in words; a large one may not.",
               "Hotels and groceries have user names for people, and a name can be of several: there own texts may tell"
               " little more than the form.",
               "An earlier run had 39 texts, one stranger's texts of any length, and chats without names of who"
               " speaks."],
    )  # fmt: skip
