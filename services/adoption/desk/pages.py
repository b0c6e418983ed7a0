"""The adoption desk: what waits for a decision, what was handed over lately. Names stay masked."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from services.adoption.desk import listing
from services.adoption.dogs.models import Dog
from services.adoption.dogs.store import as_heard
from services.adoption.handovers import routes as handovers_doors
from services.adoption.handovers.models import Handover
from services.adoption.handovers.store import handovers
from services.adoption.looks.routes import Purpose, look
from services.adoption.my.acts import THINGS
from services.adoption.people.store import masked
from services.adoption.shown import pages
from shared import clock
from shared.auth import Who
from shared.filled import Filled, typed
from shared.looks import purposes
from shared.pages import language_of
from shared.said import Said
from shared.screens import Screens, Shown
from shared.sealed import Seal, Sealer
from shared.store import Work

HERE = "/adoption/desk"
STAFF = ("adoption",)
FOR_STAFF = Said("需要领养工作人员账号，请换账号登录。", "The desk is for adoption staff: log in as one.")
SAYS = Said(
    "请选择查看目的；选“其他”时请说明。", "Choose what the look is for; say which where it is another."
)
MOST = 20
LATELY = 5
screens = Screens(pages, HERE, says=lambda _: SAYS, otherwise=FOR_STAFF)


@screens.page("", *STAFF, shows="desk.html")
def desk(work: Work, seal: Seal, done: str = "", of: str = "") -> Shown:
    claims, waiting = (listing.found(work, seal, kind, limit=MOST) for kind in ("reclaims", "applications"))
    return {
        "done": done, "about": work.get(Dog, of) if of else None,
        "applications": [entry(work, row.application_id, row, seal) for row in waiting],
        "reclaims": [entry(work, row.reclaim_id, row, seal) for row in claims],
        "many": {kind: listing.many(work, kind, "waiting") for kind in THINGS},
        "apart": {kind: listing.many(work, kind, "apart") for kind in THINGS},
        "handovers": [line(work, row, seal) for row in handovers(work, limit=LATELY)],
    }  # fmt: skip


def entry(work: Work, id: str, row: Any, seal: Sealer) -> dict[str, Any]:
    """Somebody's request, and who it is; masked."""
    name, phone = masked(work, row.person, seal)
    return {"id": id, "row": row, "dog": as_heard(work, row.dog_id), "name": name, "phone": phone}


def line(work: Work, row: Handover, seal: Sealer) -> dict[str, Any]:
    """A hand-over, and until when it can be undone."""
    return entry(work, row.handover_id, row, seal) | {
        "undo_until": handovers_doors.undo_until(row, clock.now())
    }


@screens.form("/people/{person}", desk, *STAFF)
async def look_at_person(request: Request, person: str, filled: Filled, who: Who, seal: Seal) -> Response:
    """Opens one person's data, and what they wrote; the look is recorded."""
    why = Purpose.model_validate(typed(Purpose, filled.given))
    writer = request.app.state.service.writer
    told = await writer.do(lambda work: look(work, person, why, who, seal))
    return pages.show(
        request, "person.html", person=told, purpose=why, purposes=purposes(language_of(request)),
        back=_back(str(filled.given.get("back", ""))),
    )  # fmt: skip


def _back(path: str) -> str:
    """The page that was left, if it is one of ours."""
    return path if path.startswith(f"{HERE}/") else HERE
