"""The page on which a family asks for a dog. It works without a script."""

from fastapi import Request
from fastapi.responses import Response

from services.adoption.applications.routes import apply
from services.adoption.gallery.pages_forms import about, says
from services.adoption.shown import pages
from shared.doors import EVERYONE
from shared.filled import Act, Filled
from shared.screens import Screens, Shown
from shared.store import Work

screens = Screens(pages, "/adoption", says)


@screens.page("/dogs/{dog_id}", EVERYONE, shows="apply.html")
def apply_page(request: Request, dog_id: str, work: Work, filled: Filled) -> Shown | Response:
    return about(request, work, dog_id, filled)


screens.act("/dogs/{dog_id}", apply_page, Act(apply, (EVERYONE,)), "/adoption/thanks/application")
