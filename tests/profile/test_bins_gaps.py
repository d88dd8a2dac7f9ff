"""Where a style lies among others, what a text lacks, and how often asked-for bins are hit."""

import pytest

from thyself.core import NotEnough
from thyself.profile import Style
from thyself.profile.bins import Bins, success
from thyself.profile.gaps import gaps
from thyself.profile.style import features

CALM = [f"We talked about the plan on day {n}, and then we had lunch. It was fine." for n in range(20)]
LOUD = [f"What a day {n}! We had lunch! It was so good!" for n in range(4)]


def test_bins_are_told_by_the_population_and_not_by_the_person() -> None:
    bins = Bins.of(CALM + LOUD)
    style = Style.measure(LOUD)
    target = bins.target(style)
    assert target["exclamations"] == bins.count("exclamations") - 1
    assert any("exclamation" in told for told in bins.told(style))
    assert not any("exclamation" in told for told in bins.told(Style.measure(CALM)))


def test_an_attribute_in_which_all_are_alike_has_no_bins() -> None:
    assert "emoji" not in Bins.of(CALM).edges


def test_a_longer_text_of_the_same_sentences_lies_in_the_same_bins() -> None:
    bins = Bins.of(CALM + LOUD)
    once, thrice = features(" ".join(LOUD[:2])), features(" ".join([*LOUD[:2]] * 3))
    same = ("exclamations", "questions", "words_per_sentence", "letters_per_word", "commas")
    assert {n: bins.place(n, once[n]) for n in same if n in bins.edges} == {
        n: bins.place(n, thrice[n]) for n in same if n in bins.edges
    }


def test_labels_say_the_borders() -> None:
    bins = Bins({"commas": (2.0, 5.0)})
    assert [bins.label("commas", bins.place("commas", each)) for each in (0, 2, 9)] == ["<2", "2-5", ">=5"]


def test_too_few_texts_make_no_population() -> None:
    with pytest.raises(NotEnough):
        Bins.of(LOUD)


def test_the_right_bins_are_hit_by_own_texts_and_chance_is_taken_off() -> None:
    bins = Bins.of(CALM + LOUD)
    target = bins.target(Style.measure(LOUD))
    own, other = (success(bins, [target] * 3, texts[:3]) for texts in (LOUD, CALM))
    assert own.mean > other.mean
    assert own.gain > other.gain
    assert success(bins, [target] * 3, CALM[:3], near=9).mean == 1.0


def test_gaps_name_what_is_unlike_the_person_and_which_way() -> None:
    found = gaps(Style.measure(CALM), "Wow! What a day! Lunch! So good! Really, so very good!")
    assert found[0].name == "exclamations"
    assert found[0].told.startswith("less: share of sentences that end in an exclamation mark (here 1, usually 0")
    assert not gaps(Style.measure(CALM), CALM[0], least=2.0)
