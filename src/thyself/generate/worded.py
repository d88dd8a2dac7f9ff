"""Worded: a wish in plain sentences, those that fit the sort of thing that it is about."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from thyself.generate.acts import Wish
from thyself.generate.phrases import SENTENCES

_EVENTS: Final = (
    r"(?:workshop|meeting|dinner|lunch|breakfast|brunch|party|wedding|event|talk|conference|seminar|trip|call|interview|"
    r"reception|concert|visit|barbecue|BBQ|drinks?|coffee|celebration|ceremony|game|match|retreat)\b"
)
_OFFERED: Final = r"(?:invitation|offer|request|proposal|suggestion|application|help|quote|position|job|role)\b"
_DO: Final = (
    r"to (?:join|come|speak|give|visit|attend|take|be|stay|celebrate|meet|have|talk|present|apply|submit|write|review|"
    r"work|play|go|eat|collaborate|contribute|spend|see|watch)\b"
)
_VERB: Final = r"\b(?:is|are|was|were|am|has|have|had|will|would|can|could|must|should|may|do|does|did|\w+ed)\b|['’]\w"
#: Texts before which nobody says a cheerful set phrase, and those that greet nobody.
GRAVE: Final = frozenset(
    {"condole", "complain", "apologise", "goodbye", "away", "sick", "wish", "congratulate", "want"}
)
UNGREETED: Final = frozenset({"away"})
_CONTACT: Final = re.compile(
    r"[,.;]?\s*(?:and\s+)?(?:in urgent cases,?\s+)?(?:please\s+)?(?:contact|write to|call|ask)\s+(?P<who>[^,.;]+?)"
    r"(?P<why>\s+(?:for|in|with)\b[^,.;]*)?$"
)


def plain(wish: Wish) -> str:
    """The stiff sentence of somebody who knows nobody."""
    return _joined([_told(each)[0] for each in _each(wish)])


def ways(wish: Wish) -> list[str]:
    """Whole bodies for a wish, from plain to warm, each different."""
    first, *more = _each(wish)
    told = [_told(first)[1:], *(_told(each)[: 1 if each.act == "tell" else None][-3:] for each in more)]
    return list(dict.fromkeys(_joined([of[min(at, len(of) - 1)] for of in told]) for at in range(3)))


def _each(wish: Wish) -> list[Wish]:
    return [wish, *(part for then in wish.then for part in _each(then))]


def _joined(parts: list[str]) -> str:
    first, *more = dict.fromkeys(parts)
    end = ""
    if more and (found := re.search(r" (?:Thanks!|Thank you very much(?: in advance)?\.)$", first)):
        first, end = first[: found.start()], found[0]
    if "Thank" in first + end:
        more = [part.removesuffix(" Thanks!") for part in more]
    return " ".join([first, *more]) + end


def _told(wish: Wish) -> list[str]:
    if wish.act == "away":
        wish = _dated(wish)
    what = wish.what.rstrip(" ,;:")
    rest = what.partition(" ")[2]
    filled = {
        "what": _LOWER.sub(lambda word: word[0].lower(), what) if wish.act == "tell" else what,
        "What": what[:1].upper() + what[1:],
        "rest": rest,
        "more": wish.more or ("[what is good, and what could be better]" if wish.act == "feedback" else ""),
        "because": wish.because,
    }
    said = (_SLOT.sub(lambda slot: filled[slot[1]], way) for way in SENTENCES[_key(wish)])
    return [re.sub(r"([!?])[.]", r"\1", way) for way in said]


_SLOT: Final = re.compile(r"\{(what|What|rest|more|because)\}")
#: A word that has its capital only because a sentence began with it.
_LOWER: Final = re.compile(r"^(?:The|A|An|My|Our|Your|This|That|These|There|It|We|You|He|She|They|All|Some|No)\b")


def _key(wish: Wish) -> str:
    """Which sentences: those for this sort of thing, where there are some."""
    key = f"{wish.act}/{_sort(wish)}"
    return key if key in SENTENCES else wish.act


def _sort(wish: Wish) -> str:
    what = wish.what
    if wish.act == "reschedule" and wish.more:
        return "time"
    if not what:
        return ""
    if wish.act in ("decline", "accept"):
        return _offered(what)
    if wish.act == "tell":
        return "clause" if len(what.split()) > 3 or re.search(_VERB, what) else "word"
    first = what.split(" ", 1)[0].lower()
    if wish.act == "ask":
        return first if first in ("about", "for") else "clause"
    sorts = {
        "appoint": (r"an? appointment", "appointment"),
        "complain": (r"that\b", "that"),
        "invite": (_DO, "do"),
        "introduce": (r"myself|me$", "myself"),
        "wish": (r"(?:a )?(?:very )?happy birthday", "birthday"),
        "suggest": (r"that\b|to\b", "that"),
    }
    form, sort = sorts.get(wish.act, ("(?!)", ""))
    return sort if re.match(form, what) else "else"


def _offered(what: str) -> str:
    head = re.split(r" (?:to|for|of|from|on|at|in|with|that)\b", what, maxsplit=1)[0]
    if re.search(r"\binvitation$", head):
        return "invitation"
    if re.search(r"\brequest$", head):
        return "request"
    if re.search(rf"{_OFFERED}", head):
        return "offer"
    return "event" if re.search(_EVENTS, head) else "else"


def _dated(wish: Wish) -> Wish:
    """When somebody is away, and whom to write to in the meantime."""
    what, more = re.sub(r"^(?:I (?:am|will be) )?(?:away|out|not there)\s*", "", wish.what), ""
    if found := _CONTACT.search(what):
        what, more = what[: found.start()], f" In urgent cases, please contact {found['who']}."
    return replace(wish, what=what.strip(" ,.;"), more=more)
