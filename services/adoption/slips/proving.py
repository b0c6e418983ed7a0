"""A phone is proven: what was asked for counts, or was asked for before and is the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.adoption.people.models import Person
from services.adoption.slips import rules, store
from services.adoption.slips.models import Slip
from services.adoption.slips.rules import Kind
from shared import clock
from shared.states import Machine
from shared.store import Work


@dataclass(frozen=True, slots=True)
class Thing:
    """What can be asked for: how it is found, counts, and is withdrawn."""

    kind: Kind
    machine: Machine
    row_of: Callable[[Work, str], Any]
    count: Callable[[Any, Work], None]
    withdraw: Callable[[Any, str, Work], None]


def prove(work: Work, slip: Slip, by: str, thing: Thing) -> Any:
    """The row that counts now. The same person for the same thing is one row: the later one is gone then."""
    row, now = thing.row_of(work, slip.record), clock.now()
    for before in store.same(work, slip):
        older = thing.row_of(work, before.record)
        if thing.machine.goes_on(older.status):
            work.delete(work.get_one(Person, row.person))
            work.delete(row)
            slip.record = before.record
            rules.prove(slip, by, now)
            return older
    thing.count(row, work)
    rules.prove(slip, by, now)
    return row
