"""Follows the streams with FastStream, in a consumer group of its own.

    pip install 'faststream[redis]' ./shared/contract/python

REDIS_URL is the Redis, with a user who may use groups. GROUP is the group's name, for ever; CONSUMER is this
process's own, the same at every start. STATE is the file in which all is kept.
"""

import asyncio
import logging
import os
import socket
import sqlite3

from faststream import AckPolicy
from faststream.redis import RedisBroker, RedisStreamMessage, StreamSub
from qingcheng_events import CloudEvent, DogIntaken, Unknown, Unreadable, parse
from redis.exceptions import RedisError, ResponseError

STREAMS = [f"qingcheng:{service}" for service in ("intake", "registry", "adoption")]
GROUP = os.environ.get("GROUP", "example")
CONSUMER = os.environ.get("CONSUMER", socket.gethostname())
CLAIM_AFTER = int(os.environ.get("CLAIM_AFTER", "60000"))  # milliseconds; longer than the work ever takes
ATTEMPTS = 5

log = logging.getLogger("example")
broker = RedisBroker(os.environ["REDIS_URL"], logger=log)
kept = sqlite3.connect(os.environ.get("STATE", "example.db"))
kept.execute("create table if not exists seen (id text primary key)")
kept.execute("create table if not exists put_aside (entry text primary key, fields text, reason text)")


def handle(event: CloudEvent) -> None:
    """Your work. What you write into `kept` here is there with the event's id, or neither is."""
    match event.data:
        case DogIntaken(dog_id=dog, division=division):
            print(event.id, "a dog has come in:", dog, division, flush=True)
        case Unknown():
            pass  # of a type that is newer than this program
        case other:
            print(event.id, other.type, flush=True)


async def decode(message: RedisStreamMessage) -> CloudEvent | Unreadable:
    """Our entries are plain fields and not FastStream's own format, so that every language can read them."""
    try:
        return parse(message.raw_message["data"])
    except Unreadable as error:
        return error


async def hear(event: CloudEvent | Unreadable, message: RedisStreamMessage) -> None:
    """Acknowledged when this returns. When it raises, or dies, the entry comes again after CLAIM_AFTER."""
    try:
        if isinstance(event, Unreadable):
            put_aside(message, event)
        else:
            take(event)
    except Exception as error:
        if await message.get_delivery_count() < ATTEMPTS:
            raise
        put_aside(message, error)


def take(event: CloudEvent) -> None:
    """The work and the id in one transaction: an event that comes twice is done once."""
    with kept:
        if kept.execute("insert or ignore into seen values (?)", [event.id]).rowcount:
            handle(event)


def put_aside(message: RedisStreamMessage, reason: Exception) -> None:
    """For a person to look at: it would never succeed, and must not come for ever."""
    log.error("put aside: %s %s", message.raw_message["message_ids"], reason)
    entry, fields = message.raw_message["message_ids"][0], message.raw_message["data"]
    with kept:
        kept.execute("replace into put_aside values (?, ?, ?)", [entry, repr(fields), repr(reason)])


for stream in STREAMS:
    subs = (
        StreamSub(stream, group=GROUP, consumer=CONSUMER, max_records=50, polling_interval=1000),
        # Nobody else brings back what a dead process left, or what failed; this one hears of nothing new.
        StreamSub(stream, group=GROUP, consumer=CONSUMER, min_idle_time=CLAIM_AFTER, polling_interval=1000),
    )
    for sub in subs:
        broker.subscriber(stream=sub, decoder=decode, ack_policy=AckPolicy.NACK_ON_ERROR)(hear)


async def start() -> None:
    """Starts what does not run: all of it at first, and later what has lost its group with Redis's data."""
    stopped = [subscriber for subscriber in broker.subscribers if not subscriber.running]
    if not stopped:
        return
    client = await broker.connect()
    for stream in STREAMS:
        try:
            # At 0, or it would miss what came before. FastStream would make it at the end of the stream.
            await client.xgroup_create(stream, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error) and "already exists" not in str(error):
                raise
    for subscriber in stopped:
        await subscriber.start()


async def main() -> None:
    while True:
        try:
            await start()
        except (RedisError, OSError) as error:
            log.warning("Redis is away: %s", error)
        await asyncio.sleep(1)


if __name__ == "__main__":
    logging.basicConfig()
    asyncio.run(main())
