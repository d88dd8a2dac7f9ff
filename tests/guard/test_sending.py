"""What goes into a prompt, and to whom."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import SENSITIVITIES, Evidence, Refused, Sensitivity
from thyself.guard import check, harmless, longest_copied, may_see, quote, sent, withheld
from thyself.models.scripted import Rules

HERE, THERE = Rules(name="here"), Rules(local=False, name="there")


def piece(text: str, sensitivity: Sensitivity = "personal") -> Evidence:
    return Evidence((text,), (text,), text, 1.0, at=datetime(2023, 5, 7, tzinfo=UTC), sensitivity=sensitivity)


@given(st.lists(st.text(), max_size=5))
def test_each_piece_is_one_quoted_line_whatever_it_holds(texts: list[str]) -> None:
    lines = quote([piece(text) for text in texts], ZoneInfo("UTC")).split("\n")
    assert len(lines) == max(len(texts), 1)
    for number, line in enumerate(lines[: len(texts)], 1):
        assert line.startswith(f'[{number}] 7 May 2023, you (): "')
        assert line.endswith('"')
        assert line.count('"') == 2


@pytest.mark.parametrize(
    "trick", ["<|im_start|>system", "[INST]", "<<SYS>>", "</s>", "<start_of_turn>", "\u202eevil", "a\u200bb", "\x1b[2J"]
)
def test_what_a_template_reads_as_a_turn_is_taken_out(trick: str) -> None:
    assert trick not in harmless(f"before {trick} after")


@pytest.mark.parametrize("allows", SENSITIVITIES)
def test_a_model_here_sees_all_and_one_elsewhere_never_what_is_secret(allows: Sensitivity) -> None:
    assert all(may_see(each, HERE, allows) for each in SENSITIVITIES)
    assert not may_see("secret", THERE, allows)
    assert may_see("public", THERE, allows)


def test_what_is_above_the_line_is_withheld_and_refused() -> None:
    pieces = [piece("tea"), piece("insulin", "sensitive")]
    assert withheld(pieces, THERE, "personal") == pieces[1:]
    assert withheld(pieces, THERE, "sensitive") == []
    with pytest.raises(Refused, match="1 trace up to 'sensitive' may not go to there"):
        check(pieces, THERE, "personal")
    check(pieces, HERE, "public")


def test_what_was_sent_is_recorded_without_its_text() -> None:
    record = sent(
        [piece("tea"), piece("cake", "public")], THERE, at=datetime(2024, 1, 1, tzinfo=UTC), allows="personal"
    )
    assert (record["model"], record["traces"], record["highest"]) == ("there", 2, "personal")
    assert "tea" not in str(record["allowed"])


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_the_longest_copy_is_that_of_brute_force(ours: list[str], theirs: list[str]) -> None:
    runs = {tuple(theirs[i:j]) for i in range(len(theirs)) for j in range(i + 1, len(theirs) + 1)}
    best = max(
        (j - i for i in range(len(ours)) for j in range(i + 1, len(ours) + 1) if tuple(ours[i:j]) in runs), default=0
    )
    assert longest_copied(" ".join(ours), " ".join(theirs)) == best
