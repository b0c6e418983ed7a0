"""A message that failed is tried again."""

from services.notify.attempts import rules
from services.notify.messages.models import Message
from services.notify.messages.routes import MessageSeen, seen
from services.notify.subscriptions.models import Subscription
from shared import clock
from shared.doors import Doors
from shared.problems import NotFound
from shared.store import Work

doors = Doors(prefix="/notify/v1", tags=["notify"])


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
    return seen(row)
