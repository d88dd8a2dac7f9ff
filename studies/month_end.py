# ruff: noqa: E501  (sentences and tables read best in one line)
"""Month end: how near is what a month will have cost, looked at from within it, and is it within its interval?

Data: 30 planted people with payments of two years (what recurs, what varies by season and person, rare large
purchases), and one real ledger of 21 months, each month looked at from its first, tenth and twentieth day with nothing
of later known. Misses are shares of the person's mean month.

Claim: what is gone, what recurs and is still due, and the rest of the own months miss by less than simple means.
Beside it: whether it helps to know what recurs. Controls: another person's rests (must be worse), and how many months
end within intervals that should hold four of five. No setting was tuned on these people: how many of the past months an
interval holds follows from their number; it was rounded up before and to the nearest since, seen on other seeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from studies._ledger_world import person
from thyself.core import DataMissing, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.money import Payment, month_end
from thyself.money.ledger import payment, within
from thyself.sources.bank import Bank
from thyself.sources.port import ReadContext

PEOPLE: Final = 30
DAYS: Final = (1, 10, 20)
FLOORS: Final = (
    "the month before",
    "the mean of the months",
    "so far, stretched to the month",
    "so far and the mean of the rest",
)


@dataclass(slots=True)
class Seen:
    """What was foretold and came, month by month; shares of the person's mean month."""

    who: list[int] = field(default_factory=list)
    day: list[int] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    stranger: list[float] = field(default_factory=list)
    inside: list[float] = field(default_factory=list)
    width: list[float] = field(default_factory=list)
    floors: dict[str, list[float]] = field(default_factory=lambda: {each: [] for each in FLOORS})


@study(
    name="month-end",
    system="",
    title="What a month will have cost, looked at from within it",
    claim="what is gone, what recurs and the rest of the own months miss by less than simple means",
    seconds=150,
)
def run(setting: Setting) -> Outcome:
    """Planted people, and one real ledger."""
    ledgers = [list(person(np.random.default_rng([setting.seed, 77, at])).ledger) for at in range(PEOPLE)]
    seen = Seen()
    for at, ledger in enumerate(ledgers):
        _follow(seen, at, ledger, ledgers[at - 1])
        setting.progress(at + 1, PEOPLE)
    real = _real(setting)
    best = min(FLOORS, key=lambda name: float(np.mean(seen.floors[name])))
    inside = bootstrap(seen.inside, clusters=seen.who)
    return Outcome(
        effect=Effect.of(paired(seen.floors[best], seen.own, clusters=seen.who), name=f"{best} less outlook",
                         metric="mean absolute miss, as a share of a month"),
        also=[
            Effect.of(paired(seen.floors[name], seen.own, clusters=seen.who), name=f"{name} less outlook",
                      metric="mean absolute miss, as a share of a month")
            for name in FLOORS if name != best
        ] + [
            Effect.of(paired(seen.bare, seen.own, clusters=seen.who), name="recurring payments not known less known",
                      metric="mean absolute miss, as a share of a month"),
        ],
        controls=[
            Control("months that end within the interval, planted", "75 to 85 in 100", inside.value, inside.low, inside.high,
                    0.75 <= inside.value <= 0.85, unit="share"),
            *_real_controls(real),
            Control.worse("the rest of another person's months", paired(seen.stranger, seen.own, clusters=seen.who)),
        ],
        tables=[_table("Planted people", seen), *([_table("One real ledger", real)] if real else [])],
        notes=[
            "Of the real ledger two of 21 months hold a repair of over four usual months; nothing foretells them, and they"
            " are counted as missed.",
            "To know what recurs does not bring the sum nearer, for the rest of the own months holds it already; it tells what"
            " is due and when, and follows a price that changed.",
            *([] if real else ["The real ledger was not there."]),
        ],
    )  # fmt: skip


def _follow(seen: Seen, who: int, ledger: Sequence[Payment], other: Sequence[Payment]) -> None:
    """Foretell each month of a person from each of the days."""
    moved = within(ledger)
    out = [each for each in ledger if each.amount < 0 and each.id not in moved]
    sums = _sums(out)
    firsts = sorted(sums)
    usual = float(np.mean(list(sums.values())))
    nobody = [replace(each, payee=f"{each.payee} {number}") for number, each in enumerate(ledger)]
    for number, first in enumerate(firsts):
        for day in DAYS if number >= 4 else ():
            today = first.replace(day=day)
            found, bare = month_end(ledger, today=today), month_end(nobody, today=today)
            strange = month_end(other, today=today)
            if found is None or bare is None:
                continue
            so_far = sum(-float(each.amount) for each in out if first <= each.day <= today)
            rests = [sum(-float(one.amount) for one in out if each.replace(day=day) < one.day and one.day.month == each.month
                         and one.day.year == each.year) for each in firsts[:number]]  # fmt: skip
            foretold = {
                FLOORS[0]: sums[firsts[number - 1]], FLOORS[1]: float(np.mean([sums[each] for each in firsts[:number]])),
                FLOORS[2]: so_far * 30.4 / day, FLOORS[3]: so_far + float(np.mean(rests)),
            }  # fmt: skip
            true = sums[first]
            seen.who.append(who)
            seen.day.append(day)
            seen.own.append(abs(float(found.out.value) - true) / usual)
            seen.bare.append(abs(float(bare.out.value) - true) / usual)
            rest = float(strange.out.value - strange.out.so_far) if strange else 0.0
            seen.stranger.append(abs(so_far + rest - true) / usual)
            seen.inside.append(float(found.out.low <= Decimal(str(round(true, 2))) <= found.out.high))
            seen.width.append(float(found.out.high - found.out.low) / usual)
            for name, value in foretold.items():
                seen.floors[name].append(abs(value - true) / usual)


def _sums(out: Sequence[Payment]) -> dict[date, float]:
    found: dict[date, float] = {}
    for each in out:
        first = each.day.replace(day=1)
        found[first] = found.get(first, 0.0) - float(each.amount)
    return found


def _real(setting: Setting) -> Seen | None:
    try:
        path = setting.folder("finance-transactions") / "personal_transactions.csv"
    except DataMissing:
        return None
    zone = ZoneInfo("UTC")
    context = ReadContext(zone=zone, now=datetime(2026, 1, 1, tzinfo=UTC))
    read = [each for each in Bank().read(path, context) if isinstance(each, Trace)]
    ledger = [made for each in read if (made := payment(each, zone)) is not None]
    seen = Seen()
    _follow(seen, 0, ledger, ledger)
    return seen


def _real_controls(real: Seen | None) -> list[Control]:
    if real is None:
        return []
    share = float(np.mean(real.inside))
    told = f"months that end within the interval, one real ledger ({len(real.inside)} looks)"
    return [Control(told, "75 to 90 in 100", share, None, None, 0.75 <= share <= 0.9, unit="share")]


def _table(title: str, seen: Seen) -> Table:
    rows: list[Sequence[str | int]] = []
    for day in DAYS:
        at = np.array(seen.day) == day
        who = [name for name, kept in zip(seen.who, at, strict=True) if kept]

        def told(values: Sequence[float], at: np.ndarray = at, who: list[int] = who) -> str:
            kept = np.array(values)[at]
            return str(bootstrap(kept, clusters=who if len(set(who)) > 1 else None))

        width = f"{np.median(np.array(seen.width)[at]):.2f}"
        rows.append(
            [
                day,
                int(at.sum()),
                told(seen.own),
                *(told(seen.floors[name]) for name in FLOORS),
                told(seen.inside),
                width,
            ]
        )
    columns = ["from day", "months", "outlook", *FLOORS, "within the interval", "its width (median)"]
    return Table(f"{title}: mean absolute miss, as a share of a mean month", columns, rows)
