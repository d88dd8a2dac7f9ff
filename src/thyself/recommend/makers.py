"""Makers: which of many generative models makes what this person likes, from few of their choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, Self

from thyself.core import InvalidInput
from thyself.evaluate.judge import Case
from thyself.evaluate.pair_judge import signs

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

#: Steps to the most likely weights; they end where nothing moves any more.
_STEPS, _STILL = 50, 1e-10


class Made(NamedTuple):
    """What a model made of a wish."""

    maker: str
    wish: str
    text: str


@dataclass(frozen=True)
class Metrics:
    """What counts where nothing is known of the person, each from 0 to 1 among all that was made of the same wish.

    Args:
        fits: How near an answer is to its wish.
        apart: How far it is from what the others made.
        used: How many use the model, in powers of ten.
    """

    fits: float = 1.0
    apart: float = 0.5
    used: float = 0.5


@dataclass(frozen=True, eq=False)
class Roster:
    """Models by what they made of the same wishes.

    Source: GEMRec: Towards Generative Model Recommendation (2023): pictures there, texts here; its metrics are
    accordance with the wish, distinctiveness and popularity.

    Args:
        makers: Their names.
        made: What they made.
        maker: ``(n,) int64``: whose each is.
        table: ``(n, 1 + d + makers)``: how it stands by the metrics, its signs, and whose it is.
        mean, scale: ``(d,)``: of the signs.
    """

    makers: tuple[str, ...]
    made: tuple[Made, ...]
    maker: np.ndarray
    table: np.ndarray
    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def of(
        cls,
        made: Sequence[Made],
        embedder: Embedder,
        *,
        metrics: Metrics | None = None,
        used: Mapping[str, float] | None = None,
        like: Roster | None = None,
    ) -> Roster:
        """Read what was made.

        Args:
            made: What models made; it is compared among all that was made of the same wish.
            embedder: What texts mean.
            metrics: What counts.
            used: How many use each model, where that is known.
            like: A roster whose names and scales are taken over, so that what was learned of the one holds for this;
                what the metrics say of a model is taken from it, too: among few answers they say little.

        Raises:
            InvalidInput: Nothing was made, or a maker is not among those of ``like``.
        """
        import numpy as np

        if not made:
            raise InvalidInput("no model made anything yet: give some of what each makes")
        makers = like.makers if like is not None else tuple(dict.fromkeys(each.maker for each in made))
        place = {name: at for at, name in enumerate(makers)}
        if strange := sorted({each.maker for each in made} - {*makers}):
            raise InvalidInput(f"models that are not in the roster: {', '.join(strange[:3])}")
        maker = np.array([place[each.maker] for each in made])
        said = np.array([signs(Case("", each.wish), each.text) for each in made])
        mean, scale = (like.mean, like.scale) if like is not None else (said.mean(axis=0), said.std(axis=0) + 1e-9)
        if like is None:
            cold = _cold(made, embedder, metrics or Metrics(), used or {})
            cold = (cold - cold.mean()) / (cold.std() + 1e-9)
        else:
            cold = like.usual[maker, 0]
        whose = np.eye(len(makers))[maker]
        table = np.hstack([cold[:, None], (said - mean) / scale, whose])
        return cls(makers, tuple(made), maker, table, mean, scale)

    @property
    def usual(self) -> np.ndarray:
        """``(makers, columns)``: the mean of what each made."""
        import numpy as np

        return np.stack([self.table[self.maker == at].mean(axis=0) for at in range(len(self.makers))])

    def prior(self, *, taste: float = 1.0, whose: float = 0.5) -> Favour:
        """What is held before anything is known of a person: the metrics alone.

        Args:
            taste: How far people differ in what a sign is worth to them.
            whose: How far they like a model more than its signs tell.
        """
        import numpy as np

        count = self.table.shape[1] - 1 - len(self.makers)
        spread = np.concatenate([[taste], np.full(count, taste / count**0.5), np.full(len(self.makers), whose)])
        mean = np.zeros(self.table.shape[1])
        mean[0] = 1.0
        return Favour(mean, spread**2, mean, np.zeros((0, len(mean))))


@dataclass(frozen=True, eq=False)
class Favour:
    """What things are worth to one person, by what they chose: the better is chosen the more often (Bradley and Terry).

    Args:
        before: ``(d,)``: weights before any choice.
        spread: ``(d,)``: how far people's weights lie from these, squared.
        weights: ``(d,)``: the most likely weights.
        pulls: ``(choices, d)``: what each choice adds to them.
        doubt: ``(d, d)``: how sure they are, as a covariance; ``None``: as spread as before.
    """

    before: np.ndarray
    spread: np.ndarray
    weights: np.ndarray
    pulls: np.ndarray
    doubt: np.ndarray | None = None

    def chose(self, won: np.ndarray, lost: np.ndarray, count: np.ndarray | None = None) -> Favour:
        """After these choices, and none but these.

        Args:
            won: ``(n, d)``: what was chosen.
            lost: ``(n, d)``: what it was chosen over.
            count: ``(n,)``: what each choice counts; one for each where it is not given.

        Raises:
            InvalidInput: There is not one that was chosen for each that was not.
        """
        import numpy as np

        if won.shape != lost.shape:
            raise InvalidInput(f"{len(won)} were chosen over {len(lost)}: give one for each")
        apart, counts = won - lost, np.ones(len(won)) if count is None else count
        weights = self.before.copy()
        for _ in range(_STEPS):
            against = 1 / (1 + np.exp(np.clip(apart @ weights, -35, 35)))
            slope = apart.T @ (counts * against) - (weights - self.before) / self.spread
            bend = (apart.T * (counts * against * (1 - against))) @ apart + np.diag(1 / self.spread)
            step = np.linalg.solve(bend, slope)
            weights = weights + step
            if float(np.abs(step).max()) < _STILL:
                break
        against = 1 / (1 + np.exp(np.clip(apart @ weights, -35, 35)))
        pulls = (counts * against)[:, None] * apart * self.spread
        return replace(self, weights=weights, pulls=pulls, doubt=np.linalg.inv(bend))

    def worth(self, table: np.ndarray) -> np.ndarray:
        """``(n,)``: what each row is worth."""
        found: np.ndarray = table @ self.weights
        return found

    def because(self, row: np.ndarray) -> np.ndarray:
        """``(choices,)``: what each choice adds to the worth of a row; with what it was worth before, they are it."""
        found: np.ndarray = self.pulls @ row
        return found

    def drawn(self, rng: np.random.Generator) -> Favour:
        """One that may as well be true (Thompson, 1933): what is not known well is tried now and then."""
        import numpy as np

        doubt = np.diag(self.spread) if self.doubt is None else self.doubt
        weights = rng.multivariate_normal(self.weights, doubt, method="cholesky")
        return replace(self, weights=weights)

    @classmethod
    def of_many(cls, apart: np.ndarray, spread: np.ndarray, *, steady: float = 1.0) -> Self:
        """What people in general favour, as what is held before one of them is known.

        Args:
            apart: ``(n, d)``: what was chosen less what it was chosen over, of many people.
            spread: ``(d,)``: how far people's weights lie from those of all, squared.
            steady: How far those of all may lie from none, squared.
        """
        import numpy as np

        none = np.zeros(apart.shape[1])
        everybody = cls(none, np.full(len(none), steady), none, np.zeros((0, len(none))))
        weights = everybody.chose(apart, np.zeros_like(apart)).weights
        return cls(weights, spread, weights, np.zeros((0, len(none))))


def shortlist(roster: Roster, favour: Favour, k: int) -> list[tuple[str, float]]:
    """The ``k`` models whose answers are worth most to a person, with what they are worth; best first."""
    import numpy as np

    worth = favour.worth(roster.usual)
    return [(roster.makers[at], float(worth[at])) for at in np.argsort(-worth, kind="stable")[:k].tolist()]


def made_anew(wish: str, makers: Mapping[str, Callable[[str], str]], names: Sequence[str]) -> list[Made]:
    """What some models make of a wish; as many calls as names.

    Raises:
        InvalidInput: A name has no model.
    """
    if strange := [each for each in names if each not in makers]:
        raise InvalidInput(f"no model is called {', '.join(strange)}")
    return [Made(name, wish, makers[name](wish)) for name in names]


def ranked(made: Sequence[Made], roster: Roster, favour: Favour, embedder: Embedder) -> list[tuple[Made, float]]:
    """What models made of one wish by what it is worth to a person, best first."""
    import numpy as np

    worth = favour.worth(Roster.of(made, embedder, like=roster).table)
    return [(made[at], float(worth[at])) for at in np.argsort(-worth, kind="stable").tolist()]


def _cold(made: Sequence[Made], embedder: Embedder, metrics: Metrics, used: Mapping[str, float]) -> np.ndarray:
    """``(n,)``: the metrics added up, each from 0 to 1 among what was made of the same wish."""
    import numpy as np

    wishes = list(dict.fromkeys(each.wish for each in made))
    meant = _unit(embedder.embed([each.text for each in made]))
    asked = dict(zip(wishes, _unit(embedder.embed(wishes)), strict=True))
    fits = np.array([meant[at] @ asked[each.wish] for at, each in enumerate(made)])
    powers = np.log10([max(used.get(each.maker, 0.0), 0.0) + 1 for each in made])
    total = np.zeros(len(made))
    for wish in wishes:
        rows = np.array([at for at, each in enumerate(made) if each.wish == wish])
        near = meant[rows] @ meant[rows].T
        others = (near.sum(axis=1) - np.diag(near)) / max(len(rows) - 1, 1)
        total[rows] = (
            metrics.fits * _between(fits[rows])
            + metrics.apart * (1 - _between(others))
            + metrics.used * _between(powers[rows])
        )
    return total


def _unit(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    found: np.ndarray = rows / np.maximum(np.sqrt((rows**2).sum(axis=1, keepdims=True)), 1e-9)
    return found


def _between(values: np.ndarray) -> np.ndarray:
    """Each from 0 for the least to 1 for the most; a half where all are the same."""
    import numpy as np

    low, high = values.min(), values.max()
    return np.full(len(values), 0.5) if high <= low else (values - low) / (high - low)
