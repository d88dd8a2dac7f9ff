"""Servers that answer oddly: what they send cannot break a stream, tell the key, or silence the model for good."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput, ModelError
from thyself.models import Message
from thyself.models.openai import OpenAICompatible
from thyself.models.sse import events, lines

pytest.register_assert_rewrite("tests.models.test_servers")

from tests.models.test_servers import HI, KEY, Reply, Server, piece, said, stream  # noqa: E402  (see above)

#: Both ways to be asked.
ASKS: list[Callable[[OpenAICompatible], object]] = [lambda m: m.generate(HI), lambda m: list(m.stream(HI))]
NEWER = Reply(400, {"error": {"message": "Use 'max_completion_tokens' instead of 'max_tokens'."}})


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@given(st.text(st.characters(exclude_characters="\r\n"), max_size=30), st.lists(st.integers(0, 200), max_size=6))
def test_a_stream_may_be_cut_anywhere_on_its_way(text: str, cuts: list[int]) -> None:
    whole = f": note\r\ndata: {text}\r\n\r\ndata: end\n\n".encode("utf-8", "replace")
    ends = sorted({0, *(min(cut, len(whole)) for cut in cuts), len(whole)})
    chunks: Iterable[bytes] = [whole[a:b] for a, b in pairwise(ends)]
    assert list(events(lines(chunks))) == [text.encode("utf-8", "replace").decode(), "end"]


@pytest.mark.parametrize("odd", ["a\u2028b", "a\u2029b", "a\x85b", "日本 😀"])
def test_characters_that_end_lines_elsewhere_end_none_in_a_stream(server: Server, odd: str) -> None:
    raw = json.dumps({"choices": [{"delta": {"content": odd}}]}, ensure_ascii=False)
    assert list(server.model(stream(f"data: {raw}", "", "data: [DONE]", "")).stream(HI)) == [odd]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(401, {"error": {"message": f"bad key {KEY}"}}),
        Reply(500, {"error": {"message": "x" * 290 + KEY}}),
        Reply(400, f"<html>{KEY}</html>", "text/html"),
        Reply(200, {"choices": [{"message": KEY}]}),
        Reply(200, f"data: {{{KEY}\n\n", "text/event-stream"),
        Reply(200, stream("data: " + json.dumps({"error": {"message": KEY}}), "").body, "text/event-stream"),
        Reply(200, stream("data: " + json.dumps([KEY]), "").body, "text/event-stream"),
    ],
)
def test_no_error_tells_the_key_nor_a_part_of_it(server: Server, reply: Reply) -> None:
    for ask in ASKS:
        model = server.model(reply, retries=0)
        told = _error(ask, model)
        assert KEY[:8] not in f"{told!r} {told.__cause__!r} {model!r}"


def _error(ask: Callable[[OpenAICompatible], object], model: OpenAICompatible) -> BaseException:
    with pytest.raises(ModelError) as caught:
        ask(model)
    return caught.value


def test_a_wait_that_is_no_number_is_not_kept_to(server: Server) -> None:
    odd = [Reply(503, headers={"retry-after": each}) for each in ("nan", "-5", "Wed, 21 Oct 2026 07:28:00 GMT")]
    server.model(*odd, said("x")).generate(HI)
    assert server.slept == [0.5, 1.0, 2.0]


def test_an_address_that_has_moved_is_told_and_not_followed(server: Server) -> None:
    moved = Reply(307, {}, headers={"location": "http://example.invalid/v1"})
    for ask in ASKS:
        with pytest.raises(ModelError, match="has moved"):
            ask(server.model(moved))


def test_a_question_is_mended_even_without_retries(server: Server) -> None:
    assert server.model(NEWER, said("Hello."), retries=0).generate(HI).text == "Hello."
    assert list(server.model(NEWER, stream(piece("x")), retries=0).stream(HI)) == ["x"]


def test_a_model_that_knows_the_newer_name_is_sent_no_temperature(server: Server) -> None:
    model = server.model(NEWER, said("Hello."), said("Again."))
    assert [model.generate(HI).text for _ in range(2)] == ["Hello.", "Again."]
    assert ["temperature" in body for _, body, _ in server.asked] == [True, False, False]


def test_an_error_about_the_newer_name_is_told_and_not_asked_for_ever(server: Server) -> None:
    too_large = Reply(400, {"error": {"message": "max_completion_tokens is too large: 100000"}})
    with pytest.raises(ModelError, match="is too large"):
        server.model(NEWER, too_large).generate(HI, max_tokens=100_000)
    assert len(server.asked) == 2


def test_one_text_that_is_too_long_does_not_end_the_scoring_of_others(server: Server) -> None:
    def rule(path: str, body: dict[str, Any]) -> Reply:
        text = body["prompt"] + "."
        if len(text) > 50:
            return Reply(400, {"error": {"message": "context is too long"}})
        logprobs = {"token_logprobs": [None, *[-1.0] * (len(text) - 1)], "text_offset": list(range(len(text)))}
        return Reply(body={"choices": [{"text": text, "logprobs": logprobs}]})

    server.rule = rule
    model = server.model()
    assert model.score("ab", "cd").logprob == -2.0
    with pytest.raises(ModelError, match="too long"):
        model.score("ab" * 40, "cd")
    assert model.score("ab", "cd").logprob == -2.0


def test_half_a_character_is_sent_as_a_question_mark(server: Server) -> None:
    server.model(said("x")).generate([Message("user", "a \ud800 b")])
    assert server.asked[0][1]["messages"][0]["content"] == "a ? b"


@pytest.mark.parametrize(
    "url",
    ["http://[::1", "http://host:99999/v1", "http://host:port/v1", "http://host/v1?api_key=abc", "http://host/v1#abc"],
)
def test_an_address_that_cannot_be_used_is_refused_at_once(url: str) -> None:
    with pytest.raises(InvalidInput, match="THYSELF_URL") as caught:
        OpenAICompatible(url, "big")
    assert "abc" not in str(caught.value)
