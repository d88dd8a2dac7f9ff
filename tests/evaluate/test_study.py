"""A study comes out as its interval and its controls say, and is kept as it came out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from thyself.core import DataMissing, InvalidInput, ModelUnavailable, Settings, SourceError, ThyselfError
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, report, runner
from thyself.evaluate.results import Results
from thyself.models import Hashed

STUDY = """
from pathlib import Path
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, study

@study(name="little-one", system="default", title="A little one", claim="more is more", data=({data}), seconds=1)
def run(setting: Setting) -> Outcome:
    count = Path(__file__).with_name("count.txt")
    count.write_text(count.read_text() + "x" if count.exists() else "x")
    setting.progress(1, 1)
    {body}
    effect = Effect.of(Interval(0.25, 0.125, 0.375, 40), name="more less fewer", metric="share found")
    return Outcome(effect, [Control.worse("another's data", Interval(0.2, 0.1, 0.3, 40))],
                   [Table("Figures", ("what", "figure"), [("more", 1 / 3), ("count", 12345)])])
"""


def studies(root: Path, *, data: str = "", body: str = "pass") -> Path:
    folder = root / "studies"
    folder.mkdir(exist_ok=True)
    (folder / "little_one.py").write_text(STUDY.format(data=data, body=body))
    (folder / "_helper.py").write_text("raise RuntimeError('helpers are not studies')")
    return folder


def ran(root: Path, **how: Any) -> runner.Done:
    folder = how.pop("folder", None) or studies(root)
    given = {"results": root / "results", "settings": Settings(embedder="hashed", language_model="none")}
    return runner.run("little-one", folder=folder, clock=lambda: datetime(2026, 3, 1, tzinfo=UTC), **given | how)


def times_run(root: Path) -> int:
    return len((root / "studies" / "count.txt").read_text())


def effect(low: float, high: float, *, higher_is_better: bool = True) -> Effect:
    return Effect((low + high) / 2, low, high, "points", 10, "share", higher_is_better)


def test_the_verdict_follows_the_interval() -> None:
    assert Outcome(effect(0.1, 0.3)).verdict == "as claimed"
    assert Outcome(effect(-0.1, 0.3)).verdict == "not shown"
    assert Outcome(effect(-0.3, -0.1)).verdict == "against"
    assert Outcome(effect(-0.3, -0.1, higher_is_better=False)).verdict == "as claimed"
    assert Outcome(effect(0.1, 0.3, higher_is_better=False)).verdict == "against"


def test_a_control_that_fails_takes_the_effect_back() -> None:
    failed = Control.worse("another person's data", Interval(0.1, -0.1, 0.3))
    assert not failed.holds
    assert Outcome(effect(0.1, 0.3), [failed]).verdict == "not shown"
    assert Outcome(effect(-0.3, -0.1), [failed]).verdict == "against"


def test_controls_hold_by_their_intervals() -> None:
    assert Control.worse("swap", Interval(0.2, 0.1, 0.3)).holds
    assert Control.not_better("random", Interval(0.01, -0.02, 0.04)).holds
    assert not Control.not_better("random", Interval(0.2, 0.1, 0.3)).holds
    assert Control.share("caught", 9, 10, expectation="nine in ten", at_least=0.9, kind="bad part").holds
    assert not Control.share("caught", 0, 0, expectation="all").holds


def test_missing_data_names_the_setting(tmp_path: Path) -> None:
    for data in (None, tmp_path):
        with pytest.raises(DataMissing, match="THYSELF_DATA"):
            Setting(data, Hashed, lambda: None).folder("locomo")
    (tmp_path / "locomo").mkdir()
    assert Setting(tmp_path, Hashed, lambda: None).folder("locomo") == tmp_path / "locomo"


def test_a_study_that_needs_a_model_says_so() -> None:
    with pytest.raises(ModelUnavailable, match="thyself doctor"):
        Setting(None, Hashed, lambda: None).model()


def test_draws_depend_on_seed_and_name_alone() -> None:
    one, same, other = (Setting(None, Hashed, lambda: None, seed=seed).rng("a").random() for seed in (1, 1, 2))
    assert one == same != other


def test_a_study_is_run_and_kept(tmp_path: Path) -> None:
    done = ran(tmp_path)
    assert done.verdict == "as claimed"
    assert "more less fewer: +0.250 [+0.125, +0.375] points" in str(done)
    kept = json.loads((tmp_path / "results" / "little-one.json").read_text())
    assert kept["date"] == "2026-03-01"
    assert kept["effect"]["n"] == 40
    assert kept["tables"][0]["rows"][0] == ["more", 0.333333]
    assert str(tmp_path) not in json.dumps(kept)


def test_the_same_study_is_not_run_again_until_its_code_or_data_change(tmp_path: Path) -> None:
    data = tmp_path / "data" / "talks"
    data.mkdir(parents=True)
    (data / "talk.txt").write_text("hello")
    folder = studies(tmp_path, data='"talks",')
    assert not ran(tmp_path, folder=folder, data=tmp_path / "data").kept
    assert ran(tmp_path, folder=folder, data=tmp_path / "data").kept
    assert times_run(tmp_path) == 1
    (data / "talk.txt").write_text("hello you")
    assert not ran(tmp_path, folder=folder, data=tmp_path / "data").kept
    assert times_run(tmp_path) == 2


def test_a_study_without_its_data_is_not_run_and_never_passed(tmp_path: Path) -> None:
    done = ran(tmp_path, folder=studies(tmp_path, data='"nowhere",'))
    assert done.verdict == "not run"
    assert "THYSELF_DATA" in str(done)
    page = report.markdown(Results(tmp_path / "results").read())
    assert "1 study: 1 not run." in page


def test_a_study_without_its_data_leaves_the_older_result(tmp_path: Path) -> None:
    assert ran(tmp_path).verdict == "as claimed"
    done = ran(tmp_path, folder=studies(tmp_path, body="setting.folder('nowhere')"))
    assert done.verdict == "not run"
    assert "2026-03-01 stays" in str(done)
    assert Results(tmp_path / "results").read()["little-one"]["verdict"] == "as claimed"


def test_a_library_that_is_missing_means_not_run(tmp_path: Path) -> None:
    done = ran(tmp_path, folder=studies(tmp_path, body="import a_library_that_nobody_has"))
    assert done.verdict == "not run"
    assert "a_library_that_nobody_has" in str(done)


def test_a_mistake_in_a_study_is_not_taken_for_a_missing_library(tmp_path: Path) -> None:
    with pytest.raises(ModuleNotFoundError):
        ran(tmp_path, folder=studies(tmp_path, body="import thyself.no_such_room"))


def test_a_study_that_is_stopped_leaves_the_others_and_no_torn_file(tmp_path: Path) -> None:
    folder = studies(tmp_path, body="raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        ran(tmp_path, folder=folder)
    assert not (tmp_path / "results").exists() or not list((tmp_path / "results").iterdir())


def test_results_can_go_into_one_file(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    ran(tmp_path, results=file)
    assert list(Results(file).read()) == ["little-one"]
    assert runner.write_report(file) == tmp_path / "all.md"


def test_a_file_that_is_no_result_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(SourceError, match=r"broken\.json"):
        Results(tmp_path).read()


def test_an_unknown_study_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="little-one"):
        runner.load("large-one", studies(tmp_path))


def test_a_file_must_hold_the_study_of_its_name(tmp_path: Path) -> None:
    folder = studies(tmp_path)
    (folder / "other.py").write_text((folder / "little_one.py").read_text())
    with pytest.raises(InvalidInput, match="called 'other'"):
        runner.load("other", folder)


def test_the_report_shows_each_figure_as_it_was_kept(tmp_path: Path) -> None:
    ran(tmp_path)
    page = runner.write_report(tmp_path / "results").read_text()
    assert "## little-one" in page
    assert "| another's data | swap | own does better (above 0) | +0.200 [+0.100, +0.300] points | yes |" in page
    assert "| count | 12,345 |" in page
    assert "2026-03-01" in page


def test_without_the_studies_it_is_said_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "_PACKAGE", tmp_path / "site-packages" / "thyself")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ThyselfError, match="copy of the project"):
        runner.studies_folder()
    assert runner.verdicts() == {}


def test_the_report_in_the_docs_is_that_of_the_committed_results() -> None:
    results = runner.results_folder()
    page = (results.parents[1] / "docs" / "studies.md").read_text(encoding="utf-8")
    assert page == report.markdown(Results(results).read()), "write it anew: thyself study --report"


def test_every_study_of_the_project_can_be_loaded() -> None:
    for name in runner.names():
        assert runner.load(name).claim
