"""The doors before a home in PostgreSQL: keys, traces, answers, the record, forgetting, two servers at once."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

import thyself
from thyself.core import Settings
from thyself.serve.app import application
from thyself.serve.house import Options

pytest.importorskip("psycopg")


def test_two_servers_share_a_home_with_its_keys_and_records(postgres_address: str, clock: Any) -> None:
    settings = Settings(home=postgres_address, embedder="hashed", language_model="none")
    options = Options(hosts=("testserver",))
    with thyself.open(settings=settings, clock=clock) as one, thyself.open(settings=settings, clock=clock) as other:
        first, second = application(one, options), application(other, options)
        keys = first.state.house.first_keys("ann")
        assert keys
        head = {"Authorization": f"Bearer {keys[1]}"}
        with TestClient(first, headers=head) as here, TestClient(second, headers=head) as there:
            given = {"traces": [{"text": "I live in Graz."}, {"text": "My dentist is Dr. Lee."}]}
            assert here.post("/v1/people/ann/traces", json=given).json()["kept"] == 2
            assert there.post("/v1/people/ann/recall", json={"query": "dentist", "k": 1}).json()["evidence"]
            assert "Graz" in there.post("/v1/people/ann/ask", json={"text": "Where do I live?"}).json()["text"]
            assert there.get("/v1/people/ann/access").json()["acts"]
            second.state.house.enter("bob")
            bob = second.state.house.keys.make("bob")[0]
            assert here.get("/v1/person", headers={"Authorization": f"Bearer {bob}"}).json()["traces"] == 0
            page = here.post("/sign-in", data={"key": keys[1]})
            assert "Learned lately" in page.text
            gone = there.request("DELETE", "/v1/people/ann", params={"confirm": "ann"}).json()
            assert gone["proven"]
            assert here.get("/v1/person").status_code == 401
            first.state.house.access.write()
            assert one.people() == ["bob"]
            assert {each.person for each in one.store.books.read()} <= {None, "bob"}
