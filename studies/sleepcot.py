"""SleepCoT: does the chain tell each person's own nights, and give the step that is asked for?

Data: 40 planted people with 21 nights each: short or long, with regular or irregular bedtimes. Nothing is tuned. The
paper distils a large model's chains into a small one; here the chain is rules over figures, worded by a template or by
a model whose words are checked, so what is studied is whether the chain holds and stays with its person.

Claim: the answer names just the problems that were planted. Controls: another person's answer (must be worse), a model
that makes figures up (must be found out: the answer stays the template's), nobody's nights (nothing is told), and the
step that is asked for: "why" holds no advice.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from thyself.core import Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, paired, study
from thyself.models import Hashed, LanguageModel
from thyself.models.scripted import Rules
from thyself.store import Store, open_store
from thyself.systems import Desk

PEOPLE: Final = 40
NIGHTS: Final = 21
NOW: Final = datetime(2025, 4, 1, 12, tzinfo=UTC)
ASKS: Final = {"all": "my sleep report", "why": "why do I sleep like this?", "advice": "what should I do?"}
#: What an answer says of a planted problem, and of its absence.
SAYS: Final = (("which is irregular", "Bedtimes are regular"), ("less than the 7 h", "within the 7"))


@study(
    name="sleepcot",
    system="sleepcot",
    title="Sleep advice by a chain of reasons, for the person's own nights",
    claim="the answer names just the problems that were planted in the person's nights",
    seconds=90,
)
def run(setting: Setting) -> Outcome:
    """Ask for planted people."""
    rng = setting.rng()
    people = [(rng.random() < 0.5, rng.random() < 0.5) for _ in range(PEOPLE)]
    told: list[dict[str, str]] = []
    caught = 0
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "s.db", clock=lambda: NOW)
        for place, (short, irregular) in enumerate(people):
            store.scope(f"p{place}").append(_nights(short, irregular, rng))
            told.append({name: _ask(store, f"p{place}", text).text for name, text in ASKS.items()})
            caught += _ask(store, f"p{place}", ASKS["all"], _liar()).text == told[-1]["all"]
            setting.progress(place + 1, PEOPLE)
        nobody = _ask(store, "nobody", ASKS["all"])
        store.close()
    own = [_right(each["all"], person) for each, person in zip(told, people, strict=True)]
    other = [_right(told[(at + 1) % PEOPLE]["all"], person) for at, person in enumerate(people)]
    steps = sum(each["why"] != each["all"] and each["advice"] != each["why"] for each in told)
    rows = [(f"{'short' if short else 'long'}, {'irregular' if odd else 'regular'}", len(here), sum(here) / len(here))
            for short in (True, False) for odd in (True, False)
            if (here := [ok for ok, person in zip(own, people, strict=True) if person == (short, odd)])]  # fmt: skip
    return Outcome(
        Effect.of(paired(own, other), name="own answer less another person's",
                  metric="share of answers that name just the planted problems"),
        controls=[
            Control.worse("another person's answer", paired(own, other)),
            Control.share("answers that name just what was planted", int(sum(own)), PEOPLE, expectation="at least 0.95",
                          at_least=0.95),
            Control.share("made-up figures of a model, thrown away", caught, PEOPLE, expectation="all",
                          kind="bad part"),
            Control.share("nobody's nights: nothing is told", int(not nobody.evidence and not nobody.figures), 1,
                          expectation="all", kind="do no harm"),
            Control.share("another question gives another step", steps, PEOPLE, expectation="all"),
        ],
        tables=[Table("Answers that name just the planted problems", ("nights", "people", "share"), rows)],
        notes=["Rules that are stated are found by the rules that state them: this shows that the chain is whole and "
               "stays with its person, not that its advice helps.",
               "The paper's distillation into a small model is not repeated here."],
    )  # fmt: skip


def _nights(short: bool, irregular: bool, rng: Random) -> list[Trace]:
    made = []
    for day in range(1, NIGHTS + 1):
        morning = NOW.replace(hour=0) - timedelta(days=day)
        bed = -1.0 + rng.gauss(0, 2.0 if irregular else 0.25)
        asleep = rng.gauss(350 if short else 460, 15)
        for item, value, unit in (("minutes_asleep", asleep, "min"), ("sleep_start", bed, "h"),
                                  ("sleep_end", bed + asleep / 60 + 0.4, "h")):  # fmt: skip
            made.append(Trace(f"{value:.1f} {unit}", at=morning, kind="measured", source="watch", item=item,
                              value=round(value, 2), unit=unit, extra={"per": "day"}))  # fmt: skip
    return made


def _ask(store: Store, person: str, text: str, model: LanguageModel | None = None) -> Response:
    scope = store.scope(person)
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    response: Response = card("sleepcot").build(age=40).respond(Request("advise", text, NOW), desk)
    return response


def _liar() -> Rules:
    """A model that makes figures up."""
    return Rules(lambda messages: "You slept 911 minutes and woke 77 times, which is fine.")


def _right(text: str, person: tuple[bool, bool]) -> float:
    """Whether an answer says irregular and short just where they were planted."""
    short, irregular = person
    return float((SAYS[0][0] in text) == irregular and (SAYS[1][0] in text) == short)
