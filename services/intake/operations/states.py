"""What an operation may be."""

from shared.states import Machine, State

OPERATION = Machine(
    "联合行动", "Joint operation",
    State("PLANNED", "计划中", "planned", ("OPEN", "CANCELLED")),
    State("OPEN", "正在进行", "out now", ("CLOSED",)),
    State("CLOSED", "已结束", "over"),
    State("CANCELLED", "已取消", "called off"),
    begins=("PLANNED", "OPEN"),
)  # fmt: skip
