"""A service put together: it waits for what it needs, and says what it cannot use."""

import asyncio
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared import service as rooms
from shared.app import compose
from shared.nouns import Noun
from shared.refusal import Refusal
from shared.service import Service
from shared.settings import Settings
from shared.store import StoreUnavailable
from tests.servers import serving


def test_a_start_waits_for_a_store_that_is_busy_or_not_there_yet(tmp_path: Path, redis_url: str) -> None:
    tried: list[str] = []

    async def prepare(service: Service) -> None:
        tried.append(service.name)
        if len(tried) < 3:
            raise StoreUnavailable("another replica is at it")

    settings = Settings(data=tmp_path, redis_url=redis_url)
    app = compose("registry", settings, [Noun(prepare=prepare)], title="x")

    with serving(app) as client:
        assert client.get("/registry/health/live").status == 200
    assert len(tried) == 3


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_but_not_for_ever(tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "STORE_WITHIN", 0.5)

    async def prepare(service: Service) -> None:
        raise StoreUnavailable("gone")

    settings = Settings(data=tmp_path, redis_url=redis_url)
    app = compose("registry", settings, [Noun(prepare=prepare)], title="x")

    with pytest.raises(RuntimeError, match="did not start"), serving(app):
        pass


def test_a_redis_address_that_cannot_be_read_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="QINGCHENG_REDIS_URL"):
        compose("registry", Settings(data=tmp_path, redis_url="foo://:secret@host"), [], title="x")


def test_what_still_reads_when_the_service_ends_leaves_no_file_open(tmp_path: Path, redis_url: str) -> None:
    reads, may_end = threading.Event(), threading.Event()

    def read(service: Service) -> None:
        with service.store.read() as work:
            work.exec(sa.text("SELECT count(*) FROM journal"))
            reads.set()
            may_end.wait(20)

    async def task(service: Service) -> None:
        await asyncio.to_thread(read, service)  # told to end, it does not wait for its thread

    settings = Settings(data=tmp_path, redis_url=redis_url)
    app = compose("registry", settings, [Noun(tasks={"reader": task})], title="x")
    with serving(app):
        assert reads.wait(20)
        threading.Timer(0.3, may_end.set).start()

    open_files = [file.readlink() for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    assert not [file for file in open_files if file.is_relative_to(tmp_path)]
