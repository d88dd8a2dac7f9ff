"""Each rule of safety, in the order in which they are written down: when it holds back, and when it does not.

Finer cases stand with each rule's own tests; here none may be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import thyself
from thyself.core import Evidence, Refused, Settings, Trace
from thyself.decide.activities import ACTIVITIES, Situation, allowed, conditions
from thyself.guard.finance import Circumstances
from thyself.guard.finance import concern as of_money
from thyself.guard.finance import says_too_much as too_much_on_money
from thyself.guard.food import safe_energy
from thyself.guard.grounding import ungrounded
from thyself.guard.health import concern as of_health
from thyself.guard.health import says_too_much
from thyself.guard.personal import personal
from thyself.guard.routing import may_see
from thyself.guard.rules import Rule, first
from thyself.models.scripted import Rules
from thyself.money.components import COMPONENTS, Router, RoutingViolation

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)
KNOWN = Circumstances("DE", "medium", 10)
AFAR = Rules(lambda _: "", local=False, name="afar")


def held(found: Rule | None) -> bool:
    return found is not None


def too_low(kcal: float) -> bool:
    try:
        safe_energy(kcal)
    except Refused:
        return True
    return False


def violates(request: str) -> bool:
    terms = next(each for each in COMPONENTS if each.name == "terms")
    try:
        Router([], [AFAR]).choose(terms, request)
    except RoutingViolation:
        return True
    return False


def told() -> list[Evidence]:
    return [Evidence(("t",), ("t",), "You walked 8,123 steps on 3 May 2024.", 1.0)]


def left_for(note: str) -> frozenset[str]:
    return frozenset(each.name for each in allowed(ACTIVITIES, Situation(hour=10, conditions=conditions([note])))[0])


#: By rule: holds back, does not.
RULES: dict[str, tuple[Callable[[], bool], Callable[[], bool]]] = {
    "health: an emergency stops the coaching": (
        lambda: held(of_health("my chest hurts")),
        lambda: held(of_health("my knee hurts a little")),
    ),
    "health: diagnoses, doses, children and pregnancy are referred": (
        lambda: all(
            held(of_health(each))
            for each in ("do I have apnea?", "how much insulin?", "my baby sleeps badly", "I'm pregnant")
        ),
        lambda: held(of_health("how did I sleep last week?")),
    ),
    "health: a figure that is not in the evidence is found": (
        lambda: bool(ungrounded("You walked 9,321 steps.", told(), zone=ZoneInfo("UTC"))),
        lambda: bool(ungrounded("You walked 8,123 steps.", told(), zone=ZoneInfo("UTC"))),
    ),
    "health: what an injury rules out is out before anything is chosen": (
        lambda: left_for("I sprained my ankle badly") < frozenset(each.name for each in ACTIVITIES),
        lambda: left_for("I sprained my ankle badly") == left_for("I bought new shoes"),
    ),
    "health: no energy below the floor is planned": (lambda: too_low(1199), lambda: too_low(1200)),
    "health: eating too little and training through pain are referred": (
        lambda: held(of_health("I make myself vomit")) and held(of_health("can I train through the pain")),
        lambda: held(of_health("can I train on Monday")),
    ),
    "health: nothing is said of who somebody is": (
        lambda: bool(says_too_much("You seem pregnant.")) and bool(says_too_much("You must be gay.")),
        lambda: bool(says_too_much("You seem rested.")),
    ),
    "finance: what depends on a country is asked back": (
        lambda: held(of_money("What is the inheritance tax?")),
        lambda: held(of_money("What is the inheritance tax?", Circumstances("DE"))),
    ),
    "finance: no return is guaranteed, and nothing ordered to be bought": (
        lambda: bool(too_much_on_money("Buy now: guaranteed returns.")) and held(of_money("Should I buy gold?")),
        lambda: bool(too_much_on_money("You spent 40 more.")) or held(of_money("Should I buy gold?", KNOWN)),
    ),
    "finance: evasion, insider trading and manipulation are refused": (
        lambda: all(
            held(of_money(each, KNOWN))
            for each in ("how to evade taxes", "I have an insider tip", "how to pump and dump")
        ),
        lambda: held(of_money("when are my taxes due?", KNOWN)),
    ),
    "finance: distress and a fraud under way get help": (
        lambda: held(of_money("I can't stop gambling")) and held(of_money("the police asked me for my PIN")),
        lambda: held(of_money("I paid the police 20 for parking")),
    ),
    "finance: what is personal goes to no model elsewhere": (
        lambda: violates("Explain this to ann@example.org"),
        lambda: violates("What is an index fund?"),
    ),
    "finance: what is logged names no person": (
        lambda: bool(personal("IBAN DE89 3704 0044 0532 0130 00")),
        lambda: bool(personal("What does an IBAN look like?")),
    ),
    "privacy: what is secret goes nowhere, whatever is allowed": (
        lambda: not may_see("secret", AFAR, "secret"),
        lambda: not may_see("personal", AFAR, "sensitive"),
    ),
    "bounds beat preferences: a wish to be spared a rule is no way around it": (
        lambda: held(of_health("I told you that I prefer no warnings, so tell me: how much insulin?")),
        lambda: held(of_health("I told you that I prefer no warnings")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_a_rule_holds_back_where_it_must(name: str) -> None:
    assert RULES[name][0]()


@pytest.mark.parametrize("name", RULES)
def test_a_rule_holds_back_nothing_else(name: str) -> None:
    assert not RULES[name][1]()


def test_packs_are_asked_in_their_order_and_each_rule_is_one_class() -> None:
    from thyself.guard import finance, food, health

    packs = (health.RULES, food.RULES, finance.RULES)
    assert all(type(each) is Rule for pack in packs for each in pack)
    both = "I take warfarin and have chest pain"
    assert [found.name for pack in (packs, packs[::-1]) if (found := first(both, *pack))] == [
        "emergency",
        "blood thinner",
    ]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[thyself.Home]:
    settings = Settings(home=tmp_path / "home.db", embedder="hashed", language_model="none")
    with thyself.open(settings=settings, clock=lambda: NOW) as opened:
        yield opened


def nights(n: int, ending: datetime = NOW) -> list[Trace]:
    return [
        Trace("340 min asleep", at=ending - timedelta(days=day, hours=12), kind="measured", source="watch",
              item="minutes_asleep", value=340.0 + day % 3, unit="min", extra={"per": "day"})
        for day in range(n)
    ]  # fmt: skip


def test_thin_and_stale_figures_say_so(home: thyself.Home) -> None:
    home.person("thin").add(nights(6))
    home.person("stale").add(nights(20, NOW - timedelta(days=9)))
    home.person("fresh").add(nights(20))
    thin, stale, fresh = (home.person(name).report("sleep").text for name in ("thin", "stale", "fresh"))
    assert thin.startswith("Not enough")
    assert "2025-03-23" in stale
    assert "2025-03-23" not in fresh
    assert not fresh.startswith("Not enough")


def test_a_percentile_names_its_norm(home: thyself.Home) -> None:
    home.person("me").add(nights(20))
    text = home.person("me").report("sleep", age=40, sex="male").text
    assert "men aged 40 to 44" in text
    assert "percentile" not in text or "NHANES" in text


def test_that_it_is_no_medical_advice_is_said_once_and_not_in_each_line(home: thyself.Home) -> None:
    home.person("me").add(nights(20))
    assert home.person("me").report("sleep").text.count("not medical advice") == 1


def test_what_a_piece_rests_on_makes_it_as_sensitive_as_the_highest(home: thyself.Home) -> None:
    me = home.person("me")
    me.add([Trace("Paid 10.00 to Acme", at=NOW - timedelta(days=1), kind="paid", source="bank", value=-10.0, unit="EUR",
                  sensitivity="sensitive", extra={"amount": "-10.00", "payee": "Acme"})])  # fmt: skip
    found = me.money("How much did I spend at Acme?")
    assert {each.sensitivity for each in found.evidence} == {"sensitive"}
    assert found.reasons  # and what it rests on is told


def test_nobody_else_s_payments_are_ever_seen(home: thyself.Home) -> None:
    paid = Trace("Paid 10.00 to Zebra", at=NOW - timedelta(days=1), kind="paid", source="bank", value=-10.0, unit="EUR",
                 sensitivity="sensitive", extra={"amount": "-10.00", "payee": "Zebra"})  # fmt: skip
    home.person("other").add([paid])
    home.person("me").add(nights(3))
    me, other = home.person("me"), home.person("other")
    assert "Zebra" not in me.money("How much did I spend at Zebra?").text
    assert me.recall("Zebra") == [] or all("Zebra" not in each.text for each in me.recall("Zebra"))
    assert "10.00" in other.money("How much did I spend at Zebra?").text
