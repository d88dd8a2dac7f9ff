"""The protocols of two benchmarks run on folders in the public formats."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from thyself.core import DataMissing
from thyself.evaluate import Outcome, Setting
from thyself.evaluate.runner import load
from thyself.evaluate.worlds.community import START, community
from thyself.evaluate.worlds.household import Episode, person
from thyself.models import Hashed


def ran(name: str, folder: Path) -> Outcome:
    return load(name)(Setting(folder, Hashed, lambda: None))


def cells(outcome: Outcome, row: str) -> Sequence[object]:
    return next(each for each in outcome.tables[0].rows if each[0] == row)


def test_the_files_of_memento_are_read_with_both_kinds_of_related_episodes(tmp_path: Path) -> None:
    houses = person("ida", Random(1), episodes=8)
    number = {each.id: str(i) for i, each in enumerate(e for house in houses for e in house.told)}

    def episode(each: Episode, text: str, key: str, **metadata: object) -> Mapping[str, object]:
        return {"episode_id": key, "scene_id": each.scene, "instruction": text, "metadata": metadata}

    stages = {
        "memory_acquisition_stage": [episode(e, e.told, number[e.id]) for house in houses for e in house.told],
        "single_memory_utilization_stage": [
            episode(e, e.meant, f"s{e.id}", related_episode_id=number[e.id]) for house in houses for e in house.told
        ],
        "joint_memory_utilization_stage": [
            episode(e, e.meant, f"j{e.id}", related_episode_id=[number[key] for key in e.gold])
            for house in houses
            for e in house.joint
        ],
    }
    folder = tmp_path / "memento" / "datasets"
    folder.mkdir(parents=True)
    for name, episodes in stages.items():
        (folder / f"{name}.json").write_text(json.dumps({"config": None, "episodes": episodes}))
    outcome = ran("memento", tmp_path)
    assert outcome.effect.n == sum(len(house.told) + len(house.joint) for house in houses)
    found = cells(outcome, "system memento")
    assert isinstance(found[2], float)
    assert found[2] > 0.7
    (folder / "memory_acquisition_stage.json").unlink()
    with pytest.raises(DataMissing, match="memory_acquisition_stage"):
        ran("memento", tmp_path)


def test_the_files_of_se_pef_are_read_and_experts_are_those_with_ten_best_answers(tmp_path: Path) -> None:
    world = community(Random(1), questions=600)
    shift = datetime(2020, 5, 1, tzinfo=UTC) - START
    people = {
        name: str(i) for i, name in enumerate(sorted({each.author for each in (*world.questions, *world.answers)}))
    }
    best = {each.to: each.id for each in reversed(world.answers)}
    folder = tmp_path / "se-pef"
    rows = {
        "questions.csv": [("Id", "AccountId", "AcceptedAnswerId", "CreationDate", "Tags", "Title")] + [
            (f"c_{q.id}", people[q.author], f"c_{best[q.id]}" if q.id in best else "", f"{q.at + shift:%F %T}",
             "".join(f"<{tag}>" for tag in q.tags), q.text) for q in world.questions],
        "answers.csv": [("Id", "AccountId", "ParentId", "CreationDate", "Score", "Text")] + [
            (f"c_{a.id}", f"{people[a.author]}.0", f"c_{a.to}", f"{a.at + shift:%F %T}", "6", a.text)
            for a in world.answers],
    }  # fmt: skip
    folder.mkdir()
    for name, lines in rows.items():
        with (folder / name).open("w", newline="") as stream:
            csv.writer(stream).writerows(lines)
    late = [q for q in world.questions if q.at + shift > datetime(2021, 1, 1, tzinfo=UTC)]
    for part, questions in (("val", late[::2]), ("test", late[1::2])):
        (folder / part).mkdir()
        asked = [
            {
                "id": f"c_{q.id}",
                "text": q.text,
                "expert_ids": [int(people[a.author]) for a in world.answers if a.to == q.id],
            }
            for q in questions
        ]
        (folder / part / "data.jsonl").write_text("\n".join(json.dumps(each) for each in asked))
    outcome = ran("se-pef", tmp_path)
    assert outcome.effect.n == len(late[1::2])
    assert "public set" in outcome.tables[0].title
    words, chance = (float(str(cells(outcome, row)[4]).split()[0]) for row in ("words", "whoever answered most"))
    assert words > chance
