"""What a subscription may be."""

from services.notify.subscriptions.models import Subscription
from shared.states import Machine, State

SUBSCRIPTION = Machine(
    "订阅", "Subscription",
    State("ACTIVE", "有效", "active", ("CANCELLED",)),
    State("CANCELLED", "已取消", "cancelled"),
)  # fmt: skip


def state_of(subscription: Subscription) -> str:
    return "CANCELLED" if subscription.cancelled_at else "ACTIVE"
