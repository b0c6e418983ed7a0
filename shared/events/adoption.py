"""Said by adoption: a dog goes home."""

from datetime import date

from shared.events.event import DOG, OPERATION, PERSON, STAY, Event, Outcome, published


@published(
    by="adoption",
    type="cn.qingcheng.dog.became-adoptable.v1",
    audience="public",
    public="dog_id stay_id",
    example={"dog_id": DOG, "stay_id": STAY},
)
class DogBecameAdoptable(Event):
    """Nobody claimed the dog in time and it is vaccinated: a family can have it."""

    dog_id: str
    stay_id: str


@published(
    by="adoption",
    type="cn.qingcheng.adoption.applied-for.v1",
    audience="staff",
    example={"dog_id": DOG, "application_id": STAY, "person": PERSON},
)
class AdoptionAppliedFor(Event):
    """Somebody asks to adopt the dog."""

    dog_id: str
    application_id: str
    person: str


@published(
    by="adoption",
    type="cn.qingcheng.adoption.approved.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "application_id": STAY, "person": PERSON},
)
class AdoptionApproved(Event):
    """The dog is kept for this person until it is handed over."""

    dog_id: str
    stay_id: str
    application_id: str
    person: str


@published(
    by="adoption",
    type="cn.qingcheng.dog.adopted.v1",
    audience="public",
    public="dog_id stay_id adoption_id handover_id",
    example={"dog_id": DOG, "stay_id": STAY, "adoption_id": STAY, "person": PERSON, "handover_id": STAY},
)
class DogAdopted(Event):
    """The dog has gone home with its new family."""

    dog_id: str
    stay_id: str
    adoption_id: str
    person: str
    handover_id: str | None = None


@published(
    by="adoption",
    type="cn.qingcheng.dog.returned.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "return_id": STAY, "reason": "搬家", "left_by": "ADOPTED"},
)
class DogReturned(Event):
    """The dog that had gone home is back with us; `stay_id` is the stay that begins with this."""

    dog_id: str
    stay_id: str
    return_id: str
    reason: str
    left_by: Outcome


@published(
    by="adoption",
    type="cn.qingcheng.reclaim.requested.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "reclaim_id": STAY, "person": PERSON},
)
class ReclaimRequested(Event):
    """Somebody says that the dog is theirs."""

    dog_id: str
    stay_id: str
    reclaim_id: str
    person: str


@published(
    by="adoption",
    type="cn.qingcheng.reclaim.refused.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "reclaim_id": STAY, "reason": "芯片与证件不符"},
)
class ReclaimRefused(Event):
    """The dog was not theirs, or may not go back; it waits on."""

    dog_id: str
    stay_id: str
    reclaim_id: str
    reason: str


@published(
    by="adoption",
    type="cn.qingcheng.dog.reclaimed.v1",
    audience="public",
    public="dog_id stay_id reclaim_id handover_id",
    example={"dog_id": DOG, "stay_id": STAY, "reclaim_id": STAY, "person": PERSON, "handover_id": STAY},
)
class DogReclaimed(Event):
    """The dog is back with its owner."""

    dog_id: str
    stay_id: str
    reclaim_id: str
    person: str
    handover_id: str | None = None


@published(
    by="adoption",
    type="cn.qingcheng.handover.undone.v1",
    audience="public",
    public="dog_id stay_id handover_id left_by",
    example={"dog_id": DOG, "stay_id": STAY, "handover_id": STAY, "left_by": "RECLAIMED",
             "open_again": [OPERATION]},
)  # fmt: skip
class HandoverUndone(Event):
    """The dog did not leave: within five minutes its hand-over was taken back, and its stay goes on.

    `handover_id` is that of the `DogReclaimed` or `DogAdopted` that does not count. `open_again` are the
    reclaims and applications that had ended with it and wait for an answer again.
    """

    dog_id: str
    stay_id: str
    handover_id: str
    left_by: Outcome
    open_again: list[str] = []


@published(
    by="adoption",
    type="cn.qingcheng.visit.booked.v1",
    audience="staff",
    about="visit_id",
    example={"visit_id": STAY, "day": "2026-07-14", "people": 2},
)
class VisitBooked(Event):
    """Somebody is coming on an open day."""

    visit_id: str
    day: date
    people: int
