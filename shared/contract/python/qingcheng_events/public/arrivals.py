# ruff: noqa
# fmt: off
"""Events as everybody may read them. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class DogIntaken(Event):
    """The dog is in our care, with a number and a stay. It was found at `occurred_at`."""

    type: ClassVar[str] = 'cn.qingcheng.dog.intaken.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(description='一次收容的编号。 One stay of the dog in our care: from the day it comes to the day it leaves.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    stay_no: str = Field(description="收容号，印在栏卡和单据上。 The stay's number as people say it, on kennel cards and papers.", examples=['HH-2026-000123'])
    division: str = Field(description='行政区划代码：旗县区六位，街道九位。 A division of the city by its national code: six digits for a district, nine for a sub-district.', examples=['150105'])
    name: str | None = Field(default=None, description='犬只的名字。 What the dog is called, if anybody knows.')
    sex: Literal['male', 'female', 'unknown'] | str = Field(description='性别。 Male, female or unknown.', examples=['male'])
    breed: str = Field(description='品种代码；导入或手写的按原文。 A code of the breeds, or free text as it was written down.', examples=['RURAL'])
    colour: str = Field(description='毛色代码；导入或手写的按原文。 A code of the colours, or free text as it was written down.', examples=['YWW'])
    age_months: int | None = Field(default=None, description='估计月龄，收容时。 How many months old it was judged to be when it came.', examples=[24])
    size: Literal['S', 'M', 'L', 'G'] | str = Field(description='体型。 How big the dog is.', examples=['M'])
    external_ref: str | None = Field(default=None, description='原系统中的编号。 What it was known by elsewhere, before it was taken over here.')
