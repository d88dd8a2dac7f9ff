"""Personalized labels: the label that this person would give to a text.

Source: Personalized Large Language Models (2024), the classification head with a person; HuBi (Kanclerz et al., 2022).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Final

from thyself.core import Cost, InvalidInput, Request, Response, Trace
from thyself.core.registry import system
from thyself.evaluate.classifiers import Head, Labels
from thyself.evaluate.fitting import fit
from thyself.evaluate.text_vectors import text_vectors
from thyself.memory import unit
from thyself.systems._find import Lexical, Recent
from thyself.systems._form import Desk
from thyself.systems.writing._templates import task

if TYPE_CHECKING:
    import numpy as np

#: Own labels from which on the words of a text are learned from.
_LEARN: Final = 20
_SHOWN: Final = 5
Labelled = Sequence[tuple[Trace, str]]


@dataclass(frozen=True, slots=True)
class Population:
    """What other people's labels taught, for this embedder: the names of the labels, and the head."""

    names: tuple[str, ...]
    head: Head


@dataclass(frozen=True, slots=True)
class PersonalizedLlms:
    """The system; its arguments are those of :func:`personalized_llms`."""

    others: Population | None = None
    name: str = "personalized-llms"

    def respond(self, request: Request, desk: Desk) -> Response:
        """The likeliest label, how likely each is, and the person's own labels of the texts that are nearest."""
        begun = perf_counter()
        what, asked = task("predict", request.kind), " ".join(request.text.split())
        traces = desk.scope.traces(kinds=what.kinds, authors=["me"], before=request.now)
        pairs = [(trace, what.labelled(trace)) for trace in traces if " ".join(trace.text.split()) not in ("", asked)]
        own = [(trace, label) for trace, label in pairs if label is not None]
        chances = self.chances(request.text, own, desk)
        pieces = [unit("turn", [trace]) for trace, _ in own]
        evidence = (Lexical().find(pieces, request.text, desk) or Recent().find(pieces, request.text, desk))[:_SHOWN]
        cost = Cost(seconds=perf_counter() - begun)
        told = f"{len(own)} labels of yours" if own else "nothing of yours is labelled yet"
        learned = "" if self.others is None else ", and those of other people"
        if not chances:
            return Response("I don't know.", (), (told,), cost, self.name)
        best = max(chances, key=chances.__getitem__)
        figures = {f"probability of {label}": chance for label, chance in chances.items()}
        return Response(best, tuple(evidence), (f"learned from: {told}{learned}",), cost, self.name, figures=figures)

    def chances(self, text: str, own: Labelled, desk: Desk) -> dict[str, float]:
        """How likely each label is; empty where no label is known at all."""
        names = self.others.names if self.others is not None else tuple(sorted({label for _, label in own}))
        known = [(trace, names.index(label)) for trace, label in own if label in names]
        if not names:
            return {}
        if self.others is None and (len(known) < _LEARN or len(names) < 2):
            counts = Counter(label for _, label in known)
            rows = [(counts[at] + 1) / (len(known) + len(names)) for at in range(len(names))]
            return dict(zip(names, rows, strict=True))
        vectors = text_vectors([text, *(trace.text for trace, _ in known)], desk.embedder)
        head = self._head(vectors[1:], [label for _, label in known])
        return dict(zip(names, head.predict(vectors[:1], ["me"])[0].tolist(), strict=True))

    def _head(self, vectors: np.ndarray, labels: Sequence[int]) -> Head:
        import numpy as np

        given = np.array(labels, dtype=int)
        if self.others is not None:
            return self.others.head.adapt("me", vectors, given)
        return fit(Labels(vectors, np.arange(len(given)), ["me"] * len(given), given))


@system(
    number=47,
    name="personalized-llms",
    serves=("predict",),
    title="Personalized Large Language Models",
    job="foretell the label that this person would give, from the text and from their own labels",
)
def personalized_llms(*, others: Population | None = None) -> PersonalizedLlms:
    """Make the system.

    Args:
        others: What other people's labels taught (:func:`thyself.evaluate.fitting.fit` on
            :func:`thyself.evaluate.text_vectors.text_vectors`); without it the person's own labels are all there is.

    Raises:
        InvalidInput: The names are not as many as the labels of the head.
    """
    if others is not None and len(others.names) != len(others.head.plain):
        raise InvalidInput(f"{len(others.names)} names for {len(others.head.plain)} labels: name each label once")
    return PersonalizedLlms(others)
