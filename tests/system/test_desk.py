"""A licence desk that knows only docs and contract agrees with the house, whatever happened to both."""

import ast
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from services.intake import app as intake
from services.notify import app as notify
from shared import auth, clock
from shared.client import Client
from shared.embedded import EmbeddedRedis
from shared.rail import janitor
from shared.settings import Settings
from tests.forks import Program
from tests.intake.conftest import a_dog
from tests.servers import Client as Asking
from tests.servers import serving
from tests.system import PASSWORD, free_port, start_system, until, until_heard

DESK = Path(__file__).parents[1] / "subscribers/licence_desk.py"
CRASHES = 20
A_DAY = 1 / 86_400  # of `keep_days`: a second


class Desk:
    """It dies and is begun again; its file is all that it keeps."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.state, self.log = folder / "desk.db", folder / "desk.log"
        self.environment = os.environ | environment | {"STATE": str(self.state)}
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.program = subprocess.Popen(
                [sys.executable, DESK], stdout=log, stderr=log, env=self.environment
            )

    def kill(self) -> None:
        self.program.send_signal(signal.SIGKILL)
        self.program.wait()

    def ask(self, query: str) -> int:
        try:
            with sqlite3.connect(self.state, timeout=10) as kept:
                [found] = kept.execute(query).fetchone()
            return int(found or 0)
        except sqlite3.OperationalError:
            return -1  # it has not begun

    @property
    def in_care(self) -> int:
        return self.ask("select sum(here) from stay")

    def why_not(self) -> str:
        missing = self.ask("select count(*) from missing")
        return f"{self.in_care} in care, {missing} missing\n{self.log.read_text()}"


class Town:
    """The house, its doors, and its Redis as whoever runs it reaches that."""

    def __init__(self, folder: Path) -> None:
        self.data, self.port = folder / "data", free_port()
        self.redis_port = free_port()
        self.system: Program | subprocess.Popen[bytes]
        self.start()
        self.client = Client(self.url).log_in("admin", PASSWORD)

    def start(self) -> None:
        self.system, self.url = start_system(
            self.data, self.port, QINGCHENG_REDIS_PORT=str(self.redis_port), QINGCHENG_KEEP_DAYS="7"
        )

    def stop(self) -> None:
        self.system.terminate()
        self.system.wait(30)

    @property
    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(EmbeddedRedis(Settings(data=self.data)).url)

    @property
    def subscribers(self) -> str:
        log = (self.data / "log").read_text("utf-8")
        [url, *_] = [word for word in log.split() if word.startswith("redis://subscriber:")]
        return url

    def take_in(self, dogs: int) -> None:
        for _ in range(dogs):
            dog = self.client.post("/intake/v1/dogs", a_dog())
            if random.random() < 0.2:
                gone = {"at": clock.text(clock.now()), "because": "翻墙"}
                self.client.post(f"/intake/v1/stays/{dog['stay_id']}/escape", gone)

    @property
    def in_care(self) -> int:
        counts: dict[str, Any] = self.client.get("/intake/v1/counts")
        left = sum(many for name, many in counts.items() if name not in ("dogs", "stays", "died"))
        return int(counts["stays"]) - left


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    running = Town(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def desk(town: Town, tmp_path: Path) -> Iterator[Desk]:
    wish = {"name": "licence-desk", "contact": "登记科", "audience": "staff"}
    made = town.client.post("/notify/v1/subscribers", wish)
    running = Desk(
        tmp_path, SUBSCRIBER_URL=town.subscribers, QINGCHENG_URL=town.url, QINGCHENG_KEY=made["key"]
    )
    yield running
    running.kill()


def agree(town: Town, desk: Desk) -> None:
    until_heard(town.url)
    until(lambda: desk.in_care == town.in_care, lambda: f"{town.in_care} wanted, {desk.why_not()}", 60)
    until(lambda: desk.ask("select count(*) from missing") == 0, desk.why_not, 60)


def test_it_agrees_with_the_house_after_all_that_may_happen(town: Town, desk: Desk) -> None:
    """Twenty deaths in the middle of its work, FLUSHALL, days away with the streams trimmed, a restart."""
    town.take_in(10)
    agree(town, desk)

    working = threading.Thread(target=town.take_in, args=[60])
    working.start()
    for _ in range(CRASHES):
        time.sleep(random.uniform(0.05, 0.25))
        desk.kill()
        desk.start()
    working.join()
    agree(town, desk)

    town.redis.flushall()
    town.take_in(5)
    agree(town, desk)

    desk.kill()
    town.take_in(30)
    until_heard(town.url)
    for stream in ("qingcheng:intake", "qingcheng:registry", "qingcheng:adoption"):
        town.redis.xtrim(stream, maxlen=3, approximate=False)
    town.take_in(2)
    desk.start()
    agree(town, desk)

    town.stop()
    town.start()
    town.take_in(5)
    agree(town, desk)

    entries: Any = town.redis.xrange("qingcheng:intake")
    desk.kill()
    town.redis.xdel("qingcheng:intake", *[entry for entry, _ in entries[len(entries) // 2 :][:4]])
    town.take_in(3)
    desk.start()
    agree(town, desk)
    assert town.in_care > 50  # of 115, of which one in five ran away


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day is a second here, and the janitor comes as often as it can."""
    monkeypatch.setattr(janitor, "EVERY", 0.2)
    monkeypatch.setattr(janitor, "GRACE", 0.0)


def test_it_agrees_after_days_away_in_which_the_janitor_trimmed(
    hurried: None, redis_url: str, tmp_path: Path
) -> None:
    """Entries are kept for two days. Nobody but the house's own janitor takes any away."""
    settings = Settings(data=tmp_path, redis_url=redis_url, keep_days=2 * A_DAY)
    auth.make_keys(settings.key_folder)
    token = auth.sign((settings.key_folder / "token.key").read_bytes(), "wang", ["admin", "officer"])
    with (
        serving(intake.app(settings)) as house,
        serving(notify.app(settings)) as feed,
        redis.Redis.from_url(redis_url) as wire,
    ):
        officer, admin = house.signed_in(token), feed.signed_in(token)
        wish = {"name": "licence-desk", "contact": "登记科", "audience": "staff"}
        key = admin.post("/notify/v1/subscribers", wish).json()["key"]
        desk = Desk(tmp_path, SUBSCRIBER_URL=redis_url, QINGCHENG_URL=feed.url, QINGCHENG_KEY=key)
        try:
            come = _come_in(officer, 10)
            until(lambda: desk.in_care == come, desk.why_not)
            desk.kill()
            come += _come_in(officer, 30)
            until(lambda: wire.xlen("qingcheng:intake") == 0)
            assert desk.in_care == 10
            desk.start()
            until(lambda: desk.in_care == come, desk.why_not)
            until(lambda: desk.ask("select count(*) from missing") == 0, desk.why_not)
            assert desk.ask("select count(*) from seen") == _said(admin)
        finally:
            desk.kill()


def _come_in(officer: Asking, dogs: int) -> int:
    answers = [officer.post("/intake/v1/dogs", a_dog()) for _ in range(dogs)]
    assert {answer.status for answer in answers} == {201}
    return dogs


def _said(admin: Asking) -> int:
    """How much intake has told everybody, by the number of the last of it."""
    [stream] = [
        one
        for one in admin.get("/notify/v1/streams").json()["streams"]
        if one["source"] == "/qingcheng/intake"
    ]
    return int(stream["in_feed"])


def test_it_knows_nothing_of_our_code() -> None:
    tree = ast.parse(DESK.read_text("utf-8"))
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert not {name for name in names if name.split(".")[0] in ("shared", "services", "tests")}
