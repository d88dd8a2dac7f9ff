"""Merge: which mentions are one and the same. A name alone does not decide: Anna the sister is not Anna at work.

Mentions are taken up in order of time, those of one trace together, so that what a trace says of somebody (whose sister
she is, where she works) tells which of those with the same name is meant. Nothing is left to chance: the same
statements always come to the same entities.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from thyself.memory.extract.mentions import ME
from thyself.memory.graph.statements import ANY, Statement
from thyself.memory.ontology import KNOW, SEXES, TEXT, Sex

#: Relations of which somebody has one or the other to the same person, never both.
_EXCLUSIVE: Final = (
    frozenset({"sibling"}),
    frozenset({"parent"}),
    frozenset({"child"}),
    frozenset({"grandparent"}),
    frozenset({"grandchild"}),
    frozenset({"pibling"}),
    frozenset({"nibling"}),
    frozenset({"cousin"}),
    frozenset({"partner", "spouse"}),
    frozenset({"colleague"}),
    frozenset({"neighbor"}),
)
#: How others may be called who need not be anybody else: a friend may turn out to be a colleague.
_LOOSE: Final = frozenset({"knows", "friend", "relative"})
_UNNAMED: Final = re.compile(r"^my (?P<kin>[a-z]+)$")


@dataclass
class Node:
    """An entity while it is put together."""

    id: str
    kind: str
    names: Counter[str] = field(default_factory=Counter)
    sexes: Counter[Sex] = field(default_factory=Counter)
    ties: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What it is to others, with the id of each: ``("sibling", "me")``."""
    traces: dict[str, None] = field(default_factory=dict)
    last: int = 0

    @property
    def sex(self) -> Sex | None:
        """The one that is told most often."""
        return self.sexes.most_common(1)[0][0] if self.sexes else None


@dataclass(frozen=True, slots=True)
class _Mention:
    name: str
    kind: str
    ties: tuple[tuple[str, str], ...]
    """What it is to others, by their names in this trace."""
    sex: Sex | None


class Merge:
    """Entities by the statements that speak of them; ``resolved`` maps a trace's name for a thing to its entity."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {ME: Node(ME, "Person", Counter({ME: 1}))}
        self.resolved: dict[tuple[str, str], str] = {}

    def take(self, statements: Sequence[Statement]) -> None:
        """Take up the statements of one trace."""
        mentions = _mentions(statements)
        known: dict[str, str] = {ME: ME}
        for mention in mentions:
            if _UNNAMED.match(mention.name) is None and not self._heard(mention):
                known[mention.name] = self._named_alike(mention, known) or self._new(mention)
        for mention in sorted(mentions, key=lambda each: (_told(each), each.name)):
            if mention.name not in known:
                known[mention.name] = self._named_alike(mention, known) or self._entity(mention, known)
        at = max(each.at for each in statements)
        trace = statements[0].trace_id
        for mention in mentions:
            node = self.nodes[known[mention.name]]
            node.last = at
            node.traces.setdefault(trace)
            if _UNNAMED.match(mention.name) is None:
                node.names[mention.name] += 1
            if mention.sex is not None:
                node.sexes[mention.sex] += 1
            node.ties.update((name, known[other]) for name, other in mention.ties if other in known)
            self.resolved[trace, mention.name] = node.id
        self.nodes[ME].traces.setdefault(trace)
        self.resolved[trace, ME] = ME

    def _heard(self, mention: _Mention) -> bool:
        """Whether anybody or anything could be meant who is known already."""
        return any(
            node.kind == mention.kind and (_alike(mention.name, node) or not node.names)
            for node in self.nodes.values()
            if node.id != ME
        )

    def _named_alike(self, mention: _Mention, known: Mapping[str, str]) -> str | None:
        """The entity of a fuller or shorter name in the same trace: "my sister Anna Rossi" and "Anna"."""
        words = set(_folded(mention.name))
        for name, entity in known.items():
            other = set(_folded(name))
            named = name != ME and _UNNAMED.match(name) is None
            if named and (words <= other or other <= words) and self.nodes[entity].kind == mention.kind:
                return entity
        return None

    def _entity(self, mention: _Mention, known: Mapping[str, str]) -> str:
        ties = {(name, known[other]) for name, other in mention.ties if other in known}
        taken = set(known.values())
        fitting = [node for node in self.nodes.values() if self._may_be(node, mention, ties) and node.id not in taken]
        if fitting:
            best = max(fitting, key=lambda node: (self._shared(node, ties), _alike(mention.name, node), node.last))
            if self._shared(best, ties) or _alike(mention.name, best):
                return best.id
        return self._new(mention)

    def _new(self, mention: _Mention) -> str:
        base = _slug(mention.name)
        name, n = base, 1
        while name in self.nodes:
            n += 1
            name = f"{base}-{n}"
        self.nodes[name] = Node(name, mention.kind)
        return name

    def _may_be(self, node: Node, mention: _Mention, ties: Iterable[tuple[str, str]]) -> bool:
        if node.id == ME or node.kind != mention.kind:
            return False
        unnamed = _UNNAMED.match(mention.name) is not None or not node.names
        if not unnamed and not _alike(mention.name, node):
            return False
        if mention.sex is not None and node.sex is not None and mention.sex != node.sex:
            return False
        if any(_exclude(name, had) for name, other in ties for had, whose in node.ties if whose == other):
            return False
        return not self._of_strangers(node, ties) and (not unnamed or bool(self._shared(node, ties)))

    def _of_strangers(self, node: Node, ties: Iterable[tuple[str, str]]) -> bool:
        """Whether it would be the relative of two people who have nothing to do with each other."""
        told = {other for name, other in ties if KNOW.narrower(name, "relative")}
        had = {other for name, other in node.ties if KNOW.narrower(name, "relative")}
        if not told or not had or told & had:
            return False
        near = {other for each in had for _, other in self.nodes[each].ties} | had
        return not told & near and not any(other in had for each in told for _, other in self.nodes[each].ties)

    def _shared(self, node: Node, ties: Iterable[tuple[str, str]]) -> int:
        return sum(_same(name, had) for name, other in ties for had, whose in node.ties if whose == other)


def _mentions(statements: Sequence[Statement]) -> list[_Mention]:
    kinds: dict[str, str] = {}
    ties: dict[str, list[tuple[str, str]]] = {}
    sexes: dict[str, Sex] = {}
    for each in statements:
        known = KNOW[each.predicate]
        kinds.setdefault(each.subject, known.domain if known.domain != "Thing" else "Person")
        ties.setdefault(each.subject, [])
        if each.predicate == "sex":
            sexes.update((each.subject, sex) for sex in SEXES if sex == each.object)
        if known.range in (TEXT, "Sex") or each.object == ANY:
            continue
        kinds.setdefault(each.object, known.range)
        base = KNOW.base(each.predicate)
        ties.setdefault(each.object, []).append((base, each.subject))
        ties[each.subject].append((KNOW.inverse(each.predicate) or f"{base} of", each.object))
        if known.sex is not None:
            sexes.setdefault(each.object, known.sex)
    return [
        _Mention(name, kind, tuple(ties.get(name, ())), sexes.get(name)) for name, kind in kinds.items() if name != ME
    ]


def _told(mention: _Mention) -> tuple[int, int]:
    """Those that are tied to the person come first, then those with most ties: they tell who the others are."""
    return (-any(other == ME for _, other in mention.ties), -len(mention.ties))


def _exclude(one: str, other: str) -> bool:
    if one == other or one in _LOOSE or other in _LOOSE or one.endswith(" of") or other.endswith(" of"):
        return (one in _LOOSE and KNOW.narrower(other, "relative") and one == "friend") or (
            other == "friend" and KNOW.narrower(one, "relative")
        )
    first = next((group for group in _EXCLUSIVE if one in group), None)
    return first is not None and other not in first and any(other in group for group in _EXCLUSIVE)


def _same(one: str, other: str) -> bool:
    return one == other or any(one in group and other in group for group in _EXCLUSIVE)


def _alike(name: str, node: Node) -> int:
    """2 for the same name, 1 where one is a part of the other ("Anna" and "Anna Rossi"), else 0."""
    words = _folded(name)
    best = 0
    for known in node.names:
        had = _folded(known)
        if words == had:
            return 2
        if set(words) <= set(had) or set(had) <= set(words):
            best = 1
    return best


def _folded(name: str) -> tuple[str, ...]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return tuple(re.findall(r"\w+", plain))


def _slug(name: str) -> str:
    return "-".join(_folded(name)) or "thing"
