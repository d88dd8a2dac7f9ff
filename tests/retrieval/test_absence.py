"""What was never mentioned is told with what was searched; what was mentioned in other words is not."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thyself.core import Trace
from thyself.retrieval.absence import Absence, never_mentioned, speaks_of_oneself
from thyself.store import open_store

START = datetime(2021, 3, 3, 9, tzinfo=UTC)
NOW = datetime(2023, 11, 2, tzinfo=UTC)

Find = Callable[..., Absence | None]


@pytest.fixture
def find(tmp_path: Path) -> Iterator[Find]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("sam")
    small = ("Good morning!", "It rains again.", "I had pasta for lunch.", "The meeting ran late.")

    def ask(question: str, *more: str, others: tuple[str, ...] = (), before: datetime | None = None) -> Absence | None:
        own = [(text, "me") for text in (*small, *more)] + [(text, "Anna") for text in others]
        scope.append(
            Trace(text, at=START + timedelta(days=each), kind="said", source="chat", author=who)
            for each, (text, who) in enumerate(own)
        )
        return never_mentioned(scope, question, now=NOW, before=before)

    yield ask
    store.close()


def test_it_says_how_much_was_searched_from_when_to_when(find: Find) -> None:
    found = find("Do I own a car?", others=("I bought a car.",))
    assert found is not None
    assert (found.what, found.texts, found.others, found.by_others) == ("a car", 4, 1, 1)
    from zoneinfo import ZoneInfo

    told = found.told(ZoneInfo("UTC"))
    assert told.startswith("You never mentioned a car in 4 texts of yours from 3 March 2021 to 6 March 2021.")
    assert "no proof" in told
    assert found.figures["texts_searched"] == 4
    assert "honda" in " ".join(found.reasons(ZoneInfo("UTC")))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Do I own a car?", "My Honda is in the garage."),
        ("Do I have a pet?", "My labrador is asleep."),
        ("Do I have any siblings?", "My brother called."),
        ("Did I ever go skydiving?", "I would skydive any day."),
        ("Have I ever been to Japan?", "Japan was lovely."),
        ("Do I smoke?", "I lit a cigarette."),
    ],
)
def test_other_forms_and_things_of_its_kind_count_as_mentioned(find: Find, question: str, text: str) -> None:
    assert find(question) is not None
    assert find(question, text) is None


def test_what_comes_later_and_too_little_text_tell_nothing(find: Find) -> None:
    assert find("Do I own a car?", "I own a car.", before=START + timedelta(days=4)) is not None
    assert find("Do I own a car?", before=START + timedelta(days=2)) is None


def test_a_question_that_names_nothing_is_no_absence(find: Find) -> None:
    assert find("What did I say last week?") is None


def test_only_questions_about_the_persons_own_life_are_looked_up() -> None:
    assert speaks_of_oneself("Do I own a car?")
    assert speaks_of_oneself("What is Paul's job?")
    assert not speaks_of_oneself("Can you recommend a car?")
    assert not speaks_of_oneself("Write me a poem about a car")
