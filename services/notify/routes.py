"""Notify's doors: the feed, subscriptions and messages."""

import base64
import secrets
import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from fastapi import Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import ConfigDict, Field

from services.notify import rules, sender, store
from services.notify.feed import Tail
from services.notify.models import Interest, Message, Subscription
from services.notify.settings import NotifySettings
from shared import clock
from shared.auth import NotLoggedIn, Who
from shared.doors import EVERYONE, STAFF, Doors, allow, who_asks
from shared.forms import Form, Id
from shared.ids import uuid7
from shared.problems import NotFound
from shared.sealed import Seal
from shared.sessions import LOOK_EVERY
from shared.store import Model, Work

doors = Doors(prefix="/notify/v1", tags=["notify"])
MAY_SUBSCRIBE = ("admin", "officer", "adoption")
READERS = (*MAY_SUBSCRIBE, "auditor")
Types = Annotated[
    list[Id],
    Query(
        max_length=100, description="A wire type or a class name, such as DogAdopted; may be given repeatedly"
    ),
]
Cursor = Annotated[
    str, Query(max_length=64, description="`next` of the answer before; from the beginning without it")
]
Status = Literal["queued", "sending", "sent", "failed", "suppressed"]


async def settings_of(request: Request) -> NotifySettings:
    settings: NotifySettings = request.app.state.service.settings
    return settings


Chosen = Annotated[NotifySettings, Depends(settings_of)]

# ---- the feed ------------------------------------------------------------------------------------------


class Events(Model):
    """CloudEvents in the order in which we heard of them, and the cursor for what follows."""

    events: list[dict[str, Any]]
    next: str


@doors.query("/events", EVERYONE)
def events(
    work: Work,
    who: Who,
    after: Cursor = "",
    type: Types = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Events:
    """What has happened, oldest first. Without a token: public events. Staff see theirs too."""
    at, staff, types = rules.position(after), who.may(STAFF), [rules.full_type(name) for name in type]
    rows = store.events_after(work, at, limit, store.readable(staff), types)
    shown = [rules.shown(store.envelope(row).to_cloudevent(), staff) for row in rows]
    return Events(events=shown, next=str(rows[-1].position if rows else at))


async def beginning(
    after: Annotated[str | None, Query(max_length=64, description="a cursor; from now on without it")] = None,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> int | None:
    """Behind which event; none is from now on. Before the stream is open it can be refused."""
    cursor = last_event_id or after
    return None if cursor is None else rules.position(cursor)


async def wanted(type: Types = []) -> set[str]:  # noqa: B006
    return {rules.full_type(name) for name in type}


@doors.get("/events/stream", response_class=EventSourceResponse)
async def stream(
    request: Request,
    who: Annotated[Who, Depends(allow(EVERYONE))],
    at: Annotated[int | None, Depends(beginning)],
    types: Annotated[set[str], Depends(wanted)],
) -> AsyncIterator[ServerSentEvent]:
    """The feed as server-sent events. A client that comes back with Last-Event-ID has missed nothing.

    It ends when the session does with which it was opened: come back with a fresh token.
    """
    tail: Tail = request.app.state.tail
    staff = who.may(STAFF)
    yield ServerSentEvent(retry=2000)
    looked = time.monotonic()
    async for entry in tail.listen(request.app.state.service, at, staff, types):
        if staff and time.monotonic() > looked + LOOK_EVERY:
            if not _still_in(request):
                return
            looked = time.monotonic()
        yield ServerSentEvent(id=str(entry.position), event=entry.type, raw_data=entry.shown(staff))


def _still_in(request: Request) -> bool:
    try:
        return who_asks(request).may(STAFF)
    except NotLoggedIn:
        return False


# ---- subscriptions -------------------------------------------------------------------------------------


class NewSubscription(Form):
    """Who wants to know what, and how to reach them."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "channel": "webhook",
                "address": "https://example.cn/hooks/dogs",
                "types": ["DogAdopted", "DogReclaimed"],
            }
        },
    )
    channel: rules.Channel
    address: str | None = Field(None, max_length=2000)
    types: list[Id] = Field(min_length=1, max_length=100)
    dog_id: str | None = Field(None, max_length=100)
    lang: Literal["zh", "en", "both"] = "both"


class Subscribed(Model):
    shown_once: ClassVar = frozenset({"secret"})
    subscription_id: str
    secret: str | None = Field(None, description="signs what we send to a webhook; shown this once")


class SubscriptionSeen(Model):
    """A subscription as staff see it: its address is masked."""

    subscription_id: str
    channel: str
    address: str
    types: list[str]
    dog_id: str | None
    lang: str
    made_by: str
    made_at: datetime
    cancelled_at: datetime | None
    cancelled_because: str | None


class Subscriptions(Model):
    subscriptions: list[SubscriptionSeen]


@doors.command("/subscriptions", *MAY_SUBSCRIBE)
def subscribe(wish: NewSubscription, work: Work, who: Who, settings: Chosen, sealer: Seal) -> Subscribed:
    """From now on, each such event becomes a message to this address."""
    address = rules.check_address(wish.channel, wish.address, mail=settings.smtp_url is not None)
    types = rules.types_to_tell(wish.types)
    own = uuid7()
    secret = new_secret() if wish.channel == "webhook" else None
    seal = sealer.seal
    work.add(
        Subscription(
            subscription_id=own, channel=wish.channel, types=types, dog_id=wish.dog_id, lang=wish.lang,
            address=seal(address, f"subscription:address:{own}"),
            secret=seal(secret, f"subscription:secret:{own}") if secret else None,
            masked=rules.mask(wish.channel, address), made_by=who.name, made_at=clock.now(),
        )
    )  # fmt: skip
    work.flush()
    work.add_all(Interest(type=type, subscription_id=own) for type in types)
    return Subscribed(subscription_id=own, secret=secret)


def new_secret() -> str:
    """Standard Webhooks: 24 to 64 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


@doors.query("/subscriptions", *READERS)
def subscriptions(work: Work) -> Subscriptions:
    """Who is told of what."""
    return Subscriptions(
        subscriptions=[
            SubscriptionSeen(
                address=row.masked, **row.model_dump(include=set(SubscriptionSeen.model_fields) - {"address"})
            )
            for row in store.subscriptions(work)
        ]
    )


@doors.command("/subscriptions/{subscription_id}/cancellation", *MAY_SUBSCRIBE)
def cancel(subscription_id: str, work: Work, who: Who) -> SubscriptionSeen:
    """Nothing more is sent to it, not even what is waiting."""
    row = work.get(Subscription, subscription_id)
    if row is None:
        raise NotFound("没有这个订阅，请核对编号。", "There is no such subscription: check its id.")
    sender.end_subscription(work, subscription_id, clock.now(), f"cancelled by {who.name}")
    work.refresh(row)
    return SubscriptionSeen(
        address=row.masked, **row.model_dump(include=set(SubscriptionSeen.model_fields) - {"address"})
    )


# ---- messages ------------------------------------------------------------------------------------------


class MessageSeen(Model):
    """One message and how far it has come."""

    message_id: str
    subscription_id: str
    event_id: str
    channel: str
    template: str
    status: str
    attempts: int
    next_at: datetime
    error: str | None
    provider_id: str | None
    created_at: datetime
    sent_at: datetime | None


class Messages(Model):
    messages: list[MessageSeen]
    next: str


@doors.query("/messages", *READERS)
def messages(
    work: Work,
    status: Status | None = None,
    after: Cursor = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Messages:
    """Messages, oldest first."""
    rows = store.messages(work, status, after, limit)
    return Messages(messages=[_seen(row) for row in rows], next=rows[-1].message_id if rows else after)


@doors.command("/messages/{message_id}/retry", "admin", "officer")
def retry(message_id: str, work: Work) -> MessageSeen:
    """Tries a failed message again from the first attempt, under the same id."""
    row = work.get(Message, message_id)
    if row is None:
        raise NotFound("没有这条消息，请核对编号。", "There is no such message: check its id.")
    if row.status != "failed":
        raise rules.MessageNotStuck(
            f"它的状态是 {row.status}，只有 failed 才需重发。",
            f"It is {row.status}: only a failed one can be retried.",
        )
    subscription = work.get_one(Subscription, row.subscription_id)
    if subscription.cancelled_at is not None:
        raise rules.MessageNotStuck(
            "该订阅已取消，请重新订阅。", "Its subscription has ended: make a new one for what is to come."
        )
    row.status, row.attempts, row.next_at, row.error = "queued", 0, clock.now(), None
    return _seen(row)


def _seen(row: Message) -> MessageSeen:
    return MessageSeen(**row.model_dump(include=set(MessageSeen.model_fields)))


class Counts(Model):
    events: int
    by_type: dict[str, int]
    messages: dict[str, int]


@doors.query("/counts", *STAFF)
def counts(work: Work) -> Counts:
    """How many events of each type there are, and how many messages in each state."""
    by_type, by_status = store.counts(work)
    return Counts(events=sum(by_type.values()), by_type=by_type, messages=by_status)
