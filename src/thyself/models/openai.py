"""OpenAI-compatible servers: any model behind such an address, hosted or on this machine."""

from __future__ import annotations

import ipaddress
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import isfinite
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from thyself.core import Cost, InvalidInput, ModelError, estimate_tokens
from thyself.models.port import Generation, Message, Score, whole
from thyself.models.sse import events, lines

if TYPE_CHECKING:
    import httpx

_AGAIN: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
#: No waiting for a server is longer than this, whatever it asks for.
_LONGEST_WAIT_S: Final = 30.0
_LISTED_S: Final = 10.0
#: With these a server says that it has no such way to ask.
_UNKNOWN_WAY: Final = frozenset({400, 404, 405, 422, 501})
#: So many characters of what a server says are shown.
_SHOWN: Final = 300


class _Untold(ModelError):
    """The server does not tell how likely a given text is."""


class OpenAICompatible:
    """A model behind an OpenAI-compatible address (vLLM, Ollama, llama.cpp, a hosted one).

    Args:
        url: The address up to ``/v1``.
        model: The model's name there.
        key: The key, where one is needed; it is never shown or logged.
        timeout_s: How long the server may be silent, in seconds.
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
        #: Whether the server tells probabilities; not known before it was asked.
        self._tells: bool | None = None
        #: Whether the server holds an answer to a form; not known before it was asked.
        self._forms: bool | None = None

    def __repr__(self) -> str:
        return f"<OpenAICompatible {self.name!r} at {self.url}>"

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Generation:
        """Continue a dialogue."""
        return self._made(messages, self._body(messages, max_tokens, temperature, stop))

    def generate_json(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, max_tokens: int = 256
    ) -> Generation:
        """Continue a dialogue with JSON of a schema where the server can hold to one; else as the model says it."""
        body = self._body(messages, max_tokens, 0.0, ())
        if self._forms is not False:
            form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": dict(schema)}}
            try:
                made = self._made(messages, body | {"response_format": form})
            except ModelError as error:
                # No such way to ask, if it never held to a form; anything else is a failure of this one call.
                if self._forms or not (isinstance(error.__cause__, _Status) and error.__cause__.code in _UNKNOWN_WAY):
                    raise
                self._forms = False
            else:
                self._forms = True
                return made
        return self._made(messages, body)

    def _made(self, messages: Sequence[Message], body: dict[str, Any]) -> Generation:
        begun = perf_counter()
        found = self._post("/chat/completions", body)
        try:
            choice = found["choices"][0]
            text = choice["message"]["content"]
        except (KeyError, IndexError, TypeError):
            raise ModelError(f"{self.url} gave an answer without a text: {self._shown(json.dumps(found))}") from None
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
            for attempt in self._attempts():
                with client.stream("POST", "/chat/completions", json=asked) as answer:
                    if answer.is_success:
                        yield from self._streamed(answer)
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
        both = whole(before + target)
        asked = {"model": self.name, "prompt": both, "max_tokens": 1, "temperature": 0, "logprobs": 1, "echo": True}
        untold = _Untold(f"{self.url} does not tell how likely a given text is (completions with echo and logprobs)")
        if self._tells is False:
            raise untold
        try:
            choice = self._post("/completions", asked)["choices"][0]
            values, begins = choice["logprobs"]["token_logprobs"], choice["logprobs"]["text_offset"]
            ends = [*begins[1:], len(choice["text"])]
            echoed = choice["text"].startswith(both)
            spans = list(zip(values, begins, ends, strict=True))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            echoed, spans = False, []
        except ModelError as error:
            # No such way to ask, if it never told any; anything else is a failure of this one call.
            if self._tells or not (isinstance(error.__cause__, _Status) and error.__cause__.code in _UNKNOWN_WAY):
                raise
            echoed, spans = False, []
        inside = [v for v, begin, end in spans if v is not None and end > len(before) and begin < len(both)]
        if not (echoed and inside):
            self._tells = False
            raise untold from None
        self._tells = True
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
            if answer.status_code in (401, 403) or answer.status_code >= 500:
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
            "messages": [{"role": each.role, "content": whole(each.content)} for each in messages],
            self._limit: max_tokens,
        }
        if self._limit == "max_tokens":
            # Models that know the limit by its newer name take no temperature but their own.
            body["temperature"] = temperature
        return body | {"stop": list(stop)} if stop else body

    def _client(self) -> httpx.Client:
        import httpx

        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        return httpx.Client(
            base_url=self.url,
            headers=headers,
            timeout=httpx.Timeout(self._timeout_s, connect=min(10.0, self._timeout_s)),
            # What is meant for this machine must not go through a proxy that the environment names.
            trust_env=not loopback(self.url),
            # Where nothing is encrypted, certificates need not be read from disk for each call.
            verify=self.url.startswith("https:"),
        )

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        import httpx

        with self._told(), self._client() as client:
            for attempt in self._attempts():
                try:
                    answer = client.post(path, json=body)
                except (httpx.ConnectError, httpx.RemoteProtocolError):
                    if attempt >= self._retries:
                        raise
                    self._sleep(_wait(attempt))
                    continue
                if answer.is_success:
                    return self._object(answer)
                self._sleep(self._again(answer, attempt, body))
        raise ModelError(f"{self.url} gave no answer")

    def _again(self, answer: httpx.Response, attempt: int, body: dict[str, Any]) -> float:
        """How many seconds to wait before asking again; mends the question where the server says how.

        Raises:
            ModelError: Asking again would not help.
        """
        if answer.status_code == 400 and "max_tokens" in body and "max_completion_tokens" in answer.text:
            self._limit = "max_completion_tokens"
            body[self._limit] = body.pop("max_tokens")
            body.pop("temperature", None)
            return 0.0
        if attempt >= self._retries or answer.status_code not in _AGAIN:
            raise self._error(answer)
        try:
            asked = float(answer.headers.get("retry-after", ""))
        except ValueError:
            asked = 0.0
        return min(max(asked if isfinite(asked) else 0.0, _wait(attempt)), _LONGEST_WAIT_S)

    def _attempts(self) -> range:
        """One more than the retries: a question that was mended is asked again for nothing."""
        return range(self._retries + 2)

    def _error(self, answer: httpx.Response) -> ModelError:
        said = self._shown(_said(answer))
        if answer.status_code in (401, 403):
            told = f"{self.url} refuses the key: set THYSELF_KEY to a valid one ({answer.status_code})"
        elif answer.status_code == 404:
            told = f"{self.url} knows no model {self.name!r}: {self._known()}"
        elif answer.status_code == 429:
            told = f"{self.url} is asked too often, or its quota is used up: {said}"
        elif answer.is_redirect:
            told = f"{self.url} has moved ({answer.status_code}): set THYSELF_URL to the address where it is now"
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

    def _shown(self, said: str) -> str:
        """What a server says, short, and without the key even where the server repeats it."""
        return (said.replace(self._key, "…") if self._key else said)[:_SHOWN]

    def _object(self, answer: httpx.Response) -> dict[str, Any]:
        try:
            found = answer.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ModelError(
                f"{self.url} answered with something that is no JSON object: is it an OpenAI-compatible address?"
            )
        return found

    def _streamed(self, answer: httpx.Response) -> Iterator[str]:
        if "text/event-stream" not in answer.headers.get("content-type", "text/event-stream"):
            # A server that does not stream gives the whole answer.
            answer.read()
            yield from self._pieces(self._object(answer))
            return
        for data in events(lines(answer.iter_bytes())):
            if data.strip() == "[DONE]":
                return
            try:
                chunk = json.loads(data)
            except ValueError:
                raise ModelError(f"{self.url} sent a broken stream: {self._shown(data)!r}") from None
            yield from self._pieces(chunk)

    def _pieces(self, chunk: Any) -> Iterator[str]:
        try:
            if chunk.get("error"):
                raise ModelError(f"{self.url} broke off: {self._shown(json.dumps(chunk['error']))}")
            said = [choice.get("delta") or choice.get("message") or {} for choice in chunk.get("choices") or ()]
            words = [each.get("content") for each in said]
        except AttributeError:
            raise ModelError(f"{self.url} sent a broken stream: {self._shown(json.dumps(chunk))}") from None
        yield from (each for each in words if each)

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


def _said(answer: httpx.Response) -> str:
    """What a server says of an error, in its own words where they can be found."""
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        return answer.text
    return str(error.get("message", error) if isinstance(error, dict) else error)


def _wait(attempt: int) -> float:
    return float(min(0.5 * 2**attempt, 8.0))


def _address(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise InvalidInput("the address of the server is none: write THYSELF_URL like http://127.0.0.1:8000/v1")
    if parts.username or parts.password:
        raise InvalidInput("the address of the server holds a user or a password: give the key as THYSELF_KEY instead")
    if parts.query or parts.fragment:
        raise InvalidInput("the address of the server goes on after ? or #: end THYSELF_URL before it")
    return url.strip().rstrip("/")


def _checked(key: str | None) -> str | None:
    plain = (key or "").strip()
    if not (plain.isascii() and (plain.isprintable() or not plain)):
        raise InvalidInput("THYSELF_KEY holds characters that no key has: copy it anew")
    return plain or None


def _on_this_machine(url: str, model: str) -> bool:
    """Whether nothing leaves the machine; a local Ollama passes models that end in ``cloud`` on to its hosts."""
    return loopback(url) and re.search(r"[:-]cloud$", model) is None


def loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
