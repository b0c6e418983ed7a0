"""Named reads of accounts, and what is written about them."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from services.intake.staff.models import LoginTry, Staff, StaffAct
from services.intake.staff.rules import FORGOTTEN, KNOWN_FOR, OF_NAME, Act, Limits, hashed
from shared import clock
from shared.auth import Who
from shared.events import SessionsEnded
from shared.ids import uuid7
from shared.problems import NotFound, Problem
from shared.said import Said
from shared.sessions import end_sessions
from shared.store import Work

ANY = ""
MOST = 20_000  # rows of wrong passwords, and a few
OFTEN = 50  # one try in so many looks whether there is room


class Changed(Problem):
    title = Said("刚刚改过", "It was changed just now")


def staff_of(work: Work, username: str) -> Staff:
    """Raises `NotFound`."""
    found = work.get(Staff, username)
    if found is None:
        raise NotFound(f"没有 {username} 这个账号。", f"There is no account {username}.")
    return found


def everybody(work: Work) -> Sequence[Staff]:
    return work.exec(select(Staff).order_by(col(Staff.active).desc(), col(Staff.username))).all()


def active_admins(work: Work) -> int:
    return sum("admin" in roles for roles in work.exec(select(Staff.roles).where(col(Staff.active))))


def tries_of(work: Work, username: str, place: str) -> LoginTry | None:
    """Wrong ones for this name from this place; an empty one stands for any."""
    return work.get(LoginTry, (_key(username), _key(place)))


def _key(told: str) -> str:
    return hashed(told) if told else ANY


def waiting_names(work: Work, names: Sequence[str], now: datetime) -> dict[str, datetime]:
    """Which of these names somebody has to wait for, somewhere, and until when."""
    keys = {hashed(name): name for name in names}
    found: dict[str, datetime] = {}
    for one in work.exec(select(LoginTry).where(col(LoginTry.wait_until) > now)).all():
        if one.wait_until and one.name_hash in keys:
            name = keys[one.name_hash]
            found[name] = max(one.wait_until, found.get(name, one.wait_until))
    return found


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


def note_wrong(work: Work, username: str, place: str, limits: Limits) -> datetime | None:
    """Counts a wrong password; until when the next one waits. No act is kept of a name that nobody has."""
    now = clock.now()
    if secrets.randbelow(OFTEN) == 0:
        _make_room(work, now)
    pair, anywhere = _count(work, username, place, now), _count(work, username, "", now)
    wait = limits.waits(pair)
    until = _wait(work, username, place, now + wait) if wait else None
    if work.get(Staff, username) and (anywhere <= OF_NAME or anywhere % OF_NAME == 0):
        record(work, "LOCKED_OUT" if until else "WRONG_PASSWORD", username, username, _many(anywhere))
    return until


def _count(work: Work, username: str, place: str, now: datetime) -> int:
    """How many wrong ones that makes; a day without one is a new beginning."""
    told = {"of_name": _key(username), "of_place": _key(place), "now": now, "forgotten": now - FORGOTTEN}
    statement = _COUNT[work.connection().dialect.name]
    return int(work.sql(statement, told).scalar_one())


def _wait(work: Work, username: str, place: str, until: datetime) -> datetime:
    told = {"of_name": _key(username), "of_place": _key(place), "until": until}
    work.sql(_WAIT, told)
    return until


_COUNT = {
    name: dialect.insert(LoginTry)
    .values(
        name_hash=sa.bindparam("of_name"), from_hash=sa.bindparam("of_place"), wrong=1,
        last_at=sa.bindparam("now"),
    )
    .on_conflict_do_update(
        index_elements=["name_hash", "from_hash"],
        set_={
            "wrong": sa.case(
                (col(LoginTry.last_at) < sa.bindparam("forgotten"), 1), else_=col(LoginTry.wrong) + 1
            ),
            "last_at": sa.bindparam("now"),
        },
    )
    .returning(col(LoginTry.wrong))
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}  # fmt: skip
_WAIT = (
    sa.update(LoginTry)
    .where(col(LoginTry.name_hash) == sa.bindparam("of_name"))
    .where(col(LoginTry.from_hash) == sa.bindparam("of_place"))
    .values(wait_until=sa.bindparam("until"))
)


def _many(wrong: int) -> str:
    return f"{wrong} 次 times" if wrong >= OF_NAME else ""


def note_login(work: Work, username: str, place: str) -> None:
    """What others tried elsewhere stays counted; who was here before is known here."""
    now = clock.now()
    for key in ((_key(username), _key(place)), (ANY, _key(place))):
        here = work.get(LoginTry, key) or LoginTry(name_hash=key[0], from_hash=key[1], last_at=now)
        here.wrong, here.wait_until, here.last_at, here.known_at = 0, None, now, now
        work.add(here)
    record(work, "LOGGED_IN", username, username)


def open_again(work: Work, username: str, by: str, why: str) -> Staff:
    """An account that somebody locked, or that wrong passwords keep waiting. Raises `NotFound`."""
    staff = staff_of(work, username)
    staff.active = True
    work.sql(sa.delete(LoginTry).where(col(LoginTry.name_hash) == hashed(username)))
    record(work, "UNLOCKED", username, by, why)
    return staff


def _make_room(work: Work, now: datetime) -> None:
    """A stranger with ten thousand names or addresses fills no disk: the oldest are forgotten."""
    at, edge = col(LoginTry.last_at), now - FORGOTTEN
    if work.exec(select(sa.func.count()).select_from(LoginTry)).one() >= MOST:
        edge = work.exec(select(at).order_by(at).offset(MOST // 10).limit(1)).one()
    known = col(LoginTry.known_at).is_not(None) & (col(LoginTry.known_at) > now - KNOWN_FOR)
    work.sql(sa.delete(LoginTry).where(at < edge, ~known))


def set_password(work: Work, username: str, password_hash: str, before: str, by: str, given: bool) -> Staff:
    """In the place of the one whose hash was `before`; all that was signed in with that is over.

    `given` by somebody else it must be changed. Raises `NotFound`, `Changed` where it is another by now.
    """
    staff = staff_of(work, username)
    if staff.password_hash != before:
        raise Changed("密码刚刚被改过，请重试。", "The password was changed just now: try again.")
    staff.password_hash, staff.first_password = password_hash, given
    record(work, "PASSWORD", username, by)
    end_all_sessions(work, staff)
    return staff


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
