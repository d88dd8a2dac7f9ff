# ruff: noqa: E501  (expressions read best in one line)
"""Partings: what a person says to be over in words that no form of change reads; the line that it names is in doubt then.

"I gave notice at Acme" does not say that the job has ended in a form that is read, but whoever asks where the person
works should hear of it. So a sentence of the person's own that has a word of parting and names what a line says marks
that line, with the sentence as the reason; it does not close it. Said again, the line stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from thyself.core import Trace
from thyself.core.words import STOP, stem, words
from thyself.memory.extract import Record
from thyself.memory.extract.clauses import told
from thyself.memory.extract.gazetteer import expected
from thyself.memory.extract.words import RELATIVES
from thyself.memory.refine.fold import microseconds, moment
from thyself.profile.lines import Line
from thyself.profile.style import WRITING

_SOME: Final = r"(?:[\w'-]+ ){0,4}?"
_EVER: Final = (
    rf"no longer|any ?more\b|quit\b|quitting|stopp(?:ed|ing)|(?:gave|given|giving) {_SOME}up\b|called? it (?:a day|quits)|"
    rf"(?:is|was|are|were|'s|'re) (?:finally |now |officially |all )?(?:over|history|behind (?:me|us)|a thing of the past|done with)\b|"
    r"(?:done|finished|through) with|goodbye|farewell|former\b|(?:i|we) used to\b|no more\b|put an end|(?:came|come|comes) to an end|ended\b|"
    r"let(?:ting)? go of|part(?:ed|ing) (?:ways )?(?:with|from)|never again|for the last time|walk(?:ed|ing) away from|turned my back"
)


@dataclass(frozen=True, slots=True)
class Parting:
    """How people say that something is over.

    Args:
        of: The areas or slots of the lines that it is said of; a regular expression.
        says: The words, beside those that can be said of anything; a regular expression.
        doubts: More words, which put a line in doubt that the sentence names, but are no reason not to read the
            sentence by its own words.
    """

    of: str
    says: str
    doubts: str = "(?!)"


#: What is said of each area alone.
PARTINGS: Final = (
    Parting(r"work:.*|work", rf"notice\b|fired|sacked|laid off|lets? {_SOME}go\b|letting {_SOME}go\b|redundan|resign|retired? |dismiss|terminat|contract (?:ended|ran out|expired|was not|wasn't|is up|has ended|did not|got cancel)|"
            r"last (?:day|shift|week)|shut(?:ting)? down|clos(?:ed|ing) (?:down|its doors)|bankrupt|went under|walked out|out of (?:work|a job)|axed|cut my job|left\b.*\b(?:for good|behind)|leaving party", r"retire(?:d|ment)|staff pass|p45|pink slip|final (?:day|shift)|never going back|where to stick it|stick it\b|not going back|escaped|freedom|free at last|clos(?:ed|ing)\b"),
    Parting(r"home:.*|home", r"last (?:night|day|week|morning) in|mov(?:ed|ing) (?:out|away|on)|vacated|evict|lease\b|terminated|packed (?:up|my|our|everything)|hand(?:ed|ing) (?:back|over|in) (?:the|my|our) keys|left\b.*\b(?:for good|behind)|ran out on", r"movers|moving (?:van|truck|day)|boxes everywhere|hand(?:ed|ing) .{0,20}keys|goodbye party"),
    Parting(r"family:.*|family|people", r"walk(?:ed|ing) out on|split|separated|separating|divorc|broke(?:n)? (?:up|off|it)|dumped|cheated|single\b|widow|passed away|died|death of|funeral|buried|left me|lost (?:my|him|her)\b|not together|call(?:ed)? off|moved out|an? ex\b|my ex\b", r"ring back|gave back the ring|ashes|decree|single again|new (?:boyfriend|girlfriend|partner|wife|husband|man|woman|flame)\b|grave|called time|fizzled|the end of us|end of (?:it|things)|packed (?:her|his|their) (?:things|bags)|drove off|out of the picture|moved back to|stopped talking|blocked (?:him|her)|won't be a wedding|no wedding"),
    Parting(r"pets", rf"\bput {_SOME}(?:to sleep|down)|died|passed (?:away|on)|pass away|rehom|(?:gave|given) {_SOME}away|ran away|rainbow|buried|euthani|is gone|are gone|lost (?:my|our)|we lost|crossed|new (?:home|owner|family)|make it\b|back to the (?:shelter|breeder)|hit by a car", r"w(?:ent|ill go) to live with|had to go\b(?! to| and| for| back| on)|fl(?:ew|own) (?:away|out|off)|never (?:came|come) back|given up hope|escaped|was taken|the fox|gone\b|lives with my|bottom of the (?:cage|tank)|found \w+ (?:dead|lifeless|cold|floating)|heart (?:stopped|gave out)|fell asleep for|last breath|old age|didn't wake|ashes"),
    Parting(r"things.*", rf"sold\b|selling|scrap|stolen|stole\b|br(?:oke|oken) down|br(?:eak|oke) beyond|totall?ed|wreck|crashed|donat|(?:gave|given) {_SOME}away|trad(?:ed|ing)|swapped|returned|thr(?:ew|own)\b|g(?:o|e)t(?:ting)? rid|burn(?:ed|t)|lost (?:my|our|the)\b|smashed|junk|written off|wrote off|gave up the ghost|died on me|auction|pawn|new owner|beyond repair|recycl", r"died\b|had to go\b(?! to| and| for| back| on)|conked|gave up on me|packed up|nicked|pinched|lifted|bricked|in (?:a|the) (?:drawer|loo|toilet|bath|river|sea|lake)\b|failed (?:its|the)|upgraded|replaced|switched|moved on\b|on ebay|marketplace|charity shop|for sale|scrapyard|collector|gave out|kaput|(?:was|got) taken|crushed|flooded"),
    Parting(r"likes|interests|habits.*|goals|study.*", rf"h(?:u|a)ng(?:ing)? up|retired from|sick of|bored (?:of|with|by)|tired of|had enough of|can't stand|cannot stand|hate\b|lost (?:all )?interest|not my thing|not into|cancel|dropp(?:ed|ing)|gr(?:e|o)wn? out of|outgr|swor(?:e|n) off|went off|moved on from|pack(?:ed|ing) {_SOME}in\b|fall(?:en)? out of love|fell out of love|doesn't do it for me|graduated|dropped out|took a break from|taking a break from|not for me", r"on ice|aside\b|haven't touched|hasn't been touched|in the (?:loft|attic|shed|bin)\b|neglect|off the\b|laps(?:e|ed)|ran out|expired|membership|abandon|swapped|switched|withdr[ae]w|not carried on|never went back|days are|passed the final|on ebay|for sale|sold\b|clos(?:ed|ing) down|shut down|stopped\b|direct debit|quit\b|wasn't for me|charity shop|injur|surgery"),
    Parting(r"diet", r"again\b|back to|being\b|lapsed|fell off|caved", r"didn't (?:survive|last|work out|stick)|everything\b|out of the window|gave in\b|over\b|scrapped|never the\b|back on\b|not needed|burger|steak\b|bacon\b|ever since|slipped|cracked"),
    Parting(r"people:.*", r"passed away|died|retired", r"retir|clos(?:ed|ing)|left the (?:practice|surgery|clinic)|discharged|(?:last|final) (?:session|appointment|visit)|moved (?:away|on|practice|abroad)|stopped (?:seeing|going)|switch(?:ed|ing)|chang(?:ed|ing)|passed away|died|maternity leave|going it alone|finished (?:with|therapy)|new (?:doctor|gp|dentist|therapist|boss|manager|landlord)"),
    Parting(r"allergy", r"recovered|cured|healed|(?:went|gone|going) away|got rid of|cleared up|outgr(?:ew|own)|in remission|came off|off the\b|is gone\b", r"after all|negative|desensiti[sz]\w+|immunotherapy|outgr(?:ew|own)|grew out of|not allergic|all clear|taken off|proof\b|clear(?:ed|s)? me|turns out|tolerat\w+|challenge|cured|healed|(?:is|are) (?:fine|back on the menu|gone|safe)\b|had a (?:reaction[- ]free|\w+ to celebrate)"),
    Parting(r"health", r"recovered|cured|healed|(?:went|gone|going) away|got rid of|cleared up|outgr(?:ew|own)|in remission|came off|off the\b|is gone\b", r"put me on|swapped|switched|moved me|changed me|last \w+ (?:tablet|pill|dose|jab|packet)|last (?:tablet|pill|dose)|stopped|finished|weaned|negative|all clear|discharged|history\b|back to normal|no more need|done its job|no need"),
)  # fmt: skip
#: What can be said of anything, and only puts it in doubt.
_MORE: Final = r"hung up|for good\b|gone for\b|(?:took|taken) early"
_ANY: Final = re.compile(
    rf"\b(?:{'|'.join([_EVER, _MORE, *(f'{each.says}|{each.doubts}' for each in PARTINGS)])})", re.IGNORECASE
)
_DOUBTS: Final = tuple(
    (re.compile(each.of), re.compile(rf"\b(?:{_EVER}|{_MORE}|{each.says}|{each.doubts})", re.IGNORECASE))
    for each in PARTINGS
)
_OF: Final = tuple((re.compile(each.of), re.compile(rf"\b(?:{_EVER}|{each.says})", re.IGNORECASE)) for each in PARTINGS)
#: What did not happen, has not yet, or is asked.
_UNSURE: Final = re.compile(
    r"\b(?:if|unless|whether|would(?:n't)?|could(?:n't)?|might|(?-i:may)|maybe|perhaps|(?:think|thinking|thought|talk|talking) (?:of|about)|consider\w*|never(?! again)|won't|"
    r"not (?:going|gonna|leaving|giving|quitting|selling|ready)|(?:don't|didn't|do not|did not|doesn't|haven't|hasn't|have not|has not|wasn't|isn't|ain't|can't|cannot)(?! (?:for me|my thing|make it|survive|last|carry on|come back|renew|touched|touch|been|gone|carried|stick|stand|do it for|enjoy|like|work|live|have|own|drive|play|eat|go|do|see|want))|almost|nearly|wish\w*|dream\w*|"
    r"(?:plan(?:ning)?|want|hope|hoping|need|like|tempted|trying|refuse[sd]?) to|going to|gonna|about to|afraid|scared|worr\w+|imagine|until|should(?:n't)?)\b|\?\s*$",
    re.IGNORECASE,
)
#: It is told of somebody else.
_OF_OTHERS: Final = re.compile(
    rf"^\W*(?:[\w']+,? ){{0,3}}?(?:he|she|they|his|her|their|somebody|someone|my (?:\w+ )?(?:{RELATIVES}|friends?|colleagues?|neighbou?rs?)(?! and (?:i|me)\b))\b",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"(?-i:[A-ZÀ-Ý])[\w'-]+")
_AND: Final = re.compile(r",|;|\b(?:and|but|now|so|then)\b", re.IGNORECASE)
#: A word of a habit as rare as this names it alone: "take amlodipine every morning".
_RARE: Final = 3e-6
_LONGEST: Final = 240
#: So many of the newest are kept.
_MOST: Final = 2000


def gather(sums: dict[str, Any], trace: Trace) -> None:
    """Add the sentences of a trace that part with something; the order of traces does not matter."""
    if trace.author != "me" or trace.kind not in WRITING or _ANY.search(trace.text) is None:
        return
    for said in told(trace.text):
        if len(said) <= _LONGEST and _ANY.search(said) is not None and _UNSURE.search(said) is None:
            kept = [*sums.get("said", ()), [microseconds(trace.at), trace.id, said]]
            sums["said"] = sorted(kept)[-_MOST:] if len(kept) > _MOST else kept


def parts_with(record: Record) -> bool:
    """Whether the words of a statement part with what it says, so that a reading by its words alone is none."""
    says = _says(record.slot or record.about, _OF)
    if record.stance != "is" or says is None:
        return False
    # Of "I sold my Honda and now drive a Volvo" the half that names the value counts.
    halves = [half for half in _AND.split(record.clause) if record.value.casefold() in half.casefold()]
    return any(says.search(half) for half in halves or [record.clause])


def doubted(lines: Sequence[Line], last_said: Mapping[str, int], sums: Mapping[str, Any]) -> list[Line]:
    """The lines, those marked that a later sentence names and parts with.

    Args:
        lines: Lines that hold.
        last_said: When each was last stated, in microseconds; what is not in it is left as it is.
        sums: What :func:`gather` kept.
    """
    told = [_Told(at, said, frozenset(map(stem, words(said)))) for at, _, said in sorted(sums.get("said", ()))]
    with_word: dict[str, list[_Told]] = {}
    for each in told:
        for word in each.stems:
            with_word.setdefault(word, []).append(each)
    return [_doubted(line, last_said[line.id], with_word) if line.id in last_said else line for line in lines]


@dataclass(frozen=True, slots=True)
class _Told:
    at: int
    said: str
    stems: frozenset[str]


def _doubted(line: Line, last: int, with_word: Mapping[str, Sequence[_Told]]) -> Line:
    says = _says(line.slot or line.about, _DOUBTS)
    if line.stale or says is None:
        return line
    for each in _naming(line, with_word):
        if each.at > last and says.search(each.said) and not _of_another(line, each.said):
            because = f"you said “{each.said}”"
            sure = round(line.confidence * 0.5, 4)
            return replace(line, stale_since=moment(each.at), stale_because=because, confidence=sure)
    return line


def _says(place: str, among: Sequence[tuple[re.Pattern[str], re.Pattern[str]]]) -> re.Pattern[str] | None:
    return next((says for of, says in among if of.fullmatch(place)), None)


def _naming(line: Line, with_word: Mapping[str, Sequence[_Told]]) -> list[_Told]:
    """The sentences that name what a line says, by its name, by what it is, or by all its words; the oldest first."""
    named = {stem(word) for each in _NAMED.findall(line.value) if len(each) > 2 for word in words(each)}
    found = {id(each): each for name in named for each in with_word.get(name, ())}
    own = [stem(word) for word in words(re.split(r" (?:called|named) ", line.value)[0]) if word not in STOP]
    a_thing = line.about in ("pets", "things")
    if own and line.about == "allergy":
        found |= {id(each): each for word in own for each in with_word.get(word, ())}
    elif line.about == "habits" and (rare := [word for word in own if expected(word) < _RARE]):
        found |= {id(each): each for word in rare for each in with_word.get(word, ())}
    elif own and (a_thing or not named):
        wanted = {own[-1]} if a_thing else set(own)
        found |= {id(each): each for each in with_word.get(own[-1], ()) if wanted <= each.stems}
    return sorted(found.values(), key=lambda each: (each.at, each.said))


def _of_another(line: Line, sentence: str) -> bool:
    return line.about not in ("family", "people", "pets") and _OF_OTHERS.match(sentence) is not None
