"""Request, Response and the other things that come back: rankings, findings, reports, receipts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from thyself.core.errors import InvalidInput
from thyself.core.evidence import Evidence
from thyself.core.given import aware
from thyself.core.item import Catalog, Item


@dataclass(frozen=True, slots=True)
class Turn:
    """What the person said, and what was answered; the answer is empty where it is still to come."""

    said: str
    answered: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One wish of a person.

    Args:
        job: ``"ask"``, ``"write"``, ``"title"``, ``"rank"``, ``"recommend"``, ``"predict"``, ``"advise"``, ``"draw"``.
        text: The wish in words.
        now: The time at which it is made (aware); nothing later than this is used.
        as_of: The time that it asks of, where that is not now; what is known up to ``now`` tells of it.
        kind: What is to be written (``"mail"``), where that matters.
        k: How many results.
        budget: How many tokens of evidence, in place of ``k``.
        catalog: The items to choose among.
        options: Settings of one system, by name.
        history: The turns of the conversation before this one, in order.
    """

    job: str
    text: str
    now: datetime
    kind: str | None = None
    k: int | None = None
    budget: int | None = None
    catalog: Catalog | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    as_of: datetime | None = None
    history: tuple[Turn, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what makes no sense for any system.

        Raises:
            InvalidInput: ``k`` or ``budget`` is less than one, or a time has no zone.
        """
        for name, many in (("k", self.k), ("budget", self.budget)):
            if many is not None and many < 1:
                raise InvalidInput(f"{name}={many}: ask for at least one")
        for name, at in (("now", self.now), ("as_of", self.as_of)):
            if at is not None:
                aware(at, name)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a response took: calls of a language model, tokens in and out, seconds."""

    model_calls: int = 0
    prompt_tokens: int = 0
    generated_tokens: int = 0
    seconds: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.model_calls + other.model_calls,
            self.prompt_tokens + other.prompt_tokens,
            self.generated_tokens + other.generated_tokens,
            self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True)
class Response:
    """What comes back for a request.

    Args:
        text: The answer or draft.
        evidence: What it stands on, best first; empty where nothing was known.
        reasons: In plain words, why it is as it is.
        cost: What it took.
        system: The name of the system that made it.
        model: The language model that worded it; ``"template"`` where none did.
        figures: Named measures that belong to it, for example the distance of a draft to the person's style.
    """

    text: str
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()
    cost: Cost = Cost()
    system: str = ""
    model: str = "template"
    figures: Mapping[str, float] = field(default_factory=dict)


class Pick(NamedTuple):
    """One recommended item, its score, the reasons in words, and the evidence of each."""

    item: Item
    score: float
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Ranking(Sequence[Pick]):
    """Picks, best first; behaves as a sequence.

    Args:
        picks: The picks.
        system: What made them.
        left_out: Items that a hard avoidance removed, with the reason for each.
        note: What a reader should know, for example that no rating of the person is known yet.
    """

    picks: tuple[Pick, ...]
    system: str = ""
    left_out: tuple[tuple[Item, str], ...] = ()
    note: str = ""

    def __getitem__(self, index: Any) -> Any:
        return self.picks[index]

    def __len__(self) -> int:
        return len(self.picks)

    def __iter__(self) -> Iterator[Pick]:
        return iter(self.picks)


def readable(value: float) -> str:
    """A number as a person reads it: four digits, or all digits before the point where there are more."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{readable(self.value)} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person's own figures show.

    Args:
        name: What was found, as a short label: ``"trend:minutes_asleep"``.
        text: The finding in a sentence; every number of it is in ``figures``, ``n`` or ``interval``.
        figures: Named figures with their units.
        n: On how many days (or pairs of days) it stands.
        interval: 95 % interval of the effect, in the unit of ``figures["effect"]``; ``None`` where there is none.
        chart: A Vega-Lite specification with its data inside; ``None`` where a chart would show nothing.
        evidence: The traces behind it.
        strength: From 0 to 1: how sure, for sorting.
    """

    name: str
    text: str
    figures: Mapping[str, Figure]
    n: int
    interval: tuple[float, float] | None = None
    chart: Mapping[str, Any] | None = None
    evidence: tuple[Evidence, ...] = ()
    strength: float = 0.0

    @property
    def span(self) -> str:
        """The interval in words; empty where there is none."""
        return f"95 % interval {readable(self.interval[0])} to {readable(self.interval[1])}" if self.interval else ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read: where it stands (``"ratings.csv:17"``), and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of an input.

    Args:
        read: Rows or messages that were looked at.
        kept: Traces that are new.
        duplicates: Traces that were known already.
        rejected: The rows that could not be read; the first 1,000 of them.
        rejected_count: How many could not be read in all.
        format: The format that was recognised.
        seconds: How long it took.
        notes: What a person should know of how it was read ("no times in the file: its own date was used").
    """

    read: int = 0
    kept: int = 0
    duplicates: int = 0
    rejected: tuple[Rejected, ...] = ()
    rejected_count: int = 0
    format: str = ""
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of a deletion.

    Args:
        person: Whose data it was.
        at: When it was done.
        traces: How many traces are gone.
        rows: Rows removed, by table or kind of derived row.
        files_searched: The files of the home that were read through afterwards.
        residue: Places where a byte sequence of a deleted text was still found; empty when the deletion is proven.
        proven: Whether the files were searched and nothing was found.
        note: Why it is not proven yet, and what to do, where that is so.
    """

    person: str
    at: datetime
    traces: int
    rows: Mapping[str, int]
    files_searched: tuple[str, ...] = ()
    residue: tuple[str, ...] = ()
    proven: bool = False
    note: str = ""
