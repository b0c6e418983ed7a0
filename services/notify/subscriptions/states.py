"""What a subscription may be."""

from services.notify.subscriptions.models import Subscription
from shared.states import Machine, State

SUBSCRIPTION = Machine(
    "订阅", "Subscription",
    State("ACTIVE", "有效", "active", ("PAUSED", "CANCELLED")),
    State("PAUSED", "已暂停", "paused", ("ACTIVE", "CANCELLED")),
    State("CANCELLED", "已取消", "cancelled"),
)  # fmt: skip


def state_of(subscription: Subscription) -> str:
    if subscription.cancelled_at:
        return "CANCELLED"
    return "PAUSED" if subscription.paused_at else "ACTIVE"
