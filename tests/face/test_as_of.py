"""`as_of=` on recall, ask and profile: what held at a time, as far as is known now."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import thyself
from thyself import Settings, Trace
from thyself.core import InvalidInput

NOW = datetime(2023, 12, 1, tzinfo=UTC)
FEBRUARY = datetime(2023, 2, 1, tzinfo=UTC)


@pytest.fixture
def sam(tmp_path: Path):
    home = thyself.open(tmp_path / "home.db", settings=Settings(embedder="hashed"), clock=lambda: NOW)
    person = home.person("sam", timezone="UTC")
    person.add(
        Trace(text, at=datetime(2023, month, 5, 12, tzinfo=UTC), kind="said", source="chat")
        for month, text in (
            (1, "I live in Rome."), (2, "I cooked soup in Rome."), (5, "We moved to Berlin in March."),
            (6, "I cooked soup in Berlin."),
        )
    )  # fmt: skip
    yield person
    home.close()


def test_the_profile_as_of_a_time_and_as_known_then(sam) -> None:
    april = datetime(2023, 4, 1, tzinfo=UTC)
    assert sam.profile.as_of(april).attributes["home"] == "Berlin"
    assert sam.profile.known_at(april).attributes["home"] == "Rome"


def test_ask_takes_the_time_from_the_question_or_from_as_of(sam) -> None:
    assert "Berlin" in sam.ask("Where do I live?").text
    assert "Rome" not in sam.ask("Where do I live?").text
    assert "Rome" in sam.ask("Where do I live?", as_of=FEBRUARY).text
    assert "Rome" in sam.ask("Where did I live in February?").text


def test_recall_as_of_leaves_out_what_came_later_and_keeps_what_tells_of_then(sam) -> None:
    texts = [each.text for each in sam.recall("where did I live and cook", as_of=datetime(2023, 4, 1, tzinfo=UTC))]
    assert "We moved to Berlin in March." in texts
    assert "I cooked soup in Rome." in texts
    assert "I cooked soup in Berlin." not in texts
    assert "I live in Rome." not in texts
    assert "I live in Rome." in [each.text for each in sam.recall("where did I live", as_of=FEBRUARY)]


def test_a_time_without_a_zone_is_refused(sam) -> None:
    for ask in (sam.recall, sam.ask):
        with pytest.raises(InvalidInput, match="time zone"):
            ask("Where do I live?", as_of=datetime(2023, 2, 1))


def test_what_was_never_mentioned_is_told_with_what_was_searched(sam) -> None:
    told = sam.ask("Do I own a motorcycle?")
    assert told.text.startswith(
        "You never mentioned a motorcycle in 4 texts of yours from 5 January 2023 to 5 June 2023."
    )
    assert told.figures["known_absence"] == 1
    assert told.evidence == ()
