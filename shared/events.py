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
    type="cn.qingcheng.operation.corrected.v1",
    audience="staff",
    about="operation_id",
    example={"operation_id": OPERATION, "headcount": {"公安": 12, "城管": 16, "保安": 20}},
)
class OperationCorrected(Event):
    """Who is out was written down wrongly; these are the people who really are."""

    operation_id: str
    headcount: dict[str, int]


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
             "status": "QUARANTINE", "claim_until": "2026-07-23T16:00:00Z", "external_ref": None,
             "holds": {OPERATION: "2026-07-27T16:00:00Z"}},
)  # fmt: skip
class DogIntaken(Event):
    """The dog is in our care, with a number and a stay. It was found at `occurred_at`.

    `claim_until` is the moment from which its owner can no longer claim it; none means that nobody can.
    `holds` are the ids of what else keeps it from being adopted, each with the moment at which it ends by
    itself; none means that somebody has to end it (`HoldReleased`).
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
    holds: dict[str, AwareDatetime | None] = {}


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
    type="cn.qingcheng.zone.sealed.v1",
    audience="restricted",
    about="zone",
    example={"zone": "A", "dogs": 45},
)
class ZoneSealed(Event):
    """There may be an outbreak: no dog goes in or out of this zone of the house, but a dead one."""

    zone: str
    dogs: int


@published(
    by="intake",
    type="cn.qingcheng.zone.reopened.v1",
    audience="restricted",
    about="zone",
    example={"zone": "A"},
)
class ZoneReopened(Event):
    """Dogs may go in and out of this zone of the house again."""

    zone: str


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
    type="cn.qingcheng.hold.placed.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "hold_id": OPERATION, "hold": "OWNER_DISPUTE",
             "blocks": ["ADOPTED", "RECLAIMED", "TRANSFERRED"], "until": None},
)  # fmt: skip
class HoldPlaced(Event):
    """The dog does not leave in these ways before the hold ends: at `until`, else by `HoldReleased`.

    Said again with the same `hold_id`, it is about the same hold. `hold` is none where few may know why.
    """

    dog_id: str
    stay_id: str
    hold_id: str
    hold: str | None = None
    blocks: list[Outcome]
    until: AwareDatetime | None = None


@published(
    by="intake",
    type="cn.qingcheng.hold.released.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "hold_id": OPERATION, "hold": "OWNER_DISPUTE", "early": True},
)
class HoldReleased(Event):
    """The hold keeps the dog no more. Two people agreed on it if it was `early`, before its time."""

    dog_id: str
    stay_id: str
    hold_id: str
    hold: str | None = None
    early: bool = False


@published(
    by="intake",
    type="cn.qingcheng.hold.broken.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "hold_id": OPERATION, "hold": "SEIZURE", "outcome": "ADOPTED"},
)
class HoldBroken(Event):
    """The dog has left in this way although the hold closed it; somebody has to find out where it is.

    Its stay is over (`StayClosed`). The hold stands again when the dog is back (`HoldPlaced`). `hold` is none
    where few may know why.
    """

    dog_id: str
    stay_id: str
    hold_id: str
    hold: str | None = None
    outcome: Outcome


@published(
    by="intake",
    type="cn.qingcheng.dog.reference-replaced.v1",
    audience="public",
    example={"dog_id": DOG, "external_ref": "row:1c3f09ab~5f70bf18a086007016e948b04aed3b82", "told_by": STAY},
)
class DogReferenceReplaced(Event):
    """The dog is known by this reference from elsewhere, and by no other: forget what was told before.

    That may have said more than anybody should know. It stood in the `DogIntaken` with the id `told_by`,
    which is published again under that id, mended.
    """

    dog_id: str
    external_ref: str
    told_by: str


@published(
    by="intake",
    type="cn.qingcheng.seizure.extended.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "hold_id": OPERATION, "until": "2026-09-12T16:00:00Z"},
)
class SeizureExtended(Event):
    """The dog is seized until then, thirty days longer at most. It is not made longer again."""

    dog_id: str
    stay_id: str
    hold_id: str
    until: AwareDatetime


@published(
    by="intake",
    type="cn.qingcheng.notice.published.v1",
    audience="public",
    example={"dog_id": DOG, "stay_id": STAY, "stay_no": "HH-2026-000123",
             "claim_until": "2026-07-24T16:00:00Z", "link": "https://example.org/notices/12"},
)  # fmt: skip
class NoticePublished(Event):
    """The found-dog notice is out since `occurred_at`, at `link` if that is a page.

    `claim_until` is the moment from which the owner can no longer claim the dog, also where an earlier event
    told of another one: some cities count it from the notice.
    """

    dog_id: str
    stay_id: str
    stay_no: str
    claim_until: AwareDatetime | None = None
    link: str | None = None


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


@published(
    by="intake",
    type="cn.qingcheng.intake.corrected.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "correction_id": STAY, "fields": ["breed", "colour"],
             "breed": "MIX", "colour": "BT", "reason": "EXAMINED", "asked_by": PERSON,
             "confirmed_by": "0197f7c4-90b2-7e52-a7d1-44c0e1f2b005",
             "old_hash": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
)  # fmt: skip
class IntakeCorrected(Event):
    """What was written down at intake was wrong; `fields` names what now has the value given here.

    `claim_until` is named where the time in which its owner can claim the dog follows from what was
    corrected.
    `old_hash` is the SHA-256 of the record before, as canonical JSON. Intake keeps that record.
    """

    dog_id: str
    stay_id: str
    correction_id: str
    fields: list[str]
    name: str | None = None
    sex: Sex | None = None
    breed: str | None = None
    colour: str | None = None
    age_months: int | None = None
    size: Size | None = None
    division: str | None = None
    custody_basis: CustodyBasis | None = None
    found_time: AwareDatetime | None = None
    claim_until: AwareDatetime | None = None
    reason: str
    asked_by: str
    confirmed_by: str
    old_hash: str


@published(
    by="intake",
    type="cn.qingcheng.photo.taken.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "photo_id": STAY, "view": "front", "size": 2481733,
             "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
             "sm3": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
)  # fmt: skip
class PhotoTaken(Event):
    """The dog was photographed from this side; the file is kept as it came, these are its hashes."""

    dog_id: str
    stay_id: str
    photo_id: str
    view: str
    sha256: str
    sm3: str
    size: int


@published(
    by="intake",
    type="cn.qingcheng.sheet.written.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "number": 1,
             "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
)  # fmt: skip
class SheetWritten(Event):
    """The intake sheet of this stay has one more entry, and its text has this hash."""

    dog_id: str
    stay_id: str
    number: int
    sha256: str


@published(
    by="intake",
    type="cn.qingcheng.records.exported.v1",
    audience="staff",
    about="export_id",
    example={"export_id": "0197f7f0-33cc-7f63-8d5a-6b5d2c1e0a06", "kind": "stays", "rows": 187},
)
class RecordsExported(Event):
    """Records left the house as a file; who took them and what for is on record under this id."""

    export_id: str
    kind: Literal["stays"]
    rows: int


@published(
    by="intake",
    type="cn.qingcheng.sessions.ended.v1",
    audience="staff",
    about="account",
    example={"account": "0197f7f3-55ee-7f85-9f7c-8d7f4e3a2c08"},
)
class SessionsEnded(Event):
    """What this account had signed in until now, or the one session that is named, opens no door any more."""

    account: str
    session: str | None = None


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
