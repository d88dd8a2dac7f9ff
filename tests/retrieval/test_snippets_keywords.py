"""Documents by their best snippet; snippets and words that a text will need, learned from texts known to their end."""

from __future__ import annotations

import pytest

from thyself.core import InvalidInput
from thyself.models import Hashed
from thyself.retrieval.keywords import Keywords, Known
from thyself.retrieval.snippets import Pieces, Summary, Told, snippets

TOWN = "And on the way we saw many other things of the town. " * 8


def test_snippets_are_whole_sentences_of_about_one_size() -> None:
    text = "One two three. Four five six! Seven?\nEight nine ten eleven twelve."
    assert snippets(text, size=6) == ["One two three. Four five six!", "Seven? Eight nine ten eleven twelve."]
    assert " ".join(snippets(TOWN)).split() == TOWN.split()
    assert snippets("") == []


def test_one_fitting_sentence_in_a_long_text_is_found() -> None:
    long = f"{TOWN}The lamp, the rope and the coal were there. {TOWN}"
    texts = ["The lamp and the rope.", "The rope and the coal.", long]
    scores = Pieces.cut(texts).documents("lamp rope coal")
    assert int(scores.argmax()) == 2
    (best,) = Pieces.cut(texts, size=12).best("coal lamp rope", 1)
    assert best == "The lamp, the rope and the coal were there."
    assert Pieces.cut(texts).best("unknown", 3) == []
    assert len(Pieces.cut([]).documents("lamp")) == 0


def test_a_picker_of_snippets_learns_what_went_on_like_the_truth() -> None:
    pieces = ("Bring the tent along.", "It rained all the day.")
    told = [Told(f"We go to lake {n}", "bring the tent", pieces) for n in range(6)]
    told += [Told(f"Lake {n} was", "bring the tent along", pieces[::-1]) for n in range(6)]
    assert Summary.learn(told, Hashed()).pick("We go", pieces, Hashed(), 1) == ["Bring the tent along."]
    with pytest.raises(InvalidInput):
        Summary.learn(told[:2], Hashed())


def known(n: int) -> list[Known]:
    """People whose common word of all found texts comes again; the rare one of a single text never does."""
    found = [tuple(f"The anchor holds, says {name}{n}{at}." for name in ("quux", "zyx")) for at in range(n)]
    return [Known(f"Dear all {at}", "and so the anchor was lost", each, each) for at, each in enumerate(found)]


def test_words_that_come_again_are_learned_and_not_the_rarest() -> None:
    found = ("The anchor holds, says Corwin.", "An anchor for Merlin.")
    assert Keywords.learn(known(8)).pick("Dear all", found, found, 1) == ["anchor"]
    assert Keywords().pick("Dear all", ("We have time, says Corwin.",), found, 1) == ["corwin"]


def test_what_stands_there_already_is_no_keyword() -> None:
    found = ("The anchor holds.",)
    assert "anchor" not in Keywords.learn(known(8)).pick("The anchors", found, found, 5)
    assert Keywords().pick("x", (), (), 5) == []


def test_where_no_word_ever_came_again_nothing_can_be_learned() -> None:
    with pytest.raises(InvalidInput):
        Keywords.learn([Known("a", "nothing of it", ("The anchor holds.",), ())])
