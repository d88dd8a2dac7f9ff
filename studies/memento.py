"""Memento: are things done right when they are only referred to, by what was told of them earlier?

Data: the public format of the paper where there is such a folder (``memento``: the JSON files of its two stages), else
planted households: eight people with two houses each; in each house 14 instructions that name everything (stage 1),
the same goals by reference alone (stage 2), and four that need two memories. What an instruction means with some
memories is read by rules, so that what is compared is memory alone; the simulator of the paper is not run, and on its
own format only the finding of the episode is measured.

Claims: what is recalled from the same house does better than nothing and than the newest; a goal that needs two
memories is harder; nothing from another house ever stands in.

    thyself study memento
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from thyself.core import DataMissing, Request, Settings, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.worlds.household import (
    PATTERNS,
    START,
    Episode,
    House,
    carried_out,
    percent_complete,
    person,
)
from thyself.models import Embedder, Hashed
from thyself.retrieval import Dense, Lexical, Recall
from thyself.store import Scope, open_store
from thyself.systems import Desk
from thyself.systems.memory.memento import memento

NOW: Final = datetime(2024, 6, 1, tzinfo=UTC)
PEOPLE: Final = 8
#: Episodes that are read, as in the paper; its code reads one.
K: Final = 5
SEEDS: Final = 3


@contextmanager
def held(traces: Sequence[Trace]) -> Iterator[Scope]:
    """A new home with some traces."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home.db", clock=lambda: NOW)
        try:
            scope = store.scope("me")
            scope.append(traces)
            yield scope
        finally:
            store.close()


@dataclass(frozen=True, slots=True)
class Asked:
    """One later instruction, in its house, of one person."""

    house: House
    episode: Episode
    who: str
    joint: bool


@study(
    name="memento",
    system="memento",
    title="Memento: things that are only referred to, done by what was told of them",
    claim="goals that are only referred to are met with what is recalled in that house; joint ones need two memories",
    seconds=110,
)
def run(setting: Setting) -> Outcome:
    """Run the paired protocol on the paper's format where it is there, else on planted households."""
    embedder = setting.embedder()
    try:
        folder = setting.folder("memento")
    except DataMissing:
        return _planted(setting, embedder)
    return _public(folder, embedder)


def _planted(setting: Setting, embedder: Embedder) -> Outcome:
    asked: list[Asked] = []
    shown: dict[str, list[list[str]]] = {}
    everybody = [(name, person(name, setting.rng(name))) for name in (f"p{i}" for i in range(PEOPLE))]
    for number, (name, houses) in enumerate(everybody):
        strangers = everybody[(number + 1) % PEOPLE][1]
        with (
            held([t for house in houses for t in house.traces()]) as own,
            held([t for house in strangers for t in house.traces()]) as other,
        ):
            for house, strange in zip(houses, strangers, strict=True):
                for episode in (*house.told, *house.joint):
                    asked.append(Asked(house, episode, name, episode in house.joint))
                    for how, texts in _conditions(episode, house, strange, own, other, embedder, setting).items():
                        shown.setdefault(how, []).append(texts)
        setting.progress(number + 1, PEOPLE)
    done = {how: _done(asked, texts, setting) for how, texts in shown.items()}
    explicit = _done(asked, [[] for _ in asked], setting, told=True)
    return _outcome(asked, done, explicit, shown)


def _conditions(
    episode: Episode, house: House, strange: House, own: Scope, other: Scope, embedder: Embedder, setting: Setting
) -> dict[str, list[str]]:
    """The memories that are shown, by condition."""
    gold = [_memory(house, key) for key in episode.gold]
    rest = [_memory(house, each.id) for each in house.told if each.id not in episode.gold]
    rng = setting.rng(episode.id)
    mixed = rng.sample([*gold, *rng.sample(rest, K - len(gold))], K)
    found = _texts(own, house, episode, embedder)
    return {
        "gold memory": gold,
        f"gold among {K - 1} others": mixed,
        f"system memento, {K}": found(K),
        "system memento, 1 a clause": found(1 + (len(gold) > 1)),
        f"cosine, {K} (the paper's way)": _plain(own, house, episode, Recall(embedder, scorer=Dense()), K),
        "cosine, 1 (the paper's code)": _plain(own, house, episode, Recall(embedder, scorer=Dense()), 1),
        f"BM25, {K}": _plain(own, house, episode, Recall(None, scorer=Lexical()), K),
        f"both houses at once, {K}": _plain(own, None, episode, Recall(embedder), K),
        "no memory": [],
        f"any {K}": rng.sample([*gold, *rest], K),
        "another person's": _texts(other, strange, episode, embedder)(K),
        "gold, things alone": [text.split(" on the ")[0] for text in gold],
    }


def _memory(house: House, key: str) -> str:
    return next(each.told for each in house.told if each.id == key)


def _texts(scope: Scope, house: House, episode: Episode, embedder: Embedder) -> Callable[[int], list[str]]:
    def found(k: int) -> list[str]:
        desk = Desk(scope, None, embedder, Settings(), scope.zone, lambda: NOW)
        pieces = memento(scene=house.scene, k=k).remember(Request("ask", episode.meant, NOW), desk)
        return [_first(piece.text) for piece in pieces]

    return found


def _plain(scope: Scope, house: House | None, episode: Episode, recall: Recall, k: int) -> list[str]:
    sources = None if house is None else (house.scene,)
    found = recall(scope, episode.meant, now=NOW, k=k, unit="session", sources=sources)
    return [_first(piece.text) for piece in found]


def _first(text: str) -> str:
    return text.split("\n")[0].removeprefix("me: ")


def _done(
    asked: Sequence[Asked], shown: Sequence[Sequence[str]], setting: Setting, *, told: bool = False
) -> np.ndarray:
    """The percent complete of each instruction, ``(n,)``, averaged over how guesses fall."""
    out = []
    for each, memories in zip(asked, shown, strict=True):
        text = each.episode.told if told else each.episode.meant
        tries = [
            percent_complete(
                carried_out(text, memories, each.house, setting.rng(f"{each.episode.id}/{seed}")), each.episode.goals
            )
            for seed in range(SEEDS)
        ]
        out.append(tries)
    return np.array(out)


def _outcome(
    asked: Sequence[Asked], done: dict[str, np.ndarray], explicit: np.ndarray, shown: dict[str, list[list[str]]]
) -> Outcome:
    who = [each.who for each in asked]
    joint = np.array([each.joint for each in asked])
    pattern = np.array([each.episode.kind in PATTERNS for each in asked])
    sr = {how: (values == 1).mean(axis=1) for how, values in done.items()}
    ours, gold = sr[f"system memento, {K}"], sr["gold memory"]
    one = [each.who for each in asked if each.joint]

    def against(name: str) -> Effect:
        return Effect.of(paired(ours, sr[name], clusters=who), name=f"system memento less {name}", metric=SR)

    at_joint = [f"cosine, {K} (the paper's way)", "cosine, 1 (the paper's code)"]
    return Outcome(
        effect=against("no memory"),
        also=[
            *(against(name) for name in (f"any {K}", f"BM25, {K}", *at_joint, f"both houses at once, {K}")),
            *(
                Effect.of(paired(ours[joint], sr[name][joint], clusters=one), name=f"joint: system less {name}",
                          metric=SR)
                for name in at_joint
            ),
            _less(gold[~joint], gold[joint], "gold memory: single less joint"),
            _less(ours[~joint], ours[joint], "system memento: single less joint"),
            *(_less(sr[name][~joint], sr[name][joint], f"{name}: single less joint") for name in at_joint),
        ],
        controls=[
            Control.worse("another person's memories", paired(ours, sr["another person's"], clusters=who)),
            Control.worse("gold memories without their places, user patterns", paired(
                gold[pattern & ~joint], sr["gold, things alone"][pattern & ~joint]), kind="bad part"),
            Control.not_better("others beside the gold memory",
                               paired(sr[f"gold among {K - 1} others"], gold, clusters=who)),
            _never_elsewhere(asked, shown),
            Control.share("instructions that name everything are done without memory",
                          int((explicit == 1).all(axis=1).sum()), len(asked),
                          expectation="all, or the reader of rules is at fault", at_least=0.99),
            _silent_where_nothing_was_told(asked),
        ],
        tables=[_table(asked, done, explicit, joint, pattern), _hits(asked, shown, joint)],
        seeds=SEEDS,
        notes=[
            "What an instruction means is read by rules, so a loss of gold memory against explicit instructions is the"
            " reader's; a language model may do better or worse.",
            "The sentences are our own: they say how the parts work together, not how a robot does in a real house.",
        ],
    )  # fmt: skip


SR: Final = "success rate (all goals met)"


def _less(one: np.ndarray, other: np.ndarray, name: str) -> Effect:
    """A difference of two groups, by drawing from each."""
    rng = np.random.default_rng(0)
    drawn = [rng.choice(each, (2000, len(each))).mean(axis=1) for each in (one, other)]
    low, high = np.quantile(drawn[0] - drawn[1], [0.025, 0.975])
    return Effect(float(one.mean() - other.mean()), float(low), float(high), "points", len(one) + len(other), SR,
                  name=name)  # fmt: skip


def _never_elsewhere(asked: Sequence[Asked], shown: dict[str, list[list[str]]]) -> Control:
    right = of = 0
    for each, texts in zip(asked, shown[f"system memento, {K}"], strict=True):
        told = {episode.told for episode in each.house.told}
        of += len(texts)
        right += sum(text in told for text in texts)
    return Control.share("memories that were told in the house where they are used", right, of, expectation="all")


def _silent_where_nothing_was_told(asked: Sequence[Asked]) -> Control:
    """A scene without memories finds nothing, though other scenes have some."""
    houses = {each.house.scene: each for each in asked if not each.joint}
    silent = 0
    for each in houses.values():
        with held(each.house.traces()) as scope:
            desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
            silent += not memento(scene="a new house").remember(Request("ask", each.episode.meant, NOW), desk)
    return Control.share("a house in which nothing was told finds nothing", silent, len(houses), expectation="all",
                         kind="do no harm")  # fmt: skip


def _table(
    asked: Sequence[Asked], done: dict[str, np.ndarray], explicit: np.ndarray, joint: np.ndarray, pattern: np.ndarray
) -> Table:
    groups = {"meanings of things": ~pattern & ~joint, "user patterns": pattern & ~joint, "joint": joint}
    rows: list[list[str | float]] = []
    for how, values in {"explicit instruction (stage 1)": explicit, **done}.items():
        pc, sr = values.mean(axis=1), (values == 1).mean(axis=1)
        base_pc, base_sr = explicit.mean(), (explicit == 1).mean()
        who = [each.who for each in asked]
        rows.append([
            how, str(bootstrap(pc, clusters=who)), str(bootstrap(sr, clusters=who)),
            f"{100 * (base_pc - pc.mean()):.1f}", f"{100 * (base_sr - sr.mean()):.1f}",
            *(float(sr[group].mean()) for group in groups.values()),
        ])  # fmt: skip
    columns = ("memory", "PC", "SR", "dPC, points", "dSR, points", *(f"SR, {name}" for name in groups))
    return Table("Goals that are met when they are only referred to", columns, rows,
                 f"{len(asked)} instructions of {PEOPLE} people, intervals by person.")  # fmt: skip


def _hits(asked: Sequence[Asked], shown: dict[str, list[list[str]]], joint: np.ndarray) -> Table:
    rows: list[list[str | float]] = []
    for how, texts in shown.items():
        if how in ("no memory", "another person's") or how.startswith("gold"):
            continue
        found = np.array([
            all(_memory(each.house, key) in memories for key in each.episode.gold)
            for each, memories in zip(asked, texts, strict=True)
        ])  # fmt: skip
        rows.append([how, float(found[~joint].mean()), float(found[joint].mean())])
    return Table("Share of instructions with all their memories among those shown", ("memory", "single", "joint"), rows)


def _public(folder: Path, embedder: Embedder) -> Outcome:
    """Whether the episode is found again, on the paper's own files."""
    told = _episodes(folder, "memory_acquisition_stage.json")
    traces = [
        Trace(each["instruction"], at=START + timedelta(minutes=i), kind="said", source=each["scene_id"],
              ref=each["episode_id"], session=each["episode_id"])
        for i, each in enumerate(told)
    ]  # fmt: skip
    rows: dict[str, list[list[float]]] = {}
    scenes: list[str] = []
    with held(traces) as scope:
        for name, joint in (("single_memory_utilization_stage.json", False), ("joint_memory_utilization_stage.json", True)):  # fmt: skip  # noqa: E501
            for each in _episodes(folder, name):
                gold = _related(each) & {trace.ref for trace in traces if trace.ref}
                if not gold:
                    continue
                scenes.append(each["scene_id"])
                for how, refs in _found(scope, each, embedder).items():
                    rows.setdefault(how, []).append([float(gold <= set(refs[:1])), float(gold <= set(refs[:K])), joint])
    table = {how: np.array(values) for how, values in rows.items()}
    if not table:
        raise DataMissing(f"{folder}: no later episode of it names an earlier one that is there")
    ours, other = table["system memento"][:, 1], table["cosine"][:, 1]
    return Outcome(
        effect=Effect.of(
            paired(ours, other, clusters=scenes), name="system memento less cosine", metric=f"all gold among the {K}"
        ),
        controls=[],
        tables=[Table("Episodes found in their scene", ("memory", "first", f"among {K}", f"joint among {K}"), [
            [how, float(v[:, 0].mean()), float(v[:, 1].mean()), float(v[v[:, 2] == 1, 1].mean())]
            for how, v in table.items()])],
        notes=["The simulator is not run: percent complete and success are not measured here."],
    )  # fmt: skip


def _found(scope: Scope, each: dict[str, str], embedder: Embedder) -> dict[str, list[str]]:
    desk = Desk(scope, None, embedder, Settings(), scope.zone, lambda: NOW)
    request = Request("ask", each["instruction"], NOW)
    ways = {"cosine": Recall(embedder, scorer=Dense()), "BM25": Recall(None, scorer=Lexical())}
    found = {"system memento": memento(scene=each["scene_id"], k=K).remember(request, desk)} | {
        how: recall(scope, each["instruction"], now=NOW, k=K, unit="session", sources=(each["scene_id"],))
        for how, recall in ways.items()
    }
    return {how: [piece.refs[0] for piece in pieces] for how, pieces in found.items()}


def _episodes(folder: Path, name: str) -> list[dict[str, str]]:
    file = next(iter(sorted(folder.rglob(name))), None)
    if file is None:
        raise DataMissing(f"{folder} has no {name}")
    rows: list[dict[str, str]] = json.loads(file.read_text("utf-8"))["episodes"]
    return rows


def _related(each: Mapping[str, object]) -> set[str]:
    told = each.get("metadata")
    related = told.get("related_episode_id", ()) if isinstance(told, dict) else ()
    return {str(key) for key in (related if isinstance(related, list) else [related])}
