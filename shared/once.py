"""Same key, same answer, once: what `Idempotency-Key` and the hidden key of every form stand for.

Of a request only an HMAC is kept, with a key that is in no database: a password could be guessed from a plain
hash. A row ends when nobody needs it any more. A stranger's key is good for one request from one place: with
another body, or from elsewhere, it is another request, and so tells nobody what somebody else has asked.
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Header, Request
from fastapi.responses import Response
from pydantic import AfterValidator
from pydantic_core import to_json

from shared import clock, keys
from shared.auth import PUBLIC, Who
from shared.forms import UNSEEN
from shared.limits import place
from shared.problems import Problem
from shared.said import Said, unfit
from shared.store import Store, Work, insert_new
from shared.tables import idempotency

ROW = idempotency.c
A_DAY = timedelta(days=1)
FORGOTTEN_AT_A_TIME = 1000


class KeyReused(Problem):
    status = 422
    title = Said("Idempotency-Key 已用于别的内容", "Idempotency-Key was used for another request")


def _readable(key: str) -> str:
    if UNSEEN.search(key):
        raise unfit(
            "unseen", "有看不见的字符，请换一个。", "It has characters that nobody sees: use another."
        )
    return key


Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="Same key, same answer, done once."),
    AfterValidator(lambda key: _readable(key) if key else key),
]


class Seen:
    """Tells requests apart, and to nobody what they said."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @cached_property
    def key(self) -> bytes:
        """The same for all replicas, which share a key folder."""
        return keys.kept_or_own(self.file)

    def told(self, *parts: str | bytes) -> str:
        """What may be kept of a request: which key it was seen with, and what only that key makes of it."""
        seen = hmac.new(self.key, digestmod=hashlib.sha256)
        for part in parts:
            plain = part.encode() if isinstance(part, str) else part
            seen.update(len(plain).to_bytes(8, "big") + plain)
        return f"{self.which}{seen.hexdigest()}"

    @cached_property
    def which(self) -> str:
        return f"{keys.fingerprint(self.key)[:8]}:"


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose key it is, what came with it, and how long its answer is needed."""

    caller: str
    key: str
    told: str
    lasts: timedelta = A_DAY


def claim(request: Request, who: Who, key: str, *what: str | bytes, lasts: timedelta = A_DAY) -> Claim:
    """Of this door and this caller; a stranger is known by nothing but where the request comes from."""
    seen: Seen = request.app.state.service.seen
    told = seen.told(request.method, request.url.path, request.url.query, *what)
    if who.name == PUBLIC.name:
        key = seen.told(place(request), key, told)
    return Claim(who.name, key, told, lasts)


async def claim_of_body(request: Request, who: Who, key: str | None) -> Claim | None:
    return None if key is None else claim(request, who, key, await request.body())


def once(work: Work, claim: Claim | None, status: int, door: Callable[[], Any]) -> tuple[int, str, bool]:
    """Runs the door unless this caller has had an answer for this key; then gives that one again."""
    if claim is None:
        return status, _text(door()), False
    now = clock.now()
    row = {
        "caller": claim.caller, "key": claim.key, "request": claim.told, "answer": "", "status": status,
        "made_at": clock.text(now), "until": clock.text(now + claim.lasts),
    }  # fmt: skip
    this_one = (ROW.caller == claim.caller) & (ROW.key == claim.key)
    claim_it = insert_new(work, idempotency).returning(ROW.key)
    if work.sql(claim_it, row).scalar() is None:
        before = work.sql(sa.select(idempotency).where(this_one)).one()
        if _is_another(before.request, claim.told):
            raise KeyReused(
                "这个 Idempotency-Key 已用于另一请求；新请求请换新的 key。",
                "This key came with another request before: use a new key for a new request.",
            )
        return before.status, before.answer, True
    answer = door()
    kept = to_json(answer, exclude=set(getattr(answer, "shown_once", ()))).decode()
    work.sql(sa.update(idempotency).where(this_one).values(answer=kept))
    return status, _text(answer), False


def _is_another(before: str, told: str) -> bool:
    """What was seen with a key that is lost cannot be told apart any more: its answer is given again."""
    return before != told and before.partition(":")[0] == told.partition(":")[0]


class _Unanswered(Exception):
    """This key has had no answer yet."""


async def answer_once(
    request: Request, who: Who, key: str | None, act: Callable[[], Awaitable[Any]], status: int = 200
) -> Response:
    """For a door that has to await: the answer that its key had before, else what `act` answers.

    What `act` does twice must be harmless: after a crash before its answer is kept it is run again.
    """
    claim, writer = await claim_of_body(request, who, key), request.app.state.service.writer
    try:
        _, body, again = await writer.do(lambda work: once(work, claim, status, _unanswered))
    except _Unanswered:
        answer = await act()
        _, body, again = await writer.do(lambda work: once(work, claim, status, lambda: answer))
    headers = {"Idempotent-Replayed": "true"} if again else None
    return Response(body, status, headers, media_type="application/json")


def _unanswered() -> Any:
    raise _Unanswered


def _text(answer: Any) -> str:
    return to_json(answer).decode()


# ---- what nobody needs any more ------------------------------------------------------------------------


def anything_over(store: Store, now: datetime) -> bool:
    with store.glance() as connection:
        over = sa.select(ROW.key).where(ROW.until < clock.text(now)).limit(1)
        return connection.execute(over).first() is not None


def forget(work: Work, now: datetime) -> int:
    """Some of what is over; says how many."""
    over = sa.select(ROW.caller, ROW.key).where(ROW.until < clock.text(now)).limit(FORGOTTEN_AT_A_TIME)
    these = [tuple(row) for row in work.sql(over)]
    if these:
        work.sql(sa.delete(idempotency).where(sa.tuple_(ROW.caller, ROW.key).in_(these)))
    return len(these)
