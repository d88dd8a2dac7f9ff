"""Moves: small rewritings of a text that change how it is written and not what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from thyself.generate.letters import Habits, take_apart

Move = Callable[[str], str]
"""A text, rewritten; the same text where there is nothing to do."""

_SHORT: Final[Mapping[str, str]] = {
    "do not": "don't", "does not": "doesn't", "did not": "didn't", "cannot": "can't", "can not": "can't",
    "could not": "couldn't", "would not": "wouldn't", "should not": "shouldn't", "will not": "won't",
    "is not": "isn't", "are not": "aren't", "was not": "wasn't", "were not": "weren't", "have not": "haven't",
    "has not": "hasn't", "had not": "hadn't", "I am": "I'm", "I have": "I've", "I will": "I'll", "I would": "I'd",
    "it is": "it's", "that is": "that's", "there is": "there's", "we are": "we're", "we have": "we've",
    "we will": "we'll", "you are": "you're", "you have": "you've", "you will": "you'll", "they are": "they're",
    "let us": "let's",
}  # fmt: skip
#: Pairs of words that say the same, the lighter one first.
_LIGHTER: Final[tuple[tuple[str, str], ...]] = (
    ("thanks a lot", "thank you very much"),
    ("also", "moreover"),
    ("but", "however,"),
    ("so", "therefore"),
    ("maybe", "perhaps"),
    ("get in touch", "contact"),
    ("can you", "could you"),
    ("will you", "would you"),
    ("I want to", "I would like to"),
    ("really", "very"),
)
#: Words that can go without loss.
_FILLERS: Final = r"(?:just|really|actually|basically|very|quite|certainly|definitely|absolutely)"
_WARM: Final = r"\b((?:I am|I'm|we are|we're) )(happy|glad|sorry|grateful|pleased|excited|interested)\b"
_THANKING: Final = r"(?:thank|thanks|appreciate|great|congratulations|looking forward|happy|glad|wonderful)"
_THANKS: Final[Mapping[str, tuple[str, str]]] = {
    "thanks": (r"\bthank you\b(?! (?:very|so))", "thanks"),
    "thank you": (r"\bthanks\b(?! (?:a lot|so))", "thank you"),
}
#: What follows "have" where it is no verb of its own.
_PARTICIPLE: Final = r"(?= (?:\w+ed|been|had|got|done|seen|made|found|sent|put|taken|given|written|not|just|already)\b)"


def moves(frame: Habits) -> Iterator[tuple[str, Move]]:
    """All moves by name; ``frame`` is how the person opens and closes a mail."""
    for name, (form, into) in _PATTERNS.items():
        yield name, _replacing(form, into)
    for name, (form, into) in _THANKS.items():
        yield name, _replacing(form, into)
    for short, long in _pairs():
        follows = _PARTICIPLE if long.endswith(" have") else ""
        yield f"short: {short}", _replacing(rf"\b{re.escape(long)}\b{follows}", short)
        yield f"long: {long}", _replacing(rf"\b{re.escape(short)}\b(?!['’])", long)
    yield "join sentences", _joined
    yield "small i", lambda text: re.sub(r"\bI\b(?!\.)", "i", text)
    yield "capital i", lambda text: re.sub(r"(?<![\w.'’-])i(?=[\s'’,])(?!\.)", "I", text)
    if frame.n:
        yield "own frame", lambda text: framed(text, frame)


_PATTERNS: Final[Mapping[str, tuple[str, str]]] = {
    "calm": (r"!+", "."),
    "calm once": (r"!+(?![\s\S]*!)", "."),
    "exclaim thanks": (rf"(?i)(\b{_THANKING}\b[^.!?\n]*)\.(?!\w)", r"\1!"),
    "exclaim at last": (r"\.(?=\s*\Z)", "!"),
    "split at and": (r", and (?=(?:I|we|you|it|they|he|she|this|that|there)\b)", ". And "),
    "split at but": (r", but (?=(?:I|we|you|it|they|he|she|this|that|there)\b)", ". But "),
    "split at semicolon": (r"; (\w)", r". \1"),
    "comma after opener": (
        r"(?m)(?<![\w,] )\b(However|Also|Unfortunately|In fact|Of course|Therefore) (?=\w)",
        r"\1, ",
    ),
    "no comma before and": (r", and\b", " and"),
    "comma before but": (r"(?<=\w) but\b", ", but"),
    "dash for comma": (r", (which|so|but)\b", r" - \1"),
    "no dashes": (r"\s+(?:-|–|—|--)\s+", ", "),
    "no brackets": (r"\s*\((?!\d)([^()\n.!?,]{1,60})\)(?=[.!?])", r", \1"),
    "no ellipses": (r"\.{3,}|…", "."),
    "no smileys": (r"\s*(?:(?<!\w)[:;=]-?[)(DPp]|[\U0001f300-\U0001faff\u2600-\u27bf]+)", ""),
    "smiley after thanks": (rf"(?i)(\b{_THANKING}\b[^.!?\n:]*[.!])(?=\s*(?:\n|\Z))", r"\1 :)"),
    "no fillers": (rf"(?i)(?<=\w )\b{_FILLERS} (?=\w)", ""),
    "warmer": (_WARM, r"\1very \2"),
    "paragraphs together": (r"(?<=[.!?])\n\s*\n(?=[A-Z\"'(])", " "),
    "paragraphs apart": (r"(?<=[.!?]) (?=(?:Could you|Also|Secondly|Finally|However|Let me)\b)", "\n\n"),
    "hope": (r"(?<=,\n\n)(?!I hope|Hope)(?=[A-Z])", "I hope you are well. "),
    "no hope": (r"I hope (?:that )?(?:you are|you're|all is|this \w+ finds you) well[^.!?]*[.!?]\s*", ""),
    "thank at last": (r"(?<=[.!?])(?=\n\n[A-Z][\w ]{2,18},?\n)(?<!Thanks[.!])", " Thanks!"),
    "no understanding": (r"\s*Thank you for your (?:understanding|patience|time)[^.!?\n]*[.!]", ""),
    "no please": (r"(?i)(?<=could you )please ", ""),
    "please": (r"(?i)(?<=could you )(?!please)", "please "),
    "plain quotes": (r"[“”]", '"'),
}  # fmt: skip


def _pairs() -> Iterator[tuple[str, str]]:
    for long, short in _SHORT.items():
        yield short, long
    yield from _LIGHTER


def _replacing(form: str, into: str) -> Move:
    pattern = re.compile(form)
    sentence_start = re.compile(form, re.IGNORECASE) if form.startswith(r"\b") else pattern

    def move(text: str) -> str:
        def put(found: re.Match[str]) -> str:
            made = found.expand(into)
            return made[:1].upper() + made[1:] if found[0][:1].isupper() and made[:1].islower() else made

        return _capitals(sentence_start.sub(put, text), text)

    return move


def _capitals(text: str, before: str) -> str:
    """A new sentence starts with a capital, where the text's sentences do."""
    if not re.match(r"\W*[A-Z]", before):
        return text
    return re.sub(r"(?<=[.!?] )([a-z])(?!\.)", lambda found: found[0].upper(), text)


def _joined(text: str) -> str:
    """The first two short sentences beside each other, the second of which starts with a pronoun, as one."""
    form = r"(?<![.!?\n])\. (?=(?:I|We|You|It|They|This|That|There)\b[^.!?\n]{5,90}[.!?])"
    found = re.search(form, text)
    if found is None:
        return text
    rest = text[found.end() :]
    first = re.match(r"\w+", rest)
    word = first[0] if first else ""
    return f"{text[: found.start()]}, and {word if word == 'I' else word.lower()}{rest[len(word) :]}"


def framed(text: str, frame: Habits) -> str:
    """The body of a mail between the person's own greeting and sign-off; a name that is not known stays a gap."""
    letter = take_apart(text)
    if not letter.body:
        return text
    greets = letter.greeting and frame.greeting
    opening = frame.greet(letter.to if letter.to.lower() not in _NOBODY else "") if greets else letter.greeting
    ending = "\n".join(part for part in (frame.closing, frame.name) if part) if letter.closing or frame.closing else ""
    return "\n\n".join(part for part in (opening, letter.body, ending) if part)


_NOBODY: Final = frozenset({"sir or madam", "sir", "madam", "sir/madam", "to whom it may concern"})
