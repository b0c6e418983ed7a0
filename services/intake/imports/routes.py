"""Doors for imports, and the job that works through them. A stopped job goes on where it was."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlmodel import col, select

from services.intake import custody, rules, store
from services.intake.imports.formats import Reading, Record, Refused, read
from services.intake.models import Dog, Import, Stay
from services.intake.routes import admit
from shared import clock
from shared.auth import Who
from shared.doors import ERRORS, STAFF, Doors, WrongContentType, allow
from shared.ids import uuid7
from shared.problems import NotFound, Unreasonable
from shared.service import Service
from shared.store import Model, Work

uploads = APIRouter(prefix="/intake/v1", tags=["imports"], responses=ERRORS)
doors = Doors(prefix="/intake/v1", tags=["imports"])
LARGEST_FILE = 50_000_000
TOGETHER = 50  # rows that are committed together
waiting = asyncio.Event()


class UnreadableFile(Unreasonable):
    title = "看不懂这个文件 Unreadable file"


class Started(Model):
    import_id: str


@uploads.post(
    "/imports",
    status_code=202,
    max_body_size=LARGEST_FILE,
    openapi_extra={
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}
    },
)
async def start_import(request: Request, who: Annotated[Who, Depends(allow("officer"))]) -> Started:
    """Takes a CSV file (our own columns, or ASM3's movement export) and works through it meanwhile."""
    if request.headers.get("content-type", "").partition(";")[0] != "text/csv":
        raise WrongContentType("请以 text/csv 发送文件内容。Send the file's content as text/csv.")
    try:
        text = (await request.body()).decode("utf-8-sig")
        reading = await asyncio.to_thread(read, text)
    except (UnicodeDecodeError, Refused) as error:
        raise UnreadableFile(f"{error}") from None
    started = Import(
        id=uuid7(), started_by=who.name, started_at=clock.now(), text=text, rows=reading.rows,
        refused=[{"row": row, "reason": reason} for row, reason in reading.refused],
        done=len(reading.refused),
    )  # fmt: skip
    await request.app.state.service.writer.do(lambda work: work.add(started))
    request.app.state.service.tasks_wake.set()
    return Started(import_id=started.id)


@doors.query("/imports/{import_id}", *STAFF)
def show_import(import_id: str, work: Work) -> dict[str, Any]:
    """How far it is: rows done, dogs taken in, dogs known before, and every refused row with its reason."""
    found = work.get(Import, import_id)
    if found is None:
        raise NotFound(f"没有编号为 {import_id} 的导入。There is no import {import_id}.")
    status = "finished" if found.finished_at else "running"
    return found.model_dump(mode="json", exclude={"text"}) | {"import_id": import_id, "status": status}


async def work_through_imports(service: Service) -> None:
    """Runs beside the requests: what is not finished is taken up again, also after a restart."""
    while True:
        service.tasks_wake.clear()
        for import_id in await asyncio.to_thread(_unfinished, service):
            await _work_through(import_id, service)
        await service.tasks_wake.wait()


async def _work_through(import_id: str, service: Service) -> None:
    reading: Reading = await asyncio.to_thread(_read_again, import_id, service)
    for first in range(0, len(reading.records), TOGETHER):
        some = reading.records[first : first + TOGETHER]
        await asyncio.gather(
            *(service.writer.do(lambda work, r=record: take_over(r, import_id, work)) for record in some)  # type: ignore[misc]
        )
    await service.writer.do(lambda work: _finish(import_id, work))


def _unfinished(service: Service) -> list[str]:
    with service.store.read() as work:
        return list(store.unfinished_imports(work))


def _read_again(import_id: str, service: Service) -> Reading:
    with service.store.read() as work:
        started = work.get_one(Import, import_id)
    return read(started.text)


def take_over(record: Record, import_id: str, work: Work) -> None:
    """One dog of the file: taken in unless it is known, with its death or transfer as it was recorded."""
    told = work.get_one(Import, import_id)
    if work.exec(select(Dog.id).where(col(Dog.external_ref) == record.ref)).first():
        told.known += 1
    else:
        _take_in(record, told.started_by, work)
        told.taken_in += 1
    told.done = min(told.rows, told.done + len(record.rows))


def _take_in(record: Record, by: str, work: Work) -> None:
    taken_in = admit(record.new, by, clock.now(), work, record.ref, record.housed)
    work.flush()
    dog, stay = work.get_one(Dog, taken_in.dog_id), work.get_one(Stay, taken_in.stay_id)
    dog.gone_at, dog.gone_by = record.gone_at, record.gone_by
    if record.death:
        at, cause, in_care = record.death
        work.publish(rules.die(dog, at, cause, in_care))
    custody.settle(work, dog, stay)


def _finish(import_id: str, work: Work) -> None:
    told = work.get_one(Import, import_id)
    told.finished_at, told.done = clock.now(), told.rows
