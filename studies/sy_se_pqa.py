"""SY-SE-PQA: does a ranker that learned from made-up questions order the answers to real ones better?

Data: MemoryBank (English). Learned on made-up questions to what seven people said (every other telling word of a
statement, with a question made by rules); reported on the probing questions of the other eight, which people wrote and
whose answers are labelled by hand. Compared with BM25, cosine, weights set by hand, and a scorer that learned from the
seven people's real questions. Where the synthetic answers of the paper are (``sy-se-pqa-sample``), a scorer learns on
those of one language model and is tried on another's, on other questions; no human answers come with them.

Claim (SY-SE-PQA, 2024): what is learned from synthetic data comes near to what is learned from human data; wrong facts
in it hurt little, wrong topics much.

    thyself study sy-se-pqa
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

from studies._recall_data import Dialogue, memorybank
from thyself.core import DataMissing
from thyself.core.words import stems
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.ranking import mrr, recall
from thyself.models import Embedder
from thyself.retrieval.lexical import Postings, bm25
from thyself.retrieval.rerank import PLAIN, CrossScorer, CrossWeights, Labelled, learn
from thyself.systems.search.sy_se_pqa import OTHERS, made_up

#: People whose texts are learned on.
LEARNED: Final = 7
#: Made-up questions of each of them.
QUESTIONS: Final = 20
Rank = Callable[[str, Sequence[str]], np.ndarray]


class Kept:
    """An embedder that embeds each text once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, np.ndarray] = {}
        self.name, self.dimensions = embedder.name, embedder.dimensions

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """``(n, dimensions) float32`` with unit rows."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])


@study(
    name="sy-se-pqa",
    system="sy-se-pqa",
    title="SY-SE-PQA: a ranker that learned from made-up questions, on real ones",
    claim="a scorer that learned from made-up questions ranks the answers to real questions above cosine",
    data=("memorybank",),
    seconds=100,
)
def run(setting: Setting) -> Outcome:
    """Learn on made-up and on real questions, and rank for real ones."""
    embedder = Kept(setting.embedder())
    people = list(memorybank(setting.folder("memorybank")))
    own, late = people[:LEARNED], people[LEARNED:]
    made = [each for person in own for each in made_up([t for t in person.traces if t.author == "me"], QUESTIONS)]
    human = [each for person in own for each in _real(person)]
    rng = setting.rng("errors")
    weights = {
        "made-up questions": learn(made, embedder, learned_on="made up"),
        "made-up, a third with wrong facts": learn(_wrong_facts(made, rng), embedder, learned_on="wrong facts"),
        "made-up, a third of wrong topic": learn(_wrong_topics(made, rng, 1 / 3), embedder, learned_on="a third"),
        "made-up, all of wrong topic": learn(_wrong_topics(made, rng, 1.0), embedder, learned_on="wrong topics"),
        "real questions": learn(human, embedder, learned_on="real"),
        "weights set by hand": PLAIN,
    }
    setting.progress(1, 3)
    ranks: dict[str, Rank] = {name: CrossScorer(embedder, each).scores for name, each in weights.items()}
    ranks |= {"BM25": _bm25, "cosine": lambda query, texts: embedder.embed(texts) @ embedder.embed([query])[0]}
    found = {name: np.array([row for person in late for row in _ranked(person, rank)]) for name, rank in ranks.items()}
    who = [person.name for person in late for _ in person.questions]
    setting.progress(2, 3)
    return _outcome(
        found, who, len(made), len(human), _synthetic(setting, embedder), _strangers(late, ranks, who), _named(setting)
    )


def _bm25(query: str, texts: Sequence[str]) -> np.ndarray:
    postings = Postings()
    for text in texts:
        postings.add(stems(text))
    return bm25(postings.words().matches(stems(query), np.ones(len(texts), dtype=bool)), len(texts))


def _ranked(person: Dialogue, rank: Rank) -> list[list[float]]:
    """MRR and recall at 5 of each real question, over all turns of the person's talk."""
    texts, refs = [trace.text for trace in person.traces], [trace.ref or "" for trace in person.traces]
    out = []
    for asked in person.questions:
        order = [refs[row] for row in np.argsort(-rank(asked.text, texts), kind="stable")]
        out.append([mrr(order, asked.refs), float(np.mean([bool(each & set(order[:5])) for each in asked.wanted]))])
    return out


def _real(person: Dialogue) -> list[Labelled]:
    """The person's real questions, each with an answering turn and others at even distance."""
    texts = {trace.ref or "": trace.text for trace in person.traces}
    out = []
    for asked in person.questions:
        right = next(texts[ref] for ref in sorted(asked.refs))
        wrong = [text for ref, text in texts.items() if ref not in asked.refs]
        others = wrong[:: max(1, len(wrong) // OTHERS)][:OTHERS]
        out.append(Labelled(asked.text, (right, *others), (1.0, *(0.0 for _ in others))))
    return out


def _wrong_facts(made: Sequence[Labelled], rng: Random) -> list[Labelled]:
    """In a third of the answers every name and number is another."""

    def spoiled(text: str) -> str:
        text = re.sub(r"\d+", lambda found: str(int(found[0]) + rng.randint(1, 9)), text)
        return re.sub(r"(?<=[a-z] )[A-Z]\w+", lambda _: rng.choice(("Ulm", "Karin", "Vega")), text)

    return [
        replace(each, texts=(spoiled(each.texts[0]), *each.texts[1:])) if i % 3 == 0 else each
        for i, each in enumerate(made)
    ]


def _wrong_topics(made: Sequence[Labelled], rng: Random, share: float) -> list[Labelled]:
    """So many questions are about something else than their answer."""
    asked = [each.query for each in made]
    return [replace(each, query=rng.choice(asked)) if rng.random() < share else each for each in made]


def _strangers(late: Sequence[Dialogue], ranks: dict[str, Rank], who: Sequence[str]) -> Control:
    """The best answer that there is: words of the evidence in the first five, of the own talk and of another's."""
    rank, shares = ranks["made-up questions"], ([], [])  # type: tuple[Rank, tuple[list[float], list[float]]]
    for number, person in enumerate(late):
        other = late[(number + 1) % len(late)]
        by_ref = {trace.ref: trace.text for trace in person.traces}
        for asked in person.questions:
            truth = {stem for ref in asked.refs for stem in stems(by_ref[ref])} - set(stems(asked.text))
            for into, talk in zip(shares, (person, other), strict=True):
                texts = [trace.text for trace in talk.traces]
                best = np.argsort(-rank(asked.text, texts), kind="stable")[:5]
                told = {stem for row in best for stem in stems(texts[row])}
                into.append(len(truth & told) / max(len(truth), 1))
    return Control.worse("another person's talk: words of the answer in the first five",
                         paired(shares[0], shares[1], clusters=list(who)))  # fmt: skip


def _outcome(
    found: dict[str, np.ndarray],
    who: list[str],
    made: int,
    human: int,
    synthetic: Table | None,
    swap: Control,
    named: tuple[list[Effect], list[Control]],
) -> Outcome:
    ours = found["made-up questions"][:, 0]

    def against(name: str) -> Effect:
        return Effect.of(paired(ours, found[name][:, 0], clusters=who), name=f"made-up questions less {name}",
                         metric="MRR of the first answering turn")  # fmt: skip

    rows: list[list[str | float]] = [
        [name, *(str(bootstrap(table[:, i], clusters=who)) for i in range(2))] for name, table in found.items()
    ]
    columns = ("learned from", "MRR", "recall at 5")
    table = Table("Answers to real questions, by what the ranker learned from", columns, rows,
                  f"{len(who)} questions of {len(set(who))} people, intervals by person.")  # fmt: skip
    notes = [
        f"Learned on {made} made-up and on {human} real questions of {LEARNED} other people.",
        "Made-up questions hold words of their answers, real ones often other words: what is learned trusts words.",
    ]
    if synthetic is None:
        notes.append("The synthetic answers of the paper were not there.")
    return Outcome(
        effect=against("cosine"),
        also=[against("BM25"), against("weights set by hand"), against("real questions"),
              against("made-up, a third with wrong facts"), *named[0]],
        controls=[
            swap,
            *named[1],
            Control.worse("questions that are all of a wrong topic",
                          paired(ours, found["made-up, all of wrong topic"][:, 0], clusters=who), kind="bad part"),
        ],
        tables=[table, *([synthetic] if synthetic is not None else [])],
        notes=notes,
    )  # fmt: skip


def _synthetic(setting: Setting, embedder: Embedder) -> Table | None:
    """Learned on one language model's answers, tried on another's to other questions; tags in personal answers."""
    try:
        rows = _sample(setting.folder("sy-se-pqa-sample"))
    except DataMissing:
        return None
    ids = sorted({row["data"]["id"] for row in rows})
    half = set(setting.rng("questions").sample(ids, len(ids) // 2))
    phi = {row["data"]["id"]: _answer(row, "answer_with_body_pers") for row in rows if row["model"] != "GPT"}
    gpt = {row["data"]["id"]: _answer(row, "answer_with_body_pers") for row in rows if row["model"] == "GPT"}
    titles = {row["data"]["id"]: str(row["data"]["Title"]) for row in rows}
    tried = [key for key in gpt if key not in half and gpt[key]]
    learned = [key for key in phi if key in half and phi[key]]
    told = [
        Labelled(titles[key], (phi[key], *others), (1.0, *(0.0 for _ in others)))
        for i, key in enumerate(learned)
        if (others := [phi[learned[(i + step) % len(learned)]] for step in range(1, OTHERS + 1)])
    ]
    weights: CrossWeights = learn(told, embedder, learned_on="synthetic answers")
    texts = [gpt[key] for key in tried]
    ranks: dict[str, Rank] = {
        "BM25": _bm25,
        "cosine": lambda query, of: embedder.embed(of) @ embedder.embed([query])[0],
        "learned on another model's answers": CrossScorer(embedder, weights).scores,
    }
    out: list[list[str | float]] = []
    for name, rank in ranks.items():
        orders = [[tried[i] for i in np.argsort(-rank(titles[key], texts), kind="stable")] for key in tried]
        out.append(
            [
                name,
                str(bootstrap([mrr(order, {key}) for order, key in zip(orders, tried, strict=True)])),
                float(np.mean([recall(order, {key}, 1) for order, key in zip(orders, tried, strict=True)])),
            ]
        )
    note = (
        f"{len(tried)} questions, each with the answers of all of them to choose among: too easy to tell rankers apart."
    )
    title = "Synthetic answers of another language model, on questions not learned on"
    return Table(title, ("by", "MRR", "first"), out, note)


def _named(setting: Setting) -> tuple[list[Effect], list[Control]]:
    """How many of the asker's tags the answers name: told of them or not, and of another asker's."""
    try:
        rows = [row for row in _sample(setting.folder("sy-se-pqa-sample")) if row["data"].get("top5_tags")]
    except DataMissing:
        return [], []
    shares: dict[str, list[float]] = {"personal": [], "plain": [], "strange": []}
    for number, row in enumerate(rows):
        strange = next(
            other["data"]["top5_tags"]
            for other in (rows[(number + step) % len(rows)] for step in range(1, len(rows)))
            if other["data"]["top5_tags"] != row["data"]["top5_tags"]
        )
        own = set(stems(_answer(row, "answer_with_body_pers")))
        shares["personal"].append(_share(own, row["data"]["top5_tags"]))
        shares["plain"].append(_share(set(stems(_answer(row, "answer_with_body_base"))), row["data"]["top5_tags"]))
        shares["strange"].append(_share(own, strange))
    ids = [row["data"]["id"] for row in rows]
    effect = Effect.of(paired(shares["personal"], shares["plain"], clusters=ids), name="personal less plain answers",
                       metric="share of the asker's tags that are named")  # fmt: skip
    swap = Control.worse("another asker's tags in personal answers",
                         paired(shares["personal"], shares["strange"], clusters=ids))  # fmt: skip
    return [effect], [swap]


def _share(own: set[str], tags: str) -> float:
    wanted = [set(stems(tag)) for tag in tags.split(",") if stems(tag)]
    return float(np.mean([tag <= own for tag in wanted])) if wanted else 0.0


def _answer(row: dict[str, Any], mode: str) -> str:
    given = row["data"].get(mode) or ""
    if isinstance(given, list):
        given = str(given[0].get("generated_text", "")) if given else ""
    return str(given).strip()[:1500]


def _sample(folder: Path) -> list[dict[str, Any]]:
    packed = (folder / "synthetic_answers.jsonl.gz").read_bytes()
    rows: list[dict[str, Any]] = [
        json.loads(line) for line in gzip.decompress(packed).decode("utf-8").split("\n") if line
    ]
    return rows
