"""`qingcheng events replay`: one service hears everything again, from the journals of those who said it."""

import time
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shared.client import Client
from shared.refusal import Refusal

LOOK_EVERY = 0.3  # seconds
STILL = 60.0  # seconds without any progress


def run(client: Client, service: str, after: int, why: str) -> None:
    """Prints progress until all has been heard. Raises `Refusal` where a door refuses, or nothing comes."""
    hears: dict[str, list[str] | None] = client.get(f"/{service}/v1/replay")["hears"]
    publishers = sorted({stream.split(":")[1] for stream in hears})
    expected = {publisher: _expected(client, publisher, hears, after) for publisher in publishers}
    client.post(f"/{service}/v1/replay", {"after": after, "publishers": expected, "why": why})
    for publisher in publishers:
        client.post(f"/{publisher}/v1/journal/again", {"after": after, "why": f"{service}: {why}"})
    _follow(client, service, sum(each["count"] for each in expected.values()))
    Console().print(f"{service}: 已按日志重建 rebuilt from the journals of {', '.join(publishers)}")


def _expected(client: Client, publisher: str, hears: dict[str, Any], after: int) -> dict[str, int]:
    """How many events of a publisher will come, and the number of the last."""
    count = last = 0
    for journal in client.get(f"/{publisher}/v1/journal", after=after)["streams"]:
        types = hears.get(journal["stream"], [])
        kinds = [kind for type, kind in journal["types"].items() if types is None or type in types]
        count += sum(kind["count"] for kind in kinds)
        last = max([last, *(kind["last"] for kind in kinds)])
    return {"count": count, "last": last}


def _follow(client: Client, service: str, total: int) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as shown:
        bar = shown.add_task(f"{service} 重放 replay", total=total)
        heard, moved = -1, time.monotonic()
        while not (state := client.get(f"/{service}/v1/replay"))["complete"]:
            now = sum(each["heard"] for each in state["publishers"].values())
            if now > heard:
                heard, moved = now, time.monotonic()
            if time.monotonic() - moved > STILL:
                raise Refusal(
                    f"{service} 停在 {heard}/{total}：请运行 qingcheng doctor 和 qingcheng dead list。",
                    f"{service} stays at {heard} of {total}: see qingcheng doctor and qingcheng dead list.",
                )
            shown.update(bar, completed=heard)
            time.sleep(LOOK_EVERY)
        shown.update(bar, completed=total)
