"""What a message may be."""

from shared.states import Machine, State

MESSAGE = Machine(
    "消息", "Message",
    State("queued", "待发送", "queued", ("sending", "suppressed")),
    State("sending", "发送中", "sending", ("sent", "failed", "queued", "suppressed")),
    State("sent", "已发送", "sent"),
    State("failed", "发送失败", "failed", ("queued",)),
    State("suppressed", "不再发送", "suppressed"),
    ends=("sent", "failed", "suppressed"),
)  # fmt: skip
WAITING = tuple(code for code in MESSAGE if MESSAGE.may(code, "suppressed"))
