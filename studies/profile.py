"""Profile: are stated facts read rightly, and is a person's style their own?

Facts: the two speakers of Synthetic-Persona-Chat talk as their persona lines say; what the patterns read of a speaker
is held against that speaker's lines, and against the other speaker's (the swap). A conversation says more than the
persona does, so the share that its lines contain is a floor of precision and no estimate of it.

Style: half of each author's mails (PanzaMail) give the style; is each mail of the other half nearer to its own author's
style than to the other's? Names are not measured. Swap: the styles change places.

    thyself study profile
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from thyself.core import DataMissing, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.memory.extract import facts, stems
from thyself.memory.extract.gazetteer import expected
from thyself.profile import Style
from thyself.profile.style import features

AT = datetime(2023, 1, 1, tzinfo=UTC)
SEEDS = 5
#: A stem more common than this tells nothing of a persona.
_COMMON = 4e-3


@dataclass(frozen=True, slots=True)
class Speaker:
    """What a speaker said, their persona, and the persona of the one they talked with."""

    turns: list[str]
    own: list[frozenset[str]]
    other: list[frozenset[str]]


def speakers(folder: Path) -> Iterator[Speaker]:
    """Both speakers of each conversation of the test half."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise DataMissing("this study reads a parquet file: pip install pyarrow") from None
    for row in parquet.read_table(folder / "spc_test.parquet").to_pylist():
        personas = [_telling_lines(row[f"user {number} personas"] or "") for number in (1, 2)]
        turns = [line.split(": ", 1) for line in (row["Best Generated Conversation"] or "").splitlines()]
        for number in (1, 2):
            said = [turn[1] for turn in turns if turn[0] == f"User {number}" and len(turn) == 2]
            if said and personas[number - 1] and personas[2 - number]:
                yield Speaker(said, personas[number - 1], personas[2 - number])


def _telling_lines(text: str) -> list[frozenset[str]]:
    return [found for line in text.splitlines() if (found := telling(line))]


def telling(text: str) -> frozenset[str]:
    """The stems of a text that say something."""
    return frozenset(stem for stem in stems(text) if expected(stem) < _COMMON)


def within(value: frozenset[str], persona: list[frozenset[str]]) -> bool:
    """Whether one line of a persona has most of the telling stems of a value."""
    return any(2 * len(value & line) > len(value) for line in persona)


def read_facts(folder: Path) -> tuple[list[float], list[float], list[float], list[int]]:
    """For each fact that was read: is it in the own persona, in the other's; for each persona line: was it read."""
    own: list[float] = []
    other: list[float] = []
    found: list[float] = []
    whose: list[int] = []
    for place, speaker in enumerate(speakers(folder)):
        claims = [claim for turn in speaker.turns for claim in facts(_trace(turn)) if claim.stance == "is"]
        values = [value for claim in claims if (value := telling(claim.value))]
        own += [float(within(value, speaker.own)) for value in values]
        other += [float(within(value, speaker.other)) for value in values]
        whose += [place] * len(values)
        found += [float(any(2 * len(value & line) > len(value) for value in values)) for line in speaker.own]
    return own, other, found, whose


def _trace(text: str, author: str = "me") -> Trace:
    return Trace(text, at=AT, kind="said", source="study", author=author)


def read_of_others(folder: Path) -> tuple[int, int]:
    """Of how many turns by somebody else nothing was read, and how many there are."""
    turns = [turn for speaker in speakers(folder) for turn in speaker.turns]
    return sum(not facts(_trace(turn, author="Anna")) for turn in turns), len(turns)


def mails(folder: Path, rng: Random) -> dict[str, tuple[list[str], list[str]]]:
    """For each author, one half of the mails to learn from and the other to test, none twice."""
    halves = {}
    for author in ("david", "isabel"):
        with (folder / f"{author}.jsonl").open(encoding="utf-8") as file:
            texts = [text for text in dict.fromkeys(json.loads(row)["email"] for row in file) if features(text)]
        rng.shuffle(texts)
        halves[author] = (texts[: len(texts) // 2], texts[len(texts) // 2 :])
    return halves


def attributed(folder: Path, setting: Setting, size: int) -> tuple[list[float], list[float], list[str]]:
    """For each group of test mails: was it given to its author, how much farther is the other, its first mail."""
    right: list[float] = []
    margin: list[float] = []
    first: list[str] = []
    for seed in range(SEEDS):
        halves = mails(folder, setting.rng(f"mails {seed}"))
        styles = {author: Style.measure(known) for author, (known, _) in halves.items()}
        for author, other in (("david", "isabel"), ("isabel", "david")):
            texts = halves[author][1]
            for at in range(0, len(texts) - size + 1, size):
                group = texts[at : at + size]
                far = [sum(styles[who].distance(text) for text in group) / size for who in (author, other)]
                right.append(float(far[0] < far[1]))
                margin.append(far[1] - far[0])
                first.append(group[0])
    return right, margin, first


def signed(folder: Path, author: str) -> float:
    """The share of mails in which the author's name stands: what attribution by name would live on."""
    with (folder / f"{author}.jsonl").open(encoding="utf-8") as file:
        texts = [json.loads(row)["email"] for row in file]
    return sum(bool(re.search(author, text, re.IGNORECASE)) for text in texts) / len(texts)


@study(
    name="profile",
    title="Stated facts and measured style",
    claim="what is read of a speaker fits their persona and not another's; a mail lies nearer to its author's style",
    data=("synthetic-persona-chat", "panza-emails"),
    seconds=40,
)
def run(setting: Setting) -> Outcome:
    """Both experiments."""
    own, other, found, whose = read_facts(setting.folder("synthetic-persona-chat"))
    setting.progress(1, 2)
    panza = setting.folder("panza-emails")
    groups = {size: attributed(panza, setting, size) for size in (1, 3, 5)}
    setting.progress(2, 2)
    right, margin, whole = groups[1]
    fits = paired(own, other, clusters=whose, seed=setting.seed)
    chance = bootstrap([each - 0.5 for each in right], clusters=whole, seed=setting.seed)
    farther = bootstrap(margin, clusters=whole, seed=setting.seed)
    silent, turns = read_of_others(setting.folder("synthetic-persona-chat"))
    return Outcome(
        effect=Effect.of(
            fits, name="own persona less the other speaker's", metric="share of facts that the persona has"
        ),
        controls=[
            Control.worse("the persona of the other speaker", fits),
            Control.worse("the styles change places", farther, unit="distance"),
            Control.share("turns by others that give no fact", silent, turns, expectation="all", kind="do no harm"),
        ],
        also=[Effect.of(chance, name="right author less chance", metric="share of mails given to their author")],
        tables=[
            Table(
                "Stated facts, Synthetic-Persona-Chat (test)",
                ("what", "share", "n"),
                [
                    ["facts that the own persona has", sum(own) / len(own), len(own)],
                    ["facts that the other speaker's persona has", sum(other) / len(other), len(other)],
                    ["persona lines that were read", sum(found) / len(found), len(found)],
                ],
                note=f"{len({*whose}):,} speakers of whom something was read; a talk says more than its personas",
            ),
            Table(
                "Mails given to their author, two authors",
                ("mails at once", "share right", "n"),
                [[size, sum(each) / len(each), len(each)] for size, (each, _, _) in groups.items()],
                note=f"the author's name stands in {signed(panza, 'david'):.0%} and {signed(panza, 'isabel'):.0%} of"
                " the mails and is not measured",
            ),
        ],
        seeds=SEEDS,
    )
