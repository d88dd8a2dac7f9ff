"""How fast the models on this machine are, per second of CPU; what is not installed is named and passed over.

python bench/models.py
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from thyself.models import Embedder, Hashed, LanguageModel, Message, minilm, smollm, torch_lm

SENTENCES = [
    f"On day {n} I walked {n * 37 % 90} minutes in the park, met {name} for coffee and talked about {topic}."
    for n, (name, topic) in enumerate(
        [
            (name, topic)
            for name in ("Anna", "Marco", "Priya", "Tom")
            for topic in ("work", "the garden", "films", "rain")
        ]
        * 20
    )
]
CONTEXT = " ".join(SENTENCES[:4])
ASKED = [Message("system", "You are brief."), Message("user", f"{CONTEXT}\n\nWhat did I do?")]


def cpu_s(work: Callable[[], object]) -> float:
    """Seconds of CPU that the work takes, in all threads."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def sentences_a_second(embedder: Embedder, texts: Sequence[str]) -> float:
    """Sentences for each second of CPU, once it is loaded."""
    embedder.embed(texts[:4])
    return len(texts) / cpu_s(lambda: embedder.embed(texts))


def language(model: LanguageModel) -> None:
    """Loading, reading, writing and scoring."""
    print(f"{model.name}: loaded in {cpu_s(lambda: model.count('hello')):.1f} CPU-s")
    model.generate([*ASKED[:1], Message("user", "Hi.")], max_tokens=2)
    begun = time.process_time()
    read = model.generate(ASKED, max_tokens=1)
    reading = time.process_time() - begun
    begun = time.process_time()
    written = model.generate(ASKED, max_tokens=64)
    writing = time.process_time() - begun - (reading if isinstance(model, torch_lm.TorchLM) else 0.0)
    print(f"  read    {read.cost.prompt_tokens / reading:8.0f} tokens/CPU-s")
    print(f"  written {written.cost.generated_tokens / writing:8.0f} tokens/CPU-s")
    pairs = [(CONTEXT, f" {text}") for text in SENTENCES[4:16]]
    begun = time.process_time()
    scores = model.score_many(pairs) if isinstance(model, torch_lm.TorchLM) else [model.score(*p) for p in pairs]
    print(
        f"  scored  {sum(each.tokens for each in scores) / (time.process_time() - begun):8.0f} tokens of targets/CPU-s"
    )


def main() -> None:
    """Print a table for each model."""
    print(f"hashed words: {sentences_a_second(Hashed(), SENTENCES):.0f} sentences/CPU-s")
    if lacking := minilm.missing():
        print(f"MiniLM: not installed ({lacking})")
    else:
        print(f"MiniLM: {sentences_a_second(minilm.MiniLM(threads=1), SENTENCES):.0f} sentences/CPU-s (1 thread)")
        print(f"MiniLM: {sentences_a_second(minilm.MiniLM(), SENTENCES):.0f} sentences/CPU-s (2 threads)")
    if lacking := smollm.missing():
        print(f"SmolLM2: not installed ({lacking})")
    else:
        language(smollm.SmolLM(threads=1))
    if lacking := torch_lm.missing():
        print(f"PyTorch: not installed ({lacking})")
    else:
        with tempfile.TemporaryDirectory() as folder:
            language(torch_lm.TorchLM(cache=Path(folder), threads=1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(f"memory at most {peak:.0f} MB")


if __name__ == "__main__":
    main()
