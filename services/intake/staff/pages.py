"""Pages for those who look after accounts, and one's own account. Plain forms; no script needed."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.intake.staff import codes, passwords, routes, store
from services.intake.staff.rules import NewPassword, Reason
from shared import auth, clock
from shared.auth import ROLE_NAMES, Who
from shared.doors import ANYBODY_HERE
from shared.filled import Act, Filled
from shared.pages import Pages, language_of
from shared.said import Said
from shared.screens import Done, Screens, Shown, to_login
from shared.store import Work

HERE = "/intake/staff/"
LATELY = 30
A_PAGE = 100
ADMIN = ("admin",)
SAYS = {
    "username": Said(
        "用户名为 2–40 个字母、数字、点、横线或汉字。",
        "A user name is 2 to 40 letters, digits, dots or dashes.",
    ),
    "password": Said("密码至少 10 个字符。", "A password has 10 characters or more."),
    "roles": Said("请至少选择一个角色。", "Choose at least one role."),
    "old": Said("请填原密码。", "Type the old password."),
    "why": Said("请写明原因，至少两个字。", "Say why, in two characters or more."),
}


def says(error: ValidationError) -> str:
    return SAYS.get(str(error.errors()[0]["loc"][0]), Said("请检查表单。", "Please check the form."))


screens = Screens(Pages("intake", Path(__file__).parent), "/intake/staff", says, max_body_size=100_000)


def _password(form: FormData) -> dict[str, Any]:
    """To the letter: a space is part of it."""
    return {"password": str(form.get("password", ""))}


def _new(filled: Filled) -> NewPassword:
    return NewPassword.model_validate({"old": str(filled.given.get("old", ""))} | _password(filled.given))


# ---- everybody ------------------------------------------------------------------------------------------


@screens.page("/", *routes.READERS, shows="staff_list.html")
def staff_page(request: Request, work: Work) -> Shown:
    return {"accounts": routes.accounts(work), "roles": roles(request)}


screens.act("/", staff_page, Act(routes.add_staff, ADMIN, _password), HERE + "accounts/{username}?done=add")


# ---- one of them ----------------------------------------------------------------------------------------


@screens.page("/accounts/{username}", *routes.READERS, shows="account.html")
def account_page(request: Request, username: str, work: Work, done: str = "") -> Shown:
    return _account(request, username, work) | {"done": done, "own": False}


def _account(request: Request, username: str, work: Work) -> Shown:
    return {
        "account": store.staff_of(work, username), "roles": roles(request),
        "locked_until": store.waiting_names(work, [username], clock.now()).get(username),
        "acts": store.acts(work, username, limit=LATELY),
        "has_codes": codes.are_on(work, username),
    }  # fmt: skip


ACTS = {
    "roles": Act(routes.change_roles, ADMIN, first=True),
    "lock": Act(routes.lock, routes.GUARDS, first=True),
    "unlock": Act(routes.unlock, routes.GUARDS),
    "sessions": Act(routes.end_all, routes.GUARDS, first=True),
    "codes": Act(routes.reset_codes, ADMIN, first=True),
}


@screens.form("/accounts/{username}/password", account_page, *ADMIN)
async def give_password(request: Request, username: str, who: Who, filled: Filled) -> str:
    """A first one, which its owner changes before anything else."""
    await passwords.change(request.app.state.service, username, _new(filled), who)
    return f"{HERE}accounts/{quote(username)}?done=password"


screens.act("/accounts/{username}/{act}", account_page, ACTS, HERE + "accounts/{username}?done={act}")


@screens.page("/record", *routes.READERS, shows="record.html")
def record_page(work: Work, after: str = "") -> Shown:
    """Everything that happened to accounts, for those who audit."""
    acts = store.acts(work, before=after, limit=A_PAGE + 1)
    more = acts[A_PAGE - 1].id if len(acts) > A_PAGE else ""
    return {"acts": acts[:A_PAGE], "next": more, "after": after}


# ---- one's own ------------------------------------------------------------------------------------------


@screens.page("/me", *ANYBODY_HERE, shows="account.html")
def own_page(request: Request, who: Who, work: Work) -> Shown:
    return _account(request, who.name, work) | {"locked_until": None, "done": "", "own": True}


def _end_own(reason: Reason, who: Who, work: Work) -> Any:
    return routes.end_all(who.name, reason, who, work)


def anew(_: Done | None = None) -> Response:
    """All that one has signed in is over: one logs in again."""
    response: RedirectResponse = to_login(f"{HERE}me")
    response.delete_cookie(auth.COOKIE)
    return response


@screens.form("/me/password", own_page, *ANYBODY_HERE)
async def change_own(request: Request, who: Who, filled: Filled) -> Response:
    await passwords.change(request.app.state.service, who.name, _new(filled), who)
    return anew()


OWN = {"sessions": Act(_end_own, ANYBODY_HERE, first=True)}
screens.act("/me/{act}", own_page, OWN, anew)


def roles(request: Request) -> dict[str, str]:
    """Every role in the reader's language."""
    which = 1 if language_of(request) == "en" else 0
    return {code: names[which] for code, names in ROLE_NAMES.items()}
