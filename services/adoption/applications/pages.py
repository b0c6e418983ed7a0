"""The page on which a family asks for a dog. It works without a script."""

from fastapi import Request
from fastapi.responses import Response

from services.adoption.applications.routes import NewApplication, apply
from services.adoption.gallery.pages_forms import about, ask, says
from services.adoption.shown import pages
from shared.auth import Who
from shared.doors import EVERYONE
from shared.filled import Filled
from shared.screens import Screens, Shown
from shared.store import Work

screens = Screens(pages, "/adoption", says)


@screens.page("/dogs/{dog_id}", EVERYONE, shows="apply.html")
def apply_page(request: Request, dog_id: str, work: Work, filled: Filled) -> Shown | Response:
    return about(request, work, dog_id, filled)


@screens.form("/dogs/{dog_id}", apply_page, EVERYONE)
async def send(request: Request, dog_id: str, filled: Filled, who: Who) -> str:
    return await ask(request, "applications", NewApplication, apply, filled, who, dog_id)
