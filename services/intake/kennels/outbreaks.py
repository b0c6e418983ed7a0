"""Doors for an outbreak: a zone is sealed, whoever is inside stays inside, and one day it is reopened."""

from typing import Any

from pydantic import Field
from sqlmodel import col, select

from services.intake.holds import rules as hold_rules
from services.intake.holds import store as holds
from services.intake.holds.routes import MOST, ManyHolds, place_many
from services.intake.kennels import rules, store
from services.intake.kennels.models import ZoneSeal
from services.intake.roles import READERS
from services.intake.stays import store as stays_store
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.forms import Form
from shared.ids import uuid7
from shared.store import Work

doors = Doors(prefix="/intake/v1", tags=["kennels"])


class Because(Form):
    reason: str = Field(min_length=3, max_length=500, examples=["A区三只犬犬瘟热抗原阳性"])


@doors.command("/zones/{zone}/seal", "vet")
def seal(zone: str, asked: Because, who: Who, work: Work) -> ZoneSeal:
    """An outbreak: nobody goes in or out of this zone, or leaves the house from it, but the dead."""
    now, before = clock.now(), store.seal_on(work, zone)
    inside = [dog.stay_id for dog in store.residents(work) if dog.kennel and dog.kennel[0] == zone]
    work.publish(rules.seal(zone, before, len(inside), now))
    store.mark_sealed(work, zone, True)
    locks = _lock(inside, asked.reason, who, work)
    sealed = ZoneSeal(
        id=uuid7(), zone=zone, reason=asked.reason, sealed_at=now, sealed_by=who.name, holds=locks
    )
    work.add(sealed)
    return sealed


def _lock(stays: list[str], reason: str, who: Who, work: Work) -> list[str]:
    """A hold on everybody inside who has none of this kind yet; gives those that are new."""
    placed: list[str] = []
    for first in range(0, len(stays), MOST):
        asked = ManyHolds(hold="OUTBREAK_LOCK", because=reason, stays=stays[first : first + MOST])
        placed += [one.hold_id for one in place_many(asked, who, work).stays if one.hold_id]
    return placed


@doors.command("/zones/{zone}/reopening", "vet")
def reopen(zone: str, asked: Because, who: Who, work: Work) -> ZoneSeal:
    """The outbreak is over here: dogs go in and out again, and the holds that it brought end with it."""
    now, sealed = clock.now(), store.seal_on(work, zone)
    work.publish(rules.reopen(zone, sealed, who.name, asked.reason, now))
    assert sealed
    store.mark_sealed(work, zone, False)
    known = holds.laws()
    for lock in (holds.hold_of(work, hold_id) for hold_id in sealed.holds):
        if lock.released_at is None:
            law = known[lock.kind]
            work.publish(hold_rules.release(lock, law, who.name, asked.reason, now, early=False))
            holds.resume(work, stays_store.stay_of(work, lock.stay_id), now)
    return sealed


@doors.query("/zones/seals", *READERS)
def list_seals(work: Work) -> dict[str, Any]:
    """Every sealing of a zone, newest first, with who did it and why."""
    return {"seals": [s.model_dump() for s in work.exec(select(ZoneSeal).order_by(col(ZoneSeal.id).desc()))]}
