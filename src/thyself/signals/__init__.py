"""Signals: daily series of a person's own figures, and what they show."""

from thyself.signals.chart import render
from thyself.signals.insights import insights
from thyself.signals.metrics import METRICS, TOPICS, Metric
from thyself.signals.series import Daily, all_daily, daily
from thyself.signals.text import unsupported

__all__ = ["METRICS", "TOPICS", "Daily", "Metric", "all_daily", "daily", "insights", "render", "unsupported"]
