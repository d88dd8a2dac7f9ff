"""The links of a digest on a real application: a click, what only looks ahead, and the end by one click."""

import re
from typing import Any

import pytest

import thyself
from thyself.serve.digest import Digest, Options, Reader, ToFiles, stopped

pytest.importorskip("fastapi")

from fastapi import FastAPI
from fastapi.testclient import TestClient

from thyself.serve.digest import door
from thyself.serve.house import House
from thyself.serve.house import Options as Doors


@pytest.fixture
def mail(home: thyself.Home, web: Any, tmp_path: Any) -> str:
    reader = Reader("bo", "bo@example.org", (web.url + "/good.xml",), 1)
    Digest(home, Options("https://me.example.org")).run([reader], ToFiles(tmp_path / "d.txt"))
    return (tmp_path / "d.txt").read_text()


@pytest.fixture
def client(home: thyself.Home) -> Any:
    app = FastAPI()
    app.state.house = House(home, Doors())
    app.include_router(door.router)
    with TestClient(app, follow_redirects=False) as client:
        yield client
    app.state.house.close()


def path(mail: str, form: str) -> str:
    return re.findall(rf"https://me\.example\.org({form})\s", mail)[0]


def test_a_click_leads_on_and_is_kept_and_looking_ahead_is_not(home: thyself.Home, client: Any, mail: str) -> None:
    link = path(mail, r"/d/[^/\s]+")
    for ahead in ({"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}):
        assert client.get(link, headers=ahead).headers["location"] == "https://news.example.org/chess"
    client.head(link)
    assert not list(home.person("bo").traces(kinds="clicked"))
    answer = client.get(link)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://news.example.org/chess")
    assert [trace.text for trace in home.person("bo").traces(kinds="clicked")] == ['Opened "News of chess"']


def test_it_is_ended_by_one_post_and_by_no_get(home: thyself.Home, client: Any, mail: str) -> None:
    link = path(mail, r"/d/u/\S+")
    asked = client.get(link)
    assert 'form method="post"' in asked.text
    assert not stopped(home.person("bo").scope)
    assert client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stopped(home.person("bo").scope)


@pytest.mark.parametrize("wrong", ["/d/nothing", "/d/<script>", "/d/a.b.c"])
def test_a_link_that_is_not_known_leads_nowhere(client: Any, wrong: str) -> None:
    for answer in (client.get(wrong), client.post(wrong.replace("/d/", "/d/u/"))):
        assert answer.status_code == 404
        assert "location" not in answer.headers
        assert "<script>" not in answer.text
