"""What a hand-over may be."""

from services.adoption.handovers.models import Handover
from shared.states import Machine, State

HANDOVER = Machine(
    "交接", "Hand-over",
    State("HANDED_OVER", "已交接", "handed over", ("UNDONE",)),
    State("UNDONE", "已撤销", "undone"),
)  # fmt: skip


def state_of(handover: Handover) -> str:
    return "UNDONE" if handover.undone_at else "HANDED_OVER"
