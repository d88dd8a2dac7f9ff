"""Grounding: every figure and name of a draft must stand in its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from thyself.core import Evidence

_UNITS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS: Final = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_WORDS: Final = {
    **{word: float(n) for n, word in enumerate(_UNITS)},
    **{word: 20.0 + 10 * n for n, word in enumerate(_TENS)},
    "dozen": 12.0,
    "hundred": 100.0,
    "thousand": 1000.0,
    "million": 1e6,
}
#: As words these are often no figures ("one of them", "a second time").
_LOOSE: Final = frozenset({"one", "zero", "first", "second"})
_DAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS: Final = "january february march april may june july august september october november december".split()
_NUMBER: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_TOKEN: Final = re.compile(r"\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th)?|[^\W\d_]+(?:['’][^\W\d_]+)*")
_DATE: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_DAY_OF_MONTH: Final = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{'|'.join(_MONTHS)})"
    rf"|(?P<month2>{'|'.join(_MONTHS)}) (?:the )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)\b",
    re.IGNORECASE,
)
_CITED: Final = re.compile(r"\[(\d+)\]")
#: Not after a title: "Dr. Lee" is one name.
_SENTENCE: Final = re.compile(r"(?<=[.!?])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)(?<!\bProf\.)\s+|\n+")
#: What follows a name that opens a sentence, and seldom another word.
_OF_A_NAME: Final = re.compile(
    r"\s+(?:(?:is|was|has|had|said|and|told|likes?|lives?|works?|went|came|will|gave|wrote|loves?)\b|[A-Z])|['’]s\b"
)
#: Words that begin with a capital without being the name of anything that could be made up.
_PLAIN: Final = frozenset(
    "i i'm i've i'll i'd you your he she it we they the a an and but or so if as at by for from in into of on to with"
    " my our his her its their this that these those there here what when where which who why how yes no not do does"
    " did is are was were be been have has had can could will would should may might must please thank thanks dear hi"
    " hello hey best regards sincerely kind unfortunately sorry ok okay also however then now today tomorrow yesterday"
    " english mr mrs ms dr prof re fwd ps am pm".split()
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure or name in a draft: its words, the form in which it is compared, and where it stands."""

    text: str
    form: str
    start: int


def claims(text: str) -> list[Claim]:
    """The figures and names of a text, in order; marks such as ``[1]`` are no figures."""
    blank = _CITED.sub(lambda mark: " " * len(mark.group()), text)
    starts = {0, *(found.end() for found in _SENTENCE.finditer(blank))}
    found = [Claim(date.group(), form, date.start()) for date, form in _dates(blank)]
    for claim in found:
        blank = blank[: claim.start] + " " * len(claim.text) + blank[claim.start + len(claim.text) :]
    for token in _TOKEN.finditer(blank):
        word = token.group()
        form = _figure(word) or _calendar(word)
        # The first word of a sentence has a capital anyway: it is a name where it is used like one.
        if form is None and (token.start() not in starts or _OF_A_NAME.match(blank, token.end())):
            form = _name(word)
        if form is not None:
            found.append(Claim(word, form, token.start()))
    return sorted(found, key=lambda claim: claim.start)


def _dates(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Whole dates, and days of a month: the number of a day vouches for no other figure."""
    for date in _DATE.finditer(text):
        yield date, f"date:{date.group()}"
    for date in _DAY_OF_MONTH.finditer(text):
        day, month = date["day"] or date["day2"], date["month"] or date["month2"]
        yield date, f"date:{int(day)} {month.lower()}"


def _figure(word: str) -> str | None:
    lower = word.lower()
    if word[0].isdigit():
        plain = re.sub(r"(?:st|nd|rd|th)$", "", lower).replace(",", "").rstrip(".")
        return f"number:{float(plain):g}" if plain else None
    if lower in _LOOSE:
        return None
    if lower in _WORDS:
        return f"number:{_WORDS[lower]:g}"
    if lower in _ORDINALS:
        return f"number:{_ORDINALS.index(lower)}"
    return None


def _calendar(word: str) -> str | None:
    lower = word.lower()
    if word[0].isupper() and lower in _DAYS:
        return f"day:{lower}"
    if word[0].isupper() and lower in _MONTHS:
        return f"month:{lower}"
    return None


def _name(word: str) -> str | None:
    plain = re.sub(r"['’]s$", "", word)
    if not plain[0].isupper() or plain.lower() in _PLAIN or plain.lower().split("'")[0] in _PLAIN:
        return None
    return f"name:{plain.lower()}"


def forms(text: str) -> set[str]:
    """Everything that a text can vouch for: its figures, and all its words as names."""
    found = {form for _, form in _dates(text)}
    for token in _TOKEN.finditer(text):
        word = token.group()
        found.update(form for form in (_figure(word), _calendar(word[:1].upper() + word[1:])) if form)
        if word.lower() in _LOOSE:
            found.add(f"number:{1 if word.lower() in ('one', 'first') else 2 if word.lower() == 'second' else 0}")
        found.add("name:" + re.sub(r"['’]s$", "", word.lower()))
    return found


def unsupported(draft: str, evidence: Sequence[Evidence], *, allowed: str = "", zone: ZoneInfo) -> list[str]:
    """Figures and names of a draft that its evidence does not hold, each once, in order.

    A sentence is held against the pieces that it cites (``[1]``); without a mark, against the one piece that holds
    most of it: two pieces that hold half of it each do not make it true. What ``allowed`` says (the question, the
    profile) may always be said. A piece vouches for its words and for its own date on the person's clock.
    """
    known = [forms(each.text) | forms(each.author) | _dated(each, zone) for each in evidence]
    always = forms(allowed)
    wrong: dict[str, None] = {}
    for sentence in _sentences(draft):
        cited = [int(number) - 1 for number in _CITED.findall(sentence)]
        made = [claim for claim in claims(sentence) if claim.form not in always]
        held = [known[at] for at in cited if 0 <= at < len(known)] or ([] if cited else known)
        if cited:
            lacking = [claim for claim in made if not any(claim.form in each for each in held)]
        else:
            lacking = min(([claim for claim in made if claim.form not in each] for each in held), key=len, default=made)
        wrong.update((claim.text, None) for claim in lacking)
    return list(wrong)


def _sentences(draft: str) -> Iterator[str]:
    """Sentences, each with the mark that follows its full stop."""
    text = re.sub(r"([.!?])\s*((?:\[\d+\]\s*)+)", r" \2\1 ", draft)
    yield from (sentence for sentence in _SENTENCE.split(text) if sentence.strip())


def _dated(each: Evidence, zone: ZoneInfo) -> set[str]:
    if each.at is None:
        return set()
    local = each.at.astimezone(zone)
    return {f"date:{date}" for date in (f"{local:%Y-%m-%d}", f"{local:%-d %B}".lower())} | forms(f"{local:%A %B %Y}")


def supported(claim: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts holds every figure and name of the claim."""
    made = {each.form for each in claims(claim)}
    return any(made <= forms(text) for text in texts)
