"""``thyself evaluate recommend``: figures of a person's own file, as JSON or as tables."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from thyself.cli import show
from thyself.cli.app import app
from thyself.core import InvalidInput


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    rows = [
        f"p{person},{'tea' if person % 2 else 'boat'}-{(person + step) % 9},4,{1000 * step + person}"
        for person in range(40)
        for step in range(6)
    ]
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join(["user,item,rating,timestamp", *rows, "p1,tea-1,four,5"]))
    return path


@pytest.mark.parametrize("protocol", ["time", "loo", "s3rec"])
def test_figures_come_with_their_split_and_their_rejected_rows(ratings: Path, protocol: str) -> None:
    done = CliRunner().invoke(
        app, ["evaluate", "recommend", str(ratings), "--protocol", protocol, "--seconds", "5", "--json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["rejected"] == 1
    assert told["leaks"] == [] or protocol != "time"
    assert told["all"]["blend"]["ndcg"] > told["all"]["popular"]["ndcg"]
    assert told["people"] == 40
    assert told["digest"] in told["split"]
    others = {*told["all"]} - {next(iter(told["intervals"]))}
    assert {*told["behind"]} == {*told["chances"]} == others
    ahead = all(told["behind"][each][1] > 0 and told["chances"][each] < 0.05 for each in others)
    assert (told["winner"] is not None) == ahead
    assert all(each["novelty"] > 0 for each in told["all"].values())
    assert all(0 <= each["diversity"] <= 1 and each["popularity_gap"] >= 0 for each in told["all"].values())
    assert all(0 <= each["serendipity"] <= each["hit"] for each in told["all"].values())
    assert (told["takings"], "--items" in told["business"]) == ({}, True)
    assert set(told["groups"]) <= {"all", "cold", "new", "warm", "tail"}
    again = CliRunner().invoke(
        app, ["evaluate", "recommend", str(ratings), "--protocol", protocol, "--seconds", "5", "--json"]
    )
    assert json.loads(again.stdout)["split"] == told["split"]


def test_on_a_terminal_there_are_tables_and_no_winner_without_proof(
    ratings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "as_json", lambda asked: asked)
    done = CliRunner().invoke(app, ["evaluate", "recommend", str(ratings), "--protocol", "loo", "--seconds", "5"])
    assert done.exit_code == 0, done.output
    for words in (
        "240 interactions of 40 people",
        "1 row could not be read",
        "ndcg@10",
        "popular",
        "Split by last",
        "serendipity",
        "Left out: clicks",
    ):
        assert words in done.stdout
    assert "winner" in done.stdout or "best:" in done.stdout


def test_an_unknown_protocol_is_told(ratings: Path) -> None:
    done = CliRunner().invoke(app, ["evaluate", "recommend", str(ratings), "--protocol", "magic"])
    assert isinstance(done.exception, InvalidInput)
    assert "s3rec, time, loo" in str(done.exception)


def test_with_prices_the_takings_are_told(ratings: Path, tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    rows = [f"{kind}-{n},{kind} {n},{2 if kind == 'tea' else 100}" for kind in ("tea", "boat") for n in range(9)]
    goods.write_text("\n".join(["id,title,price", *rows]))
    asked = ["evaluate", "recommend", str(ratings), "--protocol", "loo", "--seconds", "5", "--json", "--items"]
    told = json.loads(CliRunner().invoke(app, [*asked, str(goods)]).stdout)
    assert 0 < told["takings"]["blend"] <= 100
    goods.write_text("id,title,price\ntea-1,Tea,dear")
    with pytest.raises(InvalidInput, match="no item has a figure"):
        CliRunner().invoke(app, [*asked, str(goods)], catch_exceptions=False)
