"""Categories of the person's own: they win for ever, are learned at once, and are taken back; nothing of them leaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import thyself
from thyself.cli.app import app
from thyself.core import InvalidInput, Settings, Trace
from thyself.money.own import EDIT

NOW = datetime(2023, 9, 28, 12, tzinfo=UTC)


def paid(payee: str, amount: str, day: datetime, category: str = "") -> Trace:
    extra = {"amount": amount, "payee": payee} | ({"category": category} if category else {})
    return Trace(
        f"Paid {amount} to {payee}", at=day, kind="paid", source="bank", value=float(amount), unit="EUR",
        ref=f"{payee}{day}", sensitivity="sensitive", extra=extra,
    )  # fmt: skip


def shop(month: int, payee: str = "Corner Shop", category: str = "Shopping") -> Trace:
    return paid(payee, "-20.00", datetime(2023, month, 3, tzinfo=UTC), category)


@pytest.fixture
def me(tmp_path: Path) -> Iterator[thyself.Person]:
    settings = Settings(home=tmp_path / "home.db", embedder="hashed", language_model="none")
    with thyself.open(settings=settings, clock=lambda: NOW) as home:
        person = home.person("me")
        person.add([*(shop(month) for month in range(1, 5)), paid("Landlord", "-900.00", NOW.replace(day=2), "Rent")])
        yield person


def spent(me: thyself.Person, on: str) -> str:
    return me.money(f"How much did I spend on {on} in 2023?").text


def test_the_persons_word_wins_over_the_bank_for_what_was_and_what_comes(me: thyself.Person) -> None:
    done = me.payments.categorise("corner shop", "Treats")
    assert (done.category, len(done.ids)) == ("Treats", 4)
    me.add([shop(6), shop(7, "CORNER SHOP 17")])
    assert "120.00 EUR went out for treats" in spent(me, "treats")
    assert "6 payments" in spent(me, "treats")
    assert {each.category for each in me.payments.all()} == {"Treats", "Rent"}


def test_one_payment_may_be_something_else_and_goes_with_it(me: thyself.Person) -> None:
    one = next(each for each in me.payments.all() if each.day.month == 2)
    me.payments.categorise("Corner Shop", "Treats")
    me.payments.categorise(one.id, "Gifts")
    assert "20.00 EUR went out for gifts" in spent(me, "gifts")
    assert "60.00 EUR went out for treats" in spent(me, "treats")
    me.forget(trace_ids=[one.id])
    assert [row.key.partition(":")[0] for row in me.scope.derived(EDIT)] == ["payee"]


def test_a_payment_that_nobody_named_is_guessed_by_what_the_person_said(me: thyself.Person) -> None:
    me.add([shop(8, "Zorkmid Bazaar", "")])
    before = {each.payee: each.by for each in me.payments.payees()}
    me.payments.categorise("zorkmid", "Hobby")
    after = {each.payee: (each.category, each.by) for each in me.payments.payees()}
    assert before["Zorkmid Bazaar"] in ("nobody", "guessed")
    assert after["Zorkmid Bazaar"] == ("Hobby", "you")
    assert "20.00 EUR went out for hobby" in spent(me, "hobby")


def test_it_is_taken_back_as_if_it_had_never_been_said(me: thyself.Person) -> None:
    before = me.payments.all()
    me.payments.categorise("Corner Shop", "Treats")
    me.payments.categorise("Corner Shop", "Fun")
    assert me.payments.uncategorise("Corner Shop").category == "Shopping"
    assert me.payments.all() == before
    with pytest.raises(InvalidInput, match="you did not name it"):
        me.payments.uncategorise("Corner Shop")


def test_an_unclear_payee_is_asked_back_and_an_empty_word_is_none(me: thyself.Person) -> None:
    me.add([shop(5, "Thai Massage"), shop(6, "Thai Restaurant")])
    with pytest.raises(InvalidInput, match="may be several: Thai Restaurant, Thai Massage"):
        me.payments.categorise("thai", "Treats")
    with pytest.raises(InvalidInput, match="no payment was to or from"):
        me.payments.categorise("Nobody Inc", "Treats")
    with pytest.raises(InvalidInput, match="give one"):
        me.payments.categorise("Landlord", "  ")


def test_what_is_called_a_card_payment_is_neither_spent_nor_earned(me: thyself.Person) -> None:
    me.payments.categorise("Corner Shop", "Credit card payment")
    assert "900.00 EUR went out from" in me.money("How much did I spend in 2023?").text


def test_no_byte_of_a_forgotten_payee_stays_in_what_was_said_of_it(me: thyself.Person, tmp_path: Path) -> None:
    me.add([shop(8, "Zorkmid Bazaar", "")])
    me.payments.categorise("Zorkmid Bazaar", "Hobby")
    assert me.forget(kind="paid").proven
    assert not [each for each in tmp_path.iterdir() if b"orkmid" in each.read_bytes()]
    assert me.payments.all() == []


def test_it_goes_along_in_an_export(me: thyself.Person, tmp_path: Path) -> None:
    me.payments.categorise("Corner Shop", "Treats")
    saved = me.export(tmp_path / "me.zip")
    settings = Settings(home=tmp_path / "other.db", embedder="hashed", language_model="none")
    with thyself.open(settings=settings, clock=lambda: NOW) as other:
        other.restore(saved)
        assert "80.00 EUR went out for treats" in spent(other.person("me"), "treats")


def test_the_commands_do_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOME": str(tmp_path / "home.db"), "EMBEDDER": "hashed", "LANGUAGE_MODEL": "none"}.items():
        monkeypatch.setenv(f"THYSELF_{name}", value)
    with thyself.open(tmp_path / "home.db") as home:
        home.person("me").add([shop(month) for month in range(1, 5)])

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["money", *words])
        assert done.exit_code == 0, done.output
        return done.output

    assert "Treats" in run("categorise", "corner shop", "Treats")
    assert [each["by"] for each in json.loads(run("payees", "--json"))] == ["you"]
    assert "80.00 EUR" in run("how much did I spend on treats in 2023?", "--json")
    assert "Shopping again" in run("uncategorise", "corner shop")
    assert "payments are known" in run("--person", "me", "--json") or "As of" in run("--json")
    assert "categorise" in run("--help")
