"""Scores: the measures of LaMP and LongLaMP: labels, ratings, and texts."""

from __future__ import annotations

from collections.abc import Sequence

from thyself.core import InvalidInput
from thyself.evaluate.benchmarks.lamp import number
from thyself.evaluate.classify import accuracy
from thyself.evaluate.regression import mae, rmse
from thyself.evaluate.text import meteor, rouge_1, rouge_l


def label_scores(found: Sequence[str], truth: Sequence[str], labels: Sequence[str]) -> dict[str, float]:
    """``accuracy``, and ``f1``: the mean over all labels of each one's F1; what is no label counts as wrong.

    Args:
        found, truth: In the same order.
        labels: All of the task, whether they occur or not; one that occurs nowhere has an F1 of 0, as in LaMP.
    """
    one, other = [_plain(each) for each in found], [_plain(each) for each in truth]
    right = accuracy(one, other)
    f1 = []
    for label in (_plain(each) for each in labels):
        both = sum(a == b == label for a, b in zip(one, other, strict=True))
        total = one.count(label) + other.count(label)
        f1.append(2 * both / total if total else 0.0)
    if not f1:
        raise InvalidInput("label_scores: name the labels of the task")
    return {"accuracy": right, "f1": sum(f1) / len(f1)}


def rating_scores(found: Sequence[str], truth: Sequence[str], *, low: float = 1, high: float = 5) -> dict[str, float]:
    """``mae`` and ``rmse``; what is no figure counts as the end of the scale that is farther from the truth (LaMP)."""
    right = [float(each) for each in truth]
    told = [_figure(each, true, low, high) for each, true in zip(found, right, strict=True)]
    return {"mae": mae(told, right), "rmse": rmse(told, right)}


def text_scores(found: Sequence[str], truth: Sequence[str]) -> dict[str, float]:
    """``rouge_1``, ``rouge_l`` (F1) and ``meteor``, each the mean over the texts."""
    if len(found) != len(truth) or not found:
        raise InvalidInput(f"{len(found)} texts for {len(truth)} true ones: give equally many, at least one")
    pairs = list(zip(found, truth, strict=True))
    return {
        "rouge_1": sum(rouge_1(a, b).f1 for a, b in pairs) / len(pairs),
        "rouge_l": sum(rouge_l(a, b).f1 for a, b in pairs) / len(pairs),
        "meteor": sum(meteor(a, b) for a, b in pairs) / len(pairs),
    }


def scores_of(task: str, found: Sequence[str], truth: Sequence[str], labels: Sequence[str] = ()) -> dict[str, float]:
    """The measures that LaMP and LongLaMP take for a task of this name."""
    which = number(task)
    if which in (1, 2):
        return label_scores(found, truth, labels or sorted(set(truth)))
    return rating_scores(found, truth) if which == 3 else text_scores(found, truth)


def _plain(label: str) -> str:
    return label.strip().lower()


def _figure(said: str, true: float, low: float, high: float) -> float:
    try:
        return float(said)
    except ValueError:
        return low if abs(low - true) > abs(high - true) else high
