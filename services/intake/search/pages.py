"""The page "find": one box for everything, a list to tick, and what can be done with what is ticked."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, ValidationError, field_validator
from starlette.datastructures import FormData

from services.intake.operations.store import tags_of
from services.intake.picked.acts import placeable
from services.intake.roles import CREW, DESK
from services.intake.search import routes, rules, store
from services.intake.search.export import NewExport
from shared.auth import Who
from shared.doors import STAFF
from shared.filled import Filled, typed
from shared.looks import purposes
from shared.moments import Day
from shared.pages import Pages, language_of
from shared.problems import Problem
from shared.said import Said
from shared.screens import Screens, Shown, said
from shared.store import Work

HERE = "/intake/find/"
A_PAGE = 50
SAYS = Said("请选择用途；选“其他”时请写明。", "Choose what the file is for; if another, say which.")
screens = Screens(Pages("intake", Path(__file__).parent), "/intake/find", says=lambda _: SAYS)


class Asked(BaseModel):
    """The form as it was sent; an empty field is no filter."""

    q: str = Field(default="", max_length=100)
    status: str = Field(default="", max_length=40)
    operation: str = Field(default="", max_length=60)
    since: Day | None = None
    until: Day | None = None
    after: str = Field(default="", max_length=40)
    ticked: bool = False

    @field_validator("since", "until", mode="before")
    @classmethod
    def _no_day(cls, given: object) -> object:
        return given or None

    def link(self, request: Request, **changed: Any) -> str:
        """This page with something changed."""
        kept = self.model_dump(mode="json", exclude_defaults=True) | changed
        given = {name: value for name, value in kept.items() if value not in ("", False)}
        return str(
            request.url.replace(path=HERE, query="", scheme="", netloc="").include_query_params(**given)
        )


@screens.page("/", *STAFF, shows="find.html")
def find_page(
    request: Request, who: Who, work: Work, filled: Filled, asked: Annotated[Asked, Query()]
) -> Shown:
    language = language_of(request)
    asked = _asked(filled.given) if filled.given else asked
    found: list[store.Found] = []
    refused: Shown = {"refused": [filled.refused] if filled.refused else []}
    try:
        wanted = rules.query(asked.q, routes.today(), asked.status, asked.operation, asked.since, asked.until)
        found = store.find(work, wanted, asked.after, A_PAGE)
    except Problem as problem:
        refused = {"refused": [said(problem)], "status": problem.status}
    more = found[-1].stay.stay_no if len(found) == A_PAGE else ""
    return refused | {
        "asked": asked, "found": found, "operations": store.operation_names(work),
        "tags": tags_of(work, [one.dog.id for one in found]),
        "holds": [(law.kind, law.en if language == "en" else law.zh) for law in placeable(who)],
        "may_tick": who.may(CREW), "may_print": who.may(DESK), "may_move": who.may(DESK),
        "may_export": who.may(routes.MAY_EXPORT), "purposes": purposes(language),
        "this_year": routes.today().year, "all_ticked": asked.link(request, ticked=True),
        "first": asked.link(request, after="") if asked.after else "",
        "next": asked.link(request, after=more, ticked=False) if more else "",
        "back": asked.link(request, ticked=False),
    }  # fmt: skip


@screens.form("/export", find_page, *routes.MAY_EXPORT)
async def export_from_page(request: Request, filled: Filled, who: Who) -> Response:
    """The file of the form below the list; what is wrong is said on the page."""
    new = NewExport.model_validate(typed(NewExport, filled.given))
    return await routes.take_out(request.app.state.service, new, who.name, 200)


def _asked(form: FormData) -> Asked:
    try:
        return Asked.model_validate(typed(Asked, form))
    except ValidationError:
        return Asked()
