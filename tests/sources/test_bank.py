"""Payments from the exports of banks: exact amounts, in any layout, each once, and bad rows told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import thyself
from thyself.core import Settings, SourceError, Trace
from thyself.sources.amounts import NoAmount, amount, currency_of, decimal_mark
from thyself.sources.bank_columns import layout
from thyself.sources.detect import find_reader


def added(tmp_path: Path, name: str, text: str, **reading: Any) -> tuple[thyself.AddReport, list[Trace]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with thyself.open(settings=Settings(home=tmp_path / "home.db", embedder="hashed", language_model="none")) as home:
        me = home.person("me")
        report = me.add(path, **reading)
        return report, list(me.traces(kinds="paid"))


@pytest.mark.parametrize(
    ("cell", "mark", "value"),
    [
        ("-1,234.56", ".", "-1234.56"),
        ("1.234,56 €", ",", "1234.56"),
        ("(12.50)", ".", "-12.50"),
        ("12.50-", ".", "-12.50"),
        ("£3", ".", "3"),
        ("1'234.50", ".", "1234.50"),
        ("1 234,50", ",", "1234.50"),
        ("12.50 DR", ".", "-12.50"),
        ("−7,00", ",", "-7.00"),
        ("0.10", ".", "0.10"),
    ],
)
def test_amounts_are_read_to_the_cent(cell: str, mark: str, value: str) -> None:
    assert amount(cell, mark) == Decimal(value)  # type: ignore[arg-type]


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False), st.sampled_from(".,"))
def test_what_is_written_is_read_again(value: Decimal, mark: str) -> None:
    cell = f"{value:,.2f}"
    assert amount(cell if mark == "." else cell.translate(str.maketrans(".,", ",.")), mark) == value  # type: ignore[arg-type]


@given(st.text(max_size=30))
def test_any_cell_is_an_amount_or_is_told(cell: str) -> None:
    try:
        value = amount(cell)
    except NoAmount as error:
        value = Decimal(len(str(error)))
    assert value.is_finite()


def test_which_mark_stands_before_the_cents_is_seen_from_the_file() -> None:
    assert decimal_mark(["1.234,56", "7"]) == ","
    assert decimal_mark(["1,234", "5.20"]) == "."
    assert decimal_mark(["1,234", "5"]) is None
    assert currency_of("Amount (EUR)") == "EUR"
    assert currency_of("£12.40") == "GBP"


BANKS = {
    "british.csv": (
        "Date,Description,Money Out,Money In,Balance\n31/01/2024,TESCO,£12.40,,100.00\n"
        "01/02/2024,SALARY,,£1000.00,1100.00\n",
        [("2024-01-31", "-12.40", "GBP", "TESCO"), ("2024-02-01", "1000.00", "GBP", "SALARY")],
    ),
    "german.csv": (
        "Buchungstag;Beguenstigter/Zahlungspflichtiger;Betrag;Waehrung\n13.01.2024;REWE;-1.234,56;EUR\n",
        [("2024-01-13", "-1234.56", "EUR", "REWE")],
    ),
    "american.csv": (
        "Date,Description,Amount,Transaction Type,Category,Account Name\n01-19-2018,Amazon,11.11,debit,Shopping,Card\n"
        "01/20/2018,Paycheck,2000,credit,Paycheck,Checking\n",
        [("2018-01-19", "-11.11", "", "Amazon"), ("2018-01-20", "2000", "", "Paycheck")],
    ),
    "new-bank.csv": (
        "Type,Started Date,Completed Date,Description,Amount,Currency,Balance\n"
        "CARD_PAYMENT,2024-03-01 10:00:00,2024-03-02 11:00:00,Cafe,-4.50,EUR,95.50\n",
        [("2024-03-02", "-4.50", "EUR", "Cafe")],
    ),
}


@pytest.mark.parametrize("name", BANKS)
def test_layouts_of_banks_are_recognised(tmp_path: Path, name: str) -> None:
    text, wanted = BANKS[name]
    report, found = added(tmp_path, name, text)
    assert (report.format, report.rejected_count) == ("bank", 0)
    told = [(f"{each.at:%Y-%m-%d}", each.extra["amount"], each.unit or "", each.extra["payee"]) for each in found]
    assert told == wanted
    assert all(each.sensitivity == "sensitive" and each.value == float(str(each.extra["amount"])) for each in found)


def test_two_alike_on_one_day_are_two_and_the_same_export_again_adds_nothing(tmp_path: Path) -> None:
    text = "Date,Payee,Amount,Currency\n2024-01-31,Cafe,-3.20,EUR\n2024-01-31,Cafe,-3.20,EUR\n"
    report, found = added(tmp_path, "a.csv", text)
    assert (report.kept, len({each.id for each in found})) == (2, 2)
    longer, found = added(tmp_path, "b.csv", f"{text}2024-02-01,Cafe,-3.20,EUR\n")
    assert (longer.kept, longer.duplicates, len(found)) == (1, 2, 3)


def test_the_banks_own_number_tells_one_payment_from_another(tmp_path: Path) -> None:
    text = "Transaction ID,Date,Payee,Amount,Currency\nT1,2024-01-31,Cafe,-3.20,EUR\nT1,2024-02-01,Cafe Ltd,-3.20,EUR\n"
    report, _ = added(tmp_path, "a.csv", text)
    assert report.kept + report.duplicates == 2


def test_bad_rows_are_told_by_their_line_and_the_rest_is_kept(tmp_path: Path) -> None:
    text = "Date,Payee,Amount,Currency\n2024-01-31,Cafe,lots,EUR\nsoon,Cafe,-1.00,EUR\n2024-02-01,Cafe,-2.00,EUR\n"
    report, found = added(tmp_path, "a.csv", text)
    assert (report.kept, report.rejected_count) == (1, 2)
    assert [each.where for each in report.rejected] == ["a.csv:2", "a.csv:3"]
    assert found[0].extra["amount"] == "-2.00"


def test_a_day_that_may_be_a_month_is_told(tmp_path: Path) -> None:
    report, found = added(tmp_path, "a.csv", "Date,Payee,Amount,Currency\n03/04/2024,Cafe,-1.00,EUR\n")
    assert "day first" in report.notes[0]
    assert f"{found[0].at:%m-%d}" == "04-03"
    _, found = added(
        tmp_path, "b.csv", "Date,Payee,Amount,Currency\n03/04/2024,Bar,-1.00,EUR\n", format="bank:month-first"
    )
    assert f"{found[-1].at:%m-%d}" in ("03-04", "04-03")


def test_other_tables_are_left_to_other_readers(tmp_path: Path) -> None:
    for name, text in {
        "mood.csv": "date,mood,note\n2024-01-01,4,fine\n",
        "ratings.csv": "userId,movieId,rating,timestamp\n1,2,4.5,1000000000\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert find_reader(tmp_path / name).name != "bank"
    assert layout(["date", "mood", "note"]) is None


def test_what_is_no_table_of_payments_is_told_with_its_columns(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="a day, a payee and an amount"):
        added(tmp_path, "a.csv", "mood,note\n4,fine\n", format="bank")
