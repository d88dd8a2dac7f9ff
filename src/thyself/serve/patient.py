"""Patient: how long a server waits for a request to be said; who says it byte by byte does not keep it busy."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

#: So long may the head of a request take, from its first byte or from the connection on.
HEAD_S = 20.0
#: So long may the body of a request say nothing at all.
SILENT_S = 60.0
#: So long may the body of a request take in all: half a gigabyte at a quarter of a megabyte a second.
BODY_S = 1800.0


class Patient(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """The server's protocol, which hangs up on who is too slow; what is answered may take any time."""

    _late: asyncio.TimerHandle | None = None
    _body_since: float | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._wait(HEAD_S)

    def data_received(self, data: bytes) -> None:
        """Take some of a request, and wait for more where there must be more."""
        super().data_received(data)
        cycle = self.cycle
        if cycle is None or (cycle.response_complete and not cycle.more_body):
            if self._late is None:  # from its first byte on, however many follow
                self._wait(HEAD_S)
        elif cycle.more_body:
            now = self.loop.time()
            self._body_since = now if self._body_since is None else self._body_since
            self._wait(min(SILENT_S, self._body_since + BODY_S - now))
        else:
            self._body_since = None
            self._rest()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._rest()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        self._rest()
        self._late = self.loop.call_later(max(seconds, 0.0), self._hang_up)

    def _rest(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _hang_up(self) -> None:
        self._late = None
        if self.flow.read_paused:  # it is we who do not listen for now
            self._wait(SILENT_S)
        elif not self.transport.is_closing():
            self.transport.abort()
