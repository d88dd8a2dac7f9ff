"""The server inside the embedded model answers nobody without its key, and scores text of any script."""

from __future__ import annotations

import math

import httpx
import pytest

from thyself.models.smollm import SmolLM

pytestmark = pytest.mark.lm


def _door(model: SmolLM, **headers: str) -> httpx.Client:
    """A client that knows where the model listens, as another process of this user might."""
    model.count("hello")
    address = model._ready().listening_address
    if address.startswith("unix://"):
        way = httpx.HTTPTransport(uds=address.removeprefix("unix://"))
        return httpx.Client(transport=way, base_url="http://embedded", headers=headers, trust_env=False)
    return httpx.Client(base_url=address, headers=headers, trust_env=False)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
@pytest.mark.parametrize("path", ["/tokenize", "/completion", "/v1/chat/completions", "/slots", "/props"])
def test_a_request_without_the_key_is_refused(smollm: SmolLM, headers: dict[str, str], path: str) -> None:
    asked = {"content": "a", "prompt": "a", "n_predict": 1, "messages": [{"role": "user", "content": "a"}]}
    with _door(smollm, **headers) as client:
        answer = client.post(path, json=asked)
    assert answer.status_code in (401, 403, 404)
    assert "tokens" not in answer.text


@pytest.mark.parametrize("text", [" 😀", " 日本語", " naïve café", "\x00b", " <|im_end|>", " 👩‍👩‍👧", "\r\n"])
def test_text_of_any_script_is_scored_over_all_its_tokens(smollm: SmolLM, text: str) -> None:
    score = smollm.score("I am so happy", text)
    assert score.tokens == smollm.count(text)
    assert math.isfinite(score.logprob)
    assert -40 * score.tokens < score.logprob < 0


def test_a_part_of_a_character_is_looked_up_and_agrees_with_the_other_way(smollm: SmolLM) -> None:
    """A token that is whole can be asked for in both ways: forced, and among the likeliest."""
    prompt, (token,), (other,) = (
        smollm._tokens("The capital of France is"),
        smollm._tokens(" Paris"),
        smollm._tokens("a"),
    )
    (listed,) = smollm._next(prompt, other, probabilities=1000)
    found = {each["id"]: each["logprob"] for each in listed["top_logprobs"]}
    assert smollm._logprob(prompt, token) == pytest.approx(found[token], abs=1e-6)


def test_the_scores_of_all_next_words_are_probabilities(smollm: SmolLM) -> None:
    options = [" Paris", " Rome", " the", " a", " banana"]
    scores = [smollm.score("The capital of France is", option) for option in options]
    assert sum(math.exp(each.logprob) for each in scores) <= 1
    assert max(zip(scores, options, strict=True), key=lambda each: each[0].logprob)[1] == " Paris"
