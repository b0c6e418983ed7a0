"""What an application may be. A hand-over that is undone leaves it as it was before."""

from shared.states import Machine, State

APPLICATION = Machine(
    "领养申请", "Application to adopt",
    State("UNPROVEN", "电话待核实", "phone not proven", ("PENDING", "WITHDRAWN", "EXPIRED")),
    State("PENDING", "待审核", "to be decided", ("APPROVED", "REFUSED", "WITHDRAWN", "CLOSED")),
    State("APPROVED", "已批准，待交接", "approved, to be handed over",
          ("ADOPTED", "REFUSED", "WITHDRAWN", "CLOSED")),
    State("REFUSED", "不同意", "refused"),
    State("ADOPTED", "已领养", "adopted", back=("APPROVED",)),
    State("WITHDRAWN", "本人撤回", "withdrawn by them"),
    State("EXPIRED", "未核实电话，已失效", "over: the phone was not proven"),
    State("CLOSED", "申请已关闭", "application closed", back=("PENDING", "APPROVED")),
)  # fmt: skip
WANTED = ("PENDING", "APPROVED")
