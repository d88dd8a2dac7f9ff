"""MCP over HTTP, through the official client and real sockets: the person of the key, and no more than it allows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("mcp")

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

import thyself
from thyself.serve.house import House


def calls(url: str, key: str, *wanted: tuple[str, dict[str, Any]]) -> list[Any]:
    """What the tools say, one after the other."""

    async def main() -> list[Any]:
        async with (
            httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http,
            Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
        ):
            return [await client.call_tool(name, given) for name, given in wanted]

    return asyncio.run(main())


@pytest.fixture
def url(app: FastAPI, serving: Any) -> Iterator[str]:
    with serving(app) as address:
        yield address


def test_each_key_reaches_its_person(url: str, keys: Any) -> None:
    asked = ("recall", {"question": "Who is my dentist?"})
    for who, theirs, others in (("ann", "Dr. Lee", "Moreau"), ("bob", "Moreau", "Dr. Lee")):
        (found,) = calls(url, getattr(keys, who), asked)
        assert theirs in found.content[0].text
        assert others not in found.content[0].text


def test_what_it_remembers_is_kept_and_what_it_may_not_it_does_not(
    url: str, keys: Any, house: House, home: thyself.Home
) -> None:
    (kept,) = calls(url, keys.ann, ("remember", {"text": "My locker has the number 4711."}))
    assert kept.content[0].text.startswith("Kept as ")
    reading, _ = house.keys.make("ann", ["read"])
    (refused,) = calls(url, reading, ("remember", {"text": "planted"}))
    assert refused.is_error
    assert "does not allow to add" in refused.content[0].text
    assert home.person("ann").search("planted") == []
    assert home.person("bob").search("locker") == []


def test_without_a_key_it_stays_shut(client: TestClient, keys: Any) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert client.post("/mcp", json=body).status_code == 401
    assert client.post("/mcp", json=body, headers=keys.head("owner")).status_code == 403
