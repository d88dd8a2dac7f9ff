"""Hearing: what an utterance of a conversation says of preferences, by rules or by a language model that is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from thyself.core import Catalog
from thyself.core.words import stem, stems, words
from thyself.models import LanguageModel, Message
from thyself.recommend.preferences import Heard, Kinds, Rule, Stated, labels

#: How what is said is meant; the first that is found counts.
_DEGREES: Final = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.I), degree)
    for pattern, degree in (
        (r"hate[sd]?|loathe[sd]?|can(?:no|')?t stand|detest(?:s|ed)?|awful|terrible", -2.0),
        (r"dis-?like[sd]?|(?:do|does|did)(?: not|n't) (?:really |much )?(?:like|enjoy|want|care for|love|feel like)"
         r"|not (?:into|keen on|a fan of)|less|fewer|boring|bored (?:of|by|with)|(?:tired|sick) of", -1.0),
        (r"love[sd]?|adore[sd]?|favou?rites?|brilliant|fantastic", 2.0),
        (r"like[sd]?|enjoy(?:s|ed)?|prefers?|fond of|keen on|fan of|into|wants?|looking for|(?:in the )?mood for"
         r"|feel like|more|something|anything|good|great", 1.0),
    )
)  # fmt: skip
_BACK: Final = re.compile(
    r"\b(?:forget(?: about)?|never ?mind|take back|ignore|scrap|drop)\b"
    r"|\b(?:is|are)(?: \w+)? (?:fine|ok|okay|all right)\b|\bdo(?:n't| not) (?:mind|care about)\b",
    re.I,
)
_ANEW: Final = re.compile(r"\b(?:start (?:over|again|anew)|forget (?:everything|it all|all of (?:it|that)))\b", re.I)
_WITHOUT: Final = re.compile(
    r"\b(?:no(?! longer)|not|nothing|without|never|avoid|can(?:no|')?t (?:have|watch|read|eat))\b", re.I
)
_ONLY: Final = re.compile(r"\b(?:only|must be|has to be|nothing but)\b", re.I)
_SEEN: Final = re.compile(r"\b(?:seen|know|read|watched|played|heard|have|had|own)\b", re.I)
_TAKE: Final = re.compile(
    r"\b(?:i(?:'?ll| will) (?:take|try|watch|read|have|go (?:for|with))|sounds good|that's it)\b", re.I
)
_SINCE: Final = re.compile(r"\b(?:after|since|newer than|from)\s+(\d{4})\b", re.I)
_UNTIL: Final = re.compile(r"\b(?:before|older than|until)\s+(\d{4})\b", re.I)
_DECADE: Final = re.compile(r"\b(?:the )?((?:19|20)?\d0)'?s\b", re.I)
_YES: Final = re.compile(r"^\W*(?:yes|yeah|yep|sure|i do|very much|definitely|please)\b", re.I)
_NO: Final = re.compile(r"^\W*(?:no|nope|not really|not at all|i do(?:n't| not))\W*$|^\W*(?:no|nope)[,.!]", re.I)
_EITHER: Final = re.compile(r"^\W*(?:i do(?:n't| not) (?:mind|know|care)|either|whatever|maybe|no idea)\b", re.I)
_PLACES: Final = {name: at for at, names in enumerate(("first 1st", "second 2nd", "third 3rd", "fourth 4th",
                                                       "fifth 5th")) for name in names.split()}  # fmt: skip
_CLAUSES: Final = re.compile(
    r"[;\n]+|[.!?](?:\s+|$)|,?\s*\bbut\b\s*|,\s*(?=(?:no|not|only|nothing|without)\b)"
    r"|,?\s*\band\s+(?=(?:i|no|not|only|nothing|without)\b)",
    re.I,
)
_FILLERS: Final = frozenset(
    stem(word) for word in "film movie book game item thing one kind stuff recommend show suggest find please watch"
    " read play really bit lot time tonight today something anything maybe new old good great nice mood look want like"
    " love enjoy prefer hate dislike more less give get seen know other another else next page again".split()
)  # fmt: skip
_ARTICLE: Final = re.compile(r"^(.*), (the|a|an)$", re.I)
_ASIDE: Final = re.compile(r"\s*\([^)]*\)\s*$")


class Hearing(Protocol):
    """Tells what an utterance says."""

    def hear(self, said: str, shown: Sequence[str] = ()) -> Heard:
        """What it says; ``shown`` are the ids of the items of the last list, in order."""


class ByRules:
    """Reads an utterance by rules, in the words of a catalogue: its labels, its texts, its titles.

    What it does not understand it leaves out; nothing is guessed. "No horror" is a rule, "I don't like horror" is a
    dislike; "horror is fine after all" and "forget the horror" take both back.

    Source: the conversation state of RecLLM: Leveraging Large Language Models in Conversational Recommender Systems
    (2023), where a language model reads it.

    Args:
        catalog: The items.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog, self.kinds = catalog, Kinds(catalog)
        self._titles: dict[tuple[str, ...], str] = {}
        for item in catalog:
            if name := tuple(words(plain(item.title))):
                self._titles.setdefault(name, item.id)
        names = {label for item in catalog for label in labels(item)}
        self._labels = {tuple(stems(label)): label for label in sorted(names, reverse=True) if stems(label)}
        self._longest = max([len(each) for each in (*self._titles, *self._labels)], default=1)

    def hear(self, said: str, shown: Sequence[str] = ()) -> Heard:
        """Clause by clause; a clause without a verb goes on as the one before it."""
        text = " ".join(said.replace("’", "'").split())
        heard = Heard(answer=_answer(text), anew=bool(_ANEW.search(text)))
        degree = 1.0
        for clause in (each for each in _CLAUSES.split(text) if each and each.strip(" ,")):
            part, degree = self._clause(clause, text, shown, degree)
            heard = _both(heard, part)
        return heard

    def _clause(self, clause: str, quote: str, shown: Sequence[str], before: float) -> tuple[Heard, float]:
        years, rest = _years(clause, quote)
        if years:
            part, degree = self._clause(rest, quote, shown, before)
            return replace(part, rules=(*years, *part.rules)), degree
        items, rest = self._items(clause, shown)
        phrases, unknown = self._phrases(rest)
        verb = next((degree for pattern, degree in _DEGREES if pattern.search(rest)), None)
        if _ANEW.search(clause):
            return Heard(), 1.0
        if _BACK.search(rest):
            return Heard(withdrawn=(*items, *phrases)), 1.0
        if items and _TAKE.search(clause):
            return Heard(taken=items[0]), before
        if (verb is None or verb > 0) and _ONLY.search(rest):
            return Heard(rules=tuple(Rule("only", each, quote) for each in phrases), unknown=unknown), before
        if verb is None and _WITHOUT.search(rest):
            rules = tuple(Rule("without", each, quote) for each in phrases)
            return Heard(rules=rules, seen=items, unknown=unknown), before
        degree = before if verb is None else verb
        if items and verb is None and _SEEN.search(rest):
            return Heard(seen=items), before
        stated = [Stated(each, degree, quote, True) for each in items]
        stated += [Stated(each, degree, quote) for each in phrases]
        return Heard(tuple(stated), unknown=unknown), degree

    def _items(self, clause: str, shown: Sequence[str]) -> tuple[tuple[str, ...], str]:
        """Items that a clause names, by title or by their place in the list, and the clause without them."""
        found, there, rest = list[str](), words(clause), clause
        if re.search(r"\b(?:these|those|them|any of)\b", clause, re.I) and shown and _SEEN.search(clause):
            found += shown
        for word in there:
            at = _PLACES.get(word, len(shown) - 1 if word == "last" else None)
            if at is not None and 0 <= at < len(shown):
                found.append(shown[at])
        for size in range(min(self._longest, len(there)), 0, -1):
            for first in range(len(there) - size + 1):
                name = tuple(there[first : first + size])
                if name in self._titles and (size > 1 or _is_name(name[0], rest)):
                    found.append(self._titles[name])
                    rest = re.sub(r"\W+".join(map(re.escape, name)), " ", rest, count=1, flags=re.I)
                    there = words(rest)
        return tuple(dict.fromkeys(found)), rest

    def _phrases(self, clause: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Labels that a clause names, then words that stand in texts; and words that nothing has."""
        there, found, unknown = stems(clause), list[str](), list[str]()
        for size in range(min(self._longest, len(there)), 0, -1):
            for first in range(len(there) - size + 1):
                name = tuple(there[first : first + size])
                if name in self._labels:
                    found.append(self._labels[name])
                    there[first : first + size] = [""] * size
        forms = {stem(word): word for word in words(clause)}
        for each in (each for each in there if each and each not in _FILLERS and not each.isdigit()):
            (found if each in self.kinds.known else unknown).append(forms.get(each, each))
        verbs = {each for pattern, _ in _DEGREES for match in pattern.finditer(clause) for each in words(match.group())}
        keep = [each for each in found if each not in verbs]
        return tuple(dict.fromkeys(keep)), tuple(each for each in unknown if each not in verbs)


def plain(title: str) -> str:
    """A title as it is said: ``"Matrix, The (1999)"`` is ``"The Matrix"``."""
    bare = _ASIDE.sub("", title).strip()
    turned = _ARTICLE.match(bare)
    return f"{turned.group(2)} {turned.group(1)}" if turned else bare


def _is_name(word: str, clause: str) -> bool:
    """Whether a single word is meant as a title: in quotes, or with a capital within the clause."""
    quoted = rf"[\"'“](?i:{re.escape(word)})[\"'”]"
    return re.search(rf"{quoted}|(?<=\w ){re.escape(word.capitalize())}\b", clause) is not None


def _years(clause: str, quote: str) -> tuple[tuple[Rule, ...], str]:
    """The rule on years, if there is one, and the clause without it."""
    since, until, decade = _SINCE.search(clause), _UNTIL.search(clause), _DECADE.search(clause)
    if not (since or until or decade):
        return (), clause
    rest = _UNTIL.sub(" ", _SINCE.sub(" ", _DECADE.sub(" ", clause)))
    if decade:
        told = int(decade.group(1))
        first = told if told >= 1000 else told + (2000 if told < 30 else 1900)
        return (Rule("years", "years", quote, first, first + 9),), rest
    first = int(since.group(1)) if since else 0
    return (Rule("years", "years", quote, first, int(until.group(1)) - 1 if until else 9999),), rest


def _answer(text: str) -> int | None:
    if _EITHER.search(text):
        return 0
    return 1 if _YES.search(text) else -1 if _NO.search(text) else None


def _both(one: Heard, other: Heard) -> Heard:
    return replace(
        one,
        stated=(*one.stated, *other.stated),
        rules=(*one.rules, *other.rules),
        withdrawn=(*one.withdrawn, *other.withdrawn),
        seen=(*one.seen, *other.seen),
        taken=one.taken or other.taken,
        unknown=(*one.unknown, *other.unknown),
    )


_PROMPT: Final = (
    "Below is what somebody says to a recommender, as data. Give JSON with the lists likes, dislikes, without, only and"
    " withdrawn: what they like, do not like, must not get, want alone, and take back, in their own words."
)


@dataclass(frozen=True)
class ByModel:
    """Lets a language model read an utterance; what it says counts only where the person really said it.

    What the rules hear of rules and of what is taken back counts in any case: what a person forbids is not left to a
    model. Where the model gives no readable answer, the rules alone count.

    Source: RecLLM: Leveraging Large Language Models in Conversational Recommender Systems (2023).

    Args:
        model: A model that can follow instructions.
        rules: Reads what the model gives, and the utterance by itself.
    """

    model: LanguageModel
    rules: ByRules

    def hear(self, said: str, shown: Sequence[str] = ()) -> Heard:
        """See :class:`Hearing`."""
        plainly = self.rules.hear(said, shown)
        asked = [Message("system", _PROMPT), Message("user", json.dumps(said))]
        told = _json(self.model.generate(asked, max_tokens=200).text)
        spoken = {*stems(said)}
        heard = plainly
        have = {each.phrase for each in plainly.stated} | {each.phrase for each in plainly.rules} | {*plainly.withdrawn}
        for name, words_for in (("likes", "I like {}"), ("dislikes", "I don't like {}"), ("without", "no {}"),
                                ("only", "only {}"), ("withdrawn", "forget {}")):  # fmt: skip
            for phrase in _texts(told.get(name)):
                if stems(phrase) and spoken.issuperset(stems(phrase)):
                    more = self.rules.hear(words_for.format(phrase), shown)
                    heard = _both(heard, _quoting(_new(more, have), said))
        return heard


def _new(heard: Heard, have: set[str]) -> Heard:
    """Without what is known already."""
    return replace(
        heard,
        stated=tuple(each for each in heard.stated if each.phrase not in have),
        rules=tuple(each for each in heard.rules if each.phrase not in have),
        withdrawn=tuple(each for each in heard.withdrawn if each not in have),
        unknown=(),
    )


def _quoting(heard: Heard, said: str) -> Heard:
    return replace(
        heard,
        stated=tuple(replace(each, quote=said) for each in heard.stated),
        rules=tuple(replace(each, quote=said) for each in heard.rules),
    )


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text[text.find("{") : text.rfind("}") + 1] or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
