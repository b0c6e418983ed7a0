"""A house is backed up while it is written to, made anew elsewhere, and agrees with itself."""

import contextlib
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services import SERVICES
from services.keeping import backup, check, comparing, daily, manifest, photos
from services.keeping import restore as restoring
from services.keeping.comparing import Journal
from services.keeping.house import House, house_of
from services.keeping.house import house_in as house_with
from shared import migrate
from shared.client import Client
from shared.refusal import Refusal
from shared.settings import Settings
from shared.store import Store
from tests.intake.conftest import a_dog
from tests.servers import Postgres
from tests.system import PASSWORD, running_system, until_heard

TIMES = 2


def house_in(folder: Path, services: tuple[str, ...]) -> House:
    return house_with(Settings(data=folder, keys=folder / "keys", redis_url=""), services)


# ---- rules ------------------------------------------------------------------------------------------------


def test_what_disagrees_is_told() -> None:
    said = Journal({"a": ("s", 1), "b": ("s", 2), "d": ("s", 4), "g": ("s", 7)}, {"s": [(5, 6)]})

    assert comparing.holes(said) == [("s", 3)]
    assert comparing.strangers({"a": 1, "b": 3, "x": 9}, said.events) == ["b", "x"]
    assert comparing.behind({"s": (4, "d")}, {"intake": said}) == 3
    assert comparing.given_twice([("HH-1", "p"), ("HH-1", "p"), ("HH-2", "p"), ("HH-2", "q")]) == ["HH-2"]
    assert comparing.ahead([("HH-2026-000008", "p"), ("HH-2026-000009", "q")], {"HH-2026": 8}) == [
        "HH-2026-000009"
    ]


@pytest.mark.parametrize(
    ("now", "newest", "due"),
    [("11-30T02:59", "11-29T03:00", False), ("11-30T03:00", "11-29T03:00", True),
     ("11-30T12:00", "11-28T03:00", True), ("11-30T12:00", "11-30T03:01", False), ("11-30T12:00", "", True)],
)  # fmt: skip
def test_one_is_due_when_the_hour_has_struck(now: str, newest: str, due: bool) -> None:
    def at(written: str) -> datetime:
        return datetime.fromisoformat(f"2026-{written}:00+08:00")

    assert daily.is_due(at(now), at(newest) if newest else None, 3) is due


# ---- a small house ----------------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> House:
    """With nobody in it, but for a key and a photo whose row says what it should be."""
    made = house_in(tmp_path / "data", SERVICES)
    for service, url in made.stores.items():
        migrate.upgrade(service, url)
    made.keys.mkdir()
    (made.keys / "personal-intake.key").write_bytes(b"k" * 32)
    picture = b"a dog"
    for file in photos.files_of(photos.Album(made.photos), sha256 := _sum(picture)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(picture)
    with contextlib.closing(Store(made.stores["intake"])) as store, store.write() as work:
        work.sql(
            sa.insert(photos.Photo),
            {"id": "p", "dog_id": "d", "stay_id": "s", "view": "front", "kind": "JPEG", "size": 5, "width": 1,
             "height": 1, "sha256": sha256, "sm3": "", "received_at": datetime.now().astimezone(),
             "taken_by": "admin"},
        )  # fmt: skip
    return made


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wrong(house: House) -> str:
    return "\n".join(str(one) for one in check.check(house) if not one.well)


def test_a_photo_of_an_earlier_backup_is_not_copied_again(house: House, tmp_path: Path) -> None:
    first, second = backup.make(house, tmp_path / "b"), backup.make(house, tmp_path / "b")
    [name] = [one for one in manifest.read(second).files if one.startswith("photos/originals")]

    assert (first / name).stat().st_ino == (second / name).stat().st_ino
    assert manifest.wrong(second, manifest.read(second)) == []
    assert second.stat().st_mode & 0o077 == (tmp_path / "b").stat().st_mode & 0o077 == 0

    third = backup.make(house, tmp_path / "b", keep=2)
    assert manifest.backups_in(tmp_path / "b") == [second, third]
    assert not first.exists() and manifest.wrong(third, manifest.read(third)) == []


def test_a_damaged_or_unfinished_or_newer_backup_is_refused(house: House, tmp_path: Path) -> None:
    made = backup.make(house, tmp_path / "b")
    empty = house_in(tmp_path / "new", SERVICES)
    told = (made / manifest.NAME).read_text()

    (made / "keys/personal-intake.key").write_bytes(b"x" * 32)
    with pytest.raises(Refusal, match="damaged"):
        restoring.restore(made, empty)
    (made / manifest.NAME).write_text(told.replace('"rails": "', '"rails": "9'))
    with pytest.raises(Refusal, match="upgrade first"):
        restoring.restore(made, empty)
    (made / manifest.NAME).unlink()
    with pytest.raises(Refusal, match="not finished"):
        restoring.restore(made, empty)

    assert not (tmp_path / "new").exists()


def test_it_is_restored_where_nothing_is_and_nowhere_else(house: House, tmp_path: Path) -> None:
    made = backup.make(house, tmp_path / "b")
    with pytest.raises(Refusal, match="already"):
        restoring.restore(made, house)
    with pytest.raises(Refusal, match="elsewhere"):
        backup.make(house, house.settings.data / "b")

    other = house_in(tmp_path / "new", SERVICES)
    restoring.restore(made, other)
    assert (other.keys / "personal-intake.key").read_bytes() == b"k" * 32
    assert wrong(other) == wrong(house_in(made, SERVICES)) == ""


def test_a_full_disk_leaves_nothing_that_looks_whole(house: House, tmp_path: Path, monkeypatch: Any) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as faults:
        faults.setattr(shutil, "copyfile", full)
        with pytest.raises(Refusal, match="磁盘已满"):
            backup.make(house, tmp_path / "b")
    assert [file.name for file in (tmp_path / "b").iterdir()] == [".lock"]

    made = backup.make(house, tmp_path / "b")
    with monkeypatch.context() as faults:
        faults.setattr(migrate, "upgrade", full)
        with pytest.raises(Refusal, match="Nothing was restored"):
            restoring.restore(made, house_in(tmp_path / "new", SERVICES))
    assert [file for file in (tmp_path / "new").rglob("*") if file.is_file()] == []


def test_a_missing_photo_and_one_without_a_dog_are_told(house: House) -> None:
    [sha256] = [file.name for file in house.photos.glob("originals/*/*")]
    original = photos.Album(house.photos).original(sha256)
    original.write_bytes(b"another")
    assert "missing or changed" in wrong(house)
    left = original.with_name("0" * 64)
    shutil.copy(original, left)
    original.write_bytes(b"a dog")
    assert wrong(house) == "", "it may be on its way"

    os.utime(left, (1, 1))
    assert "photos of no dog 1" in wrong(house)


# ---- a house at work --------------------------------------------------------------------------------------


@pytest.fixture
def stores(kind_of_store: str, request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Four databases, as `QINGCHENG_DATABASE_URL` names them; for SQLite those in the data folder."""
    made: list[str] = []

    def named() -> str:
        if kind_of_store == "sqlite":
            return ""
        postgres: Postgres = request.getfixturevalue("postgres")
        one = sa.make_url(postgres.database())
        made.append(text := one.render_as_string(hide_password=False))
        for service in SERVICES:
            made.append(text.replace(f"/{one.database}", f"/{one.database}_{service}"))
            with sa.create_engine(text, isolation_level="AUTOCOMMIT").connect() as connection:
                connection.exec_driver_sql(f'CREATE DATABASE "{one.database}_{service}" TEMPLATE template0')
        return text.replace(f"/{one.database}", f"/{one.database}_{{service}}")

    yield named
    for url in made:
        request.getfixturevalue("postgres").drop(url)


def test_backups_made_under_load_are_consistent(tmp_path: Path, stores: Callable[[], str]) -> None:
    """And a house that was restored goes on: all hear what they had not, and no number is given twice."""
    here, there = stores(), stores()
    with running_system(tmp_path / "data", QINGCHENG_DATABASE_URL=here) as url:
        client = Client(url).log_in("admin", PASSWORD)
        over = threading.Event()
        taken_in: list[Any] = []

        def write() -> None:
            while not over.is_set():
                taken_in.append(client.post("/intake/v1/dogs", a_dog()))

        writers = [threading.Thread(target=write) for _ in range(3)]
        for writer in writers:
            writer.start()
        try:
            settings = Settings(data=tmp_path / "data", database_url=here)
            made = []
            for _ in range(TIMES):
                time.sleep(1)
                before = len(taken_in)
                made.append(backup.make(house_of(settings, SERVICES), tmp_path / "b"))
                assert before <= manifest.read(made[-1]).stores["intake"].rows["dog"] <= len(taken_in) + 3
            assert wrong(house_of(settings, SERVICES)) == "", "also while they write"
        finally:
            over.set()
            for writer in writers:
                writer.join()
        until_heard(url)
        assert wrong(house_of(settings, SERVICES)) == ""

    for one in made:
        assert manifest.read(one).writers_held_ms < 1000
        assert wrong(house_in(one, SERVICES)) == ""

    elsewhere = Settings(data=tmp_path / "other", database_url=there)
    restoring.restore(made[-1], house_of(elsewhere, SERVICES), skip=100)
    with running_system(tmp_path / "other", QINGCHENG_DATABASE_URL=there) as url:
        client = Client(url).log_in("admin", PASSWORD)
        new = client.post("/intake/v1/dogs", a_dog())
        until_heard(url)
    assert wrong(house_of(elsewhere, SERVICES)) == ""
    assert new["stay_no"] not in {dog["stay_no"] for dog in taken_in}


def test_a_store_that_is_older_than_the_others_is_told(house: House, tmp_path: Path) -> None:
    with contextlib.closing(Store(house.stores["registry"])) as store, store.write() as work:
        work.sql(
            sa.insert(check.inbox),
            {"event_id": "e", "source": "/qingcheng/intake", "sequence": 1, "received_at": ""},
        )

    assert "in no journal: ['e']" in wrong(house)
