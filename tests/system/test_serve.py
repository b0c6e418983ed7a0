"""Several services behind one address."""

import asyncio
import contextlib
import gc
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from fastapi import FastAPI

from shared.serve import Front, settle
from tests.servers import Client
from tests.shared.rail.test_relay import until


def service(name: str, story: list[str]) -> FastAPI:
    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        story.append(f"{name} begins")
        yield
        story.append(f"{name} ends")

    app = FastAPI(lifespan=lifespan)

    @app.get("/{path:path}")
    def whose(path: str) -> str:
        return f"{name}: /{path}"

    return app


@pytest.fixture
def story() -> list[str]:
    return []


@pytest.fixture
def front(story: list[str]) -> Front:
    async def watch() -> None:
        story.append("watching")
        try:
            await asyncio.Event().wait()
        finally:
            story.append("no longer watching")

    apps = {name: service(name, story) for name in ("intake", "registry")}
    return Front(apps, "registry", watch, lambda: story.append("ready"), {"contract": "intake"})


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/intake/v1/dogs", "intake: /intake/v1/dogs"),
        ("/registry/v1/dogs", "registry: /registry/v1/dogs"),
        ("/intakes", "registry: /intakes"),
        ("/contract/", "intake: /contract/"),
        ("/contract/DogIntaken.v1.json", "intake: /contract/DogIntaken.v1.json"),
        ("/t/8K3M7Q2ZT5WB", "registry: /t/8K3M7Q2ZT5WB"),
        ("/T/8K3M7Q2ZT5WB", "registry: /T/8K3M7Q2ZT5WB"),
        ("/", "registry: /"),
    ],
)
def test_the_first_word_of_the_path_names_the_service(
    serve: Callable[[Any], Client], front: Front, path: str, answer: str
) -> None:
    assert serve(front).get(path).json() == answer


@pytest.mark.anyio
async def test_all_begin_before_the_first_request_and_end_in_turn(front: Front, story: list[str]) -> None:
    async with front.lifespan.lifespan_context(front):
        await asyncio.sleep(0)
        assert story[:3] == ["intake begins", "registry begins", "ready"]
        assert "watching" in story

    await asyncio.sleep(0)
    assert story[-3:] == ["registry ends", "intake ends", "no longer watching"]


@pytest.mark.anyio
async def test_what_watches_redis_is_watched_itself(front: Front, story: list[str]) -> None:
    watch_it, falls = front.beside, [MemoryError]

    async def fall_once() -> None:
        if falls:
            raise falls.pop()
        await watch_it()

    front.beside = fall_once
    async with front.lifespan.lifespan_context(front):
        await until(lambda: "watching" in story)


def test_an_address_that_cannot_be_read_is_refused_in_words() -> None:
    started = subprocess.run(
        [sys.executable, "-m", "shared.serve", "registry"],
        env=os.environ | {"QINGCHENG_REDIS_URL": "foo://:secret@host"},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert started.returncode == 1
    assert "redis+sentinel://" in started.stderr
    assert "Traceback" not in started.stderr and "secret" not in started.stderr


def test_what_a_service_began_with_is_looked_through_for_garbage_no_more() -> None:
    """Half a second each time, in which nobody is answered."""
    settle()
    try:
        kept = gc.get_freeze_count()
        assert kept > 10_000 and len(gc.get_objects()) < kept / 10
    finally:
        gc.unfreeze()
