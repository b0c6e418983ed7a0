"""One more stay of a dog that is known by its number: it was found again after all that we know of it."""

from datetime import datetime

from services.intake.arrivals import rules as arrivals
from services.intake.arrivals.rules import NewDog
from services.intake.custody import store as custody
from services.intake.exits import away
from services.intake.exits import store as exits
from services.intake.imports.rules import check_order
from services.intake.kennels import housing
from services.intake.law.deadlines import jurisdiction
from services.intake.stays import store as stays
from services.intake.stays.models import Dog
from shared.ids import uuid7
from shared.store import Work

HOW = "文件里它后来又被发现，未写如何离所 the file has it found again later, and not how it left"


def come_in(dog: Dog, new: NewDog, by: str, now: datetime, work: Work) -> None:
    """It was found outside, so an open stay had ended by then: as an escape, which ends no hold."""
    old = stays.latest_stay(work, dog.id)
    check_order(old, dog, new.found_time)
    if old.outcome is None:
        away.escape(old, new.found_time, now)
        custody.settle(work, dog, old, by)
        stays.enter(work, old.id, away.ESCAPED, by, HOW)
    law = jurisdiction()
    stay = arrivals.begin(new, (uuid7(), stays.new_stay_no(work)), dog.id, law, by)
    work.add(stay)
    kept = exits.hold_again(work, old, stay, now, new.arrived_at or new.found_time, exits.ANEW)
    work.publish(away.reopened(stay, kept))
    exits.tell_holds(work, stay, now)
    housing.house(work, stay, arrivals.zones_for(new, law), dog)
