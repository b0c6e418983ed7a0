"""One replica of a service as a process: forked from one that has imported everything, so quickly back."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.chaos.service import run
from tests.chaos.troubles import holding
from tests.forks import FORKS, one_at_a_time
from tests.servers import Client


@dataclass
class Process:
    """One replica of a service behind a port that it keeps."""

    service: str
    number: int
    port: int
    running: BaseProcess | None = None
    wanted: bool = False
    busy: threading.Lock = field(default_factory=threading.Lock)

    def __str__(self) -> str:
        return f"{self.service}-{self.number}"

    @property
    def pid(self) -> int:
        return (self.running and self.running.pid) or 0

    @property
    def alive(self) -> bool:
        return self.running is not None and self.running.is_alive()

    @property
    def ready(self) -> bool:
        with contextlib.suppress(OSError):
            return Client(self.port).get(f"/{self.service}/health/ready").status == 200
        return False

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else stops or starts it meanwhile. Raises `Busy`."""
        with holding(self.busy):
            yield

    def start(self, log: Path, environment: dict[str, str], broken: str | None, slow: float) -> None:
        """Returns at once."""
        given = (self.service, self.port, log, environment, broken, slow)
        with one_at_a_time:
            self.running = FORKS.Process(target=run, args=given, name=str(self), daemon=True)
            self.running.start()
        self.wanted = True

    def kill(self) -> None:
        self.wanted = False
        if self.running:
            self.running.kill()
            self.running.join()

    def terminate(self, patience: float) -> bool:
        """SIGTERM; whether it ended within so many seconds."""
        self.wanted = False
        if self.running:
            self.running.terminate()
            self.running.join(patience)
        return not self.alive
