"""Staff subscribe somebody, see who is subscribed, change, pause, resume and cancel it.

A machine does the same with its key, for webhooks of its own, within what it may read.
"""

import base64
import secrets
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from fastapi import Depends, Request
from pydantic import ConfigDict, Field

from services.notify.channels.ways import WAYS, Channel, address_of
from services.notify.messages.store import hurry
from services.notify.roles import MAY_SUBSCRIBE, READERS
from services.notify.rotation import must_be_over
from services.notify.settings import NotifySettings
from services.notify.subscribers.reader import Machine, key_or
from services.notify.subscriptions import rules, store
from services.notify.subscriptions.models import Subscription
from services.notify.subscriptions.states import state_of
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.forms import Form, Id
from shared.ids import uuid7
from shared.problems import Unreasonable
from shared.said import Said
from shared.sealed import Seal
from shared.store import Model, Work
from shared.views import Reader

doors = Doors(prefix="/notify/v1", tags=["notify"])


async def settings_of(request: Request) -> NotifySettings:
    settings: NotifySettings = request.app.state.service.settings
    return settings


Chosen = Annotated[NotifySettings, Depends(settings_of)]
Order = Literal["any", "per-dog"]
AREA = Field(
    None, pattern=r"^[0-9]{2,12}$", description="a division's code: only of dogs that were found there"
)
ORDER = "per-dog: an event of a dog is not sent before the one before it was taken or given up"
AUDIENCE = (
    "whose view of an event is sent: only staff read persons and reasons for custody. Unless said: staff; "
    "with a key, what its subscriber may read"
)
MAY_LOOK, MAY_ACT = key_or(*READERS), key_or(*MAY_SUBSCRIBE)


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
    channel: Channel
    address: str | None = Field(None, max_length=2000)
    types: list[Id] = Field(min_length=1, max_length=100)
    dog_id: str | None = Field(None, max_length=100)
    area: str | None = AREA
    audience: Reader = Field("staff", description=AUDIENCE)
    order: Order = Field("any", description=ORDER)
    lang: Literal["zh", "en", "both"] = "both"


async def why_not(wish: NewSubscription, settings: Chosen) -> Said | None:
    """Why this address could not be called. It is looked up here: the store's writer must not wait for it."""
    return await WAYS[wish.channel].refuses(wish.address or "", settings)


Unreachable = Annotated[Said | None, Depends(why_not)]


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
    owner: str | None = Field(description="the subscriber whose key made it; null: staff did")
    made_at: datetime
    cancelled_at: datetime | None
    cancelled_because: str | None
    state: str
    audience: str
    area: str | None
    order: str
    paused_at: datetime | None
    paused_because: str | None
    failing_since: datetime | None = Field(description="nothing has been taken since then")
    old_secret_until: datetime | None = Field(description="until then the secret before this one signs too")


class Subscriptions(Model):
    subscriptions: list[SubscriptionSeen]


@doors.command("/subscriptions", *MAY_SUBSCRIBE, guard=MAY_ACT)
def subscribe(
    wish: NewSubscription, work: Work, who: Who, settings: Chosen, sealer: Seal, unreachable: Unreachable,
    machine: Machine,
) -> Subscribed:  # fmt: skip
    """From now on, each such event becomes a message to this address, which must be one that we may call."""
    address = address_of(wish.channel, wish.address, settings)
    if unreachable:
        raise Unreasonable(*unreachable.halves)
    rules.check_area(wish.area)
    audience = rules.audience_for(wish.audience, machine, said="audience" in wish.model_fields_set)
    types = rules.types_to_tell(wish.types, audience)
    rules.must_be_its_to_read(types, machine)
    if machine:
        rules.must_fit_a_machine(wish.channel, store.going_on_of(machine.name, work))
    own = uuid7()
    secret = new_secret() if wish.channel == "webhook" else None
    seal = sealer.seal
    work.add(
        Subscription(
            subscription_id=own, channel=wish.channel, types=types, dog_id=wish.dog_id, lang=wish.lang,
            area=wish.area, audience=audience, order=wish.order, owner=machine.name if machine else None,
            address=seal(address, f"subscription:address:{own}"),
            secret=seal(secret, f"subscription:secret:{own}") if secret else None,
            masked=WAYS[wish.channel].mask(address), made_by=who.name, made_at=clock.now(),
        )
    )  # fmt: skip
    work.flush()
    store.ask_for(types, own, work)
    return Subscribed(subscription_id=own, secret=secret)


def new_secret() -> str:
    """Standard Webhooks: 24 to 64 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


@doors.query("/subscriptions", *READERS, guard=MAY_LOOK)
def subscriptions(work: Work, machine: Machine) -> Subscriptions:
    """Who is told of what; with a key, those that it made."""
    return Subscriptions(subscriptions=[_seen(row) for row in store.subscriptions(work, machine)])


@doors.query("/subscriptions/{subscription_id}", *READERS, guard=MAY_LOOK)
def subscription(subscription_id: str, work: Work, machine: Machine) -> SubscriptionSeen:
    """One of them."""
    return _seen(store.subscription_of(subscription_id, work, machine))


@doors.command("/subscriptions/{subscription_id}/cancellation", *MAY_SUBSCRIBE, guard=MAY_ACT)
def cancel(subscription_id: str, work: Work, who: Who, machine: Machine) -> SubscriptionSeen:
    """Nothing more is sent to it, not even what is waiting."""
    row = store.subscription_of(subscription_id, work, machine)
    store.end(subscription_id, clock.now(), f"cancelled by {who.name}", work)
    work.refresh(row)
    return _seen(row)


@doors.command("/subscriptions/{subscription_id}/pause", *MAY_SUBSCRIBE, guard=MAY_ACT)
def pause(subscription_id: str, work: Work, who: Who, machine: Machine) -> SubscriptionSeen:
    """Nothing is sent until it is resumed; what comes meanwhile waits."""
    row = rules.going_on(store.subscription_of(subscription_id, work, machine))
    if row.paused_at is None:
        row.paused_at, row.paused_because = clock.now(), f"paused by {who.name}"
    return _seen(row)


@doors.command("/subscriptions/{subscription_id}/resumption", *MAY_SUBSCRIBE, guard=MAY_ACT)
def resume(subscription_id: str, work: Work, machine: Machine) -> SubscriptionSeen:
    """What has waited is sent now, oldest first."""
    row = rules.going_on(store.subscription_of(subscription_id, work, machine))
    row.paused_at = row.paused_because = row.failing_since = None
    hurry(subscription_id, work)
    return _seen(row)


class Change(Form):
    """What is to be different from now on; what is left out stays, null takes the dog or the area away."""

    address: str | None = Field(None, max_length=2000)
    types: list[Id] | None = Field(None, min_length=1, max_length=100)
    dog_id: str | None = Field(None, max_length=100)
    area: str | None = AREA
    audience: Reader | None = None
    order: Order | None = None


async def why_not_there(change: Change, settings: Chosen) -> Said | None:
    """Why the new address could not be called: only webhooks have one that may be inside."""
    return await WAYS["webhook"].refuses(change.address or "", settings)


UnreachableNow = Annotated[Said | None, Depends(why_not_there)]


@doors.command("/subscriptions/{subscription_id}/change", *MAY_SUBSCRIBE, guard=MAY_ACT)
def change(
    subscription_id: str, change: Change, work: Work, settings: Chosen, sealer: Seal,
    unreachable: UnreachableNow, machine: Machine,
) -> SubscriptionSeen:  # fmt: skip
    """What waits already goes to the new address; all else holds for what is still to come.

    Nobody, not staff either, lets a subscriber's webhook tell more than its key may read.
    """
    row = rules.going_on(store.subscription_of(subscription_id, work, machine))
    owner = store.owner_of(row, work)
    new = change.model_dump(exclude_unset=True)
    if change.address is not None:
        address = address_of(rules.channel_of(row), change.address, settings)
        if unreachable and row.channel == "webhook":
            raise Unreasonable(*unreachable.halves)
        row.address = sealer.seal(address, f"subscription:address:{subscription_id}")
        row.masked, row.failing_since = WAYS[rules.channel_of(row)].mask(address), None
        hurry(subscription_id, work)
    rules.check_area(change.area)
    row.audience = rules.audience_for(change.audience or rules.audience_of(row), owner)
    row.order = change.order or row.order
    row.dog_id, row.area = new.get("dog_id", row.dog_id), new.get("area", row.area)
    row.types = rules.types_to_tell(change.types or row.types, rules.audience_of(row))
    rules.must_be_its_to_read(row.types, owner)
    store.ask_for(row.types, subscription_id, work)
    return _seen(row)


class Rotation(Form):
    """How long the secret before signs beside the new one."""

    overlap_hours: float = Field(24, ge=0, le=720)


class Rotated(Model):
    shown_once: ClassVar = frozenset({"secret"})
    secret: str | None = Field(None, description="signs from now on; shown this once")
    old_secret_until: datetime


@doors.command("/subscriptions/{subscription_id}/rotation", *MAY_SUBSCRIBE, guard=MAY_ACT)
def rotate(subscription_id: str, rotation: Rotation, work: Work, sealer: Seal, machine: Machine) -> Rotated:
    """A new secret. Until the overlap is over, `webhook-signature` has a signature of each, new one first."""
    row = rules.going_on(store.subscription_of(subscription_id, work, machine))
    rules.must_be_webhook(row)
    must_be_over(row.old_secret_until, rotation.overlap_hours, clock.now())
    secret, until = new_secret(), clock.now() + timedelta(hours=rotation.overlap_hours)
    row.old_secret, row.old_secret_until = row.secret, until
    row.secret = sealer.seal(secret, f"subscription:secret:{subscription_id}")
    return Rotated(secret=secret, old_secret_until=until)


def _seen(row: Subscription) -> SubscriptionSeen:
    facts = row.model_dump(include=set(SubscriptionSeen.model_fields) - {"address"})
    return SubscriptionSeen(address=row.masked, state=state_of(row), **facts)
