"""What intake does when adoption says that something happened. May run twice and in any order."""

from datetime import timedelta

from services.intake.custody import rules as custody_rules
from services.intake.custody.store import go_on, settle
from services.intake.deadlines import jurisdiction
from services.intake.holds import alarms
from services.intake.holds import store as holds
from services.intake.kennels.housing import house
from services.intake.stays import rules as stays
from services.intake.stays.models import Dog, Stay
from services.intake.stays.store import new_stay_no
from shared import clock
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import (
    AdoptionApproved,
    DogAdopted,
    DogBecameAdoptable,
    DogReclaimed,
    DogReturned,
    HandoverUndone,
    ReclaimRefused,
    ReclaimRequested,
)
from shared.store import Work, newer

A_DAY = timedelta(days=1)
WAITS_AGAIN = {"RECLAIMED": "RECLAIM_PENDING", "ADOPTED": "RESERVED"}
Told = (
    DogBecameAdoptable | AdoptionApproved | ReclaimRequested | ReclaimRefused | DogAdopted | DogReclaimed
    | HandoverUndone | DogReturned
)  # fmt: skip
ears = Ears()
on = ears.on


@on(DogBecameAdoptable)
def show_for_adoption(became: DogBecameAdoptable, heard: Envelope, work: Work) -> None:
    """Unless something keeps it here that adoption had not heard of; it says so again when that ends."""
    stay = _promise(became, False, heard, work)
    if stay and holds.keep(work, stay, "ADOPTED", became.occurred_at):
        return
    _change(became, "ADOPTABLE", heard, work)


@on(AdoptionApproved)
def reserve(approved: AdoptionApproved, heard: Envelope, work: Work) -> None:
    """Unless something keeps it here that adoption had not heard of; it is reserved when that ends."""
    stay = _promise(approved, True, heard, work)
    if stay and not holds.keep(work, stay, "ADOPTED", approved.occurred_at):
        _change(approved, "RESERVED", heard, work)
    if stay:
        holds.resume(work, stay, clock.now())


@on(ReclaimRequested)
def wait_for_the_owner(requested: ReclaimRequested, heard: Envelope, work: Work) -> None:
    _change(requested, "RECLAIM_PENDING", heard, work)


@on(ReclaimRefused)
def hold_on(refused: ReclaimRefused, heard: Envelope, work: Work) -> None:
    _change(refused, "HOLDING", heard, work)
    if stay := work.get(Stay, refused.stay_id):
        holds.resume(work, stay, clock.now())


@on(DogAdopted)
def close_stay_of_adopted(adopted: DogAdopted, heard: Envelope, work: Work) -> None:
    _hand_over(adopted, "ADOPTED", work)


@on(DogReclaimed)
def close_stay_of_reclaimed(reclaimed: DogReclaimed, heard: Envelope, work: Work) -> None:
    _hand_over(reclaimed, "RECLAIMED", work)


@on(HandoverUndone)
def go_on_with_stay(undone: HandoverUndone, heard: Envelope, work: Work) -> None:
    """The dog is still here. Another hand-over of it counts, whichever of them we heard of first."""
    dog = work.get(Dog, undone.dog_id)
    if dog is None:
        return
    stay = _stay(undone, work)
    custody_rules.take_back(stay, undone.handover_id)
    _change(undone, WAITS_AGAIN.get(undone.left_by, "HOLDING"), heard, work)
    settle(work, dog, stay)
    go_on(work, dog, stay, undone.occurred_at)


@on(DogReturned)
def open_stay_of_returned(returned: DogReturned, heard: Envelope, work: Work) -> None:
    dog = work.get(Dog, returned.dog_id)
    if dog is None:
        return
    stay = _stay(returned, work)
    work.publish(custody_rules.come_back(stay, returned))
    settle(work, dog, stay)
    alarms.hold_again(work, dog.id)
    recent = clock.now() - returned.occurred_at < A_DAY
    if recent and stay.outcome is None and stay.kennel is None:
        house(work, stay, jurisdiction().zones_for["OTHERS"])


def _change(told: Told, status: str, heard: Envelope, work: Work) -> None:
    if work.get(Dog, told.dog_id) is None:
        return
    stay = _stay(told, work)
    if newer(stay, "status", heard):
        work.publish(*custody_rules.hear(stay, status, told.occurred_at))


def _promise(
    told: DogBecameAdoptable | AdoptionApproved, reserved: bool, heard: Envelope, work: Work
) -> Stay | None:
    """Whether adoption keeps the dog for somebody; none for a dog of nobody here."""
    if work.get(Dog, told.dog_id) is None:
        return None
    stay = _stay(told, work)
    if newer(stay, "reserved", heard):
        stay.reserved = reserved
    return stay


def _hand_over(told: DogAdopted | DogReclaimed, outcome: str, work: Work) -> None:
    dog = work.get(Dog, told.dog_id)
    if dog is None:
        return
    stay = _stay(told, work)
    custody_rules.hand_over(stay, outcome, told.occurred_at, told.handover_id)
    if custody_rules.counts(stay, told.handover_id):
        alarms.sound(work, stay, outcome, told.occurred_at)
    settle(work, dog, stay)
    alarms.hold_again(work, dog.id)


def _stay(told: Told, work: Work) -> Stay:
    """The stay that is spoken of; what is said of it may come before what opens it."""
    stay = work.get(Stay, told.stay_id)
    if stay is None:
        stay = Stay(
            id=told.stay_id, stay_no=new_stay_no(work), dog_id=told.dog_id,
            custody_basis="SURRENDERED", status=stays.BACK_AGAIN,
        )  # fmt: skip
        work.add(stay)
        work.flush()
    return stay
