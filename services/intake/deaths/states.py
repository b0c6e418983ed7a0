"""What a proposal to put a dog to sleep may be, and where a carcass is."""

from services.intake.deaths.models import Carcass, Disposal, Euthanasia
from shared.states import Machine, State

EUTHANASIA = Machine(
    "安乐死", "Euthanasia",
    State("PROPOSED", "待批准", "to be approved", ("APPROVED", "REFUSED")),
    State("APPROVED", "已批准", "approved", ("WITHDRAWN",)),
    State("REFUSED", "未批准", "not approved"),
    State("WITHDRAWN", "批准已撤销", "approval withdrawn"),
    ends=("REFUSED", "WITHDRAWN"),
)  # fmt: skip
CARCASS = Machine(
    "遗体", "Carcass",
    State("IN_STORE", "在冷库", "in the cold store", ("ON_THE_WAY",)),
    State("ON_THE_WAY", "已交运", "on its way", ("DISPOSED",)),
    State("DISPOSED", "已处理", "disposed of"),
)  # fmt: skip


def state_of(proposal: Euthanasia) -> str:
    if proposal.withdrawn_at:
        return "WITHDRAWN"
    if proposal.approved:
        return "APPROVED"
    return "REFUSED" if proposal.decided_at else "PROPOSED"


def place_of(carcass: Carcass, disposal: Disposal | None) -> str:
    if disposal is None or carcass.disposal_id is None:
        return "IN_STORE"
    return "DISPOSED" if disposal.disposed_at else "ON_THE_WAY"
