# ruff: noqa: E501  (what is told apart reads best in one line)
"""The router: what is personal never reaches a model elsewhere, whatever is asked and however."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from thyself.core import Evidence, Sensitivity
from thyself.models import Message
from thyself.models.openai import OpenAICompatible
from thyself.money.components import COMPONENTS, Component, Router, RoutingViolation

NAMES = ("Ann Lee", "Bob Moreau")
SECRETS = (
    "ann.lee@example.org",
    "DE89370400440532013000",
    "4111 1111 1111 1111",
    "Ann Lee",
    "Bob Moreau",
    "+49 30 1234567",
)
PUBLIC = ("What is an index fund?", "Explain compound interest.", "What does a central bank do?", "What is inflation?")


class Elsewhere(OpenAICompatible):
    """A server that counts as not on this machine."""

    def __init__(self, url: str, model: str) -> None:
        super().__init__(url, model)
        self.local = False


class Heard:
    """Two real servers that keep every byte that reaches them."""

    def __init__(self) -> None:
        self.bytes: dict[str, bytearray] = {"here": bytearray(), "there": bytearray()}
        self.servers = {name: self._serve(into) for name, into in self.bytes.items()}

    def _serve(self, into: bytearray) -> ThreadingHTTPServer:
        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                into.extend(f"{self.path} {self.headers}".encode())
                into.extend(self.rfile.read(int(self.headers["Content-Length"])))
                said = {"choices": [{"message": {"role": "assistant", "content": "Fine."}, "finish_reason": "stop"}]}
                body = json.dumps(said).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing is logged."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.servers[name].server_address[1]}/v1"

    def close(self) -> None:
        for server in self.servers.values():
            server.shutdown()
            server.server_close()


@pytest.fixture
def heard() -> Iterator[Heard]:
    made = Heard()
    yield made
    made.close()


@pytest.fixture
def router(heard: Heard) -> Router:
    here = OpenAICompatible(heard.url("here"), "small")
    return Router([here], [Elsewhere(heard.url("there"), "large")], names=NAMES)


def piece(text: str, sensitivity: Sensitivity = "public") -> Evidence:
    return Evidence(("t1",), ("t1",), text, 1.0, sensitivity=sensitivity)


def test_of_five_hundred_mixed_requests_no_byte_of_a_person_leaves(router: Router, heard: Heard) -> None:
    rng = random.Random(5)
    refused = answered = 0
    for number in range(500):
        component = rng.choice(COMPONENTS)
        request = rng.choice(PUBLIC)
        secret = rng.choice(SECRETS)
        context = []
        match rng.randrange(4):
            case 0:
                request = f"{request} Ask {secret} about it."
            case 1:
                context = [piece(f"Paid {number}.17 EUR to {secret}", "sensitive")]
            case 2:
                context = [piece(f"News of today: {secret}")]
            case _:
                pass
        try:
            router.ask(component, request, context)
            answered += 1
        except RoutingViolation:
            refused += 1
    there = heard.bytes["there"].decode()
    assert not [each for each in (*SECRETS, ".17 EUR") if each in there]
    assert "index fund" in there
    assert refused > 50
    assert answered > 200
    assert any(each in heard.bytes["here"].decode() for each in SECRETS)  # here it may, and the check can see it


def drawn(rng: random.Random) -> dict[str, str]:
    """Somebody whom nobody named: each thing that tells who they are, drawn anew."""

    def word() -> str:
        return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(3)).capitalize()

    account = f"{rng.randrange(10**18):018d}"
    check = 98 - int(f"{account}131400") % 97
    card = f"4{rng.randrange(10**14):014d}"
    digits = [int(each) for each in card[::-1]]
    luhn = -sum(each if at % 2 else sum(divmod(2 * each, 10)) for at, each in enumerate(digits)) % 10
    return {
        "person": f"{word()} {word()}", "person in small letters": f"{word()} {word()}".lower(), "payee": f"{word()} Ltd",
        "iban": f"DE{check:02d}{account}", "card": f"{card}{luhn}", "amount": f"{rng.randrange(10**4, 10**6) / 100:.2f}",
        "phone": f"0{rng.randrange(10**3, 10**4)} {rng.randrange(10**5, 10**6)}", "mail": f"{word()}@{word()}.org".lower(),
        "street": f"{word()}straße {rng.randrange(1, 99)}", "account": f"account {rng.randrange(10**7, 10**8)}",
    }  # fmt: skip


def test_of_people_whom_nobody_named_no_byte_leaves_either(heard: Heard) -> None:
    router = Router([OpenAICompatible(heard.url("here"), "small")], [Elsewhere(heard.url("there"), "large")])
    terms = next(each for each in COMPONENTS if each.name == "terms")
    rng = random.Random(11)
    secrets, asked_plainly = [], 0
    for number in range(500):
        request, context = rng.choice(PUBLIC), []
        _, secret = rng.choice(sorted(drawn(rng).items()))
        match number % 5:
            case 0:
                asked_plainly += 1
            case 1 | 2:
                request = f"{request} Tell it to {secret} please."
                secrets.append(secret)
            case 3:
                request = f"{request}\nPaid to {secret}."
                secrets.append(secret)
            case _:
                context = [piece(f"News of today: {secret}")]
                secrets.append(secret)
        with suppress(RoutingViolation):
            router.ask(terms, request, context)
    there = heard.bytes["there"].decode()
    assert [each for each in secrets if each in there] == []
    assert len(secrets) == 400
    assert there.count("Explain the term") == asked_plainly  # and all that is public is let through


def test_what_may_be_a_name_is_kept_here_and_said_so_without_the_name(router: Router, heard: Heard) -> None:
    terms = next(each for each in COMPONENTS if each.name == "terms")
    router.ask(terms, "What is an index fund, asks zorvan kitele?")
    assert not heard.bytes["there"]
    assert router.decisions[-1].why == "an unknown word stands in it: kept on this machine"


def test_without_the_router_the_same_request_leaks(heard: Heard) -> None:
    Elsewhere(heard.url("there"), "large").generate([Message("user", f"{PUBLIC[0]} Ask {SECRETS[0]} about it.")])
    assert SECRETS[0].encode() in heard.bytes["there"]


def test_a_violation_says_what_and_nothing_is_sent(router: Router, heard: Heard) -> None:
    terms = next(each for each in COMPONENTS if each.name == "terms")
    with pytest.raises(RoutingViolation, match="terms is declared for models anywhere, and was given a mail address"):
        router.ask(terms, "Explain this for ann.lee@example.org")
    assert not heard.bytes["there"]
    assert router.decisions == []


def test_where_no_model_is_here_what_is_personal_goes_nowhere(heard: Heard) -> None:
    lonely = Router([], [Elsewhere(heard.url("there"), "large")])
    with pytest.raises(RoutingViolation, match="there is none"):
        lonely.ask(COMPONENTS[0], "Sum it up")
    assert not heard.bytes["there"]


def test_a_component_cannot_be_given_a_model_elsewhere_as_one_that_is_here(heard: Heard) -> None:
    wrong = Router([Elsewhere(heard.url("there"), "large")])
    with pytest.raises(RoutingViolation, match="not on this machine"):
        wrong.ask(Component("mine", "sensitive", "here", "Sum it up."), "Go on")


def test_decisions_are_recorded_without_a_word_of_the_request(router: Router) -> None:
    router.ask(COMPONENTS[0], "What about the zebra?", [piece("Paid 3 EUR to the zebra", "sensitive")])
    assert (router.decisions[0].component, router.decisions[0].local) == ("spending summary", True)
    assert "zebra" not in str(router.decisions)
