"""What notify decides. No database, no clock, no network."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from shared.envelope import Envelope, Unreadable
from shared.events import BY_TYPE, DogIntaken
from shared.problems import Problem, Unreasonable
from shared.references import may_be_told
from shared.said import Said

Channel = Literal["webhook", "email", "console"]
Kind = Literal["sent", "transient", "permanent"]
LONGEST_WISH = (
    86_400.0  # seconds, the plan's own longest pause: whoever asks for years is asked again tomorrow
)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+|[^@\s]+@localhost")
BY_NAME = {event.__name__: type for type, event in BY_TYPE.items()}
PERSONAL = ("person",)
UNTOLD = (*PERSONAL, "custody_basis")  # a dog that bit, or that is evidence, is nobody else's business


class MailNotSetUp(Problem):
    status = 409
    title = Said("未配置邮件", "Mail is not set up")


class MessageNotStuck(Problem):
    status = 409
    title = Said("该消息无须重发", "This message is not stuck")


def audience_of(type: str) -> str:
    """Who may read events of a type; one that we don't know yet is for staff until we do."""
    return BY_TYPE[type].audience if type in BY_TYPE else "staff"


def full_type(name: str) -> str:
    """The wire type for a class name or a wire type. Raises `Unreasonable` for what is neither."""
    if name in BY_NAME:
        return BY_NAME[name]
    if name in BY_TYPE:
        return name
    known = ", ".join(sorted(BY_NAME))
    raise Unreasonable(f"没有这种事件：{name[:80]}。", f"There is no such event; these exist: {known}.")


def types_to_tell(names: Sequence[str]) -> list[str]:
    """The wire types that a subscription may ask for. Raises `Unreasonable`.

    Notify's own events tell of messages: a message about each message would never end.
    """
    types = sorted({full_type(name) for name in names})
    for type in types:
        if BY_TYPE[type].audience == "restricted" or BY_TYPE[type].publisher == "notify":
            raise Unreasonable(
                f"不能订阅 {BY_TYPE[type].__name__}，请从 types 中去掉。",
                f"{BY_TYPE[type].__name__} cannot be subscribed to: leave it out of `types`.",
            )
    return types


def check_address(channel: str, address: str | None, mail: bool) -> str:
    """The address as it will be used. Raises a problem that says what is wrong with it."""
    if channel == "console":
        return ""
    if channel == "email" and not mail:
        raise MailNotSetUp(
            "请先设置 QINGCHENG_SMTP_URL，或改用 webhook。",
            "Set QINGCHENG_SMTP_URL first, or subscribe with a webhook.",
        )
    address = (address or "").strip()
    if channel == "email":
        fits = bool(ADDRESS.fullmatch(address)) and len(address) <= 254
    else:
        fits = _is_url(address)
    if not fits:
        raise Unreasonable(
            "address 不对：email 要邮箱地址，webhook 要 http(s) 网址。",
            "`address` must be an e-mail address for email, an http(s) URL for webhook.",
        )
    return address


def _is_url(address: str) -> bool:
    try:
        url = urlsplit(address)
        return url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        return False


def mask(channel: str, address: str) -> str:
    """zhang@example.cn as z***@example.cn; a URL as its host alone, for its path may be a secret."""
    if channel == "email":
        name, _, host = address.rpartition("@")
        return f"{name[:1]}***@{host}"
    if channel == "webhook":
        url = urlsplit(address)
        return f"{url.scheme}://{url.hostname}/***"
    return ""


def wants(dog_id: str | None, since: datetime, event: Envelope) -> bool:
    """Whether a subscription to this type is told: from its beginning on, and of its dog if it names one."""
    if event.recorded_at() < since:
        return False
    return dog_id is None or json.loads(event.data).get("dog_id") == dog_id


def next_try(
    kind: Kind, attempts: int, pauses: Sequence[float], retry_after: float | None, chance: float
) -> float | None:
    """Seconds until the next attempt, after so many; None when there is no sense in another.

    `chance` is between 0 and 1 and spreads the pause by ±20 %. A receiver may put us off for up to a day,
    and never hurry us: its tries would be used up before it is well again.
    """
    if kind != "transient" or attempts > len(pauses):
        return None
    planned = pauses[attempts - 1] * (0.8 + 0.4 * chance)
    return max(planned, min(retry_after or 0.0, LONGEST_WISH))


def later(at: datetime, seconds: float) -> datetime:
    return at + timedelta(seconds=seconds)


def check(event: Envelope) -> None:
    """What is in the feed can be read by everyone who reads it. Raises `Unreadable`."""
    try:
        event.recorded_at()
        data = json.loads(event.data)
    except ValueError as error:
        raise Unreadable(f"{event.type} {event.id}: {error}") from error
    if not isinstance(data, dict):
        raise Unreadable(f"{event.type} {event.id}: its data is not an object")
    if event.known:
        event.event()


def without_untold(event: Envelope) -> Envelope:
    """A copy from before a reference was mended, which came late: what it must not tell is left out."""
    if event.type != DogIntaken.type:
        return event
    told = json.loads(event.data)
    ref = told.get("external_ref")
    return (
        event
        if ref is None or may_be_told(ref)
        else replace(event, data=as_json(told | {"external_ref": None}))
    )


def shown(event: dict[str, Any], staff: bool) -> dict[str, Any]:
    """A CloudEvent as its reader may see it: the public is told of no person and no reason for custody."""
    if staff:
        return event
    return event | {"data": {name: fact for name, fact in event["data"].items() if name not in UNTOLD}}


def payload(event: Envelope) -> dict[str, Any]:
    """A webhook's body: the CloudEvent, with the `timestamp` that Standard Webhooks readers look for."""
    return event.to_cloudevent() | {"timestamp": event.time}


def position(cursor: str) -> int:
    """Where in the feed a cursor points. Raises `Unreasonable` for one that we did not hand out."""
    if cursor == "":
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        raise Unreasonable(
            "游标无效：请原样传回上次的 next。", "The cursor is not ours: pass the last `next` back as it is."
        )
    return int(cursor)


def as_json(thing: dict[str, Any]) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
