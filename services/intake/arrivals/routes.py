"""The door that every dog comes in by: a number, a kennel, a tag."""

from datetime import datetime

from services.intake.arrivals import rules as arrivals
from services.intake.arrivals.rules import NewDog
from services.intake.holds import store as holds
from services.intake.kennels import housing
from services.intake.law.deadlines import jurisdiction
from services.intake.operations.store import operation as find_operation
from services.intake.roles import DESK
from services.intake.sheet import store as sheets
from services.intake.stays import chips
from services.intake.stays import store as stays
from services.intake.tags.routes import WornTag, worn
from services.intake.tags.store import code_for, must_be_free
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.ids import uuid7
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["intake"])


class TakenIn(Model):
    """A dog that is in our care and on our disk. No `kennel` means that all that suit it are full."""

    dog_id: str
    stay_id: str
    stay_no: str
    status: str
    kennel: str | None
    claim_until: datetime | None
    tag: WornTag


@doors.command("/dogs", *DESK)
def take_in(new: NewDog, who: Who, work: Work) -> TakenIn:
    """Takes one dog in: a number, a kennel, a tag. The 201 means that it is on disk."""
    now = clock.now()
    may_come_in(new, now, work)
    return admit(new, who.name, now, work)


def may_come_in(new: NewDog, now: datetime, work: Work) -> None:
    """What is asked of a dog at the desk and in a file alike, before it is taken in. Raises what is wrong."""
    arrivals.accept(new, find_operation(work, new.operation_id) if new.operation_id else None, now)
    if new.chip:
        chips.read_chip(new.chip)
    if new.tag_code:
        must_be_free(work, new.tag_code)


def admit(
    new: NewDog, by: str, now: datetime, work: Work, external_ref: str | None = None, housed: bool = True,
    held: bool = True,
) -> TakenIn:  # fmt: skip
    """What every way in has in common. `housed=False` is for dogs that have left long ago; `held=False` for
    those whose stay ended long ago, as adoption will say: what the law brings along was over with it."""
    law = jurisdiction()
    chip = chips.read_chip(new.chip) if new.chip else None
    ids = uuid7(), uuid7()
    code = code_for(work, ids[0], new.tag_code, now)
    arrival = arrivals.take_in(new, chip, ids, stays.new_stay_no(work), code, law, by, now, external_ref)
    stay = arrival.stay
    work.add_all((arrival.dog, stay, arrival.tag))
    if housed and held:
        intaken, kept = arrival.events[0], holds.arrive(work, stay, new.arrived_at or new.found_time, now)
        arrival.events[0] = intaken.model_copy(update={"holds": kept})
    work.publish(*arrival.events)
    if new.sheet:
        sheets.write(work, arrival.dog, stay, new.sheet, by, now)
    if housed:
        housing.house(work, stay, arrivals.zones_for(new, law), arrival.dog)
    return TakenIn(
        dog_id=stay.dog_id, stay_id=stay.id, stay_no=stay.stay_no, status=stay.status, kennel=stay.kennel,
        claim_until=stay.claim_until, tag=worn(arrival.tag, work),
    )  # fmt: skip
