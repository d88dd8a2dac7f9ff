"""Metrics: what can be measured of a person, declared as data, and the units that they come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from thyself.core import InvalidInput, Sensitivity, units

Aggregate = Literal["sum", "mean", "last", "circular"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One declared metric.

    Args:
        name: As in ``Trace.item``.
        unit: The unit in which it is kept and told.
        aggregate: How readings of one day become one figure: ``"sum"`` for counts, ``"mean"`` for rates, ``"last"``
            for weight, ``"circular"`` for clock times.
        topic: The topic under which it is told.
        label: What a person would call it.
        families: Metrics that share a family follow from one another by arithmetic or by the way in which they are
            measured; no association is looked for between them.
        spoken: The unit as it is said after a figure (``"steps"`` for ``"count"``).
        decimals: How many are told.
        good_direction: ``1`` where more is commonly wished, ``-1`` where less is; ``None`` where nobody can tell. Used
            for nothing but sorting by others: no wording of ours judges.
        sensitivity: The least sensitivity of what is told of it.
        worn: A figure of zero says that the device was not worn (or nothing was noted), so the day is missing.
    """

    name: str
    unit: str
    aggregate: Aggregate
    topic: str
    label: str
    families: frozenset[str] = field(default_factory=frozenset)
    spoken: str = ""
    decimals: int = 0
    good_direction: int | None = None
    sensitivity: Sensitivity = "sensitive"
    worn: bool = False

    @property
    def circular(self) -> bool:
        """Whether it is a clock time."""
        return self.aggregate == "circular"


def _metric(
    name: str, unit: str, aggregate: Aggregate, topic: str, label: str, families: str, /, **more: object
) -> Metric:
    shared = frozenset(families.split())
    return Metric(name, unit, aggregate, topic, label, shared, **more)  # type: ignore[arg-type]


_DECLARED: Final = (
    _metric("minutes_asleep", "min", "sum", "sleep", "time asleep", "asleep day", good_direction=1, worn=True),
    _metric("sleep_start", "h", "circular", "sleep", "the time of falling asleep", "bedtime day"),
    _metric("sleep_end", "h", "circular", "sleep", "the time of waking up", "waking day"),
    _metric("sleep_efficiency", "%", "mean", "sleep", "sleep efficiency", "restful day", good_direction=1, worn=True),
    _metric("minutes_in_bed", "min", "sum", "sleep", "time in bed", "asleep day", worn=True),
    _metric("minutes_awake", "min", "sum", "sleep", "time awake in bed", "asleep restful day", good_direction=-1),
    _metric("steps", "count", "sum", "activity", "steps", "motion", spoken="steps", good_direction=1, worn=True),
    _metric("active_minutes", "min", "sum", "activity", "active time", "motion", good_direction=1),
    _metric("very_active_minutes", "min", "sum", "activity", "very active time", "motion", good_direction=1),
    _metric("lightly_active_minutes", "min", "sum", "activity", "lightly active time", "motion day"),
    _metric("sedentary_minutes", "min", "sum", "activity", "sedentary time", "motion day", good_direction=-1),
    _metric("distance", "km", "sum", "activity", "distance", "motion", decimals=1, good_direction=1, worn=True),
    _metric("calories", "kcal", "sum", "activity", "energy used", "motion", worn=True),
    _metric("training_load", "points", "sum", "activity", "training load", "motion", spoken="points"),
    _metric("floors", "count", "sum", "activity", "floors climbed", "motion", spoken="floors", good_direction=1),
    _metric("resting_heart_rate", "bpm", "mean", "heart", "resting heart rate", "pulse", decimals=1, worn=True),
    _metric("hrv_rmssd", "ms", "mean", "heart", "heart rate variability", "variability", decimals=1, worn=True),
    _metric("heart_rate", "bpm", "mean", "heart", "heart rate", "pulse motion", decimals=1, worn=True),
    _metric("spo2", "%", "mean", "heart", "blood oxygen", "oxygen", decimals=1, worn=True),
    _metric(
        "breathing_rate",
        "1/min",
        "mean",
        "heart",
        "breathing rate",
        "breath",
        spoken="breaths a minute",
        decimals=1,
        worn=True,
    ),
    _metric("blood_pressure_systolic", "mmHg", "mean", "heart", "systolic blood pressure", "pressure", worn=True),
    _metric("blood_pressure_diastolic", "mmHg", "mean", "heart", "diastolic blood pressure", "pressure", worn=True),
    _metric("glucose", "mg/dL", "mean", "heart", "blood glucose", "glucose", worn=True),
    _metric("weight", "kg", "last", "weight", "weight", "mass", decimals=1, worn=True),
    _metric("bmi", "kg/m2", "last", "weight", "body mass index", "mass", decimals=1, worn=True),
    _metric("body_fat", "%", "last", "weight", "body fat", "mass", decimals=1, worn=True),
    _metric("mood", "points", "mean", "mood", "mood", "mood", decimals=1, good_direction=1),
    _metric("mood_words", "%", "mean", "mood", "pleasant share of the moods named", "mood", good_direction=1),
    _metric(
        "stress_score",
        "points",
        "mean",
        "mood",
        "the device's stress score",
        "stress pulse variability asleep motion",
        decimals=1,
    ),
    _metric("energy_eaten", "kcal", "sum", "food", "energy eaten", "eaten", worn=True),
    _metric("protein", "g", "sum", "food", "protein eaten", "eaten", worn=True),
    _metric("water", "mL", "sum", "food", "water drunk", "drunk", worn=True),
    _metric(
        "messages",
        "count",
        "sum",
        "messages",
        "messages on days with any",
        "messages",
        spoken="messages",
        sensitivity="personal",
    ),
)

#: The declared metrics by name; the first ones of a topic are told first.
METRICS: Final[Mapping[str, Metric]] = MappingProxyType({each.name: each for each in _DECLARED})

#: The topics, and the metrics of each.
TOPICS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        topic: tuple(each.name for each in _DECLARED if each.topic == topic)
        for topic in dict.fromkeys(each.topic for each in _DECLARED)
    }
)

#: Topics about the body: what is told of them is an estimate, and no medical advice.
HEALTH: Final = frozenset({"sleep", "activity", "heart", "weight", "mood", "food"})

_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blood_pressure_sys": "blood_pressure_systolic",
        "systolic": "blood_pressure_systolic",
        "blood_pressure_dia": "blood_pressure_diastolic",
        "diastolic": "blood_pressure_diastolic",
        "respiratory_rate": "breathing_rate",
        "oxygen_saturation": "spo2",
        "flights_climbed": "floors",
        "dietary_energy": "energy_eaten",
        "blood_glucose": "glucose",
    }
)


def metric_of(item: str, unit: str = "") -> Metric:
    """The declared metric of a name; one that is not declared is averaged over the day, under the topic ``"other"``."""
    name = _NAMES.get(item, item)
    return METRICS.get(name) or Metric(
        name, unit, "mean", "other", name.replace("_", " "), frozenset({name}), decimals=1
    )


def convert(value: float, unit: str | None, metric: Metric) -> float | None:
    """The value in the metric's unit; ``None`` where the unit is one that cannot be turned into it."""
    if unit is None or unit == metric.unit or unit == metric.spoken:
        return value
    return units.convert(value, unit, metric.unit, of=metric.name)


def metrics_of(topic: str, seen: Mapping[str, Metric]) -> tuple[Metric, ...]:
    """The metrics of a topic, or the one metric of that name.

    Args:
        topic: A topic, or the name of a metric; capitals, spaces and hyphens do not matter.
        seen: The metrics that the person's traces have, declared or not.

    Raises:
        InvalidInput: No topic or metric is called so; the message lists those that are there.
    """
    name = topic.strip().lower().replace(" ", "_").replace("-", "_")
    if name in TOPICS:
        return tuple(METRICS[each] for each in TOPICS[name])
    name = _NAMES.get(name, name)
    found = METRICS.get(name) or seen.get(name)
    if found is None:
        own = sorted(set(METRICS) | set(seen))
        raise InvalidInput(
            f"no topic or metric is called {topic!r}; topics: {', '.join(TOPICS)}; metrics: {', '.join(own)}"
        )
    return (found,)
