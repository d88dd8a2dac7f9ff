"""Every extractor keeps the contract; a model that makes things up fills nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pytest

pytest.register_assert_rewrite("tests.contracts.extractor")

from tests.contracts.extractor import ExtractorContract, said  # noqa: E402  (after its asserts are made readable)
from thyself.memory.extract import Extractor  # noqa: E402
from thyself.memory.extract.disclosure import disclosure  # noqa: E402
from thyself.memory.extract.lm import LlmExtractor  # noqa: E402
from thyself.memory.extract.rules import Rules as Patterns  # noqa: E402
from thyself.memory.extract.taught import Taught  # noqa: E402
from thyself.memory.extract.triples import Triples  # noqa: E402
from thyself.models import Message, Structured  # noqa: E402
from thyself.models.scripted import Rules, Scripted  # noqa: E402
from thyself.models.smollm import SmolLM  # noqa: E402

FACTS = (("I live in Lisbon", "Lisbon"), ("I love jazz", "jazz"), ("I work as a nurse", "nurse"))


def parrot(form: dict[str, str], values: Sequence[str]) -> Rules:
    """A model that names each of some values, with the number of the first text that holds it."""

    def rule(messages: Sequence[Message]) -> str:
        texts = re.findall(r"^\[(\d+)\].*", messages[-1].content, re.MULTILINE)
        lines = dict(zip(map(int, texts), re.findall(r"^\[\d+\](.*)", messages[-1].content, re.MULTILINE), strict=True))
        rows = [
            {name: text.replace("{v}", value) for name, text in form.items()} | {"cites": [number]}
            for value in values
            for number in [next((n for n, line in lines.items() if value in line), 0)]
            if number
        ]
        return json.dumps({"records": rows})

    return Rules(rule, name="big-70b")


class TestPatterns(ExtractorContract):
    told = FACTS

    @pytest.fixture
    def extractor(self) -> Extractor:
        return Patterns()


class TestTaught(ExtractorContract):
    told = (("KPI means key process interval here", "key process interval"), ("We measure pressure in bar", "bar"))

    @pytest.fixture
    def extractor(self) -> Extractor:
        return Taught()


class TestTriples(ExtractorContract):
    told = (("My daughter Amelia plays tennis", "Amelia"),)
    worded = frozenset({"Female", "Male"})

    @pytest.fixture
    def extractor(self) -> Extractor:
        return Triples()


class TestFactsByModel(ExtractorContract):
    told = (("I restore old radios with my uncle", "restore radios"), ("I never drink coffee", "never coffee"))

    @pytest.fixture
    def extractor(self) -> Extractor:
        values = {"old radios": "Restore radios", "coffee": "Never coffee"}

        def rule(messages: Sequence[Message]) -> str:
            lines = messages[-1].content.splitlines()
            at = {word: n for word in values for line in lines if word in line and (n := _number(line))}
            rows = [{"text": values[word], "about": "habits", "cites": [n]} for word, n in at.items()]
            return "\n".join(map(json.dumps, rows)) or "NONE"

        return LlmExtractor(Rules(rule, name="big-70b"))


class TestPairsByModel(ExtractorContract):
    told = FACTS[:1]

    @pytest.fixture
    def extractor(self) -> Extractor:
        return LlmExtractor(parrot({"key": "home", "value": "{v}"}, ["Lisbon"]), schema="pair")


class TestPreferencesByModel(ExtractorContract):
    told = (("I love jazz", "jazz"), ("Pottery is my great passion", "Pottery"))

    @pytest.fixture
    def extractor(self) -> Extractor:
        form = {"thing": "{v}", "stance": "likes"}
        return LlmExtractor(parrot(form, ["jazz", "Pottery"]), schema="preference")


def _number(line: str) -> int:
    found = re.match(r"\[(\d+)\]", line)
    return int(found[1]) if found else 0


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"thing": "opera", "stance": "likes", "cites": [1]}, "not in the cited texts"),
        ({"thing": "jazz", "stance": "dislikes", "cites": [1]}, "denies"),
        ({"thing": "onions", "stance": "likes", "cites": [2]}, "denies"),
        ({"thing": "jazz", "stance": "adores", "cites": [1]}, "liked or disliked"),
        ({"thing": "jazz", "stance": "likes", "cites": [2]}, "not in the cited texts"),
        ({"thing": "jazz", "stance": "likes", "cites": [7]}, "not shown"),
        ({"thing": "jazz", "stance": "likes", "cites": [True]}, "not shown"),
        ("Here you are!", "no JSON"),
        ("[3]", "liked or disliked"),
        ('{"records": [{"thing": "jazz", "sta', "no JSON"),
    ],
)
def test_what_a_model_makes_up_is_turned_away_and_told(row: object, why: str) -> None:
    reader = LlmExtractor(Scripted(row if isinstance(row, str) else json.dumps(row)), schema="preference")
    assert reader.extract([said("I love jazz."), said("I hate onions.", 1)]) == []
    assert why in reader.refused[0][1]
    assert reader.why.startswith("0 learned, 1 turned away")


def test_nothing_learned_says_why() -> None:
    reader = LlmExtractor(Scripted('{"records": []}'))
    assert reader.extract([said("I love jazz.")]) == []
    assert reader.why == "0 learned: the model named nothing"
    assert reader.extract([said("Really?")]) == []
    assert reader.why.startswith("nothing was shown to the model")


def test_a_model_is_held_to_the_form_where_it_can_be() -> None:
    model = Scripted('{"records": [{"text": "Likes jazz", "about": "likes", "cites": [1]}]}')
    assert isinstance(model, Structured)
    assert [each.value for each in LlmExtractor(model).extract([said("I love jazz.")])] == ["jazz"]
    assert model.schemas[0]["required"] == ["records"]


def test_a_model_elsewhere_reads_only_what_it_may() -> None:
    model = Scripted('{"records": []}', local=False)
    reader = LlmExtractor(model, allows="personal")
    reader.extract([said("I love jazz."), said("I have asthma.", 1, sensitivity="sensitive")])
    assert "jazz" in model.prompts[0][-1].content
    assert "asthma" not in model.prompts[0][-1].content


def test_no_prompt_is_longer_than_its_limit_and_no_text_is_left_out() -> None:
    model = Rules(lambda _: "NONE", name="big-70b")
    texts = [
        said(f"I keep {n} bees in the garden behind my house and I feed them every morning.", n) for n in range(90)
    ]
    reader = LlmExtractor(model)
    reader.extract(texts)
    assert len(model.prompts) > 1
    assert all(sum(model.count(each.content) for each in prompt) <= 800 for prompt in model.prompts)
    shown = "".join(prompt[-1].content for prompt in model.prompts)
    assert all(f"I keep {n} bees" in shown for n in range(90))


def test_what_tells_of_oneself_is_likelier_than_small_talk() -> None:
    telling = ["I have two dogs and work as a vet", "My mother was a truck driver", "I was born in a small village"]
    small = ["I'm glad you liked it", "Thanks, I will check it out", "I think that sounds right"]
    assert min(map(disclosure, telling)) > max(map(disclosure, small))


@pytest.mark.lm
def test_a_small_model_under_a_grammar_gives_json_of_the_form_and_nothing_that_is_not_said(smollm: SmolLM) -> None:
    reader = LlmExtractor(smollm, schema="preference", tokens=(800, 96))
    traces = [said("I love jazz."), said("I went to the market.", 1)]
    for each in reader.extract(traces):
        assert each.value.lower() in "i love jazz. i went to the market."
    assert reader.cost.model_calls == 1
    assert not any(why == "no JSON object" for _, why in reader.refused) or reader.cost.generated_tokens >= 96
