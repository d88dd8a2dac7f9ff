"""By a language model: facts, pairs and preferences that a model reads, each held against the words that it cites.

The model only proposes. A record is kept where every telling word and figure of it stands in the texts that it cites,
where it denies what they deny, and where they are the person's own plain statements. Texts go into the prompt as quoted
data. A model that can be held to a form answers in JSON of a schema; a form makes an answer readable, not right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from thyself.core import Cost, Evidence, Sensitivity, Trace, estimate_tokens
from thyself.guard import may_see, quote
from thyself.memory.extract.clauses import Sentence, sentences
from thyself.memory.extract.forms import FORMS, Form
from thyself.memory.extract.orders import speaks_to_a_model
from thyself.memory.extract.records import Record, Schema, stems
from thyself.memory.extract.rules import TELLING
from thyself.models.port import Generation, LanguageModel, Message, Structured

#: How many tokens a prompt may have, and an answer.
PROMPT_TOKENS: Final = 800
ANSWER_TOKENS: Final = 256
#: How sure a statement by a model is that held against its words.
BY_MODEL: Final = 0.6

_FREE: Final = frozenset(
    stem for word in (
        "a an the of to in on at for from with and or as by is are was be been has have had do does their they them "
        "person user he she his her i my me that this who which it its about"
    ).split() for stem in stems(word)
)  # fmt: skip
_SAME: Final = {word: group for group in (
    frozenset(stems("like likes love loves enjoy enjoys fond favourite favorite adore")),
    frozenset(stems("work works job employed")), frozenset(stems("live lives living moved home")),
    frozenset(stems("dislike dislikes hate hates")),
) for word in group}  # fmt: skip
_DENIES: Final = re.compile(
    r"\b(?:not|no|never|none|nor|without|cannot|stopped|quit|no longer|dis(?:like|gust)\w*|hat(?:e|es|ed|ing)|"
    r"detest\w*|loath\w*|\w+n['’]t)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Passage:
    """Some words of a trace, and where they stand in it."""

    trace: Trace
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words."""
        return self.trace.text[self.start : self.end]

    def evidence(self) -> Evidence:
        """As it is quoted to a model."""
        trace = self.trace
        return Evidence(
            (trace.id,), (trace.ref or trace.id,), self.text, BY_MODEL, {"cited": BY_MODEL}, trace.at, trace.author,
            trace.kind, trace.source, trace.session, trace.sensitivity,
        )  # fmt: skip


class LlmExtractor:
    """Statements of one schema as a language model reads them, as far as they hold.

    Args:
        model: The language model.
        schema: ``"fact"``, ``"pair"`` or ``"preference"``.
        allows: What a model on another machine may see at most; other traces are not read.
        zone: The person's clock, for the dates in the prompt.
        prompt_tokens, answer_tokens: How long a prompt and an answer may be.

    Attributes:
        refused: What the model said that does not hold, with the reason, of the last reading.
        cost: What the last reading took.
        found: How many records the last reading came to.
    """

    def __init__(
        self,
        model: LanguageModel,
        *,
        schema: Schema = "fact",
        allows: Sensitivity = "public",
        zone: ZoneInfo | None = None,
        tokens: tuple[int, int] = (PROMPT_TOKENS, ANSWER_TOKENS),
    ) -> None:
        self.model = model
        self.schema = schema
        self.allows = allows
        self.zone = zone or ZoneInfo("UTC")
        self.prompt_tokens, self.answer_tokens = tokens
        self.refused: list[tuple[str, str]] = []
        self.cost = Cost()
        self.found = 0

    @property
    def name(self) -> str:
        """``"model-…"`` with the model's name."""
        return f"model-{self.model.name}"

    @property
    def why(self) -> str:
        """What the last reading came to, in words: why nothing was learned, where nothing was."""
        if not self.cost.model_calls:
            return "nothing was shown to the model: no plain statement of the person's own that it may see"
        said = f"{self.found} learned"
        if not self.refused:
            return said if self.found else f"{said}: the model named nothing"
        reasons = "; ".join(dict.fromkeys(why for _, why in self.refused[:5]))
        return f"{said}, {len(self.refused)} turned away ({reasons})"

    def extract(self, traces: Sequence[Trace]) -> list[Record]:
        """The statements of the traces, in their order; none for others' words, questions and quotations.

        Raises:
            ModelError: The model could not be reached or gave no text.
        """
        self.refused, self.cost, self.found = [], Cost(), 0
        batches = list(self.batches(own_passages(traces, self.model, self.allows)))
        made = [record for batch in batches for record in self.read(batch)]
        order = {trace.id: place for place, trace in enumerate(traces)}
        return sorted(made, key=lambda each: (order[each.trace_id], each.start, each.line_id))

    def batches(self, passages: Sequence[Passage]) -> Iterator[list[Passage]]:
        """Passages in groups of which each fits into one prompt."""
        room = self.prompt_tokens - self.tokens([])
        batch: list[Passage] = []
        used = 0
        for each in passages:
            long = self.tokens([each]) - self.tokens([])
            if batch and used + long > room:
                yield batch
                batch, used = [], 0
            if long <= room:
                batch.append(each)
                used += long
        if batch:
            yield batch

    def tokens(self, passages: Sequence[Passage]) -> int:
        """About how many tokens the prompt about some passages has."""
        return sum(estimate_tokens(each.content) for each in self.prompt(passages)) + 8

    def prompt(self, passages: Sequence[Passage]) -> list[Message]:
        """What the model is asked: the texts are quoted as data."""
        return prompt(FORMS[self.schema], [each.evidence() for each in passages], self.zone)

    def read(self, passages: Sequence[Passage]) -> list[Record]:
        """The statements of some passages that fit into one prompt, by one call."""
        if not passages:
            return []
        form = FORMS[self.schema]
        made = self._asked(self.prompt(passages), form)
        self.cost += made.cost
        kept, refused = sift(made.text, passages, form, by=self.name)
        if made.finish == "length" and not kept and not refused:
            refused = [(made.text[:80], "cut off: the answer was too long")]
        self.refused += refused
        self.found += len(kept)
        return kept

    def _asked(self, messages: Sequence[Message], form: Form) -> Generation:
        if isinstance(self.model, Structured):
            return self.model.generate_json(messages, form.answer, max_tokens=self.answer_tokens)
        return self.model.generate(messages, max_tokens=self.answer_tokens)


def own_passages(traces: Sequence[Trace], model: LanguageModel, allows: Sensitivity) -> list[Passage]:
    """The plain statements of the person's own in some traces, as far as the model may see them."""
    return [
        Passage(trace, each.start, each.end)
        for trace in traces
        if trace.author == "me" and trace.kind in TELLING and may_see(trace.sensitivity, model, allows)
        for each in sentences(trace.text)
        if not speaks_to_a_model(each.text)
    ]


def prompt(form: Form, shown: Sequence[Evidence], zone: ZoneInfo) -> list[Message]:
    """The wish and the texts, numbered and quoted."""
    return [
        Message("system", form.wish),
        Message("user", f"The texts:\n{quote(shown, zone)}\n\nThe {form.many}, as JSON:"),
    ]


def sift(said: str, shown: Sequence[Passage], form: Form, *, by: str) -> tuple[list[Record], list[tuple[str, str]]]:
    """What a model said, as records that hold, and what was turned away with the reason.

    Args:
        said: JSON of the form, or a JSON object a line; anything else is turned away.
        shown: The passages that it was shown, in the order of their numbers.
        form: What it was asked for.
        by: What the records are marked with.
    """
    kept: dict[tuple[str, str], Record] = {}
    refused: list[tuple[str, str]] = []
    for row, told in _rows(said):
        made = _record(told, shown, form, by)
        if isinstance(made, Record):
            kept.setdefault((made.trace_id, made.line_id), made)
        else:
            refused.append((row.strip()[:200], made))
    return list(kept.values()), refused


def _rows(said: str) -> Iterator[tuple[str, Any]]:
    """Each object of an answer with its words; what is no JSON comes as ``None``."""
    text = re.sub(r"^\s*```\w*\s*|\s*```\s*$", "", said)
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        for row in text.splitlines():
            if row.strip() and row.strip() not in ("NONE", "[", "]"):
                try:
                    yield row, json.loads(row.strip().rstrip(","))
                except json.JSONDecodeError:
                    yield row, None
        return
    if isinstance(whole, dict) and isinstance(whole.get("records"), list):
        whole = whole["records"]
    for each in whole if isinstance(whole, list) and (not whole or isinstance(whole[0], dict)) else [whole]:
        yield json.dumps(each), each


def _record(told: Any, shown: Sequence[Passage], form: Form, by: str) -> Record | str:
    """The record, or why there is none."""
    if told is None:
        return "no JSON object"
    read = form.read(told) if isinstance(told, dict) else None
    if read is None:
        return form.wrong
    cites = told.get("cites")
    if not isinstance(cites, list) or not cites:
        return "cites no text"
    if not all(type(each) is int and 1 <= each <= len(shown) for each in cites):
        return "cites a text that was not shown"
    proof = [shown[each - 1] for each in dict.fromkeys(cites)]
    why = unfounded(read.value or read.text, proof, denies=_DENIES.search(read.text) is not None)
    if why:
        return why
    value = read.value or _value(read.text)
    place = next((each for each in proof if _stands(value, each.text)), None)
    if place is None:
        return "not in one of the cited texts"
    return Record(
        about=read.about, slot=read.slot, subject="me", value=value, text=read.text, stance="is", confidence=BY_MODEL,
        sensitivity=place.trace.sensitivity, start=place.start, end=place.end, by=by, trace_id=place.trace.id,
        schema=form.schema, clause=place.text,
    )  # fmt: skip


def unfounded(text: str, proof: Sequence[Passage], *, denies: bool) -> str:
    """Why the cited texts do not contain some words, denied or not; empty where they do."""
    told = [each.text for passage in proof for each in _statements(passage) if not speaks_to_a_model(each.text)]
    wanted = _telling(text)
    if not wanted:
        return "says nothing"
    found = {stem for sentence in told for stem in stems(sentence)}
    missing = [stem for stem in wanted if not ({stem} | _SAME.get(stem, frozenset())) & found]
    if missing:
        return f"not in the cited texts: {', '.join(missing)}"
    near = [sentence for sentence in told if {*wanted} & {*stems(sentence)}]
    if denies != any(_DENIES.search(sentence) for sentence in near):
        return "denies what the texts do not, or the other way round"
    return ""


def _statements(passage: Passage) -> list[Sentence]:
    return [each for each in sentences(passage.trace.text) if each.start < passage.end and passage.start < each.end]


def _telling(text: str) -> list[str]:
    return [stem for stem in stems(text) if stem not in _FREE]


def _value(text: str) -> str:
    """What a line says of its area: "Likes jazz" says jazz; the words as they are where nothing else is left."""
    left = [word for word in _WORD.findall(text) if not _FREE.issuperset(s := stems(word)) and not _SAME.keys() & {*s}]
    return " ".join(left) or text


def _stands(value: str, text: str) -> bool:
    return {*_telling(value)} <= {*stems(text)}
