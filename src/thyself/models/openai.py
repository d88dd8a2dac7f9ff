"""OpenAI-compatible servers: any model behind such an address, hosted or on this machine."""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from thyself.core import Cost, InvalidInput, ModelError, estimate_tokens
from thyself.models.port import Generation, Message, Score

if TYPE_CHECKING:
    import httpx

_AGAIN: Final = frozenset({408, 409, 429, 500, 502, 503, 504})


class OpenAICompatible:
    """A model behind an OpenAI-compatible address (vLLM, Ollama, llama.cpp, a hosted one).

    Args:
        url: The address up to ``/v1``.
        model: The model's name there.
        key: The key, where one is needed; it is never shown or logged.
        timeout_s: How long one answer may take, in seconds.
        retries: How often a busy or failing server is asked again, waiting longer each time.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: str | None = None,
        timeout_s: float = 120.0,
        retries: int = 3,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise InvalidInput(f"{url!r} is no address of a server: write it like http://127.0.0.1:8000/v1")
        self.url = url.rstrip("/")
        self.name = model
        self.local = _on_this_machine(self.url)
        self.context = 8192
        self._key = key
        self._timeout_s = timeout_s
        self._retries = retries
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"<OpenAICompatible {self.name!r} at {self.url}>"

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Generation:
        """Continue a dialogue."""
        begun = perf_counter()
        asked = _body(self.name, messages, max_tokens, temperature, stop)
        found = self._post("/chat/completions", asked)
        try:
            choice = found["choices"][0]
            text = choice["message"]["content"]
        except (KeyError, IndexError, TypeError):
            raise ModelError(f"{self.url} gave an answer without a text: {json.dumps(found)[:200]}") from None
        if not isinstance(text, str):
            raise ModelError(f"{self.url} gave an answer without a text (finish: {choice.get('finish_reason')})")
        used = found.get("usage") or {}
        cost = Cost(
            1,
            used.get("prompt_tokens") or sum(self.count(each.content) for each in messages),
            used.get("completion_tokens") or self.count(text),
            perf_counter() - begun,
        )
        ended: Literal["stop", "length"] = "length" if choice.get("finish_reason") == "length" else "stop"
        return Generation(text, cost, ended)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Iterator[str]:
        """The same, piece by piece."""
        asked = _body(self.name, messages, max_tokens, temperature, stop) | {"stream": True}
        with self._told(), self._client() as client, client.stream("POST", "/chat/completions", json=asked) as answer:
            if answer.status_code >= 400:
                answer.read()
                raise self._error(answer)
            for line in answer.iter_lines():
                data = line.removeprefix("data:").strip() if line.startswith("data:") else ""
                if data == "[DONE]":
                    return
                if data:
                    yield from _pieces(data, self.url)

    def score(self, context: str, target: str) -> Score:
        """How likely ``target`` is after ``context``, where the server echoes the probabilities of a prompt."""
        asked = {
            "model": self.name,
            "prompt": context + target,
            "max_tokens": 1,
            "temperature": 0,
            "logprobs": 1,
            "echo": True,
        }
        unable = f"{self.url} does not tell how likely a given text is (completions with echo and logprobs)"
        try:
            given = self._post("/completions", asked)["choices"][0]["logprobs"]
            pairs = zip(given["text_offset"], given["token_logprobs"], strict=True)
            inside = [value for at, value in pairs if len(context) <= at < len(context + target) and value is not None]
        except (KeyError, IndexError, TypeError, ValueError):
            raise ModelError(unable) from None
        if not inside:
            raise ModelError(unable)
        return Score(float(sum(inside)), len(inside))

    def choose(self, context: str, options: Sequence[str]) -> int:
        """The likeliest option, by probability where the server tells it; else the one that the model names."""
        if not options:
            raise InvalidInput("choose: there are no options")
        try:
            scores = [self.score(context, option).per_token for option in options]
        except ModelError:
            return self._named(context, options)
        return max(range(len(options)), key=scores.__getitem__)

    def _named(self, context: str, options: Sequence[str]) -> int:
        listed = "\n".join(f"{number}. {option.strip()}" for number, option in enumerate(options, 1))
        wish = f"{context}\n\nWhich continues this best?\n{listed}\n\nAnswer with its number alone."
        said = self.generate([Message("user", wish)], max_tokens=8).text
        number = next((int(word) for word in said.replace(".", " ").split() if word.isdigit()), 0)
        if not 1 <= number <= len(options):
            raise ModelError(f"{self.name} was asked for a number from 1 to {len(options)} and said {said[:60]!r}")
        return number - 1

    def count(self, text: str) -> int:
        """About how many tokens the text has."""
        return estimate_tokens(text)

    def _client(self) -> httpx.Client:
        import httpx

        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=httpx.Timeout(self._timeout_s, connect=10.0))

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        import httpx

        with self._told(), self._client() as client:
            for attempt in range(self._retries + 1):
                last = attempt == self._retries
                try:
                    answer = client.post(path, json=body)
                except httpx.ConnectError:
                    if last:
                        raise
                else:
                    if answer.status_code < 400:
                        return _object(answer, self.url)
                    if last or answer.status_code not in _AGAIN:
                        raise self._error(answer)
                self._sleep(_wait(attempt))
        raise ModelError(f"{self.url} gave no answer")

    def _error(self, answer: httpx.Response) -> ModelError:
        said = answer.text[:300].replace(self._key, "…") if self._key else answer.text[:300]
        if answer.status_code in (401, 403):
            return ModelError(f"{self.url} refuses the key: set THYSELF_KEY to a valid one ({answer.status_code})")
        if answer.status_code == 404:
            return ModelError(f"{self.url} knows no model {self.name!r}: {self._known()}")
        return ModelError(f"{self.url} answered with error {answer.status_code}: {said}")

    def _known(self) -> str:
        """The models that the server has, in words."""
        import httpx

        try:
            with self._client() as client:
                names = [each["id"] for each in client.get("/models").json()["data"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return "set THYSELF_MODEL to one that it has, and check the address"
        return f"set THYSELF_MODEL to one of {', '.join(names[:10])}"

    @contextmanager
    def _told(self) -> Iterator[None]:
        import httpx

        try:
            yield
        except httpx.TimeoutException:
            raise ModelError(f"{self.url} gave no answer within {self._timeout_s:.0f} seconds") from None
        except httpx.HTTPError as error:
            raise ModelError(f"{self.url} cannot be reached: is the server running? ({type(error).__name__})") from None


def _body(
    model: str, messages: Sequence[Message], max_tokens: int, temperature: float, stop: Sequence[str]
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": each.role, "content": each.content} for each in messages],
        "max_tokens": max_tokens,
        "temperature": temperature,
    }
    return body | {"stop": list(stop)} if stop else body


def _object(answer: httpx.Response, url: str) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        raise ModelError(
            f"{url} answered with something that is no JSON: is it an OpenAI-compatible address?"
        ) from None
    if not isinstance(found, dict):
        raise ModelError(f"{url} answered with something that is no object: is it an OpenAI-compatible address?")
    return found


def _pieces(data: str, url: str) -> Iterator[str]:
    try:
        chunk = json.loads(data)
    except ValueError:
        raise ModelError(f"{url} sent a broken stream: {data[:100]!r}") from None
    if "error" in chunk:
        raise ModelError(f"{url} broke off: {json.dumps(chunk['error'])[:200]}")
    for choice in chunk.get("choices", ()):
        if words := (choice.get("delta") or {}).get("content"):
            yield words


def _wait(attempt: int) -> float:
    return float(min(0.5 * 2**attempt, 8.0))


def _on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
