# ruff: noqa
# fmt: off
"""Events as everybody may read them. Made by `make contract`: do not edit."""

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
    handover_id: str | None = Field(default=None, description='交接的编号；撤销时以它相认。 The hand-over: `HandoverUndone` names it if it is taken back.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


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
    handover_id: str | None = Field(default=None, description='交接的编号；撤销时以它相认。 The hand-over: `HandoverUndone` names it if it is taken back.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class HandoverUndone(Event):
    """The dog did not leave: within five minutes its hand-over was taken back, and its stay goes on."""

    type: ClassVar[str] = 'cn.qingcheng.handover.undone.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    handover_id: str = Field(description='交接的编号；撤销时以它相认。 The hand-over: `HandoverUndone` names it if it is taken back.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    left_by: Literal['RECLAIMED', 'ADOPTED', 'TRANSFERRED', 'ESCAPED', 'DECEASED'] | str = Field(description='当初以何种方式离所。 How it had left our care before.', examples=['RECLAIMED'])
