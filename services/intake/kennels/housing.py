"""TODO."""

from collections.abc import Sequence

from services.intake.holds import store as holds
from services.intake.kennels import places
from services.intake.kennels import store as kennels
from services.intake.stays import rules as stays
from services.intake.stays.models import Dog, Stay
from shared import clock
from shared.store import Work


def house(work: Work, stay: Stay, zones: Sequence[str], dog: Dog | None = None) -> None:
    """A place for the dog with its like, or alone; where none is left the stay has no kennel and says so."""
    company = kennels.company_for(work, stay, dog)
    if kennel := places.take_place(work, zones, company):
        work.publish(stays.house(stay, kennel, clock.now()))
        kennels.enter_log(work, kennel, "moved_in", stay.taken_in_by, stay_id=stay.id)
    else:
        holds.wait_for_kennel(work, stay)
