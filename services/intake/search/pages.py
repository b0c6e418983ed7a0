"""The page "find": one box for everything, a list to tick, and what can be done with what is ticked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field, ValidationError, field_validator
from starlette.datastructures import FormData

from services.intake import screens as plain
from services.intake.kennels.moves import MOVE
from services.intake.operations.store import tags_of
from services.intake.picked.acts import placeable
from services.intake.search import routes, rules, store
from services.intake.search.export import NewExport
from shared.auth import PUBLIC, Who
from shared.doors import STAFF, Doors
from shared.ids import uuid7
from shared.looks import purposes
from shared.moments import Day
from shared.pages import Pages, language_of
from shared.problems import Problem
from shared.said import Said

pages = Pages("intake", Path(__file__).parent)
screens = Doors(prefix="/intake/find", include_in_schema=False)
Staff = Annotated[Who, Depends(plain.lookers(*STAFF))]
HERE = "/intake/find/"
A_PAGE = 50
TICKERS = ("officer", "keeper", "vet")
PRINTERS = ("officer", "keeper")


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


@screens.get("/")
async def find_page(request: Request, who: Staff, asked: Annotated[Asked, Query()]) -> Response:
    if who is PUBLIC:
        return plain.to_login(request)
    return await run_in_threadpool(_show, request, who, asked)


@screens.post("/export")
async def export_from_page(request: Request, who: Staff) -> Response:
    """The file of the form below the list; what is wrong is said on the page."""
    if who is PUBLIC:
        return RedirectResponse(f"/intake/login?next={HERE}", 303)
    plain.must(who, *routes.MAY_EXPORT)
    given = _filled(await request.form())
    try:
        new = NewExport.model_validate(given)
        return await routes.take_out(request.app.state.service, new, who.name, 200)
    except ValidationError:
        refused = [
            Said("请选择用途；选“其他”时请写明。", "Choose what the file is for; if another, say which.")
        ]
    except Problem as problem:
        refused = [problem.detail]
    return await run_in_threadpool(_show, request, who, _asked(given), refused, 422)


def _filled(form: FormData) -> dict[str, str]:
    return {name: str(value).strip() for name, value in form.items() if str(value).strip()}


def _asked(given: dict[str, str]) -> Asked:
    try:
        return Asked.model_validate(given)
    except ValidationError:
        return Asked()


def _show(
    request: Request, who: Who, asked: Asked, refused: Sequence[str] | None = None, status: int = 200
) -> HTMLResponse:
    language = language_of(request)
    with request.app.state.service.store.read() as work:
        found: list[store.Found] = []
        try:
            wanted = rules.query(
                asked.q, routes.today(), asked.status, asked.operation, asked.since, asked.until
            )
            found = store.find(work, wanted, asked.after, A_PAGE)
        except Problem as problem:
            refused, status = [problem.detail], problem.status
        more = found[-1].stay.stay_no if len(found) == A_PAGE else ""
        return pages.show(
            request, "find.html", status, asked=asked, found=found, refused=refused or [], key=uuid7(),
            tags=tags_of(work, [one.dog.id for one in found]), operations=store.operation_names(work),
            holds=[(law.kind, law.en if language == "en" else law.zh) for law in placeable(who)],
            may_tick=who.may(TICKERS), may_print=who.may(PRINTERS), may_move=who.may(MOVE),
            may_export=who.may(routes.MAY_EXPORT), purposes=purposes(language), this_year=routes.today().year,
            all_ticked=asked.link(request, ticked=True),
            first=asked.link(request, after="") if asked.after else "",
            next=asked.link(request, after=more, ticked=False) if more else "",
            back=asked.link(request, ticked=False),
        )  # fmt: skip
