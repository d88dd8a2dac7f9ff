"""Planted lives: the same for the same seed, with truths that their own texts bear out."""

from random import Random

import pytest

from thyself.evaluate.worlds._states_words import SETS, VALUES
from thyself.evaluate.worlds.states import KINDS_OF_WORDS, Plan, life


@pytest.mark.parametrize("words", range(KINDS_OF_WORDS))
def test_a_life_is_what_its_questions_say_of_it(words: int) -> None:
    one = life("one", Plan(words, 90, 20), Random(4))
    assert one == life("one", Plan(words, 90, 20), Random(4))
    texts = {each.id: each for each in one.traces}
    assert [each.at for each in one.traces] == sorted(each.at for each in one.traces)
    assert max(each.at for each in one.traces) < one.now
    own = " ".join(each.text for each in one.traces if each.author == "me")
    for probe in one.probes:
        if probe.sort in ("kept", "updated", "standing"):
            assert probe.right.lower() in texts[probe.trace_id].text.lower()
            assert probe.right not in probe.wrong
        if probe.sort == "forgotten":
            assert probe.trace_id in one.forget
        assert "{" not in probe.question
    assert "{" not in own


def test_without_changes_nothing_is_asked_of_any() -> None:
    still = life("still", Plan(0, 90, 20, changes=False), Random(4))
    assert {each.sort for each in still.probes} == {"kept", "standing", "absent", "mentioned"}
    assert still.forget == ()


def test_no_sentence_of_the_measured_set_stands_in_another() -> None:
    seen: set[str] = set()
    for each in SETS:
        assert {*each} == {*VALUES}
        there = {text for kinds in each.values() for texts in kinds.values() for text in texts}
        if each is SETS[-1]:
            assert not there & seen
        seen |= there
    assert len(seen) > 300
