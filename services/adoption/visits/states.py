"""What a visit may be. Its places are taken from when its phone is proven."""

from shared.states import Machine, State

VISIT = Machine(
    "预约", "Visit",
    State("UNPROVEN", "电话待核实", "phone not proven", ("BOOKED", "WITHDRAWN", "EXPIRED")),
    State("BOOKED", "已预约", "booked", ("WITHDRAWN", "CANCELLED")),
    State("WITHDRAWN", "本人取消", "withdrawn by them"),
    State("CANCELLED", "留检所取消", "cancelled by the house"),
    State("EXPIRED", "未核实电话，已失效", "over: the phone was not proven"),
)  # fmt: skip
