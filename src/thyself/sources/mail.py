"""One mail as a trace: decoded, with quotes and signature apart."""

from __future__ import annotations

import email
import email.message
import email.utils
import re
from collections.abc import Iterator
from datetime import datetime
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from typing import Any, Final

from thyself.core import Rejected, Trace
from thyself.sources.html_text import html_text
from thyself.sources.port import ReadContext
from thyself.sources.times import Unclear, read_time

#: What is kept of the quoted mails below a mail, in characters.
_QUOTED: Final = 4_000
#: HTML beyond this is a newsletter's weight, not words.
_HTML: Final = 2_000_000
_WROTE: Final = re.compile(
    r"(on\s.{4,200}\swrote|am\s.{4,200}\sschrieb.{0,80}|le\s.{4,200}\sa écrit|il\s.{4,200}\sha scritto|"
    r"el\s.{4,200}\sescribió)\s?:",
    re.IGNORECASE,
)
_FORWARDED: Final = re.compile(
    r"-{2,}\s*(original message|forwarded message|ursprüngliche nachricht|messaggio originale|message d'origine)"
    r"\s*-{2,}|begin forwarded message:|_{20,}",
    re.IGNORECASE,
)
_BLOCK: Final = re.compile(r"\*?(sent|date|to|subject|gesendet|an|betreff)\s?:", re.IGNORECASE)
#: How a line can begin that is not the writer's own words.
_APART: Final = re.compile(r"\s*(>|--|_{20}|(on|am|le|il|el|begin)\s|\*?(from|von|da|de)\s?:)", re.IGNORECASE)
_PHONE: Final = re.compile(r"sent from my \w+.{0,20}|get outlook for \w+", re.IGNORECASE)
SENT: Final = re.compile(
    r"(?<![a-z])(sent|gesendet|inviat[ai]|envoy[ée]s|enviados?|verzonden|skickat)(?![a-z])", re.IGNORECASE
)


def header(message: email.message.Message, name: str) -> str:
    """A header, decoded; empty where it is missing."""
    value = message.get(name)
    if value is None:
        return ""
    raw = str(value)
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return _plain(raw)
    return _plain("".join(_decoded(piece, charset) for piece, charset in pieces))


def _plain(text: str) -> str:
    return " ".join(re.sub("[\udc80-\udcff]+", _raw, text).split())


def _raw(found: re.Match[str]) -> str:
    return decoded(found[0].encode("utf-8", "surrogateescape"), "utf-8")


def _decoded(piece: bytes | str, charset: str | None) -> str:
    return piece if isinstance(piece, str) else decoded(piece, charset or "utf-8")


def decoded(raw: bytes, charset: str) -> str:
    """Text in the charset that a mail names, or the best that can be made of it."""
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name)
        except (LookupError, ValueError, AttributeError):
            continue
    return raw.decode("cp1252", "replace")


def addresses(message: email.message.Message, name: str) -> list[tuple[str, str]]:
    """Names and addresses in a header; the address in lower case."""
    found = email.utils.getaddresses([header(message, name)])
    return [(shown.strip(), address.strip().casefold()) for shown, address in found if address or shown]


def body_of(message: email.message.Message) -> tuple[str, list[str]]:
    """The text of a mail (of its HTML where it has no other), and the names of what is attached."""
    plain: list[str] = []
    pages: list[str] = []
    attached: list[str] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        name = part.get_filename()
        if name or "attachment" in str(part.get("Content-Disposition", "")).casefold():
            attached.append(_plain(str(name or "unnamed")))
        elif kind == "text/plain":
            plain.append(_text(part))
        elif kind == "text/html":
            pages.append(html_text(_text(part)[:_HTML]))
    return "\n".join(plain if any(each.strip() for each in plain) else pages).strip(), attached


def _text(part: email.message.Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    return decoded(payload, charset).replace("\r\n", "\n").replace("\r", "\n")


def split_body(text: str) -> tuple[str, str, str]:
    """What was written, the quoted mails, and the signature."""
    own: list[str] = []
    quoted: list[str] = []
    signature: list[str] = []
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        line, step = lines[index], 1
        if not _APART.match(line):
            own.append(line)
        elif _FORWARDED.match(line.strip()) or _outlook(lines[index : index + 5]):
            quoted += lines[index:]
            break
        elif line in ("-- ", "--") and any(own):
            signature = lines[index + 1 :]
            break
        elif line.startswith(">") or (step := _introduces(lines[index : index + 2])):
            quoted += lines[index : index + step]
        else:
            own.append(line)
            step = 1
        index += step
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip()
    last = words.rpartition("\n")[2].strip()
    if not signature and _PHONE.fullmatch(last):
        words, signature = words[: -len(last)].strip(), [last]
    return words, "\n".join(quoted).strip(), "\n".join(signature).strip()


def _introduces(lines: list[str]) -> int:
    """How many lines say that somebody wrote what follows ("On Monday Ann wrote:"); zero where none does."""
    for count in (1, 2):
        if len(lines) >= count and _WROTE.fullmatch(" ".join(line.strip() for line in lines[:count])):
            return count
    return 0


def _outlook(lines: list[str]) -> bool:
    """Whether a block of headers begins here, as Outlook puts it above the mail that is answered."""
    if not re.match(r"\*?(from|von|da|de)\s?:", lines[0].strip(), re.IGNORECASE):
        return False
    return sum(bool(_BLOCK.match(line.strip())) for line in lines[1:]) >= 2


def session_of(message: email.message.Message, subject: str) -> str:
    """The thread: as Gmail numbers it, else the first mail of it, else the subject."""
    thread = header(message, "X-GM-THRID")
    first = re.search(r"<[^<>\s]+>", header(message, "References") or header(message, "In-Reply-To"))
    own = header(message, "Message-ID")
    if thread or first:
        return thread or str(first and first[0])
    return own or re.sub(r"^((re|fwd?|aw|wg|sv|r|i)\s*:\s*)+", "", subject, flags=re.IGNORECASE) or "mail"


def is_sent(message: email.message.Message) -> bool:
    """Whether the mail's own labels say that the person sent it."""
    return bool(SENT.search(header(message, "X-Gmail-Labels")))


def date_of(message: email.message.Message, context: ReadContext, envelope: str = "") -> datetime:
    """When it was sent: from the header, else from the stations on its way, else from the mbox line.

    Raises:
        Unclear: None of them tells a time.
    """
    stations = [str(each).rpartition(";")[2] for each in message.get_all("Received", [])]
    for text in (header(message, "Date"), *stations, envelope):
        clean = re.sub(r"\([^()]*\)", "", text).strip()
        if clean:
            try:
                return read_time(clean, context)
            except Unclear:
                continue
    raise Unclear("no date that can be read")


def traces_of(
    raw: bytes, context: ReadContext, where: str, *, mine: frozenset[str], envelope: str = ""
) -> Iterator[Trace | Rejected]:
    """The trace of one mail.

    Args:
        raw: The mail as it stands in the file.
        context: How to read.
        where: For what is told of it.
        mine: Addresses that are the person beside ``context.owner``; ``"*"`` says that the person sent it.
        envelope: The date of the mbox line.
    """
    try:
        message = email.message_from_bytes(raw)
    except (MessageError, ValueError):
        yield Rejected(where, "not a mail that can be read")
        return
    if not message.keys():
        yield Rejected(where, "not a mail: it has no headers")
        return
    try:
        at = date_of(message, context, envelope)
    except Unclear as error:
        yield Rejected(where, str(error))
        return
    yield _trace(message, context, at, mine)


def _trace(message: email.message.Message, context: ReadContext, at: datetime, mine: frozenset[str]) -> Trace:
    shown, address = next(iter(addresses(message, "From")), ("", ""))
    by_me = "*" in mine or address in mine or context.owns(address, shown) or is_sent(message)
    subject = header(message, "Subject")
    body, attached = body_of(message)
    text, quoted, signature = split_body(body)
    extra: dict[str, Any] = {"subject": subject, "to": [each or name for name, each in addresses(message, "To")]}
    extra |= {"from": address} if address and not by_me else {}
    extra |= {"quoted": quoted[:_QUOTED]} if quoted else {}
    extra |= {"signature": signature} if signature else {}
    extra |= {"attachments": attached} if attached else {}
    return Trace(
        text,
        at=at,
        kind="wrote" if by_me else "read",
        author="me" if by_me else shown or address or "unknown",
        source=context.source or "mail",
        ref=header(message, "Message-ID") or None,
        session=session_of(message, subject),
        extra=extra,
    )
