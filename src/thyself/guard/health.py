# ruff: noqa: E501  (forms read best in one line)
"""Health: what stops coaching, what is left to a doctor, and what no text about the body may say; as data."""

from __future__ import annotations

import re
from typing import Final

from thyself.guard.rules import Rule, first, rule

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
    r"\b(chest (pains?|tightness|pressure|is tight|feels tight|hurts)"
    r"|(pains?|pressure|tightness|crushing|squeezing|stabbing)\b[^.;!?]{0,20}\b(in|on|across) (my|the) chest"
    r"|my chest (\w+ ){0,2}(hurts?|aches?|tight|tightens|burns)"
    r"|can(no|')?t (breathe|catch my breath|get (enough )?air)|(trouble|difficulty|struggl\w+)( to)? breath(e|ing)"
    r"|gasping for (air|breath)|faint(ed|ing)|passed out|i (\w+ )?blacked out|lost consciousness"
    r"|(having|signs? of|symptoms? of|think it'?s|be) an? ((mini-?)?stroke|heart attack|seizure)(?! of)"
    r"|slurred speech|speech (is|was|got|became|gets) slurred|slurring (my )?(words|speech)"
    r"|face (is |was |started )?droop(ing|s|ed)|weakness on one side"
    r"|(one|left|right) (side|half) of (my|the) (body|face|mouth)\b[^.;!?]{0,25}\b(weak|numb|droop\w*|limp|paraly\w+)"
    r"|half (of )?my (body|face)\b[^.;!?]{0,25}\b(weak|numb|droop\w*|limp|paraly\w+)"
    r"|can(no|')?t (move|feel) (my |one |the )?(left |right )?(arm|leg|side|face)"
    r"|(throat|tongue|lips?) (is |are |was |were |keeps? |started )?(swelling|swollen|closing|swell)( up)?|anaphyla\w+"
    r"|overdos(e|ed|ing) on|took (too many|all (of )?(my|the)) (\w+ )?(pills|tablets)|coughing up blood)\b",
    re.IGNORECASE,
)
SUICIDAL: Final = re.compile(
    r"\b(suicid\w*|kill(ing)? myself|end(ing)? (my life|it all)|tak(e|ing) my (own )?life|want to die|wish i (was|were) dead"
    r"|better off (dead|without me)|don'?t want to (live|be alive|wake up)|no reason to live"
    r"|(not|n'?t) worth living|self-?harm\w*"
    r"|(hurt|harm|hurting|harming|cutting) myself(?! (a|some|out|off|by accident)\b)"
    r"|(want|need|going|like|urge) to (cut|burn) myself(?! (a|some|out|off)\b)|cut myself (again|on purpose|to feel))\b",
    re.IGNORECASE,
)
_BP: Final = r"(?:(?:1[89]|2\d)\d ?(?:/|over) ?\d{2,3}|\d{3} ?(?:/|over) ?1[2-9]\d)\b"
_PRESSURE: Final = rf"\b(?:bp|blood pressure|pressure)\b[^.;!?\d]{{0,30}}{_BP}|\b{_BP}(?= ?mm ?hg| blood pressure| bp)"
_WITH: Final = (
    r"(?:head ?ache|blurr(?:ed|y)|vision|dizz\w+|confus\w+|nause\w+|vomit\w*|numb\w*|short(?:ness)? of breath|breathless|"
    r"chest|nosebleed|back pain|weak\w*)"
)
_DRUGS: Final = (
    r"(?:metformin|insulin|ambien|zolpidem|ozempic|semaglutide|ibuprofen|paracetamol|acetaminophen|aspirin|xanax|prozac|"
    r"sertraline|lisinopril|antibiotics?|opioids?|benzos?|diazepam|valium|diuretics?|statins?|beta.?blockers?|"
    r"antidepressants?|medications?|medicines?|meds|tablets|pills|painkillers?)"
)
_CHANGES: Final = r"(?:stop|quit|skip|change|double|halve|increase|raise|reduce|lower|come off|wean off|mix|combine)"
_ILLNESS: Final = (
    r"(?:insomnia|apn(?:o)?ea|depression|anxiety|diabetes|hypertension|high blood pressure|cancer|covid|flu|arrhythmia|"
    r"infection|disorder|disease|adhd|narcolepsy|diabetic|arrhythmic|depressed|an(?:a)?emic|hypertensive)"
)
_HURT: Final = (
    r"(?:pain|injury|injured \w+|fever|illness|flu|concussion|stress fracture|fracture|(?:broken|torn|sprained) \w+)"
)

#: In the order in which they count.
RULES: Final = (
    Rule("suicidal", "stop", SUICIDAL, CRISIS),
    Rule("emergency", "stop", EMERGENCY, URGENT),
    rule(
        "pressure with a symptom",
        "stop",
        rf"(?:{_PRESSURE}).{{0,80}}\b{_WITH}|\b{_WITH}.{{0,80}}(?:{_PRESSURE})",
        URGENT,
    ),
    rule(
        "pressure",
        "refer",
        _PRESSURE,
        "That is a very high blood pressure. Please sit for five minutes and measure again; if it stays so, speak to a "
        "doctor today. With chest pain, short breath, a strong headache, weakness or blurred sight call the emergency number.",
    ),
    rule(
        "medicine",
        "refer",
        r"\b(insulin|sleeping pills?|sleep (drugs?|medication)|melatonin|antidepressants?|beta.?blockers?|statins?)\b"
        r"|\b((dose|dosage)\b(?! of (sun\w*|fun|fresh|nature|reality))|how many (mg|milligrams|tablets|pills|units))\b"
        rf"|\b{_CHANGES} (taking |using )?(my |the )?([\w-]+ ){{0,3}}({_DRUGS}|treatment)\b"
        rf"|\b(can|could|should|may|safe to|okay? to|how (much|often))\b[^.?!]{{0,30}}\btake\b[^.?!]{{0,30}}\b{_DRUGS}\b",
        _DOCTOR + "Doses, starting and stopping of medicines are not told here.",
    ),
    rule(
        "diagnosis",
        "refer",
        r"\bdiagnos\w+|\b(do i have|have i got|am i( having)?|do i suffer from|(could|can|might) (it|this|that) be|"
        rf"is (it|this|my \w+)) (\w+ ){{0,2}}{_ILLNESS}\b"
        r"|\bwhat (disease|illness|condition) (do|have|is)\b",
        _DOCTOR + "What figures show can be told here, not what illness somebody has.",
    ),
    rule(
        "pregnancy",
        "refer",
        r"\b(i'?m|i am|while|being|my) (\d+ weeks )?(pregnan\w+|breast-?feeding|expecting)\b",
        _DOCTOR + "In pregnancy and while feeding a baby, usual limits and exercises may not fit.",
    ),
    rule(
        "child",
        "refer",
        r"\bmy (\w+ )?(baby|toddler|infant|newborn|child|kid|(son|daughter|boy|girl) (who )?is (\d|1[0-7])\b"
        r"(?! ?(cm|feet|foot|kg|m\b))|(\d|1[0-7]).year.old)\b",
        "Please ask a doctor who knows children: these figures and limits are those of adults.",
    ),
    rule(
        "eating",
        "refer",
        r"\b(purg(e|ing)|make myself (sick|vomit|throw up)|laxatives? to lose|starv(e|ing) myself|anorexi\w+|bulimi\w+"
        r"|(throw(ing)? up|vomit(ing)?) (after|what) (i |every )?(eat\w*|ate|(a )?meals?)|water fast"
        r"|fast for ([3-9]|\d\d) days|stop eating(?= (altogether|completely|entirely|anything|food|at all|for \d)| ?[.?!]| ?$)"
        r"|eat (less than|under|only) [1-9]\d{2} (kcal|calories)|([1-9]\d{2}) (kcal|calories) a day)\b",
        "Please speak to a doctor or a help line for eating disorders: eating so little can do harm, and no plan is "
        "made here for it.",
    ),
    rule(
        "overtraining",
        "refer",
        r"\b(train|run|work(ing)? ?out|exercis\w+|push|lift|training|running)\b (through|despite|in spite of|with) "
        rf"(the |my |a |an )?{_HURT}\b",
        "Please do not train through pain, fever or an injury: rest, and speak to a doctor if it stays.",
    ),
)


def concern(text: str) -> Rule | None:
    """The first rule that a wish or note falls under; ``None`` where coaching may go on."""
    return first(text, RULES)


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


_DENIED: Final = re.compile(r"\b(no|not|without|never|denies|free of)\b[^.;,!?]{0,25}$", re.IGNORECASE)


def says_too_much(text: str) -> list[str]:
    """What a text about the body may not say: diagnoses, doses, guesses of who somebody is, harm dressed as advice.

    "Never train through pain" is the contrary of such advice, and passes.
    """
    found = _SAYS_TOO_MUCH.finditer(text)
    return [each.group() for each in found if not _DENIED.search(text[: each.start()])]
