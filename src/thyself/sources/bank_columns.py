# ruff: noqa: E501  (the names of columns)
"""Bank columns: which column of a bank's table is what, how its amounts are signed, and what stands around the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

from thyself.sources.amounts import Mark, NoAmount, amount, currency_of
from thyself.sources.port import DateOrder
from thyself.sources.text import Lines, separator

#: What the columns are called, in small letters without marks and without what stands in brackets.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "date": (
        "date", "transactiondate", "transdate", "bookingdate", "postingdate", "postdate", "posteddate", "dateposted", "completeddate",
        "datecompleted", "starteddate", "valuedate", "buchungstag", "buchungsdatum", "buchung", "datum", "valuta", "wertstellung",
        "wertstellungsdatum", "wert", "fecha", "dateoperation", "datedoperation", "data", "dato", "dateutc",
    ),
    "amount": (
        "amount", "transactionamount", "betrag", "umsatz", "montant", "importe", "importo", "bedrag", "value", "sum",
        "belop", "netamount", "net", "gross",
    ),
    "out": ("debit", "debitamount", "moneyout", "paidout", "withdrawal", "withdrawals", "withdrawalamt", "soll", "spent", "out", "outflow", "lastschrift"),
    "in": ("credit", "creditamount", "moneyin", "paidin", "deposit", "deposits", "depositamt", "haben", "received", "in", "inflow", "gutschrift"),
    "type": ("transactiontype", "debitcredit", "creditdebit", "drcr", "crdr", "creditdebitindicator", "sollhaben", "afbij", "type", "umsatzart"),
    "currency": ("currency", "ccy", "waehrung", "wahrung", "devise", "moneda", "valuta", "currencycode"),
    "category": ("category", "kategorie", "categorie", "categoria"),
    "account": ("account", "accountname", "accountnumber", "konto", "rekening", "iban", "card", "compte", "wallet", "auftragskonto", "product"),
    "balance": ("balance", "runningbalance", "saldo", "solde", "closingbalance"),
    "id": ("id", "transactionid", "transferwiseid", "wiseid", "fitid", "referencenumber", "transactionreference", "uuid"),
    "state": ("state", "status"),
    "fee": ("fee",),
}  # fmt: skip
#: To or from whom, the surest first; where one is empty, the next that there is.
_PAYEES: Final = (
    "payee", "merchantname", "merchant", "partnername", "counterparty", "counterpartyname", "payeename", "payername", "targetname",
    "begunstigterauftraggeber", "auftraggeberempfanger", "beguenstigterzahlungspflichtiger", "begunstigterzahlungspflichtiger",
    "zahlungsempfanger", "empfanger", "naamomschrijving", "name", "tofrom", "description", "transactiondescription", "details",
    "transactiondetails", "narrative", "verwendungszweck", "buchungstext", "libelle", "concepto", "descrizione", "omschrijving",
    "memo", "reference", "paymentreference", "transaction",
)  # fmt: skip
#: Some of these tell a bank from any other table with dates and amounts.
TELLING: Final = ("out", "in", "type", "currency", "balance", "account")
_OUT: Final = re.compile(
    r"^\s*(?:d|dr|deb|debit|out|s|soll|af|withdrawal|payment|purchase|expense|sent)\b", re.IGNORECASE
)
_IN: Final = re.compile(r"^\s*(?:c|cr|cred|credit|in|h|haben|bij|deposit|income|received|refund)\b", re.IGNORECASE)
_BOUGHT: Final = re.compile(r"\b(?:purchase|sale|card payment|pos|lastschrift)\b", re.IGNORECASE)
#: On the statement of a card, the payment of its bill: what stands on the other side there is what was bought.
_BILL_PAID: Final = re.compile(
    r"\b(?:payment (?:received|thank you)|thank you|autopay|direct debit payment|zahlung erhalten)\b", re.IGNORECASE
)
_NOT_DONE: Final = re.compile(
    r"^\s*(?:pending|reverted|declined|failed|cancell?ed|denied|reversed|expired|vorgemerkt)\b", re.IGNORECASE
)
_BARE: Final = str.maketrans("äöüéèêáàâíóúñç", "aoueeeaaaiounc")
_FOOT: Final = re.compile(
    r'^"?(?:kontostand|endsaldo|closing balance|ending balance|total|summe|saldo)\b', re.IGNORECASE
)
#: So many lines may stand above the table.
_ABOVE: Final = 30

#: How amounts tell what went out: by a minus, by another column, or, on some cards, by having none.
Way = Literal["signed", "typed", "inverted"]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column is what, and how its amounts are written.

    Args:
        columns: Column by what it holds.
        payees: The columns that may name to or from whom, the surest first.
        mark: Stands before the cents.
        currency: That of the file, where its rows do not tell; may be empty.
        way: How amounts tell what went out.
    """

    columns: Mapping[str, str]
    payees: tuple[str, ...]
    mark: Mark = "."
    currency: str = ""
    way: Way = "typed"

    def cell(self, row: Mapping[str, str], what: str) -> str:
        """What a row holds; empty where there is no such column."""
        return row.get(self.columns[what], "").strip() if what in self.columns else ""

    def payee(self, row: Mapping[str, str]) -> str:
        """To or from whom, as the surest of the columns that are filled tells."""
        cells = (" ".join(row.get(name, "").split()) for name in (*self.payees, self.columns.get("type", "")))
        return next((each for each in cells if each), "somebody")

    def done(self, row: Mapping[str, str]) -> bool:
        """Whether it was carried out, and is neither pending nor declined."""
        return not _NOT_DONE.match(self.cell(row, "state"))

    def amount(self, row: Mapping[str, str]) -> Decimal:
        """What was paid (below zero) or got, with the fee where that stands beside it.

        Raises:
            NoAmount: The row does not tell.
        """
        fee = self.cell(row, "fee") if "net" not in self.columns["amount"].casefold() else ""
        return self._moved(row) - (abs(amount(fee, self.mark)) if _digits(fee) else 0)

    def _moved(self, row: Mapping[str, str]) -> Decimal:
        for what, sign in (("out", -1), ("in", 1)):
            cell = self.cell(row, what)
            if _digits(cell):
                return sign * abs(amount(cell, self.mark))
        if not self.columns["amount"]:
            raise NoAmount("neither money in nor money out")
        value = amount(self.cell(row, "amount"), self.mark)
        if self.way != "typed":
            return -value if self.way == "inverted" else value
        kind = self.cell(row, "type")
        if _OUT.match(kind):
            return -abs(value)
        return abs(value) if _IN.match(kind) else value

    def way_of(self, rows: Sequence[Mapping[str, str]]) -> Way:
        """How the amounts of some rows tell what went out.

        Where some have a minus, the minus counts, whatever another column calls them: "payment" on a card is money in.
        Where what was bought has none and the payment of the bill has one, it is a card that writes them the other way.
        """
        told = [(each, sign) for row in rows if (sign := _sign(self.cell(row, "amount"), self.mark)) and (each := row)]
        if not any(sign < 0 for _, sign in told):
            return "typed"
        bought = [sign for row, sign in told if _BOUGHT.search(self.cell(row, "type").replace("_", " "))]
        if bought:
            return "inverted" if sum(bought) > 0 else "signed"
        bills = [sign for row, sign in told if _BILL_PAID.search(" ".join(row.get(name, "") for name in self.payees))]
        most_are_above = sum(sign > 0 for _, sign in told) > 0.5 * len(told)
        return "inverted" if bills and max(bills) < 0 and most_are_above else "signed"


def layout(columns: Sequence[str]) -> Layout | None:
    """Which column is what, by their names; ``None`` where they are not those of payments."""
    plain: dict[str, str] = {}
    for name in columns:
        plain.setdefault(_plain(name), name)
    found: dict[str, str] = {}
    for what, names in _NAMES.items():
        for name in names:
            if name in plain and plain[name] not in found.values():
                found[what] = plain[name]
                break
    payees = tuple(plain[name] for name in _PAYEES if name in plain and plain[name] not in found.values())
    if "date" not in found or not payees or not {"amount", "out", "in"} & set(found):
        return None
    currency = currency_of(*(name for name in columns if "(" in name or "mount" in name))
    return Layout({"amount": ""} | found, payees, currency=currency)


def _plain(name: str) -> str:
    small = re.sub(r"\([^)]*\)", "", name.casefold()).replace("ß", "ss").translate(_BARE)
    return re.sub(r"(?:eur|gbp|usd)$", "", re.sub(r"[^a-zà-ÿ]", "", small))


def _digits(cell: str) -> bool:
    return any(each in "123456789" for each in cell)


def _sign(cell: str, mark: Mark) -> int:
    try:
        value = amount(cell, mark)
    except NoAmount:
        return 0
    return (value > 0) - (value < 0)


def above(text: str) -> int:
    """How many lines stand above the table: the first line whose names are those of payments begins it.

    Args:
        text: The beginning of the file.
    """
    import csv

    for number, line in enumerate(text.split("\n")[:_ABOVE]):
        try:
            names = next(csv.reader([line], delimiter=separator(line)), [])
        except csv.Error:
            continue
        if len(names) > 2 and layout([name.strip() for name in names]) is not None:
            return number
    return 0


class Body:
    """The lines of a bank's table, without what stands above and below it; empty columns at an end are cut.

    Args:
        text: The lines of the file.
        skip: How many stand above.
    """

    def __init__(self, text: Lines, skip: int) -> None:
        self._text, self._skip, self.name = text, skip, text.name

    def __iter__(self) -> Iterator[tuple[int, str]]:
        mark, names = "", 0
        for number, line in self._text:
            if number <= self._skip:
                continue
            if not mark:
                mark = separator(line)
                line = line.rstrip(mark)
                names = _fields(line, mark)
            elif _FOOT.match(line):
                continue
            elif line.endswith(mark) and (extra := _fields(line, mark) - names) > 0 and line.endswith(mark * extra):
                line = line[:-extra]
            yield number, line


def _fields(line: str, mark: str) -> int:
    """How many fields a line has; marks within quotes are none."""
    return re.sub(r'"[^"]*"', "", line).count(mark) + 1


def order(cells: Iterable[str], currency: str) -> tuple[DateOrder | None, bool]:
    """Whether the day or the month stands first in slashed dates, and whether that is certain.

    A number above twelve decides; else the reading in which the rows go one way in time, forth or back; else dollars.
    """
    pairs = [(int(found[1]), int(found[2])) for cell in cells if (found := _SLASHED.match(cell))]
    if not pairs:
        return None, True
    for first, second in pairs:
        if first > 12 or second > 12:
            return ("day-first" if first > 12 else "month-first"), True
    crooked = {
        "month-first": _turns(pairs),
        "day-first": _turns([(second, first) for first, second in pairs]),
    }
    if crooked["day-first"] != crooked["month-first"] and len(pairs) > 2:
        return ("day-first" if crooked["day-first"] < crooked["month-first"] else "month-first"), True
    same = all(first == second for first, second in pairs)
    return ("month-first" if currency == "USD" else "day-first"), same


_SLASHED: Final = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}")


def _turns(days: Sequence[tuple[int, int]]) -> int:
    """How many steps go against the way that most go."""
    steps = list(pairwise(days))
    return min(sum(b < a for a, b in steps), sum(b > a for a, b in steps))
