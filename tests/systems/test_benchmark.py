"""LaMP and LongLaMP run on files of their public shape: own texts help, another's do not, and answers are kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import thyself.models
from thyself.cli.app import app
from thyself.core import InvalidInput
from thyself.evaluate.study import silent
from thyself.models import Hashed
from thyself.models.scripted import Rules
from thyself.models.smollm import SmolLM
from thyself.systems.writing._benchmark import BENCHES, CONDITIONS, Protocol

TAGS = "[grim, sweet]"


def films(folder: Path, *, n: int = 4) -> Path:
    """People of whom each gives all films one tag; a person of the other tag comes next."""
    (folder / "LaMP_2").mkdir(parents=True)
    rows, golds = [], []
    for who in range(n):
        tag = ("grim", "sweet")[who % 2]
        profile = [{"id": f"{who}{film}", "tag": tag, "description": f"Film {film} of mud."} for film in range(3)]
        asked = f"Which tag does this movie relate to? tags: {TAGS} description: Film {who} of mud and rain."
        rows.append({"id": str(who), "input": asked, "profile": profile})
        golds.append({"id": str(who), "output": tag})
    rows.append({"id": "nobody", "input": f"tags: {TAGS} description: x", "profile": []})
    (folder / "LaMP_2" / "dev_questions.json").write_text(json.dumps(rows))
    (folder / "LaMP_2" / "dev_outputs.json").write_text(json.dumps({"task": "LaMP_2", "golds": golds}))
    return folder / "LaMP_2" / "dev_questions.json"


def test_own_tags_are_found_and_anothers_mislead(tmp_path: Path) -> None:
    ran = Protocol(BENCHES["lamp"], Rules(), Hashed(), k=2).run(films(tmp_path), "LaMP_2", n=50, progress=silent)
    scores = ran.scores()
    assert set(scores) == set(CONDITIONS)
    assert (len(ran.truth), ran.ids) == (4, ["0", "1", "2", "3"])
    assert scores["bm25"]["accuracy"] == scores["recency"]["accuracy"] == scores["half"]["accuracy"] == 1.0
    assert scores["another's"]["accuracy"] == 0.0
    assert scores["bm25"]["nats"] > scores["none"]["nats"] > scores["another's"]["nats"]
    assert scores["bm25"]["f1"] == 1.0


def test_a_question_that_is_too_long_is_left_out_with_its_reason(tmp_path: Path) -> None:
    file = films(tmp_path)
    rows = json.loads(file.read_text())
    rows[1]["input"] += " mud" * 2000
    file.write_text(json.dumps(rows))
    ran = Protocol(BENCHES["lamp"], Rules(), Hashed(), 2, ["none", "bm25"]).run(file, "LaMP_2", n=50, progress=silent)
    assert ran.ids == ["0", "2", "3"]
    assert [each.where for each in ran.rejected] == ["LaMP_2: 1"]
    assert len(ran.found["bm25"]) == len(ran.likely["bm25"]) == 3


def test_a_condition_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="magic"):
        Protocol(BENCHES["lamp"], Rules(), Hashed(), 2, ["magic"]).run(films(tmp_path), "LaMP_2", n=2, progress=silent)


def test_the_command_tells_the_figures_and_keeps_the_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    films(tmp_path / "data")
    monkeypatch.setattr(thyself.models, "language_model", lambda settings: Rules())
    monkeypatch.setattr(thyself.models, "embedder", lambda settings: Hashed())
    out = tmp_path / "answers"
    done = CliRunner().invoke(app, ["evaluate", "lamp", str(tmp_path / "data"), "-k", "2", "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)["tasks"]["LaMP_2"]
    assert told["n"] == 4
    assert told["scores"]["bm25"]["accuracy"] == 1.0
    kept = json.loads((out / "LaMP_2_another's.json".replace("'", "")).read_text())
    assert kept["task"] == "LaMP_2"
    assert [each["output"] for each in kept["golds"]] == ["sweet", "grim", "sweet", "grim"]


def test_whole_reviews_are_written_and_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def row(who: str, says: str) -> dict[str, Any]:
        past = [
            {"overall": "4", "summary": "s", "description": "d", "reviewText": f"{says} It holds {n}."} for n in "ab"
        ]
        return {"reviewerId": who, "input": "Write of the tent", "output": f"{says} It holds.", "profile": past}

    folder = tmp_path / "product_review_user"
    folder.mkdir()
    rows = [row("A", "Well, well, well!"), row("B", "Honestly speaking, folks:")]
    (folder / "test.jsonl").write_text("\n".join(json.dumps(each) for each in rows))
    monkeypatch.setattr(thyself.models, "language_model", lambda settings: Rules(lambda _: "It holds the tent."))
    monkeypatch.setattr(thyself.models, "embedder", lambda settings: Hashed())
    done = CliRunner().invoke(app, ["evaluate", "longlamp", str(tmp_path), "--json"])
    assert done.exit_code == 0, done.output
    scores = json.loads(done.stdout)["tasks"]["product_review_user"]["scores"]
    assert {"rouge_1", "rouge_l", "meteor", "nats"} == set(scores["bm25"])
    assert scores["bm25"]["nats"] > scores["another's"]["nats"]
    assert scores["bm25"]["rouge_1"] > 0


@pytest.mark.lm
def test_a_real_small_model_finds_a_persons_post_likelier_after_their_own(tmp_path: Path, smollm: SmolLM) -> None:
    hands = {"0": "OMG the {0} is SOOO good!!! love it lol", "1": "The {0}, one must concede, is of some merit."}
    (tmp_path / "LaMP_7").mkdir()
    rows, golds = [], []
    for who, hand in hands.items():
        profile = [{"id": thing, "text": hand.format(thing)} for thing in ("tent", "boat")]
        rows.append({"id": who, "input": "Paraphrase the following tweet: the drum is good", "profile": profile})
        golds.append({"id": who, "output": hand.format("drum")})
    (tmp_path / "LaMP_7" / "dev_questions.json").write_text(json.dumps(rows))
    (tmp_path / "LaMP_7" / "dev_outputs.json").write_text(json.dumps({"task": "LaMP_7", "golds": golds}))
    ran = Protocol(BENCHES["lamp"], smollm, Hashed(), 2, ["none", "recency", "another's"]).run(
        tmp_path / "LaMP_7" / "dev_questions.json", "LaMP_7", n=5, progress=silent
    )
    scores = ran.scores()
    assert scores["recency"]["nats"] > scores["another's"]["nats"]
    assert scores["recency"]["nats"] > scores["none"]["nats"]
    assert 0 <= scores["recency"]["rouge_1"] <= 1
