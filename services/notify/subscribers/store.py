"""Who may read, and with which keys."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.notify.subscribers.models import Subscriber, SubscriberKey
from services.notify.subscribers.rules import NOTED_EVERY
from services.notify.table import rows_of
from shared.problems import NotFound
from shared.store import Work

subscriber_key = rows_of(SubscriberKey)


def subscribers(work: Work) -> Sequence[Subscriber]:
    return work.exec(select(Subscriber).order_by(col(Subscriber.name))).all()


def subscriber_of(name: str, work: Work) -> Subscriber:
    """Raises `NotFound`."""
    found = work.get(Subscriber, name)
    if found is None:
        raise NotFound("没有这个订阅方，请核对名称。", "There is no such subscriber: check its name.")
    return found


def keys_of(name: str, work: Work) -> Sequence[SubscriberKey]:
    """The oldest first."""
    of_it = select(SubscriberKey).where(SubscriberKey.name == name)
    return work.exec(of_it.order_by(col(SubscriberKey.made_at), col(SubscriberKey.key_id))).all()


def holder(key_id: str, work: Work) -> tuple[SubscriberKey | None, Subscriber | None]:
    """The key of this id, and whose it is."""
    key = work.get(SubscriberKey, key_id)
    return key, work.get(Subscriber, key.name) if key else None


def note_used(key_id: str, now: datetime, work: Work) -> None:
    """Once a minute at most, however many replicas note it."""
    used = subscriber_key.c.last_used
    work.sql(
        sa.update(subscriber_key)
        .where(subscriber_key.c.key_id == key_id, sa.or_(used.is_(None), used <= now - NOTED_EVERY))
        .values(last_used=now)
    )
