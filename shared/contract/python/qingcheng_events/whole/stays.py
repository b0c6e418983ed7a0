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

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    status: str = Field(description='收容状态。 What its stay is now.', examples=['ADOPTABLE'])


class StayOpened(Event):
    """A dog that we knew is in our care again, with a new stay and number.

    It was brought back, or it had run away and is caught; `claim_until` and `holds` are as in `DogIntaken`."""

    type: ClassVar[str] = 'cn.qingcheng.stay.opened.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    stay_no: str = Field(description="收容号，印在栏卡和单据上。 The stay's number as people say it, on kennel cards and papers.", examples=['HH-2026-000188'])
    status: str = Field(description='收容状态。 What its stay is now.', examples=['RETURNED'])
    claim_until: AwareDatetime | None = Field(default=None, description='主人可认领到此刻之前；空则不能认领。 The moment from which its owner can no longer claim it; none: nobody can.')
    holds: dict[str, AwareDatetime | None] = Field(default={}, description='限制离所的各项，及各自自动结束的时间。 What keeps it from leaving, by id, each with the moment at which it ends by itself; none: somebody has to end it.', examples=[{}])


class StayClosed(Event):
    """The dog has left our care this way, and its kennel is free."""

    type: ClassVar[str] = 'cn.qingcheng.stay.closed.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    outcome: Literal['RECLAIMED', 'ADOPTED', 'TRANSFERRED', 'ESCAPED', 'DECEASED'] | str = Field(description='离所方式。 How it left our care.', examples=['ADOPTED'])


class DogDied(Event):
    """The dog is dead."""

    type: ClassVar[str] = 'cn.qingcheng.dog.died.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    cause: str = Field(description='死因：代码，或原文。 What it died of: a code, or words as they were written down.', examples=['died in care'])
    in_care: bool = Field(default=True, description='是否死于在所期间。 Whether it died in our care, and not after it had left.', examples=[True])


class EuthanasiaApproved(Event):
    """A vet proposed to put the dog to sleep, and another person agreed. It is not dead yet."""

    type: ClassVar[str] = 'cn.qingcheng.euthanasia.approved.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'restricted'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    euthanasia_id: str = Field(description='安乐死决定的编号。 The decision to put it to sleep.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    ground: str = Field(description='理由代码。 On what ground, by code.', examples=['INCURABLE'])


class EuthanasiaWithdrawn(Event):
    """One of the two who had agreed on it took it back before it was done. The dog lives."""

    type: ClassVar[str] = 'cn.qingcheng.euthanasia.withdrawn.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'restricted'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    euthanasia_id: str = Field(description='安乐死决定的编号。 The decision to put it to sleep.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class CarcassStored(Event):
    """What is left of the dog is sealed and in the cold store."""

    type: ClassVar[str] = 'cn.qingcheng.carcass.stored.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    bag_no: str = Field(description='遗体袋号。 The number on the bag.', examples=['B-0713-02'])
    seal_no: str = Field(description='封签号。 The number on the seal.', examples=['S0041877'])
    weight_kg: float = Field(description='重量，千克。 How much it weighs, in kilograms.', examples=[18.5])


class CarcassDisposed(Event):
    """What was left of the dog was made harmless this way; the plant's receipt says so."""

    type: ClassVar[str] = 'cn.qingcheng.carcass.disposed.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    disposal_id: str = Field(description='无害化处理批次的编号。 The consignment that went to the plant.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    method: str = Field(description='处理方式代码。 How it was made harmless, by code.', examples=['INCINERATION'])
    plant: str = Field(description="处理厂名称。 The plant's name.", examples=['呼和浩特市病死畜禽无害化处理中心'])
    receipt_no: str = Field(description="处理厂回执号。 The number of the plant's receipt.", examples=['WHH-2026-0093'])
