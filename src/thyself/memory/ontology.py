"""Ontology: which kinds of things a personal graph knows, and how they can be related.

The terms are a subset of the KNOW ontology (https://know.dev/, public domain); what it has no word for, such as where a
person lives, stands in a name space of our own. An ontology says what follows from a statement (``sister`` the other
way round is ``sibling``, or ``brother`` of a man), so that no extractor has to: completion belongs to the graph.

Source: Prompt-Time Ontology-Driven Symbolic Knowledge Capture with Large Language Models (2024).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Sex = Literal["Male", "Female"]
SEXES: Final[tuple[Sex, Sex]] = ("Male", "Female")
#: Name spaces: of KNOW, and of the terms that it has not.
KNOW_SPACE: Final = "https://know.dev/"
OWN_SPACE: Final = "urn:thyself:terms:"

#: The kinds of things, each with the wider kind that it belongs to.
CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Thing": "",
        "Person": "Thing",
        "Place": "Thing",
        "Group": "Thing",
        "Organization": "Group",
        "Company": "Organization",
        "School": "Organization",
        "Event": "Thing",
        "Animal": "Thing",
        "Sex": "",
    }
)
_OWN_CLASSES: Final = frozenset({"Animal"})
#: Ranges that are words, not things.
TEXT: Final = "text"


@dataclass(frozen=True, slots=True)
class Property:
    """One way in which a thing is related to another, or to some words.

    Args:
        name: Its name: ``"sister"``.
        domain: The kind of thing that has it.
        range: The kind of thing that it leads to; :data:`TEXT` for words.
        above: The wider property that it is a case of; empty for none.
        inverse: What holds the other way round; its own name where it is symmetric, empty where nothing follows.
        sex: Of the one that it leads to, where the word tells.
        single: Whether only one value can hold at a time, so that a new one ends the one before.
        own: Whether it stands in our own name space.
        words: How it is said: "{s} is the sister of {o}".
    """

    name: str
    domain: str = "Person"
    range: str = "Person"
    above: str = ""
    inverse: str = ""
    sex: Sex | None = None
    single: bool = False
    own: bool = False
    words: str = ""

    @property
    def iri(self) -> str:
        """Its full name."""
        return (OWN_SPACE if self.own else KNOW_SPACE) + self.name


@dataclass(frozen=True, slots=True, order=True)
class Triple:
    """A statement: of what, which property, which value. A value is a thing's name, or words for a text property."""

    subject: str
    predicate: str
    object: str


#: The property that says of which kind a thing is.
TYPE: Final = "type"


@dataclass(frozen=True)
class Ontology:
    """Kinds of things and their properties, with what follows from them.

    Args:
        properties: By name.
    """

    properties: Mapping[str, Property]
    _by_sex: Mapping[tuple[str, Sex], str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sexed = {(each.above, each.sex): each.name for each in self.properties.values() if each.sex is not None}
        object.__setattr__(self, "_by_sex", MappingProxyType(sexed))

    def __contains__(self, name: str) -> bool:
        return name in self.properties

    def __getitem__(self, name: str) -> Property:
        return self.properties[name]

    def only(self, names: Collection[str]) -> Ontology:
        """The same with some of the properties alone."""
        return Ontology(MappingProxyType({name: each for name, each in self.properties.items() if name in names}))

    def base(self, name: str) -> str:
        """The property without what it says of sex: ``sister`` is ``sibling``."""
        found = KNOW.properties.get(name)
        return found.above if found is not None and found.sex is not None else name

    def sexed(self, name: str, sex: Sex | None) -> str:
        """The property for a value of some sex: ``sibling`` of a woman is ``sister``, where there is that word."""
        return name if sex is None else self._by_sex.get((name, sex), name)

    def inverse(self, name: str) -> str:
        """What holds the other way round, without sex; empty where nothing follows."""
        base = self.base(name)
        found = self.properties.get(base) or KNOW.properties.get(base)
        return found.inverse if found is not None else ""

    def narrower(self, name: str, wider: str) -> bool:
        """Whether one property is the other or a case of it: a ``sister`` is a ``sibling``, whom one ``knows``."""
        while name and name != wider:
            name = KNOW.properties[name].above if name in KNOW.properties else ""
        return name == wider

    def complete(self, triples: Iterable[Triple]) -> list[Triple]:
        """The triples with all that follows: the other direction, words for sex and sex from words, kinds.

        What follows but has no word in this ontology is left out.
        """
        given = list(dict.fromkeys(triples))
        sexes = self._sexes(given)
        out: dict[Triple, None] = {}
        for each in given:
            known = self.properties.get(each.predicate)
            if known is None:
                out.setdefault(each)
                continue
            out.setdefault(Triple(each.subject, TYPE, known.domain))
            if known.range == TEXT or known.range == "Sex":
                out.setdefault(each)
                continue
            out.setdefault(Triple(each.object, TYPE, known.range))
            back = self.inverse(each.predicate)
            for subject, name, value in (
                (each.subject, self.base(each.predicate), each.object),
                (each.object, back, each.subject),
            ):
                word = self.sexed(name, sexes.get(value))
                if name and word in self.properties:
                    out.setdefault(Triple(subject, word, value))
        if "sex" in self.properties:
            for name, sex in sexes.items():
                out.setdefault(Triple(name, "sex", sex))
        return list(out)

    def _sexes(self, triples: Sequence[Triple]) -> dict[str, Sex]:
        told: dict[str, Sex] = {}
        for each in triples:
            if each.predicate == "sex":
                for sex in SEXES:
                    if each.object == sex:
                        told[each.subject] = sex
            elif each.predicate in KNOW.properties and (of := KNOW.properties[each.predicate].sex) is not None:
                told.setdefault(each.object, of)
        return told

    def problems(self, triples: Sequence[Triple], *, known: Mapping[str, str] | None = None) -> dict[Triple, str]:
        """The triples that cannot stand, each with the reason.

        A property must be of this ontology, the things that it joins of the kinds that it asks for, and of everything
        that is spoken of the kind must be known: by a triple of type, by what is known already, or by the property.

        Args:
            triples: What was extracted.
            known: Kinds of things that are there already, by name.
        """
        kinds = dict(known or {})
        kinds |= {each.subject: each.object for each in triples if each.predicate == TYPE}
        named = {name for each in triples if each.predicate != TYPE for name in (each.subject, each.object)}
        named |= set(known or {})
        wrong: dict[Triple, str] = {}
        for each in triples:
            reason = self._problem(each, kinds, named)
            if reason:
                wrong[each] = reason
        return wrong

    def _problem(self, triple: Triple, kinds: Mapping[str, str], named: Collection[str]) -> str:
        if triple.predicate == TYPE:
            if triple.object not in CLASSES:
                return f"there is no kind {triple.object!r}"
            return "" if triple.subject in named else f"nothing is said of {triple.subject!r}"
        known = self.properties.get(triple.predicate)
        if known is None:
            return f"the ontology has no property {triple.predicate!r}"
        if triple.subject not in kinds:
            return f"{triple.subject!r} is nothing that is known"
        if not is_a(kinds[triple.subject], known.domain):
            return f"{triple.subject!r} is a {kinds[triple.subject]}; {known.name} is of a {known.domain}"
        if known.range == TEXT:
            return ""
        if known.range == "Sex":
            return "" if triple.object in SEXES else f"{triple.object!r} is no sex"
        if triple.object not in kinds:
            return f"{triple.object!r} is nothing that is known"
        if not is_a(kinds[triple.object], known.range):
            return f"{triple.object!r} is a {kinds[triple.object]}; {known.name} leads to a {known.range}"
        return ""


def is_a(kind: str, wider: str) -> bool:
    """Whether a kind is the other, or belongs to it."""
    while kind and kind != wider:
        kind = CLASSES.get(kind, "")
    return bool(kind)


def class_iri(kind: str) -> str:
    """The full name of a kind of things."""
    return (OWN_SPACE if kind in _OWN_CLASSES else KNOW_SPACE) + kind


_PROPERTIES: Final = (
    Property("name", "Thing", TEXT, words="{s} is called {o}"),
    Property("sex", "Person", "Sex", single=True, words="{s} is {o}"),
    Property("knows", inverse="knows", words="{s} knows {o}"),
    Property("colleague", above="knows", inverse="colleague", words="{o} is a colleague of {s}"),
    Property("neighbor", above="knows", inverse="neighbor", own=True, words="{o} is a neighbour of {s}"),
    Property("friend", above="knows", inverse="friend", own=True, words="{o} is a friend of {s}"),
    Property("relative", above="knows", inverse="relative", words="{o} is a relative of {s}"),
    Property("cousin", above="relative", inverse="cousin", words="{o} is a cousin of {s}"),
    Property("partner", above="knows", inverse="partner", single=True, words="{o} is the partner of {s}"),
    Property("spouse", above="partner", inverse="spouse", single=True, words="{o} is married to {s}"),
    Property("husband", above="spouse", sex="Male", single=True, words="{o} is the husband of {s}"),
    Property("wife", above="spouse", sex="Female", single=True, words="{o} is the wife of {s}"),
    Property("sibling", above="relative", inverse="sibling", words="{o} is a sibling of {s}"),
    Property("brother", above="sibling", sex="Male", words="{o} is a brother of {s}"),
    Property("sister", above="sibling", sex="Female", words="{o} is a sister of {s}"),
    Property("parent", above="relative", inverse="child", words="{o} is a parent of {s}"),
    Property("father", above="parent", sex="Male", words="{o} is the father of {s}"),
    Property("mother", above="parent", sex="Female", words="{o} is the mother of {s}"),
    Property("child", above="relative", inverse="parent", words="{o} is a child of {s}"),
    Property("son", above="child", sex="Male", words="{o} is a son of {s}"),
    Property("daughter", above="child", sex="Female", words="{o} is a daughter of {s}"),
    Property("grandparent", above="relative", inverse="grandchild", words="{o} is a grandparent of {s}"),
    Property("grandfather", above="grandparent", sex="Male", words="{o} is a grandfather of {s}"),
    Property("grandmother", above="grandparent", sex="Female", words="{o} is a grandmother of {s}"),
    Property("grandchild", above="relative", inverse="grandparent", words="{o} is a grandchild of {s}"),
    Property("grandson", above="grandchild", sex="Male", words="{o} is a grandson of {s}"),
    Property("granddaughter", above="grandchild", sex="Female", words="{o} is a granddaughter of {s}"),
    Property("pibling", above="relative", inverse="nibling", words="{o} is an aunt or uncle of {s}"),
    Property("uncle", above="pibling", sex="Male", words="{o} is an uncle of {s}"),
    Property("aunt", above="pibling", sex="Female", words="{o} is an aunt of {s}"),
    Property("nibling", above="relative", inverse="pibling", words="{o} is a niece or nephew of {s}"),
    Property("nephew", above="nibling", sex="Male", words="{o} is a nephew of {s}"),
    Property("niece", above="nibling", sex="Female", words="{o} is a niece of {s}"),
    Property("home", "Person", "Place", single=True, own=True, words="{s} lives in {o}"),
    Property("origin", "Person", "Place", own=True, words="{s} comes from {o}"),
    Property("birthplace", "Person", "Place", own=True, words="{s} was born in {o}"),
    Property("employer", "Person", "Organization", single=True, own=True, words="{s} works at {o}"),
    Property("school", "Person", "Organization", single=True, own=True, words="{s} attends {o}"),
    Property("occupation", "Person", TEXT, single=True, own=True, words="{s} works as {o}"),
    Property("age", "Person", TEXT, single=True, words="{s} is {o} years old"),
    Property("memberOf", "Person", "Group", words="{s} is a member of {o}"),
    Property("owns", "Person", "Thing", own=True, words="{s} owns {o}"),
    Property("pet", "Person", "Animal", own=True, words="{s} keeps {o}"),
    Property("attended", "Person", "Event", own=True, words="{s} was at {o}"),
    Property("likes", "Person", TEXT, own=True, words="{s} likes {o}"),
)

#: The properties that a personal graph knows.
KNOW: Final = Ontology(MappingProxyType({each.name: each for each in _PROPERTIES}))
