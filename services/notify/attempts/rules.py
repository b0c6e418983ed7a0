"""When a message is tried again, and what it says. No database, no clock, no network."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.notify.channels.way import LONGEST_WISH, Kind
from shared.envelope import Envelope
from shared.problems import Problem
from shared.said import Said
from shared.views import Reader, shown

FOR_OTHERS = "the audience of this subscription gets no such event"
SEALED = "the address cannot be opened any more: subscribe anew"
UNSENDABLE = "not sendable: "
TEST_TYPE = "cn.qingcheng.subscription.tested.v1"
TEST_SAYS = Said("这是一次测试，什么也没有发生。", "This is a test: nothing has happened.")


class MessageNotStuck(Problem):
    status = 409
    title = Said("该消息无须重发", "This message is not stuck")


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


class NotForThem(Exception):
    """The audience of this subscription gets no event of this type."""


def payload(event: Envelope, reader: Reader, public_url: str) -> dict[str, Any]:
    """A webhook's body: the CloudEvent as its audience may see it. Raises `NotForThem`.

    `timestamp` is what Standard Webhooks readers look for.
    """
    told = shown(event, reader, public_url)
    if told is None:
        raise NotForThem
    return told | {"timestamp": event.time}


def test_event(subscription_id: str, event_id: str, at: str) -> dict[str, Any]:
    """A CloudEvent that tells of nothing: it is in no feed and no stream, and says that it is a test."""
    return {
        "specversion": "1.0", "id": event_id, "source": "/qingcheng/notify", "type": TEST_TYPE,
        "subject": subscription_id, "time": at, "timestamp": at, "datacontenttype": "application/json",
        "data": {"test": True, "said": TEST_SAYS},
    }  # fmt: skip
