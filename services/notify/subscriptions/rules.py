"""What can be subscribed to, and who is told of an event. No database, no clock, no network."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from services.notify.channels.ways import Channel
from services.notify.dogs.rules import dog_of
from services.notify.feed.rules import full_type
from services.notify.subscriptions.models import Subscription
from shared.codes import DIVISIONS
from shared.envelope import Envelope
from shared.events import BY_TYPE
from shared.problems import Problem, Unreasonable
from shared.said import Said
from shared.views import Reader, may_read


def types_to_tell(names: Sequence[str], audience: Reader = "staff") -> list[str]:
    """The wire types that a subscription of this audience may ask for. Raises `Unreasonable`.

    Notify's own events tell of messages: a message about each message would never end.
    """
    types = sorted({full_type(name) for name in names})
    for type in types:
        if BY_TYPE[type].audience == "restricted" or BY_TYPE[type].publisher == "notify":
            raise Unreasonable(
                f"不能订阅 {BY_TYPE[type].__name__}，请从 types 中去掉。",
                f"{BY_TYPE[type].__name__} cannot be subscribed to: leave it out of `types`.",
            )
        if not may_read(type, audience):
            raise Unreasonable(
                f"{BY_TYPE[type].__name__} 不对公众公开，请从 types 中去掉，或改为面向工作人员。",
                f"{BY_TYPE[type].__name__} is not for the public: leave it out of `types`.",
            )
    return types


def check_area(area: str | None) -> None:
    """Raises `Unreasonable` for one in which no dog is ever found: nothing would come, unexplained."""
    if area and not any(code.startswith(area) for code in DIVISIONS):
        raise Unreasonable(
            f"没有区划 {area}：代码见 /contract/codes.json 的 divisions。",
            f"There is no division {area}: `divisions` in /contract/codes.json lists them.",
        )


def wants(
    dog_id: str | None, since: datetime, event: Envelope, area: str | None = None, found_in: str | None = None
) -> bool:
    """Whether a subscription to this type is told: since its beginning, of its dog and area if it has them.

    `found_in` is the division where the event's dog was found: 150105002 lies in the area 150105.
    """
    if event.recorded_at() < since or not (found_in or "").startswith(area or ""):
        return False
    return dog_id is None or dog_of(event) == dog_id


class SubscriptionOver(Problem):
    status = 409
    title = Said("订阅已取消", "This subscription is over")


def going_on(row: Subscription) -> Subscription:
    """One that has not ended. Raises `SubscriptionOver`."""
    if row.cancelled_at is not None:
        raise SubscriptionOver(
            "该订阅已取消，不能再改。请新建一个，再补发错过的事件。",
            "It has ended for good: make a new one, and have it sent again what was missed.",
        )
    return row


def must_be_webhook(row: Subscription) -> None:
    """Raises `Unreasonable`."""
    if row.channel != "webhook":
        raise Unreasonable("只有 webhook 有密钥和测试。", "Only a webhook has a secret, and can be tested.")


def channel_of(row: Subscription) -> Channel:
    return cast(Channel, row.channel)


def audience_of(row: Subscription) -> Reader:
    return cast(Reader, row.audience)


def why_it_rests(row: Subscription) -> Said | None:
    """Why nothing is sent to it, in words; None while something is."""
    because = row.cancelled_because or row.paused_because or ""
    name = because.partition(" by ")[2]
    if because == "410 Gone":
        return Said(
            "接收方回答 410，表示不再接收，订阅已结束。", "Its receiver answered 410: it wants no more."
        )
    if because.startswith("cancelled by "):
        return Said(f"{name} 取消了它。", f"{name} cancelled it.")
    if because.startswith("paused by "):
        return Said(f"{name} 暂停了它，新事件在等待。", f"{name} paused it: what comes waits.")
    if because:
        return Said(
            "连续多日没有收下任何事件，已自动暂停，新事件在等待。请让接收方修好后继续，再补发错过的。",
            "It has taken nothing for days and was paused; what comes waits. Once its receiver is well, "
            "resume it, and have what was missed sent again.",
        )
    return None
