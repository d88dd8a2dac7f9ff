"""LongLaMP: do whole own texts help a long text to its end, how many of them, and are their own ends worth the room?

Data: mails of sixty words and more of two authors (PanzaMail); the files of the benchmark cannot be had here (bring
them: ``thyself evaluate longlamp``). The true mail is scored by the language model after the prompt of the system, for
its subject: with no mail, with earlier mails of the same author, with as many of the other author's, all found by the
subject. The second half is scored after the first, so that what is told there is how long the help lasts. The length
is that of the true mail in all conditions. Where the budget is too small for whole mails, they are cut at their end, or
in their middle.

Claim (LongLaMP, 2024): own documents help in long texts, from the beginning to the end.

    thyself study longlamp
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from studies._likely import Likely
from studies.lamp import AUTHORS, COPIED, _desks, read
from thyself.core import Request, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.generate.compose import first_words
from thyself.guard import harmless, longest_copied
from thyself.models import LanguageModel
from thyself.systems import Desk
from thyself.systems.writing._templates import LONG_TASKS, task
from thyself.systems.writing.lamp import Lamp
from thyself.systems.writing.longlamp import longlamp

#: Mails of each author, and words of a mail that counts as long.
MAILS: Final = 9
WORDS: Final = (60, 160)
#: Tokens of a prompt, and of one in which four whole mails have no room.
ROOM, TIGHT = 700, 260
WHAT: Final = task("write", "mail", LONG_TASKS)
CONDITIONS: Final[Mapping[str, tuple[str, int, int, bool]]] = {
    "none": ("nobody", 4, ROOM, True),
    "own, 4": ("own", 4, ROOM, True),
    "other's, 4": ("other's", 4, ROOM, True),
    "own, 1": ("own", 1, ROOM, True),
    "own, 2": ("own", 2, ROOM, True),
    "own, 4, cut in the middle": ("own", 4, TIGHT, True),
    "own, 4, cut at the end": ("own", 4, TIGHT, False),
}
PARTS: Final = ("first half", "second half")
HALVED: Final = ("none", "own, 4", "other's, 4")


@study(
    name="longlamp",
    system="longlamp",
    title="LongLaMP: whole own texts before a long one",
    claim="own mails make a long mail of the same author likelier, in its second half too, and more than another's do",
    data=("panza-emails",),
    seconds=240,
)
def run(setting: Setting) -> Outcome:
    """Score long mails after the prompts of the system."""
    likely = Likely.of(setting)
    folder = setting.folder("panza-emails")
    people = {author: read(folder / f"{author}.jsonl") for author in AUTHORS}
    pairs: list[tuple[str, str]] = []
    kinds: list[tuple[str, str]] = []
    with _desks(people, likely.model, setting) as desks:
        for author, other in (AUTHORS, AUTHORS[::-1]):
            last = min(map(len, people.values()))
            chosen = list(_long(people[author], last))
            for mail in setting.rng(author).sample(chosen, min(MAILS, len(chosen))):
                whose = {"own": desks[author], "other's": desks[other], "nobody": desks["nobody"]}
                for condition, (who, k, room, ends) in CONDITIONS.items():
                    prompt = _prompt(mail, whose[who], likely.model, k, room, ends=ends)
                    for part, before, text in _parts(mail.text, halved=condition in HALVED):
                        pairs.append((prompt + before, text))
                        kinds.append((condition, part))
    found: dict[tuple[str, str], list[float]] = {}
    step = 24
    for at in range(0, len(pairs), step):
        for kind, nats in zip(kinds[at : at + step], likely.many(pairs[at : at + step]), strict=True):
            found.setdefault(kind, []).append(float(nats))
        setting.progress(min(at + step, len(pairs)), len(pairs))
    return _outcome(found)


def _long(mails: Sequence[Trace], last: int) -> Iterator[Trace]:
    """Long mails with a subject that repeat no earlier mail."""
    for place in range(40, last):
        mail = mails[place]
        fits = WORDS[0] <= len(mail.text.split()) <= WORDS[1] and mail.extra.get("subject")
        if fits and all(longest_copied(mail.text, each.text) < COPIED for each in mails[:place]):
            yield mail


def _prompt(mail: Trace, desk: Desk, model: LanguageModel, k: int, room: int, *, ends: bool) -> str:
    system = longlamp(k=k, tokens=room + 1, long=1)
    shorten = system.spine.shorten if ends else first_words
    spine = Lamp(system.spine.retrieve, k, room, keep=1, shorten=shorten)
    subject = harmless(str(mail.extra["subject"]))
    return spine.compose(WHAT, Request("write", subject, mail.at, kind="mail"), desk, model)[1].text + "\n\n"


def _parts(text: str, *, halved: bool) -> Iterator[tuple[str, str, str]]:
    """The parts that are scored: name, what of the text stands before, and the part."""
    words = harmless(text).split(" ")
    middle = len(words) // 2
    first, second = " ".join(words[:middle]), " " + " ".join(words[middle:])
    if not halved:
        yield "whole", "", first + second
        return
    yield "first half", "", first
    yield "second half", first, second


def _outcome(found: Mapping[tuple[str, str], Sequence[float]]) -> Outcome:
    whole = {name: list(found[name, "whole"]) for name in CONDITIONS if (name, "whole") in found}
    for name in HALVED:
        both = zip(found[name, "first half"], found[name, "second half"], strict=True)
        whole[name] = [(one + two) / 2 for one, two in both]

    def gain(one: str, other: str, part: str = "whole") -> Effect:
        a, b = (whole[name] if part == "whole" else found[name, part] for name in (one, other))
        metric = f"likelihood of the true mail, {part}"
        return Effect.of(paired(a, b), name=f"{one} less {other}, {part}", metric=metric, unit="nats a token")

    rows = [
        (
            name,
            *(str(bootstrap(found[name, part])) if (name, part) in found else None for part in PARTS),
            str(bootstrap(whole[name])),
        )
        for name in CONDITIONS
    ]  # fmt: skip
    own, other = found["own, 4", "second half"], found["other's, 4", "second half"]
    return Outcome(
        effect=gain("own, 4", "none"),
        also=[
            gain("own, 4", "none", "first half"),
            gain("own, 4", "none", "second half"),
            gain("none", "other's, 4"),
            gain("own, 2", "own, 1"),
            gain("own, 4", "own, 2"),
            gain("own, 4, cut in the middle", "own, 4, cut at the end"),
        ],
        controls=[
            Control.worse(
                "the other author's mails", paired(whole["own, 4"], whole["other's, 4"]), unit="nats a token"
            ),
            Control.worse("the other author's mails, second half", paired(own, other), unit="nats a token"),
        ],
        tables=[
            Table(
                "Likelihood of long mails by what stands before them",
                ("in the prompt", *PARTS, "whole"),
                rows,
                f"Nats a token; higher is likelier. {len(own)} mails of {WORDS[0]} to {WORDS[1]} words; prompts of up"
                f" to {ROOM} tokens, those that cut of up to {TIGHT}.",
            )
        ],
        notes=[
            "A small model is judged by what it finds likely; nothing is generated, so no text overlap is reported.",
            "Another author's mails show that a mail is wanted, and may be better than none for that alone.",
        ],
    )
