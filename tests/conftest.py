"""What all tests share: quiet threads, the same examples everywhere in CI, and the models, each loaded once."""

from __future__ import annotations

import os

# Read when the libraries are loaded, so before anything is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import pytest
from hypothesis import settings

from thyself.models import minilm as minilm_module
from thyself.models import smollm as smollm_module
from thyself.models import torch_lm as torch_module
from thyself.models.minilm import MiniLM
from thyself.models.smollm import SmolLM
from thyself.models.torch_lm import TorchLM

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def smollm() -> SmolLM:
    """The embedded language model; tests that use it are marked ``lm``."""
    if lacking := smollm_module.missing():
        pytest.skip(f"not installed: {lacking} ({smollm_module.INSTALL})")
    return SmolLM(context=2048)


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    """The embedder on onnxruntime."""
    if lacking := minilm_module.missing():
        pytest.skip(f"not installed: {lacking} ({minilm_module.INSTALL})")
    return MiniLM()


@pytest.fixture(scope="session")
def torch_lm(tmp_path_factory: pytest.TempPathFactory) -> TorchLM:
    """The language model in PyTorch; its cache is made once for all tests."""
    if lacking := torch_module.missing():
        pytest.skip(f"not installed: {lacking} ({torch_module.INSTALL})")
    return TorchLM(cache=tmp_path_factory.mktemp("models"), threads=2)


pytest_plugins = ("postgres_server",)
