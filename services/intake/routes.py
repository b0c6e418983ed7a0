"""Intake's doors: dogs, kennels and tags."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from services.intake import chips, custody, rules, store
from services.intake.corrections.store import corrections_of
from services.intake.deadlines import jurisdiction
from services.intake.holds import store as holds
from services.intake.models import Dog, Kennel, Stay
from services.intake.operations.store import operation as find_operation
from services.intake.rules import NewDog
from services.intake.sheet import store as sheets
from services.intake.tags.routes import WornTag, worn
from services.intake.tags.store import code_for, must_be_free
from shared import clock
from shared.auth import Who
from shared.doors import STAFF, Doors
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


@doors.command("/dogs", "officer", "keeper")
def take_in(new: NewDog, who: Who, work: Work) -> TakenIn:
    """Takes one dog in: a number, a kennel, a tag. The 201 means that it is on disk."""
    now = clock.now()
    may_come_in(new, now, work)
    return admit(new, who.name, now, work)


def may_come_in(new: NewDog, now: datetime, work: Work) -> None:
    """What is asked of a dog at the desk and in a file alike, before it is taken in. Raises what is wrong."""
    rules.accept(new, find_operation(work, new.operation_id) if new.operation_id else None, now)
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
    arrival = rules.take_in(new, chip, ids, custody.new_stay_no(work), code, law, by, now, external_ref)
    stay = arrival.stay
    work.add_all((arrival.dog, stay, arrival.tag))
    if housed and held:
        intaken, kept = arrival.events[0], holds.arrive(work, stay, new.arrived_at or new.found_time, now)
        arrival.events[0] = intaken.model_copy(update={"holds": kept})
    work.publish(*arrival.events)
    if new.sheet:
        sheets.write(work, arrival.dog, stay, new.sheet, by, now)
    if housed:
        custody.house(work, stay, rules.zones_for(new, law), arrival.dog)
    return TakenIn(
        dog_id=stay.dog_id, stay_id=stay.id, stay_no=stay.stay_no, status=stay.status, kennel=stay.kennel,
        claim_until=stay.claim_until, tag=worn(arrival.tag, work),
    )  # fmt: skip


@doors.query("/dogs/{dog_id}", *STAFF)
def show_dog(dog_id: str, work: Work) -> dict[str, Any]:
    """One dog with all its stays, oldest first, and its tag."""
    dog, tag = store.dog(work, dog_id), store.tag_of(work, dog_id)
    stays = [stay.model_dump(mode="json", exclude={"heard"}) for stay in store.stays_of(work, dog_id)]
    return dog.model_dump(mode="json") | {
        "dog_id": dog.id,
        "stays": stays,
        "corrections": [one.model_dump(mode="json") for one in corrections_of(work, dog_id)],
        "tag": tag and worn(tag, work).model_dump() | {"status": tag.status},
    }


@doors.query("/kennels", *STAFF)
def list_kennels(work: Work) -> dict[str, Any]:
    """Every kennel, how many dogs it holds and how many it may hold."""
    kennels: Sequence[Kennel] = work.exec(select(Kennel).order_by(col(Kennel.code))).all()
    return {"kennels": [kennel.model_dump() for kennel in kennels]}


@doors.query("/counts", *STAFF)
def counts(work: Work) -> dict[str, int]:
    """How many dogs, stays and exits there are, for comparing with other books."""
    outcomes = [stay.outcome for stay in work.exec(select(Stay).where(col(Stay.outcome).is_not(None)))]
    return {
        "dogs": len(work.exec(select(Dog.id)).all()),
        "stays": len(work.exec(select(Stay.id)).all()),
        "died": len(work.exec(select(Dog.id).where(col(Dog.death_cause).is_not(None))).all()),
        **{outcome.lower(): outcomes.count(outcome) for outcome in sorted({o for o in outcomes if o})},
    }
