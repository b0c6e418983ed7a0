# ruff: noqa
# fmt: off
"""Events as everybody may read them. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class DogReferenceReplaced(Event):
    """The dog is known by this reference from elsewhere, and by no other: forget what was told before."""

    type: ClassVar[str] = 'cn.qingcheng.dog.reference-replaced.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    external_ref: str = Field(description='原系统中的编号。 What it was known by elsewhere, before it was taken over here.', examples=['row:1c3f09ab~5f70bf18a086007016e948b04aed3b82'])
    told_by: str = Field(description='说出旧编号的那件事的 id。 The `id` of the `DogIntaken` that told the reference before; it is published again, mended, under that id.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class NoticePublished(Event):
    """The found-dog notice is out since `occurred_at`, at `link` if that is a page."""

    type: ClassVar[str] = 'cn.qingcheng.notice.published.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    stay_no: str = Field(description="收容号，印在栏卡和单据上。 The stay's number as people say it, on kennel cards and papers.", examples=['HH-2026-000123'])
    claim_until: AwareDatetime | None = Field(default=None, description='主人可认领到此刻之前；空则不能认领。 The moment from which its owner can no longer claim it; none: nobody can.', examples=['2026-07-24T16:00:00Z'])
    link: str | None = Field(default=None, description='公告网页；没有则为空。 Where the notice is to be read, if that is a page.', examples=['https://example.org/notices/12'])
