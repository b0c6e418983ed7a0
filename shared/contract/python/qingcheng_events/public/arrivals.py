# ruff: noqa
# fmt: off
"""Events as everybody may read them. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


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
