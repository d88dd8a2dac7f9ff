"""What may go to which model, what is recorded of it, and how much of a draft was copied."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import SENSITIVITIES, Evidence, Refused, Sensitivity
from thyself.guard import check, longest_copied, may_see, sent, withheld
from thyself.models.scripted import Scripted

HERE = Scripted(name="here")
AWAY = Scripted(name="away", local=False)
NOW = datetime(2023, 5, 7, tzinfo=UTC)


def piece(sensitivity: Sensitivity, *ids: str) -> Evidence:
    return Evidence(ids or (sensitivity,), ids or (sensitivity,), "words", 1.0, sensitivity=sensitivity)


ALL = [piece(each) for each in SENSITIVITIES]


def test_a_model_on_this_machine_sees_everything() -> None:
    assert withheld(ALL, HERE, "public") == []
    check(ALL, HERE, "public")


def test_a_model_elsewhere_sees_up_to_what_is_allowed_and_never_a_secret() -> None:
    seen = {allows: [each for each in SENSITIVITIES if may_see(each, AWAY, allows)] for allows in SENSITIVITIES}
    assert seen == {
        "public": ["public"],
        "personal": ["public", "personal"],
        "sensitive": ["public", "personal", "sensitive"],
        "secret": ["public", "personal", "sensitive"],
    }


def test_more_allowed_never_shows_less() -> None:
    for each, (low, high) in product(SENSITIVITIES, product(SENSITIVITIES, SENSITIVITIES)):
        if SENSITIVITIES.index(low) <= SENSITIVITIES.index(high):
            assert may_see(each, AWAY, high) or not may_see(each, AWAY, low)


def test_sending_what_is_forbidden_is_refused_in_words() -> None:
    with pytest.raises(Refused, match=r"2 traces up to 'secret' may not go to away.*THYSELF_REMOTE_ALLOWS=personal"):
        check(ALL, AWAY, "personal")
    check(ALL[:2], AWAY, "personal")


def test_what_was_sent_is_recorded() -> None:
    shown = [piece("personal", "a", "b"), piece("public", "b")]
    record = sent(shown, AWAY, at=NOW, allows="personal")
    assert record["model"] == "away"
    assert record["traces"] == 2
    assert record["highest"] == "personal"
    assert record["at"] == "2023-05-07T00:00:00+00:00"
    assert "personal" in str(record["allowed"])


@pytest.mark.parametrize(
    ("draft", "source", "run"),
    [
        ("See you on Friday, then!", "Good: see you on FRIDAY.", 4),
        ("nothing alike", "other words", 0),
        ("", "words", 0),
        ("a b a b c", "a b c", 3),
    ],
)
def test_the_longest_run_of_common_words_is_counted(draft: str, source: str, run: int) -> None:
    assert longest_copied(draft, source) == longest_copied(source, draft) == run


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_the_run_is_the_one_that_trying_all_runs_finds(ours: list[str], theirs: list[str]) -> None:
    runs = {tuple(theirs[i:j]) for i in range(len(theirs)) for j in range(i + 1, len(theirs) + 1)}
    longest = max(
        (j - i for i in range(len(ours)) for j in range(i + 1, len(ours) + 1) if tuple(ours[i:j]) in runs), default=0
    )
    assert longest_copied(" ".join(ours), " ".join(theirs)) == longest
