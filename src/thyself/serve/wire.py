"""Wire: what goes over the doors, as typed models; the server's OpenAPI and the client are made of the same."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from thyself.core import Sensitivity
from thyself.serve.keys import Verb

Text = Annotated[str, Field(max_length=1_000_000)]
Question = Annotated[str, Field(min_length=1, max_length=20_000, examples=["When did I last see the dentist?"])]
Many = Annotated[int, Field(ge=1, le=1000)]


class Wire(BaseModel):
    """What all of these share: they are read from the house's own classes, and unknown fields are an error."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")


class TraceIn(Wire):
    """A trace to keep."""

    text: Text = Field(examples=["I saw Dr. Lee, my dentist, about the tooth."])
    at: datetime | None = Field(
        None,
        description="When it happened; now, where it is missing. Without a zone it is on the person's clock.",
        examples=["2024-05-01T12:00:00Z"],
    )
    kind: str = Field("said", examples=["said"])
    author: str = Field("me", description="`me` is the person.")
    source: str = Field("api", examples=["my-app"])
    ref: str | None = Field(None, description="The source's own id: the same thing sent twice is kept once.")
    session: str | None = None
    value: float | None = None
    unit: str | None = None
    item: str | None = None
    media: str | None = None
    sensitivity: Sensitivity = "personal"
    extra: dict[str, Any] = Field(default_factory=dict)


class TraceOut(Wire):
    """A trace that is kept."""

    id: str
    text: str
    at: datetime
    kind: str
    author: str
    source: str
    ref: str | None
    session: str | None
    value: float | None
    unit: str | None
    item: str | None
    media: str | None
    sensitivity: Sensitivity
    extra: dict[str, Any]


class Traces(Wire):
    """Traces to keep, up to 10,000 at once; all of them are on the disk when the answer comes, or none is."""

    traces: list[TraceIn] = Field(min_length=1, max_length=10_000)


class TracePage(Wire):
    """Some of the traces; `next` gets those after them."""

    traces: list[TraceOut]
    next: str | None = Field(None, description="Give it as `cursor` for what follows; missing at the end.")


class RejectedOut(Wire):
    """A row that could not be read."""

    where: str
    why: str


class Added(Wire):
    """What became of an input."""

    read: int
    kept: int
    duplicates: int
    rejected_count: int = 0
    rejected: list[RejectedOut] = Field(default_factory=list, description="The first 1,000 rows that were not kept.")
    format: str = ""
    notes: list[str] = Field(default_factory=list)


class EvidenceOut(Wire):
    """What an answer stands on, word for word."""

    trace_ids: list[str]
    refs: list[str]
    text: str
    score: float
    why: dict[str, float]
    at: datetime | None
    author: str
    kind: str
    source: str
    session: str | None
    sensitivity: Sensitivity


class RecallIn(Wire):
    """What to look for."""

    query: Question
    k: Many | None = Field(None, description="How many; 10 where neither this nor a budget is given.")
    budget: int | None = Field(None, ge=1, le=200_000, description="How many tokens, in place of `k`.")
    unit: str | None = Field(None, examples=["turn"])
    before: datetime | None = None
    as_of: datetime | None = None
    kinds: list[str] | None = None
    sources: list[str] | None = None


class Recalled(Wire):
    """Evidence, best first."""

    evidence: list[EvidenceOut]
    held_back: int = Field(0, description="How many pieces are too sensitive for this key.")


class TurnIn(Wire):
    """A turn of the conversation before."""

    said: Text
    answered: Text = ""


class AskIn(Wire):
    """A question."""

    text: Question
    system: str = "default"
    as_of: datetime | None = None
    history: list[TurnIn] = Field(default_factory=list, max_length=200)
    options: dict[str, Any] = Field(default_factory=dict)


class WriteIn(Wire):
    """What is to be written."""

    text: Question
    kind: str = Field("mail", examples=["mail"])
    system: str = "default"
    options: dict[str, Any] = Field(default_factory=dict)


class TitleIn(WriteIn):
    """The text that wants a title, and what it is."""

    system: str = "lamp"


class PredictIn(Wire):
    """What is to be judged, decided or labelled as the person would."""

    text: Question
    system: str = "personalized-llms"
    options: dict[str, Any] = Field(default_factory=dict)


class AdviseIn(Wire):
    """What advice is wanted, and of which system."""

    text: Question
    system: str = Field(examples=["ph-llm"])
    options: dict[str, Any] = Field(default_factory=dict)


class CostOut(Wire):
    """What a response took."""

    model_calls: int
    prompt_tokens: int
    generated_tokens: int
    seconds: float


class Responded(Wire):
    """An answer or a draft, with what it stands on."""

    text: str
    evidence: list[EvidenceOut]
    reasons: list[str]
    cost: CostOut
    system: str
    model: str
    figures: dict[str, float]


class ItemIn(Wire):
    """Something that can be recommended."""

    id: str = Field(min_length=1, examples=["book:1"])
    text: Text = Field(examples=["The Dispossessed, by Ursula K. Le Guin"])
    title: str = ""
    attributes: dict[str, Any] = Field(default_factory=dict)
    popularity: float | None = Field(None, ge=0)
    born: datetime | None = None


class RecommendIn(Wire):
    """Of what to recommend."""

    catalog: str | None = Field(None, description="The name of a catalogue that the home keeps.")
    items: list[ItemIn] = Field(default_factory=list, max_length=50_000, description="Or the items themselves.")
    k: Many = 10
    system: str = "default"
    options: dict[str, Any] = Field(default_factory=dict)


class PickOut(Wire):
    """One pick."""

    id: str
    title: str
    score: float
    reasons: list[str]
    evidence: list[EvidenceOut]


class Ranked(Wire):
    """Picks, best first."""

    picks: list[PickOut]
    left_out: int
    note: str
    system: str


class LineOut(Wire):
    """A line of the profile."""

    id: str
    text: str
    about: str
    value: str
    subject: str
    confidence: float
    origin: str
    pinned: bool
    valid_from: datetime | None
    valid_to: datetime | None
    sensitivity: Sensitivity
    stale: bool
    stale_because: str
    evidence: list[EvidenceOut]


class ProfileOut(Wire):
    """What is known of the person."""

    lines: list[LineOut]
    held_back: int = 0


class LineIn(Wire):
    """A line of the person's own."""

    text: str = Field(min_length=1, max_length=2000, examples=["Prefers to be called Sam"])
    about: str = Field("notes", max_length=60)


class LineChange(Wire):
    """A change of a line: new words, or kept as it is (`pinned`)."""

    text: str | None = Field(None, min_length=1, max_length=2000)
    pinned: bool | None = None


class PatchOut(Wire):
    """One change in the profile's history."""

    op: str
    line_id: str
    text: str
    reason: str
    at: datetime


class FigureOut(Wire):
    """A number with its unit."""

    value: float
    unit: str


class FindingOut(Wire):
    """Something that the person's figures show."""

    name: str
    text: str
    figures: dict[str, FigureOut]
    n: int
    interval: tuple[float, float] | None
    chart: dict[str, Any] | None
    strength: float


class ForgetIn(Wire):
    """What to forget: the traces that match every field given. `dry_run` only tells what would go."""

    trace_ids: list[str] | None = Field(None, max_length=10_000)
    sources: list[str] | None = None
    kinds: list[str] | None = None
    since: datetime | None = None
    before: datetime | None = None
    dry_run: bool = False


class Forgotten(Wire):
    """Proof of a deletion; of a dry run, only the rows that would go."""

    traces: int
    rows: dict[str, int]
    proven: bool
    note: str
    files_searched: int = 0
    dry_run: bool = False


class PersonOut(Wire):
    """A person of this home."""

    name: str
    timezone: str
    traces: int
    paused: bool


class PersonIn(Wire):
    """Somebody to enter."""

    name: str = Field(
        min_length=1, max_length=200, pattern=r"^[^/\\]*[^/\\.][^/\\]*$", examples=["anna"],
        description="It stands in addresses, so it has no slash and is more than dots.",
    )  # fmt: skip
    timezone: str | None = Field(None, examples=["Europe/Rome"])


class People(Wire):
    """The names of the people of this home."""

    people: list[str]


class KeyIn(Wire):
    """A key to make."""

    name: str = Field("", max_length=100, examples=["my phone"])
    verbs: list[Verb] = Field(default_factory=list, description="What it may do; all that a person may, if empty.")
    sees: Sensitivity = Field("secret", description="The highest sensitivity that it shows.")


class KeyOut(Wire):
    """What is known of a key."""

    id: str
    name: str
    person: str | None
    verbs: list[Verb]
    sees: Sensitivity
    made: datetime
    revoked: datetime | None


class KeyMade(Wire):
    """A new key; `token` is shown this once."""

    token: str
    key: KeyOut


class Acts(Wire):
    """What was done with the person's data, newest first; never what was asked or shown."""

    acts: list[dict[str, Any]]


class Sent(Wire):
    """What left this machine: when, to whom, and why that was allowed."""

    sent: list[dict[str, Any]]


class Problem(Wire):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[dict[str, Any]] = Field(default_factory=list)
