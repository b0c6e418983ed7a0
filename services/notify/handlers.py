"""What notify hears: every event goes into the feed, and to those who asked for it."""

import json
from typing import Any

import sqlalchemy as sa

from services.notify import rules
from services.notify.models import Dog, Feed, Interest, Message, Subscription, rows_of
from services.notify.words import template_of
from shared import clock
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import (
    DogIntaken,
    DogReferenceReplaced,
    IntakeCorrected,
    StayOpened,
    TagIssued,
    TagWithdrawn,
)
from shared.ids import uuid7
from shared.store import Work, insert_new, newer

ears = Ears("notify", projections=(Dog,))
on = ears.on
CORRECTED = ("name", "breed", "colour")
feed, message = rows_of(Feed), rows_of(Message)
subscription, interest = rows_of(Subscription), rows_of(Interest)

# One statement for each event, at 200 a transaction: the next position is read where it is written, so
# a savepoint that is rolled back leaves no hole. Only one writer at a time gets here.
TEXTS = ("event_id", "type", "subject", "source", "time", "audience", "dataschema", "traceparent", "data")
ENTER = sa.text(
    f"INSERT INTO feed (position, sequence, {', '.join(TEXTS)})"
    f" SELECT last + 1, CAST(:sequence AS BIGINT), {', '.join(f'CAST(:{name} AS TEXT)' for name in TEXTS)}"
    " FROM (SELECT COALESCE(MAX(position), 0) AS last FROM feed) AS feed_so_far"
    " WHERE NOT EXISTS (SELECT 1 FROM feed WHERE event_id = :event_id)"
)
INTERESTED = (
    sa.select(
        subscription.c.subscription_id, subscription.c.channel, subscription.c.dog_id, subscription.c.made_at
    )
    .join_from(interest, subscription)
    .where(interest.c.type == sa.bindparam("told"), subscription.c.cancelled_at.is_(None))
)


@ears.on_every
def keep_and_tell(event: Envelope, work: Work) -> None:
    audience = rules.audience_of(event.type)
    if audience == "restricted":
        return
    rules.check(event)
    event = rules.without_untold(event)
    keep(event, audience, work)
    for wish in wishes(event.type, work):
        if rules.wants(wish.dog_id, wish.made_at, event):
            plan(event, wish, work)


def wishes(type: str, work: Work) -> Any:
    """Who asks for events of this type: looked up once in a transaction."""
    known = work.info.setdefault("wishes", {})
    if type not in known:
        known[type] = work.connection().execute(INTERESTED, {"told": type}).all()
    return known[type]


def keep(event: Envelope, audience: str, work: Work) -> None:
    """Appends the event to the feed, unless it is there from before a replay."""
    row: dict[str, Any] = {"event_id": event.id, "audience": audience, "sequence": event.sequence}
    row |= {name: getattr(event, name) for name in TEXTS if name not in row}
    work.connection().execute(ENTER, row)


def plan(event: Envelope, wish: Any, work: Work) -> None:
    """One message for one subscription and event, however often the event is heard."""
    now = clock.now()
    row = {
        "message_id": uuid7(),
        "subscription_id": wish.subscription_id,
        "event_id": event.id,
        "channel": wish.channel,
        "template": template_of(event.type),
        "status": "queued",
        "attempts": 0,
        "next_at": now,
        "created_at": now,
    }
    work.connection().execute(insert_new(work, message), row)


# ---- as much of a dog as a message says about it -----------------------------------------------------


@on(DogIntaken)
def register_dog(taken_in: DogIntaken, heard: Envelope, work: Work) -> None:
    dog = _dog(taken_in.dog_id, work)
    if newer(dog, "dog", heard):
        for field in CORRECTED:
            if f"intake:{field}" not in dog.heard:  # a correction is always the later word
                setattr(dog, field, getattr(taken_in, field))
    if newer(dog, "stay", heard):
        dog.stay_no = taken_in.stay_no


@on(DogReferenceReplaced)
def mend_feed(replaced: DogReferenceReplaced, heard: Envelope, work: Work) -> None:
    this = feed.c.event_id == replaced.told_by
    if told := work.connection().scalar(sa.select(feed.c.data).where(this)):
        mended = rules.as_json(json.loads(told) | {"external_ref": replaced.external_ref})
        work.connection().execute(sa.update(feed).where(this).values(data=mended))


@on(IntakeCorrected)
def correct_dog(corrected: IntakeCorrected, heard: Envelope, work: Work) -> None:
    dog = _dog(corrected.dog_id, work)
    for field in CORRECTED:
        if field in corrected.fields and newer(dog, field, heard):
            setattr(dog, field, getattr(corrected, field))


@on(StayOpened)
def renumber_dog(opened: StayOpened, heard: Envelope, work: Work) -> None:
    dog = _dog(opened.dog_id, work)
    if newer(dog, "stay", heard):
        dog.stay_no = opened.stay_no


@on(TagIssued)
def note_tag(issued: TagIssued, heard: Envelope, work: Work) -> None:
    dog = _dog(issued.dog_id, work)
    if newer(dog, "tag", heard):
        dog.code = issued.code


@on(TagWithdrawn)
def forget_tag(withdrawn: TagWithdrawn, heard: Envelope, work: Work) -> None:
    dog = _dog(withdrawn.dog_id, work)
    if newer(dog, "tag", heard):
        dog.code = None


def _dog(dog_id: str, work: Work) -> Dog:
    dog = work.get(Dog, dog_id)
    if dog is None:
        dog = Dog(dog_id=dog_id)
        work.add(dog)
    return dog
