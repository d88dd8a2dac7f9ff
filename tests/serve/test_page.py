"""The page without scripts: sign in, read, ask, correct, forget; forms of other pages are refused, text cannot act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import thyself
from thyself.core import Trace
from thyself.serve.house import House

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


class Browser:
    """A browser without scripts, with somebody signed in."""

    def __init__(self, client: TestClient, key: str) -> None:
        self.client = client
        self.answer = client.post("/sign-in", data={"key": key})

    def get(self, path: str) -> str:
        self.answer = self.client.get(path)
        return unescape(self.answer.text)

    def post(self, path: str, files: Any = None, **fields: str) -> str:
        found = re.search(r'name="form" value="(\w+)"', self.client.get("/settings").text)
        assert found
        self.answer = self.client.post(path, data={"form": found[1], **fields}, files=files)
        return unescape(self.answer.text)


@pytest.fixture
def page(app: FastAPI, keys: Any) -> Iterator[Browser]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Browser(client, keys.ann)


def test_a_wrong_key_does_not_sign_in(client: TestClient, keys: Any) -> None:
    answer = client.post("/sign-in", data={"key": keys.ann[:-1]})
    assert answer.status_code == 401
    assert "No key of this home is good for that" in answer.text
    assert "thyself" not in client.cookies


def test_a_key_that_does_not_see_everything_does_not_open_the_page(client: TestClient, house: House) -> None:
    token, _ = house.keys.make("ann", sees="personal")
    answer = client.post("/sign-in", data={"key": token})
    assert answer.status_code == 403
    assert "made for an app" in answer.text
    client.cookies.set("thyself", house.sessions.begin(token) or "")  # as one that was begun before had it
    for path in ("/", "/traces", "/insights", "/picks", "/today/insights", "/profile"):
        shown = client.get(path)
        assert shown.status_code == 403
        assert "cancer" not in shown.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: TestClient, keys: Any) -> None:
    answer = client.post("/sign-in", data={"key": keys.ann}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert keys.ann not in cookie


def test_every_page_shows_itself_with_safe_heads_and_no_word_of_others(page: Browser) -> None:
    own = ("/", "/ask", "/profile", "/traces", "/picks", "/insights", "/insights/day", "/money", "/sent", "/settings")
    for path in (*own, "/today/insights"):
        shown = page.get(path)
        assert page.answer.status_code == 200, path
        assert "script-src 'self'" in page.answer.headers["content-security-policy"]
        assert "unsafe" not in page.answer.headers["content-security-policy"]
        assert page.answer.headers["cache-control"] == "no-store"
        assert "Moreau" not in shown
        assert "Lyon" not in shown
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", shown), path
        assert not re.search(r"<script(?! src=\"/static/)", shown), path
        assert not re.search(r"\son\w+=|style=", shown), path


def test_a_question_is_answered_with_its_evidence_a_click_away(page: Browser) -> None:
    shown = page.post("/ask", text="Who is my dentist?")
    assert "I saw Dr. Lee, my dentist" in shown
    link = re.search(r'href="(/traces/\w{20})"', shown)
    assert link
    assert "Dr. Lee" in page.get(link[1])


def test_where_scripts_run_the_answer_comes_as_events(page: Browser) -> None:
    token = re.search(r'name="form" value="(\w+)"', page.get("/ask"))
    assert token
    given = {"form": token[1], "text": "Where do I live?"}
    waiting = page.client.post("/ask", data=given, headers={"hx-request": "true"}).text
    name = re.search(r'sse-connect="(/ask/[\w.-]+)"', waiting)
    assert name
    events = page.get(name[1])
    assert "event: answer" in events
    assert "Graz" in events
    assert events.rstrip().endswith("event: done\ndata:")
    page.get(name[1][:-1] + ("A" if name[1][-1] != "A" else "B"))
    assert page.answer.status_code == 404


def test_a_line_is_changed_pinned_removed_and_restored(page: Browser) -> None:
    line = re.search(r'id="line-(\w+)">\s*<p>Lives in Graz', page.get("/profile"))
    assert line
    assert "Lives in Graz, near the park" in page.post(f"/profile/{line[1]}/edit", text="Lives in Graz, near the park")
    assert ">pinned<" in page.post(f"/profile/{line[1]}/pin")
    removed = page.post(f"/profile/{line[1]}/remove")
    assert "Removed by you" in removed
    assert f'id="line-{line[1]}"' not in removed
    assert f'id="line-{line[1]}"' in page.post(f"/profile/{line[1]}/restore")
    assert "Call me Annie" in page.post("/profile/add", text="Call me Annie")
    assert "Lives in Graz" not in page.get("/profile?as_of=2024-04-01")


def test_a_file_and_a_note_are_taken_in(page: Browser) -> None:
    shown = page.post("/traces/add", files={"file": ("notes.csv", b"date,text\n2024-02-01,Went climbing\nbad,x\n")})
    assert "1 new" in shown
    assert "1 not readable" in shown
    assert "Went climbing" in page.get("/traces?q=climbing")
    assert "1 new" in page.post("/traces/note", text="I prefer the window seat")
    wrong = page.post("/traces/add", files={"file": ("x.bin", b"\0\1\2" * 50)})
    assert page.answer.status_code == 422
    assert "Nothing was kept" in wrong


def test_a_trace_is_forgotten_after_a_second_look_with_a_receipt(page: Browser, home: thyself.Home) -> None:
    link = re.search(r'href="(/traces/\w{20})"', page.get("/traces?q=Graz"))
    assert link
    assert "It goes for good" in page.get(f"{link[1]}/forget")
    assert home.person("ann").scope.count() == 3
    assert "Not a byte of it is left" in page.post(f"{link[1]}/forget")
    assert home.person("ann").scope.count() == 2
    page.get(link[1])
    assert page.answer.status_code == 404
    assert "Graz" not in page.get("/profile")


def test_what_the_person_thinks_of_a_pick_is_a_trace(page: Browser, home: thyself.Home) -> None:
    assert "Emma" in page.get("/picks?catalog=books")
    page.post("/picks/not", item="b:2", catalog="books")
    (trace,) = home.person("ann").traces(kinds="rated")
    assert (trace.item, trace.value) == ("b:2", 1.0)
    page.post("/picks/not", item="b:99", catalog="books")
    assert page.answer.status_code == 404


def test_a_form_that_is_not_of_this_session_is_refused(page: Browser, home: thyself.Home, house: House) -> None:
    other = house.sessions.find(house.sessions.begin(house.keys.make("bob")[0]) or "")
    assert other
    for form in ("", "x", other.form):
        answer = page.client.post("/traces/note", data={"form": form, "text": "planted"})
        assert answer.status_code == 403
    token = re.search(r'name="form" value="(\w+)"', page.get("/settings"))
    assert token
    elsewhere = page.client.post(
        "/traces/note", data={"form": token[1], "text": "planted"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert elsewhere.status_code == 403
    assert home.person("ann").scope.count() == 3


def test_text_of_a_trace_is_shown_and_cannot_act(page: Browser, home: thyself.Home) -> None:
    evil = '<script>alert(1)</script><img src=x onerror=alert(1)> "><a href="javascript:x">I love tea</a> {{ 7*7 }}'
    person = home.person("ann")
    person.add([Trace(evil, at=home.clock(), kind="said", source="<b>chat</b>", session="<i>")])
    person.profile.add("<script>alert(2)</script>")
    for path in ("/", "/traces", "/traces?q=tea", "/profile", f"/traces/{next(iter(person.search('tea'))).id}"):
        raw = page.client.get(path).text
        assert "<script>alert" not in raw
        assert "<img src=x" not in raw
        assert 'javascript:x"' not in raw
        assert "49" not in re.sub(r"\w{20}|form\" value=\"\w+", "", raw) or "{{ 7*7 }}" in unescape(raw)
    asked = page.client.post("/ask", data={"form": _form(page), "text": "Do I love tea?"}).text
    assert "<script>alert" not in asked


def _form(page: Browser) -> str:
    found = re.search(r'name="form" value="(\w+)"', page.get("/settings"))
    assert found
    return found[1]


def test_markdown_of_a_model_is_shown_without_links_pictures_or_html() -> None:
    from thyself.serve.page.seen import in_words

    shown = in_words("**Yes**: [here](https://evil.example/?q=1) ![x](https://evil.example/p.png) <b>bold</b>", "m")
    assert "<strong>Yes</strong>" in shown
    assert "<a" not in shown
    assert "<img" not in shown
    assert "<b>" not in shown


def test_settings_pause_make_keys_and_sign_out(page: Browser, house: House) -> None:
    assert "Paused" in page.post("/settings/pause")
    assert page.post("/traces/note", text="no")
    assert page.answer.status_code == 403
    page.post("/settings/pause")
    shown = page.post("/settings/keys", name="my app", verbs="read", sees="personal")
    token = re.search(r"thy_\w{12}_[\w-]{43}", shown)
    assert token
    key = house.keys.find(token[0])
    assert key
    assert (key.verbs, key.sees, key.person) == (("read",), "personal", "ann")
    page.post(f"/settings/keys/{key.id}/revoke")
    assert house.keys.find(token[0]) is None
    page.post("/settings/timezone", timezone="Mars/Olympus")
    assert page.answer.status_code == 422
    assert "Europe/Rome" in page.post("/settings/timezone", timezone="Europe/Rome")
    assert page.post("/settings/export")
    assert page.answer.headers["content-type"] == "application/zip"
    page.post("/sign-out")
    page.get("/profile")
    assert "Sign in" in page.answer.text


def test_everything_is_forgotten_only_with_the_name(page: Browser, home: thyself.Home) -> None:
    assert "cannot be undone" in page.post("/settings/forget-everything", confirm="bob")
    assert "Not a byte of it is left" in page.post("/settings/forget-everything", confirm="ann")
    assert home.people() == ["bob"]
    page.get("/")
    assert "Sign in" in page.answer.text


def test_the_owner_lets_people_in_and_sees_nothing_of_theirs(app: FastAPI, keys: Any, house: House) -> None:
    with TestClient(app) as client:
        client.post("/sign-in", data={"key": keys.owner})
        shown = client.get("/").text
        assert "Who is let in" in shown
        assert "Graz" not in shown
        form = re.search(r'name="form" value="(\w+)"', shown)
        assert form
        made = client.post("/owner/people", data={"form": form[1], "name": "zoë"}).text
        token = re.search(r"thy_\w{12}_[\w-]{43}", made)
        assert token
        assert house.keys.find(token[0]).person == "zoë"  # type: ignore[union-attr]
        assert "Written: backups/" in client.post("/owner/backup", data={"form": form[1]}).text
        assert client.get("/profile", follow_redirects=False).headers["location"] == "/owner"


def test_a_first_page_is_small(page: Browser) -> None:
    total = len(page.get("/").encode())
    for path in set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.answer.text)):
        total += len(page.client.get(path).content)
    assert total <= 150_000


def measured(hour: int, steps: float) -> Trace:
    return Trace(
        f"{steps:,.0f} steps", at=NOON.replace(hour=hour), kind="measured", source="watch", item="steps", value=steps,
        unit="count", extra={"per": "hour"},
    )  # fmt: skip


def test_a_day_shows_what_was_measured_beside_what_may_be_made_of_it(page: Browser, home: thyself.Home) -> None:
    assert "No figures yet" in page.get("/insights/day")
    walk = Trace("out with the dog", at=NOON.replace(hour=7, minute=40), kind="did", source="diary")
    home.person("ann").add([measured(7, 2600), measured(9, 300), walk])
    shown = page.get("/insights/day")
    assert "Wednesday, 1 May 2024" in shown
    assert "2,600 steps" in shown
    assert "nothing is known of 22 hours" in shown
    assert "A walk" in shown
    assert "likely" in shown
    stands_on = re.findall(r'href="(/traces/[^"]+)"', shown.split("What may be made of it")[1])
    assert "out with the dog" in "".join(page.get(each) for each in stands_on)
    assert "Nothing was measured on this day" in page.get("/insights/day?on=2024-04-30")
    assert "There is no day 'May'" in page.get("/insights/day?on=May")
    assert page.answer.status_code == 422
    for edge in ("0001-01-01", "9999-12-31"):
        assert "Nothing was measured" in page.get(f"/insights/day?on={edge}")


def test_a_question_that_a_day_puts_is_carried_to_the_form_and_cannot_act_there(page: Browser) -> None:
    assert "<b>was it</b></textarea>" in page.get("/ask?text=<b>was+it</b>")
    assert "<b>" not in page.answer.text


def test_money_shows_what_is_worth_a_look_and_takes_the_persons_word_for_a_payee(
    page: Browser, home: thyself.Home
) -> None:
    assert "No payments are known yet" in page.get("/money")
    rent = {"kind": "paid", "source": "bank", "value": -890.0, "unit": "EUR"}
    home.person("ann").add(
        [
            Trace(f"Paid 890.00 to <b>Meyer</b>, {month}", at=datetime(2024, month, 2, tzinfo=UTC),
                  extra={"amount": "-890.00", "payee": "<b>Meyer</b>"}, **rent)
            for month in (3, 4, 5)
        ]
    )  # fmt: skip
    shown = page.get("/money?text=how+much+did+I+pay+Meyer+in+April+2024")
    assert "890.00" in shown
    assert "<b>Meyer" not in page.answer.text
    page.post("/money/name", payee="<b>Meyer</b>", category="Rent")
    assert home.person("ann").payments.payees()[0].by == "you"
    page.post("/money/name", payee="<b>Meyer</b>", category="")
    assert home.person("ann").payments.payees()[0].by != "you"
    assert "no payment was to or from them" in page.post("/money/name", payee="Nobody", category="Rent")
