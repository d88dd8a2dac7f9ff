"""A begun text goes on in stages: the summary and the keywords stand first, then whole texts; nothing is copied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import InvalidInput, Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed, LanguageModel
from thyself.models.scripted import Rules, Scripted
from thyself.profile.same_author import SameAuthor
from thyself.retrieval.snippets import Pieces
from thyself.store import Scope, open_store
from thyself.systems import Desk
from thyself.systems.writing.teach_llms import ranked

NOW = datetime(2024, 6, 1, tzinfo=UTC)
FILLER = "And on the way we saw many other things of the old town. " * 6


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("sam")
    texts = [f"{FILLER}The anchor of boat {n} was lost in the harbour by Kim. {FILLER}" for n in range(9)]
    scope.append(
        Trace(
            text, at=NOW - timedelta(days=20 - n), kind="wrote", source="mail", ref=f"m{n}", extra={"subject": "Boat"}
        )
        for n, text in enumerate(texts)
    )
    yield scope
    store.close()


def written(scope: Scope, model: LanguageModel, **slots: Any) -> Response:
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    request = Request("write", "Dear all, today the anchor", NOW, kind="mail")
    made: Response = card("teach-llms").build(**slots).respond(request, desk)
    return made


def test_summary_and_keywords_stand_before_texts_that_are_cut_to_the_budget(scope: Scope) -> None:
    model = Scripted("Dear all, today the anchor came back.")
    made = written(scope, model, tokens=700, k=2)
    lines = model.prompts[0][-1].content.splitlines()
    assert [line.partition(":")[0] for line in lines[:3]] == [
        "What I wrote of this",
        "Words that I may need",
        "I wrote",
    ]
    assert all(
        word in f"{FILLER} The anchor of boat was lost in the harbour by Kim" for word in lines[0][25:40].split()
    )
    assert "anchor" not in lines[1]  # it stands there already
    assert lines[-1].endswith('It begins: "Dear all, today the anchor"')
    assert model.count(model.prompts[0][-1].content) <= 300
    assert made.text == "Dear all, today the anchor came back."
    assert made.evidence
    assert any("words that you may need" in reason for reason in made.reasons)


def test_stages_can_be_left_out(scope: Scope) -> None:
    model = Scripted("Dear all, today the anchor came back.")
    written(scope, model, snippets=0, words=0)
    assert "I may need" not in model.prompts[0][-1].content
    assert "What I wrote" not in model.prompts[0][-1].content


def test_a_copy_is_no_text_of_today(scope: Scope) -> None:
    own = next(iter(scope.traces())).text
    made = written(scope, Rules(lambda _: own))
    assert made.text != own
    assert "short draft" in made.reasons[0]


def test_of_two_continuations_the_one_of_the_persons_hand_is_taken(scope: Scope) -> None:
    pairs = [("a b c!!! wow!", "d e f!!! wow!"), ("We note, however, that it is.", "wow!!! yes!")] * 4
    author = SameAuthor.learn(pairs, [True, False] * 4)
    model = Scripted("wow!!! the anchor!!! yes!", "Dear all, the anchor was lost in the town and we saw it.")
    made = written(scope, model, author=author)
    assert len(model.prompts) == 2
    assert made.text == "Dear all, the anchor was lost in the town and we saw it."


def test_texts_are_in_order_of_their_best_snippet_and_the_asked_one_is_left_out() -> None:
    texts = ["The lamp.", f"{FILLER}The lamp and the rope. {FILLER}", "Nothing of it."]
    pieces = Pieces.cut(texts)
    assert ranked(pieces, texts, "lamp rope") == [1, 0, 2]
    assert ranked(pieces, texts, "lamp rope", without=texts[1]) == [0, 2]
    assert ranked(Pieces.cut([]), [], "lamp") == []


def test_senseless_numbers_are_refused() -> None:
    for options in ({"k": 0}, {"snippets": -1}, {"tokens": 400}):
        with pytest.raises(InvalidInput):
            card("teach-llms").build(**options)
