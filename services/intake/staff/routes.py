"""Doors for staff: accounts, roles, passwords, locks, and the record of it all."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from services.intake.staff import codes, guessing, passwords, rules, store
from services.intake.staff.models import Staff
from services.intake.staff.rules import NameTaken, NewPassword, NewRoles, NewStaff, Reason
from services.intake.staff.sessions import somebody
from shared import clock
from shared.auth import ROLE_NAMES, NotAllowed, Who
from shared.doors import ANYBODY_HERE, ERRORS, LARGEST_BODY, Doors, JsonRoute
from shared.once import Key, answer_once
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["staff"])
passwords_door = APIRouter(
    prefix="/intake/v1", tags=["staff"], responses=ERRORS, max_body_size=LARGEST_BODY, route_class=JsonRoute
)
Somebody = Annotated[Who, Depends(somebody)]
GUARDS = ("admin", "security")  # who locks, unlocks and ends sessions
READERS = (*GUARDS, "auditor")


class Account(Model):
    username: str
    roles: list[str]


class AccountSeen(Account):
    """An account as those see it who look after it. `locked_until`: wrong ones from somewhere wait."""

    active: bool
    locked_until: datetime | None = None
    last_login: datetime | None = None
    has_codes: bool = False


class Accounts(Model):
    staff: list[AccountSeen]


class RoleNamed(Model):
    code: str = Field(examples=["keeper"])
    zh: str
    en: str


class Acted(Model):
    """What happened to an account, by whom, when and why."""

    id: str
    at: datetime
    act: rules.Act
    username: str
    by: str
    why: str


class Record(Model):
    acts: list[Acted]
    next: str | None


@doors.query("/roles", *ANYBODY_HERE)
def list_roles(work: Work) -> list[RoleNamed]:
    """Every role, with its name in Chinese and English."""
    return [RoleNamed(code=code, zh=zh, en=en) for code, (zh, en) in ROLE_NAMES.items()]


@doors.query("/staff", *READERS)
def list_staff(work: Work) -> Accounts:
    """Every account, and which of them are locked."""
    return Accounts(staff=accounts(work))


def accounts(work: Work) -> list[AccountSeen]:
    staff, logins = store.everybody(work), store.last_logins(work)
    locked = store.waiting_names(work, [one.username for one in staff], clock.now())
    with_codes = codes.who_has_them(work)
    return [
        AccountSeen(
            username=one.username, roles=one.roles, active=one.active,
            locked_until=locked.get(one.username), last_login=logins.get(one.username),
            has_codes=one.username in with_codes,
        )
        for one in staff
    ]  # fmt: skip


@doors.query("/staff/record", *READERS)
def show_record(
    work: Work,
    username: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=64, description="`next` of the answer before")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Record:
    """Log-ins, wrong passwords, locks, changes of roles and passwords, the latest first."""
    found = store.acts(work, username, after, limit)
    return Record(
        acts=[Acted.model_validate(one.model_dump()) for one in found],
        next=found[-1].id if len(found) == limit else None,
    )


@doors.command("/staff", "admin")
def add_staff(new: NewStaff, who: Who, work: Work) -> Account:
    """Makes an account. Whoever it is for changes its password before anything else."""
    if work.get(Staff, new.username):
        raise NameTaken(
            f"{new.username} 已存在，请换一个。", f"{new.username} exists already: choose another."
        )
    roles = sorted(set(new.roles))
    guessing.check(new.password, new.username)
    kept = rules.hash_password(new.password)
    work.add(Staff(username=new.username, password_hash=kept, roles=list(roles), first_password=True))
    store.record(work, "ADDED", new.username, who.name, " ".join(roles))
    return Account(username=new.username, roles=list(roles))


@passwords_door.post("/staff/{username}/password", status_code=201, response_model=Account)
async def change_password(
    username: str, new: NewPassword, request: Request, who: Somebody, key: Key = None
) -> Response:
    """Changes one's own password, with the `old` one; an admin may give anybody another, which they change.

    What was signed in with the old one is over.
    """

    async def change() -> Account:
        staff = await passwords.change(request.app.state.service, username, new, who)
        return Account(username=staff.username, roles=staff.roles)

    return await answer_once(request, who, key, change, status=201)


@doors.command("/staff/{username}/codes/reset", "admin", first=True)
def reset_codes(username: str, reason: Reason, who: Who, work: Work) -> Account:
    """Takes away the codes that somebody logs in with, who has lost them; not one's own."""
    rules.must_be_anothers(username, who.name)
    staff = codes.reset(work, username, who.name, reason.why)
    return Account(username=username, roles=staff.roles)


@doors.command("/staff/{username}/roles", "admin", first=True)
def change_roles(username: str, new: NewRoles, who: Who, work: Work) -> Account:
    """Gives an account other roles. What it had signed in with the old ones is over."""
    staff = store.staff_of(work, username)
    if rules.give_roles(staff, new.roles, store.active_admins(work)):
        store.record(work, "ROLES", username, who.name, f"{' '.join(staff.roles)}：{new.why}")
        store.end_all_sessions(work, staff)
    return Account(username=username, roles=staff.roles)


@doors.command("/staff/{username}/lock", *GUARDS, first=True)
def lock(username: str, reason: Reason, who: Who, work: Work) -> Account:
    """Closes an account until it is unlocked; what it had signed in is over."""
    staff = store.staff_of(work, username)
    rules.lock(staff, who.name, store.active_admins(work))
    store.record(work, "LOCKED", username, who.name, reason.why)
    store.end_all_sessions(work, staff)
    return Account(username=username, roles=staff.roles)


@doors.command("/staff/{username}/unlock", *GUARDS)
def unlock(username: str, reason: Reason, who: Who, work: Work) -> Account:
    """Opens an account again that somebody locked, or that wrong passwords did."""
    staff = store.open_again(work, username, who.name, reason.why)
    return Account(username=username, roles=staff.roles)


@doors.command("/staff/{username}/sessions/end", *ANYBODY_HERE, first=True)
def end_all(username: str, reason: Reason, who: Who, work: Work) -> Account:
    """Ends everything that an account has signed in: one's own, or for admin and security anybody's."""
    if who.name != username and not who.may(GUARDS):
        raise NotAllowed("只能结束自己的登录。", "You can end your own sessions; security can end others'.")
    staff = store.staff_of(work, username)
    store.record(work, "ENDED", username, who.name, reason.why)
    store.end_all_sessions(work, staff)
    return Account(username=username, roles=staff.roles)
