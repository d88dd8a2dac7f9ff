"""Style: how a person writes, as measured attributes of their own texts, and how far a text is from it."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from thyself.core import Evidence, NotEnough, Trace
from thyself.memory.extract.clauses import own_words
from thyself.profile.sums import MILLION, add, newest

#: Kinds of traces in which a person writes.
WRITING: Final = frozenset({"said", "wrote"})

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE: Final = re.compile(r"[^.!?…\n]*[^\W_][^.!?…\n]*[.!?…]*")
_EMOJI: Final = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]|(?<!\\w)[:;=]-?[)(DPp/|]")
_VOWELS: Final = re.compile(r"[aeiouy]+", re.IGNORECASE)
_OPENERS: Final = re.compile(
    r"\A\s*(dear|hi|hey|hello|good (?:morning|afternoon|evening)|thanks|thank you|greetings)\b[^\n,!.]{0,40}[,!.]?",
    re.IGNORECASE,
)
_SIGN_OFFS: Final = re.compile(
    r"(?:\A|\n)[ \t]*(best regards|kind regards|warm regards|many thanks|thanks|thank you|best wishes|all the best|"
    r"best|cheers|sincerely|yours sincerely|yours|regards|love|warmly|take care|talk soon|see you|xoxo|hugs|thx)\b"
    r"[^\n\w]{0,3}(?:\s*\n\s*[^\n]{0,40}){0,2}\s*\Z",
    re.IGNORECASE,
)

_PHRASES: Final[Mapping[str, str]] = {
    "hedges": r"maybe|perhaps|probably|possibly|might|i think|i guess|i suppose|i hope|sort of|kind of|seems?|a bit|"
    r"somewhat|would|could|in my opinion|not sure",
    "thanks": r"thanks?|thank you|thx|grateful|appreciate\w*",
    "apologies": r"sorry|apologi[sz]e|apologies|my bad",
    "greetings": r"hope you(?:'re| are)|how are you|nice to (?:meet|hear|see)|good (?:morning|evening|afternoon)",
    "boosters": r"very|really|so|absolutely|definitely|totally|super|extremely|certainly|of course|great|amazing|"
    r"awesome",
    "fillers": r"well|actually|basically|anyway|you know|like|just|lol|haha\w*|hmm+|um|oh",
    "requests": r"please|could you|would you|can you|let me know|would it be possible|i wanted to ask",
    "i": r"i|i'm|i've|i'd|i'll|me|my|mine|myself",
    "you": r"you|your|yours|you're|you've|you'll",
    "we": r"we|us|our|ours|we're|we've|we'll",
    "the": r"the",
    "and": r"and",
    "but": r"but",
    "that": r"that",
    "of": r"of",
    "to": r"to",
    "in": r"in",
    "for": r"for",
    "it": r"it|it's",
    "is": r"is",
    "be": r"be|been|being",
    "have": r"have|has|had|having",
    "not": r"not|\w+n't",
    "with": r"with",
    "as": r"as",
    "if": r"if",
    "also": r"also|too",
    "however": r"however|although|though|therefore|thus|moreover|indeed",
    "will": r"will|\w+'ll",
    "this": r"this|these",
}
_COUNTED: Final = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _PHRASES.items()}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One measured attribute.

    Args:
        what: In words, with its unit.
        scale: How far two texts of one person usually lie apart in it (the standard deviation over an author's texts,
            for 2 authors of mails and 15 of chats in the open sets of ``data/SOURCE.md``): the yardstick
            of :func:`distance`.
        weight: Its weight in :func:`distance`.
    """

    what: str
    scale: float
    weight: float = 1.0


def _per_100(what: str, scale: float) -> Attribute:
    return Attribute(f"{what}, in words per 100", scale, 0.5)


ATTRIBUTES: Final[Mapping[str, Attribute]] = {
    "words": Attribute("words per text (natural logarithm)", 0.54, 0.5),
    "words_per_sentence": Attribute("words per sentence", 4.9),
    "letters_per_word": Attribute("letters per word", 0.44),
    "long_words": Attribute("share of words with more than six letters", 0.074),
    "distinct_words": Attribute("share of distinct words among the first fifty", 0.068),
    "syllables_per_word": Attribute("syllables per word", 0.17, 0.5),
    "reading_ease": Attribute("Flesch reading ease, 0 to 100", 15.0, 0.5),
    "paragraphs": Attribute("paragraphs per 100 words", 1.8, 0.5),
    "exclamations": Attribute("share of sentences that end in an exclamation mark", 0.16),
    "questions": Attribute("share of sentences that end in a question mark", 0.23),
    "ellipses": Attribute("ellipses per 100 words", 0.24),
    "commas": Attribute("commas per 100 words", 3.6),
    "dashes": Attribute("dashes per 100 words", 0.53),
    "colons": Attribute("colons and semicolons per 100 words", 0.85),
    "brackets": Attribute("brackets per 100 words", 0.56),
    "quotes": Attribute("quotation marks per 100 words", 1.2),
    "digits": Attribute("numbers per 100 words", 1.7, 0.5),
    "emoji": Attribute("emoji and smileys per 100 words", 0.42),
    "capital_starts": Attribute("share of sentences that start with a capital", 0.15),
    "all_capitals": Attribute("words in capitals per 100 words", 0.32, 0.5),
    "small_i": Attribute("share of the word I that is written small", 0.2),
    "contractions": Attribute("contractions per 100 words", 2.6),
    "no_final_stop": Attribute("share of texts that end without punctuation", 0.19, 0.5),
    **{
        name: _per_100(name, scale)
        for name, scale in {
            "hedges": 2.0,
            "thanks": 1.8,
            "apologies": 0.46,
            "greetings": 0.57,
            "boosters": 2.4,
            "fillers": 1.9,
            "requests": 1.6,
            "i": 4.0,
            "you": 3.5,
            "we": 1.5,
            "the": 2.9,
            "and": 2.5,
            "but": 1.2,
            "that": 1.5,
            "of": 1.6,
            "to": 3.0,
            "in": 1.5,
            "for": 2.3,
            "it": 1.9,
            "is": 1.6,
            "be": 1.6,
            "have": 1.9,
            "not": 1.3,
            "with": 1.4,
            "as": 0.85,
            "if": 0.99,
            "also": 0.92,
            "however": 0.6,
            "will": 1.6,
            "this": 1.5,
        }.items()
    },
}


def features(text: str) -> dict[str, float]:
    """The attributes of one text, without what it quotes; empty where fewer than two words are the writer's own."""
    text = own_words(text).strip()
    words = _WORD.findall(text)
    if len(words) < 2:
        return {}
    per = 100.0 / max(len(words), 20)
    plain = text.replace("’", "'")
    found = _shape(body(text) or text, words)
    found |= {name: per * len(form.findall(plain)) for name, form in _COUNTED.items()}
    return found | {
        "ellipses": per * len(re.findall(r"\.{3}|…", text)),
        "commas": per * text.count(","),
        "dashes": per * len(re.findall(r"--+|[–—]| - ", text)),
        "colons": per * len(re.findall(r"[:;](?![)(DPp/|-])", text)),
        "brackets": per * text.count("("),
        "quotes": per * len(re.findall(r"[\"“]", text)),
        "digits": per * len(re.findall(r"\d+", text)),
        "emoji": per * len(_EMOJI.findall(text)),
        "all_capitals": per * sum(len(word) > 2 and word.isupper() for word in words),
        "contractions": per * sum("'" in word and not word.endswith("'s") for word in _WORD.findall(plain)),
        "paragraphs": per * len(re.findall(r"\n\s*\n", text)),
    }


def body(text: str) -> str:
    """The text without its opening line and its closing."""
    opens = re.match(r"\A[^\n]{2,40},?\s*\n", text) if opener(text) else None
    closes = _SIGN_OFFS.search(text)
    return text[opens.end() if opens else 0 : closes.start() if closes else None].strip()


def _shape(text: str, words: list[str]) -> dict[str, float]:
    ends = [each.strip() for each in _SENTENCE.findall(text)]
    sentences = [each for each in ends if each] or [text]
    letters = sum(map(len, words)) / len(words)
    syllables = sum(max(1, len(_VOWELS.findall(word))) for word in words) / len(words)
    each = len(words) / len(sentences)
    first = [word.lower() for word in words[:50]]
    ego = re.findall(r"\b[iI]\b", text)
    starts = [char for char in (re.search(r"[^\W\d_]", sentence) for sentence in sentences) if char]
    shape = {
        "words": math.log(len(words)),
        "words_per_sentence": each,
        "letters_per_word": letters,
        "long_words": sum(len(word) > 6 for word in words) / len(words),
        "distinct_words": len(set(first)) / len(first),
        "syllables_per_word": syllables,
        "reading_ease": min(max(206.835 - 1.015 * each - 84.6 * syllables, 0.0), 120.0),
        "exclamations": sum(sentence.endswith("!") for sentence in sentences) / len(sentences),
        "questions": sum("?" in sentence[-2:] for sentence in sentences) / len(sentences),
        "capital_starts": sum(char.group().isupper() for char in starts) / max(len(starts), 1),
        "no_final_stop": float(text.rstrip()[-1:].isalnum()),
    }
    return shape | ({"small_i": sum(char == "i" for char in ego) / len(ego)} if ego else {})


def opener(text: str) -> str:
    """The word that opens a text (``"dear"``, ``"hi"``), in lower case; empty where there is none."""
    match = _OPENERS.match(text)
    return match.group(1).lower() if match else ""


def sign_off(text: str) -> str:
    """The words that close a text (``"best regards"``), in lower case; empty where there are none."""
    match = _SIGN_OFFS.search(text.rstrip())
    return match.group(1).lower() if match else ""


@dataclass(frozen=True, slots=True)
class Style:
    """How a person writes.

    Args:
        n: How many texts were measured.
        mean, sd: Of each attribute over the texts (``sd`` is of the population of texts).
        openers, sign_offs: How many texts open and close with which words; ``""`` counts those without.
        evidence: The newest of the texts.
    """

    n: int
    mean: Mapping[str, float]
    sd: Mapping[str, float]
    openers: Mapping[str, int] = field(default_factory=dict)
    sign_offs: Mapping[str, int] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    origin: str = "inferred"

    @classmethod
    def measure(cls, texts: Sequence[str]) -> Style:
        """Measure texts of one writer; quoted replies and code are left out.

        Raises:
            NotEnough: No text has two words.
        """
        sums: dict[str, Any] = {}
        for text in texts:
            gather(sums, text)
        style = from_sums(sums)
        if style is None:
            raise NotEnough("style: no text of two words or more was given")
        return style

    @property
    def confidence(self) -> float:
        """From 0 to 1: one half at ten texts."""
        return self.n / (self.n + 10)

    def distance(self, text: str | Style) -> float:
        """How far a text or another style is; see :func:`distance`."""
        return distance(self, text)

    def describe(self) -> str:
        """The style in plain words, for people and for prompts."""
        return describe(self)


def gather(sums: dict[str, Any], text: str) -> None:
    """Add one text to the sums that :func:`from_sums` reads; the order of texts does not matter."""
    measured = features(text)
    if not measured:
        return
    sums["n"] = sums.get("n", 0) + 1
    for part, power in (("sum", 1), ("square", 2)):
        into = sums.setdefault(part, {})
        add(into, {name: round(value**power * MILLION) for name, value in measured.items()})
    add(sums.setdefault("count", {}), dict.fromkeys(measured, 1))
    own = own_words(text).strip()
    add(sums.setdefault("openers", {}), {opener(own): 1})
    add(sums.setdefault("sign_offs", {}), {sign_off(own): 1})


def gather_trace(sums: dict[str, Any], trace: Trace) -> None:
    """Add a text of the person, and remember which it was."""
    before = sums.get("n", 0)
    gather(sums, trace.text)
    if sums.get("n", 0) > before:
        at = int(trace.at.timestamp() * MILLION)
        sums["ex"] = newest(sums.get("ex", ()), ([at, trace.id],))


def from_sums(sums: Mapping[str, Any], evidence: tuple[Evidence, ...] = ()) -> Style | None:
    """The style that sums describe; ``None`` where no text was measured."""
    if not sums.get("n"):
        return None
    mean = {name: sums["sum"][name] / MILLION / sums["count"][name] for name in sums["sum"]}
    sd = {
        name: math.sqrt(max(sums["square"][name] / MILLION / sums["count"][name] - mean[name] ** 2, 0.0))
        for name in mean
    }
    return Style(sums["n"], mean, sd, dict(sums["openers"]), dict(sums["sign_offs"]), evidence)


#: How many texts of the usual spread stand behind the spread of a person, and where a difference stops to grow.
_PRIOR: Final = 30
_FAR: Final = 3.0


def distance(style: Style, other: str | Style) -> float:
    """How far a text, or another style, lies from a style: 0 is at its middle, about 1 is usual for an own text.

    The root of the weighted mean over the attributes of the squared difference to the style's mean, in units of the
    spread of the style's own texts (shrunk to the usual spread, as if thirty more texts had it) and at most 3; beside
    them, how surprising the opening and the closing are (the divergence from the person's shares, in nats). Burrows's
    Delta (2002) on attributes, with squares in place of absolute differences: they gave the right one of two authors
    for 77 % of single mails in place of 70 %.
    """
    if isinstance(other, Style):
        return _distance(style, other.mean, other.openers, other.sign_offs)
    own = own_words(other).strip()
    return _distance(style, features(other), {opener(own): 1}, {sign_off(own): 1})


#: The weight of the opening and of the closing, beside the attributes.
_FRAME_WEIGHT: Final = 4.0


def _distance(
    style: Style, measured: Mapping[str, float], openers: Mapping[str, int], sign_offs: Mapping[str, int]
) -> float:
    total = weight = 0.0
    for known, seen in ((style.openers, openers), (style.sign_offs, sign_offs)):
        total += _FRAME_WEIGHT * _apart(known, seen)
        weight += _FRAME_WEIGHT
    for name, attribute in ATTRIBUTES.items():
        if name in measured and name in style.mean:
            apart = min(abs(measured[name] - style.mean[name]) / spread(style, name), _FAR)
            total += attribute.weight * apart**2
            weight += attribute.weight
    return math.sqrt(total / weight)


def spread(style: Style, name: str) -> float:
    """How far texts of this style usually lie apart in an attribute, shrunk to the usual spread."""
    scale = ATTRIBUTES[name].scale
    return max(math.sqrt((style.n * style.sd[name] ** 2 + _PRIOR * scale**2) / (style.n + _PRIOR)), 1e-9)


def _apart(known: Mapping[str, int], seen: Mapping[str, int]) -> float:
    """The divergence, in nats, of how texts open or close from how the person's do (half a text more for each way)."""
    n, m = sum(known.values()), sum(seen.values())
    if not n or not m:
        return 0.0
    shares = {words: count / m for words, count in seen.items() if count}
    return max(
        sum(share * math.log(share / ((known.get(words, 0) + 0.5) / (n + 1.0))) for words, share in shares.items()), 0.0
    )


@dataclass(frozen=True, slots=True)
class Distance:
    """A mean distance with its 95 % interval over ``n`` texts."""

    value: float
    low: float
    high: float
    n: int


def distances(style: Style, texts: Sequence[str], *, rng: random.Random, draws: int = 1000) -> Distance:
    """The mean distance of texts to a style, with a bootstrap interval over the texts.

    Raises:
        NotEnough: No text has two words.
    """
    each = [distance(style, text) for text in texts if features(text)]
    if not each:
        raise NotEnough("distance: no text of two words or more was given")
    means = sorted(sum(rng.choices(each, k=len(each))) / len(each) for _ in range(draws))
    return Distance(sum(each) / len(each), means[int(0.025 * draws)], means[int(0.975 * draws) - 1], len(each))


def describe(style: Style) -> str:
    """A style in a few plain sentences; every figure in it is measured."""
    mean = style.mean
    length = math.exp(mean["words"])
    said = [
        f"Texts of about {length:.0f} words, sentences of {mean['words_per_sentence']:.0f} words "
        f"({_between(mean['words_per_sentence'], ((9, 'short'), (17, 'middling'), (1e9, 'long')))})."
    ]
    for counts, verb in ((style.openers, "Opens"), (style.sign_offs, "Closes")):
        said += _frames(counts, verb, style.n)
    told = [words for name, level, words in _TELLING if mean.get(name, 0.0) >= level]
    avoided = [words for name, level, words in _SPARING if name in mean and mean[name] <= level]
    if told:
        said.append(f"Often: {', '.join(told)}.")
    if avoided:
        said.append(f"Hardly ever: {', '.join(avoided)}.")
    return " ".join([*said, f"(Measured on {style.n} texts.)"])


def _between(value: float, steps: Sequence[tuple[float, str]]) -> str:
    return next(word for top, word in steps if value <= top)


def _frames(counts: Mapping[str, int], verb: str, n: int) -> list[str]:
    usual = sorted(((count, words) for words, count in counts.items() if words), reverse=True)[:2]
    shown = [f"“{words.capitalize()}” ({100 * count / n:.0f} %)" for count, words in usual if count / n >= 0.1]
    return [f"{verb} with {' or '.join(shown)}."] if shown else []


_TELLING: Final = (
    ("exclamations", 0.15, "exclamation marks"),
    ("questions", 0.25, "questions"),
    ("ellipses", 0.5, "ellipses"),
    ("dashes", 0.8, "dashes"),
    ("brackets", 1.0, "brackets"),
    ("emoji", 0.5, "emoji"),
    ("contractions", 1.8, "contractions"),
    ("hedges", 2.5, "hedges (maybe, I think)"),
    ("thanks", 1.5, "thanks"),
    ("requests", 1.5, "polite requests"),
    ("boosters", 2.5, "strong words (very, really)"),
    ("small_i", 0.3, "a small i"),
    ("long_words", 0.25, "long words"),
)
_SPARING: Final = (
    ("exclamations", 0.02, "exclamation marks"),
    ("contractions", 0.3, "contractions"),
    ("capital_starts", 0.4, "capitals"),
    ("emoji", 0.001, "emoji"),
)
