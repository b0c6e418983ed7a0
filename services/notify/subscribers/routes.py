"""An admin gives machines keys to read with, gives them others, and takes them away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from pydantic import Field

from services.notify.subscribers import rules, store
from services.notify.subscribers.models import Subscriber, SubscriberKey
from services.notify.subscribers.rules import AlreadyRevoked, NameTaken, NewSubscriber, Revocation, Rotation
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.problems import Unreasonable
from shared.store import Model, Work

doors = Doors(prefix="/notify/v1", tags=["subscribers"])
ADMIN = ("admin",)


class KeySeen(Model):
    """What is known of a key: never its secret."""

    key_id: str
    made_at: datetime
    ends_at: datetime | None
    last_used: datetime | None


class SubscriberSeen(Model):
    name: str
    contact: str
    audience: str
    types: list[str] | None
    state: Literal["ACTIVE", "EXPIRED", "REVOKED"]
    made_by: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None
    revoked_because: str | None
    last_used: datetime | None
    keys: list[KeySeen] = Field(description="those that are good today")


class Subscribers(Model):
    subscribers: list[SubscriberSeen]


class Given(Model):
    """A key for a subscriber."""

    shown_once: ClassVar = frozenset({"key"})
    name: str
    key: str | None = Field(default=None, description="for Authorization: Bearer; shown this once")
    before_ends_at: datetime | None = Field(default=None, description="until when the key of before is good")


@doors.query("/subscribers", *ADMIN)
def subscribers(work: Work) -> Subscribers:
    """Every machine that may read, also those that may no longer."""
    return Subscribers(subscribers=everybody(work))


def everybody(work: Work) -> list[SubscriberSeen]:
    now = clock.now()
    return [_seen(one, store.keys_of(one.name, work), now) for one in store.subscribers(work)]


@doors.query("/subscribers/{name}", *ADMIN)
def subscriber(name: str, work: Work) -> SubscriberSeen:
    """One of them, and which keys it has."""
    return _seen(store.subscriber_of(name, work), store.keys_of(name, work), clock.now())


@doors.command("/subscribers", *ADMIN)
def add_subscriber(new: NewSubscriber, who: Who, work: Work) -> Given:
    """A machine gets a name, a scope and its first key."""
    rules.name_it(new.name)
    if work.get(Subscriber, new.name):
        raise NameTaken(f"{new.name} 已存在，请换一个。", f"{new.name} exists already: choose another.")
    types, now = rules.types_to_read(new.types, new.audience), clock.now()
    if rules.over(new.expires_at, now):
        raise Unreasonable("到期时间已过，请核对。", "It would have expired already: check `expires_at`.")
    work.add(
        Subscriber(
            name=new.name, contact=new.contact, audience=new.audience, types=types,
            made_by=who.name, made_at=now, expires_at=new.expires_at,
        )
    )  # fmt: skip
    work.flush()
    return Given(name=new.name, key=_give_key(new.name, who, now, work))


@doors.command("/subscribers/{name}/rotation", *ADMIN)
def rotate(name: str, rotation: Rotation, who: Who, work: Work) -> Given:
    """A new key; the one of before is good for a while yet, so that nobody is locked out meanwhile."""
    row, now, overlap = _active(name, work), clock.now(), timedelta(days=rotation.overlap_days)
    if rules.over(row.expires_at, now):
        raise rules.Expired(f"{name} 已到期，请新建一个。", f"{name} has expired: make another subscriber.")
    rules.replace(store.keys_of(name, work), overlap, now)
    return Given(name=name, key=_give_key(name, who, now, work), before_ends_at=now + overlap)


@doors.command("/subscribers/{name}/revocation", *ADMIN)
def revoke(name: str, revocation: Revocation, who: Who, work: Work) -> SubscriberSeen:
    """None of its keys opens anything from now on, its webhooks end, and its name stays taken.

    It cannot be undone.
    """
    row = _active(name, work)
    work.changed[rules.REVOKED].add(name)
    row.revoked_at, row.revoked_by, row.revoked_because = clock.now(), who.name, revocation.why
    return _seen(row, store.keys_of(name, work), clock.now())


def _active(name: str, work: Work) -> Subscriber:
    row = store.subscriber_of(name, work)
    if row.revoked_at:
        raise AlreadyRevoked(
            f"{name} 已收回，请新建一个。", f"{name} has been revoked: make another subscriber."
        )
    return row


def _give_key(name: str, who: Who, now: datetime, work: Work) -> str:
    key_id, digest, key = rules.fresh()
    work.add(SubscriberKey(key_id=key_id, name=name, digest=digest, made_by=who.name, made_at=now))
    return key


def _seen(row: Subscriber, keys: Sequence[SubscriberKey], now: datetime) -> SubscriberSeen:
    state = rules.state(row, now)
    good = [key for key in keys if state == "ACTIVE" and not rules.over(key.ends_at, now)]
    facts = row.model_dump(include=set(SubscriberSeen.model_fields) - {"state", "keys", "last_used"})
    return SubscriberSeen(
        state=state, keys=[_key_seen(key) for key in good],
        last_used=max((key.last_used for key in keys if key.last_used), default=None), **facts,
    )  # fmt: skip


def _key_seen(key: SubscriberKey) -> KeySeen:
    return KeySeen.model_validate(key.model_dump(include=set(KeySeen.model_fields)))
