"""The store is full, locked or gone while callers post: 503 in time, nothing acknowledged is lost."""

import contextlib
import os
import random
import resource
import signal
import sqlite3
import subprocess
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import redis
import sqlalchemy as sa

from shared import auth
from shared.problems import MEDIA_TYPE
from shared.store import WRITER_LOCK
from tests.intake.conftest import a_dog
from tests.processes import DOGS, Callers, Running, ask, signed_in, timed
from tests.servers import Answer, Client, PostgresServer
from tests.system import PASSWORD, until

IN_TIME = 20.0  # seconds, also where everything else on the machine is busy
Fault = AbstractContextManager[Any]
STREAM = "qingcheng:intake"


@pytest.fixture
def intake(tmp_path: Path, redis_url: str) -> Iterator[Callable[..., Running]]:
    """`intake(data, …)` starts one as a process of its own; it is ready then."""
    with contextlib.ExitStack() as started:

        def start(data: Path, **environment: str) -> Running:
            one = Running("intake", data, tmp_path / "log", QINGCHENG_REDIS_URL=redis_url, **environment)
            started.callback(one.end)
            one.until_ready()
            return one

        yield start


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL that these tests may stop."""
    try:
        server = PostgresServer("fsync=off")
    except FileNotFoundError as error:
        pytest.skip(str(error))
    yield server
    server.close()


@pytest.fixture
def on_postgres(
    intake: Callable[..., Running], own_postgres: PostgresServer, tmp_path: Path
) -> Iterator[Running]:
    """An intake whose store is a new database of that server."""
    url = sa.make_url(own_postgres.url).set(database="faults").render_as_string(hide_password=False)
    with _session(own_postgres.url) as server:
        server.execute(sa.text("drop database if exists faults with (force)"))
        server.execute(sa.text("create database faults"))
    yield intake(tmp_path / "data", QINGCHENG_DATABASE_URL=url)


@contextlib.contextmanager
def _session(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


# ---- SQLite ---------------------------------------------------------------------------------------------


def test_a_file_that_may_not_grow(intake: Callable[..., Running], tmp_path: Path) -> None:
    one = intake(tmp_path / "data")

    @contextlib.contextmanager
    def limited() -> Iterator[None]:
        _, hard = resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE, (4096, hard))
        yield
        resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE, (hard, hard))

    nothing_acknowledged_is_lost(one, _sqlite(tmp_path / "data"), limited())


def test_a_full_disk(intake: Callable[..., Running], tmp_path: Path, small_disk: Path) -> None:
    one = intake(small_disk)

    @contextlib.contextmanager
    def full() -> Iterator[None]:
        filler = small_disk / "filler"
        disk = os.statvfs(small_disk)
        with contextlib.suppress(OSError):  # full earlier than we thought, as others write too
            filler.write_bytes(b"x" * (disk.f_bavail * disk.f_bsize - 100_000))
        yield
        filler.unlink()

    nothing_acknowledged_is_lost(one, _sqlite(small_disk), full(), leaves_room=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 400 MB of its own: more than an intake wants free when it starts."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", folder], capture_output=True, text=True
    )
    if mount.returncode:
        pytest.skip(f"a small disk needs root: {mount.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_database_that_another_process_has_locked(intake: Callable[..., Running], tmp_path: Path) -> None:
    one = intake(tmp_path / "data")

    @contextlib.contextmanager
    def locked() -> Iterator[None]:
        with contextlib.closing(sqlite3.connect(tmp_path / "data/intake.db", isolation_level=None)) as other:
            other.execute("PRAGMA busy_timeout=10000")
            other.execute("BEGIN IMMEDIATE")
            yield

    nothing_acknowledged_is_lost(one, _sqlite(tmp_path / "data"), locked())


def test_a_database_that_may_not_be_written(intake: Callable[..., Running], tmp_path: Path) -> None:
    one = intake(tmp_path / "data")
    (tmp_path / "probe").touch()
    if subprocess.run(["chattr", "+i", tmp_path / "probe"], capture_output=True).returncode:
        pytest.skip("making a file immutable needs root and a file system that can")
    subprocess.run(["chattr", "-i", tmp_path / "probe"], check=True)

    @contextlib.contextmanager
    def read_only() -> Iterator[None]:
        data = (
            tmp_path / "data"
        )  # without intake.db-shm: it is mapped, and Linux kills who writes into it then
        files = [data / "intake.db", data / "intake.db-wal"]
        subprocess.run(["chattr", "+i", *files], check=True)
        try:
            yield
        finally:
            subprocess.run(["chattr", "-i", *files], check=True)

    nothing_acknowledged_is_lost(one, _sqlite(tmp_path / "data"), read_only())


def test_a_database_that_is_not_where_it_was(intake: Callable[..., Running], tmp_path: Path) -> None:
    """Open connections go on, which is no loss; new ones cannot be had, and that is said."""
    one = intake(tmp_path / "data")
    data, away = tmp_path / "data", tmp_path / "away"

    @contextlib.contextmanager
    def moved() -> Iterator[None]:
        away.mkdir()
        for file in data.glob("intake.db*"):
            file.rename(away / file.name)
        yield
        for file in away.iterdir():
            file.rename(data / file.name)

    nothing_acknowledged_is_lost(one, _sqlite(data), moved(), refuses=False)


def _sqlite(data: Path) -> str:
    return f"sqlite:///{data}/intake.db"


# ---- PostgreSQL -----------------------------------------------------------------------------------------


def test_a_server_that_ends_every_session(on_postgres: Running) -> None:
    url = on_postgres.environment["QINGCHENG_DATABASE_URL"]

    def end_all() -> None:
        with _session(url) as other:
            other.execute(
                sa.text(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = current_database() and pid <> pg_backend_pid()"
                )
            )

    with Callers(_staff(on_postgres)) as callers:
        for _ in range(10):
            callers.go_on()
            end_all()
        callers.go_on()

    assert set(callers.statuses) <= {201, 503}
    everything_is_there(on_postgres, url, callers)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_stops_and_starts(
    on_postgres: Running, own_postgres: PostgresServer, how: signal.Signals
) -> None:
    @contextlib.contextmanager
    def stopped() -> Iterator[None]:
        own_postgres.stop(how)
        try:
            yield
        finally:
            own_postgres.start()

    url = on_postgres.environment["QINGCHENG_DATABASE_URL"]
    nothing_acknowledged_is_lost(on_postgres, url, stopped())


def test_a_session_that_holds_the_writers_lock(on_postgres: Running) -> None:
    url = on_postgres.environment["QINGCHENG_DATABASE_URL"]

    @contextlib.contextmanager
    def held() -> Iterator[None]:
        with _session(url) as other:
            other.execute(sa.select(sa.func.pg_advisory_lock(WRITER_LOCK)))
            yield

    nothing_acknowledged_is_lost(on_postgres, url, held())


def test_a_table_that_is_locked_for_readers_too(on_postgres: Running) -> None:
    url = on_postgres.environment["QINGCHENG_DATABASE_URL"]

    @contextlib.contextmanager
    def held() -> Iterator[None]:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as other:
            other.execute(sa.text("lock table dog, stay, staff, journal in access exclusive mode"))
            yield

    nothing_acknowledged_is_lost(on_postgres, url, held())


# ---- what must hold whatever the fault -------------------------------------------------------------------


def nothing_acknowledged_is_lost(
    one: Running, url: str, fault: Fault, refuses: bool = True, leaves_room: bool = False
) -> None:
    """Posts before, during and after the fault; no restart in between."""
    staff = _staff(one)
    known = staff.post(DOGS, a_dog()).json()["dog_id"]
    with Callers(staff) as callers:
        callers.go_on()
        with fault:
            if refuses:
                until(lambda: callers.statuses[503] >= 16, lambda: f"{callers.statuses}", 60)
                every_command_says_so(staff, leaves_room)
            every_look_is_answered(staff, known)
        callers.go_on()

    assert set(callers.statuses) <= {201, 503}
    refused = [call for call in callers.calls if call.answer.status == 503]
    assert all(_is_a_refusal(call.answer) for call in refused)
    slowest = max(call.seconds for call in callers.calls)
    print(f"\n  {dict(callers.statuses)}, slowest {slowest:.1f} s")
    assert slowest < IN_TIME
    everything_is_there(one, url, callers)


def every_command_says_so(staff: Client, leaves_room: bool) -> None:
    """Each kind of door that writes; where there is room for a small command or two, until it is used up."""
    allowed = {201, 503} if leaves_room else {503}

    def refusals() -> list[Answer]:
        answers = one_of_each_command(staff)
        statuses = {answer.status for answer in answers}
        assert statuses <= allowed, [answer.text for answer in answers]
        return answers if statuses == {503} else []

    assert all(_is_a_refusal(answer) for answer in until(refusals))


def one_of_each_command(staff: Client) -> list[Answer]:
    operation = {"name": "第17次联合行动", "district": "150105", "started_at": "2026-07-13T22:00:00+08:00"}
    vet = {"username": f"vet-{uuid.uuid4()}", "password": PASSWORD, "roles": ["vet"]}
    other_roles = random.sample(auth.ROLES[2:], 4)  # what changes nothing needs no room
    doors = [
        (DOGS, a_dog()),
        ("/intake/v1/operations", operation),
        ("/intake/v1/staff", vet),
        ("/intake/v1/staff/admin/roles", {"roles": ["admin", *other_roles], "why": "代班"}),
    ]
    with ThreadPoolExecutor(len(doors)) as callers:
        return list(callers.map(lambda door: ask(staff, "POST", *door), doors))


def every_look_is_answered(staff: Client, dog_id: str) -> None:
    """A look is served from what can be read, or refused: never an error of ours, never for ever."""
    login = {"username": "admin", "password": PASSWORD}
    looks: list[tuple[str, str, Any]] = [
        ("GET", f"{DOGS}/{dog_id}", None),
        ("GET", DOGS, None),
        ("GET", "/intake/v1/kennels", None),
        ("GET", "/intake/", None),
        ("GET", "/intake/health/ready", None),
        ("GET", "/intake/health/live", None),
        ("GET", "/intake/metrics", None),
        ("POST", "/intake/v1/session", login),
    ]
    with ThreadPoolExecutor(len(looks) * 6) as callers:
        calls = list(callers.map(lambda look: timed(staff, *look), looks * 6))

    answers = [call.answer for call in calls]
    assert {answer.status for answer in answers} <= {200, 303, 503}, [a.text for a in answers]
    assert {answer.status for answer in answers[5 :: len(looks)]} == {200}
    assert max(call.seconds for call in calls) < IN_TIME


def everything_is_there(one: Running, url: str, callers: Callers) -> None:
    """Stored is what was acknowledged, once; the journal and the stream say the same."""
    by_key = callers.send_again(_staff(one))

    with _session(url) as store:
        dogs = set(store.scalars(sa.text("select id from dog")))
        intaken = sa.text("select subject from journal where type = 'cn.qingcheng.dog.intaken.v1'")
        journalled = list(store.scalars(intaken))
        sequences = list(store.scalars(sa.text(f"select sequence from journal where stream = '{STREAM}'")))
    assert len(set(by_key.values())) == len(by_key)
    assert set(by_key.values()) <= dogs
    assert len(dogs - set(by_key.values())) <= 1  # the one that was known before
    assert sorted(journalled) == sorted(dogs)
    assert sorted(sequences) == list(range(1, len(sequences) + 1))
    with redis.Redis.from_url(one.environment["QINGCHENG_REDIS_URL"]) as client:
        until(lambda: {int(f[b"sequence"]) for _, f in client.xrange(STREAM)} >= set(sequences))  # type: ignore[union-attr,misc]
    one.until_ready()


def _is_a_refusal(answer: Answer) -> bool:
    problem = answer.headers["content-type"] == MEDIA_TYPE and answer.json()["status"] == 503
    return problem and int(answer.headers["retry-after"]) > 0


def _staff(one: Running) -> Client:
    return signed_in(one.client)
