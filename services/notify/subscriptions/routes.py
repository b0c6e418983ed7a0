"""Staff subscribe somebody, see who is subscribed, and cancel it."""

import base64
import secrets
from datetime import datetime
from typing import Annotated, ClassVar, Literal

import sqlalchemy as sa
from fastapi import Depends, Request
from pydantic import ConfigDict, Field

from services.notify.channels.ways import WAYS, Channel, address_of
from services.notify.roles import MAY_SUBSCRIBE, READERS
from services.notify.settings import NotifySettings
from services.notify.subscriptions import rules, store
from services.notify.subscriptions.models import Subscription
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.forms import Form, Id
from shared.ids import uuid7
from shared.problems import NotFound, Unreasonable
from shared.said import Said
from shared.sealed import Seal
from shared.store import Model, Work

doors = Doors(prefix="/notify/v1", tags=["notify"])


async def settings_of(request: Request) -> NotifySettings:
    settings: NotifySettings = request.app.state.service.settings
    return settings


Chosen = Annotated[NotifySettings, Depends(settings_of)]


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
    made_at: datetime
    cancelled_at: datetime | None
    cancelled_because: str | None


class Subscriptions(Model):
    subscriptions: list[SubscriptionSeen]


@doors.command("/subscriptions", *MAY_SUBSCRIBE)
def subscribe(
    wish: NewSubscription, work: Work, who: Who, settings: Chosen, sealer: Seal, unreachable: Unreachable
) -> Subscribed:
    """From now on, each such event becomes a message to this address, which must be one that we may call."""
    address = address_of(wish.channel, wish.address, settings)
    if unreachable:
        raise Unreasonable(*unreachable.halves)
    types = rules.types_to_tell(wish.types)
    own = uuid7()
    secret = new_secret() if wish.channel == "webhook" else None
    seal = sealer.seal
    work.add(
        Subscription(
            subscription_id=own, channel=wish.channel, types=types, dog_id=wish.dog_id, lang=wish.lang,
            address=seal(address, f"subscription:address:{own}"),
            secret=seal(secret, f"subscription:secret:{own}") if secret else None,
            masked=WAYS[wish.channel].mask(address), made_by=who.name, made_at=clock.now(),
        )
    )  # fmt: skip
    work.sql(sa.insert(store.interest), [{"type": type, "subscription_id": own} for type in types])
    return Subscribed(subscription_id=own, secret=secret)


def new_secret() -> str:
    """Standard Webhooks: 24 to 64 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


@doors.query("/subscriptions", *READERS)
def subscriptions(work: Work) -> Subscriptions:
    """Who is told of what."""
    return Subscriptions(subscriptions=[_seen(row) for row in store.subscriptions(work)])


@doors.command("/subscriptions/{subscription_id}/cancellation", *MAY_SUBSCRIBE)
def cancel(subscription_id: str, work: Work, who: Who) -> SubscriptionSeen:
    """Nothing more is sent to it, not even what is waiting."""
    row = work.get(Subscription, subscription_id)
    if row is None:
        raise NotFound("没有这个订阅，请核对编号。", "There is no such subscription: check its id.")
    store.end(subscription_id, clock.now(), f"cancelled by {who.name}", work)
    work.refresh(row)
    return _seen(row)


def _seen(row: Subscription) -> SubscriptionSeen:
    facts = row.model_dump(include=set(SubscriptionSeen.model_fields) - {"address"})
    return SubscriptionSeen(address=row.masked, **facts)
