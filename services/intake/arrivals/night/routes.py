"""The door for dogs that waited on a device until there was network."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response
from pydantic import Field

from services.intake.arrivals import routes as arrivals
from services.intake.arrivals.night.rules import (
    QueuedDog,
    at_the_desk,
    in_our_time,
    must_be_meant,
    operation_to_check,
    with_both_times,
)
from services.intake.arrivals.routes import TakenIn
from services.intake.arrivals.rules import accept
from services.intake.operations.store import operation as find_operation
from services.intake.roles import DESK
from services.intake.stays.models import Stay
from shared import clock
from shared.auth import Who
from shared.doors import ERRORS, LARGEST_BODY, JsonRoute, allow
from shared.moments import Written
from shared.once import Claim, once
from shared.service import Service
from shared.store import Work

sending = APIRouter(
    prefix="/intake/v1", tags=["intake"], responses=ERRORS, route_class=JsonRoute, max_body_size=LARGEST_BODY
)
DEVICES = "a device's queue"  # no account's name has a space in it
IN_A_DRAWER = timedelta(days=90)  # a phone may have sent a dog, not heard so, and lie there until it is found
DeviceKey = Annotated[
    str,
    Header(alias="Idempotency-Key", pattern=r"^[0-9a-f-]{36}$", description="a UUID made on the device"),
]
PhoneShows = Annotated[
    Written | None,
    Header(alias="Qingcheng-Clock", description="what the device's own clock says as it sends this"),
]
AtTheDesk = Annotated[Who, Depends(allow(*DESK))]


class TakenInLate(TakenIn):
    """With the moment at which it was written down, by our clock; `behind_s` where the device's was off."""

    entered_at: datetime
    behind_s: int | None = Field(default=None, description="by which the device's times were moved")


@sending.post("/night/dogs", status_code=201, response_model=TakenInLate)
async def take_in_late(
    sent: QueuedDog, request: Request, who: AtTheDesk, key: DeviceKey, shows: PhoneShows = None
) -> Response:
    """Takes in a dog that a device has kept. The key is the device's: whoever sends it, it is one dog.

    At the door of dogs a key belongs to its sender, and a queue that another officer empties would double.
    Times that are the device's own are moved by what its clock differs from ours, and both are kept.
    """
    came = clock.now()
    service: Service = request.app.state.service
    claim = Claim(DEVICES, key, service.seen.told("night", sent.as_told()), lasts=IN_A_DRAWER)
    _, body, again = await service.writer.do(
        lambda work: once(work, claim, 201, lambda: _take_in(sent, shows, came, who, work))
    )
    headers = {"Idempotent-Replayed": "true"} if again else None
    return Response(body, 201, headers, media_type="application/json")


def _take_in(
    told: QueuedDog, shows: datetime | None, came: datetime, who: Who, work: Work
) -> TakenInLate:  # fmt: skip
    sent, said = in_our_time(told, shows, came)
    sent = sent.model_copy(update={"dog": at_the_desk(sent.dog)})
    now, named = clock.now(), sent.dog.operation_id
    operation = find_operation(work, named) if named else None
    accept(sent.dog, operation_to_check(operation, sent.entered_at), now)
    must_be_meant(sent, said)
    taken_in = arrivals.admit(with_both_times(sent, who.name, now), who.name, now, work)
    if said:
        work.get_one(Stay, taken_in.stay_id).phone_said = said.model_dump(mode="json")
    behind = said.behind_s if said else None
    return TakenInLate(**taken_in.model_dump(), entered_at=sent.entered_at, behind_s=behind)
