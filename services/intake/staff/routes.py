"""Doors for staff: log in, accounts, passwords."""

import anyio
from fastapi import APIRouter, Request
from pydantic import Field

from services.intake.models import Staff
from services.intake.staff.rules import Login, NameTaken, NewPassword, NewStaff, check_password, hash_password
from shared import auth
from shared.auth import NotAllowed, Who
from shared.doors import ERRORS, LARGEST_BODY, STAFF, Doors
from shared.problems import NotFound
from shared.service import Service
from shared.store import Model, Work

sessions = APIRouter(prefix="/intake/v1", tags=["staff"], responses=ERRORS, max_body_size=LARGEST_BODY)
doors = Doors(prefix="/intake/v1", tags=["staff"])
at_once = anyio.CapacityLimiter(2)  # hashing takes 19 MiB and 30 ms each


class Session(Model):
    """A token for every service, and for how many seconds it is good."""

    access_token: str
    expires_in: int = Field(examples=[28800])


class Account(Model):
    username: str
    roles: list[str]


@sessions.post("/session")
async def log_in(login: Login, request: Request) -> Session:
    """Gives a token for a user name and password."""
    token = await token_for(login, request.app.state.service)
    return Session(access_token=token, expires_in=int(auth.LASTS.total_seconds()))


async def token_for(login: Login, service: Service) -> str:
    """Raises `NotLoggedIn`."""

    def find() -> Staff | None:
        with service.store.read() as work:
            return work.get(Staff, login.username)

    def check() -> str:
        active = staff if staff and staff.active else None
        check_password(active.password_hash if active else None, login.password)
        assert active, "nobody's password is ever right"
        return auth.sign(
            (service.settings.key_folder / "token.key").read_bytes(), active.username, active.roles
        )

    staff = await anyio.to_thread.run_sync(find)
    return await anyio.to_thread.run_sync(check, limiter=at_once)


@doors.command("/staff", "admin")
def add_staff(new: NewStaff, work: Work) -> Account:
    """Makes an account."""
    if work.get(Staff, new.username):
        raise NameTaken(f"{new.username} 已存在，请换一个。{new.username} exists already: choose another.")
    work.add(Staff(username=new.username, password_hash=hash_password(new.password), roles=list(new.roles)))
    return Account(username=new.username, roles=list(new.roles))


@doors.command("/staff/{username}/password", *STAFF)
def change_password(username: str, new: NewPassword, who: Who, work: Work) -> Account:
    """Sets one's own password; an admin may set anybody's."""
    if who.name != username and not who.may({"admin"}):
        raise NotAllowed("只能修改自己的密码。You can change your own password; an admin can change others'.")
    staff = work.get(Staff, username)
    if staff is None:
        raise NotFound(f"没有 {username} 这个账号。There is no account {username}.")
    staff.password_hash = hash_password(new.password)
    return Account(username=username, roles=staff.roles)
