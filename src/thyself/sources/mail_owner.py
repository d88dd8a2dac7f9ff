"""Whose mailbox it is, where the person did not say."""

from __future__ import annotations

import email
import email.message
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from thyself.core import SourceError
from thyself.sources.mail import SENT, addresses, is_sent
from thyself.sources.places import folder_name
from thyself.sources.port import Note, Place, ReadContext

_HEADS: Final = (b"from:", b"to:", b"cc:", b"delivered-to:", b"x-gmail-labels:", b"x-original-to:")
_RECEIVED: Final = re.compile(r"in-?box|posteingang|in arrivo|archive", re.IGNORECASE)
_HINT: Final = "if that is wrong, forget this source and add it again with your address (owner)"


def heads_of(raw: bytes) -> email.message.Message:
    """The headers of a mail that tell whose box it is in."""
    kept: list[bytes] = []
    keep = False
    for line in raw.split(b"\n"):
        if not line.strip():
            break
        if not line.startswith((b" ", b"\t")):
            keep = line.lower().startswith(_HEADS)
        if keep:
            kept.append(line.rstrip(b"\r"))
    return email.message_from_bytes(b"\n".join(kept) + b"\n\n")


def whose(
    path: Place, context: ReadContext, messages: Iterator[email.message.Message]
) -> tuple[frozenset[str], list[Note]]:
    """The addresses that are the person's, and how they were found; ``"*"`` where the person sent all of it.

    In this order: a folder called Sent; the label Sent of Gmail; the address that most mails were delivered to; the one
    that sent or got most of them, where no other comes near; the one that sent most, unless it is an inbox. What others
    wrote must not become the words of the person, so a doubtful case is asked about and not decided.
    """
    if context.owner:
        return frozenset(), []
    name = context.label(path)
    if any(SENT.search(each) for each in (path.name, folder_name(path))):
        return frozenset({"*"}), [Note(f"{name}: a folder of sent mail, so all of it was taken as written by you")]
    counts = _Counts()
    try:
        for message in messages:
            counts.add(message)
    except SourceError:
        return frozenset(), []
    mine, why = counts.decide(inbox=any(_RECEIVED.search(each) for each in (path.name, folder_name(path))))
    if not mine:
        return frozenset(), [Note(f"{name}: none of its addresses is known to be yours; say yours (owner)")]
    return frozenset(mine), [Note(f"{name}: {', '.join(sorted(mine))} was taken as you, since {why}; {_HINT}")]


@dataclass(slots=True)
class _Counts:
    mails: int = 0
    labelled: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    delivered: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)

    def add(self, message: email.message.Message) -> None:
        self.mails += 1
        author = next(iter(addresses(message, "From")), ("", ""))[1]
        self.sent[author] += 1
        if is_sent(message):
            self.labelled[author] += 1
        to = addresses(message, "Delivered-To") or addresses(message, "X-Original-To")
        self.delivered.update(each for _name, each in to[:1])
        got = {each for header in ("To", "Cc") for _name, each in addresses(message, header)}
        self.there.update({author, *got})

    def decide(self, *, inbox: bool) -> tuple[set[str], str]:
        labelled = {address for address in self.labelled if address}
        if labelled:
            return labelled, "mails from it have the label Sent"
        if found := self._most(self.delivered):
            return {found}, "most mails were delivered to it"
        if found := self._most(self.there, ahead=1.25):
            return {found}, "it sent or got most of them"
        if not inbox and (found := self._most(self.sent)):
            return {found}, "it sent most mails"
        return set(), ""

    def _most(self, counts: Counter[str], *, ahead: float = 1.0) -> str:
        """The address in more than half of the mails (two at least), so much ahead of the next; empty without one."""
        (address, times), (_next, others) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        enough = times >= 2 and times > self.mails / 2 and times >= ahead * others
        return address if enough else ""
