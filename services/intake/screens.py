"""What intake's plain pages have in common: who may look, and a form that is done once."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.responses import RedirectResponse

from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.doors import form_once as do_once
from shared.doors import who_asks
from shared.said import Said

__all__ = ["do_once", "done", "lookers", "must", "to_login"]


def lookers(*roles: str, otherwise: Said | None = None) -> Callable[[Request], Awaitable[Who]]:
    """A page sends people without a session to log in (`PUBLIC`); a door would refuse them.

    `otherwise` is what accounts without these roles are told.
    """

    async def look(request: Request) -> Who:
        try:
            who = who_asks(request)
        except NotLoggedIn:
            who = PUBLIC
        if who is not PUBLIC:
            must(who, *roles, otherwise=otherwise)
        return who

    return look


def must(who: Who, *roles: str, otherwise: Said | None = None) -> None:
    """Raises `NotAllowed` unless the account has one of these roles."""
    if not who.may(roles):
        said = otherwise or Said(
            f"需要这些角色之一：{'、'.join(roles)}，请换账号登录。",
            f"This is for: {', '.join(roles)}. Log in with such an account.",
        )
        raise NotAllowed(*said.halves)


def to_login(request: Request) -> RedirectResponse:
    return RedirectResponse(f"/intake/login?next={request.url.path}", 303)


def done(path: str) -> RedirectResponse:
    """Back to a page, which then says that it is done and on record."""
    return RedirectResponse(f"{path}{'&' if '?' in path else '?'}done=yes", 303)
