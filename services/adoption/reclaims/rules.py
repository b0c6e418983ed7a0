"""Whose dog it is. No database, no clock, no network."""

from datetime import datetime

from services.adoption.dogs import rules as dogs
from services.adoption.dogs.models import Dog
from services.adoption.law import Law
from services.adoption.reclaims.models import Reclaim
from services.adoption.reclaims.states import RECLAIM
from services.adoption.slips.rules import NotProven
from shared.events import DogReclaimed, ReclaimRefused, ReclaimRequested
from shared.problems import Problem
from shared.said import Said


class NeverReclaimable(Problem):
    title = Said("依法不能认领", "By law not to be reclaimed")


class AlreadyDecided(Problem):
    title = Said("已经处理过", "Already decided")


def prove(dog: Dog, reclaim: Reclaim) -> None:
    """The phone is proven: the claim counts, and waits for the desk. Nothing is said of the dog yet.

    Of a dog that the law keeps, too: a refusal here would tell everybody that it does. The desk says no.
    """
    if not RECLAIM.may(reclaim.status, "REQUESTED"):
        raise _decided(reclaim)
    dogs.check_in_care(dog)
    reclaim.status = "REQUESTED"


def accept(dog: Dog, reclaim: Reclaim, who: str, now: datetime, law: Law) -> ReclaimRequested:
    """Staff take it for plausible: from now on nobody else gets the dog, until it is decided."""
    if not RECLAIM.may(reclaim.status, "PLAUSIBLE"):
        raise _decided(reclaim)
    check_reclaimable(dog, law)
    reclaim.status, reclaim.decided_by = "PLAUSIBLE", who
    dog.ours.open_reclaims += 1
    return ReclaimRequested(
        dog_id=dog.dog_id,
        stay_id=reclaim.stay_id,
        reclaim_id=reclaim.reclaim_id,
        person=reclaim.person,
        occurred_at=now,
    )


def check_reclaimable(dog: Dog, law: Law) -> None:
    """Whether the law lets an owner have it at all."""
    dogs.check_in_care(dog)
    if dog.custody_basis in law.never_reclaimable or dog.status in law.never_reclaimable:
        raise NeverReclaimable(
            "该犬因案留置、扣押、没收或观察，不能认领；请咨询办案单位。",
            "It is held by law: ask the unit in charge of the case.",
        )


def may_hand_over(dog: Dog, reclaim: Reclaim, at: datetime) -> None:
    """Raises what stands in the way."""
    check_waiting(reclaim)
    may_hand_back(dog, at)


def hand_over(dog: Dog, reclaim: Reclaim, who: str, at: datetime, handover_id: str) -> DogReclaimed:
    """The owner takes the dog home, also when it was kept for somebody else."""
    may_hand_over(dog, reclaim, at)
    _let_go(dog, reclaim)
    reclaim.status, reclaim.handed_over_at, reclaim.decided_by = "RECLAIMED", at, who
    reclaim.stay_id = dog.ours.stay_id or reclaim.stay_id  # it may have run away meanwhile, and be here again
    dogs.go_home(dog, "RECLAIMED")
    return reclaimed(reclaim, at, handover_id)


def may_hand_back(dog: Dog, at: datetime) -> None:
    """Whether its owner may take it home then: every way out to an owner passes here, a file's rows too."""
    dogs.check_in_care(dog)
    if dogs.held(dog.kept_from_owner_until, at):
        raise NeverReclaimable(
            "有留置未解除，不能交还；请先到收容台处理。",
            "It is held: have the hold ended before the handover.",
        )


def reclaimed(reclaim: Reclaim, at: datetime, handover_id: str | None = None) -> DogReclaimed:
    return DogReclaimed(
        dog_id=reclaim.dog_id,
        stay_id=reclaim.stay_id,
        reclaim_id=reclaim.reclaim_id,
        person=reclaim.person,
        handover_id=handover_id,
        occurred_at=at,
    )


def refuse(dog: Dog, reclaim: Reclaim, reason: str, who: str, now: datetime) -> list[ReclaimRefused]:
    """Not theirs, or may not go back. Said to others only where it was said that the dog is claimed."""
    check_waiting(reclaim)
    said = _let_go(dog, reclaim)
    reclaim.status, reclaim.reason, reclaim.decided_by = "REFUSED", reason, who
    return [_refused(reclaim, reason, now)] if said else []


def withdraw(dog: Dog, reclaim: Reclaim, who: str, now: datetime) -> list[ReclaimRefused]:
    """Whoever said that the dog is theirs says so no more: for others it waits on, as after a refusal."""
    check_open(reclaim)
    said = _let_go(dog, reclaim)
    reclaim.status, reclaim.decided_by = "WITHDRAWN", who
    return [_refused(reclaim, "本人撤回 withdrawn by them", now)] if said else []


def _let_go(dog: Dog, reclaim: Reclaim) -> bool:
    """Whether this claim had kept the dog from others, which it does no more."""
    kept = reclaim.status == "PLAUSIBLE"
    if kept:
        dog.ours.open_reclaims = max(0, dog.ours.open_reclaims - 1)
    return kept


def _refused(reclaim: Reclaim, reason: str, now: datetime) -> ReclaimRefused:
    return ReclaimRefused(
        dog_id=reclaim.dog_id,
        stay_id=reclaim.stay_id,
        reclaim_id=reclaim.reclaim_id,
        reason=reason,
        occurred_at=now,
    )


def reopen(reclaim: Reclaim, was: str) -> None:
    """What ended it did not happen: it is what it `was`."""
    reclaim.status, reclaim.handed_over_at = was, None
    reclaim.reason = reclaim.decided_by = None


def check_open(reclaim: Reclaim) -> None:
    if not RECLAIM.goes_on(reclaim.status):
        raise _decided(reclaim)


def check_waiting(reclaim: Reclaim) -> None:
    """Its phone is proven, and it has no answer yet."""
    if not RECLAIM.may(reclaim.status, "RECLAIMED"):
        raise _decided(reclaim)


def _decided(reclaim: Reclaim) -> Problem:
    if reclaim.status == "UNPROVEN":
        return NotProven(
            "这份认领的电话还没有核实，请先核实。", "Its phone is not proven yet: confirm that first."
        )
    return AlreadyDecided(
        "这份认领已有结果，请刷新列表。",
        "This reclaim is decided: look at the list again.",
        reclaim_status=reclaim.status,
    )
