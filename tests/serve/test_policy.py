"""Every route of the server stands here with who may use it; a new one that does not is an error."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from thyself.serve.api.doors import Needs

#: Who may come without a key: only to what says nothing of anybody.
OPEN = {
    "GET /health", "GET /ready", "GET /sign-in", "POST /sign-in", "POST /sign-out", "GET /v1/openapi.json",
    "GET /d/{token}", "GET /d/u/{token}", "POST /d/u/{token}",
}  # fmt: skip
OWNER = {
    "GET /v1/people", "POST /v1/people", "GET /v1/keys", "DELETE /v1/keys/{key}", "POST /v1/backup", "GET /metrics",
    "GET /owner", "POST /owner/people", "POST /owner/keys/{key}/revoke", "POST /owner/backup",
}  # fmt: skip
PERSON = {
    "read": {
        "GET /v1/person", "GET /v1/people/{id}", "GET /v1/people/{id}/traces", "GET /v1/people/{id}/traces/{trace_id}",
        "POST /v1/people/{id}/recall", "GET /v1/people/{id}/insights/{topic}", "GET /v1/people/{id}/profile",
        "GET /v1/people/{id}/profile/history", "GET /v1/people/{id}/sent", "GET /v1/people/{id}/access",
        "GET /", "GET /today/insights", "GET /profile", "GET /traces", "GET /traces/{trace_id}", "GET /insights",
        "GET /insights/chart", "GET /insights/day", "GET /money", "GET /sent", "GET /settings",
    },
    "add": {
        "POST /v1/people/{id}/traces", "POST /v1/people/{id}/files", "POST /traces/add", "POST /traces/note",
        "POST /picks/{act}",
    },
    "ask": {
        "POST /v1/people/{id}/ask", "POST /v1/people/{id}/ask/stream", "POST /v1/people/{id}/write",
        "POST /v1/people/{id}/title", "POST /v1/people/{id}/predict", "POST /v1/people/{id}/advise",
        "POST /v1/people/{id}/recommend", "POST /v1/chat/completions", "POST /v1/responses", "POST /v1/embeddings",
        "GET /v1/models", "GET /ask", "POST /ask", "GET /ask/{name}", "GET /picks",
    },
    "change": {
        "POST /v1/people/{id}/profile/lines", "PATCH /v1/people/{id}/profile/lines/{line}",
        "DELETE /v1/people/{id}/profile/lines/{line}", "POST /v1/people/{id}/profile/lines/{line}/revert",
        "PUT /v1/people/{id}/pause", "DELETE /v1/people/{id}/pause", "GET /v1/people/{id}/keys",
        "POST /v1/people/{id}/keys", "DELETE /v1/people/{id}/keys/{key}", "POST /profile/add",
        "POST /profile/{line}/{act}", "POST /settings/pause", "POST /settings/timezone", "POST /settings/keys",
        "POST /settings/keys/{key}/revoke", "POST /money/name",
    },
    "forget": {
        "POST /v1/people/{id}/forget", "DELETE /v1/people/{id}", "GET /traces/{trace_id}/forget",
        "POST /traces/{trace_id}/forget", "POST /settings/forget-everything",
    },
    "export": {"GET /v1/people/{id}/export", "POST /settings/export"},
}  # fmt: skip
ELSEWHERE = {"/mcp", "/static"}


def routes(app: Any) -> Iterator[Any]:
    for route in getattr(app, "routes", ()):
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes(inner)
        else:
            yield route


def verbs(dependant: Any) -> Iterator[str]:
    if isinstance(dependant.call, Needs):
        yield dependant.call.verb
    for each in dependant.dependencies:
        yield from verbs(each)


def test_each_route_needs_what_stands_here(app: FastAPI) -> None:
    wanted = {name: verb for verb, names in PERSON.items() for name in names}
    wanted |= dict.fromkeys(OWNER, "manage")
    found: dict[str, str] = {}
    for route in routes(app):
        if isinstance(route, APIRoute):
            needs = set(verbs(route.dependant))
            assert len(needs) <= 1, route.path
            found |= {f"{method} {route.path}": next(iter(needs), "") for method in route.methods}
        elif route.path not in ELSEWHERE:
            found |= {f"{method} {route.path}": "" for method in route.methods - {"HEAD"}}
    assert {name for name, verb in found.items() if not verb} == OPEN
    assert {name: verb for name, verb in found.items() if verb} == wanted


def test_without_a_key_nothing_is_said(client: TestClient, keys: Any) -> None:
    for names in (*PERSON.values(), OWNER):
        for name in names:
            method, path = name.split(" ")
            answer = client.request(method, path.replace("{id}", "ann"), follow_redirects=False)
            if path.startswith("/v1") or path == "/metrics":
                assert answer.status_code in (401, 422), name
            else:
                assert (answer.status_code, answer.headers.get("location")) in ((303, "/sign-in"), (422, None)), name
            assert "Graz" not in answer.text


def test_a_key_reaches_its_person_and_no_other(client: TestClient, keys: Any) -> None:
    for names in PERSON.values():
        for name in names:
            method, path = name.split(" ")
            if "{id}" in path:
                answer = client.request(method, path.replace("{id}", "ann"), headers=keys.head("bob"))
                assert answer.status_code in (403, 422), name
                assert "Graz" not in answer.text


def test_a_key_does_what_its_verbs_allow_and_nothing_else(client: TestClient, house: Any) -> None:
    for verb, names in PERSON.items():
        others = [each for each in PERSON if each != verb]
        token, _ = house.keys.make("ann", others)
        for name in names:
            method, path = name.split(" ")
            if path.startswith("/v1"):
                answer = client.request(
                    method, path.replace("{id}", "ann"), headers={"Authorization": f"Bearer {token}"}
                )
                assert answer.status_code in (403, 422), name
                if answer.status_code == 403:
                    assert f"does not allow to {verb}" in answer.json()["detail"]


def test_the_owner_reads_nothing_of_anybody(client: TestClient, keys: Any) -> None:
    head = keys.head("owner")
    assert client.get("/v1/people", headers=head).json() == {"people": ["ann", "bob"]}
    for names in PERSON.values():
        for name in names:
            method, path = name.split(" ")
            if path.startswith("/v1"):
                answer = client.request(method, path.replace("{id}", "ann"), headers=head)
                assert answer.status_code in (403, 422), name
                assert "Graz" not in answer.text
