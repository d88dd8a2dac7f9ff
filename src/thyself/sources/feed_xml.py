"""The XML of feeds: RSS 0.9 to 2.0 and Atom as plain nodes, entry by entry; nothing in it is expanded or fetched."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from typing import Final
from xml.parsers import expat

from thyself.core import SourceError

#: No feed nests deeper.
_DEEPEST: Final = 64
_ENTRIES: Final = ("item", "entry")
_ROOTS: Final = ("rss", "RDF", "feed", "channel")
_BLOCKS: Final = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
#: Prefixes of the feed's own words; those of other vocabularies stay.
_OWN: Final = re.compile(r"^(?:atom|a10|rss|rdf|default):", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_NAMED: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_BARE: Final = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)")
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unsafe(SourceError):
    """XML with declarations that only an attack needs."""


@dataclass(slots=True)
class Node:
    """One element: its name without the prefix of the feed's own vocabulary, and what is in it, in order."""

    name: str
    attributes: Mapping[str, str]
    parts: list[str | Node] = field(default_factory=list)

    @property
    def nodes(self) -> Iterator[Node]:
        """The elements in it."""
        return (each for each in self.parts if isinstance(each, Node))

    def all(self, *names: str) -> list[Node]:
        """The elements in it with one of these names, those of the first name first."""
        return [each for name in names for each in self.nodes if each.name == name]

    @property
    def text(self) -> str:
        """Its words; elements that stand on lines of their own are told apart by a line break."""
        told = (
            each
            if isinstance(each, str)
            else f"\n{each.text}\n"
            if each.name.lower().rpartition(":")[2] in _BLOCKS
            else each.text
            for each in self.parts
        )
        return "".join(told).strip()


@dataclass(slots=True)
class Xml:
    """A feed as nodes.

    Args:
        root: The name of its outermost element.
        head: What tells of the feed itself.
        entries: Its entries, in order.
        broken: Where and why it could not be read further; empty where it could.
        more: Whether there are more entries than were asked for.
    """

    root: str = ""
    head: Node = field(default_factory=lambda: Node("channel", {}))
    entries: list[Node] = field(default_factory=list)
    broken: str = ""
    more: bool = False


def read_xml(data: bytes, *, charset: str | None = None, most: int) -> Xml:
    """The nodes of a feed; what comes before the place where it is broken is kept.

    It is read as XML first. Where it is none, it is mended as readers of feeds do (bare ``&``, entities of HTML,
    letters that its encoding does not have) and read once more.

    Args:
        data: The whole file.
        charset: The encoding that the server named; what the file says goes before it.
        most: How many entries are read.

    Raises:
        Unsafe: It declares a type of its own (entities, attributes), or nests deeper than any feed.
    """
    declared = _DECLARED.match(data)
    marked = data[:4].startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    found = _Reading(most).read(data, None if declared or marked else _known(charset))
    if not found.broken:
        return found
    encoding = _known(declared[1].decode("ascii") if declared else charset) or "utf-8"
    mended = _Reading(most).read(_mended(data, encoding), "utf-8")
    return mended if not mended.broken or len(mended.entries) > len(found.entries) else found


def _known(charset: str | None) -> str | None:
    try:
        return codecs.lookup(charset).name if charset else None
    except LookupError:
        return None


def _mended(data: bytes, encoding: str) -> bytes:
    text = data.decode("utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else encoding, "replace")
    text = _NAMED.sub(lambda found: _plain(found[0], found[1]), text.lstrip("\ufeff \t\r\n"))
    return _NO_XML.sub(" ", _BARE.sub("&amp;", text)).encode("utf-8")


def _plain(whole: str, name: str) -> str:
    """An entity of HTML as the number of its character; those of XML, and unknown ones, stay."""
    if name in ("amp", "lt", "gt", "quot", "apos"):
        return whole
    letters = html5.get(f"{name};")
    return "".join(f"&#{ord(each)};" for each in letters) if letters else whole


class _Reading:
    """One pass of the parser."""

    def __init__(self, most: int) -> None:
        self._found, self._most = Xml(), most
        self._open: list[Node] = []

    def read(self, data: bytes, encoding: str | None) -> Xml:
        parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            self._found.broken = f"line {error.lineno}: {expat.errors.messages[error.code]}"
        except (LookupError, ValueError) as error:  # an encoding that nobody knows
            self._found.broken = f"it cannot be decoded ({error})"
        return self._found

    def _doctype(self, _name: str, _system: str | None, _public: str | None, own: int) -> None:
        if own:
            self._entity()

    def _entity(self, *_declared: object) -> None:
        raise Unsafe("it declares entities of its own, which no feed needs and attacks are made of; it was not read")

    def _skipped(self, name: str, _parameter: bool) -> None:
        """One that a type elsewhere would declare, which nobody fetches: those of HTML are known."""
        self._words(html5.get(f"{name};", ""))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise Unsafe(f"it nests more than {_DEEPEST} levels deep, which no feed does; it was not read")
        node = Node(_OWN.sub("", name), attributes)
        if not self._open:
            self._found.root = node.name
        self._open.append(node)

    def _words(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)

    def _end(self, _name: str) -> None:
        node = self._open.pop()
        if not self._open:
            return
        above = self._open[-1]
        if node.name in _ENTRIES and above.name in _ROOTS:
            self._entry(node)
        elif node.name == "channel":
            # Its parts were put in order into the head, but for those that it kept as its own.
            self._found.head.attributes = node.attributes
        elif above.name in ("channel", "feed"):
            self._found.head.parts.append(node)
        else:
            above.parts.append(node)

    def _entry(self, node: Node) -> None:
        if len(self._found.entries) < self._most:
            self._found.entries.append(node)
        else:
            self._found.more = True
