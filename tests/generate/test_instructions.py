"""An instruction tells what a mail does and is about, and gives none of it away."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput, Request, Settings, Trace
from thyself.core.registry import card
from thyself.generate.playback import instruction_from, instructions_of
from thyself.guard import longest_copied
from thyself.models import Hashed
from thyself.store import Scope, open_store
from thyself.systems import Desk

NOW = datetime(2024, 6, 1, tzinfo=UTC)
MAIL = "Dear Tom,\n\nThank you for the invitation to the harbour festival. Unfortunately, I can't come.\n\nBest,\nMia"
OTHER = "Dear Eve,\n\nCould you send me the invoice of the plumber before the weekend, please?\n\nBest,\nMia"


def mail(text: str, day: int = 1, author: str = "me") -> Trace:
    at = NOW - timedelta(days=day)
    return Trace(text, at=at, kind="wrote" if author == "me" else "read", source="mail", author=author,
                 extra={"subject": "x"})  # fmt: skip


def test_it_says_what_to_do_and_what_about() -> None:
    made = instruction_from(MAIL)
    assert made.startswith("Thank them; decline.")
    assert "festival" in made
    assert "ask for something" in instruction_from(OTHER).lower()


@given(st.text(max_size=200))
def test_it_never_shares_three_words_in_a_row_that_it_could_leave_out(text: str) -> None:
    made = instruction_from(text)
    assert longest_copied(made.partition("About:")[2], text) <= 2


def test_pairs_are_of_own_texts_that_are_long_enough() -> None:
    pairs = list(instructions_of([mail(MAIL), mail("Ok, thanks.", 2), mail(OTHER, 3, author="Eve")]))
    assert [pair.answer for pair in pairs] == [MAIL]
    assert longest_copied(pairs[0].question, MAIL) <= 2


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("mia")
    scope.append([mail(MAIL, 9), mail(OTHER, 1)])
    yield scope
    store.close()


def test_examples_are_mails_that_do_the_same(scope: Scope) -> None:
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    made = (
        card("panza").build().respond(Request("write", "Decline the festival in the harbour", NOW, kind="mail"), desk)
    )
    assert "festival" in made.evidence[0].text
    assert made.text.startswith("Dear")
    with pytest.raises(InvalidInput):
        card("panza").build(least=2)
