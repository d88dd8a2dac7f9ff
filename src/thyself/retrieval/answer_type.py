# ruff: noqa: E501  (expressions read best in one line)
"""Answer type: what sort of thing a question asks for, and whether a text has one.

"How much did I pay?" wants a figure, "Who came?" a person, "Why …" a reason. A text without it may be about the same
thing, but it is no answer. Questions whose sort cannot be told are fitted by any text.

Source: the answer types of question answering, Li and Roth, Learning Question Classifiers (2002); here by rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from thyself.core import Evidence
from thyself.core.timewords import mentioned
from thyself.core.words import stem, words
from thyself.memory.extract.gazetteer import expected, is_forename
from thyself.memory.extract.words import JOBS, RELATIVES

Sort = Literal["figure", "person", "place", "time", "reason", "colour", "name"]

_FORMS: Final[tuple[tuple[Sort, str], ...]] = (
        ("reason", r"^\W*(?:and |so )?why\b|\bwhat (?:was|is) the reason\b"),
        ("colour", r"^\W*(?:what|which) colou?r\b"),
        ("figure", r"\bhow (?:much|many|long|far|old|tall|big|heavy|high|fast|often)\b|\bwhat (?:did|do) .{0,30}\b(?:pay|cost|charge|weigh|owe)\b|^\W*(?:what|which)(?:'s| is| was|) (?:the |my |our )?(?:\w+ ){0,2}?(?:price|size|number|score|pin|code|fee|rent|amount|weight|height|balance|percentage)\b"),
        ("time", r"^\W*(?:and )?when (?!i\b|we\b)|^\W*(?:at )?(?:what|which) (?:time|day|date|month|year|weekday)\b"),
        ("person", r"^\W*(?:and )?(?:who|whom|whose)\b|\bwho (?:was|is|did|taught|told|gave|recommended)\b"),
        ("place", r"^\W*(?:and )?where\b"),
        ("name", r"\bname of\b|'s name\b|\bcalled\b|^\W*which (?:hotel|restaurant|airline|bank|company|shop|street|film|movie|book|song|band|team|doctor|dentist|train|bus|airport|museum|brand|insurance|podcast|wine|beer|city|country|school)\b"),
)  # fmt: skip
_SORTS: Final = tuple((sort, re.compile(form, re.IGNORECASE)) for sort, form in _FORMS)
_FIGURE: Final = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|hundred|thousand|half|dozen|"
    r"couple|free|nothing|once|twice|double|several)\b",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    r"\b(?:in|at|on|to|from|near|behind|under|into|onto|with|by|next to|opposite|outside|inside|above|below|through|over|around|level|row|floor|upstairs|downstairs|home|left .{0,20} at)\b",
    re.IGNORECASE,
)
_REASON: Final = re.compile(
    r"\b(?:because|since|as|so|due to|thanks to|about|over|after|for|reason|didn't|forgot|too|wouldn't|couldn't|otherwise|to\b(?= \w+))\b|['’]cause\b|\bcos\b",
    re.IGNORECASE,
)
_COLOUR: Final = re.compile(
    r"\b(?:red|blue|green|yellow|orange|purple|pink|black|white|gr[ea]y|brown|turquoise|teal|violet|gold|silver|beige|burgundy|lavender|crimson|maroon|"
    r"indigo|cream|magnolia|sage|mustard|navy|olive|coral|mint|lilac|peach|ivory|charcoal|ochre|terracotta|off-white)\b",
    re.IGNORECASE,
)
_KIN: Final = re.compile(
    rf"\b(?:{RELATIVES}|{JOBS}|grandad|granddad|granny|gran|nan|auntie|everyone|nobody|we all)\b", re.IGNORECASE
)
_CAPITAL: Final = re.compile(r"(?-i:[A-ZÀ-Ý])[\w'’&-]+")
#: What has the sort of thing that is asked for need not look so likely to answer.
UNSURE_THAT_FITS: Final = 0.05
#: A word that opens a sentence and is more common than this is no name.
_COMMON: Final = 2e-5


def sort_of(question: str) -> Sort | None:
    """What a question asks for; ``None`` where its words do not tell.

    >>> sort_of("How much was the sofa?"), sort_of("What did I say of it?")
    ('figure', None)
    """
    return next((sort for sort, form in _SORTS if form.search(question)), None)


def has(sort: Sort, text: str, question: str, at: datetime | None, zone: ZoneInfo) -> bool:
    """Whether a text has something of the sort that its question does not have already.

    Args:
        sort: What is asked for.
        text: The text.
        question: The question.
        at: When the text was written (aware); ``None`` where that is not known.
        zone: The person's clock.
    """
    if sort == "figure":
        return _FIGURE.search(text) is not None
    if sort == "colour":
        return _COLOUR.search(text) is not None
    if sort == "place":
        return _PLACE.search(text) is not None
    if sort == "reason":
        return _REASON.search(text) is not None
    if sort == "time":
        told = at is not None and bool(mentioned(text, at, zone))
        return told or _HAPPENED.search(question) is not None or re.search(r"\d", text) is not None
    return _named(text, question) or (sort == "person" and _kin(text, question))


#: When something happened, the day of the text may tell.
_HAPPENED: Final = re.compile(r"\bwhen (?:did|was|were|have|had)\b", re.IGNORECASE)


def _named(text: str, question: str) -> bool:
    known = {stem(word) for word in words(question)}
    for match in _CAPITAL.finditer(text):
        word = match.group().removesuffix("'s").removesuffix("’s")
        opens = not text[: match.start()].strip(" \"'(") or text[: match.start()].rstrip()[-1:] in ".!?"
        if stem(word.lower()) in known or len(word) < 2:
            continue
        if not opens or is_forename(word) or expected(stem(word.lower())) < _COMMON:
            return True
    return False


def _kin(text: str, question: str) -> bool:
    known = {stem(word) for word in words(question)}
    return any(stem(match.group().lower()) not in known for match in _KIN.finditer(text))


def answering_first(question: str, found: Sequence[Evidence], zone: ZoneInfo) -> tuple[list[Evidence], bool]:
    """What was found, what has the sort of thing that is asked for before the rest; and whether any of it has.

    Only what comes near to the best (half its score) changes places. Where the sort cannot be told, all has it.
    """
    sort = sort_of(question)
    if sort is None or not found:
        return list(found), bool(found)
    near = [each for each in found if each.score >= 0.5 * found[0].score or each is found[0]]
    fits = [each for each in near if has(sort, each.text, question, each.at, zone)]
    rest = [each for each in found if each not in fits]
    return [*fits, *rest], bool(fits)
