"""Stands in for a service whose store is newer than its code: lives, is not ready, and says why."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared import migrate, problems, reasons
from shared.said import Said
from shared.settings import Settings
from shared.street import is_inside

LOOKS_EVERY = 10.0  # seconds: another store may have been put there
NOT_NOW = Said("暂停服务", "Not at work")
SOON = Said("本服务正在换版本，请稍后再来。", "This service is between two versions: come back later.")


def app(service: str, settings: Settings, newer: migrate.NewerStore) -> Starlette:
    """Answers 503 at every door; readiness tells those inside what the store is."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(request: Request) -> Response:
        told: dict[str, Any] = {"ready": False}
        if is_inside(request):
            said: Said = newer.args[0]
            what, do = reasons.STORE_NEWER.what.about(zh=said.zh, en=said.en), reasons.STORE_NEWER.do
            told |= {"reasons": [asdict(reasons.Reason("store_newer", what, do))], "warnings": []}
        return JSONResponse(told, 503)

    async def other(_: Request) -> Response:
        return problems.Answer(503, NOT_NOW, SOON)

    every = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    stands = Starlette(
        routes=[
            Route(f"/{service}/health/live", live),
            Route(f"/{service}/health/ready", ready),
            Route("/{path:path}", other, methods=every),
        ]
    )
    stands.state.service = SimpleNamespace(settings=settings)
    return stands


def serve(
    service: str, settings: Settings, newer: migrate.NewerStore, host: str, port: int,
    options: Mapping[str, Any],
) -> None:  # fmt: skip
    """Until told to end, or until the store is one that this code knows."""
    config = uvicorn.Config(app(service, settings, newer), host=host, port=port, **options)
    server = uvicorn.Server(config)

    async def both() -> None:
        serving = asyncio.ensure_future(server.serve())
        while not serving.done():
            await asyncio.wait({serving}, timeout=LOOKS_EVERY)
            server.should_exit |= not await asyncio.to_thread(_is_newer, service, settings)

    asyncio.run(both())


def _is_newer(service: str, settings: Settings) -> bool:
    try:
        migrate.refuse_newer(service, settings.database_of(service))
    except migrate.NewerStore:
        return True
    return False
