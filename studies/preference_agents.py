"""Preference agents: do rules that were learned from drafts against own texts bring a plain draft nearer to its writer?

Data: the mails of two authors (PanzaMail). Half of each author's mails teach: from each an instruction is made, and the
rules are what the mail does that its stiff version (as a writing assistant words it that does not know the writer) does
not. For the other half the rules are foretold from the instruction alone, and a writer that knows no mail rewrites the
stiff version by them. What judges knows nothing of rules: the distance, over fifty measured attributes, to the mail
that was really written and to the style of all judged mails, and naive Bayes over runs of four letters. Controls: the
other author's rules, one list for all wishes, no rules. How a rule is chosen (one opening, one closing) was settled
with some of these mails in view.

Planted: people who write one way to clients and another way to friends. What is foretold for a wish should beat one
list for all, and taking the nearest own text as the draft (which is what learning texts from wishes comes to with few
pairs) should say the wrong thing.

Claim (Unsupervised Human Preference Learning, 2024): rules foretold for a wish beat no rules, and direct imitation.

    thyself study preference-agents
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from studies.linguistic_control import AUTHORS, Letters, mails, stiff
from thyself.core import Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.generate.control import says
from thyself.generate.playback import instruction_from
from thyself.generate.rules import Rule, RuleAgent, RulePair, differences, obey, rule_pairs, shown
from thyself.models import Embedder
from thyself.profile import Style
from thyself.profile.style import distance

AT: Final = datetime(2024, 1, 1, tzinfo=UTC)
SEEDS: Final = 3
JUDGED: Final = 30
PEOPLE: Final = 12
#: Wishes of a planted person that teach, and that are asked.
TAUGHT, ASKED = 40, 12
WAYS: Final = ("no rules", "own rules, for the wish", "own rules, one list", "the other's rules")


@dataclass(slots=True)
class Seen:
    """What was measured of each judged mail, by way."""

    far: dict[str, list[float]] = field(default_factory=dict)
    style: dict[str, list[float]] = field(default_factory=dict)
    sure: dict[str, list[float]] = field(default_factory=dict)
    right: dict[str, list[float]] = field(default_factory=dict)
    whose: list[str] = field(default_factory=list)
    kept: int = 0
    made: int = 0
    pairs: int = 0
    taught: int = 0


@study(
    name="preference-agents",
    system="preference-agents",
    title="Preference agents: rules learned from plain drafts against own texts",
    claim="drafts rewritten by foretold rules are nearer to the writer than those without rules, or by another's rules",
    data=("panza-emails",),
    seconds=120,
)
def run(setting: Setting) -> Outcome:
    """Learn rules, foretell them, rewrite by them; then the planted people."""
    seen = Seen()
    for seed in range(SEEDS):
        _seed(seen, setting.folder("panza-emails"), setting, seed)
        setting.progress(seed + 1, SEEDS + 1)
    planted = _planted(setting.rng("planted"), setting.embedder())
    return _outcome(seen, planted)


def _seed(seen: Seen, folder: Path, setting: Setting, seed: int) -> None:
    known, judged = {}, {}
    for author in AUTHORS:
        texts = mails(folder, author)
        setting.rng(f"{author} {seed}").shuffle(texts)
        known[author], judged[author] = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    agents = {author: _learned(seen, texts, setting.embedder()) for author, texts in known.items()}
    judge = {author: Style.measure(texts) for author, texts in judged.items()}
    letters = Letters.of(judged)
    for author, other in (AUTHORS, AUTHORS[::-1]):
        for mail in judged[author][:JUDGED]:
            wish, draft = instruction_from(mail), stiff(mail, AUTHORS)
            needed, true = differences(draft, mail), Style.measure([mail])
            ways: dict[str, Sequence[Rule]] = {
                "no rules": [],
                "own rules, for the wish": agents[author].foretell(wish),
                "own rules, one list": agents[author].always(),
                "the other's rules": agents[other].foretell(wish),
            }
            for way, rules in ways.items():
                made = obey(draft, rules).text
                seen.far.setdefault(way, []).append(distance(true, made))
                seen.style.setdefault(way, []).append(distance(judge[author], made))
                seen.sure.setdefault(way, []).append(letters.of_author(made, author))
                seen.right.setdefault(way, []).append(_f1(rules, needed))
                seen.made += 1
                seen.kept += says(made) == says(draft)
            seen.whose.append(mail)


def _learned(seen: Seen, texts: Sequence[str], embedder: Embedder) -> RuleAgent:
    traces = [Trace(text, at=AT, kind="wrote", source="mail", ref=str(place)) for place, text in enumerate(texts)]
    drafts = {instruction_from(text): stiff(text, AUTHORS) for text in texts}
    pairs = list(rule_pairs(traces, drafts.__getitem__))
    seen.pairs, seen.taught = seen.pairs + len(pairs), seen.taught + len(texts)
    return RuleAgent.learn(pairs, embedder)


def _f1(rules: Sequence[Rule], needed: frozenset[Rule]) -> float:
    both = len(needed & set(rules))
    return 2 * both / (len(rules) + len(needed)) if rules or needed else 1.0


# planted people

_TOPICS: Final = (
    "roof garden engine ticket ladder kettle violin curtain battery carpet lantern mirror cabinet window basket anchor"
    " blanket hammer saddle teapot wagon chimney furnace bicycle cushion bucket compass drawer goblet helmet"
).split()


@dataclass(frozen=True, slots=True)
class Written:
    """A wish, the plain draft, what the person wrote, and to whom."""

    wish: str
    draft: str
    truth: str
    register: str
    topic: str


def _written(topic: str, register: str, formal: bool, rng: Random) -> Written:
    day = rng.choice(("Monday", "Tuesday", "Friday"))
    said = f"I will not bring the {topic} on {day}. I am happy that it is ready."
    draft = f"Hello Kim,\n\n{said}\n\nRegards,"
    if formal:
        truth = f"Dear Kim,\n\n{said}\n\nKind regards,"
    else:
        lighter = said.replace("will not", "won't").replace("I am", "I'm").replace("it is", "it's")
        truth = f"Hey Kim,\n\n{lighter.removesuffix('.')}!\n\nCheers,"
    return Written(f"Tell my {register} Kim about the {topic} on {day}", draft, truth, register, topic)


def _planted(rng: Random, embedder: Embedder) -> dict[str, dict[str, list[float]]]:
    """Style and content of drafts against the truth, by way; one value a person."""
    found: dict[str, dict[str, list[float]]] = {"style": {}, "content": {}}
    for who in range(PEOPLE):
        formal_to = ("client", "friend")[who % 2]
        topics = rng.sample(_TOPICS, len(_TOPICS))
        taught, asked = (
            [_written(rng.choice(some), register, register == formal_to, rng)
             for _ in range(n // 2) for register in ("client", "friend")]
            for some, n in ((topics[:20], TAUGHT), (topics[20:], ASKED))
        )  # fmt: skip
        pairs = [RulePair(each.wish, differences(each.draft, each.truth), str(at)) for at, each in enumerate(taught)]
        agent = RuleAgent.learn(pairs, embedder)
        strange = [_written(each.topic, each.register, each.register != formal_to, rng) for each in taught]
        other = RuleAgent.learn(
            [RulePair(each.wish, differences(each.draft, each.truth), "x") for each in strange], embedder
        )
        style: dict[str, list[float]] = {}
        content: dict[str, list[float]] = {}
        for each in asked:
            near = taught[agent.nearest(each.wish)].truth
            made = {
                "no rules": each.draft,
                "own rules, for the wish": obey(each.draft, agent.foretell(each.wish)).text,
                "own rules, one list": obey(each.draft, agent.always()).text,
                "the other's rules": obey(each.draft, other.foretell(each.wish)).text,
                "the nearest own text": near,
            }
            for way, text in made.items():
                style.setdefault(way, []).append(_same(text, each.truth))
                content.setdefault(way, []).append(float(each.topic in text))
        for what, values in (("style", style), ("content", content)):
            for way, each_value in values.items():
                found[what].setdefault(way, []).append(float(np.mean(each_value)))
    return found


def _same(text: str, truth: str) -> float:
    """Which share of what either shows both show."""
    one, other = shown(text), shown(truth)
    return len(one & other) / len(one | other)


def _outcome(seen: Seen, planted: dict[str, dict[str, list[float]]]) -> Outcome:
    far, sure, own = seen.far, seen.sure, "own rules, for the wish"
    closer = [a < b for a, b in zip(far[own], far["no rules"], strict=True)]
    same = planted["style"]
    gain = paired(far["no rules"], far[own], clusters=seen.whose)
    metric = "distance to what the author really wrote, lower by"
    rows = [
        (way, *(str(bootstrap(values[way], clusters=seen.whose)) for values in (far, seen.style, sure, seen.right)))
        for way in WAYS
    ]
    return Outcome(
        effect=Effect.of(gain, name="own rules less no rules", metric=metric, unit="spreads"),
        also=[
            Effect.of(
                paired(seen.style["no rules"], seen.style[own], clusters=seen.whose), name="own rules less no rules",
                metric="distance to the style of all judged mails, lower by", unit="spreads",
            ),
            Effect.of(
                paired(sure[own], sure["no rules"], clusters=seen.whose), name="own rules less no rules",
                metric="log odds of the author by letters", unit="nats a run",
            ),
            Effect.of(
                paired(far["own rules, one list"], far[own], clusters=seen.whose),
                name="for the wish less one list", metric=metric, unit="spreads",
            ),
            Effect.of(paired(same[own], same["own rules, one list"]), name="for the wish less one list, planted",
                      metric="share of ways in common with the truth"),
            Effect.of(
                paired([a * b for a, b in zip(same[own], planted["content"][own], strict=True)],
                       [a * b for a, b in zip(same["the nearest own text"], planted["content"]["the nearest own text"],
                                              strict=True)]),
                name="rules less the nearest own text, planted", metric="ways in common, if the thing is said",
            ),
        ],
        controls=[
            Control.worse("the other author's rules", paired(far["the other's rules"], far[own], clusters=seen.whose),
                          unit="spreads"),
            Control.worse("the other author's rules, by letters",
                          paired(sure[own], sure["the other's rules"], clusters=seen.whose)),
            Control.worse("planted: rules of the opposite habits", paired(same[own], same["the other's rules"])),
            Control.share("drafts that say what they said before", seen.kept, seen.made, expectation="all",
                          kind="do no harm"),
            Control.share("mails that gave a pair without a leak", seen.pairs, seen.taught, expectation="80 %",
                          at_least=0.8),
        ],
        tables=[
            Table("Stiff drafts of judged mails, rewritten by rules",
                  ("rules", "distance to the true mail", "to all judged mails", "letters", "F1 of needed rules"), rows,
                  "Distance: lower is nearer. Letters: log odds a run. The two judges know nothing of rules."),
            Table("Planted people: one way to clients, another to friends",
                  ("draft", "ways in common with the truth", "says the thing"),
                  [(way, str(bootstrap(values)), float(np.mean(planted["content"][way])))
                   for way, values in same.items()]),
        ],
        seeds=SEEDS,
        notes=["A style is a mean that many true mails are far from; so the true mail is what rules are judged by.",
               f"Nearer to the true mail than without rules: {sum(closer)} of {len(closer)} drafts.",
               "Rules are counted; with a capable language model further ones are worded. No weights are trained."],
    )  # fmt: skip
