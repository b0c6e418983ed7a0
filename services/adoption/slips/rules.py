"""When a phone is proven, and what is looked at apart. No database, no clock, no network."""

import re
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import Field

from services.adoption.slips.models import Slip
from shared import one_time
from shared.forms import Form
from shared.ids import CROCKFORD
from shared.problems import NotFound, Problem
from shared.said import Said
from shared.states import Machine

Kind = Literal["reclaims", "applications", "visits"]
Way = Literal["sms", "email", "console", "desk"]
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
LASTS = AN_HOUR  # unproven, where a code could be sent
LASTS_AT_THE_DESK = timedelta(days=7)  # where somebody has to call
LENGTH = 12
REFERENCE = re.compile(f"[{CROCKFORD}]{{{LENGTH}}}")
READ_AS = str.maketrans("OIL", "011", " -\t\n")


class NotProven(Problem):
    title = Said("电话未核实", "The phone is not proven")


class WrongCode(Problem):
    status = 422
    title = Said("验证码不对", "Wrong code")


class CodeOver(Problem):
    title = Said("验证码已失效", "The code is over")


class NothingToProve(Problem):
    title = Said("电话已经核实", "The phone is proven")


class NoSuchSlip(NotFound):
    title = Said("没有这个编号", "No such number")


class Code(Form):
    """As it was read from the phone."""

    code: str = Field(min_length=1, max_length=20, examples=["042117"])


def read(reference: str) -> str | None:
    """A reference number as it is kept, whatever somebody made of its gaps and letters; None for another."""
    plain = reference.upper().translate(READ_AS)
    return plain if REFERENCE.fullmatch(plain) else None


def shown(reference: str) -> str:
    """As it is printed: in groups of four."""
    return "-".join(reference[at : at + 4] for at in range(0, LENGTH, 4))


def way_of(slip: Slip, ways: tuple[str, ...]) -> Way:
    """The best of the ways that there are; the phone itself before all."""
    if "sms" in ways:
        return "sms"
    if "email" in ways and slip.email:
        return "email"
    return "console" if "console" in ways else "desk"


def try_code(slip: Slip, given: str, key: bytes, now: datetime) -> one_time.Outcome:
    """Counts the try: whoever calls this keeps the slip, also after a wrong one."""
    plain = "".join(given.split())
    said = one_time.outcome(plain, slip.reference, slip.code, slip.code_until, slip.tries, now, key)
    slip.tries += 1
    return said


def send(slip: Slip, code: str, way: Way, key: bytes, now: datetime) -> None:
    """One open code for each slip: the one before is good for nothing any more."""
    slip.code, slip.code_until = one_time.mark(code, slip.reference, key), now + one_time.LASTS
    slip.way, slip.wants_code, slip.tries, slip.sent = way, False, 0, slip.sent + 1


def proves(slip: Slip, by: str) -> str:
    """Who somebody is whose code was right, or whom the desk has called: a mail proves no phone."""
    return slip.phone + slip.email if by == "code" and slip.way == "email" else slip.phone


def prove(slip: Slip, by: str, now: datetime) -> None:
    slip.proven_at, slip.proven_by, slip.who = now, by, proves(slip, by)
    slip.code, slip.code_until, slip.wants_code = None, None, False


def expire(row: Any, machine: Machine) -> None:
    """Nobody has proven the phone: what waited for it is over; all else is as it was."""
    if machine.may(row.status, "EXPIRED"):
        row.status = "EXPIRED"


def check_unproven(slip: Slip) -> None:
    if slip.proven_at and not slip.next_person:
        raise NothingToProve(
            "电话已经核实，无需再办。", "The phone is proven already: nothing is left to do."
        )


def wrong(said: one_time.Outcome, slip: Slip) -> Problem:
    """What somebody is told whose code was not the right one."""
    left = max(0, one_time.TRIES - slip.tries)
    if said == "WRONG" and left:
        return WrongCode(
            f"验证码不对，还可以试 {left} 次。", f"Not this code: {left} tries are left.", left=left
        )
    return CodeOver("验证码已失效，请重新获取。", "This code is over: have another one sent.")
