"""Factors: by which features of things a person decides, how strongly, and which past decisions went by the same.

Source: LLMs Think, But Not In Your Flow: Reasoning-Level Personalization for Black-Box Large Language Models (RPM,
2025). There a language model names features and factors; here features are the labels and words of a thing, and what a
factor does is counted, with a Beta prior, so that one lucky case is no rule.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from thyself.core import InvalidInput, Trace
from thyself.profile.markers import topics
from thyself.profile.staged import labels

#: How many cases of what is usual stand behind each propensity, and behind the person's own share of a label.
_PRIOR: Final = 3.0
_OWN: Final = 4.0
#: How far factors may be believed together; which, is chosen by what they foretell.
_BELIEVED: Final = (0.0, 0.15, 0.3, 0.5, 0.7, 1.0)
#: A feature that hardly changes anything is not named.
_LEAST: Final = 0.05


def named(trace: Trace) -> frozenset[str]:
    """The features that a thing is known to have: its kinds and makers."""
    return frozenset(labels(trace))


def spoken(trace: Trace) -> frozenset[str]:
    """The telling words by which a thing is described: the features where no others are known."""
    return frozenset(each for each in topics(trace.text) if each.startswith("word:"))


@dataclass(frozen=True, slots=True)
class Case:
    """A past decision: the features of the thing, and what was decided; ``id`` names it."""

    features: frozenset[str]
    label: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """What a factor said: for (above 0) or against the label, in nats, and on how many cases it stands."""

    factor: str
    weight: float
    n: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What the person would decide.

    Args:
        chances: The probability of each label.
        reasons: The factors that speak for the likeliest label, strongest first, then those against it.
    """

    chances: Mapping[str, float]
    reasons: tuple[Reason, ...]

    @property
    def label(self) -> str:
        """The likeliest label."""
        return max(self.chances, key=lambda each: (self.chances[each], each))


@dataclass(frozen=True, slots=True)
class Factors:
    """How a person's decisions go with factors; made by :func:`count`.

    Args:
        usual: The share of each label, the person's own drawn to other people's.
        n: How many cases have each factor.
        with_label: How many of them had each label.
        others: Other people's, to which each propensity is drawn; ``None``: to the person's own shares.
        factor: Which factor a feature belongs to.
        weight: How far factors are believed together, 0 to 1; below 1 where features of a thing go together.
    """

    usual: Mapping[str, float]
    n: Mapping[str, int]
    with_label: Mapping[str, Mapping[str, int]]
    others: Factors | None = None
    factor: Callable[[str], str] = field(default=str, compare=False)
    weight: float = 0.7

    def propensity(self, label: str, factor: str) -> float:
        """The probability of a label where a factor is met, drawn to what is usual (a Beta prior)."""
        seen = self.with_label.get(factor, {}).get(label, 0)
        return (seen + _PRIOR * self._drawn(label, factor)) / (self.n.get(factor, 0) + _PRIOR)

    def without(self, case: Case, label: str, factor: str) -> float:
        """The same as if one of the cases that have the factor had not been."""
        seen = self.with_label.get(factor, {}).get(label, 0) - (case.label == label)
        return (seen + _PRIOR * self._drawn(label, factor)) / (self.n.get(factor, 0) - 1 + _PRIOR)

    def _drawn(self, label: str, factor: str) -> float:
        if self.others is None or factor not in self.others.n:
            return self.usual[label]
        drawn = self.others.propensity(label, factor) / self.others.usual[label] * self.usual[label]
        return min(max(drawn, 0.01), 0.99)

    def decide(self, features: Collection[str]) -> Decision:
        """What the person would decide on a thing with these features."""
        met = sorted({self.factor(each) for each in features})
        said = {label: {factor: self.weight * self._odds(label, factor) for factor in met} for label in self.usual}
        scores = {label: math.log(self.usual[label]) + sum(said[label].values()) for label in self.usual}
        top = max(scores.values())
        raised = {label: math.exp(score - top) for label, score in scores.items()}
        chances = {label: each / sum(raised.values()) for label, each in raised.items()}
        best = max(chances, key=lambda each: (chances[each], each))
        reasons = [Reason(factor, said[best][factor], self.n.get(factor, 0)) for factor in met]
        told = [each for each in reasons if abs(each.weight) >= _LEAST]
        return Decision(chances, tuple(sorted(told, key=lambda each: (-each.weight, each.factor))))

    def near(self, features: Collection[str], cases: Sequence[Case], *, k: int = 4) -> list[Case]:
        """Past cases that were decided by the same factors, most telling first; what they are about does not count."""
        met = {self.factor(each) for each in features}
        worth = {factor: self.telling(factor) for factor in met}

        def fits(case: Case) -> float:
            theirs = {self.factor(each) for each in case.features}
            rest = sum(self.telling(each) for each in theirs - met)
            shared = sum(worth[each] for each in theirs & met)
            return shared / (shared + rest + sum(worth[each] for each in met - theirs) + 1e-9)

        scored = [(fits(case), place, case) for place, case in enumerate(cases)]
        return [case for fit, _, case in sorted(scored, key=lambda each: (-each[0], -each[1])) if fit > 0][:k]

    def telling(self, factor: str) -> float:
        """How much a factor changes what is decided: the divergence of its propensities from the usual, in nats."""
        chances = {label: self.propensity(label, factor) for label in self.usual}
        return sum(chance * math.log(chance / self.usual[label]) for label, chance in chances.items())

    def _odds(self, label: str, factor: str) -> float:
        return math.log(self.propensity(label, factor) / self.usual[label])


def count(
    cases: Sequence[Case],
    *,
    others: Factors | None = None,
    factor: Callable[[str], str] = str,
    names: Collection[str] = (),
    weight: float | None = None,
) -> Factors:
    """Count how a person's decisions go with factors.

    Args:
        cases: What was decided before.
        others: Other people's factors, to which a person with few cases is drawn.
        factor: Puts features into factors, such as all kinds of tea into one; by default each is its own.
        names: Labels that there are, beyond those of the cases.
        weight: How far factors are believed together; ``None``: as far as each case is foretold best by the others.

    Raises:
        InvalidInput: There is no label at all, or the weight is no share.
    """
    every = sorted({*names, *(case.label for case in cases), *(others.usual if others else ())})
    if not every or not 0 <= (weight or 0.0) <= 1:
        raise InvalidInput("factors: give at least one label, and a weight from 0 to 1")
    given = Counter(case.label for case in cases)
    base = others.usual if others is not None else dict.fromkeys(every, 1 / len(every))
    usual = {each: (given[each] + _OWN * base.get(each, 1 / len(every))) / (len(cases) + _OWN) for each in every}
    n: Counter[str] = Counter()
    with_label: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        for each in {factor(feature) for feature in case.features}:
            n[each] += 1
            with_label[each][case.label] += 1
    made = Factors(usual, n, with_label, others, factor, 0.0 if weight is None else weight)
    return made if weight is not None else _believed(made, cases)


def _believed(factors: Factors, cases: Sequence[Case]) -> Factors:
    """The weight at which each case is likeliest by what the others tell; what others' factors have, with no case."""
    if not cases:
        return replace(factors, weight=factors.others.weight if factors.others is not None else 0.0)
    lost = dict.fromkeys(_BELIEVED, 0.0)
    for case in cases:
        met = sorted({factors.factor(each) for each in case.features})
        own = {
            label: sum(math.log(factors.without(case, label, each) / factors.usual[label]) for each in met)
            for label in factors.usual
        }
        for weight in lost:
            scores = {label: math.log(share) + weight * own[label] for label, share in factors.usual.items()}
            top = max(scores.values())
            lost[weight] += top + math.log(sum(math.exp(each - top) for each in scores.values())) - scores[case.label]
    return replace(factors, weight=min(lost, key=lost.__getitem__))
