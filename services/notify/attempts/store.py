"""Attempts as they were made, and what a receiver could be sent again."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.notify.attempts.claiming import attempt
from services.notify.feed.store import feed
from services.notify.messages.store import message
from services.notify.subscriptions.models import Subscription
from shared.store import Work

TEMPLATE = "Test"  # of a test's message, which is about no event


def attempts_of(subscription_id: str, work: Work, before: int | None, limit: int) -> Sequence[Any]:
    """The calls to one receiver, the last one first."""
    query = (
        sa.select(attempt, message.c.event_id, message.c.template, message.c.status, feed.c.type)
        .join_from(attempt, message)
        .join(feed, feed.c.event_id == message.c.event_id, isouter=True)
        .where(message.c.subscription_id == subscription_id)
    )
    if before is not None:
        query = query.where(attempt.c.attempt_id < before)
    return work.sql(query.order_by(attempt.c.attempt_id.desc()).limit(limit)).all()


def states_of(subscription_id: str, work: Work) -> dict[str, int]:
    """How many of its messages are in each state; a test is none of them."""
    its = (message.c.subscription_id == subscription_id) & (message.c.template != TEMPLATE)
    query = sa.select(message.c.status, sa.func.count()).where(its)
    return dict(map(tuple, work.sql(query.group_by(message.c.status))))


def position_of(event_id: str, work: Work) -> int | None:
    found: int | None = work.sql(sa.select(feed.c.position).where(feed.c.event_id == event_id)).scalar()
    return found


def events_for(row: Subscription, work: Work, first: int, limit: int) -> Sequence[Any]:
    """Events of its types from this position on, oldest first."""
    query = sa.select(feed).where(
        feed.c.position >= first,
        feed.c.type.in_(row.types),
    )
    return work.sql(query.order_by(feed.c.position).limit(limit)).all()
