"""Mentions: the people, places and organisations that a sentence names, and the words around them that tell of kin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from thyself.guard.names import names
from thyself.memory.extract.gazetteer import is_forename, is_place
from thyself.memory.extract.words import ANIMALS
from thyself.memory.ontology import KNOW, Sex

#: The person who tells.
ME: Final = "me"

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
_SENTENCE: Final = re.compile(r"[^.?!\n]+[.?!\n]*")
_FIRST_PERSON: Final = frozenset(
    {"i", "me", "my", "myself", "mine", "i'm", "i've", "i'd", "i'll", "im", "ive", "we", "our", "us", "we're", "we've"}
)
_TIMES: Final = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|christmas|easter|thanksgiving|halloween|new year|english|french|german|italian|spanish"
)
_PRONOUN: Final = re.compile(r"(?:they|he|she|it|you|we|that|there|here|who|what)'\w+$")
_BEFORE_PLACE: Final = frozenset("in at to from near into around towards toward across".split())
_BEFORE_THING: Final = frozenset("a an the this our their his her its new".split())
_ORGANISATION: Final = re.compile(
    r"\b(?:university|college|school|academy|institute|hospital|bank|company|corp|inc|ltd|gmbh|labs?|group|club|"
    r"foundation|agency|studios?|airlines?|church|museum|library)\b",
    re.IGNORECASE,
)
_ANIMAL: Final = re.compile(rf"\b{ANIMALS}(?:,? (?:named|called))?,? $", re.IGNORECASE)
_WORKS: Final = re.compile(
    r"\b(?:work(?:s|ed|ing)?|job|intern\w*|employed|hired|joined|career|volunteers?)\b[^.;]{0,25}\b(?:at|for|with|by|joined)\s*$|"
    r"\bjoined\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a text names.

    Args:
        name: As it is written, without ``'s``; :data:`ME` for the one who tells.
        kind: ``"Person"``, ``"Place"``, ``"Organization"`` or ``"Animal"``.
        places: The tokens at which it stands: the first and the one after the last, for each time.
    """

    name: str
    kind: str
    places: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        """The token at which it stands first."""
        return self.places[0][0]


@dataclass(frozen=True, slots=True)
class Kin:
    """A word of kinship in a text: ``daughter``, ``brothers``, ``fatherly``.

    Args:
        at: Its token.
        property: What somebody is to another by it.
        many: Whether it speaks of several.
        whose: The token of a possessive pronoun just before it ("his", "my"), or -1.
        sex: Of the one whom the word names.
    """

    at: int
    property: str
    many: bool
    whose: int
    sex: Sex | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in tokens, with what it names."""

    tokens: tuple[str, ...]
    mentions: tuple[Mention, ...]
    kin: tuple[Kin, ...]
    lower: tuple[str, ...] = field(default=())

    def of(self, kind: str) -> list[Mention]:
        """The mentions of one kind, in order of their first places."""
        return [each for each in self.mentions if each.kind == kind]


def read(text: str, *, teller: bool = True) -> Reading:
    """Read the mentions and the words of kinship of a text.

    Args:
        text: One or a few sentences.
        teller: Whether "I" and "my" are a mention of the one who tells.
    """
    text = text.replace("’", "'").replace("‘", "'")
    spans = [(match.start(), match.end()) for match in _TOKEN.finditer(text)]
    tokens = tuple(text[a:b] for a, b in spans)
    lower = tuple(token.lower() for token in tokens)
    starts = {a: i for i, (a, _) in enumerate(spans)}
    found: dict[str, list[tuple[int, int]]] = {}
    kinds: dict[str, str] = {}
    for a, b, name, kind in _named(text):
        if a in starts:
            last = starts[a]
            while last < len(spans) and spans[last][1] < b:
                last += 1
            found.setdefault(name, []).append((starts[a], last + 1))
            kinds.setdefault(name, kind)
    mentions = [Mention(name, kinds[name], tuple(places)) for name, places in found.items()]
    mine = [(i, i + 1) for i, token in enumerate(lower) if token in _FIRST_PERSON]
    if teller and mine:
        mentions.append(Mention(ME, "Person", tuple(mine)))
    return Reading(tokens, tuple(sorted(mentions, key=lambda each: each.first)), tuple(_kinship(lower)), lower)


def _named(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Where a name begins and ends, the name without ``'s`` and a title ("Grandma Rosalie"), and its kind."""
    for sentence in _SENTENCE.finditer(text):
        for named in names(sentence[0]):
            a, b = sentence.start() + named.start, sentence.start() + named.end
            name = re.sub(r"'s?$", "", text[a:b])
            title = name.split()[0].lower() if " " in name else ""
            if title in KIN:
                name, a = name[len(title) + 1 :], a + len(title) + 1
            kind = _kind(name, text[:a])
            if kind == "Place" and text[a:b].endswith("'s") and not is_place(name):
                kind = "Person"
            if kind:
                yield a, b, name, kind


def _kind(words: str, before: str) -> str:
    """Which kind of thing a name is, by lists and by the words before it; empty for days and the like."""
    low = words.lower()
    if _TIMES.fullmatch(re.sub(r"'s$", "", low)) or len(low) < 2 or _PRONOUN.match(low):
        return ""
    if _ANIMAL.search(before):
        return "Animal"
    if _ORGANISATION.search(low):
        return "Organization"
    ahead = _TOKEN.findall(before.lower())
    near = ahead[-1] if ahead else ""
    if is_forename(low.split()[0]):
        return "Place" if is_place(low) and near in _BEFORE_PLACE else "Person"
    if _WORKS.search(before):
        return "Organization"
    if is_place(low) or (near in _BEFORE_PLACE):
        return "Place"
    return "" if near in _BEFORE_THING else "Person"


def _kinship(lower: Sequence[str]) -> list[Kin]:
    found = []
    for i, token in enumerate(lower):
        word, many = token.removesuffix("'s"), False
        if word not in KIN and word in _MANY:
            word, many = _MANY[word], True
        if word in KIN:
            back = next((j for j in range(i - 1, max(-1, i - 4), -1) if lower[j] in POSSESSIVE), -1)
            found.append(Kin(i, KIN[word], many, back, _SEXED.get(word, KNOW[KIN[word]].sex)))
    return found


#: Whose: the pronoun and the sex of the one it stands for.
POSSESSIVE: Final[Mapping[str, Sex | None]] = MappingProxyType(
    {"his": "Male", "her": "Female", "my": None, "their": None}
)
#: Pronouns and the sex of the one they stand for.
PRONOUNS: Final[Mapping[str, Sex]] = MappingProxyType(
    {
        "he": "Male", "him": "Male", "his": "Male", "himself": "Male",
        "she": "Female", "her": "Female", "hers": "Female", "herself": "Female",
    }
)  # fmt: skip


def _kin_words() -> dict[str, str]:
    rows = """
    mother: mother mom mum mama mommy mummy motherly
    father: father dad papa daddy fatherly
    parent: parent
    son: son
    daughter: daughter
    child: child kid toddler baby
    brother: brother
    sister: sister
    sibling: sibling twin
    husband: husband
    wife: wife
    spouse: spouse
    partner: partner girlfriend boyfriend fiancé fiancée fiance fiancee lover
    grandmother: grandmother grandma granny nana
    grandfather: grandfather grandpa granddad
    grandparent: grandparent
    grandson: grandson
    granddaughter: granddaughter
    grandchild: grandchild grandkid
    aunt: aunt auntie
    uncle: uncle
    niece: niece
    nephew: nephew
    cousin: cousin
    friend: friend buddy pal bestie
    colleague: colleague coworker co-worker boss workmate teammate supervisor manager
    neighbor: neighbor neighbour
    knows: roommate flatmate housemate classmate acquaintance mentor
    """
    pairs = (row.strip().split(":") for row in rows.strip().splitlines())
    return {word: name.strip() for name, words in pairs for word in words.split()}


#: The words of kinship, with what one is to another by them.
KIN: Final[Mapping[str, str]] = MappingProxyType(_kin_words())
_SEXED: Final[Mapping[str, Sex]] = MappingProxyType(
    {"girlfriend": "Female", "boyfriend": "Male", "fiancé": "Male", "fiancée": "Female", "fiancee": "Female"}
)
_MANY: Final[Mapping[str, str]] = MappingProxyType(
    {f"{word}s": word for word in KIN} | {"children": "child", "grandchildren": "grandchild", "wives": "wife"}
)
