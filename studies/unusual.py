# ruff: noqa: E501  (sentences and tables read best in one line)
"""Unusual: what share of planted odd payments is found, by their size, and how often is something called odd that is not?

Data: 60 planted people with payments of two years; the second is looked at, each payment with what came before it alone.
Planted: a payment to a known payee that is so many times what it was, a large one to somebody new, the same one twice, a
subscription that becomes dearer. The bar was chosen on half of the people and is reported on the other half.

Claim: what is found by the payee's and category's own past is more than by one bar for all payments, at as many false
alarms. Controls: nothing planted (false alarms a month), payees and categories shuffled among payments (must find less),
whole months in another order (must not matter, for the order of months tells nothing of amounts).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np

from studies._ledger_world import DAYS, START, person
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.money import Payment, recurring, unusual
from thyself.money.unusual import FAR

PEOPLE: Final = 60
SINCE: Final = START + timedelta(days=365)
TODAY: Final = START + timedelta(days=DAYS - 1)
BARS: Final = (2.0, 2.5, 3.0, 3.5, 4.0, 5.0)
TIMES: Final = (2.0, 3.0, 5.0, 8.0, 12.0)
RISES: Final = (1.02, 1.1, 1.3)
EACH: Final = 3
#: The bar is the lowest with at most so many false alarms a month.
ALARMS: Final = 0.1
#: Large purchases, and an insurance that becomes dearer: what is found of them is no false alarm.
_REAL: Final = frozenset({"Repairs", "Insurance"})

Ledger = list[Payment]
Finder = Callable[[Ledger, float], set[str]]


@dataclass(frozen=True, slots=True)
class Planted:
    """A ledger with odd payments, and their ids."""

    ledger: Ledger
    ids: frozenset[str]


@study(
    name="unusual",
    system="",
    title="Payments that stand out",
    claim="the payee's and category's own past finds more than one bar for all payments, at as many false alarms",
    seconds=120,
)
def run(setting: Setting) -> Outcome:
    """The bar on the first half of the people; all else on the second."""
    ledgers = [list(person(np.random.default_rng([setting.seed, 99, at])).ledger) for at in range(PEOPLE)]
    learn, test = ledgers[: PEOPLE // 2], ledgers[PEOPLE // 2 :]
    bars = {bar: float(np.mean([_alarms(each, _own, bar) for each in learn])) for bar in BARS}
    chosen = min((bar for bar, often in bars.items() if often <= ALARMS), default=max(BARS))
    level = _level(learn, bars[chosen])
    found: dict[str, list[float]] = {}
    plain: dict[str, list[float]] = {}
    mixed: list[float] = []
    for at, ledger in enumerate(test):
        rng = np.random.default_rng([setting.seed, 100, at])
        for name, planted in _odd(ledger, rng).items():
            found.setdefault(name, []).append(_share(planted, _own(planted.ledger, chosen)))
            plain.setdefault(name, []).append(_share(planted, _one_bar(planted.ledger, level)))
            if name == _times(5.0):
                mixed.append(_share(planted, _own(_shuffled(planted, rng), chosen)))
        setting.progress(at + 1, len(test))
    alarms = [_alarms(each, _own, chosen) for each in test]
    other = [_alarms(each, _one_bar, level) for each in test]
    turned = [
        _alarms(_turned(each, np.random.default_rng([setting.seed, 101, at])), _own, chosen)
        for at, each in enumerate(test)
    ]
    five = _times(5.0)
    rate = bootstrap(alarms)
    return Outcome(
        effect=Effect.of(paired(found[five], plain[five]), name="own past less one bar", metric="share of payments five times the usual that are found"),
        controls=[
            Control("false alarms a month where nothing is planted", "at most 0.2", rate.value, rate.low, rate.high, rate.value <= 0.2, "do no harm", "a month"),
            Control.worse("payees and categories shuffled among payments", paired(found[five], mixed), kind="bad part"),
            Control.not_better("false alarms with whole months in another order, fewer", paired(alarms, turned), unit="a month"),
            Control("the bar that the code has is the one that was chosen", "the same", chosen, None, None, chosen == FAR, unit="deviations"),
        ],
        tables=[
            Table("Share found on the other half of the people", ["planted", "people", "own past", "one bar for all"],
                  [[name, len(found[name]), str(bootstrap(found[name])), str(bootstrap(plain[name]))] for name in found]),
            Table("False alarms a month, by the bar (first half)", ["deviations", "a month"], [[str(bar), f"{often:.2f}"] for bar, often in bars.items()],
                  f"Chosen: {chosen}, the lowest with at most {ALARMS}. On the other half {rate} a month; one bar for all payments {bootstrap(other)}."),
        ],
        notes=[
            "Planted people draw their amounts from logarithmic normals of their own middle and spread; real amounts have more"
            " round figures and more habits, so shares on real ledgers will differ.",
            "Rare large purchases of the planted people (repairs), and an insurance that becomes dearer, are no false alarms where they are found.",
        ],
    )  # fmt: skip


def _own(ledger: Ledger, bar: float) -> set[str]:
    found = unusual(ledger, recurring(ledger, today=TODAY), since=SINCE, far=bar)
    return {each.payment.id for each in found}


def _one_bar(ledger: Ledger, bar: float) -> set[str]:
    """Payments that do not recur and are larger than nearly all of them so far: one bar for all, as budgets have."""
    steady = {id_ for each in recurring(ledger, today=TODAY) for id_ in each.ids}
    sizes: list[float] = []
    found = set()
    for each in sorted(ledger, key=lambda one: (one.day, one.id)):
        if each.amount >= 0 or each.id in steady:
            continue
        size = float(np.log(abs(float(each.amount))))
        if each.day >= SINCE and len(sizes) > 30 and (size - float(np.mean(sizes))) / float(np.std(sizes)) > bar:
            found.add(each.id)
        sizes.append(size)
    return found


def _level(ledgers: Sequence[Ledger], wanted: float) -> float:
    """The one bar with as many false alarms as the other way has."""
    return min(
        (bar / 10 for bar in range(15, 60)),
        key=lambda bar: abs(float(np.mean([_alarms(each, _one_bar, bar) for each in ledgers[:12]])) - wanted),
    )


def _alarms(ledger: Ledger, find: Finder, bar: float) -> float:
    """False alarms a month."""
    real = {each.id for each in ledger if each.payee in _REAL}
    return len(find(ledger, bar) - real) / 12


def _share(planted: Planted, found: set[str]) -> float:
    return len(planted.ids & found) / len(planted.ids)


def _times(factor: float) -> str:
    return f"{factor:g} times what it was"


def _odd(ledger: Ledger, rng: np.random.Generator) -> dict[str, Planted]:
    made = {_times(factor): _larger(ledger, factor, rng) for factor in TIMES}
    made["large, to somebody new"] = _new(ledger, rng)
    made["the same twice"] = _twice(ledger, rng)
    made |= {f"{rise - 1:.0%} dearer": _dearer(ledger, rise, rng) for rise in RISES}
    return {name: each for name, each in made.items() if each.ids}


def _known(ledger: Ledger, rng: np.random.Generator) -> list[int]:
    """Places of some payments of the second year that vary, of different payees with a past."""
    steady = {id_ for each in recurring(ledger, today=TODAY) for id_ in each.ids}
    counts: dict[str, int] = {}
    places: dict[str, list[int]] = {}
    for at, each in enumerate(ledger):
        counts[each.payee] = counts.get(each.payee, 0) + 1
        if each.day >= SINCE and counts[each.payee] > 8 and each.id not in steady and each.amount < 0:
            places.setdefault(each.payee, []).append(at)
    names = list(rng.permutation(sorted(places)))[:EACH]
    return [int(rng.choice(places[name])) for name in names]


def _larger(ledger: Ledger, factor: float, rng: np.random.Generator) -> Planted:
    """A payment that is so many times the middle of what its payee was paid."""
    made, ids = list(ledger), set()
    for at in _known(ledger, rng):
        usual = float(np.median([abs(float(each.amount)) for each in ledger if each.payee == ledger[at].payee]))
        made[at] = replace(made[at], amount=Decimal(str(round(-usual * factor, 2))))
        ids.add(made[at].id)
    return Planted(made, frozenset(ids))


def _new(ledger: Ledger, rng: np.random.Generator) -> Planted:
    steady = {id_ for each in recurring(ledger, today=TODAY) for id_ in each.ids}
    most = max(
        abs(float(each.amount))
        for each in ledger
        if each.amount < 0 and each.id not in steady and each.payee != "Repairs"
    )
    day = SINCE + timedelta(days=int(rng.integers(360)))
    odd = Payment("odd", day, Decimal(str(round(-2.5 * most, 2))), "EUR", "Nobody Before", "main", "")
    return Planted(
        sorted([*(each for each in ledger if each.payee != "Repairs"), odd], key=lambda each: each.day),
        frozenset({"odd"}),
    )


def _twice(ledger: Ledger, rng: np.random.Generator) -> Planted:
    middle = float(np.median([abs(float(each.amount)) for each in ledger]))
    places = [at for at in _known(ledger, rng) if abs(float(ledger[at].amount)) > middle]
    again = [replace(ledger[at], id=f"again {at}", day=ledger[at].day + timedelta(days=1)) for at in places]
    return Planted(sorted([*ledger, *again], key=lambda each: each.day), frozenset(each.id for each in again))


def _dearer(ledger: Ledger, rise: float, rng: np.random.Generator) -> Planted:
    names = sorted({each.payee for each in recurring(ledger, today=TODAY) if each.amount < 0 and each.every == "month" and not each.ended
                    and each.payee in ("Internet", "Phone", "Stream", "Gym", "Rent", "Power")})  # fmt: skip
    if not names:
        return Planted(ledger, frozenset())
    name, since = str(rng.choice(names)), date(2023, 8, 1)
    made = [replace(each, amount=(each.amount * Decimal(str(rise))).quantize(Decimal("0.01"))) if each.payee == name and each.day >= since
            else each for each in ledger]  # fmt: skip
    first = next(each for each in made if each.payee == name and each.day >= since)
    return Planted(made, frozenset({first.id}))


def _shuffled(planted: Planted, rng: np.random.Generator) -> Ledger:
    """Whose payment each is, mixed among all but the planted ones."""
    plain = [at for at, each in enumerate(planted.ledger) if each.id not in planted.ids and each.amount < 0]
    made = list(planted.ledger)
    for at, other in zip(plain, rng.permutation(plain), strict=True):
        made[at] = replace(made[at], payee=planted.ledger[other].payee, category=planted.ledger[other].category)
    return made


def _turned(ledger: Ledger, rng: np.random.Generator) -> Ledger:
    """The months of each year in another order."""
    order = {year: rng.permutation(12) + 1 for year in (START.year, START.year + 1)}
    made = [
        replace(
            each, day=each.day.replace(month=int(order[each.day.year][each.day.month - 1]), day=min(each.day.day, 28))
        )
        for each in ledger
    ]
    return sorted(made, key=lambda each: (each.day, each.id))
