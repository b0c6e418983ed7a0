"""What can be subscribed to, and who is told of an event. No database, no clock, no network."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from services.notify.channels.ways import Channel
from services.notify.dogs.rules import dog_of
from services.notify.feed.rules import full_type
from services.notify.subscribers.rules import OWNER
from services.notify.subscribers.rules import Reader as Machine
from services.notify.subscriptions.models import Subscription
from shared.auth import NotAllowed
from shared.codes import DIVISIONS
from shared.envelope import Envelope
from shared.events import BY_TYPE
from shared.names import EVENTS
from shared.problems import Problem, Unreasonable
from shared.said import Said
from shared.views import Reader, may_read

REVOKED, EXPIRED = "its subscriber was revoked", "its subscriber has expired"
OWNER_GONE = {
    REVOKED: Said("它的订阅方已收回，订阅已结束。", "Its subscriber was revoked, which ended it."),
    EXPIRED: Said("它的订阅方已到期，订阅已结束。", "Its subscriber has expired, which ended it."),
}
MOST_OF_ONE = 20  # webhooks of one subscriber that go on


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
            name = BY_TYPE[type].__name__
            raise Unreasonable(
                f"{EVENTS[name].zh}（{name}）不对公众公开，请从 types 中去掉，或改为面向工作人员。",
                f"{name} is not for the public: leave it out of `types`.",
            )
    return types


def audience_for(asked: Reader, machine: Machine | None, said: bool = True) -> Reader:
    """Whose view is sent: a machine is sent no more than it may read. Raises `NotAllowed`."""
    if machine is None or machine.staff or asked == "public":
        return asked
    if said:
        raise NotAllowed(
            "这个密钥只能读公开事件：audience 请用 public。",
            "This key reads what is public: let `audience` be public.",
        )
    return "public"


def must_be_its_to_read(types: Sequence[str], machine: Machine | None) -> None:
    """Raises `NotAllowed` for a type that this machine's key may not read."""
    if machine is not None:
        machine.wanted(types)


class TooManyWebhooks(Problem):
    title = Said("接口推送太多", "Too many webhooks")


def must_fit_a_machine(channel: Channel, has: int) -> None:
    """What a machine makes with its key is a webhook, and one of a few. Raises `Unreasonable`."""
    if channel != "webhook":
        raise Unreasonable("用密钥只能建立 webhook。", "With a key you make webhooks: `channel` is webhook.")
    if has >= MOST_OF_ONE:
        raise TooManyWebhooks(
            f"每个订阅方最多 {MOST_OF_ONE} 个接口推送，请先取消不用的。",
            f"A subscriber has {MOST_OF_ONE} webhooks at most: cancel one that you do not need.",
        )


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


def kinds_of(row: Subscription) -> Said:
    """What it asks for, in few words: two of its events by name, and how many there are."""
    names = [EVENTS[BY_TYPE[type].__name__] for type in row.types[:2]]
    zh, en = "、".join(said.zh for said in names), ", ".join(said.en for said in names)
    n = len(row.types)
    return Said(f"{zh}等 {n} 种", f"{en}, {n} in all") if n > len(names) else Said(zh, en)


def maker_of(row: Subscription) -> Said:
    """Who made it: a member of staff, or a subscriber."""
    return Said(row.made_by.replace(OWNER, "订阅方 "), row.made_by)


def why_it_rests(row: Subscription) -> Said | None:
    """Why nothing is sent to it, in words; None while something is."""
    because = row.cancelled_because or row.paused_because or ""
    name = because.partition(" by ")[2]
    if because == "410 Gone":
        return Said(
            "接收方回答 410，表示不再接收，订阅已结束。", "Its receiver answered 410: it wants no more."
        )
    zh = name.replace(OWNER, "订阅方 ")
    if because.startswith("cancelled by "):
        return Said(f"{zh} 取消了它。", f"{name} cancelled it.")
    if because.startswith("paused by "):
        return Said(f"{zh} 暂停了它，新事件在等待。", f"{name} paused it: what comes waits.")
    if because in OWNER_GONE:
        return OWNER_GONE[because]
    if because:
        return Said(
            "连续多日没有收下任何事件，已自动暂停，新事件在等待。请让接收方修好后继续，再补发错过的。",
            "It has taken nothing for days and was paused; what comes waits. Once its receiver is well, "
            "resume it, and have what was missed sent again.",
        )
    return None
