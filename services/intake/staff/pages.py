"""Pages for those who look after accounts, and one's own account. Plain forms; no script needed."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.intake.screens import do_once, lookers, must, to_login
from services.intake.staff import routes, store
from services.intake.staff.rules import NewPassword, NewRoles, NewStaff, Reason
from shared import auth, clock
from shared.auth import PUBLIC, ROLE_NAMES, Who
from shared.doors import ANYBODY_HERE
from shared.ids import uuid7
from shared.pages import Pages, language_of
from shared.problems import NotFound, Problem
from shared.said import Said
from shared.store import Work

pages = Pages("intake", Path(__file__).parent)
screens = APIRouter(prefix="/intake/staff", include_in_schema=False, max_body_size=100_000)
HERE = "/intake/staff/"
LATELY = 30
A_PAGE = 100
Reader = Annotated[Who, Depends(lookers(*routes.READERS))]
Anybody = Annotated[Who, Depends(lookers(*ANYBODY_HERE))]
Act = Callable[[str, FormData, Who, Work], Any]


def _password(username: str, form: FormData, who: Who, work: Work) -> None:
    new = NewPassword.model_validate({"password": form.get("password", "")})
    routes.change_password(username, new, who, work)


def _roles(username: str, form: FormData, who: Who, work: Work) -> None:
    new = NewRoles.model_validate({"roles": form.getlist("roles"), "why": form.get("why", "")})
    routes.change_roles(username, new, who, work)


def _for_a_reason(door: Callable[[str, Reason, Who, Work], Any]) -> Act:
    def act(username: str, form: FormData, who: Who, work: Work) -> None:
        door(username, Reason.model_validate({"why": form.get("why", "")}), who, work)

    return act


ACTS: dict[str, tuple[tuple[str, ...], Act]] = {
    "password": (("admin",), _password),
    "roles": (("admin",), _roles),
    "lock": (routes.GUARDS, _for_a_reason(routes.lock)),
    "unlock": (routes.GUARDS, _for_a_reason(routes.unlock)),
    "sessions": (routes.GUARDS, _for_a_reason(routes.end_all)),
}
OWN: dict[str, Act] = {"password": _password, "sessions": _for_a_reason(routes.end_all)}


# ---- everybody ------------------------------------------------------------------------------------------


@screens.get("/")
async def staff_page(request: Request, who: Reader) -> Response:
    if who is PUBLIC:
        return to_login(request)
    return await run_in_threadpool(_everybody, request)


@screens.post("/")
async def add(request: Request, who: Reader) -> Response:
    if who is PUBLIC:
        return to_login(request)
    must(who, "admin")
    form = await request.form()
    username = str(form.get("username", "")).strip()
    try:
        new = NewStaff.model_validate(
            {"username": username, "password": form.get("password", ""), "roles": form.getlist("roles")}
        )
        await do_once(request, who, form, lambda work: routes.add_staff(new, who, work))
    except (ValidationError, Problem) as error:
        return await run_in_threadpool(_everybody, request, error, form)
    return RedirectResponse(f"{HERE}accounts/{username}?done=add", 303)


def _everybody(
    request: Request, error: ValidationError | Problem | None = None, given: FormData | None = None
) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        return pages.show(
            request, "staff_list.html", status_of(error), accounts=routes.accounts(work),
            roles=roles(request), refused=said(error), given=given or FormData(), key=uuid7(),
        )  # fmt: skip


# ---- one of them ----------------------------------------------------------------------------------------


@screens.get("/accounts/{username}")
async def account_page(request: Request, username: str, who: Reader, done: str = "") -> Response:
    if who is PUBLIC:
        return to_login(request)
    return await run_in_threadpool(_account, request, username, done=done)


@screens.post("/accounts/{username}/{act}")
async def act_on(request: Request, username: str, act: str, who: Reader) -> Response:
    """Roles, password, lock, unlock, end of sessions."""
    if who is PUBLIC:
        return to_login(request)
    allowed, run = _known(act, ACTS)
    must(who, *allowed)
    form = await request.form()
    try:
        await do_once(request, who, form, lambda work: run(username, form, who, work))
    except (ValidationError, Problem) as error:
        return await run_in_threadpool(_account, request, username, error)
    return RedirectResponse(f"{HERE}accounts/{username}?done={act}", 303)


def _account(
    request: Request, username: str, error: ValidationError | Problem | None = None, done: str = ""
) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        staff = store.staff_of(work, username)
        locked = store.waiting_names(work, [username], clock.now()).get(username)
        return pages.show(
            request, "account.html", status_of(error), account=staff, locked_until=locked,
            roles=roles(request), acts=store.acts(work, username, limit=LATELY), refused=said(error),
            done=done, key=uuid7(), own=False,
        )  # fmt: skip


@screens.get("/record")
async def record_page(request: Request, who: Reader, after: str = "") -> Response:
    """Everything that happened to accounts, for those who audit."""
    if who is PUBLIC:
        return to_login(request)

    def show() -> HTMLResponse:
        with request.app.state.service.store.read() as work:
            acts = store.acts(work, before=after, limit=A_PAGE + 1)
        more = acts[A_PAGE - 1].id if len(acts) > A_PAGE else ""
        return pages.show(request, "record.html", acts=acts[:A_PAGE], next=more, after=after)

    return await run_in_threadpool(show)


# ---- one's own ------------------------------------------------------------------------------------------


@screens.get("/me")
async def own_page(request: Request, who: Anybody) -> Response:
    if who is PUBLIC:
        return to_login(request)
    return await run_in_threadpool(_own, request, who)


@screens.post("/me/{act}")
async def act_on_own(request: Request, act: str, who: Anybody) -> Response:
    """One's own password, or the end of all one has signed in: then one logs in again."""
    if who is PUBLIC:
        return to_login(request)
    run = _known(act, OWN)
    form = await request.form()
    try:
        await do_once(request, who, form, lambda work: run(who.name, form, who, work))
    except (ValidationError, Problem) as error:
        return await run_in_threadpool(_own, request, who, error)
    response = RedirectResponse(f"/intake/login?next={HERE}me", 303)
    response.delete_cookie(auth.COOKIE)
    return response


def _own(request: Request, who: Who, error: ValidationError | Problem | None = None) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        staff = store.staff_of(work, who.name)
        return pages.show(
            request, "account.html", status_of(error), account=staff, locked_until=None, roles=roles(request),
            acts=store.acts(work, who.name, limit=LATELY), refused=said(error), done="", key=uuid7(),
            own=True,
        )  # fmt: skip


# ---- words ----------------------------------------------------------------------------------------------


def _known(act: str, acts: dict[str, Any]) -> Any:
    if act not in acts:
        raise NotFound(
            "没有这个操作，请回到账号页面。", "There is no such act: go back to the account's page."
        )
    return acts[act]


def roles(request: Request) -> dict[str, str]:
    """Every role in the reader's language."""
    which = 1 if language_of(request) == "en" else 0
    return {code: names[which] for code, names in ROLE_NAMES.items()}


def status_of(error: ValidationError | Problem | None) -> int:
    return 200 if error is None else error.status if isinstance(error, Problem) else 422


SAYS = {
    "username": Said(
        "用户名为 2–40 个字母、数字、点、横线或汉字。",
        "A user name is 2 to 40 letters, digits, dots or dashes.",
    ),
    "password": Said("密码至少 10 个字符。", "A password has 10 characters or more."),
    "roles": Said("请至少选择一个角色。", "Choose at least one role."),
    "why": Said("请写明原因，至少两个字。", "Say why, in two characters or more."),
}


def said(error: ValidationError | Problem | None) -> str:
    """What was wrong with a form, in both languages."""
    if error is None:
        return ""
    if isinstance(error, Problem):
        return error.detail
    return SAYS.get(str(error.errors()[0]["loc"][0]), Said("请检查表单。", "Please check the form."))
