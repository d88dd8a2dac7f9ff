"""The search for fragments finds what is there, and nothing else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from thyself.store.proof import Fragments, folded, long_words, without

TEXTS = st.lists(
    st.binary(min_size=8, max_size=90).filter(lambda text: len(set(text)) > 20 or len(text) < 20),
    min_size=1,
    max_size=6,
)


def found(fragments: Fragments, piece: bytes) -> bool:
    return bool(fragments.find(piece, fragments.all()))


@given(TEXTS, st.binary(max_size=50), st.binary(max_size=50), st.data())
def test_a_whole_text_is_found_wherever_it_stands(
    texts: list[bytes], before: bytes, after: bytes, data: st.DataObject
) -> None:
    varied = [text for text in texts if min(len(set(text[at : at + 8])) for at in range(len(text) - 7)) >= 4]
    fragments = Fragments()
    fragments.add(texts)
    for text in varied:
        assert found(fragments, before + text + after)


@given(st.integers(0, 400), st.integers(31, 120))
def test_any_run_of_31_bytes_is_found(start: int, length: int) -> None:
    text = b"".join(b"%d," % (number * 7919) for number in range(120))
    fragments = Fragments()
    fragments.add([text])
    assert found(fragments, b"\0" * 9 + text[start : start + length] + b"\xff" * 9)


@given(st.binary(max_size=400))
def test_nothing_is_found_where_nothing_is(piece: bytes) -> None:
    fragments = Fragments()
    fragments.add([b"The quick brown fox jumps over the lazy dog", b"short one"])
    assert found(fragments, piece) == any(part in piece for part in (b"The quick brown ", b"short one"))


def test_what_was_found_elsewhere_is_left_out() -> None:
    fragments = Fragments()
    fragments.add([b"held by others too", b"mine alone and nobody else's"])
    everything = fragments.all()
    left = without(everything, fragments.find(b"... held by others too ...", everything))
    assert not fragments.find(b"held by others too", left)
    assert fragments.find(b"mine alone and nobody else's", left)


def test_flat_bytes_say_nothing() -> None:
    fragments = Fragments()
    fragments.add([bytes(64), b"-" * 64, b"abababababababab"])
    assert not found(fragments, bytes(200) + b"-" * 100)


def test_words_are_looked_for_as_the_index_has_them() -> None:
    assert long_words("Überraschung, kurz! café-Besitzerinnen".encode()) == [b"uberraschung", b"besitzerinnen"]
    assert folded("ÀÉ".encode()) == "ae"


@given(st.integers(0, 2**32 - 1), st.integers(1, 400))
def test_few_fragments_in_a_long_piece_are_found_at_every_place(seed: int, many: int) -> None:
    rng = np.random.default_rng(seed)
    fragments, words = Fragments(), [b"Sachertorte, and coffee", b"12345678", b"nobody knows"]
    fragments.add(words)
    piece = bytearray(rng.integers(0, 256, 40_000, dtype=np.uint8).tobytes())
    right = set()
    for at in range(many):
        start = 90 * at + int(rng.integers(0, 60))
        text = words[at % 3][: [16, 8, 12][at % 3]]
        piece[start : start + len(text)] = text
        right.add(start)
    assert {int(place) for _, _, places in fragments.find(bytes(piece), fragments.all()) for place in places} == right
