"""Programs of this house as processes: forked from one that has imported everything, so soon there."""

import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.preloaded", "tests.chaos.service"])
one_at_a_time = threading.Lock()


class Program:
    """`python -m MODULE WORD …`, with the manners of `subprocess.Popen`."""

    def __init__(self, module: str, words: Sequence[str], log: Path, environment: Mapping[str, str]) -> None:
        given = (module, list(words), log, dict(environment))
        with one_at_a_time:
            self.running = FORKS.Process(target=_run, args=given, name=module, daemon=True)
            self.running.start()

    @property
    def pid(self) -> int:
        assert self.running.pid
        return self.running.pid

    def poll(self) -> int | None:
        return self.running.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self.running.join(timeout)
        if self.running.exitcode is None:
            raise subprocess.TimeoutExpired(self.running.name, timeout or 0)
        return self.running.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _run(module: str, words: list[str], log: Path, environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = [module, *words]
    importlib.import_module(module).main()
