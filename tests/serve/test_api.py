"""The HTTP interface: what it takes in, gives, refuses and records."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import thyself
from thyself.serve.app import application
from thyself.serve.house import House


def texts(answer: Any) -> list[str]:
    return [each["text"] for each in answer.json()["traces"]]


def test_traces_are_kept_once_and_found_at_once(ann: TestClient, home: thyself.Home) -> None:
    given = {"traces": [{"text": "I love tea", "at": "2024-06-01T10:00:00Z"}, {"text": "no time"}]}
    assert ann.post("/v1/people/ann/traces", json=given).json()["kept"] == 2
    again = ann.post("/v1/people/ann/traces", json={"traces": given["traces"][:1]}).json()
    assert (again["kept"], again["duplicates"]) == (0, 1)
    assert texts(ann.get("/v1/people/ann/traces", params={"q": "tea"})) == ["I love tea"]
    found = ann.post("/v1/people/ann/recall", json={"query": "Do I love tea?", "k": 1}).json()["evidence"][0]
    assert found["text"] == "I love tea"
    assert found["score"] == pytest.approx(sum(found["why"].values()))
    assert home.person("bob").scope.count() == 2


def test_a_time_without_a_zone_is_on_the_persons_clock(ann: TestClient, home: thyself.Home) -> None:
    home.person("ann", timezone="Asia/Tokyo")
    ann.post("/v1/people/ann/traces", json={"traces": [{"text": "morning", "at": "2024-06-01T09:00:00"}]})
    (trace,) = ann.get("/v1/people/ann/traces", params={"q": "morning"}).json()["traces"]
    assert trace["at"] == "2024-06-01T00:00:00Z"


def test_of_a_batch_with_one_bad_trace_none_is_kept_and_it_is_named(ann: TestClient, home: thyself.Home) -> None:
    before = home.person("ann").scope.count()
    answer = ann.post("/v1/people/ann/traces", json={"traces": [{"text": "good"}, {"text": "bad", "kind": "No Kind"}]})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "traces.1" in answer.json()["detail"]
    assert home.person("ann").scope.count() == before


def test_the_same_idempotency_key_does_it_once(ann: TestClient, home: thyself.Home) -> None:
    head = {"Idempotency-Key": "k1"}
    one = {"traces": [{"text": "once, at the time of the server"}]}
    first = ann.post("/v1/people/ann/traces", json=one, headers=head).json()
    assert ann.post("/v1/people/ann/traces", json=one, headers=head).json() == first
    assert home.person("ann").scope.count() == 4
    other = ann.post("/v1/people/ann/traces", json={"traces": [{"text": "other"}]}, headers=head)
    assert (other.status_code, "another request" in other.json()["detail"]) == (422, True)
    kept = json.dumps([each.body for each in home.store.books.read("once")])
    assert "once, at" not in kept


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_give_every_trace_once_even_where_many_have_the_same_time(ann: TestClient, newest_first: bool) -> None:
    same = [{"text": f"trace {n}", "at": f"2024-07-0{1 + n // 8}T00:00:00Z"} for n in range(20)]
    ann.post("/v1/people/ann/traces", json={"traces": same})
    whole = texts(ann.get("/v1/people/ann/traces", params={"newest_first": newest_first, "limit": 1000}))
    seen, cursor = [], None
    for _ in range(30):
        page = ann.get("/v1/people/ann/traces", params={"newest_first": newest_first, "limit": 3, "cursor": cursor})
        seen += texts(page)
        cursor = page.json()["next"]
        if cursor is None:
            break
    assert seen == whole
    assert len(seen) == 23


def test_a_cursor_that_is_none_is_refused(ann: TestClient) -> None:
    for cursor in ("x", "W10", "bm9uZQ", "WzEsLTVd"):
        assert ann.get("/v1/people/ann/traces", params={"cursor": cursor}).status_code == 422


def test_a_file_is_read_and_its_bad_rows_are_told(ann: TestClient) -> None:
    table = b"date,text\n2024-02-01,Went climbing\nnot a date,lost\n2024-02-02,Went home\n"
    answer = ann.post("/v1/people/ann/files", files={"file": ("notes.csv", table)}).json()
    assert (answer["kept"], answer["rejected_count"]) == (2, 1)
    assert "notes.csv" in answer["rejected"][0]["where"]
    assert texts(ann.get("/v1/people/ann/traces", params={"q": "climbing"})) == ["Went climbing"]


def test_another_file_of_the_same_name_and_size_is_another_request(ann: TestClient) -> None:
    head = {"Idempotency-Key": "f1"}
    told = [
        ann.post("/v1/people/ann/files", headers=head, files={"file": ("notes.csv", b"date,text\n2024-02-01," + what)})
        for what in (b"Went up", b"Went up", b"Fell off")
    ]
    assert [each.status_code for each in told] == [200, 200, 422]
    assert [each.json()["kept"] for each in told[:2]] == [1, 1]
    assert len(texts(ann.get("/v1/people/ann/traces", params={"q": "went up"}))) == 1


def test_a_file_that_nobody_can_read_keeps_nothing(ann: TestClient, home: thyself.Home) -> None:
    answer = ann.post("/v1/people/ann/files", files={"file": ("x.bin", b"\x00\x01\x02" * 99)})
    assert answer.status_code == 415
    assert home.person("ann").scope.count() == 3


def test_a_zip_bomb_and_a_large_body_are_stopped(app: FastAPI, ann: TestClient, house: House) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("chat.txt", b"0" * (80 << 20))
    answer = ann.post("/v1/people/ann/files", files={"file": ("chat.zip", packed.getvalue())})
    assert answer.status_code in (415, 422)
    large = ann.post(
        "/v1/people/ann/recall", content=b'{"query": "' + b"x" * (house.options.most_bytes + 1) + b'"}',
        headers={"content-type": "application/json"},
    )  # fmt: skip
    assert large.status_code == 413


def test_a_body_that_does_not_tell_its_length_is_stopped_at_every_door(
    home: thyself.Home, options: Any, keys: Any
) -> None:
    small = application(home, replace(options, most_bytes=1 << 18))

    def body() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(8):
            yield b"x" * (1 << 16)
        yield b'"}'

    head = {**keys.head("ann"), "content-type": "application/json", "accept": "application/json, text/event-stream"}
    with TestClient(small, headers=head, raise_server_exceptions=False) as client:
        for path in ("/v1/people/ann/traces", "/v1/people/ann/ask", "/v1/chat/completions", "/v1/embeddings", "/mcp"):
            assert client.post(path, content=body()).status_code == 413, path
    assert home.person("ann").scope.count() == 3


def test_json_that_is_nested_too_deeply_is_no_fault_of_the_server(ann: TestClient) -> None:
    deep = b'{"text": "a", "options": ' + b'{"a":' * 200_000 + b"1" + b"}" * 200_000 + b"}"
    for path in ("/v1/people/ann/ask", "/v1/chat/completions"):
        answer = ann.post(path, content=deep, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422), answer.text


def test_an_answer_has_its_evidence_and_comes_in_events(ann: TestClient) -> None:
    whole = ann.post("/v1/people/ann/ask", json={"text": "Where do I live?"}).json()
    assert "Graz" in whole["text"]
    assert whole["evidence"][0]["text"] == "I live in Graz."
    streamed = ann.post("/v1/people/ann/ask/stream", json={"text": "Where do I live?"}).text
    name, data = streamed.strip().split("\n\n")[-1].split("\n", 1)
    assert name == "event: answer"
    assert json.loads(data.removeprefix("data: "))["text"] == whole["text"]


def test_a_question_goes_on_from_the_conversation(ann: TestClient) -> None:
    given = {"text": "And what did she say?", "history": [{"said": "Who is my dentist?", "answered": "Dr. Lee."}]}
    assert ann.post("/v1/people/ann/ask", json=given).status_code == 200
    wrong = ann.post("/v1/people/ann/ask", json={"text": "x", "options": {"now": "2020-01-01"}})
    assert wrong.status_code == 422


def test_an_unknown_system_is_told_with_those_that_are_near(ann: TestClient) -> None:
    answer = ann.post("/v1/people/ann/ask", json={"text": "x", "system": "secon"})
    assert answer.status_code == 404
    assert "secom" in answer.json()["detail"]


def test_a_draft_picks_and_insights_come_with_their_reasons(ann: TestClient) -> None:
    assert ann.post("/v1/people/ann/write", json={"text": "Thank Anna for the book"}).json()["text"]
    picks = ann.post("/v1/people/ann/recommend", json={"catalog": "books", "k": 2}).json()["picks"]
    assert {each["id"] for each in picks} == {"b:1", "b:2"}
    sent = ann.post("/v1/people/ann/recommend", json={"items": [{"id": "x", "text": "Tea for two"}]}).json()["picks"]
    assert sent[0]["title"] == "Tea for two"
    assert ann.post("/v1/people/ann/recommend", json={}).status_code == 422
    assert ann.get("/v1/people/ann/insights/nothing").status_code == 422


def test_the_profile_is_read_changed_and_restored(ann: TestClient) -> None:
    lines = {each["text"]: each for each in ann.get("/v1/people/ann/profile").json()["lines"]}
    line = lines["Lives in Graz"]["id"]
    assert lines["Lives in Graz"]["evidence"][0]["text"] == "I live in Graz."
    path = f"/v1/people/ann/profile/lines/{line}"
    assert ann.patch(path, json={"text": "Lives in Graz, in the old town", "pinned": True}).json()["pinned"]
    assert ann.patch(path, json={}).status_code == 422
    assert ann.delete(path).status_code == 204
    assert "Graz" not in ann.get("/v1/people/ann/profile").text.replace("Lives near", "")
    assert ann.post(f"{path}/revert").status_code == 204
    assert "Lives in Graz" in ann.get("/v1/people/ann/profile").text
    own = ann.post("/v1/people/ann/profile/lines", json={"text": "Call me Annie"})
    assert (own.status_code, own.json()["origin"]) == (201, "edited")
    assert {"add", "remove"} & {each["op"] for each in ann.get("/v1/people/ann/profile/history").json()}
    before = ann.get("/v1/people/ann/profile", params={"as_of": "2024-04-01T00:00:00Z"}).json()["lines"]
    assert "Lives in Graz" not in [each["text"] for each in before]


def test_what_is_forgotten_is_gone_with_proof_and_a_dry_run_changes_nothing(ann: TestClient) -> None:
    (trace,) = ann.get("/v1/people/ann/traces", params={"q": "Graz"}).json()["traces"]
    wanted = {"trace_ids": [trace["id"]], "dry_run": True}
    assert ann.post("/v1/people/ann/forget", json=wanted).json()["traces"] == 1
    assert ann.get(f"/v1/people/ann/traces/{trace['id']}").status_code == 200
    gone = ann.post("/v1/people/ann/forget", json={**wanted, "dry_run": False}).json()
    assert (gone["traces"], gone["proven"]) == (1, True)
    assert ann.get(f"/v1/people/ann/traces/{trace['id']}").status_code == 404
    assert "Graz" not in ann.get("/v1/people/ann/profile").text
    assert ann.post("/v1/people/ann/forget", json={}).status_code == 422


def test_everything_of_a_person_goes_with_their_keys_and_records(
    ann: TestClient, house: House, home: thyself.Home, keys: Any
) -> None:
    assert ann.request("DELETE", "/v1/people/ann").status_code == 422
    assert ann.request("DELETE", "/v1/people/ann", params={"confirm": "ann"}).json()["proven"]
    assert home.people() == ["bob"]
    assert ann.get("/v1/people/ann").status_code == 401
    house.access.write()
    assert [each.person for each in home.store.books.read()] == [None, "bob"]


def test_a_key_that_sees_less_is_shown_less_and_that_is_recorded(client: TestClient, house: House) -> None:
    token, key = house.keys.make("ann", ["read", "ask"], name="an app", sees="personal")
    head = {"Authorization": f"Bearer {token}"}
    recalled = client.post("/v1/people/ann/recall", json={"query": "What does Dr. Lee say?"}, headers=head).json()
    assert recalled["held_back"] == 1
    shown = [
        recalled,
        client.post("/v1/people/ann/ask", json={"text": "What did Dr. Lee say it is?"}, headers=head).json(),
        client.get("/v1/people/ann/traces", headers=head).json(),
        client.get("/v1/people/ann/traces", params={"q": "cancer"}, headers=head).json(),
        client.get("/v1/people/ann/profile", headers=head).json(),
        client.get("/v1/people/ann/profile/history", headers=head).json(),
    ]
    assert "cancer" not in json.dumps(shown)
    token, _ = house.keys.make("ann", ["export"], sees="personal")
    assert client.get("/v1/people/ann/export", headers={"Authorization": f"Bearer {token}"}).status_code == 403
    sent = client.get("/v1/people/ann/sent", headers=head).json()["sent"]
    assert {each["model"] for each in sent} == {f"key {key.id} (an app)"}


def test_a_key_gives_no_more_than_it_has(client: TestClient, house: House) -> None:
    token, _ = house.keys.make("ann", ["read", "change"], sees="personal")
    head = {"Authorization": f"Bearer {token}"}
    more = client.post("/v1/people/ann/keys", json={"verbs": ["forget"], "sees": "personal"}, headers=head)
    higher = client.post("/v1/people/ann/keys", json={"verbs": ["read"], "sees": "secret"}, headers=head)
    assert (more.status_code, higher.status_code) == (422, 422)
    made = client.post("/v1/people/ann/keys", json={"verbs": ["read"], "sees": "public"}, headers=head).json()
    assert made["key"]["verbs"] == ["read"]
    assert client.delete(f"/v1/people/ann/keys/{made['key']['id']}", headers=head).status_code == 204
    assert house.keys.find(made["token"]) is None
    bobs = house.keys.all("bob")
    assert not bobs
    _, other = house.keys.make("bob")
    assert client.delete(f"/v1/people/ann/keys/{other.id}", headers=head).status_code == 404


def test_while_paused_nothing_is_taken_in_by_any_door(ann: TestClient, home: thyself.Home) -> None:
    assert ann.put("/v1/people/ann/pause").status_code == 204
    assert ann.get("/v1/people/ann").json()["paused"]
    assert ann.post("/v1/people/ann/traces", json={"traces": [{"text": "no"}]}).status_code == 403
    assert ann.post("/v1/people/ann/files", files={"file": ("a.txt", b"2024-01-01 no")}).status_code == 403
    asked = {"model": "thyself", "messages": [{"role": "user", "content": "Where do I live?"}]}
    assert ann.post("/v1/chat/completions", json=asked).status_code == 200
    assert home.person("ann").scope.count() == 3
    assert ann.delete("/v1/people/ann/pause").status_code == 204
    assert ann.post("/v1/people/ann/traces", json={"traces": [{"text": "yes"}]}).json()["kept"] == 1


def test_the_record_tells_who_did_what_and_nothing_that_was_said(ann: TestClient, home: thyself.Home) -> None:
    ann.post("/v1/people/ann/ask", json={"text": "Where is my secret cave?"})
    ann.post("/v1/people/ann/traces", json={"traces": [{"text": "the cave is in Styria"}]})
    acts = ann.get("/v1/people/ann/access").json()["acts"]
    assert [(each["verb"], each["status"]) for each in acts[:2]] == [("add", 200), ("ask", 200)]
    kept = json.dumps([[each.key, each.body] for each in home.store.books.read()])
    assert "cave" not in kept
    assert "Styria" not in kept


def test_the_owner_lets_people_in_and_backs_up(client: TestClient, keys: Any, home: thyself.Home) -> None:
    head = keys.head("owner")
    made = client.post("/v1/people", json={"name": "zoë", "timezone": "Europe/Rome"}, headers=head)
    assert made.status_code == 201
    own = {"Authorization": f"Bearer {made.json()['token']}"}
    assert client.get("/v1/people/zoë", headers=own).json() == {
        "name": "zoë", "timezone": "Europe/Rome", "traces": 0, "paused": False,
    }  # fmt: skip
    assert client.get("/v1/people", headers=head).json() == {"people": ["ann", "bob", "zoë"]}
    written = client.post("/v1/backup", headers=head).json()["written"]
    copy = Path(home.settings.folder) / "backups" / written
    with thyself.open(copy) as other:
        assert other.people() == ["ann", "bob", "zoë"]
    number = client.get("/v1/keys", headers=head).json()[-1]["id"]
    assert client.delete(f"/v1/keys/{number}", headers=head).status_code == 204
    assert client.get("/v1/people/zoë", headers=own).status_code == 401
    assert "hash" not in client.get("/v1/keys", headers=head).text


def test_a_name_that_no_address_can_hold_is_refused(client: TestClient, keys: Any) -> None:
    for name in ("a/b", "..", ".", "a\\b", ""):
        assert client.post("/v1/people", json={"name": name}, headers=keys.head("owner")).status_code == 422, name
    assert client.post("/v1/people", json={"name": "J. R."}, headers=keys.head("owner")).status_code == 201


def test_the_ends_of_time_are_times_like_others(ann: TestClient) -> None:
    for at in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"):
        assert ann.get("/v1/people/ann/profile", params={"as_of": at}).status_code == 200, at
        assert ann.get("/v1/people/ann/traces", params={"before": at}).status_code == 200, at
        wanted = {"query": "dentist", "as_of": at}
        assert ann.post("/v1/people/ann/recall", json=wanted).status_code == 200, at
        asked = {"text": "Where did I live?", "as_of": at}
        assert ann.post("/v1/people/ann/ask", json=asked).status_code == 200, at


def test_an_export_brings_everything_back(ann: TestClient, tmp_path: Path, home: thyself.Home) -> None:
    zipped = tmp_path / "export.zip"
    zipped.write_bytes(ann.get("/v1/people/ann/export").content)
    with thyself.open(tmp_path / "new.db") as other:
        back = other.restore(zipped)
        assert set(back.scope.traces()) == set(home.person("ann").scope.traces())


def test_another_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/health", headers={"host": "evil.example"}).status_code == 400


def test_who_comes_too_often_is_told_when_to_come_again(home: thyself.Home, options: Any) -> None:

    app = application(home, replace(options, per_s=1.0, burst=3))
    token, _ = app.state.house.keys.make("ann")
    with TestClient(app, headers={"Authorization": f"Bearer {token}"}) as client:
        codes = [client.get("/v1/people/ann") for _ in range(5)]
    assert [each.status_code for each in codes] == [200, 200, 200, 429, 429]
    assert int(codes[-1].headers["retry-after"]) >= 1


def test_what_cannot_be_understood_is_told_without_repeating_it(ann: TestClient) -> None:
    answer = ann.post("/v1/people/ann/recall", json={"query": "my secret", "k": "cave", "x": 1})
    assert answer.status_code == 422
    assert "body.k" in answer.json()["detail"]
    assert "cave" not in answer.text
    assert "secret" not in answer.text


def test_a_fault_of_the_server_shows_nothing_of_it(ann: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the cave is in Styria")

    monkeypatch.setattr("thyself.person.Person.recall", broken)
    answer = ann.post("/v1/people/ann/recall", json={"query": "x"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "Styria" not in answer.text


def test_figures_for_prometheus_name_no_person(ann: TestClient, keys: Any) -> None:
    ann.get("/v1/people/ann")
    text = ann.get("/metrics", headers=keys.head("owner")).text
    assert 'route="/v1/people/{id}"' in text
    assert "ann" not in text.replace("channel", "")


def test_the_openapi_names_every_route_with_its_answers(ann: TestClient) -> None:
    page = ann.get("/v1/openapi.json").json()
    assert "/v1/people/{id}/recall" in page["paths"]
    assert "Problem" in page["components"]["schemas"]
    assert all("summary" in each for path in page["paths"].values() for each in path.values())
    assert not any(path.startswith(("/profile", "/sign-in", "/owner")) for path in page["paths"])


@pytest.mark.parametrize(
    ("path", "given", "says"),
    [
        ("recommend", {"catalog": "books", "options": {"crowd": "/etc/passwd"}}, "names a file"),
        ("recommend", {"catalog": "books", "system": "review-ranking", "options": {"reviews": "/x"}}, "names a file"),
        ("advise", {"text": "lunch", "system": "eating-smart", "options": {"photo": "/etc/passwd"}}, "names a file"),
        ("write", {"text": "x", "system": "dpl", "options": {"others": [1]}}, "in Python alone"),
        ("ask", {"text": "x", "system": "secom", "options": {"k": "many"}}, "takes int"),
        ("ask", {"text": "x", "system": "secom", "options": {"text": "y"}}, "no setting 'text'"),
    ],
)  # fmt: skip
def test_a_setting_told_through_a_door_names_no_file_and_is_of_the_right_kind(
    ann: TestClient, path: str, given: dict[str, Any], says: str
) -> None:
    answer = ann.post(f"/v1/people/ann/{path}", json=given)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]
    assert "root:" not in answer.text
