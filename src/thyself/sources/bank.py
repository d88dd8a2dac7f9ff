# ruff: noqa: E501  (the names of columns)
"""Bank: the payments of an account, from the CSV that a bank or a budget program exports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Final

from thyself.core import Rejected, SourceError, Trace
from thyself.core.trace import digest
from thyself.sources.amounts import Mark, NoAmount, amount, currency_of, decimal_mark
from thyself.sources.places import bare_name
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.tables import dates_of
from thyself.sources.text import Rows, Text, columns_of
from thyself.sources.times import Unclear, read_time

#: What the columns are called, in small letters without marks.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "date": (
        "date", "transactiondate", "transdate", "bookingdate", "postingdate", "posteddate", "dateposted", "completeddate",
        "datecompleted", "starteddate", "valuedate", "buchungstag", "buchungsdatum", "datum", "valuta", "wertstellung",
        "fecha", "dateoperation", "datedoperation", "data", "dato",
    ),
    "payee": (
        "payee", "description", "merchant", "merchantname", "name", "counterparty", "counterpartyname", "details",
        "transactiondescription", "transactiondetails", "narrative", "beguenstigterzahlungspflichtiger", "auftraggeberempfanger",
        "empfanger", "zahlungsempfanger", "verwendungszweck", "buchungstext", "libelle", "concepto", "descrizione",
        "omschrijving", "reference", "memo", "tofrom", "partnername", "transaction",
    ),
    "amount": (
        "amount", "transactionamount", "betrag", "umsatz", "montant", "importe", "importo", "bedrag", "value", "sum",
        "belop", "amounteur", "amountgbp", "amountusd", "betrageur", "netamount",
    ),
    "out": ("debit", "debitamount", "moneyout", "paidout", "withdrawal", "withdrawals", "withdrawalamt", "soll", "spent", "out", "outflow", "lastschrift"),
    "in": ("credit", "creditamount", "moneyin", "paidin", "deposit", "deposits", "depositamt", "haben", "received", "in", "inflow", "gutschrift"),
    "type": ("transactiontype", "type", "debitcredit", "creditdebit", "drcr", "crdr", "creditdebitindicator", "sollhaben"),
    "currency": ("currency", "ccy", "waehrung", "wahrung", "devise", "moneda", "valuta"),
    "category": ("category", "kategorie", "categorie", "categoria"),
    "account": ("account", "accountname", "accountnumber", "konto", "iban", "card", "compte", "wallet", "auftragskonto"),
    "balance": ("balance", "runningbalance", "saldo", "solde", "closingbalance"),
    "id": ("id", "transactionid", "fitid", "referencenumber", "transactionreference", "uuid"),
}  # fmt: skip
#: Some of these tell a bank from any other table with dates and amounts.
_TELLING: Final = ("out", "in", "type", "currency", "balance", "account")
_OUT: Final = re.compile(r"^\s*(?:d|dr|deb|debit|out|s|soll|withdrawal|payment|purchase|expense|sent)\b", re.IGNORECASE)
_IN: Final = re.compile(r"^\s*(?:c|cr|cred|credit|in|h|haben|deposit|income|received|refund)\b", re.IGNORECASE)
_SAMPLE: Final = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column is what, and how its amounts are written.

    Args:
        columns: Column by what it holds.
        mark: Stands before the cents.
        currency: That of the file, where its rows do not tell; may be empty.
    """

    columns: Mapping[str, str]
    mark: Mark = "."
    currency: str = ""

    def cell(self, row: Mapping[str, str], what: str) -> str:
        """What a row holds; empty where there is no such column."""
        return row.get(self.columns[what], "").strip() if what in self.columns else ""

    def amount(self, row: Mapping[str, str]) -> Decimal:
        """What was paid (below zero) or got.

        Raises:
            NoAmount: The row does not tell.
        """
        for what, sign in (("out", -1), ("in", 1)):
            cell = self.cell(row, what)
            if any(each in "123456789" for each in cell):
                return sign * abs(amount(cell, self.mark))
        if "amount" not in self.columns:
            raise NoAmount("neither money in nor money out")
        value = amount(self.cell(row, "amount"), self.mark)
        kind = self.cell(row, "type")
        if _OUT.match(kind):
            return -abs(value)
        return abs(value) if _IN.match(kind) else value


def layout(columns: list[str]) -> Layout | None:
    """Which column is what, by their names; ``None`` where they are not those of payments."""
    plain = {re.sub(r"[^a-zà-ÿ]", "", name.casefold().replace("ß", "ss").translate(_BARE)): name for name in columns}
    found: dict[str, str] = {}
    for what, names in _NAMES.items():
        for name in names:
            if name in plain and plain[name] not in found.values():
                found[what] = plain[name]
                break
    if not {"date", "payee"} <= set(found) or not {"amount", "out", "in"} & set(found):
        return None
    return Layout(found, currency=currency_of(*(name for name in columns if "(" in name or "mount" in name)))


_BARE: Final = str.maketrans("äöüéèêáàâíóúñç", "aoueeeaaaiounc")


class Bank:
    """The payments of one or several accounts: one row, one payment."""

    name = "bank"
    title = "payments, from a bank's or a budget program's CSV"

    def detect(self, path: Place) -> float:
        """By the names of the columns: a day, to or from whom, how much, and something that only banks tell."""
        if path.is_dir() or not bare_name(path).endswith((".csv", ".tsv", ".txt")):
            return 0.0
        found = layout(columns_of(path))
        if found is None:
            return 0.0
        return 0.8 if any(each in found.columns for each in _TELLING) else 0.45

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the payments in the order of the file; the same one in two exports is the same trace.

        Raises:
            SourceError: It is no table of payments.
        """
        with Text(path, replace(context, progress=None)) as text:
            rows = Rows(text)
            found = layout(rows.columns)
            sample = [row for _line, row in islice(rows, _SAMPLE) if not isinstance(row, Rejected)]
        if found is None:
            raise SourceError(
                f"{text.name}: no table of payments: it needs a day, a payee and an amount (or money in and money out);"
                f" its columns are {', '.join(rows.columns[:30])}"
            )
        cells = [found.cell(row, what) for row in sample for what in ("amount", "out", "in")]
        currency = found.currency or currency_of(*(cell for cell in cells if cell))
        found = replace(found, mark=decimal_mark(cells) or ".", currency=currency)
        dates = context.dates or dates_of(path, context, found.columns["date"])
        if dates is None and any(
            re.match(r"\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", found.cell(row, "date")) for row in sample
        ):
            dates = "day-first"
            yield Note(
                f"{path.name}: its dates were read day first; if that is wrong, name the format as bank:month-first"
            )
        context = replace(context, dates=dates)
        seen: Counter[tuple[object, ...]] = Counter()
        with Text(path, context) as text:
            for line, row in Rows(text):
                if isinstance(row, Rejected):
                    yield row
                    continue
                try:
                    yield _payment(row, found, context, seen)
                except (NoAmount, Unclear) as error:
                    yield Rejected(f"{text.name}:{line}", str(error))
            yield from text.rest()


def _payment(row: Mapping[str, str], found: Layout, context: ReadContext, seen: Counter[tuple[object, ...]]) -> Trace:
    at = read_time(found.cell(row, "date"), context)
    value = found.amount(row)
    payee = " ".join(found.cell(row, "payee").split()) or "somebody"
    account, given = found.cell(row, "account"), found.cell(row, "id")
    currency = found.cell(row, "currency").upper() or found.currency
    same = (given,) if given else (at, value, payee, account)
    seen[same] += not given  # two coffees on one day are two payments; the same id is the same payment
    extra: dict[str, object] = {"amount": str(value), "payee": payee}
    more = {"account": account, "category": found.cell(row, "category")}
    return Trace(
        _told(value, currency, payee),
        at=_apart(at, seen[same]),
        kind="paid",
        source=context.source or Bank.name,
        ref=digest(*(str(each) for each in same), seen[same]),
        value=float(value),
        unit=currency or None,
        item=f"payee:{payee.casefold()}",
        sensitivity="sensitive",
        extra=extra | {name: cell for name, cell in more.items() if cell},
    )


def _apart(at: datetime, number: int) -> datetime:
    return at + timedelta(milliseconds=max(number - 1, 0))


def _told(value: Decimal, currency: str, payee: str) -> str:
    much = f"{abs(value):,.2f}{f' {currency}' if currency else ''}"
    return f"Paid {much} to {payee}" if value < 0 else f"Got {much} from {payee}"
