"""Log in, stay in while there is something to do, and be out: tokens and the cookie of the pages.

Either is good for as long as somebody may be idle. Each page that is opened, and each key that is pressed on
one, asks for a fresh cookie (`alive.js`); a program that goes on asks for a fresh token. When the session has
lasted as long as it may, the password is asked for again.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, NoReturn
from weakref import WeakValueDictionary

import anyio
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from services.intake.settings import IntakeSettings, chosen
from services.intake.staff import codes, hashing, rules, store
from services.intake.staff.hashing import Rank
from services.intake.staff.models import LoginTry, Staff
from services.intake.staff.rules import Limits, Login
from shared import auth, clock
from shared.auth import PUBLIC, CodeNeeded, NotLoggedIn, Who
from shared.doors import ANYBODY_HERE, ERRORS, LARGEST_BODY, allow, token_of
from shared.ids import uuid7
from shared.limits import place as place_of
from shared.pages import who_looks
from shared.service import Service
from shared.store import Model, StoreUnavailable
from shared.street import over_https
from shared.threshold import first

log = logging.getLogger(__name__)
sessions = APIRouter(prefix="/intake/v1", tags=["staff"], responses=ERRORS, max_body_size=LARGEST_BODY)
renewals = APIRouter(prefix="/intake", include_in_schema=False)
turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
A_TURN = 2.0  # seconds: the store is locked when the one before takes longer
FRESH = timedelta(minutes=1)
HALF_IN = timedelta(minutes=15)  # for what is still to be done
Anybody = Annotated[Who, Depends(allow(*ANYBODY_HERE))]
NOTHING = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


class Session(Model):
    """A token for every service, and for how many seconds it is good; `POST …/session/renewal` goes on."""

    access_token: str
    expires_in: int = Field(examples=[1800])
    still: Literal["", "password", "set-up"] = Field(
        default="", description="what is to be done first: change the password, set up codes"
    )


@sessions.post("/session")
async def log_in(login: Login, request: Request) -> Session:
    """Gives a token for a user name and password, and for a code where one is needed.

    Where it `still` says something, the token opens that and nothing else. After wrong ones from one address
    it waits (429).
    """
    service: Service = request.app.state.service
    staff = await who_is(login, request)
    new = await anyio.to_thread.run_sync(as_it_is, service, staff)
    if new.has_codes:
        if not login.code:
            raise CodeNeeded
        await codes.check(service, staff.username, login.code)
    await come_in(service, staff, place_of(request))
    still: Any = what_is_left(service, new)
    return _session(begin(service, new, still), how_long(service, None, still), still)


@sessions.post("/session/renewal")
async def stay_logged_in(request: Request, who: Anybody) -> Session:
    """Gives a fresh token for one that still is good, until the session has lasted as long as it may."""
    service: Service = request.app.state.service
    if staff := await anyio.to_thread.run_sync(still_here, service, who):
        return _session(go_on(service, staff, who), how_long(service, who))
    raise NotLoggedIn("请用密码重新登录。", "Log in again at POST /intake/v1/session.")


@sessions.delete("/session", status_code=204)
async def log_out(request: Request, who: Anybody) -> None:
    """Ends the session that this token belongs to, in every service."""
    await end_session(request.app.state.service, who)


def _session(token: str, lasts: timedelta, still: Any = "") -> Session:
    return Session(access_token=token, expires_in=int(lasts.total_seconds()), still=still)


async def end_session(service: Service, who: Who) -> None:
    """What was signed in it opens nothing any more: here at once, elsewhere as soon as it is heard."""
    if who.session:
        await service.writer.do(lambda work: store.end_session(work, who), first=True)
        await anyio.to_thread.run_sync(service.ended.read)


def limits(settings: IntakeSettings) -> Limits:
    return Limits(
        settings.login_tries,
        timedelta(seconds=settings.wait_seconds),
        timedelta(minutes=settings.longest_wait_minutes),
    )


async def who_is(login: Login, request: Request) -> Staff:
    """Whose password this is. One try after the other from each place; who is known there comes first.

    Raises `NotLoggedIn`, `TooManyTries`, and `TooManyRequests` before anything is hashed.
    """
    service: Service = request.app.state.service
    name, place = login.username, place_of(request)

    def tries() -> list[LoginTry | None]:
        with service.store.read() as work:
            return [store.tries_of(work, *of) for of in ((name, ""), (name, place), ("", place))]

    def find() -> Staff | None:
        with service.store.read() as work:
            rules.check_may_try([store.tries_of(work, name, place)], clock.now())
            return work.get(Staff, name)

    anywhere, here, anybody = await anyio.to_thread.run_sync(tries)
    rank = rules.rank(here, anybody, clock.now())
    hashing.of(service).check_room(rank)
    if rank is not Rank.KNOWN:  # whoever else guesses at this address is not them
        await service.limits.spend("log-in", place, rules.BUDGET, rules.BUDGET_WITHIN)
    if anywhere and anywhere.wrong >= rules.OF_NAME:
        await asyncio.sleep(rules.A_MOMENT)  # whoever guesses from many places is slower; nobody is kept out
    async with _turn(f"{place} {name}" if rank is Rank.KNOWN else place):
        staff = await anyio.to_thread.run_sync(find)
        kept = staff.password_hash if staff and staff.active else None
        right = await hashing.of(service).do(rank, lambda: rules.is_password(kept, login.password))
        if not right:
            await _refuse(login, place, service)
    assert staff, "nobody's password is ever right"
    return staff


async def come_in(service: Service, staff: Staff, place: str) -> None:
    """On record, and known there; who is right may come in while nothing can be written."""
    with contextlib.suppress(StoreUnavailable):
        await service.writer.do(lambda work: store.note_login(work, staff.username, place), first=True)


@dataclass(frozen=True, slots=True)
class New:
    """An account whose session begins, and since when that is."""

    staff: Staff
    has_codes: bool
    since: datetime


def as_it_is(service: Service, staff: Staff) -> New:
    """As the account is by now. Raises as for a wrong password where it was locked meanwhile or has another.

    Whatever ends its sessions later, ends this one too: it begins before we look.
    """
    service.ended.read()
    since = service.ended.begins(staff.account)
    with service.store.read() as work:
        now, has_codes = work.get(Staff, staff.username), codes.are_on(work, staff.username)
    if now is None or not now.active or now.password_hash != staff.password_hash:
        raise rules.wrong()
    return New(now, has_codes, since)


def what_is_left(service: Service, new: New) -> str:
    """What they have to do before they are in; nothing, most days."""
    return rules.still(new.staff, new.has_codes, rules.who_needs_codes(chosen(service).totp_for))


@contextlib.asynccontextmanager
async def _turn(place: str) -> AsyncIterator[None]:
    """Whoever guesses in parallel gains nothing, and holds up nobody elsewhere. Raises `StoreUnavailable`."""
    turn = turns.setdefault(place, asyncio.Lock())
    try:
        async with asyncio.timeout(A_TURN):
            await turn.acquire()
    except TimeoutError as error:
        raise StoreUnavailable(f"nobody could log in from there for {A_TURN} s") from error
    try:
        yield
    finally:
        turn.release()


async def _refuse(login: Login, place: str, service: Service) -> NoReturn:
    name = login.username
    allowed = limits(chosen(service))
    until = await service.writer.do(lambda work: store.note_wrong(work, name, place, allowed))
    if until:
        log.warning("wrong passwords for one name or from one address: the next waits until %s", until)
        raise rules.too_many(until, clock.now())
    raise rules.wrong()


def begin(service: Service, new: New, still: str = "") -> str:
    """The first token of a session."""
    return _sign(service, new.staff, new.since, uuid7(), how_long(service, None, still), still)


def go_on(service: Service, staff: Staff, who: Who) -> str:
    """A fresh token for one who is in already."""
    return _sign(service, staff, who.since, who.session or uuid7(), how_long(service, who))


def _sign(
    service: Service, staff: Staff, since: datetime, session: str, lasts: timedelta, still: str = ""
) -> str:
    key = service.keys.key(auth.TOKEN.name)
    return auth.sign(key, staff.username, staff.roles, lasts, staff.account, since, session, still)


def how_long(service: Service, who: Who | None, still: str = "") -> timedelta:
    """As long as somebody may be idle; signed anew, it does not outlast the session."""
    settings = chosen(service)
    idle = min(settings.idle_lasts, HALF_IN) if still else settings.idle_lasts
    return min(idle, who.since + settings.session_lasts - clock.now()) if who else idle


@first
async def somebody(request: Request) -> Who:
    """Who is in, or has a first password to change before they are. Raises `NotLoggedIn`.

    Nobody whose code was not asked for yet: a password that was found out is not changed by who found it.
    """
    if token := token_of(request):
        service: Service = request.app.state.service
        who = service.whoever(token)
        return who if who.still == "password" else auth.finished(who)
    raise NotLoggedIn("请先登录。", "Log in at POST /intake/v1/session.")


def give_cookie(response: Response, token: str, service: Service) -> None:
    """For the pages: gone when nobody has done anything for as long as they may be idle."""
    response.set_cookie(
        auth.COOKIE, token, max_age=int(chosen(service).idle_lasts.total_seconds()), httponly=True,
        samesite="strict", secure=over_https(),
    )  # fmt: skip


@renewals.get("/session.svg")
async def stay_in(request: Request) -> Response:
    """Nothing to see. Whoever is in gets a fresh cookie, until the session has lasted as long as it may."""
    picture = Response(NOTHING, media_type="image/svg+xml")
    who, service = who_looks(request), request.app.state.service
    if who is PUBLIC or clock.now() - who.issued < FRESH:
        return picture
    if staff := await anyio.to_thread.run_sync(still_here, service, who):
        give_cookie(picture, go_on(service, staff, who), service)
    return picture


def still_here(service: Service, who: Who) -> Staff | None:
    """Nobody who left, and nobody whose session has lasted as long as it may."""
    with service.store.read() as work:
        staff = work.get(Staff, who.name)
    stays = staff and staff.active and staff.account == who.account
    return staff if stays and how_long(service, who) > timedelta() else None
