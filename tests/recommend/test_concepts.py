"""Concepts: dimensions with names, scores that are sums over them, and a loss that holds them to their names."""

from __future__ import annotations

import numpy as np
import pytest

from thyself.core import InvalidInput
from thyself.models import Hashed
from thyself.recommend import Concepts, Training

NAMES = ("cooking", "sailing", "chess", "music")
WORDS = (
    ("stew", "oven", "salt"),
    ("mast", "jib", "harbour"),
    ("rook", "gambit", "bishop"),
    ("violin", "chord", "choir"),
)


def texts(many: int = 160) -> tuple[list[str], list[set[str]], np.ndarray]:
    """Texts with words that mean concepts and do not name them, two concepts each."""
    rng = np.random.default_rng(0)
    said, about = [], []
    for _ in range(many):
        mine = rng.choice(4, 2, replace=False)
        said.append(
            " ".join(rng.permutation([word for each in mine for word in rng.choice(WORDS[each], 2, replace=False)]))
        )
        about.append({NAMES[each] for each in mine})
    pairs = [(a, b) for a in range(0, many, 2) for b in range(1, many, 2) if about[a] == about[b]]
    return said, about, np.array(pairs)[rng.permutation(len(pairs))[:128]]


@pytest.fixture(scope="module")
def learned() -> Concepts:
    return Concepts(NAMES, Hashed(), training=Training(60, rate=0.1)).fit(*texts())


def test_a_text_is_about_what_its_words_mean(learned: Concepts) -> None:
    found = learned.of(["the jib and the mast", "a stew with salt, and a rook gambit"])
    assert found.min() >= 0
    assert found.max() <= 1
    assert NAMES[int(found[0].argmax())] == "sailing"
    assert {NAMES[at] for at in np.argsort(-found[1])[:2]} == {"cooking", "chess"}


def test_what_the_concepts_add_is_the_score_and_what_is_shared_adds_most(learned: Concepts) -> None:
    one, other, third = learned.of(["stew oven rook bishop", "salt stew violin choir", "mast jib violin chord"])
    terms = learned.terms(one, other)
    assert sum(terms.values()) == pytest.approx(learned.scores(one[None], other[None])[0, 0])
    assert next(iter(terms)) == "cooking"
    assert min(terms.values()) > 0
    assert learned.scores(one[None], other[None])[0, 0] > learned.scores(one[None], third[None])[0, 0]


def test_without_the_shared_words_the_score_is_lower(learned: Concepts) -> None:
    one, other, less = learned.of(["stew oven rook bishop", "salt stew violin choir", "violin choir"])
    assert learned.scores(one[None], less[None])[0, 0] < learned.scores(one[None], other[None])[0, 0]


def test_without_the_anchor_dimensions_leave_their_names() -> None:
    said, about, pairs = texts()
    told = np.array([[name in each for name in NAMES] for each in about])

    def named(anchor: float) -> float:
        strength = (
            Concepts(NAMES, Hashed(), anchor=anchor, training=Training(60, rate=0.1)).fit(said, about, pairs).of(said)
        )
        return float(np.mean(told[np.arange(len(said)), strength.argmax(axis=1)]))

    assert named(1.0) > 0.9
    assert named(0.0) < 0.8


def test_a_text_without_a_list_says_nothing_and_unknown_concepts_neither() -> None:
    said, about, pairs = texts(40)
    plain = Concepts(NAMES, Hashed(), training=Training(3)).fit(said, about, None)
    more = Concepts(NAMES, Hashed(), training=Training(3)).fit([*said, "stew"], [*about, {"astrology"}], None)
    assert plain.of(["stew"]).tolist() == more.of(["stew"]).tolist()
    untouched = Concepts(NAMES, Hashed())
    assert untouched.of(["stew"]).tolist() == Concepts(NAMES, Hashed()).fit(said, [()] * 40).of(["stew"]).tolist()
    assert len(pairs)


def test_it_begins_as_likeness_to_the_names() -> None:
    found = Concepts(NAMES, Hashed()).of(["sailing"])[0]
    assert NAMES[int(found.argmax())] == "sailing"
    assert found[1] > 0.9


@pytest.mark.parametrize("which", [0, 1, 2])
@pytest.mark.parametrize("loss", ["anchor", "match"])
def test_gradients_are_those_of_the_losses(which: int, loss: str) -> None:
    layer = Concepts(("a", "b", "c"), Hashed())
    rng = np.random.default_rng(1)
    layer._parts = [rng.normal(0, 1, (6, 3)), rng.normal(0, 0.3, 3), rng.normal(0, 0.3, 3)]
    one, other, told = rng.normal(0, 1, (5, 6)), rng.normal(0, 1, (5, 6)), rng.integers(0, 2, (5, 3)).astype(float)

    def value() -> float:
        strong = [1 / (1 + np.exp(-layer._before(each))) for each in (one, other)]
        if loss == "anchor":
            return float(-(told * np.log(strong[0]) + (1 - told) * np.log(1 - strong[0])).sum() / len(one))
        scores = 8.0 * layer.scores(*strong)
        return float(np.mean(np.log(np.exp(scores).sum(axis=1)) - np.diag(scores)))

    found = (layer._anchoring(one, told) if loss == "anchor" else layer._matching(one, other))[which]
    part, at = layer._parts[which], (2, 1) if which == 0 else (1,)
    part[at] += 1e-5
    above = value()
    part[at] -= 2e-5
    assert found[at] == pytest.approx((above - value()) / 2e-5, rel=1e-4, abs=1e-8)


def test_it_says_what_is_wrong() -> None:
    with pytest.raises(InvalidInput, match="0 concepts"):
        Concepts((), Hashed())
    with pytest.raises(InvalidInput, match="twice"):
        Concepts(("a", "a"), Hashed())
    with pytest.raises(InvalidInput, match="equally many"):
        Concepts(("a",), Hashed()).fit(["x"], [])
