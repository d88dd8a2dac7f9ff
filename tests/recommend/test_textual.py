"""Taste in words: what is written is read back, what people write is read too, and a changed word changes the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Catalog, InvalidInput, Item
from thyself.recommend.textual import Rated, TextScores, taste_text, told

GENRES = ("horror", "comedy", "science fiction", "western")
CATALOG = Catalog(
    [
        Item(f"i{n}", f"film {n}", f"F{n}", {"genre": [GENRES[n % 4], *(["drama"] if n % 3 == 0 else [])]})
        for n in range(40)
    ]
)


def rated(stars: dict[str, float], each: int = 6) -> list[Rated]:
    return [Rated(f"i{4 * n + GENRES.index(genre)}", value) for genre, value in stars.items() for n in range(each)]


def test_what_stands_out_from_the_own_mean_is_told_and_no_title() -> None:
    text = taste_text(rated({"horror": 1.0, "comedy": 3.2, "science fiction": 5.0}), CATALOG)
    assert "Loves science fiction" in text
    assert "Hates horror" in text
    assert "comedy" not in text
    assert "Rates 3.1 of 5 on average, over 18 ratings." in text
    assert "F1" not in text


def test_what_is_written_is_read_back() -> None:
    says = told(taste_text(rated({"horror": 1.0, "comedy": 3.9, "science fiction": 5.0}), CATALOG))
    phrases = dict(says.phrases)
    assert phrases["science fiction"] == 2.0
    assert phrases["horror"] == -2.0
    assert says.mean == pytest.approx(3.3)
    assert says.over == 18


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("I like westerns and old comedies; hate gore.", {"westerns": 1, "old comedies": 1, "gore": -2}),
        ("Doesn't like horror, but loves space", {"horror": -1, "space": 2}),
        ("Avoids slasher films (they scare her)\nenjoys opera", {"slasher films": -1, "opera": 1}),
        ("Dislikes horror. Likes horror comedies.", {"horror": -1, "horror comedies": 1}),
        ("", {}),
    ],
)
def test_what_people_write_is_read(text: str, phrases: dict[str, float]) -> None:
    assert dict(told(text).phrases) == phrases


def test_an_edited_word_moves_its_items_and_no_others() -> None:
    text = taste_text(rated({"horror": 1.0, "comedy": 3.9, "science fiction": 5.0}), CATALOG)
    scorer = TextScores(CATALOG)
    before, after = (scorer.scores(told(each)) for each in (text, text.replace("Hates horror", "Likes horror")))
    for at, item in enumerate(CATALOG):
        if "horror" in item.attributes["genre"]:
            assert after[at] > before[at]
        else:
            assert after[at] == before[at]


@given(st.integers(10, 80))
def test_it_keeps_to_the_words_that_it_may_have(words: int) -> None:
    text = taste_text(
        rated({"horror": 1.0, "comedy": 4.5, "science fiction": 5.0, "western": 2.0}), CATALOG, words=words
    )
    assert len(text.split()) <= max(words, 9)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    scores = TextScores(CATALOG).scores(told(text))
    assert len(scores) == 40


def test_terms_add_up_and_nothing_known_says_nothing() -> None:
    scorer = TextScores(CATALOG)
    says = told("Loves horror, drama. Dislikes film")
    scores = scorer.scores(says)
    assert all(sum(value for _, value in scorer.terms(says, at)) == pytest.approx(scores[at]) for at in range(40))
    assert not scorer.scores(told(taste_text([], CATALOG))).any()
    assert taste_text([Rated("unknown", 5.0)], CATALOG) == ""
    with pytest.raises(InvalidInput, match="words=5"):
        taste_text([], CATALOG, words=5)
