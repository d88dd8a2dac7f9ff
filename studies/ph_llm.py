"""PH-LLM: does a report cite true figures alone, and tell what is planted and nothing else?

Data: 36 people of LifeSnaps; reports on sleep and fitness at days drawn by chance, compared with norms of NHANES. Every
figure is computed again here, by plain loops over the table. Planted people (a late shifter, a short sleeper, broken
nights, an overreached runner, nobody in particular) show whether just what is planted is told.

Claim: sections that build on each other tell what the person's own figures show. Controls: the table of another person
must not vouch for a report; planted wrong figures must be found (each figure of a report replaced by another
number); a model that makes figures up must never get through; without a model the template tells the same; without the
sections before, the assessment loses what they found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import atan2, cos, pi, sin, sqrt
from typing import Final, cast

import numpy as np

from studies.insights import OnePerson, lifesnaps, measured
from thyself.core import Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.models.scripted import Rules
from thyself.signals import METRICS
from thyself.signals.norms import About, shipped
from thyself.signals.report import Chain, Report
from thyself.signals.spec import Spec, spec
from thyself.signals.telling import wrong
from thyself.signals.worded import Worded
from thyself.store.port import Scope

REPORTS: Final = 200
PLANTED_PER_REPORT: Final = 12
_BAND: Final = {"<30": 25.0, ">=30": 40.0}
_DIGITS: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Told:
    """A report with whose it is and what was known then."""

    person: str
    report: Report
    traces: list[Trace]


@study(
    name="ph-llm",
    system="ph-llm",
    title="PH-LLM: reports in sections, every figure checked",
    claim="reports tell just what is planted, and every figure that they cite is true",
    data=("lifesnaps",),
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Reports on real people, then on planted ones."""
    told = list(_reports(setting))
    checked = [(each.person, _true(each)) for each in told]
    shares = [right / of for _, (right, of) in checked if of]
    people = [person for person, (_, of) in checked if of]
    right, figures = sum(r for _, (r, _) in checked), sum(of for _, (_, of) in checked)
    planted = [_found(each, setting) for each in told if each.report.facts]
    swapped = [_stranger(each, told[(i + 7) % len(told)]) for i, each in enumerate(told)]
    own = [_share_wrong(each.report, each.report) for each in told]
    exact = list(_phenotypes(setting))
    apart = list(_phenotypes(setting, chained=False))
    difference = paired([each[1] for each in exact], [each[1] for each in apart])
    found_n, planted_n = sum(f for f, _ in planted), sum(n for _, n in planted)
    return Outcome(
        effect=Effect.of(difference, name="sections that know those before less sections alone",
                         metric="planted people of whom readiness and reasons say what is planted"),
        controls=[
            Control.share("figures of reports that match the table", right, figures,
                          expectation=f"all, in {len(told)} reports"),
            Control.share("planted wrong figures that are found", found_n, planted_n, expectation="at least 99 in 100",
                          at_least=0.99, kind="bad part"),
            Control.worse("another person's table vouches for a report", paired(
                [each for each in swapped if each is not None],
                [own[i] for i, each in enumerate(swapped) if each is not None]), unit="share of figures called wrong"),
            _made_up(told),
            Control.share("planted people of whom just that is told", sum(each[0] for each in exact), len(exact),
                          expectation="at least 95 in 100", at_least=0.95),
            _no_history(),
        ],
        tables=[_phenotype_table(exact, apart)],
        notes=[
            f"{len(told)} reports, {figures:,} figures ({bootstrap(shares, clusters=people)} right a report); "
            f"{planted_n:,} wrong figures were planted.",
            "Norms of age stand for the middle of the two age bands that the data has.",
        ],
    )  # fmt: skip


def _reports(setting: Setting) -> Iterator[Told]:
    people = lifesnaps(setting.folder("lifesnaps"))
    about = _about(setting)
    chosen = sorted(name for name, traces in people.items() if _days(traces) >= 14)
    rng = setting.rng("windows")
    for number in range(REPORTS):
        name = chosen[number % len(chosen)]
        nights = sorted({each.at for each in people[name] if each.item == "minutes_asleep"})
        now = nights[rng.randrange(7, len(nights))] + timedelta(days=1)
        known = [each for each in people[name] if each.at < now]
        topic = ("sleep", "fitness")[(number // len(chosen)) % 2]
        chain = Chain(spec(topic), shipped())
        yield Told(name, chain.report(cast(Scope, OnePerson(known)), about=about[name], now=now), known)
        setting.progress(number + 1, REPORTS + 1)


def _days(traces: Sequence[Trace]) -> int:
    return sum(each.item == "minutes_asleep" for each in traces)


def _about(setting: Setting) -> dict[str, About]:
    import pyarrow.parquet as parquet

    found: dict[str, About] = {}
    for row in parquet.read_table(setting.folder("lifesnaps") / "daily_fitbit_sema.parquet").to_pylist():
        sex = {"MALE": "male", "FEMALE": "female"}.get(str(row["gender"]))
        found[row["id"]] = About(_BAND.get(str(row["age"])), sex)  # type: ignore[arg-type]
    return found


def _true(told: Told) -> tuple[int, int]:
    """How many of the cited figures come out the same when computed again, and how many there are."""
    table = _table(told.traces)
    right = of = 0
    for fact in told.report.facts:
        if fact.feature is None:
            continue
        of += 1
        made = again(table, fact.feature.spec.metric, fact.feature.spec.statistic, fact.feature.last,
                     fact.feature.spec.window, fact.feature.spec.recent)  # fmt: skip
        near = made is not None and abs(abs(made) - abs(fact.value)) <= 0.5 * 10.0 ** -_decimals(
            fact.unit, fact.feature.spec.metric
        )
        right += near
    return right, of


def _decimals(unit: str, metric: str) -> int:
    return {"": 2, "clock": 1, "h": 1, "min": 0}.get(unit, METRICS[metric].decimals if metric in METRICS else 0)


def _table(traces: Sequence[Trace]) -> dict[str, dict[str, float]]:
    """Figures by metric and day, by plain reading."""
    from thyself.signals.moods import pleasantness

    table: dict[str, dict[str, float]] = {}
    moods: dict[str, list[float]] = {}
    for each in traces:
        day = each.at.date().isoformat()
        if each.kind == "felt":
            pleasant = pleasantness(each.text)
            if pleasant is not None:
                moods.setdefault(day, []).append(pleasant)
        elif each.item and each.value is not None:
            table.setdefault(each.item, {})[day] = each.value
    table["mood_words"] = {day: sum(told) / len(told) for day, told in moods.items()}
    moving = ("steps", "distance", "active_minutes", "lightly_active_minutes")
    idle = {
        day for day in {day for name in moving for day in table.get(name, {})}
        if all(table.get(name, {}).get(day, 0) == 0 for name in moving)
    }  # fmt: skip
    for name, own in table.items():
        worn, motion = (
            (name in METRICS and METRICS[name].worn),
            (name in METRICS and "motion" in METRICS[name].families),
        )
        for day in [day for day, value in own.items() if (worn and value == 0) or (motion and day in idle)]:
            del own[day]
    table["training_load"] = {day: 1.75 * value for day, value in table.get("active_minutes", {}).items()}
    return table


def again(
    table: Mapping[str, Mapping[str, float]], metric: str, statistic: str, last: str, window: int, recent: int
) -> float | None:
    """A feature by plain loops over days."""
    end = datetime.fromisoformat(last).date()
    days = [(end - timedelta(days=back)).isoformat() for back in range(window - 1, -1, -1)]
    own = [table.get(metric, {}).get(day) for day in days]
    there = [each for each in own if each is not None]
    if statistic in ("mean", "sd") and metric in ("sleep_start", "sleep_end"):
        x, y = (sum(f(each * pi / 12) for each in there) / len(there) for f in (cos, sin))
        return atan2(y, x) * 12 / pi % 24
    if statistic == "mean":
        return sum(there) / len(there)
    if statistic == "sd":
        return _sd(there)
    if statistic == "weekend":
        free = [datetime.fromisoformat(day).weekday() >= 5 for day in days]
        off = [each for each, is_free in zip(own, free, strict=True) if is_free and each is not None]
        on = [each for each, is_free in zip(own, free, strict=True) if not is_free and each is not None]
        return sum(off) / len(off) - sum(on) / len(on)
    if statistic == "recent":
        new = [each for each in own[-recent:] if each is not None]
        old = [each for each in own[:-recent] if each is not None]
        return sum(new) / len(new) - sum(old) / len(old)
    if statistic == "load":
        return 7 * sum(there) / len(there)
    if statistic == "load_ratio":
        return _ratio(own)
    return None


def _sd(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sqrt(sum((each - mean) ** 2 for each in values) / (len(values) - 1))


def _ratio(own: Sequence[float | None]) -> float:
    weeks = []
    for start in range(len(own) - 6):
        there = [each for each in own[start : start + 7] if each is not None]
        weeks.append(7 * sum(there) / len(there) if len(there) >= 4 else None)
    known = [each for each in weeks if each is not None]
    return (weeks[-1] or 0.0) / (sum(known) / len(known))


def _found(told: Told, setting: Setting) -> tuple[int, int]:
    """Of figures of a report that are replaced by another number, one at a time, how many the check finds."""
    rng = setting.rng(told.person + str(len(told.traces)))
    places = [
        (section, said, match)
        for section in told.report.sections
        for said in section.said
        for match in _DIGITS.finditer(said.text)
        if not said.text[max(match.start() - 4, 0) : match.start()].endswith(("nhanes-", "2009-"))
    ]
    found = 0
    chosen = rng.sample(places, min(PLANTED_PER_REPORT, len(places)))
    for _, said, match in chosen:
        other = _other(match.group(), rng.choice((0.7, 0.8, 0.9, 1.1, 1.25, 1.5)))
        text = said.text[: match.start()] + other + said.text[match.end() :]
        found += bool(wrong(text, [each.printed for each in said.facts]))
    return found, len(chosen)


def _other(number: str, factor: float) -> str:
    """Another number, written alike."""
    decimals = len(number.partition(".")[2])
    value = float(number.replace(",", ""))
    other = round(value * factor, decimals)
    if other == value:
        other = value + 10.0**-decimals
    return f"{other:0{2 if number.startswith('0') and '.' not in number else 1}.{decimals}f}"


def _share_wrong(report: Report, table: Report) -> float:
    """The share of the figures of a report that another report's figures do not vouch for."""
    bad = sum(bool(wrong(each.printed, [other.printed for other in table.facts if other.name == each.name]))
              for each in report.facts if each.feature is not None)  # fmt: skip
    return bad / max(sum(each.feature is not None for each in report.facts), 1)


def _stranger(told: Told, other: Told) -> float | None:
    if not told.report.facts or told.report.topic != other.report.topic or told.person == other.person:
        return None
    return _share_wrong(told.report, other.report)


def _made_up(told: Sequence[Told]) -> Control:
    """A model that words each section with one figure of its own."""
    worded = Worded(Rules(lambda messages: "You slept 11 h 7 min on 3 nights and took 12,345 steps at 141.7 bpm."))
    sections = [each for one in told[:60] for each in one.report.sections if each.facts]
    passed = sum(worded.write(each, ()).writer != "template" for each in sections)
    return Control.share("sections by a model that makes figures up", len(sections) - passed, len(sections),
                         expectation="none gets through", kind="bad part")  # fmt: skip


def _no_history() -> Control:
    """Nothing is told of somebody without figures."""
    empty = cast(Scope, OnePerson([]))
    texts = [
        Chain(spec(topic), shipped()).report(empty, about=About(), now=datetime(2025, 1, 1, tzinfo=UTC))
        for topic in ("sleep", "fitness")
    ]
    return Control.share("people without figures", sum(not each.sections for each in texts), 2,
                         expectation="no section, and it says why", kind="do no harm")  # fmt: skip


#: What is planted, what must be called out of the usual, and a sentence that only sections before can lead to.
PLANTS: Final[Mapping[str, tuple[str, tuple[str, ...], str]]] = {
    "nobody in particular": ("sleep", (), "Nothing stands out"),
    "late shifter": ("sleep", ("late_bedtime", "weekend_shift"), "(times that shift or lie late): very likely"),
    "short sleeper": ("sleep", ("short_sleep",), "Go to bed 30 min earlier"),
    "broken nights": ("sleep", ("broken_nights", "low_efficiency"), "stays alert at night: very likely"),
    "overreached": ("fitness", ("load_up", "high_pulse"), "Readiness for training today: 3 of 5"),
    "detrained": ("fitness", ("load_down",), "about 10 % more"),
}  # fmt: skip


def _phenotypes(setting: Setting, *, chained: bool = True) -> Iterator[tuple[bool, bool, str]]:
    """For planted people: whether just what is planted is told, whether it is concluded from, and which it is."""
    rng = np.random.default_rng(setting.seed)
    for _ in range(20):
        for plant, (topic, notable, follows) in PLANTS.items():
            traces = _month(plant, rng)
            own = spec(topic)
            chain = Chain(own if chained else _alone(own), shipped())
            found = chain.report(
                cast(Scope, OnePerson(traces)), about=About(35, "male"), now=datetime(2025, 4, 1, 9, tzinfo=UTC)
            )
            yield set(found.notable) == set(notable), follows in found.text, plant


def _alone(whole: Spec) -> Spec:
    """The same spec with its last section alone: nothing before it concludes anything."""
    kept = ("etiology", "recommendations", "assessment")
    return replace(whole, parts=tuple(each for each in whole.parts if each.name in kept))


def _month(plant: str, rng: np.random.Generator) -> list[Trace]:
    """Five weeks of a planted person, with noise as of a device."""
    days = 35
    first = datetime(2025, 2, 25, tzinfo=UTC)
    dates = [(first + timedelta(days=each)) for each in range(days)]
    free = np.array([each.weekday() >= 5 for each in dates])
    table = {
        "minutes_asleep": rng.normal(455, 18, days), "sleep_start": rng.normal(22.9, 0.3, days) % 24,
        "sleep_end": rng.normal(7.0, 0.3, days), "sleep_efficiency": rng.normal(92, 1.5, days),
        "minutes_awake": rng.normal(35, 6, days), "resting_heart_rate": rng.normal(62, 0.8, days),
        "steps": rng.normal(9000, 900, days), "active_minutes": rng.normal(40, 5, days),
    }  # fmt: skip
    for name in table:  # the last week and the last day as the others
        table[name][-7:] = table[name][:7] if name != "sleep_end" else table[name][-7:]
    table["resting_heart_rate"][-1] = 62.0
    if plant == "late shifter":
        table["sleep_start"], table["sleep_end"] = rng.normal(1.6, 0.3, days), rng.normal(8.6, 0.3, days) + 1.8 * free
    if plant == "short sleeper":
        table["minutes_asleep"] = table["minutes_asleep"] - 110
    if plant == "broken nights":
        table["minutes_awake"], table["sleep_efficiency"] = rng.normal(88, 6, days), rng.normal(80, 1.5, days)
    if plant in ("overreached", "detrained"):
        table["active_minutes"][-7:] *= 2.2 if plant == "overreached" else 0.4
    if plant == "overreached":
        table["resting_heart_rate"][-1] = 62 + 2.8
    return [
        measured(name, date.isoformat(), float(value))
        for name, values in table.items()
        for date, value in zip(dates, values, strict=True)
    ]


def _phenotype_table(exact: Sequence[tuple[bool, bool, str]], apart: Sequence[tuple[bool, bool, str]]) -> Table:
    rows = []
    for plant in PLANTS:
        own, alone = ([each for each in some if each[2] == plant] for some in (exact, apart))
        rows.append(
            (
                plant,
                sum(e[0] for e in own) / len(own),
                sum(e[1] for e in own) / len(own),
                sum(e[1] for e in alone) / len(alone),
            )
        )
    columns = ("planted", "just that is told", "conclusion that follows", "the same without the sections before")
    return Table("Planted people, 20 of each: shares", columns, rows)
