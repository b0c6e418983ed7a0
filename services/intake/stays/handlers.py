"""What a restored intake had given away already: stay numbers, which it gives to nobody again."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from services.intake.stays.models import Number
from services.intake.stays.store import series_of_today
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogIntaken, StayOpened
from shared.store import Work, insert_new

ears = Ears()


@ears.on_return
def give_no_number_twice(events: Sequence[Envelope], lost: int, work: Work) -> None:
    """Behind every number that was told; as many further on as events are lost, for each may have had one."""
    for envelope in events:
        event = envelope.event()
        if isinstance(event, DogIntaken | StayOpened):
            series, _, number = event.stay_no.rpartition("-")
            _at_least(work, series, int(number))
    if lost:
        series = series_of_today()
        _at_least(work, series, _last(work, series) + lost)


def _at_least(work: Work, series: str, number: int) -> None:
    work.sql(insert_new(work, Number), {"series": series, "last": 0})
    behind = sa.update(Number).where(col(Number.series) == series, col(Number.last) < number)
    work.sql(behind.values(last=number))


def _last(work: Work, series: str) -> int:
    return work.sql(sa.select(col(Number.last)).where(col(Number.series) == series)).scalar() or 0
