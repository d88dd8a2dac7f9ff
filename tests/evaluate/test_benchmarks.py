"""The public formats of LaMP, LongLaMP and LaMP-QA are read, and their measures are theirs."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import DataMissing, InvalidInput, Rejected
from thyself.evaluate.benchmarks import (
    Case,
    label_scores,
    lamp_cases,
    lamp_qa_cases,
    longlamp_cases,
    rating_scores,
    scores_of,
    text_scores,
)
from thyself.evaluate.benchmarks.lamp import lamp_tasks, predictions
from thyself.evaluate.benchmarks.lamp_qa import lamp_qa_tasks
from thyself.evaluate.benchmarks.longlamp import longlamp_tasks
from thyself.evaluate.text import meteor

#: A row of each of LaMP's profiles, in the fields of that task.
PROFILES: dict[str, dict[str, Any]] = {
    "LaMP_1": {"id": "7", "title": "Bees", "abstract": "We count bees."},
    "LaMP_2": {"id": "7", "tag": "war", "description": "Two soldiers.", "date": "2011-02-03"},
    "LaMP_3": {"id": "7", "text": "Leaks.", "score": "2"},
    "LaMP_4": {"id": "7", "title": "Rain", "text": "It rains."},
    "LaMP_5": {"id": "7", "title": "Bees", "abstract": "We count bees.", "date": "2013"},
    "LaMP_6": {"id": "7", "title": "Roof", "text": "The roof leaks."},
    "LaMP_7": {"id": "7", "text": "so tired lol"},
}
TEXTS = {"LaMP_1": "We count bees.", "LaMP_2": "Two soldiers.", "LaMP_3": "Leaks.", "LaMP_4": "It rains.",
         "LaMP_5": "We count bees.", "LaMP_6": "The roof leaks.", "LaMP_7": "so tired lol"}  # fmt: skip


def lamp(folder: Path, task: str, questions: list[dict[str, Any]], golds: dict[str, str]) -> Path:
    place = folder / task / "dev"
    place.mkdir(parents=True)
    (place / "dev_questions.json").write_text(json.dumps(questions))
    (place / "dev_outputs.json").write_text(
        json.dumps({"task": task, "golds": [{"id": key, "output": text} for key, text in golds.items()]})
    )
    return place / "dev_questions.json"


def cases(found: Any) -> list[Case]:
    return [each for each in found if isinstance(each, Case)]


@pytest.mark.parametrize("task", PROFILES)
def test_each_of_the_seven_tasks_gives_its_own_texts_and_the_truth(tmp_path: Path, task: str) -> None:
    lamp(tmp_path, task, [{"id": "70", "input": "Do it: x", "profile": [PROFILES[task]]}], {"70": "the truth"})
    ((name, file),) = lamp_tasks(tmp_path).items()
    (case,) = cases(lamp_cases(file, name))
    assert (name, case.id, case.truth, case.request.text) == (task, "70", "the truth", "Do it: x")
    assert [trace.text for trace in case.own] == [TEXTS[task]]
    assert case.own[0].ref == "7"
    assert case.own[0].at < case.request.now
    extra = case.own[0].extra
    label = extra.get("title") or extra.get("subject") or extra.get("tag") or case.own[0].value
    assert label == {"LaMP_1": "Bees", "LaMP_2": "war", "LaMP_3": 2.0, "LaMP_4": "Rain", "LaMP_5": "Bees",
                     "LaMP_6": "Roof", "LaMP_7": None}[task]  # fmt: skip


def test_labels_are_those_that_the_input_names_or_those_of_the_task(tmp_path: Path) -> None:
    asked = "Which tag does this movie relate to? tags: [sci-fi, based on a book] description: x"
    (tag,) = cases(lamp_cases(lamp(tmp_path / "a", "LaMP_2", [{"id": "1", "input": asked}], {}), "LaMP_2"))
    (stars,) = cases(lamp_cases(lamp(tmp_path / "b", "LaMP_3", [{"id": "1", "input": "review: x"}], {}), "LaMP_3"))
    assert tag.labels == ("sci-fi", "based on a book")
    assert stars.labels == ("1", "2", "3", "4", "5")
    assert (tag.truth, tag.own) == ("", ())


def test_news_categories_are_tags(tmp_path: Path) -> None:
    row = {"id": "1", "text": "A match.", "title": "Final", "category": "sports"}
    asked = "Which category? categories: [sports, travel] article: y"
    (case,) = cases(
        lamp_cases(lamp(tmp_path, "LaMP_2N", [{"id": "1", "input": asked, "profile": [row]}], {}), "LaMP_2N")
    )
    assert (case.own[0].extra["tag"], case.labels) == ("sports", ("sports", "travel"))


def test_dated_rows_come_in_order_of_time_and_undated_ones_in_order_of_the_file(tmp_path: Path) -> None:
    dated = [
        {"text": "new", "date": "2015-03-01"},
        {"text": "old", "date": "2009-12-31"},
        {"text": "mid", "date": "2012"},
    ]
    plain = [{"text": "a"}, {"text": "b"}, {"text": ""}, "no row", {"text": "c"}]
    rows = [{"id": "1", "input": "x", "profile": dated}, {"id": "2", "input": "y", "profile": plain}]
    one, two = cases(lamp_cases(lamp(tmp_path, "LaMP_7", rows, {}), "LaMP_7"))
    assert [trace.text for trace in one.own] == ["old", "mid", "new"]
    assert [trace.text for trace in two.own] == ["a", "b", "c"]
    assert len({trace.at for trace in two.own}) == 3


def test_a_broken_file_gives_what_came_before_and_says_where_it_broke(tmp_path: Path) -> None:
    file = lamp(tmp_path, "LaMP_4", [{"id": "1", "input": "x"}, {"id": "2"}, {"id": "3", "input": "z"}], {})
    file.write_text(file.read_text()[:-12])
    found = list(lamp_cases(file, "LaMP_4"))
    assert [each.id for each in cases(found)] == ["1"]
    assert next(each.why for each in found if isinstance(each, Rejected)) == "it has no input"
    assert any("broken" in each.why for each in found if isinstance(each, Rejected))


def test_answers_are_written_as_the_benchmark_takes_them_in() -> None:
    made = json.loads(predictions("LaMP_4", {"1": "Rain again"}))
    assert made == {"task": "LaMP_4", "golds": [{"id": "1", "output": "Rain again"}]}


@pytest.mark.parametrize(
    ("name", "row", "kind", "label"),
    [
        ("product_review_user", {"reviewerId": "R", "profile": [{"overall": "4.0", "summary": "Fine",
         "description": "A tent", "reviewText": "It holds."}]}, "review", "Fine"),
        ("abstract_generation_temporal", {"name": "R", "profile": [{"title": "Bees", "abstract": "It holds.",
         "year": 2013, "id": "1"}]}, "abstract", "Bees"),
        ("topic_writing_user", {"author": "R", "profile": [{"summary": "tl", "content": "It holds.", "id": "1",
         "author": "R"}]}, "topic", "tl"),
        ("email_generation_user", {"id": "R", "profile": [{"title": "Roof", "text": "It holds."}]}, "mail", "Roof"),
    ],
)  # fmt: skip
def test_the_four_long_tasks_are_read_as_lines_packed_or_not(
    tmp_path: Path, name: str, row: dict[str, Any], kind: str, label: str
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    line = json.dumps(row | {"input": "Write it", "output": "It is long."})
    with gzip.open(folder / "test.jsonl.gz", "wt") as file:
        file.write(f"{line}\n\n{json.dumps({'input': 'no output'})}\nno json\n")
    ((task, path),) = longlamp_tasks(tmp_path).items()
    found = list(longlamp_cases(path, task))
    (case,) = cases(found)
    assert (case.task, case.person, case.truth, case.request.kind) == (name, "R", "It is long.", kind)
    assert case.own[0].text == "It holds."
    assert label in case.own[0].extra.values()
    assert [each.where for each in found if isinstance(each, Rejected)] == ["test.jsonl.gz:3", "test.jsonl.gz:4"]


def test_the_narrative_of_a_question_is_nowhere_but_with_the_judge(tmp_path: Path) -> None:
    (tmp_path / "Lifestyle").mkdir()
    row = {
        "id": "q1", "question": "Which tent?", "narrative": "I have a bad back and little money.",
        "profile": [{"id": "p1", "text": "A cheap mattress?"}, {"id": "p2", "text": "Which tent? I have a bad back and"
                    " little money."}],
        "rubric_aspects": [{"aspect": "Price", "reason": "poor", "evidence": "little money"}, {"reason": "none"}],
    }  # fmt: skip
    (tmp_path / "Lifestyle" / "test.json").write_text(json.dumps([row, {"id": "q2", "question": "No aspects?"}]))
    ((task, file),) = lamp_qa_tasks(tmp_path).items()
    found = list(lamp_qa_cases(file, task))
    (case,) = cases(found)
    assert (case.task, case.request.job, [each.title for each in case.aspects]) == ("Lifestyle", "ask", ["Price"])
    assert [trace.ref for trace in case.own] == ["p1"]
    assert "money" not in case.request.text
    assert isinstance(found[1], Rejected)


def test_where_there_are_no_files_it_says_which_are_meant(tmp_path: Path) -> None:
    for find, name in ((lamp_tasks, "LaMP_3"), (longlamp_tasks, "product_review"), (lamp_qa_tasks, "Lifestyle")):
        with pytest.raises(DataMissing, match=name):
            find(tmp_path)


def test_a_label_that_nobody_has_lowers_f1_and_not_accuracy() -> None:
    found, truth = ["a", "B", "nonsense"], ["a", "b", "b"]
    assert label_scores(found, truth, ["a", "b"]) == {"accuracy": 2 / 3, "f1": (1 + 2 / 3) / 2}
    assert label_scores(found, truth, ["a", "b", "c"])["f1"] == pytest.approx((1 + 2 / 3) / 3)
    with pytest.raises(InvalidInput):
        label_scores(found, truth, [])


def test_an_answer_that_is_no_figure_counts_as_the_far_end() -> None:
    assert rating_scores(["5", "good", "2"], ["4", "2", "2"]) == {
        "mae": pytest.approx(4 / 3), "rmse": pytest.approx((10 / 3) ** 0.5)
    }  # fmt: skip
    assert scores_of("LaMP_3", ["1"], ["3"]) == {"mae": 2.0, "rmse": 2.0}


def test_texts_are_scored_by_words_in_common() -> None:
    scores = text_scores(["the roof leaks", "x"], ["the roof leaks again", "y"])
    assert scores["rouge_1"] == pytest.approx((2 * 0.75 / 1.75) / 2)
    assert scores == scores_of("LaMP_4", ["the roof leaks", "x"], ["the roof leaks again", "y"])
    with pytest.raises(InvalidInput):
        text_scores([], [])


def test_meteor_takes_stems_for_words_and_scattered_words_for_less() -> None:
    whole = meteor("the roof leaks again", "the roof leaks again")
    assert whole == pytest.approx(1 - 0.5 * (1 / 4) ** 3)
    assert meteor("the roofs leaked again", "the roof leaks again") == pytest.approx(whole)
    assert meteor("again leaks roof the", "the roof leaks again") == pytest.approx(0.5)
    assert meteor("a boat", "the roof") == 0.0
    # one of two words, of two: recall weighs nine times as much as precision
    assert meteor("roof x x", "roof y") == pytest.approx((1 / 3 * 1 / 2) / (0.9 / 3 + 0.1 / 2) * 0.5)


@given(st.text(alphabet="ab c", max_size=30), st.text(alphabet="ab c", max_size=30))
def test_meteor_stays_between_nothing_and_all(one: str, other: str) -> None:
    assert 0.0 <= meteor(one, other) <= 1.0
