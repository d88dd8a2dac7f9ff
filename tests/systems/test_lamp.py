"""Own samples stand before the request: the right ones, in LaMP's frames, and never the request itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import InvalidInput, ModelUnavailable, Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed, LanguageModel
from thyself.models.scripted import Rules, Scripted
from thyself.store import Scope, open_store
from thyself.systems import Desk
from thyself.systems.writing._templates import TASKS, task

START = datetime(2024, 3, 1, 9, tzinfo=UTC)
NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    """A home of one person."""
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store.scope("sam")
    store.close()


def mail(text: str, subject: str, day: int) -> Trace:
    """A mail that the person wrote."""
    at = START + timedelta(days=day)
    return Trace(text, at=at, kind="wrote", source="mail", ref=f"m{day}", extra={"subject": subject})


def served(scope: Scope, model: LanguageModel | None, request: Request, **slots: Any) -> Response:
    """What the system gives."""
    response: Response = (
        card("lamp").build(**slots).respond(request, Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW))
    )
    return response


def test_each_task_asks_with_the_meaningful_part_alone() -> None:
    inputs = {
        1: 'For an author of the paper with the title "Own", which reference is related? [1]: "Graphs" [2]: "Bees"',
        2: "Which tag does this movie relate to among the following tags? tags: [war, love] description: Bees fly",
        3: "What is the score of the following review on a scale of 1 to 5? review: Bees fly",
        4: "Generate a headline for the following article: Bees fly",
        5: "Generate a title for the following abstract of a paper: Bees fly",
        6: "Generate a subject for the following email: Bees fly",
        7: "Paraphrase the following tweet without any explanation before or after it: Bees fly",
    }
    for each in TASKS:
        assert each.query(inputs[each.number]) == ("Graphs Bees" if each.number == 1 else "Bees fly")
        assert each.prompt(inputs[each.number]) == inputs[each.number]
        assert each.query("Bees fly") == "Bees fly"


def test_every_job_of_the_card_has_a_task() -> None:
    assert {task(job, None).job for job in card("lamp").serves} == set(card("lamp").serves)
    assert [task("title", kind).number for kind in ("article", "paper", "mail", None)] == [4, 5, 6, 6]


def test_the_nearest_own_mails_stand_in_their_frames_before_the_request(scope: Scope) -> None:
    scope.append([mail("The roof leaks again.", "Roof!!", 1), mail("Lunch on Monday?", "lunch", 2)])
    model = Scripted("Roof again")
    response = served(scope, model, Request("title", "The roof is mended.", NOW, kind="mail"), k=1)
    assert model.prompts[0][-1].content == (
        '"Roof!!" is the title for "The roof leaks again.". Generate a subject for the following email: '
        "The roof is mended."
    )
    assert response.text == "Roof again"
    assert [each.refs for each in response.evidence] == [("m1",)]
    assert response.cost.model_calls == 1


def test_recency_takes_the_newest_whatever_it_says(scope: Scope) -> None:
    scope.append([mail("The roof leaks again.", "Roof!!", 1), mail("Lunch on Monday?", "lunch", 2)])
    request = Request("title", "The roof is mended.", NOW, kind="mail")
    assert served(scope, Scripted("Roof"), request, retrieve="recency", k=1).evidence[0].refs == ("m2",)
    both = served(scope, Scripted("Roof"), request, retrieve="half", k=2)
    assert {each.refs for each in both.evidence} == {("m1",), ("m2",)}


def test_the_text_that_is_asked_about_is_not_its_own_sample(scope: Scope) -> None:
    scope.append([mail("The roof is mended.", "the answer", 1)])
    model = Scripted("Roof")
    assert served(scope, model, Request("title", "The roof  is mended.", NOW, kind="mail")).evidence == ()
    assert "the answer" not in model.prompts[0][-1].content


def test_with_no_own_text_the_prompt_is_the_generic_one(scope: Scope) -> None:
    model = Scripted("Roof")
    response = served(scope, model, Request("title", "The roof is mended.", NOW, kind="mail"))
    assert model.prompts[0][-1].content == "Generate a subject for the following email: The roof is mended."
    assert response.reasons == ("nothing of yours is known yet",)


def test_a_label_is_chosen_among_those_given(scope: Scope) -> None:
    rated = {"kind": "rated", "source": "films", "at": START}
    scope.append([Trace("dull dull dull", value=2.0, ref="a", **rated), Trace("grand", value=5.0, ref="b", **rated)])
    model = Rules()
    request = Request("predict", "dull dull", NOW, kind="rating")
    assert served(scope, model, request, k=1).text in {"1", "2", "3", "4", "5"}
    assert served(scope, model, request, labels=("2",)).text == "2"


def test_a_tag_is_chosen_among_the_persons_own(scope: Scope) -> None:
    scope.append([Trace("war in the mud", at=START, kind="saw", source="films", extra={"tags": ["grim", "x"]})])
    response = served(scope, Rules(), Request("predict", "mud and war", NOW, kind="tag"))
    assert response.text == "grim"
    assert served(scope, Rules(), Request("predict", "unlike all", NOW, kind="tag")).text.startswith("I don't know")


def test_a_name_that_nobody_told_is_not_written(scope: Scope) -> None:
    scope.append([mail("The roof leaks again.", "Roof!!", 1)])
    request = Request("title", "The roof is mended.", NOW, kind="mail")
    response = served(scope, Scripted("Mister Kowalski pays 500 Euro"), request)
    assert response.text == "The roof is mended."
    assert any("Kowalski" in reason for reason in response.reasons)


def test_a_small_model_chooses_among_the_persons_own_words(scope: Scope) -> None:
    scope.append([mail("The roof leaks again.", "roof repair", 1)])
    small = Rules(lambda _: "a small model that is made to write rambles", name="tiny-135M")
    response = served(scope, small, Request("title", "Dear Ann, the roof repair is done. It cost little.", NOW))
    assert response.text in {"Dear Ann", "the roof repair is done", "It cost little"}
    assert small.prompts == []
    assert "too small" in response.reasons[0]


def test_it_says_that_it_needs_a_model(scope: Scope) -> None:
    with pytest.raises(ModelUnavailable, match="'lamp' needs a language model"):
        served(scope, None, Request("title", "text", NOW, kind="mail"))


def test_slots_that_make_no_sense_are_refused() -> None:
    for slots in ({"retrieve": "magic"}, {"k": 0}, {"tokens": 10}):
        with pytest.raises(InvalidInput):
            card("lamp").build(**slots)
