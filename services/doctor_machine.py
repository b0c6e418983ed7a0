"""What the doctor looks at on this machine. Changes nothing."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic.script import ScriptDirectory

from services.finding import Finding
from shared import clock, migrate
from shared.embedded import find_server
from shared.health import LEAST_FREE
from shared.refusal import Refusal
from shared.settings import Settings

WRITTEN = datetime(2026, 7, 1, tzinfo=UTC)  # no clock that is right says less


def look(data: Path | None, services: tuple[str, ...]) -> Iterator[Finding]:
    """The clock, the server for Redis, and where there is one the folder with the stores."""
    yield from _clock()
    yield from _redis_server()
    if data is not None:
        yield from _folder(data)
        for service in services:
            yield from _version(data, service)


def _clock() -> Iterator[Finding]:
    now = clock.now()
    yield Finding(
        now > WRITTEN, f"本机时间 The clock says {now.astimezone(clock.CITY):%Y-%m-%d %H:%M}",
        "时钟不对，请用 NTP 校准。That cannot be: set the clock, by NTP if you can.",
    )  # fmt: skip


def _redis_server() -> Iterator[Finding]:
    """Only `qingcheng up` needs one of its own."""
    settings = Settings()
    if settings.names_redis:
        return
    try:
        yield Finding(True, f"Redis 程序 server: {find_server(settings.redis_server)}")
    except Refusal as reason:
        yield Finding(False, "没有可用的 Redis 程序。There is no Redis server to run.", str(reason))


def _folder(data: Path) -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        yield Finding(
            False, f"{data} 不能写入 cannot be written: {error.strerror}",
            "检查路径和权限。See that this is the folder, and that it belongs to whoever runs 青城.",
        )  # fmt: skip
        return
    free = shutil.disk_usage(data).free
    yield Finding(
        free >= LEAST_FREE, f"{data} 可写，剩余 {free / 1e6:,.0f} MB can be written, so much is free",
        f"清理磁盘，至少留出 {LEAST_FREE / 1e6:.0f} MB。Free some space: at least {LEAST_FREE / 1e6:.0f} MB.",
    )  # fmt: skip


def _version(data: Path, service: str) -> Iterator[Finding]:
    """Whether the store has the shape that this code expects."""
    file = data / f"{service}.db"
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as store:
            versions = {history: _version_of(store, history) for history in migrate.histories(service)}
    except (sqlite3.Error, ValueError) as error:
        yield Finding(
            False, f"{file} 读不出 cannot be read: {error}",
            "从备份恢复。Restore it from the backup.",
        )  # fmt: skip
        return
    for history, version in versions.items():
        known = ScriptDirectory.from_config(migrate.config(history, f"sqlite:///{file}"))
        newer = version and version not in {script.revision for script in known.walk_revisions()}
        yield Finding(
            version == known.get_current_head(),
            f"{file} 版本 is at version {version or 'none'} ({history})",
            "程序比数据旧，请更新程序。The data is newer than this program: update the program."
            if newer
            else "重启即自动升级，或运行 qingcheng migrate。A restart upgrades it, or: qingcheng migrate.",
        )


def _version_of(store: sqlite3.Connection, history: str) -> str | None:
    """How far it is; none where it has not begun."""
    table = f"alembic_{history}"
    if not store.execute("select 1 from sqlite_master where name = ?", (table,)).fetchall():
        return None
    [(version,)] = store.execute(f"select version_num from {table}")
    return str(version)
