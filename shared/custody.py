"""Custody: what a stay may be, on the wire in `CustodyChanged.status` and `StayClosed.outcome` (domain §2.7).

An owner may come for a dog at any time, and a family may get one whose quarantine ended by itself. What
adoption says of a dog is heard late and in any order. A stay is not gone on from once the dog has left.
"""

from shared.said import Said
from shared.states import Machine, State

LOOKING = Said("招领中，正在找主人", "In care, looking for its owner")
IN_CARE = (
    "RECEIVED", "RETURNED", "QUARANTINE", "TREATMENT", "HOLDING", "RECLAIM_PENDING", "ADOPTABLE", "RESERVED",
)  # fmt: skip

CUSTODY = Machine(
    "收容", "Custody",
    State("RECEIVED", "已收容", "received", ("QUARANTINE", "TREATMENT"), LOOKING),
    State("QUARANTINE", "检疫中", "in quarantine",
          ("HOLDING", "TREATMENT", "RECLAIM_PENDING", "ADOPTABLE"), LOOKING),
    State("TREATMENT", "治疗中", "in treatment", ("QUARANTINE", "HOLDING", "RECLAIM_PENDING")),
    State("HOLDING", "招领中", "waiting for its owner",
          ("RECLAIM_PENDING", "ADOPTABLE", "TREATMENT"), LOOKING),
    State("RECLAIM_PENDING", "认领待核实", "a claim is being checked",
          ("HOLDING", "RECLAIMED", "TREATMENT"), Said("有人认领，正在核实", "Claimed, being checked")),
    State("ADOPTABLE", "待领养", "waiting for a family",
          ("RESERVED", "HOLDING", "TREATMENT", "RECLAIM_PENDING"),
          Said("待领养，等一个家", "Looking for a new home")),
    State("RESERVED", "已预订", "reserved",
          ("ADOPTABLE", "ADOPTED", "HOLDING", "TREATMENT", "RECLAIM_PENDING"),
          Said("已有家庭预约领养", "Reserved for a family")),
    State("RETURNED", "退回", "returned",
          ("QUARANTINE", "HOLDING", "TREATMENT", "ADOPTABLE", "RECLAIM_PENDING"),
          Said("回到留检所，由我们照看", "Back in our care")),
    State("FOSTERED", "寄养在志愿家庭", "with a foster family",
          IN_CARE, Said("寄养在志愿家庭", "With a foster family")),
    State("ADOPTED", "已领养", "adopted", public=Said("已被领养", "Adopted")),
    State("RECLAIMED", "已认领", "reclaimed", public=Said("已被主人领回", "Back with its owner")),
    State("TRANSFERRED", "已移交", "transferred",
          public=Said("已移交其他机构", "Moved to another organisation")),
    State("ESCAPED", "已脱逃", "escaped", public=Said("走失，正在寻找", "Lost, being looked for")),
    State("DECEASED", "已死亡", "died", ("DISPOSED",), Said("已离世", "Has died")),
    State("DISPOSED", "遗体已处理", "disposed of", public=Said("已离世", "Has died")),
    begins=("RECEIVED", "QUARANTINE", "RETURNED"),
    ends=("ADOPTED", "RECLAIMED", "TRANSFERRED", "ESCAPED", "DECEASED", "DISPOSED"),
    anywhere=("FOSTERED", "TRANSFERRED", "ESCAPED", "DECEASED"),
    heard=("HOLDING", "RECLAIM_PENDING", "ADOPTABLE", "RESERVED"),
)  # fmt: skip
