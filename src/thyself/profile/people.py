# ruff: noqa: E501  (lists and expressions read best in one line)
"""People, places and topics: names and words that a person uses more than others do, on several occasions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from thyself.core import Trace
from thyself.memory.extract import stems
from thyself.memory.extract.clauses import own_words
from thyself.memory.extract.gazetteer import expected, is_forename, places
from thyself.memory.extract.words import NO_TOPIC, RELATIVES
from thyself.profile.rhythm import day_key
from thyself.profile.style import WRITING, body
from thyself.profile.sums import MILLION, Seen, add

#: On how many occasions a topic, a person or a place must come up.
TOPIC_OCCASIONS: Final = 3
NAME_OCCASIONS: Final = 2
_NAME_TIMES: Final = 3
_LIFT: Final = 4.0
#: As many everyday words stand behind a person's own, so that a few texts give no large lift.
_BEHIND: Final = 1000

_SPAN: Final = re.compile(
    r"(?<![\w'’@.#/])[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?(?: (?:of |de |van |von )?[A-ZÀ-Ý][a-zà-ÿ]+){0,3}(?![\w@])"
)
_BEFORE_NAME: Final = re.compile(
    rf"(?:\b(?:mr|mrs|ms|dr|prof)\.? ?|\b(?:with|meet|met|and|call|called|asked?|told|see|saw|to|from|visit|visited|thanks?|hi|hey|"
    rf"hello|dear),? |\bmy (?:\w+ )?{RELATIVES},? )$",
    re.IGNORECASE,
)
_AT_PLACE: Final = re.compile(
    r"\b(?:in|at|to|from|near|around|through|visit(?:ed|ing)?|leav(?:e|ing) for|of|across) (?:the )?$", re.IGNORECASE
)
_ADDRESS: Final = re.compile(
    r"\A\s*(?:dear|hi|hey|hello|good (?:morning|afternoon|evening)|thanks|thank you)[ ,]+(?P<who>(?:(?:prof(?:essor)?|dr|mr|mrs|ms)\.? )?"
    r"(?-i:[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)?(?:(?:,| and|, and) [A-ZÀ-Ý][\w'’-]+)*))(?=\s*[,!.:\n–-]|\s*$)",
    re.IGNORECASE,
)
_NOBODY: Final = frozenset(
    "all everyone everybody team there ai companion sir madam both folks guys colleagues friends professor assistant user "
    "system bot chatgpt gpt claude siri alexa google i it the a you we me so for yes no well what how that this again ok okay "
    "model human someone much very sure morning afternoon evening unknown tool function".split()
)
#: Forenames that are words or places as well: they count as a name only behind a greeting, a title or a relation.
_AMBIGUOUS: Final = frozenset(
    "will may mark grace rose hope art bill sunny june april august faith joy rich drew pat ray rob dean dale guy max penny "
    "ruby summer autumn amber crystal daisy lily violet olive ivy iris heather jade pearl eve chance chase grant miles wade "
    "brook star angel major king prince duke earl paris london sydney florence victoria georgia virginia austin dallas jordan "
    "chad israel asia christian mercy melody destiny sky storm river forest robin jay lee long  love melon sun moon "
    "arm jean son noor mona nur day an bo my sang van ai do so ho mon kai long ran san can pa ma go su yu li ye he she "
    "gift miracle blessing god precious princess queen justice ocean lane page reed cliff glen cash jack nick carol gale wren dawn".split()
)
_CALENDAR: Final = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday thursday "
    "friday saturday sunday christmas easter english french german spanish italian chinese japanese american british".split()
)
_SITE: Final = re.compile(
    r" (?:Park|Museum|University|Lake|Mountain|Mountains|Beach|Street|Avenue|Road|Square|Station|Airport|Island|School|Library|"
    r"Caf[eé]|Restaurant|Church|Hotel|River|Valley|Canyon|Garden|Gardens|Theatre|Theater|Stadium|Hospital|Market|Temple|Castle)$"
)
_HEAD: Final = frozenset(
    "the i my a in at on and but so we our this that it if then today yesterday when after before".split()
)


def gather(sums: dict[str, Any], trace: Trace, zone: ZoneInfo) -> None:
    """Add one trace to the sums that the functions below read; the order of traces does not matter."""
    at = int(trace.at.timestamp() * MILLION)
    day = day_key(trace.at, trace.session, zone)
    seen = _Sums.of(sums)
    for who in _counterparts(trace):
        seen.people.see(who, at=at, day=day, trace_id=trace.id, counts={"met": 1})
    if trace.author == "me" and trace.kind in WRITING and trace.text:
        text = own_words(trace.text).strip()
        inner = body(text)
        if (signed := _SIGNED.search(text)) is not None:
            add(sums.setdefault("signed", {}), {signed.group(1): 1})
            inner = inner[: -len(signed.group())] if inner.endswith(signed.group()) else inner
        for who in {*_addressed(text), *_people(inner)}:
            seen.people.see(who, at=at, day=day, trace_id=trace.id)
        for place in set(_places(inner)):
            seen.places.see(place, at=at, day=day, trace_id=trace.id)
        words = terms(inner)
        sums["words"] = sums.get("words", 0) + len({*_TOKEN.findall(inner.lower())})
        for term, surface in words.items():
            seen.topics.see(term, at=at, day=day, trace_id=trace.id)
            row = seen.topics.rows[term]
            row["w"] = min(row.get("w", surface), surface, key=lambda word: (len(word), word))
    sums["people"], sums["places"], sums["topics"] = seen.people.rows, seen.places.rows, seen.topics.rows


#: A name alone in the last line is the writer's own.
_SIGNED: Final = re.compile(r"\n\s*((?-i:[A-ZÀ-Ý][a-zà-ÿ]+(?: [A-ZÀ-Ý][a-zà-ÿ]+)?))\s*\Z")


def own_names(sums: Mapping[str, Any]) -> frozenset[str]:
    """Names in lower case with which the person signs, three times at least."""
    return frozenset(name.lower() for name, count in sums.get("signed", {}).items() if count >= _NAME_TIMES)


@dataclass(slots=True)
class _Sums:
    people: Seen
    places: Seen
    topics: Seen

    @classmethod
    def of(cls, sums: dict[str, Any]) -> _Sums:
        made = []
        for name in ("people", "places", "topics"):
            seen = Seen()
            seen.rows = sums.setdefault(name, {})
            made.append(seen)
        return cls(*made)


def _counterparts(trace: Trace) -> Iterator[str]:
    """Who else takes part: the author of what was said or written to the person, and whom the person wrote to."""
    named = [trace.author] if trace.author != "me" and trace.kind in ("said", "wrote", "read") else []
    if trace.author == "me":
        to = trace.extra.get("to")
        named += [to] if isinstance(to, str) else [each for each in to or () if isinstance(each, str)]
    for each in named:
        display, address = parseaddr(each)
        name = (display or (each if "@" not in each else address.split("@")[0].replace(".", " ").title())).strip()
        if name and name.lower() not in _NOBODY and not name[0].isdigit() and len(name) <= 40:
            yield name


def _addressed(text: str) -> Iterator[str]:
    match = _ADDRESS.match(text)
    if match is not None:
        for who in re.split(r",? and |, ?", match["who"]):
            plain = re.sub(r"^(?:prof(?:essor)?|dr|mr|mrs|ms)\.? ", "", who, flags=re.IGNORECASE).strip()
            if plain and plain.lower() not in _NOBODY and plain.lower() not in _CALENDAR:
                yield plain


def _people(text: str) -> Iterator[str]:
    for match in _SPAN.finditer(text):
        known = places()
        if match.group().lower() in known and not is_forename(match.group()):
            continue
        tokens = match.group().split()
        for at, token in enumerate(tokens):
            low = token.lower()
            if not is_forename(low) or low in _CALENDAR or low in _NOBODY:
                continue
            before = text[: match.start()] if at == 0 else " ".join(tokens[:at]) + " "
            unsure = low in _AMBIGUOUS or low in known
            if unsure and not (at == 0 and _TITLED.search(before)):
                continue
            rest = [each for each in tokens[at + 1 : at + 2] if each.lower() not in _CALENDAR and not is_forename(each)]
            if not _SITE.search(match.group()):
                yield " ".join([token, *rest]) if rest and rest[0][0].isupper() and rest[0] not in _HEAD_CAPS else token
            break


_TITLED: Final = re.compile(rf"(?:\b(?:mr|mrs|ms|dr|prof)\.? |\bmy (?:\w+ )?{RELATIVES},? )$", re.IGNORECASE)
_HEAD_CAPS: Final = frozenset("The A An In On At And But My Is Was I We".split())


def _places(text: str) -> Iterator[str]:
    for match in _SPAN.finditer(text):
        tokens = match.group().split()
        if tokens[0].lower() in _HEAD and len(tokens) > 1:
            tokens = tokens[1:]
        if len(tokens) > 1 and _SITE.search(" " + " ".join(tokens)):
            yield " ".join(tokens)
            continue
        for size in range(len(tokens), 0, -1):
            written = places().get(" ".join(tokens[:size]).lower())
            if written is not None:
                unsure = (
                    is_forename(written)
                    or written.lower() in _AMBIGUOUS
                    or written in ("Nice", "Reading", "Turkey", "Mobile")
                )
                if not unsure or _AT_PLACE.search(text[: match.start()]):
                    yield written
                break


_TOKEN: Final = re.compile(r"[^\W\d_]{3,}(?:['’-][^\W\d_]+)*")
_COMMON: Final = 4e-4


def terms(text: str) -> dict[str, str]:
    """The topic words of a text: stem (or two stems in a row) to the words as written; names and everyday words are out."""
    found: dict[str, str] = {}
    tokens = [(match.group().lower(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    keyed = [(" ".join(stems(word)), word, start, end) for word, start, end in tokens]
    telling = [
        (stem, word, start, end)
        for stem, word, start, end in keyed
        if stem and expected(stem) < _COMMON and not (is_forename(word) and text[start].isupper()) and word not in NO_TOPIC
        and word not in _CALENDAR and "'" not in word and "’" not in word
    ]  # fmt: skip
    for stem, word, _, _ in telling:
        found[stem] = min(found.get(stem, word), word, key=lambda each: (len(each), each))
    for (left, one, _, end), (right, two, start, _) in pairwise(telling):
        if start - end == 1 and text[end] == " ":
            found[f"{left} {right}"] = f"{one} {two}"
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A person, place or topic that comes up again and again.

    Args:
        name: As it is written.
        n: In how many traces.
        occasions: On how many occasions (sessions and days), counted up to four.
        lift: How much more often than in everyday texts.
        score: For sorting.
        examples: Ids of the newest of the traces.
    """

    name: str
    n: int
    occasions: int
    lift: float
    score: float
    examples: tuple[str, ...]


def people(sums: Mapping[str, Any]) -> list[Found]:
    """The persons who come up again and again, those with most traces first."""
    return _names(sums.get("people", {}), sums)


def where(sums: Mapping[str, Any]) -> list[Found]:
    """The places that come up again and again."""
    return _names(sums.get("places", {}), sums)


def _names(rows: Mapping[str, Any], sums: Mapping[str, Any]) -> list[Found]:
    total = sums.get("words", 0) + _BEHIND
    merged = _whole_names(rows)
    found = []
    for name, row in merged.items():
        lift = row["n"] / total / max(math.prod(expected(stem) for stem in stems(name)[:1]), 1e-9)
        if row["n"] >= _NAME_TIMES and len(row["days"]) >= NAME_OCCASIONS and (lift >= 2 or row.get("met")):
            found.append(_found(name, row, lift, float(row["n"])))
    return sorted(found, key=lambda each: (-each.score, each.name))


def _whole_names(rows: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """A forename alone belongs to the only whole name that begins with it."""
    whole: dict[str, list[str]] = {}
    for name in rows:
        if " " in name:
            whole.setdefault(name.split()[0], []).append(name)
    merged: dict[str, dict[str, Any]] = {}
    for name, row in sorted(rows.items()):
        options = whole.get(name, [])
        target = options[0] if len(options) == 1 and rows[options[0]]["n"] * 4 >= row["n"] else name
        known = merged.get(target)
        merged[target] = dict(row) if known is None else {
            "n": known["n"] + row["n"], "met": known.get("met", 0) + row.get("met", 0),
            "days": sorted({*known["days"], *row["days"]}), "ex": sorted([*known["ex"], *row["ex"]], reverse=True)[:6],
        }  # fmt: skip
    return merged


def topics(sums: Mapping[str, Any]) -> list[Found]:
    """The words that the person uses far more than others do, on three occasions at least; the most telling first.

    The score is the count times the logarithm of the lift over the background (the leading term of Dunning's G2).
    """
    total = sums.get("words", 0) + _BEHIND
    found: dict[str, Found] = {}
    for term, row in sums.get("topics", {}).items():
        if row["n"] < _NAME_TIMES or len(row["days"]) < TOPIC_OCCASIONS:
            continue
        parts = term.split()
        lift = row["n"] / total / (expected(term) if len(parts) == 1 else min(map(expected, parts)))
        if lift >= _LIFT:
            found[term] = _found(row["w"], row, lift, row["n"] * math.log(lift))
    pairs = {part: each.n for term, each in found.items() if " " in term for part in term.split()}
    kept = [each for term, each in found.items() if pairs.get(term, 0) < 0.6 * each.n]
    return sorted(kept, key=lambda each: (-each.score, each.name))


def _found(name: str, row: Mapping[str, Any], lift: float, score: float) -> Found:
    return Found(name, row["n"], len(row["days"]), lift, score, tuple(trace_id for _, trace_id in row["ex"]))
