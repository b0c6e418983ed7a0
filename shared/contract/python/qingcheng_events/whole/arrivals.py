# ruff: noqa
# fmt: off
"""Whole events. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class OperationOpened(Event):
    """A joint operation is out on the streets."""

    type: ClassVar[str] = 'cn.qingcheng.operation.opened.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    operation_id: str = Field(examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    name: str = Field(examples=['第17次联合行动'])
    division: str = Field(examples=['150105'])
    headcount: dict[str, int] = Field(default={}, examples=[{'公安': 12, '城管': 18, '保安': 20}])


class OperationCorrected(Event):
    """Who is out was written down wrongly; these are the people who really are."""

    type: ClassVar[str] = 'cn.qingcheng.operation.corrected.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    operation_id: str = Field(examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    headcount: dict[str, int] = Field(examples=[{'公安': 12, '城管': 16, '保安': 20}])


class OperationClosed(Event):
    """A joint operation is over; this many dogs came in with it."""

    type: ClassVar[str] = 'cn.qingcheng.operation.closed.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    operation_id: str = Field(examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    dogs: int = Field(examples=[187])


class DogIntaken(Event):
    """The dog is in our care, with a number and a stay. It was found at `occurred_at`.

    `claim_until` is the moment from which its owner can no longer claim it; none means that nobody can.
    `holds` are the ids of what else keeps it from being adopted, each with the moment at which it ends by
    itself; none means that somebody has to end it (`HoldReleased`)."""

    type: ClassVar[str] = 'cn.qingcheng.dog.intaken.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    stay_no: str = Field(examples=['HH-2026-000123'])
    custody_basis: Literal['STRAY', 'LOST_REGISTERED', 'SURRENDERED', 'SEIZED', 'CONFISCATED', 'EVIDENCE', 'OBSERVATION', 'TRANSFER_IN', 'BORN_IN_CARE'] | str = Field(examples=['STRAY'])
    operation_id: str | None = Field(default=None, examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    division: str = Field(examples=['150105'])
    name: str | None = Field(default=None)
    sex: Literal['male', 'female', 'unknown'] | str = Field(examples=['male'])
    breed: str = Field(examples=['RURAL'])
    colour: str = Field(examples=['YWW'])
    age_months: int | None = Field(default=None, examples=[24])
    size: Literal['S', 'M', 'L', 'G'] | str = Field(examples=['M'])
    status: str = Field(examples=['QUARANTINE'])
    claim_until: AwareDatetime | None = Field(default=None, examples=['2026-07-23T16:00:00Z'])
    external_ref: str | None = Field(default=None)
    holds: dict[str, AwareDatetime | None] = Field(default={}, examples=[{'0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003': '2026-07-27T16:00:00Z'}])


class ChipRead(Event):
    """The dog carries this chip. The number is normalised; `scheme` says how it was understood."""

    type: ClassVar[str] = 'cn.qingcheng.chip.read.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    chip: str = Field(examples=['156000123456789'])
    scheme: str = Field(examples=['ISO11784'])


class TagIssued(Event):
    """The dog wears its tag. Whoever scans the code sees who it is."""

    type: ClassVar[str] = 'cn.qingcheng.tag.issued.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    code: str = Field(examples=['8K3M7Q2ZT5WB'])


class TagWithdrawn(Event):
    """The tag no longer names the dog."""

    type: ClassVar[str] = 'cn.qingcheng.tag.withdrawn.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    code: str = Field(examples=['8K3M7Q2ZT5WB'])
    reason: str = Field(examples=['DECEASED'])


class KennelAssigned(Event):
    """The dog lives in this kennel."""

    type: ClassVar[str] = 'cn.qingcheng.kennel.assigned.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    kennel: str = Field(examples=['A07'])


class ZoneSealed(Event):
    """There may be an outbreak: no dog goes in or out of this zone of the house, but a dead one."""

    type: ClassVar[str] = 'cn.qingcheng.zone.sealed.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'restricted'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    zone: str = Field(examples=['A'])
    dogs: int = Field(examples=[45])


class ZoneReopened(Event):
    """Dogs may go in and out of this zone of the house again."""

    type: ClassVar[str] = 'cn.qingcheng.zone.reopened.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'restricted'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    zone: str = Field(examples=['A'])
