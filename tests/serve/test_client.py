"""The typed client against a real server; and the server as a process: stopped, killed, and on another start."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

import thyself
from thyself.core import InvalidInput, Refused, StoreBusy, ThyselfError, Trace
from thyself.serve.client import Client
from thyself.serve.wire import Responded

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def ann(app: FastAPI, keys: Any, serving: Any) -> Iterator[Client]:
    with serving(app) as url, Client(keys.ann, url=url) as client:
        yield client


def test_all_that_a_person_does_goes_through_the_client(ann: Client, tmp_path: Path, home: thyself.Home) -> None:
    assert (ann.person, ann.about().traces) == ("ann", 3)
    trace = Trace("I love tea", at=NOON, kind="said", source="app", extra={"title": "ü"})
    assert ann.add([trace, {"text": "and rusks"}]).kept == 2
    assert ann.add([trace]).duplicates == 1
    table = tmp_path / "notes.csv"
    table.write_text("date,text\n2024-02-01,Went climbing\n", encoding="utf-8")
    assert ann.add(table).kept == 1
    assert {each.id for each in ann.traces(limit=2)} == {each.id for each in home.person("ann").traces()}
    assert [each.text for each in ann.traces(q="tea")] == ["I love tea"]
    assert ann.recall("Do I love tea?", k=1).evidence[0].text == "I love tea"
    assert "Graz" in ann.ask("Where do I live?").text
    *_, last = ann.stream("Where do I live?")
    assert isinstance(last, Responded)
    assert "Graz" in last.text
    assert ann.write("Thank Anna").text
    assert "kcal" in ann.advise("200 g rice", system="eating-smart", options={"least": 0.4}).text
    assert ann.predict("A mail on tea", system="jargon").system == "jargon"
    assert len(ann.recommend("books").picks) == 2
    line = ann.add_line("Call me Annie")
    assert ann.change_line(line.id, pinned=True).pinned
    ann.remove_line(line.id)
    assert line.id not in {each.id for each in ann.profile().lines}
    assert ann.forget(trace_ids=[trace.id]).proven
    assert ann.sent() == []
    assert ann.acts()
    with thyself.open(tmp_path / "other.db") as other:
        assert other.restore(ann.export(tmp_path / "all.zip")).scope.count() == 5


def test_what_goes_wrong_is_an_error_of_ours(ann: Client, app: FastAPI, serving: Any) -> None:
    with pytest.raises(InvalidInput, match="secom"):
        ann.ask("x", system="secon")
    with pytest.raises(InvalidInput, match=r"traces\.0"):
        ann.add([{"text": "x", "kind": "NO"}])
    with pytest.raises(InvalidInput, match="no topic"):
        ann.insights("ab")
    with pytest.raises(Refused), Client("thy_wrong", url=str(ann._http.base_url)) as other:
        other.recall("x")
    with pytest.raises(ThyselfError, match="is the server running"), Client("k", url="http://127.0.0.1:9") as none:
        none.recall("x")


def test_a_busy_server_is_asked_again_and_a_broken_append_too_with_the_same_key() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/person":
            return httpx.Response(200, json={"name": "ann", "timezone": "UTC", "traces": 0, "paused": False})
        seen.append(request.headers.get("idempotency-key", ""))
        if len(seen) == 1:
            raise httpx.ReadError("broke")
        if len(seen) == 2:
            return httpx.Response(503, json={"detail": "busy"}, headers={"retry-after": "0"})
        return httpx.Response(200, json={"read": 1, "kept": 1, "duplicates": 0})

    with Client("k", transport=httpx.MockTransport(answer)) as client:
        assert client.add([{"text": "x"}]).kept == 1
    assert len(seen) == 3
    assert len(set(seen)) == 1


def test_a_server_that_stays_busy_is_told() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(429, json={"detail": "this comes too often"}, headers={"retry-after": "0"})

    with pytest.raises(StoreBusy, match="too often"), Client("k", transport=httpx.MockTransport(answer)) as client:
        client.about()


class Process:
    """``thyself serve`` as a process of its own."""

    def __init__(self, home: Path | str, *more: str) -> None:
        environment = {**os.environ, "THYSELF_EMBEDDER": "hashed", "THYSELF_LANGUAGE_MODEL": "none"}
        words = ["-c", "from thyself.cli import main; main()", "serve", "--port", "0", "--home", str(home), "-p", "ann"]
        words += more
        self.running = subprocess.Popen(
            [sys.executable, "-u", *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.told: list[str] = []
        assert self.running.stdout is not None
        for line in self.running.stdout:
            self.told.append(line.strip())
            if line.startswith("thyself is at "):
                break
        self.url = self.told[-1].removeprefix("thyself is at ").replace("localhost", "127.0.0.1")
        for _ in range(200):
            try:
                httpx.get(f"{self.url}/ready").raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.05)

    def stop(self, sent: int) -> int:
        self.running.send_signal(sent)
        _, self.errors = self.running.communicate(timeout=30)
        return self.running.returncode


def test_a_process_that_is_killed_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    first = Process(tmp_path / "home.db")
    key = re.search(r"thy_\w{12}_[\w-]{43}", first.told[1])
    assert key
    assert "owner" in first.told[0]
    with Client(key[0], url=first.url) as client:
        for number in range(20):
            client.add([{"text": f"trace {number} {place}"} for place in range(5)])
    first.stop(signal.SIGKILL)
    again = Process(tmp_path / "home.db")
    assert len(again.told) == 1
    with Client(key[0], url=again.url) as client:
        assert client.about().traces == 100
        assert client.recall("trace 19", k=3).evidence
    assert again.stop(signal.SIGTERM) in (0, -signal.SIGTERM)
    assert "Traceback" not in again.errors
    assert "trace 19" not in again.errors


def test_a_request_in_flight_finishes_when_the_server_is_stopped(tmp_path: Path) -> None:
    server = Process(tmp_path / "home.db")
    key = re.search(r"thy_\w{12}_[\w-]{43}", server.told[1])
    assert key
    many = {"traces": [{"text": f"trace {place}"} for place in range(10_000)]}
    with httpx.Client(headers={"Authorization": f"Bearer {key[0]}"}, timeout=60) as client:
        with client.stream("POST", f"{server.url}/v1/people/ann/traces", json=many) as answer:
            server.running.send_signal(signal.SIGTERM)
            answer.read()
        assert answer.json()["kept"] == 10_000
    assert server.stop(signal.SIGTERM) in (0, -signal.SIGTERM)
    with thyself.open(tmp_path / "home.db") as home:
        assert home.person("ann").scope.count() == 10_000


def test_several_processes_answer_for_one_home_and_stop_together(tmp_path: Path) -> None:
    server = Process(tmp_path / "home.db", "--workers", "2")
    key = re.search(r"thy_\w{12}_[\w-]{43}", server.told[1])
    assert key
    for number in range(30):  # each on a connection of its own, so that both processes have their turn
        with Client(key[0], url=server.url) as client:
            client.add([{"text": f"trace {number}"}])
            assert client.about().traces == number + 1
    assert server.stop(signal.SIGTERM) in (0, -signal.SIGTERM)
    with thyself.open(tmp_path / "home.db") as home:
        assert home.person("ann").scope.count() == 30
