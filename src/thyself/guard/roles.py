# ruff: noqa: E501  (forms read best in one line)
"""Roles: a figure must not only be true, it must be that of what it is said of: the same name, time and side.

"You spent 120 on rent" is wrong where 120 went for groceries, though 120 stands in the evidence. Both texts are cut into
pieces of one figure each; a piece of the draft must agree with a piece of what is true that has its figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from thyself.core.words import stem, words
from thyself.guard.figures import MONTHS, Amount, Dates, Day, Found, figures

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(-])|\n+")
#: Where one piece ends and the next begins, the surest first.
_BREAKS: Final = tuple(
    re.compile(each, re.IGNORECASE)
    for each in (
        r"[;:]\s", r",\s+(?:and|but|while|whereas|with|so)\s", r"\s(?:but|while|whereas)\s",
        r"(?=\s(?:up from|down from|instead of|rather than|compared (?:with|to)|more than|less than|than|against|after)\s)",
        r"\sand\s", r"\sor\s", r"\s\(", r",\s", r"(?=\s(?:of|out of|from|to)\s)",
    )
)  # fmt: skip
_SIDES: Final = {
    "out": re.compile(r"\b(?:spen[dt]|spending|paid|pays?|paying|went out|goes? out|going out|gone out|costs?|due|bills?|expenses|charged)\b", re.I),
    "in": re.compile(r"\b(?:got|gets?|earn(?:ed|s)?|received?|came in|comes? in|income|coming in)\b", re.I),
    "left": re.compile(r"\b(?:left over|left|remain\w*|surplus|saved|leaving|leaves)\b", re.I),
}  # fmt: skip
#: What makes a figure another one than that of now; a draft must say it where it is so, and only there.
_TAGS: Final = {
    "usual": re.compile(r"\b(?:usual\w*|typical\w*|normal\w*|on average|average)\b", re.I),
    "before": re.compile(r"^it was\b|\b(?:used to|up from|down from|before that|previously|formerly|instead of|rather than)\b", re.I),
    "most": re.compile(r"\b(?:the most|largest|highest|biggest|record)\b", re.I),
}  # fmt: skip
_ALL: Final = re.compile(r"\b(?:in all(?! of\b)|altogether|in total|totals?|together|summed)\b", re.IGNORECASE)
_RANGE: Final = re.compile(
    r"\b(?:between|(?<!up )(?<!down )from)\s+(?P<low>\S+)(?:\s\w{3})?\s+(?:and|to)\s+(?P<high>\S+)", re.IGNORECASE
)
_AT_LEAST: Final = re.compile(r"\b(?:at least|as little as|no less than|lowest)\b", re.IGNORECASE)
_AT_MOST: Final = re.compile(r"\b(?:at most|up to|as much as|no more than)\b", re.IGNORECASE)
#: What a figure is said to be for: the words after it, up to the next small word.
_OBJECT: Final = re.compile(
    r"^[^\w]*(?:[a-z]{3}\b|[€$£])?\s*(?:\w+\s+){0,2}?(?:on|for|to|at|from|towards?)\s+(?:your|the|a|an|my|our|this|that)?\s*"
    r"(?P<what>[\w&'’-]+(?:\s+(?!in|on|at|for|to|from|and|since|by|was|were|is|are|went|came|each|every|a|per|so|than)[\w&'’-]+){0,3})",
    re.IGNORECASE,
)
_MONTH: Final = re.compile(rf"\b({'|'.join(MONTHS)})\b", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\d[\d,]*(?:\.\d+)?|\w+")
_NEUTRAL: Final = frozenset(
    map(
        stem,
        "month months year years week weeks day days time times average total all you your me my us it them this that usual"
        " typical last next past far spending expenses income money account accounts bank payment payments bill bills category"
        " categories subscription subscriptions thing things everything amount sum figure low high least most about around"
        f" today tomorrow yesterday now then one two three four five six seven eight nine ten {' '.join(MONTHS)}".split(),
    )
)


@dataclass(frozen=True, slots=True)
class Told:
    """One figure with what it is said of.

    Args:
        value: The figure.
        kind: Its unit's kind (``"%"``, ``"month"``, ``"time"``); empty for money and counts.
        names: Of what: categories, payees, or roles such as ``"debt"``.
        days: Dates and months.
        side: ``"out"``, ``"in"``, ``"left"``, or empty.
        tags: ``"usual"``, ``"before"``, ``"most"``, ``"low"``, ``"high"``.
        whole: Whether it is said to be the sum of several.
        objects: Stems of what it is said to be for, beside the names.
        core: Where names are said, one of these must be among them; empty: any.
        leans: What it may take from the piece before it, where it says none itself: names, days, and of these the days
            that stood before the figure there and so hold on ("in May you spent … and …").
        text: The piece.
        figure: As it is written.
    """

    value: float
    kind: str = ""
    names: frozenset[str] = frozenset()
    days: tuple[Day, ...] = ()
    side: str = ""
    tags: frozenset[str] = frozenset()
    whole: bool = False
    objects: frozenset[str] = frozenset()
    core: frozenset[str] = frozenset()
    leans: tuple[frozenset[str], tuple[Day, ...], tuple[Day, ...]] = (frozenset(), (), ())
    text: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What can be named, by the words for it.

    Args:
        by_words: For each phrase, in stems, the name that it means.
    """

    by_words: Mapping[tuple[str, ...], str]

    @classmethod
    def of(cls, names: Iterable[str], aliases: Mapping[str, str] | None = None) -> Names:
        """Names that mean themselves, and other words for them; a telling word of a long name means it where it is the
        only one that has it."""
        made: dict[tuple[str, ...], str] = {}
        parts: dict[str, set[str]] = {}
        for name in names:
            phrase = tuple(stem(word) for word in words(name))
            if phrase and any(each not in _NEUTRAL for each in phrase):
                made[phrase] = name.casefold()
                for each in phrase:
                    if len(phrase) > 1 and each not in _NEUTRAL and len(each) > 2:
                        parts.setdefault(each, set()).add(name.casefold())
        for part, found in parts.items():
            if len(found) == 1:
                made.setdefault((part,), next(iter(found)))
        for phrase_, name in (aliases or {}).items():
            made[tuple(stem(word) for word in words(phrase_))] = name
        return cls(made)

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """Where names stand: start, end, name; the longest phrase wins."""
        found = [(match.start(), match.end(), stem(match[0].casefold())) for match in re.finditer(r"[^\W_]+", text)]
        longest = max(map(len, self.by_words), default=0)
        made, at = [], 0
        while at < len(found):
            for length in range(min(longest, len(found) - at), 0, -1):
                name = self.by_words.get(tuple(each[2] for each in found[at : at + length]))
                if name is not None:
                    made.append((found[at][0], found[at + length - 1][1], name))
                    at += length - 1
                    break
            at += 1
        return made


def told(text: str, names: Names) -> list[Told]:
    """The figures of a text, each with what it is said of; dates are no figures but times of them."""
    return [each for sentence in _SENTENCE.split(text) for each in _of_sentence(sentence, names)]


@dataclass(frozen=True, slots=True)
class Held:
    """What is true.

    Args:
        told: Its figures.
        days: Its dates and months.
    """

    told: tuple[Told, ...]
    days: tuple[Day, ...] = ()

    @classmethod
    def of(cls, text: str, names: Names, *, side: str = "") -> Held:
        """What a text that is right holds.

        Args:
            text: The text.
            names: What can be named.
            side: That of figures of which the text does not tell it: ``"out"``, ``"in"``, ``"left"``.
        """
        found = (each if each.side else replace(each, side=side) for each in told(text, names))
        return cls(tuple(found), tuple(_days(text)))


def misplaced(draft: str, held: Held, names: Names) -> list[str]:
    """The figures and dates of a draft that are not true of what they are said of.

    A figure that is true of something else is told with what stands around it.

    Args:
        draft: What a model wrote.
        held: What holds.
        names: What can be named.
    """
    found = [each for each in told(draft, names) if not any(_agrees(each, true) for true in held.told)]
    values = {round(abs(each.value), 2) for each in held.told}
    wrong = [each.text if round(abs(each.value), 2) in values else each.figure for each in found]
    days = [each for each in _days(draft) if not any(_same_day(each, day) for day in held.days)]
    return [*wrong, *("-".join(str(part) for part in each if part is not None) for each in days)]


def _agrees(said: Told, true: Told) -> bool:
    if abs(abs(said.value) - abs(true.value)) > 0.004 or not _one_kind(said.kind, true.kind):
        return False
    if said.tags != true.tags or (said.whole and not true.whole):
        return False
    if said.side and true.side and said.side != true.side:
        return False
    names, days = true.names or true.leans[0], true.days or true.leans[1]
    bare = not said.tags and not said.whole
    claimed = said.names or (said.leans[0] if bare and not said.side else frozenset())
    if not claimed <= names or (claimed and true.core and not claimed & true.core):
        return False
    when = said.days or (said.leans[2] if bare else ())
    if not all(any(_same_day(each, other) for other in days) for each in when):
        return False
    about = {stem(word) for name in names for word in words(name)} | true.objects
    return all(each in about or each in _NEUTRAL for each in said.objects)


def _one_kind(one: str, other: str) -> bool:
    """Whether units can be the same: "of five" and "of five months" can, "5 %" and "5" cannot."""
    return one == other or ("%" not in (one, other) and "" in (one, other))


def _same_day(one: Day, other: Day) -> bool:
    """Whether two dates can be the same as far as they are told."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _of_sentence(sentence: str, names: Names) -> Iterator[Told]:
    things = figures(sentence)
    amounts = [each for each in things if isinstance(each.thing, Amount)]
    if not amounts:
        return
    spans = names.spans(sentence)
    held = [*spans, *((each.start, each.end, "") for each in things)]
    cuts = [0, *(_cut(sentence, a, b, held) for a, b in pairwise(amounts)), len(sentence)]
    ranges = {match.start(name): name for match in _RANGE.finditer(sentence) for name in ("low", "high")}
    in_order = _in_order(amounts, spans)
    names_before: frozenset[str] = frozenset()
    days_before: tuple[Day, ...] = ()
    ahead: tuple[Day, ...] = ()
    side_before = ""
    for number, (found, start, end) in enumerate(zip(amounts, cuts, cuts[1:], strict=False)):
        piece = sentence[start:end]
        colon = sentence.find(":", found.end, end)
        heads = colon if colon >= 0 else end  # what a list after the figure names is not what it is of
        own = frozenset(name for a, b, name in spans if start <= a and b <= heads)
        own = frozenset({in_order[number]}) if in_order else own
        days = tuple(_days(piece))
        tags = {name for name, form in _TAGS.items() if form.search(piece.strip())}
        tags -= {"before"} if "usual" in tags else set()
        place = next((ranges[at] for at in ranges if found.start <= at < found.end or at <= found.start < at + 3), "")
        tags |= {place} if place else set()
        tags |= {"low"} if _AT_LEAST.search(piece) else set()
        tags |= {"high"} if _AT_MOST.search(piece) else set()
        opener = sentence[:start].rstrip()[-1:]
        closed = opener in ("", ";", ":", "(")
        names_before = frozenset() if opener == "(" else names_before
        side = _side(piece, found.start - start)
        thing = found.thing
        assert isinstance(thing, Amount)
        yield Told(
            thing.written,
            thing.kind if thing.kind in ("%", "month", "time") else "",
            own,
            days,
            side or ("" if closed or tags else side_before),
            frozenset(tags),
            _ALL.search(piece) is not None,
            _objects(sentence[found.end : end], found.end, spans),
            leans=(names_before, *(((), ()) if closed or tags else (days_before, ahead))),
            text=piece.strip(),
            figure=_DIGITS.findall(sentence[found.start : found.end] + " ")[0],
        )
        names_before = own or names_before
        days_before = days or (days_before if not closed else ())
        before = tuple(_days(sentence[start : found.start]))
        ahead = before or (ahead if not closed and not days else ())
        side_before = side or side_before


def _side(piece: str, at: int) -> str:
    """The side whose words stand nearest to a figure."""
    near = [(abs(match.start() - at), name) for name, form in _SIDES.items() for match in form.finditer(piece)]
    return min(near)[1] if near else ""


def _cut(sentence: str, one: Found, other: Found, held: Sequence[tuple[int, int, str]]) -> int:
    """Where the piece of one figure ends and that of the next begins; never within a name or a date."""
    for start, end, name in held:  # "the debt of 4,000" is one thing, whatever stands before it
        if name and start > one.end and end < other.start and sentence[end : other.start].split() == ["of"]:
            return start
    between = sentence[one.end : other.start]
    for form in _BREAKS:
        for match in form.finditer(between):
            at = one.end + match.end()
            if not any(start < at < end and start < one.end + match.start() + 1 for start, end, _ in held):
                return at
    return other.start


def _in_order(amounts: Sequence[Found], spans: Sequence[tuple[int, int, str]]) -> list[str]:
    """ "Rent and groceries came to 900 and 120": as many names before the first figure as there are figures."""
    ahead = [name for start, _, name in spans if start < amounts[0].start]
    alike = len(amounts) > 1 and len(ahead) == len(amounts) == len(spans)
    return ahead if alike else []


def _days(text: str) -> Iterator[Day]:
    """The dates of a text, and the months that stand alone."""
    blank = list(text)
    for each in figures(text):
        if isinstance(each.thing, Dates):
            yield from each.thing.options
            blank[each.start : each.end] = " " * (each.end - each.start)
    for match in _MONTH.finditer("".join(blank)):
        if match[1][0].isupper():
            yield Day(None, MONTHS.index(match[1].lower()) + 1, None)


def _objects(after: str, offset: int, spans: Sequence[tuple[int, int, str]]) -> frozenset[str]:
    """The stems of what a figure is for that are part of no name."""
    match = _OBJECT.search(after)
    if match is None or any(char.isdigit() for char in match["what"]):
        return frozenset()
    start = offset + match.start("what")
    return frozenset(
        stem(word[0].casefold())
        for word in re.finditer(r"[^\W\d_]{3,}", match["what"])
        if not any(a <= start + word.start() < b for a, b, _ in spans)
    )
