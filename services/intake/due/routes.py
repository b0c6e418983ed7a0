"""Doors to look at what keeps a dog here, and at what falls due."""

from typing import Annotated, Any

from fastapi import Query

from services.intake.due import store as due
from services.intake.holds import asked, rules, store
from services.intake.notices import store as notices
from services.intake.stays import store as stays
from shared import clock
from shared.doors import Doors
from shared.moments import Day
from shared.store import Work

doors = Doors(prefix="/intake/v1", tags=["holds"])

LOOK = ("officer", "keeper", "vet", "adoption", "legal", "auditor")
DAY = Annotated[Day | None, Query(description="in the city; else today")]


@doors.query("/stays/{stay_id}/holds", *LOOK)
def show(stay_id: str, work: Work) -> dict[str, Any]:
    """Every hold of a stay with its requests, what each way out is closed by, and the steps taken so far."""
    stay, now, laws = stays.stay_of(work, stay_id), clock.now(), store.laws()
    holds = store.of_stay(work, stay_id, all_=True)
    return {
        "stay_id": stay.id,
        "stay_no": stay.stay_no,
        "status": stay.status,
        "holds": [
            hold.model_dump() | {"standing": rules.standing(hold, laws[hold.kind], now)} for hold in holds
        ],
        "requests": [request.model_dump() for request in asked.requests_of(work, holds)],
        "extensions": [extension.model_dump() for extension in asked.extensions_of(work, holds)],
        "notices": [notice.model_dump() for notice in notices.notices_of(work, stay_id)],
        "blocked": {
            way_out: [hold.kind for hold in rules.blocking(holds, way_out, stay.custody_basis, laws, now)]
            for way_out in ("ADOPTED", "RECLAIMED", "TRANSFERRED")
        },
        "steps": [step.model_dump() for step in stays.steps_of(work, stay_id)],
    }


@doors.query("/due", *LOOK)
def show_due(work: Work, day: DAY = None) -> dict[str, Any]:
    """What falls due on a day: holds that a dog left against, requests and extensions to decide, notices to
    publish, dogs to check, holds to decide on, holds that end."""
    found = due.on(work, day or clock.now().astimezone(clock.CITY).date())
    parts = {name: getattr(found, name) for name in due.PARTS}
    return {
        "day": found.day,
        "broken": [
            alarm.row.model_dump() | {"hold": alarm.hold.kind, "stay_no": alarm.stay.stay_no}
            for alarm in found.broken
        ],
        **{name: [told(item) for item in items] for name, items in parts.items()},
    }


def told(item: due.Item) -> dict[str, Any]:
    return {
        "hold": item.hold.model_dump(exclude={"released_at", "released_by", "released_because"}),
        "stay_no": item.stay.stay_no,
        "kennel": item.stay.kennel,
        "request": item.request and item.request.model_dump(),
        "extension": item.extension and item.extension.model_dump(),
        "checks": item.checks,
    }
