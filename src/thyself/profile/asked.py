# ruff: noqa: E501  (expressions read best in one line)
"""Asked: which lines of a profile a question asks for, of whom, and of which time.

Only what a question says in so many words is read; a question that names no place of the profile is compared with the
words of the lines alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from thyself.core.words import STOP, stem, words
from thyself.memory.extract.gazetteer import expected
from thyself.memory.extract.kinds import members
from thyself.memory.extract.words import RELATIVES
from thyself.profile.lines import Line

Tense = Literal["now", "before", "ever"]

_ME: Final = r"(?:i|we|you think i|(?:my|our) (?P<who>[\w' -]+?)|(?-i:[A-Z])\w+)"
#: Forms of questions, and the places (slots, or areas) that they ask for.
_FORMS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"where (?:do|does|did|am|is|are|was|were|have|has) .{1,30}?\b(?:from|originally|grow up|grew up|raised|come from)\b", ("home:origin", "home:grew up", "birth:in")),
    (r"where .{0,30}\b(?:liv\w*|based|resid\w+|stay\w*|settled|home)\b|(?:which|what) (?:city|town|country|place|neighbou?rhood|village)\b.{0,40}\b(?:liv\w*|based|resid\w+|home|call home|in)\b|"
     r"my (?:current |present |new |old |former |previous )?(?:home ?town|home city|city|town|address|place of residence|residence|home)\b|(?:where|when) .{0,12}\b(?:move|moved|relocate)", ("home:place",)),
    (r"\b(?:who|whom) .{0,12}\bliv\w* with\b|live with|(?:flat|room|house)mate|liv\w+ (?:alone|arrangement|situation)", ("home:with",)),
    (r"(?:what|which) (?:kind|sort|type) of (?:place|home|house|flat|apartment)|\b(?:flat|apartment|house)\b", ("home:dwelling", "home")),
    (r"where .{0,30}\b(?:work\w*|employed|job)\b|who(?:m)? .{0,25}\b(?:work\w* (?:for|with|at)|employ\w*)|(?:which|what) (?:company|firm|employer|organi[sz]ation|workplace)|my (?:\w+ )?(?:employer|workplace|company)\b", ("work:at", "work:in")),
    (r"\b(?:gp|(?:family )?doctor)\b", ("people:doctor", "people")),
    (r"\b(?P<care>dentist|therapist|physio|cardiologist|optician|landlord|boss|manager|vet|hairdresser|midwife|neurologist|dermatologist)\b", ("people:dentist", "people:therapist", "people:physio", "people:cardiologist", "people:optician", "people:landlord", "people:boss", "people:manager", "people:vet", "people:hairdresser", "people:midwife", "people:neurologist", "people:dermatologist")),
    (r"\bgyms?\b|where (?:do|am|did) i (?:train|lift|work ?out|exercise|swim)", ("habits:gym",)),
    (r"\b(?:phone|mobile|handset|cell)\b", ("things:phone", "things")),
    (r"what (?:do|did) (?:i|we) do\W*$", ("work:as", "work:at", "work:in", "work")),
    (r"\bcourse\b", ("study",)),
    (r"\b(?:learn|learning|studying) .{0,12}\blanguages?\b|\blanguages? .{0,20}\b(?:learn|learning|studying)\b", ("habits", "languages")),
    (r"\bwhat (?:\w+ )?(?:am|was|do|did) i (?:on|taking|take)\b|\binhaler\b|\btablets?\b", ("health",)),
    (r"what .{0,14}\b(?:am|was) i into\b", ("likes", "habits", "interests")),
    (r"what .{0,12}\bdo (?:for (?:a living|work|money)|professionally|at work)|for a living|\b(?:job|profession|occupation|job title|role|position|career|line of work)\b", ("work:as", "work:at", "work:in", "work")),
    (r"\b(?:stud(?:y|ied|ying)|major|degree|subject)\b", ("study",)),
    (r"\b(?:university|college|school|uni)\b", ("study:at", "study")),
    (r"(?:what(?:'s| is| was)|tell me|know) my (?:\w+ )?name\b|what (?:am|was|should|do) .{0,25}\bcall(?:ed)?\b|who am i\W*$|name do i go by|i go by", ("name",)),
    (r"how old|\bmy age\b|what age", ("age",)),
    (r"\bbirthday\b|\bborn\b|birth ?(?:date|place)", ("birth",)),
    (r"\b(?:partner|girlfriend|boyfriend|wife|husband|spouse|fianc\w+|dating|married|single|relationship|seeing (?:anyone|someone|somebody)|going out|engaged|divorced|romantic\w*|love life|significant other)\b", ("family:partner", "family:status")),
    (r"\b(?:siblings?|brothers?|sisters?|kids?|children|child|sons?|daughters?|mother|father|mom|mum|dad|parents?|family)\b", ("family",)),
    (r"\b(?:pets?|dogs?|cats?|puppy|kitten|animals?|hamster|rabbit|parrot|fish|horse|bird)\b", ("pets",)),
    (r"\b(?:cars?|drive|bike|bicycle|motorbike|motorcycle|vehicle|boat|own|laptop|phone|camera|guitar|piano|van|truck|possess)\b", ("things",)),
    (r"allerg|intoleran", ("allergy",)),
    (r"\b(?:diet|eat|vegetarian|vegan|meat|drink|alcohol|food (?:rules|restrictions)|dairy|gluten|fish|pork|sugar|coffee)\b", ("diet",)),
    (r"\bsmok\w+|cigarettes?|tobacco", ("habits:smoking",)),
    (r"\b(?:hobb(?:y|ies)|free time|spare time|for fun|pastimes?|like to do|enjoy|leisure)\b", ("likes", "habits", "interests")),
    (r"\b(?:sports?|instruments?|exercise|play|practi[cs]e|habits?|routine|training|every (?:day|morning|week))\b", ("habits", "likes")),
    (r"\blike\b|\bfond of\b|\blove\b|\bfan of\b|\bprefer\b", ("likes", "dislikes")),
    (r"\b(?:dislike|hate|can't stand)\b", ("dislikes",)),
    (r"\blanguages?\b|\bspeak\b|fluent", ("languages",)),
    (r"\b(?:goals?|dreams?|ambitions?|plans?|want to|hope to|aim)\b", ("goals",)),
    (r"\b(?:afraid|scared|fears?|phobias?|terrified)\b", ("fears",)),
    (r"\b(?:health|condition|illness|disease|diagnos\w+|medic\w+|pills?|pregnant|suffer)\b", ("health",)),
    (r"\bcommut\w*|get to (?:work|the office)|way to work", ("home:commute", "work:commute", "habits")),
    (r"\b(?:boss|manager|supervisor|colleagues?|co-?workers?|office|shifts?|desk|schedule|salary)\b", ("work", "people")),
    (r"\b(?:gym|neighbou?rs?|landlord|landlady|rent|bakery|supermarket|dentist|doctor|gp|roommate|flatmate)\b", ("home", "people", "habits")),
    (r"\b(?:tall|height|hair|eyes|look like)\b", ("looks",)),
)  # fmt: skip
FORMS: Final = tuple((re.compile(form, re.IGNORECASE), places) for form, places in _FORMS)
_FAVOURITE: Final = re.compile(r"\bfav(?:ou?rite|e)? (?P<k>[\w-]+(?: [\w-]+)?)", re.IGNORECASE)
_BEFORE: Final = re.compile(
    r"\b(?:used to|previous(?:ly)?|former(?:ly)?|before|prior|back then|in the past|earlier|my (?:last|old|first|ex)\b|at first|once (?:live|work|have|own))\b",
    re.IGNORECASE,
)
_PAST_FORM: Final = re.compile(r"\b(?:did|was|were|had)\b", re.IGNORECASE)
_EVER: Final = re.compile(r"\b(?:ever|never|at any (?:time|point))\b", re.IGNORECASE)
_RELATIVE: Final = re.compile(rf"\b(?:my|our) (?P<who>(?:(?:older|younger|little|big|ex)[- ])?{RELATIVES})\b(?P<own>'s|s')?", re.IGNORECASE)  # fmt: skip
_NAME: Final = re.compile(r"(?<![.?!] )(?<!^)\b(?P<name>[A-ZÀ-Ý][a-zà-ÿ]{2,})\b")
#: Words of questions that say nothing of what is asked for.
GENERIC: Final = frozenset(
    stem(word)
    for word in (
        "live lives lived living work works working worked own owns have has had got get currently now current present name called call job "
        "see seeing tell know remember remind ever never mention mentioned say said talk talked told speak kind type sort many much often where what "
        "which who when how long since until last time still these days today use used go goes going went do does did doing did make made "
        "thing things something anything someone anyone any does think feel want like likes really actually before after moment please "
        "happen happened year month week day around currently previous previously former formerly old new am is are was were be been own "
        "place city town country favourite favorite person people far long lately recently every each weekly daily monthly times weekend weekends monday tuesday wednesday thursday friday saturday sunday mondays saturdays sundays right way lot first there here one two about"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    Args:
        places: Slots and areas of the profile, the likeliest first; empty where it names none.
        words: The telling words that are left, in lower case.
        subject: Of whom: ``"me"``, or the relative or name that it speaks of.
        tense: ``"now"``, ``"before"`` (what held before what holds), or ``"ever"``.
        yes_or_no: Whether "yes" would be an answer.
        name: Whether it asks for a name.
    """

    places: tuple[str, ...]
    words: tuple[str, ...]
    subject: str
    tense: Tense
    yes_or_no: bool
    name: bool = False


def asked(question: str) -> Asked:
    """Read a question.

    >>> asked("Where do I live?").places
    ('home:place',)
    """
    plain = question.replace("’", "'")
    favourite = _FAVOURITE.search(plain)
    if favourite is not None:
        head = favourite["k"].lower().split()
        kept = [word for word in head if word not in STOP][:2] or head[:1]
        places: tuple[str, ...] = (f"favourite:{' '.join(kept)}", f"favourite:{kept[0]}")
    else:
        places = tuple(dict.fromkeys(each for form, found in FORMS if form.search(plain) for each in found))
    return Asked(
        places,
        _telling(plain),
        _subject(plain),
        _tense(plain),
        _YES.match(plain) is not None,
        _NAMES.search(plain) is not None,
    )


_NAMES: Final = re.compile(r"\b(?:name|named|called)\b|^\W*who(?:'s| is) my\b", re.IGNORECASE)
_YES: Final = re.compile(r"^\W*(?:so,? |and |hey,? )?(?:do|did|does|am|is|are|was|were|have|has|had|can|could|will)\b", re.IGNORECASE)  # fmt: skip


def _telling(question: str) -> tuple[str, ...]:
    return tuple(word for word in words(question) if word not in STOP and stem(word) not in GENERIC)


def _tense(question: str) -> Tense:
    if _EVER.search(question):
        return "ever"
    return "before" if _BEFORE.search(question) else "now"


#: Questions about the person's own people: their names, who they are, what the person does with them.
_OWN_KIN: Final = re.compile(
    r"\b(?:do|did|am|have|was) i\b|^\W*(?:who|what)(?:'s| is| was| are) my [\w-]+\W*$|'s? (?:name|called)\b|\bmy [\w-]+ called\b",
    re.IGNORECASE,
)


def _subject(question: str) -> str:
    """Of whom it asks: "where does my sister live" of her, "what is my sister's name" of the person's own family."""
    match = _RELATIVE.search(question)
    if match is not None and not _OWN_KIN.search(question):
        return match["who"].lower()
    if re.search(r"\b(?:i|i'm|i've|my|me|we|our)\b", question, re.IGNORECASE):
        return "me"
    named = _NAME.search(question)
    return named["name"].lower() if named is not None else "me"


def fitting(wanted: Asked, lines: Iterable[Line]) -> list[Line]:
    """The lines that answer a question, best first; none where none does."""
    scored = [(score, line) for line in lines if (score := fit(wanted, line)) >= 1.0]
    top = max((score for score, _ in scored), default=0.0)
    kept = [(score, line) for score, line in scored if score >= 0.6 * top]
    if wanted.name and any(" is called " in line.text or " called " in line.value for _, line in kept):
        kept = [(score, line) for score, line in kept if " called " in f"{line.text} {line.value}"]
    return [line for _, line in sorted(kept, key=lambda each: (-each[0], -each[1].score))]


def fit(wanted: Asked, line: Line) -> float:
    """How well a line answers a question: 1 and more where it speaks of what is asked."""
    if not _of_whom(wanted, line):
        return 0.0
    shared = _shared(wanted, line)
    specific = [place for place in wanted.places if place in (line.slot, line.about)]
    if line.slot and line.slot in wanted.places:
        rank = wanted.places.index(line.slot)
        return 2.0 - 0.3 * min(rank, 3) + shared
    if not specific:
        return min(shared, 3.0) / max(1.0, 0.75 * len(wanted.words)) if shared >= 1.0 else 0.0
    if wanted.yes_or_no and wanted.words and not _has_head(wanted, line):
        return 0.0
    if not wanted.words or wanted.words == tuple(word for word in wanted.words if _names_area(word, line)):
        return 1.2 + shared
    return 0.5 + shared if shared else 0.0


def _has_head(wanted: Asked, line: Line) -> bool:
    """Whether a line speaks of the last telling word of a question, or of one of its kind: the violin, not the playing."""
    there = {stem(word) for word in words(f"{line.text} {line.subject}")}
    head = wanted.words[-1]
    return bool(members(head) & there) or stem(head) in there or _names_area(head, line)


def _of_whom(wanted: Asked, line: Line) -> bool:
    subject = line.subject.lower()
    if wanted.subject == "me":
        return subject == "me" or bool({*subject.split()} & {*wanted.words})
    whole = f"{subject} {line.text.lower() if subject != 'me' else ''}"
    return subject != "me" and any(word in whole.split() for word in wanted.subject.split()[-1:])


_AREA_WORDS: Final = {
    "pets": "pet animal", "things": "drive vehicle", "likes": "hobby hobbies", "habits": "hobby hobbies sport exercise routine practise play",
    "languages": "language speak", "allergy": "allergy allergies allergic allergen", "diet": "diet eat drink food", "family": "family sibling child partner",
    "goals": "goal dream plan", "fears": "fear afraid phobia", "health": "health condition medication", "study": "study studying degree major university college school",
    "interests": "hobby hobbies interest", "work": "profession occupation living role position career", "home": "flat house apartment home",
    "dislikes": "dislike hate",
}  # fmt: skip


def _names_area(word: str, line: Line) -> bool:
    return stem(word) in {stem(each) for each in _AREA_WORDS.get(line.about, "").split()}


def _shared(wanted: Asked, line: Line) -> float:
    """How much of the question's telling words the line has, or names one of the kind of; a rare word counts more."""
    there = {stem(word) for word in words(f"{line.text} {line.subject}")}
    found = [word for word in wanted.words if stem(word) in there or (members(word) & there)]
    return sum(1.0 if expected(stem(word)) < 1.5e-3 else 0.6 for word in found)


def takes_part(wanted: Asked, lines: Sequence[Line]) -> bool:
    """Whether one of the lines has all telling words of the question (or one of their kind): "yes" would be right."""
    return any(
        all(members(word) & {stem(each) for each in words(line.text)} or _names_area(word, line) for word in wanted.words)
        for line in lines
    )  # fmt: skip


def past_form(question: str) -> bool:
    """Whether it asks of the past: "where did I live in March?"."""
    return _PAST_FORM.search(question) is not None
