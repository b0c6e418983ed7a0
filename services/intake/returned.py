"""What a restored intake had given away already, and gives to nobody again: stay numbers and tags."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from services.intake.custody import series_of_today
from services.intake.models import BlankTag, Number, Tag
from shared.envelope import Envelope
from shared.events import DogIntaken, StayOpened, TagIssued
from shared.store import Work, insert_new

WITHOUT_A_DOG = "WITHDRAWN"  # whose rows are not back: nobody finds a dog behind it here


def give_nothing_twice(events: Sequence[Envelope], lost: int, work: Work) -> None:
    """Behind every number that was told; as many further on as events are lost, for each may have had one."""
    for envelope in events:
        event = envelope.event()
        if isinstance(event, DogIntaken | StayOpened):
            series, _, number = event.stay_no.rpartition("-")
            _at_least(work, series, int(number))
        elif isinstance(event, TagIssued):
            _is_given(work, event)
    if lost:
        series = series_of_today()
        _at_least(work, series, _last(work, series) + lost)


def _at_least(work: Work, series: str, number: int) -> None:
    work.connection().execute(insert_new(work, Number), {"series": series, "last": 0})
    behind = sa.update(Number).where(col(Number.series) == series, col(Number.last) < number)
    work.connection().execute(behind.values(last=number))


def _last(work: Work, series: str) -> int:
    return work.connection().scalar(sa.select(col(Number.last)).where(col(Number.series) == series)) or 0


def _is_given(work: Work, tag: TagIssued) -> None:
    if work.get(Tag, tag.code) is None:
        work.add(Tag(code=tag.code, dog_id=tag.dog_id, issued_at=tag.occurred_at, status=WITHOUT_A_DOG))
        work.flush()
    blank = sa.update(BlankTag).where(col(BlankTag.code) == tag.code)
    work.connection().execute(blank.values(dog_id=tag.dog_id, bound_at=tag.occurred_at))
