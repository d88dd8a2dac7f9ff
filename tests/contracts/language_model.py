"""What any language model must do. A test class inherits :class:`LanguageModelContract` and gives ``model``."""

from __future__ import annotations

import pytest

from thyself.core import InvalidInput
from thyself.models import LanguageModel, Message

ASKED = [Message("user", "Tell me a story of a dog.")]
CONTEXT = "one two three four five six. one two three four"


class LanguageModelContract:
    """The promises of the port; each is a test."""

    @pytest.fixture
    def model(self) -> LanguageModel:
        """A model that answers ``ASKED`` with more than six tokens."""
        raise pytest.UsageError("a test of a language model gives the fixture 'model'")

    def test_it_is_a_language_model(self, model: LanguageModel) -> None:
        assert isinstance(model, LanguageModel)
        assert model.name
        assert model.name == model.name.strip()
        assert model.local in (True, False)
        assert model.context >= 256

    def test_it_answers_and_says_what_it_took(self, model: LanguageModel) -> None:
        made = model.generate(ASKED, max_tokens=24)
        assert made.text.strip()
        assert made.cost.model_calls == 1
        assert made.cost.prompt_tokens > 0
        assert 0 < made.cost.generated_tokens <= 24
        assert made.cost.seconds >= 0
        assert made.finish in ("stop", "length")

    def test_the_limit_of_tokens_holds_and_is_told(self, model: LanguageModel) -> None:
        made = model.generate(ASKED, max_tokens=2)
        assert made.text
        assert made.cost.generated_tokens <= 2
        assert made.finish == "length"
        assert len(made.text) < len(model.generate(ASKED, max_tokens=24).text)

    def test_nothing_from_a_stop_on_is_said(self, model: LanguageModel) -> None:
        free = model.generate(ASKED, max_tokens=12).text
        end = free.split()[1]
        held = model.generate(ASKED, max_tokens=12, stop=[end]).text
        assert end not in held
        assert free.startswith(held)

    def test_the_same_call_gives_the_same_text(self, model: LanguageModel) -> None:
        assert model.generate(ASKED, max_tokens=8).text == model.generate(ASKED, max_tokens=8).text

    def test_the_pieces_of_a_stream_join_to_the_text(self, model: LanguageModel) -> None:
        pieces = list(model.stream(ASKED, max_tokens=12))
        assert len(pieces) > 1
        assert "".join(pieces).strip() == model.generate(ASKED, max_tokens=12).text.strip()

    def test_a_stream_can_be_left_and_the_model_used_again(self, model: LanguageModel) -> None:
        for _ in model.stream(ASKED, max_tokens=200):
            break
        assert model.generate(ASKED, max_tokens=4).text

    def test_without_messages_there_is_nothing_to_answer(self, model: LanguageModel) -> None:
        with pytest.raises(InvalidInput):
            model.generate([])
        with pytest.raises(InvalidInput):
            list(model.stream([]))

    @pytest.mark.parametrize("odd", ["\ud800 half a character", "\x00 zero", "<|im_end|> mark", "naïve 日本 😀"])
    def test_odd_characters_break_nothing(self, model: LanguageModel, odd: str) -> None:
        assert model.generate([Message("user", f"{odd} Tell me a story.")], max_tokens=2).cost.model_calls == 1
        assert model.count(odd) > 0
        assert model.score("a", odd).logprob < 0

    def test_the_likelier_continuation_has_the_higher_score(self, model: LanguageModel) -> None:
        good, bad = model.score(CONTEXT, " five six"), model.score(CONTEXT, " qxj zvk")
        assert good.per_token > bad.per_token
        assert good.tokens > 0
        assert good.logprob < 0

    def test_a_text_without_tokens_is_certain(self, model: LanguageModel) -> None:
        nothing = model.score(CONTEXT, "")
        assert (nothing.logprob, nothing.tokens, nothing.per_token) == (0.0, 0, 0.0)

    def test_an_empty_context_is_the_start_of_a_line(self, model: LanguageModel) -> None:
        assert model.score("", "one two").logprob == pytest.approx(model.score("\n", "one two").logprob, rel=0.01)

    def test_the_choice_is_the_option_with_the_highest_score(self, model: LanguageModel) -> None:
        options = [" qxj", " five six", " zvk"]
        chosen = model.choose(CONTEXT, options)
        assert chosen == 1
        assert model.choose(CONTEXT, options[::-1]) == 1
        assert model.choose(CONTEXT, [" five"]) == 0

    def test_without_options_there_is_no_choice(self, model: LanguageModel) -> None:
        with pytest.raises(InvalidInput):
            model.choose(CONTEXT, [])

    def test_tokens_are_counted(self, model: LanguageModel) -> None:
        assert model.count("") == 0
        assert 0 < model.count("one") <= model.count("one two three four")
