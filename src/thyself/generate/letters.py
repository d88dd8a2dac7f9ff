"""Letters: a mail taken apart into greeting, body and sign-off, and how one person usually makes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_GREETING: Final = re.compile(
    r"^(?:dear|hi|hello|hey|good morning|good afternoon|good evening|greetings)\b(?P<to>[^\n,:!–-]{0,60})[,!:.]?\s*$",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    r"^(?:(?:many |best |all my |all the |all |with |warm |kind |warmest |kindest )*"
    r"(?:regards|wishes|thanks|best|cheers|sincerely|love|hugs|thank you|yours(?: \w+)?|greetings|take care|talk soon"
    r"|xo+))"
    r"[,!.]?$",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")
#: A person who greets without a name this often, beside greetings with one, does so where no name is known.
_OFTEN: Final = 0.1
#: What stands in a greeting where the name of the addressee is not known.
UNKNOWN_NAME: Final = "[name]"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's parts; each may be empty.

    Args:
        greeting: Its first line where that greets: ``"Dear Anna,"``.
        to: The name that it greets: ``"Anna"``.
        body: The paragraphs between.
        closing: ``"Best regards,"``.
        name: The name under it.
    """

    greeting: str
    to: str
    body: str
    closing: str
    name: str

    @property
    def sentences(self) -> list[str]:
        """The body, sentence by sentence, each on one line."""
        return sentences(self.body)


def take_apart(text: str) -> Letter:
    """The parts of a mail."""
    lines = [line.strip() for line in text.replace("\r", "").strip().split("\n")]
    greeting, to = "", ""
    if lines and (found := _GREETING.match(lines[0])):
        greeting, to = lines[0], found["to"].strip()
        lines = lines[1:]
    closing, name = "", ""
    for back in range(1, min(6, len(lines)) + 1):
        if _CLOSING.match(lines[-back]):
            closing = lines[-back]
            name = " ".join(line for line in lines[len(lines) - back + 1 :] if line)
            lines = lines[:-back]
            break
    return Letter(greeting, to, _paragraphs(lines), closing, name if len(name) < 60 else "")


def _paragraphs(lines: Sequence[str]) -> str:
    whole = "\n".join(lines).strip()
    blocks = [block.replace("\n", " ") for block in re.split(r"\n\s*\n", whole)]
    return "\n\n".join(block.strip() for block in blocks if block.strip())


def sentences(text: str) -> list[str]:
    """Sentences, each on one line."""
    flat = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    return [sentence for block in flat for sentence in _SENTENCE.split(block) if sentence]


@dataclass(frozen=True, slots=True)
class Habits:
    """How one person usually frames a mail.

    Args:
        greeting: With ``{name}`` where the addressee's name goes, or without a name.
        closing: The usual sign-off; empty where there is none.
        name: The name that the person signs with.
        formulas: Sentences that stand in two or more of the mails, commonest first: the person's own set phrases.
        n: How many mails this was read from.
        nameless: The usual greeting without a name; empty where there is none.
        known: How those are greeted who were greeted before, by their names in small letters.
    """

    greeting: str = ""
    closing: str = ""
    name: str = ""
    formulas: tuple[str, ...] = ()
    n: int = 0
    nameless: str = ""
    known: Mapping[str, str] = field(default_factory=dict)

    def greet(self, name: str) -> str:
        """The greeting for an addressee, as they were greeted before; a gap to fill where there is no name."""
        if name.casefold() in self.known:
            return self.known[name.casefold()]
        return self.greeting.replace("{name}", name or UNKNOWN_NAME) if name or not self.nameless else self.nameless

    def frame(self, body: str, *, name: str = "") -> str:
        """A body between greeting and sign-off."""
        ending = "\n".join(part for part in (self.closing, self.name) if part)
        return "\n\n".join(part for part in (self.greet(name), body, ending) if part)


def habits(texts: Iterable[str]) -> Habits:
    """The commonest frame of a person's mails; a mail without a greeting (a quick reply) does not vote against one."""
    letters = [take_apart(text) for text in texts]
    greetings = Counter(_pattern(letter) for letter in letters if letter.greeting)
    named = Counter({each: n for each, n in greetings.items() if "{name}" in each})
    nameless = greetings - named
    to: dict[str, Counter[str]] = {}
    for letter in letters:
        if letter.to:
            to.setdefault(letter.to.casefold(), Counter())[letter.greeting] += 1
    closings = Counter(letter.closing for letter in letters if letter.closing)
    names = Counter(letter.name for letter in letters if letter.name)
    formulas = Counter(sentence for letter in letters for sentence in dict.fromkeys(letter.sentences))
    return Habits(
        greeting=_commonest(named or nameless),
        closing=_commonest(closings),
        name=_commonest(names),
        formulas=tuple(sentence for sentence, n in formulas.most_common() if n > 1 and len(sentence.split()) > 3),
        n=len(letters),
        nameless=_commonest(nameless) if nameless.total() >= named.total() * _OFTEN else "",
        known={name: _commonest(counts) for name, counts in to.items()},
    )


def _pattern(letter: Letter) -> str:
    return letter.greeting.replace(letter.to, "{name}", 1) if letter.to else letter.greeting


def _commonest(counts: Counter[str]) -> str:
    return counts.most_common(1)[0][0] if counts else ""
