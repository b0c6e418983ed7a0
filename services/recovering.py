"""`qingcheng events recover`: a service whose database is older than what others know of it writes again."""

from collections.abc import Iterator
from typing import Any

from shared.client import Client

AT_ONCE = 200
OVERLAP = 1000  # events before the first that is missing: known on both sides, so not to be renumbered
Event = dict[str, Any]


def run(client: Client, service: str, lost: bool, why: str) -> None:
    """Prints what was found and what is missing. Raises `Refusal` where a person must decide first."""
    door = f"/{service}/v1/recovery"
    asked = client.get(door)
    for one in asked["known"]:
        print(f"{one['said_by']} 有 has {one['stream']} {one['sequence']} ({one['event_id']})")
    if asked["known"]:
        _put_back(client, service, asked, why)
        done = client.post(door, {"lost": lost, "why": why})
        _tell(service, done)
    for stream, after in asked["hears"].items():
        publisher = stream.split(":")[1]
        client.post(f"/{publisher}/v1/journal/again", {"after": after, "why": f"{service}: {why}"})
    print(f"{service}: 已请各服务重述 what it heard since is said to it again")


def _put_back(client: Client, service: str, asked: Any, why: str) -> None:
    """From the streams, and what they lack from the feed."""
    streams = {one["stream"] for one in asked["known"]}
    found = [event for stream in streams for event in _of_the_stream(client, service, stream)]
    found += _of_the_feed(client, service)
    first = min((gap["first"] for gap in asked["missing"]), default=1) - OVERLAP
    wanted = {one["id"]: one for one in found if int(one["sequence"]) >= first}
    events = sorted(wanted.values(), key=lambda one: int(one["sequence"]))
    put = 0
    for start in range(0, len(events), AT_ONCE):
        part = {"events": events[start : start + AT_ONCE], "why": why}
        put += client.post(f"/{service}/v1/recovery/events", part)["put_back"]
    print(f"{service}: 找回 put back {put}")


def _of_the_stream(client: Client, service: str, stream: str) -> Iterator[Event]:
    after: str | None = "0-0"
    while after:
        page = client.get(f"/{service}/v1/recovery/events", stream=stream, after=after)
        yield from page["events"]
        after = page["next"]


def _of_the_feed(client: Client, service: str) -> Iterator[Event]:
    """All that notify has heard of the service, but for what few may read."""
    source, after = f"/qingcheng/{service}", ""
    while (page := client.get("/notify/v1/events", source=source, after=after, limit=1000))["events"]:
        yield from page["events"]
        after = page["next"]


def _tell(service: str, done: Any) -> None:
    for gap in done["missing"]:
        print(f"已失 lost: {gap['stream']} {gap['first']}–{gap['last']}，编号不再使用 never given again")
    for type, subjects in done["about"].items():
        print(f"已找回事件，行需人工核对 its rows are not back, look at each: {type}")
        print("".join(f"    {subject}\n" for subject in subjects), end="")
    print(f"{service}: 重新写入 writes again")
