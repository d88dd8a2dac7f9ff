"""Benchmarks: readers for the public formats of LaMP, LongLaMP and LaMP-QA, and their measures; no data is shipped."""

from thyself.evaluate.benchmarks.case import Aspect, Case
from thyself.evaluate.benchmarks.lamp import lamp_cases
from thyself.evaluate.benchmarks.lamp_qa import lamp_qa_cases
from thyself.evaluate.benchmarks.longlamp import longlamp_cases
from thyself.evaluate.benchmarks.scores import label_scores, rating_scores, scores_of, text_scores

__all__ = [
    "Aspect",
    "Case",
    "label_scores",
    "lamp_cases",
    "lamp_qa_cases",
    "longlamp_cases",
    "rating_scores",
    "scores_of",
    "text_scores",
]
