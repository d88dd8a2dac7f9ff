"""Grounding: what the evidence does not hold is found, what it holds passes."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Evidence
from thyself.guard import claims, ungrounded, unsupported

ROME = ZoneInfo("Europe/Rome")
MAY_7 = datetime(2023, 5, 7, 9, tzinfo=UTC)  # a Sunday


def said(text: str, at: datetime | None = MAY_7, author: str = "me") -> Evidence:
    return Evidence((text[:9],), (text[:9],), text, 1.0, at=at, source="chat", author=author)


def wrong(draft: str, *texts: str | Evidence, allowed: str = "") -> list[str]:
    evidence = [said(each) if isinstance(each, str) else each for each in texts]
    return unsupported(draft, evidence, allowed=allowed, zone=ROME)


@pytest.mark.parametrize(
    ("draft", "text"),
    [
        ("You walked 1234 steps [1].", "I walked 1,234 steps."),
        ("You have twelve cousins [1].", "I have 12 cousins."),
        ("You have twenty-five books [1].", "I own 25 books."),
        ("You ran 5 km [1].", "I ran 5000 m."),
        ("You ran for 90 minutes [1].", "I ran for 1.5 hours."),
        ("You waited an hour [1].", "I waited one hour."),
        ("You waited one hour [1].", "I waited an hour."),
        ("It was at 15:00 [1].", "It was at 3pm."),
        ("It was at 3 [1].", "It was at 3pm."),
        ("It was at 3:30 [1].", "It was at half past three."),
        ("It cost 12 dollars [1].", "It cost $12."),
        ("You paid 50 percent [1].", "I paid 50%."),
        ("On 7 May 2023 you saw the dentist [1].", "I saw the dentist."),
        ("On Sunday you saw the dentist [1].", "I saw the dentist today."),
        ("You saw the dentist on 6 May 2023 [1].", "I saw the dentist yesterday."),
        ("You saw the dentist on Saturday [1].", "I saw the dentist yesterday."),
        ("You saw the dentist on May 5th [1].", "I saw the dentist two days ago."),
        ("You moved in April 2023 [1].", "I moved last month."),
        ("You moved in 2022 [1].", "I moved last year."),
        ("The trip is on 3 June 2023 [1].", "The trip is on June 3rd."),
        ("You flew on 1 December 2022 [1].", "I flew on December 1."),
        ("You are third [1].", "I came 3rd."),
        ("You took vitamin B12 [1].", "I take vitamin b12."),
        ("Dr. Lee is your dentist [1].", "I saw my dentist, Dr. Lee."),
        ("You met Anna Rossi [1].", "Met anna rossi at the bar."),
        ("You went to Café Müller [1].", "I went to Cafe Muller."),
        ("Anna's dog is Coco [1].", "Anna got a dog, Coco."),
        ("Overall, your dinner went well [1].", "Dinner was fine."),
        ("It is Harry's and Anna's [1].", "Harry and Anna own it."),
    ],
)
def test_the_same_in_other_words_passes(draft: str, text: str) -> None:
    assert wrong(draft, text) == []


@pytest.mark.parametrize(
    ("draft", "text", "found"),
    [
        ("You walked 1243 steps [1].", "I walked 1,234 steps.", ["1243 steps"]),
        ("You have three sisters [1].", "I have two sisters.", ["three"]),
        ("You ran 5 miles [1].", "I ran 5 km.", ["5 miles"]),
        ("You slept 7 hours [1].", "I slept well.", ["7 hours"]),
        ("You have 7 cats [1].", "On 7 May I fed my cats.", ["7"]),
        ("It was at 3am [1].", "It was at 3pm.", ["3am"]),
        ("It was at 3pm [1].", "It was at 3.", ["3pm"]),
        ("It cost €12 [1].", "It cost $12.", ["€12"]),
        ("It was -5 degrees [1].", "It was 5 degrees.", ["-5 degrees"]),
        ("You saw the dentist on 8 May 2023 [1].", "I saw the dentist.", ["8 May 2023"]),
        ("You saw the dentist on 7 May 2024 [1].", "I saw the dentist.", ["7 May 2024"]),
        ("You saw the dentist on 7 May [1].", "I saw the dentist yesterday.", ["7 May"]),
        ("The dentist was on Monday [1].", "I saw the dentist.", ["Monday"]),
        ("You saw the dentist yesterday [1].", "I saw the dentist.", ["yesterday"]),
        ("The trip is on 4 June [1].", "The trip is on June 3rd.", ["4 June"]),
        ("You took B6 [1].", "I take vitamin B12.", ["B6"]),
        ("You met Emily [1].", "I met my sister.", ["Emily"]),
        ("Emily is your sister [1].", "I met my sister.", ["Emily"]),
        ("Rose is your sister [1].", "I met my sister.", ["Rose"]),
        ("You met Anna Rossi [1].", "Anna Bianchi came; later that day I saw Marco Rossi.", ["Anna Rossi"]),
        ("You saw the dentist [7].", "I saw the dentist.", ["[7]"]),
    ],
)
def test_what_the_evidence_does_not_say_is_found(draft: str, text: str, found: list[str]) -> None:
    assert wrong(draft, text) == found


def test_the_hour_of_one_note_is_not_the_hour_of_another() -> None:
    notes = ("Dentist at 3pm.", "Dinner with Anna at 8pm.")
    assert wrong("The dentist is at 8pm [1].", *notes) == ["8pm"]
    assert wrong("The dentist is at 8pm.", *notes) == []  # without a mark, one piece that holds it is enough
    assert wrong("You meet Anna at 3pm.", *notes) == ["Anna"]


def test_within_one_note_a_figure_belongs_to_its_own_sentence() -> None:
    note = "Dentist at 3pm. Dinner with Anna at 8pm."
    assert wrong("The dentist is at 8pm [1].", note) == ["8pm"]
    assert wrong("Dinner is at 8pm [1].", note) == []
    assert wrong("The dentist is at 3pm and dinner at 8pm [1].", note) == []


def test_a_question_and_the_answer_beside_it_are_one() -> None:
    assert wrong("The dentist is at 3pm [1].", "When is your dentist?\nAt 3pm, as always.") == []


def test_a_sentence_that_cites_two_may_draw_on_both() -> None:
    assert wrong("Dentist at 3pm, dinner at 8pm [1][2].", "Dentist at 3pm.", "Dinner at 8pm.") == []


def test_the_mark_behind_the_full_stop_belongs_to_the_sentence_before() -> None:
    notes = ("Dentist at 3pm.", "Dinner at 8pm.")
    assert wrong("The dentist is at 8pm. [1] Dinner is at 8pm. [2]", *notes) == ["8pm"]


def test_what_the_question_says_may_be_said() -> None:
    assert wrong("Emily came on 3 June [1].", "She came.", allowed="Did Emily come on 3 June?") == []


def test_the_author_of_a_piece_vouches_for_the_name() -> None:
    assert wrong("Anna has a cold [1].", said("I have a cold.", author="Anna")) == []


def test_claims_stand_where_they_say() -> None:
    draft = "Fine. On 7 May you met Anna Rossi at 3pm [1].\nYou paid €12."
    assert [draft[each.start : each.end] for each in claims(draft)] == ["7 May", "Anna Rossi", "3pm", "€12"]
    assert [each.text for each in claims(draft)] == ["7 May", "Anna Rossi", "3pm", "€12"]
    assert [(each.text, each.start) for each in ungrounded(draft, [said("Anna Rossi came.")], zone=ROME)] == [
        ("3pm", draft.index("3pm")),
        ("€12", draft.index("€12")),
    ]


def test_words_that_only_look_like_claims_are_none() -> None:
    assert claims("One of them may come, I think. However, you can march on a second time.") == []


PEOPLE = ("Anna", "Marco", "Dr. Lee", "Emily Clark", "Zoë", "Priya", "Uncle Bob", "Tomás")
DEEDS = (
    ("met {who} at {hour}{half}", "met {who} at {hour}{half}"),
    ("ran {n} km with {who}", "ran {n} km with {who}"),
    ("paid {who} {n} euros", "paid {who} €{n}"),
    ("had dinner with {who} on {day} {month}", "had dinner with {who} on {month} {day}"),
    ("lent {who} {n} books", "lent {who} {n} books"),
)
MONTHS = ("January", "March", "June", "August", "December")


def _facts(rng: random.Random) -> dict[str, object]:
    return {
        "who": rng.choice(PEOPLE),
        "hour": rng.randint(1, 12),
        "half": rng.choice(("am", "pm")),
        "n": rng.randint(2, 4000),
        "day": rng.randint(1, 28),
        "month": rng.choice(MONTHS),
    }


def test_nearly_all_planted_errors_are_found_and_nearly_all_true_sentences_pass() -> None:
    """At least 99 of 100 each, on a thousand drafts with four notes beside them."""
    rng = random.Random(5)
    alarms = missed = 0
    for _ in range(1000):
        (told, wording), facts = rng.choice(DEEDS), _facts(rng)
        others = [said(f"I {rng.choice(DEEDS)[0].format(**_facts(rng))}.") for _ in range(4)]
        place = rng.randrange(5)
        evidence = [*others[:place], said(f"I {told.format(**facts)}. It was nice."), *others[place:]]
        used = [name for name in facts if "{" + name + "}" in wording]
        planted = rng.choice([name for name in used if name != "month"])
        lies = [other for other in (_facts(rng)[planted] for _ in range(50)) if other != facts[planted]]
        lie = facts | {planted: lies[0]}
        draft = "You {} [{}]."
        alarms += bool(ungrounded(draft.format(wording.format(**facts), place + 1), evidence, zone=ROME))
        missed += not ungrounded(draft.format(wording.format(**lie), place + 1), evidence, zone=ROME)
    assert alarms <= 10
    assert missed <= 10


@given(st.text(max_size=200), st.text(max_size=100))
def test_any_text_can_be_checked_and_every_span_holds_its_words(draft: str, text: str) -> None:
    for each in ungrounded(draft, [said(text)], zone=ROME):
        assert draft[each.start : each.end] == each.text


@given(st.text(alphabet=st.sampled_from("Anna Bob 0123456789.,:-/ampkh[]\n"), max_size=120))
def test_a_text_holds_what_it_says_itself(text: str) -> None:
    text = text.replace("[", "(").replace("]", ")")
    assert ungrounded(text, [said(text)], zone=ROME) == []


@given(st.integers(0, 999_999))
def test_thousands_may_be_written_with_commas_or_without(number: int) -> None:
    assert wrong(f"You saw {number} birds [1].", f"I saw {number:,} birds.") == []
    assert wrong(f"You saw {number + 1} birds [1].", f"I saw {number:,} birds.") != []
