"""Long texts after whole own texts: their ends are shown too, nothing is copied, and nothing is made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import InvalidInput, Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.generate.compose import Composer, Sample, both_ends
from thyself.models import Hashed, LanguageModel
from thyself.models.scripted import Scripted
from thyself.store import Scope, open_store
from thyself.systems import Desk
from thyself.systems.writing._templates import LONG_TASKS, task

NOW = datetime(2024, 6, 1, tzinfo=UTC)
LONG = "Dear all, " + " ".join(f"word{n}" for n in range(200)) + " Yours ever, Sam"


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store.scope("sam")
    store.close()


def mail(text: str, subject: str, day: int) -> Trace:
    extra = {"subject": subject} if subject else {}
    return Trace(text, at=NOW - timedelta(days=day), kind="wrote", source="mail", ref=f"m{day}", extra=extra)


def written(scope: Scope, model: LanguageModel, wish: str, **slots: Any) -> Response:
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    made: Response = card("longlamp").build(**slots).respond(Request("write", wish, NOW, kind="mail"), desk)
    return made


def test_a_long_text_keeps_its_end_where_it_must_be_shortened() -> None:
    prompt = Composer(60, lambda text: len(text.split()), shorten=both_ends).compose([Sample("<", LONG, ">")], "Write")
    assert "Dear all, word0" in prompt.text
    assert "Yours ever, Sam>" in prompt.text
    assert "…" in prompt.text
    assert prompt.tokens <= 60


@pytest.mark.parametrize("keep", range(1, 8))
def test_what_is_kept_of_both_ends_is_as_many_words_as_asked_for(keep: int) -> None:
    kept = both_ends("a b c d e".split(), keep).replace(" …", "").split()
    assert len(kept) == min(keep, 5)
    assert kept[0] == "a"


def test_each_long_task_asks_with_what_it_is_about_alone() -> None:
    inputs = {
        "mail": 'Generate the following email for the subject: the roof',
        "abstract": 'Generate an abstract for the title "the roof" using the following items: rain, tiles',
        "review": 'Generate the review text written by a reviewer who has a given an overall rating of "4.0" for a'
        ' product with description "the roof". The summary of the review text is "leaks".',
        "topic": "Generate the content for a reddit post the roof",
    }  # fmt: skip
    for each in LONG_TASKS:
        assert each.query(inputs[each.kind]).startswith("the roof")
        assert each.prompt(inputs[each.kind]) == inputs[each.kind]
        assert task("write", each.kind, LONG_TASKS) is each


def test_whole_own_texts_stand_before_the_wish_with_or_without_a_subject(scope: Scope) -> None:
    scope.append([mail("The roof leaks. Yours, Sam", "Roof!!", 3), mail("The roof is new. Yours, Sam", "", 2)])
    model = Scripted("The roof holds now. Yours, Sam")
    made = written(scope, model, "the roof holds", k=2)
    prompt = model.prompts[0][-1].content
    assert '"Roof!!" is the title for "The roof leaks. Yours, Sam"' in prompt
    assert '"The roof is new. Yours, Sam"' in prompt
    assert prompt.endswith("to this end: the roof holds")
    assert made.text == "The roof holds now. Yours, Sam"
    assert {each.refs for each in made.evidence} == {("m3",), ("m2",)}


def test_a_copy_and_an_invention_are_refused_and_then_a_short_draft_is_given(scope: Scope) -> None:
    scope.append([mail(LONG, "Words", 3)])
    model = Scripted(LONG, "Mr Barracuda called on 7 March.")
    made = written(scope, model, "Tell Tom that the words are ready")
    assert len(model.prompts) == 2
    assert "Copy nothing" in model.prompts[1][-1].content
    assert "Barracuda" not in made.text
    assert "short draft" in made.reasons[0]


def test_senseless_numbers_are_refused() -> None:
    for options in ({"k": 0}, {"tokens": 100, "long": 100}, {"retrieve": "magic"}):
        with pytest.raises(InvalidInput):
            card("longlamp").build(**options)
