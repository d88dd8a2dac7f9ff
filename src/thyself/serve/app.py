"""App: all doors of a home as one ASGI application; extra ``serve``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any, Final

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from starlette.middleware.trustedhost import TrustedHostMiddleware

from thyself.core import StoreError
from thyself.home import Home
from thyself.serve import metrics as counted
from thyself.serve import page, proxy, remote_mcp
from thyself.serve.api import asking, people, problems, profile, traces
from thyself.serve.api.doors import ToOwner
from thyself.serve.digest import door
from thyself.serve.house import House, Options
from thyself.serve.noted import Noted
from thyself.serve.wire import Problem

_log: Final = logging.getLogger("thyself.serve")
_ABOUT: Final = """\
One person's memory and model of themselves, by HTTP. Whose data it is, the key says: `Authorization: Bearer thy_…`.

Errors are `application/problem+json`. What a key may do, its verbs say; how much it sees, its sensitivity. Everything
that is done is in the person's own record, without its content.
"""


def application(home: Home, options: Options | None = None) -> FastAPI:
    """The application for one home; it closes what it opened when it is stopped, but not the home.

    Args:
        home: Where everything is kept.
        options: How the doors stand.
    """
    house = House(home, options or Options())
    numbers = counted.Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            app.state.upstream = await stack.enter_async_context(proxy.upstream(house.options))
            await stack.enter_async_context(remote_mcp.running(app))
            writer = asyncio.create_task(_writing(house))
            try:
                yield
            finally:
                writer.cancel()
                with suppress(asyncio.CancelledError):
                    await writer
                await asyncio.to_thread(house.close)

    app = FastAPI(
        title="thyself",
        version="1",
        description=_ABOUT,
        lifespan=lifespan,
        max_body_size=house.options.most_bytes,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        responses={"4XX": {"description": "What went wrong", "content": {"application/problem+json": {
            "schema": {"$ref": "#/components/schemas/Problem"}}}}},
    )  # fmt: skip
    app.openapi = partial(_described, app)  # type: ignore[method-assign]
    app.state.house = house
    problems.told(app)
    for part in (people, traces, asking, profile, proxy):
        app.include_router(part.router)
    app.include_router(door.router, include_in_schema=False)
    _of_the_home(app, house, numbers)
    page.on(app)
    remote_mcp.on(app, house)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(house.options.hosts), www_redirect=False)
    app.add_middleware(Noted, house=house, metrics=numbers)
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI page, with the form of what went wrong."""
    page = FastAPI.openapi(app)
    page["components"]["schemas"].setdefault("Problem", Problem.model_json_schema())
    return page


def _of_the_home(app: FastAPI, house: House, numbers: counted.Metrics) -> None:
    @app.get("/health", tags=["home"], summary="Whether the server runs")
    def health() -> dict[str, str]:
        """It does."""
        return {"status": "ok"}

    @app.get("/ready", tags=["home"], summary="Whether the home can be read")
    def ready() -> Response:
        """200 where it can, 503 where not."""
        try:
            house.home.people()
        except StoreError as error:
            return problems.problem(503, str(error))
        return JSONResponse({"status": "ready"})

    @app.get("/metrics", tags=["home"], summary="Figures for Prometheus", response_class=Response)
    def metrics(owner: ToOwner) -> Response:
        """Counts and times by route; no names."""
        return Response(numbers.text(), media_type=counted.TYPE)


async def _writing(house: House) -> None:
    """Write each second what was done."""
    while True:
        await asyncio.sleep(1)
        try:
            await asyncio.to_thread(house.access.write)
        except StoreError as error:
            _log.warning("the record of acts could not be written: %s", error)
