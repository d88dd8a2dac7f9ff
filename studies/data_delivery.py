"""Data delivery: is the form in which a person wants an answer foretold by the question, their traits, their choices?

Planted world: what is wanted comes of the kind of question, of one trait (analysts like tables, readers text), and of
the person. The head learns from 80 people; 80 others are asked 30 questions each, of which the first are known. In a
second world the trait does nothing. There is no open set of people's choices; effects are planted, and say nothing of
how large they are among people.

Claim (Optimizing Data Delivery, 2024): traits help, and a few earlier choices of the person help more.

    thyself study data-delivery
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.classify import calibration_error
from thyself.generate.forms import FORMS, Chosen, FormOfAnswer, Wanted, learn

QUESTIONS: Final[Mapping[str, tuple[float, float, float]]] = {
    "How did my sleep change over time?": (1.5, 0.0, 0.0),
    "Did I walk more than last month?": (0.7, 0.4, 0.0),
    "What share of my time is work?": (1.0, 0.0, 0.3),
    "List the films that I saw": (-1.5, 1.2, 0.3),
    "Why am I tired?": (-1.0, -1.0, 1.5),
    "How many steps did I take?": (-1.5, 0.0, 1.5),
}
PEOPLE, EACH, KNOWN, SPREAD = 160, 30, (0, 1, 5, 15), 1.3


@dataclass(frozen=True, slots=True)
class Life:
    """A person's trait and choices, in order."""

    trait: str
    chosen: Sequence[Chosen]


@study(
    name="data-delivery",
    title="Data delivery: chart, table or text, for this person and question",
    claim="traits help to foretell the form that a person wants, and five own choices help more",
    seconds=40,
)
def run(setting: Setting) -> Outcome:
    """Foretell the choices of people that were not learned from."""
    lost: dict[str, list[float]] = {}
    whose: list[str] = []
    sure: list[tuple[float, bool]] = []
    able = 0
    lives = made(setting.rng("world"), strength=1.2)
    plain, traited = _learned(lives, {}), _learned(lives, _traits(lives))
    names = list(lives)[PEOPLE // 2 :]
    for place, name in enumerate(names):
        life, other = lives[name], lives[names[(place + 1) % len(names)]]
        for asked in life.chosen[max(KNOWN) :]:
            whose.append(name)
            ways = {"kind of question": plain.choose(asked.question)}
            ways["and trait"] = traited.choose(asked.question, traits=(life.trait,))
            for known in KNOWN[1:]:
                own = traited.choose(asked.question, life.chosen[:known], traits=(life.trait,))
                ways[f"and {known} own choices"] = own
            ways["and 5 choices of another person"] = traited.choose(
                asked.question, other.chosen[:5], traits=(life.trait,)
            )
            for way, found in ways.items():
                lost.setdefault(way, []).append(-math.log(found.chances[asked.form]))
            told = ways["and 5 own choices"]
            sure.append((max(told.chances.values()), told.form == asked.form))
            able += _readable(traited, asked, life)
        setting.progress(place + 1, len(names))
    return _outcome(lost, whose, sure, able, _nothing(setting))


def _readable(forms: FormOfAnswer, asked: Chosen, life: Life) -> bool:
    """Whether a setting wins over what the person likes."""
    found: list[Wanted] = [
        forms.choose(asked.question, life.chosen[:5], setting="no charts"),
        forms.choose(asked.question, life.chosen[:5], setting="text alone"),
    ]
    return found[0].form != "chart" and found[1].form == "text"


def made(rng: Random, *, strength: float) -> dict[str, Life]:
    """A world; ``strength`` is what a trait does."""
    lives = {}
    for number in range(PEOPLE):
        trait, name = rng.choice(["analyst", "reader"]), f"p{number}"
        offset = [rng.gauss(0, SPREAD) for _ in FORMS]
        lean = (0.0, strength, 0.0) if trait == "analyst" else (0.0, 0.0, strength)
        chosen = []
        for _ in range(EACH):
            question = rng.choice(list(QUESTIONS))
            weights = [math.exp(sum(each)) for each in zip(QUESTIONS[question], offset, lean, strict=True)]
            chosen.append(Chosen(question, rng.choices(FORMS, weights)[0], name))
        lives[name] = Life(trait, chosen)
    return lives


def _learned(lives: Mapping[str, Life], traits: Mapping[str, Sequence[str]]) -> FormOfAnswer:
    early = list(lives.values())[: PEOPLE // 2]
    return learn([each for life in early for each in life.chosen], traits)


def _traits(lives: Mapping[str, Life]) -> dict[str, Sequence[str]]:
    return {name: (life.trait,) for name, life in lives.items()}


def _nothing(setting: Setting) -> list[float]:
    """How much the trait helps where it does nothing: nats of each choice without it, less with it."""
    lives = made(setting.rng("nothing"), strength=0.0)
    plain, traited = _learned(lives, {}), _learned(lives, _traits(lives))
    return [
        math.log(traited.choose(asked.question, traits=(life.trait,)).chances[asked.form])
        - math.log(plain.choose(asked.question).chances[asked.form])
        for life in list(lives.values())[PEOPLE // 2 :]
        for asked in life.chosen[max(KNOWN) :]
    ]


def _outcome(
    lost: dict[str, list[float]], whose: Sequence[str], sure: Sequence[tuple[float, bool]], able: int, none: list[float]
) -> Outcome:
    def less(one: str, other: str) -> Effect:
        return Effect.of(paired(lost[one], lost[other], clusters=whose), name=f"{one} less {other}", unit="nats",
                         metric="log loss of the chosen form")  # fmt: skip

    error = calibration_error([each for each, _ in sure], [right for _, right in sure])
    return Outcome(
        effect=less("and trait", "and 5 own choices"),
        also=[less("kind of question", "and trait"), less("and 1 own choices", "and 5 own choices")],
        controls=[
            Control.worse("5 choices of another person",
                          paired(lost["and 5 choices of another person"], lost["and 5 own choices"], clusters=whose),
                          unit="nats"),
            Control.not_better("a trait that does nothing", bootstrap(none, clusters=whose), unit="nats"),
            Control("calibration error with 5 own choices", "below 0.05", error, None, None, error < 0.05, "other",
                    "share"),
            Control.share("what can be read wins over what is liked", able, len(whose), expectation="all",
                          kind="do no harm"),
        ],
        tables=[Table("Log loss of the chosen form, in nats", ("known", "loss"),
                      [(way, str(bootstrap(values, clusters=whose))) for way, values in lost.items()],
                      f"{len(whose):,} choices of {PEOPLE // 2} people.")],
    )  # fmt: skip
