"""Sends what is due: claims it, calls the channel, records what became of it.

The attempt is committed before the call. Who claims a message holds it for a while (its lease); if its
sender is lost, another sends it again under the same id, and the receiver can tell.
"""

import asyncio
import contextlib
import logging
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from services.notify import rules, store
from services.notify.channels import TIMEOUT, Outcome, Parcel, Way, ways
from services.notify.models import Attempt, Dog, Feed, Message, Subscription, rows_of
from services.notify.settings import NotifySettings
from services.notify.states import WAITING
from services.notify.words import LANGS, say
from shared import clock
from shared.bell import heard
from shared.events import MessageFailed, MessageSent
from shared.nouns import Task
from shared.rail.ending import goes_on
from shared.rail.writer import StoreUnavailable
from shared.sealed import KeyMissing, Sealer, Unreadable
from shared.service import Service
from shared.store import Work

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds between looks for what has become due, or was queued by another replica
AT_A_TIME = 800  # messages in hand, claimed together where they are waiting
FOR_ONE = 100  # messages in hand for one receiver: a few that hang must not stop the others
AT_ONCE_FOR_ONE = 8
feed, message = rows_of(Feed), rows_of(Message)
attempt, subscription = rows_of(Attempt), rows_of(Subscription)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in our hands until its lease is over."""

    row: Any
    dog: Dog | None
    lease_until: datetime

    def time_left(self) -> float:
        return (self.lease_until - clock.now()).total_seconds()


class Sender:
    """Carries the messages of one channel."""

    def __init__(self, service: Service, settings: NotifySettings, channel: str, way: Way) -> None:
        self.service, self.settings, self.channel, self.way = service, settings, channel, way
        self.slots = asyncio.Semaphore(way.at_once)
        self.slots_of: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE_FOR_ONE))
        self.in_hand: Counter[str] = Counter()
        self.claimed: dict[str, Claimed] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.done: asyncio.Queue[tuple[Claimed, Outcome | None]] = asyncio.Queue()

    async def run(self) -> None:
        """Sends until cancelled; then gives back what it holds."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._record())
                group.create_task(self._take_what_comes())
        finally:
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
            held = list(self.claimed.values())
            if held:
                with contextlib.suppress(StoreUnavailable):
                    await self.service.writer.do(lambda work: give_back(work, held))
            await self.way.close()

    async def _take_what_comes(self) -> None:
        while True:
            rings = self.service.commits.next
            if not await self._take():
                await heard(rings, await asyncio.to_thread(self._next_look))

    async def _take(self) -> bool:
        """Claims what is due and we have hands for; False when there is nothing of that."""
        room = AT_A_TIME - len(self.claimed)
        if room < AT_A_TIME // 2:
            return False
        half_empty = {who: n if n <= FOR_ONE // 2 else FOR_ONE for who, n in self.in_hand.items()}
        due = await asyncio.to_thread(self._due, Counter(half_empty), room)
        if not due:
            return False
        lease = rules.later(clock.now(), self.settings.message_lease)
        claimed = await self.service.writer.do(lambda work: claim(work, due, clock.now(), lease))
        for one in claimed:
            self.claimed[one.row.message_id] = one
            self.in_hand[one.row.subscription_id] += 1
            task = asyncio.create_task(self._send(one))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        return True

    def _due(self, in_hand: Counter[str], room: int) -> list[str]:
        """The oldest first, and no more for any receiver than we may have in hand for it."""
        if self.service.sealer().keyless:
            return []  # they wait for the key, and their attempts do not count
        found: dict[str, str] = {}
        crowded: set[str] | None = None
        with self.service.store.read() as work:
            while (full := {who for who, parcels in in_hand.items() if parcels >= FOR_ONE}) != crowded:
                crowded = full
                for one in store.due(work, self.channel, clock.now(), crowded, room):
                    known = one.message_id in self.claimed or one.message_id in found
                    if not known and in_hand[one.subscription_id] < FOR_ONE and len(found) < room:
                        found[one.message_id] = one.subscription_id
                        in_hand[one.subscription_id] += 1
        return list(found)

    def _next_look(self) -> float:
        """Seconds until the next message becomes due, or until we look anyway."""
        with self.service.store.read() as work:
            next_at = store.next_due(work, self.channel, clock.now())
        wait = (next_at - clock.now()).total_seconds() if next_at else LOOK_EVERY
        return min(max(wait, 0.01), LOOK_EVERY)

    async def _send(self, one: Claimed) -> None:
        outcome: Outcome | None = None  # not tried: another will take it when the lease is over
        async with self.slots_of[one.row.subscription_id], self.slots:
            if one.time_left() > min(TIMEOUT, self.settings.message_lease / 2):
                try:
                    outcome = await self.way.send(pack(one, self.settings, self.service.sealer()))
                except KeyMissing:
                    log.warning("message %s waits for the key that opens its address", one.row.message_id)
                except Unreadable:
                    outcome = Outcome("permanent", "the address cannot be opened any more: subscribe anew")
                except BaseException as error:
                    if not goes_on():
                        raise
                    log.exception("message %s could not be put together", one.row.message_id)
                    outcome = Outcome("permanent", f"not sendable: {type(error).__name__}")
        await self.done.put((one, outcome))

    async def _record(self) -> None:
        """What has come back together is recorded together."""
        while True:
            back = [await self.done.get()]
            while not self.done.empty():
                back.append(self.done.get_nowait())
            await self._write_down(back)
            for one, _ in back:
                self._let_go(one)

    async def _write_down(self, back: list[tuple[Claimed, Outcome | None]]) -> None:
        """Not before it is on disk do we let go; while the store is away, the leases run on."""
        pauses = self.settings.pauses_of(self.channel)
        while True:
            try:
                return await self.service.writer.do(lambda work: record(work, back, pauses))
            except StoreUnavailable:
                await asyncio.sleep(LOOK_EVERY)

    def _let_go(self, one: Claimed) -> None:
        del self.claimed[one.row.message_id]
        receiver = one.row.subscription_id
        self.in_hand[receiver] -= 1
        if not self.in_hand[receiver]:
            del self.in_hand[receiver]
            self.slots_of.pop(receiver, None)


def senders(settings: NotifySettings) -> dict[str, Task]:
    """A task for every channel: one that is slow, or fails, holds up no other."""
    return {f"sender {channel}": partial(send_messages, channel) for channel in ways(settings)}


async def send_messages(channel: str, service: Service) -> None:
    """Those of one channel, until cancelled."""
    settings = service.settings
    if not isinstance(settings, NotifySettings):
        raise TypeError("notify needs its own settings")
    await Sender(service, settings, channel, ways(settings)[channel]).run()


# ---- what happens to the rows --------------------------------------------------------------------------


def claim(work: Work, ids: Sequence[str], now: datetime, lease_until: datetime) -> list[Claimed]:
    """Takes those that are still free, enters an attempt for each, and reads what is to be sent."""
    free = (message.c.status == "queued") | (message.c.lease_until < now)
    wanted = subscription.c.cancelled_at.is_(None)
    query = (
        sa.select(message, subscription.c.address, subscription.c.secret, subscription.c.lang,
                  feed.c.type, feed.c.subject, feed.c.source, feed.c.sequence, feed.c.time,
                  feed.c.dataschema, feed.c.traceparent, feed.c.data)
        .join_from(message, subscription)
        .join(feed, feed.c.event_id == message.c.event_id)
        .where(message.c.message_id.in_(ids), message.c.status.in_(WAITING), free, wanted)
    )  # fmt: skip
    rows = work.connection().execute(query).all()
    if not rows:
        return []
    taken = sa.update(message).where(message.c.message_id.in_([row.message_id for row in rows]))
    work.connection().execute(
        taken.values(status="sending", lease_until=lease_until, attempts=message.c.attempts + 1)
    )
    work.connection().execute(
        sa.insert(attempt),
        [{"message_id": row.message_id, "number": row.attempts + 1, "started_at": now} for row in rows],
    )
    dogs = store.dogs(work, {row.subject for row in rows})
    return [Claimed(row, dogs.get(row.subject), lease_until) for row in rows]


def pack(one: Claimed, settings: NotifySettings, sealer: Sealer) -> Parcel:
    """Opens the seals and finds the words."""
    row, event = one.row, store.envelope(one.row)
    place = row.subscription_id
    langs = LANGS if row.lang == "both" else (row.lang,)
    return Parcel(
        message_id=row.message_id,
        subscription_id=place,
        address=sealer.open(row.address, f"subscription:address:{place}"),
        secret=sealer.open(row.secret, f"subscription:secret:{place}") if row.secret else "",
        body=rules.as_json(rules.payload(event)),
        texts={}
        if row.channel == "webhook"
        else {lang: say(event, one.dog, settings.public_url, lang) for lang in langs},
    )


def record(work: Work, back: Sequence[tuple[Claimed, Outcome | None]], pauses: Sequence[float]) -> None:
    """Writes down what became of each, unless its lease was lost and another has it now."""
    now = clock.now()
    ours = _still_ours(work, [one for one, _ in back])
    give_back(work, [one for one, outcome in back if outcome is None])
    ends, tries = [], []
    for one, outcome in back:
        if outcome is None:
            continue
        end = _end_of(one, outcome, pauses, now)
        tries.append({"_id": one.row.message_id, "_number": one.row.attempts + 1, "ended_at": now,
                      "outcome": outcome.kind, "detail": outcome.detail})  # fmt: skip
        if one.row.message_id not in ours:
            continue
        ends.append(end)
        if end["status"] != "queued":
            work.publish(_told(one, outcome, one.row.attempts + 1, now))
    if ends:
        work.connection().execute(END, ends)
    if tries:
        work.connection().execute(TRIED, tries)
    for receiver in {one.row.subscription_id for one, outcome in back if outcome and outcome.gone}:
        end_subscription(work, receiver, now, "410 Gone")


END = (
    sa.update(message)
    .where(message.c.message_id == sa.bindparam("_id"))
    .values(
        {name: sa.bindparam(name) for name in ("status", "error", "provider_id", "next_at", "sent_at")}
        | {"lease_until": None}
    )
)
TRIED = (
    sa.update(attempt)
    .where(
        attempt.c.message_id == sa.bindparam("_id"),
        attempt.c.number == sa.bindparam("_number"),
        attempt.c.outcome.is_(None),
    )
    .values({name: sa.bindparam(name) for name in ("ended_at", "outcome", "detail")})
)


def _end_of(one: Claimed, outcome: Outcome, pauses: Sequence[float], now: datetime) -> dict[str, Any]:
    """How the message stands after this attempt."""
    pause = rules.next_try(outcome.kind, one.row.attempts + 1, pauses, outcome.retry_after, random.random())
    sent = outcome.kind == "sent"
    return {
        "_id": one.row.message_id,
        "status": "sent" if sent else "failed" if pause is None else "queued",
        "error": None if sent else outcome.detail,
        "provider_id": outcome.provider_id,
        "next_at": now if pause is None else rules.later(now, pause),
        "sent_at": now if sent else None,
    }


def _still_ours(work: Work, claimed: Sequence[Claimed]) -> set[str]:
    """Which of these nobody has taken over or called off."""
    leases = {one.row.message_id: one.lease_until for one in claimed}
    look = sa.select(message.c.message_id, message.c.lease_until).where(
        message.c.message_id.in_(leases), message.c.status == "sending"
    )
    return {
        row.message_id for row in work.connection().execute(look) if row.lease_until == leases[row.message_id]
    }


def _told(one: Claimed, outcome: Outcome, attempts: int, now: datetime) -> MessageSent | MessageFailed:
    facts: dict[str, Any] = {
        "occurred_at": now,
        "message_id": one.row.message_id,
        "channel": one.row.channel,
        "template": one.row.template,
        "about_event": one.row.event_id,
        "attempts": attempts,
    }
    if outcome.kind == "sent":
        return MessageSent(**facts)
    return MessageFailed(**facts, reason=outcome.detail)


def give_back(work: Work, held: Sequence[Claimed]) -> None:
    """Back into the queue, as if nobody had taken them: the attempt does not count."""
    ours = _still_ours(work, held)
    for one in held:
        if one.row.message_id in ours:
            work.connection().execute(
                sa.update(message)
                .where(message.c.message_id == one.row.message_id)
                .values(status="queued", lease_until=None, attempts=one.row.attempts)
            )


def end_subscription(work: Work, subscription_id: str, now: datetime, because: str) -> None:
    """Nothing more is sent to it, not even what is waiting."""
    this_one = subscription.c.subscription_id == subscription_id
    work.connection().execute(
        sa.update(subscription)
        .where(this_one, subscription.c.cancelled_at.is_(None))
        .values(cancelled_at=now, cancelled_because=because)
    )
    work.connection().execute(
        sa.update(message)
        .where(message.c.subscription_id == subscription_id, message.c.status.in_(WAITING))
        .values(status="suppressed", error=because)
    )
