"""Journal personality: do the entries that represent a person tell better what they are like than all of them?

Data: planted journals (there are no real ones with traits that are known): forty people with five traits, who write
70 % of their entries as they are and 30 % in bad weeks; half of what shows a trait is said in words that no list has.
The threshold of the groups was set on forty others of the same making. For real texts (MemoryBank and mails, where they
are there) only this is asked: do two halves of one person's texts look more alike than those of two people?

Claim (Journal Intensive Conversations, 2024): traits are caught better from the entries of the largest group.

    thyself study journal-personality
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from thyself.core import DataMissing, Trace
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.worlds.household import START
from thyself.evaluate.worlds.journals import Author, author
from thyself.generate.playback import dialogue_from, leaks
from thyself.models import Embedder
from thyself.profile.traits import measure, representative, silhouette

PEOPLE: Final = 40
#: Turns of a dialogue that is made of entries.
TURNS: Final = 80


@study(
    name="journal-personality",
    system="journal-personality",
    title="Journal personality: traits from the entries that represent a person",
    claim="traits from the largest group of entries are nearer to the truth than from all entries or as many others",
    seconds=110,
)
def run(setting: Setting) -> Outcome:
    """Estimate planted traits from different choices of entries; then halves of real texts."""
    people = [author(f"person {i}", setting.rng(f"person {i}")) for i in range(PEOPLE)]
    embedder = setting.embedder()
    errors: dict[str, list[float]] = {}
    for number, each in enumerate(people):
        for how, entries in _choices(each, people[(number + 1) % PEOPLE], embedder, setting).items():
            errors.setdefault(how, []).append(_error(entries, each))
        setting.progress(number + 1, PEOPLE)
    real = _halves(setting)
    return _outcome(people, {how: np.array(values) for how, values in errors.items()}, real, setting)


def _choices(one: Author, other: Author, embedder: Embedder, setting: Setting) -> dict[str, list[str]]:
    kept = representative(one.entries).kept
    rng = setting.rng(f"choice/{one.name}")
    dialogue = [said for who, said in dialogue_from(_traces(one, kept), turns=TURNS) if who == "me"]
    plain = [said for who, said in dialogue_from(_traces(one, range(len(one.entries))), turns=TURNS) if who == "me"]
    return {
        "representative": [one.entries[i] for i in kept],
        "all": list(one.entries),
        "as many, by chance": [one.entries[i] for i in sorted(rng.sample(range(len(one.entries)), len(kept)))],
        "largest group by topic": [one.entries[i] for i in _by_topic(one.entries, embedder)],
        "truly usual ones": [text for text, usual in zip(one.entries, one.usual, strict=True) if usual],
        "another person's": list(other.entries),
        "nothing (the middle)": [],
        "a dialogue of representative ones": dialogue,
        "a dialogue of any": plain,
    }


def _error(entries: Sequence[str], one: Author) -> float:
    """How far the estimates are from the planted traits, on average over the five."""
    if not entries:
        return float(np.abs(one.traits).mean())
    return float(np.mean([abs(t.value - value) for t, value in zip(measure(entries), one.traits, strict=True)]))


def _traces(one: Author, rows: Sequence[int]) -> list[Trace]:
    return [Trace(one.entries[i], at=START, kind="wrote", source="journal", ref=str(i)) for i in rows]


def _by_topic(entries: Sequence[str], embedder: Embedder) -> list[int]:
    """The largest group by meaning, as in the paper: k-means on vectors, the number of groups by silhouette."""
    vectors = embedder.embed(list(entries)).astype(np.float64)
    rng = np.random.default_rng(0)
    best, groups = -2.0, np.zeros(len(entries), dtype=np.int64)
    for k in range(2, 7):
        centres = vectors[rng.choice(len(vectors), k, replace=False)]
        found = np.zeros(len(entries), dtype=np.int64)
        for _ in range(20):
            found = np.argmin(((vectors[:, None] - centres[None]) ** 2).sum(axis=2), axis=1)
            centres = np.stack(
                [vectors[found == i].mean(axis=0) if (found == i).any() else centres[i] for i in range(k)]
            )
        worth = silhouette(vectors, np.unique(found, return_inverse=True)[1])
        if worth > best:
            best, groups = worth, found
    return np.flatnonzero(groups == np.bincount(groups).argmax()).tolist()


def _outcome(
    people: Sequence[Author], errors: dict[str, np.ndarray], real: tuple[Interval, str] | None, setting: Setting
) -> Outcome:
    def better(name: str, than: str) -> Effect:
        return Effect.of(paired(errors[than], errors[name]), name=f"{than} less {name}",
                         metric="mean distance to the planted traits", unit="of a scale from -1 to 1")  # fmt: skip

    also = [
        better("representative", "as many, by chance"),
        better("representative", "largest group by topic"),
        better("a dialogue of representative ones", "a dialogue of any"),
        better("truly usual ones", "representative"),
    ]
    notes = ["No real journals with known traits were there: how near the estimates come to real people is not known."]
    if real is not None:
        also.append(Effect.of(real[0], name="halves of two people less halves of one", metric=real[1],
                              unit="of a scale from -1 to 1"))  # fmt: skip
        notes.append("Halves of one person's real texts agree: that is no proof that what they agree on is a trait.")
    rows: list[list[str | float]] = [[how, str(bootstrap(values))] for how, values in errors.items()]
    return Outcome(
        effect=better("representative", "all"),
        also=also,
        controls=[
            Control.worse("another person's entries", paired(errors["another person's"], errors["representative"]),
                          unit="of a scale from -1 to 1"),
            _no_mood(setting),
            _mixed(setting),
            _kept(people),
            _leaks(people),
        ],
        tables=[Table("Distance to the planted traits, mean over five", ("entries", "distance"), rows,
                      f"{PEOPLE} people with 40 entries each; less is better.")],
        notes=notes,
    )  # fmt: skip


def _no_mood(setting: Setting) -> Control:
    """People without bad weeks: choosing costs next to nothing."""
    own = [author(f"steady {i}", setting.rng(f"steady {i}"), off=0.0) for i in range(PEOPLE)]
    chosen = [_error([one.entries[i] for i in representative(one.entries).kept], one) for one in own]
    difference = paired(chosen, [_error(one.entries, one) for one in own])
    return Control("people without bad weeks: chosen less all", "at most .02 further", difference.value, difference.low,
                   difference.high, difference.high <= 0.02, "do no harm", "of a scale from -1 to 1")  # fmt: skip


def _mixed(setting: Setting) -> Control:
    """Half of the entries from bad weeks, of people far from such a mood: flagged, or left whole, but not forced."""
    right = of = 0
    for i in range(6 * PEOPLE):
        one = author(f"torn {i}", setting.rng(f"torn {i}"), off=0.5)
        if one.traits[2] > 0 and one.traits[3] > 0 and one.traits[4] < 0:
            found = representative(one.entries)
            of += 1
            right += found.mixed and len(found.kept) == len(one.entries)
    return Control.share("two moods of equal number are flagged", right, of, expectation="at least 80 %", at_least=0.8,
                         kind="bad part")  # fmt: skip


def _kept(people: Sequence[Author]) -> Control:
    """Of those whose mood differs from a bad week, how many kept entries are truly usual."""
    right = of = 0
    for one in people:
        found = representative(one.entries)
        if found.groups > 1 and not found.mixed:
            of += len(found.kept)
            right += sum(one.usual[i] for i in found.kept)
    return Control.share("entries that were kept where groups part are truly usual", right, of,
                         expectation="at least 80 % (70 % of all are)", at_least=0.8)  # fmt: skip


def _leaks(people: Sequence[Author]) -> Control:
    """A bad generator that copies a held-out text into a dialogue is caught."""
    secret = "The password of the cellar door is a very long word that nobody knows"
    right = 0
    for one in people:
        said = [words for _, words in dialogue_from(_traces(one, range(5)))]
        right += not leaks(said, [secret]) and len(leaks([*said, f"As you know, {secret}."], [secret])) == 1
    return Control.share("a dialogue with a held-out text in it is caught", right, len(people), expectation="all",
                         kind="bad part")  # fmt: skip


def _halves(setting: Setting) -> tuple[Interval, str] | None:
    """How far halves of two people's texts are apart, less those of one person's."""
    texts = _real(setting)
    halves = [(_values(each[0::2]), _values(each[1::2])) for each in texts if sum(len(t.split()) for t in each) >= 300]
    if len(halves) < 3:
        return None
    own = [float(np.abs(one - other).mean()) for one, other in halves]
    apart = [
        float(np.mean([np.abs(one - other).mean() for j, (_, other) in enumerate(halves) if j != i]))
        for i, (one, _) in enumerate(halves)
    ]
    return paired(apart, own), f"distance of halves, {len(halves)} people's real texts"


def _values(texts: Sequence[str]) -> np.ndarray:
    return np.array([each.value for each in measure(texts)])


def _real(setting: Setting) -> list[list[str]]:
    found: list[list[str]] = []
    try:
        banks = json.loads(gzip.decompress((setting.folder("memorybank") / "memory_bank_en.json.gz").read_bytes()))
        found += [[e["query"] for day in bank["history"].values() for e in day] for bank in banks.values()]
        found += [_mails(file) for file in sorted(setting.folder("panza-emails").glob("*.jsonl"))]
    except DataMissing:
        return found
    return found


def _mails(file: Path) -> list[str]:
    return [json.loads(line)["email"] for line in file.read_text("utf-8").splitlines() if line.strip()]
