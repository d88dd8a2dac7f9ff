"""Real servers on this machine: one of feeds, good and bad, one of mails; and a home with people."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import thyself
from thyself.core import Settings, Trace

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
TOPICS = {
    "sleep": "A wearable device watches how people sleep at night. It counts 3 stages.",
    "bread": "Old grains make good bread, says a baker in Graz. The dough rests for 20 hours.",
    "trains": "A new line of trains opens through the mountains in the spring.",
    "chess": "The world's best players of chess meet for a tournament in Oslo.",
    "bees": "Bees find their way home by the light of the sky.",
}

#: Twenty megabytes in twenty kilobytes.
BOMB = gzip.compress(b" " * (20 << 20), compresslevel=6)


def rss(*topics: str, title: str = "News") -> bytes:
    """A feed with an item a topic."""
    items = "".join(
        f"<item><guid>{topic}</guid><title>News of {topic}</title><link>https://news.example.org/{topic}</link>"
        f"<description>{TOPICS[topic]}</description></item>"
        for topic in topics
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


class FeedServer:
    """A real server of feeds; ``asked`` are the paths that it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.files: dict[str, bytes] = {"/good.xml": rss(*TOPICS), "/other.xml": rss("bees", title="Other")}
        self.stop = threading.Event()
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                served.asked.append(self.path)
                self.close_connection = True
                try:
                    served.answer(self)
                except OSError:
                    return  # the reader had enough of it

            def log_message(self, format: str, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        """A good file; or trouble, by its name."""
        whole = self.files.get(to.path)
        if whole is not None:
            self.send(to, 200, whole, ("content-length", str(len(whole))))
        elif to.path == "/slow.xml":
            self.send(to, 200, b"<rss>")
            while not self.stop.wait(0.05):
                to.wfile.write(b" ")
        elif to.path == "/slow-head.xml":
            to.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not self.stop.wait(0.05):
                to.wfile.write(b"x-more: yes\r\n")
        elif to.path == "/silent.xml":
            self.stop.wait(30)
        elif to.path == "/huge.xml":
            self.send(to, 200, b"<rss>")
            while True:
                to.wfile.write(b" " * (1 << 16))
        elif to.path == "/bomb.xml":
            self.send(to, 200, BOMB, ("content-encoding", "gzip"))
        elif to.path == "/packed.xml":
            self.send(to, 200, gzip.compress(rss("bees")), ("content-encoding", "gzip"))
        elif to.path == "/cut.xml":
            self.send(to, 200, rss("bees")[:80], ("content-length", "5000"))
        elif to.path == "/round.xml":
            self.send(to, 302, b"", ("location", "/round.xml"))
        elif to.path == "/moved.xml":
            self.send(to, 301, b"", ("location", "/good.xml"))
        elif to.path == "/file.xml":
            self.send(to, 302, b"", ("location", "file:///etc/passwd"))
        else:
            self.send(to, 404, b"")

    def send(self, to: BaseHTTPRequestHandler, status: int, whole: bytes, *heads: tuple[str, str]) -> None:
        to.send_response(status)
        for name, value in heads:
            to.send_header(name, value)
        to.end_headers()
        to.wfile.write(whole)


@pytest.fixture
def web() -> Iterator[FeedServer]:
    served = FeedServer()
    thread = threading.Thread(target=served.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield served
    served.stop.set()
    served.server.shutdown()
    served.server.server_close()
    thread.join()


class Mailbox:
    """What a mail server took, and how it behaves; ``trouble`` says no by the address of who gets the mail."""

    def __init__(self) -> None:
        self.raw: list[tuple[str, bytes]] = []
        self.trouble: dict[str, str] = {}
        self.sessions = 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> Any:  # noqa: N802
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if said := self.trouble.get(f"rcpt {address}"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        (to,) = envelope.rcpt_tos
        said = self.trouble.get(f"data {to}", "250 OK")
        if said.startswith("250") or said == "hang up":
            self.raw.append((to, envelope.content))
        if said == "hang up":
            server.transport.abort()
        return said

    @property
    def mails(self) -> dict[str, list[EmailMessage]]:
        """The mails by address."""
        found: dict[str, list[EmailMessage]] = {}
        for to, raw in self.raw:
            found.setdefault(to, []).append(message_from_bytes(raw, policy=policy.default))  # type: ignore[arg-type]
        return found


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def serve_mail() -> Iterator[Callable[..., tuple[Mailbox, int]]]:
    """Start a mail server; the arguments are those of aiosmtpd."""
    controller = pytest.importorskip("aiosmtpd.controller")
    started = []

    def start(**how: Any) -> tuple[Mailbox, int]:
        box, port = Mailbox(), free_port()
        server = controller.Controller(box, hostname="127.0.0.1", port=port, **how)
        server.start()
        started.append(server)
        return box, port

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server shows, and what trusts it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "key", "-out",
         "cert"], cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(folder / "cert", folder / "key")
    return shown, ssl.create_default_context(cafile=str(folder / "cert"))


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def read(title: str, days: int = 1, **given: Any) -> Trace:
    """A trace of something that was read."""
    fields = {"at": NOON - timedelta(days=days), "kind": "read", "source": "test", "extra": {"title": title}, **given}
    return Trace(f"Read {title}", **fields)


@pytest.fixture
def home(tmp_path: Path, clock: Clock) -> Iterator[thyself.Home]:
    """Anna reads of sleep and bread, Bo of chess, Cy of nothing that is told."""
    settings = Settings(home=tmp_path / "home.db", embedder="hashed", language_model="none")
    with thyself.open(settings=settings, clock=clock) as home:
        home.person("anna").add([read("How a wearable device sees people sleep"), read("Bread and old grains", 2)])
        home.person("bo", timezone="Asia/Tokyo").add([read("Chess players and a tournament")])
        home.person("cy").add([Trace("Hello there", at=NOON, kind="said", source="chat")])
        yield home
