"""LaMP: a few of the person's own texts, found for the request, before it in the prompt.

Source: LaMP: When Large Language Models Meet Personalization (Salemi et al., 2024), in-prompt augmentation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final, Literal

from thyself.core import Evidence, InvalidInput, Request, Response
from thyself.core.registry import system
from thyself.generate.compose import Composer, Prompt, Shorten, first_words
from thyself.guard import harmless, may_see
from thyself.memory import Unit, unit
from thyself.models import LanguageModel, capable
from thyself.systems._find import Chance, Dense, Half, Lexical, Recent
from thyself.systems._form import Desk, Finder
from thyself.systems.writing._say import ANSWER, chosen, generated, likeliest
from thyself.systems.writing._templates import Task, task

FINDERS: Final[dict[str, Finder]] = {
    "bm25": Lexical(),
    "dense": Dense(),
    "recency": Recent(),
    "random": Chance(),
    "half": Half(Recent(), Dense()),
}


@dataclass(frozen=True, slots=True)
class Lamp:
    """The system; its arguments are those of :func:`lamp`, and how much stays free for what is written and what is
    kept of a sample that is too long.
    """

    retrieve: Finder
    k: int
    tokens: int
    labels: tuple[str, ...] = ()
    name: str = "lamp"
    keep: int = ANSWER
    shorten: Shorten = first_words

    def respond(self, request: Request, desk: Desk) -> Response:
        """Write, title or choose as the person would; with no own texts, as anybody would."""
        begun = perf_counter()
        model = desk.model(self.name)
        what = task(request.job, request.kind)
        found, prompt = self.compose(what, request, desk, model)
        labels = self.labels or what.options or _labels(what, found)
        if request.job == "predict":
            response = chosen(model, prompt.text, labels)
        else:
            write = generated if capable(model) else likeliest
            response = write(model, prompt.text, what.query(request.text), desk)
        used = tuple(found[i][0] for i in prompt.used)
        reason = f"{len(used)} of your own texts stand before the request" if used else "nothing of yours is known yet"
        cost = replace(response.cost, seconds=perf_counter() - begun)
        told = replace(response, evidence=used, reasons=(*response.reasons, reason), cost=cost, system=self.name)
        return desk.record(told)

    def compose(
        self, what: Task, request: Request, desk: Desk, model: LanguageModel
    ) -> tuple[list[tuple[Evidence, str]], Prompt]:
        """The samples with their labels, and the prompt; the text that is asked about is never its own sample."""
        samples = self._samples(what, request, desk, model)
        units = [each for each, _ in samples]
        label = {each.trace_ids: label for each, label in samples}
        best = self.retrieve.find(units, what.query(request.text), desk)[: request.k or self.k]
        found = [(each, label[each.trace_ids]) for each in best]
        limit = min(self.tokens, model.context)
        composer = Composer(limit, model.count, end=what.end, keep=self.keep, shorten=self.shorten)
        framed = [what.sample(harmless(each.text), harmless(name)) for each, name in found]
        return found, composer.compose(framed, what.prompt(request.text))

    def _samples(self, what: Task, request: Request, desk: Desk, model: LanguageModel) -> list[tuple[Unit, str]]:
        out = []
        asked = " ".join(what.query(request.text).split())
        for trace in desk.scope.traces(kinds=what.kinds, authors=["me"], before=request.now):
            label, seen = what.labelled(trace), may_see(trace.sensitivity, model, desk.settings.remote_allows)
            text = " ".join(trace.text.split())
            if label is not None and seen and text not in ("", asked):
                out.append((replace(unit("turn", [trace]), index_text=f"{label} {trace.text}"), label))
        return out


@system(
    number=102,
    name="lamp",
    serves=("title", "predict", "write"),
    needs=("lm",),
    title="LaMP: When Large Language Models Meet Personalization",
    job="put the person's own texts that fit a request before it, with an equal share of the budget for each",
)
def lamp(
    *,
    retrieve: Literal["bm25", "dense", "recency", "random", "half"] = "bm25",
    k: int = 4,
    tokens: int = 1024,
    labels: Sequence[str] = (),
) -> Lamp:
    """Make the system.

    Args:
        retrieve: How own texts are found; ``"half"`` takes turns between the newest and the nearest in meaning.
        k: How many own texts at most.
        tokens: How long the prompt and the answer may be together.
        labels: What to choose among (``predict``); by default the labels of the task, or those of the own texts.

    Raises:
        InvalidInput: There is no such way of finding, or a number makes no sense.
    """
    if retrieve not in FINDERS:
        raise InvalidInput(f"retrieve={retrieve!r}: there are {', '.join(FINDERS)}")
    if k < 1 or tokens <= ANSWER:
        raise InvalidInput(f"k={k}, tokens={tokens}: give at least one text, and more than {ANSWER} tokens")
    return Lamp(FINDERS[retrieve], k, tokens, tuple(labels))


def _labels(what: Task, found: Sequence[tuple[Evidence, str]]) -> tuple[str, ...]:
    return tuple(sorted({label for _, label in found}))
