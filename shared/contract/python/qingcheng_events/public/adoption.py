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

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class DogAdopted(Event):
    """The dog has gone home with its new family."""

    type: ClassVar[str] = 'cn.qingcheng.dog.adopted.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    adoption_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    handover_id: str | None = Field(default=None, examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class DogReclaimed(Event):
    """The dog is back with its owner."""

    type: ClassVar[str] = 'cn.qingcheng.dog.reclaimed.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    reclaim_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    handover_id: str | None = Field(default=None, examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class HandoverUndone(Event):
    """The dog did not leave: within five minutes its hand-over was taken back, and its stay goes on.

    `handover_id` is that of the `DogReclaimed` or `DogAdopted` that does not count. `open_again` are the
    reclaims and applications that had ended with it and wait for an answer again."""

    type: ClassVar[str] = 'cn.qingcheng.handover.undone.v1'
    publisher: ClassVar[str] = 'adoption'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    handover_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    left_by: Literal['RECLAIMED', 'ADOPTED', 'TRANSFERRED', 'ESCAPED', 'DECEASED'] | str = Field(examples=['RECLAIMED'])
    open_again: list[str] = Field(default=[], examples=[['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003']])
