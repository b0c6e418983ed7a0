"""What a subscriber may be and read, and what its keys are. No database, no clock, no network."""

import hashlib
import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.notify.rotation import must_be_over
from services.notify.subscribers.models import Subscriber, SubscriberKey
from shared.auth import NotAllowed, NotLoggedIn
from shared.events import BY_TYPE
from shared.forms import Form, Id
from shared.moments import Moment
from shared.problems import Problem, Unreasonable
from shared.said import Said
from shared.views import may_read

Audience = Literal["public", "staff"]
MACHINE = "qck_"  # what every key begins with: no token does
REVOKED = "subscribers: revoked"  # of `Work.changed`
OWNER = "subscriber "  # before a subscriber's name, where a member of staff could stand: none has a space
SHAPE = re.compile(r"qck_([0-9a-f]{12})_([0-9a-f]{48})")
NOBODYS = hashlib.sha256(b"").hexdigest()  # what a key that is not there is compared with
BY_NAME = {event.__name__: type for type, event in BY_TYPE.items()}
NOTED_EVERY = timedelta(minutes=1)
OURS = frozenset(
    {"default", "qingcheng", "subscriber", "operator", "intake", "registry", "adoption", "notify"}
)
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]


class NameTaken(Problem):
    title = Said("名称已用", "The name is taken")


class AlreadyRevoked(Problem):
    title = Said("已收回", "Revoked already")


class Expired(Problem):
    title = Said("已到期", "Expired")


class NewSubscriber(Form):
    """Who is to read, and what."""

    name: Name = Field(examples=["licence-desk"])
    contact: str = Field(min_length=2, max_length=200, examples=["城管局登记科 licence desk, ext. 4711"])
    audience: Audience = "public"
    types: list[Id] | None = Field(None, max_length=100, description="class names or wire types; all if none")
    expires_at: Moment | None = None


class Rotation(Form):
    """`overlap_days`: for how long the key of before is still good."""

    overlap_days: int = Field(7, ge=0, le=90)


class Revocation(Form):
    why: str = Field(min_length=2, max_length=200)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the feed: a member of staff, a subscriber, or anybody at all. `types` none is all."""

    name: str
    audience: Audience
    types: frozenset[str] | None = None

    @property
    def staff(self) -> bool:
        return self.audience == "staff"

    def wanted(self, asked: Collection[str]) -> frozenset[str]:
        """The types to show of those asked for; empty is all. Raises `NotAllowed`: no silence hides any."""
        if self.types is None:
            return frozenset(asked)
        if beyond := sorted(set(asked) - self.types):
            raise NotAllowed(
                f"这个密钥不能读 {'、'.join(beyond)}。", f"This key may not read {', '.join(beyond)}."
            )
        return frozenset(asked) or self.types


ANYBODY = Reader("", "public")


def name_it(name: str) -> None:
    """A name that is free for a machine. Raises `Unreasonable`."""
    if name in OURS:
        raise Unreasonable(
            f"{name} 是我们自己用的名称，请换一个。", f"{name} is a name of our own: choose another."
        )


def types_to_read(names: Sequence[str] | None, audience: Audience) -> list[str] | None:
    """The wire types that a subscriber may be given. Raises `Unreasonable`."""
    if not names:
        return None
    return sorted({_type(name, audience) for name in names})


def _type(name: str, audience: Audience) -> str:
    type = BY_NAME.get(name, name)
    if type not in BY_TYPE:
        raise Unreasonable(f"没有这种事件：{name[:80]}。", f"There is no such event: {name[:80]}.")
    if not may_read(type, audience):
        raise Unreasonable(
            f"{name} 不对这类订阅方开放，请从 types 中去掉。",
            f"{name} is not for a subscriber of this audience: leave it out of `types`.",
        )
    return type


# ---- keys -----------------------------------------------------------------------------------------------


def fresh() -> tuple[str, str, str]:
    """The id of a new key, its digest, and the whole key. 192 random bits: nobody guesses one."""
    key_id, secret = secrets.token_hex(6), secrets.token_hex(24)
    return key_id, digest(secret), f"{MACHINE}{key_id}_{secret}"


def digest(secret: str) -> str:
    """As it is kept. It needs no slow hash, since it was never anybody's word."""
    return hashlib.sha256(secret.encode()).hexdigest()


def parts(key: str) -> tuple[str, str]:
    """Its id and its secret. Raises `NotLoggedIn` for what has not the shape of a key."""
    found = SHAPE.fullmatch(key)
    if not found:
        raise wrong()
    return found[1], found[2]


def reader_of(secret: str, key: SubscriberKey | None, subscriber: Subscriber | None, now: datetime) -> Reader:
    """Who comes with this secret. Raises `NotLoggedIn`. One hash, whether there is such a key or not."""
    right = compare_digest(digest(secret), key.digest if key else NOBODYS)
    if not right or key is None or subscriber is None:
        raise wrong()
    if subscriber.revoked_at:
        raise NotLoggedIn("这个密钥已收回，请与我们联系。", "This key has been revoked: ask us for another.")
    if over(subscriber.expires_at, now):
        raise NotLoggedIn("这个密钥已到期，请与我们联系。", "This key has expired: ask us for another.")
    if over(key.ends_at, now):
        raise NotLoggedIn("这个密钥已更换，请用新的。", "This key has been replaced: use the new one.")
    return scope_of(subscriber)


def scope_of(subscriber: Subscriber) -> Reader:
    """What it may read."""
    types = None if subscriber.types is None else frozenset(subscriber.types)
    return Reader(subscriber.name, "staff" if subscriber.audience == "staff" else "public", types)


def wrong() -> NotLoggedIn:
    return NotLoggedIn("密钥不对，请核对。", "This key is not one of ours: check it.")


def over(end: datetime | None, now: datetime) -> bool:
    return end is not None and end <= now


def replace(keys: Sequence[SubscriberKey], overlap: timedelta, now: datetime) -> None:
    """The key of before is good for a while yet: two at most. Raises `StillGood`: no promise is cut short.

    Without an overlap, as for a key that has leaked, all of them end.
    """
    must_be_over(max((key.ends_at for key in keys if key.ends_at), default=None), overlap, now)
    for key in keys:
        key.ends_at = min(key.ends_at or now + overlap, now + overlap)


def state(subscriber: Subscriber, now: datetime) -> Literal["ACTIVE", "EXPIRED", "REVOKED"]:
    if subscriber.revoked_at:
        return "REVOKED"
    return "EXPIRED" if over(subscriber.expires_at, now) else "ACTIVE"
