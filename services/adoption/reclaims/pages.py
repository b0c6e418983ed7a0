"""The page on which an owner says that a dog is theirs. It works without a script."""

from fastapi import Request
from fastapi.responses import Response

from services.adoption.gallery.pages_forms import about, ask, says
from services.adoption.reclaims.routes import NewReclaim, request_reclaim
from services.adoption.shown import pages
from shared.auth import Who
from shared.doors import EVERYONE
from shared.filled import Filled
from shared.screens import Screens, Shown
from shared.store import Work

screens = Screens(pages, "/adoption", says)


@screens.page("/dogs/{dog_id}/reclaim", EVERYONE, shows="reclaim.html")
def reclaim_page(request: Request, dog_id: str, work: Work, filled: Filled) -> Shown | Response:
    return about(request, work, dog_id, filled)


@screens.form("/dogs/{dog_id}/reclaim", reclaim_page, EVERYONE)
async def send(request: Request, dog_id: str, filled: Filled, who: Who) -> str:
    return await ask(request, "reclaims", NewReclaim, request_reclaim, filled, who, dog_id)
