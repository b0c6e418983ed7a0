"""What one test did to a service that stands, the next does not find."""

from pathlib import Path

import pytest
import redis
import sqlalchemy as sa

from services.intake import app as intake
from shared import auth
from shared.settings import Settings
from tests.intake.conftest import a_dog
from tests.standing import House, Standing

TABLES = ("dog", "stay", "journal", "idempotency", "staff", "kennel")


@pytest.fixture(scope="session")
def shape() -> str:
    return "intake"


def found(one: Standing, data: Path) -> tuple[dict[str, int], list[str]]:
    """How many rows there are, and which files beside the store."""
    with one.service.store.glance() as connection:
        rows = {name: connection.scalar(sa.text(f"select count(*) from {name}")) or 0 for name in TABLES}
    files = [str(file.relative_to(data)) for file in data.rglob("*") if ".db" not in file.name]
    return rows, sorted(files)


def test_every_life_begins_as_the_first_start_left_it(
    data: Path, redis_url: str, any_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QINGCHENG_ADMIN_PASSWORD", "a good password")
    settings = Settings(data=data, redis_url=redis_url, database_url=any_store_url)
    house, begun, services = House(), [], []
    for _ in range(3):
        with house.living(intake.app, settings) as one:
            begun.append(found(one, data))
            services.append(one.service)
            officer = auth.sign((data / "keys/token.key").read_bytes(), "wang", ["officer"])
            assert one.client.signed_in(officer).post("/intake/v1/dogs", a_dog()).status == 201
            (data / "photos").mkdir()
            assert found(one, data) != begun[0]
        with redis.Redis.from_url(redis_url) as wire:
            wire.flushall()
    house.close()

    assert begun[0] == begun[1] == begun[2]
    assert begun[0][0]["staff"] == 1 and begun[0][0]["kennel"] > 100
    assert len(set(services)) == 3
