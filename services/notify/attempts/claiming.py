"""Which messages are due, and in whose hands they are: each is claimed for a while, its lease."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.notify.attempts.models import Attempt
from services.notify.dogs.models import Dog
from services.notify.dogs.store import dogs
from services.notify.feed.store import feed
from services.notify.messages.states import WAITING
from services.notify.messages.store import message
from services.notify.subscriptions.store import end_orphans, subscription
from services.notify.table import rows_of
from shared import clock
from shared.store import Work

attempt = rows_of(Attempt)
earlier = message.alias("earlier")
ITS_TURN = message.c.lane.is_(None) | ~sa.exists().where(
    earlier.c.subscription_id == message.c.subscription_id,
    earlier.c.lane == message.c.lane,
    earlier.c.position < message.c.position,
    earlier.c.status.in_(WAITING),
).correlate(message)  # what came before of the same dog was taken, or given up
RECEIVER = sa.func.coalesce(subscription.c.owner, message.c.subscription_id).label("receiver")
PAUSED = sa.select(subscription.c.subscription_id).where(subscription.c.paused_at.is_not(None))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in our hands until its lease is over."""

    row: Any
    dog: Dog | None
    lease_until: datetime

    def time_left(self) -> float:
        return (self.lease_until - clock.now()).total_seconds()


def due(work: Work, channel: str, now: datetime, but_not: Collection[str], limit: int) -> Sequence[Any]:
    """What to send now, and for whom: what has become due, and what a lost sender had in hand.

    All webhooks of one subscriber are for one receiver: whoever has twenty gets no more of our hands.
    """
    ready = (message.c.status == "queued") & (message.c.next_at <= now)
    lost = (message.c.status == "sending") & (message.c.lease_until < now)
    query = sa.select(message.c.message_id, RECEIVER).join_from(message, subscription)
    query = query.where(message.c.channel == channel, ready | lost, ITS_TURN)
    query = query.where(message.c.subscription_id.not_in(PAUSED))
    if but_not:
        query = query.where(RECEIVER.not_in(but_not))
    return work.sql(query.order_by(message.c.next_at).limit(limit)).all()


def next_due(work: Work, channel: str, now: datetime) -> datetime | None:
    """When the next message that is waiting for its time becomes due."""
    waiting = (message.c.channel == channel) & (message.c.status == "queued") & (message.c.next_at > now)
    found: datetime | None = work.sql(sa.select(sa.func.min(message.c.next_at)).where(waiting)).scalar()
    return found


def claim(work: Work, ids: Sequence[str], now: datetime, lease_until: datetime) -> list[Claimed]:
    """Takes those that are still free, enters an attempt for each, and reads what is to be sent.

    A key that has expired in the meantime ends its webhooks before anything goes out.
    """
    end_orphans(now, work)
    free = (message.c.status == "queued") | (message.c.lease_until < now)
    wanted = subscription.c.cancelled_at.is_(None) & subscription.c.paused_at.is_(None)
    query = (
        sa.select(message, RECEIVER, subscription.c.address, subscription.c.secret, subscription.c.lang,
                  subscription.c.audience, subscription.c.old_secret, subscription.c.old_secret_until,
                  feed.c.type, feed.c.subject, feed.c.source, feed.c.sequence, feed.c.time,
                  feed.c.dataschema, feed.c.traceparent, feed.c.data)
        .join_from(message, subscription)
        .join(feed, feed.c.event_id == message.c.event_id)
        .where(message.c.message_id.in_(ids), message.c.status.in_(WAITING), free, wanted, ITS_TURN)
    )  # fmt: skip
    rows = work.sql(query).all()
    if not rows:
        return []
    taken = sa.update(message).where(message.c.message_id.in_([row.message_id for row in rows]))
    work.sql(taken.values(status="sending", lease_until=lease_until, attempts=message.c.attempts + 1))
    work.sql(
        sa.insert(attempt),
        [{"message_id": row.message_id, "number": row.attempts + 1, "started_at": now} for row in rows],
    )
    known = dogs(work, {row.subject for row in rows})
    return [Claimed(row, known.get(row.subject), lease_until) for row in rows]


def still_ours(work: Work, claimed: Sequence[Claimed]) -> set[str]:
    """Which of these nobody has taken over or called off."""
    leases = {one.row.message_id: one.lease_until for one in claimed}
    look = sa.select(message.c.message_id, message.c.lease_until).where(
        message.c.message_id.in_(leases), message.c.status == "sending"
    )
    return {row.message_id for row in work.sql(look) if row.lease_until == leases[row.message_id]}


def give_back(work: Work, held: Sequence[Claimed]) -> None:
    """Back into the queue, as if nobody had taken them: the attempt does not count."""
    ours = still_ours(work, held)
    for one in held:
        if one.row.message_id in ours:
            work.sql(
                sa.update(message)
                .where(message.c.message_id == one.row.message_id)
                .values(status="queued", lease_until=None, attempts=one.row.attempts)
            )
