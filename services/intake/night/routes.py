"""The door for dogs that waited on a device until there was network."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response

from services.intake import routes
from services.intake.night.rules import QueuedDog, operation_to_check, with_both_times
from services.intake.operations.store import operation as find_operation
from services.intake.routes import TakenIn
from services.intake.rules import accept
from shared import clock
from shared.auth import Who
from shared.doors import ERRORS, LARGEST_BODY, JsonRoute, allow, once
from shared.service import Service
from shared.store import Work

sending = APIRouter(
    prefix="/intake/v1", tags=["intake"], responses=ERRORS, route_class=JsonRoute, max_body_size=LARGEST_BODY
)
DEVICES = "a device's queue"  # no account's name has a space in it
DeviceKey = Annotated[
    str,
    Header(alias="Idempotency-Key", pattern=r"^[0-9a-f-]{36}$", description="a UUID made on the device"),
]
AtTheDesk = Annotated[Who, Depends(allow("officer", "keeper"))]


@sending.post("/night/dogs", status_code=201, response_model=TakenIn)
async def take_in_late(sent: QueuedDog, request: Request, who: AtTheDesk, key: DeviceKey) -> Response:
    """Takes in a dog that a device has kept. The key is the device's: whoever sends it, it is one dog.

    At the door of dogs a key belongs to its sender, and a queue that another officer empties would double.
    """
    service: Service = request.app.state.service
    claim = (DEVICES, key, hashlib.sha256(sent.model_dump_json().encode()).hexdigest())
    _, body, again = await service.writer.do(
        lambda work: once(work, claim, 201, lambda: _take_in(sent, who, work))
    )
    headers = {"Idempotent-Replayed": "true"} if again else None
    return Response(body, 201, headers, media_type="application/json")


def _take_in(sent: QueuedDog, who: Who, work: Work) -> TakenIn:
    now, named = clock.now(), sent.dog.operation_id
    operation = find_operation(work, named) if named else None
    accept(sent.dog, operation_to_check(operation, sent.entered_at), now)
    return routes.admit(with_both_times(sent, who.name, now), who.name, now, work)
