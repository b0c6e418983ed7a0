"""`python -m tests.chaos.restarts`: Redis starts again as compose runs it, with each service down in turn.

Redis is started by deploy/redis/start.sh, each service is a process under its own user. Dogs come one by one,
so that a batch is often one event, and many at once; then Redis is restarted, politely or not. Afterwards
every stream must hold what its journal says, and every tag must be found.
"""

import contextlib
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.chaos.processes import Process
from tests.chaos.servers import SqliteStores
from tests.chaos.town import Town, end_on_sigterm
from tests.guarded_redis import GuardedRedis
from tests.intake.conftest import a_dog
from tests.servers import Client, redis_binary
from tests.system import SERVICES, until

ONE_BY_ONE, AT_ONCE = 4, 12  # dogs
SETTLES_WITHIN = 60.0  # seconds


class Compose:
    """The server of compose, as a town knows one; the town itself looks on."""

    def __init__(self, server: Path) -> None:
        self.guarded = GuardedRedis(server)
        self.url = self.guarded.url("onlooker")

    def restart(self, politely: bool) -> None:
        if politely:
            self.guarded.restart()
            return
        time.sleep(1.1)  # what is on disk after a second is what survives
        self.guarded.process.kill()
        self.guarded.process.wait()
        self.guarded.start()

    def close(self) -> None:
        self.guarded.close()


class Guarded(Town):
    """A town in which every service is a Redis user of its own."""

    def _environment(self, process: Process) -> dict[str, str]:
        url = self.server.guarded.url(process.service)  # type: ignore[union-attr]
        return super()._environment(process) | {"QINGCHENG_REDIS_URL": url}


@contextlib.contextmanager
def town_in(folder: Path, compose: Compose) -> Iterator[Town]:
    town = Guarded(folder, compose, SqliteStores(folder))  # type: ignore[arg-type]
    town.redis = redis.Redis.from_url(compose.url, retry=Retry(NoBackoff(), 0))
    try:
        town.open()
        yield town
    finally:
        town.close()


def live_through(town: Town, compose: Compose, process: Process, politely: bool) -> list[str]:
    """Codes of the tags of the dogs that came."""
    if process.service != "intake":
        town.stop(process)
    codes = take_in(town)
    if process.service == "intake":
        until_sent(town)
        town.stop(process)
    compose.restart(politely)
    town.start(process)
    town.wait_until_ready(SETTLES_WITHIN)
    return codes


def take_in(town: Town) -> list[str]:
    intake = doors(town, "intake").signed_in(town.token)
    codes = []
    for _ in range(ONE_BY_ONE):
        codes.append(_take_in(intake))
        until_sent(town)
    with ThreadPoolExecutor(AT_ONCE) as callers:
        codes += callers.map(lambda _: _take_in(intake), range(AT_ONCE))
    codes.append(_take_in(intake))
    until_sent(town)
    return codes


def _take_in(intake: Client) -> str:
    code: str = intake.post("/intake/v1/dogs", a_dog()).json()["tag"]["code"]
    return code


def doors(town: Town, service: str) -> Client:
    return Client(next(process.port for process in town.processes if process.service == service))


def missing(town: Town) -> list[str]:
    """What a journal holds and its stream does not."""
    return [
        f"{row.stream} {row.sequence}"
        for service in SERVICES
        for stream in (f"qingcheng:{service}", f"qingcheng:{service}:restricted")
        for held in [{fields.get(b"id") for _, fields in town.redis.xrange(stream)}]
        for row in town.rows(service, f"select * from journal where stream = '{stream}'")
        if row.id.encode() not in held
    ]


def until_sent(town: Town) -> None:
    until(lambda: not missing(town), lambda: f"not in the streams: {missing(town)}", SETTLES_WITHIN)


def lost(town: Town, codes: list[str]) -> list[str]:
    """Every tag must be found, soon."""
    registry = doors(town, "registry")

    def unknown() -> list[str]:
        return [code for code in codes
                if registry.get(f"/t/{code}", Accept="application/json").status != 200]  # fmt: skip

    with contextlib.suppress(TimeoutError):
        until(lambda: not unknown() and not missing(town), seconds=SETTLES_WITHIN)
    return [*(f"tag {code} is not found" for code in unknown()), *missing(town)]


def servers() -> list[Path]:
    """Whatever is installed here: the one that compose runs is a Redis."""
    return sorted({redis_binary(), *map(Path, filter(None, [shutil.which("redis-server")]))})


def run(server: Path) -> bool:
    """Prints one line for each restart. Whether nothing was lost."""
    folder, wrong = Path(tempfile.mkdtemp(prefix="qc-restarts-")), list[str]()
    with contextlib.closing(Compose(server)) as compose, town_in(folder, compose) as town:
        for number, process in enumerate(town.processes):
            begun = time.monotonic()
            found = lost(town, live_through(town, compose, process, politely=number % 2 == 0))
            wrong += found
            print(f"  {server.name}: restarted without {process.service:<9} {len(found)} lost"
                  f"{time.monotonic() - begun:8.1f} s", flush=True)  # fmt: skip
    print("".join(f"RED  {one}\n" for one in wrong) or "GREEN  a restart of Redis loses nothing", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    return not wrong


def main() -> int:
    end_on_sigterm()
    fine = [run(server) for server in servers()]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
