"""Bank: the payments of an account, from the CSV that a bank or a budget program exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from thyself.core import Rejected, SourceError, Trace
from thyself.core.trace import digest
from thyself.sources.amounts import NoAmount, currency_of, decimal_mark
from thyself.sources.bank_columns import TELLING, Body, Layout, above, layout, order
from thyself.sources.places import bare_name
from thyself.sources.port import DateOrder, Note, Place, ReadContext
from thyself.sources.text import Rows, Text, first_text, separator
from thyself.sources.times import Unclear, read_time

_SAMPLE = 200


class Bank:
    """The payments of one or several accounts: one row, one payment."""

    name = "bank"
    title = "payments, from a bank's or a budget program's CSV"

    def detect(self, path: Place) -> float:
        """By the names of the columns: a day, to or from whom, how much, and something that only banks tell."""
        if path.is_dir() or not bare_name(path).endswith((".csv", ".tsv", ".txt")):
            return 0.0
        text = first_text(path)
        line = text.split("\n")[above(text)] if text else ""
        found = layout([each.strip().strip('"') for each in line.split(separator(line))])
        if found is None:
            return 0.0
        return 0.8 if any(each in found.columns for each in TELLING) else 0.45

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the payments in the order of the file; the same one in two exports is the same trace.

        Raises:
            SourceError: It is no table of payments.
        """
        skip = above(first_text(path))
        found, dates, sure = _layout(path, replace(context, progress=None), skip)
        if found.way == "inverted":
            yield Note(f"{path.name}: what has no minus was read as paid, as some cards write it")
        if not sure:
            other = "month-first" if dates == "day-first" else "day-first"
            first = (dates or "").replace("-", " ")
            yield Note(f"{path.name}: its dates were read {first}; if that is wrong, name the format as bank:{other}")
        context = replace(context, dates=dates)
        seen: Counter[tuple[object, ...]] = Counter()
        left_out = 0
        with Text(path, context) as text:
            for line, row in Rows(Body(text, skip)):
                if isinstance(row, Rejected):
                    yield row
                elif not found.done(row):
                    left_out += 1
                else:
                    try:
                        yield _payment(row, found, context, seen)
                    except (NoAmount, Unclear) as error:
                        yield Rejected(f"{text.name}:{line}", str(error))
            yield from text.rest()
        if left_out:
            yield Note(f"{path.name}: {left_out} left out that were not carried out (pending, declined, reverted)")


def _layout(path: Place, context: ReadContext, skip: int) -> tuple[Layout, DateOrder | None, bool]:
    """Which column is what; whether the day or the month stands first, and whether that is sure.

    Raises:
        SourceError: It is no table of payments.
    """
    with Text(path, context) as text:
        rows = Rows(Body(text, skip))
        found = layout(rows.columns)
        if found is None:
            raise SourceError(
                f"{text.name}: no table of payments: it needs a day, a payee and an amount (or money in and money out);"
                f" its columns are {', '.join(rows.columns[:30])}"
            )
        kept = [row for _line, row in rows if not isinstance(row, Rejected)]
    sample = kept[:_SAMPLE]
    cells = [found.cell(row, what) for row in sample for what in ("amount", "out", "in")]
    currency = found.currency or currency_of(*(cell for cell in cells if cell))
    found = replace(found, mark=decimal_mark(cells) or ".", currency=currency)
    found = replace(found, way=found.way_of(kept))
    if context.dates is not None:
        return found, context.dates, True
    told = Counter(found.cell(row, "currency") for row in sample).most_common(1)
    return found, *order((found.cell(row, "date") for row in kept), (told[0][0] if told else "") or currency)


def _payment(row: Mapping[str, str], found: Layout, context: ReadContext, seen: Counter[tuple[object, ...]]) -> Trace:
    at = read_time(found.cell(row, "date"), context)
    value = found.amount(row)
    payee = found.payee(row)
    account, given = found.cell(row, "account"), found.cell(row, "id")
    told = found.cell(row, "currency")
    currency = currency_of(told.upper()) or told.upper() or currency_of(found.cell(row, "amount")) or found.currency
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
