# ruff: noqa
# fmt: off
"""Whole events. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class DogBecameAdoptable(Event):
    """Nobody claimed the dog in time and it is vaccinated: a family can have it."""

    type: ClassVar[str] = 'cn.qingcheng.dog.became-adoptable.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class AdoptionAppliedFor(Event):
    """Somebody asks to adopt the dog."""

    type: ClassVar[str] = 'cn.qingcheng.adoption.applied-for.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    application_id: str = Field(description='领养申请的编号。 The application to adopt.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    person: str = Field(description='某人（不透明编号）；只有发布它的服务能解读。 Somebody: an opaque id that only the service that says it can resolve.', examples=['0197f7c4-90b2-7e52-a7d1-44c0e1f2b004'])


class AdoptionApproved(Event):
    """The dog is kept for this person until it is handed over."""

    type: ClassVar[str] = 'cn.qingcheng.adoption.approved.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    application_id: str = Field(description='领养申请的编号。 The application to adopt.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    person: str = Field(description='某人（不透明编号）；只有发布它的服务能解读。 Somebody: an opaque id that only the service that says it can resolve.', examples=['0197f7c4-90b2-7e52-a7d1-44c0e1f2b004'])


class DogAdopted(Event):
    """The dog has gone home with its new family."""

    type: ClassVar[str] = 'cn.qingcheng.dog.adopted.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    adoption_id: str = Field(description='领养的编号。 The adoption.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    person: str = Field(description='某人（不透明编号）；只有发布它的服务能解读。 Somebody: an opaque id that only the service that says it can resolve.', examples=['0197f7c4-90b2-7e52-a7d1-44c0e1f2b004'])
    handover_id: str | None = Field(default=None, description='交接的编号；撤销时以它相认。 The hand-over: `HandoverUndone` names it if it is taken back.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class DogReturned(Event):
    """The dog that had gone home is back with us; `stay_id` is the stay that begins with this."""

    type: ClassVar[str] = 'cn.qingcheng.dog.returned.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    return_id: str = Field(description='退回的编号。 The return.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    reason: str = Field(description='原因，按原文。 Why, in words as they were written down.', examples=['搬家'])
    left_by: Literal['RECLAIMED', 'ADOPTED', 'TRANSFERRED', 'ESCAPED', 'DECEASED'] | str = Field(description='当初以何种方式离所。 How it had left our care before.', examples=['ADOPTED'])


class ReclaimRequested(Event):
    """Somebody says that the dog is theirs."""

    type: ClassVar[str] = 'cn.qingcheng.reclaim.requested.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    reclaim_id: str = Field(description='认领的编号。 The claim of an owner.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    person: str = Field(description='某人（不透明编号）；只有发布它的服务能解读。 Somebody: an opaque id that only the service that says it can resolve.', examples=['0197f7c4-90b2-7e52-a7d1-44c0e1f2b004'])


class ReclaimRefused(Event):
    """The dog was not theirs, or may not go back; it waits on."""

    type: ClassVar[str] = 'cn.qingcheng.reclaim.refused.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    reclaim_id: str = Field(description='认领的编号。 The claim of an owner.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    reason: str = Field(description='原因，按原文。 Why, in words as they were written down.', examples=['芯片与证件不符'])


class DogReclaimed(Event):
    """The dog is back with its owner."""

    type: ClassVar[str] = 'cn.qingcheng.dog.reclaimed.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    reclaim_id: str = Field(description='认领的编号。 The claim of an owner.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    person: str = Field(description='某人（不透明编号）；只有发布它的服务能解读。 Somebody: an opaque id that only the service that says it can resolve.', examples=['0197f7c4-90b2-7e52-a7d1-44c0e1f2b004'])
    handover_id: str | None = Field(default=None, description='交接的编号；撤销时以它相认。 The hand-over: `HandoverUndone` names it if it is taken back.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class HandoverUndone(Event):
    """The dog did not leave: within five minutes its hand-over was taken back, and its stay goes on.

    `handover_id` is that of the `DogReclaimed` or `DogAdopted` that does not count. `open_again` are the
    reclaims and applications that had ended with it and wait for an answer again."""

    type: ClassVar[str] = 'cn.qingcheng.handover.undone.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    handover_id: str = Field(description='交接的编号；撤销时以它相认。 The hand-over: `HandoverUndone` names it if it is taken back.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    left_by: Literal['RECLAIMED', 'ADOPTED', 'TRANSFERRED', 'ESCAPED', 'DECEASED'] | str = Field(description='当初以何种方式离所。 How it had left our care before.', examples=['RECLAIMED'])
    open_again: list[str] = Field(default=[], description='重新等待答复的认领和申请。 The claims and applications that wait for an answer again.', examples=[['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003']])


class VisitBooked(Event):
    """Somebody is coming on an open day."""

    type: ClassVar[str] = 'cn.qingcheng.visit.booked.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    visit_id: str = Field(description='预约的编号。 The booking of a visit.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    day: date = Field(description="开放日（当地日历）。 The open day, by the city's calendar (Asia/Shanghai).", examples=['2026-07-14'])
    people: int = Field(description='来几个人。 How many people come.', examples=[2])
