"""Who reads: with a log-in, with a machine's key, or nobody in particular. For the doors of the feed."""

import contextlib
import time
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from services.notify.subscribers import rules, store
from services.notify.subscribers.rules import ANYBODY, MACHINE, NOTED_EVERY, OWNER, Reader
from shared import clock
from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.doors import EVERYONE, STAFF, Guard, allow
from shared.store import StoreUnavailable
from shared.tasks import within
from shared.threshold import first

PATIENCE = 1.0  # seconds; who reads does not wait for the note of it
MOST = 10_000  # keys whose last note is remembered
LOOKED_UP = "qingcheng.machine"  # in the scope of a request
staff_or_anybody, staff_only = allow(EVERYONE), allow(*STAFF)


async def reader(request: Request) -> Reader:
    """Raises `NotLoggedIn`, in words: a wrong, revoked or expired key is never taken for no key.

    Who guesses needs 2^191 tries: each costs one hash and one look by primary key, found or not, so no
    address is counted.
    """
    if found := await machine(request):
        return found
    who = await staff_or_anybody(request)
    return Reader(who.name, "staff") if who.may(STAFF) else ANYBODY


async def machine(request: Request) -> Reader | None:
    """The subscriber whose key was sent, if one was. Raises `NotLoggedIn` for one that is no good."""
    key = _key(request)
    if not key:
        return None
    key_id, secret = rules.parts(key)
    found = await run_in_threadpool(_look, request.app.state.service, key_id, secret)
    await _note(request.app.state, key_id)
    return found


async def looked_up(request: Request) -> Reader | None:
    """The same, once for the guard and for the door."""
    if LOOKED_UP not in request.scope:
        request.scope[LOOKED_UP] = await machine(request)
    found: Reader | None = request.scope[LOOKED_UP]
    return found


Reads = Annotated[Reader, Depends(reader)]
Machine = Annotated[Reader | None, Depends(looked_up)]


def key_or(*roles: str) -> Guard:
    """A guard of doors that take a subscriber's key beside the log-ins of these roles.

    What a key opens is for the door to see: it comes without a role, under a name that no account can have.
    """
    staff = allow(*roles)

    @first
    async def guard(request: Request) -> Who:
        key = await looked_up(request)
        return Who(f"{OWNER}{key.name}", frozenset()) if key else await staff(request)

    return guard


async def reader_of_all(request: Request, reads: Reads) -> Reader:
    """Who may read numbers: staff, and machines that read as staff do. Raises what a staff door raises."""
    if not reads.staff:
        if reads.name:
            raise NotAllowed(
                "这个密钥只能读公开事件，公开事件没有编号。",
                "This key reads public events, and those have no numbers.",
            )
        await staff_only(request)
    return reads


async def opens(reads: Reads) -> Who:
    """The guard of a door for readers: who they are is in `Reads`, and no role comes with it."""
    return PUBLIC


async def still_reads(request: Request, as_who: Reader) -> bool:
    """Whether somebody who is listening still may, as before: a key may be revoked, a session ended."""
    try:
        return await reader(request) == as_who
    except NotLoggedIn:
        return False


def _key(request: Request) -> str:
    """What was sent as a machine's key; a token of ours is none."""
    sent = request.headers.get("authorization", "")
    scheme, _, token = sent.partition(" ")
    if scheme.lower() == "bearer":
        return token.strip() if token.strip().startswith(MACHINE) else ""
    if MACHINE in sent:
        raise rules.wrong()  # or it would read as nobody in particular
    return ""


def _look(service: Any, key_id: str, secret: str) -> Reader:
    with service.store.read() as work:
        key, subscriber = store.holder(key_id, work)
        return rules.reader_of(secret, key, subscriber, clock.now())


async def _note(state: Any, key_id: str) -> None:
    """That it was used, once a minute. Where nothing can be written just now, it is read all the same."""
    noted: dict[str, float] = getattr(state, "keys_noted", None) or {}
    state.keys_noted = noted
    last, now = noted.get(key_id), time.monotonic()
    if last is not None and now < last + NOTED_EVERY.total_seconds():
        return
    if len(noted) >= MOST:
        noted.clear()
    noted[key_id] = now
    with contextlib.suppress(StoreUnavailable, TimeoutError):
        at = clock.now()
        await within(PATIENCE, state.service.writer.do(lambda work: store.note_used(key_id, at, work)))
