"""Upstream: the OpenAI-compatible server behind the proxy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from starlette.background import BackgroundTask

from thyself.models.openai import loopback
from thyself.serve.house import Options

if TYPE_CHECKING:
    import httpx

#: Heads of one connection alone, which are not passed on, and those that are set anew.
_OWN: Final = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
     "upgrade", "host", "content-length", "authorization", "x-api-key", "cookie", "set-cookie", "origin", "referer",
     "x-thyself-memory", "x-thyself-session"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where requests go on to.

    Args:
        client: Speaks to it.
        url: Its address, for people to read.
        local: Whether it runs on this machine.
    """

    client: httpx.AsyncClient
    url: str
    local: bool

    async def send(self, request: Request, body: bytes, *, plain: bool = False) -> httpx.Response:
        """Pass a request on, with this body; the answer's own body is still to be read.

        Args:
            request: What came.
            body: What is sent.
            plain: Whether the answer must come uncompressed, because it is looked at on the way.

        Raises:
            httpx.HTTPError: It cannot be reached.
        """
        heads = [(name, value) for name, value in request.headers.items() if name not in _OWN]
        if plain:
            heads = [each for each in heads if each[0] != "accept-encoding"] + [("accept-encoding", "identity")]
        path = request.url.path.removeprefix("/v1")
        made = self.client.build_request(
            request.method, path, params=request.query_params, content=body or None, headers=heads
        )
        return await self.client.send(made, stream=True)


@asynccontextmanager
async def upstream(options: Options) -> AsyncIterator[Upstream | None]:
    """The connection to the server that the options name; ``None`` where they name none."""
    if options.upstream is None:
        yield None
        return
    import httpx

    local = loopback(options.upstream)
    heads = {"authorization": f"Bearer {options.upstream_key}"} if options.upstream_key else {}
    async with httpx.AsyncClient(
        base_url=options.upstream.rstrip("/"),
        headers=heads,
        timeout=httpx.Timeout(600, connect=10),
        limits=httpx.Limits(max_connections=400, max_keepalive_connections=100),
        trust_env=not local,
        verify=options.upstream.startswith("https:"),
    ) as client:
        # Nothing is sent that the client did not ask for.
        for name in ("user-agent", "accept", "accept-encoding"):
            client.headers.pop(name, None)
        yield Upstream(client, options.upstream, local)


def heads(answer: httpx.Response) -> dict[str, str]:
    """The heads of an answer that are passed on."""
    kept = {name: value for name, value in answer.headers.items() if name.lower() not in _OWN}
    if "content-length" in answer.headers:
        kept["content-length"] = answer.headers["content-length"]
    return kept


def through(answer: httpx.Response) -> Response:
    """The answer as it comes, byte for byte."""
    return StreamingResponse(
        answer.aiter_raw(), answer.status_code, heads(answer), background=BackgroundTask(answer.aclose)
    )
