"""Stores of the version before go on as they are: nothing in them is lost, and the house works with them."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services import SERVICES
from shared import migrate
from shared.app import load
from shared.settings import Settings
from shared.tables import journal
from tests.intake.conftest import a_dog
from tests.servers import Client, Postgres, serving
from tests.shared.test_migrate import differences
from tests.system import until

HERE = Path(__file__).parent
ADMIN = {"username": "admin", "password": "qingcheng-demo"}
MOVED = {  # to rows of their own, as tests/intake/custody and tests/adoption/dogs show, each of its migration
    "intake": {"stay": {"heard", "handovers", "reserved", "left_at", "left_by"}},
    "adoption": {"dog": {"heard", "holds", "stay_id", "listed_at", "reserved_for", "open_reclaims", "gone"}},
}

FORGOTTEN = {"idempotency": {"request"}}  # a plain hash helped to guess a password


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The URL of each service's store, as it was."""
    if request.param == "sqlite":
        yield {name: of_sqlite(name, tmp_path) for name in SERVICES}
        return
    postgres = request.getfixturevalue("postgres")
    urls = {name: of_postgresql(name, postgres) for name in SERVICES}
    yield urls
    for url in urls.values():
        postgres.drop(url)


def of_sqlite(name: str, folder: Path) -> str:
    with contextlib.closing(sqlite3.connect(folder / f"{name}.db")) as store:
        store.executescript((HERE / f"sqlite/{name}.sql").read_text(encoding="utf-8"))
    return f"sqlite:///{folder}/{name}.db"


def of_postgresql(name: str, postgres: Postgres) -> str:
    url = postgres.database()
    with opened(url) as connection:
        connection.exec_driver_sql((HERE / f"postgresql/{name}.sql").read_text(encoding="utf-8"))
        connection.commit()
    return url


@contextlib.contextmanager
def opened(url: str) -> Iterator[sa.Connection]:
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        yield connection


Rows = dict[str, list[dict[str, str]]]


def everything(url: str) -> Rows:
    """Every row of every table but alembic's own, as text."""
    with opened(url) as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if "alembic" not in name]
        rows = {name: connection.execute(sa.text(f'select * from "{name}"')).mappings() for name in names}
        return {
            name: [{column: str(is_) for column, is_ in row.items()} for row in rows[name]] for name in names
        }


def of_old(rows: Rows, old: Rows, moved: dict[str, set[str]]) -> Rows:
    """What the old tables hold in the columns that they had and kept."""
    kept = {table: there[0].keys() - moved.get(table, set()) for table, there in old.items() if there}
    return {
        table: sorted(({column: row[column] for column in sorted(columns)} for row in rows[table]), key=str)
        for table, columns in kept.items()
    }


def test_each_store_gets_the_shape_of_today_and_keeps_its_rows(before: dict[str, str]) -> None:
    for name, url in before.items():
        there, moved = everything(url), MOVED.get(name, {}) | FORGOTTEN
        assert there["journal"], name

        migrate.upgrade(name, url)

        assert [differences(history, url) for history in migrate.histories(name)] == [[], []], name
        assert of_old(everything(url), there, moved) == of_old(there, there, moved), name


def test_the_house_goes_on_with_them(before: dict[str, str], tmp_path: Path, redis_url: str) -> None:
    shutil.copytree(HERE / "keys", tmp_path / "keys")
    settings = Settings(data=tmp_path, redis_url=redis_url, own_database_urls=before)
    with contextlib.ExitStack() as running:
        doors = {name: running.enter_context(serving(load(name, settings))) for name in SERVICES}
        token = doors["intake"].post("/intake/v1/session", ADMIN).json()["access_token"]
        intake, registry, adoption, notify = (doors[name].signed_in(token) for name in SERVICES)
        for name in SERVICES:
            until_there(doors[name], f"/{name}/health/ready")

        old = dogs(intake)
        assert sorted(dog["status"] for dog in old) == ["ADOPTABLE", "ADOPTED", "QUARANTINE", "RECLAIMED"]
        new = intake.post("/intake/v1/dogs", a_dog()).json()
        assert new["stay_no"].endswith("-000005")
        assert {dog["dog_id"] for dog in dogs(intake)} == {dog["dog_id"] for dog in (*old, new)}

        for dog in dogs(intake):
            code = intake.get(f"/intake/v1/dogs/{dog['dog_id']}").json()["tag"]["code"]
            until_there(registry, f"/t/{code}")
            until_there(adoption, f"/adoption/v1/dogs/{dog['dog_id']}")
        until(lambda: new["dog_id"] in {event["subject"] for event in feed(notify)})

    assert all(is_dense(url) for url in before.values())


def until_there(client: Client, path: str) -> None:
    until(lambda: client.get(path).status == 200, lambda: client.get(path).text)


def is_dense(url: str) -> bool:
    """Whether each stream of a journal has every number from 1 on."""
    with opened(url) as connection:
        columns = journal.c.stream, sa.func.max(journal.c.sequence), sa.func.count()
        ends = connection.execute(sa.select(*columns).group_by(journal.c.stream)).all()
    return bool(ends) and all(last == count for _, last, count in ends)


def dogs(intake: Client) -> list[Any]:
    found: list[Any] = intake.get("/intake/v1/dogs?limit=100").json()["dogs"]
    return found


def feed(notify: Client) -> list[Any]:
    events: list[Any] = notify.get("/notify/v1/events?limit=1000").json()["events"]
    return events
