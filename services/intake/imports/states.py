"""How far a file of records from elsewhere has got."""

from services.intake.imports.models import Import
from shared.states import Machine, State

IMPORT = Machine(
    "收容档案导入", "Import of intake's records",
    State("preview", "待确认", "to be confirmed", ("running",)),
    State("running", "正在导入", "running", ("finished",)),
    State("finished", "已完成", "finished"),
    begins=("preview", "running"),
)  # fmt: skip


def state_of(one: Import) -> str:
    return "finished" if one.finished_at else "running" if one.begun_at else "preview"
