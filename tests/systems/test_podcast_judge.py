"""Whether an episode fits a person: by their own plays, with the reason, by statistics or by a capable model."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thyself.core import Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed, LanguageModel
from thyself.models.scripted import Rules
from thyself.store import Scope, Selection, open_store
from thyself.systems import Desk

NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store.scope("sam")
    store.close()


def played(number: int, form: str, share: float, **fields: str) -> Trace:
    known = {"share": share, "format": form, "topics": ["science"]}
    return Trace(
        f"{form} {number} on science", at=NOW - timedelta(days=number), kind="did", source="player",
        item=f"pod:{number}", extra=known, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def life() -> list[Trace]:
    return [played(at, "interview", 0.95) for at in range(1, 7)] + [played(at, "banter", 0.1) for at in range(7, 13)]


def judge(scope: Scope, form: str, model: LanguageModel | None = None) -> Response:
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    options = {"format": form, "topics": ["science"]}
    request = Request("predict", f"{form} on science", NOW, kind="episode", options=options)
    made: Response = card("podcast-judge").build().respond(request, desk)
    return made


def test_what_is_left_early_does_not_fit_though_it_is_started_as_often(scope: Scope) -> None:
    scope.append(life())
    good, bad = judge(scope, "interview"), judge(scope, "banter")
    assert (good.text, bad.text) == ("It fits.", "It does not fit.")
    assert "banter: left earlier" in bad.reasons[1]
    assert "a profile of 12 plays" in bad.reasons[0]
    assert all("banter" in piece.text for piece in bad.evidence[:3])


def test_a_capable_model_says_why_and_one_that_cannot_be_read_leaves_it_to_statistics(scope: Scope) -> None:
    scope.append(life())
    made = judge(scope, "banter", Rules(lambda _: "They leave banter. [[no]] 90"))
    assert made.text == "It does not fit."
    assert made.reasons[1] == "They leave banter."
    assert made.figures["probability that it fits"] == pytest.approx(0.05)
    assert made.cost.model_calls == 1
    unread = judge(scope, "interview", Rules(lambda _: "Hm."))
    assert unread.text == "It fits."
    assert "did not judge" in unread.reasons[-1]


def test_a_secret_play_is_in_no_profile_that_leaves_the_machine(scope: Scope) -> None:
    hidden = [
        Trace("opera", at=NOW - timedelta(days=20 + at), kind="did", source="player", item=f"pod:s{at}",
              extra={"share": 1.0, "format": "opera", "topics": ["hush"]}, sensitivity="secret")
        for at in range(4)
    ]  # fmt: skip
    scope.append([*life(), *hidden])
    model = Rules(lambda _: "Because. [[yes]] 50", local=False, name="far-away")
    judge(scope, "interview", model)
    assert "hush" not in "".join(each.content for prompt in model.prompts for each in prompt)
    (noted,) = scope.derived("sent")
    assert noted.body["traces"] == len([each for each in life() if each.sensitivity != "secret"])


def test_after_forgetting_nothing_of_the_plays_is_left(scope: Scope) -> None:
    scope.append(life())
    scope.forget(Selection(everything=True))
    made = judge(scope, "banter")
    assert made.text == "I cannot say."
    assert made.evidence == ()
