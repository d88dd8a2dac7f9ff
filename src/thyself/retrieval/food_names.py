"""Food names: a line such as "2 eggs" linked to a row of a table of foods, with grams, and with no row where unsure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp, log
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from thyself.core.words import stem, words
from thyself.retrieval.food_words import EVERYDAY, PLAIN, SHORT, UNSAID
from thyself.sources.foods import Food
from thyself.sources.portions import grams, portion
from thyself.sources.usda import shipped_table

if TYPE_CHECKING:
    import numpy as np

#: What tells whether a link is right; the weights are learned.
FEATURES: Final = ("covered", "last", "head", "extra", "score", "margin")


@dataclass(frozen=True, slots=True)
class FoodLink:
    """What a line was linked to.

    Args:
        line: The line.
        food: The row of the table; ``None`` where nothing is sure enough.
        sure: How likely the best row is right, 0 to 1; also where it was not taken.
        grams: How much of it; ``None`` where the line or the table does not tell.
        how: How the weight is known, in words.
        best: The best row, taken or not; ``None`` where no row shares a word.
    """

    line: str
    food: Food | None
    sure: float
    grams: float | None
    how: str
    best: Food | None


@dataclass(frozen=True, slots=True)
class _Row:
    """A food's words by segment, in stems."""

    food: Food
    head: frozenset[str]
    all: Mapping[str, int]


class FoodLinker:
    """Link words for foods to rows of a table, and take none where the chance of being right is below ``least``.

    Words decide: how much of what was said a row covers, whether its head and the last word said agree (almond butter
    is a butter), and what the row says that nobody said. How likely that is right is a logistic of six figures, with
    weights learned from lines that were labelled by hand.

    Args:
        foods: The table; names may be abbreviated as the USDA's are.
        least: Take no row below this chance.
        weights: Of :data:`FEATURES` and ``"bias"``; those that come with the package where ``None``.

    Source: NutriGen (2025) and Eating Smart (2024) need foods linked to a table; selective prediction: El-Yaniv and
    Wiener (2010).
    """

    def __init__(
        self, foods: Sequence[Food], *, least: float = 0.5, weights: Mapping[str, float] | None = None
    ) -> None:
        self.least = least
        self.weights = weights or shipped_weights()
        self._rows = [_row(each) for each in foods]
        self._of = {each.food.id: each for each in self._rows}
        self._by: dict[str, list[int]] = {}
        for place, row in enumerate(self._rows):
            for each in row.all:
                self._by.setdefault(each, []).append(place)

    @property
    def foods(self) -> Mapping[str, Food]:
        """The table, by id."""
        return {name: row.food for name, row in self._of.items()}

    def link(self, line: str) -> FoodLink:
        """The row for one line, and how much of it."""
        asked = portion(line)
        said = f"{asked.food} canned" if asked.unit == "can" else asked.food
        ranked = self.ranked(said)
        if not ranked:
            return FoodLink(line, None, 0.0, None, "no food in the table shares a word with it", None)
        best = ranked[0][0]
        sure = self.sure(said, ranked)
        if sure < self.least:
            return FoodLink(line, None, sure, None, "not sure enough which food this is", best)
        weight, how = grams(asked, best.name, best.measures)
        return FoodLink(line, best, sure, weight, how, best)

    def sure(self, said: str, ranked: Sequence[tuple[Food, float]]) -> float:
        """How likely the first of some ranked foods is what was said."""
        found = self.features(said, ranked)
        z = self.weights["bias"] + sum(self.weights[name] * found[name] for name in FEATURES)
        return 1 / (1 + exp(-max(-30.0, min(30.0, z))))

    def ranked(self, said: str, *, most: int = 8) -> list[tuple[Food, float]]:
        """The nearest rows and their scores, best first."""
        asked = _asked(said, self._by)
        if not asked:
            return []
        places = sorted({place for each in asked for place in self._by.get(each, ())})
        scored = [(self._score(asked, self._rows[place]), place) for place in places]
        scored.sort(key=lambda each: (-each[0], each[1]))
        return [(self._rows[place].food, score) for score, place in scored[:most]]

    def features(self, said: str, ranked: Sequence[tuple[Food, float]]) -> dict[str, float]:
        """:data:`FEATURES` of the first of some ranked foods."""
        asked, row = _asked(said, self._by), self._of[ranked[0][0].id]
        other = next((score for food, score in ranked[1:] if self._of[food.id].head != row.head), ranked[0][1] - 3.0)
        return {
            "covered": self._covered(asked, row),
            "last": float(bool(asked) and list(asked)[-1] in row.all),
            "head": len(row.head & asked.keys()) / max(len(row.head), 1),
            "extra": self._unsaid(asked, row),
            "score": ranked[0][1],
            "margin": min(ranked[0][1] - other, 3.0),
        }

    def _score(self, asked: Mapping[str, float], row: _Row) -> float:
        last = list(asked)[-1]
        headed = len(row.head & asked.keys()) / max(len(row.head), 1)
        first = min((row.all[each] for each in asked if each in row.all), default=9)
        return (
            3.0 * self._covered(asked, row)
            + 1.0 * (last in row.all)
            + 1.2 * headed
            - 0.15 * first
            - 0.25 * self._unsaid(asked, row)
        )

    def _covered(self, asked: Mapping[str, float], row: _Row) -> float:
        """The share of what was said that the row says, rarer words counting more."""
        n = len(self._rows)
        weight = {each: usual * (1 + log(n / (1 + len(self._by.get(each, ()))))) for each, usual in asked.items()}
        return sum(each for name, each in weight.items() if name in row.all) / max(sum(weight.values()), 1e-9)

    @staticmethod
    def _unsaid(asked: Mapping[str, float], row: _Row) -> float:
        """How much the row says that was not said; "raw" goes without saying, "dried" does not."""
        return min(sum(_UNSAID.get(each, 1.0) for each in row.all if each not in asked), 6.0)


_STEPS: Final = 200


def fit_weights(rows: Sequence[Mapping[str, float]], right: Sequence[bool]) -> dict[str, float]:
    """The weights of a logistic that tells from features which links are right; a small penalty keeps them small.

    No weight goes against its sense: covering more never makes a link less likely, saying what nobody said never more.

    Args:
        rows: Features (:data:`FEATURES`) of each link.
        right: Whether the link is right.
    """
    import numpy as np

    x: np.ndarray = np.array([[*(each[name] for name in FEATURES), 1.0] for each in rows])
    y: np.ndarray = np.array(right, dtype=float)
    x[:, list(FEATURES).index("extra")] *= -1
    beta = np.zeros(x.shape[1])
    penalty = np.diag([1.0] * len(FEATURES) + [1e-6])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        beta = beta + 0.5 * np.linalg.solve(hessian, x.T @ (y - p) - penalty @ beta)
        beta[:-1] = np.maximum(beta[:-1], 0.0)
    beta[list(FEATURES).index("extra")] *= -1
    return dict(zip((*FEATURES, "bias"), (round(float(each), 4) for each in beta), strict=True))


@lru_cache(maxsize=1)
def shipped_weights() -> Mapping[str, float]:
    """The weights that come with the package, learned from half of 165 lines labelled by hand."""
    text = files("thyself.retrieval").joinpath("food_names.json").read_text("utf-8")
    return MappingProxyType({str(name): float(value) for name, value in json.loads(text).items()})


@lru_cache(maxsize=4)
def shipped_linker(least: float = 0.5) -> FoodLinker:
    """A linker to the table that comes with the package."""
    return FoodLinker(shipped_table(), least=least)


def _asked(said: str, known: Mapping[str, object]) -> dict[str, float]:
    """The stems of what was said, each with how much it counts: "ripe" counts little.

    Of "this or that" the first that the table has a word of is taken; an everyday name is replaced by what the table
    says, one of a single word only where no other telling word stands beside it.
    """
    text = " ".join(words(said.replace("-", " "))).split(" and ")[0]
    for option in text.split(" or "):
        told = [each for each in option.split() if each not in PLAIN]
        name = next(
            (
                name
                for name in sorted(EVERYDAY, key=len, reverse=True)
                if f" {name} " in f" {option} " and (" " in name or told == [name] or option == name)
            ),
            "",
        )
        meant = f" {option} ".replace(f" {name} ", f" {EVERYDAY[name]} ").split() if name else option.split()
        exact = EVERYDAY.get(name, "").split()
        meant, exact = [SHORT.get(each, each) for each in meant], [SHORT.get(each, each) for each in exact]
        found = {stem(each): PLAIN.get(each, 1.0) if each not in exact else 1.0 for each in meant}
        if any(each in known for each, weight in found.items() if weight == 1.0):
            return found
    return {}


def _row(food: Food) -> _Row:
    segments = [_expanded(each) for each in food.name.replace(";", ",").split(",")]
    generic = [place for place, each in enumerate(segments[:-1]) if each and set(each) <= _GENERIC and place == 0]
    head = frozenset(segments[1] if generic else segments[0])
    places: dict[str, int] = {}
    for place, each in enumerate(segments):
        for word in each:
            places.setdefault(word, max(0, place - len(generic)))
    return _Row(food, head, places)


def readable(food: Food) -> str:
    """The name of a row as people write it: ``"egg, whole, fresh"`` for ``"EGG,WHL,RAW,FRSH"``."""
    if not food.name.isupper():
        return food.name
    segments = (
        " ".join(dict.fromkeys(SHORT.get(word, word) for word in words(each.lower().replace("-", " "))))
        for each in food.name.replace(";", ",").split(",")
    )
    return ", ".join(dict.fromkeys(each for each in segments if each))


def _expanded(segment: str) -> list[str]:
    """The stems of one segment, with the table's short forms written out."""
    text = segment.lower().replace("w/o", " without ").replace("wo/", " without ").replace("w/", " with ")
    written = " ".join(SHORT.get(each, each) for each in words(text.replace("&", " ").replace("-", " ")))
    return [stem(each) for each in written.split() if each not in _EMPTY]


_EMPTY: Final = frozenset("with and or in of the made from incl includes all as".split())
_GENERIC: Final = frozenset(
    stem(each) for each in "spices nuts seeds oil fish crustaceans mollusks alcoholic beverage beverages cereals "
    "candies sauce snacks leavening agents fruit oils ready to eat pork fast foods".split()
)  # fmt: skip
_UNSAID: Final = {stem(word): weight for word, weight in UNSAID.items()}
