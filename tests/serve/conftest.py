"""A house with two people in it, a client in the same process, and a real server on a free port."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

import thyself
from thyself.core import Catalog, Item, Settings, Trace
from thyself.serve.app import application
from thyself.serve.house import House, Options

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def said(text: str, minutes: float = 0, **fields: Any) -> Trace:
    given: dict[str, Any] = {"kind": "said", "source": "chat", "at": NOON + timedelta(minutes=minutes)}
    return Trace(text, **(given | fields))


class Clock:
    """Stands still until it is moved on; each look is five milliseconds later."""

    def __init__(self) -> None:
        self.now = NOON + timedelta(days=1)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=5)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, clock: Clock) -> Iterator[thyself.Home]:
    settings = Settings(home=tmp_path / "home.db", embedder="hashed", language_model="none")
    with thyself.open(settings=settings, clock=clock) as home:
        home.person("ann").add(
            [
                said("I saw Dr. Lee, my dentist, about the tooth.", session="s1"),
                said("I live in Graz.", 1, session="s1"),
                said("Dr. Lee says it is cancer.", 2, session="s1", sensitivity="sensitive"),
            ]
        )
        home.person("bob").add([said("My dentist is Dr. Moreau."), said("I live in Lyon.", 1)])
        home.keep(Catalog([Item("b:1", "Dune, by Frank Herbert"), Item("b:2", "Emma, by Jane Austen")], name="books"))
        yield home


@pytest.fixture
def options() -> Options:
    return Options(hosts=("testserver", "localhost", "127.0.0.1"), per_s=1e6, burst=1_000_000)


@pytest.fixture
def app(home: thyself.Home, options: Options) -> FastAPI:
    return application(home, options)


@pytest.fixture
def house(app: FastAPI) -> House:
    found: House = app.state.house
    return found


@dataclass(frozen=True)
class Keyed:
    """Tokens of this house."""

    owner: str
    ann: str
    bob: str

    def head(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {getattr(self, who)}"}


@pytest.fixture
def keys(house: House) -> Keyed:
    return Keyed(*(house.keys.make(person)[0] for person in (None, "ann", "bob")))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def ann(app: FastAPI, keys: Keyed) -> Iterator[TestClient]:
    """A program with the key of ann."""
    with TestClient(app, headers=keys.head("ann"), raise_server_exceptions=False) as client:
        yield client


class Running:
    """A real server of an application, in a thread."""

    def __init__(self, app: Any) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        for _ in range(1000):
            if self._server.started:
                break
            time.sleep(0.01)
        (port,) = {each.getsockname()[1] for server in self._server.servers for each in server.sockets}
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)


@pytest.fixture
def serving() -> type[Running]:
    """Serves an application on a free port of this machine while a ``with`` lasts."""
    return Running
