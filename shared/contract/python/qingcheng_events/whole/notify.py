# ruff: noqa
# fmt: off
"""Whole events. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class MessageSent(Event):
    """The channel has taken the message over."""

    type: ClassVar[str] = 'cn.qingcheng.message.sent.v1'
    publisher: ClassVar[str] = 'notify'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    message_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    channel: str = Field(examples=['webhook'])
    template: str = Field(examples=['DogAdopted'])
    about_event: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    attempts: int = Field(examples=[1])


class MessageFailed(Event):
    """The message will not arrive; nobody tries it again by itself."""

    type: ClassVar[str] = 'cn.qingcheng.message.failed.v1'
    publisher: ClassVar[str] = 'notify'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    message_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    channel: str = Field(examples=['email'])
    template: str = Field(examples=['DogAdopted'])
    about_event: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    attempts: int = Field(examples=[7])
    reason: str = Field(examples=['550 mailbox unavailable'])
