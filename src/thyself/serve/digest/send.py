"""Send: where a digest goes, by SMTP with encryption or into a file; what surely did not arrive may be tried again."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Literal, Protocol

from thyself.core import InvalidInput, Refused, ThyselfError
from thyself.serve.digest.letter import Letter

Security = Literal["starttls", "tls", "none"]
_PORTS: Final[dict[str, int]] = {"starttls": 587, "tls": 465, "none": 25}
_ADDRESS: Final = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,10}")


class Undelivered(ThyselfError):
    """A mail that surely did not arrive: it may be tried again."""


class Unreachable(Undelivered):
    """The server itself cannot be reached or does not let us in: no other mail can be delivered either."""


class Unsure(ThyselfError):
    """A mail that may have arrived or not: the connection broke while the server took it."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a digest goes, as the router sees it.

    Args:
        name: What the record of what was sent calls it.
        local: Whether it stays on this machine.
    """

    name: str
    local: bool


class Carrier(Protocol):
    """Takes letters to where they go."""

    def deliver(self, letter: Letter, at: datetime) -> None:
        """Deliver one.

        Raises:
            Undelivered: It surely did not arrive.
            Unsure: It may have arrived.
        """


class Sender(Protocol):
    """A way to deliver letters."""

    def destination(self, to: str) -> Destination:
        """Where a letter to this address goes."""

    def open(self) -> AbstractContextManager[Carrier]:
        """Make ready for several letters."""


def checked_address(address: str) -> str:
    """A mail address.

    Raises:
        InvalidInput: It is none, or not in plain letters.
    """
    if not _ADDRESS.fullmatch(address):
        raise InvalidInput(f"{address!r} is no mail address")
    return address


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server.

    Args:
        host: Its name.
        sender: From whom mails come.
        security: ``"starttls"`` (the connection is encrypted before anything is said), ``"tls"`` (from the beginning),
            or ``"none"``, which is for a server on this machine alone.
        port: Its port; 587, 465 or 25 by ``security`` where it is not given.
        user, password: Who sends; ``None`` where the server asks nobody.
        wait_s: The longest wait for an answer.
        tls: Which certificates are trusted; those of the system where it is not given.

    Raises:
        Refused: It would go in the clear through a network.
    """

    host: str
    sender: str
    security: Security = "starttls"
    port: int | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    wait_s: float = 30.0
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        checked_address(self.sender)
        if self.security not in _PORTS:
            raise InvalidInput(f"security: {self.security!r} is none of {', '.join(_PORTS)}")
        if self.security == "none" and not _here(self.host):
            raise Refused(
                f"mails to {self.host} would go through the network in the clear, for anybody to read:"
                " use starttls or tls"
            )
        if self.password is not None and self.user is None:
            raise InvalidInput("a password without a user: say who sends")

    def destination(self, to: str) -> Destination:
        """A mail leaves the machine."""
        return Destination(f"mail to {to}", local=False)

    @contextmanager
    def open(self) -> Iterator[Carrier]:
        """One connection for several mails; made when the first is sent."""
        post = _Post(self)
        try:
            yield post
        finally:
            post.close()


def _here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class _Post:
    """A connection to a mail server."""

    def __init__(self, to: Smtp) -> None:
        self._to = to
        self._server: smtplib.SMTP | None = None

    def deliver(self, letter: Letter, at: datetime) -> None:
        mail = letter.message(self._to.sender, at)
        server = self._ready(letter)
        try:
            code, said = server.data(_wire(mail))
        except smtplib.SMTPDataError as error:  # it would not even begin
            self._forget()
            raise Undelivered(f"{self._to.host}: {error.smtp_code} {_words(error.smtp_error)}") from None
        except (smtplib.SMTPException, OSError) as error:
            self._forget()
            raise Unsure(f"{self._to.host}: the connection broke while the mail was taken ({_plain(error)})") from None
        if code != 250:
            self._forget()
            raise Undelivered(f"{self._to.host}: {code} {_words(said)}")

    def close(self) -> None:
        """Take leave."""
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
        self._forget()

    def _forget(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None

    def _ready(self, letter: Letter) -> smtplib.SMTP:
        """A server that waits for the mail itself; up to here nothing of it was sent.

        Raises:
            Undelivered: It cannot be reached, or does not take this mail.
        """
        try:
            server = self._connected()
            for code, said in (server.mail(self._to.sender), server.rcpt(letter.to)):
                if code not in (250, 251):
                    server.rset()
                    raise Undelivered(f"{self._to.host} does not take a mail to {letter.to}: {code} {_words(said)}")
        except smtplib.SMTPAuthenticationError as error:
            self._forget()
            raise Unreachable(
                f"{self._to.host} does not accept {self._to.user!r} with this password: {error.smtp_code}"
                f" {_words(error.smtp_error)}"
            ) from None
        except smtplib.SMTPNotSupportedError:
            self._forget()
            raise Unreachable(f"{self._to.host} cannot {self._lacking()}; nothing was sent") from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._forget()
            raise Unreachable(f"{self._to.host} cannot be reached ({_plain(error)}); nothing was sent") from None
        return server

    def _lacking(self) -> str:
        return "encrypt the connection (STARTTLS)" if self._to.security == "starttls" else "do what is needed"

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._server.noop()[0] == 250:
                    return self._server
            self._forget()
        to, context = self._to, self._to.tls or ssl.create_default_context()
        port = to.port or _PORTS[to.security]
        if to.security == "tls":
            self._server = smtplib.SMTP_SSL(to.host, port, timeout=to.wait_s, context=context)
        else:
            self._server = smtplib.SMTP(to.host, port, timeout=to.wait_s)
        if to.security == "starttls":
            self._server.starttls(context=context)
        self._server.ehlo_or_helo_if_needed()
        if to.user is not None:
            self._server.login(to.user, to.password or "")
        return self._server


def _wire(mail: EmailMessage) -> bytes:
    return mail.as_bytes(policy=SMTP)


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200]


def _plain(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {error.verify_message}"
    return _words(str(error)) or type(error).__name__


@dataclass(frozen=True, slots=True)
class ToFiles:
    """Files on this machine in place of mails.

    Args:
        path: One file (``.html``, ``.txt`` or ``.eml``), or a folder, which gets one ``.eml`` a person and day.
        sender: From whom an ``.eml`` is.
    """

    path: Path
    sender: str = "digest@localhost"

    def destination(self, to: str) -> Destination:
        """Nothing leaves the machine."""
        return Destination(f"file {self.path}", local=True)

    @contextmanager
    def open(self) -> Iterator[Carrier]:
        """Nothing is to be made ready."""
        yield self

    def deliver(self, letter: Letter, at: datetime) -> None:
        """Write one; a file that is there is replaced as a whole."""
        one = self.path.suffix.lower() in (".html", ".htm", ".txt", ".eml")
        name = re.sub(r"[^\w.-]+", "_", letter.person).strip(".") or "somebody"
        file = self.path if one else self.path / f"{name}-{letter.day.isoformat()}.eml"
        kind = file.suffix.lower()
        whole = (
            letter.html.encode()
            if kind in (".html", ".htm")
            else letter.text.encode()
            if kind == ".txt"
            else letter.message(self.sender, at).as_bytes(policy=SMTP)
        )
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            half = file.with_name(f".{file.name}.part")
            half.write_bytes(whole)
            os.replace(half, file)
        except OSError as error:
            raise Undelivered(f"{file} cannot be written ({error.strerror})") from None
