"""A licence desk that knows which dogs are in care, from the events alone.

It reads the streams with redis-py from a cursor of its own, remembers which numbers it has not seen, and
fills what was trimmed by the feed. SUBSCRIBER_URL is the Redis, QINGCHENG_URL the house, QINGCHENG_KEY its
key, STATE its file. What it makes of an event, that it has seen it, and its cursor are one transaction.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterable
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import redis

STREAMS = [f"qingcheng:{service}" for service in ("intake", "registry", "adoption")]
TABLES = """
    create table if not exists cursor (stream text primary key, entry text not null);
    create table if not exists seen (id text primary key);
    create table if not exists known (source text primary key, last integer not null);
    create table if not exists missing (source text, number int, since real, primary key (source, number));
    create table if not exists stay (stay_id text primary key, dog_id text, heard integer, here integer);
"""
PATIENCE = 2.0  # seconds that a hole is given to close by itself
A_PAGE = 200
HERE, GONE = ("dog.intaken.v1", "stay.opened.v1", "custody.changed.v1"), ("stay.closed.v1",)

kept = sqlite3.connect(os.environ["STATE"], timeout=10)
kept.executescript(TABLES)
wire = redis.Redis.from_url(os.environ["SUBSCRIBER_URL"], decode_responses=True)


def handle(event: dict[str, Any]) -> None:
    """The latest word of intake on a stay says whether its dog is here."""
    name, number = event["type"].removeprefix("cn.qingcheng."), int(event["sequence"])
    if event["source"] != "/qingcheng/intake" or name not in HERE + GONE:
        return
    data = event["data"] if isinstance(event["data"], dict) else json.loads(event["data"])
    kept.execute(
        "insert into stay values (:stay, :dog, :number, :here) on conflict (stay_id) do update"
        " set heard = :number, here = :here where heard < :number",
        {"stay": data["stay_id"], "dog": data["dog_id"], "number": number, "here": name in HERE},
    )


def take(events: Iterable[dict[str, Any]]) -> None:
    """Each once, known by its id. A smaller number than the last is a repair, and closes a hole."""
    for event in events:
        if kept.execute("select 1 from seen where id = ?", [event["id"]]).fetchone():
            continue
        handle(event)
        kept.execute("insert into seen values (?)", [event["id"]])
        count(event["source"], int(event["sequence"]))


def count(source: str, number: int) -> None:
    found = kept.execute("select last from known where source = ?", [source]).fetchone()
    last = found[0] if found else 0
    holes = [(source, hole, time.time()) for hole in range(last + 1, number)]
    kept.executemany("insert or ignore into missing values (?, ?, ?)", holes)
    kept.execute("delete from missing where source = ? and number = ?", [source, number])
    kept.execute("replace into known values (?, ?)", [source, max(last, number)])


def follow() -> None:
    """What is new in the streams."""
    cursor = dict.fromkeys(STREAMS, "0") | dict(kept.execute("select stream, entry from cursor"))
    for stream in STREAMS:
        newest: Any = wire.xrevrange(stream, count=1)
        if _number(newest[0][0] if newest else "0") < _number(cursor[stream]):
            cursor[stream] = "0"  # the stream has begun anew
    news: Any = wire.xread(cursor, count=A_PAGE, block=500)
    for stream, entries in news.items() if isinstance(news, dict) else news or []:
        batch = entries[0] if entries and isinstance(entries[0], list) else entries
        with kept:
            take(event for _, event in batch)
            kept.execute("replace into cursor values (?, ?)", [stream, batch[-1][0]])


def catch_up() -> None:
    """Once at the start: what was trimmed meanwhile, or is in no stream any more, is in the feed."""
    for stream, entry in kept.execute("select stream, entry from cursor").fetchall():
        service, source = stream.split(":")[1], "/" + stream.replace(":", "/")
        found = kept.execute("select last from known where source = ?", [source]).fetchone()
        where = urlencode({"entry": entry, "after_sequence": found[0] if found else 0})
        try:
            ask(f"/notify/v1/streams/{service}/resume?{where}")
        except HTTPError as error:
            if error.code != 410:
                raise
            go_on = json.load(error)["go_on"]
            while (page := ask(f"{go_on}&limit={A_PAGE}"))["events"]:
                with kept:
                    take(page["events"])
                go_on = f"/notify/v1/events?{urlencode({'source': source, 'after_sequence': page['next']})}"
            with kept:
                kept.execute("replace into cursor values (?, '0')", [stream])


def ask(path: str) -> Any:
    request = Request(
        f"{os.environ['QINGCHENG_URL']}{path}",
        headers={"Authorization": f"Bearer {os.environ['QINGCHENG_KEY']}"},
    )
    with urlopen(request, timeout=10) as answer:
        return json.load(answer)


def mend() -> None:
    """A hole that does not close by itself is filled by the feed: what was trimmed while we were away."""
    old = "select source, min(number) from missing where since < ? group by source"
    for source, number in kept.execute(old, [time.time() - PATIENCE]).fetchall():
        asked = urlencode({"source": source, "after_sequence": number - 1, "limit": A_PAGE})
        page = ask(f"/notify/v1/events?{asked}")
        with kept:
            take(page["events"])


def _number(entry: str) -> tuple[int, ...]:
    return tuple(map(int, entry.split("-")))


if __name__ == "__main__":
    caught_up = False
    while True:
        try:
            if not caught_up:
                catch_up()
                caught_up = True
            follow()
            mend()
        except (redis.RedisError, URLError, OSError):
            time.sleep(0.3)
