# ruff: noqa: E501  (expressions read best in one line)
"""Values: what a matched pattern names, cut where the phrase ends and refused where it names nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from thyself.memory.extract.gazetteer import is_forename, is_place
from thyself.memory.extract.patterns import Pattern

_CUT: Final = re.compile(
    r"\s+(?:because|but|so|since|when|whenever|while|which|who|whom|that|if|although|though|where|as|than|except|"
    r"until|after|before|'?cause|cuz|it's|it|he|she|they|we|you|i|i'm|i've|also|too|either|right now|at the moment|"
    r"these days|nowadays|lately|now|anymore|any more|any longer|at all|as well|very much|so much|a lot|though|"
    r"more than|especially|including|such|and (?:i|i'm|i've|my|we|it|it's|he|she|they|you|then|also|am|have|had|would|"
    r"want|like|love|enjoy|think|hope|the|was|is|are|can|will|do|don't|work|live|study|get|got|just|so|that|need|go|said|left|quit|moved|started|start|began|now|gave|sold|said goodbye)|for good|"
    r"or (?:i|anything|something|so|whatever)|for (?:about|over|almost|nearly|\d+|many|several|the (?:past|last)|years|now|two|three|four|five|six|"
    r"seven|eight|nine|ten|a few|a while|a long|some time|my|me)|"
    r"by the way|too much|with (?:you|it|that|this|them)|in my (?:spare|free) time|every (?:day|time)|all the time|"
    r"last (?:year|month|week|night|summer|spring|fall|autumn|winter)|(?:this|next) (?:year|month|week|summer)|"
    r"(?:a|one|two|three|\w+) (?:years?|months?|weeks?|days?) ago|recently|ever|again|yet|already|today|yesterday|"
    r"tomorrow|this (?:morning|afternoon|evening)|lol|haha|myself|instead|sometimes|now and then|from time to time|occasionally|etc|like(?= [A-Z]))\b.*|[\x00].*|\s+-+\s.*|\s*[\"“”].*",
    re.IGNORECASE | re.DOTALL,
)
_CUT_HABIT: Final = re.compile(
    r"\s+(?:because|but|so|since|which|although|though|now|anymore|any more|too|as well|right now|at the moment|these days|"
    r"lol|haha|next|someday|one day|some day|in the future|soon|again|this year|next year|and (?:i|i'm|my|we|it|it's|he|she|they|you|then)|"
    r"if|when (?:i|we)|while)\b.*|[\x00].*|\s+-+\s.*|\s*[\"“”].*",
    re.IGNORECASE | re.DOTALL,
)
_RELATIVE_CLAUSE: Final = re.compile(
    r"\s+(?:that|which|who|whom|what|where|how|i|we|they|he|she|you|it|with (?:it|them|you|that|this))(?![\w'])",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    r"^(?:(?:all (?:kinds|sorts|types) of|any kind of|a lot of|lots of|most|certain|both|eating|drinking|"
    r"some(?! of)|any(?! of))\s+)+(?=\w)",
    re.IGNORECASE,
)
_TASTES: Final = frozenset({"likes", "dislikes", "interests", "fears"})
#: What somebody likes of the thing at hand ("I love the colour") is no lasting taste.
_OF_THE_MOMENT: Final = re.compile(
    r"^the (?!(?:beach|sea|ocean|mountains|outdoors|outside|country|countryside|city|gym|guitar|piano|violin|theat(?:er|re)|"
    r"cinema|movies|opera|ballet|snow|rain|sun|cold|heat|dark|winter|summer|fall|autumn|spring|woods|forest|lake|desert|arts|"
    r"internet|news|zoo|library|water|night|morning|color|colour|holidays|[\w-]+ genre)\b(?: and \w+)?$)(?-i:(?![A-Z]))|"
    r"^(?:the )?colou?r$|\b(?:this|that|these|those|one of|both)\b",
    re.IGNORECASE,
)
_EMPTY: Final = re.compile(
    r"^(?:(?:like|or|and|all the|enough|sorry|not)\b.*|.*\ba (?:safe|new|nice|good|better)$|activities|bands|cuisine|dishes|to help|(?:to|etc|often|mine|it|its|it's|that|this|them|these|those|him|her|you|me|us|your|his|their|our|what|how|when|where|why|which|whom|"
    r"everything|anything|something|nothing|everyone|anyone|someone|people|one|both|all|each|such|my own|here|there|"
    r"way|idea|fact|thought|thing|things|stuff|more|much|many|most|lot|bit|part|same|other|others|so|too|not|no|"
    r"a lot|lots|enough|another|anymore|and|or|to (?:hear|see (?:you|that|it|how|what)|know|say|think|be able|tell|talk to you|"
    r"admit|imagine|help (?:you|people with)|thank|meet you|ask|do (?:that|it|so|this)|try (?:it|that|new|some|those|them)|go there|visit (?:it|there)|"
    r"hear|look at (?:it|that)|break|disappoint|bother|wait|sound|do|have|come|make sure|learn more|use (?:it|that)|get there|see)|"
    r"talking (?:to|with) you|hearing (?:about|from)|chatting with you|being (?:able|here)|seeing (?:you|that)|"
    r"the (?:way|idea|fact|thought|part|one|ones|thing|sound of (?:it|that)|name|same|other|first|second|next|last|rest|look)|"
    r"a (?:good|great|nice|lot|bit|little|few|couple)\b|an? (?:idea|thing|way|while)|this|these|both|"
    r"hours|minutes|hearing|free|hard|home|well|too|fun|fine|good|bad|nice|great|interesting|reason|example|sure|long|now|"
    r"doing (?:that|it|this|so|well|the same)|being|getting|going (?:there|back)|trying (?:it|that|them)|about)$|"
    r"(?:it|that|this|them|these|those|him|her|you|us|your|his|their|our|what|how|when|why|which|someone|anyone|being)\b|"
    r"the (?:way|idea|fact|thought|part|one|ones|thing|sound of|same|other|first|second|next|last|rest|look of|name|details?|point|rest) ?\b|"
    r"another\b|to (?:hear|know|say|think|be able|tell|admit|imagine|thank|ask|bother|disappoint|break|wait|sound|share|let|see you|see how|see what|see that|see it|meet you|talk to you|chat|do that|do it|do this)\b|"
    r"(?:hearing|seeing) (?:about|from|you|that|how|what|it)\b|talking (?:to|with) you|chatting with)",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(r"\s*,\s*(?:and |or |but )?|\s+(?:and|or|&)\s+", re.IGNORECASE)
_NOT_ITEM: Final = re.compile(
    r"\b(?:i|i'm|i've|i'd|you|he|she|they|we|it|it's|that|this|is|are|was|were|am|do|does|did|have|has|had|can|will|"
    r"would|could|should|often|usually|sometimes|also|always|your|so|just|too|because|what|who|when|then|there|there's|think|know|guess|hope)\b",
    re.IGNORECASE,
)
#: What is not eaten once, and where: "I don't eat breakfast at home", "I can't stand still".
_NO_THING: Final = re.compile(
    r"^(?:breakfast|lunch|dinner|supper|dessert|still|up|out|in|on|around|back|here|there|alone|before|after|(?:late|early)$|anything with|"
    r"much|many|too|very)\b",
    re.IGNORECASE,
)
#: A habit that can be understood only from what stood before.
_OF_BEFORE: Final = re.compile(
    r"\b(?:there|it|that|them|this|these|those)\b|^(?:play|do|go|practice|train) every \w+$", re.IGNORECASE
)
_PERSONAL: Final = re.compile(r"\b(?:you|your|yours|yourself|him|his|them|their|theirs)\b", re.IGNORECASE)
_TAIL: Final = re.compile(r"(?:\s+(?:and|or|to|the|a|an|of|in|on|at|to|with|for|from|by|is|are|my|very|really|some|just|"
                          r"like|not|most|best|the most|more|about|when|even))+$", re.IGNORECASE)  # fmt: skip
_TAIL_TIME: Final = re.compile(
    r"\s+(?:now|too|as well|right now|lately|these days|at the moment|again|this year|recently|more)$", re.IGNORECASE
)
_NUMBER: Final = range(10, 106)


def read(match: re.Match[str], pattern: Pattern, plain: str) -> Iterator[str]:
    """The values that a match names; none where what it names is nothing to keep."""
    raw = match.group("v")
    if pattern.check == "number":
        if int(raw) in _NUMBER and not re.match(r"\s*(?:%|percent|°|minutes|hours|km|miles|kg|pounds|lbs)", plain[match.end("v") :]):  # fmt: skip
            yield raw
    elif pattern.check == "plain":
        for each in _SPLIT.split(raw) if pattern.lists else [raw]:
            if value := _TAIL_TIME.sub("", each).strip():
                yield value
    elif pattern.check == "name":
        yield from _name(raw)
    elif pattern.check == "place":
        yield from _place(raw)
    elif pattern.lists:
        yield from _list(raw, pattern)
    else:
        value = _phrase(raw.split(",")[0], pattern)
        if value:
            yield value


#: Words of time behind what somebody works at, studies or lives with: they say when, not what.
_WHEN: Final = re.compile(
    r"\s+(?:(?:at|in|on|from|as of|since|starting|beginning|by|until|till|around|towards|during|effective)\s+)?(?:the\s+)?(?:(?:start|beginning|end|middle) of\s+|"
    r"(?:early|late|mid|last|next|this|coming|past|following)[\s-]+)*(?:the\s+)?(?:(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:19|20)\d\d\b|(?<= )(?:year|month|week|weekend|spring|summer|autumn|fall|winter)\b|yesterday\b|tomorrow\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_DATED: Final = frozenset({"work", "study", "home", "things", "family"})


def _phrase(raw: str, pattern: Pattern) -> str:
    cut = _CUT_HABIT if pattern.about in ("habits", "goals") else _CUT
    ended = cut.search(" " + raw.strip())
    if ended is not None and pattern.about in _TASTES and _RELATIVE_CLAUSE.match(ended.group()):
        return ""
    value = cut.sub("", " " + raw.strip()).strip()
    if pattern.about in _DATED:
        value = _WHEN.sub("", " " + value).strip()
    if pattern.about in _TASTES:
        value = _LEAD.sub("", value)
        if _OF_THE_MOMENT.search(value):
            return ""
    value = _TAIL.sub("", value).strip(" '\"-*_~")
    words = value.split()
    long = 14 if pattern.about in ("habits", "goals") else 9
    if not words or len(words) > long or len(value) < 2 or _EMPTY.match(value):
        return ""
    if pattern.about in ("diet", "dislikes") and _NO_THING.match(value):
        return ""
    if _OF_BEFORE.search(value) and pattern.about in ("habits", "goals"):
        return ""
    if _PERSONAL.search(value) and pattern.about != "habits":
        return ""
    if pattern.slot == "work:at" and len(words) == 1 and is_forename(value):
        return ""
    if value[0].isdigit() and pattern.about in ("work",):
        return ""
    return value


def _list(raw: str, pattern: Pattern) -> Iterator[str]:
    """The things of an enumeration, as long as they are things; a clause ends it."""
    first = ""
    for place, part in enumerate(_parts(raw)):
        if place and (not part or _NOT_ITEM.search(part) or len(part.split()) > 5):
            return
        if place and first.startswith("to "):
            if part.split()[0].lower() not in _VERBS:
                return
            part = "to " + part
        if place and _DOING_SO.match(first) and not _DOING_SO.match(part) and not re.match(r"\w+ing$", part):
            return
        value = _phrase(part, pattern)
        if not value and place == 0:
            return
        if value:
            first = first or value
            yield value
            if len(value) < len(part.strip()) - 4:
                return


_DOING_SO: Final = re.compile(r"\w+ing \w", re.IGNORECASE)
_COMMA: Final = re.compile(r"\s*,\s*(?:and |or |but )?", re.IGNORECASE)
_AND: Final = re.compile(r"\s+(?:and|or|&)\s+", re.IGNORECASE)
_VERBS: Final = frozenset(
    "play watch go read write paint draw cook bake run swim hike sing dance travel listen eat drink knit sew garden walk "
    "exercise shop sleep ride collect take make learn try study fish hunt camp ski surf relax spend meet work hang have "
    "build volunteer visit drive party gamble mow grill bike code meditate do create help teach explore".split()
)


def _parts(raw: str) -> list[str]:
    """What commas and "and" set apart, but not "sharing my skills and knowledge" nor "action and comedy films"."""
    parts: list[str] = []
    for piece in _COMMA.split(raw):
        both = _AND.split(piece)
        if len(both) == 1 or _one_thing(both):
            parts.append(piece)
        else:
            parts.extend(both)
    return parts


def _one_thing(both: list[str]) -> bool:
    head, tail = both[0].split(), both[1].split()
    if not head or not tail:
        return False
    doing = head[0].lower().endswith("ing") and len(head) > 1 and not tail[0].lower().endswith("ing")
    shared = len(head) == 1 and len(tail) == 2 and not head[0].lower().endswith(("s", "ing"))
    named = head[-1][0].isupper() and tail[0][0].isupper() and len(both) == 2 and head[-1] not in ("I",)
    return head[0].lower() == "to" or doing or shared or (named and len(head) > 1)


_NAME: Final = re.compile(
    r"\s*((?:Dr\. |Mr\. |Mrs\. |Ms\. )?[A-ZÀ-Ý][\w'-]+(?: (?:de |van |von |da )?[A-ZÀ-Ý][\w'-]+){0,2})"
)
_NO_NAME: Final = frozenset(
    "The A An It That This When If So But And Because Not Very Really Just Also My Your What I Is Was Always Only Now "
    "User Name Lives Works Loves Has Had Will Can Would Said Says On In At To Still Never Often Who Whose Mr Mrs Dr".split()
)


def _name(raw: str) -> Iterator[str]:
    match = _NAME.match(raw)
    if match is not None:
        name = match.group(1).removesuffix("'s")
        if name.split()[0].partition("'")[0] not in _NO_NAME and len(name) > 1:
            yield name
        return
    first = raw.split()[0].strip(".,!") if raw.split() else ""
    rest = raw.split()[1:2]
    if (
        is_forename(first)
        and first.islower()
        and len(first) > 3
        and (not rest or rest[0] in ("and", "but", "so", "by"))
    ):
        yield first.capitalize()


_PLACE: Final = re.compile(
    r"\s*(?:the (?=[A-Z]))?(?P<p>[A-ZÀ-Ý][\w.'-]+(?: (?:of |de |la |the |and the )?[A-ZÀ-Ý][\w.'-]+){0,3}(?:, [A-ZÀ-Ý][\w.'-]+(?: [A-ZÀ-Ý][\w'-]+)?)?)"
)
_NO_PLACE: Final = frozenset(
    "I The This That My Your It We You He She They God English French German Spanish January February March April May June "
    "July August September October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday Hogwarts "
    "Heaven Hell".split()
)
_YEAR: Final = re.compile(r"\s*(?:(?:early|late|the) )*((?:(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?(?:january|february|march|april|may|june|july|august|"
                          r"september|october|november|december)(?: \d{1,2}(?:st|nd|rd|th)?)?(?:,? \d{4})?)|(?:19|20)\d\d)\b",
                          re.IGNORECASE)  # fmt: skip


def _place(raw: str) -> Iterator[str]:
    """A capitalised name of a place, or one that the gazetteer knows; a date for a birth."""
    if (year := _YEAR.match(raw)) is not None:
        yield year.group(1)
        return
    match = _PLACE.match(raw)
    if match is not None and match["p"].split()[0].rstrip(",") not in _NO_PLACE:
        place = match["p"].rstrip(".")
        if "," in place and not is_place(place.split(", ")[1]):
            place = place.split(",")[0]
        yield place.removesuffix("'s")
        return
    words = _CUT.sub("", " " + raw).strip(" .!").removeprefix("the ").split()
    for size in (3, 2, 1):
        if len(words) >= size and is_place(" ".join(words[:size])):
            yield " ".join(word.capitalize() if word not in ("of", "and") else word for word in words[:size])
            return
