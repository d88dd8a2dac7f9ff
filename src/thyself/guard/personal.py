# ruff: noqa: E501  (forms read best in one line)
"""Personal: what in a text tells who somebody is or what they have, by its form; and what may, though nobody named it.

What is certain (a mail address, an account, a card, a telephone, a street) is told by its sort. What may be (a word that
is neither common nor one of public finance, a capital where none belongs, an amount to the cent) is told as a doubt:
names that nobody gave are found so, for they stand in no list of common words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from thyself.core.words import stem
from thyself.guard.names import common

_OWN_FIGURE: Final = (
    "figure of their own",
    re.compile(r"\b(?:i|my|our|we|i'm|i've)\b[^.?!\n]{0,80}\d|\d[^.?!\n]{0,40}\b(?:of mine|my|our)\b", re.IGNORECASE),
)
#: A sort, and the form by which it is known.
_FORMS: Final = (
    ("mail address", re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)),
    ("account number", re.compile(r"\b[A-Z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?\b", re.IGNORECASE)),
    ("card number", re.compile(r"(?<![\w.])(?:\d[ .-]?){12,18}\d\b")),
    ("telephone number", re.compile(r"(?<![\w.])(?:\+\d{1,3}|\(?0\d{1,4}\)?)[ ./-]?\(?\d{1,4}\)?(?:[ ./-]?\d{2,5}){1,4}\b|(?<![\w.])\(?\d{3}\)?[ .-]\d{3}[.-]\d{4}\b")),
    ("tax or social number", re.compile(r"\b\d{3}-\d{2}-\d{4}\b|\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b|\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")),
    ("account number", re.compile(r"\b(?:account|acct|konto|customer|depot|client|policy|contract|iban|sort code)(?: (?:number|no|nr|id))?[.:# ]{1,3}\d[\d -]{4,}\b", re.IGNORECASE)),
    ("account number", re.compile(r"\b\d{2}-\d{2}-\d{2} ?\d{6,8}\b")),
    ("address", re.compile(
        r"\b\d{1,5}[a-z]? (?:[A-Z][\w'’-]+ ){1,3}(?:St(?:reet)?|Ave(?:nue)?|R(?:oa)?d|Lane|Ln|Dr(?:ive)?|Blvd|Way|Court|Ct|Square|Sq|Terrace|Close|Place|Pl)\b"
        r"|\b[A-ZÄÖÜ][\wäöüß-]*(?:str(?:aße|asse|\.)|weg|platz|allee|gasse|straat|laan) \d{1,4}[a-z]?\b"
        r"|\b(?:rue|via|calle|avenue|avenida|piazza|plaza) (?:\w+ ){0,3}[A-Z][\w'’-]+,? (?:n\.? ?)?\d{1,4}\b"
        r"|\b\d{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|place|chemin|quai) \w+"
        r"|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\bP\.? ?O\.? Box \d+\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b|\b(?:[A-Z]-)?\d{5} [A-ZÄÖÜ][a-zäöüß]+\b")),
)  # fmt: skip
#: What looks like an account and is a security: two letters, ten signs, its own check digit.
_ISIN: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{9}\d")
_SORTED: Final = (_OWN_FIGURE, *_FORMS)
_AMOUNT: Final = re.compile(
    r"(?<![\w.,])(?:[$€£]\s?)?\d[\d.,]*[.,]\d{2}(?![\d%]|[.,]\d| ?%| (?:percentage )?points?\b)"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: Words of public finance that are no everyday words, and names that everybody may say.
_PUBLIC: Final = frozenset(
    map(
        stem,
        "amortization amortisation annuity arbitrage apr apy asset assets basis benchmark bond bonds broker brokerage bull bear capital collateral"
        " commodity compound coupon credit crypto currency debit deductible default deficit deflation deposit depreciation derivative dividend"
        " dividends earnings ecb equities equity escrow etf etfs euro euros europe european exchange fed federal fiduciary fiscal fomc forex fund funds futures gdp"
        " gilt gross hedge hedging imf index indices inflation insolvency insurance interest ipo isa ira leverage liability libor euribor sofr liquidity loan maturity monetary"
        " mortgage mutual nasdaq net nyse option options oecd overdraft payroll pension ponzi portfolio premium principal quantitative quarterly ratio recession"
        " refinance reit reserve roth securities security sepa share shares short stagflation stock stocks surplus swap tariff tax taxes term treasury"
        " unemployment volatility vat warrant withdrawal yield yields dow jones dax ftse nikkei spdr msci"
        " dollar dollars pound pounds sterling yen franc usd eur gbp chf jpy"
        " january february march april may june july august september october november december"
        " monday tuesday wednesday thursday friday saturday sunday"
        " america american american britain british china chinese france french german germany italy italian japan japanese spain spanish swiss switzerland uk us usa"
        " central bank board committee market commission world street wall k".split(),
    )
)  # fmt: skip


def personal(text: str, known: Iterable[str] = ()) -> list[str]:
    """Which sorts of things that tell who somebody is, or what they have, stand in a text: never the things themselves.

    Args:
        text: A request, with all that goes along with it.
        known: Names of people that it must not hold.
    """
    found = [sort for sort, form in _SORTED if any(_counts(sort, each.group()) for each in form.finditer(text))]
    named = any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text, re.IGNORECASE) for each in known if each.strip())
    return list(dict.fromkeys([*found, *(["name"] if named else [])]))


def doubts(text: str) -> list[str]:
    """What may tell who somebody is though nothing certain does: ``"unknown word"``, ``"exact amount"``, ``"name"``.

    A text has none where all its words are common ones or those of public finance; that is a narrow door, and what does
    not pass it is only kept on this machine.
    """
    words = [(match[0], match.start()) for match in _WORD.finditer(text)]
    found = []
    if any(not _is_common(word) for word, _ in words):
        found.append("unknown word")
    if any(word[0].isupper() and not word.isupper() and not _opens(text, at) and stem(word.casefold()) not in _PUBLIC
           for word, at in words):  # fmt: skip
        found.append("name")
    if _AMOUNT.search(text):
        found.append("exact amount")
    return found


def redacted(text: str) -> str:
    """A text with what tells who somebody is replaced by what it is: ``[mail address]``."""
    for sort, form in _FORMS:
        text = form.sub(lambda found, sort=sort: f"[{sort}]" if _counts(sort, found.group()) else found.group(), text)  # type: ignore[misc]
    return text


def valid_iban(text: str) -> bool:
    """Whether letters and digits are an IBAN by its check digits (ISO 13616, mod 97)."""
    plain = re.sub(r"[ -]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", plain):
        return False
    return int("".join(str(int(each, 36)) for each in plain[4:] + plain[:4])) % 97 == 1


def valid_card(text: str) -> bool:
    """Whether 13 to 19 digits are a card's number by its check digit (Luhn)."""
    digits = [int(each) for each in text if each.isdigit()]
    if not 13 <= len(digits) <= 19:
        return False
    return _luhn(digits)


def _luhn(digits: list[int]) -> bool:
    doubled = [each if at % 2 == 0 else sum(divmod(2 * each, 10)) for at, each in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _counts(sort: str, found: str) -> bool:
    """Whether what has the form is one: a security's number is none of a person's, a mistyped account still is."""
    plain = re.sub(r"[ -]", "", found).upper()
    if sort == "account number" and _ISIN.fullmatch(plain):
        return not _luhn([int(digit) for each in plain for digit in str(int(each, 36))])
    if sort == "account number" and plain[:2].isalpha():
        return valid_iban(found) or sum(each.isdigit() for each in plain) >= 8
    return True


def _opens(text: str, at: int) -> bool:
    """Whether a sentence begins there."""
    before = text[:at].rstrip(" \t\"'“‘(-•*")
    return not before or before[-1] in ".!?:\n"


def _is_common(word: str) -> bool:
    plain = word.casefold().replace("’", "'")
    bare = re.sub(r"'\w+$", "", plain)
    return (
        len(bare) < 3
        or bare in common()
        or stem(bare) in _stems()
        or stem(bare) in _PUBLIC
        or plain.replace("'", "") in common()
    )


@lru_cache(maxsize=1)
def _stems() -> frozenset[str]:
    return frozenset(stem(each) for each in common())
