"""Facts: what a person states of themselves in a text, read by the patterns of :mod:`thyself.memory.extract.patterns`.

Not read: questions, quotations and quoted mail, what others are said to have said, conditions and wishes ("if I
were", "imagine I"), role play and requests to write or correct a text, and everything that others wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from thyself.core import Trace
from thyself.core.trace import SENSITIVITIES
from thyself.memory.extract import values
from thyself.memory.extract.changes import reworded
from thyself.memory.extract.clauses import Sentence, sentences
from thyself.memory.extract.foods import is_borne, is_no_allergen
from thyself.memory.extract.frames import framed
from thyself.memory.extract.kinds import takes_in, telling
from thyself.memory.extract.patterns import PATTERNS, Pattern
from thyself.memory.extract.records import Record, Schema, Stance
from thyself.memory.extract.ways import ways
from thyself.memory.extract.words import RELATIVES

#: Traces in which a person may speak of themselves.
TELLING: Final = frozenset({"said", "wrote", "felt", "did"})


def facts(trace: Trace) -> list[Record]:
    """What the person states of themselves in a trace, in the order of the text; nothing for others' words."""
    if trace.author != "me" or trace.kind not in TELLING or not trace.text:
        return []
    found: dict[tuple[str, str], Record] = {}
    for sentence in sentences(trace.text):
        for record in _in_sentence(sentence):
            higher = max(record.sensitivity, trace.sensitivity, key=SENSITIVITIES.index)
            found.setdefault((record.line_id, record.stance), replace(record, trace_id=trace.id, sensitivity=higher))
    return list(found.values())


class Rules:
    """Facts by the patterns alone; no model is called."""

    name = "rules"
    schema: Schema = "fact"

    def extract(self, traces: Sequence[Trace]) -> list[Record]:
        """What the person states in the traces."""
        return [record for trace in traces for record in facts(trace)]


#: How sure a statement is that was read by a frame.
_BY_FRAME: Final = 0.7
#: What the name of its reader ends with then.
BY_WORDS: Final = ", by its words"


def _in_sentence(sentence: Sentence) -> Iterator[Record]:
    changes = [
        replace(record, clause=around)
        for plain, stance, around in reworded(sentence)
        for record in _match(plain, "me", stance, sentence)
    ]
    ended = [each for each in changes if each.stance != "is"]
    plainly: list[Record] = []
    for clause in sentence.clauses():
        for subject, plain, stance in readings(clause):
            for record in _match(plain, subject, stance, sentence):
                if stance != "is" or not any(each.ends(record) for each in ended):
                    plainly.append(replace(record, clause=_with_time(sentence.text, clause)))
    otherwise = [
        replace(record, clause=around, confidence=min(record.confidence, _OTHERWISE))
        for plain, stance, around in ways(sentence)
        for record in _match(plain, "me", stance, sentence)
        if stance != "is" or record.slot or not any(each.ends(record) for each in ended)
    ]
    fuller = [each for each in otherwise if not any(_tells(known, each) for known in (*changes, *plainly))]
    known = [each for each in (*plainly, *changes) if not any(_says_more(more, each) for more in fuller)]
    yield from known
    yield from fuller
    for plain, stance, around in framed(sentence):
        for record in _match(plain, "me", stance, sentence):
            over = stance == "is" and any(each.ends(record) for each in ended)
            if not over and not any(_tells(each, record) or _says_more(each, record) for each in (*known, *fuller)):
                yield replace(record, clause=around, confidence=_BY_FRAME, by=f"{record.by}{BY_WORDS}")


#: How sure a statement is that was said in another way.
_OTHERWISE: Final = 0.8


def _says_more(more: Record, known: Record) -> bool:
    """Whether a record of the same area names the same and more: a Peugeot 208 and a Peugeot."""
    if (more.about, more.subject, more.stance, known.stance) != (known.about, known.subject, "is", "is"):
        return False
    return {*telling(known.value)} < {*telling(more.value)}


def _tells(known: Record, more: Record) -> bool:
    """Whether a record says already what another would say less surely."""
    if more.stance != "is" or known.stance != "is":
        return known.line_id == more.line_id
    if more.slot:
        return known.slot == more.slot
    return known.about == more.about and takes_in(more.value, known.text)


_NEXT_CLAUSE: Final = re.compile(
    r"(?:[,;]|\s(?:and|but|so|because|while))\s+(?:i|we|my|it|he|she|they)\b", re.IGNORECASE
)
_TELLS: Final = re.compile(r"\b(?:i|we|my)\b", re.IGNORECASE)


def _with_time(text: str, clause: str) -> str:
    """The clause up to the next one, with the words of time that open its sentence ("Since 2019 …")."""
    begin = max(text.find(clause), 0)
    end = _NEXT_CLAUSE.search(text, begin + 1)
    opened = 0 if _TELLS.search(text[:begin]) is None else begin
    return text[opened : end.start() if end is not None else len(text)]


_HEAD: Final = (
    (re.compile(r"^(?:i am|im|i'm|i m|i was)\b(?<!was)", re.IGNORECASE), "i'm"),
    (re.compile(r"^i have (?=been\b|always\b|become\b|given\b|gone\b|moved\b|lived\b|got\b)", re.IGNORECASE), "i've "),
    (re.compile(r"^(i) (?:do not|dont|don't really|do n't)\b", re.IGNORECASE), r"\1 don't"),
    (re.compile(r"^(i) (?:can not|cannot|cant)\b", re.IGNORECASE), r"\1 can't"),
)
_FILL: Final = re.compile(
    r"^(i(?:'m|'ve)?|i don't|i'm not|my \w+ (?:is|are))(?: (?:really|also|actually|currently|still|just|now|absolutely|"
    r"definitely|truly|totally|simply|especially|particularly|personally|honestly|certainly|probably|do|both|in fact|"
    r"mainly|mostly|primarily|secretly|very much|kind of|sort of|usually|always|even|proudly|very|quite|pretty|"
    r"extremely|super|proud to be))+(?= )",
    re.IGNORECASE,
)
_KEEP: Final = re.compile(r"^i(?:'ve)? (?:usually|always|never|often)\b", re.IGNORECASE)
_LATER: Final = re.compile(r"\b(?:any ?more|any longer|no longer)\b", re.IGNORECASE)
_DENIED: Final = (
    (re.compile(r"^i'm (?:not|no longer)(?: an?(?= \w+$))?\b", re.IGNORECASE), "i'm"),
    (re.compile(r"^i (?:don't|no longer)\b", re.IGNORECASE), "i"),
    (
        re.compile(
            r"^i(?:'ve)? (?:stopped|quit) (?=(?:work|tak|play|study|learn|eat|liv|volunteer)ing\b)", re.IGNORECASE
        ),
        "i'm ",
    ),
)
_ARTICLE_LAST: Final = re.compile(r"\ban?$", re.IGNORECASE)
_USED_TO: Final = re.compile(r"^i used to (?:be\b)?", re.IGNORECASE)
_PAST: Final = re.compile(r"^i (?:lived|worked|studied|taught|smoked|played)\b", re.IGNORECASE)
_PAST_FORMS: Final = {"lived": "live", "worked": "work", "studied": "study", "taught": "teach", "smoked": "smoke",
                      "played": "play"}  # fmt: skip


def readings(clause: str) -> Iterator[tuple[str, str, Stance]]:
    """The ways to read a clause: of whom, in the plain form that patterns know, and whether it holds.

    >>> list(readings("My sister Anna lives in Rome"))[-1]
    ('sister Anna', 'i live in Rome', 'is')
    """
    yield "me", _plain(clause), "is"
    plain = _plain(clause)
    if (used := _USED_TO.match(plain)) is not None:
        yield "me", ("i'm" if used.group().endswith("be") else "i ") + plain[used.end() :], "was"
    elif (past := _PAST.match(plain)) is not None:
        word = past.group().split()[1].lower()
        yield "me", f"i {_PAST_FORMS[word]}{plain[past.end() :]}", "was"
    yield from _denials(plain, "me")
    yield from _of_relatives(clause)


def _plain(clause: str) -> str:
    for form, head in _HEAD:
        clause = form.sub(head, clause)
    if _KEEP.match(clause) is None or re.match(r"^i always (?:loved|wanted)", clause, re.IGNORECASE):
        clause = _FILL.sub(r"\1", clause)
    return re.sub(r"^(i) always (?=lov|lik|enjoy|want)", r"\1've always ", clause, flags=re.IGNORECASE)


def _denials(plain: str, subject: str) -> Iterator[tuple[str, str, Stance]]:
    for form, head in _DENIED:
        if (match := form.match(plain)) is not None:
            rest = plain[match.end() :]
            yield subject, _LATER.sub("", head + rest).rstrip(" ."), "not"
            if (article := _ARTICLE_LAST.search(match.group())) is not None:
                yield subject, _LATER.sub("", f"{head} {article[0]}{rest}").rstrip(" ."), "not"


_RELATIVE: Final = re.compile(
    rf"^my (?P<who>(?:(?:older|younger|little|big|eldest|oldest|youngest|twin|late|new) )?{RELATIVES})"
    r"(?:,? (?P<name>(?-i:[A-Z][a-zà-ÿ]+))(?:,(?= (?:is|has|lives|works)))?)? "
    r"(?P<verb>is|are|lives?|has|have|works?|studies|study|speaks?|loves?|likes?|hates?|moved|was born|grew up|plays?|"
    r"doesn't|don't|can't|teaches|owns?|runs?|collects|used to|turned|smokes|enjoys|takes|suffers|volunteers)\b"
    r"(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_FIRST_PERSON: Final = {
    "is": "i'm", "are": "i'm", "has": "i have", "doesn't": "i don't", "studies": "i study", "teaches": "i teach",
    "lives": "i live", "works": "i work", "speaks": "i speak", "loves": "i love", "likes": "i like", "hates": "i hate",
    "plays": "i play", "owns": "i own", "runs": "i run", "collects": "i collect", "smokes": "i smoke",
    "enjoys": "i enjoy", "takes": "i take", "suffers": "i suffer", "volunteers": "i volunteer",
}  # fmt: skip


def _of_relatives(clause: str) -> Iterator[tuple[str, str, Stance]]:
    match = _RELATIVE.match(clause)
    if match is None:
        return
    who = " ".join(match["who"].lower().split())
    subject = f"{who} {match['name']}" if match["name"] else who
    verb = match["verb"].lower()
    plain = _plain(_FIRST_PERSON.get(verb, f"i {verb}") + match["rest"])
    if _USED_TO.match(plain) is None:
        yield subject, plain, "is"
        yield from _denials(plain, subject)


def _match(plain: str, subject: str, stance: Stance, sentence: Sentence) -> Iterator[Record]:
    for pattern in PATTERNS if subject == "me" else _of_others():
        if (match := pattern.regex.match(plain)) is None:
            continue
        if subject == "me" and stance != "is" and pattern.about in _NOT_DENIED:
            continue
        if stance == "is" and pattern.about not in _NEGATIVE and _LATER.search(plain):
            continue
        for place, value in enumerate(values.read(match, pattern, plain)):
            if pattern.about == "allergy" and (is_no_allergen(value) or (place and not is_borne(value))):
                continue
            yield _record(pattern, match, value, subject, stance, sentence)


#: Areas of which a denial or a past says nothing ("I'm not 34", "I used to be called Sam").
_NOT_DENIED: Final = frozenset({"name", "age", "birth"})
#: Areas whose statements are denials themselves, so that "any more" belongs to them.
_NEGATIVE: Final = frozenset({"dislikes", "diet", "habits"})


@lru_cache(maxsize=1)
def _of_others() -> tuple[Pattern, ...]:
    return tuple(each for each in PATTERNS if each.of_others)


#: A new manager takes the place of the manager.
_NEWER: Final = re.compile(r"^(?:new|current|direct|line) ")
_OWN: Final = re.compile(r"\bmy\b", re.IGNORECASE)
#: One spelling, so that "favorite color" and "favourite colour" are one place.
_BRITISH: Final = re.compile(r"(?<=\bc)olor(?=s?\b)", re.IGNORECASE)
_ARTICLE: Final = re.compile(
    r"(?<=^Is )a (?=[aeiou])|(?<=^Works as )a (?=[aeiou])|(?<=^Has )a (?=[aeio])", re.IGNORECASE
)


def _record(
    pattern: Pattern, match: re.Match[str], value: str, subject: str, stance: Stance, sentence: Sentence
) -> Record:
    key = _BRITISH.sub("olour", " ".join((match.groupdict().get("k") or "").split()))
    says = _OWN.sub("their", pattern.says.replace("{k}", key).replace("{v}", value))
    says = _ARTICLE.sub("an ", says)
    text = (
        says[0].upper() + says[1:]
        if subject == "me"
        else f"{subject[0].upper()}{subject[1:]} {says[0].lower()}{says[1:]}"
    )
    return Record(
        about=pattern.about,
        slot=pattern.slot.replace("{k}", _NEWER.sub("", key.lower())).replace("{v}", value.lower()),
        subject=subject,
        value=value,
        text=text,
        stance=stance,
        confidence=pattern.confidence,
        sensitivity=pattern.sensitivity,
        start=sentence.start,
        end=sentence.end,
        by=pattern.name,
    )
