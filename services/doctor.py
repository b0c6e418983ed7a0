"""`qingcheng doctor`: asks every service how it is, looks around on this machine, and says it in words."""

import json
import os
import shutil
import socket
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from alembic.script import ScriptDirectory
from prometheus_client.parser import text_string_to_metric_families

from shared import clock, migrate
from shared.auth import CLOCKS_DIFFER
from shared.embedded import find_server
from shared.health import LEAST_FREE
from shared.rail.janitor import ALARM
from shared.refusal import Refusal
from shared.settings import Settings

TIMEOUT = 10.0  # seconds; a service needs up to 4 to say that nothing answers it
WRITTEN = datetime(2026, 7, 1, tzinfo=UTC)  # no clock that is right says less


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `do` is said where it is not well."""

    well: bool
    what: str
    do: str = ""

    def __str__(self) -> str:
        return f"✓ {self.what}" if self.well else f"✗ {self.what}\n    → {self.do}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody at the address answered."""

    status: int
    date: str
    text: str


def examine(services: tuple[str, ...], url: str, data: Path | None) -> Iterator[Finding]:
    """Everything that can be found out from here. Changes nothing."""
    yield from _clock()
    yield from _redis_server()
    if data is not None:
        yield from _folder(data)
        for service in services:
            yield from _version(data, service)
    answer = _ask(url)
    yield from _address(url, answer)
    if answer:
        with ThreadPoolExecutor() as asking:  # one that hangs does not keep the others waiting
            for findings in asking.map(lambda service: list(_service(url, service)), services):
                yield from findings
        yield from _token_keys(url, services)


def run(services: tuple[str, ...], url: str, data: Path | None) -> bool:
    """Prints each finding as it is found. True when all is well."""
    wrong = 0
    for finding in examine(services, url.rstrip("/"), data):
        print(finding, flush=True)
        wrong += not finding.well
    print(f"\n{wrong} 处需要处理 to be seen to." if wrong else "\n一切正常。All is well.")
    return not wrong


# ---- at the doors -------------------------------------------------------------------------------------


def _ask(url: str) -> Answer | None:
    try:
        with urlopen(Request(url, headers=_who()), timeout=TIMEOUT) as answer:
            return Answer(answer.status, answer.headers.get("date", ""), answer.read().decode())
    except HTTPError as error:
        return Answer(error.code, error.headers.get("date", ""), error.read().decode(errors="replace"))
    except (OSError, HTTPException, UnicodeDecodeError):
        return None


def _who() -> dict[str, str]:
    """Through a gateway, figures and reasons are for an admin and for whoever has the token for them."""
    token = os.environ.get("QINGCHENG_METRICS_TOKEN") or os.environ.get("QINGCHENG_TOKEN")
    return {"Authorization": f"Bearer {token}"} if token else {}


def _address(url: str, answer: Answer | None) -> Iterator[Finding]:
    """Whether anybody is there, and whether their clock agrees with ours."""
    if answer is None:
        yield _taken(url) if _listens(url) else _nobody(url)
        return
    yield Finding(True, f"{url} 有应答 answers")
    if answer.date:
        apart = abs((clock.now() - parsedate_to_datetime(answer.date)).total_seconds())
        yield Finding(
            apart <= CLOCKS_DIFFER + 2, f"与服务器时钟相差 {apart:.0f} 秒 our clocks are {apart:.0f} s apart",
            "用 NTP 校准两台机器的时钟，否则登录会失效。Set both clocks by NTP, or logins will fail.",
        )  # fmt: skip


def _nobody(url: str) -> Finding:
    return Finding(
        False, f"{url} 没有应答，端口空闲。Nobody answers at {url}: the port is free.",
        "启动：qingcheng up（或 docker compose up -d），或用 --url 指明地址。"
        "Start it: qingcheng up (or docker compose up -d); or say with --url where it runs.",
    )  # fmt: skip


def _taken(url: str) -> Finding:
    return Finding(
        False, f"{url} 的端口有程序占用，但不是青城。Something holds the port of {url}, and it is not 青城.",
        "用 ss -ltnp 查是谁；换一个 --port。ss -ltnp says who it is; give qingcheng up another --port.",
    )  # fmt: skip


def _listens(url: str) -> bool:
    at = urlsplit(url)
    port = at.port or (443 if at.scheme == "https" else 80)
    try:
        with socket.create_connection((at.hostname or "localhost", port), timeout=2):
            return True
    except OSError:
        return False


def _service(url: str, service: str) -> Iterator[Finding]:
    answer = _ask(f"{url}/{service}/health/ready")
    said = _json(answer)
    if answer is None or "ready" not in said:
        what = f"答复 answers {answer.status}" if answer else "没有应答 does not answer"
        yield Finding(
            False, f"{service}：{what}",
            f"查看日志并启动它：docker compose logs {service}；docker compose up -d {service}。"
            f"Look at its log and start it; if it runs elsewhere, say so with --url.",
        )  # fmt: skip
        return
    if said["ready"]:
        yield Finding(True, f"{service}：就绪 is ready")
    if "reasons" not in said:
        yield _untold(service, said["ready"])
        return
    for reason in said["reasons"]:
        yield Finding(False, f"{service}：{reason['what']}", reason["do"])
    for warning in said.get("warnings", ()):
        yield Finding(False, f"{service}：{warning['what']}", warning["do"])
    yield from _figures(url, service)


def _untold(service: str, ready: bool) -> Finding:
    what = (
        "不告诉外面的人详情 tells a stranger no more"
        if ready
        else "未就绪 is not ready; a stranger is not told why"
    )
    return Finding(
        False, f"{service}：{what}",
        "在服务器本机运行，或设 QINGCHENG_TOKEN（admin 的令牌）或 QINGCHENG_METRICS_TOKEN 后再试。"
        "Run it beside the services, or set QINGCHENG_TOKEN (of an admin) or QINGCHENG_METRICS_TOKEN.",
    )  # fmt: skip


def _figures(url: str, service: str) -> Iterator[Finding]:
    """What does not keep it from its work, and yet wants somebody."""
    answer = _ask(f"{url}/{service}/metrics")
    if answer is None or answer.status != 200:
        yield Finding(False, f"{service}：没有指标 has no metrics", "查看日志。Look at its log.")
        return
    for sample in _samples(answer):
        if sample.name == "qingcheng_dead_letters" and sample.value:
            yield _dead_letters(service, int(sample.value))
        if sample.name == "qingcheng_key_made_anew" and sample.value:
            yield _made_anew(service, sample.labels["key"])
        if sample.name == "qingcheng_task_restarts_last_hour" and sample.value:
            yield _ended(service, sample.labels["task"], int(sample.value))
        if sample.name == "qingcheng_trim_held_up_seconds" and sample.value > ALARM:
            yield _held_up(service, sample.labels["stream"], sample.labels["group"], sample.value / 3600)


def _samples(answer: Answer | None) -> Iterator[Any]:
    if answer and answer.status == 200:
        for family in text_string_to_metric_families(answer.text):
            yield from family.samples


def _dead_letters(service: str, letters: int) -> Finding:
    return Finding(
        False, f"{service}：待处理死信 {letters} 封。Dead letters that wait for somebody: {letters}.",
        f"qingcheng dead list --service {service} 看原因，修复后 redrive，无用则 discard。"
        "It shows why; redrive them once that is mended, or discard them.",
    )  # fmt: skip


def _ended(service: str, task: str, times: int) -> Finding:
    return Finding(
        False, f"{service}：后台任务 {task} 一小时内停了 {times} 次，又重新开始。"
        f"The task {task} ended in the last hour, and was begun again; times: {times}.",
        f"日志中 “the task {task} of {service} ended” 之后写着原因；一小时内不再停，这一行就消失。"
        "Its log says why; an hour after the last time this line goes away.",
    )  # fmt: skip


def _held_up(service: str, stream: str, group: str, hours: float) -> Finding:
    return Finding(
        False, f"{service}：消费组 {group} 使 {stream} 已 {hours:.0f} 小时不能裁剪。"
        f"The group {group} has kept {stream} from being trimmed for {hours:.0f} hours.",
        f"启动它的消费者；若不再需要：qingcheng subscribers group {group} --remove。"
        f"Start its consumer, or if nobody needs it: qingcheng subscribers group {group} --remove.",
    )  # fmt: skip


def _made_anew(service: str, key: str) -> Finding:
    return Finding(
        False, f"{service}：{key}.key 曾丢失或被换，现用的是新的。"
        f"{key}.key was lost or replaced; another is in use, and all had to log in again.",
        f"查明原因（备份？磁盘？有人动过？），然后在本机 qingcheng keys accept {key} --data … --why …。"
        f"Find out why, then run there: qingcheng keys accept {key} --data … --why …",
    )  # fmt: skip


def _token_keys(url: str, services: tuple[str, ...]) -> Iterator[Finding]:
    """Whether all check log-ins with the key that intake signs with."""
    found = {service: _token_key(url, service) for service in services}
    right = found.get("intake")
    for service, key in found.items():
        if right and key and key != right:
            yield Finding(
                False, f"{service}：登录公钥与 intake 的不同，登录在此无效。"
                f"Its token.pub is not that of intake: log-ins are not valid there.",
                "把 intake 的 token.pub 放到它的 QINGCHENG_TOKEN_PUBLIC_KEY 处，无需重启。"
                "Put intake's token.pub where its QINGCHENG_TOKEN_PUBLIC_KEY says: no restart is needed.",
            )  # fmt: skip


def _token_key(url: str, service: str) -> str:
    answer = _ask(f"{url}/{service}/metrics")
    return next(
        (sample.labels["fingerprint"] for sample in _samples(answer) if sample.name == "qingcheng_token_key"),
        "",
    )


def _json(answer: Answer | None) -> dict[str, Any]:
    try:
        said = json.loads(answer.text if answer else "")
        return said if isinstance(said, dict) else {}
    except ValueError:
        return {}


# ---- on this machine ----------------------------------------------------------------------------------


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
