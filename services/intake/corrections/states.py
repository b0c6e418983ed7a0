"""What a correction may be: asked for by one person, decided by another."""

from shared.states import Machine, State

CORRECTION = Machine(
    "更正", "Correction of a record",
    State("ASKED", "待确认", "to be confirmed", ("CONFIRMED", "REFUSED")),
    State("CONFIRMED", "已更正", "corrected"),
    State("REFUSED", "已退回", "refused"),
)  # fmt: skip
