"""Serve: what the doors add, on this machine, with the server in a process of its own.

python bench/serve.py [--people 20] [--each 10000] [--seconds 20] [--only recall|proxy|append] [--keep FOLDER]

The whole setting: --people 100 --seconds 60 --only recall. With --keep a filled home is kept there, and copied the next
time. Beside the times stands how much processor time the server took, which other programs change least, and how busy
the machine was.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import numpy as np

import thyself
from thyself.core import Settings, Trace
from thyself.models import embedder
from thyself.retrieval.index import embedded_text
from thyself.serve.keys import Keys

START = datetime(2023, 1, 1, tzinfo=UTC)
WORDS = [f"{a}{b}" for a in "ba de ki lo mu na pe ri so tu ve wa".split() for b in "n r s t ld nd rk st mp".split()]
STREAMS = 50
BATCH = 100
_UPSTREAM = """
import asyncio, json, sys, uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
app = FastAPI()
@app.post("/v1/chat/completions")
async def chat(request: Request):
    await request.body()
    async def events():
        for word in range(100):
            choice = {"index": 0, "delta": {"content": "word "}, "finish_reason": None}
            yield "data: " + json.dumps({"id": "1", "object": "chat.completion.chunk", "choices": [choice]}) + "\\n\\n"
            await asyncio.sleep(0.05)
        yield "data: [DONE]\\n\\n"
    return StreamingResponse(events(), media_type="text/event-stream")
uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
"""


def sentence(rng: random.Random, words: int) -> str:
    return " ".join(WORDS[min(int(rng.paretovariate(0.7)) - 1, len(WORDS) - 1)] for _ in range(words))


def fill(path: Path, people: int, each: int) -> list[str]:
    """A home with people in it; gives their keys."""
    rng, drawn = random.Random(3), np.random.default_rng(3)
    keys = []
    with thyself.open(path) as home:
        model = embedder(Settings())
        for number in range(people):
            scope = home.person(f"p{number}").scope
            scope.append(
                Trace(
                    f"{sentence(rng, 20)} {at}", at=START + timedelta(minutes=3 * at), kind="said", source="chat",
                    author=rng.choice(("me", "Ann")), session=str(at // 20), ref=str(at),
                )
                for at in range(each)
            )  # fmt: skip
            ids = [trace.id for trace in scope.traces() if embedded_text(trace)]
            vectors = drawn.normal(size=(len(ids), model.dimensions)).astype(np.float32)
            scope.put_vectors(model.name, ids, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
            keys.append(Keys(home.store.books, home.clock).make(f"p{number}")[0])
    return keys


def filled(kept: Path | None, path: Path, people: int, each: int) -> list[str]:
    """A filled home at ``path``, copied from where it is kept; gives the keys."""
    if kept is None:
        return fill(path, people, each)
    kept.mkdir(parents=True, exist_ok=True)
    home, keys = kept / f"{people}x{each}.db", kept / f"{people}x{each}.keys"
    if not keys.exists():
        home.unlink(missing_ok=True)
        keys.write_text("\n".join(fill(home, people, each)))
    shutil.copy(home, path)
    return keys.read_text().split()


def processor_s(process: int) -> float:
    """The processor time of a process until now; 0 where the system does not tell it as Linux does."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def held_mb(process: int) -> int:
    """The memory of a process; 0 where the system does not tell it as Linux does."""
    told = Path(f"/proc/{process}/statm")
    return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20 if told.exists() else 0


def free() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def wait(url: str) -> None:
    for _ in range(600):
        with suppress(httpx.HTTPError):
            httpx.get(url)
            return
        time.sleep(0.1)


def told(name: str, seconds: list[float], more: str = "") -> None:
    p50, p95, p99 = np.percentile(np.array(seconds) * 1e3, (50, 95, 99))
    print(f"{name:44} n {len(seconds):6,}  p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  p99 {p99:6.1f} ms  {more}", flush=True)


async def paced(act: Callable[[int], Awaitable[float]], *, workers: int, per_s: float, seconds: float) -> list[float]:
    """So many workers, each with a pause, so that in all so many acts a second begin."""
    until, taken = time.perf_counter() + seconds, []
    pause = workers / per_s if per_s else 0.0

    async def worker(number: int) -> None:
        await asyncio.sleep(pause * number / workers)
        while time.perf_counter() < until:
            begun = time.perf_counter()
            taken.append(await act(number))
            await asyncio.sleep(max(pause - (time.perf_counter() - begun), 0))

    await asyncio.gather(*(worker(number) for number in range(workers)))
    return taken


async def recalls(url: str, keys: list[str], seconds: float, server: int) -> None:
    rng, failed = random.Random(5), Counter[str]()
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=200), timeout=60) as client:

        async def one(person: int) -> float:
            head = {"Authorization": f"Bearer {keys[person]}"}
            begun = time.perf_counter()
            answer = await client.post(
                f"{url}/v1/people/p{person}/recall",
                json={"query": f"when did {sentence(rng, 6)}?", "k": 10},
                headers=head,
            )
            if answer.is_error:
                failed[str(answer.status_code)] += 1
            return time.perf_counter() - begun

        first = [await one(person) for person in range(len(keys))]
        told("recall, the first question of each person", first)
        for rate in (20, 50, 0):
            begun, spent = time.perf_counter(), processor_s(server)
            found = await paced(lambda _: one(rng.randrange(len(keys))), workers=50, per_s=rate, seconds=seconds)
            pace = len(found) / (time.perf_counter() - begun)
            spent = (processor_s(server) - spent) / len(found) * 1e3
            more = f"{pace:.0f} a second, {spent:.1f} ms of processor time each, errors: {dict(failed) or 'none'}"
            told(f"recall, 50 connections, {f'{rate} a second' if rate else 'without a pause'}", found, more)


async def appends(url: str, key: str, seconds: float) -> None:
    rng = random.Random(6)
    number = iter(range(10**9))
    texts = [sentence(rng, 12) for _ in range(1000)]
    async with httpx.AsyncClient(timeout=60) as client:

        async def one(_: int) -> float:
            traces = [
                {"text": f"{texts[at % 1000]} {at}", "at": "2025-01-01T00:00:00Z", "source": "bench", "ref": str(at)}
                for at in (next(number) for _ in range(BATCH))
            ]
            begun = time.perf_counter()
            answer = await client.post(
                f"{url}/v1/people/p0/traces", content=json.dumps({"traces": traces}),
                headers={"Authorization": f"Bearer {key}", "content-type": "application/json"},
            )  # fmt: skip
            answer.raise_for_status()
            return time.perf_counter() - begun

        begun = time.perf_counter()
        found = await paced(one, workers=4, per_s=0, seconds=seconds)
        rate = BATCH * len(found) / (time.perf_counter() - begun)
        told(f"append, batches of {BATCH}, 4 connections", found, f"{rate:,.0f} traces a second")


async def proxied(url: str, straight: str, key: str, seconds: float, server: int) -> None:
    rng = random.Random(7)

    async def first_byte(client: httpx.AsyncClient, address: str, _: int) -> float:
        body = {
            "model": "m",
            "stream": True,
            "messages": [{"role": "user", "content": f"when did {sentence(rng, 6)}?"}],
        }
        begun = time.perf_counter()
        async with client.stream(
            "POST", f"{address}/v1/chat/completions", json=body, headers={"Authorization": f"Bearer {key}"}
        ) as answer:
            answer.raise_for_status()
            pieces: AsyncIterator[bytes] = answer.aiter_bytes()
            await anext(pieces)
            taken = time.perf_counter() - begun
            async for _piece in pieces:
                pass
        return taken

    medians = []
    seconds = max(seconds, 15)  # a stream takes five seconds, so ten begin each second
    for name, address in (("the server behind alone", straight), ("through the proxy", url)):
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=200), timeout=60) as client:
            await first_byte(client, address, 0)
            one = partial(first_byte, client, address)
            spent = processor_s(server)
            found = await paced(one, workers=STREAMS, per_s=STREAMS / 5, seconds=seconds)
            spent = (processor_s(server) - spent) / len(found) * 1e3
            told(f"{STREAMS} streams, first byte, {name}", found, f"{spent:.0f} ms of our processor time each stream")
            medians.append(np.percentile(found, (50, 99)) * 1e3)
    more = medians[1] - medians[0]
    print(f"{'the proxy adds':44} p50 {more[0]:.1f} ms, p99 {more[1]:.1f} ms")


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--people", type=int, default=20)
    given.add_argument("--each", type=int, default=10_000)
    given.add_argument("--seconds", type=float, default=20)
    given.add_argument("--only", choices=("recall", "proxy", "append"))
    given.add_argument("--keep", type=Path)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="thyself-bench-") as folder:
        path = Path(folder) / "home.db"
        keys = filled(asked.keep, path, asked.people, asked.each)
        print(f"{os.cpu_count()} cores, of which {os.getloadavg()[0]:.1f} were wanted by programs in the last minute")
        print(f"{asked.people} people with {asked.each:,} traces each, {path.stat().st_size / 1e6:.0f} MB", flush=True)
        ports = free(), free()
        environment = {
            **os.environ,
            "THYSELF_LANGUAGE_MODEL": "none",
            "THYSELF_REMEMBERED": str(max(asked.people, 8)),
        }
        words = ["-c", "from thyself.cli import main; main()", "serve", "--port", str(ports[1]), "--home", str(path)]
        upstream = f"http://127.0.0.1:{ports[0]}"
        running = [
            subprocess.Popen([sys.executable, "-c", _UPSTREAM, str(ports[0])]),
            subprocess.Popen(
                [sys.executable, *words, "--upstream", f"{upstream}/v1"], env=environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            ),
        ]  # fmt: skip
        url = f"http://127.0.0.1:{ports[1]}"
        try:
            wait(f"{upstream}/")
            wait(f"{url}/health")
            if asked.only in (None, "recall"):
                asyncio.run(recalls(url, keys, asked.seconds, running[1].pid))
            if asked.only in (None, "proxy"):
                asyncio.run(proxied(url, upstream, keys[0], asked.seconds, running[1].pid))
            if asked.only in (None, "append"):
                asyncio.run(appends(url, keys[0], asked.seconds))
            print(
                f"at the end {os.getloadavg()[0]:.1f} cores were wanted; the server held {held_mb(running[1].pid)} MB"
            )
        finally:
            for each in running:
                each.terminate()
            for each in running:
                each.wait(30)


if __name__ == "__main__":
    main()
