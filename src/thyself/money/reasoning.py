# ruff: noqa: E501  (forms and sentences read best in one line)
"""Reasoning about a question on money, in phases: what is asked, what is known, how the person feels, what to say.

Source: Synthesizing Behaviorally-Grounded Reasoning Chains: A Data-Generation Framework for Personal Finance LLMs (2025).
There a large model goes through the phases; here rules and a calculator do, and any model may word what they come to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from thyself.core.words import stem, words
from thyself.guard.roles import Held, Names, Told, misplaced
from thyself.money import calculator
from thyself.money.calculator import Result
from thyself.money.ledger import written

_AMOUNT: Final = r"(?:[$€£]\s?)?(\d[\d,]*(?:\.\d{1,2})?)(\s?k\b)?(?:\s?(?:dollars|euros?|pounds|eur|usd|gbp))?"
_OF: Final = r"[^.;!?\d]{0,40}?"
#: What an amount is, by the words around it; the first that fits is taken.
_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "payment": (rf"\b(?:pay|paying|afford|put|throw|spare)\b{_OF}{_AMOUNT}{_OF}\b(?:a|per|each|every) month|{_AMOUNT}\s*(?:a|per|each|every) month (?:to|toward|towards|for|on) (?:it|the debt|paying|this|the loan|the card)", ),
    "income": (rf"\b(?:earn|make|income|salary|take home|bring home|paycheck|wages?)\b{_OF}{_AMOUNT}", ),
    "expenses": (rf"\b(?:spend|expenses|costs?|bills)\b{_OF}{_AMOUNT}", ),
    "debt": (rf"\b(?:owe|debt|balance|loan|mortgage|borrow\w*)\b{_OF}{_AMOUNT}|{_AMOUNT}{_OF}\b(?:debt|loan|owed|balance|credit card)", ),
    "target": (rf"\b(?:need|goal|target|save(?: up)?|have|reach|deposit of|down payment of)\b{_OF}{_AMOUNT}", ),
    "saved": (rf"\b(?:saved|savings|set aside|put away|in the bank)\b{_OF}{_AMOUNT}", ),
}  # fmt: skip
_APR: Final = re.compile(r"(\d{1,2}(?:\.\d{1,3})?)\s?(?:%|percent)", re.IGNORECASE)
_HORIZON: Final = re.compile(
    r"\b(?:in|over|within|for|after|next)\s+(?:the next\s+)?(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen)\s+(months?|years?)\b",
    re.IGNORECASE,
)
#: "In 2023", "May 2023": no amount.
_YEAR: Final = re.compile(
    r"(?<=[a-z] )(?:19|20)\d\d\b(?![.,]\d| ?(?:%|dollars|euros?|pounds|a month|per month))", re.IGNORECASE
)
_NUMBERS: Final = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "eighteen": 18,
}

#: What a question is about, by its words.
TOPICS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(stem(word) for word in said.split())
    for name, said in {
        "debt and credit": "debt loan credit card owe owing apr refinance collections minimum payoff balance borrow lender score",
        "retirement": "retire retirement pension 401k ira superannuation annuity old",
        "tax": "tax taxes deduct deduction vat filing refund withholding allowance",
        "investing": "invest investing stock stocks shares fund etf bond portfolio dividend index broker crypto",
        "budgeting": "budget budgeting spend spending overspend groceries expenses subscriptions paycheck afford track",
        "insurance": "insurance insure premium policy deductible cover coverage claim",
        "savings and reserve": "save saving savings emergency reserve rainy deposit goal fund down",
        "estate": "will inherit inheritance estate heir trust executor beneficiary probate",
    }.items()
}
#: How the person seems to feel, by their words; and how an answer begins then.
FEELINGS: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    name: (re.compile(form, re.IGNORECASE), says)
    for name, (form, says) in {
        "ashamed": (
            r"\b(asham\w+|embarrass\w+|stupid|idiot|my own fault|guilt\w*|dumb|messed up|screwed up)\b",
            "Many people get into this, and it says nothing about who you are; what counts is the next step.",
        ),
        "worried": (
            r"\b(worr\w+|anxious|scared|afraid|stress\w*|panick\w*|nervous|can'?t sleep|keeps? me up|overwhelm\w*|terrified)\b",
            "That is a lot to carry; it gets smaller once it stands in figures, so here they are.",
        ),
        "angry": (
            r"\b(angry|furious|fed up|unfair|ridiculous|ripped off|outrag\w+|sick of)\b",
            "Being angry about this makes sense; here is what you can still decide yourself.",
        ),
        "confused": (
            r"\b(confus\w+|don'?t understand|no idea|lost|clueless|what does .* mean|makes? no sense|unsure|not sure)\b",
            "Step by step, then, without jargon.",
        ),
        "hopeful": (
            r"\b(excited|finally|happy|hope\w*|looking forward|proud|great news|can'?t wait)\b",
            "Good: let us see what it comes to.",
        ),
    }.items()
}
CALM: Final = "Here is what it comes to."
#: What belongs into an answer on each topic.
_STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "debt and credit": ("Pay at least what is due on everything, so that no fees are added.", "Put what is spare on the debt with the highest interest first; it costs least in all.", "Ask the lender for a lower rate before the balance grows."),
    "retirement": ("Take what an employer adds before anything else.", "Look at costs: one percent a year is a large part of what is left after thirty years."),
    "tax": ("Keep the papers of what may count, by year.", "Ask the tax office or an adviser before a date passes; rules differ from country to country and from year to year."),
    "investing": ("Keep the reserve apart from what may fall.", "Spread it, and look at what it costs each year.", "Decide beforehand how much of it you could bear to lose."),
    "budgeting": ("Look at the three largest categories first; the small ones seldom decide it.", "Give each coming month one figure that may go out, and compare on its last day."),
    "insurance": ("Insure what would ruin you, not what would annoy you.", "Compare what is paid in a year with what would be paid out, and read what is left out."),
    "savings and reserve": ("Let the amount leave the account on the day on which the wage comes.", "Keep the reserve where it can be had within days."),
    "estate": ("Write down what there is and who should have it.", "A will has forms that differ by country: have it looked over by somebody who knows them."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """Phase one: what is asked.

    Args:
        topic: One of :data:`TOPICS`.
        facts: Amounts by what they are: ``"debt"``, ``"payment"``, ``"income"``, ``"expenses"``, ``"target"``, ``"saved"``.
        apr: Interest a year in percent; ``None`` where none is told.
        months: The horizon.
    """

    topic: str
    facts: Mapping[str, Decimal] = field(default_factory=dict)
    apr: Decimal | None = None
    months: int | None = None


def is_question(text: str) -> bool:
    """Whether a text tells amounts to reason about or wants advice, and no sum of payments."""
    from thyself.money.asked import wants_a_sum
    from thyself.money.cards import topics_of

    query = analyse(text)
    if topics_of(text) and not query.facts and query.apr is None:
        return False
    if wants_a_sum(text):
        return "debt" in query.facts or query.apr is not None
    return bool(query.facts) or query.apr is not None or (len(text.split()) > 4 and "?" in text)


def analyse(text: str) -> Query:
    """Phase one."""
    rest, facts = _YEAR.sub(lambda match: " " * len(match.group()), text), {}
    for role, forms in _ROLES.items():
        for form in forms:
            match = re.search(form, rest, re.IGNORECASE)
            if match is None:
                continue
            value = next((at for at in range(1, (match.lastindex or 0) + 1) if match[at] and match[at][0].isdigit()), 0)
            if not value or rest[match.end(value) :].lstrip()[:1] == "%":
                continue
            thousand = value < (match.lastindex or 0) and bool((match[value + 1] or "").strip())
            facts[role] = Decimal(match[value].replace(",", "")) * (1000 if thousand else 1)
            rest = (
                f"{rest[: match.start(value)]}{' ' * (match.end(value) - match.start(value))}{rest[match.end(value) :]}"
            )
            break
    apr, horizon = _APR.search(text), _HORIZON.search(text)
    own = {stem(word) for word in words(text)}
    topic = max(TOPICS, key=lambda name: (len(own & TOPICS[name]), not own & TOPICS[name] and name == "budgeting"))
    months = None
    if horizon is not None:
        n = _NUMBERS.get(horizon[1].lower()) or int(horizon[1])
        months = n * (12 if horizon[2].lower().startswith("year") else 1)
    return Query(topic, facts, Decimal(apr[1]) if apr else None, months)


@dataclass(frozen=True, slots=True)
class Cues:
    """Phase three: how the person seems to feel, and what an answer begins with."""

    feeling: str
    opening: str


def cues(text: str) -> Cues:
    """Phase three."""
    found = next(((name, says) for name, (form, says) in FEELINGS.items() if form.search(text)), ("calm", CALM))
    return Cues(*found)


@dataclass(frozen=True, slots=True)
class Known:
    """Phase two: what the ledger tells of a usual month; ``None`` where it does not.

    Args:
        income, expenses: Of a month, above zero.
        ids: The traces behind them.
    """

    income: Decimal | None = None
    expenses: Decimal | None = None
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Phase four: what an answer holds.

    Args:
        opening: Its first sentence.
        facts: What it stands on, in words.
        results: What the calculator gave.
        steps: What can be done.
        asks: What must still be told.
        amounts: The figures that it stands on, each with what it is: ``("debt", 4000)``.
    """

    opening: str
    facts: tuple[str, ...]
    results: tuple[Result, ...]
    steps: tuple[str, ...]
    asks: tuple[str, ...]
    amounts: tuple[tuple[str, Decimal], ...] = ()

    @property
    def text(self) -> str:
        """The plan as an answer."""
        lines = [
            self.opening,
            *self.facts,
            *(f"{each.name.capitalize()}: {_shown(each)} ({each.formula})." for each in self.results),
        ]
        return "\n".join([*lines, *(f"- {each}" for each in self.steps), *self.asks])


def plan(query: Query, known: Known, felt: Cues) -> Plan:
    """Phase four: facts, what they come to, steps, and what is still to be asked."""
    facts = [f"You told {_ROLE_WORDS[role]} of {written(value)}." for role, value in query.facts.items()]
    facts += [f"You told interest of {query.apr} % a year."] if query.apr is not None else []
    facts += [f"You told a time of {query.months} months."] if query.months is not None else []
    income, expenses = query.facts.get("income", known.income), query.facts.get("expenses", known.expenses)
    if known.income is not None and "income" not in query.facts:
        facts.append(f"A usual month of yours brings {written(known.income)}, by your payments.")
    if known.expenses is not None and "expenses" not in query.facts:
        facts.append(f"A usual month of yours costs {written(known.expenses)}, by your payments.")
    results, asks = _worked_out(query, income, expenses)
    amounts = dict(query.facts) | {name: value for name, value in (("income", income), ("expenses", expenses)) if value}
    amounts |= {"interest": query.apr} if query.apr is not None else {}
    return Plan(felt.opening, tuple(facts), tuple(results), _STEPS[query.topic], tuple(asks), tuple(amounts.items()))


def _worked_out(query: Query, income: Decimal | None, expenses: Decimal | None) -> tuple[list[Result], list[str]]:
    results: list[Result] = []
    asks: list[str] = []
    facts, apr = query.facts, query.apr
    if "debt" in facts:
        results, asks = _of_debt(facts["debt"], facts.get("payment"), apr, query.months)
    elif "target" in facts and query.months:
        results.append(calculator.needed(facts["target"], apr or Decimal(0), query.months))
    elif "target" in facts:
        asks.append("By when do you need it?")
    elif "payment" in facts and query.months:
        results.append(
            calculator.future_value(facts.get("saved", Decimal(0)), facts["payment"], apr or Decimal(0), query.months)
        )
    if query.topic == "savings and reserve" and expenses:
        results.append(calculator.reserve(expenses, 3))
    if income and expenses:
        results.append(
            Result(
                "left of a month", calculator.cents(income - expenses), f"{written(income)} less {written(expenses)}"
            )
        )
        if query.topic == "budgeting" and income > 0:
            results.append(calculator.share(expenses, income))
    return results, asks


def _of_debt(
    debt: Decimal, payment: Decimal | None, apr: Decimal | None, months: int | None
) -> tuple[list[Result], list[str]]:
    if apr is None:
        return [], ["What is the interest on it, in percent a year?"]
    if payment is not None:
        found = calculator.payoff(debt, apr, payment)
        if found is not None:
            return list(found), []
        grown = calculator.cents(debt * apr / 1200)
        return [
            Result(
                "interest of the first month",
                grown,
                f"{debt} at {apr} % a year: the payment must be more, or it is never paid",
            )
        ], []
    if months:
        return [calculator.loan_payment(debt, apr, months)], []
    return [], ["How much can you pay each month?"]


_ROLE_WORDS: Final = {
    "debt": "a debt", "payment": "a payment a month", "income": "an income", "expenses": "expenses", "target": "a goal", "saved": "savings",
}  # fmt: skip


def _shown(result: Result) -> str:
    whole = result.value == result.value.to_integral_value() and result.name.startswith("months")
    return f"{int(result.value)}" if whole else written(result.value)


#: Words by which a figure of a plan is said to be this or that.
_SAID_OF: Final = Names.of(
    (),
    {
        word: role
        for role, said in {
            "debt": "debt, owe, owed, owing, balance, loan, mortgage, borrowed",
            "payment": "payment, pay, paying, instalment, put aside",
            "income": "income, earn, earning, salary, wage, wages, paycheck",
            "expenses": "expenses, spend, spending, costs, outgoings",
            "target": "goal, target, need",
            "saved": "saved, savings, save",
            "interest": "interest, apr, rate",
            "reserve": "reserve, cushion",
        }.items()
        for word in said.split(", ")
    },
)
#: Of what else a figure may be said, beside what it is.
_BESIDE: Final = {
    "debt": {"interest"}, "payment": {"debt", "saved", "target", "interest"}, "income": set[str](), "expenses": set[str](),
    "target": {"saved"}, "saved": {"target"}, "interest": {"debt", "payment"}, "reserve": {"expenses", "saved"},
}  # fmt: skip
_RESULTS: Final = {
    "monthly payment": "payment", "interest by then": "interest", "interest of the first month": "interest",
    "saved by then": "saved", "to put aside each month": "payment",
}  # fmt: skip


def made_up(draft: str, made: Plan, question: str) -> list[str]:
    """The figures of a draft that neither the plan nor the question holds, or that they hold of something else."""
    figures = [each for role, value in made.amounts for each in _as_told(value, role)]
    for each in made.results:
        role = "reserve" if each.name.startswith("a reserve") else _RESULTS.get(each.name, "")
        figures += _as_told(each.value, role)
    rest = Held.of(
        "\n".join((question, *made.facts, *made.steps, *made.asks, *(one.formula for one in made.results))), _SAID_OF
    )
    return misplaced(draft, Held((*figures, *rest.told), rest.days), _SAID_OF)


def _as_told(value: Decimal, role: str) -> list[Told]:
    """A figure of a plan in the kinds in which it may be said."""
    names = frozenset({role, *_BESIDE[role]}) if role else frozenset(_BESIDE)
    core = frozenset({role} if role else ())
    return [Told(float(value), kind, names, core=core) for kind in ("", "%", "month")]


def instructions(made: Plan) -> Sequence[str]:
    """The plan as a list of instructions for a model that words the answer."""
    return (
        f"Begin in this spirit: {made.opening}",
        *(f"Mention: {each}" for each in made.facts),
        *(f"Say exactly: {each.name} {_shown(each)}" for each in made.results),
        *(f"Advise in general: {each}" for each in made.steps),
        *(f"Ask: {each}" for each in made.asks),
        "Add no other figure, name no product, promise nothing.",
    )
