"""`python -m tests.bench [--seconds 8]`: every figure beside its own limit. It asserts nothing."""

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from shared import auth
from tests.bench import finding, rails, ways
from tests.bench.figures import HEAD, Figure
from tests.servers import RedisServer
from tests.system import free_port

CLIENTS, ROUNDS, EVENTS = 32, 2, 20_000


@contextlib.contextmanager
def process(command: list[str], port: int, environment: dict[str, str]) -> Iterator[str]:
    """A server of its own behind a port; its URL once it answers."""
    running = subprocess.Popen([sys.executable, "-m", *command], env=os.environ | environment)
    try:
        end = time.monotonic() + 120
        while not _answers(port):
            if running.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{' '.join(command)} did not start")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(20)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), contextlib.closing(HTTPConnection("127.0.0.1", port)) as asked:
        asked.request("GET", "/intake/health/live")
        return asked.getresponse().status in (200, 404)
    return False


def post_dogs(url: str, token: str, seconds: float) -> dict[str, float]:
    load = [
        sys.executable,
        "-m",
        "tests.bench.load",
        f"{url}/intake/v1/dogs",
        token,
        str(CLIENTS),
        str(seconds),
    ]
    figures: dict[str, float] = json.loads(subprocess.run(load, check=True, capture_output=True).stdout)
    if figures["refused"]:
        print(f"{figures['refused']:.0f} answers were not 201", file=sys.stderr)
    return figures


def door(folder: Path, redis_url: str, seconds: float) -> list[Figure]:
    """POST /intake/v1/dogs and the same door writing nothing, in turns."""
    environment = {
        "QINGCHENG_DATA": str(folder),
        "QINGCHENG_REDIS_URL": redis_url,
        "QINGCHENG_ADMIN_PASSWORD": "bench",
    }
    auth.make_keys(folder / "keys")
    token = auth.sign((folder / "keys/token.key").read_bytes(), "bench", ["officer"])
    here, there = free_port(), free_port()
    nothing = ["uvicorn", "--factory", "tests.bench.nothing:app", "--port", str(there), "--no-access-log",
               "--log-level", "warning"]  # fmt: skip
    with (
        process(["shared.serve", "intake", "--port", str(here)], here, environment) as intake,
        process(nothing, there, environment) as limit,
    ):
        for url in (intake, limit):
            post_dogs(url, token, 1)
        turns = [(post_dogs(intake, token, seconds), post_dogs(limit, token, seconds)) for _ in range(ROUNDS)]

    def middle(which: int, what: str) -> float:
        return statistics.median(turn[which][what] for turn in turns)

    mine: dict[str, Any] = {what: middle(0, what) for what in ("rate", "p50", "p99")}
    its: dict[str, Any] = {what: middle(1, what) for what in ("rate", "p50", "p99")}
    return [
        Figure(f"POST /intake/v1/dogs, {CLIENTS} clients, durable | writing nothing",
               limit=its["rate"], at_least=0.3, **mine),
        Figure("  the same door writing nothing", **its),
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    given = parser.parse_args()
    server = RedisServer("--appendonly", "yes", "--appendfsync", "everysec")
    with tempfile.TemporaryDirectory(prefix="qc-bench-") as name, contextlib.closing(server):
        folder = Path(name)
        print(HEAD, flush=True)
        for figure in door(folder, server.url, given.seconds):
            print(figure, flush=True)
        for line in ways.ways(process, folder / "ways", server.url, given.seconds):
            print(line, flush=True)
        print(asyncio.run(rails.relay(folder, server.url, EVENTS)), flush=True)
        print(asyncio.run(rails.consumer(folder, server.url, EVENTS)), flush=True)
        for figure in finding.finding(f"sqlite:///{folder}/finding.db"):
            print(figure, flush=True)
        with finding.postgresql() as url:
            for figure in finding.finding(url) if url else ():
                print(figure, flush=True)


main()
