"""Terms: words that a reader may not know, short forms with their long ones, and what the text says of them.

Sources: candidate keywords are runs between stop words (Rose et al., RAKE, 2010); short forms are matched to long ones
from the end (Schwartz and Hearst, 2003).
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from thyself.core.words import STOP, stem, stems, words
from thyself.memory.extract.gazetteer import expected

#: A word that makes up at most that share of everyday words may be a part of a term.
_RARE: Final = 3e-5
#: A word that stands alone must be rarer: by :func:`rarity`.
_RARE_ALONE: Final = 0.3
#: What a word counts that is on no list of common words; the last on the list has 1.
UNLISTED: Final = 1.5
_LONGEST: Final = 3
#: What texts of any field say; these words end a term.
_COMMON: Final = frozenset(
    stem(word)
    for word in (
        "propose present paper work study approach method result show demonstrate evaluate evaluation"
        " experiment extensive novel new existing recent previous various several different significant"
        " significantly outperform improve improvement achieve performance leverage utilize utilise use using"
        " based via enable introduce investigate explore address challenge problem task however moreover"
        " furthermore specifically typically often effective effectiveness efficient ability framework provide"
        " offer highlight reveal capture include including across within while although thus hence therefore"
        " additionally finally first second two three one consistently according compared rely relies focus"
        " aim aims conduct develop well many few each both between through toward towards into under without"
        " along among further due remain limited available potential key important high low large small better"
        " best able make take give need want e.g i.e etc et al baseline state-of-the-art code comprehensive"
        " substantial notably crucial essential promising dataset github com http https www data lack adapt"
        " capability integrate particular enhance insight scalable identify gap fail impact advance despite"
        " superior increase facilitate analysis ensure incorporate benefit analyze relevant tackle struggle"
        " observe pave advantage output systematic valuable establish wide range understand tailor interest"
        " real-world prompted select instead attempt alongside quickly iteratively estimate known appropriate"
        " before still chosen candidate absence strength weakness global maximize implement sequence go goes"
        " going went gone come came get got put say said see saw seen tell told think thought look find found"
        " call called ask turn turned try keep kept let begin began seem leave left mean help start move bring"
        " happen write wrote sit stand lose pay meet continue set learn lead run ran have having good"
    ).split()
)
_TOKEN: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]|\n")
_SHORT: Final = re.compile(r"\(\s*([A-Za-z][\w-]{1,9}?)(s)?\s*\)")
_PLURAL: Final = re.compile(r"\b([A-Z]{2,})s\b")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a few that may be a term.

    Args:
        text: As it is written first.
        key: Its stems; two writings of one term have one key.
        long: What a short form stands for, where the text says so.
    """

    text: str
    key: str
    long: str = ""


def terms(text: str) -> list[Term]:
    """The terms of a text, each once, in order: rare words with what stands beside them, and short forms.

    >>> [term.text for term in terms("We train a hypergraph encoder on long mails.")]
    ['hypergraph encoder']
    """
    spelled = short_forms(text)
    found: dict[str, Term] = {}
    for run in _runs(text):
        said = " ".join(run)
        term = Term(said, key(said), spelled.get(said, spelled.get(said.removesuffix("s"), "")))
        if term.key and _rare(run):
            found.setdefault(term.key, term)
    return list(found.values())


@lru_cache(maxsize=50_000)
def key(term: str) -> str:
    """The stems of a term, by which it is known."""
    return " ".join(pieces(term))


def pieces(text: str) -> list[str]:
    """The stems of a text; a short form in the plural is that in the singular (``LLMs``, ``LLM``)."""
    return stems(_PLURAL.sub(r"\1", text))


def short_forms(text: str) -> dict[str, str]:
    """Short forms in brackets with what they stand for: ``{"LLM": "large language model"}``."""
    out: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        short = match[1]
        if sum(char.isupper() for char in short) < 2:
            continue
        before = re.findall(r"[^\s(),;]+", text[: match.start()])[-min(len(short) + 5, 2 * len(short)) :]
        long = _long(short, " ".join(before))
        if long:
            out.setdefault(short, long)
    return out


def meaning(term: Term, text: str, glossary: Mapping[str, str]) -> str:
    """What a term means: by the glossary (``{term: words}``), by its long form, or by a sentence that explains it.

    Empty where none of these says it.
    """
    by_key = {key(name): words for name, words in glossary.items()}
    if said := by_key.get(term.key) or by_key.get(key(term.long)):
        return said
    if term.long:
        return f"short for {term.long}"
    name = re.escape(term.text)
    after = r"(?:,? (?:is|are|refers? to|means?|denotes?)\b|, (?:an?|the|i\.e\.|that is|which)\b)"
    explained = re.compile(rf"\b{name}s?\b(?:\s*\([^)]*\))?{after}", re.IGNORECASE)
    named = re.compile(rf"\b(?:called|named|known as|termed)\b[^.]{{0,20}}\b{name}\b", re.IGNORECASE)
    return next((each for each in _SENTENCE.split(text) if explained.search(each) or named.search(each)), "").strip()


def _runs(text: str) -> Iterator[list[str]]:
    """Words between stop words, signs and what any text says; long runs by their last words."""
    run: list[str] = []
    for match in _TOKEN.finditer(f"{text}\n"):
        word = match[0]
        low = words(word)
        if not low or all(each in STOP or stem(each) in _COMMON for each in low) or word.isdigit():
            if run:
                yield _trimmed(run)
            run = []
        else:
            run.append(word)


def rarity(stem: str) -> float:
    """How rare a word is, by its stem: from 0 (the most common) to 1 (the last of 30,000), :data:`UNLISTED` else."""
    return _ranks().get(stem, UNLISTED)


@lru_cache(maxsize=1)
def _ranks() -> dict[str, float]:
    """The words of the embedder's list of pieces, which stand there by how common they are, as stems."""
    packed = files("thyself.models").joinpath("assets/minilm-tokenizer.json.gz").read_bytes()
    listed: dict[str, int] = json.loads(gzip.decompress(packed))["model"]["vocab"]
    ranks: dict[str, float] = {}
    for word, at in listed.items():
        if word.isalpha() and len(word) > 1:
            name = stem(word)
            ranks[name] = min(ranks.get(name, UNLISTED), at / len(listed))
    return ranks


def _trimmed(run: list[str]) -> list[str]:
    """Without adverbs and verb forms at the start, and without verb forms at the end; one word stays."""
    while len(run) > 1 and re.search(r"(?:ly|ing)$", run[0]):
        run = run[1:]
    while len(run) > 1 and re.search(r"(?:ly|ed)$", run[-1]):
        run = run[:-1]
    return run[-_LONGEST:]


def _rare(run: list[str]) -> bool:
    if any(sum(char.isupper() for char in word) > 1 for word in run):
        return True
    if len(run) == 1 and re.search(r"(?:ly|ing|ed|ive|able)$", run[0]):
        return False
    parts = [stem(part) for word in run for part in words(word) if part not in STOP and len(part) > 2]
    if len(run) == 1:
        return bool(parts) and max(map(rarity, parts)) >= _RARE_ALONE
    return bool(parts) and min(map(expected, parts)) <= _RARE


def _long(short: str, before: str) -> str:
    """The shortest end of the words before that has the letters of the short form in order, its first at a start."""
    at = len(before) - 1
    for place in range(len(short) - 1, -1, -1):
        letter = short[place].lower()
        if not letter.isalnum():
            continue
        while at >= 0 and (before[at].lower() != letter or (place == 0 and at > 0 and before[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
        at -= 1
    return before[at + 1 :].strip()
