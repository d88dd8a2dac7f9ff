"""Grounding: every figure and name of a draft stands in its evidence, or it is told."""

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thyself.core import Evidence
from thyself.guard import claims, unsupported
from thyself.guard.figures import Amount, Ordinal

ROME = ZoneInfo("Europe/Rome")


def piece(text: str, at: datetime | None = datetime(2023, 5, 7, 23, 30, tzinfo=UTC), author: str = "me") -> Evidence:
    return Evidence((text[:9],), (text[:9],), text, 1.0, at=at, author=author)


DENTIST = piece("I saw Dr. Lee, my dentist, at 3pm; next check-up in November.")
DINNER = piece("Dinner with Anna at Roma at 8pm.", datetime(2023, 5, 9, tzinfo=UTC))


def wrong(draft: str, *evidence: Evidence, allowed: str = "") -> list[str]:
    return unsupported(draft, evidence or (DENTIST, DINNER), allowed=allowed, zone=ROME)


@pytest.mark.parametrize(
    "true",
    [
        "You saw Dr. Lee at 3pm [1].",
        "You saw Lee at three pm.",
        "It was on Monday, 8 May 2023 [1].",
        "You saw the dentist on 2023-05-08.",
        "You had dinner with Anna at Roma [2]. You saw Dr. Lee [1].",
        "The next check-up is in November.",
        "You saw Dr. Lee on 8 May, and on May 8th.",
        "Unfortunately, that is all I know.",
    ],
)
def test_what_the_evidence_holds_passes(true: str) -> None:
    assert wrong(true) == []


@pytest.mark.parametrize(
    ("false", "told"),
    [
        ("You saw Dr. Lee at 5pm.", "5"),
        ("You saw Dr. Lee at 8pm [1].", "8"),
        ("You saw Dr. Lee at 8pm.", "8"),
        ("You saw Dr. Lee on Friday.", "Friday"),
        ("You saw Dr. Lee on 2023-05-07.", "2023-05-07"),
        ("Emily is your dentist.", "Emily"),
        ("Your dentist is Dr. Emily Lee.", "Emily"),
        ("You paid twelve euros.", "twelve"),
        ("You saw Dr. Lee in October [1].", "October"),
        ("You saw Dr. Lee at 3pm [7].", "Lee"),
        ("You saw Dr. Lee on 9 May [1].", "9 May"),
    ],
)
def test_what_no_single_piece_holds_is_told(false: str, told: str) -> None:
    assert told in " ".join(wrong(false))


def test_the_question_may_be_repeated() -> None:
    assert wrong("I know nothing of Emily.", allowed="Who is Emily?") == []


def test_numbers_are_compared_by_value() -> None:
    evidence = piece("I walked 1,234 steps, the second time.", None)
    for same in ("1234 steps", "1,234 steps", "1,234.0 steps"):
        assert wrong(f"You walked {same}.", evidence) == []
    assert wrong("You walked 1,235 steps.", evidence) == ["1,235 steps"]
    twenty = Amount("", 20.0, 20.0)
    forms = [claim.form for claim in claims("walked twenty of 20, the 20th of 20.0")]
    assert forms == [twenty, twenty, Ordinal(20), twenty]


def test_without_evidence_nothing_is_held() -> None:
    assert unsupported("Anna has 3 cats.", (), zone=ROME) == ["Anna", "3"]


@settings(max_examples=300, deadline=None)
@given(figures=st.lists(st.integers(3, 99_999), min_size=1, max_size=4, unique=True), seed=st.integers(0, 10**6))
def test_a_planted_wrong_figure_is_found(figures: list[int], seed: int) -> None:
    rng = random.Random(seed)
    words = ["steps", "euros", "minutes", "pages"]
    told = ", ".join(f"{n:,} {word}" for n, word in zip(figures, words, strict=False))
    evidence = piece(f"In all: {told}.", None)
    assert wrong(f"You had {told}.", evidence) == []
    spoiled = rng.choice([n for n in range(3, 99_999, 997) if n not in figures])
    assert wrong(f"You had {told.replace(f'{figures[0]:,} ', f'{spoiled:,} ', 1)}.", evidence) in (
        [f"{spoiled:,} {words[0]}"],
        [f"{spoiled:,}"],
    )
