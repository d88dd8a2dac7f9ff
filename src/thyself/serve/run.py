"""Run: one process that serves a home until it is told to stop."""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from thyself.core import InvalidInput, Settings, ThyselfError
from thyself.core.settings import address
from thyself.home import Home
from thyself.serve.house import House, Options

if TYPE_CHECKING:
    from fastapi import FastAPI

#: The names of this machine.
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_GIVEN: Final = "THYSELF_SERVING"
#: A thread that computes lets the others in so often: a question waits less for what is made ready behind.
_TURN_S: Final = 0.001
_SERVING: Final[dict[str, Any]] = {
    "log_config": None, "access_log": False, "timeout_graceful_shutdown": 20, "server_header": False, "lifespan": "on",
    "http": "thyself.serve.patient:Patient",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens.

    Args:
        host: The address to listen on; this machine alone, unless the caller says otherwise.
        port: The port; 0 for any that is free.
        workers: How many processes answer.
    """

    host: str = "127.0.0.1"
    port: int = 8321
    workers: int = 1


def serve(home: Home, options: Options, place: Place, *, person: str, told: Callable[[str], None]) -> None:
    """Serve a home; requests in flight finish when it is stopped.

    Args:
        home: What is served; the caller closes it.
        options: How the doors stand.
        place: Where.
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
    listening = _listen(place.host, place.port)
    where = f"http://{'localhost' if place.host in LOOPBACK else place.host}:{listening.getsockname()[1]}"
    if place.host not in options.hosts:
        options = replace(options, hosts=(*options.hosts, place.host))
    app = application(home, options)
    house: House = app.state.house
    if keys := house.first_keys(person):
        told(f"The owner's key: {keys[0]}")
        told(f"The key of {person}: {keys[1]}")
        told("They are shown this once. Sign in with them on the page.")
    told(f"thyself is at {where}")
    if place.workers > 1:
        _in_processes(home, options, place.workers, listening)
        return
    _log_to_stderr()
    sys.setswitchinterval(_TURN_S)
    uvicorn.Server(uvicorn.Config(app, **_SERVING)).run(sockets=[listening])


def _in_processes(home: Home, options: Options, workers: int, listening: socket.socket) -> None:
    """Several processes that answer at the same socket; one that dies is replaced."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    given = {"options": asdict(options), "settings": {**asdict(home.settings), "home": str(home.settings.home)}}
    os.environ[_GIVEN] = json.dumps(given, default=str)
    home.close()  # a connection must not be shared with a process that is forked
    config = uvicorn.Config("thyself.serve.run:worker", factory=True, workers=workers, **_SERVING)
    Multiprocess(config, sockets=[listening]).run()


def worker() -> FastAPI:
    """The application in a process that :func:`serve` started."""
    from thyself.home import open_home
    from thyself.serve.app import application

    _log_to_stderr()
    sys.setswitchinterval(_TURN_S)
    given = json.loads(os.environ[_GIVEN])
    settings = {**given["settings"], "home": address(given["settings"]["home"])}
    if settings["data"] is not None:
        settings["data"] = Path(settings["data"])
    options = {**given["options"], "hosts": tuple(given["options"]["hosts"])}
    return application(open_home(settings=Settings(**settings)), Options(**options))


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
        # Named as TCP, so that asyncio sends small answers at once; else each would wait 40 ms for the one before.
        made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        raise InvalidInput(f"cannot listen on {host}:{port} ({error.strerror}): choose another with --port") from None
    made.listen(2048)
    return made
