"""What sets a person apart: lift and not counts, peers on the same thing, lines with evidence within a budget."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput, Trace, estimate_tokens
from thyself.models import Hashed
from thyself.profile.markers import NOBODY, Rates, lifts, markers, versus
from thyself.profile.peers import grouped, representatives
from thyself.profile.staged import FactGuide, PhraseGuide, StagedProfile, StyleGuide, TakenGuide, TopicGuide

START = datetime(2024, 1, 1, tzinfo=UTC)
#: Everybody writes of the battery with exclamation marks; this person alone speaks of the hinge, in brackets.
OTHERS = [f"The battery is great! Works well, number {n}." for n in range(20)]
OWN = [f"The battery is great! The hinge (made in {2000 + n}) is fine." for n in range(4)] + [
    "The battery is great!"
] * 2


def trace(text: str, day: int = 0, **fields: object) -> Trace:
    return Trace(text, at=START + timedelta(days=day), kind="rated", source="shop", **fields)  # type: ignore[arg-type]


def profile(**options: int) -> StagedProfile:
    others = Rates.of(OTHERS)
    return StagedProfile((StyleGuide(others), TopicGuide(others), FactGuide()), **options)


def test_what_is_rare_among_others_is_told_and_what_all_do_is_not() -> None:
    found = lifts(Rates.of(OWN), Rates.of(OTHERS))
    names = [each.marker for each in found]
    assert {"word:hinge", "way:brackets"} <= set(names[:6])
    assert not {"word:battery", "way:exclamation marks"} & set(names)
    assert Rates.of(OWN).counts["word:battery"] > Rates.of(OWN).counts["word:hinge"]
    assert "others in" in found[0].told


def test_with_nobody_to_compare_with_everyday_language_is_the_measure() -> None:
    found = [each.marker for each in lifts(Rates.of(["Good hinge and people"] * 4), NOBODY)]
    assert found.index("word:hinge") < found.index("word:people") if "word:people" in found else "word:hinge" in found


def test_differences_to_peers_cancel_what_the_thing_is_like() -> None:
    texts = [f"Thing {n} is blue and {'splendid' if n % 2 else 'splendid too'}." for n in range(6)]
    peers = [[f"Thing {n} is blue, a nice thing." for _ in range(4)] for n in range(6)]
    names = [each.marker for each in versus(texts, peers)]
    assert names[0] == "word:splendid"
    assert "word:blue" not in names
    alone = [each.marker for each in lifts(Rates.of(texts), Rates.of(["A red lamp."] * 20))]
    assert "word:blue" in alone
    assert versus(texts, [[] for _ in texts]) == []


def test_peers_stand_for_all_kinds_but_the_persons_own() -> None:
    kinds = {"size": "too small and tight", "price": "cheap and worth the money", "colour": "a lovely bright colour"}
    others = [f"{text} {n}" for text in kinds.values() for n in range(6)]
    found = representatives("too small and tight 9", others, Hashed(), clusters=3)
    assert len(found) == 2
    assert not any("tight" in each for each in found)
    assert representatives("x", others[:2], Hashed()) == others[:2]
    with pytest.raises(InvalidInput):
        representatives("x", others, Hashed(), clusters=1)


def test_groups_are_those_that_were_planted() -> None:
    rng = np.random.default_rng(0)
    rows = np.concatenate([rng.normal(at, 0.1, size=(10, 2)) for at in (0.0, 5.0, 10.0)])
    of, _ = grouped(rows, 3)
    assert len({tuple(of[at : at + 10]) for at in (0, 10, 20)}) == 3
    assert all(len(set(of[at : at + 10].tolist())) == 1 for at in (0, 10, 20))


def test_every_line_has_its_evidence_and_the_budget_holds() -> None:
    traces = [trace(text, day) for day, text in enumerate(OWN)]
    staged = profile(tokens=60).build(traces)
    assert staged.lines
    for line in staged.lines:
        assert line.evidence
        for piece in line.evidence:
            assert line.value in markers(piece.text)
    assert estimate_tokens(staged.render()) <= 60
    assert len(profile(most=1).build(traces).lines) == 1


def test_a_forgotten_text_is_in_no_line() -> None:
    traces = [trace(text, day) for day, text in enumerate(OWN)]
    kept = [each for each in traces if "hinge" not in each.text]
    lines = profile().build(kept).lines
    assert not any("hinge" in line.text for line in lines)
    gone = {each.id for each in traces} - {each.id for each in kept}
    assert not any(set(piece.trace_ids) & gone for line in lines for piece in line.evidence)


def test_the_person_s_own_words_win_and_stay() -> None:
    traces = [trace(text, day) for day, text in enumerate(OWN)]
    staged = profile().build(traces)
    first, second = staged.lines[:2]
    edited = staged.edit(first, "Loves hinges").edit(second, None)
    again = profile().build(traces, before=edited)
    assert again.lines[0].text == "Loves hinges"
    assert again.lines[0].origin == "edited"
    assert second.id not in {line.id for line in again.lines}


def test_facts_and_things_are_asked_for_too() -> None:
    said = Trace("I have a dog called Rex.", at=START, kind="said", source="chat")
    (fact, *_) = StagedProfile((FactGuide(),)).build([said]).lines
    assert "dog" in fact.text.lower()
    taken = [trace("x", day, item=f"i{day}", extra={"genre": "crime", "author": f"a{day}"}) for day in range(4)]
    others = Rates(50, {"genre:crime": 2, "genre:love": 40})
    (line,) = StagedProfile((TakenGuide(others),)).build(taken).lines
    assert "crime" in line.text


@given(st.lists(st.text(max_size=80), max_size=6))
def test_no_text_breaks_a_guide(texts: list[str]) -> None:
    traces = [trace(text, day) for day, text in enumerate(texts) if text.strip()]
    for line in profile().build(traces).lines:
        assert line.evidence


def test_set_phrases_are_told_word_for_word_with_the_texts_that_have_them() -> None:
    texts = [f"Hey Kim,\nthe boat number {n} is gone. No worries at all!\nCheers, Sam" for n in range(4)]
    at = datetime(2024, 1, 1, tzinfo=UTC)
    traces = [Trace(text, at=at, kind="wrote", source="mail", ref=str(n)) for n, text in enumerate(texts)]
    lines = StagedProfile((PhraseGuide(),), 60).build(traces).lines
    assert {line.text for line in lines} == {
        'Often writes: "Cheers, Sam"', 'Often writes: "Hey Kim,"', 'Often writes: "No worries at all!"'
    }  # fmt: skip
    assert all(line.evidence for line in lines)
    assert StagedProfile((PhraseGuide(),), 60).build(traces[:2]).lines == ()
