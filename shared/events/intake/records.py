"""The records: what was corrected, photographed, written down or taken out, and who may no longer look."""

from typing import Literal

from pydantic import AwareDatetime

from shared.events.event import DOG, PERSON, STAY, CustodyBasis, Event, Sex, Size, published


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
