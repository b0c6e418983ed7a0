"""A day at the facility, played through the public doors of a real system.

A joint operation brings in sixty dogs one night; on the open day before it, dogs whose time has run out
are vaccinated and adopted; owners come for theirs. Everything that happens is invented, nothing is faked.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shared import clock
from shared.client import Client
from shared.refusal import Refusal

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


def play(client: Client, chance: random.Random, console: Console) -> Day:
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
    wait(lambda: _page(client, home)["status"] == "ADOPTED")
    wait(lambda: set(client.get("/notify/v1/counts")["messages"]) <= {"sent", "failed"})
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
    wait(lambda: _page(client, taken_in["tag"]["code"]) is not None, every=0.001)
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
    wait(lambda: _page(client, dog["tag"]["code"])["status"] == "ADOPTABLE")
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


def wait(until: Callable[[], Any], every: float = 0.05) -> None:
    ends = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > ends:
            raise Refusal(f"等了 {PATIENCE:.0f} 秒", f"Waited {PATIENCE:.0f} s for what did not come.")
        time.sleep(every)
