"""`qingcheng imports mend`: references that told of people, taken out of everything that keeps them.

Intake mends its store, journal and stream and tells the others, who mend theirs; dead letters that quote such
a reference are thrown away, and what they were about is said again. It ends when nothing is left.
"""

import json
import time
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from shared.client import Client
from shared.events import DogIntaken
from shared.references import may_be_told
from shared.refusal import Refusal

LOOK_EVERY = 0.3  # seconds
PATIENCE = 60.0  # seconds without anybody getting on
PAGE = 500
KEEPERS = ("registry", "adoption")  # who keep the reference of each dog


def run(client: Client, services: Sequence[str], why: str) -> None:
    """Prints what was mended where. Raises `Refusal` where a door refuses, or something stays as it was."""
    console = Console(highlight=False, soft_wrap=True)
    done = {"dogs": 0, "reasons": 0, "stream": 0}
    mended = _intake(client, why, done)
    letters = {service: _bury(client, service, why) for service in services}
    in_feed = _wrong_in_feed(client)
    again = sorted({dog for dogs in letters.values() for dog in dogs} | set(in_feed) - set(mended))
    for start in range(0, len(again), PAGE):
        mended |= _step(client, {"why": why, "dogs": again[start : start + PAGE], "after": "~"}, done)
    console.print(f"intake: {done['dogs']} 只犬 dogs, {done['dogs']} 条日志 journal entries, "
                  f"{done['stream']} 条流 stream entries, {done['reasons']} 条理由 reasons")  # fmt: skip
    for service in KEEPERS:
        console.print(f"{service}: {_follow(client, service, mended)} 只犬 dogs")
    _until_the_feed_is_clean(client)
    console.print(f"notify: {len(mended)} 条动态 events of the feed")
    for service, dogs in letters.items():
        console.print(f"{service}: {len(dogs)} 封死信已丢弃 dead letters discarded")
    if not mended:
        console.print("没有需要修补的编号。Nothing had to be mended.")


def _intake(client: Client, why: str, done: dict[str, int]) -> dict[str, str]:
    mended: dict[str, str] = {}
    after: str | None = ""
    while after is not None:
        answer = client.post("/intake/v1/imports/mend", {"why": why, "after": after})
        after = _count(answer, mended, done)
    done["dogs"] = len(mended)
    return mended


def _step(client: Client, asked: dict[str, Any], done: dict[str, int]) -> dict[str, str]:
    mended: dict[str, str] = {}
    _count(client.post("/intake/v1/imports/mend", asked), mended, done)
    return mended


def _count(answer: dict[str, Any], mended: dict[str, str], done: dict[str, int]) -> str | None:
    mended |= answer["dogs"]
    done["reasons"] += answer["reasons"]
    done["stream"] += answer["stream"]
    after: str | None = answer["next"]
    return after


def _bury(client: Client, service: str, why: str) -> list[str]:
    """Throws away the letters that quote such a reference; gives the dogs that they were about."""
    found: dict[str, str] = {}
    after: str | None = ""
    while after is not None:
        page = client.get(f"/{service}/v1/dead", limit=PAGE, after=after)
        found |= {one["entry"]: one["subject"] for one in page["entries"] if _says_too_much(one["fields"])}
        after = page["next"]
    if found:
        client.post(f"/{service}/v1/dead/discard", {"entries": [*found], "why": why})
    return [*found.values()]


def _says_too_much(fields: dict[str, str]) -> bool:
    if fields.get("type") != DogIntaken.type:
        return False
    try:
        return not _may_be_told(json.loads(fields["data"]))
    except (ValueError, KeyError, AttributeError):
        return False


def _may_be_told(data: dict[str, Any]) -> bool:
    ref = data.get("external_ref")
    return ref is None or may_be_told(ref)


def _wrong_in_feed(client: Client) -> list[str]:
    """The dogs whose events in the feed still say too much."""
    told = (json.loads(line) for line in client.events(type=DogIntaken.type, follow=False))
    return [event["subject"] for event in told if not _may_be_told(event["data"])]


def _until_the_feed_is_clean(client: Client) -> None:
    end = time.monotonic() + PATIENCE
    while left := _wrong_in_feed(client):
        if time.monotonic() > end:
            raise _unmended("notify", len(left))
        time.sleep(LOOK_EVERY)


def _follow(client: Client, service: str, mended: dict[str, str]) -> int:
    """Waits until a service knows each dog by its reference of now."""
    end = time.monotonic() + PATIENCE
    for number, (dog_id, ref) in enumerate(mended.items()):
        while _reference(client, service, dog_id) != ref:
            if time.monotonic() > end:
                raise _unmended(service, len(mended) - number)
            time.sleep(LOOK_EVERY)
    return len(mended)


def _reference(client: Client, service: str, dog_id: str) -> str | None:
    try:
        known: str | None = client.get(f"/{service}/v1/dogs/{dog_id}")["external_ref"]
    except Refusal:
        return None  # it has not heard of the dog yet
    return known


def _unmended(service: str, left: int) -> Refusal:
    return Refusal(
        f"{service} 还有 {left} 条未修补：请运行 qingcheng doctor，然后重做。",
        f"{service} has {left} left as they were: see qingcheng doctor, then run this again.",
    )
