"""Mends what was told before a row could name nobody: references made of whole rows, wherever they stand.

Journal and store first, in one transaction with the news of it; then the stream. Each step looks for what is
still wrong, so that whoever is cut off, or does it twice, goes on or finds nothing to do.
"""

import ast
import asyncio
import json
from collections.abc import Sequence
from typing import Annotated, Any, cast

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from pydantic import Field, StringConstraints
from sqlmodel import col, select

from services.intake.imports.checking import seal_of
from services.intake.imports.models import Import
from services.intake.imports.running import UNKNOWN
from services.intake.stays.models import Dog
from shared import clock
from shared.auth import Who
from shared.doors import ERRORS, allow
from shared.events import DogIntaken, DogReferenceReplaced
from shared.forms import Form
from shared.persons import names_somebody
from shared.references import Seal, may_be_told
from shared.service import Service
from shared.store import Model, Work, entry, intervene
from shared.tables import journal

mending = APIRouter(prefix="/intake/v1", tags=["imports"], responses=ERRORS)
Admin = Annotated[Who, Depends(allow("admin"))]
ACT = "mend references"
TOGETHER = 500
STREAM = "qingcheng:intake"


class Asked(Form):
    """Why; after which dog to go on; and dogs of which the others have to be told again."""

    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
    after: str = Field(default="", max_length=64)
    dogs: list[Annotated[str, Field(max_length=64)]] = Field(default=[], max_length=TOGETHER)


class Mended(Model):
    """What was mended in this step. Where there is a `next`, go on with it as `after`."""

    dogs: dict[str, str] = Field(description="the reference that each of them has now")
    reasons: int = Field(description="reasons of refused rows that said too much")
    stream: int = Field(description="entries of the stream that were replaced")
    next: str | None


def replacement(ref: str, seal: Seal) -> str:
    """The reference that the same row has today, so that its file is known again."""
    kind, _, own = ref.partition(":")
    if kind == "csv":
        return seal.of_number(own)
    try:
        return seal.of_row(dict(ast.literal_eval(own)), 1)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return seal.of_words(ref)


@mending.post("/imports/mend", status_code=201)
async def mend(asked: Asked, request: Request, who: Admin) -> Mended:
    """Takes out of store, journal and stream what a reference should never have said; tells the others."""
    service: Service = request.app.state.service
    seal = seal_of(service)
    dogs, next = await service.writer.do(lambda work: mend_some(work, asked, seal, who.name))
    reasons = 0 if next else await service.writer.do(lambda work: mend_reasons(work, asked.why, who.name))
    stream = 0
    await _say_again(service, [*dogs])
    while next is None and (bad := await _untold_in_stream(service)):
        stream += await _replace(service, bad)
    return Mended(dogs=dogs, reasons=reasons, stream=stream, next=next)


def mend_some(work: Work, asked: Asked, seal: Seal, by: str) -> tuple[dict[str, str], str | None]:
    """The next dogs, in store and journal; everybody who was told is told of it."""
    query = select(Dog).where(col(Dog.external_ref).is_not(None), col(Dog.id) > asked.after)
    some = work.exec(query.order_by(col(Dog.id)).limit(TOGETHER)).all()
    wrong = [dog for dog in some if dog.external_ref and not may_be_told(dog.external_ref)]
    for dog in wrong:
        dog.external_ref = replacement(dog.external_ref or "", seal)
    again = work.exec(select(Dog).where(col(Dog.id).in_(asked.dogs))).all()
    told = {dog.id: dog.external_ref for dog in (*wrong, *again) if dog.external_ref}
    for dog_id, ref in told.items():
        work.publish(_mend_journal(work, dog_id, ref))
    if told:
        intervene(work, by, asked.why, ACT, {"dogs": len(wrong), "told_again": len(again)})
    return told, some[-1].id if len(some) == TOGETHER else None


def _mend_journal(work: Work, dog_id: str, ref: str) -> DogReferenceReplaced:
    this = (journal.c.subject == dog_id) & (journal.c.type == DogIntaken.type)
    row = work.execute(sa.select(journal).where(this)).one()
    data = json.loads(row.data) | {"external_ref": ref}
    mended = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    work.execute(sa.update(journal).where(journal.c.id == row.id).values(data=mended))
    return DogReferenceReplaced(occurred_at=clock.now(), dog_id=dog_id, external_ref=ref, told_by=row.id)


def mend_reasons(work: Work, why: str, by: str) -> int:
    """Reasons of refused rows quoted what the store had said, or a cell with somebody's number."""
    count = 0
    for one in work.exec(select(Import)).all():
        said = [refused["reason"] for refused in one.refused]
        wrong = [reason for reason in said if "[SQL" in reason or names_somebody(reason)]
        if wrong:
            count += len(wrong)
            one.refused = [
                refused | ({"reason": UNKNOWN} if refused["reason"] in wrong else {})
                for refused in one.refused
            ]
    if count:
        intervene(work, by, why, ACT, {"reasons": count})
    return count


# ---- the stream -----------------------------------------------------------------------------------------


async def _untold_in_stream(service: Service) -> list[tuple[bytes, str]]:
    """The next entries that say too much, each with the id of its event."""
    after, redis = "-", cast(Any, service.redis)
    while page := await redis.xrange(STREAM, after, "+", TOGETHER):
        if bad := [(at, fields[b"id"].decode()) for at, fields in page if says_too_much(fields)]:
            return bad
        after = f"({page[-1][0].decode()}"
    return []


def says_too_much(fields: dict[bytes, bytes]) -> bool:
    """Whether an entry is a dog with a reference that may not be told."""
    if fields.get(b"type", b"").decode() != DogIntaken.type:
        return False
    ref = json.loads(fields[b"data"]).get("external_ref")
    return ref is not None and not may_be_told(ref)


async def _replace(service: Service, bad: Sequence[tuple[bytes, str]]) -> int:
    """The mended events come first: whoever reads on never misses one."""
    await _publish(service, [event for _, event in bad])
    await service.redis.xdel(STREAM, *[at for at, _ in bad])
    return len(bad)


async def _say_again(service: Service, dogs: Sequence[str]) -> None:
    """Also what the stream has no more: one who could not take it in then can now."""
    await _publish(service, dogs, journal.c.subject)


async def _publish(service: Service, which: Sequence[str], by: Any = journal.c.id) -> None:
    def rows() -> Sequence[Any]:
        query = sa.select(journal).where(journal.c.type == DogIntaken.type, by.in_(which))
        with service.store.read() as work:
            return work.execute(query.order_by(journal.c.sequence)).all()

    found = await asyncio.to_thread(rows) if which else []
    async with service.redis.pipeline(transaction=False) as pipeline:
        for row in found:
            pipeline.xadd(STREAM, entry(row, service.store.public_url).to_fields())  # type: ignore[arg-type]
        if found:
            await pipeline.execute()
