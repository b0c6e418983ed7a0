"""What a restored intake had given away already: tags, which it gives to no other dog."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from services.intake.tags.models import BlankTag, Tag
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import TagIssued
from shared.store import Work

ears = Ears()
WITHOUT_A_DOG = "WITHDRAWN"  # whose rows are not back: nobody finds a dog behind it here


@ears.on_return
def give_no_tag_twice(events: Sequence[Envelope], _lost: int, work: Work) -> None:
    for envelope in events:
        event = envelope.event()
        if isinstance(event, TagIssued):
            _is_given(work, event)


def _is_given(work: Work, tag: TagIssued) -> None:
    if work.get(Tag, tag.code) is None:
        work.add(Tag(code=tag.code, dog_id=tag.dog_id, issued_at=tag.occurred_at, status=WITHOUT_A_DOG))
    blank = sa.update(BlankTag).where(col(BlankTag.code) == tag.code)
    work.sql(blank.values(dog_id=tag.dog_id, bound_at=tag.occurred_at))
