"""Money: a person's payments: exact sums, categories in their own words, what recurs, what is due, what stands out."""

from thyself.money.ahead import Ahead, month_end
from thyself.money.cards import Card, cards
from thyself.money.categories import SURE, Categories, Guess
from thyself.money.components import COMPONENTS, Component, Router, RoutingViolation
from thyself.money.feed import Feed, Shown
from thyself.money.ledger import Payment, Sum, main_currency, payment, payments, within, written
from thyself.money.months import Month, Outlook, left_over, months, outlook
from thyself.money.own import Named, Own, Payee, Payments, called
from thyself.money.reasoning import Cues, Plan, Query, analyse, cues, plan
from thyself.money.recurring import Recurring, recurring
from thyself.money.unusual import Unusual, unusual

__all__ = [
    "COMPONENTS",
    "SURE",
    "Ahead",
    "Card",
    "Categories",
    "Component",
    "Cues",
    "Feed",
    "Guess",
    "Month",
    "Named",
    "Outlook",
    "Own",
    "Payee",
    "Payment",
    "Payments",
    "Plan",
    "Query",
    "Recurring",
    "Router",
    "RoutingViolation",
    "Shown",
    "Sum",
    "Unusual",
    "analyse",
    "called",
    "cards",
    "cues",
    "left_over",
    "main_currency",
    "month_end",
    "months",
    "outlook",
    "payment",
    "payments",
    "plan",
    "recurring",
    "unusual",
    "within",
    "written",
]
