# ruff: noqa: E501  (sentences read best in one line)
"""Finance reasoning: are the figures of a question understood and worked out right, and does each phase do its part?

Data: planted questions: amounts, interest, horizons and moods in sentences of two sets. The forms that read them were
written on the first set; the second was written afterwards, for measuring, and is what is reported.

Claim: with its phases an answer holds more of what the question planted than without the analysis. Controls: another
person's question (swap); the phase of cues left out must cost the tone alone; figures changed in drafts must be seen;
what depends on a country must be asked back where none is known; a calculator held against a simulation month by month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from thyself.core import Request, Response, Settings
from thyself.core.registry import card
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.guard.finance import Circumstances, concern
from thyself.models import Hashed
from thyself.money.calculator import loan_payment, needed, payoff
from thyself.money.reasoning import FEELINGS, analyse, cues, made_up, plan
from thyself.money.reasoning import Known as Usual
from thyself.store import open_store
from thyself.systems import Desk

NOW: Final = datetime(2024, 6, 1, tzinfo=UTC)
QUESTIONS: Final = 300
#: Sentences that the forms were written on, and those that were written afterwards.
SETS: Final = (
    {
        "payoff": ("I owe {debt} on a credit card at {apr} % and can pay {payment} a month.",),
        "loan": ("My loan of {debt} at {apr}% over {years} years: what is the payment?",),
        "goal": ("How much must I save to have {target} in {years} years?",),
    },
    {
        "payoff": (
            "There's a balance of {debt} on my Visa, {apr} percent interest, and I'd manage to put {payment} per month toward it.",
            "My card debt is {debt} with an APR of {apr} %. If I keep paying {payment} every month, when am I out?",
            "I still owe the bank {debt} ({apr}%). I could afford {payment} each month.",
        ),
        "loan": (
            "We want to borrow {debt} over {years} years and the bank asks {apr} % a year. What would we pay monthly?",
            "Car loan: {debt}, {apr} percent, paid back within {years} years. Monthly payment?",
        ),
        "goal": (
            "I need {target} for a deposit of a flat in {years} years. How much do I put aside each month?",
            "My goal is {target} within {years} years, what does that mean per month?",
        ),
    },
)
MOODS: Final = (
    {"ashamed": "I'm so ashamed.", "worried": "I'm worried sick.", "angry": "I'm furious about it.", "confused": "I don't understand any of it.", "hopeful": "I'm excited!", "calm": ""},
    {
        "ashamed": "I feel stupid for letting it get here.", "worried": "It keeps me up at night.", "angry": "I'm fed up with these fees.",
        "confused": "Honestly I have no idea where to begin.", "hopeful": "I'm looking forward to being done with it.", "calm": "",
    },
)  # fmt: skip
_OPENINGS: Final = {name: says for name, (_, says) in FEELINGS.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """A planted question: its words, what was planted, its mood, and what the calculation must give."""

    text: str
    planted: tuple[Decimal, ...]
    mood: str
    truth: Decimal | None


@study(
    name="finance-reasoning",
    system="finance-reasoning",
    title="A question on money in phases",
    claim="with its phases an answer holds more of what was planted than without the analysis",
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """All questions by the whole system and with each phase left out."""
    rng = setting.rng("questions")
    asked = [planted(rng, 1) for _ in range(QUESTIONS)]
    with TemporaryDirectory() as folder:
        store = open_store(f"{folder}/home.db", clock=lambda: NOW)
        desk = Desk(store.scope("me"), None, Hashed(), Settings(), store.scope("me").zone, lambda: NOW)
        ways: dict[str, list[Response]] = {
            name: [_answer(each.text, desk, without) for each in asked]
            for name, without in (("whole", ()), ("without analysis", ("analysis",)), ("without cues", ("cues",)))
        }
        seen = [planted(rng, 0) for _ in range(QUESTIONS // 2)]
        known = [_answer(each.text, desk, ()) for each in seen]
        store.close()
    held = {name: _held(asked, answers) for name, answers in ways.items()}
    tone = {name: _tone(asked, answers) for name, answers in ways.items()}
    others = _held([*asked[1:], asked[0]], ways["whole"])
    right = _right(asked, ways["whole"])
    changed, falsely = _changed(asked, setting.rng("drafts"))
    back = sum(
        (found := concern(text, Circumstances())) is not None and found.name == "jurisdiction" for text in _REGULATED
    )
    agreed = sum(_simulated(rng) for _ in range(100))
    return Outcome(
        effect=Effect.of(paired(held["whole"], held["without analysis"]), name="whole less without analysis", metric="share of the planted figures in the answer, sentences not written on"),
        also=[
            Effect.of(paired(tone["whole"], tone["without cues"]), name="whole less without cues", metric="share of answers that begin as the mood asks"),
        ],
        controls=[
            Control.worse("another person's question", paired(held["whole"], others)),
            Control("leaving out the cues: figures", "the same", float(np.mean(held["whole"]) - np.mean(held["without cues"])), None, None,
                    float(np.mean(held["whole"])) == float(np.mean(held["without cues"])), "other", "share"),
            Control.share("changed figures seen in drafts", changed, QUESTIONS, expectation="all", kind="bad part"),
            Control.share("true drafts left alone", QUESTIONS - falsely, QUESTIONS, expectation="all", kind="do no harm"),
            Control.share("asked back for the country", back, len(_REGULATED), expectation="all"),
            Control.share("the calculator agrees with a simulation to the cent", agreed, 100, expectation="all"),
        ],
        tables=[
            Table(
                "Questions in sentences not written on, and those that the forms were written on",
                ["way", "n", "planted figures", "tone", "right to the cent"],
                [
                    ["whole", len(asked), str(bootstrap(held["whole"])), str(bootstrap(tone["whole"])), str(bootstrap(right))],
                    ["without analysis", len(asked), str(bootstrap(held["without analysis"])), str(bootstrap(tone["without analysis"])), ""],
                    ["without cues", len(asked), str(bootstrap(held["without cues"])), str(bootstrap(tone["without cues"])), ""],
                    ["whole, sentences written on", len(seen), str(bootstrap(_held(seen, known))), str(bootstrap(_tone(seen, known))), str(bootstrap(_right(seen, known)))],
                ],
            )
        ],
        notes=[
            "Both sets of sentences are by the same hand, and few: on questions as people write them to strangers, fewer"
            " figures will be read. No language model takes part; the template writes.",
            "The forum questions and the tuned model of the paper cannot be had here.",
        ],
    )  # fmt: skip


_REGULATED: Final = (
    "How much capital gains tax do I pay?",
    "Can I deduct my home office?",
    "What is the contribution limit this year?",
    "Is inheritance taxed?",
    "When can I draw my pension, what is the pension age?",
    "Do I owe VAT as a freelancer?",
)


def planted(rng: Random, words: int) -> Asked:
    """A question of one set of sentences, with what must come out."""
    sort = rng.choice(sorted(SETS[words]))
    given = {
        "debt": Decimal(rng.randrange(8, 200) * 100),
        "apr": Decimal(rng.randrange(20, 290)) / 10,
        "target": Decimal(rng.randrange(10, 400) * 100),
        "years": Decimal(rng.randrange(2, 10)),
    }
    given["payment"] = Decimal(int(given["debt"] * given["apr"] / 1200) + rng.randrange(50, 400))
    mood = rng.choice(sorted(MOODS[words]))
    form = rng.choice(SETS[words][sort])
    shown = {name: f"{value:,}" if name in ("debt", "target") else f"{value}" for name, value in given.items()}
    text = f"{form.format(**shown)} {MOODS[words][mood]}".strip()
    months = int(given["years"]) * 12
    if sort == "payoff":
        found = payoff(given["debt"], given["apr"], given["payment"])
        return Asked(
            text, (given["debt"], given["apr"], given["payment"]), mood, None if found is None else found[0].value
        )
    if sort == "loan":
        return Asked(text, (given["debt"], given["apr"]), mood, loan_payment(given["debt"], given["apr"], months).value)
    return Asked(text, (given["target"],), mood, needed(given["target"], Decimal(0), months).value)


def _answer(text: str, desk: Desk, without: Sequence[str]) -> Response:
    system = card("finance-reasoning").made({"without": tuple(without)})
    answer: Response = system.respond(Request("advise", text, NOW), desk)
    return answer


def _held(asked: Sequence[Asked], answers: Sequence[Response]) -> list[float]:
    """The share of the planted figures that an answer says."""
    found = []
    for each, answer in zip(asked, answers, strict=True):
        own = answer.text.replace(",", "")
        found.append(
            float(np.mean([f"{value.normalize():f}" in own or f"{value:.2f}" in own for value in each.planted]))
        )
    return found


def _tone(asked: Sequence[Asked], answers: Sequence[Response]) -> list[float]:
    return [
        float(answer.text.startswith(_OPENINGS.get(each.mood, "Here is what")))
        for each, answer in zip(asked, answers, strict=True)
    ]


def _right(asked: Sequence[Asked], answers: Sequence[Response]) -> list[float]:
    """Whether what must come out is among what was worked out."""
    return [
        float(any(abs(value - float(each.truth)) < 0.005 for value in answer.figures.values()))
        for each, answer in zip(asked, answers, strict=True)
        if each.truth is not None
    ]


def _changed(asked: Sequence[Asked], rng: Random) -> tuple[int, int]:
    """How many drafts with one figure changed are seen, and how many true ones are called wrong."""
    seen = falsely = 0
    for each in asked:
        made = plan(analyse(each.text), Usual(), cues(each.text))
        true = f"It is about {each.planted[0]}, as you say."
        other = each.planted[0] + Decimal("7.13") * rng.randrange(1, 50)
        seen += bool(made_up(true.replace(str(each.planted[0]), str(other)), made, each.text))
        falsely += bool(made_up(f"{true} {made.text}", made, each.text))
    return seen, falsely


def _simulated(rng: Random) -> bool:
    """Whether a loan's payment pays it off, month by month: the rest at the end is below a month's rounding."""
    debt, apr, months = Decimal(rng.randrange(1000, 50000)), Decimal(rng.randrange(5, 250)) / 10, rng.randrange(6, 120)
    payment = loan_payment(debt, apr, months).value
    left = debt
    for _ in range(months):
        left += (left * apr / 1200).quantize(Decimal("0.01")) - payment
    return abs(left) <= Decimal("0.02") * months
