"""A dog arrives: the operations that bring dogs in, who they are, their tags and kennels."""

from pydantic import AwareDatetime

from shared.events.event import DOG, OPERATION, STAY, CustodyBasis, Event, Sex, Size, published


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
    public="dog_id stay_id stay_no division name sex breed colour age_months size external_ref",
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
