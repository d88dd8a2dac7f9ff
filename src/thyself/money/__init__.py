"""Money: a person's payments: exact sums, categories in their own words, what recurs, what is due, what stands out."""

from thyself.money.categories import SURE, Categories, Guess
from thyself.money.ledger import Payment, Sum, main_currency, payment, payments, within, written
from thyself.money.months import Month, Outlook, left_over, months, outlook
from thyself.money.recurring import Recurring, recurring
from thyself.money.unusual import Unusual, unusual

__all__ = [
    "SURE", "Categories", "Guess", "Month", "Outlook", "Payment", "Recurring", "Sum", "Unusual", "left_over",
    "main_currency", "months", "outlook", "payment", "payments", "recurring", "unusual", "within", "written",
]  # fmt: skip
