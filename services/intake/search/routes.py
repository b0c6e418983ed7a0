"""The doors of the search: what is found, and the same as a file that is on record."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any

import anyio
from fastapi import Depends, Query, Request
from fastapi.responses import StreamingResponse

from services.intake.search import export, rules, store
from services.intake.search.export import NewExport
from services.intake.search.store import Found
from shared import clock
from shared.auth import Who
from shared.doors import STAFF, Doors, JsonRoute, allow
from shared.ids import uuid7
from shared.moments import Day
from shared.service import Service
from shared.store import Work

doors = Doors(prefix="/intake/v1", tags=["search"])
MAY_EXPORT = ("officer", "auditor")
Box = Annotated[
    str,
    Query(
        max_length=100,
        description="a tag or its URL, a chip, a stay number or its tail, a day (昨天, 7月13日), a status, "
        "an officer, an operation, a kennel, breed, colour, name or place: all that is typed must be true",
    ),
]


@doors.query("/dogs", *STAFF)
def list_dogs(
    work: Work,
    q: Box = "",
    status: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(description="`next` of the page before", max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    operation: Annotated[str, Query(max_length=60)] = "",
    since: Day | None = None,
    until: Day | None = None,
) -> dict[str, Any]:
    """Stays, newest first. `since` and `until` are days in the city on which dogs were found."""
    found = store.find(work, rules.query(q, today(), status, operation, since, until), after, limit)
    return {
        "dogs": [_in_a_list(one) for one in found],
        "next": found[-1].stay.stay_no if len(found) == limit else None,
    }


def today() -> date:
    return clock.now().astimezone(clock.CITY).date()


async def take_out(service: Service, new: NewExport, by: str, status: int = 201) -> StreamingResponse:
    """Records who takes what and why, and only then lets the first line go."""
    now = clock.now()
    serials = await anyio.to_thread.run_sync(_look_up, service, export.wanted(new, today()))
    record = partial(export.record, new=new, export_id=uuid7(), by=by, now=now, rows=len(serials))
    kept = await service.writer.do(record)
    name = f"stays-{now.astimezone(clock.CITY):%Y%m%d-%H%M}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "Export-Id": kept.id,
    }
    lines = export.stream(service, serials)
    return StreamingResponse(lines, status, headers, media_type="text/csv; charset=utf-8")


def _look_up(service: Service, query: rules.Query) -> Sequence[int]:
    with service.store.read() as work:
        return store.find_all(work, query)


async def export_records(
    request: Request, new: NewExport, who: Annotated[Who, Depends(allow(*MAY_EXPORT))]
) -> StreamingResponse:
    """What is found as CSV, masked. Who took it, when, what and what for is kept; `Export-Id` names it."""
    return await take_out(request.app.state.service, new, who.name)


# By hand: every file that leaves the house is a record of its own, and none is kept for an Idempotency-Key.
doors.add_api_route(
    "/exports", export_records, methods=["POST"], status_code=201, route_class_override=JsonRoute,
    response_class=StreamingResponse,
    responses={201: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The file"}},
)  # fmt: skip


@doors.query("/exports", "auditor")
def list_exports(
    work: Work,
    after: Annotated[str, Query(description="`next` of the page before", max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Who has taken which records out, when, what for and how many; newest first."""
    found = store.exports(work, after, limit)
    return {"exports": found, "next": found[-1].id if len(found) == limit else None}


def _in_a_list(found: Found) -> dict[str, Any]:
    stay, dog = found.stay, found.dog
    return {
        "dog_id": dog.id,
        "stay_no": stay.stay_no,
        "status": stay.status,
        "kennel": stay.kennel,
        "name": dog.name,
        "sex": dog.sex,
        "breed": dog.breed,
        "colour": dog.colour,
        "size": dog.size,
        "found_at": {"text": stay.found_text, "division": stay.division},
        "found_time": stay.opened_at.isoformat() if stay.opened_at else None,
        "stay_id": stay.id,
        "operation_id": stay.operation_id,
        "closed_at": stay.closed_at.isoformat() if stay.closed_at else None,
    }
