"""What a tag may be, once it is bound. A dog wears one at a time, and one that ended is never worn again."""

from shared.states import Machine, State

TAG = Machine(
    "犬牌", "Tag",
    State("ACTIVE", "使用中", "in use", ("LOST", "DAMAGED", "REPLACED", "REVOKED", "WITHDRAWN")),
    State("LOST", "已挂失", "lost", ("REPLACED",)),
    State("DAMAGED", "已损坏", "damaged", ("REPLACED",)),
    State("REPLACED", "已换新", "replaced"),
    State("REVOKED", "已吊销", "revoked"),
    State("WITHDRAWN", "已停用", "withdrawn"),
)  # fmt: skip
