"""Clicks come back as traces by signed links; a token opens one address of one person, and nothing else."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

import thyself
from thyself.core import InvalidInput
from thyself.serve.digest import Digest, Options, Reader, Smtp, clicked, start, stopped, unsubscribed
from thyself.serve.digest.links import Subscription
from thyself.store import Derived

SERVER = "https://me.example.org"


@pytest.fixture
def text(home: thyself.Home, web: Any, serve_mail: Any) -> dict[str, str]:
    """What anna's and bo's mails say."""
    box, port = serve_mail()
    people = [Reader(name, f"{name}@example.org", (web.url + "/good.xml",), 2) for name in ("anna", "bo")]
    Digest(home, Options(SERVER, "stop@example.org")).run(people, Smtp("127.0.0.1", "d@example.org", "none", port))
    return {
        to.partition("@")[0]: mails[0].get_body(("plain",)).get_content().replace("=\r\n", "")
        for to, mails in box.mails.items()
    }


def tokens(text: str) -> list[str]:
    return re.findall(r"https://me\.example\.org/d/([^/\s]+)\s", text)


def end(text: str) -> str:
    return re.findall(r"/d/u/(\S+)", text)[0]


def test_a_click_leads_to_the_item_and_is_kept_once_as_a_trace(home: thyself.Home, text: dict[str, str]) -> None:
    first, _ = tokens(text["bo"])
    assert "news.example.org" not in text["bo"]
    assert clicked(home, first) == clicked(home, first) == "https://news.example.org/chess"
    (trace,) = home.person("bo").traces(kinds="clicked")
    assert (trace.text, trace.source, trace.at) == ('Opened "News of chess"', "digest", home.clock())
    assert trace.extra["title"] == "News of chess"
    assert trace.extra["summary"].startswith("The world's best players")
    assert trace.item.startswith("feed:")
    assert not list(home.person("anna").traces(kinds="clicked"))


def test_a_click_says_what_to_pick_next(home: thyself.Home, web: Any, text: dict[str, str], clock: Any) -> None:
    from thyself.recommend import taken

    clicked(home, tokens(text["bo"])[0])
    assert "News of chess" in [item.title for item in taken(home.person("bo").scope)]


def test_a_token_is_good_for_what_it_was_made_for_alone(home: thyself.Home, text: dict[str, str]) -> None:
    bo, anna = tokens(text["bo"])[0], tokens(text["anna"])[0]
    (id_b, link_b, sign_b), (id_a, link_a, sign_a) = bo.split("."), anna.split(".")
    forged = [
        f"{id_a}.{link_b}.{sign_b}",
        f"{id_b}.{link_a}.{sign_b}",
        f"{id_b}.{link_a}.{sign_a}",
        f"{id_b}.{link_b}.{sign_a}",
        f"{id_b}.end.{sign_b}",
        *(f"{bo}x", bo[:-1], "", "..", "../../etc/passwd", f"{id_b}.{link_b}", "x" * 10_000, end(text["bo"])),
    ]
    for token in forged:
        with pytest.raises(InvalidInput, match="not known here"):
            clicked(home, token)
    for token in (bo, forged[4], f"{id_a}.end.{end(text['bo']).rpartition('.')[2]}"):
        with pytest.raises(InvalidInput):
            unsubscribed(home, token)
    assert not list(home.person("bo").traces(kinds="clicked"))


def test_no_token_says_whose_it_is(text: dict[str, str]) -> None:
    for token in (*tokens(text["anna"]), end(text["anna"])):
        assert "anna" not in token
        assert re.fullmatch(r"[A-Za-z0-9_.-]+", token)


def test_it_is_ended_by_its_token_as_the_mail_says_and_begun_again(home: thyself.Home, text: dict[str, str]) -> None:
    mailto = urlsplit(re.findall(r"mailto:\S+", text["anna"])[0])
    assert mailto.path == "stop@example.org"
    token = unquote(mailto.query).removeprefix("subject=unsubscribe ")
    assert token == end(text["anna"])
    assert unsubscribed(home, token) == unsubscribed(home, token) == "anna"
    scope = home.person("anna").scope
    assert (stopped(scope), stopped(home.person("bo").scope)) == (True, False)
    start(scope)
    assert not stopped(scope)


def test_while_taking_in_is_paused_a_click_leads_on_and_is_not_kept(home: thyself.Home, text: dict[str, str]) -> None:
    home.person("bo").scope.put([Derived("setting:paused", "all", {}, (), "always")])
    assert clicked(home, tokens(text["bo"])[0]).startswith("https://")
    assert not list(home.person("bo").traces(kinds="clicked"))


def test_a_link_whose_reason_is_forgotten_leads_nowhere(home: thyself.Home, text: dict[str, str]) -> None:
    home.person("bo").forget(kind="read")
    with pytest.raises(InvalidInput, match="not known here"):
        clicked(home, tokens(text["bo"])[0])


def test_a_person_who_is_brought_back_elsewhere_gets_tokens_of_their_own(home: thyself.Home, tmp_path: Any) -> None:
    old = Subscription.of(home, home.person("bo"))
    home.restore(home.person("bo").export(tmp_path / "bo.zip"), person="bo2")
    new = Subscription.of(home, home.person("bo2"))
    assert (old.id != new.id, old.key == new.key) == (True, True)
    assert old.token("link") != new.token("link")
    with pytest.raises(InvalidInput):
        unsubscribed(home, f"{new.id}.{old.end.partition('.')[2]}")
