"""The commands as a person meets them: real processes, real files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
Done = subprocess.CompletedProcess[str]


class Shell:
    """Runs ``thyself`` in a folder of its own, with words in place of the models."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("THYSELF_")},
            "THYSELF_HOME": str(folder / "home.db"),
            "THYSELF_EMBEDDER": "hashed",
            "THYSELF_LANGUAGE_MODEL": "none",
        }

    def __call__(self, *words: str) -> Done:
        command = [sys.executable, "-c", "from thyself.cli import main; main()", *words]
        return subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False
        )

    def json(self, *words: str) -> object:
        """What a command prints where its output is piped."""
        done = self(*words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def emily(shell: Shell) -> Shell:
    shell.json("add", str(SAMPLES / "emily-chat"), "--person", "emily")
    return shell


def test_adding_twice_keeps_everything_once(emily: Shell) -> None:
    (report,) = emily.json("add", str(SAMPLES / "emily-chat"), "-p", "emily").values()  # type: ignore[attr-defined]
    assert (report["kept"], report["duplicates"]) == (0, 98)
    assert emily.json("people") == [{"person": "emily", "traces": 98}]


def test_recall_ask_and_profile_answer_as_json_when_piped(emily: Shell) -> None:
    hits = emily.json("recall", "a novel in the library", "-p", "emily", "-k", "2")
    assert len(hits) == 2  # type: ignore[arg-type]
    answer = emily.json("ask", "Which novel did I find in the library?", "-p", "emily")
    assert "One Hundred Years of Solitude" in answer["text"]  # type: ignore[index]
    lines = emily.json("profile", "-p", "emily")["lines"]  # type: ignore[index]
    assert any("Emily" in line["text"] for line in lines)


def test_a_line_of_the_profile_is_edited_by_its_short_name(emily: Shell) -> None:
    line = emily.json("profile", "-p", "emily")["lines"][0]  # type: ignore[index]
    assert emily("profile", "edit", line["id"][:8], "Is called Em", "-p", "emily").returncode == 0
    lines = emily.json("profile", "-p", "emily")["lines"]  # type: ignore[index]
    assert [each["origin"] for each in lines if each["text"] == "Is called Em"] == ["edited"]


def test_forgetting_asks_shows_and_proves(emily: Shell) -> None:
    refused = emily("forget", "-p", "emily", "--source", "memorybank")
    assert refused.returncode == 1
    assert "--yes" in refused.stderr
    assert emily.json("forget", "-p", "emily", "--source", "memorybank", "--dry-run")["traces"] == 98  # type: ignore[index]
    receipt = emily.json("forget", "-p", "emily", "--source", "memorybank", "--yes")
    assert receipt["proven"] is True  # type: ignore[index]
    assert "Solitude" not in (emily.folder / "home.db").read_bytes().decode("latin-1")


def test_export_and_restore_bring_everything_back(emily: Shell) -> None:
    assert emily("export", "me.zip", "-p", "emily").returncode == 0
    assert emily("export", "me.zip", "-p", "emily").returncode == 1
    assert emily("restore", "me.zip", "-p", "em2").returncode == 0
    assert {row["person"]: row["traces"] for row in emily.json("people")} == {"emily": 98, "em2": 98}  # type: ignore[attr-defined]


def test_books_are_picked_from_real_ratings_with_reasons(shell: Shell) -> None:
    shell.json("add", str(SAMPLES / "goodbooks" / "ratings.csv"))
    picks = shell.json("recommend", str(SAMPLES / "goodbooks" / "books.csv"), "-k", "3")["picks"]  # type: ignore[index]
    assert len(picks) == 3
    assert any("you rated it" in reason for pick in picks for reason in pick["reasons"])


def test_insights_come_with_charts(shell: Shell) -> None:
    shell.json("add", str(SAMPLES / "fitbit-month"))
    found = shell.json("insights", "sleep", "--charts", "charts")
    assert found[0]["n"] >= 7  # type: ignore[index]
    assert list((shell.folder / "charts").glob("*.png"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "nothing.json"), "no such file"),
        (("ask", "hello", "--system", "nope"), "no system is called"),
        (("insights", "nope"), "topics"),
        (("study", "nope"), "no study is called"),
        (("traces", "--since", "soon"), "2024-03-01"),
        (("restore", "nothing.zip"), "nothing.zip"),
        (("recommend", "nothing.csv"), "nothing.csv"),
    ],
)
def test_an_error_is_plain_english_without_a_traceback(emily: Shell, words: tuple[str, ...], says: str) -> None:
    emily.environment["THYSELF_PERSON"] = "emily"
    done = emily(*words)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_wrong_usage_is_exit_code_two(shell: Shell) -> None:
    assert shell("recall").returncode == 2
    assert shell("nonsense").returncode == 2


def test_a_file_that_is_no_home_is_told_and_left_alone(shell: Shell) -> None:
    other = shell.folder / "home.db"
    other.write_text("a letter")
    done = shell("people")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert other.read_text() == "a letter"


def test_help_lists_the_commands_and_each_teaches(shell: Shell) -> None:
    whole = shell("--help").stdout
    for name in ("add", "people", "recall", "ask", "write", "recommend", "insights", "profile", "forget", "export"):
        assert name in whole
    assert "Example" in shell("recall", "--help").stdout
    assert all(name in whole for name in ("restore", "systems", "study", "doctor", "tour"))


def test_doctor_and_systems_tell_what_is_there(shell: Shell) -> None:
    checks = shell.json("doctor")
    assert any(check["name"] == "embedder in use" and check["ok"] for check in checks)  # type: ignore[attr-defined]
    assert {"default", "secom", "lamp"} <= {row["name"] for row in shell.json("systems")}  # type: ignore[attr-defined]


def test_a_person_who_is_not_there_is_told_and_not_answered_as_empty(emily: Shell) -> None:
    missing = emily("ask", "Which novel did I find?", "-p", "emely")
    assert missing.returncode == 1
    assert "nobody here is called 'emely'; there is emily" in missing.stderr
    assert emily.json("people") == [{"person": "emily", "traces": 98}]


def test_in_an_empty_home_reading_says_how_to_begin(shell: Shell) -> None:
    assert "thyself add PATH" in shell("recall", "anything").stderr


def test_the_person_can_be_set_once_for_all_commands(emily: Shell) -> None:
    emily.environment["THYSELF_PERSON"] = "emily"
    assert emily.json("traces", "--limit", "1")


def test_a_home_is_copied_into_another(emily: Shell) -> None:
    assert "emily" in emily("move", str(emily.folder / "other.db")).stdout
    assert emily.json("people", "--home", str(emily.folder / "other.db")) == [{"person": "emily", "traces": 98}]
    assert "already" in emily("move", str(emily.folder / "other.db")).stderr


def test_a_system_is_found_by_words_and_shown_with_slots_and_parts(shell: Shell) -> None:
    assert "secom" in [each["name"] for each in shell.json("systems", "topical", "segments")]  # type: ignore[attr-defined]
    (secom,) = shell.json("systems", "secom")  # type: ignore[misc]
    assert "k=3" in secom["slots"]
    assert "thyself.memory.TopicShift" in secom["parts"]


def test_a_part_is_found_by_what_it_does(shell: Shell) -> None:
    found = {each["name"]: each for each in shell.json("parts", "turns", "speak")}  # type: ignore[attr-defined]
    assert found["TopicShift"]["systems"] == ["secom"]


def test_the_page_of_parts_is_what_the_code_says() -> None:
    from thyself.cli.parts import markdown

    page = Path(__file__).parents[2] / "docs" / "parts.md"
    assert page.read_text("utf-8") == markdown(), "write it anew: thyself parts --report"


def test_a_setting_of_a_system_is_given_by_its_name(emily: Shell) -> None:
    hits = emily.json("ask", "Which novel did I find?", "-p", "emily", "--system", "secom", "--set", "k=1")
    assert len(hits["evidence"]) == 1  # type: ignore[call-overload]
    wrong = emily("ask", "Which novel?", "-p", "emily", "--system", "secom", "--set", "many=1")
    assert wrong.returncode == 1
    assert "has no setting 'many'; it has: cuts" in wrong.stderr
    assert "write name=value" in emily("ask", "Which?", "-p", "emily", "--set", "k").stderr


def test_titles_labels_and_advice_are_asked_for_by_name(shell: Shell) -> None:
    shell.json("add", str(SAMPLES / "goodbooks"), str(SAMPLES / "david-mail"))
    assert shell.json("predict", "A novel on whales")["text"] in {"1", "2", "3", "4", "5"}  # type: ignore[call-overload]
    assert "needs a language model" in shell("title", "The roof leaks again. Nobody answers.").stderr
    told = shell.json("advise", "200 g rice", "--system", "eating-smart")
    assert "kcal" in told["text"]  # type: ignore[call-overload]
    assert told["evidence"] == []  # type: ignore[call-overload]  # no text of theirs tells of food
    assert "these do:" in shell("advise", "sleep", "--system", "secom").stderr
