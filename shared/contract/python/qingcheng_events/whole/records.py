# ruff: noqa
# fmt: off
"""Whole events. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class IntakeCorrected(Event):
    """What was written down at intake was wrong; `fields` names what now has the value given here.

    `claim_until` is named where the time in which its owner can claim the dog follows from what was
    corrected.
    `old_hash` is the SHA-256 of the record before, as canonical JSON. Intake keeps that record."""

    type: ClassVar[str] = 'cn.qingcheng.intake.corrected.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    correction_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    fields: list[str] = Field(examples=[['breed', 'colour']])
    name: str | None = Field(default=None)
    sex: Literal['male', 'female', 'unknown'] | str | None = Field(default=None)
    breed: str | None = Field(default=None, examples=['MIX'])
    colour: str | None = Field(default=None, examples=['BT'])
    age_months: int | None = Field(default=None)
    size: Literal['S', 'M', 'L', 'G'] | str | None = Field(default=None)
    division: str | None = Field(default=None)
    custody_basis: Literal['STRAY', 'LOST_REGISTERED', 'SURRENDERED', 'SEIZED', 'CONFISCATED', 'EVIDENCE', 'OBSERVATION', 'TRANSFER_IN', 'BORN_IN_CARE'] | str | None = Field(default=None)
    found_time: AwareDatetime | None = Field(default=None)
    claim_until: AwareDatetime | None = Field(default=None)
    reason: str = Field(examples=['EXAMINED'])
    asked_by: str = Field(examples=['0197f7c4-90b2-7e52-a7d1-44c0e1f2b004'])
    confirmed_by: str = Field(examples=['0197f7c4-90b2-7e52-a7d1-44c0e1f2b005'])
    old_hash: str = Field(examples=['ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'])


class PhotoTaken(Event):
    """The dog was photographed from this side; the file is kept as it came, these are its hashes."""

    type: ClassVar[str] = 'cn.qingcheng.photo.taken.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    photo_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    view: str = Field(examples=['front'])
    sha256: str = Field(examples=['ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'])
    sm3: str = Field(examples=['66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'])
    size: int = Field(examples=[2481733])


class SheetWritten(Event):
    """The intake sheet of this stay has one more entry, and its text has this hash."""

    type: ClassVar[str] = 'cn.qingcheng.sheet.written.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    number: int = Field(examples=[1])
    sha256: str = Field(examples=['ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'])


class RecordsExported(Event):
    """Records left the house as a file; who took them and what for is on record under this id."""

    type: ClassVar[str] = 'cn.qingcheng.records.exported.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    export_id: str = Field(examples=['0197f7f0-33cc-7f63-8d5a-6b5d2c1e0a06'])
    kind: Literal['stays'] | str = Field(examples=['stays'])
    rows: int = Field(examples=[187])


class SessionsEnded(Event):
    """What this account had signed in until now, or the one session that is named, opens no door any more."""

    type: ClassVar[str] = 'cn.qingcheng.sessions.ended.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    account: str = Field(examples=['0197f7f3-55ee-7f85-9f7c-8d7f4e3a2c08'])
    session: str | None = Field(default=None)
