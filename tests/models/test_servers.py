"""OpenAI-compatible servers, over a real socket: answers, streams, failures, and what is never told."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput, ModelError, Settings
from thyself.models import Message, Structured, doctor
from thyself.models.openai import OpenAICompatible
from thyself.models.sse import events, lines

pytest.register_assert_rewrite("tests.contracts.language_model")

from tests.contracts.language_model import LanguageModelContract  # noqa: E402  (after its asserts are made readable)

HI = [Message("user", "hi")]
KEY = "sk-very-secret-0123456789"


class Reply(NamedTuple):
    status: int = 200
    body: Any = None
    kind: str = "application/json"
    headers: dict[str, str] = {}  # noqa: RUF012  (never changed)


def said(text: str | None, **more: Any) -> Reply:
    return Reply(body={"choices": [{"message": {"content": text}, "finish_reason": "stop", **more}]})


def stream(*lines: str) -> Reply:
    return Reply(body="\n".join(lines) + "\n", kind="text/event-stream; charset=utf-8")


def piece(text: str) -> str:
    return "data: " + json.dumps({"choices": [{"delta": {"content": text}}]}) + "\n"


def end(finish: str = "stop") -> str:
    return "data: " + json.dumps({"choices": [{"delta": {}, "finish_reason": finish}]}) + "\n"


class Quiet(ThreadingHTTPServer):
    """Says nothing of clients that hang up."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


class Server:
    """A server that gives replies from a list or a function, and keeps what it was asked."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.rule: Callable[[str, dict[str, Any]], Reply] | None = None
        self.asked: list[tuple[str, dict[str, Any], str | None]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._reply({})

            def do_POST(self) -> None:
                self._reply(json.loads(self.rfile.read(int(self.headers["content-length"]))))

            def _reply(self, body: dict[str, Any]) -> None:
                outer.asked.append((self.path, body, self.headers["authorization"]))
                reply = outer.rule(self.path, body) if outer.rule else outer.replies.pop(0)
                content = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
                data = content.encode()
                self.send_response(reply.status)
                self.send_header("content-type", reply.kind)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if "cut" not in reply.headers:
                    self.send_header("content-length", str(len(data)))
                else:
                    self.send_header("content-length", str(len(data) + 100))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"
        self.slept: list[float] = []
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def model(self, *replies: Reply, **more: Any) -> OpenAICompatible:
        self.replies = list(replies)
        return OpenAICompatible(self.url, "big", **{"key": KEY, "sleep": self.slept.append, **more})


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


def answers(path: str, body: dict[str, Any]) -> Reply:
    """A server as it should be; it knows one answer, and finds likely what it has read before, letter by letter."""
    if path == "/v1/models":
        return Reply(body={"data": [{"id": "big"}, {"id": "small"}]})
    if path == "/v1/completions":
        text = body["prompt"] + "."
        values = [None, *(-0.1 if text[at - 1 : at + 1] in text[: at - 1] else -3.0 for at in range(1, len(text)))]
        logprobs = {"token_logprobs": values, "text_offset": list(range(len(text)))}
        return Reply(body={"choices": [{"text": text, "logprobs": logprobs}]})
    whole = "one two three four five six seven eight nine ten"
    for stop in body.get("stop", ()):
        whole = whole.partition(stop)[0]
    words = whole.split()[: body["max_tokens"]]
    ended = "stop" if words == whole.split() else "length"
    if body.get("stream"):
        return stream(*(piece(word + " ") for word in words), end(ended))
    usage = {"prompt_tokens": 9, "completion_tokens": len(words)}
    choice = {"message": {"content": " ".join(words)}, "finish_reason": ended}
    return Reply(body={"choices": [choice], "usage": usage})


class TestContract(LanguageModelContract):
    @pytest.fixture
    def model(self, server: Server) -> OpenAICompatible:
        server.rule = answers
        return server.model()


def test_the_question_is_sent_as_it_was_given(server: Server) -> None:
    wish = [Message("system", "Be brief."), Message("user", "hi")]
    found = server.model(said("Hello.")).generate(wish, max_tokens=7, temperature=0.5, stop=("\n",))
    ((path, body, key),) = server.asked
    assert path == "/v1/chat/completions"
    assert body == {
        "model": "big",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hi"}],
        "max_tokens": 7,
        "temperature": 0.5,
        "stop": ["\n"],
    }
    assert key == f"Bearer {KEY}"
    assert found.text == "Hello."
    assert found.cost.prompt_tokens > 0  # estimated where the server tells nothing


def test_an_answer_that_was_cut_says_so(server: Server) -> None:
    assert server.model(said("Hel", finish_reason="length")).generate(HI).finish == "length"


def test_a_busy_server_is_asked_again_after_longer_and_longer_waits(server: Server) -> None:
    busy = Reply(429, {"error": {"message": "slow down"}})
    assert server.model(busy, Reply(503), busy, said("Hello.")).generate(HI).text == "Hello."
    assert server.slept == [0.5, 1.0, 2.0]


def test_a_server_may_say_how_long_to_wait_within_reason(server: Server) -> None:
    model = server.model(
        Reply(429, headers={"retry-after": "7"}), Reply(503, headers={"retry-after": "9999"}), said("x")
    )
    model.generate(HI)
    assert server.slept == [7.0, 30.0]


def test_after_the_last_try_the_error_says_what_the_server_said(server: Server) -> None:
    busy = Reply(429, {"error": {"message": "quota is used up"}})
    with pytest.raises(ModelError, match="quota is used up"):
        server.model(busy, busy, retries=1).generate(HI)
    assert len(server.asked) == 2


def test_a_wrong_key_is_told_at_once_and_never_shown(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    model = server.model(Reply(401, {"error": {"message": f"bad key {KEY}"}}))
    with pytest.raises(ModelError, match="THYSELF_KEY") as caught:
        model.generate(HI)
    server.replies = [Reply(400, {"error": {"message": f"bad request with {KEY}"}})]
    with pytest.raises(ModelError, match="bad request with …") as other:
        model.generate(HI)
    assert KEY not in f"{caught.value!r} {other.value!r} {model!r} {caplog.text}"
    assert server.slept == []


def test_an_unknown_model_is_told_with_those_that_there_are(server: Server) -> None:
    listed = Reply(body={"data": [{"id": "small"}, {"id": "huge"}]})
    with pytest.raises(ModelError, match=r"no model 'big'.*THYSELF_MODEL to one of small, huge"):
        server.model(Reply(404, {"error": {"message": "?"}}), listed).generate(HI)


def test_a_server_that_is_not_there_is_told_with_its_address() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        waits: list[float] = []
        with pytest.raises(ModelError, match=f"{url} cannot be reached: is the server running"):
            OpenAICompatible(url, "big", retries=2, sleep=waits.append).generate(HI)
    assert waits == [0.5, 1.0]


def test_a_server_that_is_too_slow_is_told(server: Server) -> None:
    late = threading.Event()

    def wait(path: str, body: dict[str, Any]) -> Reply:
        late.wait(5)
        return said("late")

    server.rule = wait
    with pytest.raises(ModelError, match=r"no answer within 0\.2 seconds"):
        server.model(timeout_s=0.2).generate(HI)
    late.set()


@pytest.mark.parametrize(
    "reply", [Reply(body="<html>hello</html>", kind="text/html"), Reply(body=[1]), Reply(body={}), said(None)]
)
def test_an_answer_without_a_text_is_an_error(server: Server, reply: Reply) -> None:
    with pytest.raises(ModelError):
        server.model(reply).generate(HI)


def test_a_newer_server_gets_the_limit_under_its_newer_name(server: Server) -> None:
    refused = Reply(400, {"error": {"message": "Use 'max_completion_tokens' instead of 'max_tokens'."}})
    model = server.model(refused, said("Hello."), said("Again."))
    assert [model.generate(HI, max_tokens=5).text for _ in range(2)] == ["Hello.", "Again."]
    limits = [(body.get("max_tokens"), body.get("max_completion_tokens")) for _, body, _ in server.asked]
    assert limits == [(5, None), (None, 5), (None, 5)]


class TestStreams:
    def test_pieces_come_in_order_whatever_stands_between_them(self, server: Server) -> None:
        reply = stream(
            ": ping", "", piece("Hel"), "event: x", piece("lo"), 'data: {"choices": []}', "", "data: [DONE]", ""
        )
        assert list(server.model(reply).stream(HI)) == ["Hel", "lo"]
        assert server.asked[0][1]["stream"] is True

    def test_a_server_that_does_not_stream_gives_the_whole(self, server: Server) -> None:
        assert list(server.model(said("Hello.")).stream(HI)) == ["Hello."]

    def test_an_end_without_a_mark_is_an_end(self, server: Server) -> None:
        assert list(server.model(stream(piece("Hel"), piece("lo").strip())).stream(HI)) == ["Hel", "lo"]

    def test_letters_of_several_bytes_and_odd_line_ends_stay_whole(self, server: Server) -> None:
        odd = "Zoë \u2028 走る 🙂 \x85"
        raw = "data: " + json.dumps({"choices": [{"delta": {"content": odd}}]}, ensure_ascii=False) + "\r\n\r"
        assert list(server.model(stream(raw, end())).stream(HI)) == [odd]

    def test_a_busy_server_is_asked_again(self, server: Server) -> None:
        assert list(server.model(Reply(503), stream(piece("x"), end())).stream(HI)) == ["x"]
        assert server.slept == [0.5]

    @pytest.mark.parametrize(
        ("reply", "told"),
        [
            (stream(piece("x"), "data: {broken", ""), "broken stream"),
            (stream(piece("x"), "data: [1]", ""), "broken stream"),
            (stream(piece("x"), 'data: {"error": {"message": "out of memory"}}', ""), "out of memory"),
            (stream(piece("x"))._replace(headers={"cut": "yes"}), "cannot be reached"),
            (Reply(401), "THYSELF_KEY"),
        ],
    )
    def test_a_stream_that_breaks_is_an_error(self, server: Server, reply: Reply, told: str) -> None:
        with pytest.raises(ModelError, match=told):
            list(server.model(reply).stream(HI))

    @given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20), max_size=5))
    def test_events_are_what_was_sent(self, sent: list[str]) -> None:
        told = "".join(f": note\ndata: {text}\nid: 7\n\n" for text in sent).encode()
        assert list(events(lines([told]))) == sent
        assert list(events(lines(told[at : at + 3] for at in range(0, len(told), 3)))) == sent


class TestProbabilities:
    def test_the_tokens_of_the_target_count_and_no_others(self, server: Server) -> None:
        logprobs = {"token_logprobs": [None, -1.0, -2.0, -4.0, -8.0], "text_offset": [0, 2, 4, 6, 8]}
        score = server.model(Reply(body={"choices": [{"text": "aabbccdd..", "logprobs": logprobs}]})).score(
            "aabb", "ccdd"
        )
        assert (score.logprob, score.tokens) == (-6.0, 2)

    def test_a_server_that_does_not_echo_is_not_believed(self, server: Server) -> None:
        logprobs = {"token_logprobs": [-1.0], "text_offset": [0]}
        model = server.model(Reply(body={"choices": [{"text": "x", "logprobs": logprobs}]}))
        with pytest.raises(ModelError, match="does not tell how likely"):
            model.score("aabb", "ccdd")

    @pytest.mark.parametrize("status", [400, 404, 501])
    def test_where_there_are_none_the_model_is_asked_to_choose_and_the_server_only_once(
        self, server: Server, status: int
    ) -> None:
        def chat_alone(path: str, body: dict[str, Any]) -> Reply:
            return said("2.") if path.endswith("/chat/completions") else Reply(status)

        server.rule = chat_alone
        model = server.model(retries=0)
        assert [model.choose("The sky is", [" green", " blue"]) for _ in range(2)] == [1, 1]
        assert [path for path, _, _ in server.asked].count("/v1/completions") == 1
        assert "1. green\n2. blue" in server.asked[-1][1]["messages"][-1]["content"]

    def test_an_answer_that_names_no_option_is_an_error(self, server: Server) -> None:
        server.rule = lambda path, body: said("The third, 3!") if path.endswith("chat/completions") else Reply(404)
        with pytest.raises(ModelError, match="from 1 to 2"):
            server.model().choose("x", ["a", "b"])

    def test_a_server_that_fails_is_not_taken_for_one_that_cannot(self, server: Server) -> None:
        server.rule = lambda path, body: Reply(500)
        with pytest.raises(ModelError, match="error 500"):
            server.model(retries=0).choose("x", ["a", "b"])


class TestAddresses:
    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:1/v1", "http://localhost:1/v1", "http://[::1]:1", "http://127.9.9.9"]
    )
    def test_a_loopback_address_is_on_this_machine(self, url: str) -> None:
        assert OpenAICompatible(url, "big").local

    @pytest.mark.parametrize(
        "url",
        ["https://api.example.com/v1", "http://192.168.0.2/v1", "http://localhost.example.com", "http://0.0.0.0/v1"],
    )
    def test_any_other_is_not(self, url: str) -> None:
        assert not OpenAICompatible(url, "big").local

    def test_a_model_that_a_local_server_passes_on_is_not_on_this_machine(self) -> None:
        assert not OpenAICompatible("http://localhost:11434/v1", "gpt-oss:120b-cloud").local
        assert not OpenAICompatible("http://localhost:11434/v1", "glm:cloud").local

    def test_a_proxy_never_sees_what_is_meant_for_this_machine(
        self, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        assert server.model(said("Hello.")).generate(HI).text == "Hello."

    @pytest.mark.parametrize("url", ["", "localhost:8000", "ftp://x", "http://", "http://me:pass@host/v1"])
    def test_what_is_no_address_is_refused_without_showing_it(self, url: str) -> None:
        with pytest.raises(InvalidInput, match="THYSELF_") as caught:
            OpenAICompatible(url, "big")
        assert "pass@" not in str(caught.value)

    def test_a_key_with_a_line_break_inside_is_refused_without_showing_it(self) -> None:
        with pytest.raises(InvalidInput, match="THYSELF_KEY") as caught:
            OpenAICompatible("http://localhost", "big", key="sk-one\nsk-two")
        assert "sk-one" not in str(caught.value)


class TestDoctor:
    def check(self, server: Server, model: str) -> tuple[bool, str, str]:
        server.rule = answers
        found = doctor(Settings(url=server.url, model=model, key=KEY))[0]
        return found.ok, found.detail, found.remedy

    def test_a_server_that_has_the_model_is_well(self, server: Server) -> None:
        assert self.check(server, "big") == (True, "big", "")

    def test_a_model_that_the_server_has_not_is_told(self, server: Server) -> None:
        ok, detail, remedy = self.check(server, "none")
        assert not ok
        assert "'none'" in detail
        assert remedy == "set THYSELF_MODEL to one of big, small"

    def test_a_server_that_is_not_there_is_told(self) -> None:
        found = doctor(Settings(url="http://127.0.0.1:9/v1", model="big"))[0]
        assert not found.ok
        assert "is the server running" in found.detail


FORM = {"type": "object", "properties": {"records": {"type": "array"}}}


def test_an_answer_is_held_to_a_form_where_the_server_can(server: Server) -> None:
    model = server.model(said('{"records": []}'))
    assert isinstance(model, Structured)
    assert model.generate_json(HI, FORM).text == '{"records": []}'
    assert server.asked[0][1]["response_format"]["json_schema"]["schema"] == FORM


def test_a_server_that_knows_no_forms_is_asked_without_and_not_with_one_again(server: Server) -> None:
    unknown = Reply(400, {"error": {"message": "response_format is not supported"}})
    model = server.model(unknown, said("{}"), said("{}"))
    assert model.generate_json(HI, FORM).text == "{}"
    assert model.generate_json(HI, FORM).text == "{}"
    assert ["response_format" in body for _, body, _ in server.asked] == [True, False, False]


def test_a_server_that_holds_to_forms_and_fails_is_an_error(server: Server) -> None:
    model = server.model(said("{}"), Reply(400, {"error": {"message": "too long"}}))
    model.generate_json(HI, FORM)
    with pytest.raises(ModelError, match="too long"):
        model.generate_json(HI, FORM)
