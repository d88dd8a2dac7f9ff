"""The profile's answers: the current value with since when, the one that held then, and what is in doubt."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from thyself.core import Trace
from thyself.generate.known import known, standing
from thyself.profile import Profile, update
from thyself.retrieval import Recall
from thyself.store import Scope, open_store

NOW = datetime(2023, 12, 1, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
TOLD = (
    (1, 5, "I live in Rome and work at Acme."), (1, 6, "I have a dog called Rex."),
    (1, 7, "My gym is two streets away."),
    (1, 8, "My sister Bea lives in Oslo."), (1, 9, "My friend Tom moved to Lisbon."), (1, 10, "I own a red Honda."),
    (5, 20, "We moved to Berlin in March."), (8, 1, "Rex passed away."), (9, 1, "I sold the car."),
    (11, 1, "Next month I start at Globex."),
)  # fmt: skip


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW, timezone="UTC")
    scope = store.scope("sam")
    scope.append(
        Trace(text, at=datetime(2023, month, day, 12, tzinfo=UTC), kind="said", source="chat")
        for month, day, text in TOLD
    )
    yield scope
    store.close()


@pytest.fixture
def ask(scope: Scope) -> Callable[..., str]:
    now = datetime(2023, 11, 15, tzinfo=UTC)
    profile = update(scope, now=now)

    def answer(question: str, **more: datetime) -> str:
        found = known(profile, question, now=now, zone=ZONE, **more)
        return "" if found is None else found.text

    return answer


def test_now_is_answered_with_since_when_and_without_what_was(ask: Callable[..., str]) -> None:
    told = ask("Where do I live?")
    assert told == "You live in Berlin, since 1 March 2023 (you said so on 20 May 2023) [1]."
    assert ask("Which city do I live in?") == told


def test_a_time_in_the_question_or_beside_it_is_the_time_that_is_answered(ask: Callable[..., str]) -> None:
    assert ask("Where did I live in February?").startswith("You lived in Rome")
    assert ask("Where did I live in April?").startswith("You lived in Berlin")
    assert ask("Where do I live?", as_of=datetime(2023, 2, 1, tzinfo=UTC)).startswith("You lived in Rome")
    assert ask("Where did I live before Berlin?") == "You lived in Rome until 1 March 2023 [1]."


def test_what_ended_is_told_as_ended(ask: Callable[..., str]) -> None:
    assert ask("Do I have a dog?") == "Not any more: You had a dog called Rex until 1 August 2023 [1]."
    assert ask("Do I own a car?").startswith("Not any more: You had a red Honda until 1 September 2023")


def test_what_lies_ahead_is_told_as_that(ask: Callable[..., str]) -> None:
    assert ask("Where do I work?").startswith("You work at Acme")
    assert ask("Where will I work next month?") == "From 1 December 2023: Works at Globex."


def test_what_is_in_doubt_says_so_and_why(ask: Callable[..., str]) -> None:
    told = ask("Where is my gym?")
    assert "in doubt since 1 March 2023" in told
    assert "Lives in Rome" in told


def test_others_are_asked_for_by_name_and_never_taken_for_the_person(ask: Callable[..., str]) -> None:
    assert ask("Where does my sister live?").startswith("Your sister Bea lives in Oslo")
    assert "Lisbon" not in ask("Where do I live?")
    assert ask("Where does Paul live?") == ""


def test_what_happened_is_no_matter_of_the_profile(ask: Callable[..., str]) -> None:
    assert ask("Why did I move to Berlin?") == ""
    assert ask("What should I cook for my sister?") == ""


def test_what_no_longer_holds_is_left_out_of_what_was_found_or_marked(scope: Scope) -> None:
    profile: Profile = update(scope, now=NOW)
    found = Recall(None)(scope, "live in Rome or Berlin", k=10, now=NOW)
    assert any("live in Rome" in each.text for each in found)
    kept, _ = standing(found, profile, "Where is my dog?")
    dog = next(each for each in Recall(None)(scope, "dog called Rex", k=5, now=NOW) if "called Rex" in each.text)
    assert dog not in standing([dog, *found], profile, "Where is my dog?")[0]
    only, notes = standing([dog], profile, "Where is my dog?")
    assert only == [dog]
    assert notes == {dog.trace_ids[0]: "held until 1 August 2023"}
    gym = next(each for each in Recall(None)(scope, "gym two streets", k=5, now=NOW) if "gym" in each.text)
    assert "in doubt" in standing([gym, *kept], profile, "Where is my gym?")[1][gym.trace_ids[0]]
