# ruff: noqa: E501  (expressions read best in one line)
"""Clauses: a person's own plain statements in a text, without quotations, questions, wishes and role play."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_ASIDE: Final = re.compile(
    r"\b(?:pretend(?:ing)?|role[- ]?play(?:ing)?|imagine(?:[:,]| (?:that |you|i|we|being|a\b))|let's say|hypothetically|as if i|"
    r"in the (?:voice|style|role) of|you are (?:a|an|my|the) (?:helpful|expert|professional|world|character)|"
    r"(?:act|speak|talk|answer|respond|behave|think) (?:as|like) (?:a|an|if|you|my|the)|"
    r"(?:write|draft|compose|generate|create|make up|continue|finish) (?:me |us |up )?(?:a|an|the|my|this|some|\d+) "
    r"(?:[\w-]+ ){0,4}?(?:story|stories|poem|song|lyrics|rap|haiku|letter|e-?mail|essay|speech|dialogue|script|scene|bio|"
    r"biography|post|tweet|caption|paragraph|text|message|review|summary|statement|monologue|diary|joke|resume|cv|prompt|"
    r"character|article|blog)|"
    r"(?:rewrite|rephrase|paraphrase|proofread|translate|summari[sz]e|correct|fix|edit|improve|analy[sz]e|complete) "
    r"(?:this|these|the|my|it|that|following|below|for me|grammar)|"
    r"just kidding|only joking|was joking|i'm joking|/s\b)",
    re.IGNORECASE,
)
_FENCED: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_REPLY: Final = re.compile(
    r"(?:^On .{5,120}(?:\n.{0,80})?wrote:\s*$|^-{2,} ?(?:Original|Forwarded) [Mm]essage.*$|^From: .+$|^_{10,}\s*$).*\Z",
    re.MULTILINE | re.DOTALL,
)
_QUOTED_LINE: Final = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
#: Lines of a dialogue or of examples that somebody shows, and texts that are copied in or handed over to be worked on.
_LABELLED: Final = re.compile(
    r"^[ \t]*(?:(?:few-shot )?examples?|input|output|user|human|assistant|ai|bot|system|prompt|q|a|question|answer|sample|interviewer|speaker|"
    r"customer|agent)(?: ?\d+)?[ \t]*:.*$|(?:^[ \t]*(?-i:[A-Z][\w'-]+(?: [A-Z]\w+)?):[ \t].*(?:\n|\Z)){2,}",
    re.IGNORECASE | re.MULTILINE,
)
_PASTED: Final = re.compile(
    r"(?:\b(?:copied|pasted|taken|quoted|excerpted|translated) (?:[\w']+ ){0,3}?from\b[^\n:]{0,60}|"
    r"\bhere(?:'s| is| are) (?:the|an?|this|some|what) (?:[\w-]+ ){0,2}?(?:text|articles?|passage|examples?|quotes?|e-?mail|message|paragraph|story|"
    r"snippet|prompt|transcript|conversation|chat|dialogue|bio|post|review|page|result|results)\b[^\n:]{0,60}|"
    r"\bfrom (?:the|an?|this) (?:book|article|website|web page|page|film|movie|song|novel|blog|story|podcast|brochure|ad)\b[^\n:.]{0,40}|"
    r"\b(?:translate|correct|rewrite|rephrase|proofread|summari[sz]e|parse|classify|extract|analy[sz]e|paraphrase)\b[^.\n:]{0,60}|"
    r"\bas (?:the|a|my|your) (?:character|persona|narrator)\b[^\n:]{0,40}):.*\Z",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED: Final = re.compile(r"\"[^\"\n]{2,400}\"|“[^”]{2,400}”|«[^»]{2,400}»|(?<!\w)'[^'\n]{3,200}'(?!\w)")
_BREAK: Final = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bMrs)(?<!\bProf)([.!?…]+)(?=\s|$|[)\"”])|\n+")
_QUESTION_TAIL: Final = re.compile(r"\?")
_DOUBT: Final = re.compile(
    r"\b(?:if|unless|whether|suppose|supposing|wish|would|might|could|maybe|perhaps|in case|as though|once i|when i|"
    r"until|till|before i|dream(?:ed|t)|lyrics?|sings?|sang|quote|what|why|how|where|which|who|whom|whose|"
    r"say|says|said|saying|tells?|told|ask(?:s|ed)?|claims?|claimed|believes?|thinks?|wrote|writes|joked|"
    r"(?:he|she|they|it) (?:goes|went|was like|is like|'s like)|(?:guy|man|woman) goes|character|avatar|persona|(?:he|she|they|you|we|people|everyone|everybody|someone|nobody|friends) (?:all )?"
    r"(?:think|know|say|thought|knew|assume|assumed|hope|guess)s?)\b",
    re.IGNORECASE,
)
_ALLOWED_DOUBT: Final = re.compile(
    r"\b(?:i (?:would|must|can|have to|should|'d) say|as i said|like i said|i said|i(?:'ve| have)? told you|i believe|"
    r"(?:never|didn't|did not|hardly) (?:think|thought|imagined?|believed?|expected) i(?:'d| would) (?:ever )?say (?:it|this|that|so)|"
    r"that's why|which is why|i(?:'d| would) love|(?:until|till|when) (?:about |the end of |(?:early|late|mid)[ -])*(?:last|this|"
    r"recently|yesterday|(?:january|february|march|april|may|june|july|august|september|october|november|december)|\d{4}))\b",
    re.IGNORECASE,
)
_JOIN: Final = (
    r"and|but|because|since|so|as|also|well|yes|yeah|yep|yup|no|nope|nah|actually|unfortunately|fortunately|sadly|luckily|"
    r"btw|by the way|oh|ah|ok|okay|hi|hello|hey|haha|lol|plus|then|though|although|while|now|currently|personally|honestly|"
    r"recently|lately|today|basically|anyway|sorry|thanks|sure|great|cool|wow|nice|hmm|um|i think|i guess|i mean|i'd say|"
    r"i would say|you know|the fact that|i believe|in fact|for me|to be honest|tbh|remember that|remember|note that|"
    r"like i said|as i said|i said|i told you|just so you know|fyi|for example|at the moment|these days|nowadays|too|there"
)
#: A clause may follow words of time: "until last year I lived in Rome".
_TIME: Final = (
    r"years?|months?|weeks?|weekend|ago|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|"
    r"august|september|october|november|december|spring|summer|autumn|fall|winter|yesterday|morning|night|20\d\d|19\d\d"
)
_START: Final = re.compile(
    rf"(?:^|[,;:(–—!]\s*| -+ |\.\.\.?\s*|…\s*|\b(?:{_JOIN}|{_TIME})\b,?\s+)(?:(?:{_JOIN})\b,?\s+)*"
    r"(?=(?:i|i'm|i've|im|my|one of my|please call me|just call me|call me|you can call me|people call me|everyone calls me)\b)",
    re.IGNORECASE,
)
_AGAIN: Final = re.compile(r"(?:\s+and|,\s+and|,\s+but|\s+but)\s+(?=(?:have|live|work|love|like|enjoy|hate|play|speak|study|am|"
                           r"collect|volunteer|don't|moved|can't)\b)", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement of the person and where it stands in the text."""

    text: str
    start: int
    end: int

    def clauses(self) -> Iterator[str]:
        """The clauses that begin with the person (``I``, ``my``) and are told as they are, each to the sentence's end."""
        seen: set[int] = set()
        for match in _START.finditer(self.text):
            at = match.end()
            if at in seen or doubted(self.text[:at]):
                continue
            seen.add(at)
            clause = self.text[at:]
            yield clause
            yield from _carried_on(clause)
        if 0 not in seen and _IS_FAVOURITE.search(self.text):
            yield self.text


_IS_FAVOURITE: Final = re.compile(r"^[\w' -]{2,60} (?:is|are) my (?:all[- ]time )?fav", re.IGNORECASE)
_SUBJECT: Final = re.compile(r"^(?:i'm|i've|im|i)\b", re.IGNORECASE)


_ALSO_NOUN: Final = re.compile(r"(?:love|like|hate|study|play|work)\b", re.IGNORECASE)
_OTHER_VERB: Final = re.compile(r"i(?:'m| live| work| have| moved| study)\b", re.IGNORECASE)


def _carried_on(clause: str) -> Iterator[str]:
    """``I live in Rome and work as a nurse`` goes on as ``I work as a nurse``."""
    if _SUBJECT.match(clause) is None:
        return
    for match in _AGAIN.finditer(clause):
        before = clause[: match.start()]
        if not re.search(r"\b(?:and|but|who|that|which) (?:he|she|they|we|you|it|my)\b|\bto\b|\bmy \w+ and\b|\bwho\b|\b(?:can|will|'ll|could|should|did|don't)\b", before):  # fmt: skip
            rest = clause[match.end() :]
            if _ALSO_NOUN.match(rest) and not _OTHER_VERB.match(before):
                continue
            yield "i'm" + rest[2:] if rest.startswith("am ") else "i " + rest


def doubted(before: str) -> bool:
    """Whether what stands before a clause makes a wish, a condition or hearsay of it."""
    return _DOUBT.search(_ALLOWED_DOUBT.sub(" ", before)) is not None


def sentences(text: str) -> Iterator[Sentence]:
    """The statements of a text; nothing where the whole text is role play, or asks for a text to be written."""
    text = text.replace("’", "'").replace("‘", "'").replace("\r", " ").replace("\t", " ").replace("\u00a0", " ")
    if not _MINE.search(text) or _ASIDE.search(text):
        return
    text = _HEADED.sub(_joined, _WRAPPED.sub(" ", blanked(text)))
    start = 0
    for match in _BREAK.finditer(text + "\n"):
        yield from _sentence(text, start, match.start(), match.group())
        start = match.end()


def told(text: str) -> Iterator[str]:
    """The sentences of a text but for questions and quotations, whether or not they name the person."""
    text = _WRAPPED.sub(" ", blanked(text.replace("’", "'").replace("‘", "'").replace("\r", " ")))
    start = 0
    for match in _BREAK.finditer(text + "\n"):
        sentence = text[start : match.start()].strip(" *-•\n")
        if sentence and "?" not in match.group() and "\x00" not in sentence:
            yield sentence
        start = match.end()


#: Who tells: "I", "we"; "Just sold the car!" and "Rex passed away" tell too.
_MINE: Final = re.compile(
    r"\b(?:i|im|my|me|we|our|us)\b|^\W*(?:[a-z ]{0,20}[:,!] *)?(?:(?:just|finally|officially|recently|today|yesterday) )*(?:moved|"
    r"relocated|turned|started|joined|quit|left|sold|bought|got|adopted|switched|gave|broke|went|home is|now|based|back|guess who|bye|hello|"
    r"goodbye|greetings|first (?:day|week)|day job|new (?:job|home|city|chapter|gym|phone|car)|"
    r"(?:severe|bad|serious|severely|highly|badly) \w+|allerg\w+|the allergy test|sober|vegan|vegetarian|coeliac|celiac|please|pls|hold|skip|keep|"
    r"leave|no|never|don't|stop|not a|anything (?:but|with)|nothing|there's|(?:meat|dairy|gluten|sugar|alcohol)[- ]free|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|can't|cannot|cant|couldn't|hate|loathe|detest|you'll never|this is|it's|the name(?:'s| is)|living|been|still|stuck|working|doing|taking|studying|learning|"
    r"playing|dating|engaged|married|remarried|born|big|huge|massive|lifelong|die-hard|dad|mum|mom|gran|say hello|the (?:current|latest)|upgraded|"
    r"dropped|swapped|traded|replaced|cancelled|canceled|stopped|finished|passed|wrote off|handed|packed|hung up|lost|sent|changed|retired|"
    r"graduated|discharged|done|last|turned in|withdrew|transferred|promoted|hired|welcome|meet|fav\w*|best|two|three|said goodbye|came off|"
    r"out of|off|ended|buried|gone|ditched|parted|time to say|tomorrow|introduced|settled|unpacked|signed|booked|saw|turns out|did|the (?:gp|doctor|doc|nurse|consultant|dentist))\b|"
    r"\b(?:died|passed away|put (?:down|to sleep)|allergic|allergies|home now)\b",
    re.IGNORECASE | re.MULTILINE,
)
_WRAPPED: Final = re.compile(r"(?<=[^\n.!?:;]{40}[a-z,])\n(?=[a-zI(])")


#: A short exclamation at the start, or "Favourite band?", belongs to what follows.
_HEADED: Final = re.compile(
    r"\A\W*(?:[\w']+ ){0,3}?(?:engaged|married|remarried|new \w+|promoted me|said yes|update|news)(?P<mark>!+)(?=\s+[A-Z])|\bfav(?:ou?rite|e)? [\w-]+(?P<asked>\?)(?=\s+[A-Z])",
    re.IGNORECASE,
)


def _joined(match: re.Match[str]) -> str:
    """The same length, with a comma or colon in place of the mark."""
    mark = match["mark"] or match["asked"]
    return match.group()[: -len(mark)] + ("," if match["mark"] else ":") + " " * (len(mark) - 1)


def _blank(match: re.Match[str]) -> str:
    """The same length, so that places in the text stay; a quotation leaves a mark that no value can cross."""
    return "".join(each if each == "\n" else "\x00" for each in match.group())


def _sentence(text: str, start: int, end: int, mark: str) -> Iterator[Sentence]:
    if "?" in mark:
        return
    words = text[start:end]
    lead = len(words) - len(words.lstrip(" *-•\n"))
    words = words[lead:].rstrip()
    if len(words) > 4 and _MINE.search(words):
        yield Sentence(words, start + lead, start + lead + len(words))


def blanked(text: str) -> str:
    """The text, as long as it was, with marks in place of quotations and of what is shown of others."""
    return _QUOTED.sub(_blank, unshown(text))


def unshown(text: str) -> str:
    """The text, as long as it was, with marks in place of quoted mail, code, examples, and what was copied in."""
    for form in (_FENCED, _REPLY, _QUOTED_LINE, _LABELLED, _PASTED):
        text = form.sub(_blank, text)
    return text


_SOFT_BREAK: Final = re.compile(r"(?<=[^\n]{45}[^\n.!?:;])[ \t]*\n(?=[^\n\s*•-])")


def own_words(text: str) -> str:
    """The text without quoted mail, lines that quote, and code, its wrapped lines joined; quotations in it stay."""
    text = text.replace("\r", "")
    for form in (_FENCED, _REPLY, _QUOTED_LINE):
        text = form.sub("", text)
    return _SOFT_BREAK.sub(" ", text)
