"""Evaluate: measures, intervals, and studies that show what a system does."""

from thyself.evaluate.resample import Interval, bootstrap, holm, paired, permutation
from thyself.evaluate.study import Control, Effect, Outcome, Setting, Study, Table, study

__all__ = [
    "Control",
    "Effect",
    "Interval",
    "Outcome",
    "Setting",
    "Study",
    "Table",
    "bootstrap",
    "holm",
    "paired",
    "permutation",
    "study",
]
