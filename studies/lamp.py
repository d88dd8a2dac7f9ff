"""LaMP: do a person's own samples in the prompt help, and does it matter whose they are?

Mails (PanzaMail, two authors): the true mail and its true subject are scored by the language model, given a few earlier
mails of the same author found by BM25 or by recency, or of the other author, or none. Nothing is generated: a small
model is judged by what it finds likely. A planted world (people with private tags and shifted scales, and a reader that
sees nothing but the prompt) shows what the ways of finding do when habits stay and when they change.

Claim (LaMP, 2024): own samples help; found ones more than random ones, recent ones where habits change.

    thyself study lamp
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from studies._label_world import Reader, Shape, person
from thyself.core import Request, Settings, Trace
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.guard import harmless, longest_copied
from thyself.models import LanguageModel
from thyself.store import Scope, open_store
from thyself.systems import Desk
from thyself.systems.writing._templates import task
from thyself.systems.writing.lamp import FINDERS, Lamp

START: Final = datetime(2025, 1, 1, tzinfo=UTC)
AUTHORS: Final = ("david", "isabel")
#: Mails of each author that are scored, and own mails in the prompt.
MAILS: Final = 8
K: Final = 3
TOKENS: Final = 448
#: A mail that repeats so many words in a row of an earlier one would be found, not understood.
COPIED: Final = 10
PEOPLE: Final = 40
ITEMS: Final = 40
ASKED: Final = 6
WORLDS: Final = {
    "tags, habits stay": Shape("tag", 3),
    "tags, habits change": Shape("tag", 3, drift=12),
    "ratings, own scales": Shape("rating", 5),
}


@dataclass(slots=True)
class Seen:
    """Nats a token of each mail by condition, and what every prompt must keep to."""

    mail: dict[str, list[float]] = field(default_factory=dict)
    subject: dict[str, list[float]] = field(default_factory=dict)
    prompts: int = 0
    whole: int = 0
    plain: list[bool] = field(default_factory=list)


@study(
    name="lamp",
    system="lamp",
    title="LaMP: the person's own samples in the prompt, an equal share of the budget for each",
    claim="own mails in the prompt make the author's next mail likelier, and more so than another author's mails do",
    data=("panza-emails",),
    seconds=120,
)
def run(setting: Setting) -> Outcome:
    """Score mails under each condition, then the planted world."""
    seen = _mails(setting, setting.model())
    worlds = {name: _world(shape, setting) for name, shape in WORLDS.items()}
    stay, change = worlds["tags, habits stay"], worlds["tags, habits change"]
    scales = worlds["ratings, own scales"]
    return Outcome(
        effect=_gain(seen.mail, "own, BM25", "none", "mail"),
        also=[
            _gain(seen.mail, "own, recency", "none", "mail"),
            _gain(seen.subject, "own, BM25", "none", "subject"),
            _gain(seen.subject, "own, BM25", "other's, BM25", "subject"),
            _gain(seen.mail, "none", "other's, BM25", "mail"),
            _planted(stay, "BM25", "random", "habits stay"),
            _planted(change, "recency", "BM25", "habits change"),
        ],
        controls=[
            Control.worse("another author's mails", _by(seen.mail), unit="nats a token"),
            Control.worse("planted: another's tags are worse than own", paired(stay["BM25"], stay["other's"])),
            Control.worse("planted: another's tags are worse than none", paired(stay["none"], stay["other's"])),
            Control.worse("planted: another's scale is worse than own", paired(scales["BM25"], scales["other's"])),
            Control.share(
                "no history: the prompt is the generic one",
                sum(seen.plain),
                len(seen.plain),
                expectation="equal, letter for letter",
                kind="do no harm",
            ),
            Control.share(
                "prompts within the limit, the request whole",
                seen.whole,
                seen.prompts,
                expectation="all",
            ),
        ],
        tables=[_mail_table(seen), _world_table(worlds)],
        notes=[
            f"{len(seen.plain)} mails; only earlier mails are found. Mails that repeat {COPIED} words or the subject of"
            " an earlier one are left out, since own samples would hold the answer.",
            "Another author's mails make a mail likelier than none do: they show that a mail is wanted. Whose they are"
            " decides the rest.",
        ],
    )


# mails


@contextmanager
def _desks(people: Mapping[str, Sequence[Trace]], model: LanguageModel, setting: Setting) -> Iterator[dict[str, Desk]]:
    """A home with these people, and one who has nothing."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home.db", clock=lambda: START)
        try:
            desks = {}
            for name in (*people, "nobody"):
                scope: Scope = store.scope(name)
                scope.append(people.get(name, ()))
                desks[name] = Desk(scope, model, setting.embedder(), Settings(), scope.zone, lambda: START)
            yield desks
        finally:
            store.close()


def read(file: Path) -> list[Trace]:
    """An author's mails, in the order of the file."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        Trace(
            row["email"].replace("\r\n", "\n").strip(),
            at=START + timedelta(days=i),
            kind="wrote",
            source="mail",
            ref=f"{file.stem}:{i}",
            extra={"subject": row["subject"].strip()} if row.get("subject", "").strip() else {},
        )
        for i, row in enumerate(rows)
    ]


def _mails(setting: Setting, model: LanguageModel) -> Seen:
    folder = setting.folder("panza-emails")
    mails = {name: read(folder / f"{name}.jsonl") for name in AUTHORS}
    seen = Seen()
    with _desks(mails, model, setting) as desks:
        for name, other in zip(AUTHORS, reversed(AUTHORS), strict=True):
            for mail in _chosen(mails[name], min(map(len, mails.values())), setting.rng(name).sample):
                _score(seen, mail, {"own": desks[name], "other's": desks[other], "none": desks["nobody"]}, model)
                setting.progress(len(seen.plain), 2 * MAILS)
    return seen


def _chosen(mails: Sequence[Trace], last: int, sample: object) -> list[Trace]:
    """Some mails of middle length whose subject is their own, and that repeat no earlier mail."""
    able = []
    subjects = [str(mail.extra.get("subject", "")).lower().replace("re:", "").strip() for mail in mails]
    for i in range(40, last):
        mail = mails[i]
        middling = 20 <= len(mail.text.split()) <= 80 and len(subjects[i].split()) >= 2
        if (
            middling
            and subjects[i] not in subjects[:i]
            and all(longest_copied(mail.text, each.text) < COPIED for each in mails[:i])
        ):
            able.append(mail)
    return sample(able, min(MAILS, len(able)))  # type: ignore[operator,no-any-return]


def _score(seen: Seen, mail: Trace, desks: Mapping[str, Desk], model: LanguageModel) -> None:
    text, subject = harmless(mail.text), harmless(str(mail.extra["subject"]))
    what = task("title", "mail")
    request = Request("title", text, mail.at, kind="mail")
    for condition, whose, how in (
        ("none", "none", "bm25"),
        ("own, BM25", "own", "bm25"),
        ("own, recency", "own", "recency"),
        ("other's, BM25", "other's", "bm25"),
    ):
        _, prompt = Lamp(FINDERS[how], K, TOKENS).compose(what, request, desks[whose], model)
        seen.prompts += 1
        seen.whole += prompt.text.endswith(what.prompt(text)) and model.count(prompt.text) <= TOKENS
        if whose == "none":
            seen.plain.append(prompt.text == what.ask + text)
        before = prompt.text.removesuffix(text)
        seen.mail.setdefault(condition, []).append(model.score(before, text).per_token)
        told = model.score(f"{prompt.text}\nSubject:", f" {subject}")
        seen.subject.setdefault(condition, []).append(told.per_token)


def _gain(found: Mapping[str, list[float]], one: str, other: str, what: str) -> Effect:
    difference = paired(found[one], found[other])
    metric = f"likelihood of the true {what}"
    return Effect.of(difference, name=f"{one} less {other}", metric=metric, unit="nats a token")


def _by(found: Mapping[str, list[float]]) -> Interval:
    return paired(found["own, BM25"], found["other's, BM25"])


def _mail_table(seen: Seen) -> Table:
    rows = [(name, str(bootstrap(seen.mail[name])), str(bootstrap(seen.subject[name]))) for name in seen.mail]
    note = f"Logarithm of the probability a token; higher is likelier. {K} mails in at most {TOKENS} tokens."
    return Table(
        "Likelihood of the true text by what stands before it", ("in the prompt", "mail", "subject"), rows, note
    )


# the planted world


def _world(shape: Shape, setting: Setting) -> dict[str, np.ndarray]:
    """How right each answer is, by condition: 1 or 0 for a tag, minus the error in stars for a rating."""
    rng = setting.rng(f"{shape}")
    people = {f"p{i:02}": person(shape, rng, items=ITEMS) for i in range(PEOPLE)}
    found: dict[str, list[float]] = {}
    with _desks(people, Reader(shape), setting) as desks:
        names = list(people)
        for i, name in enumerate(names):
            other = names[(i + 1) % len(names)]
            for trace in people[name][-ASKED:]:
                request = Request("predict", trace.text, trace.at, kind=shape.kind)
                for condition, whose, how in (
                    ("none", "nobody", "bm25"),
                    ("random", name, "random"),
                    ("recency", name, "recency"),
                    ("BM25", name, "bm25"),
                    ("other's", other, "bm25"),
                ):
                    system = Lamp(FINDERS[how], 6, 1024, shape.labels)
                    said = system.respond(request, desks[whose]).text
                    found.setdefault(condition, []).append(_right(said, trace))
    return {name: np.array(values) for name, values in found.items()}


def _right(said: str, trace: Trace) -> float:
    return -abs(float(said) - trace.value) if trace.value is not None else float(said == trace.extra["tag"])


def _planted(found: Mapping[str, np.ndarray], one: str, other: str, where: str) -> Effect:
    people = [i // ASKED for i in range(len(found[one]))]
    difference = paired(found[one], found[other], clusters=people)
    return Effect.of(difference, name=f"{one} less {other}, {where}", metric="share of right tags, planted world")


def _world_table(worlds: Mapping[str, Mapping[str, np.ndarray]]) -> Table:
    rows = []
    for name in ("none", "random", "recency", "BM25", "other's"):
        cells = [float(abs(found[name].mean())) for found in worlds.values()]
        rows.append((name, *cells))
    columns = ("samples", *worlds)
    note = f"Share of right tags; mean error in stars (lower is better). {PEOPLE} people, {ASKED} requests each."
    return Table("Planted worlds", columns, rows, note)
