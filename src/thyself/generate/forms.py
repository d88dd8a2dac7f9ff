"""Forms: whether this person wants an answer as a chart, a table or text, and one table of figures in each form.

Source: Optimizing Data Delivery: Insights from User Preferences on Visuals, Tables, and Text (2024).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from thyself.core import InvalidInput
from thyself.core.response import readable
from thyself.evaluate.classifiers import NONE, Head, Labels, Shrink
from thyself.evaluate.fitting import fit

if TYPE_CHECKING:
    import numpy as np

Form = Literal["chart", "table", "text"]
FORMS: Final[tuple[Form, ...]] = ("chart", "table", "text")
Setting = Literal["", "no charts", "text alone"]
"""What the person needs to be able to read an answer; it wins over every liking."""

_KINDS: Final[Mapping[str, str]] = {
    "trend": r"\b(?:trend|over (?:time|the)|change[ds]?|develop\w*|grow\w*|since|(?:per|each) (?:day|week|month))\b",
    "comparison": r"\b(?:compare[ds]?|comparison|versus|vs|than|differ\w*|more or less|between)\b",
    "share": r"\b(?:share|percent\w*|proportion|part of|breakdown|distribution)\b",
    "list": r"\b(?:list|which|all (?:the|my)|name the|overview)\b",
    "reason": r"\b(?:why|how come|explain|because|reason|mean)\b",
    "value": r"\b(?:how (?:many|much|long|often|old|far)|what (?:is|was|were)|when|who|where)\b",
}
KINDS: Final = (*_KINDS, "other")
#: How people usually want each kind answered (chart, table, text), set by hand: a start that own choices move.
_USUAL: Final[Mapping[str, tuple[float, float, float]]] = {
    "trend": (0.7, 0.15, 0.15),
    "comparison": (0.5, 0.35, 0.15),
    "share": (0.6, 0.2, 0.2),
    "list": (0.05, 0.6, 0.35),
    "reason": (0.1, 0.1, 0.8),
    "value": (0.05, 0.15, 0.8),
    "other": (0.2, 0.25, 0.55),
}
#: How strongly a person's liking is drawn to what is usual.
_DRAWN: Final = 1.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A form that was chosen for a question, by whom."""

    question: str
    form: Form
    person: str = "me"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form that a person is to get.

    Args:
        form: Which.
        chances: How likely each is wanted, whatever can be read.
        why: In words.
    """

    form: Form
    chances: Mapping[Form, float]
    why: str


def kind(question: str) -> str:
    """The kind of a question about figures, one of :data:`KINDS`."""
    return next((name for name, form in _KINDS.items() if re.search(form, question, re.IGNORECASE)), "other")


@dataclass(frozen=True, eq=False)
class FormOfAnswer:
    """Foretells the form that a person wants.

    Args:
        head: What is usual for each kind of question, and for people of some traits; :func:`usual` or :func:`learn`.
    """

    head: Head

    def choose(
        self, question: str, chosen: Sequence[Chosen] = (), *, traits: Sequence[str] = (), setting: Setting = ""
    ) -> Wanted:
        """The form for a question.

        Args:
            question: In the person's words.
            chosen: What the person chose before.
            traits: What is known of the person.
            setting: What the person can read: it wins.
        """
        import numpy as np

        label = np.array([FORMS.index(each.form) for each in chosen], dtype=int)
        own = self.head.adapt("me", _vectors([each.question for each in chosen]), label, traits)
        row = own.predict(_vectors([question]), ["me"])[0]
        chances = {form: float(chance) for form, chance in zip(FORMS, row, strict=True)}
        able = {"": FORMS, "no charts": FORMS[1:], "text alone": FORMS[2:]}[setting]
        form = max(able, key=chances.__getitem__)
        why = f"a question of the kind {kind(question)!r}, and {len(chosen)} choices of yours"
        return Wanted(form, chances, f"your setting: {setting}" if setting else why)


def usual() -> FormOfAnswer:
    """What is usual by kind of question, set by hand."""
    import numpy as np

    table = np.log(np.array([_USUAL[name] for name in KINDS]))
    n, forms = table.shape
    none = np.zeros((0, forms))
    head = Head(
        text=table, plain=np.zeros(forms), ways=np.zeros((n, 0)), people={}, bias=none, taste=np.zeros((0, 0, forms)),
        items={}, of_item=none, traits={}, shrink=Shrink(1.0, _DRAWN, NONE),
    )  # fmt: skip
    return FormOfAnswer(head)


def learn(chosen: Sequence[Chosen], traits: Mapping[str, Sequence[str]]) -> FormOfAnswer:
    """Learn what is usual from many people's choices, and what people of each trait have in common.

    Raises:
        InvalidInput: There are fewer than 20 choices, or all are of one form.
    """
    import numpy as np

    label = np.array([FORMS.index(each.form) for each in chosen], dtype=int)
    if len(label) < 20 or len(set(label.tolist())) < 2:
        raise InvalidInput(f"{len(label)} choices: give at least 20, of two forms or more")
    vectors = _vectors([each.question for each in chosen])
    people = [each.person for each in chosen]
    head = fit(Labels(vectors, np.arange(len(label)), people, label, traits=traits), shrink=Shrink(0.3, _DRAWN, NONE))
    return FormOfAnswer(head)


def _vectors(questions: Sequence[str]) -> np.ndarray:
    import numpy as np

    rows = np.zeros((len(questions), len(KINDS)))
    rows[np.arange(len(questions)), [KINDS.index(kind(each)) for each in questions]] = 1.0
    return rows


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures with their unit: ``Figures("Sleep", "h", {"Monday": 7.5, "Tuesday": None})``; ``None`` is missing."""

    name: str
    unit: str
    values: Mapping[str, float | None]

    def render(self, form: Form) -> str:
        """The same figures in any form; a missing one is said to be missing."""
        return {"chart": self._chart, "table": self._table, "text": self._text}[form]()

    def _told(self, value: float | None) -> str:
        return "missing" if value is None else f"{readable(value)} {self.unit}".strip()

    def _text(self) -> str:
        parts = [f"{self._told(value)} ({name})" for name, value in self.values.items()]
        return f"{self.name}: {', '.join(parts) or 'nothing is known'}."

    def _table(self) -> str:
        head = [f"| {self.name} | {self.unit or 'value'} |", "| --- | ---: |"]
        rows = [
            f"| {name} | {'missing' if value is None else readable(value)} |" for name, value in self.values.items()
        ]
        return "\n".join([*head, *rows])

    def _chart(self) -> str:
        known = [abs(value) for value in self.values.values() if value is not None]
        top, wide = max(known, default=0.0) or 1.0, max(map(len, self.values), default=0)
        rows = [
            f"{name:<{wide}} {'█' * round(24 * abs(value) / top) if value is not None else ''} {self._told(value)}"
            for name, value in self.values.items()
        ]
        return "\n".join([f"{self.name} ({self.unit})" if self.unit else self.name, *rows])
