# ruff: noqa
# fmt: off
"""Events as everybody may read them. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class DogReferenceReplaced(Event):
    """The dog is known by this reference from elsewhere, and by no other: forget what was told before.

    That may have said more than anybody should know. It stood in the `DogIntaken` with the id `told_by`,
    which is published again under that id, mended."""

    type: ClassVar[str] = 'cn.qingcheng.dog.reference-replaced.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    external_ref: str = Field(examples=['row:1c3f09ab~5f70bf18a086007016e948b04aed3b82'])
    told_by: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])


class NoticePublished(Event):
    """The found-dog notice is out since `occurred_at`, at `link` if that is a page.

    `claim_until` is the moment from which the owner can no longer claim the dog, also where an earlier event
    told of another one: some cities count it from the notice."""

    type: ClassVar[str] = 'cn.qingcheng.notice.published.v1'
    publisher: ClassVar[str] = 'intake'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    stay_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    stay_no: str = Field(examples=['HH-2026-000123'])
    claim_until: AwareDatetime | None = Field(default=None, examples=['2026-07-24T16:00:00Z'])
    link: str | None = Field(default=None, examples=['https://example.org/notices/12'])
