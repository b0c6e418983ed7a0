"""Everything that can happen, as facts that are now true. The only place where services meet.

An event carries ids and facts, never a person's name, number, phone or address: a person is an opaque
id that only the service that owns it can resolve. `occurred_at` is when it happened; when it was
recorded is in the envelope. Within a major version a class only gains optional fields.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

Audience = Literal["public", "staff", "restricted"]
CustodyBasis = Literal[
    "STRAY", "LOST_REGISTERED", "SURRENDERED", "SEIZED", "CONFISCATED", "EVIDENCE", "OBSERVATION",
    "TRANSFER_IN", "BORN_IN_CARE",
]  # fmt: skip
Outcome = Literal["RECLAIMED", "ADOPTED", "TRANSFERRED", "ESCAPED", "DECEASED"]
Sex = Literal["male", "female", "unknown"]
Size = Literal["S", "M", "L", "G"]


class Event(BaseModel):
    """Something that happened. `type`, `publisher`, `audience` and `example` are its contract."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    type: ClassVar[str]
    publisher: ClassVar[str]
    audience: ClassVar[Audience]
    about: ClassVar[str]
    example: ClassVar[dict[str, Any]]

    occurred_at: AwareDatetime

    @property
    def subject(self) -> str:
        """The id of the thing that it happened to."""
        return str(getattr(self, self.about))

    @classmethod
    def schema_name(cls) -> str:
        """The file of its JSON Schema in the contract, such as DogIntaken.v1.json."""
        return f"{cls.__name__}.{cls.type.rsplit('.', 1)[1]}.json"


BY_TYPE: dict[str, type[Event]] = {}
E = TypeVar("E", bound=type[Event])


def published(
    by: str, type: str, audience: Audience, example: dict[str, Any], about: str = "dog_id"
) -> Callable[[E], E]:
    """Enters an event class in the contract under the wire name that it keeps for ever."""

    def enter(event: E) -> E:
        event.type, event.publisher, event.audience = type, by, audience
        event.about, event.example = about, {"occurred_at": "2026-07-13T15:41:00Z"} | example
        BY_TYPE[type] = event
        return event

    return enter


def stream_of(event: type[Event]) -> str:
    """The Redis stream of an event: one for each publisher, and one more for what few may read."""
    restricted = ":restricted" if event.audience == "restricted" else ""
    return f"qingcheng:{event.publisher}{restricted}"


DOG = "0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01"
STAY = "0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002"
OPERATION = "0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003"
PERSON = "0197f7c4-90b2-7e52-a7d1-44c0e1f2b004"


# ---- intake: a dog arrives, stays and leaves -------------------------------------------------------


@published(
    by="intake",
    type="cn.qingcheng.operation.opened.v1",
    audience="staff",
    about="operation_id",
    example={"operation_id": OPERATION, "name": "第17次联合行动", "division": "150105",
             "headcount": {"公安": 12, "城管": 18, "保安": 20}},
)  # fmt: skip
class OperationOpened(Event):
    """A joint operation is out on the streets."""

    operation_id: str
    name: str
    division: str
    headcount: dict[str, int] = {}


@published(
    by="intake",
    type="cn.qingcheng.operation.closed.v1",
    audience="staff",
    about="operation_id",
    example={"operation_id": OPERATION, "dogs": 187},
)
class OperationClosed(Event):
    """A joint operation is over; this many dogs came in with it."""

    operation_id: str
    dogs: int


@published(
    by="intake",
    type="cn.qingcheng.dog.intaken.v1",
    audience="public",
    example={"dog_id": DOG, "stay_id": STAY, "stay_no": "HH-2026-000123", "custody_basis": "STRAY",
             "operation_id": OPERATION, "division": "150105", "name": None, "sex": "male",
             "breed": "RURAL", "colour": "YWW", "age_months": 24, "size": "M",
             "status": "QUARANTINE", "claim_until": "2026-07-23T16:00:00Z", "external_ref": None},
)  # fmt: skip
class DogIntaken(Event):
    """The dog is in our care, with a number and a stay. It was found at `occurred_at`.

    `claim_until` is the moment from which its owner can no longer claim it; none means that nobody can.
    """

    dog_id: str
    stay_id: str
    stay_no: str
    custody_basis: CustodyBasis
    operation_id: str | None = None
    division: str
    name: str | None = None
    sex: Sex
    breed: str
    colour: str
    age_months: int | None = None
    size: Size
    status: str
    claim_until: AwareDatetime | None = None
    external_ref: str | None = None


@published(
    by="intake",
    type="cn.qingcheng.chip.read.v1",
    audience="staff",
    example={"dog_id": DOG, "chip": "156000123456789", "scheme": "ISO11784"},
)
class ChipRead(Event):
    """The dog carries this chip. The number is normalised; `scheme` says how it was understood."""

    dog_id: str
    chip: str
    scheme: str


@published(
    by="intake",
    type="cn.qingcheng.tag.issued.v1",
    audience="staff",
    example={"dog_id": DOG, "code": "8K3M7Q2ZT5WB"},
)
class TagIssued(Event):
    """The dog wears its tag. Whoever scans the code sees who it is."""

    dog_id: str
    code: str


@published(
    by="intake",
    type="cn.qingcheng.tag.withdrawn.v1",
    audience="staff",
    example={"dog_id": DOG, "code": "8K3M7Q2ZT5WB", "reason": "DECEASED"},
)
class TagWithdrawn(Event):
    """The tag no longer names the dog."""

    dog_id: str
    code: str
    reason: str


@published(
    by="intake",
    type="cn.qingcheng.kennel.assigned.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "kennel": "A07"},
)
class KennelAssigned(Event):
    """The dog lives in this kennel."""

    dog_id: str
    stay_id: str
    kennel: str


@published(
    by="intake",
    type="cn.qingcheng.observation.opened.v1",
    audience="restricted",
    example={"dog_id": DOG, "stay_id": STAY, "until": "2026-07-23T15:41:00Z"},
)
class ObservationOpened(Event):
    """The dog has bitten somebody and is watched for rabies until then."""

    dog_id: str
    stay_id: str
    until: AwareDatetime


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
    example={"dog_id": DOG, "stay_id": STAY, "stay_no": "HH-2026-000188", "status": "RETURNED"},
)
class StayOpened(Event):
    """A dog that we knew is in our care again, with a new stay and number."""

    dog_id: str
    stay_id: str
    stay_no: str
    status: str


@published(
    by="intake",
    type="cn.qingcheng.stay.closed.v1",
    audience="public",
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


# ---- registry: who this dog is -----------------------------------------------------------------------


@published(
    by="registry",
    type="cn.qingcheng.dog.vaccinated.v1",
    audience="public",
    example={"dog_id": DOG, "vaccination_id": STAY, "disease": "rabies", "product": "狂犬病灭活疫苗",
             "manufacturer": "示例生物", "batch_no": "20260501", "valid_until": "2027-07-13"},
)  # fmt: skip
class DogVaccinated(Event):
    """The dog is vaccinated, and the vaccination counts to the end of `valid_until`."""

    dog_id: str
    vaccination_id: str
    disease: str = "rabies"
    product: str
    manufacturer: str
    batch_no: str
    valid_until: date


# ---- adoption: a dog goes home -----------------------------------------------------------------------


@published(
    by="adoption",
    type="cn.qingcheng.dog.became-adoptable.v1",
    audience="public",
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
    example={"dog_id": DOG, "stay_id": STAY, "adoption_id": STAY, "person": PERSON},
)
class DogAdopted(Event):
    """The dog has gone home with its new family."""

    dog_id: str
    stay_id: str
    adoption_id: str
    person: str


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
    example={"dog_id": DOG, "stay_id": STAY, "reclaim_id": STAY, "person": PERSON},
)
class DogReclaimed(Event):
    """The dog is back with its owner."""

    dog_id: str
    stay_id: str
    reclaim_id: str
    person: str


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


# ---- notify: everyone who should know, knows -----------------------------------------------------------


@published(
    by="notify",
    type="cn.qingcheng.message.sent.v1",
    audience="staff",
    about="message_id",
    example={"message_id": STAY, "channel": "webhook", "template": "DogAdopted", "about_event": DOG,
             "attempts": 1},
)  # fmt: skip
class MessageSent(Event):
    """The channel has taken the message over."""

    message_id: str
    channel: str
    template: str
    about_event: str
    attempts: int


@published(
    by="notify",
    type="cn.qingcheng.message.failed.v1",
    audience="staff",
    about="message_id",
    example={"message_id": STAY, "channel": "email", "template": "DogAdopted", "about_event": DOG,
             "attempts": 7, "reason": "550 mailbox unavailable"},
)  # fmt: skip
class MessageFailed(Event):
    """The message will not arrive; nobody tries it again by itself."""

    message_id: str
    channel: str
    template: str
    about_event: str
    attempts: int
    reason: str
