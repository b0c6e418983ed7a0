"""A dog stays and leaves: its states, its stays, and what becomes of one that dies."""

from pydantic import AwareDatetime

from shared.events.event import DOG, STAY, Event, Outcome, published


@published(
    by="intake",
    type="cn.qingcheng.custody.changed.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "status": "ADOPTABLE"},
)
class CustodyChanged(Event):
    """The dog is still in our care, and its stay now has this status."""

    dog_id: str
    stay_id: str
    status: str


@published(
    by="intake",
    type="cn.qingcheng.stay.opened.v1",
    audience="staff",
    public="dog_id stay_id stay_no",
    example={"dog_id": DOG, "stay_id": STAY, "stay_no": "HH-2026-000188", "status": "RETURNED",
             "claim_until": None, "holds": {}},
)  # fmt: skip
class StayOpened(Event):
    """A dog that we knew is in our care again, with a new stay and number.

    It was brought back, or it had run away and is caught; `claim_until` and `holds` are as in `DogIntaken`.
    """

    dog_id: str
    stay_id: str
    stay_no: str
    status: str
    claim_until: AwareDatetime | None = None
    holds: dict[str, AwareDatetime | None] = {}


@published(
    by="intake",
    type="cn.qingcheng.stay.closed.v1",
    audience="public",
    public="dog_id stay_id",
    example={"dog_id": DOG, "stay_id": STAY, "outcome": "ADOPTED"},
)
class StayClosed(Event):
    """The dog has left our care this way, and its kennel is free."""

    dog_id: str
    stay_id: str
    outcome: Outcome


@published(
    by="intake",
    type="cn.qingcheng.dog.died.v1",
    audience="staff",
    example={"dog_id": DOG, "cause": "died in care", "in_care": True},
)
class DogDied(Event):
    """The dog is dead."""

    dog_id: str
    cause: str
    in_care: bool = True


@published(
    by="intake",
    type="cn.qingcheng.euthanasia.approved.v1",
    audience="restricted",
    example={"dog_id": DOG, "stay_id": STAY, "euthanasia_id": STAY, "ground": "INCURABLE"},
)
class EuthanasiaApproved(Event):
    """A vet proposed to put the dog to sleep, and another person agreed. It is not dead yet."""

    dog_id: str
    stay_id: str
    euthanasia_id: str
    ground: str


@published(
    by="intake",
    type="cn.qingcheng.euthanasia.withdrawn.v1",
    audience="restricted",
    example={"dog_id": DOG, "stay_id": STAY, "euthanasia_id": STAY},
)
class EuthanasiaWithdrawn(Event):
    """One of the two who had agreed on it took it back before it was done. The dog lives."""

    dog_id: str
    stay_id: str
    euthanasia_id: str


@published(
    by="intake",
    type="cn.qingcheng.carcass.stored.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "bag_no": "B-0713-02", "seal_no": "S0041877",
             "weight_kg": 18.5},
)  # fmt: skip
class CarcassStored(Event):
    """What is left of the dog is sealed and in the cold store."""

    dog_id: str
    stay_id: str
    bag_no: str
    seal_no: str
    weight_kg: float


@published(
    by="intake",
    type="cn.qingcheng.carcass.disposed.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "disposal_id": STAY, "method": "INCINERATION",
             "plant": "呼和浩特市病死畜禽无害化处理中心", "receipt_no": "WHH-2026-0093"},
)  # fmt: skip
class CarcassDisposed(Event):
    """What was left of the dog was made harmless this way; the plant's receipt says so."""

    dog_id: str
    stay_id: str
    disposal_id: str
    method: str
    plant: str
    receipt_no: str
