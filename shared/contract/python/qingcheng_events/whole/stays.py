# ruff: noqa
# fmt: off
"""Whole events. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class CustodyChanged(Event):
    """The dog is still in our care, and its stay now has this status."""

    type: ClassVar[str] = 'cn.qingcheng.custody.changed.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    status: str = Field(examples=['ADOPTABLE'])


class StayOpened(Event):
    """A dog that we knew is in our care again, with a new stay and number.

    It was brought back, or it had run away and is caught; `claim_until` and `holds` are as in `DogIntaken`."""

    type: ClassVar[str] = 'cn.qingcheng.stay.opened.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    stay_no: str = Field(examples=['HH-2026-000188'])
    status: str = Field(examples=['RETURNED'])
    claim_until: AwareDatetime | None = Field(default=None)
    holds: dict[str, AwareDatetime | None] = Field(default={}, examples=[{}])


class StayClosed(Event):
    """The dog has left our care this way, and its kennel is free."""

    type: ClassVar[str] = 'cn.qingcheng.stay.closed.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    outcome: Literal['RECLAIMED', 'ADOPTED', 'TRANSFERRED', 'ESCAPED', 'DECEASED'] | str = Field(examples=['ADOPTED'])


class DogDied(Event):
    """The dog is dead."""

    type: ClassVar[str] = 'cn.qingcheng.dog.died.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    cause: str = Field(examples=['died in care'])
    in_care: bool = Field(default=True, examples=[True])


class EuthanasiaApproved(Event):
    """A vet proposed to put the dog to sleep, and another person agreed. It is not dead yet."""

    type: ClassVar[str] = 'cn.qingcheng.euthanasia.approved.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'restricted'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    euthanasia_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    ground: str = Field(examples=['INCURABLE'])


class EuthanasiaWithdrawn(Event):
    """One of the two who had agreed on it took it back before it was done. The dog lives."""

    type: ClassVar[str] = 'cn.qingcheng.euthanasia.withdrawn.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'restricted'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    euthanasia_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class CarcassStored(Event):
    """What is left of the dog is sealed and in the cold store."""

    type: ClassVar[str] = 'cn.qingcheng.carcass.stored.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    bag_no: str = Field(examples=['B-0713-02'])
    seal_no: str = Field(examples=['S0041877'])
    weight_kg: float = Field(examples=[18.5])


class CarcassDisposed(Event):
    """What was left of the dog was made harmless this way; the plant's receipt says so."""

    type: ClassVar[str] = 'cn.qingcheng.carcass.disposed.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    disposal_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    method: str = Field(examples=['INCINERATION'])
    plant: str = Field(examples=['呼和浩特市病死畜禽无害化处理中心'])
    receipt_no: str = Field(examples=['WHH-2026-0093'])
