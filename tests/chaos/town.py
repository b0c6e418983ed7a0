"""The town: every service as a process or several, brought up again when one ends by itself."""

import contextlib
import random
import signal
import threading
import time
from collections import Counter
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import redis
import sqlalchemy as sa
from redis.backoff import NoBackoff
from redis.retry import Retry

from shared import auth, migrate
from tests.chaos.processes import Process
from tests.chaos.servers import DockerRedis, LocalRedis, PostgresStores, SqliteStores
from tests.chaos.service import TABLE
from tests.chaos.stranded import left_behind
from tests.chaos.troubles import Busy, Troubles
from tests.system import SERVICES, free_port, until

CLAIM_AFTER_MS = 800  # so that poison is buried within the run
STARTS_WITHIN = 90.0  # seconds, on a busy machine
STOPS_WITHIN = 60.0


class Town:
    """Everything that runs, and the hands that stop and start it."""

    def __init__(
        self, folder: Path, server: LocalRedis | DockerRedis, stores: SqliteStores | PostgresStores,
        replicas: int = 1, broken: str | None = None,
    ) -> None:  # fmt: skip
        self.folder, self.server, self.stores, self.broken = folder, server, stores, broken
        self.redis = redis.Redis.from_url(server.url, socket_timeout=2, retry=Retry(NoBackoff(), 0))
        self.processes = [
            Process(service, number, free_port()) for service in SERVICES for number in range(1, replicas + 1)
        ]
        self.troubles = Troubles()
        self.behind = [timedelta(days=2889), timedelta(), timedelta()]  # each phone's clock
        self.done: Counter[str] = Counter()  # what the faults counted
        self.unreadable: set[str] = set()  # the marks of what we appended
        self.stranded: list[str] = []
        self.ended: list[str] = []  # ended by themselves, for no reason that we gave
        self.closing = threading.Event()
        self.keeper = threading.Thread(target=self._keep_up, name="keeper")

    # ---- where things are ------------------------------------------------------------------------------

    @cached_property
    def engines(self) -> dict[str, sa.Engine]:
        return {name: sa.create_engine(self.database_of(name), poolclass=sa.NullPool) for name in SERVICES}

    def database_of(self, service: str) -> str:
        return self.stores.url.replace("{service}", service)

    def rows(self, service: str, query: str) -> list[Any]:
        with self.engines[service].connect() as connection:
            return list(connection.execute(sa.text(query)))

    def port_of(self, service: str, dice: random.Random) -> int:
        """One replica or another, whichever comes up."""
        return dice.choice([process.port for process in self.processes if process.service == service])

    @cached_property
    def token(self) -> str:
        key = (self.folder / "keys/token.key").read_bytes()
        return auth.sign(key, "chaos", ["officer", "vet"])

    # ---- up and down -----------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Keys and stores, before anything runs."""
        auth.make_keys(self.folder / "keys")
        for service in SERVICES:
            migrate.upgrade(service, self.database_of(service))
            with self.engines[service].begin() as connection:
                connection.execute(sa.text(TABLE))

    def open(self) -> None:
        """Starts everything and waits until it is ready."""
        self.prepare()
        for process in self.processes:
            self.start(process)
        self.keeper.start()
        self.wait_until_ready()

    def wait_until_ready(self, within: float = STARTS_WITHIN) -> None:
        """Raises `TimeoutError` with the names of those that are not."""
        until(lambda: not self.not_ready(), lambda: f"not ready: {self.not_ready()}", within)

    def give_time_to_be_ready(self) -> None:
        with contextlib.suppress(TimeoutError):
            self.wait_until_ready(within=15)

    def not_ready(self) -> list[str]:
        return [str(process) for process in self.processes if not process.ready]

    def start(self, process: Process, slow: float = 0.0) -> None:
        """Returns at once. `slow` is how many seconds each event takes longer."""
        process.start(self.folder / f"{process}.log", self._environment(process), self.broken, slow)

    def _environment(self, process: Process) -> dict[str, str]:
        return {
            "QINGCHENG_DATA": str(self.folder),
            "QINGCHENG_REDIS_URL": self.server.url,
            f"QINGCHENG_{process.service.upper()}_DATABASE_URL": self.database_of(process.service),
            "QINGCHENG_ADMIN_PASSWORD": "chaos",
            "QINGCHENG_CLAIM_AFTER_MS": str(CLAIM_AFTER_MS),
        }

    def stop(self, process: Process) -> None:
        """SIGTERM, and a look at what it left behind. One that does not end is killed, and that is told."""
        if not process.alive:
            process.wanted = False
        elif process.terminate(STOPS_WITHIN):
            self.done["stopped with SIGTERM"] += 1
            self._judge(process)
        else:
            self.stranded.append(f"{process} (pid {process.pid}) did not end within {STOPS_WITHIN:.0f} s")
            process.kill()

    def _judge(self, process: Process) -> None:
        try:
            self.stranded += left_behind(self.redis, self.troubles, process)
        except redis.RedisError:
            self.done["SIGTERM not judged"] += 1

    def _keep_up(self) -> None:
        """Starts again what ended by itself, as an orchestrator would."""
        while not self.closing.wait(0.5):
            for process in self.processes:
                with contextlib.suppress(Busy), process.held():
                    if process.wanted and not process.alive:
                        self._note_end(process)
                        self.start(process)

    def _note_end(self, process: Process) -> None:
        self.done["ended by itself"] += 1
        if not self.troubles.was_away({f"store {process.service}"}, time.monotonic() - STARTS_WITHIN):
            self.ended.append(f"{process} ended by itself: see {process}.log")

    def close(self) -> None:
        """Ends everything gracefully."""
        self.closing.set()
        if self.keeper.is_alive():
            self.keeper.join()
        threads = [threading.Thread(target=self.stop, args=[process]) for process in self.processes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def end_on_sigterm() -> None:
    """Raises `KeyboardInterrupt` then, so that everything that we started is ended too."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
