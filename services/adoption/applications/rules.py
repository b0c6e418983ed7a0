"""From asking to taking home. No database, no clock, no network."""

from datetime import datetime

from services.adoption.applications.models import Adoption, Application
from services.adoption.applications.states import APPLICATION
from services.adoption.dogs import rules as dogs
from services.adoption.dogs.models import Dog
from services.adoption.law import Law
from services.adoption.slips.rules import NotProven
from shared.events import AdoptionAppliedFor, AdoptionApproved, DogAdopted
from shared.problems import Problem
from shared.said import Said


class AlreadyDecided(Problem):
    title = Said("已经处理过", "Already decided")


class NotApproved(Problem):
    title = Said("尚未批准", "Not approved")


class DogClaimed(Problem):
    title = Said("有人正在认领", "Somebody claims the dog")


def check_may_ask(dog: Dog, now: datetime, law: Law) -> None:
    """Anybody may ask. Why not is said to everybody in words that tell nothing of the law or a bite."""
    if why := dogs.told_obstacle(dog, now, law):
        raise dogs.DogNotAdoptable(*why.halves)


def prove(dog: Dog, application: Application, now: datetime, law: Law) -> AdoptionAppliedFor:
    """The phone is proven: the application counts."""
    if not APPLICATION.may(application.status, "PENDING"):
        raise _decided(application)
    check_may_ask(dog, now, law)
    application.status = "PENDING"
    return AdoptionAppliedFor(
        dog_id=dog.dog_id,
        application_id=application.application_id,
        person=application.person,
        occurred_at=now,
    )


def approve(dog: Dog, application: Application, who: str, now: datetime, law: Law) -> AdoptionApproved:
    """Keeps the dog for this person; the other applications wait."""
    may_approve(dog, application, now, law)
    application.status, application.decided_at, application.decided_by = "APPROVED", now, who
    dog.ours.reserved_for = application.application_id
    return AdoptionApproved(
        dog_id=dog.dog_id,
        stay_id=dog.ours.stay_id or "",
        application_id=application.application_id,
        person=application.person,
        occurred_at=now,
    )


def withdraw(dog: Dog, application: Application, who: str, now: datetime) -> bool:
    """They want it no more; says whether a dog that was kept for them is free again."""
    check_open(application)
    kept = dog.ours.reserved_for == application.application_id
    application.status, application.decided_at, application.decided_by = "WITHDRAWN", now, who
    if kept:
        dog.ours.reserved_for = None
    return kept


def may_approve(dog: Dog, application: Application, now: datetime, law: Law) -> None:
    """Raises what stands in the way."""
    check_pending(application)
    dogs.check_adoptable(dog, now, law)


def refuse(dog: Dog, application: Application, reason: str, who: str, now: datetime) -> None:
    """Also an approved one, as long as the dog has not been handed over."""
    check_waiting(application)
    application.status, application.reason = "REFUSED", reason
    application.decided_at, application.decided_by = now, who
    if dog.ours.reserved_for == application.application_id:
        dog.ours.reserved_for = None


def may_adopt(dog: Dog, application: Application, at: datetime) -> None:
    """Raises what stands in the way."""
    if (
        not APPLICATION.may(application.status, "ADOPTED")
        or dog.ours.reserved_for != application.application_id
    ):
        raise NotApproved(
            "请先批准这份申请，再办理交接。",
            "Approve the application first, then hand the dog over.",
            application_status=application.status,
        )
    may_hand_over(dog, at)


def adopt(
    dog: Dog, application: Application, adoption_id: str, at: datetime, handover_id: str
) -> tuple[Adoption, DogAdopted]:
    """Hands the dog over to its new family."""
    may_adopt(dog, application, at)
    application.status = "ADOPTED"
    dogs.go_home(dog, "ADOPTED")
    adoption = Adoption(
        adoption_id=adoption_id, dog_id=dog.dog_id, stay_id=dog.ours.stay_id or "",
        application_id=application.application_id, person=application.person, handed_over_at=at,
    )  # fmt: skip
    return adoption, adopted(adoption, handover_id)


def may_hand_over(dog: Dog, at: datetime) -> None:
    """Whether a family may take it home then: every way out to a family passes here, a file's rows too."""
    dogs.check_in_care(dog)
    if dogs.held(dog.held_until, at):
        raise dogs.DogNotAdoptable(
            "有留置未解除，不能交接；请先到收容台处理。",
            "It is held: have the hold ended before the handover.",
        )
    if dogs.owner_may_come(dog, at):
        raise dogs.DogNotAdoptable(
            "招领期未满，不能交接，请等期满。", "Its owner can still claim it: wait until that time is over."
        )
    if dog.ours.open_reclaims:
        raise DogClaimed(
            "有人正在认领，请先处理认领。", "Somebody says the dog is theirs: decide the reclaim first."
        )


def adopted(adoption: Adoption, handover_id: str | None = None) -> DogAdopted:
    return DogAdopted(
        dog_id=adoption.dog_id,
        stay_id=adoption.stay_id,
        adoption_id=adoption.adoption_id,
        person=adoption.person,
        handover_id=handover_id,
        occurred_at=adoption.handed_over_at,
    )


def check_open(application: Application) -> None:
    if not APPLICATION.goes_on(application.status):
        raise _decided(application)


def check_waiting(application: Application) -> None:
    """Its phone is proven, and the dog has not been handed over."""
    if not APPLICATION.may(application.status, "REFUSED"):
        raise _decided(application)


def check_pending(application: Application) -> None:
    if not APPLICATION.may(application.status, "APPROVED"):
        raise _decided(application)


def _decided(application: Application) -> Problem:
    if application.status == "UNPROVEN":
        return NotProven(
            "这份申请的电话还没有核实，请先核实。", "Its phone is not proven yet: confirm that first."
        )
    return AlreadyDecided(
        "这份申请已有结果，请刷新列表。",
        "This application is decided: look at the list again.",
        application_status=application.status,
    )
