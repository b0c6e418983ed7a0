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
from services.notify.subscriptions.models import Interest, Subscription, Unplaced
from services.notify.table import rows_of
from shared.envelope import Envelope
from shared.problems import NotFound
from shared.store import Work, insert_new

subscription, interest, unplaced = rows_of(Subscription), rows_of(Interest), rows_of(Unplaced)
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


def subscription_of(subscription_id: str, work: Work) -> Subscription:
    """Raises `NotFound`."""
    row = work.get(Subscription, subscription_id)
    if row is None:
        raise NotFound("没有这个订阅，请核对编号。", "There is no such subscription: check its id.")
    return row


def ask_for(types: Collection[str], subscription_id: str, work: Work) -> None:
    """These types, and no others."""
    work.sql(sa.delete(interest).where(interest.c.subscription_id == subscription_id))
    work.sql(sa.insert(interest), [{"type": type, "subscription_id": subscription_id} for type in types])


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
