"""What whoever holds a slip may do, and what the desk does for them."""

from dataclasses import dataclass
from typing import Any

from pydantic import Field

from services.adoption.applications.routes import THING as APPLICATIONS
from services.adoption.law import opening_on
from services.adoption.people.rules import Name, Phone
from services.adoption.people.store import forget, keep, opened, person_of
from services.adoption.reclaims.routes import THING as RECLAIMS
from services.adoption.slips import proving, rules, store
from services.adoption.slips.models import Slip
from services.adoption.slips.proving import Thing
from services.adoption.slips.rules import Kind
from services.adoption.visits import rules as visits
from services.adoption.visits.models import Visit
from services.adoption.visits.routes import THING as VISITS
from services.adoption.visits.routes import VisitDay
from services.adoption.visits.store import booked_on
from shared import clock, one_time
from shared.forms import Form, Id
from shared.problems import NotFound, Problem
from shared.said import Said
from shared.sealed import Sealer
from shared.store import Work

THINGS: dict[str, Thing] = {thing.kind: thing for thing in (RECLAIMS, APPLICATIONS, VISITS)}
CORRECTABLE = ("UNPROVEN", "REQUESTED", "PENDING", "BOOKED")
BY_THEM = "本人 themselves"


class TooLate(Problem):
    title = Said("不能更改了", "Too late to change it")


class ChangedMeanwhile(Problem):
    title = Said("本人刚刚改过", "They have changed it just now")


class Called(Form):
    """Who was called, as the desk saw them: another name or phone is another person."""

    person: Id = Field("", description="an opaque id; refused (409) where it is another by now")


class Correction(Form):
    """What is not said stays as it is. Another phone counts when it is proven."""

    name: Name | None = None
    phone: Phone | None = Field(None, description="a code is sent to it, or the desk calls")
    day: VisitDay | None = Field(None, description="of a visit")
    people: int | None = Field(None, ge=1, le=50, description="of a visit")


@dataclass(frozen=True, slots=True)
class Tried:
    """What a code came to, and what was asked for as it is then."""

    outcome: one_time.Outcome
    slip: Slip
    row: Any


def key_of(seal: Sealer) -> bytes:
    """With which codes are marked."""
    return seal.subkey("one-time codes")


def slip_of(work: Work, kind: Kind, record: str) -> Slip:
    slip = store.slip_of(work, kind, record)
    if slip is None:
        raise NotFound("没有这份请求，请核对编号。", "No such request: check its id.")
    return slip


def row_of(work: Work, slip: Slip) -> Any:
    return THINGS[slip.kind].row_of(work, slip.record)


def try_code(work: Work, slip: Slip, given: str, seal: Sealer) -> Tried:
    """A wrong one is counted, so this raises nothing for it."""
    rules.check_unproven(slip)
    said = rules.try_code(slip, given, key_of(seal), clock.now())
    row = prove(work, slip, "code") if said == "RIGHT" else row_of(work, slip)
    return Tried(said, slip, row)


def prove(work: Work, slip: Slip, by: str) -> Any:
    """The phone answers: by its code, or called by a member of staff."""
    rules.check_unproven(slip)
    if slip.next_person is None:
        return proving.prove(work, slip, by, THINGS[slip.kind])
    row = check_correctable(work, slip)  # what staff have decided, they have decided for whom they knew
    forget(work, row.person)
    row.person, slip.next_person = slip.next_person, None
    rules.prove(slip, by, clock.now())
    return row


def ask_for_code(work: Work, slip: Slip) -> None:
    """Another one; the one before is good until it has been sent."""
    rules.check_unproven(slip)
    check_open(work, slip)
    slip.wants_code = True


def check_open(work: Work, slip: Slip) -> Any:
    row = row_of(work, slip)
    if slip.ended_at or not THINGS[slip.kind].machine.goes_on(row.status):
        raise TooLate(
            "这份请求已结束，请重新提交。", "This request is over: make a new one.", status_now=row.status
        )
    return row


def check_seen(seen: str, person: str) -> None:
    """What staff decide, they decide for whom they saw. Raises `ChangedMeanwhile`."""
    if seen and seen != person:
        raise ChangedMeanwhile(
            "本人刚刚改了姓名或电话，请刷新核对后再办。",
            "They have just changed their name or phone: look at it again before you go on.",
        )


def check_correctable(work: Work, slip: Slip) -> Any:
    """Raises `TooLate` once staff have decided something about it."""
    row = check_open(work, slip)
    if row.status not in CORRECTABLE:
        raise TooLate(
            "已受理，更正请致电 12345 或到所办理。", "Staff are at it: to change it, call 12345 or come by."
        )
    return row


def withdraw(work: Work, slip: Slip) -> Any:
    row = check_open(work, slip)
    THINGS[slip.kind].withdraw(row, BY_THEM, work)
    slip.wants_code, slip.code = False, None
    _forget_next(work, slip)
    if slip.proven_at is None:
        slip.ended_at = clock.now()
    return row


def correct(work: Work, slip: Slip, said: Correction, seal: Sealer) -> Any:
    """Until staff have decided something about it."""
    row = check_correctable(work, slip)
    if isinstance(row, Visit) and (said.day or said.people):
        day, people = said.day or row.day, said.people or row.people
        booked = booked_on(work, day, row.visit_id)
        work.publish(*visits.change(row, day, people, booked, clock.now(), opening_on))
        slip.about = day.isoformat()
    if said.name or said.phone:
        _call_otherwise(work, slip, row, said, seal)
    return row


def _call_otherwise(work: Work, slip: Slip, row: Any, said: Correction, seal: Sealer) -> None:
    """What is said now is said of what was said before, proven or not. A code goes with its phone alone."""
    proven = opened(person_of(work, row.person), seal)["phone"] if slip.proven_at else None
    told = to_reach(work, slip, seal)
    name, phone = said.name or told["name"] or "", said.phone or told["phone"] or ""
    person = keep(work, seal, name, phone, told["email"], told["id_number"])
    _forget_next(work, slip)
    if proven and phone != proven:
        slip.next_person = person
    else:
        forget(work, row.person)
        row.person = person
    store.call(slip, seal, name, phone, told["email"])
    if phone != told["phone"]:
        slip.code, slip.wants_code = None, not slip.proven_at or slip.next_person is not None


def _forget_next(work: Work, slip: Slip) -> None:
    if slip.next_person:
        forget(work, slip.next_person)
        slip.next_person = None


def to_reach(work: Work, slip: Slip, seal: Sealer) -> dict[str, str | None]:
    """Whom a code for this slip goes to, in clear."""
    return opened(person_of(work, slip.next_person or row_of(work, slip).person), seal)
