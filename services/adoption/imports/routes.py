"""Doors for the past: a file in, and what became of each of its rows."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Body, Depends, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from services.adoption.imports.models import Import
from services.adoption.imports.reading import understood
from services.adoption.imports.store import import_of, outcomes, place_of, refused
from shared import clock
from shared.auth import Who
from shared.doors import STAFF, Doors, WrongContentType
from shared.ids import uuid7
from shared.sealed import Seal
from shared.store import Model, Work

LARGEST_FILE = 50_000_000  # bytes
doors = Doors(prefix="/adoption/v1", tags=["imports"])


class CsvRoute(APIRoute):
    """A door that takes a CSV file as it is."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def only_csv(request: Request) -> Response:
            if request.headers.get("content-type", "").partition(";")[0].strip() != "text/csv":
                raise WrongContentType("请以 text/csv 发送文件内容。", "Send the file itself, as text/csv.")
            return await handle(request)

        return only_csv


class Begun(Model):
    import_id: str


class RefusedRow(Model):
    row: int
    reason: str


class Progress(Model):
    """`done` rows are settled: recorded, not ours, or refused. All are, once it is `finished`."""

    import_id: str
    status: str
    rows: int
    done: int
    recorded: int
    not_ours: int
    refused: list[RefusedRow]


Csv = Annotated[bytes, Body(media_type="text/csv", description="ASM3 movement export, up to 50 MB")]


async def read_first(file: Csv) -> tuple[str, int]:
    """Its text and how many rows it has, before anybody waits for the writer."""
    text, found = await asyncio.to_thread(understood, file)
    return text, found.rows


Read = Annotated[tuple[str, int], Depends(read_first)]
OPTIONS: dict[str, Any] = {"route_class_override": CsvRoute, "max_body_size": LARGEST_FILE}


@doors.command("/imports", "officer", status=202, **OPTIONS)
def begin_import(file: Read, who: Who, seal: Seal, work: Work) -> Begun:
    """Takes in adoptions, reclaims and returns of the past. Import the same file into intake first."""
    text, rows = file
    new = uuid7()
    row = Import(
        import_id=new, status="running", rows=rows, sealed=seal.seal(text, place_of(new)),
        asked_by=who.name, asked_at=clock.now(),
    )  # fmt: skip
    work.add(row)
    return Begun(import_id=row.import_id)


@doors.query("/imports/{import_id}", *STAFF)
def see_import(import_id: str, work: Work) -> Progress:
    """How far it is, and every row that was refused, with the reason."""
    row, many = import_of(work, import_id), outcomes(work, import_id)
    return Progress(
        import_id=import_id,
        status=row.status,
        rows=row.rows,
        done=sum(many.values()),
        recorded=many.get("recorded", 0),
        not_ours=many.get("not ours", 0),
        refused=[RefusedRow(row=r.row, reason=r.reason or "") for r in refused(work, import_id)],
    )
