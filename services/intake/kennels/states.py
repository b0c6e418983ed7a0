"""What a kennel may be, and a zone in an outbreak. A contact time that runs is not cut short."""

from services.intake.kennels.models import ZoneSeal
from shared.states import Machine, State

KENNEL = Machine(
    "犬舍", "Kennel",
    State("open", "可用", "open", ("open", "cleaning", "disinfecting", "maintenance")),
    State("cleaning", "清扫中", "cleaning", ("open", "cleaning", "disinfecting", "maintenance")),
    State("disinfecting", "消毒中", "disinfecting", ("open", "cleaning", "disinfecting", "maintenance")),
    State("maintenance", "维修", "repair", ("open", "cleaning", "maintenance")),
)  # fmt: skip
ZONE_SEAL = Machine(
    "疫情封锁", "Seal on a zone",
    State("SEALED", "已封锁", "sealed", ("REOPENED",)),
    State("REOPENED", "已解除封锁", "reopened"),
)  # fmt: skip


def state_of(seal: ZoneSeal) -> str:
    return "REOPENED" if seal.reopened_at else "SEALED"
