"""Feeds: RSS, Atom and JSON Feed as items; what a feed leaves out (dates, ids, authors) is missing and not made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from thyself.core import Catalog, Item, Rejected, SourceError
from thyself.core.trace import digest
from thyself.core.words import words
from thyself.sources.feed_xml import Node, read_xml
from thyself.sources.files import head, open_bytes
from thyself.sources.html_text import html_text
from thyself.sources.jsons import loads
from thyself.sources.places import as_place, bare_name
from thyself.sources.port import Place, ReadContext
from thyself.sources.times import Unclear, read_time

_CONTEXT: Final = ReadContext(zone=ZoneInfo("UTC"), now=datetime(2000, 1, 1, tzinfo=UTC))
_MARKUP: Final = re.compile(r"<[A-Za-z!/][^>]{0,2000}>|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]+);")
_HTML: Final = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ALTERNATE: Final = re.compile(r"<link\b[^>]{0,500}>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""([A-Za-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_MAIL_NAME: Final = re.compile(r"^\S+@\S+\s*\((.+)\)$")
_TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|source", re.IGNORECASE)
#: An id that is one of its kind everywhere; others are so in their own feed alone.
_WORLDWIDE: Final = re.compile(r"(?:https?://|urn:|tag:|doi:|oai:|info:)", re.IGNORECASE)
_LONGEST: Final = 20_000
_TITLE: Final = 300


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a feed is read.

    Args:
        most_bytes: A larger one is not read at all.
        most_items: The first so many entries are read.
    """

    most_bytes: int = 8 << 20
    most_items: int = 1000


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed offers now.

    Args:
        title: What it calls itself.
        items: Its entries as items, in its own order; ``born`` is ``None`` where an entry has no date. Their
            attributes: ``url``, ``feed`` (its title), ``authors``, ``tags``.
        rejected: Entries that could not be read.
        notes: What a person should know of how it was read.
    """

    title: str
    items: tuple[Item, ...]
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()

    def catalog(self, name: str | None = None) -> Catalog:
        """Its items as a catalogue."""
        return Catalog(self.items, name=name or self.title or "feed")


def read_feed(
    data: bytes, *, name: str, url: str = "", charset: str | None = None, bounds: Bounds | None = None
) -> Feed:
    """A feed from its bytes: RSS 0.9 to 2.0, Atom, or JSON Feed.

    Args:
        data: The whole file.
        name: What to call it in messages.
        url: Where it came from; what it links to is read from there.
        charset: The encoding that the server named.
        bounds: How much is read.

    Raises:
        SourceError: It is no feed, is larger than is read, or holds no entry that can be read; the message says which.
    """
    bounds = bounds or Bounds()
    if len(data) > bounds.most_bytes:
        raise too_large(name, bounds.most_bytes)
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise SourceError(f"{name}: it is empty")
    if start[:1] == b"{":
        return _checked(_json(data, name, url, bounds), name)
    if _HTML.match(start):
        raise SourceError(f"{name}: this is a web page and no feed{_hint(data, url)}")
    return _checked(_xml(data, name, url, charset, bounds), name)


def read_feed_file(place: str | Place, *, bounds: Bounds | None = None) -> Feed:
    """A feed from a file (plain or gzip); see :func:`read_feed`."""
    place = as_place(Path(place).expanduser()) if isinstance(place, str) else place
    bounds = bounds or Bounds()
    whole = bytearray()
    with open_bytes(place) as stream:
        while more := stream.read(1 << 16):
            whole += more
            if len(whole) > bounds.most_bytes:
                raise too_large(place.name, bounds.most_bytes)
    return read_feed(bytes(whole), name=place.name, bounds=bounds)


def is_feed(place: Place) -> bool:
    """Whether a file looks like a feed, by its first bytes."""
    if not bare_name(place).endswith((".xml", ".rss", ".atom", ".rdf", ".json")):
        return False
    start = head(place)[:4096]
    return bool(re.search(rb"<(?:\w+:)?(?:rss|feed|RDF)\b|jsonfeed\.org/version", start))


def too_large(name: str, most: int) -> SourceError:
    """What is said of a feed that is larger than is read."""
    return SourceError(f"{name}: it is larger than {most / (1 << 20):g} MB, which no feed needs; it was not read")


def marks(item: Item) -> tuple[str, ...]:
    """By what an item of a feed is known again: its id, its address, and its words (as another feed has them).

    They are digests: nothing can be read out of them.
    """
    address = item.attributes.get("url")
    said = words(item.text)[:60]
    kinds = (("id", item.id), ("url", plain_address(address) if isinstance(address, str) else ""),
             ("text", " ".join(said) if len(said) >= 12 else ""))  # fmt: skip
    return tuple(digest(kind, value) for kind, value in kinds if value)


def plain_address(url: str) -> str:
    """An address without what only tells where a reader came from."""
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(key)]
    host = (parts.hostname or "").removeprefix("www.")
    return urlunsplit(("", host, parts.path.rstrip("/"), urlencode(query), ""))


@dataclass(slots=True)
class _Entry:
    """What an entry says of itself, before it is an item."""

    key: str = ""
    title: str = ""
    url: str = ""
    texts: list[str] = field(default_factory=list)
    dates: list[object] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def item(self, feed: str) -> Item | None:
        """``None`` where it says nothing."""
        text = max(self.texts, key=len, default="")[:_LONGEST]
        title = " ".join(self.title.split())[:_TITLE] or _beginning(text)
        if not title:
            return None
        key = self.key or self.url or f"{title}\n{text}"
        known = digest(key) if _WORLDWIDE.match(key) else digest(feed, key)
        told: dict[str, Any] = {
            "url": self.url,
            "feed": feed,
            "authors": list(dict.fromkeys(self.authors)),
            "tags": list(dict.fromkeys(self.tags)),
        }
        return Item(
            f"feed:{known}",
            f"{title}\n{text}" if text and text != title else title,
            title=title,
            attributes={name: value for name, value in told.items() if value},
            born=_born(self.dates),
        )


def _beginning(text: str) -> str:
    words_ = text.split()
    return " ".join(words_[:12]) + (" …" if len(words_) > 12 else "")


def _born(dates: Iterable[object]) -> datetime | None:
    for date in dates:
        try:
            at = read_time(date, _CONTEXT).astimezone(UTC)
        except (Unclear, OverflowError):
            continue
        if at.year > 1980:
            return at
    return None


def _checked(feed: Feed, name: str) -> Feed:
    if not feed.items:
        why = f": {feed.rejected[0].why}" if feed.rejected else ""
        raise SourceError(f"{name}: no entry in it can be read{why}")
    return feed


def _made(title: str, entries: Iterable[_Entry], name: str, rejected: list[Rejected], notes: list[str]) -> Feed:
    items: dict[str, Item] = {}
    for number, entry in enumerate(entries, 1):
        item = entry.item(title or name)
        if item is None:
            rejected.append(Rejected(f"{name}: entry {number}", "it has neither a title nor a text"))
        else:
            items.setdefault(item.id, item)
    return Feed(title or name, tuple(items.values()), tuple(rejected), tuple(notes))


def _xml(data: bytes, name: str, url: str, charset: str | None, bounds: Bounds) -> Feed:
    try:
        found = read_xml(data, charset=charset, most=bounds.most_items)
    except SourceError as error:
        raise SourceError(f"{name}: {error}") from None
    if found.root not in ("rss", "RDF", "feed", "channel"):
        why = f"it is no XML ({found.broken})" if found.broken else f"its outermost element is <{found.root}>"
        raise SourceError(f"{name}: this is no feed: {why}")
    rejected = (
        [Rejected(name, f"the XML is broken at {found.broken}; what came before is kept")] if found.broken else []
    )
    notes = [_first(bounds)] if found.more else []
    title = _line(found.head.all("title"))
    return _made(title, (_of_node(each, url) for each in found.entries), name, rejected, notes)


def _first(bounds: Bounds) -> str:
    return f"only the first {bounds.most_items:,} entries were read"


def _of_node(node: Node, base: str) -> _Entry:
    base = node.attributes.get("xml:base", base)
    entry = _Entry(
        key=next((each.text for each in node.all("guid", "id") if each.text), "")
        or node.attributes.get("rdf:about", ""),
        title=_line(node.all("title")),
        texts=[_words(each) for each in node.all("content:encoded", "content", "description", "summary")],
        dates=[each.text for each in node.all("pubDate", "published", "dc:date", "updated", "date", "dcterms:created")],
        authors=list(_authors(node)),
        tags=[_short(each.attributes.get("label") or each.attributes.get("term") or each.text)
              for each in node.all("category", "dc:subject")],
    )  # fmt: skip
    entry.url = _address(next(_links(node), ""), base)
    entry.tags = [tag for tag in entry.tags if tag]
    return entry


def _links(node: Node) -> Iterator[str]:
    """Where an entry can be read: what it links to, else its id where that is an address."""
    for each in node.all("link"):
        if each.attributes.get("rel", "alternate") == "alternate":
            yield each.attributes.get("href") or each.text
    for each in node.all("guid"):
        if each.attributes.get("isPermaLink", "true") == "true":
            yield each.text
    yield node.attributes.get("rdf:about", "")


def _authors(node: Node) -> Iterator[str]:
    for each in node.all("author", "dc:creator", "contributor"):
        names = [name.text for name in each.all("name")] or [each.text]
        for name in names:
            if told := _short(_MAIL_NAME.sub(r"\1", " ".join(name.split()))):
                yield told


def _line(nodes: Iterable[Node]) -> str:
    return next((" ".join(told.split()) for each in nodes if (told := _words(each))), "")


def _words(node: Node) -> str:
    """The words of a text, whatever it is written in."""
    kind, text = node.attributes.get("type", ""), node.text
    if kind in ("text", "text/plain", "xhtml"):
        return text
    return _seen(text)


def _seen(text: str) -> str:
    return html_text(text) if _MARKUP.search(text) else text.strip()


def _short(text: str) -> str:
    return " ".join(_seen(text).split())[:120]


def _address(url: str, base: str) -> str:
    """An address that a person may be sent to; empty where it is none."""
    try:
        whole = urljoin(base, url.strip())
        parts = urlsplit(whole)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and len(whole) <= 2000
    except ValueError:
        return ""
    return whole if fits and not re.search(r"[\s<>\"\x00-\x1f\x7f]", whole) else ""


def _json(data: bytes, name: str, url: str, bounds: Bounds) -> Feed:
    try:
        whole = loads(data.decode("utf-8-sig", "replace"))
    except ValueError as error:
        raise SourceError(f"{name}: the JSON is broken: {error}") from None
    if not isinstance(whole, Mapping) or not isinstance(whole.get("items"), list):
        raise SourceError(f"{name}: this JSON is no feed: it has no list of items")
    rejected = [
        Rejected(f"{name}: entry {number}", "it is no object")
        for number, each in enumerate(whole["items"], 1)
        if not isinstance(each, Mapping)
    ]
    entries = [_of_object(each, url) for each in whole["items"] if isinstance(each, Mapping)]
    notes = [_first(bounds)] if len(entries) > bounds.most_items else []
    return _made(_said(whole.get("title")), entries[: bounds.most_items], name, rejected, notes)


def _of_object(entry: Mapping[str, Any], base: str) -> _Entry:
    authors = entry.get("authors")
    listed = authors if isinstance(authors, list) else [entry.get("author")]
    tags = entry.get("tags")
    written = [
        _said(entry.get("content_text")),
        _said(entry.get("summary")),
        html_text(_said(entry.get("content_html"))),
    ]
    return _Entry(
        key=_said(entry.get("id")),
        title=_said(entry.get("title")),
        url=_address(_said(entry.get("url")) or _said(entry.get("external_url")), base),
        texts=[each for each in written if each],
        dates=[entry.get("date_published"), entry.get("date_modified")],
        authors=[_short(name) for each in listed if isinstance(each, Mapping) and (name := _said(each.get("name")))],
        tags=[
            _short(each) for each in (tags if isinstance(tags, list) else ()) if isinstance(each, str) and each.strip()
        ],
    )


def _said(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def _hint(data: bytes, url: str) -> str:
    """Where the page says that its feed is."""
    for link in _ALTERNATE.findall(data[: 1 << 17].decode("utf-8", "replace")):
        told = {name.lower(): one or two or three for name, one, two, three in _ATTRIBUTE.findall(link)}
        if re.search(r"rss|atom|feed\+json", told.get("type", "")) and (found := _address(told.get("href", ""), url)):
            return f"; its feed may be {found}"
    return ""
