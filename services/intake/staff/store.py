"""Named reads of accounts, and what is written about them."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from services.intake.staff.models import LoginTry, Staff, StaffAct
from services.intake.staff.rules import FORGOTTEN, Act, Limits, count_wrong, hashed
from shared import clock
from shared.auth import Who
from shared.events import SessionsEnded
from shared.ids import uuid7
from shared.problems import NotFound
from shared.sessions import end_sessions
from shared.store import Work

WRONG = ("WRONG_PASSWORD", "LOCKED_OUT")


def staff_of(work: Work, username: str) -> Staff:
    """Raises `NotFound`."""
    found = work.get(Staff, username)
    if found is None:
        raise NotFound(f"没有 {username} 这个账号。There is no account {username}.")
    return found


def everybody(work: Work) -> Sequence[Staff]:
    return work.exec(select(Staff).order_by(col(Staff.active).desc(), col(Staff.username))).all()


def active_admins(work: Work) -> int:
    return sum("admin" in roles for roles in work.exec(select(Staff.roles).where(col(Staff.active))))


def tries_of(work: Work, username: str) -> LoginTry | None:
    return work.get(LoginTry, hashed(username))


def locked_names(work: Work, names: Sequence[str], now: datetime) -> dict[str, datetime]:
    """Which of these names are locked out, and until when."""
    keys = {hashed(name): name for name in names}
    found = work.exec(select(LoginTry).where(col(LoginTry.locked_until) > now)).all()
    return {
        keys[one.name_hash]: one.locked_until for one in found if one.locked_until and one.name_hash in keys
    }


def last_logins(work: Work) -> dict[str, datetime]:
    acts = select(StaffAct).where(StaffAct.act == "LOGGED_IN").order_by(col(StaffAct.id).desc()).limit(5000)
    found: dict[str, datetime] = {}
    for act in work.exec(acts):
        found.setdefault(act.username, act.at)
    return found


def acts(work: Work, username: str = "", before: str = "", limit: int = 50) -> Sequence[StaffAct]:
    """The latest first; `before` an id."""
    query = select(StaffAct).order_by(col(StaffAct.id).desc()).limit(limit)
    if username:
        query = query.where(StaffAct.username == username)
    if before:
        query = query.where(col(StaffAct.id) < before)
    return work.exec(query).all()


def record(work: Work, act: Act, username: str, by: str, why: str = "") -> None:
    work.add(StaffAct(id=uuid7(), at=clock.now(), act=act, username=username, by=by, why=why))


def note_wrong(work: Work, username: str, limits: Limits) -> datetime | None:
    """Counts a wrong password; the end of the lock if it locks. No act is kept of a name that nobody has."""
    now = clock.now()
    tries = tries_of(work, username)
    if tries is None:
        _forget_old(work, now)
        tries = LoginTry(name_hash=hashed(username), last_at=now)
        work.add(tries)
    locks = count_wrong(tries, now, limits)
    if work.get(Staff, username):
        record(work, "LOCKED_OUT" if locks else "WRONG_PASSWORD", username, username)
    return tries.locked_until if locks else None


def note_login(work: Work, username: str) -> None:
    forget_tries(work, username)
    record(work, "LOGGED_IN", username, username)


def forget_tries(work: Work, username: str) -> None:
    if tries := tries_of(work, username):
        work.delete(tries)


def _forget_old(work: Work, now: datetime) -> None:
    old = select(LoginTry).where(col(LoginTry.last_at) < now - FORGOTTEN).limit(1000)
    for tries in work.exec(old).all():
        work.delete(tries)


def end_all_sessions(work: Work, staff: Staff) -> None:
    """Here at once, in the other services as soon as they hear of it."""
    now = clock.now()
    end_sessions(work, staff.account, now)
    work.publish(SessionsEnded(account=staff.account, occurred_at=now))


def end_session(work: Work, who: Who) -> None:
    """The one that `who` is in, and no other."""
    now = clock.now()
    record(work, "LOGGED_OUT", who.name, who.name)
    end_sessions(work, who.session, now)
    work.publish(SessionsEnded(account=who.account, session=who.session, occurred_at=now))
