"""PTODSKC: do a few sentences a concept suffice to read who is what to whom?

Data: the training sentences of PTODSKC (134, with their triples; its test sentences are not among what we have). They
are cut into ten parts; of the nine that are left, at most 2, 4 or 8 sentences a concept are learned from, and the tenth
is read. Many sentences come from one mould with other names and sexes, so the parts are also cut so that no mould is in
both: that is the harder and more honest figure. A triple counts where it is exactly that of the data, with kinds,
names, sexes and the other direction, as in the paper; relations and sexes alone are shown too.

What tagger and rules look at was settled with these sentences in view; no weight was learned on what is tested, and
none of the weights that ship were learned here. What the triples are good for is shown by the study ``graph``.

Claim (PTODSKC, 2024): F1 grows from 2 to 4 to 8 examples a concept.

    thyself study ptodskc
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from thyself.core import Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, study
from thyself.evaluate.resample import Interval
from thyself.memory.extract.mentions import read
from thyself.memory.extract.tagger import Example, Found, Tagger, learn, without_names
from thyself.memory.extract.triples import ByRule, Triples, own_tagger, passages
from thyself.memory.graph.rdf import read_turtle
from thyself.memory.ontology import KNOW, TYPE, Ontology, Triple

#: The properties of the data set.
PROPERTIES: Final = KNOW.only(
    {"name", "sex", "knows", "partner", "spouse", "sibling", "brother", "sister", "child", "father", "mother"}
)
PARTS: Final = 10
SEEDS: Final = 3
SHOTS: Final = (2, 4, 8)
ALL: Final = 10_000
DRAWS: Final = 1000
#: Sentences are of one mould where they share so much of their words, names and words of sex and kinship apart.
MOULD: Final = 0.6
_SEXED: Final = frozenset(
    "a b c the he she his her him himself herself father mother son daughter brother sister brothers sisters boy"
    " girl".split()
)
Told = frozenset[Triple]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the data, what it says, its concept and its mould."""

    text: str
    triples: Told
    concept: str
    mould: int


def sentences(folder: Path, name: str = "train.jsonl") -> list[Sentence]:
    """The sentences of one file, with their Turtle read."""
    rows = []
    for line in (folder / name).read_text(encoding="utf-8").splitlines():
        asked, answer = json.loads(line)["text"].split("[/INST]")
        turtle = answer.replace("</s>", "").strip()
        triples = frozenset() if turtle == "NONE" else frozenset(_with_words(read_turtle(turtle)))
        rows.append((asked.split("ontology.", 1)[1].strip(), triples))
    moulds = _moulds([text for text, _ in rows], [_concept(triples) for _, triples in rows])
    return [Sentence(text, told, _concept(told), mould) for (text, told), mould in zip(rows, moulds, strict=True)]


def _with_words(triples: Iterable[Triple]) -> list[Triple]:
    return [Triple(each.subject, each.predicate, each.object) for each in triples]


def _concept(triples: Told) -> str:
    found = sorted({each.predicate for each in triples} - {TYPE, "name", "sex", "child"})
    return "+".join(found) or ("child" if triples else "none")


def _moulds(texts: Sequence[str], concepts: Sequence[str]) -> list[int]:
    bags = [frozenset(re.findall(r"\w+", without_names(read(text)).lower())) - _SEXED for text in texts]
    of = list(range(len(texts)))

    def root(i: int) -> int:
        while of[i] != i:
            i = of[i]
        return i

    for i, one in enumerate(bags):
        for j, other in enumerate(bags[:i]):
            if concepts[i] != "none" and len(one & other) >= MOULD * len(one | other):
                of[root(i)] = root(j)
    return [root(i) for i in range(len(texts))]


def whole(triples: Iterable[Triple], ontology: Ontology = PROPERTIES) -> Told:
    """All that a reading says in the form of the data: complete, with the names of those who are related."""
    full = {each for each in ontology.complete(triples) if each.predicate in ontology or each.predicate == TYPE}
    people = {
        name for each in full if each.predicate not in (TYPE, "sex", "name") for name in (each.subject, each.object)
    }
    kept = {each for each in full if each.subject in people and each.predicate != "name"}
    return frozenset(kept | {Triple(name, "name", name) for name in people})


def narrowed(found: Iterable[Found]) -> list[Triple]:
    """Readings in the words of the data: a friend is somebody whom one knows."""
    out = []
    for each in found:
        name = each.triple.predicate
        while name not in PROPERTIES and name in KNOW and KNOW[name].above:
            name = KNOW[name].above
        out.append(Triple(each.triple.subject, name, each.triple.object))
    return out


Reading = tuple[Told, Told]
"""What was read of a sentence, and what is true."""


def crossed(
    data: Sequence[Sentence], shots: int, rng: Random, *, moulds: bool = False, shuffled: bool = False
) -> list[Reading]:
    """Each sentence as a tagger reads it that has not seen it: ten parts, each read by what the others teach."""
    part = _parts(data, rng, moulds=moulds)
    out: list[Reading] = [(frozenset(), frozenset())] * len(data)
    for number in range(PARTS):
        pool: dict[str, list[Sentence]] = defaultdict(list)
        for i, each in enumerate(data):
            if part[i] != number:
                pool[each.concept].append(each)
        chosen = [each for name in sorted(pool) for each in rng.sample(pool[name], min(shots, len(pool[name])))]
        told = [tuple(sorted(each.triples)) for each in chosen]
        if shuffled:
            rng.shuffle(told)
        tagger = learn(
            [Example(each.text, triples) for each, triples in zip(chosen, told, strict=True)], ontology=PROPERTIES
        )
        for i, each in enumerate(data):
            if part[i] == number:
                out[i] = (read_by(tagger, each.text), each.triples)
    return out


def _parts(data: Sequence[Sentence], rng: Random, *, moulds: bool) -> list[int]:
    """The part of each sentence; every concept is spread over all parts, whole moulds at a time where asked."""
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for i, each in enumerate(data):
        groups[each.concept, each.mould if moulds else i].append(i)
    keys = list(groups)
    rng.shuffle(keys)
    part = [0] * len(data)
    for number, key in enumerate(sorted(keys, key=lambda key: key[0])):
        for i in groups[key]:
            part[i] = number % PARTS
    return part


def read_by(reader: Tagger | ByRule, text: str) -> Told:
    """What a reader says of a sentence, in the form of the data."""
    (found,) = reader.read([text])
    return whole(narrowed(found))


def counts(readings: Sequence[Reading], keep: Callable[[Triple], bool] = lambda _: True) -> np.ndarray:
    """Hits, false and missed triples of each sentence, ``(n, 3) float64``."""
    rows = []
    for read_, true in readings:
        one, other = {each for each in read_ if keep(each)}, {each for each in true if keep(each)}
        rows.append((len(one & other), len(one - other), len(other - one)))
    return np.array(rows, dtype=np.float64)


def f1(rows: np.ndarray) -> float:
    """F1 over all triples together."""
    hits, false, missed = rows.sum(axis=0)
    return float(2 * hits / max(1.0, 2 * hits + false + missed))


def between(one: np.ndarray, other: np.ndarray | None, groups: Sequence[int], seed: int) -> Interval:
    """F1, or the difference of two, with a bootstrap interval over moulds (sentences of one mould go together)."""
    members = [np.flatnonzero(np.array(groups) == each) for each in sorted(set(groups))]
    rng = np.random.default_rng(seed)

    def value(rows: np.ndarray) -> float:
        return f1(one[rows]) - (f1(other[rows]) if other is not None else 0.0)

    every = np.arange(len(one))
    drawn = [
        value(np.concatenate([members[i] for i in rng.integers(0, len(members), len(members))])) for _ in range(DRAWS)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Interval(value(every), float(low), float(high), len(one))


def related(triple: Triple) -> bool:
    """Relations and sexes alone: kinds and names follow from them."""
    return triple.predicate not in (TYPE, "name")


@study(
    name="ptodskc",
    system="ptodskc",
    title="PTODSKC: who is what to whom, from a few sentences a concept",
    claim="F1 of exact triples grows from 2 to 4 to 8 examples a concept, without a language model",
    data=("ptodskc", "synthetic-persona-chat"),
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Read each sentence by what others teach, by rules, and by the tagger that ships."""
    folder = setting.folder("ptodskc")
    data = sentences(folder)
    groups = [each.mould for each in data]
    read_in: dict[tuple[str, int], np.ndarray] = {}
    tables: dict[tuple[str, int], list[Reading]] = {}
    for cut in ("sentences", "moulds"):
        for shots in (*SHOTS, ALL):
            found: list[Reading] = []
            for seed in range(SEEDS):
                found += crossed(data, shots, setting.rng(f"{cut}{seed}"), moulds=cut == "moulds")
            tables[cut, shots] = found
            read_in[cut, shots] = counts(found)
        setting.progress(1 + (cut == "moulds"), 4)
    thrice = groups * SEEDS
    rules = [(read_by(ByRule(PROPERTIES), each.text), each.triples) for each in data]
    own = [(read_by(own_tagger(), each.text), each.triples) for each in data]
    wrong = counts(crossed(data, 8, setting.rng("shuffled"), shuffled=True))
    setting.progress(3, 4)
    grows = [
        Effect.of(
            between(read_in[cut, more], read_in[cut, less], thrice, setting.seed),
            name=f"{more} examples less {less}, parts by {cut}",
            metric="F1 of exact triples",
        )
        for cut in ("sentences", "moulds")
        for less, more in ((2, 8), (2, 4), (4, 8))
    ]
    beside = Effect.of(
        between(read_in["moulds", 8], np.tile(counts(rules), (SEEDS, 1)), thrice, setting.seed),
        name="8 examples less rules, parts by moulds",
        metric="F1 of exact triples",
    )
    return Outcome(
        effect=grows[0],
        also=[*grows[1:], beside],
        controls=[
            Control.worse(
                "triples of other sentences to learn from",
                between(read_in["sentences", 8][: len(data)], wrong, groups, setting.seed),
            ),
            _names(data),
            _made_up(data),
            _small_talk(setting),
        ],
        tables=[
            _table(tables, rules, own, _released(folder, data), thrice, groups, setting.seed),
            _by_concept(data, tables["moulds", 8]),
        ],
        seeds=SEEDS,
        notes=[
            "Rules and the features of the tagger were settled with these sentences in view, so that both may be a"
            " little kind to them; the weights were not.",
            "The meaning of the sentence by an embedder (names taken out) was tried as a further feature while the"
            " tagger was made; it added nothing, so it is not in it.",
            "Two sentences of the released eight a concept call a marriage a partnership; the whole set calls it a"
            " marriage, and that is what counts here.",
        ],
    )


def _table(
    tables: Mapping[tuple[str, int], list[Reading]],
    rules: list[Reading],
    own: list[Reading],
    released: list[Reading],
    thrice: Sequence[int],
    groups: Sequence[int],
    seed: int,
) -> Table:
    rows: list[Sequence[str | int | float | None]] = []
    for (cut, shots), found in tables.items():
        label = "all" if shots == ALL else str(shots)
        rows.append(_row(f"tagger, {label} a concept, parts by {cut}", found, thrice, seed))
    rows.append(_row("tagger, the 8 a concept as released, on the rest", released, list(range(len(released))), seed))
    rows.append(_row("tagger that ships (examples of our own, none of these)", own, groups, seed))
    rows.append(_row("rules", rules, groups, seed))
    note = (
        f"{len(groups)} sentences, {SEEDS} draws of parts and examples; intervals by mould. For orientation, on the 41"
        " test sentences that we do not have, the authors' tuned Mistral-7B: .909 (2), .901 (4), .944 (8)."
    )
    columns = ("reader", "precision", "recall", "F1", "F1 of relations and sexes", "silent where there is nothing", "n")
    return Table("Exact triples", columns, rows, note)


def _row(name: str, found: list[Reading], groups: Sequence[int], seed: int) -> Sequence[str | int | float | None]:
    rows = counts(found)
    hits, false, missed = rows.sum(axis=0)
    empty = [not read_ for read_, true in found if not true]
    return (
        name,
        round(hits / max(1.0, hits + false), 3),
        round(hits / max(1.0, hits + missed), 3),
        str(between(rows, None, groups, seed)),
        str(between(counts(found, related), None, groups, seed)),
        round(float(np.mean(empty)), 3) if empty else None,
        len(groups),
    )


def _by_concept(data: Sequence[Sentence], found: list[Reading]) -> Table:
    rows: list[Sequence[str | int | float | None]] = []
    for name in sorted({each.concept for each in data}):
        mine = [each for i, each in enumerate(found) if data[i % len(data)].concept == name]
        right = float(np.mean([read_ == true for read_, true in mine]))
        rows.append((name, round(f1(counts(mine)), 3) if name != "none" else None, round(right, 3), len(mine) // SEEDS))
    columns = ("concept", "F1", "sentences read without any error", "n")
    return Table("By concept: 8 examples, parts by moulds", columns, rows)


def _released(folder: Path, data: Sequence[Sentence]) -> list[Reading]:
    """Learned from the released eight a concept, tested on the sentences that are not among them."""
    shown = sentences(folder, "8_train.jsonl")
    tagger = learn([Example(each.text, tuple(sorted(each.triples))) for each in shown], ontology=PROPERTIES)
    seen = {each.text for each in shown}
    return [(read_by(tagger, each.text), each.triples) for each in data if each.text not in seen]


def _names(data: Sequence[Sentence]) -> Control:
    """Other names: nothing may change but the names."""
    tagger = learn([Example(each.text, tuple(sorted(each.triples))) for each in data], ontology=PROPERTIES)
    same = of = 0
    for each in data:
        people = sorted({triple.subject for triple in each.triples})
        given = dict(zip(people, ("Rupert", "Odile", "Fabio"), strict=False))
        text = re.sub(r"\w+", lambda match, given=given: given.get(match[0], match[0]), each.text)  # type: ignore[misc]
        before = {
            (given.get(t.subject), t.predicate, given.get(t.object, t.object)) for t in read_by(tagger, each.text)
        }
        after = {(t.subject, t.predicate, t.object) for t in read_by(tagger, text)}
        of += bool(people)
        same += bool(people) and before == after
    return Control.share("other names, of other countries", same, of, expectation="the same triples", at_least=0.97)


class MadeUp:
    """A reader that says what no ontology has, of people nobody knows."""

    ontology = PROPERTIES

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def read(self, texts: Sequence[str]) -> list[list[Found]]:
        """Three statements of each text, all of them wrong."""
        wrong = (
            Triple("Anna", "employs", "Bob"),
            Triple("Anna", "sex", "Blue"),
            Triple("Anna", "home", "Rome"),
            Triple("Bob", "sonOf", "Anna"),
        )
        return [[Found(each, 1.0) for each in self.rng.sample(wrong, 3)] for _ in texts]


def _made_up(data: Sequence[Sentence]) -> Control:
    reader = Triples(MadeUp(Random(0)), name="made up")
    traces = [_said(each.text) for each in data]
    spoken = sum(1 for trace in traces for _ in passages(trace.text))
    kept = len(reader.extract(traces))
    return Control.share(
        "a reader that makes up properties",
        3 * spoken - kept,
        3 * spoken,
        expectation="all turned away",
        kind="bad part",
    )


def _small_talk(setting: Setting) -> Control:
    """Greetings that open conversations: nobody is anything to anybody."""
    import pyarrow.parquet as parquet

    table = parquet.read_table(setting.folder("synthetic-persona-chat") / "spc_test.parquet")
    talks = table.column("Best Generated Conversation").to_pylist()
    lines = [line.split(": ", 1)[-1] for talk in talks if talk for line in talk.split("\n")[:2] if line.strip()]
    silent = 0
    for line in lines:
        found = Triples().extract([_said(line)])
        silent += not [each for each in found if KNOW[each.about].range == "Person"]
    return Control.share(
        "greetings of other people's chats", silent, len(lines), expectation="no relation is read", at_least=0.99
    )


def _said(text: str) -> Trace:
    return Trace(text, at=datetime(2025, 1, 1, tzinfo=UTC), kind="said", source="study")
