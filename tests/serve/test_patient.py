"""Who says a request byte by byte is hung up on; whoever else takes their time is served."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

pytest.importorskip("fastapi")

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from thyself.serve import patient
from thyself.serve.run import _SERVING

HEAD = b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 40\r\n"


@pytest.fixture
def address(serving: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    monkeypatch.setattr(patient, "HEAD_S", 0.3)
    monkeypatch.setattr(patient, "SILENT_S", 0.6)
    monkeypatch.setattr(patient, "BODY_S", 1.5)
    whole = uvicorn.Config
    monkeypatch.setattr(uvicorn, "Config", lambda *app, **given: whole(*app, **(given | {"http": _SERVING["http"]})))
    app = FastAPI()

    @app.post("/")
    async def taken(request: Request) -> dict[str, int]:
        return {"long": len(await request.body())}

    @app.get("/slow")
    def slow() -> StreamingResponse:
        def slowly() -> Iterator[str]:
            for number in range(4):
                time.sleep(0.25)
                yield f"{number};"

        return StreamingResponse(slowly())

    with serving(app) as url:
        host, port = url.removeprefix("http://").split(":")
        yield host, int(port)


def said(address: tuple[str, int], *pieces: bytes, pause: float) -> bytes:
    """What the server answers to pieces with pauses between them; nothing where it hangs up."""
    answer = b""
    with socket.create_connection(address, timeout=20) as talk, suppress(ConnectionError):
        for piece in pieces:
            talk.sendall(piece)
            time.sleep(pause)
        while b"\r\n0\r\n\r\n" not in answer and not answer.endswith(b"}") and (more := talk.recv(4096)):
            answer += more
    return answer


def test_who_says_the_head_or_the_body_byte_by_byte_is_hung_up_on(address: tuple[str, int]) -> None:
    assert said(address, *[bytes([each]) for each in HEAD[:30]], pause=0.1) == b""
    assert said(address, HEAD + b"\r\n0123456789", pause=0.0) == b""
    assert said(address, HEAD + b"\r\n", *[b"0"] * 20, pause=0.1) == b""


def test_who_takes_a_while_is_served_and_so_is_a_second_request(address: tuple[str, int]) -> None:
    assert b'{"long":40}' in said(address, HEAD, b"\r\n" + b"0" * 20, b"1" * 20, pause=0.1)
    first = HEAD + b"\r\n" + b"0" * 40
    answer = said(address, first, b"GET /slow HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", pause=0.1)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"3;" in answer
