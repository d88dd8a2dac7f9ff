"""Health: what stops coaching, what is left to a doctor, and what no text about the body may say; as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

URGENT: Final = (
    "Please call the emergency number of your country now, or ask somebody near you to. Figures and hints are left out "
    "here, because they cannot help with this."
)
CRISIS: Final = (
    "You wrote something that sounds very hard to bear alone. Please call the emergency number or a crisis line of "
    "your country now, or tell somebody near you. Figures and hints are left out here."
)
_DOCTOR: Final = "That is for a doctor or pharmacist who knows you: please ask one. "

EMERGENCY: Final = re.compile(
    r"\b(chest (pain|tightness|pressure)|can'?t breathe|cannot breathe|fainted|passed out|slurred speech|"
    r"face (is )?drooping|weakness on one side|throat (is )?swelling|anaphyla\w+)\b",
    re.IGNORECASE,
)
SUICIDAL: Final = re.compile(
    r"\b(suicid\w*|kill myself|end my life|want to die|don'?t want to live|no reason to live|hurt myself|self-harm)\b",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(r"\b(no|not|without|never|denies|free of)\b[^.;,!?]{0,25}$", re.IGNORECASE)

Action = Literal["stop", "refer"]


@dataclass(frozen=True, slots=True)
class HealthRule:
    """A wish with which coaching stops, or that is left to a doctor.

    Args:
        name: Of the rule.
        action: ``"stop"``: nothing but the text is said; ``"refer"``: this is left to somebody else.
        words: What it is known by.
        text: What is said in place of an answer.
    """

    name: str
    action: Action
    words: re.Pattern[str]
    text: str


def _rule(name: str, action: Action, words: str, text: str) -> HealthRule:
    return HealthRule(name, action, re.compile(words, re.IGNORECASE), text)


#: In the order in which they count.
RULES: Final = (
    HealthRule("suicidal", "stop", SUICIDAL, CRISIS),
    HealthRule("emergency", "stop", EMERGENCY, URGENT),
    _rule(
        "medicine",
        "refer",
        r"\b(insulin|sleeping pills?|sleep (drugs?|medication)|melatonin|antidepressants?|beta.?blockers?|statins?)\b"
        r"|\b(dose|dosage|how many (mg|milligrams|tablets|pills))\b"
        r"|\b(stop|quit|skip|change|double) (taking )?(my |the )?(medication|medicine|meds|tablets|pills|treatment)\b",
        _DOCTOR + "Doses, starting and stopping of medicines are not told here.",
    ),
    _rule(
        "diagnosis",
        "refer",
        r"\bdiagnos\w+|\b(do i have|have i got|am i having|is (it|this)) (\w+ ){0,2}(insomnia|apn(o)?ea|depression|"
        r"anxiety|diabetes|hypertension|high blood pressure|cancer|covid|flu|arrhythmia|infection|dis(order|ease))\b"
        r"|\bwhat (disease|illness|condition) (do|have|is)\b",
        _DOCTOR + "What figures show can be told here, not what illness somebody has.",
    ),
    _rule(
        "pregnancy",
        "refer",
        r"\b(i'?m|i am|while|being|my) (\d+ weeks )?(pregnan\w+|breast-?feeding|expecting)\b",
        _DOCTOR + "In pregnancy and while feeding a baby, usual limits and exercises may not fit.",
    ),
    _rule(
        "child",
        "refer",
        r"\bmy (\w+ )?(baby|toddler|infant|newborn|child|kid|(son|daughter) who is \d\b|\d{1,2}.year.old)\b",
        "Please ask a doctor who knows children: these figures and limits are those of adults.",
    ),
    _rule(
        "eating",
        "refer",
        r"\b(purg(e|ing)|make myself (sick|vomit|throw up)|laxatives? to lose|stop eating|starv(e|ing) myself"
        r"|eat (less than|under|only) [1-9]\d{2} (kcal|calories)|([1-9]\d{2}) (kcal|calories) a day)\b",
        "Please speak to a doctor or a help line for eating disorders: eating so little can do harm, and no plan is "
        "made here for it.",
    ),
    _rule(
        "overtraining",
        "refer",
        r"\b(train|run|work ?out|push) (through|despite|in spite of) (the |my )?(pain|injury|fever|illness)\b",
        "Please do not train through pain, fever or an injury: rest, and speak to a doctor if it stays.",
    ),
)


def names(text: str, words: re.Pattern[str]) -> bool:
    """Whether a text says one of the words without denying it ("no chest pain")."""
    return any(not _DENIED.search(text[: each.start()]) for each in words.finditer(text))


def concern(text: str) -> HealthRule | None:
    """The first rule that a wish or note falls under; ``None`` where coaching may go on."""
    return next((each for each in RULES if names(text, each.words)), None)


#: Fewer kilocalories than these are planned for nobody.
ENERGY_FLOOR: Final = 1200.0

_SAYS_TOO_MUCH: Final = re.compile(
    r"\byou (have|suffer from|are suffering from) (\w+ ){0,2}(insomnia|apn(o)?ea|depression|anxiety|diabetes|"
    r"hypertension|narcolepsy|arrhythmia|infection|disorder|disease)\b|\bdiagnos\w+|\bprescri\w+"
    r"|\b\d+(\.\d+)? ?(mg|milligrams|tablets|pills|units of insulin)\b"
    r"|\byou (are|seem|must be) (pregnant|gay|lesbian|bisexual|black|white|asian|hispanic)\b"
    r"|\b(stop|skip|double) (taking )?your (medication|medicine|meds|tablets|pills)\b"
    r"|\b(no pain,? no gain|train through (the )?pain|skip (a )?meals?|burn off what you ate|cheat meal)\b",
    re.IGNORECASE,
)


def says_too_much(text: str) -> list[str]:
    """What a text about the body may not say: diagnoses, doses, guesses of who somebody is, harm dressed as advice.

    "Never train through pain" is the contrary of such advice, and passes.
    """
    found = _SAYS_TOO_MUCH.finditer(text)
    return [each.group() for each in found if not _DENIED.search(text[: each.start()])]
