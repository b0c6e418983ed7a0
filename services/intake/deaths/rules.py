"""What is decided about death: by two people, or on record. No database, no clock, no network."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

from pydantic import Field

from services.intake.custody import rules
from services.intake.deaths.models import Death, Euthanasia
from services.intake.law.deadlines import HouseMoment
from services.intake.stays.models import Dog, Stay
from shared.auth import NotAllowed, Who
from shared.events import DogDied, EuthanasiaApproved, EuthanasiaWithdrawn
from shared.forms import Form
from shared.moments import CLOCK_SKEW
from shared.problems import Problem, Unreasonable
from shared.said import Said
from shared.two_people import decide, must_be_another, must_be_open

Kind = Literal["DOA", "DIED", "EUTHANASIA"]
Ground = Literal["INCURABLE", "RABIES", "DANGEROUS", "OTHER"]
KINDS: tuple[Kind, ...] = get_args(Kind)
GROUNDS: tuple[Ground, ...] = get_args(Ground)
TOLD = {"DOA": "dead on arrival", "DIED": "died in care", "EUTHANASIA": "euthanasia"}
Short = Field(min_length=1, max_length=60)
Words = Field(min_length=2, max_length=1000)


class DogNotInCare(Problem):
    title = Said("犬只不在所", "The dog is not in our care")


class AlreadyProposed(Problem):
    title = Said("已有安乐死申请", "Euthanasia is proposed already")


class NotApproved(Problem):
    title = Said("安乐死未获批准", "Euthanasia is not approved")


class NothingToWithdraw(Problem):
    title = Said("没有可撤销的批准", "There is no approval to withdraw")


class NewProposal(Form):
    """A vet asks that a dog be put to sleep."""

    ground: Ground
    why: str = Words
    vet_name: str = Short
    vet_licence: str = Field(min_length=4, max_length=40, examples=["A012026001"])


class Refusal(Form):
    because: str = Words


class Withdrawal(Form):
    """Why it is not to be done after all."""

    because: str = Field(min_length=2, max_length=1000, examples=["复查后有救治希望"])


class NewDeath(Form):
    """A death. What is asked of euthanasia is told of no other."""

    kind: Kind
    cause: str = Words
    at: HouseMoment | None = Field(default=None, description="when it died; else now")
    vet_name: str = Short
    vet_licence: str = Field(min_length=4, max_length=40, examples=["A012026001"])
    weight_kg: float | None = Field(default=None, gt=0, le=150)
    sample_no: str = Field(default="", max_length=60, description="of what was sent to a laboratory")
    drug: str = Field(default="", max_length=100)
    batch_no: str = Field(default="", max_length=60)
    dose: str = Field(default="", max_length=60)
    register_no: str = Field(default="", max_length=60, description="in the controlled-drug register")


def propose(
    dog: Dog, stay: Stay, waiting: Euthanasia | None, new: NewProposal, proposal_id: str, by: str,
    now: datetime,
) -> Euthanasia:  # fmt: skip
    """A vet's proposal (domain §2.6). One at a time for a dog in our care."""
    must_be_in_care(dog, stay)
    if waiting:
        raise AlreadyProposed(
            "该犬已有未办结的安乐死申请，请先办结。",
            "Euthanasia of this dog is proposed already: decide on that first.",
        )
    return Euthanasia(
        id=proposal_id, dog_id=dog.id, stay_id=stay.id, asked_by=by, asked_at=now, **new.model_dump()
    )


def must_be_in_care(dog: Dog, stay: Stay) -> None:
    if dog.death_cause is not None or stay.outcome is not None:
        raise DogNotInCare(
            "该犬已死亡或已离所，请核对编号。", "It is dead or has left: check which dog it is."
        )


def approve(proposal: Euthanasia, who: Who, approvers: list[str], now: datetime) -> EuthanasiaApproved:
    """Two people decide on a life: one proposes, another with another role approves (domain §2.6, §2.7).

    Who may approve is the city's to say: the country has no statute on it. Raises `SamePersonTwice`.
    """
    must_be_another(
        proposal,
        who.name,
        Said(
            "申请人不能批准自己的申请，请由另一名有批准权的人办理。",
            "Who proposed it cannot approve it: let somebody else who may approve decide.",
        ),
    )
    if not who.may(approvers):
        raise NotAllowed(
            f"本市由这些角色批准安乐死：{'、'.join(approvers)}。",
            f"In this city it is for: {', '.join(approvers)}.",
        )
    decide(proposal, who.name, now)
    proposal.approved = True
    return EuthanasiaApproved(
        occurred_at=now, dog_id=proposal.dog_id, stay_id=proposal.stay_id, euthanasia_id=proposal.id,
        ground=proposal.ground,
    )  # fmt: skip


def refuse(proposal: Euthanasia, by: str, because: str, now: datetime) -> None:
    """It is not approved, or taken back; the dog lives."""
    must_be_open(proposal)
    decide(proposal, by, now)
    proposal.refused_because = because


def withdraw(proposal: Euthanasia, who: Who, because: str, now: datetime) -> EuthanasiaWithdrawn:
    """Either of the two who agreed thinks better of it, before it is done; the dog lives (domain §2.6).

    Raises `NothingToWithdraw`, `NotAllowed`.
    """
    if not proposal.approved or proposal.withdrawn_at:
        raise NothingToWithdraw(
            "这项申请没有批准，或批准已撤销，请刷新页面。",
            "It is not approved, or withdrawn already: look again.",
        )
    if who.name not in (proposal.asked_by, proposal.decided_by):
        raise NotAllowed(
            f"只有申请人 {proposal.asked_by} 或批准人 {proposal.decided_by} 可以撤销，请由其中一人办理。",
            f"Only {proposal.asked_by} or {proposal.decided_by} withdraws it: let one of them do so.",
        )
    proposal.withdrawn_by, proposal.withdrawn_at, proposal.withdrawn_because = who.name, now, because
    return EuthanasiaWithdrawn(
        occurred_at=now, dog_id=proposal.dog_id, stay_id=proposal.stay_id, euthanasia_id=proposal.id
    )


def record(
    dog: Dog, stay: Stay, proposals: Sequence[Euthanasia], new: NewDeath, by: str, now: datetime
) -> tuple[Death, DogDied]:
    """The dog is dead, and why, on record (domain §2.6). Whatever holds it, death is an exit (§2.7)."""
    must_be_in_care(dog, stay)
    at = new.at or max(now, stay.opened_at or now)
    if at > now + CLOCK_SKEW or (stay.opened_at and at < stay.opened_at):
        raise Unreasonable(
            "死亡时间须在收容之后、现在之前；到所时已死亡的，填到所时间。",
            "`at` must be after it was found and not in the future; dead on arrival is when it arrived.",
        )
    given, used = (new.drug, new.batch_no, new.dose, new.register_no), None
    if new.kind == "EUTHANASIA":
        used = _approved_at(at, proposals).id
        if not all(given):
            raise Unreasonable(
                "安乐死须填药品、批号、剂量和管制药品登记号。",
                "Euthanasia needs `drug`, `batch_no`, `dose` and `register_no`.",
            )
    elif any(given):
        raise Unreasonable(
            "只有安乐死才填药品，请更正死亡类别。",
            "Only euthanasia has a drug: correct `kind`, or leave it out.",
        )
    death = Death(
        dog_id=dog.id, stay_id=stay.id, at=at, euthanasia_id=used, recorded_by=by, recorded_at=now,
        **new.model_dump(exclude={"at"}),
    )  # fmt: skip
    return death, rules.die(dog, at, TOLD[new.kind], in_care=True)


def _approved_at(at: datetime, proposals: Sequence[Euthanasia]) -> Euthanasia:
    """What two people had agreed on when it was done, and had not thought better of by then."""
    for one in proposals:
        began = one.decided_at and one.decided_at.replace(second=0, microsecond=0)
        if one.approved and began and began <= at and (one.withdrawn_at is None or at < one.withdrawn_at):
            return one
    raise NotApproved(
        "安乐死须先由兽医申请、另一人批准，之后才能实施。",
        "Euthanasia is proposed by a vet and approved by another person first, and only then done.",
    )
