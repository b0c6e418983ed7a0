# ruff: noqa
# fmt: off
"""Whole events. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class IntakeCorrected(Event):
    """What was written down at intake was wrong; `fields` names what now has the value given here.

    `claim_until` is named where the time in which its owner can claim the dog follows from what was
    corrected.
    `old_hash` is the SHA-256 of the record before, as canonical JSON. Intake keeps that record."""

    type: ClassVar[str] = 'cn.qingcheng.intake.corrected.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    correction_id: str = Field(description='更正的编号。 The correction.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    fields: list[str] = Field(description='被更正的字段名；其余字段不变。 The names of what is corrected here; whatever is not named stays as it was.', examples=[['breed', 'colour']])
    name: str | None = Field(default=None, description='犬只的名字。 What the dog is called, if anybody knows.', examples=['豆包'])
    sex: Literal['male', 'female', 'unknown'] | str | None = Field(default=None, description='性别。 Male, female or unknown.', examples=['male'])
    breed: str | None = Field(default=None, description='品种代码；导入或手写的按原文。 A code of the breeds, or free text as it was written down.', examples=['MIX'])
    colour: str | None = Field(default=None, description='毛色代码；导入或手写的按原文。 A code of the colours, or free text as it was written down.', examples=['BT'])
    age_months: int | None = Field(default=None, description='估计月龄，收容时。 How many months old it was judged to be when it came.', examples=[24])
    size: Literal['S', 'M', 'L', 'G'] | str | None = Field(default=None, description='体型。 How big the dog is.', examples=['M'])
    division: str | None = Field(default=None, description='行政区划代码：旗县区六位，街道九位。 A division of the city by its national code: six digits for a district, nine for a sub-district.', examples=['150105'])
    custody_basis: Literal['STRAY', 'LOST_REGISTERED', 'SURRENDERED', 'SEIZED', 'CONFISCATED', 'EVIDENCE', 'OBSERVATION', 'TRANSFER_IN', 'BORN_IN_CARE'] | str | None = Field(default=None, description='收容依据。 On what grounds the dog is in our care.', examples=['STRAY'])
    found_time: AwareDatetime | None = Field(default=None, description='发现时间。 When it was found.', examples=['2026-07-13T15:41:00Z'])
    claim_until: AwareDatetime | None = Field(default=None, description='主人可认领到此刻之前；空则不能认领。 The moment from which its owner can no longer claim it; none: nobody can.', examples=['2026-07-23T16:00:00Z'])
    reason: str = Field(description='为何更正。 Why it was corrected.', examples=['EXAMINED'])
    asked_by: str = Field(description='提出人（不透明编号）。 Who asked for it: an opaque id.', examples=['0197f7c4-90b2-7e52-a7d1-44c0e1f2b004'])
    confirmed_by: str = Field(description='确认人（不透明编号），不是提出人。 Who confirmed it: an opaque id, of somebody else.', examples=['0197f7c4-90b2-7e52-a7d1-44c0e1f2b005'])
    old_hash: str = Field(description='更正前记录的 SHA-256。 The SHA-256 of the record before, as canonical JSON, in hexadecimal.', examples=['ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'])


class PhotoTaken(Event):
    """The dog was photographed from this side; the file is kept as it came, these are its hashes."""

    type: ClassVar[str] = 'cn.qingcheng.photo.taken.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    photo_id: str = Field(description='照片编号。 The photo.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    view: str = Field(description='从哪一面拍的。 From which side.', examples=['front'])
    sha256: str = Field(description='文件或文本的 SHA-256。 The SHA-256 of the file or text as it is kept, in hexadecimal.', examples=['ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'])
    sm3: str = Field(description='文件的 SM3。 The SM3 of the file as it is kept, in hexadecimal.', examples=['66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'])
    size: int = Field(description='文件大小，字节。 How long the file is, in bytes.', examples=[2481733])


class SheetWritten(Event):
    """The intake sheet of this stay has one more entry, and its text has this hash."""

    type: ClassVar[str] = 'cn.qingcheng.sheet.written.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    number: int = Field(description='第几项，从 1 起。 Which entry of the sheet, from 1.', examples=[1])
    sha256: str = Field(description='文件或文本的 SHA-256。 The SHA-256 of the file or text as it is kept, in hexadecimal.', examples=['ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'])


class RecordsExported(Event):
    """Records left the house as a file; who took them and what for is on record under this id."""

    type: ClassVar[str] = 'cn.qingcheng.records.exported.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    export_id: str = Field(description='导出的编号。 The export: who took it and what for is on record under this id.', examples=['0197f7f0-33cc-7f63-8d5a-6b5d2c1e0a06'])
    kind: Literal['stays'] | str = Field(description='导出的内容。 What was taken out.', examples=['stays'])
    rows: int = Field(description='行数。 How many rows.', examples=[187])


class SessionsEnded(Event):
    """What this account had signed in until now, or the one session that is named, opens no door any more."""

    type: ClassVar[str] = 'cn.qingcheng.sessions.ended.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'staff'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    account: str = Field(description='账号的不透明编号。 The account: an opaque id.', examples=['0197f7f3-55ee-7f85-9f7c-8d7f4e3a2c08'])
    session: str | None = Field(default=None, description='被结束的那次登录；空则全部。 The one session that ended; none: all until now.', examples=['0197f7f3-55ee-7f85-9f7c-8d7f4e3a2c09'])
