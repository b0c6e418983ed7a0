"""What two people decide on: one asks, another grants it or refuses."""

from datetime import datetime
from typing import Protocol

from shared.states import Machine, State

DECISION = Machine(
    "两人办理", "What two people decide",
    State("ASKED", "待决定", "to be decided", ("GRANTED", "REFUSED")),
    State("GRANTED", "已同意", "agreed to"),
    State("REFUSED", "已退回", "refused"),
)  # fmt: skip


class Asked(Protocol):
    """An early release, an extension, a transfer."""

    decided_at: datetime | None
    granted: bool | None


def state_of(asked: Asked) -> str:
    if asked.decided_at is None:
        return "ASKED"
    return "GRANTED" if asked.granted else "REFUSED"
