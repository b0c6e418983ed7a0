"""Doors for imports: a file is taken in at once, or looked at first and then begun."""

import asyncio
import csv
import io
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from services.intake.imports import rules, store
from services.intake.imports.checking import refuse_as_the_desk, seal_of
from services.intake.imports.models import Import
from services.intake.imports.reading import understood
from services.intake.imports.records import Reading, Record, Refused
from services.intake.imports.rules import UnreadableFile
from services.intake.imports.states import state_of
from shared import clock
from shared.auth import Who
from shared.doors import ERRORS, STAFF, Doors, WrongContentType, allow
from shared.ids import uuid7
from shared.sealed import Seal
from shared.service import Service
from shared.store import Model, Work

uploads = APIRouter(prefix="/intake/v1", tags=["imports"], responses=ERRORS)
doors = Doors(prefix="/intake/v1", tags=["imports"])
LARGEST_FILE = 50_000_000
IMPORTERS = ("officer",)
Importer = Annotated[Who, Depends(allow(*IMPORTERS))]
TAKES_CSV: dict[str, Any] = {
    "max_body_size": LARGEST_FILE,
    "openapi_extra": {
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}
    },
}


class Started(Model):
    import_id: str


class FirstRow(Model):
    """One dog as it would be taken in."""

    rows: list[int]
    known_as: str
    custody_basis: str
    found_time: datetime
    sex: str
    breed: str
    colour: str
    name: str | None
    chip: str | None


class Looked(Model):
    """What is in the file. Nothing is taken in before `begin`."""

    import_id: str
    columns: dict[str, str] = Field(description="each column, and what becomes of it; nothing for most")
    rows: int
    dogs: int
    known: int = Field(description="of the dogs, those that are here already")
    again: int = Field(description="of the dogs, those that are known and came in once more")
    refused: list[dict[str, Any]]
    first: list[FirstRow]


class Listed(Model):
    import_id: str
    name: str
    status: str
    started_by: str
    started_at: datetime
    rows: int
    done: int
    taken_in: int
    known: int
    refused: int


@uploads.post("/imports", status_code=202, **TAKES_CSV)
async def start_import(request: Request, who: Importer) -> Started:
    """Takes a CSV file (our own columns, or ASM3's movement export) and works through it meanwhile."""
    service: Service = request.app.state.service
    started, _ = await drafted(await _csv(request), "", who.name, service)
    started.begun_at = started.started_at
    await service.writer.do(lambda work: work.add(started))
    service.tasks_wake.set()
    return Started(import_id=started.id)


@uploads.post("/imports/previews", status_code=201, **TAKES_CSV)
async def look_first(
    request: Request, who: Importer, name: Annotated[str, Query(max_length=200)] = ""
) -> Looked:
    """Reads a CSV file and says what is in it. `POST /imports/{id}/begin` takes it in."""
    service: Service = request.app.state.service
    draft, reading = await drafted(await _csv(request), name, who.name, service)
    await service.writer.do(lambda work: keep_draft(draft, work))
    return await asyncio.to_thread(looked, draft, reading, service)


async def _csv(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0] != "text/csv":
        raise WrongContentType("请以 text/csv 发送文件内容。", "Send the file's content as text/csv.")
    return await request.body()


async def drafted(sent: bytes, name: str, by: str, service: Service) -> tuple[Import, Reading]:
    """Read, and looked over as the desk would. Raises `UnreadableFile`."""
    try:
        text, reading = await asyncio.to_thread(look_over, sent, service)
    except Refused as error:
        raise UnreadableFile(*error.said.halves) from None
    return await asyncio.to_thread(_draft, text, reading, name, by, service), reading


def _draft(text: str, reading: Reading, name: str, by: str, service: Service) -> Import:
    new = uuid7()
    sealed = store.seal(text, new, service.sealer())
    return rules.draft(new, name, sealed, reading, by, clock.now())


def look_over(sent: bytes | str, service: Service) -> tuple[str, Reading]:
    """Raises `Refused` for a file that cannot be read, or whose dogs could not be known again."""
    seal = seal_of(service)
    text, reading = understood(sent, seal)
    with service.store.read() as work:
        store.must_be_known_again(work, reading, seal)
        refuse_as_the_desk(work, reading, clock.now())
    return text, reading


def keep_draft(draft: Import, work: Work) -> None:
    store.forget_old(work, clock.now())
    work.add(draft)


def looked(draft: Import, reading: Reading, service: Service) -> Looked:
    with service.store.read() as work:
        seen = store.preview(work, reading)
    return Looked(
        import_id=draft.id, columns=seen.columns, rows=seen.rows, dogs=seen.dogs, known=seen.known,
        again=seen.again, refused=[rules.shown(one) for one in draft.refused],
        first=[_first(record) for record in seen.first],
    )  # fmt: skip


def _first(record: Record) -> FirstRow:
    taken = record.new.model_dump(include=set(FirstRow.model_fields))
    return FirstRow(rows=record.rows, known_as=record.ref[:200], **taken)


def begin(import_id: str, work: Work) -> Started:
    rules.begin(store.import_of(work, import_id), clock.now())
    return Started(import_id=import_id)


def discard(import_id: str, work: Work) -> Started:
    draft = store.import_of(work, import_id)
    rules.begin(draft, clock.now())  # refuses what has begun
    work.delete(draft)
    return Started(import_id=import_id)


@uploads.post("/imports/{import_id}/begin", status_code=202)
async def begin_import(request: Request, import_id: str, who: Importer) -> Started:
    """Takes in what was looked at."""
    service: Service = request.app.state.service
    begun = await service.writer.do(lambda work: begin(import_id, work))
    service.tasks_wake.set()
    return begun


@doors.command("/imports/{import_id}/discard", *IMPORTERS)
def discard_import(import_id: str, work: Work) -> Started:
    """Forgets a file that was only looked at."""
    return discard(import_id, work)


@doors.query("/imports", *IMPORTERS, "auditor")
def list_imports(work: Work) -> list[Listed]:
    """The latest files and what became of them."""
    return [listed(one) for one in store.latest(work)]


def listed(one: Import) -> Listed:
    taken = one.model_dump(include=set(Listed.model_fields) - {"refused"})
    return Listed(import_id=one.id, status=state_of(one), refused=len(one.refused), **taken)


@doors.query("/imports/{import_id}", *STAFF)
def show_import(import_id: str, work: Work) -> dict[str, Any]:
    """How far it is: rows done, dogs taken in, dogs known before, and every refused row with its reason."""
    found = store.import_of(work, import_id)
    shown = found.model_dump(mode="json", exclude={"text", "sealed", "position"})
    refused = [rules.shown(one) for one in found.refused]
    return shown | {"import_id": import_id, "status": state_of(found), "refused": refused}


@doors.query("/imports/{import_id}/refused.csv", *IMPORTERS, response_model=None)
def refused_rows(import_id: str, seal: Seal, work: Work) -> Response:
    """The refused rows as they were, each with the reason: to be corrected and sent again, within a month."""
    found = store.import_of(work, import_id)
    text = io.StringIO()
    left = store.left_of(found, seal)
    lines = rules.refused_lines(left, {one["row"]: one["reason"] for one in found.refused})
    csv.writer(text).writerows(lines)
    headers = {"Content-Disposition": f'attachment; filename="refused-{import_id}.csv"'}
    return Response("\ufeff" + text.getvalue(), headers=headers, media_type="text/csv; charset=utf-8")
