"""Letter: a digest as a mail, plain text beside HTML; nothing in it is loaded from elsewhere, and nobody is watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Final
from urllib.parse import quote

from thyself.core.trace import digest
from thyself.serve.digest.word import Card

_POLICY: Final = SMTP.clone(max_line_length=200)
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:38em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.3em}h2{font-size:1.1em;margin:1.4em 0 .2em}p{margin:.2em 0}.why,.from,footer{font-size:.9em;"
    "opacity:.75}footer{margin-top:2.5em}"
)
_PAGE: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width"><title>{heading}</title><style>{style}</style></head>
<body><main>
<h1>{heading}</h1>
{sections}
</main>
<footer><p>This was picked for you alone. <a href="{end}">Get it no more</a></p></footer></body></html>
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A card and where it leads; empty where it leads nowhere."""

    card: Card
    url: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a person ends the digest.

    Args:
        token: Says whose it is.
        mail: Where a mail with that token as its subject ends it.
        url: A page that ends it; empty where there is no server.
    """

    token: str
    mail: str
    url: str = ""

    @property
    def by_mail(self) -> str:
        """The address of such a mail."""
        return f"mailto:{self.mail}?subject={quote('unsubscribe ' + self.token)}"


@dataclass(frozen=True, slots=True)
class Letter:
    """One person's digest of one day.

    Args:
        person: Whose it is.
        to: Where it goes.
        day: Of which day, on the person's clock.
        entries: What is in it, best first.
        ending: How it is ended.
    """

    person: str
    to: str
    day: date
    entries: tuple[Entry, ...]
    ending: Ending

    @property
    def heading(self) -> str:
        """Its heading."""
        return f"Your digest of {self.day.day} {self.day:%B %Y}"

    @property
    def subject(self) -> str:
        """What stands in the list of mails: the heading, and its first title."""
        first = " ".join(self.entries[0].card.title.split()) if self.entries else ""
        return f"{self.heading}: {first}"[:150].rstrip(": ")

    @property
    def text(self) -> str:
        """As plain text."""
        parts = [self.heading, ""]
        for number, entry in enumerate(self.entries, 1):
            card = entry.card
            lines = (card.what, card.why, _origin(card), entry.url)
            parts += [f"{number}. {card.title}", *(f"   {line}" for line in lines if line), ""]
        ways = [each for each in (self.ending.url, self.ending.by_mail) if each]
        return "\n".join([*parts, "-- ", "This was picked for you alone. To get it no more:", *ways, ""])

    @property
    def html(self) -> str:
        """As a page."""
        end = self.ending.url or self.ending.by_mail
        return _PAGE.format(
            heading=escape(self.heading),
            style=_STYLE,
            sections="\n".join(_section(each) for each in self.entries),
            end=escape(end),
        )

    def message(self, sender: str, at: datetime) -> EmailMessage:
        """As a mail.

        Args:
            sender: From whom.
            at: When.
        """
        mail = EmailMessage(_POLICY)
        mail["From"] = Address(display_name="Your digest", addr_spec=sender)
        if self.to:
            mail["To"] = Address(addr_spec=self.to)
        mail["Subject"] = self.subject
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<{digest(self.ending.token, self.day)}@{sender.rpartition('@')[2]}>"
        ways = [f"<{each}>" for each in (self.ending.url, self.ending.by_mail) if each]
        mail["List-Unsubscribe"] = ", ".join(ways)
        if self.ending.url.startswith("https:"):
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self.text, cte="quoted-printable")
        mail.add_alternative(self.html, subtype="html", cte="quoted-printable")
        return mail


def _origin(card: Card) -> str:
    """Where it is from; its own title where it got another."""
    told = card.item.attributes
    own = card.item.title if card.title != card.item.title else ""
    return ", ".join(each for each in (own, _names(told.get("authors")), str(told.get("feed", ""))) if each)


def _names(authors: object) -> str:
    given: Sequence[object] = authors if isinstance(authors, list | tuple) else ()
    return ", ".join(map(str, given[:3])) + (" and others" if len(given) > 3 else "")


def _section(entry: Entry) -> str:
    card = entry.card
    title = escape(card.title)
    head = f'<a href="{escape(entry.url)}">{title}</a>' if entry.url else title
    lines = (("", card.what), (' class="why"', card.why), (' class="from"', _origin(card)))
    told = "\n".join(f"<p{kind}>{escape(line)}</p>" for kind, line in lines if line)
    return f"<section><h2>{head}</h2>\n{told}</section>"
