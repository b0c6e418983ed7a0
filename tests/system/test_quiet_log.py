"""While a server is away the log says so, and does not fill the disk."""

import json
import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.processes import Running, ask
from tests.servers import RedisServer

AWAY = 5.0  # seconds


@pytest.mark.parametrize("service", ["intake", "notify"])
def test_five_seconds_without_redis_are_a_few_lines(
    service: str, own_redis: RedisServer, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    key = tmp_path / "token.pub"
    running = Running(
        service, data, tmp_path / "log", QINGCHENG_REDIS_URL=own_redis.url, QINGCHENG_LOG="json",
        QINGCHENG_TOKEN_PUBLIC_KEY=str(key),
    )  # fmt: skip
    try:
        ask(running.client, "GET", f"/{service}/health/live")
        until_listening(running)
        own_redis.kill()
        before = len(lines(running.log))
        ends = time.monotonic() + AWAY
        while time.monotonic() < ends:
            ask(running.client, "GET", f"/{service}/health/ready")
            time.sleep(0.2)
        said = lines(running.log)[before:]
    finally:
        running.process.kill()

    assert 1 <= len(said) <= 15, "\n".join(said)
    for line in said:
        told = json.loads(line)
        assert datetime.fromisoformat(told["at"]).utcoffset().total_seconds() == 8 * 3600  # type: ignore[union-attr]
        assert told["service"] == service and "Traceback" not in line


def until_listening(running: Running) -> None:
    for _ in range(300):
        if running.metric("qingcheng_listener_running") == 1:
            return
        time.sleep(0.1)
    raise AssertionError(running.why_not())


def lines(log: Path) -> list[str]:
    return log.read_text("utf-8").splitlines()
