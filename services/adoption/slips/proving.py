"""A phone is proven: what was asked for counts, or was asked for before and is the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.adoption.people.store import forget
from services.adoption.slips import rules, store
from services.adoption.slips.asking import From
from services.adoption.slips.models import Slip
from services.adoption.slips.rules import Kind
from shared import clock
from shared.sealed import Sealer
from shared.states import Machine
from shared.store import Work


@dataclass(frozen=True, slots=True)
class Thing:
    """What can be asked for: its rows; how one is found, counts when it is proven, and is withdrawn."""

    kind: Kind
    rows: Any
    id: str
    about: str  # the dog, or the day
    machine: Machine
    waiting: tuple[str, ...]  # for the desk, in these states
    row_of: Callable[[Work, str], Any]
    count: Callable[[Any, Work], None]
    withdraw: Callable[[Any, str, Work], None]


def ask(
    work: Work, seal: Sealer, thing: Thing, row: Any, asked: From, name: str, phone: str, email: str | None
) -> tuple[Any, Slip]:  # fmt: skip
    """What was asked for just now, and its slip. It counts when the phone is proven; at the desk, at once."""
    work.add(row)
    slip = store.begin(
        work, seal, thing.kind, getattr(row, thing.id), str(getattr(row, thing.about)), asked,
        name, phone, email,
    )  # fmt: skip
    return (prove(work, slip, asked.by, thing) if asked.by else row), slip


def prove(work: Work, slip: Slip, by: str, thing: Thing) -> Any:
    """The row that counts now. The same person for the same thing is one row: the later one is gone then."""
    row, now = thing.row_of(work, slip.record), clock.now()
    slip.who = rules.proves(slip, by)
    for before in store.same(work, slip):
        older = thing.row_of(work, before.record)
        if thing.machine.goes_on(older.status):
            forget(work, row.person)
            work.delete(row)
            slip.record = before.record
            rules.prove(slip, by, now)
            return older
    thing.count(row, work)
    rules.prove(slip, by, now)
    return row
