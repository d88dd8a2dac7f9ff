"""LongLaMP: a whole text in the person's own way, after a few whole texts of theirs that share a long budget.

Source: LongLaMP: A Benchmark for Personalized Long-form Text Generation (Kumar et al., 2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Literal

from thyself.core import Cost, Evidence, InvalidInput, Request, Response
from thyself.core.registry import system
from thyself.generate.compose import both_ends
from thyself.generate.loops import COPY_WORDS
from thyself.guard import longest_copied, unsupported
from thyself.models import LanguageModel, Message, capable
from thyself.systems._drafts import drafted
from thyself.systems._find import Filled, Recent
from thyself.systems._form import Desk
from thyself.systems.writing._templates import LONG_TASKS, task
from thyself.systems.writing.lamp import FINDERS, Lamp


@dataclass(frozen=True, slots=True)
class LongLamp:
    """The system; its arguments are those of :func:`longlamp`."""

    spine: Lamp
    long: int
    name: str = "longlamp"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Write the whole text; with a model that is too small for that, a short draft from the person's habits."""
        begun = perf_counter()
        model, what = desk.model(self.name), task("write", request.kind, LONG_TASKS)
        found, prompt = self.spine.compose(what, request, desk, model)
        used = tuple(found[place][0] for place in prompt.used)
        made = self.written(model, prompt.text, request.text, used, desk) if capable(model) else None
        if made is None:
            made, _ = drafted(request, replace(desk, language_model=self.small(model)), self.spine.retrieve)
            made = replace(made, reasons=("no whole text could be written: this is a short draft", *made.reasons))
        told = f"{len(used)} of your own texts stand before the request" if used else "nothing of yours is known yet"
        cost = made.cost + Cost(seconds=perf_counter() - begun)
        return desk.record(
            replace(made, evidence=made.evidence or used, reasons=(*made.reasons, told), cost=cost, system=self.name)
        )

    def small(self, model: LanguageModel) -> LanguageModel | None:
        """What may weigh a short draft: a model that has shown that it makes things up may not word it either."""
        return None if capable(model) else model

    def written(
        self, model: LanguageModel, prompt: str, wish: str, used: Sequence[Evidence], desk: Desk
    ) -> Response | None:
        """What the model writes; ``None`` where it twice copied an own text, or named what neither they nor the wish
        do.
        """
        cost, note = Cost(), ""
        for _ in range(2):
            made = model.generate([Message("user", prompt + note)], max_tokens=self.long)
            cost += made.cost
            wrong = unsupported(made.text, used, allowed=wish, zone=desk.zone)
            copied = max((longest_copied(made.text, each.text) for each in used), default=0)
            if made.text.strip() and not wrong and copied <= COPY_WORDS:
                return Response(made.text.strip(), tuple(used), (), cost, model=model.name)
            note = f"\nLeave out {', '.join(wrong[:5])}." if wrong else "\nCopy nothing word for word."
        return None


@system(
    number=141,
    name="longlamp",
    serves=("write",),
    needs=("lm",),
    title="LongLaMP: A Benchmark for Personalized Long-form Text Generation",
    job="write a whole mail, abstract, review or post after whole own texts that share a long budget, ends included",
)
def longlamp(
    *,
    retrieve: Literal["bm25", "dense", "recency", "random", "half"] = "bm25",
    k: int = 4,
    tokens: int = 3000,
    long: int = 600,
) -> LongLamp:
    """Make the system.

    Args:
        retrieve: How own texts are found; where fewer than ``k`` fit the wish, the newest others fill up.
        k: How many own texts at most.
        tokens: How long the prompt and what is written may be together.
        long: How many tokens of it are for what is written.

    Raises:
        InvalidInput: There is no such way of finding, or a number makes no sense.
    """
    if retrieve not in FINDERS:
        raise InvalidInput(f"retrieve={retrieve!r}: there are {', '.join(FINDERS)}")
    if k < 1 or long < 1 or tokens <= long:
        raise InvalidInput(f"k={k}, tokens={tokens}, long={long}: give at least one text, and more tokens than long")
    find = Filled(FINDERS[retrieve], Recent())
    return LongLamp(Lamp(find, k, tokens, name="longlamp", keep=long, shorten=both_ends), long)
