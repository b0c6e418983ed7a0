"""Services that stand from test to test: every test finds one begun anew, as its first start left it.

What takes long is built once in each worker: the app, its port, its tables, and what a first start puts into
them. What a test may have changed is new for every test: the store and the files are put back, Redis is
emptied, and the service itself, with all that it has in memory and all that runs beside it, begins anew.
"""

import asyncio
import contextlib
import functools
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy as sa
from fastapi import FastAPI

from shared import migrate, store
from shared.engines import engines
from shared.service import Service
from shared.settings import Settings
from tests.servers import Client, Server, Tables

Make = Callable[[Any], FastAPI]
MOST = 3  # that stand in a worker at once
PATIENCE = 60.0  # seconds for a start or an end


class Standing:
    """One app behind one port. Its service lives from `begin` to `end`, once for each test."""

    def __init__(self, make: Make, settings: Settings) -> None:
        self.app, self.settings = make(settings), settings
        self.server = Server(self.app, lifespan="off")
        self.client = Client(self.server.port)
        self.first: Kept | None = None

    @property
    def service(self) -> Service:
        service: Service = self.app.state.service
        return service

    def begin(self) -> None:
        """The first time a start as any other; later from where the first one left the store."""
        self.life = self.app.router.lifespan_context(self.app)
        if self.first is None:
            with knowing():
                self._do(self.life.__aenter__())
            self.first = Kept(self.settings.data, self.service.store.url)
        else:
            self.first.put_back()
            with mock.patch.object(migrate, "upgrade", _nothing), knowing():  # the tables are there
                self._do(self.life.__aenter__())

    def end(self) -> None:
        self._do(self.server.hang_up())
        self._do(self.life.__aexit__(None, None, None))

    def close(self) -> None:
        self.server.close()
        if self.first is not None:
            self.first.forget()

    def _do(self, step: Coroutine[Any, Any, Any]) -> None:
        asyncio.run_coroutine_threadsafe(step, self.server.loop).result(PATIENCE)


def _nothing(*_: Any) -> None:
    pass


@contextlib.contextmanager
def knowing() -> Iterator[None]:
    """A store that is made meanwhile knows the SQL of the last one at its place: that must be closed."""
    with mock.patch.object(store, "engines", _engines):
        yield


@functools.lru_cache(maxsize=8)
def _engines(url: str) -> tuple[sa.Engine, sa.Engine]:
    return engines(url)


class House:
    """The services that stand in this worker: one for each way to make one, and its settings."""

    def __init__(self) -> None:
        self.standing: dict[str, Standing] = {}  # who lived last stands last

    @contextlib.contextmanager
    def living(self, make: Make, settings: Settings) -> Iterator[Standing]:
        """Begun anew, and ended when left. One that does not begin or end well stands no longer."""
        name = f"{make.__module__} {settings!r}"
        one = self.standing.pop(name, None) or Standing(make, settings)
        with contextlib.ExitStack() as unless_well:
            unless_well.callback(one.close)
            one.begin()
            try:
                yield one
            finally:
                one.end()
            unless_well.pop_all()
        self.standing[name] = one
        if len(self.standing) > MOST:
            self.standing.pop(next(iter(self.standing))).close()

    def close(self) -> None:
        for one in self.standing.values():
            one.close()


class Kept:
    """What lay in a data folder and in a store, to be put back."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.files = folder, Path(tempfile.mkdtemp(prefix="qc-kept-"))
        shutil.copytree(folder, self.files, ignore=shutil.ignore_patterns("*.db*"), dirs_exist_ok=True)
        self.rows: File | Tables = File(url) if url.startswith("sqlite") else Tables(url)

    def put_back(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.files, self.folder)
        self.rows.put_back()

    def forget(self) -> None:
        shutil.rmtree(self.files, ignore_errors=True)


class File:
    """All that a SQLite file holds."""

    def __init__(self, url: str) -> None:
        self.file = Path(sa.make_url(url).database or "")
        with contextlib.closing(sqlite3.connect(self.file)) as running, sqlite3.connect(":memory:") as copy:
            running.backup(copy)
            self.content = copy.serialize()

    def put_back(self) -> None:
        for name in (self.file, Path(f"{self.file}-wal"), Path(f"{self.file}-shm")):
            name.unlink(missing_ok=True)  # whoever still has it open writes into what nobody reads
        self.file.write_bytes(self.content)
