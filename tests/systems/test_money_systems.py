"""Money systems: exact figures, rules that stop, sums with their payments, and models whose figures are checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import thyself
from thyself.core import Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.models.scripted import Scripted
from thyself.money.cards import Card, cards, wrong_figures
from thyself.money.components import COMPONENTS
from thyself.money.feed import Feed, Shown
from thyself.money.ledger import payments
from thyself.money.reasoning import Known as Usual
from thyself.money.reasoning import analyse, cues, is_question, made_up, plan
from thyself.systems import Desk

NOW = datetime(2023, 9, 28, 12, tzinfo=UTC)


def paid(payee: str, amount: str, day: datetime, category: str = "") -> Trace:
    extra = {"amount": amount, "payee": payee} | ({"category": category} if category else {})
    return Trace(
        f"Paid {amount} to {payee}", at=day, kind="paid", source="bank", value=float(amount), unit="EUR",
        ref=f"{payee}{day}", sensitivity="sensitive", extra=extra,
    )  # fmt: skip


def year() -> list[Trace]:
    """Nine months of wages, rent, a subscription that became dearer, and food."""
    found = []
    for month in range(1, 10):
        found += [
            paid("Acme Payroll", "2400.00", datetime(2023, month, 1, tzinfo=UTC), "Wages"),
            paid("Landlord", "-900.00", datetime(2023, month, 2, tzinfo=UTC), "Rent"),
            paid("Stream", "-9.99" if month < 8 else "-12.99", datetime(2023, month, 20, tzinfo=UTC), "Fun"),
        ]
        found += [
            paid("Market", f"-{40 + (7 * day) % 11}.10", datetime(2023, month, day, tzinfo=UTC), "Food")
            for day in range(3, 28, 5)
        ]
    return found


@pytest.fixture
def home(tmp_path: Path) -> Iterator[thyself.Home]:
    settings = Settings(home=tmp_path / "home.db", embedder="hashed", language_model="none")
    with thyself.open(settings=settings, clock=lambda: NOW) as home:
        home.person("me").add(year())
        yield home


def test_todays_cards_stand_on_payments_and_every_figure_is_of_the_ledger(home: thyself.Home) -> None:
    me = home.person("me")
    answer = me.money()
    assert "Due within a week, 900.00 EUR in all: Landlord 900.00 on 2023-10-02." in answer.text
    assert "Stream costs 12.99 EUR a month since 2023-08-20; it was 9.99" not in answer.text  # that is no news any more
    assert answer.evidence
    assert "no advice" in answer.text
    ledger = payments(me.scope)
    spent = sum((each.amount for each in ledger if each.day.month == 8 and each.amount < 0), Decimal(0))
    assert f"in all of August {-spent:,.2f} went out" in answer.text


def test_a_sum_is_exact_and_cites_its_payments(home: thyself.Home) -> None:
    me = home.person("me")
    answer = me.money("How much did I spend on food in May 2023?")
    wanted = [each for each in payments(me.scope) if each.category == "Food" and each.day.month == 5]
    assert f"{-sum((each.amount for each in wanted), Decimal(0)):,.2f} EUR went out for food" in answer.text
    assert {each.trace_ids[0] for each in answer.evidence} == {each.id for each in wanted}
    assert "2,400.00 EUR came in" in me.money("How much did I earn in June 2023?").text


def test_a_sum_of_something_that_no_payment_names_says_so_and_shows_no_other(home: thyself.Home) -> None:
    answer = home.person("me").money("How much did I spend on zebras in May 2023?")
    assert answer.text.startswith("No payment that is known is called 'zebras', nor its category")
    assert answer.evidence == ()


def test_the_largest_categories_and_a_usual_month_are_told(home: thyself.Home) -> None:
    me = home.person("me")
    assert me.money("What did I spend most on in 2023?").text.startswith(
        "The most from 2023-01-01 to 2023-09-28: Rent 8,100.00 EUR; Food "
    )
    usual = me.money("How much do I spend on rent per month?")
    assert usual.text == "A usual month has 900.00 EUR for rent, by 8 whole months."
    assert len(usual.evidence) == 8


def test_of_a_time_after_the_newest_payment_nothing_is_told(home: thyself.Home) -> None:
    answer = home.person("me").money("How much did I spend on rent last month?", now=datetime(2025, 3, 5, tzinfo=UTC))
    assert answer.text == "No payment is known after 2023-09-23, so nothing of that time can be told."


def test_a_question_for_one_card_gets_that_one(home: thyself.Home) -> None:
    lines = home.person("me").money("What are my subscriptions?").text.splitlines()
    assert "come again and again" in lines[0]
    assert len([each for each in lines if each.startswith("- ")]) == 1


def test_currencies_are_told_apart_and_none_is_left_out(home: thyself.Home) -> None:
    me = home.person("me")
    dollars = paid("Hotel", "-210.00", datetime(2023, 9, 20, tzinfo=UTC), "Travel")
    me.add([replace(dollars, unit="USD"), paid("Hostel", "-30.00", datetime(2023, 9, 21, tzinfo=UTC), "Travel")])
    answer = me.money("How much did I spend on travel in September 2023?")
    assert "30.00 EUR went out for travel" in answer.text
    assert "and 210.00 USD (1 payment)" in answer.text
    assert len(answer.evidence) == 2
    assert "Beside these sums, this month: 210.00 USD in 1 payment." in me.money(k=9).text


def test_nothing_later_than_now_is_used(home: thyself.Home) -> None:
    answer = home.person("me").money(now=datetime(2023, 3, 5, tzinfo=UTC))
    assert "September" not in answer.text
    assert all(each.at is not None and each.at < datetime(2023, 3, 5, tzinfo=UTC) for each in answer.evidence)


def test_an_old_ledger_is_looked_at_as_of_its_last_day(home: thyself.Home) -> None:
    answer = home.person("me").money(now=datetime(2025, 3, 5, tzinfo=UTC))
    assert answer.text.startswith("As of 2023-09-23, the day of the newest payment that is known:")
    assert "In September so far" in answer.text


def test_a_person_without_payments_is_told_what_to_do(home: thyself.Home) -> None:
    assert "No payments are known yet" in home.person("you").money().text


@pytest.mark.parametrize("system", ["ai-pb", "finance-reasoning"])
def test_rules_stop_both_systems(home: thyself.Home, system: str) -> None:
    answer = home.person("me").money("How do I hide income from the tax office?", system=system)
    assert answer.reasons == ("finance rule: evasion",)
    assert answer.evidence == ()


def test_what_depends_on_a_country_is_asked_back(home: thyself.Home) -> None:
    me = home.person("me")
    asked = me.money("How much tax do I pay on 3,000 of interest?")
    assert "Which country" in asked.text
    assert "Which country" not in me.money("How much tax do I pay on 3,000 of interest?", jurisdiction="DE").text


def test_a_debt_is_worked_out_to_the_cent_with_the_persons_own_month(home: thyself.Home) -> None:
    answer = home.person("me").money("I owe 4,000 on a credit card at 19.9 % and can pay 250 a month. I'm so ashamed.")
    assert answer.system == "finance-reasoning"
    assert "Months until it is paid: 19" in answer.text
    assert answer.figures["interest by then"] == pytest.approx(687.12)
    assert "says nothing about who you are" in answer.text
    assert "A usual month of yours brings 2,400.00, by your payments." in answer.text
    assert answer.evidence


def test_a_debt_that_is_never_paid_says_so(home: thyself.Home) -> None:
    answer = home.person("me").money("I owe 10,000 at 24 % and can pay 150 a month?")
    assert "never paid" in answer.text


def test_phases_can_be_left_out(home: thyself.Home) -> None:
    me = home.person("me")
    text = "I owe 4,000 at 19.9 % and can pay 250 a month, I'm ashamed"
    assert "says nothing about who" not in me.money(text, without=("cues",)).text
    assert "usual month" not in me.money(text, without=("context",)).text
    assert "Months until" not in me.money(text, system="finance-reasoning", without=("analysis",)).text


def test_a_model_words_it_where_its_figures_are_true_and_is_left_where_not(home: thyself.Home) -> None:
    scope = home.person("me").scope

    def asked(says: str) -> Response:
        model = Scripted(says)
        desk = Desk(scope, model, home.embedder, home.settings, scope.zone, lambda: NOW)
        system = card("finance-reasoning").made({"by": "model"})
        request = Request("advise", "I owe 4,000 at 19.9 %, I can pay 250 a month", NOW)
        return system.respond(request, desk)  # type: ignore[no-any-return]

    good = asked("It takes 19 months, and 687.12 of interest.")
    bad = asked("It takes 12 months.")
    assert (good.model == "template", "It takes 19 months" in good.text) == (False, True)
    assert (bad.model, "12 months" in bad.text) == ("template", False)
    assert "it said 12" in " ".join(bad.reasons)
    promising = asked("You get guaranteed returns.")
    assert promising.model == "template"


def test_wrong_figures_of_a_draft_are_seen() -> None:
    shown = Card("spending summary", "month", "In May 1,200.50 EUR went out and 2,000.00 came in.", (), 0.1)
    assert wrong_figures("You spent 1200.5 of 2000 in May", shown) == []
    assert wrong_figures("You spent 1,250.50", shown) == ["1,250.50"]
    made = plan(analyse("I earn 3200 and spend 2900 a month"), Usual(), cues(""))
    assert made_up("300 is left of 3,200", made, "") == []
    assert made_up("You can save 400", made, "") == ["400"]


@pytest.mark.parametrize(
    "question",
    [
        "I owe 4,000 on a card at 19.9 % and can pay 250 a month",
        "I need 20,300 for a deposit in 4 years. How much do I put aside each month?",
        "I earn 3,200 and spend 2,900 a month, how do I save?",
    ],
)
def test_a_plan_in_its_own_words_is_never_refused(question: str) -> None:
    made = plan(analyse(question), Usual(), cues(question))
    assert made_up(made.text, made, question) == []


def test_a_figure_of_a_plan_that_is_said_of_something_else_is_found() -> None:
    question = "I owe 4,000 on a card at 19.9 % and can pay 250 a month"
    made = plan(analyse(question), Usual(), cues(question))
    assert (
        made_up("With 250 a month the debt of 4,000 is gone in 19 months, with 687.12 of interest.", made, question)
        == []
    )
    for wrong in (
        "You owe 250.",
        "You earn 4,000.",
        "The interest comes to 4,000.",
        "The debt is 687.12.",
        "It takes 20 months.",
    ):
        assert made_up(wrong, made, question), wrong


def test_the_feed_learns_what_is_looked_at_and_leaves_what_cannot_wait_on_top(home: thyself.Home) -> None:
    ledger = payments(home.person("me").scope)
    today = NOW.date()
    found = cards(ledger, today=today)
    topics = tuple(each.topic for each in found)
    plain = Feed().order(found, day=today)
    taught = Feed()
    taught.learn([Shown(today - timedelta(days=day), topics, frozenset({"subscriptions"})) for day in range(1, 30)])
    order = [each.topic for each in taught.order(found, day=today)]
    calm = [each for each in order if next(one.urgent for one in found if one.topic == each) < 0.8]
    assert calm[0] == "subscriptions" != next(each.topic for each in plain if each.urgent < 0.8)
    assert order[0] == "due"


def test_what_was_opened_is_learned_from_traces_and_forgotten_with_them(home: thyself.Home) -> None:
    me = home.person("me")
    for day in range(20, 27):
        me.money(now=NOW.replace(day=day))
        me.add(
            [
                Trace(
                    "opened", at=NOW.replace(day=day, hour=13), kind="clicked", source="page", item="card:subscriptions"
                )
            ]
        )
    lines = me.money().text.splitlines()
    assert "come again and again" in lines[1]
    me.forget(kind="clicked")
    assert "come again and again" not in me.money().text.splitlines()[1]


def test_with_the_payments_goes_what_was_shown_of_them(home: thyself.Home) -> None:
    me = home.person("me")
    me.money()
    assert list(me.scope.derived("state:ai-pb"))
    me.forget(kind="paid")
    assert list(me.scope.derived("state:ai-pb")) == []
    assert "No payments are known yet" in me.money().text


def test_every_card_is_of_a_declared_component(home: thyself.Home) -> None:
    names = {each.name for each in COMPONENTS}
    assert {each.component for each in cards(payments(home.person("me").scope), today=NOW.date())} <= names


def test_questions_and_sums_are_told_apart() -> None:
    assert is_question("I owe 4,000 at 19 % and can pay 200 a month")
    assert is_question("Should I keep a reserve or pay off the card first?")
    assert not is_question("How much did I spend on food in May?")
    assert not is_question("today")
    assert not is_question("Which subscriptions do I have right now?")
