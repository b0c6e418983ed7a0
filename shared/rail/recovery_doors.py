"""The doors through which a person decides about an older store: look, put back, go on."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from shared.auth import Who
from shared.doors import Doors, JsonRoute, allow
from shared.ears import Ears
from shared.envelope import Unreadable, from_fields
from shared.rail.holes import page_after
from shared.rail.recovery import Decided, Decision, Found, Put, State, decide, put_back, state
from shared.rail.streams import entry_id
from shared.store import Model, Work

Admin = Annotated[Who, Depends(allow("admin"))]


class Page(Model):
    """Events of a stream as CloudEvents; `next` is where to go on."""

    events: list[dict[str, Any]]
    next: str | None


def doors(name: str, ears: Ears) -> APIRouter:
    """The doors of the service of that name. They are open while nothing else is written."""
    router = Doors(prefix=f"/{name}/v1/recovery", tags=["operations"])

    @router.query("", "auditor")
    def show_recovery(work: Work) -> State:
        """What others know of this journal and it does not."""
        return state(work, ears)

    @router.get("/events")
    async def show_stream(
        request: Request, who: Admin, stream: Annotated[str, Query(max_length=64)],
        after: Annotated[str, Query(pattern=r"^\d{1,19}-\d{1,19}$")] = "0-0",
    ) -> Page:  # fmt: skip
        """What the service's own stream holds, so that it can be put back."""
        service = request.app.state.service
        if stream not in service.relay.streams:
            return Page(events=[], next=None)
        entries = await page_after(stream, entry_id(after.encode()), service.redis)
        found = [one for _, fields in entries if (one := _readable(fields))]
        return Page(events=found, next=entries[-1][0].decode() if entries else None)

    async def put(request: Request, who: Admin, found: Found) -> Response:
        """Puts back what was found elsewhere, with its own number and id."""
        writer = request.app.state.service.writer
        done = await writer.do(lambda work: put_back(work, name, ears, found, who.name), though_barred=True)
        return Response(done.model_dump_json(), media_type="application/json")

    async def go_on(request: Request, who: Admin, decision: Decision) -> Response:
        """Writes again, behind all that anybody knows; what is lost is on record."""
        service = request.app.state.service
        done = await service.writer.do(
            lambda work: decide(work, ears, decision, who.name), though_barred=True
        )
        await service.relay.lineage.look()
        return Response(done.model_dump_json(), media_type="application/json")

    for path, door, answers in (("/events", put, Put), ("", go_on, Decided)):
        router.add_api_route(
            path, door, methods=["POST"], response_model=answers, route_class_override=JsonRoute
        )
    return router


def _readable(fields: Any) -> dict[str, Any] | None:
    try:
        return from_fields(fields).to_cloudevent()
    except Unreadable:
        return None
