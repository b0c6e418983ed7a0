"""The page on which a family asks for a dog. It works without a script."""

from fastapi import Request
from fastapi.responses import Response

from services.adoption.applications.routes import NewApplication, apply
from services.adoption.gallery.pages_forms import about, says
from services.adoption.shown import pages
from services.adoption.slips import asking
from shared.auth import Who
from shared.doors import EVERYONE
from shared.filled import Act, Filled, form_once, typed
from shared.screens import Screens, Shown
from shared.store import Work

screens = Screens(pages, "/adoption", says)


@screens.page("/dogs/{dog_id}", EVERYONE, shows="apply.html")
def apply_page(request: Request, dog_id: str, work: Work, filled: Filled) -> Shown | Response:
    return about(request, work, dog_id, filled)


@screens.form("/dogs/{dog_id}", apply_page, EVERYONE)
async def send(request: Request, dog_id: str, filled: Filled, who: Who) -> str:
    """Kept, and nothing more: the page that follows asks for the code."""
    said = NewApplication.model_validate(typed(NewApplication, filled.given))
    await asking.within_limits(request, "applications", said.phone, dog_id)
    act = Act(apply, (EVERYONE,)).ready(request, filled.given, who)
    _, done = await form_once(request, who, filled, act)
    return f"/adoption/my/{done['reference']}"
