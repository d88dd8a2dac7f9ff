"""Topic shift: are conversations cut where their topic changes?

Data: DialSeg711 (dialogues about several tasks, with the gold places). The weights were learned on every other dialogue
(the first, the third …) and are tested on the rest; conversations of another make (MemoryBank's days joined, excerpts
of persona chats joined at random) are tested with the same weights. Who speaks, and how many turns there are, is not
looked at.

Running cuts while a conversation grows and looks at what was said before alone; its weights were learned on every other
of MemoryBank's joined days and on excerpts of the validation chats, and are tested on the other days, on excerpts of
the test chats, and on DialSeg711, of which they saw nothing.

Compared with: lexical TextTiling, one cosine with a threshold, runs of six turns, no boundary. Controls: the same turns
in a shuffled order must be worse; on the other sets no boundary must be worse.

    thyself study topic-shift
    python studies/topic_shift.py     learns the weights anew and prints them, for src/thyself/memory/segment.py
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np

from thyself.core import Settings
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.memory import Running, TopicShift
from thyself.memory.running import LOOK
from thyself.memory.running import features as growing
from thyself.memory.segment import Weights, block_cosine, content_words, depth, features, peaks
from thyself.models import Embedder, embedder

#: The best threshold of the largest cosine between blocks of three, on the half that weights were learned on.
ONE_COSINE = {"minilm-l6-v2-int8": 0.32, "hashed-stems-1024": 0.1}

Cuts = list[int]
"""The turns (from 1) that begin a new topic."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, where its topics begin, and the vectors of its turns, ``(n, d) float32``."""

    texts: list[str]
    starts: Cuts
    vectors: np.ndarray


def dialseg(folder: Path) -> list[tuple[list[str], Cuts]]:
    """The dialogues of DialSeg711."""
    with gzip.open(folder / "dialseg_711.json.gz") as file:
        rows = json.load(file)
    return [(row["utterances"], np.cumsum(row["segments"])[:-1].tolist()) for row in rows]


def joined_days(folder: Path, *, at_once: int = 4) -> list[tuple[list[str], Cuts]]:
    """MemoryBank: the days of one person, four joined to one conversation."""
    with gzip.open(folder / "memory_bank_en.json.gz") as file:
        users = json.load(file)
    out = []
    for user in users.values():
        days = [
            [text for turn in day for text in (turn["query"], turn["response"])] for day in user["history"].values()
        ]
        days = [day for day in days if day]
        out += [_joined(days[i : i + at_once]) for i in range(0, len(days) - 1, at_once)]
    return out


def joined_excerpts(
    folder: Path, rng: Random, *, count: int = 250, file: str = "spc_valid"
) -> list[tuple[list[str], Cuts]]:
    """Synthetic-Persona-Chat: four to eight turns out of the middle of each of some conversations, joined."""
    import pyarrow.parquet as parquet

    table = parquet.read_table(folder / f"{file}.parquet")
    talks = [talk for talk in table.column("Best Generated Conversation").to_pylist() if talk][:count]
    excerpts = []
    for talk in talks:
        turns = [line.split(": ", 1)[-1] for line in talk.split("\n") if line.strip()]
        first = rng.randint(4, max(4, len(turns) - 10))
        excerpts.append(turns[first : first + rng.randint(4, 8)])
    rng.shuffle(excerpts)
    out = []
    while excerpts:
        n = rng.randint(2, 5)
        out.append(_joined([each for each in excerpts[:n] if each]))
        excerpts = excerpts[n:]
    return [each for each in out if each[0]]


def _joined(parts: Sequence[list[str]]) -> tuple[list[str], Cuts]:
    return [text for part in parts for text in part], np.cumsum([len(part) for part in parts])[:-1].tolist()


def embedded(talks: Sequence[tuple[list[str], Cuts]], embed: Embedder) -> list[Talk]:
    """With the vectors of all turns."""
    vectors = embed.embed([text for texts, _ in talks for text in texts])
    ends = np.cumsum([0, *(len(texts) for texts, _ in talks)]).tolist()
    return [Talk(texts, starts, vectors[a:b]) for (texts, starts), (a, b) in zip(talks, pairwise(ends), strict=True)]


def errors(truth: Cuts, found: Cuts, n: int) -> tuple[float, float]:
    """Pk and WindowDiff, with a window of half the mean true segment (at least two turns); lower is better.

    Boundaries are marks on the turns that end a segment; each run of so many turns is looked at.
    """
    k = max(2, round(n / (len(truth) + 1) / 2))
    if n < k:
        return 0.0, 0.0
    counts = []
    for starts in (truth, found):
        marks = np.zeros(n + 1)
        marks[starts] = 1
        running = np.cumsum(marks)
        counts.append(running[k:] - running[:-k])
    return float(np.mean((counts[0] > 0) != (counts[1] > 0))), float(np.mean(counts[0] != counts[1]))


def learn(talks: Sequence[Talk], *, window: int = 3) -> Weights:
    """Fit the weights to places, then the threshold to the lowest Pk and WindowDiff."""
    tables = [features(talk.texts, talk.vectors, window) for talk in talks]
    marks = [np.isin(np.arange(1, len(talk.texts)), talk.starts).astype(float) for talk in talks]
    bias, weights = _logistic(np.vstack(tables), np.concatenate(marks))
    model = Weights("1", bias, weights, 0.5, "")
    chances = [model.probability(table) for table in tables]

    def error(threshold: float) -> float:
        found = (starts(each, threshold) for each in chances)
        return sum(sum(errors(talk.starts, cuts, len(talk.texts))) for talk, cuts in zip(talks, found, strict=True))

    return Weights("1", bias, weights, min((i / 100 for i in range(10, 90, 2)), key=error), "")


def _logistic(table: np.ndarray, marks: np.ndarray, *, ridge: float = 1.0) -> tuple[float, tuple[float, ...]]:
    """Logistic regression by Newton's method on standardised columns; weights are for the columns as they were."""
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    x = np.column_stack([np.ones(len(table)), (table - mean) / scale])
    penalty = ridge * np.eye(x.shape[1])
    penalty[0, 0] = 0.0
    w = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ w))
        w += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, x.T @ (marks - p) - penalty @ w)
    raw = w[1:] / scale
    return round(float(w[0] - raw @ mean), 3), tuple(round(float(each), 3) for each in raw)


def starts(chances: np.ndarray, threshold: float) -> Cuts:
    """The turns before which there is a boundary."""
    return [place + 1 for place in peaks(chances, threshold)]


def topic_shift(weights: Weights, *, window: int = 3) -> Callable[[Talk], Cuts]:
    """The part under study."""
    return lambda talk: starts(weights.probability(features(talk.texts, talk.vectors, window)), weights.threshold)


def running(weights: Weights) -> Callable[[Talk], Cuts]:
    """The part that cuts turn by turn."""

    def cuts(talk: Talk) -> Cuts:
        found: Cuts = []
        for place in range(1, len(talk.texts)):
            first = max(found[-1] if found else 0, place - LOOK)
            row = _growing(talk, first, place)
            if weights.probability(row[None, :])[0] > weights.threshold:
                found.append(place)
        return found

    return cuts


def _growing(talk: Talk, first: int, place: int) -> np.ndarray:
    return growing(talk.texts[first:place], talk.texts[place], talk.vectors[first:place], talk.vectors[place])


def learn_running(talks: Sequence[Talk]) -> Weights:
    """Fit the weights of a new turn beside its true segment so far, then the threshold to the lowest errors."""
    rows, marks = [], []
    for talk in talks:
        begun = [0, *talk.starts]
        for place in range(1, len(talk.texts)):
            first = max(max(each for each in begun if each < place), place - LOOK)
            rows.append(_growing(talk, first, place))
            marks.append(float(place in talk.starts))
    bias, weights = _logistic(np.array(rows), np.array(marks))

    def error(threshold: float) -> float:
        cuts = running(Weights("1", bias, weights, threshold, ""))
        return sum(sum(errors(talk.starts, cuts(talk), len(talk.texts))) for talk in talks)

    return Weights("1", bias, weights, min((i / 100 for i in range(10, 80, 4)), key=error), "")


def no_boundary(talk: Talk) -> Cuts:
    """One segment."""
    return []


def every(n: int) -> Callable[[Talk], Cuts]:
    """Runs of ``n`` turns."""
    return lambda talk: list(range(n, len(talk.texts), n))


def one_cosine(threshold: float, *, window: int = 3) -> Callable[[Talk], Cuts]:
    """The largest cosine of blocks below a threshold."""
    return lambda talk: [i + 1 for i, each in enumerate(block_cosine(talk.vectors, window)) if each < threshold]


def text_tiling(talk: Talk, *, window: int = 2) -> Cuts:
    """TextTiling (Hearst, 1997): depth of the cosine of word counts, above its mean and half a deviation."""
    words = sorted({word for text in talk.texts for word in content_words(text)})
    index = {word: i for i, word in enumerate(words)}
    counts = np.zeros((len(talk.texts), len(words)))
    for row, text in enumerate(talk.texts):
        for word in content_words(text):
            counts[row, index[word]] += 1
    cosines = []
    for place in range(1, len(counts)):
        before, after = counts[max(0, place - window) : place].sum(axis=0), counts[place : place + window].sum(axis=0)
        norm = np.linalg.norm(before) * np.linalg.norm(after)
        cosines.append(float(before @ after / norm) if norm else 0.0)
    deep = depth(np.array(cosines))
    return starts(deep, float(deep.mean() + deep.std() / 2))


def shuffled(talk: Talk, rng: Random) -> Talk:
    """The same turns in another order, with boundaries at the same places: no segmenter can find these."""
    order = rng.sample(range(len(talk.texts)), len(talk.texts))
    return Talk([talk.texts[i] for i in order], talk.starts, talk.vectors[order])


METHODS: dict[str, Callable[[Talk], Cuts]] = {
    "lexical TextTiling": text_tiling,
    "runs of six turns": every(6),
    "no boundary": no_boundary,
}


@study(
    name="topic-shift",
    title="Topic shift",
    claim="a few features between turns find topics better than lexical TextTiling and than one cosine",
    data=("dialseg", "memorybank", "synthetic-persona-chat"),
    seconds=100,
)
def run(setting: Setting) -> Outcome:
    """Pk by method on the dialogues that were not learned on, and on conversations of another make."""
    embed = setting.embedder()
    part = TopicShift(embed)
    turn_by_turn = Running(embed)
    methods = {"TopicShift": topic_shift(part.weights, window=part.window), "Running": running(turn_by_turn.weights)}
    if embed.name in ONE_COSINE:
        methods["one cosine"] = one_cosine(ONE_COSINE[embed.name])
    methods |= METHODS
    talks = embedded(dialseg(setting.folder("dialseg"))[1::2][::2], embed)
    rng = setting.rng("shuffle")
    mixed = scores([shuffled(talk, rng) for talk in talks], methods["TopicShift"])
    table = {name: scores(talks, method) for name, method in methods.items()}
    own = table["TopicShift"]
    against = [
        Effect.of(
            paired(own[:, 0], other[:, 0], seed=setting.seed),
            name=f"TopicShift less {name}",
            metric="Pk",
            higher_is_better=False,
        )
        for name, other in table.items()
        if name != "TopicShift"
    ]
    shuffle = Control.worse("the same turns shuffled", paired(mixed[:, 0], own[:, 0], seed=setting.seed))
    elsewhere, controls = _elsewhere(setting, embed, methods)
    main = next(effect for effect in against if "TextTiling" in effect.name)
    return Outcome(
        main,
        [shuffle, *controls],
        [_figures("DialSeg711, dialogues that were not learned on", table), *elsewhere],
        [effect for effect in against if effect is not main],
        notes=[
            f"Vectors: {embed.name}. Weights of TopicShift learned on {part.weights.learned_on}.",
            f"Weights of Running learned on {turn_by_turn.weights.learned_on}: DialSeg711 is new to them.",
        ],
    )


def scores(talks: Sequence[Talk], method: Callable[[Talk], Cuts]) -> np.ndarray:
    """Pk, WindowDiff and F1 of boundaries for each conversation, ``(n, 3) float64``."""
    rows = []
    for talk in talks:
        found = method(talk)
        hits = len(set(found) & set(talk.starts))
        f1 = 2 * hits / (len(found) + len(talk.starts)) if found or talk.starts else 1.0
        rows.append((*errors(talk.starts, found, len(talk.texts)), f1))
    return np.array(rows)


def _elsewhere(
    setting: Setting, embed: Embedder, methods: dict[str, Callable[[Talk], Cuts]]
) -> tuple[list[Table], list[Control]]:
    """The same weights on conversations of another make."""
    sets = {"MemoryBank, four days joined": joined_days(setting.folder("memorybank"))[1::2]}
    if importlib.util.find_spec("pyarrow") is not None:
        folder = setting.folder("synthetic-persona-chat")
        sets["Synthetic-Persona-Chat, excerpts joined"] = joined_excerpts(folder, setting.rng("test"), file="spc_test")
    tables, controls = [], []
    for title, rows in sets.items():
        talks = embedded(rows, embed)
        table = {name: scores(talks, method) for name, method in methods.items()}
        for name in ("TopicShift", "Running"):
            gain = paired(table["no boundary"][:, 0], table[name][:, 0], seed=setting.seed)
            controls.append(Control.worse(f"{title}: no boundary in place of {name}, Pk", gain, kind="do no harm"))
        tables.append(_figures(title, table))
    return tables, controls


def _figures(title: str, table: dict[str, np.ndarray]) -> Table:
    rows: list[list[str | int | float | None]] = []
    for name, each in table.items():
        rows.append([name, *(str(bootstrap(each[:, column])) for column in range(3)), len(each)])
    return Table(title, ["method", "Pk (lower is better)", "WindowDiff (lower)", "F1 of boundaries", "n"], rows)


def _learn(settings: Settings) -> None:
    if settings.data is None:
        raise SystemExit("set THYSELF_DATA to the folder of data sets")
    embed = embedder(settings)
    talks = embedded(dialseg(settings.data / "dialseg"), embed)
    learned = learn(talks[::2])
    print(embed.name, learned)
    print("Pk, WindowDiff, F1 on the other half:", scores(talks[1::2], topic_shift(learned)).mean(axis=0).round(3))
    days = embedded(joined_days(settings.data / "memorybank"), embed)
    excerpts = embedded(joined_excerpts(settings.data / "synthetic-persona-chat", Random("0/excerpts")), embed)
    print("turn by turn:", learn_running(days[::2] + excerpts[::2]))


if __name__ == "__main__":
    _learn(Settings.from_environment(os.environ))
