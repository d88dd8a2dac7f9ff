"""Panza: do instructions that are made from mails tell the mail, without giving it away?

Data: the mails of two authors (PanzaMail). An instruction is made from each mail by rules. It must share no three words
in a row with its mail, and among all mails of the author its own must be found by it. Three mails that are found by a
mail's instruction, the mail itself left out, are compared with three found by the mail's first words
and three by chance: which share of the mail's telling words stands in them?

Claim (Panza, 2025): pairs of instruction and mail can be made from sent mail alone.

    thyself study panza
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from studies.linguistic_control import AUTHORS, mails
from studies.pgraphrag import telling
from thyself.core import Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.generate.letters import take_apart
from thyself.generate.playback import instruction_from, instructions_of, leaks
from thyself.memory import Unit, unit
from thyself.systems._find import Words

AT: Final = datetime(2024, 1, 1, tzinfo=UTC)
K: Final = 3
FIRST: Final = 8


@study(
    name="panza",
    system="panza",
    title="Panza: instructions made from sent mails",
    claim="examples found by the instruction of a mail share more with it than examples by chance",
    data=("panza-emails",),
    seconds=30,
)
def run(setting: Setting) -> Outcome:
    """Make instructions, look for leaks, and find mails by them."""
    found: dict[str, list[float]] = {}
    pairs = texts = leaking = caught = 0
    for place, author in enumerate(AUTHORS):
        traces = _traces(setting.folder("panza-emails"), author)
        played = list(instructions_of(traces))
        pairs, texts = pairs + len(played), texts + len(traces)
        by_id = {trace.id: trace for trace in traces}
        leaking += sum(bool(leaks([pair.question], [pair.answer], run=3)) for pair in played)
        bad = [(" ".join(pair.answer.split()[2:10]), pair.answer) for pair in played]
        caught += sum(bool(leaks([made], [answer], run=3)) for made, answer in bad)
        _look(found, [(pair.question, by_id[pair.trace_id]) for pair in played], setting, author)
        setting.progress(place + 1, len(AUTHORS))
    metric = f"share of a mail's telling words in {K} others that were found"
    return Outcome(
        effect=Effect.of(paired(found["instruction"], found["chance"]), name="by instruction less by chance",
                         metric=metric),
        also=[Effect.of(paired(found["instruction"], found["first words"]), name="by instruction less by first words",
                        metric=metric)],
        controls=[
            Control.share("instructions that share no three words in a row with their mail", pairs - leaking, pairs,
                          expectation="all"),
            Control.share("mails that an instruction was made of", pairs, texts, expectation="90 %", at_least=0.9),
            Control.share("an instruction that quotes its mail is caught", caught, pairs, expectation="all",
                          kind="bad part"),
            Control.worse("the other author's mails, by instruction", paired(found["instruction"], found["other's"])),
        ],
        tables=[
            Table(f"{metric}", ("found by", "share"),
                  [(way, str(bootstrap(values))) for way, values in found.items() if way != "own mail first"]),
            Table("The mail of an instruction stands first among all of its author", ("by", "share"),
                  [("words of the mails", str(bootstrap(found["own mail first"])))]),
        ],
        notes=["Rules word the instructions; a capable language model would word them better."],
    )  # fmt: skip


def _traces(folder: Path, author: str) -> list[Trace]:
    return [
        Trace(text, at=AT, kind="wrote", source="mail", ref=f"{author}:{place}", extra={"subject": "mail"})
        for place, text in enumerate(mails(folder, author))
    ]


def _look(found: dict[str, list[float]], pairs: Sequence[tuple[str, Trace]], setting: Setting, author: str) -> None:
    units = [unit("turn", [trace]) for _, trace in pairs]
    by_words, rng = Words(units), setting.rng(author)
    keyed = Words([_keyed(each) for each in units])
    other = [text for name in AUTHORS if name != author for text in mails(setting.folder("panza-emails"), name)]
    theirs = Words([_keyed(unit("turn", [Trace(text, at=AT, kind="wrote", source="mail")])) for text in other])
    for place, (instruction, trace) in enumerate(pairs):
        body = take_apart(trace.text).body or trace.text
        wanted = telling(body)
        if not wanted:
            continue
        first = " ".join(body.split()[:FIRST])
        rest = [at for at in range(len(units)) if at != place]
        ways = {
            "instruction": _best(keyed, instruction, rest),
            "first words": _best(by_words, first, rest),
            "chance": rng.sample(rest, K),
        }
        for way, rows in ways.items():
            found.setdefault(way, []).append(_shared(wanted, [units[row].text for row in rows]))
        strange = _best(theirs, instruction, list(range(len(other))))
        found.setdefault("other's", []).append(_shared(wanted, [other[row] for row in strange]))
        found.setdefault("own mail first", []).append(float(int(np.argmax(by_words.scores(instruction))) == place))


def _keyed(each: Unit) -> Unit:
    return replace(each, index_text=instruction_from(each.text))


def _best(words: Words, query: str, rows: Sequence[int]) -> list[int]:
    scores = words.scores(query)
    return sorted(rows, key=lambda row: (-scores[row], row))[:K]


def _shared(wanted: frozenset[str], texts: Sequence[str]) -> float:
    stands = frozenset[str]().union(*(telling(text) for text in texts))
    return len(wanted & stands) / len(wanted)
