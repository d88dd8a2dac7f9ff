"""Summary and retrieval: do a short profile and one own mail do what four mails do, in fewer tokens?

Data: mails of two authors (PanzaMail). The true mail is scored by the language model after its subject and, before
that, what the system would put there: nothing, one mail found by the subject, four of them, a profile made beforehand
(what the author does and writes of that others do less), the profile with one mail, the other author's profile with
the same mail; and, in place of the profile, set phrases in the author's own words. Only earlier mails are known.
Counted are the tokens of what stands before the mail. A secret that is planted in own texts of each author must be in
no profile that a remote model would see.

Claim (Integrating Summarization and Retrieval, 2023): a summary and one item are as good as four items, and a summary
alone is better than nothing. A small model follows examples better than descriptions, so little is expected of those.

    thyself study summary-retrieval
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from studies._likely import Likely
from studies.lamp import AUTHORS, COPIED, read
from thyself.core import Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.generate.compose import Composer, Sample
from thyself.guard import harmless, longest_copied, may_see
from thyself.memory import unit
from thyself.models import LanguageModel
from thyself.models.scripted import Rules
from thyself.profile.markers import Rates, topics, ways
from thyself.profile.staged import PhraseGuide, StagedProfile, StyleGuide, TopicGuide
from thyself.systems._find import Words

MAILS: Final = 12
#: Tokens of four mails, of a profile, and of the mail that is scored.
ROOM, LINES, LONG = 420, 80, 60
#: How much worse than four mails still counts as as good, in nats a token.
MARGIN: Final = 0.05
SECRET: Final = "Zanzibar4711"
CONDITIONS: Final = ("nothing", "1 mail", "4 mails", "profile", "profile and 1 mail", "the other's profile and 1 mail",
                     "set phrases and 1 mail", "the other's set phrases and 1 mail")  # fmt: skip


@study(
    name="summary-retrieval",
    system="summary-retrieval",
    title="Summary and retrieval: a profile and one own text in place of four",
    claim="a profile and one own mail are within .05 nats a token of four mails, at about a third of the tokens",
    data=("panza-emails",),
    seconds=180,
)
def run(setting: Setting) -> Outcome:
    """Score mails under each condition."""
    folder = setting.folder("panza-emails")
    people = {author: read(folder / f"{author}.jsonl") for author in AUTHORS}
    likely = Likely.of(setting)
    nats: dict[str, list[float]] = {}
    tokens: dict[str, list[float]] = {}
    hidden = [0, 0]
    for done, (author, other) in enumerate((AUTHORS, AUTHORS[::-1])):
        last = min(map(len, people.values()))
        asked = [at for at in range(50, last) if _fits(people[author], at)]
        for at in setting.rng(author).sample(asked, min(MAILS, len(asked))):
            mail, own, strange = people[author][at], people[author][:at], people[other][:at]
            lines = _profile(own, strange)
            told = [lines, _profile(strange, own), _phrases(own), _phrases(strange)]
            before = _prompts(mail, own, told, likely.model)
            words = harmless(mail.text).split(" ")
            truth = " ".join(words[:LONG])
            scores = likely.many([(prompt, truth) for prompt in before.values()])
            for (condition, prompt), score in zip(before.items(), scores, strict=True):
                nats.setdefault(condition, []).append(float(score))
                tokens.setdefault(condition, []).append(float(likely.model.count(prompt)))
            hidden[0] += SECRET.lower() not in " ".join(_profile(_with_secret(own), strange)).lower()
            hidden[1] += 1
        setting.progress(done + 1, 2)
    return _outcome(nats, tokens, hidden)


def _fits(mails: Sequence[Trace], at: int) -> bool:
    """A mail of middle length with a subject, that repeats no earlier one."""
    text = mails[at].text
    return (
        20 <= len(text.split()) <= 120
        and bool(mails[at].extra.get("subject"))
        and all(longest_copied(text, each.text) < COPIED for each in mails[:at])
    )


def _profile(own: Sequence[Trace], others: Sequence[Trace]) -> list[str]:
    """The lines, as the system makes them; what a remote model may not see is in none."""
    remote = Rules(local=False)
    shown = [each for each in own if may_see(each.sensitivity, remote, "personal")]
    texts = [each.text for each in others]
    guides = (StyleGuide(Rates.of(texts, ways)), TopicGuide(Rates.of(texts, topics)))
    return [line.text for line in StagedProfile(guides, LINES).build(shown).lines]


def _phrases(own: Sequence[Trace]) -> list[str]:
    """The person's set phrases, in their own words."""
    return [line.text for line in StagedProfile((PhraseGuide(),), LINES).build(list(own)).lines]


def _with_secret(own: Sequence[Trace]) -> list[Trace]:
    """The same, and three secret notes of a word that stands nowhere else."""
    note = {"at": own[-1].at, "kind": "wrote", "source": "note", "sensitivity": "secret"}
    return [*own, *(Trace(f"{SECRET} is the word of day {n}", ref=f"s{n}", **note) for n in range(3))]  # type: ignore[arg-type]


def _prompts(mail: Trace, own: Sequence[Trace], told: Sequence[Sequence[str]], model: LanguageModel) -> dict[str, str]:
    subject = str(mail.extra["subject"])
    scores = Words([unit("turn", [each]) for each in own]).scores(subject)
    # Where no earlier mail shares a word with the subject, the newest ones stand first.
    order = sorted(range(len(own)), key=lambda at: (-scores[at], -at))
    mails = [Sample('I wrote: "', harmless(own[at].text), '"') for at in order[:4]]
    mine, other, said, strange = ([Sample("About me: ", harmless(line), ".") for line in each] for each in told)
    composer = Composer(ROOM, model.count, joint="\n", end="\n")
    task = f"I wrote a mail on: {harmless(subject)}\n\n"
    samples = dict(
        zip(
            CONDITIONS,
            ([], mails[:1], mails, mine, *([*each, *mails[:1]] for each in (mine, other, said, strange))),
            strict=True,
        )
    )
    return {name: composer.compose(each, task).text for name, each in samples.items()}


def _outcome(
    nats: Mapping[str, Sequence[float]], tokens: Mapping[str, Sequence[float]], hidden: Sequence[int]
) -> Outcome:
    def gain(one: str, other: str) -> Effect:
        metric = "likelihood of the true mail"
        return Effect.of(paired(nats[one], nats[other]), name=f"{one} less {other}", metric=metric, unit="nats a token")

    short, four = np.array(nats["profile and 1 mail"]), np.array(nats["4 mails"])
    within = paired(short + MARGIN, four)
    share = float(np.mean(tokens["profile and 1 mail"]) / np.mean(tokens["4 mails"]))
    return Outcome(
        effect=Effect.of(within, name=f"profile and 1 mail, less 4 mails, and {MARGIN} more",
                         metric="likelihood of the true mail: above 0 is within the margin", unit="nats a token"),
        also=[
            gain("profile and 1 mail", "4 mails"),
            gain("profile and 1 mail", "1 mail"),
            gain("4 mails", "1 mail"),
            gain("1 mail", "nothing"),
            gain("profile", "nothing"),
            gain("set phrases and 1 mail", "4 mails"),
            gain("set phrases and 1 mail", "1 mail"),
            gain("set phrases and 1 mail", "the other's set phrases and 1 mail"),
        ],
        controls=[
            Control.worse("the other author's profile beside the same mail",
                          paired(short, nats["the other's profile and 1 mail"]), unit="nats a token"),
            Control("tokens, as a share of those of four mails", "at most a half", share, None, None, share <= 0.5,
                    unit="share"),
            Control.share("profiles that would reach a remote model without the secret", hidden[0], hidden[1],
                          expectation="all", kind="bad part"),
        ],
        tables=[
            Table("The true mail by what stands before it", ("before it", "nats a token", "tokens"),
                  [(name, str(bootstrap(nats[name])), round(float(np.mean(tokens[name])), 1)) for name in CONDITIONS],
                  f"{len(four)} mails; higher is likelier."),
        ],
        notes=["A model of 135 million weights follows what stands there, not what is said of a style: a profile in"
               " words does not help it, whoever's it is. Set phrases were added after that was seen."],
    )  # fmt: skip
