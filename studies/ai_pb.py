# ruff: noqa: E501  (sentences read best in one line)
"""AI PB: are payments called what their person calls them, do figures hold, does nothing personal leave?

Data: a ledger of 21 months with the categories that its person gave (for categories, in order of time, each guessed
before it is told); 500 planted requests with things that tell who somebody is, half of them of people whom nobody
named; texts that put true figures elsewhere; planted people who look at some cards on
some days of the month.

Claim: a payment's category is guessed right more often than by what its payee was called last. Controls: categories
learned from shuffled payments; 500 mixed requests of which no byte of a person may reach the model elsewhere (and does,
without the router); wrong figures, and true ones of something else, planted in drafts; days shuffled in what the feed learns from.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from studies._money_texts import NAMES as NAMED
from studies._money_texts import Case, seen, unseen
from thyself.core import Evidence, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.guard.roles import Held, Names, misplaced
from thyself.models import Message
from thyself.models.scripted import Rules
from thyself.money import Categories, Payment, months, outlook
from thyself.money.cards import Card, wrong_figures
from thyself.money.components import COMPONENTS, Router, RoutingViolation
from thyself.money.feed import Feed, Shown
from thyself.money.ledger import payment
from thyself.sources.bank import Bank
from thyself.sources.port import ReadContext

REQUESTS: Final = 500
DRAFTS: Final = 400
PEOPLE: Final = 40
DAYS: Final = 120
NAMES: Final = ("Ann Lee", "Bob Moreau", "Chiara Conti")
SECRETS: Final = (
    *NAMES, "ann.lee@example.org", "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111", "+49 30 1234567",
    "account no. 55512345",
)  # fmt: skip
PUBLIC: Final = (
    "What is an index fund?", "Explain compound interest.", "What does a central bank do?", "What is inflation?",
    "What is a deductible?",
)  # fmt: skip
TOPICS: Final = ("month", "category", "ahead", "subscriptions", "unnamed")


@study(
    name="ai-pb",
    system="ai-pb",
    title="What is worth a look among a person's payments",
    claim="a payment's category is guessed right more often than by what its payee was called last",
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Categories on a real ledger; the router, the figures and the feed on planted ones."""
    ledger = _ledger(setting)
    ways = {
        "learned": _in_time(ledger),
        "learned, without the list of common words": _in_time(ledger, Categories(lambda _: None)),
        "what the payee was called last": _last(ledger),
        "the commonest": _commonest(ledger),
        "learned from shuffled categories": _in_time(_shuffled(ledger, _rng(setting, "shuffled"))),
    }
    truth = np.array([each.category for each in ledger])
    right = {name: (np.array(said) == truth).astype(float) for name, said in ways.items()}
    payees = [each.payee for each in ledger]
    effect = paired(right["learned"], right["what the payee was called last"], clusters=payees)
    asked, leaked, without = _requests(setting.rng("requests"))
    caught, falsely, wrong, kept = _drafts(_rng(setting, "drafts"))
    shown, new = _elsewhere(setting.rng("seen"), seen), _elsewhere(setting.rng("unseen"), unseen)
    rules, taught, mixed = _feeds(setting)
    return Outcome(
        effect=Effect.of(effect, name="learned less the payee's last", metric="share of payments named right, in order of time"),
        also=[
            Effect.of(paired(taught, rules), name="feed less rules alone", metric="what is looked at stands first, planted"),
        ],
        controls=[
            Control.worse("categories shuffled among payments while learning",
                          paired(right["learned"], right["learned from shuffled categories"], clusters=payees), kind="bad part"),
            Control.share("requests of which no byte of a person left", asked - leaked, asked, expectation="all"),
            Control("bytes of a person that leave without the router", "above 0", without, None, None, without > 0, "bad part", "bytes"),
            Control.share("wrong figures found", caught, wrong, expectation="all"),
            Control.share("true drafts left alone", kept - falsely, kept, expectation="all", kind="do no harm"),
            *(
                control
                for name, (found, planted, refused, right) in (("forms in view", shown), ("forms written after it", new))
                for control in (
                    Control.share(f"true figures of something else found, {name}", found, planted, expectation="99 in 100", at_least=0.99),
                    Control.share(f"right texts in other words let through, {name}", right - refused, right, expectation="all", kind="do no harm"),
                )
            ),
            Control.worse("the feed learns from days that were shuffled", paired(taught, mixed)),
        ],
        tables=[_named_table(right, ledger), _outlook_table(ledger)],
        notes=[
            "One person's ledger; intervals draw whole payees. Of 806 payments the first of each kind cannot be known: its"
            " category was never named. The list of common words was written with this ledger's payees in view, so the"
            " first guesses are better here than they would be elsewhere; the share in the second half is nearer to what"
            " to expect.",
            "The categories of Netflix change back and forth in the ledger itself.",
            "Of the forms written after the check, it found all wrong ones when first run, and refused one of 17 right forms (67 of"
            " 1,357 texts); that was mended since, so both sets are in view now.",
            "What is personal is known by its form, and names that nobody gave because they are no common words: a request of"
            " common words alone may leave. A name that is a common word, in small letters, is not seen.",
            "The feed is compared on planted people who look at one kind of card in the first days of a month and at"
            " another later; that people do is not shown here.",
        ],
    )  # fmt: skip


def _rng(setting: Setting, name: str) -> np.random.Generator:
    return np.random.default_rng(setting.rng(name).getrandbits(32))


def _ledger(setting: Setting) -> list[Payment]:
    path = setting.folder("finance-transactions") / "personal_transactions.csv"
    zone = ZoneInfo("UTC")
    context = ReadContext(zone=zone, now=datetime(2026, 1, 1, tzinfo=UTC))
    read = [each for each in Bank().read(path, context) if isinstance(each, Trace)]
    return [made for each in read if (made := payment(each, zone)) is not None]


def _in_time(ledger: Sequence[Payment], categories: Categories | None = None) -> list[str]:
    mine, said = categories or Categories(), []
    for each in ledger:
        said.append(mine.guess(each).category)
        mine.learn(each, each.category)
    return said


def _last(ledger: Sequence[Payment]) -> list[str]:
    last: dict[str, str] = {}
    said = []
    for each in ledger:
        said.append(last.get(each.payee, ""))
        last[each.payee] = each.category
    return said


def _commonest(ledger: Sequence[Payment]) -> list[str]:
    counts: Counter[str] = Counter()
    said = []
    for each in ledger:
        said.append(counts.most_common(1)[0][0] if counts else "")
        counts[each.category] += 1
    return said


def _shuffled(ledger: Sequence[Payment], rng: np.random.Generator) -> list[Payment]:
    order = rng.permutation(len(ledger))
    return [replace(each, category=ledger[at].category) for each, at in zip(ledger, order, strict=True)]


def _named_table(right: dict[str, np.ndarray], ledger: Sequence[Payment]) -> Table:
    half = len(ledger) // 2
    payees = [each.payee for each in ledger]
    rows: list[Sequence[str | int]] = [
        [
            name,
            len(ledger),
            str(bootstrap(found, clusters=payees)),
            str(bootstrap(found[half:], clusters=payees[half:])),
        ]
        for name, found in right.items()
    ]
    return Table("Share of payments named right, each before it is told", ["way", "n", "all", "second half"], rows)


def _outlook_table(ledger: Sequence[Payment]) -> Table:
    whole = [float(each.paid.amount) for each in months(ledger, today=max(each.day for each in ledger)) if each.whole]
    misses: dict[str, list[float]] = {"outlook": [], "the month before": [], "the mean so far": []}
    inside = []
    for at in range(4, len(whole)):
        found = outlook(whole[:at])
        if found is None:
            continue
        misses["outlook"].append(abs(found.value - whole[at]))
        misses["the month before"].append(abs(whole[at - 1] - whole[at]))
        misses["the mean so far"].append(abs(float(np.mean(whole[:at])) - whole[at]))
        inside.append(float(found.low <= whole[at] <= found.high))
    rows: list[Sequence[str | int]] = [[name, len(found), str(bootstrap(found))] for name, found in misses.items()]
    note = f"The interval for four of five months held in {np.mean(inside):.2f} of {len(inside)}; two months hold a large repair."
    return Table("What the next month comes to: mean miss", ["way", "months", "miss"], rows, note)


def _requests(draw: random.Random) -> tuple[int, int, int]:
    """How many requests, of how many something personal left, and how many bytes would without the router."""
    heard: list[str] = []

    def listens(messages: Sequence[Message]) -> str:
        heard.append(" ".join(each.content for each in messages))
        return "Fine."

    here, there = Rules(lambda _: "Fine.", local=True, name="here"), Rules(listens, local=False, name="there")
    leaked = without = 0
    for number in range(REQUESTS):
        component, request, context = draw.choice(COMPONENTS), draw.choice(PUBLIC), []
        secret = draw.choice(SECRETS) if number % 2 else _stranger(draw)
        where = draw.randrange(4)
        if where == 0:
            request = f"{request} Ask {secret} about it."
        elif where == 1:
            context = [
                Evidence((f"t{number}",), ("t",), f"Paid {number}.17 EUR to {secret}", 1.0, sensitivity="sensitive")
            ]
        elif where == 2:
            context = [Evidence((f"t{number}",), ("t",), f"News of today: {secret}", 1.0, sensitivity="public")]
        heard.clear()
        with suppress(RoutingViolation):  # nothing was sent then, which is what is counted
            Router([here], [there], names=NAMES).ask(component, request, context)
        leaked += any(each in " ".join(heard) for each in (secret, ".17 EUR"))
        plain = " ".join([request, *(each.text for each in context)])
        without += sum(len(each.encode()) for each in {secret} if each in plain)
    return REQUESTS, leaked, without


def _drafts(rng: np.random.Generator) -> tuple[int, int, int, int]:
    """Wrong drafts that were seen, true ones that were called wrong, and how many there were of each."""
    caught = falsely = wrong = kept = 0
    for _ in range(DRAFTS):
        spent, got = (f"{rng.integers(10_000, 900_000) / 100:,.2f}" for _ in range(2))
        card = Card("spending summary", "month", f"In May {spent} EUR went out and {got} came in.", (), 0.1)
        if rng.random() < 0.3:
            wrong += 1
            other = f"{float(spent.replace(',', '')) + rng.choice([0.01, -0.1, 10, 100]):,.2f}"
            caught += bool(wrong_figures(f"You spent {other} and got {got}.", card))
        else:
            kept += 1
            falsely += bool(wrong_figures(f"You got {got.replace(',', '')} in May, and spent {spent}.", card))
    return caught, falsely, wrong, kept


def _elsewhere(draw: random.Random, form: Callable[[random.Random], Case]) -> tuple[int, int, int, int]:
    """Texts with a figure of something else that were found, how many there were; right ones that were refused, and all."""
    names = Names.of(NAMED)
    found = planted = refused = right = 0
    for _ in range(DRAFTS):
        case = form(draw)
        held = Held.of(case.true, names, side="out")
        found += sum(bool(misplaced(each, held, names)) for each in case.wrong)
        refused += sum(bool(misplaced(each, held, names)) for each in case.right)
        planted, right = planted + len(case.wrong), right + len(case.right)
    return found, planted, refused, right


def _stranger(draw: random.Random) -> str:
    """Something of somebody whom nobody named."""

    def word() -> str:
        return "".join(draw.choice("bdfgklmnprstvz") + draw.choice("aeiou") for _ in range(3)).capitalize()

    return draw.choice([
        f"{word()} {word()}", f"{word()} {word()}".lower(), f"{word()} Ltd", f"{word()}straße {draw.randrange(1, 99)}",
        f"{draw.randrange(10**4, 10**6) / 100:.2f}", f"0{draw.randrange(10**3, 10**4)} {draw.randrange(10**5, 10**6)}",
        f"account {draw.randrange(10**7, 10**8)}", f"{word()}@{word()}.org".lower(),
    ])  # fmt: skip


def _feeds(setting: Setting) -> tuple[list[float], list[float], list[float]]:
    """By person: how often what they look at stands first; by rules, taught, and taught with wrong days."""
    cards = [Card("spending summary", each, each, (), 0.5 - 0.1 * at) for at, each in enumerate(TOPICS)]
    told: list[list[float]] = [[], [], []]
    for person in range(PEOPLE):
        rng = _rng(setting, f"feed {person}")
        early, late = rng.choice(TOPICS, 2, replace=False)
        history = []
        for at in range(DAYS):
            day = date(2024, 1, 1) + timedelta(days=at)
            wanted = early if day.day <= 8 else late
            opened = {wanted} if rng.random() < 0.7 else {str(rng.choice(TOPICS))}
            history.append(Shown(day, TOPICS, frozenset(opened)))
        shuffled = [
            Shown(each.day, each.topics, other.opened)
            for each, other in zip(history, [history[at] for at in rng.permutation(DAYS)], strict=True)
        ]
        ahead = [date(2024, 1, 1) + timedelta(days=DAYS + at) for at in range(31)]
        for found, past in zip(told, ([], history, shuffled), strict=True):
            feed = Feed()
            feed.learn(past)
            first = [{each.topic for each in feed.order(cards, day=day)[:1]} for day in ahead]
            found.append(
                float(
                    np.mean([(early if day.day <= 8 else late) in top for day, top in zip(ahead, first, strict=True)])
                )
            )
    return told[0], told[1], told[2]
