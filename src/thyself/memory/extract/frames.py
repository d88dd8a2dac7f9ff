# ruff: noqa: E501  (expressions read best in one line)
"""Frames: what a sentence says of a home, a job, a partner … where no form of words is known: a value of the right sort
beside words that go with it.

"Guess who's finally living in Lyon!" has a place and a word of living; "Globex let me go" a company and a word of ending.
A frame asks for both, for a sentence of the person's own life, and for no word that would make something else of it (a
trip, somebody else's news, a wish). What it reads is given in plain words, as :mod:`thyself.memory.extract.changes` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from thyself.core.words import stem
from thyself.memory.extract.clauses import Sentence
from thyself.memory.extract.gazetteer import expected, is_forename, is_place
from thyself.memory.extract.kinds import KINDS
from thyself.memory.extract.records import Stance
from thyself.memory.extract.words import ANIMALS, JOBS, RELATIVES

Sort = Literal["place", "company", "job", "forename", "car", "petname", "diet", "doing", "colour"]

_CARS: Final = "|".join(
    word for word in KINDS["car"].split() if word not in ("wheels", "driving", "drive", "drove", "parked", "parking", "automobile", "seat", "mini", "truck", "van", "golf", "polo", "civic")
)  # fmt: skip
_DIETS: Final = r"vegetarian|vegan|pescatarian|teetotal|gluten[- ]free|dairy[- ]free|kosher|halal"


@dataclass(frozen=True, slots=True)
class Frame:
    """One thing that can be said of a life.

    Args:
        name: Its name.
        sort: What a value looks like.
        cue: Words that go with it.
        over: Words that say that it has ended.
        plain, ended: What it comes to in plain words; ``{v}`` is the value.
        against: Words that make something else of the sentence.
    """

    name: str
    sort: Sort
    cue: str
    over: str
    plain: str
    ended: str
    against: str = r"(?!)"


FRAMES: Final = (
    Frame("home", "place",
          r"left|swapped|traded|liv(?:e|es|ing|ed)|home|flat|apartment|house|place|address|resident|residing|moved?|moving|relocat\w+|settl\w+|based|keys|unpack\w*|boxes|box|lease|rent\w*|landed|roots|base|hello|greetings|city of mine|town|neighbou?rhood|local|registered|"
          r"call(?:ing)? .{0,20} home|start(?:ed|ing)? (?:over|afresh|anew)|new (?:life|chapter|start)|packed up|shipped|emigrated|transferred|been in .{2,25} for|know every corner|street|postcode|zip code",
          r"left|leaving|bye|goodbye|farewell|history|behind|moved (?:out|away)|gave up|no longer|not .{0,12}any ?more|keys back|handed back|done with|said goodbye|out of|adieu|so long|moved from|came from|relocated from|handed over|swapped|traded|instead of|turned my back on|packed up",
          "i live in {v}", "i live in {v}",
          r"favou?rite|been to|visit\w*|trip|holidays?|vacation|travel\w*|flight|fl(?:y|ew|ying)|weekend|tour\w*|conference|hotel|airbnb|born|grew up|raised|love to|movie|film|book|novel|would|someday|one day|used to|hope|dream|plan|want|concert|match|game|for (?:a|the) (?:week|day|night|month)|"
          r"reminds?|article|restaurants?|food|(?:our|my) \w+ (?:is|are) (?:based|located)|weather in|passing through|on business|ago|studied|originally|roots in|family in|friends? in"),
    Frame("work", "company",
          r"left|workplace|pays?|next stop|employ\w*|job|work(?:s|ing|ed)?|payroll|earn\w*|living at|hired|offer|contract|position|role|gig|first (?:day|week)|on ?board\w*|join\w*|start\w*|began|badge|desk|company|firm|boss at|gone over to|moved (?:over )?to|switched|team at|"
          r"signed|recruit\w*|career|salary|pays? my|nine[- ]to[- ]five|9[- ]to[- ]5|staff|poached|colleagues|team|boss|headhunted|accepted|landed|clock in|day job|bread|bills|with .{2,30} for (?:ages|years|\w+ years)|has me",
          r"let me go|laid (?:me )?off|fired|sacked|quit|left|leaving|resign\w*|walked out|handed in|last day|goodbye|bye|farewell|over|ended|closed|behind me|no longer|not .{0,14}any ?more|done (?:with|at)|made redundant|redundan\w+|out of (?:a|my) job|not renewed|wasn't renewed|ran out|expired|terminated|moved (?:on )?from|came from|switched from|over from|stopped|finished|parted ways|dismissed|history|gave notice|notice|swapped|traded|replaced|chapter",
          "i work at {v}", "i work at {v}",
          r"go(?:es|ing)? by|my name|calls? me|call me|interview|appl(?:y|ied|ication)|client|customer|ordered|bought|shop(?:ping|ped)?|package|delivery|shares|stocks?|phone|laptop|would|hope|wish|store|invoice|complain\w*|support line|website|app\b|gym|fitness|membership|meeting with|works? well|not working|broke"),
    Frame("role", "job",
          r"professionally|living|working life|earn\w*|been|job|profession|employed|title|position|role|career|made me|become|became|by trade|trade|work(?:s|ing|ed)?|promot\w*|appointed|qualified|trained|retrain\w*|hired|day to day|occupation|by profession|switched|started|new|now",
          r"over|ended|no longer|not .{0,14}any ?more|stopped|quit|gave up|given up|done|hung up|behind me|retired|used to be|was|last day|left|resigned",
          "i work as a {v}", "i work as a {v}",
          r"saw|see|seeing|visit\w*|call(?:ed)?|appointment|need|asked|talked|spoke|told|recommend\w*|good|great|better|best|terrible|bad|dream|want|hope|would|wish|studying|study|met|know|knew|my (?:doctor|dentist|teacher|coach|boss|manager)"),
    Frame("partner", "forename",
          r"couple|better half|other half|relationship|girlfriend|boyfriend|partner|going out|dating|an item|someone new|somebody new|new in my life|seeing|together|fell in love|in love|love of my life|romance|romantic|significant other|date|sweetheart|soulmate|fianc\w+|engaged|wife|husband|married|asked (?:her|him) out|official",
          r"left me|over between|over with|are over|is over|separate ways|broke(?:n)? up|break-?up|split|ex|no longer|not .{0,14}any ?more|ended|called it quits|dumped|divorc\w+|separated|parted|moved out|finished|history|apart|done",
          "i'm dating {v}", "i'm dating {v}",
          r"used to|friend|would|worked? together|play\w* together|study together|cook\w* together|project|colleague|movie|film"),
    Frame("car", "car",
          r"my|our|own|owner|drive|driving|got|garage|get around|bought|buy|new|picked up|have|parked|park|switched|upgraded|starts|behind the wheel|leas\w+|delivered|collected",
          r"upgraded from|switched from|instead of|gave up|given up|new owner|gone|sold|sell|bought my|bought our|stolen|scrap\w*|junk\w*|traded|swapped|got rid|gave away|written off|totall?ed|no longer|carless|without a car|replaced|parted|wrecked|donated|goodbye|bye|died|went to|let go|handed over",
          "i own a {v}", "i possess a {v}",
          r"rent(?:ed|al|ing)?|hire|want|dream|would|wish|saw|like(?:s)? the|test drive|looked at|ad for|film|game|his|her|their|neighbou?r|boss"),
    Frame("pet", "petname",
          r"dog|puppy|pup|cat|kitten|pet|rabbit|hamster|parrot|horse|tabby|hound|terrier|labrador",
          r"died|dead|passed|goodbye|no longer with us|rainbow|put (?:down|to sleep)|lost|rehom\w*|ran away|gone|buried|grave|not .{0,14}any ?more|gave .{0,20}(?:away|to)|no (?:more )?(?:dog|cat|pet)|new (?:home|family)|rest in peace|rip|miss|left us|ashes|farewell|heart stopped|vet'?s? .{0,20}(?:last|final)",
          "my {kind} is called {v}", "my pet is called {v}",
          r"his|her|used to|neighbou?r\w*|friend\w*|movie|film|book|character|would"),
    Frame("diet", "diet",
          r"i|i'm|my|as a|diet|went|follow|turned|become|became|lifestyle|eat|cook|kitchen|since",
          r"over|no longer|not .{0,14}any ?more|gave up|given up|stopped|done|quit|used to|was|ended|steak|burger|bacon|back to (?:meat|cheese)|days are|behind me|ex-",
          "i'm {v}", "i'm {v}",
          r"restaurants?|recipes?|friend|options?|menu|dish|meal|cookbook|chef|(?:very |really )?(?:good|great) (?:vegan|vegetarian)|vegan cook|vegetarian cook|food|burger place|guests?|would|wish|cake|for my"),
    Frame("name", "forename",
          r"my (?:\w+ )?name|the name(?:'s| is)|call(?:ed)? me|calls me|be called|go(?:ing)? by|known as|know me as|answer to|address me|introduce myself as|sign(?:ed)? as|refer to me|(?:nice|pleased|good|glad) to meet you",
          r"(?!)", "my name is {v}", "my name is {v}",
          r"dog|cat|pet|(?:hi|hello|hey) \w+,|brother|sister|wife|husband|girlfriend|boyfriend|friend's|boss|cousin|aunt|uncle|baby|daughter|son|partner|used to|no longer|not"),
    Frame("favourite colour", "colour", r"fav(?:ou?rite|e)?|like best|like most|best of all|above all|love most|colou?r (?:of|for) me|prefer", r"(?!)", "my favourite colour is {v}", "my favourite colour is {v}",
          r"used to|was|no longer|instead of|not"),
    Frame("hobby", "doing",
          r"practi[cs]e|train|got(?:ten)? into|getting into|hobby|hobbies|mad about|hooked on|passion|crazy about|obsessed with|keen on|took up|taken up|addicted to|love|enjoy|favourite pastime|into|can't get enough of|for fun|what i do|free time|spare time|every week|weekly|do|fell in love with|discovered|pastime|started",
          r"done with|bores me|bored|dropped|stopped|gave up|given up|quit|no longer|not .{0,14}any ?more|over|sold my|lost interest|packed in|cancelled|hung up|enough of|had it with",
          "i like {v}", "i like {v}|i took up {v}",
          r"would|wish|want|watch\w*|film|movie|friend|he|she|they|didn't mean"),
)  # fmt: skip

#: A word that opens a sentence and is more common than this is no name.
_COMMON: Final = 2e-5
#: Words that stand before a job and belong to it ("graphic designer"), and none that say when or whether.
_JOB_BEFORE: Final = r"(?:(?!(?:done|being|title|working|work|job|position|an?|the|no|not|longer|over|from|as|still|now|to|my|big|good|great|better|bad|real|fan|lover|promoted|of|at|officially)\b)[\w-]+ ){0,2}?"
_MAKES: Final = frozenset(_CARS.split("|"))
_NO_MORE: Final = r"(?:\w+n't|not)\b.{0,30}\bany ?(?:more|longer)|no (?:longer|more)"
_CAPS: Final = r"(?-i:[A-ZÀ-Ý])[\w&'-]*(?:(?: (?:of|de|la|del))? (?-i:[A-ZÀ-Ý])[\w&'-]*)*"
_DOINGS: Final = (
    r"climbing|bouldering|tennis|yoga|rowing|karate|judo|badminton|running|jogging|swimming|cycling|hiking|chess|golf|football|soccer|basketball|volleyball|hockey|cricket|rugby|squash|"
    r"boxing|fencing|archery|skiing|snowboarding|surfing|sailing|kayaking|diving|skating|skateboarding|dancing|salsa|tango|ballet|pilates|crossfit|knitting|crochet|sewing|pottery|painting|"
    r"drawing|photography|gardening|baking|cooking|birdwatching|origami|fishing|gaming|poker|singing|guitar|piano|violin|drums|meditation|weightlifting|horse ?riding|table tennis|ping[- ]pong|padel|darts|bowling|woodworking|calligraphy|beekeeping|triathlon|gymnastics|scuba"
)
_VALUES: Final = {
    "place": re.compile(_CAPS),
    "company": re.compile(_CAPS),
    "job": re.compile(
        rf"\b(?:as|been|being|become|became|made me|appointed(?: me)?|promoted(?: me)? to|promotion to|days as|i'm|i am|working|into|is|was|now)\s+(?:now\s+|the\s+new\s+)?(?:an?\s+|the\s+)?(?P<v>{_JOB_BEFORE}{JOBS})\b(?!'s)|"
        rf"\b(?P<w>{JOBS})\b(?= (?:is my|by (?:trade|profession)|is what i do|these days|now\b|for a living))",
        re.IGNORECASE,
    ),
    "forename": re.compile(r"(?-i:[A-ZÀ-Ý])[a-zà-ÿ]+"),
    "car": re.compile(rf"\b(?P<v>(?:{_CARS}))\b", re.IGNORECASE),
    "petname": re.compile(r"(?-i:[A-ZÀ-Ý])[a-zà-ÿ]+"),
    "colour": re.compile(
        r"\b(?P<v>(?:light |dark |navy |forest |olive )?(?:red|blue|green|yellow|orange|purple|pink|black|white|grey|gray|brown|turquoise|teal|violet|gold|silver|beige|burgundy|lavender|crimson|maroon|indigo))\b(?! (?:wine|tea|eyes|hair))", re.IGNORECASE
    ),
    "diet": re.compile(rf"\b(?P<v>{_DIETS})\b", re.IGNORECASE),
    "doing": re.compile(rf"\b(?P<v>{_DOINGS})\b", re.IGNORECASE),
}  # fmt: skip
_NOT_NAMES: Final = frozenset(
    "I I'm I've I'd I'll The A An My Our We It This That These Those There Here And But So Then Now Today Yesterday Tomorrow Guess Bye Hello Hi Hey Goodbye Greetings As Since Until After Before When While "
    "First Last Next Day Finally Somebody Someone Everybody Everyone They He She You Your His Her Its Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November "
    "December English French German Spanish Italian Portuguese Dutch Christmas Easter God Yes No Okay Well Just Not From In At On Of To For With By Mum Mom Dad Good Great Big News Update Oh Wow What Who Is Are Was Been Being Sold Bought Got Had "
    "Have Has Moved Started Quit Left Joined New Because If Or Netflix Google Maps WhatsApp Instagram Facebook YouTube Internet Thanks Thank Sorry Please All Both Some Any Every Our Us".split()
)
#: Somebody else's news, or what somebody says.
_OTHERS: Final = re.compile(
    rf"\b(?:he|she|his|her|him|you|your)\b|\bmy (?:\w+ )?(?!girlfriend|boyfriend|partner|wife|husband|fianc|boss|spouse){RELATIVES}(?:'s)?\b|\bmy (?:aunt|uncle|cousin|friend|neighbou?r|colleague|mate|flatmate|roommate)\w*|"
    r"(?-i:[A-Z])\w+ (?:says?|said|told|thinks?|wrote|claims?|tells)\b",
    re.IGNORECASE,
)
_OWN: Final = re.compile(r"\b(?:i|i'm|i've|i'd|my|me|we|we've|we're|our|us|mine|myself)\b|^\W*(?:guess who|bye|hello|goodbye|greetings|first (?:day|week)|finally|officially|new (?:job|home|city|chapter)|day job)", re.IGNORECASE)  # fmt: skip
_NEGATED: Final = re.compile(
    r"\b(?:never|don't|didn't|not going|isn't|wasn't|won't|can't|cannot|nobody|no one)\b", re.IGNORECASE
)


_WISHED: Final = re.compile(
    r"\b(?:if|unless|whether|suppos\w+|wish|would|might|could|maybe|perhaps|dreamt|dreamed|imagine\w*|should|pretend\w*|lyrics?|want(?:ed|s)?|hop(?:e|es|ing)|thinking (?:of|about)|thought (?:of|about)|dream\w*|excited to|looking to|trying to|to become|to be an?|once upon|in case|what if|hopefully|asked|heard|nearly|almost|another life)\b",
    re.IGNORECASE,
)
_GREETS: Final = re.compile(
    r"\b(?:greetings|hello|cheers|postcards?|writing(?: to you)?|regards|waving) from\s*$", re.IGNORECASE
)


class _Value(NamedTuple):
    text: str
    begin: int
    end: int


def framed(sentence: Sentence) -> Iterator[tuple[str, Stance, str]]:
    """What a sentence comes to: in plain words, whether that holds, and the sentence."""
    text = sentence.text
    if len(text) > 200 or _OWN.search(text) is None or _OTHERS.search(_plainly(text)) or _WISHED.search(text):
        return
    for frame in FRAMES:
        if re.search(rf"\b(?:{frame.cue})\b", text, re.IGNORECASE) is None and re.search(rf"\b(?:{frame.over}|{_NO_MORE})\b", text, re.IGNORECASE) is None:  # fmt: skip
            continue
        if re.search(rf"\b(?:{frame.against})\b", text, re.IGNORECASE) is not None:
            continue
        if frame.sort == "colour" and re.search(r"\bcolou?rs?\b", text, re.IGNORECASE) is None:
            continue
        for value in _values(frame, text):
            stance = _stance(frame, text, value)
            if stance is not None:
                for plain in (frame.plain if stance == "is" else frame.ended).split("|"):
                    yield plain.replace("{v}", value.text).replace("{kind}", _kind(text)), stance, text


def _plainly(text: str) -> str:
    """Without words that sound like somebody else's news: "her name is Nora", "they made me head nurse"."""
    return re.sub(
        r"\b(?:her|his) name\b|\basked (?:her|him) out\b|\b(?:they|she|he)(?:'ve| have| has)? (?:just |finally )?(?:made|hired|offered|promoted|gave|took|let|fired|laid|sacked|appointed) me\b|\bsays (?:hi|hello)\b|\b(?:she|he)(?:'s| is) my\b|\bsaid yes\b|\bmy (?:colleagues|co-?workers|boss|manager|team) at\b",
        "",
        text,
        flags=re.IGNORECASE,
    )


def _kind(text: str) -> str:
    match = re.search(rf"\b({ANIMALS}|puppy|pup|kitten)\b", text, re.IGNORECASE)
    return match[1].lower().removesuffix("s") if match is not None else "pet"


def _values(frame: Frame, text: str) -> Iterator[_Value]:
    for match in _VALUES[frame.sort].finditer(text):
        groups = {key: found for key, found in match.groupdict().items() if found}
        name = next(iter(groups), None)
        begin, end = match.span(name) if name is not None else match.span()
        word = text[begin:end]
        if frame.sort in ("place", "company", "forename", "petname"):
            trimmed = _name(word, frame.sort, text[:begin])
            if trimmed is None or (frame.sort == "company" and _THING.search(text[:begin]) is not None):
                continue
            begin = begin + word.index(trimmed)
            word, end = trimmed, begin + len(trimmed)
        if frame.sort in ("doing", "colour"):
            word = word.lower()
        if frame.sort == "job":
            word = _ARTICLE.sub("", word)
        yield _Value(word, begin, end)


def _name(words: str, sort: Sort, before: str) -> str | None:
    """The part of a capitalised run that can be a value of the sort."""
    parts = words.removesuffix("'s").split()
    while parts and parts[0] in _NOT_NAMES:
        parts.pop(0)
    while parts and parts[-1] in _NOT_NAMES:
        parts.pop()
    name = " ".join(parts)
    usual = _COMMON if sort != "petname" else 5 * _COMMON
    if len(name) < 3 or (not before.strip(" \"'(") and len(parts) == 1 and expected(stem(name.lower())) > usual):
        return None
    if sort == "place":
        return name if is_place(name) or (_INTO.search(before) and not is_forename(name)) else None
    if sort == "company":
        if is_place(name) or (_AT.search(before) is None and (is_forename(name) or name.lower() in _MAKES)):
            return None
        return name
    return name if len(parts) == 1 and (is_forename(name) or sort == "petname") else None


_ARTICLE: Final = re.compile(r"^(?:an?|the|as|me|my|is|became|become|now)\s+(?:(?:an?|the)\s+)?", re.IGNORECASE)
_THING: Final = re.compile(r"\b(?:my|our|the|that|old|an?)\s*$", re.IGNORECASE)
_INTO: Final = re.compile(r"\b(?:living in|live in|moved to|resident of|settled in|address (?:is )?in|home in|based in)\s*$", re.IGNORECASE)  # fmt: skip
_AT: Final = re.compile(r"\b(?:at|for|by|with|from)\s*$", re.IGNORECASE)
#: Right before what was: "bye Rome", "the old Honda", "goodbye to Acme".
_OLD: Final = re.compile(
    r"\b(?:(?:years|time|months|stint|days|contract) (?:at|with)|from|left|leaving|bye|goodbye(?: to)?|farewell(?: to)?|out of|swapped|traded(?: in)?|replaced|quit|behind|instead of|upgraded from|switched from|resigned from|fired by|sold|rid of|scrapped|donated|lost|than|"
    r"day at|days? (?:as an?|with)|done with|over (?:with|between)|so long|adieu|bought|job at|badge at|stopped(?: \w+)? (?:as )?(?:an?)?|up with|being|of)[,:]?\s+(?:(?:my|the|our|that|an?|me and|being)\s+)*(?:old\s+)?$",
    re.IGNORECASE,
)
#: Right behind what was: "Rome is history", "Acme let me go".
_GONE: Final = re.compile(
    r"^(?:'s)?,?\s*(?:away\b|and (?:i|me)\b.{0,20}(?:n't|not|separate|split|broke|over|ended|no longer|parted|quits|apart|done|divorc)|(?:has |have |had |was |just |sadly |finally |recently |is |was |got |days |went |bores |chapter )*(?:let me go|laid me off|fired me|sacked me|made me redundant|"
    r"dismissed me|history|a new owner|gone|over|dead|not renewed|wasn't renewed|ended|ran out|expired|terminated|stolen|sold|totall?ed|written off|scrapped|behind me|no longer|died|passed|dead|left me|dumped me|broke up|moved out|bores? me|are over|is over|closed|my ex|to the scrap\w*|to a new|ran away|crossed|put (?:down|to sleep)|rehomed))",
    re.IGNORECASE,
)
#: Right before what is: "hello Lyon", "for a Tesla", "now with Globex".
_FRESH: Final = re.compile(
    r"\b(?:to|hello,?|in|for|into|now|joined|joining|hired by|with|by|drive|own|bought|at|am|i'm|is|me|as|became|become|seeing|dating|a|an|named|called)\s+(?:(?:an?|my|the|our|new|brand[- ]new)\s+)*$",
    re.IGNORECASE,
)


def _stance(frame: Frame, text: str, value: _Value) -> Stance | None:
    """Whether the value holds, holds no longer, or the sentence says nothing of it."""
    before, after = text[: value.begin], text[value.end :]
    if (
        frame.sort == "petname"
        and _ANIMAL.search(f"{before[-25:]} {after[:25]}") is None
        and _GONE.match(after) is None
    ):
        return None
    if re.search(r"\bnever\b", text, re.IGNORECASE) or _origin(frame, text, before):
        return None
    over = re.search(rf"\b(?:{frame.over}|{_NO_MORE})\b", text, re.IGNORECASE)
    if _GREETS.search(before) is not None:
        return "is" if frame.sort == "place" else None
    if frame.sort == "place" and _FROM.search(before) is not None:
        return "not"
    if over is not None and (_ends(frame, before, after, text) or _given_up(frame, before)):
        return "not"
    if over is not None and frame.sort == "job" and over.start() < value.begin and _ANEW.search(text) is None:
        return "not"
    if over is not None and _FRESH.search(before) is None:
        return "not" if frame.sort in ("diet", "doing", "petname", "forename", "job") else None
    if over is not None and frame.sort in ("diet", "doing", "petname", "job", "forename"):
        return "not" if frame.name in ("diet", "pet", "hobby") else None
    if frame.sort == "company" and _AT_WORK.search(before) is None and _EMPLOYS.match(after) is None:
        return None
    if _NEGATED.search(text[: value.end]) or re.search(rf"\b(?:{frame.cue})\b", text, re.IGNORECASE) is None:
        return None
    if over is not None and frame.sort == "company" and re.search(r"\bfrom\s*$", before) is not None:
        return "is" if re.search(r"\b(?:offer|contract|position|job)\b", before, re.IGNORECASE) else "not"
    return "is"


#: What stands before a company that somebody works at, and behind one that employs.
_AT_WORK: Final = re.compile(
    r"\b(?:at|for|by|with|from|join(?:ed|ing)?|over to|move to|switch(?:ed)? to|employer(?:'s| is| is now)?|(?:payroll|staff|team|part|member|employee) of|(?:workplace|firm) is|next stop:?|it's|it is|company (?:is|is now|called)|hello,?|job (?:is|now)(?: at)?)\s*$",
    re.IGNORECASE,
)
_EMPLOYS: Final = re.compile(
    r"^(?:'s)?\s*(?:is|are|has been|became) (?:now )?(?:my|the) (?:\w+ )?(?:employer|company|workplace|job|gig)|^ (?:has |just |finally |now )*(?:has me|hired|employs|pays|recruited|poached|offered|took) m[ey]\b|^ (?:is|are) (?:where|who) i(?:'m| am)? ?(?:now )?work",
    re.IGNORECASE,
)


_FROM: Final = re.compile(r"\bfrom\s*$", re.IGNORECASE)
_DENIED: Final = re.compile(r"(?:\bnot|n't|no longer|no more)\b[^,;]{0,25}$", re.IGNORECASE)
_ANIMAL: Final = re.compile(rf"\b(?:{ANIMALS}|pup|vet(?:'s)?)\b", re.IGNORECASE)


def _origin(frame: Frame, text: str, before: str) -> bool:
    """ "I'm from Germany" is no move."""
    return (
        frame.sort == "place"
        and re.search(r"\bfrom\s*$", before) is not None
        and _GREETS.search(before) is None
        and re.search(r"\b(?:mov\w+|relocat\w+|left|away|gone|shipped|swapped|back)\b", before, re.IGNORECASE) is None
    )


#: Right before what is, whatever was given up earlier in the sentence.
_STARTS: Final = re.compile(
    r"\b(?:to|into|hello,?|join(?:ed|ing)?|liv(?:e|ing) in|now (?:at|with|in)|hired by|for (?:an?|my|the)?|by an?|with an?|started (?:at|with)|(?:position|job|role|offer) (?:at|with|from)|am|i'm|drive an?|as an?|own an?|bought an?|got an?)\s*(?:new )?$",
    re.IGNORECASE,
)
_ANEW: Final = re.compile(
    r"\b(?:now|becam\w+|become|promot\w+|these days|switched|today|started|new|appointed|made me)\b", re.IGNORECASE
)
_GIVEN_UP: Final = re.compile(
    r"\b(?:gave up|given up|giving up|left|quit|resigned|finished|ended|dumped|lost|no longer|done with|moved away|cancelled|stopped|handed back|walked out|moved out|got rid|let me go|fired me|sacked me|laid me off|made me redundant|handed (?:over|in|back)|gave back|moved on from|career|days)\b(?:(?! and | so |[,;]).)*$",
    re.IGNORECASE,
)


def _given_up(frame: Frame, before: str) -> bool:
    """ "I gave up my flat in Rome": what ends stands before, and nothing new begins right before the value."""
    if frame.sort not in ("place", "company", "car", "forename"):
        return False
    return _STARTS.search(before) is None and _GIVEN_UP.search(before) is not None


def _ends(frame: Frame, before: str, after: str, text: str) -> bool:
    if _GONE.match(after) is not None:
        return True
    if frame.sort == "company" and re.search(r"\b(?:offer|contract|position|job|role) from\s*$", before, re.IGNORECASE):
        return False
    if frame.sort == "car" and re.search(r"\bbought (?:an?|the|my first|our first)\s*$", before, re.IGNORECASE):
        return False
    denied = _DENIED.search(before) is not None and re.search(_NO_MORE, text, re.IGNORECASE) is not None
    return denied or _OLD.search(before) is not None
