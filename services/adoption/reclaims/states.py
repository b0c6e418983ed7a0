"""What a reclaim may be. A hand-over that is undone leaves it as it was before."""

from shared.states import Machine, State

RECLAIM = Machine(
    "认领", "Reclaim",
    State("REQUESTED", "留待答复", "still open", ("RECLAIMED", "REFUSED", "WITHDRAWN")),
    State("RECLAIMED", "已认领", "reclaimed", back=("REQUESTED",)),
    State("REFUSED", "不同意", "refused", back=("REQUESTED",)),
    State("WITHDRAWN", "本人撤回", "withdrawn by them", back=("REQUESTED",)),
    State("CLOSED", "认领已关闭", "claim closed"),  # of records from before: nothing closes a claim by itself
)  # fmt: skip
