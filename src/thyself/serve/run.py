"""Run: one process that serves a home until it is told to stop."""

from __future__ import annotations

import logging
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from thyself.core import InvalidInput, ThyselfError
from thyself.home import Home
from thyself.serve.house import House, Options


def serve(home: Home, options: Options, *, host: str, port: int, person: str, told: Callable[[str], None]) -> None:
    """Serve a home; requests in flight finish when it is stopped.

    Args:
        home: What is served; the caller closes it.
        options: How the doors stand.
        host: The address to listen on; this machine alone, unless the caller says otherwise.
        port: Where; 0 for any that is free.
        person: Who gets a key on the first start.
        told: Told the address, and on the first start the keys.

    Raises:
        ThyselfError: The extra ``serve`` is not installed, or the port is taken.
    """
    try:
        import uvicorn

        from thyself.serve.app import application
    except ImportError as error:
        raise ThyselfError(f"the server needs the extra serve: pip install 'thyself[serve]' ({error.name})") from None
    listening = _listen(host, port)
    where = f"http://{'localhost' if host in ('127.0.0.1', '::1') else host}:{listening.getsockname()[1]}"
    if host not in options.hosts:
        options = replace(options, hosts=(*options.hosts, host))
    app = application(home, options)
    house: House = app.state.house
    if keys := house.first_keys(person):
        told(f"The owner's key: {keys[0]}")
        told(f"The key of {person}: {keys[1]}")
        told("They are shown this once. Sign in with them on the page.")
    told(f"thyself is at {where}")
    _log_to_stderr()
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=20, server_header=False, lifespan="on"
    )
    uvicorn.Server(config).run(sockets=[listening])


class Wordless(logging.Formatter):
    """What went wrong and where in the code, without the error's own words: they may be somebody's."""

    def formatException(self, given: Any) -> str:  # noqa: N802 (the name that logging calls)
        """The kind of the error and the places it passed through."""
        kind, _, trace = given
        frames = "".join(traceback.format_tb(trace)) if trace else ""
        return f"{frames}{kind.__name__ if kind else 'error'}"


def _log_to_stderr() -> None:
    """A line for each request, as JSON and without anybody's words, and what goes wrong in between."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Wordless("%(message)s"))
    for name, level in (("thyself", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        raise InvalidInput(f"cannot listen on {host}:{port} ({error.strerror}): choose another with --port") from None
    made.listen(2048)
    return made
