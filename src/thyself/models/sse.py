"""Server-sent events: the form in which a server gives an answer piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def events(stream: Iterable[str]) -> Iterator[str]:
    """The data of server-sent events: lines of one event belong together, comments and other fields are passed over."""
    data: list[str] = []
    for line in stream:
        if not line and data:
            yield "\n".join(data)
            data = []
        elif line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
    if data:
        yield "\n".join(data)


def lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """The lines of a stream; only a line feed ends one, for JSON may hold other characters that end lines elsewhere."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line.decode("utf-8", "replace").removesuffix("\r") for line in whole)
    yield rest.decode("utf-8", "replace").removesuffix("\r")
