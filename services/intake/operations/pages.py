"""Pages of operations: what is planned and out, one with its dogs, a year side by side. No script needed."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi import Path as InPath
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.intake.operations import charts, forms, routes, rules, store
from services.intake.operations.acts import ACTS
from services.intake.operations.figures import Figures
from services.intake.operations.models import Operation
from services.intake.operations.states import OPERATION
from services.intake.screens import lookers, to_login
from shared import clock
from shared.auth import PUBLIC, NotAllowed, Who
from shared.codes import DIVISIONS
from shared.doors import Doors, once
from shared.forms import first_wrong
from shared.ids import uuid7
from shared.pages import Pages
from shared.problems import NotFound, Problem
from shared.said import Said
from shared.store import Model, Work

pages = Pages("intake", Path(__file__).parent, operation_states=OPERATION)
screens = Doors(prefix="/intake/operations", include_in_schema=False)
HERE = "/intake/operations/"
A_PAGE = 100
USUAL = ("公安", "城管", "保安")
NOTHING = FormData()
DISTRICTS = [code for code in DIVISIONS if len(code) == 6]
M = TypeVar("M", bound=Model)
Year = Annotated[int, InPath(ge=2000, le=2200)]


looker = lookers(
    *routes.LOOKERS,
    otherwise=(
        Said(
            "行动页面需要值班民警、饲养员或审计账号，请换账号登录。",
            "Operations are for officers, keepers and auditors: log in as one of them.",
        )
    ),
)
Looker = Annotated[Who, Depends(looker)]


def _must(who: Who, *roles: str) -> None:
    if not who.may(roles):
        raise NotAllowed("需要值班民警账号，请换账号登录。", "This is for officers: log in as one of them.")


# ---- what is planned, what is out -----------------------------------------------------------------------


@screens.get("/")
async def operations_page(request: Request, who: Looker) -> Response:
    if who is PUBLIC:
        return to_login(request)
    return await run_in_threadpool(_list, request)


@screens.post("/")
async def begin(request: Request, who: Looker) -> Response:
    """Plans an operation, or opens it at once; the button that was pressed says which."""
    if who is PUBLIC:
        return to_login(request)
    _must(who, "officer")
    form = await request.form()
    at_once = form.get("act") == "open"
    body = forms.plan(form) | {"started_at" if at_once else "starts_at": forms.moment(form, "starts_at")}
    if at_once:
        return await _do(
            request, who, form, rules.NewOperation, body,
            lambda new, work: routes.open_operation(new, who, work), _list,
        )  # fmt: skip
    return await _do(
        request, who, form, rules.NewPlan, body,
        lambda new, work: routes.plan_operation(new, who, work), _list,
    )  # fmt: skip


def _list(request: Request, status: int = 200, given: FormData = NOTHING, refused: str = "") -> HTMLResponse:
    now = clock.now().astimezone(clock.CITY)
    with request.app.state.service.store.read() as work:
        out, planned = store.open_operations(work), store.planned_operations(work)
        return pages.show(
            request, "operations.html", status, refused=refused, given=given, key=uuid7(),
            out=[(one, store.dogs_of_operation(work, one.id)) for one in out], planned=planned,
            year=now.year, rows=_rows(work, now.year), years=store.years(work),
            pairs=forms.pairs(given) or [*((name, "") for name in USUAL), ("", "")],
            districts=DISTRICTS, now=now.strftime("%Y-%m-%dT%H:%M"),
        )  # fmt: skip


# ---- one of them ----------------------------------------------------------------------------------------


@screens.get("/{operation_id}")
async def operation_page(request: Request, operation_id: str, who: Looker, after: str = "") -> Response:
    if who is PUBLIC:
        return to_login(request)
    return await run_in_threadpool(_one, request, operation_id, after=after)


@screens.post("/{operation_id}/{act}")
async def act_on(request: Request, operation_id: str, act: str, who: Looker) -> Response:
    """One button: changes the plan, opens it, puts right who came, calls it off, closes it, or notes."""
    if who is PUBLIC:
        return to_login(request)
    if act not in ACTS:
        raise NotFound(
            "没有这个操作，请回到行动页面。", "There is no such act: go back to the operation's page."
        )
    one, form = ACTS[act], await request.form()
    _must(who, *one.roles)

    def again(request: Request, status: int, given: FormData, refused: str) -> HTMLResponse:
        return _one(request, operation_id, status, given, refused, tried=act)

    return await _do(
        request, who, form, one.shape, one.body(form),
        lambda asked, work: one.run(operation_id, asked, who, work), again,
    )  # fmt: skip


def _one(
    request: Request, operation_id: str, status: int = 200, given: FormData = NOTHING,
    refused: str = "", after: str = "", tried: str = "",
) -> HTMLResponse:  # fmt: skip
    """`given` is what was typed into the form that was `tried` and refused."""
    typed = forms.pairs(given)
    with request.app.state.service.store.read() as work:
        operation = store.operation(work, operation_id)
        known = [*operation.headcount.items(), ("", "")]
        found = store.dogs_in(work, operation_id, after, A_PAGE)
        return pages.show(
            request, "operation.html", status, refused=refused, given=given, key=uuid7(),
            operation=operation, state=rules.state(operation),
            figures=routes.figures_of(work, [operation])[operation_id],
            tried=tried, plan=given if tried == "plan" else forms.as_typed(operation),
            plan_pairs=typed if tried == "plan" else known,
            pairs=typed if tried in ("opening", "corrections") else known, districts=DISTRICTS,
            changes=store.changes_of(work, operation_id), time_of=datetime.fromisoformat,
            incidents=store.incidents_of(work, operation_id), kinds=rules.KINDS,
            places=store.places_of(work, operation_id), dogs=found, after=after,
            next=found[-1][0].stay_no if len(found) == A_PAGE else None,
            tags=store.tags_of(work, [dog.id for _, dog in found]),
            hours=charts.hour_bars(store.found_times(work, operation_id)), row=charts.ROW, left=charts.LEFT,
            now=clock.now().astimezone(clock.CITY).strftime("%Y-%m-%dT%H:%M"),
        )  # fmt: skip


# ---- a year of them -------------------------------------------------------------------------------------


@screens.get("/year/{year}")
async def year_page(request: Request, year: Year, who: Looker) -> Response:
    if who is PUBLIC:
        return to_login(request)
    return await run_in_threadpool(_year, request, year)


def _year(request: Request, year: int) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        rows = [row for row in _rows(work, year) if row[0].opened_at]
        return pages.show(
            request, "year.html", year=year, rows=rows, sums=_sums([figures for _, figures in rows]),
            years=store.years(work), row=charts.ROW, left=charts.LEFT,
            bars=charts.outcome_bars([(operation.started_at, figures) for operation, figures in rows]),
        )  # fmt: skip


def _rows(work: Work, year: int) -> list[tuple[Operation, Figures]]:
    operations = store.operations_of(work, year)
    figures = routes.figures_of(work, operations)
    return [(operation, figures[operation.id]) for operation in operations]


def _sums(rows: list[Figures]) -> dict[str, int]:
    counted = [column.name for column in fields(Figures) if column.name != "per_hour"]
    return {name: sum(asdict(row)[name] for row in rows) for name in counted}


# ---- forms ----------------------------------------------------------------------------------------------


async def _do(
    request: Request, who: Who, form: FormData, shape: type[M], body: dict[str, Any],
    run: Callable[[M, Work], Any], again: Callable[[Request, int, FormData, str], HTMLResponse],
) -> Response:  # fmt: skip
    """Runs the same rule as the door. Sent twice, it is done once; refused, nothing typed is lost."""
    told = hashlib.sha256(f"{request.url.path} {sorted(map(str, form.multi_items()))}".encode()).hexdigest()
    claim = (who.name, str(form.get("key") or uuid7()), told)
    try:
        asked = shape.model_validate(body)
        await request.app.state.service.writer.do(
            lambda work: once(work, claim, 201, lambda: run(asked, work))
        )
    except ValidationError as error:
        return await run_in_threadpool(again, request, 422, form, first_wrong(error, forms.FIELDS))
    except Problem as problem:
        return await run_in_threadpool(again, request, problem.status, form, problem.detail)
    path = request.url.path
    return RedirectResponse(path if path.endswith("/") else path.rpartition("/")[0], 303)
