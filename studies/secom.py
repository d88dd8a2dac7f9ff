"""SeCom: does it help to keep conversations as topical segments, and to search a compressed copy of them?

Data: LoCoMo, the questions of categories 1 to 4 with the turns that answer them. Everything is found by BM25
(compressed keys also by cosine), packed into the same number of tokens, and measured by the share of the answering
turns that is inside. How many turns a segment may have is chosen on every other conversation (the second, the fourth),
by that share; all figures are of the others. The chunks that segments are compared with have as many turns.

Claim (SeCom, 2025): segments do better than turns and than sessions; a compressed key does better than the raw one
where much of what is said is filler; words left out by chance do not.

    thyself study secom
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import Final

import numpy as np

from studies._recall_data import Asked, Dialogue, locomo
from thyself.core import Trace, estimate_tokens
from thyself.core.words import stems
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.memory import (
    Chunks,
    Compressor,
    Informative,
    RandomDrop,
    Running,
    Segmenter,
    Sessions,
    TopicShift,
    Turns,
    Unit,
    cut,
)
from thyself.memory.units import render
from thyself.models import Embedder
from thyself.retrieval.pack import pack
from thyself.systems._find import Words, ranked
from thyself.systems.memory.secom import LONGEST

BUDGETS: Final = (500, 1000, 2000)
#: How many turns a segment may have: what is tried.
LENGTHS: Final = (3, 4, 6, 8, 12)
#: Tokens at which the verdict is given.
AT: Final = 1000
#: Segments that are read, as in the paper.
K: Final = 3
#: No more of what was found is looked at for packing.
WIDE: Final = 150
#: Conversations on which keys are compared.
KEYED: Final = 3
#: Words of filler for each word that was said.
FILLER_SHARE: Final = 0.4
#: What is left of a text with so much filler when just that is taken out.
RATE: Final = 1 / (1 + FILLER_SHARE)
FILLER: Final = (
    "well you know", "I mean", "kind of", "to be honest", "by the way", "how are you doing today", "so yeah", "anyway",
    "if that makes sense", "let me think", "sort of", "thanks so much for asking", "as I said", "at the end of the day",
    "oh wow", "just saying", "hope all is well with you", "good to hear from you", "like", "basically", "you see",
)  # fmt: skip

#: The same units are counted for every question.
COUNT: Final = lru_cache(maxsize=None)(estimate_tokens)


@dataclass(frozen=True, slots=True)
class Talk:
    """A dialogue, what is asked of it, and the segments of its sessions: short, of any length, and cut turn by turn."""

    dialogue: Dialogue
    questions: tuple[Asked, ...]
    segments: list[Unit]
    any_length: list[Unit]
    running: list[Unit]

    @property
    def traces(self) -> Mapping[str, Trace]:
        """The turns by id."""
        return {trace.id: trace for trace in self.dialogue.traces}


@study(
    name="secom",
    system="secom",
    title="SeCom: topical segments, searched by a compressed copy, given back as they were",
    claim="at an equal token budget segments hold more of the evidence than single turns do",
    data=("locomo",),
    seconds=130,
)
def run(setting: Setting) -> Outcome:
    """Compare units at equal budgets, then keys under filler."""
    embedder = setting.embedder()
    dialogues = list(locomo(setting.folder("locomo")))
    known: dict[str, np.ndarray] = {}
    for done, dialogue in enumerate(dialogues, 1):
        vectors = embedder.embed([trace.text for trace in dialogue.traces])
        known |= dict(zip((trace.id for trace in dialogue.traces), vectors, strict=True))
        setting.progress(done, None)
    chosen = _chosen(dialogues[1::2], embedder, known)
    longest = max(chosen, key=lambda most: chosen[most].value)
    talks = [_talk(dialogue, embedder, known, longest) for dialogue in dialogues[::2]]
    found = _by_unit(talks, longest)
    keys = _by_key(talks[:KEYED], embedder, setting)
    compare = _compared(found, keys)
    many = np.array([len(asked.refs) > 1 for talk in talks for asked in talk.questions])
    return Outcome(
        effect=compare[0],
        also=compare[1:],
        controls=[
            _swap(talks),
            Control.not_better(
                "words left out by chance, cosine, under filler",
                paired(keys["random", "cosine"], keys["whole", "cosine"]),
            ),
            _same_words(talks),
            _no_harm(talks),
        ],
        tables=[_unit_table(talks, found, many), _key_table(keys), _length_table(chosen, len(dialogues[1::2]))],
        notes=[
            f"A segment has {_turns(talks, 'segments'):.1f} turns on average, {_turns(talks, 'any_length'):.1f} where"
            " it may have any length: the segmenter, learned on other talk, sees few shifts of topic here.",
            f"The other conversations chose at most {longest} turns; the system takes {LONGEST}.",
        ],
    )


def _talk(dialogue: Dialogue, embedder: Embedder, known: Mapping[str, np.ndarray], longest: int) -> Talk:
    makers: tuple[Segmenter, ...] = (
        TopicShift(embedder, most=longest, known=known),
        TopicShift(embedder, known=known),
        Running(embedder, most=longest, known=known),
    )
    short, any_length, running = (cut(dialogue.traces, by) for by in makers)
    return Talk(dialogue, _questions(dialogue), short, any_length, running)


def _questions(dialogue: Dialogue) -> tuple[Asked, ...]:
    return tuple(each for each in dialogue.questions if each.category != "adversarial")


def _chosen(dialogues: Sequence[Dialogue], embedder: Embedder, known: Mapping[str, np.ndarray]) -> dict[int, Interval]:
    """The share of evidence within :data:`AT` tokens by how many turns a segment may have."""
    found: dict[int, list[float]] = {most: [] for most in LENGTHS}
    for dialogue in dialogues:
        traces = {trace.id: trace for trace in dialogue.traces}
        for most in LENGTHS:
            units = cut(dialogue.traces, TopicShift(embedder, most=most, known=known))
            words = Words(units)
            for asked in _questions(dialogue):
                best = ranked(units, words.scores(asked.text), "words")[:WIDE]
                held = {ref for each in pack(best, AT, count=COUNT, traces=traces) for ref in each.refs}
                found[most].append(len(asked.refs & held) / len(asked.refs))
    return {most: bootstrap(shares) for most, shares in found.items()}


def _turns(talks: Sequence[Talk], which: str) -> float:
    return float(np.mean([len(unit.trace_ids) for talk in talks for unit in getattr(talk, which)]))


def _cutters(talk: Talk, longest: int) -> dict[str, list[Unit]]:
    plain: dict[str, Segmenter] = {"turns": Turns(), "chunks": Chunks(longest), "sessions": Sessions()}
    return {name: cut(talk.dialogue.traces, by) for name, by in plain.items()} | {
        "segments": talk.segments,
        "segments of any length": talk.any_length,
        "segments cut turn by turn": talk.running,
    }


def _by_unit(talks: Sequence[Talk], longest: int) -> dict[tuple[str, int], list[float]]:
    """The share of evidence for each question, by unit and budget."""
    found: dict[tuple[str, int], list[float]] = {}
    for talk in talks:
        traces = talk.traces
        for name, units in _cutters(talk, longest).items():
            words = Words(units)
            for asked in talk.questions:
                best = ranked(units, words.scores(asked.text), "words")[:WIDE]
                for budget in BUDGETS:
                    held = {ref for each in pack(best, budget, count=COUNT, traces=traces) for ref in each.refs}
                    found.setdefault((name, budget), []).append(len(asked.refs & held) / len(asked.refs))
    return found


def _compared(
    found: Mapping[tuple[str, int], list[float]], keys: Mapping[tuple[str, str], list[float]]
) -> list[Effect]:
    metric = f"share of the answering turns within {AT:,} tokens, BM25"
    key_metric = f"share of the answering turns in the best {K} segments, under filler"
    return [
        *(
            Effect.of(paired(found["segments", AT], found[other, AT]), name=f"segments less {other}", metric=metric)
            for other in ("turns", "sessions", "chunks")
        ),
        *(
            Effect.of(
                paired(keys["compressed", how], keys["whole", how]),
                name=f"compressed less whole key, {how}",
                metric=key_metric,
            )
            for how in ("BM25", "cosine")
        ),
    ]


def _unit_table(talks: Sequence[Talk], found: Mapping[tuple[str, int], list[float]], many: np.ndarray) -> Table:
    rows: list[Sequence[str | float]] = []
    for name in ("turns", "segments", "segments cut turn by turn", "segments of any length", "chunks", "sessions"):
        cells = [str(bootstrap(found[name, budget])) for budget in BUDGETS]
        several = float(np.array(found[name, AT])[many].mean())
        rows.append((name, *cells, several))
    columns = ("unit", *(f"{budget:,} tokens" for budget in BUDGETS), f"{AT:,} tokens, several turns answer")
    note = f"{len(many):,} questions of {len(talks)} conversations; intervals by question."
    return Table("Share of the answering turns that is found, by unit", columns, rows, note)


def _length_table(chosen: Mapping[int, Interval], of: int) -> Table:
    rows = [(most, str(share), share.n) for most, share in chosen.items()]
    title = "The choice of length, on the other conversations: share found within 1,000 tokens"
    return Table(title, ("turns at most", "share", "n"), rows, f"{of} conversations; no other figure is of them.")


def _by_key(talks: Sequence[Talk], embedder: Embedder, setting: Setting) -> dict[tuple[str, str], list[float]]:
    """The share of evidence in the best segments, by the text that is searched and how."""
    makers: dict[str, Callable[[], Compressor | None]] = {
        "whole": lambda: None,
        "compressed": lambda: Informative(RATE),
        "random": lambda: RandomDrop(RATE, setting.rng("drop")),
    }
    found: dict[tuple[str, str], list[float]] = {}
    for done, talk in enumerate(talks, 1):
        noisy = _with_filler(talk, setting.rng(talk.dialogue.name))
        asked = embedder.embed([each.text for each in talk.questions])
        for name, make in makers.items():
            units = _keyed(noisy, make())
            words, vectors = Words(units), embedder.embed([unit.index_text for unit in units])
            for question, vector in zip(talk.questions, asked, strict=True):
                for how, scores in (("BM25", words.scores(question.text)), ("cosine", vectors @ vector)):
                    found.setdefault((name, how), []).append(_held(noisy, scores, question))
        setting.progress(5 + done, 5 + len(talks))
    return found


def _held(units: Sequence[Unit], scores: np.ndarray, asked: Asked) -> float:
    best = np.argsort(-scores, kind="stable")[:K]
    return len(asked.refs & {ref for i in best for ref in units[i].refs}) / len(asked.refs)


def _keyed(units: Sequence[Unit], compressor: Compressor | None) -> list[Unit]:
    if compressor is None:
        return list(units)
    learned = compressor.learn(line for unit in units for line in unit.index_text.split("\n"))
    return [replace(unit, index_text=learned.compress(unit.index_text)) for unit in units]


def _with_filler(talk: Talk, rng: Random) -> list[Unit]:
    """The same segments, with filler put between the words of every turn."""
    traces = talk.traces
    out = []
    for unit in talk.segments:
        lines = [f"{traces[each].author}: {filled(traces[each].text, rng)}" for each in unit.trace_ids]
        out.append(replace(unit, index_text="\n".join(lines)))
    return out


def filled(text: str, rng: Random) -> str:
    """A text with :data:`FILLER_SHARE` words of filler for each of its own, at places drawn by chance."""
    words = text.split()
    wanted, parts = FILLER_SHARE * len(words), list(words)
    added = 0
    while added < wanted:
        phrase = rng.choice(FILLER)
        parts.insert(rng.randint(0, len(parts)), phrase)
        added += len(phrase.split())
    return " ".join(parts)


def _key_table(keys: Mapping[tuple[str, str], list[float]]) -> Table:
    rows = [
        (name, *(str(bootstrap(keys[name, how])) for how in ("BM25", "cosine")))
        for name in ("whole", "compressed", "random")
    ]
    note = f"{FILLER_SHARE:.0%} of filler is added to every turn; {RATE:.0%} of the words are kept."
    return Table(
        f"Share of the answering turns in the best {K} segments, by key", ("key", "BM25", "cosine"), rows, note
    )


def _swap(talks: Sequence[Talk]) -> Control:
    """Words of the evidence in what is found: in the person's own conversation, and in that of the next one."""
    own: list[float] = []
    other: list[float] = []
    words = [Words(talk.segments) for talk in talks]
    for i, talk in enumerate(talks):
        by_ref = {trace.ref: trace.text for trace in talk.dialogue.traces}
        for asked in talk.questions:
            truth = {stem for ref in asked.refs for stem in stems(by_ref[ref])} - set(stems(asked.text))
            for j, into in ((i, own), ((i + 1) % len(talks), other)):
                best = ranked(talks[j].segments, words[j].scores(asked.text), "words")[:WIDE]
                told = {stem for each in pack(best, AT, count=COUNT) for stem in stems(each.text)}
                into.append(len(truth & told) / len(truth) if truth else float("nan"))
    kept = ~np.isnan(own)
    difference = paired(np.array(own)[kept], np.array(other)[kept])
    return Control.worse("another person's conversation: words of the evidence that are found", difference)


def _same_words(talks: Sequence[Talk]) -> Control:
    """What is given back is what was said, though a compressed copy was searched."""
    checked = right = 0
    for talk in talks:
        traces = talk.traces
        for unit in cut(talk.dialogue.traces, Chunks(LONGEST), Informative(0.5)):
            checked += 1
            right += unit.text == render([traces[each] for each in unit.trace_ids]) and unit.index_text != unit.text
    return Control.share("compressed units give back the original", right, checked, expectation="all, word for word")


def _no_harm(talks: Sequence[Talk]) -> Control:
    """A key that keeps every word finds just what the raw key finds."""
    same = of = 0
    for talk in talks[:2]:
        kept = Words(_keyed(talk.segments, Informative(1.0)))
        raw = Words(talk.segments)
        for asked in talk.questions:
            of += 1
            same += bool(np.array_equal(kept.scores(asked.text), raw.scores(asked.text)))
    return Control.share("a rate of 1 changes nothing", same, of, expectation="equal scores", kind="do no harm")
