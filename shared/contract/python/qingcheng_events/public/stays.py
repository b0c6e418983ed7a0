# ruff: noqa
# fmt: off
"""Events as everybody may read them. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class StayClosed(Event):
    """The dog has left our care this way, and its kennel is free."""

    type: ClassVar[str] = 'cn.qingcheng.stay.closed.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    outcome: Literal['RECLAIMED', 'ADOPTED', 'TRANSFERRED', 'ESCAPED', 'DECEASED'] | str = Field(examples=['ADOPTED'])
