"""Doors by which a phone is proven: with the code that was sent to it, or by the desk, which has called."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from services.adoption.my import acts
from services.adoption.my.acts import THINGS, Called, Tried
from services.adoption.slips import asking, rules
from services.adoption.slips.models import Slip
from services.adoption.slips.rules import Code, Kind
from shared.auth import Who
from shared.doors import EVERYONE, Doors, JsonRoute, allow
from shared.sealed import Seal, Sealer
from shared.store import Model, Work

doors = Doors(prefix="/adoption/v1", tags=["proofs"])
NOBODY = Called(person="")
Anybody = Annotated[Who, Depends(allow(EVERYONE))]


class Proven(Model):
    """What was asked for, as it is now. The same person for the same thing is one: `id` may be older."""

    id: str
    kind: Kind
    status: str
    reference: str


class CodeWanted(Model):
    """A code is on its way, if there is a way; `/adoption/my/{reference}` says so.

    Not which number that is: an id stands in events, and the number opens everything.
    """

    id: str


def as_it_is(slip: Slip, status: str) -> Proven:
    return Proven.model_validate(
        {"id": slip.record, "kind": slip.kind, "status": status, "reference": rules.shown(slip.reference)}
    )


async def try_code(request: Request, find: Callable[[Work], Slip], code: Code, seal: Sealer) -> Tried:
    """Raises why not; a wrong code has been counted by then."""
    writer = request.app.state.service.writer
    tried: Tried = await writer.do(lambda work: acts.try_code(work, find(work), code.code, seal))
    if tried.outcome != "RIGHT":
        raise rules.wrong(tried.outcome, tried.slip)
    return tried


async def send_another(request: Request, find: Callable[[Work], Slip]) -> Slip:
    """Raises `TooManyRequests`; a slip that is proven wants none."""
    service = request.app.state.service

    def phone() -> str:
        with service.store.read() as work:
            slip = find(work)
            rules.check_unproven(slip)
            acts.check_open(work, slip)
            return slip.phone

    await asking.may_have_code(request, await run_in_threadpool(phone))

    def ask(work: Work) -> Slip:
        slip = find(work)
        acts.ask_for_code(work, slip)
        return slip

    slip: Slip = await service.writer.do(ask)
    return slip


def _open(kind: Kind) -> None:
    def find(record: str) -> Callable[[Work], Slip]:
        return lambda work: acts.slip_of(work, kind, record)

    async def prove(request: Request, record: str, code: Code, seal: Seal, who: Anybody) -> Proven:
        """Says the code that was sent: from now on it counts."""
        await asking.may_look(request)
        tried = await try_code(request, find(record), code, seal)
        return as_it_is(tried.slip, tried.row.status)

    async def send_code(request: Request, record: str, who: Anybody) -> CodeWanted:
        """Has another code sent; the one before is over then."""
        slip = await send_another(request, find(record))
        return CodeWanted(id=slip.record)

    for path, door, status in (("proof", prove, 200), ("code", send_code, 202)):
        doors.add_api_route(
            f"/{kind}/{{record}}/{path}", door, methods=["POST"], status_code=status,
            route_class_override=JsonRoute, name=f"{door.__name__}_{kind}",
        )  # fmt: skip

    @doors.command(f"/{kind}/{{record}}/phone-check", "adoption", name=f"phone_check_{kind}")
    def check_phone(record: str, who: Who, work: Work, called: Called = NOBODY) -> Proven:
        """The desk has called: the phone is theirs. Who has called is on record."""
        slip = acts.slip_of(work, kind, record)
        acts.check_seen(called.person, slip.next_person or acts.row_of(work, slip).person)
        row: Any = acts.prove(work, slip, who.name)
        return as_it_is(slip, row.status)

    CHECKS[kind] = check_phone


CHECKS: dict[str, Callable[..., Proven]] = {}
for thing in THINGS.values():
    _open(thing.kind)
