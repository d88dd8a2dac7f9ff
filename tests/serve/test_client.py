"""The typed client against a real server; and the server as a process: stopped, killed, and on another start."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

import thyself
from thyself.core import InvalidInput, Refused, Settings, StoreBusy, ThyselfError, Trace
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


def test_a_stream_through_the_proxy_finishes_and_is_kept_when_the_server_is_stopped(
    tmp_path: Path, serving: Any
) -> None:
    behind = FastAPI()

    @behind.post("/v1/chat/completions")
    def chat() -> StreamingResponse:
        def pieces() -> Iterator[str]:
            for word in ("It", " is", " in", " Graz", "."):
                time.sleep(0.2)
                yield f'data: {{"choices": [{{"index": 0, "delta": {{"content": "{word}"}}}}]}}\n\n'
            yield "data: [DONE]\n\n"

        return StreamingResponse(pieces(), media_type="text/event-stream")

    with serving(behind) as url:
        server = Process(tmp_path / "home.db", "--upstream", f"{url}/v1")
        key = re.search(r"thy_\w{12}_[\w-]{43}", server.told[1])
        assert key
        asked = {"model": "m", "stream": True, "messages": [{"role": "user", "content": "Where is my house?"}]}
        head = {"Authorization": f"Bearer {key[0]}"}
        with httpx.stream("POST", f"{server.url}/v1/chat/completions", json=asked, headers=head, timeout=30) as answer:
            lines = answer.iter_lines()
            heard = [next(lines)]
            server.running.send_signal(signal.SIGTERM)
            heard += lines
        assert heard[-2:] == ["data: [DONE]", ""]
        assert server.stop(signal.SIGTERM) in (0, -signal.SIGTERM)
    with thyself.open(tmp_path / "home.db") as home:
        assert [each.text for each in home.person("ann").traces()] == ["Where is my house?", "It is in Graz."]


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


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_worker_that_is_killed_amid_appends_loses_nothing_acknowledged_and_is_replaced(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    where = tmp_path / "home.db" if kind == "sqlite" else str(request.getfixturevalue("postgres_address"))
    server = Process(where, "--workers", "2")
    key = re.search(r"thy_\w{12}_[\w-]{43}", server.told[1])
    assert key
    kept: list[int] = []
    victims: set[int] = set()

    def keep(first: int) -> None:
        for number in range(first, first + 60):
            with suppress(httpx.HTTPError):  # on a connection of its own; the killed one breaks in the midst
                sent = {"traces": [{"text": f"trace {number} {place}"} for place in range(5)]}
                head = {"Authorization": f"Bearer {key[0]}"}
                httpx.post(f"{server.url}/v1/people/ann/traces", json=sent, headers=head).raise_for_status()
                kept.append(number)

    with ThreadPoolExecutor(3) as several:
        going = [several.submit(keep, first) for first in (0, 100, 200)]
        while len(victims) < 2 and not all(each.done() for each in going):
            if len(kept) > 20 * (1 + len(victims)):
                victim = max(_children(server.running.pid))
                victims.add(victim)
                os.kill(victim, signal.SIGKILL)
            time.sleep(0.02)
        for each in going:
            each.result()
    assert len(victims) == 2
    with Client(key[0], url=server.url) as client:
        client.add([{"text": "after all"}])
    assert server.stop(signal.SIGTERM) in (0, -signal.SIGTERM)
    with thyself.open(settings=Settings(home=where, embedder="hashed", language_model="none")) as home:
        texts = {each.text for each in home.person("ann").traces()}
    assert {f"trace {number} {place}" for number in kept for place in range(5)} | {"after all"} <= texts
    of_each = Counter(text.split()[1] for text in texts if text.startswith("trace"))
    assert set(of_each.values()) == {5}  # a batch is kept whole or not at all


def _children(process: int) -> list[int]:
    """The processes that answer: those of the server that were started after the one that watches over them."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [each for each in map(int, found) if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]


def test_a_backup_is_whole_while_others_write(tmp_path: Path) -> None:
    server = Process(tmp_path / "home.db")
    owner, ann = (re.search(r"thy_\w{12}_[\w-]{43}", line) for line in server.told[:2])
    assert owner
    assert ann

    def keep(number: int) -> None:
        with Client(ann[0], url=server.url) as client:
            for batch in range(25):
                client.add([{"text": f"trace {number} {batch} {place}"} for place in range(4)])

    with ThreadPoolExecutor(2) as several:
        going = [several.submit(keep, number) for number in range(2)]
        written = []
        while not all(each.done() for each in going):
            answer = httpx.post(f"{server.url}/v1/backup", headers={"Authorization": f"Bearer {owner[0]}"}, timeout=30)
            written.append(answer.raise_for_status().json()["written"])
        for each in going:
            each.result()
    server.stop(signal.SIGTERM)
    assert written
    for name in (written[0], written[-1]):
        with thyself.open(tmp_path / "backups" / name) as home:
            texts = [each.text for each in home.person("ann").traces()]
        assert len(texts) % 4 == 0
        assert len(set(texts)) == len(texts)
