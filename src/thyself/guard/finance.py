# ruff: noqa: E501  (forms read best in one line)
"""Finance: what is not helped with, what needs a person, what must be known first, and what no text on money may say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from thyself.guard.health import CRISIS, SUICIDAL
from thyself.guard.rules import Rule, first, rule

EDUCATIONAL: Final = "Information, no advice on what to buy or sell."
DISTRESS: Final = (
    "This sounds heavy, and there is help that costs nothing: a debt counselling service or a gambling help line of your "
    "country will go through it with you, in confidence. If letters or calls threaten you, tell them too."
)
SCAM: Final = (
    "This has the marks of a fraud. Send nothing, give no code and no access, and end the contact; call your bank on the "
    "number on your card, and report it to the police. Whoever asks for haste or secrecy is not your bank."
)


#: In the order in which they count.
RULES: Final = (
    Rule("suicidal", "stop", SUICIDAL, CRISIS),
    rule(
        "scam", "refer",
        r"\b(gift cards?|wire|transfer|bitcoin|crypto|send (them |him |her )?money)\b.{0,80}\b(irs|tax office|police|bank employee|microsoft|tech support|prince|lottery|inheritance|met online|met on tinder|never met)\b"
        r"|\b(irs|tax office|police|my bank|microsoft|somebody|someone|a man|a woman)\b.{0,60}\b(asks?|asked|told|wants?|called)\b.{0,60}\b(gift cards?|remote access|one.time code|the code|my pin|password|safe account)\b"
        r"|\b(met online|tinder|dating (app|site)|online friend|never met|stranger)\b.{0,80}\b(gift cards?|wire|bitcoin|crypto|(send|lend|transfer)\w* (\w+ ){0,2}(money|\d+))\b"
        r"|\b(text|sms|mail|e-?mail|message|call) from (my|the) bank\b.{0,60}\b(pin|password|code|link|log ?in)\b"
        r"|\b(promis\w*|earn\w*|returns?|profits?|pays?|yield\w*)\b.{0,40}\b\d+ ?% (a|per|every|each) (day|week)\b|\b(ponzi|pyramid scheme)\b"
        r"|\b(pay a fee|paid a fee|pay upfront|paid upfront|advance fee)\b.{0,60}\b(winnings?|prize|lottery|inheritance|loan)\b",
        SCAM,
    ),
    rule(
        "distress", "refer",
        r"\b(can'?t stop gambling|gambl\w+ (addict\w*|problem|away)|lost (everything|it all|my savings) (gambling|betting|at the casino)|debt collectors?|bailiffs?|can'?t (pay|afford) (the |my )?(rent|food|bills)|drowning in debt|going bankrupt|being evicted|loan shark)\b",
        DISTRESS,
    ),
    rule(
        "evasion", "refuse",
        r"\b(evad\w+|dodge|avoid (paying|declaring|reporting)|not (declare|report))\b.{0,30}\b(tax\w*|vat|irs|income|earnings|tips|customs)\b|\bhide (my |the |some )?(money|income|cash|assets?) (from|in (the|my) divorce|before (the|my) divorce)\b|\b(off the books|under the table)\b|\blaunder\w*\b|\bfake (invoices?|receipts?|income|payslips?)\b|\blie (on|about|in) (my |the )?(tax|loan|mortgage|insurance)\b",
        "That would be against the law, so it is not helped with. What is allowed to lower a tax is told by a tax adviser or the tax office.",
    ),
    rule(
        "insider", "refuse",
        r"\binsider (tip|information|trading|knowledge)\b|\b(before|ahead of) (it|they|this|the (news|results|merger|earnings|announcement)) (is|are|goes?|becomes?) (public|out|announced)\b|\bnot (yet )?public\b.{0,40}\b(buy|sell|trade|shares?|stock)\b",
        "Trading on what is not public is against the law, so it is not helped with.",
    ),
    rule(
        "manipulation", "refuse",
        r"\b(pump (and|&|n) dump|pump (the|this|up the) (price|stock|coin)|spoof\w*|wash trad\w+|corner the market|spread (a )?rumou?rs?)\b",
        "Moving a market by deceit is against the law, so it is not helped with.",
    ),
    rule(
        "guarantee", "refer",
        r"\b(guaranteed?|risk.?free|certain|safe|sure) (\w+ ){0,2}(returns?|profits?|gains?|win|\d+ ?%)\b|\b(double|triple) my money\b|\bget rich quick\b|\bwhat will (rise|go up|moon) (tomorrow|next)\b|\bwhich (stocks?|shares?|coins?) (will|is going to|are going to) (rise|go up|explode|win)\b",
        "Nobody can guarantee a return or foretell a price, and whoever does so is selling something. What can be told: how much, how long and how unsteady, from figures of the past.",
    ),
)  # fmt: skip

#: What depends on the country and the day.
_REGULATED: Final = re.compile(
    r"\b(tax\w*|deduct\w*|allowance|capital gains|inheritance|estate|vat|social security|pension (age|rules?)|401\(?k\)?|roth|\bira\b|isa|contribution limits?|"
    r"stamp duty|benefit entitlement|unemployment benefit|statutory|legally|is it legal|legal to|bankruptcy)\b",
    re.IGNORECASE,
)
#: What was paid stands in the ledger, whatever it was paid for.
_PAST: Final = re.compile(
    r"\bhow (?:much|often)\b(?: \w+){0,4}? (?:did|have) (?:i|we)\b(?! to\b)|\b(?:what|when) (?:did|have) (?:i|we) (?:pay|paid|spen[dt]|get|got|receive|earn)\w*",
    re.IGNORECASE,
)
_PRODUCT: Final = re.compile(
    r"\b(?:should|shall|do|can|would) (?:i|we|you)\b.{0,40}\b(?:buy|sell|invest|short|trade|put \w+ \w+ (?:in|into))\b|\b(?:good|right|best) time to (?:buy|sell|invest)\b|\bwhich (?:stocks?|shares?|funds?|etfs?|coins?|bonds?) (?:should|to|do)\b|\b(?:buy|sell) (?:more )?(?:shares?|stocks?|bitcoin|crypto|options?|gold)\b",
    re.IGNORECASE,
)
_SAYS_TOO_MUCH: Final = re.compile(
    r"\b(?:guaranteed?|risk.?free|certain|cannot lose|can'?t lose)\b(?: \w+){0,2} (?:returns?|profits?|gains?|income|\d+(?:\.\d+)? ?%)"
    r"|\b(?:you (?:should|must|need to)|i (?:recommend|advise)(?: that)? you(?: to)?) (?:now )?(?:buy|sell|short|put (?:all|everything|your money) (?:in|into))\b"
    r"|\b(?:will|is going to) (?:definitely|certainly|surely) (?:rise|fall|go up|go down|double|crash)\b"
    r"|\b(?:strong )?(?:buy|sell) (?:signal|now|immediately)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What must be known of a person before some things may be said.

    Args:
        jurisdiction: The country whose rules apply; empty where it is not known.
        risk: ``"low"``, ``"medium"`` or ``"high"``: what the person told of their tolerance; empty where they did not.
        horizon_years: For how long the money can be missed; ``None`` where it is not known.
    """

    jurisdiction: str = ""
    risk: Literal["", "low", "medium", "high"] = ""
    horizon_years: float | None = None


def concern(text: str, known: Circumstances | None = None) -> Rule | None:
    """The first rule that a wish falls under; ``None`` where it may be answered.

    What depends on a country is asked back where the country is not known, and what to buy or sell where risk and
    horizon are not.
    """
    found = first(text, RULES)
    if found is not None:
        return found
    known = known or Circumstances()
    if _REGULATED.search(text) and not known.jurisdiction and not _PAST.search(text):
        return Rule(
            "jurisdiction",
            "ask",
            _REGULATED,
            "Which country's rules apply to you? They differ, and change from year to year.",
        )
    if _PRODUCT.search(text) and not (known.risk and known.horizon_years is not None):
        return Rule(
            "suitability", "ask", _PRODUCT,
            "Before anything is said of what to buy or sell: how much of it could you bear to lose (little, some, much), and for how many years can you do without the money?",
        )  # fmt: skip
    return None


def says_too_much(text: str) -> list[str]:
    """What a text on money may not say: guarantees, orders to buy or sell, certain prophecies."""
    return [each.group() for each in _SAYS_TOO_MUCH.finditer(text) if not _DENIED.search(text[: each.start()])]


_DENIED: Final = re.compile(r"\b(?:no|not|never|nobody|none|without|isn'?t|aren'?t)\b[^.;!?]{0,25}$", re.IGNORECASE)
