"""Follows the streams with redis-py, from a cursor of its own.

SUBSCRIBER_URL is the Redis, as `qingcheng up` prints it; STATE is the file in which all is kept.
Stop it whenever you like and start it again: it goes on where it was.
"""

import os
import sqlite3
import time

import redis

STREAMS = [f"qingcheng:{service}" for service in ("intake", "registry", "adoption")]

kept = sqlite3.connect(os.environ.get("STATE", "subscriber.db"))
kept.execute("create table if not exists cursor (stream text primary key, entry text)")
kept.execute("create table if not exists seen (id text primary key)")


def handle(event: dict[str, str]) -> None:
    """Your work. What you write into `kept` here is there with the cursor, or neither is."""
    print(event["id"], event["type"], event["data"], flush=True)


def take(stream: str, entries: list[tuple[str, dict[str, str]]]) -> None:
    """The whole batch or none of it: after a crash in the middle it comes again."""
    with kept:
        for _, event in entries:
            if not kept.execute("select 1 from seen where id = ?", [event["id"]]).fetchone():
                handle(event)
                kept.execute("insert into seen values (?)", [event["id"]])  # after the work, not before
        kept.execute("replace into cursor values (?, ?)", [stream, entries[-1][0]])


wire = redis.Redis.from_url(os.environ["SUBSCRIBER_URL"], decode_responses=True)
while True:
    cursor = dict.fromkeys(STREAMS, "0") | dict(kept.execute("select stream, entry from cursor"))
    try:
        # The server waits 2 s for news. redis-py waits 5 s for the server: the first must be the smaller.
        news = wire.xread(cursor, count=200, block=2000)
    except (redis.ConnectionError, redis.TimeoutError):
        time.sleep(1)
        continue
    for stream, entries in news.items() if isinstance(news, dict) else news or []:
        take(stream, entries[0] if isinstance(entries[0], list) else entries)
