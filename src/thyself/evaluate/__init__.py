"""Evaluate: measures, intervals, judges and labels of single people, and studies that show what a system does."""

from thyself.evaluate.agreement import agreement
from thyself.evaluate.aspects import MeasuredAspects, ModelAspects, aspects_of, learn_aspects
from thyself.evaluate.benchmarks import lamp_cases, lamp_qa_cases, longlamp_cases, scores_of
from thyself.evaluate.certainty import calibrate, risk_coverage
from thyself.evaluate.classifiers import Head, Labels, Shrink
from thyself.evaluate.fitting import fit
from thyself.evaluate.fusion import Fused, learn_fused
from thyself.evaluate.judge import Judge, Longer
from thyself.evaluate.logistic import Logistic, fit_logistic
from thyself.evaluate.pair_judge import PairJudge, learn_pairs
from thyself.evaluate.resample import Interval, bootstrap, holm, paired, permutation
from thyself.evaluate.study import Control, Effect, Outcome, Setting, Study, Table, study

__all__ = [
    "Control",
    "Effect",
    "Fused",
    "Head",
    "Interval",
    "Judge",
    "Labels",
    "Logistic",
    "Longer",
    "MeasuredAspects",
    "ModelAspects",
    "Outcome",
    "PairJudge",
    "Setting",
    "Shrink",
    "Study",
    "Table",
    "agreement",
    "aspects_of",
    "bootstrap",
    "calibrate",
    "fit",
    "fit_logistic",
    "holm",
    "lamp_cases",
    "lamp_qa_cases",
    "learn_aspects",
    "learn_fused",
    "learn_pairs",
    "longlamp_cases",
    "paired",
    "permutation",
    "risk_coverage",
    "scores_of",
    "study",
]
