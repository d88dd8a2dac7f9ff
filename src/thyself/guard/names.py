"""Names: words that stand for somebody or something, and may not be made up."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

#: Words that begin with a capital without being the name of anything that could be made up.
_PLAIN: Final = frozenset(
    "i im ive ill id you your he she it we they the a an and but or so if as at by for from in into of on to with"
    " my our his her its their this that these those there here what when where which who why how yes no not do does"
    " did is are was were be been have has had can could will would should may might must please thank thanks dear hi"
    " hello hey best regards sincerely kind unfortunately sorry ok okay also however then now today tomorrow yesterday"
    " english mr mrs ms dr prof re fwd ps am pm st".split()
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: What follows a name that opens a sentence, and seldom another word that is a name at times ("Rose", "Mark").
_OF_A_NAME: Final = re.compile(
    r"\s+(?:is|was|has|had|said|told|likes?|lives?|works?|went|came|gave|wrote|loves?)\b|['’]s\b|\s+[A-Z][a-z]"
)
#: So many other words may stand between the parts of a name.
_BETWEEN: Final = 2


class Name(NamedTuple):
    """One or several words with a capital, as they follow each other, in lower case and without accents."""

    words: tuple[str, ...]


class Named(NamedTuple):
    """A name in a text, and where it stands."""

    start: int
    end: int
    name: Name


def names(sentence: str) -> list[Named]:
    """The names of one sentence. Its first word has a capital anyway: it counts where it is no common word."""
    found: list[list[re.Match[str]]] = []
    first = True
    for match in _WORD.finditer(sentence):
        opens, first = first, False
        if not (_is_name(match, sentence) if opens else _capital(match)):
            continue
        if found and re.fullmatch(r"\.? ", sentence[found[-1][-1].end() : match.start()]):
            found[-1].append(match)
        else:
            found.append([match])
    return [Named(run[0].start(), run[-1].end(), Name(tuple(_folded(each[0]) for each in run))) for run in found]


def words(text: str) -> tuple[str, ...]:
    """All words of a text in the form of names: each may be one, whatever its case."""
    return tuple(_folded(match[0]) for match in _WORD.finditer(text))


def holds(known: Sequence[str], name: Name) -> bool:
    """Whether a text holds a name, its parts near each other: of two people, Anna Rossi is neither."""
    places = [set(_places(known, word)) for word in name.words]
    return any(_chain({start}, places[1:]) for start in places[0])


def _chain(at: set[int], rest: Sequence[set[int]]) -> bool:
    for places in rest:
        at = {there for here in at for there in places if 0 < abs(there - here) <= _BETWEEN + 1}
    return bool(at)


def _places(known: Sequence[str], word: str) -> Iterator[int]:
    like = {word, f"{word}s", word.removesuffix("s") if len(word) > 4 else word}
    return (at for at, each in enumerate(known) if each in like)


def _capital(match: re.Match[str]) -> bool:
    return match[0][0].isupper() and _folded(match[0]) not in _PLAIN


def _is_name(match: re.Match[str], sentence: str) -> bool:
    word = _folded(match[0])
    if not _capital(match) or word in common():
        return False
    return word not in _AMBIGUOUS or _OF_A_NAME.match(sentence, match.end()) is not None


def _folded(word: str) -> str:
    plain = re.sub(r"['’]s$", "", word).replace("'", "").replace("’", "")
    return "".join(c for c in unicodedata.normalize("NFKD", plain.casefold()) if not unicodedata.combining(c))


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Common words of English, in small letters; names are none of them, but for those that are words as well."""
    packed = files("thyself.guard").joinpath("assets/common-words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("ascii").split())


#: Given names that are words as well.
_AMBIGUOUS: Final = frozenset(
    "mark rose grace hope joy will bill may art gene pat drew clay cliff dale glen heath ivy jade daisy violet iris"
    " ruby amber crystal dawn summer autumn chase hunter carter mason taylor tyler parker austin miles nick rich sandy"
    " skip stone rod ross rusty victor warren wade ward angel brook chance charity christian colt destiny earnest eden"
    " faith fern flora forest guy hazel heather holly honor jasmine jean jewel lance laurel lee melody mercy misty"
    " olive page patience penny pierce poppy prudence rain raven ray reed reef robin sage sky star sterling storm"
    " sunny terry trinity trust venus willow winter wren".split()
)
