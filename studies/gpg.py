"""Guided profile generation: does asking the right question find what is distinctive, at an equal budget?

Planted: everybody thanks and exclaims and writes of the same few things; each person has one way of writing that few
others have, in two of twelve texts. A reader who sees nothing but a profile of forty tokens chooses between a new text
with the person's way and one with another's. Profiles: guided (which ways of writing are unusual?), by a wrong question
(which topics?), what is most frequent, the beginning of the texts, and the newest texts cut to the budget.

Real: people with six reviews and more of groceries or hotels (PGraphRAG's development files). Half of each person's
reviews make the profile; the reader chooses between a review of the other half and one by somebody else.

Claim (Guided Profile Generation, 2024): guided beats raw context, and raw context beats none.

    thyself study gpg
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Final

import numpy as np

from studies.pgraphrag import read
from thyself.core import DataMissing, Trace, estimate_tokens
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.profile.markers import Rates, markers, topics, ways
from thyself.profile.staged import StagedProfile, StyleGuide, TopicGuide

START: Final = datetime(2025, 1, 1, tzinfo=UTC)
SEEDS: Final = 3
PEOPLE, TEXTS, SHOWN, BUDGET = 40, 12, 2, 40
WAYS: Final = (
    "guided",
    "a wrong question",
    "what is most frequent",
    "beginning of the texts",
    "newest texts",
    "nothing",
)
#: Each text is looked at once.
seen_ways, seen_topics = lru_cache(maxsize=50_000)(ways), lru_cache(maxsize=50_000)(topics)
#: A way of writing, by what is added to a text.
_OWN: Final = {
    "way:brackets": " (or so it seemed)",
    "way:ellipses": " and so on...",
    "way:quotation marks": ' "quite" fine',
    "way:smileys": " :)",
    "way:dashes": " - as they say",
    "way:words in capitals": " REALLY good",
    "way:figures": " 1987 and 2003 were better",
    "way:questions": " or was it?",
}
_THINGS: Final = "tent boat lamp soup train book chair garden".split()


@study(
    name="gpg",
    system="gpg",
    title="Guided profiles: what a question to the history finds, at an equal budget",
    claim="a reader who sees a guided profile chooses better than one who sees as much raw text, or nothing",
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """The planted people, then real reviewers where their reviews are."""
    planted: dict[str, list[float]] = {}
    for seed in range(SEEDS):
        _planted(planted, setting.rng(f"planted {seed}"))
        setting.progress(seed + 1, SEEDS + 1)
    try:
        real = _real(setting)
    except DataMissing:
        real = {}
    return _outcome(planted, real)


def _trace(text: str, at: int) -> Trace:
    return Trace(text, at=START + timedelta(minutes=at), kind="wrote", source="note", ref=str(at))


def _text(rng: Random, way: str = "") -> str:
    thing, other = rng.sample(_THINGS, 2)
    added = _OWN.get(way, "")
    return f"Thank you for the {thing}! We liked it and the {other} as well{added}."


def _planted(found: dict[str, list[float]], rng: Random) -> None:
    whose = [rng.choice(list(_OWN)) for _ in range(PEOPLE)]
    wrote = [
        [_text(rng, way if at in shown else "") for at in range(TEXTS)]
        for way in whose
        for shown in [set(rng.sample(range(TEXTS), SHOWN))]
    ]
    for person, way in enumerate(whose):
        others = [text for each, texts in enumerate(wrote) if each != person for text in texts]
        strange = rng.choice([each for each in _OWN if each != way])
        own, other = _text(rng, way), _text(rng, strange)
        for how, seen in _profiles(wrote[person], others).items():
            found.setdefault(how, []).append(_chosen(seen, own, other))
        stranger = rng.choice([each for each in range(PEOPLE) if whose[each] != way])
        rest = [text for each, texts in enumerate(wrote) if each != stranger for text in texts]
        seen = _profiles(wrote[stranger], rest)["guided"]
        found.setdefault("guided, another person's", []).append(_chosen(seen, own, other))
        nobody = [_text(rng) for _ in range(TEXTS)]
        empty = StagedProfile((StyleGuide(Rates.of(others, seen_ways)),), BUDGET).build(
            [_trace(text, at) for at, text in enumerate(nobody)]
        )
        found.setdefault("no way of their own: none said", []).append(
            float(not any(line.value in _OWN for line in empty.lines))
        )


def _profiles(texts: Sequence[str], others: Sequence[str]) -> dict[str, Mapping[str, float]]:
    """What a reader sees of each profile: markers with weights."""
    traces = [_trace(text, at) for at, text in enumerate(texts)]
    rates = Rates.of(others, seen_ways), Rates.of(others, seen_topics)
    counts = Counter(marker for text in texts for marker in ways(text))
    frequent, room = {}, BUDGET
    for marker, count in counts.most_common():
        room -= estimate_tokens(f"- {marker}: {count} of {len(texts)} texts\n")
        if room >= 0:
            frequent[marker] = 1.0
    return {
        "guided": _lines(StagedProfile((StyleGuide(rates[0]),), BUDGET), traces),
        "a wrong question": _lines(StagedProfile((TopicGuide(rates[1]),), BUDGET), traces),
        "what is most frequent": frequent,
        "beginning of the texts": dict.fromkeys(markers(_cut(texts)), 1.0),
        "newest texts": dict.fromkeys(markers(_cut(texts[::-1])), 1.0),
        "nothing": {},
    }


def _lines(profile: StagedProfile, traces: Sequence[Trace]) -> dict[str, float]:
    return {line.value: 1.0 for line in profile.build(traces).lines}


def _cut(texts: Sequence[str]) -> str:
    out = ""
    for word in " ".join(texts).split(" "):
        if estimate_tokens(f"{out} {word}") > BUDGET:
            break
        out += f" {word}"
    return out


def _chosen(seen: Mapping[str, float], own: str, other: str) -> float:
    """1 where the own text has more of what was seen, one half where both have as much."""
    mine, theirs = (sum(seen.get(marker, 0.0) for marker in markers(text)) for text in (own, other))
    return 0.5 if mine == theirs else float(mine > theirs)


def _real(setting: Setting) -> dict[str, list[float]]:
    """By way, the share of right choices of each person."""
    found: dict[str, list[float]] = {}
    for name in ("gap", "hotel"):
        of: dict[str, dict[str, str]] = {}
        for said in read(setting.folder("pgraphrag") / f"{name}_dev.jsonl.gz"):
            of.setdefault(said.person, {}).setdefault(said.item, said.text)
        rng = setting.rng(name)
        crowd = [text for texts in of.values() if len(texts) < 6 for text in texts.values() if len(text.split()) >= 12]
        crowd = rng.sample(crowd, min(800, len(crowd)))
        rates, strange = crowd[: len(crowd) // 2], crowd[len(crowd) // 2 :]
        able = [[text for text in texts.values() if len(text.split()) >= 12] for texts in of.values()]
        for texts in [each for each in able if len(each) >= 6]:
            known, asked = texts[: len(texts) // 2], texts[len(texts) // 2 :][:6]
            right: dict[str, list[float]] = {}
            for text in asked:
                other = rng.choice(strange)
                for how, seen in _profiles(known, rates).items():
                    right.setdefault(how, []).append(_chosen(seen, text, other))
            for how, values in right.items():
                found.setdefault(how, []).append(float(np.mean(values)))
    return found


def _outcome(planted: Mapping[str, Sequence[float]], real: Mapping[str, Sequence[float]]) -> Outcome:
    metric = "share of right choices between two texts"

    def better(one: str, other: str) -> list[Effect]:
        name = f"{one} less {other}"
        made = [Effect.of(paired(planted[one], planted[other]), name=f"{name}, planted", metric=metric)]
        if real:
            made.append(Effect.of(paired(real[one], real[other]), name=f"{name}, reviewers", metric=metric))
        return made

    first, *more = better("guided", "newest texts")
    rest = ("beginning of the texts", "what is most frequent", "a wrong question", "nothing")
    said = planted["no way of their own: none said"]
    return Outcome(
        effect=first,
        also=[*more, *(each for other in rest for each in better("guided", other)), *better("newest texts", "nothing")],
        controls=[
            Control.worse("another person's profile", paired(planted["guided"], planted["guided, another person's"])),
            Control.share("people without a way of their own of whom none is said", int(sum(said)), len(said),
                          expectation="90 %", at_least=0.9, kind="do no harm"),
        ],
        tables=[
            Table(f"Right choices by a reader who sees {BUDGET} tokens", ("profile", "planted", "reviewers"),
                  [(how, str(bootstrap(planted[how])), str(bootstrap(real[how])) if real else None) for how in WAYS],
                  f"Planted: {len(planted['guided'])} people. Reviewers: {len(real.get('guided', []))}, of groceries"
                  " and hotels; those who wrote under six reviews are the others, and half of them the strangers."),
        ],
        seeds=SEEDS,
        notes=["The reader compares markers, in the profile and in both texts; no language model reads here."],
    )  # fmt: skip
