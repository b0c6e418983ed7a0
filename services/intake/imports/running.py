"""The job that works through files. A process that is killed half-way leaves nothing to be done twice.

Some records and how far they bring the file are one transaction; whoever takes it up goes on from there.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import defer
from sqlmodel import col, select

from services.intake.arrivals.routes import admit
from services.intake.custody import rules as custody_rules
from services.intake.custody import store as custody
from services.intake.imports import again, rules
from services.intake.imports import store as imports
from services.intake.imports.checking import must_fit, seal_of
from services.intake.imports.models import Import
from services.intake.imports.reading import understood
from services.intake.imports.records import Reading, Record
from services.intake.imports.rules import kept
from services.intake.imports.rules import why as reason
from services.intake.imports.store import entries
from services.intake.stays.models import Dog, Stay
from shared import clock
from shared.events import DogIntaken, StayOpened
from shared.problems import Problem
from shared.said import Said
from shared.service import Service
from shared.store import Work

log = logging.getLogger(__name__)
TOGETHER = 25  # records that are committed together
SAYS = (DogIntaken.type, StayOpened.type)
UNKNOWN = Said("无法接收，请核对这一行。", "It cannot be taken in: check this row.")
PROGRESS = [*imports.WITHOUT_TEXT, defer(Import.refused)]  # type: ignore[arg-type]
EVERY_HOUR = 3600.0


async def work_through_imports(service: Service) -> None:
    """Runs beside the requests: what is not finished is taken up again, also after a restart.

    A file that fails stops no other; it is tried again with the task. Raises what failed, after the last.
    """
    while True:
        service.tasks_wake.clear()
        failed: list[Exception] = []
        for import_id in await asyncio.to_thread(_unfinished, service):
            try:
                await _work_through(import_id, service)
            except Exception as error:
                failed.append(error)
        if failed:
            raise ExceptionGroup("files that could not be worked through", failed)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(EVERY_HOUR):
                await service.tasks_wake.wait()
        await service.writer.do(lambda work: imports.forget_old(work, clock.now()))


async def _work_through(import_id: str, service: Service) -> None:
    text, reading = await asyncio.to_thread(_read_again, import_id, service)
    sealer = service.sealer()

    def left(told: Import) -> bytes | None:
        kept = rules.left_of(text, {one["row"] for one in told.refused})
        return imports.seal(kept.model_dump_json(), import_id, sealer) if kept.rows else None

    while await service.writer.do(lambda work: take_some(import_id, reading.records, work, left)):
        pass


def _unfinished(service: Service) -> list[str]:
    with service.store.read() as work:
        return list(imports.unfinished_imports(work))


def _read_again(import_id: str, service: Service) -> tuple[str, Reading]:
    """What is refused from where it goes on was refused when the file was looked at, and stays so."""
    with service.store.read() as work:
        started = work.get_one(Import, import_id)
    text = imports.opened(started, service.sealer())
    _, reading = understood(text, seal_of(service))
    refused = {one["row"] for one in started.refused}
    for record in reading.records[started.position :]:
        record.told = record.rows[0] in refused
    return text, reading


def take_some(
    import_id: str, records: Sequence[Record], work: Work,
    left: Callable[[Import], bytes | None] = lambda told: None,
) -> bool:  # fmt: skip
    """The next few dogs of a file. False when there are none left; then it is finished, and no more is kept
    of it than is `left`.
    """
    told = work.get_one(Import, import_id, options=PROGRESS)
    if told.finished_at:
        return False
    some = records[told.position : told.position + TOGETHER]
    if not some:
        told.finished_at, told.done = clock.now(), told.rows
        told.sealed, told.text = left(told), ""
        return False
    refused: list[dict[str, Any]] = []
    for record in some:
        if not record.told:
            refused += _take_over(record, told, work)
    imports.add_refused(work, import_id, refused)
    told.position += len(some)
    return True


def _take_over(record: Record, told: Import, work: Work) -> list[dict[str, Any]]:
    """One dog of the file, unless it is known. One that cannot be taken in is refused and stops no other."""
    told.done = min(told.rows, told.done + len(record.rows))
    facts, savepoint = list(work.facts), work.begin_nested()
    try:
        with work.as_history():
            taken_in = _take_in(record, told.started_by, work)
        savepoint.commit()
    except BaseException as error:
        if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError | DataError):
            raise
        savepoint.rollback()
        work.facts = facts
        log.warning("a row of import %s cannot be taken in: %s", told.id, type(error).__name__)
        why = reason(error) if isinstance(error, Problem) else UNKNOWN
        return [kept(row, why) for row in record.rows]
    told.taken_in, told.known = told.taken_in + taken_in, told.known + (not taken_in)
    return []


def _take_in(record: Record, by: str, work: Work) -> bool:
    """Whether it is new: with its death or transfer as it was recorded, or one more stay of a dog we know."""
    now, known = clock.now(), work.exec(select(Dog).where(col(Dog.external_ref) == record.ref)).first()
    if known and not (record.numbered and _came_again(known, record, work)):
        return False
    must_fit(record, now, work)
    if known:
        again.come_in(known, record.new, by, now, work)
        return True
    taken_in = admit(record.new, by, now, work, record.ref, record.housed, not record.left_before)
    dog, stay = work.get_one(Dog, taken_in.dog_id), work.get_one(Stay, taken_in.stay_id)
    dog.gone_at, dog.gone_by = record.gone_at, record.gone_by
    if record.death:
        at, cause, in_care = record.death
        work.publish(custody_rules.die(dog, at, cause, in_care))
    custody.settle(work, dog, stay, by)
    return True


def _came_again(dog: Dog, record: Record, work: Work) -> bool:
    """Journalled facts tell; what was said in this very transaction is not among them yet."""
    said = {
        fact.event.occurred_at
        for fact in work.facts
        if fact.event.type in SAYS and fact.event.subject == dog.id
    }
    return record.new.found_time not in said and (dog.id, record.new.found_time) not in entries(
        work, [dog.id]
    )
