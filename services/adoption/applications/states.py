"""What an application may be. A hand-over that is undone leaves it as it was before."""

from shared.states import Machine, State

APPLICATION = Machine(
    "领养申请", "Application to adopt",
    State("PENDING", "待审核", "to be decided", ("APPROVED", "REFUSED", "CLOSED")),
    State("APPROVED", "已批准，待交接", "approved, to be handed over", ("ADOPTED", "REFUSED", "CLOSED")),
    State("REFUSED", "不同意", "refused"),
    State("ADOPTED", "已领养", "adopted", back=("APPROVED",)),
    State("CLOSED", "申请已关闭", "application closed", back=("PENDING", "APPROVED")),
)  # fmt: skip
WANTED = tuple(code for code in APPLICATION if APPLICATION.goes_on(code))
