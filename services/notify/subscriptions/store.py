"""Who asked to be told, and of what."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.notify.dogs.rules import dog_of
from services.notify.dogs.store import dogs
from services.notify.feed.store import envelope, feed
from services.notify.messages.store import suppress
from services.notify.subscribers.models import Subscriber
from services.notify.subscribers.rules import Reader, scope_of
from services.notify.subscriptions import rules
from services.notify.subscriptions.models import Interest, Subscription, Unplaced
from services.notify.table import rows_of
from shared.envelope import Envelope
from shared.problems import NotFound
from shared.store import Work, insert_new

subscription, interest, unplaced = rows_of(Subscription), rows_of(Interest), rows_of(Unplaced)
subscriber = rows_of(Subscriber)
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
        subscription.c.made_at, subscription.c.area, subscription.c.order,
    )
    .join_from(interest, subscription)
    .where(interest.c.type.in_(sa.bindparam("types", expanding=True)), subscription.c.cancelled_at.is_(None))
)  # fmt: skip


def asked_for(events: Collection[str], work: Work) -> list[tuple[int, Envelope]]:
    """Which of these events are in the feed, where, and of a type that somebody has asked for."""
    return [(row.position, envelope(row)) for row in work.sql(NEWS, {"events": list(events)})]


def wishes(types: Collection[str], work: Work) -> dict[str, list[Any]]:
    """Who asks for events of these types, by type."""
    found = defaultdict(list)
    for wish in work.sql(WISHES, {"types": list(types)}):
        found[wish.type].append(wish)
    return found


def places(events: Iterable[Envelope], work: Work) -> dict[str, str]:
    """In which division the dogs of these events were found, as far as we know."""
    ids = {dog_id for event in events if (dog_id := dog_of(event))}
    known = dogs(work, ids) if ids else {}
    return {dog_id: dog.division for dog_id, dog in known.items() if dog.division}


def await_places(events: Iterable[Envelope], work: Work) -> None:
    """Kept in mind until we hear where their dogs were found."""
    rows = [{"event_id": event.id, "dog_id": dog_id} for event in events if (dog_id := dog_of(event))]
    if rows:
        work.sql(insert_new(work, unplaced), rows)


def placed(dog_ids: Collection[str], work: Work) -> set[str]:
    """The events that waited for these dogs; they do not any more."""
    those = sa.delete(unplaced).where(unplaced.c.dog_id.in_(dog_ids)).returning(unplaced.c.event_id)
    return set(work.sql(those).scalars())


def subscription_of(subscription_id: str, work: Work, machine: Reader | None = None) -> Subscription:
    """As staff see it, or the machine whose own it is; nobody else's is there. Raises `NotFound`."""
    row = work.get(Subscription, subscription_id)
    if row is None or (machine is not None and row.owner != machine.name):
        raise NotFound("没有这个订阅，请核对编号。", "There is no such subscription: check its id.")
    return row


def ask_for(types: Collection[str], subscription_id: str, work: Work) -> None:
    """These types, and no others."""
    work.sql(sa.delete(interest).where(interest.c.subscription_id == subscription_id))
    work.sql(sa.insert(interest), [{"type": type, "subscription_id": subscription_id} for type in types])


def owner_of(row: Subscription, work: Work) -> Reader | None:
    """The machine whose own it is, with what that may read; none where it is the staff's."""
    owner = work.get(Subscriber, row.owner) if row.owner else None
    return scope_of(owner) if owner else None


def subscriptions(work: Work, machine: Reader | None = None) -> Sequence[Subscription]:
    """All of them, or a machine's own."""
    query = select(Subscription).order_by(col(Subscription.subscription_id))
    if machine is not None:
        query = query.where(col(Subscription.owner) == machine.name)
    return work.exec(query).all()


def going_on_of(owner: str, work: Work) -> int:
    """How many of a machine's own have not ended."""
    its = (subscription.c.owner == owner) & subscription.c.cancelled_at.is_(None)
    return int(work.sql(sa.select(sa.func.count()).where(its)).scalar() or 0)


def end_orphans(now: datetime, work: Work) -> None:
    """Those whose subscriber may read no more: its revocation ends them, and so does its last day."""
    over = sa.or_(subscriber.c.revoked_at.is_not(None), subscriber.c.expires_at <= now)
    orphans = (
        sa.select(subscription.c.subscription_id, subscriber.c.revoked_at)
        .join_from(subscription, subscriber, subscription.c.owner == subscriber.c.name)
        .where(subscription.c.cancelled_at.is_(None), over)
    )
    for row in work.sql(orphans).all():
        end(row.subscription_id, now, rules.REVOKED if row.revoked_at else rules.EXPIRED, work)


def end(subscription_id: str, now: datetime, because: str, work: Work) -> None:
    """Nothing more is sent to it, not even what is waiting."""
    this_one = subscription.c.subscription_id == subscription_id
    work.sql(
        sa.update(subscription)
        .where(this_one, subscription.c.cancelled_at.is_(None))
        .values(cancelled_at=now, cancelled_because=because)
    )
    suppress(subscription_id, because, work)
