"""Fetch: feeds from the web and from files, each within limits; what is wrong with one does not hold up the others."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from thyself.core import SourceError
from thyself.sources.feeds import Bounds, Feed, read_feed, read_feed_file, too_large

_GZIP_OR_ZLIB: Final = 47
_CHUNK: Final = 1 << 14
#: Addresses of version 6 that stand for one of version 4 behind a translator: its last four bytes.
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
_HEADERS: Final = {
    "user-agent": "thyself-digest (a reader of feeds)",
    "accept": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "accept-encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long is waited for a feed, and how much of it is read.

    Args:
        bounds: How much of it is read.
        seconds: The longest that one feed may take in all.
        wait_s: The longest wait for the next bytes of it.
        redirects: How often it may send on to another address.
        at_once: How many are fetched at the same time.
    """

    bounds: Bounds = field(default_factory=Bounds)
    seconds: float = 20.0
    wait_s: float = 8.0
    redirects: int = 5
    at_once: int = 8


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one feed.

    Args:
        source: Its address or file, as it was given.
        feed: What it offers; ``None`` where it could not be read.
        problem: What is wrong with it, in words; empty where nothing is.
    """

    source: str
    feed: Feed | None
    problem: str = ""


def fetch(sources: Sequence[str], limits: Limits | None = None) -> list[Fetched]:
    """Read feeds, several at the same time; each once, in the order given.

    Args:
        sources: Addresses (``https://…``) and files.
        limits: How long, and how much.
    """
    limits = limits or Limits()
    wanted = list(dict.fromkeys(sources))
    # In a thread of its own, so that it can be called where a loop of events is running already.
    with ThreadPoolExecutor(1, thread_name_prefix="thyself-feeds") as aside:
        return aside.submit(lambda: asyncio.run(_all(wanted, limits))).result()


async def _all(sources: Sequence[str], limits: Limits) -> list[Fetched]:
    turn = asyncio.Semaphore(limits.at_once)
    # A connection is used once: servers close kept ones just when they are taken up again.
    once = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=httpx.Timeout(limits.wait_s), headers=_HEADERS, limits=once) as client:
        return await asyncio.gather(*(_one(client, source, limits, turn) for source in sources))


async def _one(client: httpx.AsyncClient, source: str, limits: Limits, turn: asyncio.Semaphore) -> Fetched:
    try:
        async with turn, asyncio.timeout(limits.seconds):
            feed = await _from_web(client, source, limits) if _is_web(source) else _from_file(source, limits)
    except SourceError as error:
        return Fetched(source, None, str(error))
    except TimeoutError:
        return Fetched(
            source, None, f"{source}: it was not all there after {limits.seconds:g} seconds; it was not read"
        )
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        return Fetched(source, None, f"{source}: {_why(error, limits)}")
    wrong = next((each for each in feed.rejected), None)
    more = f", and {len(feed.rejected) - 1} more like it" if len(feed.rejected) > 1 else ""
    return Fetched(source, feed, f"{wrong.where}: {wrong.why}{more}" if wrong else "")


def _from_file(source: str, limits: Limits) -> Feed:
    return read_feed_file(source, bounds=limits.bounds)


def _is_web(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _why(error: Exception, limits: Limits) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {limits.wait_s:g} seconds"
    if isinstance(error, httpx.ConnectError):
        return f"cannot be reached ({str(error) or 'no connection'})"
    if isinstance(error, httpx.RemoteProtocolError):
        return "the server broke off in the middle of it"
    return f"cannot be fetched ({str(error) or type(error).__name__})"


async def _from_web(client: httpx.AsyncClient, source: str, limits: Limits) -> Feed:
    address = source
    for _ in range(limits.redirects + 1):
        async with client.stream("GET", address) as answer:
            following = answer.headers.get("location")
            if not answer.is_redirect or following is None:
                _check_status(source, answer)
                whole = await _whole(source, answer, limits.bounds)
                return read_feed(whole, name=source, url=address, charset=answer.charset_encoding, bounds=limits.bounds)
        address = await _next(source, address, following)
    raise SourceError(f"{source}: it sends on to another address more than {limits.redirects} times")


def _check_status(source: str, answer: httpx.Response) -> None:
    if answer.status_code != 200:
        raise SourceError(f"{source}: the server says {answer.status_code} {answer.reason_phrase}".rstrip())


async def _next(source: str, address: str, following: str) -> str:
    """Where a server sends on to.

    Raises:
        SourceError: It is no address of the web, or one inside this network while the feed itself is outside.
    """
    there = urljoin(address, following)
    if not _is_web(there):
        raise SourceError(f"{source}: it sends on to {there[:100]!r}, which is no address of the web")
    if (await _inside(there) or not await _numbers(there)) and not await _inside(source):
        raise SourceError(f"{source}: it sends on to {urlsplit(there).hostname}, inside this network; not followed")
    return there


async def _inside(address: str) -> bool:
    """Whether an address is one of this machine or of its own network."""
    return not all(outside(each) for each in await _numbers(address))


async def _numbers(address: str) -> set[str]:
    """The numeric addresses that a name stands for; none where nobody knows it."""
    try:
        host = urlsplit(address).hostname or ""
        found = await asyncio.get_running_loop().getaddrinfo(host, None)
    except (OSError, ValueError):
        return set()
    return {str(each[4][0]).partition("%")[0] for each in found}


def outside(number: str) -> bool:
    """Whether a numeric address is one of the web, also where it stands for another one within it."""
    there = ip_address(number)
    if there.version == 6:
        behind = IPv4Address(there.packed[-4:]) if there in _TRANSLATED else there.ipv4_mapped or there.sixtofour
        there = behind or (there.teredo[1] if there.teredo else there)
    return there.is_global and not there.is_multicast


async def _whole(source: str, answer: httpx.Response, bounds: Bounds) -> bytes:
    """The unpacked bytes; never more of them are held than the bounds allow and one piece."""
    whole = bytearray()
    async for piece in _unpacked(source, answer, bounds.most_bytes):
        whole += piece
        if len(whole) > bounds.most_bytes:
            raise too_large(source, bounds.most_bytes)
    return bytes(whole)


async def _unpacked(source: str, answer: httpx.Response, most: int) -> AsyncIterator[bytes]:
    packed = answer.headers.get("content-encoding", "identity").strip().lower()
    if packed in ("", "identity"):
        async for raw in answer.aiter_raw(_CHUNK):
            yield raw
        return
    if packed not in ("gzip", "x-gzip", "deflate"):
        raise SourceError(f"{source}: it is packed in a way that was not asked for ({packed[:40]})")
    unzip = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        async for raw in answer.aiter_raw(_CHUNK):
            yield unzip.decompress(raw, most + 1)
            if unzip.unconsumed_tail:
                raise too_large(source, most)
    except zlib.error:
        raise SourceError(f"{source}: its packing is damaged") from None
