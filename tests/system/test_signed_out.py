"""Who logged out or was locked out in intake is out in the registry too: two processes, one Redis."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from shared import auth
from tests.processes import Running, signed_in
from tests.servers import Answer, Client, hire
from tests.system import PASSWORD, until

DOOR = "/registry/v1/dogs"
WITHIN = 5.0  # seconds
VET = {"username": "li", "password": "a vet's password", "roles": ["vet"]}


@pytest.fixture
def town(tmp_path: Path, redis_url: str) -> Iterator[tuple[Client, Client]]:
    """The doors of intake and of the registry."""
    running = []
    try:
        for name in ("intake", "registry"):
            running.append(Running(name, tmp_path, tmp_path / name, QINGCHENG_REDIS_URL=redis_url))
            running[-1].until_ready()
        yield running[0].client, running[1].client
    finally:
        for service in running:
            service.end()


def log_in_on_a_page(intake: Client, username: str, password: str) -> dict[str, str]:
    form = urlencode({"username": username, "password": password})
    sent: Answer = intake.post("/intake/login", form, Content_Type="application/x-www-form-urlencoded")
    return {"Cookie": sent.headers["set-cookie"].split(";")[0], "Sec_Fetch_Site": "same-origin"}


def refused(registry: Client, who: dict[str, str]) -> float:
    """After how many seconds."""
    begun = time.monotonic()
    until(lambda: registry.get(DOOR, **who).status == 401, lambda: "still let in", WITHIN)
    return time.monotonic() - begun


def test_who_is_out_in_intake_is_out_in_the_registry(town: tuple[Client, Client]) -> None:
    intake, registry = town
    admin = signed_in(intake)
    hire(admin, VET)
    logged_out, locked_out = (log_in_on_a_page(intake, "li", VET["password"]) for _ in range(2))  # type: ignore[arg-type]
    on_duty = log_in_on_a_page(intake, "admin", PASSWORD)
    assert auth.COOKIE in logged_out["Cookie"]
    assert [registry.get(DOOR, **who).status for who in (logged_out, locked_out, on_duty)] == [200] * 3

    assert intake.post("/intake/logout", "", **logged_out).status == 303
    after_logging_out = refused(registry, logged_out)
    assert registry.get(DOOR, **locked_out).status == 200, "another session of the same person goes on"

    assert admin.post("/intake/v1/staff/li/lock", {"why": "离职"}).status == 201
    after_the_lock = refused(registry, locked_out)
    assert registry.get(DOOR, **on_duty).status == 200
    print(f"\n  refused {after_logging_out:.1f} s after logging out, {after_the_lock:.1f} s after the lock")
