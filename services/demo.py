"""`qingcheng demo`: a day at the facility, played through the public doors of a real system.

A joint operation brings in sixty dogs one night; on the open day before it, dogs whose time has run out
are vaccinated and adopted; owners come for theirs. Everything that happens is invented, nothing is faked.
"""

import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from services import SERVICES
from shared import clock
from shared.client import Client
from shared.embedded import EmbeddedRedis
from shared.events import BY_TYPE, stream_of
from shared.refusal import Refusal
from shared.settings import Settings

PASSWORD = "qingcheng-demo"
TONIGHT, EARLIER, ADOPTIONS, RECLAIMS = 60, 14, 8, 6
PLACES = (
    ("大学西路与昭乌达路路口", "150105002"), ("新华广场北侧", "150102003"), ("大召寺前街", "150104001"),
    ("通道街清真大寺旁", "150103006"), ("敕勒川公园东门", "150105008"), ("成吉思汗大街立交桥下", "150102008"),
)  # fmt: skip
BREEDS = ("RURAL", "RURAL", "RURAL", "MIX", "MIX", "POODLE", "GOLDEN", "HUSKY", "PEK", "GSD")
COLOURS = ("YW", "BK", "WH", "BT", "YWW", "BW", "BR", "GY", "TRI", "WG")
NAMES = ("豆包", "石头", "奶糖", "四眼", "棉花", "花卷", "黑豆", "团子", "旺财", "小满", "冬至", "可乐")
FAMILIES = ("王芳", "李强", "张敏", "刘洋", "陈静", "杨磊", "赵丽", "黄勇", "周杰", "吴霞", "徐燕", "孙伟")
PROOF = {"proof_seen": ["IDENTITY", "DOG_LICENCE"]}
PATIENCE = 30.0  # seconds until what was told must be seen everywhere


@dataclass
class Day:
    """What happened, for the table at the end."""

    taken_in: int = 0
    adopted: int = 0
    reclaimed: int = 0
    seconds_to_page: list[float] = field(default_factory=list)
    page: str = ""


def run(data: Path, port: int) -> None:
    """Starts the system, plays the day, shows what came of it; then stays up (not with DEMO_EXIT=1)."""
    console = Console()
    with _system(data, port, console) as url:
        client = _log_in(url)
        day = _play(client, random.Random(f"day {client.get('/intake/v1/counts')['dogs']}"), console)
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
            _wait(lambda: _is_ready(url, server, log))
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


def _play(client: Client, chance: random.Random, console: Console) -> Day:
    day = Day()
    _subscribe(client)
    columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        steps = progress.add_task("上月的犬 Dogs of last month", total=EARLIER)
        found = clock.now() - timedelta(days=30)  # beyond every claim window, holidays and all
        earlier = [_take_in(client, chance, day, found, None, progress, steps) for _ in range(EARLIER)]
        steps = progress.add_task("夜间联合行动 Joint night operation", total=TONIGHT)
        operation = _open_operation(client)
        night = [
            _take_in(client, chance, day, clock.now(), operation, progress, steps) for _ in range(TONIGHT)
        ]
        client.post(f"/intake/v1/operations/{operation}/closing", {})
        steps = progress.add_task("免疫 Vaccinations", total=EARLIER)
        for dog in earlier:
            _vaccinate(client, dog)
            progress.advance(steps)
        steps = progress.add_task("开放日领养 Open-day adoptions", total=ADOPTIONS)
        for dog, family in zip(earlier[:ADOPTIONS], chance.sample(FAMILIES, ADOPTIONS), strict=True):
            _adopt(client, dog, family, chance)
            day.adopted += 1
            progress.advance(steps)
        steps = progress.add_task("主人认领 Owners reclaim", total=RECLAIMS)
        for dog, owner in zip(night[:RECLAIMS], chance.sample(FAMILIES, RECLAIMS), strict=True):
            _reclaim(client, dog, owner, chance)
            day.reclaimed += 1
            progress.advance(steps)
    home = earlier[0]["tag"]["code"]
    _wait(lambda: _page(client, home)["status"] == "ADOPTED")
    _wait(lambda: set(client.get("/notify/v1/counts")["messages"]) <= {"sent", "failed"})
    day.page = f"/t/{earlier[-1]['tag']['code']}"
    return day


def _subscribe(client: Client) -> None:
    """The console is told of the good news, once however often the day is played."""
    if not client.get("/notify/v1/subscriptions")["subscriptions"]:
        news = ["DogAdopted", "DogReclaimed", "OperationClosed"]
        client.post("/notify/v1/subscriptions", {"channel": "console", "lang": "both", "types": news})


def _open_operation(client: Client) -> str:
    departments = [("公安", 12), ("城管", 18), ("保安", 20)]
    opened = client.post(
        "/intake/v1/operations",
        {
            "name": f"{clock.now().astimezone(clock.CITY):%m月%d日}联合行动",
            "district": "150105",
            "started_at": clock.text(clock.now()),
            "departments": [{"name": name, "headcount": count} for name, count in departments],
        },
    )
    return str(opened["operation_id"])


def _take_in(
    client: Client, chance: random.Random, day: Day, found: datetime, operation: str | None,
    progress: Progress, steps: Any,
) -> dict[str, Any]:  # fmt: skip
    place, division = chance.choice(PLACES)
    taken_in: dict[str, Any] = client.post(
        "/intake/v1/dogs",
        {
            "custody_basis": "STRAY",
            "found_at": {"text": place, "division": division},
            "found_time": clock.text(found),
            "sex": chance.choice(("male", "female")),
            "breed": chance.choice(BREEDS),
            "colour": chance.choice(COLOURS),
            "age_months": chance.choice((8, 14, 24, 36, 60, 96)),
            "size": chance.choice(("S", "M", "M", "L")),
            "name": chance.choice(NAMES) if operation is None else None,
            "chip": f"156{chance.randrange(10**11):012d}" if chance.random() < 0.2 else None,
            "operation_id": operation,
        },
    )
    day.taken_in += 1
    began = time.perf_counter()
    _wait(lambda: _page(client, taken_in["tag"]["code"]) is not None, every=0.001)
    day.seconds_to_page.append(time.perf_counter() - began)
    progress.advance(steps)
    return taken_in


def _vaccinate(client: Client, dog: dict[str, Any]) -> None:
    today = clock.now().astimezone(clock.CITY)
    client.post(
        f"/registry/v1/dogs/{dog['dog_id']}/vaccinations",
        {
            "product": "狂犬病灭活疫苗",
            "manufacturer": "示例生物",
            "batch_no": "20260501",
            "given_at": clock.text(clock.now()),
            "valid_until": (today + timedelta(days=365)).date().isoformat(),
            "vet_licence": "A012015000123",
        },
    )


def _adopt(client: Client, dog: dict[str, Any], family: str, chance: random.Random) -> None:
    _wait(lambda: _page(client, dog["tag"]["code"])["status"] == "ADOPTABLE")
    applied = client.post(
        f"/adoption/v1/dogs/{dog['dog_id']}/applications", {"name": family, "phone": _phone(chance)}
    )
    application = f"/adoption/v1/applications/{applied['application_id']}"
    client.post(f"{application}/approval", {})
    client.post(f"{application}/adoption", PROOF)


def _reclaim(client: Client, dog: dict[str, Any], owner: str, chance: random.Random) -> None:
    reclaim = client.post(
        f"/adoption/v1/dogs/{dog['dog_id']}/reclaims", {"name": owner, "phone": _phone(chance)}
    )
    client.post(f"/adoption/v1/reclaims/{reclaim['reclaim_id']}/handover", PROOF)


def _phone(chance: random.Random) -> str:
    return f"138{chance.randrange(10**8):08d}"


def _page(client: Client, code: str) -> Any:
    try:
        return client.get(f"/t/{code}")
    except Refusal:
        return None


def _wait(until: Callable[[], Any], every: float = 0.05) -> None:
    ends = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > ends:
            raise Refusal(f"等了 {PATIENCE:.0f} 秒", f"Waited {PATIENCE:.0f} s for what did not come.")
        time.sleep(every)


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
