"""`qingcheng demo`: starts the whole system, plays `day` there, and shows what came of it."""

import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from services import SERVICES
from services.day import Day, play, wait
from shared.client import Client
from shared.embedded import EmbeddedRedis
from shared.events import BY_TYPE, stream_of
from shared.refusal import Refusal
from shared.settings import Settings

PASSWORD = "qingcheng-demo"


def run(data: Path, port: int) -> None:
    """Starts the system, plays the day, shows what came of it; then stays up (not with DEMO_EXIT=1)."""
    console = Console()
    with _system(data, port, console) as url:
        client = _log_in(url)
        day = play(client, random.Random(f"day {client.get('/intake/v1/counts')['dogs']}"), console)
        _show(console, client, url, day, data)
        if os.environ.get("DEMO_EXIT") != "1":
            console.print("[bold]Ctrl-C[/] 停止 stops it. 数据留在 The data stays in", data)
            _until_interrupted()


@contextmanager
def _system(data: Path, port: int, console: Console) -> Iterator[str]:
    data.mkdir(parents=True, exist_ok=True)
    codes = {"QINGCHENG_CODES_TO_CONSOLE": "true"}  # into the log: nobody here has a phone
    environment = codes | os.environ | {"QINGCHENG_ADMIN_PASSWORD": _password()}
    url, log = f"http://localhost:{port}", data / "server.log"
    command = [sys.executable, "-m", "services", "up", "--data", str(data), "--port", str(port)]
    with open(log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        with console.status("正在启动四个服务 Starting four services …"):
            wait(lambda: _is_ready(url, server, log))
        yield url
    finally:
        server.terminate()
        server.wait(20)


def _is_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> bool:
    if server.poll() is not None:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
        raise Refusal("启动失败", "It did not start:\n  " + "\n  ".join(last))
    try:
        return all(Client(url).get(f"/{service}/health/ready") for service in SERVICES)
    except Refusal:
        return False


def _log_in(url: str) -> Client:
    if token := os.environ.get("QINGCHENG_TOKEN"):
        return Client(url, token)
    return Client(url).log_in("admin", _password())


def _password() -> str:
    return os.environ.get("QINGCHENG_ADMIN_PASSWORD") or PASSWORD


def _show(console: Console, client: Client, url: str, day: Day, data: Path) -> None:
    told = client.get("/notify/v1/counts")
    waits = sorted(day.seconds_to_page)
    table = Table(title="这一天 The day", show_header=False)
    for name, value in {
        "收容 dogs taken in": day.taken_in,
        "领养 adopted": day.adopted,
        "认领 reclaimed": day.reclaimed,
        "入舍至扫牌页 intake → scan page": f"p50 {statistics.median(waits) * 1000:.0f} ms, "
        f"p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms, n {len(waits)}",
        "事件 events": told["events"],
        "消息 messages": "  ".join(f"{state} {count}" for state, count in told["messages"].items()) or "0",
    }.items():
        table.add_row(name, str(value))
    console.print(table)
    streams = Table(title="事件按流 Events by stream")
    streams.add_column("stream")
    streams.add_column("events", justify="right")
    by_stream: Counter[str] = Counter()
    for type, count in told["by_type"].items():
        by_stream[stream_of(BY_TYPE[type])] += count
    for stream, count in sorted(by_stream.items()):
        streams.add_row(stream, str(count))
    console.print(streams)
    messages = [
        line for line in (data / "server.log").read_text(encoding="utf-8").splitlines() if "✉" in line
    ]
    for message in messages[-3:]:
        console.print("  " + message[message.index("✉") :], markup=False, soft_wrap=True)
    for words, path in {
        "首页 home": "/",
        "犬牌 a tag": day.page,
        "待领养 to adopt": "/adoption/",
        "实况 live": "/notify/",
        f"收容登记 desk (admin / {_password_said()})": "/intake/",
    }.items():
        console.print(f"  {words:<40} {url}{path}", soft_wrap=True)
    console.print(f"  {'消息与日志 messages and log':<36} {data / 'server.log'}")
    if url := _for_subscribers(data):
        console.print(f"  {'订阅事件 subscribe (README)':<36} {url}", soft_wrap=True)


def _password_said() -> str:
    """Ours may be shown; of one that somebody has set, only where it stands."""
    return "$QINGCHENG_ADMIN_PASSWORD" if os.environ.get("QINGCHENG_ADMIN_PASSWORD") else PASSWORD


def _for_subscribers(data: Path) -> str:
    """Where the README's ten lines hear of everything; empty where Redis is somebody else's."""
    settings = Settings(data=data)
    return "" if settings.names_redis else EmbeddedRedis(settings).subscribers


def _until_interrupted() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        pass
