"""The page on which an owner says that a dog is theirs. It works without a script."""

from fastapi import Request
from fastapi.responses import Response

from services.adoption.gallery.pages_forms import about, says
from services.adoption.reclaims.routes import NewReclaim, request_reclaim
from services.adoption.shown import pages
from services.adoption.slips import asking
from shared.auth import Who
from shared.doors import EVERYONE
from shared.filled import Act, Filled, form_once, typed
from shared.screens import Screens, Shown
from shared.store import Work

screens = Screens(pages, "/adoption", says)


@screens.page("/dogs/{dog_id}/reclaim", EVERYONE, shows="reclaim.html")
def reclaim_page(request: Request, dog_id: str, work: Work, filled: Filled) -> Shown | Response:
    return about(request, work, dog_id, filled)


@screens.form("/dogs/{dog_id}/reclaim", reclaim_page, EVERYONE)
async def send(request: Request, dog_id: str, filled: Filled, who: Who) -> str:
    """Kept, and nothing more: the page that follows asks for the code."""
    said = NewReclaim.model_validate(typed(NewReclaim, filled.given))
    await asking.within_limits(request, "reclaims", said.phone, dog_id)
    act = Act(request_reclaim, (EVERYONE,)).ready(request, filled.given, who)
    _, done = await form_once(request, who, filled, act)
    return f"/adoption/my/{done['reference']}"
