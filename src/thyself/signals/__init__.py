"""Signals: daily series of a person's own figures, and what they show."""

from thyself.signals.beats import NeuroKit, Slopes
from thyself.signals.cfc import Cfc
from thyself.signals.chart import render
from thyself.signals.course import Course
from thyself.signals.insights import insights
from thyself.signals.kinds import Population, Sorter
from thyself.signals.metrics import METRICS, TOPICS, Metric
from thyself.signals.rhythm import Rhythm
from thyself.signals.series import Daily, all_daily, daily
from thyself.signals.shapes import Shapes
from thyself.signals.text import unsupported
from thyself.signals.twin import Twin, WhatIf
from thyself.signals.waves import Wave

__all__ = [
    "METRICS",
    "TOPICS",
    "Cfc",
    "Course",
    "Daily",
    "Metric",
    "NeuroKit",
    "Population",
    "Rhythm",
    "Shapes",
    "Slopes",
    "Sorter",
    "Twin",
    "Wave",
    "WhatIf",
    "all_daily",
    "daily",
    "insights",
    "render",
    "unsupported",
]
