"""One more stay of a dog that is known by its number: it was found again after all that we know of it."""

from datetime import datetime

from services.intake import custody, rules, store
from services.intake.deadlines import jurisdiction
from services.intake.exits import away
from services.intake.exits import store as exits
from services.intake.holds import store as holds
from services.intake.imports.rules import check_order
from services.intake.models import Dog
from services.intake.rules import NewDog
from shared.ids import uuid7
from shared.store import Work

HOW = "文件里它后来又被发现，未写如何离所 the file has it found again later, and not how it left"


def come_in(dog: Dog, new: NewDog, by: str, now: datetime, work: Work) -> None:
    """It was found outside, so an open stay had ended by then: as an escape, which ends no hold."""
    old = store.latest_stay(work, dog.id)
    check_order(old, dog, new.found_time)
    if old.outcome is None:
        away.escape(old, new.found_time, now)
        custody.settle(work, dog, old, by)
        holds.enter(work, old.id, away.ESCAPED, by, HOW)
    law = jurisdiction()
    stay = rules.begin(new, (uuid7(), custody.new_stay_no(work)), dog.id, law, by)
    work.add(stay)
    work.flush()
    kept = exits.hold_again(work, old, stay, now, new.arrived_at or new.found_time, exits.ANEW)
    work.publish(away.reopened(stay, kept))
    exits.tell_holds(work, stay, now)
    custody.house(work, stay, rules.zones_for(new, law), dog)
