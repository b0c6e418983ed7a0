"""What intake does when adoption says that something happened. May run twice and in any order.

What was said is written down whenever it is heard (`Told`); what follows from it is decided once (`first`).
"""

from datetime import timedelta

from services.intake.custody import rules
from services.intake.custody.store import first, go_on, settle, told
from services.intake.holds import alarms
from services.intake.holds import store as holds
from services.intake.kennels.housing import house
from services.intake.law.deadlines import jurisdiction
from services.intake.stays import rules as stays
from services.intake.stays.models import Dog, Stay, Told
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
from shared.facets import note
from shared.store import Work

A_DAY = timedelta(days=1)
WAITS_AGAIN = {"RECLAIMED": "RECLAIM_PENDING", "ADOPTED": "RESERVED"}
Word = (
    DogBecameAdoptable | AdoptionApproved | ReclaimRequested | ReclaimRefused | DogAdopted | DogReclaimed
    | HandoverUndone | DogReturned
)  # fmt: skip
ears = Ears(projections=(Told,))
on = ears.on


@on(DogBecameAdoptable)
def show_for_adoption(became: DogBecameAdoptable, heard: Envelope, work: Work) -> None:
    """Unless something keeps it here that adoption had not heard of; it says so again when that ends."""
    if stay := _stay(became, work):
        _promise(stay, False, heard, work)
        if first(work, heard) and not holds.keep(work, stay, "ADOPTED", became.occurred_at):
            _follow(stay, became, "ADOPTABLE", heard, work)


@on(AdoptionApproved)
def reserve(approved: AdoptionApproved, heard: Envelope, work: Work) -> None:
    """Unless something keeps it here that adoption had not heard of; it is reserved when that ends."""
    if stay := _stay(approved, work):
        _promise(stay, True, heard, work)
        if first(work, heard):
            if not holds.keep(work, stay, "ADOPTED", approved.occurred_at):
                _follow(stay, approved, "RESERVED", heard, work)
            holds.resume(work, stay, clock.now())


@on(ReclaimRequested)
def wait_for_the_owner(requested: ReclaimRequested, heard: Envelope, work: Work) -> None:
    stay = _stay(requested, work)
    if stay and first(work, heard):
        _follow(stay, requested, "RECLAIM_PENDING", heard, work)


@on(ReclaimRefused)
def hold_on(refused: ReclaimRefused, heard: Envelope, work: Work) -> None:
    stay = _stay(refused, work)
    if stay and first(work, heard):
        _follow(stay, refused, "HOLDING", heard, work)
        holds.resume(work, stay, clock.now())


@on(DogAdopted)
def close_stay_of_adopted(adopted: DogAdopted, heard: Envelope, work: Work) -> None:
    _hand_over(adopted, "ADOPTED", heard, work)


@on(DogReclaimed)
def close_stay_of_reclaimed(reclaimed: DogReclaimed, heard: Envelope, work: Work) -> None:
    _hand_over(reclaimed, "RECLAIMED", heard, work)


@on(HandoverUndone)
def go_on_with_stay(undone: HandoverUndone, heard: Envelope, work: Work) -> None:
    """The dog is still here. Another hand-over of it counts, whichever of them we heard of first."""
    if stay := _stay(undone, work):
        rules.take_back(told(work, stay), undone.handover_id)
        if first(work, heard):
            dog = work.get_one(Dog, undone.dog_id)
            _follow(stay, undone, WAITS_AGAIN.get(undone.left_by, "HOLDING"), heard, work)
            settle(work, dog, stay)
            go_on(work, dog, stay, undone.occurred_at)


@on(DogReturned)
def open_stay_of_returned(returned: DogReturned, heard: Envelope, work: Work) -> None:
    stay = _stay(returned, work)
    if stay and first(work, heard):
        work.publish(rules.come_back(stay, returned))
        settle(work, work.get_one(Dog, returned.dog_id), stay)
        alarms.hold_again(work, returned.dog_id)
        recent = clock.now() - returned.occurred_at < A_DAY
        if recent and stay.outcome is None and stay.kennel is None:
            house(work, stay, jurisdiction().zones_for["OTHERS"])


def _hand_over(word: DogAdopted | DogReclaimed, outcome: str, heard: Envelope, work: Work) -> None:
    if stay := _stay(word, work):
        row = told(work, stay)
        rules.hand_over(row, outcome, word.occurred_at, word.handover_id)
        if first(work, heard):
            if rules.counts(row, word.handover_id):
                alarms.sound(work, stay, outcome, word.occurred_at)
            settle(work, work.get_one(Dog, word.dog_id), stay)
            alarms.hold_again(work, word.dog_id)


def _promise(stay: Stay, reserved: bool, heard: Envelope, work: Work) -> None:
    """Whether adoption keeps the dog for somebody."""
    note(told(work, stay), "reserved", heard, reserved=reserved)


def _follow(stay: Stay, word: Word, status: str, heard: Envelope, work: Work) -> None:
    """Unless adoption has said something later, and that was heard first."""
    if stay.answers < heard.sequence:
        stay.answers = heard.sequence
        work.publish(*rules.hear(stay, status, word.occurred_at))


def _stay(word: Word, work: Work) -> Stay | None:
    """The stay that is spoken of; what is said of it may come before what opens it.

    There is none for a dog of nobody here.
    """
    if work.get(Dog, word.dog_id) is None:
        return None
    stay = work.get(Stay, word.stay_id)
    if stay is None:
        stay = Stay(
            id=word.stay_id, stay_no=new_stay_no(work), dog_id=word.dog_id,
            custody_basis="SURRENDERED", status=stays.BACK_AGAIN,
        )  # fmt: skip
        work.add(stay)
    return stay
