"""Who asked to be told, and of what."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.notify.feed.store import envelope, feed
from services.notify.messages.store import suppress
from services.notify.subscriptions.models import Interest, Subscription
from services.notify.table import rows_of
from shared.envelope import Envelope
from shared.store import Work

subscription, interest = rows_of(Subscription), rows_of(Interest)
NEWS = (
    sa.select(feed)
    .where(
        feed.c.event_id.in_(sa.bindparam("events", expanding=True)),
        feed.c.type.in_(sa.select(interest.c.type)),
    )
    .order_by(feed.c.position)
)
WISHES = (
    sa.select(
        interest.c.type, subscription.c.subscription_id, subscription.c.channel, subscription.c.dog_id,
        subscription.c.made_at,
    )
    .join_from(interest, subscription)
    .where(interest.c.type.in_(sa.bindparam("types", expanding=True)), subscription.c.cancelled_at.is_(None))
)  # fmt: skip


def asked_for(events: Collection[str], work: Work) -> list[Envelope]:
    """Which of these events are in the feed and of a type that somebody has asked for."""
    return [envelope(row) for row in work.sql(NEWS, {"events": list(events)})]


def wishes(types: Collection[str], work: Work) -> dict[str, list[Any]]:
    """Who asks for events of these types, by type."""
    found = defaultdict(list)
    for wish in work.sql(WISHES, {"types": list(types)}):
        found[wish.type].append(wish)
    return found


def subscriptions(work: Work) -> Sequence[Subscription]:
    return work.exec(select(Subscription).order_by(col(Subscription.subscription_id))).all()


def end(subscription_id: str, now: datetime, because: str, work: Work) -> None:
    """Nothing more is sent to it, not even what is waiting."""
    this_one = subscription.c.subscription_id == subscription_id
    work.sql(
        sa.update(subscription)
        .where(this_one, subscription.c.cancelled_at.is_(None))
        .values(cancelled_at=now, cancelled_because=because)
    )
    suppress(subscription_id, because, work)
