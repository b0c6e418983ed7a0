"""Who asked to be told, and of what."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.notify.feed.store import feed
from services.notify.messages.store import suppress
from services.notify.subscriptions.models import Interest, Subscription
from services.notify.table import rows_of
from shared.store import Work

subscription, interest = rows_of(Subscription), rows_of(Interest)
ASKED_FOR = (
    sa.select(
        feed, subscription.c.subscription_id, subscription.c.channel, subscription.c.dog_id,
        subscription.c.made_at,
    )
    .join_from(feed, interest, interest.c.type == feed.c.type)
    .join(subscription)
    .where(
        feed.c.event_id.in_(sa.bindparam("events", expanding=True)), subscription.c.cancelled_at.is_(None)
    )
    .order_by(feed.c.position)
)  # fmt: skip


def asked_for(events: Collection[str], work: Work) -> Sequence[Any]:
    """Each of these events of the feed with each subscription to its type, oldest first."""
    return work.sql(ASKED_FOR, {"events": list(events)}).all()


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
