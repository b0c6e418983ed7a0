"""Doors through which a dog goes home, and the one that takes it back while it is at the gate."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import AwareDatetime

from services.adoption.applications import rules as applications
from services.adoption.applications.models import Application
from services.adoption.applications.store import application_of
from services.adoption.dogs.models import Dog
from services.adoption.dogs.rules import city_day, left_at
from services.adoption.dogs.store import dog_of
from services.adoption.handovers import rules, store
from services.adoption.handovers.models import Handover
from services.adoption.handovers.rules import HandingOver
from services.adoption.law import law_on
from services.adoption.people.rules import Reason
from services.adoption.people.store import place, seal_text
from services.adoption.reclaims import rules as reclaims
from services.adoption.reclaims.models import Reclaim
from services.adoption.reclaims.store import open_claims, reclaim_of
from services.adoption.roles import READERS
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.ids import uuid7
from shared.sealed import Seal, Sealer
from shared.store import Model, Work

doors = Doors(prefix="/adoption/v1", tags=["handovers"])


class Reclaimed(Model):
    reclaim_id: str
    dog_id: str
    status: str
    handover_id: str
    undo_until: AwareDatetime


class Adopted(Model):
    adoption_id: str
    application_id: str
    dog_id: str
    stay_id: str
    handover_id: str
    undo_until: AwareDatetime


class Other(Model):
    """Somebody else who had asked for the dog, and what became of it."""

    id: str
    kind: Literal["reclaim", "application"]
    person: str
    was: str
    became: str
    reason: str
    ended: bool


class HandoverSeen(Model):
    """Who handed which dog over, on what proof, and what became of the others; people as opaque ids."""

    handover_id: str
    dog_id: str
    stay_id: str
    left_by: str
    record: str
    person: str
    shown_by: rules.ShownBy
    proof_seen: list[rules.Proof]
    others: list[Other]
    handed_over_at: AwareDatetime
    by: str
    undone_at: AwareDatetime | None
    undone_by: str | None
    undone_because: str | None


class Page(Model):
    handovers: list[HandoverSeen]
    next: str | None


@doors.command("/reclaims/{reclaim_id}/handover", "adoption")
def hand_over(reclaim_id: str, on: HandingOver, seal: Seal, who: Who, work: Work) -> Reclaimed:
    """Gives the dog back to its owner, on proof; says what becomes of everybody else who claims it."""
    reclaim, dog, rivals = may_reclaim(reclaim_id, on, work)
    now, new, listed_at = clock.now(), uuid7(), dog.ours.listed_at
    at = left_at(dog, on.handed_over_at, now)
    if reclaim.status == "REQUESTED":  # whoever hands it over takes the claim for plausible
        work.publish(reclaims.accept(dog, reclaim, who.name, now, law_on(city_day(now))))
    others = store.end_claims(work, dog, rivals, on.others, who.name, now)
    work.publish(reclaims.hand_over(dog, reclaim, who.name, at, new))
    others += store.close_applications(work, dog.dog_id)
    work.add(
        Handover(
            handover_id=new, dog_id=dog.dog_id, stay_id=reclaim.stay_id, left_by="RECLAIMED",
            record=reclaim_id, person=reclaim.person, others=others, listed_at=listed_at, handed_over_at=at,
            recorded_at=now, by=who.name, **_proof(on, new, seal),
        )
    )  # fmt: skip
    return Reclaimed(
        reclaim_id=reclaim_id, dog_id=dog.dog_id, status=reclaim.status, handover_id=new,
        undo_until=now + rules.AT_THE_GATE,
    )  # fmt: skip


@doors.command("/applications/{application_id}/adoption", "adoption")
def adopt(application_id: str, on: HandingOver, seal: Seal, who: Who, work: Work) -> Adopted:
    """Hands the dog over to its new family, on proof: it goes home."""
    application, dog = may_adopt(application_id, on, work)
    now, new, listed_at = clock.now(), uuid7(), dog.ours.listed_at
    at = left_at(dog, on.handed_over_at, now)
    adoption, event = applications.adopt(dog, application, uuid7(), at, new)
    work.add(adoption)
    work.publish(event)
    work.add(
        Handover(
            handover_id=new, dog_id=dog.dog_id, stay_id=adoption.stay_id, left_by="ADOPTED",
            record=application_id, adoption_id=adoption.adoption_id, person=application.person,
            others=store.close_applications(work, dog.dog_id, application_id), listed_at=listed_at,
            handed_over_at=at, recorded_at=now, by=who.name, **_proof(on, new, seal),
        )
    )  # fmt: skip
    return Adopted(
        adoption_id=adoption.adoption_id, application_id=application_id, dog_id=dog.dog_id,
        stay_id=adoption.stay_id, handover_id=new, undo_until=now + rules.AT_THE_GATE,
    )  # fmt: skip


def may_reclaim(reclaim_id: str, on: HandingOver, work: Work) -> tuple[Reclaim, Dog, Sequence[Reclaim]]:
    """The claim, its dog and the other claims on it. Raises what stands in the way; changes nothing."""
    reclaim = reclaim_of(work, reclaim_id)
    dog, rivals = _here(reclaim.dog_id, work), open_claims(work, reclaim.dog_id, reclaim_id)
    now = clock.now()
    reclaims.may_hand_over(dog, reclaim, left_at(dog, on.handed_over_at, now))
    reclaims.check_reclaimable(dog, law_on(city_day(now)))
    rules.check_proof(on, "RECLAIMED")
    rules.check_others(on, [rival.reclaim_id for rival in rivals])
    return reclaim, dog, rivals


def may_adopt(application_id: str, on: HandingOver, work: Work) -> tuple[Application, Dog]:
    """The application and its dog. Raises what stands in the way; changes nothing."""
    application = application_of(work, application_id)
    dog = _here(application.dog_id, work)
    applications.may_adopt(dog, application, left_at(dog, on.handed_over_at, clock.now()))
    rules.check_proof(on, "ADOPTED")
    rules.check_others(on, [])
    return application, dog


def _here(dog_id: str, work: Work) -> Dog:
    dog = dog_of(work, dog_id)
    if before := store.standing(work, dog):
        raise rules.gone_with(before)
    return dog


def _proof(on: HandingOver, handover_id: str, seal: Sealer) -> dict[str, Any]:
    where = place("handover", "proof_note", handover_id)
    return {
        "proof_seen": list(dict.fromkeys(on.proof_seen)), "shown_by": on.shown_by,
        "proof_note": seal_text(seal, on.proof_note.strip(), where),
    }  # fmt: skip


@doors.command("/handovers/{handover_id}/undo", "adoption")
def undo(handover_id: str, why: Reason, who: Who, work: Work) -> HandoverSeen:
    """Takes a hand-over back while the dog is at the gate; everything is as before it."""
    handover = store.handover_of(work, handover_id)
    dog = dog_of(work, handover.dog_id)
    work.publish(rules.undo(handover, dog, why.reason, who.name, clock.now()))
    store.open_again(work, dog, handover)
    return seen(handover)


@doors.query("/handovers", *READERS)
def list_handovers(
    work: Work,
    dog_id: Annotated[str, Query(max_length=64)] = "",
    after: Annotated[str, Query(max_length=64, description="`next` of the answer before")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page:
    """Who handed which dog over on what proof, the latest first."""
    found = store.handovers(work, dog_id, after, limit)
    return Page(
        handovers=[seen(one) for one in found],
        next=found[-1].handover_id if len(found) == limit else None,
    )


@doors.query("/handovers/{handover_id}", *READERS)
def see_handover(handover_id: str, work: Work) -> HandoverSeen:
    """One hand-over."""
    return seen(store.handover_of(work, handover_id))


def seen(handover: Handover) -> HandoverSeen:
    return HandoverSeen.model_validate({name: getattr(handover, name) for name in HandoverSeen.model_fields})


def undo_until(handover: Handover, now: datetime) -> datetime | None:
    """None when it is too late, or done."""
    until = handover.recorded_at + rules.AT_THE_GATE
    return until if handover.undone_at is None and now <= until else None
