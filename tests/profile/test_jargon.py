"""Terms that a person does not know: found by what they wrote, moved by what they say, with what they mean."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput
from thyself.evaluate.classifiers import NONE, Shrink
from thyself.models import Hashed
from thyself.profile.familiar import FEATURES, Familiarity, Met, Reader
from thyself.profile.jargon import Jargon
from thyself.profile.terms import Term, key, meaning, rarity, short_forms, terms

SEA = ["keel", "spinnaker", "halyard", "gunwale", "mizzen", "bowsprit", "ketch", "trimaran", "jib", "capstan"]
LAB = ["pipette", "centrifuge", "titration", "eluent", "agarose", "buffer", "assay", "cuvette", "lysate", "isotope"]
FIXED = Shrink(1.0, 1.0, NONE)


def text(words: list[str], rng: Random) -> str:
    return " and ".join(rng.sample(words, 4))


def readers(n: int, rng: Random) -> list[Reader]:
    """Half sail, half work in a lab; each knows the words of their own world."""
    out = []
    for at in range(n):
        own, other = (SEA, LAB) if at % 2 else (LAB, SEA)
        texts = [text(own, rng) for _ in range(3)]
        met = {Met(word, text(own, rng)): True for word in own[:6]} | {
            Met(w, text(other, rng)): False for w in other[:6]
        }
        out.append(Reader(texts, met))
    return out


@pytest.fixture(scope="module")
def taught() -> Jargon:
    rng = Random(1)
    others = [text(words, rng) for words in (SEA, LAB) for _ in range(6)]
    return Jargon(Hashed(), others, glossary={"Lysate": "what is left of broken cells"}).learn(
        readers(20, rng), shrink=FIXED
    )


def test_terms_are_rare_words_with_what_stands_beside_them() -> None:
    found = terms("We propose a hypergraph encoder, and the hypergraph encoders are very good at home.")
    assert [each.text for each in found] == ["hypergraph encoder"]


def test_a_common_word_alone_is_no_term_and_a_rare_one_is() -> None:
    assert [each.text for each in terms("The winner, the doctor, the electrocardiogram.")] == ["electrocardiogram"]
    assert rarity("emerg") < 0.5 < 1 < rarity("electrocardiogram")


def test_a_short_form_comes_with_what_it_stands_for() -> None:
    assert short_forms(
        "A study of large language models (LLMs) and of Low-Rank Adaptation (LoRA), in Rome (Italy)"
    ) == {
        "LLM": "large language models",
        "LoRA": "Low-Rank Adaptation",
    }
    assert next(each.long for each in terms("Sleep and blood pressure (BP). The BP falls.") if each.text == "BP")
    assert key("LLMs") == key("LLM")


def test_a_meaning_is_the_glossary_s_then_the_long_form_then_the_text_s() -> None:
    text = "We use a ketch. A ketch is a boat with two masts. It sails."
    ketch = Term("ketch", key("ketch"))
    assert meaning(ketch, text, {}) == "A ketch is a boat with two masts."
    assert meaning(ketch, text, {"ketches": "two masts"}) == "two masts"
    assert meaning(Term("BP", key("BP"), "blood pressure"), text, {}) == "short for blood pressure"
    assert meaning(Term("jib", key("jib")), text, {}) == ""


@given(st.text(max_size=200))
def test_any_text_has_terms_of_itself_each_once(words: str) -> None:
    found = terms(words)
    assert len({each.key for each in found}) == len(found)
    for each in found:
        assert all(part in words for part in each.text.split(" "))


def test_what_a_reader_wrote_tells_what_they_do_not_know(taught: Jargon) -> None:
    sailor, asked = Reader([text(SEA, Random(7))] * 3), "The capstan, the jib, the isotope and the cuvette"
    chance = {each.term: each.chance for each in taught.read(sailor, asked, ["capstan", "jib", "isotope", "cuvette"])}
    assert max(chance["capstan"], chance["jib"]) < min(chance["isotope"], chance["cuvette"])
    chemist = Reader([text(LAB, Random(7))] * 3)
    swapped = {each.term: each.chance for each in taught.read(chemist, asked, ["capstan", "isotope"])}
    assert swapped["capstan"] > swapped["isotope"]


def test_a_reader_s_own_answers_move_all_chances(taught: Jargon) -> None:
    met = [Met(word) for word in ("capstan", "jib", "isotope", "cuvette")]

    def mean(knows: dict[Met, bool]) -> float:
        return float(taught.chances(taught.features.shown(Reader((), knows)), met).mean())

    others = [Met(word) for word in ("fugue", "cadenza", "ostinato", "rubato", "timbre")]
    assert mean(dict.fromkeys(others, True)) < mean({}) < mean(dict.fromkeys(others, False))


def test_what_a_reader_said_of_a_term_settles_it(taught: Jargon) -> None:
    (row,) = taught.read(Reader((), {Met("Capstans"): True}), "The capstan", ["capstan"])
    assert row.chance < 0.05
    assert row.why == "you said that you know it"


def test_somebody_of_whom_nothing_is_known_gets_what_readers_have_in_common(taught: Jargon) -> None:
    met = [Met("capstan"), Met("isotope")]
    nobody = taught.chances(taught.features.shown(Reader()), met)
    assert all(0.2 < chance < 0.8 for chance in nobody)


def test_similar_readers_answers_count_and_others_do_not(taught: Jargon) -> None:
    measured = taught.features
    rng = Random(3)
    sailors = [measured.shown(Reader([text(SEA, rng)] * 3, {Met("fid"): True})) for _ in range(4)]
    chemists = [measured.shown(Reader([text(LAB, rng)] * 3, {Met("fid"): False})) for _ in range(4)]
    alike = FEATURES.index("similar readers")
    for own, sign in ((SEA, -1), (LAB, 1)):
        row = measured.table(measured.shown(Reader([text(own, rng)])), [Met("fid")], [*sailors, *chemists])[0]
        assert row[alike] * sign > 0.1


def test_what_is_not_known_is_missing_and_not_nought() -> None:
    measured = Familiarity(Hashed())
    row = measured.table(measured.shown(Reader()), [Met("capstan")])[0]
    missing = {name for name, value in zip(FEATURES, row, strict=True) if value != value}
    assert missing == set(FEATURES[4:])


def test_before_anybody_taught_rare_words_that_were_never_used_are_new() -> None:
    found = Jargon(Hashed()).read(
        Reader(["The capstan turned"] * 2), "The capstan and the titration", ["capstan", "titration"]
    )
    assert [each.term for each in found] == ["titration", "capstan"]
    assert found[0].why == "none of your own texts has a word of it"
    assert found[1].why == "your own texts use it"


def test_the_glossary_explains(taught: Jargon) -> None:
    (found,) = taught.read(Reader(), "A lysate", ["lysate"])
    assert found.meaning == "what is left of broken cells"


def test_too_few_answers_are_refused() -> None:
    with pytest.raises(InvalidInput, match="at least 20"):
        Jargon(Hashed()).learn([Reader(["a keel"], {Met("keel"): True})])
