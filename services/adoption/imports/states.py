"""How far a file of adoptions and reclaims from elsewhere has got."""

from shared.states import Machine, State

IMPORT = Machine(
    "领养档案导入", "Import of adoption's records",
    State("running", "正在导入", "running", ("finished",)),
    State("finished", "已完成", "finished"),
)  # fmt: skip
