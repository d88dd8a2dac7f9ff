"""RDF: a graph as Turtle, which other programs read, and the small part of Turtle that we read back.

What holds stands as plain triples. Of every relation, those that are over too, a statement (``rdf:Statement``) tells
since when and until when it holds, how sure it is and which traces say so.

Source: RDF 1.1 Turtle, W3C Recommendation (2014).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Final
from urllib.parse import unquote

from thyself.core import InvalidInput
from thyself.memory.graph.graph import Graph
from thyself.memory.graph.things import Relation
from thyself.memory.ontology import KNOW_SPACE, OWN_SPACE, TEXT, TYPE, Ontology, Triple, class_iri

#: Where the things of a person stand.
THING_SPACE: Final = "urn:thyself:thing:"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_PREFIXES: Final = {"": THING_SPACE, "know": KNOW_SPACE, "own": OWN_SPACE, "rdf": _RDF, "xsd": _XSD}


def turtle(graph: Graph) -> str:
    """The graph as a Turtle document; what holds now, and for each relation its time, its traces and how sure it is."""
    lines = [f"@prefix {name}: <{space}> ." for name, space in _PREFIXES.items()] + [""]
    for subject, triples in groupby(graph.triples(), key=lambda each: each.subject):
        pairs = [f"{_predicate(graph.ontology, each)} {_value(graph, each)}" for each in triples]
        lines.append(f"{_thing(subject)} " + " ;\n    ".join(pairs) + " .\n")
    for relation in graph.relations:
        lines.append("[] " + " ;\n    ".join(_statement(graph, relation)) + " .\n")
    return "\n".join(lines)


def _statement(graph: Graph, relation: Relation) -> Iterator[str]:
    triple = Triple(relation.subject, relation.predicate, relation.object)
    yield "a rdf:Statement"
    yield f"rdf:subject {_thing(relation.subject)}"
    yield f"rdf:predicate {_predicate(graph.ontology, triple)}"
    yield f"rdf:object {_value(graph, triple)}"
    yield f'own:confidence "{relation.confidence}"^^xsd:decimal'
    for name, at in (("since", relation.since), ("until", relation.until), ("said", relation.said)):
        if at is not None:
            yield f'own:{name} "{_time(at)}"^^xsd:dateTime'
    yield "own:evidence " + ", ".join(_quoted(each) for each in relation.trace_ids)


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _predicate(ontology: Ontology, triple: Triple) -> str:
    if triple.predicate == TYPE:
        return "a"
    iri = ontology[triple.predicate].iri
    space = next(name for name, each in _PREFIXES.items() if iri.startswith(each))
    return f"{space}:{triple.predicate}"


def _value(graph: Graph, triple: Triple) -> str:
    if triple.predicate == TYPE:
        return f"<{class_iri(triple.object)}>"
    if triple.predicate == "sex":
        return f"know:{triple.object}"
    return _quoted(triple.object) if graph.ontology[triple.predicate].range == TEXT else _thing(triple.object)


def _thing(name: str) -> str:
    escaped = "".join(
        each if re.match(r"[\w-]", each) else "".join(f"%{b:02X}" for b in each.encode()) for each in name
    )
    return f"<{THING_SPACE}{escaped}>"


_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _quoted(words: str) -> str:
    safe = "".join(_ESCAPES.get(each, each if each.isprintable() else f"\\U{ord(each):08X}") for each in words)
    return f'"{safe}"'


_TOKEN: Final = re.compile(
    r"\s+|(?P<comment>#[^\n]*)|(?P<iri><[^<>\"{}|^`\s]*>)|"
    r"(?P<text>\"(?:[^\"\\\n\r]|\\.)*\")(?P<kind>\^\^(?:<[^<>\s]*>|[\w-]*:[\w-]+)|@[A-Za-z-]+)?|"
    r"(?P<prefix>@prefix)|(?P<blank>\[\s*\])|(?P<name>[\w-]*:[\w%-]*(?:\.[\w%-]+)*)|(?P<a>a)(?=[\s<:])|(?P<mark>[;,.])"
)


def read_turtle(text: str) -> list[Triple]:
    """The triples of a simple Turtle document: prefixes, names, quoted words, ``a``, ``;`` and ``,``.

    Names stand without their name space, so that two documents with other prefixes compare; a blank node ``[]`` that
    opens a statement is called ``"_1"``, ``"_2"`` and so on.

    Raises:
        InvalidInput: It is no such document; the message tells where.
    """
    tokens = list(_tokens(text))
    out: list[Triple] = []
    blanks = place = 0
    while place < len(tokens):
        if tokens[place][0] == "prefix":
            place = _after(tokens, place, ".")
            continue
        kind, subject = tokens[place]
        if kind == "blank":
            blanks += 1
            subject = f"_{blanks}"
        elif kind not in ("iri", "name"):
            raise InvalidInput(f"Turtle: {subject!r} can not open a statement")
        place = _statement_at(tokens, place + 1, subject, out)
    return out


def _statement_at(tokens: list[tuple[str, str]], place: int, subject: str, out: list[Triple]) -> int:
    """Read what is said of a subject; gives the place after its full stop."""
    while True:
        kind, predicate = _token(tokens, place)
        if kind not in ("iri", "name", "a"):
            raise InvalidInput(f"Turtle: {predicate!r} is no property")
        while True:
            kind, value = _token(tokens, place + 1)
            if kind not in ("iri", "name", "text"):
                raise InvalidInput(f"Turtle: {value!r} is no value")
            out.append(Triple(subject, TYPE if predicate in ("a", "type") else predicate, value))
            mark = _token(tokens, place + 2)
            place += 2
            if mark != ("mark", ","):
                break
        if mark == ("mark", "."):
            return place + 1
        if mark != ("mark", ";"):
            raise InvalidInput(f"Turtle: {mark[1]!r} where a statement should go on or end")
        place += 1
        if _token(tokens, place) == ("mark", "."):
            return place + 1


def _token(tokens: list[tuple[str, str]], place: int) -> tuple[str, str]:
    if place >= len(tokens):
        raise InvalidInput("Turtle: the document ends within a statement")
    return tokens[place]


def _after(tokens: list[tuple[str, str]], place: int, mark: str) -> int:
    while _token(tokens, place) != ("mark", mark):
        place += 1
    return place + 1


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise InvalidInput(f"Turtle: {text[place : place + 20]!r} can not be read")
        place = match.end()
        groups: Mapping[str, str | None] = match.groupdict()
        for kind in ("prefix", "iri", "text", "blank", "name", "a", "mark"):
            found = groups[kind]
            if found is not None:
                yield kind, _plain(kind, found)


def _plain(kind: str, token: str) -> str:
    if kind == "text":
        return _unquoted(token[1:-1])
    if kind == "iri":
        return unquote(re.split(r"[/#:]", token[1:-1])[-1])
    return token.split(":", 1)[1] if kind == "name" else token


def _unquoted(words: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code:
            return chr(int(code, 16))
        return {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}.get(match[3], match[3])

    return re.sub(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", one, words)
