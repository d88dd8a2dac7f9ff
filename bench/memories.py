"""Memories: keeping and finding beside mem0, with the same embedder, each as its documentation shows it.

mem0 is used without its language model (``infer=False``: texts are kept as they are), with its faiss store, and gets
its vectors from the embeddings door of a server of ours, which runs the embedder that ours uses. What it takes with a
model, which it needs to infer facts, is not measured here: no model that could do it runs on this machine.

Honcho is not measured: its package (honcho-ai) is a client alone. The server comes as an image or a repository, and
wants PostgreSQL with pgvector, a second process that reads messages with a language model, and an embedder of its own
choice; what it finds is what that model made, so without one there is nothing to compare.

make bench    (installs mem0 into an environment of its own)
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import numpy as np

import thyself
from thyself.serve.client import Client
from thyself.serve.keys import Keys

TEXTS, QUESTIONS = 300, 60
PLACES = "Graz Lyon Oslo Porto Ghent Turin Bern Riga Cork Bath Lund Nice Faro Trieste Malmö Split".split()
ACTS = "saw a play|met my sister|lost my umbrella|bought a lamp|ran ten miles|ate pierogi|missed a train".split("|")


def told() -> tuple[list[str], list[tuple[str, str]]]:
    """Sentences, each about one thing at one place and day, and questions with the sentence that answers each."""
    rng = random.Random(4)
    texts = [f"On day {n} I {rng.choice(ACTS)} in {rng.choice(PLACES)} with friend number {n}." for n in range(TEXTS)]
    asked = [(f"Where was I with friend number {n}?", texts[n]) for n in rng.sample(range(TEXTS), QUESTIONS)]
    return texts, asked


def line(name: str, seconds: list[float], more: str = "") -> None:
    p50, p95 = np.percentile(np.array(seconds) * 1e3, (50, 95))
    print(f"{name:52} n {len(seconds):5}  p50 {p50:7.1f} ms  p95 {p95:7.1f} ms  {more}", flush=True)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = call()
    return time.perf_counter() - begun, found


def ours(client: Client, texts: list[str], asked: list[tuple[str, str]]) -> None:
    line("thyself over HTTP: keep one, durable", [timed(lambda t=t: client.add([{"text": t}]))[0] for t in texts])  # type: ignore[misc]
    spent = [timed(lambda q=q: client.recall(q, k=10)) for q, _ in asked]  # type: ignore[misc]
    found = sum(
        any(each.text == right for each in got.evidence) for (_, got), (_, right) in zip(spent, asked, strict=True)
    )
    line("thyself over HTTP: find ten", [each for each, _ in spent], f"right one among ten: {found} of {len(asked)}")


def mem0s(url: str, key: str, folder: Path, texts: list[str], asked: list[tuple[str, str]]) -> None:
    os.environ |= {"MEM0_TELEMETRY": "False", "OPENAI_API_KEY": key, "MEM0_DIR": str(folder)}
    door = {"api_key": key, "openai_base_url": f"{url}/v1"}
    memory = import_module("mem0").Memory.from_config(
        {
            "embedder": {"provider": "openai", "config": {**door, "model": "thyself", "embedding_dims": 384}},
            "llm": {"provider": "openai", "config": door},
            "vector_store": {
                "provider": "faiss",
                "config": {"path": str(folder / "faiss"), "embedding_model_dims": 384, "collection_name": "bench"},
            },
            "history_db_path": str(folder / "history.db"),
        }
    )
    line("mem0, infer=False: keep one", [timed(lambda t=t: memory.add(t, user_id="p", infer=False))[0] for t in texts])  # type: ignore[misc]
    spent = [timed(lambda q=q: memory.search(q, filters={"user_id": "p"}, top_k=10)) for q, _ in asked]  # type: ignore[misc]
    found = sum(
        any(each["memory"] == right for each in got["results"])
        for (_, got), (_, right) in zip(spent, asked, strict=True)
    )
    line("mem0: find ten", [each for each, _ in spent], f"right one among ten: {found} of {len(asked)}")


def main() -> None:
    texts, asked = told()
    with tempfile.TemporaryDirectory(prefix="thyself-bench-") as folder:
        path = Path(folder) / "home.db"
        with thyself.open(path) as home:
            home.person("p", timezone="UTC")
            key, _ = Keys(home.store.books, home.clock).make("p")
        words = [
            "-u",
            "-c",
            "from thyself.cli import main; main()",
            "serve",
            "--port",
            "0",
            "--home",
            str(path),
            "-p",
            "p",
        ]
        environment = {**os.environ, "THYSELF_LANGUAGE_MODEL": "none"}
        server = subprocess.Popen(
            [sys.executable, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            assert server.stdout is not None
            url = (
                next(each for each in server.stdout if "thyself is at" in each)
                .split()[-1]
                .replace("localhost", "127.0.0.1")
            )
            for _ in range(200):
                with suppress(httpx.HTTPError):
                    httpx.get(f"{url}/ready")
                    break
                time.sleep(0.05)
            with Client(key, url=url) as client:
                client.recall("warm up")
                ours(client, texts, asked)
            if find_spec("mem0") is None:
                print("mem0 is not installed: passed over; make bench installs it")
            else:
                mem0s(url, key, Path(folder), texts, asked)
            print("Honcho: not measured; it has no server that is installed as a package, and none without a model")
        finally:
            server.terminate()
            server.wait(60)


if __name__ == "__main__":
    main()
