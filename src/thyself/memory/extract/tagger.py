"""Tagger: a small model that reads who is what to whom out of a sentence, learned from a few examples.

Names are found by lists and capitals (:mod:`thyself.memory.extract.mentions`); what is learned is the relation of each
two of them, and of which sex each is as far as the sentence tells. Both are logistic models over words, the words
between and words of kinship. A name itself is never looked at, so that "Priya" does not come to mean a marriage. (The
meaning of the sentence by an embedder was tried, and added nothing: docs/studies.md#ptodskc.)

Source: the task and the examples a concept: Prompt-Time Ontology-Driven Symbolic Knowledge Capture (2024).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from thyself.core.words import stem
from thyself.memory.extract.mentions import ME, POSSESSIVE, PRONOUNS, Kin, Mention, Reading, read
from thyself.memory.extract.softmax import Softmax, fit
from thyself.memory.ontology import KNOW, Ontology, Sex, Triple

#: No relation between two mentions.
NOTHING: Final = ""
#: What a relation is the other way round is marked with this, where the property is not symmetric.
BACK: Final = "<"
#: More people in one sentence than this are not read: a list of guests says little of each two.
MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what it says."""

    text: str
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A relation that was read.

    Args:
        triple: What it says.
        probability: How sure the model is, from 0 to 1.
    """

    triple: Triple
    probability: float


class Tagger:
    """Reads triples out of a sentence.

    Args:
        ontology: Which properties there are; what is read is complete by it.
        relations: What was learned of people with people, places and organisations, by the kind of the other.
        sexes: What was learned of the sex of people. Both are made by :func:`learn`.
    """

    def __init__(self, ontology: Ontology, relations: Mapping[str, Softmax], sexes: Softmax) -> None:
        self.ontology = ontology
        self.relations = relations
        self.sexes = sexes

    def read(self, texts: Sequence[str]) -> list[list[Found]]:
        """The relations and sexes that each text tells of, as plain statements: nothing that merely follows.

        ``self.ontology.complete`` makes all of it.
        """
        out: list[list[Found]] = []
        for text in texts:
            reading = read(text)
            found = self._relations(reading)
            out.append(found + self._sexes(reading, [each.triple for each in found]))
        return out

    def triples(self, text: str) -> list[Triple]:
        """All that a text says, with what follows from it."""
        (found,) = self.read([text])
        return self.ontology.complete(each.triple for each in found)

    def _relations(self, reading: Reading) -> list[Found]:
        out = []
        for kind, pairs in candidates(reading).items():
            if kind not in self.relations or not pairs:
                continue
            model = self.relations[kind]
            chances = model.probabilities([pair_features(reading, a, b) for a, b in pairs])
            for (a, b), row in zip(pairs, chances, strict=True):
                label = model.classes[int(row.argmax())]
                if label != NOTHING:
                    out.append(Found(_triple(label, a, b), float(row.max())))
        return out

    def _sexes(self, reading: Reading, triples: Sequence[Triple]) -> list[Found]:
        people = [each for each in reading.of("Person") if each.name != ME]
        people = [each for each in people if any(each.name in (t.subject, t.object) for t in triples)]
        if not people:
            return []
        rows = [sex_features(reading, each, role(each.name, triples)) for each in people]
        chances = self.sexes.probabilities(rows)
        out = []
        for person, row in zip(people, chances, strict=True):
            best = self.sexes.classes[int(row.argmax())]
            if best:
                out.append(Found(Triple(person.name, "sex", best), float(row.max())))
        return out


def learn(examples: Iterable[Example], *, ontology: Ontology = KNOW, ridge: float = 1.0) -> Tagger:
    """Learn from sentences with their triples; the same examples always come to the same tagger.

    Args:
        examples: Some of each property, and some that say nothing.
        ontology: The properties.
        ridge: How much small weights are preferred.
    """
    pairs: dict[str, tuple[list[dict[str, float]], list[str]]] = {}
    sex_bags, sex_labels = [], []
    for example in examples:
        reading = read(example.text)
        gold = {(t.subject, t.object): t.predicate for t in _stated(example.triples)}
        sexes = {t.subject: t.object for t in ontology.complete(example.triples) if t.predicate == "sex"}
        for kind, each in candidates(reading).items():
            bags, labels = pairs.setdefault(kind, ([], []))
            bags += [pair_features(reading, a, b) for a, b in each]
            labels += [_label(gold, a, b) for a, b in each]
        for person in reading.of("Person"):
            if person.name != ME and any(person.name in pair for pair in gold):
                place = role(person.name, _stated(example.triples))
                for mirrored in (False, True):
                    sex_bags.append(sex_features(reading, person, place, mirrored=mirrored))
                    sex_labels.append(_mirror(sexes.get(person.name, ""), mirrored))
    relations = {kind: fit(bags, labels, ridge=ridge) for kind, (bags, labels) in pairs.items() if bags}
    return Tagger(ontology, relations, fit(sex_bags, sex_labels, ridge=ridge))


def candidates(reading: Reading) -> dict[str, list[tuple[Mention, Mention]]]:
    """The pairs of mentions that may be related, by the kind of the second: of people, and of a person with another."""
    people = reading.of("Person")[:MOST]
    pairs = {"Person": [(a, b) for i, a in enumerate(people) for b in people[i + 1 :]]}
    for kind in ("Place", "Organization", "Animal"):
        pairs[kind] = [(a, b) for a in people for b in reading.of(kind)[:MOST]]
    return pairs


def pair_features(reading: Reading, a: Mention, b: Mention) -> dict[str, float]:
    """What is seen of two mentions, by name: words of the sentence, words between, kinship, order."""
    taken = {i for each in reading.mentions for first, last in each.places for i in range(first, last)}
    rest = [i for i in range(len(reading.lower)) if i not in taken and reading.lower[i][0].isalnum()]
    bag = {f"word {stem(reading.lower[i])}": 0.5 for i in rest}
    bag |= {f"two {reading.lower[i]} {reading.lower[j]}": 0.35 for i, j in pairwise(rest) if j == i + 1}
    gap = min(
        ((q - y, y, q) for x, y in a.places for q, _ in b.places if q >= y),
        default=(0, 0, 0),
    )
    between = reading.lower[gap[1] : gap[2]]
    if len(between) <= 3:
        bag[f"between {' '.join(between)}"] = 1.0
    for token in between[:12]:
        if token[0].isalnum():
            bag[f"inside {stem(token)}"] = 0.3
    people = reading.of("Person")
    if b.kind != "Person":
        bag |= _ahead(reading, people, a, b)
    bag[f"people {min(len(people), 4)}"] = 0.5
    for who, name in ((a, "a"), (b, "b")):
        if who.name == ME:
            bag[f"teller {name}"] = 1.0
    for kin in reading.kin:
        base = KNOW.base(kin.property)
        bag[f"kin {base}"] = 1.5
        if kin.many:
            bag[f"many {base}"] = 1.0
        holder = named_by(reading, kin)
        if holder is not None:
            bag[f"kin {base} is {'a' if holder is a else 'b' if holder is b else 'other'}"] = 1.5
        whose = owner(reading, kin)
        if whose is not None:
            bag[f"kin {base} of {'a' if whose is a else 'b' if whose is b else 'other'}"] = 1.5
    for name, words in CUES.items():
        if any(token in words for token in reading.lower):
            bag[f"cue {name}"] = 1.5
    bag["always"] = 1.0
    return bag


def _ahead(reading: Reading, people: Sequence[Mention], a: Mention, b: Mention) -> dict[str, float]:
    """What stands just before a place or an organisation, and whether this is the person whom the verb speaks of."""
    words = [token for token in reading.lower[max(0, b.first - 4) : b.first] if token[0].isalnum()]
    bag = {f"ahead {stem(token)}": 1.0 for token in words} | {f"just ahead {' '.join(words[-2:])}": 1.0}
    before = [each for each in people if each.first < b.first]
    others = [each for each in before if each.name != ME]
    bag["alone" if len(before) == 1 else "last" if before and before[-1] is a else "not last"] = 2.0
    if others and others[0] is a:
        bag["named first"] = 2.0
    if a.name == ME and others:
        bag["teller beside another"] = 2.0
    return bag


def sex_features(reading: Reading, person: Mention, place: str, *, mirrored: bool = False) -> dict[str, float]:
    """What is seen of a person's sex: pronouns after the name, words of kinship for or beside them, and their role.

    Args:
        reading: The text.
        person: One of its mentions.
        place: What :func:`role` says.
        mirrored: With the sexes exchanged, to learn of both from one example.
    """
    bag: dict[str, float] = {}

    def add(name: str, sex: Sex | None) -> None:
        if sex is not None:
            bag[f"{name} {_mirror(sex, mirrored)}"] = 1.0

    people = reading.of("Person")
    for i, token in enumerate(reading.lower):
        sex = PRONOUNS.get(token)
        if sex is not None:
            add(f"pronoun as {place}", sex)
            if _nearest(people, i) is person:
                add("pronoun after", sex)
                add(f"pronoun after as {place}", sex)
    order = [kin for kin in reading.kin if KNOW.base(kin.property) == "sibling"]
    for kin in reading.kin:
        base = KNOW.base(kin.property)
        holder, whose = named_by(reading, kin), owner(reading, kin)
        add(f"{base} as {place}", kin.sex)
        if holder is person:
            add("named by kin", kin.sex)
        elif holder is None and whose is not None and whose is not person and len(people) == 2:
            add("other by kin", kin.sex)
        if whose is person and kin.whose >= 0:
            add("owner", POSSESSIVE[reading.lower[kin.whose]])
        if kin.many:
            add("all", kin.sex)
    if len(order) == 2 and len(people) == 2 and people.index(person) < 2:
        add("in turn", order[people.index(person)].sex)
    told = {PRONOUNS[token] for token in reading.lower if token in PRONOUNS}
    if len(told) == 1:
        add(f"only as {place}", next(iter(told)))
    for token, sex in _YOUNG.items():
        if token in reading.lower:
            add(f"young as {place}", sex)
    bag[f"as {place}"] = 1.0
    bag["always"] = 1.0
    return bag


def role(name: str, triples: Sequence[Triple]) -> str:
    """What somebody is in the relations of a sentence: ``"parent"``, ``"child"``, or the property itself."""
    for each in triples:
        if each.predicate in KNOW and KNOW[each.predicate].range == "Person":
            if each.object == name:
                return KNOW.base(each.predicate)
            if each.subject == name:
                return KNOW.inverse(each.predicate)
    return "other"


@lru_cache(maxsize=1)
def own_examples() -> tuple[Example, ...]:
    """The sentences that travel with the code, written for it: some of each property, and small talk."""
    text = files("thyself.memory.extract").joinpath("data", "triples.jsonl").read_text(encoding="utf-8")
    rows = (json.loads(line) for line in text.splitlines() if line.strip())
    return tuple(Example(row["text"], tuple(Triple(*each) for each in row["triples"])) for row in rows)


def without_names(reading: Reading) -> str:
    """The sentence with a letter for each name."""
    letters = {}
    for n, each in enumerate(each for each in reading.mentions if each.name != ME):
        for first, last in each.places:
            letters[first] = "ABCDEFGHIJKL"[n % 12]
            letters |= dict.fromkeys(range(first + 1, last), "")
    words = [letters.get(i, token) for i, token in enumerate(reading.tokens)]
    return " ".join(word for word in words if word)


def _stated(triples: Iterable[Triple]) -> list[Triple]:
    """The relations between things, without what is words, sex or kind."""
    return [t for t in triples if t.predicate in KNOW and KNOW[t.predicate].range not in ("text", "Sex")]


def _label(gold: Mapping[tuple[str, str], str], a: Mention, b: Mention) -> str:
    """The class of a pair: of two properties that say the same both ways, always the one that leads downwards."""
    for first, second, mark in ((a, b, ""), (b, a, BACK)):
        name = KNOW.base(gold.get((first.name, second.name), ""))
        if not name:
            continue
        if name in DOWNWARDS:
            return mark + name
        back = KNOW.inverse(name)
        if back in DOWNWARDS:
            return (BACK if mark == "" else "") + back
        return name if back == name else mark + name
    return NOTHING


#: Of each two directed properties that are each other's inverse, the one that is learned.
DOWNWARDS: Final = frozenset({"child", "grandchild", "nibling"})


def _triple(label: str, a: Mention, b: Mention) -> Triple:
    if label.startswith(BACK):
        return Triple(b.name, label.removeprefix(BACK), a.name)
    return Triple(a.name, label, b.name)


def _mirror(sex: str, mirrored: bool) -> str:
    return {"Male": "Female", "Female": "Male"}.get(sex, sex) if mirrored else sex


def _nearest(people: Sequence[Mention], at: int) -> Mention | None:
    """The person who was named last before a token."""
    last = [(first, n) for n, each in enumerate(people) if each.name != ME for first, _ in each.places if first < at]
    return people[max(last)[1]] if last else None


def named_by(reading: Reading, kin: Kin) -> Mention | None:
    """Whom a word of kinship names: "his daughter, Marie", "the sister, Ayse", "Anna is my sister"."""
    if any(
        other is not kin and 0 < abs(other.at - kin.at) <= 3 and _joined(reading, kin, other) for other in reading.kin
    ):
        return None
    for each in reading.of("Person"):
        for first, _ in each.places:
            ahead = reading.lower[kin.at + 1 : first]
            if first > kin.at and all(token in _NAMING for token in ahead) and each.name != ME:
                return each
    for each in reading.of("Person"):
        for _, last in each.places:
            behind = reading.lower[last : kin.at]
            told = 0 < len(behind) <= 5 and behind[0] in ("is", "was", ",") and each.name != ME
            if told and all(token in _BEING or token in POSSESSIVE for token in behind):
                return each
    return None


def owner(reading: Reading, kin: Kin) -> Mention | None:
    """Whose relative a word of kinship names: "Sarah's father", "my sister", "his son" after the one named last."""
    people = reading.of("Person")
    if kin.whose >= 0:
        if reading.lower[kin.whose] == "my":
            return next((each for each in people if each.name == ME), None)
        return _nearest(people, kin.whose)
    for each in people:
        for first, last in each.places:
            if last in (kin.at, kin.at - 1) and reading.lower[last - 1].endswith("'s"):
                return each
            if reading.lower[max(0, first - 1)] == "of" and first - 2 == kin.at:
                return each
    return None


def _joined(reading: Reading, one: Kin, other: Kin) -> bool:
    """Whether two words of kinship stand for two people in turn: "a brother and a sister"."""
    first, last = sorted((one.at, other.at))
    return "and" in reading.lower[first + 1 : last]


_YOUNG: Final[Mapping[str, Sex]] = {"boy": "Male", "boys": "Male", "girl": "Female", "girls": "Female"}
_NAMING: Final = frozenset({",", "named", "called", "is", "(", "-", ":"})
_BEING: Final = frozenset("is was , the a one of younger older big little best youngest oldest twin new also".split())
#: Words beside those of kinship that tell of a relation.
CUES: Final[Mapping[str, frozenset[str]]] = {
    "marriage": frozenset(
        "married marry marries marrying marriage wed wedding weddings honeymoon honeymooned newlywed newlyweds spouse "
        "spouses vows divorce divorced bride groom wedded".split()
    ),
    "couple": frozenset(
        "dating dated date couple couples relationship romance romantic engaged engagement girlfriend boyfriend".split()
    ),
    "friends": frozenset("friend friends friendship acquainted known knows know met buddies".split()),
    "work": frozenset("colleague colleagues coworker coworkers office boss team work works working".split()),
    "next door": frozenset("neighbor neighbors neighbour neighbours door".split()),
}
