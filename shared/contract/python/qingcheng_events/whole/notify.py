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

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    message_id: str = Field(description='消息的编号。 The message.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    channel: str = Field(description='经由哪种方式。 By which way it went.', examples=['webhook'])
    template: str = Field(description='说的是哪种事件。 Of which kind of event it tells.', examples=['DogAdopted'])
    about_event: str = Field(description='说的是哪件事（事件 id）。 The `id` of the event that it tells of.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    attempts: int = Field(description='试了几次。 How often it was tried.', examples=[1])


class MessageFailed(Event):
    """The message will not arrive; nobody tries it again by itself."""

    type: ClassVar[str] = 'cn.qingcheng.message.failed.v1'
    publisher: ClassVar[str] = 'notify'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    message_id: str = Field(description='消息的编号。 The message.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    channel: str = Field(description='经由哪种方式。 By which way it went.', examples=['email'])
    template: str = Field(description='说的是哪种事件。 Of which kind of event it tells.', examples=['DogAdopted'])
    about_event: str = Field(description='说的是哪件事（事件 id）。 The `id` of the event that it tells of.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    attempts: int = Field(description='试了几次。 How often it was tried.', examples=[7])
    reason: str = Field(description='原因，按原文。 Why, in words as they were written down.', examples=['550 mailbox unavailable'])
