"""`night` is a running intake; `phone(officer)` is a phone with its page open."""

from collections.abc import Iterator

import pytest
import redis
from playwright.sync_api import Browser

from tests.browser.night.phones import OFFICERS, SECRET, Night, Phone, log_in, until_kept
from tests.browser.town import Screen, Town, chromium
from tests.processes import Running, signed_in
from tests.servers import RedisServer, hire


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, redis_server: RedisServer) -> Iterator[Night]:
    data = tmp_path_factory.mktemp("night")
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()  # what others said there is of no store that begins now
    intake = Running("intake", data, data / "log", QINGCHENG_REDIS_URL=redis_server.url)
    intake.until_ready()
    client = signed_in(intake.client)
    began = {
        "name": "第17次联合行动",
        "district": "150105",
        "started_at": "2026-07-13T21:30:00+08:00",
        "departments": [],
    }
    operation = client.post("/intake/v1/operations", began).json()["operation_id"]
    for name in OFFICERS:
        account = {"username": name, "password": SECRET, "roles": ["officer"]}
        hire(client, account)
    yield Night(intake, Town(client, operation=operation), data)
    intake.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def phone(browser: Browser, night: Night) -> Iterator[Phone]:
    """`phone(officer)`: a phone with the page open, ready to work without network."""
    opened: list[Screen] = []

    def open_one(
        officer: str = OFFICERS[0], before: str = "", ready: bool = True, script: bool = True
    ) -> Screen:
        window = Screen(night.town, browser, "phone", script)
        opened.append(window)
        if before:
            window.context.add_init_script(before)
        log_in(window, officer)
        if ready:
            until_kept(window.page)
        return window

    yield open_one
    for one in opened:
        one.context.close()
