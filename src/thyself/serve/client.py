"""Client: a served home from another program, with the same types as the server; extra ``serve``."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter

from thyself.core import InvalidInput, Refused, StoreBusy, ThyselfError, Trace
from thyself.models.sse import events, lines
from thyself.serve import wire

_ERRORS: Final[Mapping[int, type[ThyselfError]]] = {
    401: Refused, 403: Refused, 404: InvalidInput, 413: InvalidInput, 415: InvalidInput, 422: InvalidInput,
    429: StoreBusy, 503: StoreBusy,
}  # fmt: skip
_AGAIN: Final = (429, 503)
_TRIES: Final = 4
_LONGEST_S: Final = 10.0
_FIELDS: Final = tuple(name for name in wire.TraceIn.model_fields if name != "extra")
_Made = TypeVar("_Made")


class Client:
    """One person's data on a server that runs ``thyself serve``; whose, the key says.

    Args:
        key: A key of a person: ``thyself key add``.
        url: Where the server is.
        timeout_s: How long an answer may take, in seconds.
        transport: Another way to the server, for tests.
    """

    def __init__(
        self,
        key: str,
        *,
        url: str = "http://127.0.0.1:8321",
        timeout_s: float = 120,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=timeout_s, transport=transport
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    @cached_property
    def person(self) -> str:
        """Whose data it is.

        Raises:
            Refused: The key is not good.
        """
        return self._read(wire.PersonOut, "GET", "/v1/person").name

    def about(self) -> wire.PersonOut:
        """Name, clock, how many traces there are, and whether taking in is paused."""
        return self._read(wire.PersonOut, "GET", "/v1/person")

    def add(self, what: str | Path | Iterable[Trace | Mapping[str, Any]], **reading: Any) -> wire.Added:
        """Keep traces, or the traces of a file; sent again where the connection broke, and still kept once.

        Args:
            what: A file, or traces, or dictionaries with their fields.
            reading: How to read a file: ``format``, ``owner``, ``only``, ``source``.

        Raises:
            InvalidInput: One of them cannot be kept; none was.
            Refused: The key does not allow to add, or the person paused it.
        """
        head = {"Idempotency-Key": uuid.uuid4().hex}
        if isinstance(what, str | Path):
            path = Path(what)
            form = {name: value for name, value in reading.items() if value is not None}
            return self._read(
                wire.Added,
                "POST",
                self._of("/files"),
                files={"file": (path.name, path.read_bytes())},
                data=form,
                headers=head,
            )
        body = {"traces": [_fields(each) for each in what]}
        return self._read(wire.Added, "POST", self._of("/traces"), json=body, headers=head)

    def traces(self, **wanted: Any) -> Iterator[wire.TraceOut]:
        """Traces in order of time, page by page; takes ``q``, ``kind``, ``source``, ``since``, ``before``."""
        cursor: str | None = None
        while True:
            given = {**_plain(wanted), **({"cursor": cursor} if cursor else {})}
            page = self._read(wire.TracePage, "GET", self._of("/traces"), params=given)
            yield from page.traces
            cursor = page.next
            if cursor is None:
                return

    def recall(self, query: str, **wanted: Any) -> wire.Recalled:
        """The traces that matter for a question; see :meth:`thyself.Person.recall`."""
        return self._read(wire.Recalled, "POST", self._of("/recall"), json={"query": query, **_plain(wanted)})

    def ask(self, text: str, **wanted: Any) -> wire.Responded:
        """An answer with its evidence; takes ``system``, ``as_of``, ``history``, ``options``."""
        return self._read(wire.Responded, "POST", self._of("/ask"), json={"text": text, **_plain(wanted)})

    def stream(self, text: str, **wanted: Any) -> Iterator[str | wire.Responded]:
        """Pieces of the wording as they come, and last the whole answer, which stands."""
        body = {"text": text, **_plain(wanted)}
        with self._told(), self._http.stream("POST", self._of("/ask/stream"), json=body) as answer:
            if not answer.is_success:
                answer.read()
                raise _error(answer)
            name = ""
            for line in lines(answer.iter_bytes()):
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                for data in events([line, ""]) if line.startswith("data:") else ():
                    yield _event(name, json.loads(data))

    def write(self, text: str, **wanted: Any) -> wire.Responded:
        """A draft in the person's own style; takes ``kind``, ``system``, ``options``."""
        return self._read(wire.Responded, "POST", self._of("/write"), json={"text": text, **_plain(wanted)})

    def title(self, text: str, **wanted: Any) -> wire.Responded:
        """A title for a text; takes ``kind``, ``system``, ``options``."""
        return self._read(wire.Responded, "POST", self._of("/title"), json={"text": text, **_plain(wanted)})

    def predict(self, text: str, **wanted: Any) -> wire.Responded:
        """The label, rating or decision that the person would give; takes ``system``, ``options``."""
        return self._read(wire.Responded, "POST", self._of("/predict"), json={"text": text, **_plain(wanted)})

    def advise(self, text: str, *, system: str, **wanted: Any) -> wire.Responded:
        """Advice by a system; takes ``options``."""
        given = {"text": text, "system": system, **_plain(wanted)}
        return self._read(wire.Responded, "POST", self._of("/advise"), json=given)

    def recommend(self, catalog: str | Iterable[Mapping[str, Any]], *, k: int = 10, **wanted: Any) -> wire.Ranked:
        """Picks from a catalogue that the home keeps, by its name, or from items."""
        given = {"catalog": catalog} if isinstance(catalog, str) else {"items": [dict(each) for each in catalog]}
        return self._read(wire.Ranked, "POST", self._of("/recommend"), json={**given, "k": k, **_plain(wanted)})

    def insights(self, topic: str, **wanted: Any) -> list[wire.FindingOut]:
        """What the person's own figures show of a topic."""
        path = self._of(f"/insights/{quote(topic, safe='')}")
        return self._read(list[wire.FindingOut], "GET", path, params=_plain(wanted))

    def profile(self, **wanted: Any) -> wire.ProfileOut:
        """What is known of the person; takes ``as_of`` and ``about``."""
        return self._read(wire.ProfileOut, "GET", self._of("/profile"), params=_plain(wanted))

    def add_line(self, text: str, *, about: str = "notes") -> wire.LineOut:
        """Add a line of the person's own."""
        return self._read(wire.LineOut, "POST", self._of("/profile/lines"), json={"text": text, "about": about})

    def change_line(self, line: str, *, text: str | None = None, pinned: bool | None = None) -> wire.LineOut:
        """Say a line in other words, or keep it as it is."""
        path = self._of(f"/profile/lines/{quote(line, safe='')}")
        return self._read(wire.LineOut, "PATCH", path, json=_plain({"text": text, "pinned": pinned}))

    def remove_line(self, line: str) -> None:
        """Take a line out."""
        self._send("DELETE", self._of(f"/profile/lines/{quote(line, safe='')}"))

    def forget(self, **wanted: Any) -> wire.Forgotten:
        """Remove traces with all that was made of them; takes what :class:`thyself.serve.wire.ForgetIn` has."""
        return self._read(wire.Forgotten, "POST", self._of("/forget"), json=_plain(wanted))

    def export(self, path: str | Path) -> Path:
        """Write everything of the person into a zip, from which ``thyself restore`` brings it back."""
        target = Path(path)
        target.write_bytes(self._send("GET", self._of("/export")).content)
        return target

    def sent(self) -> list[dict[str, Any]]:
        """What left the server's machine."""
        return self._read(wire.Sent, "GET", self._of("/sent")).sent

    def acts(self) -> list[dict[str, Any]]:
        """What was done with the person's data, by whom and when."""
        return self._read(wire.Acts, "GET", self._of("/access")).acts

    def _of(self, path: str) -> str:
        return f"/v1/people/{quote(self.person, safe='')}{path}"

    def _read(self, made: type[_Made], method: str, path: str, **given: Any) -> _Made:
        answer = self._send(method, path, **given)
        found: _Made = TypeAdapter(made).validate_json(answer.content)
        return found

    def _send(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Ask; where the server is busy, or a connection breaks and nothing can be done twice, ask again."""
        twice = method in ("GET", "DELETE") or "Idempotency-Key" in given.get("headers", {})
        for attempt in range(_TRIES):
            last = attempt == _TRIES - 1
            try:
                with self._told():
                    answer = self._http.request(method, path, **given)
            except _Broken:
                if last or not twice:
                    raise
                time.sleep(min(0.3 * 2**attempt, _LONGEST_S))
                continue
            if answer.is_success:
                return answer
            if last or answer.status_code not in _AGAIN:
                raise _error(answer)
            time.sleep(min(float(answer.headers.get("retry-after", 1)), _LONGEST_S))
        raise AssertionError("not reached")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as error:
            where = self._http.base_url
            raise _Broken(f"{where} cannot be reached: is the server running? ({type(error).__name__})") from None


class _Broken(ThyselfError):
    """The connection broke."""


def _fields(trace: Trace | Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(trace, Trace):
        return _plain(trace)
    return _plain({**{name: getattr(trace, name) for name in _FIELDS}, "extra": dict(trace.extra)})


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """What goes as JSON: without what is missing, times as text."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in given.items()
        if value is not None
    }


def _event(name: str, data: Any) -> str | wire.Responded:
    if name == "problem":
        raise _ERRORS.get(data["status"], ThyselfError)(data["detail"])
    return data if name == "piece" else wire.Responded.model_validate(data)


def _error(answer: httpx.Response) -> ThyselfError:
    try:
        told = str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        told = f"the server answered with {answer.status_code}"
    return _ERRORS.get(answer.status_code, ThyselfError)(told)
