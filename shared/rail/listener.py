"""How a service listens: batches in, inbox and handlers in one transaction, then the acknowledgement.

FastStream reads what is new. Beside it one loop claims what a dead consumer left behind, and what failed
and has waited long enough to be tried again.
"""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from faststream import AckPolicy
from faststream.redis import StreamSub
from faststream.redis.annotations import RedisStreamMessage
from faststream.redis.parser import MessageFormat
from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError, ResponseError

from shared import clock, logs
from shared.bell import heard
from shared.ears import Ears
from shared.envelope import Envelope, Unreadable, from_fields
from shared.rail.connect import listening
from shared.rail.holes import BEGINNING, page_after
from shared.rail.lineage import note_heard
from shared.rail.streams import entry_id
from shared.rail.writer import Writer
from shared.store import StoreUnavailable, Work
from shared.tasks import goes_on

log = logging.getLogger(__name__)
Fields = dict[bytes, bytes]
BATCH = 200
ATTEMPTS = 5
LONGEST_PAUSE = 8  # times the first
LOOK_EVERY = 1.0  # seconds between looks for what has stopped or was left
DEAD = "qingcheng:dead:{group}"


class PlainFields(MessageFormat):
    """Leaves the entry alone: an error in here would leave it pending for ever, so nothing is parsed."""

    @classmethod
    async def encode(cls, **_: Any) -> bytes:
        raise NotImplementedError("events go out through the relay")

    @classmethod
    def parse(cls, data: Any) -> tuple[bytes, dict[str, Any]]:
        return b"{}", {"content-type": "application/json"}


@dataclass(slots=True)
class Delivery:
    """A stream entry on its way in; `times` counts how often it has been delivered."""

    entry_id: bytes
    fields: Fields
    times: int = 1
    envelope: Envelope = field(init=False)


class Listener:
    """A service's ears at work on a Redis."""

    def __init__(self, ears: Ears, writer: Writer, redis: Redis, redis_url: str, claim_after_ms: int) -> None:
        self.ears, self.writer, self.redis = ears, writer, redis
        self.claim_after = claim_after_ms  # milliseconds
        self.dead = DEAD.format(group=ears.group)
        # Nobody ever comes back under this name, so one that holds nothing may be forgotten.
        self.consumer = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self.counted: Counter[str] = Counter(applied=0, failed=0, buried=0, claimed=0, revived=0)
        self.in_hand: set[tuple[str, bytes]] = set()
        self.unheard: Mapping[str, object] = {}  # streams of which we had heard more than our store knows
        self.caught_up: set[str] = set()
        self.ending = asyncio.Event()
        self.broker = listening(redis_url, PlainFields)
        for stream in ears.streams:
            self._listen(stream)

    @property
    def running(self) -> bool:
        return all(map(_listens, self.broker.subscribers))

    async def run(self) -> None:
        """Listens until cancelled; then finishes what it holds, so that nothing waits for another."""
        self.ending.clear()
        steps = (self._revive, self._claim, self._catch_up)
        loops = [asyncio.create_task(self._again_and_again(step)) for step in steps]
        try:
            await asyncio.shield(asyncio.gather(*loops))
        finally:
            self.ending.set()
            await asyncio.wait(loops)
            await self.broker.stop()
            with contextlib.suppress(RedisError, OSError, StoreUnavailable):
                await self._finish()

    async def _again_and_again(self, step: Callable[[], Awaitable[None]]) -> None:
        every = min(LOOK_EVERY, self.claim_after / 1000)
        while not self.ending.is_set():
            try:
                await step()
            except BaseException as error:
                if not goes_on():
                    raise
                known = isinstance(error, RedisError | OSError)
                log.warning("%s cannot listen: %s", self.ears.group, error, exc_info=not known)
            await heard(self.ending, every)

    async def _revive(self) -> None:
        """Starts what does not run: at first all, later what Redis has stopped by losing its group."""
        stopped = [subscriber for subscriber in self.broker.subscribers if not _listens(subscriber)]
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
            self.counted["revived"] += 1

    def _listen(self, stream: str) -> None:
        sub = StreamSub(
            stream, group=self.ears.group, consumer=self.consumer,
            batch=True, max_records=BATCH, polling_interval=1000,
        )  # fmt: skip
        subscriber = self.broker.subscriber(stream=sub, ack_policy=AckPolicy.MANUAL)

        async def hear(_body: Any, message: RedisStreamMessage) -> None:
            raw = message.raw_message
            await self.take(stream, list(zip(raw["message_ids"], raw["data"], strict=True)))  # type: ignore[arg-type]

        subscriber(hear)

    async def _claim(self) -> None:
        """Takes over what a dead consumer left, and what failed and has waited its time.

        FastStream could claim too, but one entry at a time and always after the same pause.
        """
        for stream in self.ears.streams:
            after = "-"
            while after and not self.ending.is_set():
                page: list[Any] = await self.redis.xpending_range(
                    stream, self.ears.group, after, "+", BATCH, idle=self.claim_after
                )
                await self._claim_due(stream, page)
                after = f"({page[-1]['message_id'].decode()}" if len(page) == BATCH else ""

    async def _claim_due(self, stream: str, pending: list[Any]) -> None:
        due = {one["message_id"]: one["times_delivered"] + 1 for one in pending if self._is_due(stream, one)}
        if not due:
            return
        claimed: Any = await self.redis.xclaim(
            stream, self.ears.group, self.consumer, self.claim_after, list(due)
        )
        self.counted["claimed"] += len(claimed)
        await self.take(stream, [(entry_id, fields) for entry_id, fields in claimed if fields], due)

    def _is_due(self, stream: str, pending: Any) -> bool:
        """Nobody works on it, and each delivery is followed by twice the pause of the one before."""
        pause = self.claim_after * min(2 ** (pending["times_delivered"] - 1), LONGEST_PAUSE)
        in_hand = (stream, pending["message_id"]) in self.in_hand
        return not in_hand and pending["time_since_delivered"] >= pause

    async def _catch_up(self) -> None:
        """Where our store was restored from an older state: hears once more what a stream still holds."""
        for stream in [one for one in self.unheard if one not in self.caught_up]:
            page = await page_after(stream, BEGINNING, self.redis)
            while page and not self.ending.is_set():
                await self.take(stream, page)
                page = await page_after(stream, entry_id(page[-1][0]), self.redis)
            self.caught_up.add(stream)

    async def _finish(self) -> None:
        """What was delivered to us while we were told to end."""
        for stream in self.ears.streams:
            own: Any = await self.redis.xreadgroup(self.ears.group, self.consumer, {stream: "0"}, count=BATCH)
            for _, entries in own:
                await self.take(stream, [(entry_id, fields) for entry_id, fields in entries if fields])

    async def take(
        self, stream: str, entries: list[tuple[bytes, Fields]], deliveries: Mapping[bytes, int] | None = None
    ) -> None:
        """One batch: applied whole if it can be, else one by one, so that one bad event harms no other.

        `deliveries` says how often each entry has been delivered, this time included; once if not said.
        """
        ours = {(stream, entry_id) for entry_id, _ in entries}
        self.in_hand |= ours
        try:
            await self._take(
                stream, [Delivery(*entry, (deliveries or {}).get(entry[0], 1)) for entry in entries]
            )
        finally:
            self.in_hand -= ours

    async def _take(self, stream: str, batch: list[Delivery]) -> None:
        readable = [one for one in batch if await self._can_be_read(stream, one)]
        ours = [one for one in readable if self.ears.hears(one.envelope, stream)]
        done = [one for one in readable if not self.ears.hears(one.envelope, stream)]
        try:
            if ours:
                await self._write(stream, [one.envelope for one in ours])
            done += ours
        except StoreUnavailable:
            pass  # we end: they stay pending for whoever comes next
        except Exception:
            taken = await asyncio.gather(*(self._take_one(stream, one) for one in ours))
            done += [one for one, ok in zip(ours, taken, strict=True) if ok]
        if done:
            await self.redis.xack(stream, self.ears.group, *(one.entry_id for one in done))

    async def _can_be_read(self, stream: str, one: Delivery) -> bool:
        try:
            one.envelope = from_fields(one.fields)
            return True
        except Unreadable as error:
            await self._bury(stream, one, error)
            return False

    async def _write(self, stream: str, envelopes: Sequence[Envelope]) -> None:
        """While the store is away we hold what we have and read nothing more: Redis keeps the rest."""

        def take_in(work: Work) -> None:
            self.ears.apply(work, envelopes)
            note_heard(work, stream, envelopes)

        pause = 0.2
        while True:
            try:
                await self.writer.do(take_in)
                self.counted["applied"] += len(envelopes)
                return
            except StoreUnavailable:
                if await heard(self.ending, pause):
                    raise
                pause = min(pause * 2, 5.0)

    async def _take_one(self, stream: str, one: Delivery) -> bool:
        try:
            await self._write(stream, [one.envelope])
            return True
        except StoreUnavailable:
            return False
        except Unreadable as error:
            await self._bury(stream, one, error)
        except Exception as error:
            self.counted["failed"] += 1
            log.warning("%s failed on %s %s (delivery %d): %r", self.ears.group, one.envelope.type,
                        one.envelope.id, one.times, error, extra=logs.about(one.envelope))  # fmt: skip
            if one.times >= ATTEMPTS:
                await self._bury(stream, one, error)
        return False

    async def _bury(self, stream: str, one: Delivery, error: Exception) -> None:
        """Into the dead-letter stream with its original fields and the reason, and out of the way."""
        why = {
            b"dead_stream": stream.encode(),
            b"dead_entry": one.entry_id,
            b"dead_handler": self.ears.handler_of(
                one.fields.get(b"type", b"").decode(errors="replace")
            ).encode(),
            b"dead_error": f"{type(error).__name__}: {error}"[:500].encode(errors="replace"),
            b"dead_attempts": str(one.times).encode(),
            b"dead_at": clock.text(clock.now()).encode(),
        }
        # One transaction where the two streams lie on one server; in a Cluster it may be buried twice.
        whole = not isinstance(self.redis, RedisCluster)
        async with self.redis.pipeline(transaction=whole) as pipeline:
            pipeline.xadd(self.dead, {**one.fields, **why})  # type: ignore[dict-item]
            pipeline.xack(stream, self.ears.group, one.entry_id)
            await pipeline.execute()
        self.counted["buried"] += 1


def _listens(subscriber: Any) -> bool:
    """FastStream calls one running, too, whose task was cancelled by something that it heard."""
    return bool(subscriber.running) and not all(task.done() for task in subscriber.tasks)
