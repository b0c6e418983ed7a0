"""What a claim may be. A hand-over that is undone leaves it as it was before.

A dog's state is touched by none before staff have accepted it as plausible.
"""

from shared.states import Machine, State

RECLAIM = Machine(
    "认领", "Reclaim",
    State("UNPROVEN", "电话待核实", "phone not proven", ("REQUESTED", "WITHDRAWN", "EXPIRED")),
    State("REQUESTED", "留待答复", "still open", ("PLAUSIBLE", "RECLAIMED", "REFUSED", "WITHDRAWN")),
    State("PLAUSIBLE", "已受理", "accepted for checking", ("RECLAIMED", "REFUSED", "WITHDRAWN")),
    State("RECLAIMED", "已认领", "reclaimed", back=("PLAUSIBLE",)),
    State("REFUSED", "不同意", "refused", back=("REQUESTED", "PLAUSIBLE")),
    State("WITHDRAWN", "本人撤回", "withdrawn by them", back=("REQUESTED", "PLAUSIBLE")),
    State("EXPIRED", "未核实电话，已失效", "over: the phone was not proven"),
    State("CLOSED", "认领已关闭", "claim closed"),  # of records from before: nothing closes a claim by itself
)  # fmt: skip
WAITING = ("REQUESTED", "PLAUSIBLE")  # for an answer
