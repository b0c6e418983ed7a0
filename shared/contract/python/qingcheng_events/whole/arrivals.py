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

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    operation_id: str = Field(description='带它来的联合行动；没有则不是行动中收容的。 The joint operation that brought it; none if it came otherwise.', examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    name: str = Field(description='行动的名称。 What the operation is called.', examples=['第17次联合行动'])
    division: str = Field(description='行政区划代码：旗县区六位，街道九位。 A division of the city by its national code: six digits for a district, nine for a sub-district.', examples=['150105'])
    headcount: dict[str, int] = Field(default={}, description='各部门到场人数。 How many people came, by department.', examples=[{'公安': 12, '城管': 18, '保安': 20}])


class OperationCorrected(Event):
    """Who is out was written down wrongly; these are the people who really are."""

    type: ClassVar[str] = 'cn.qingcheng.operation.corrected.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    operation_id: str = Field(description='带它来的联合行动；没有则不是行动中收容的。 The joint operation that brought it; none if it came otherwise.', examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    headcount: dict[str, int] = Field(description='各部门到场人数。 How many people came, by department.', examples=[{'公安': 12, '城管': 16, '保安': 20}])


class OperationClosed(Event):
    """A joint operation is over; this many dogs came in with it."""

    type: ClassVar[str] = 'cn.qingcheng.operation.closed.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    operation_id: str = Field(description='带它来的联合行动；没有则不是行动中收容的。 The joint operation that brought it; none if it came otherwise.', examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    dogs: int = Field(description='犬只数。 How many dogs.', examples=[187])


class DogIntaken(Event):
    """The dog is in our care, with a number and a stay. It was found at `occurred_at`.

    `claim_until` is the moment from which its owner can no longer claim it; none means that nobody can.
    `holds` are the ids of what else keeps it from being adopted, each with the moment at which it ends by
    itself; none means that somebody has to end it (`HoldReleased`)."""

    type: ClassVar[str] = 'cn.qingcheng.dog.intaken.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    stay_no: str = Field(description="收容号，印在栏卡和单据上。 The stay's number as people say it, on kennel cards and papers.", examples=['HH-2026-000123'])
    custody_basis: Literal['STRAY', 'LOST_REGISTERED', 'SURRENDERED', 'SEIZED', 'CONFISCATED', 'EVIDENCE', 'OBSERVATION', 'TRANSFER_IN', 'BORN_IN_CARE'] | str = Field(description='收容依据。 On what grounds the dog is in our care.', examples=['STRAY'])
    operation_id: str | None = Field(default=None, description='带它来的联合行动；没有则不是行动中收容的。 The joint operation that brought it; none if it came otherwise.', examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    division: str = Field(description='行政区划代码：旗县区六位，街道九位。 A division of the city by its national code: six digits for a district, nine for a sub-district.', examples=['150105'])
    name: str | None = Field(default=None, description='犬只的名字。 What the dog is called, if anybody knows.')
    sex: Literal['male', 'female', 'unknown'] | str = Field(description='性别。 Male, female or unknown.', examples=['male'])
    breed: str = Field(description='品种代码；导入或手写的按原文。 A code of the breeds, or free text as it was written down.', examples=['RURAL'])
    colour: str = Field(description='毛色代码；导入或手写的按原文。 A code of the colours, or free text as it was written down.', examples=['YWW'])
    age_months: int | None = Field(default=None, description='估计月龄，收容时。 How many months old it was judged to be when it came.', examples=[24])
    size: Literal['S', 'M', 'L', 'G'] | str = Field(description='体型。 How big the dog is.', examples=['M'])
    status: str = Field(description='收容状态。 What its stay is now.', examples=['QUARANTINE'])
    claim_until: AwareDatetime | None = Field(default=None, description='主人可认领到此刻之前；空则不能认领。 The moment from which its owner can no longer claim it; none: nobody can.', examples=['2026-07-23T16:00:00Z'])
    external_ref: str | None = Field(default=None, description='原系统中的编号。 What it was known by elsewhere, before it was taken over here.')
    holds: dict[str, AwareDatetime | None] = Field(default={}, description='限制离所的各项，及各自自动结束的时间。 What keeps it from leaving, by id, each with the moment at which it ends by itself; none: somebody has to end it.', examples=[{'0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003': '2026-07-27T16:00:00Z'}])


class ChipRead(Event):
    """The dog carries this chip. The number is normalised; `scheme` says how it was understood."""

    type: ClassVar[str] = 'cn.qingcheng.chip.read.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    chip: str = Field(description="芯片号，已规范。 The microchip's number, normalised.", examples=['156000123456789'])
    scheme: str = Field(description="芯片号按哪种标准读出。 By which standard the chip's number was understood.", examples=['ISO11784'])


class TagIssued(Event):
    """The dog wears its tag. Whoever scans the code sees who it is."""

    type: ClassVar[str] = 'cn.qingcheng.tag.issued.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    code: str = Field(description="犬牌上的代码：十二位，猜不出。 The code on the tag: twelve characters of Crockford's base 32, not to be guessed.", examples=['8K3M7Q2ZT5WB'])


class TagWithdrawn(Event):
    """The tag no longer names the dog."""

    type: ClassVar[str] = 'cn.qingcheng.tag.withdrawn.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    code: str = Field(description="犬牌上的代码：十二位，猜不出。 The code on the tag: twelve characters of Crockford's base 32, not to be guessed.", examples=['8K3M7Q2ZT5WB'])
    reason: str = Field(description='为何停用。 Why it ended.', examples=['DECEASED'])


class KennelAssigned(Event):
    """The dog lives in this kennel."""

    type: ClassVar[str] = 'cn.qingcheng.kennel.assigned.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    kennel: str = Field(description='犬舍编号。 The kennel, by what is painted on it.', examples=['A07'])


class ZoneSealed(Event):
    """There may be an outbreak: no dog goes in or out of this zone of the house, but a dead one."""

    type: ClassVar[str] = 'cn.qingcheng.zone.sealed.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'restricted'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    zone: str = Field(description='犬舍分区。 A zone of the house: the letter that its kennels begin with.', examples=['A'])
    dogs: int = Field(description='犬只数。 How many dogs.', examples=[45])


class ZoneReopened(Event):
    """Dogs may go in and out of this zone of the house again."""

    type: ClassVar[str] = 'cn.qingcheng.zone.reopened.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'restricted'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    zone: str = Field(description='犬舍分区。 A zone of the house: the letter that its kennels begin with.', examples=['A'])
