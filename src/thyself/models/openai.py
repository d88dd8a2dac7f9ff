"""OpenAI-compatible servers: any model behind such an address, hosted or on this machine."""

from __future__ import annotations

import ipaddress
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from thyself.core import Cost, InvalidInput, ModelError, estimate_tokens
from thyself.models.port import Generation, Message, Score

if TYPE_CHECKING:
    import httpx

_AGAIN: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
#: No waiting for a server is longer than this, whatever it asks for.
_LONGEST_WAIT_S: Final = 30.0
_LISTED_S: Final = 10.0


class _Untold(ModelError):
    """The server does not tell how likely a given text is."""


class OpenAICompatible:
    """A model behind an OpenAI-compatible address (vLLM, Ollama, llama.cpp, a hosted one).

    Args:
        url: The address up to ``/v1``.
        model: The model's name there.
        key: The key, where one is needed; it is never shown or logged.
        timeout_s: How long one answer may take, in seconds.
        retries: How often a busy or failing server is asked again, waiting longer each time.
        sleep: Waits so many seconds.

    Raises:
        InvalidInput: The address is none, or the key holds characters that no key has.
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
        self.url = _address(url)
        self.name = model
        self.local = _on_this_machine(self.url, model)
        self.context = 8192
        self._key = _checked(key)
        self._timeout_s = timeout_s
        self._retries = retries
        self._sleep = sleep
        #: Newer servers take the limit of an answer's length under another name.
        self._limit = "max_tokens"
        self._tells = True

    def __repr__(self) -> str:
        return f"<OpenAICompatible {self.name!r} at {self.url}>"

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Generation:
        """Continue a dialogue."""
        begun = perf_counter()
        found = self._post("/chat/completions", self._body(messages, max_tokens, temperature, stop))
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
        """The same, piece by piece; a stream that fails once it has begun is not begun again."""
        asked = self._body(messages, max_tokens, temperature, stop) | {"stream": True}
        with self._told(), self._client() as client:
            for attempt in range(self._retries + 1):
                with client.stream("POST", "/chat/completions", json=asked) as answer:
                    if answer.status_code < 400:
                        yield from _streamed(answer, self.url)
                        return
                    answer.read()
                    wait = self._again(answer, attempt, asked)
                self._sleep(wait)

    def score(self, context: str, target: str) -> Score:
        """How likely ``target`` is after ``context``, where the server echoes the probabilities of a prompt.

        An empty context counts as the start of a line. A token that reaches over the border counts to the target.
        """
        if not target:
            return Score(0.0, 0)
        before = context or "\n"
        whole = before + target
        asked = {"model": self.name, "prompt": whole, "max_tokens": 1, "temperature": 0, "logprobs": 1, "echo": True}
        untold = _Untold(f"{self.url} does not tell how likely a given text is (completions with echo and logprobs)")
        if not self._tells:
            raise untold
        try:
            choice = self._post("/completions", asked)["choices"][0]
            values, begins = choice["logprobs"]["token_logprobs"], choice["logprobs"]["text_offset"]
            ends = [*begins[1:], len(choice["text"])]
            echoed = choice["text"].startswith(whole)
            spans = list(zip(values, begins, ends, strict=True))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            echoed, spans = False, []
        except ModelError as error:
            # 4xx: no such way to ask; anything else is a failure of this one call.
            if isinstance(error.__cause__, _Status) and error.__cause__.code in (400, 404, 405, 422, 501):
                echoed, spans = False, []
            else:
                raise
        inside = [v for v, begin, end in spans if v is not None and end > len(before) and begin < len(whole)]
        if not (echoed and inside):
            self._tells = False
            raise untold from None
        return Score(float(sum(inside)), len(inside))

    def choose(self, context: str, options: Sequence[str]) -> int:
        """The likeliest option, by probability where the server tells it; else the one that the model names."""
        if not options:
            raise InvalidInput("choose: there are no options")
        try:
            scores = [self.score(context, option).per_token for option in options]
        except _Untold:
            return self._named(context, options)
        return max(range(len(options)), key=scores.__getitem__)

    def _named(self, context: str, options: Sequence[str]) -> int:
        listed = "\n".join(f"{number}. {option.strip()}" for number, option in enumerate(options, 1))
        wish = f"{context}\n\nWhich continues this best?\n{listed}\n\nAnswer with its number alone."
        said = self.generate([Message("user", wish)], max_tokens=8).text
        number = next((int(found) for found in re.findall(r"\d+", said)), 0)
        if not 1 <= number <= len(options):
            raise ModelError(f"{self.name} was asked for a number from 1 to {len(options)} and said {said[:60]!r}")
        return number - 1

    def models(self) -> list[str]:
        """The names of the models that the server lists.

        Raises:
            ModelError: The server cannot be reached, or refuses the key.
        """
        with self._told(), self._client() as client:
            answer = client.get("/models", timeout=_LISTED_S)
            if answer.status_code in (401, 403):
                raise self._error(answer)
            try:
                return [str(each["id"]) for each in answer.json()["data"]]
            except (ValueError, KeyError, TypeError):
                return []

    def count(self, text: str) -> int:
        """About how many tokens the text has."""
        return estimate_tokens(text)

    def _body(
        self, messages: Sequence[Message], max_tokens: int, temperature: float, stop: Sequence[str]
    ) -> dict[str, Any]:
        if not messages:
            raise InvalidInput("generate: there are no messages")
        body: dict[str, Any] = {
            "model": self.name,
            "messages": [{"role": each.role, "content": each.content} for each in messages],
            self._limit: max_tokens,
            "temperature": temperature,
        }
        return body | {"stop": list(stop)} if stop else body

    def _client(self) -> httpx.Client:
        import httpx

        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        return httpx.Client(
            base_url=self.url,
            headers=headers,
            timeout=httpx.Timeout(self._timeout_s, connect=min(10.0, self._timeout_s)),
            # What is meant for this machine must not go through a proxy that the environment names.
            trust_env=not _loopback(self.url),
            # Where nothing is encrypted, certificates need not be read from disk for each call.
            verify=self.url.startswith("https:"),
        )

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        import httpx

        with self._told(), self._client() as client:
            for attempt in range(self._retries + 1):
                try:
                    answer = client.post(path, json=body)
                except (httpx.ConnectError, httpx.RemoteProtocolError):
                    if attempt == self._retries:
                        raise
                    self._sleep(_wait(attempt))
                    continue
                if answer.status_code < 400:
                    return _object(answer, self.url)
                self._sleep(self._again(answer, attempt, body))
        raise ModelError(f"{self.url} gave no answer")

    def _again(self, answer: httpx.Response, attempt: int, body: dict[str, Any]) -> float:
        """How many seconds to wait before asking again; mends the question where the server says how.

        Raises:
            ModelError: Asking again would not help.
        """
        if answer.status_code == 400 and self._limit in body and "max_completion_tokens" in answer.text:
            body["max_completion_tokens"] = body.pop(self._limit)
            self._limit = "max_completion_tokens"
            # Such a model takes no temperature but its own.
            body.pop("temperature", None)
            return 0.0
        if attempt == self._retries or answer.status_code not in _AGAIN:
            raise self._error(answer)
        try:
            asked = float(answer.headers.get("retry-after", ""))
        except ValueError:
            asked = 0.0
        return min(max(asked, _wait(attempt)), _LONGEST_WAIT_S)

    def _error(self, answer: httpx.Response) -> ModelError:
        said = _said(answer)
        said = said.replace(self._key, "…") if self._key else said
        if answer.status_code in (401, 403):
            told = f"{self.url} refuses the key: set THYSELF_KEY to a valid one ({answer.status_code})"
        elif answer.status_code == 404:
            told = f"{self.url} knows no model {self.name!r}: {self._known()}"
        elif answer.status_code == 429:
            told = f"{self.url} is asked too often, or its quota is used up: {said}"
        else:
            told = f"{self.url} answered with error {answer.status_code}: {said}"
        error = ModelError(told)
        error.__cause__ = _Status(answer.status_code)
        return error

    def _known(self) -> str:
        """The models that the server has, in words."""
        try:
            names = self.models()
        except ModelError:
            names = []
        if not names:
            return "set THYSELF_MODEL to one that it has, and check the address (it mostly ends in /v1)"
        return f"set THYSELF_MODEL to one of {', '.join(names[:10])}"

    @contextmanager
    def _told(self) -> Iterator[None]:
        import httpx

        try:
            yield
        except httpx.TimeoutException:
            raise ModelError(f"{self.url} gave no answer within {self._timeout_s:g} seconds") from None
        except httpx.HTTPError as error:
            raise ModelError(f"{self.url} cannot be reached: is the server running? ({type(error).__name__})") from None


class _Status(Exception):
    """The status with which a server answered."""

    def __init__(self, code: int) -> None:
        super().__init__(f"status {code}")
        self.code = code


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


def _said(answer: httpx.Response) -> str:
    """What a server says of an error, in its own words where they can be found."""
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        return answer.text[:300]
    return str(error.get("message", error) if isinstance(error, dict) else error)[:300]


def _streamed(answer: httpx.Response, url: str) -> Iterator[str]:
    if "text/event-stream" not in answer.headers.get("content-type", "text/event-stream"):
        # A server that does not stream gives the whole answer.
        answer.read()
        yield from _pieces(_object(answer, url), url)
        return
    for data in events(answer.iter_lines()):
        if data.strip() == "[DONE]":
            return
        try:
            chunk = json.loads(data)
        except ValueError:
            raise ModelError(f"{url} sent a broken stream: {data[:100]!r}") from None
        yield from _pieces(chunk, url)


def events(lines: Iterable[str]) -> Iterator[str]:
    """The data of server-sent events: lines of one event belong together, comments and other fields are passed over."""
    data: list[str] = []
    for line in lines:
        if not line and data:
            yield "\n".join(data)
            data = []
        elif line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
    if data:
        yield "\n".join(data)


def _pieces(chunk: Any, url: str) -> Iterator[str]:
    if not isinstance(chunk, dict):
        raise ModelError(f"{url} sent a broken stream: {chunk!r:.100}")
    if chunk.get("error"):
        raise ModelError(f"{url} broke off: {json.dumps(chunk['error'])[:200]}")
    for choice in chunk.get("choices") or ():
        said = choice.get("delta") or choice.get("message") or {}
        if words := said.get("content"):
            yield words


def _wait(attempt: int) -> float:
    return float(min(0.5 * 2**attempt, 8.0))


def _address(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidInput("the address of the server is none: write THYSELF_URL like http://127.0.0.1:8000/v1")
    if parts.username or parts.password:
        raise InvalidInput("the address of the server holds a user or a password: give the key as THYSELF_KEY instead")
    return url.strip().rstrip("/")


def _checked(key: str | None) -> str | None:
    plain = (key or "").strip()
    if not (plain.isascii() and (plain.isprintable() or not plain)):
        raise InvalidInput("THYSELF_KEY holds characters that no key has: copy it anew")
    return plain or None


def _on_this_machine(url: str, model: str) -> bool:
    """Whether nothing leaves the machine; a local Ollama passes models that end in ``cloud`` on to its hosts."""
    return _loopback(url) and re.search(r"[:-]cloud$", model) is None


def _loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
