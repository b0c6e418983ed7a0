"""On what proof a dog is handed over, what becomes of its other claims, and until when it can be undone.

No database, no clock, no network.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal, Self

from pydantic import Field, model_validator

from services.adoption.dogs.models import Dog
from services.adoption.handovers.models import Handover
from services.adoption.law import HouseMoment
from shared.clock import CITY
from shared.events import HandoverUndone, Outcome
from shared.forms import Form
from shared.persons import Told
from shared.problems import Problem, Unreasonable
from shared.said import Said

AT_THE_GATE = timedelta(minutes=5)
Proof = Literal[
    "IDENTITY", "DOG_LICENCE", "VACCINATION_BOOK", "CHIP_PAPERS", "PHOTOS", "PURCHASE", "WITNESS",
    "HOUSEHOLD", "RESIDENCE", "INCOME", "OTHER",
]  # fmt: skip
PROOFS: dict[Proof, tuple[str, str]] = {
    "IDENTITY": ("身份证件原件", "Identity document"),
    "DOG_LICENCE": ("犬证", "Dog licence"),
    "VACCINATION_BOOK": ("免疫证", "Vaccination certificate"),
    "CHIP_PAPERS": ("芯片登记", "Chip registration"),
    "PHOTOS": ("与犬只的照片", "Photos with the dog"),
    "PURCHASE": ("购买凭证", "Proof of purchase"),
    "WITNESS": ("证人", "A witness"),
    "HOUSEHOLD": ("户口簿", "Household register"),
    "RESIDENCE": ("居住证明", "Proof of residence"),
    "INCOME": ("收入证明", "Proof of income"),
    "OTHER": ("其他（请说明）", "Another (say which)"),
}
OF_OWNER: tuple[Proof, ...] = (
    "IDENTITY", "DOG_LICENCE", "VACCINATION_BOOK", "CHIP_PAPERS", "PHOTOS", "PURCHASE", "WITNESS", "OTHER",
)  # fmt: skip
OF_FAMILY: tuple[Proof, ...] = ("IDENTITY", "HOUSEHOLD", "RESIDENCE", "INCOME", "OTHER")
ShownBy = Literal["CLAIMANT", "DEPUTY"]
Becomes = Literal["REFUSED", "WITHDRAWN", "STAYS_OPEN"]


class Fate(Form):
    """What becomes of somebody else's claim: refused, and why; withdrawn by them; or still to be decided."""

    becomes: Becomes
    reason: Told = Field(default="", max_length=500, examples=["没有证件，说不出特征"])

    @model_validator(mode="after")
    def says_why(self) -> Self:
        if self.becomes == "REFUSED" and not self.reason.strip():
            raise ValueError(Said("请写明不同意的理由。", "Say why the claim is refused."))
        return self


class HandingOver(Form):
    """Whose proof was seen and which, what becomes of every other claim, and when unless it is now."""

    proof_seen: list[Proof] = Field(
        default=[], max_length=len(PROOFS), examples=[["IDENTITY", "DOG_LICENCE"]]
    )
    shown_by: ShownBy = Field(default="CLAIMANT", description="DEPUTY: somebody whom they sent; say who")
    proof_note: str = Field(default="", max_length=500, description="sealed")
    others: dict[str, Fate] = Field(default={}, max_length=200, description="by reclaim_id")
    handed_over_at: HouseMoment | None = None


class NoProofSeen(Unreasonable):
    title = Said("还没有核对证明", "No proof was seen")


class OthersClaimIt(Problem):
    title = Said("还有人在认领", "Others claim it too")


class HandedOverAlready(Problem):
    title = Said("已经交接", "Handed over already")


class NotUndone(Problem):
    title = Said("不能撤销", "It cannot be undone")


def check_proof(on: HandingOver, left_by: str) -> None:
    """Who they are, and of an owner also that it is theirs. Raises `NoProofSeen`."""
    seen = set(on.proof_seen)
    if "IDENTITY" not in seen:
        raise NoProofSeen(
            "请先核对身份证件原件，再办理交接。", "See their identity document first (proof_seen: IDENTITY)."
        )
    if left_by == "RECLAIMED" and not seen.intersection(OF_OWNER[1:]):
        raise NoProofSeen(
            "请再核对至少一项犬主证明：犬证、免疫证、芯片登记、照片、购买凭证或证人。",
            "See one proof that the dog is theirs too: DOG_LICENCE, VACCINATION_BOOK, CHIP_PAPERS, PHOTOS, "
            "PURCHASE or WITNESS.",
        )
    if ("OTHER" in seen or on.shown_by == "DEPUTY") and not on.proof_note.strip():
        raise NoProofSeen(
            "请写明看了什么证明、由谁代领。", "Say in proof_note which proof it was, and who came for them."
        )


def check_others(on: HandingOver, open_ones: Collection[str]) -> None:
    """A word on each of the other claims, and on no other. Raises `OthersClaimIt` with their ids."""
    if unsaid := sorted(set(open_ones) - set(on.others)):
        raise OthersClaimIt(
            f"还有 {len(unsaid)} 人在认领这只犬，请逐一写明如何处理。",
            f"{len(unsaid)} more claim this dog: say in `others` what becomes of each.",
            others=unsaid,
        )
    if gone := sorted(set(on.others) - set(open_ones)):
        raise OthersClaimIt(
            "其中有认领已有结果，请刷新再看。",
            "Some of these claims are decided: look at the dog again.",
            decided=gone,
        )


def gone_with(before: Handover) -> HandedOverAlready:
    """What whoever comes second is told."""
    at = before.handed_over_at.astimezone(CITY)
    return HandedOverAlready(
        f"{before.by} 已在 {at:%H:%M} 办理交接，请看交接记录。",
        f"{before.by} handed this dog over at {at:%H:%M}: look at the record of it.",
        handover_id=before.handover_id, handed_over_by=before.by, record=before.record,
    )  # fmt: skip


def check_undo(handover: Handover, dog: Dog, now: datetime) -> None:
    """Until the dog has left the gate. Raises `NotUndone`."""
    if handover.undone_at:
        raise NotUndone("这次交接已经撤销，无需再办。", "It was undone already; nothing is left to do.")
    if now > handover.recorded_at + AT_THE_GATE:
        raise NotUndone(
            "交接已过五分钟，犬只已离所；接回时请办理退回。",
            "Five minutes have passed and the dog has left: when it is brought back, record its return.",
        )
    if dog.gone is None or dog.stay_id != handover.stay_id or dog.died_at:
        raise NotUndone("该犬的情况已变，请刷新再看。", "The dog's state has changed: look at it again.")


def undo(handover: Handover, dog: Dog, because: str, who: str, now: datetime) -> HandoverUndone:
    """The dog did not leave: it is listed as before, and whoever had asked for it waits again."""
    check_undo(handover, dog, now)
    handover.undone_at, handover.undone_by, handover.undone_because = now, who, because
    dog.gone, dog.listed_at = None, handover.listed_at
    left_by: Outcome = "RECLAIMED" if handover.left_by == "RECLAIMED" else "ADOPTED"
    return HandoverUndone(
        dog_id=dog.dog_id, stay_id=handover.stay_id, handover_id=handover.handover_id, left_by=left_by,
        open_again=[handover.record, *(one["id"] for one in handover.others if one["ended"])],
        occurred_at=now,
    )  # fmt: skip
