# ruff: noqa
# fmt: off
"""Whole events. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class ObservationOpened(Event):
    """The dog has bitten somebody and is watched for rabies until then."""

    type: ClassVar[str] = 'cn.qingcheng.observation.opened.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'restricted'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    until: AwareDatetime = Field(description='到此刻为止；空则须有人结束。 Until then; none: until somebody ends it.', examples=['2026-07-23T15:41:00Z'])


class HoldPlaced(Event):
    """The dog does not leave in these ways before the hold ends: at `until`, else by `HoldReleased`.

    Said again with the same `hold_id`, it is about the same hold. `hold` is none where few may know why."""

    type: ClassVar[str] = 'cn.qingcheng.hold.placed.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    hold_id: str = Field(description='限制的编号；再说一次是同一项。 The hold. Said again with the same id, it is about the same hold.', examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    hold: str | None = Field(default=None, description='限制的种类；少数人才能知道的留空。 What kind of hold; none where few may know why.', examples=['OWNER_DISPUTE'])
    blocks: list[Literal['RECLAIMED', 'ADOPTED', 'TRANSFERRED', 'ESCAPED', 'DECEASED'] | str] = Field(description='限制期间不能以这些方式离所。 The ways in which it cannot leave meanwhile.', examples=[['ADOPTED', 'RECLAIMED', 'TRANSFERRED']])
    until: AwareDatetime | None = Field(default=None, description='到此刻为止；空则须有人结束。 Until then; none: until somebody ends it.')


class HoldReleased(Event):
    """The hold keeps the dog no more. Two people agreed on it if it was `early`, before its time."""

    type: ClassVar[str] = 'cn.qingcheng.hold.released.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    hold_id: str = Field(description='限制的编号；再说一次是同一项。 The hold. Said again with the same id, it is about the same hold.', examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    hold: str | None = Field(default=None, description='限制的种类；少数人才能知道的留空。 What kind of hold; none where few may know why.', examples=['OWNER_DISPUTE'])
    early: bool = Field(default=False, description='是否提前结束（须两人同意）。 Whether it ended before its time: two people agreed on it.', examples=[True])


class HoldBroken(Event):
    """The dog has left in this way although the hold closed it; somebody has to find out where it is.

    Its stay is over (`StayClosed`). The hold stands again when the dog is back (`HoldPlaced`). `hold` is none
    where few may know why."""

    type: ClassVar[str] = 'cn.qingcheng.hold.broken.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    hold_id: str = Field(description='限制的编号；再说一次是同一项。 The hold. Said again with the same id, it is about the same hold.', examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    hold: str | None = Field(default=None, description='限制的种类；少数人才能知道的留空。 What kind of hold; none where few may know why.', examples=['SEIZURE'])
    outcome: Literal['RECLAIMED', 'ADOPTED', 'TRANSFERRED', 'ESCAPED', 'DECEASED'] | str = Field(description='离所方式。 How it left our care.', examples=['ADOPTED'])


class DogReferenceReplaced(Event):
    """The dog is known by this reference from elsewhere, and by no other: forget what was told before.

    That may have said more than anybody should know. It stood in the `DogIntaken` with the id `told_by`,
    which is published again under that id, mended."""

    type: ClassVar[str] = 'cn.qingcheng.dog.reference-replaced.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    external_ref: str = Field(description='原系统中的编号。 What it was known by elsewhere, before it was taken over here.', examples=['row:1c3f09ab~5f70bf18a086007016e948b04aed3b82'])
    told_by: str = Field(description='说出旧编号的那件事的 id。 The `id` of the `DogIntaken` that told the reference before; it is published again, mended, under that id.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class SeizureExtended(Event):
    """The dog is seized until then, thirty days longer at most. It is not made longer again."""

    type: ClassVar[str] = 'cn.qingcheng.seizure.extended.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    hold_id: str = Field(description='限制的编号；再说一次是同一项。 The hold. Said again with the same id, it is about the same hold.', examples=['0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003'])
    until: AwareDatetime = Field(description='到此刻为止；空则须有人结束。 Until then; none: until somebody ends it.', examples=['2026-09-12T16:00:00Z'])


class NoticePublished(Event):
    """The found-dog notice is out since `occurred_at`, at `link` if that is a page.

    `claim_until` is the moment from which the owner can no longer claim the dog, also where an earlier event
    told of another one: some cities count it from the notice."""

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
