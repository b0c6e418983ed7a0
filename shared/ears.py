"""How a service listens: batches in, inbox and handlers in one transaction, then the acknowledgement.

FastStream reads the streams. Two subscribers stand on each: one for new entries, one that claims what a
dead consumer left behind (FastStream's claiming subscriber reads nothing new).
"""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.annotations import RedisStreamMessage
from faststream.redis.parser import MessageFormat
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from shared import clock
from shared.ending import goes_on
from shared.envelope import Envelope, Unreadable, from_fields
from shared.events import BY_TYPE, Event, stream_of
from shared.store import Work, inbox, insert_new
from shared.writer import StoreUnavailable, Writer

log = logging.getLogger(__name__)
E = TypeVar("E", bound=Event)
Handler = Callable[[Any, Work], None]
BATCH = 200
ATTEMPTS = 5
DEAD = "qingcheng:dead:{group}"


class Ears:
    """What one service listens to: a function for each event, under the group's wire name."""

    def __init__(self, group: str) -> None:
        self.group = group
        self.handlers: dict[str, Handler] = {}
        self.witness: Callable[[Envelope, Work], None] | None = None

    def on(self, event: type[E]) -> Callable[[Callable[[E, Work], None]], Callable[[E, Work], None]]:
        """Read aloud: "on DogIntaken, register dog". The function may run twice and out of order."""

        def listen(handler: Callable[[E, Work], None]) -> Callable[[E, Work], None]:
            self.handlers[event.type] = handler
            return handler

        return listen

    def on_every(self, witness: Callable[[Envelope, Work], None]) -> Callable[[Envelope, Work], None]:
        """Hears every event of every stream that is not restricted, before its handler."""
        self.witness = witness
        return witness

    @property
    def events(self) -> list[type[Event]]:
        return [BY_TYPE[type] for type in self.handlers]

    @property
    def streams(self) -> list[str]:
        heard = BY_TYPE.values() if self.witness else self.events
        return sorted({stream_of(event) for event in heard if self._may_hear(event)})

    def _may_hear(self, event: type[Event]) -> bool:
        return event.audience != "restricted" or event.type in self.handlers

    def hears(self, envelope: Envelope, stream: str) -> bool:
        """Where few may read, a witness that listens to one event does not overhear the others."""
        restricted = stream.endswith(":restricted")
        return envelope.type in self.handlers or (self.witness is not None and not restricted)

    def apply(self, work: Work, envelopes: Sequence[Envelope]) -> None:
        """Each event once: the inbox says which are new, and keeps what it said only if all goes well.

        Raises what a handler raises, and `Unreadable`.
        """
        new = _enter(work, envelopes)
        for envelope in envelopes:
            if envelope.id not in new:
                continue
            new.discard(envelope.id)
            work.heard, work.trace = envelope, envelope.traceparent
            if self.witness:
                self.witness(envelope, work)
            if handler := self.handlers.get(envelope.type):
                handler(envelope.event(), work)


def _enter(work: Work, envelopes: Sequence[Envelope]) -> set[str]:
    received_at = clock.text(clock.now())
    rows = {
        envelope.id: {
            "event_id": envelope.id,
            "source": envelope.source,
            "sequence": envelope.sequence,
            "received_at": received_at,
        }
        for envelope in envelopes
    }
    statement = insert_new(work, inbox).returning(inbox.c.event_id)
    return set(work.connection().scalars(statement, list(rows.values())))


class PlainFields(MessageFormat):
    """Leaves the entry alone: an error in here would leave it pending for ever, so nothing is parsed."""

    @classmethod
    async def encode(cls, **_: Any) -> bytes:
        raise NotImplementedError("events go out through the relay")

    @classmethod
    def parse(cls, data: Any) -> tuple[bytes, dict[str, Any]]:
        return b"{}", {"content-type": "application/json"}


class Listener:
    """A service's ears at work on a Redis."""

    def __init__(self, ears: Ears, writer: Writer, redis: Redis, redis_url: str, claim_after_ms: int) -> None:
        self.ears, self.writer, self.redis = ears, writer, redis
        self.dead = DEAD.format(group=ears.group)
        self.broker = RedisBroker(redis_url, message_format=PlainFields, logger=None)  # type: ignore[arg-type]
        consumer = f"{socket.gethostname()}-{os.getpid()}"
        for stream in ears.streams:
            new: dict[str, Any] = {"max_records": BATCH, "polling_interval": 1000}
            left = {"min_idle_time": claim_after_ms, "polling_interval": min(1000, claim_after_ms)}
            for kind in (new, left):
                self._listen(
                    stream, StreamSub(stream, group=ears.group, consumer=consumer, batch=True, **kind)
                )

    @property
    def running(self) -> bool:
        return all(subscriber.running for subscriber in self.broker.subscribers)

    async def run(self) -> None:
        """Listens until cancelled; revives a subscriber that Redis has stopped."""
        try:
            while goes_on():
                try:
                    await self._revive()
                except Exception as error:
                    known = isinstance(error, RedisError | OSError)
                    log.warning("%s cannot listen yet: %s", self.ears.group, error, exc_info=not known)
                await asyncio.sleep(1)
        finally:
            await self.broker.stop()

    async def _revive(self) -> None:
        stopped = [subscriber for subscriber in self.broker.subscribers if not subscriber.running]
        if not stopped:
            return
        for stream in self.ears.streams:
            try:
                await self.redis.xgroup_create(stream, self.ears.group, id="0", mkstream=True)
            except ResponseError as error:
                if "already exists" not in str(error):
                    raise  # or the subscriber would make the group itself, at the end of the stream
        await self.broker.connect()
        for subscriber in stopped:
            await subscriber.start()

    def _listen(self, stream: str, sub: StreamSub) -> None:
        subscriber = self.broker.subscriber(stream=sub, ack_policy=AckPolicy.MANUAL)

        async def hear(_body: Any, message: RedisStreamMessage) -> None:
            raw = message.raw_message
            await self.take(stream, list(zip(raw["message_ids"], raw["data"], strict=True)))  # type: ignore[arg-type]

        subscriber(hear)

    async def take(self, stream: str, entries: list[tuple[bytes, dict[bytes, bytes]]]) -> None:
        """One batch: applied whole if it can be, else one by one, so that one bad event harms no other."""
        heard: dict[bytes, Envelope] = {}
        done: list[bytes] = []
        for entry_id, fields in entries:
            try:
                heard[entry_id] = from_fields(fields)
            except Unreadable as error:
                await self._bury(stream, entry_id, fields, error, attempts=1)
        ours = {entry_id: event for entry_id, event in heard.items() if self.ears.hears(event, stream)}
        done += [entry_id for entry_id in heard if entry_id not in ours]
        try:
            if ours:
                await self.writer.do(lambda work: self.ears.apply(work, list(ours.values())))
            done += ours
        except StoreUnavailable:
            return  # stays pending, and is claimed when the store is back
        except Exception:
            fields_of = dict(entries)
            done += [
                entry_id
                for entry_id, event in ours.items()
                if await self._take_one(stream, entry_id, event, fields_of[entry_id])
            ]
        if done:
            await self.redis.xack(stream, self.ears.group, *done)

    async def _take_one(self, stream: str, entry_id: bytes, event: Envelope, fields: Any) -> bool:
        try:
            await self.writer.do(lambda work: self.ears.apply(work, [event]))
            return True
        except StoreUnavailable:
            return False
        except Unreadable as error:
            await self._bury(stream, entry_id, fields, error, attempts=1)
        except Exception as error:
            attempts = await self._attempts(stream, entry_id)
            log.warning("%s failed on %s (attempt %d): %r", self.ears.group, event.type, attempts, error)
            if attempts >= ATTEMPTS:
                await self._bury(stream, entry_id, fields, error, attempts)
        return False

    async def _attempts(self, stream: str, entry_id: bytes) -> int:
        pending = await self.redis.xpending_range(stream, self.ears.group, entry_id, entry_id, 1)
        return int(pending[0]["times_delivered"]) if pending else ATTEMPTS

    async def _bury(
        self, stream: str, entry_id: bytes, fields: dict[bytes, bytes], error: Exception, attempts: int
    ) -> None:
        """Into the dead-letter stream with its original fields and the reason, and out of the way."""
        why = {
            b"dead_stream": stream.encode(),
            b"dead_entry": entry_id,
            b"dead_error": f"{type(error).__name__}: {error}"[:500].encode(),
            b"dead_attempts": str(attempts).encode(),
            b"dead_at": clock.text(clock.now()).encode(),
        }
        async with self.redis.pipeline(transaction=True) as pipeline:
            pipeline.xadd(self.dead, {**fields, **why})  # type: ignore[dict-item]
            pipeline.xack(stream, self.ears.group, entry_id)
            await pipeline.execute()
