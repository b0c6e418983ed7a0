"""The job that works through files. A process that is killed half-way leaves nothing to be done twice.

Some records and how far they bring the file are one transaction; whoever takes it up goes on from there.
"""

import asyncio
from collections.abc import Sequence

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import defer
from sqlmodel import col, select

from services.intake import custody, rules, store
from services.intake.imports.formats import Reading, Record, read
from services.intake.models import Dog, Import, Stay
from services.intake.routes import admit
from shared import clock
from shared.problems import Problem
from shared.service import Service
from shared.store import Work

TOGETHER = 25  # records that are committed together
PROGRESS = [defer(Import.text), defer(Import.refused)]  # type: ignore[arg-type]


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
        await service.tasks_wake.wait()


async def _work_through(import_id: str, service: Service) -> None:
    reading: Reading = await asyncio.to_thread(_read_again, import_id, service)
    while await service.writer.do(lambda work: take_some(import_id, reading.records, work)):
        pass


def _unfinished(service: Service) -> list[str]:
    with service.store.read() as work:
        return list(store.unfinished_imports(work))


def _read_again(import_id: str, service: Service) -> Reading:
    with service.store.read() as work:
        started = work.get_one(Import, import_id)
    return read(started.text)


def take_some(import_id: str, records: Sequence[Record], work: Work) -> bool:
    """The next few dogs of a file. False when there are none left; then it is finished."""
    told = work.get_one(Import, import_id, options=PROGRESS)
    if told.finished_at:
        return False
    some = records[told.position : told.position + TOGETHER]
    if not some:
        told.finished_at, told.done = clock.now(), told.rows
        return False
    for record in some:
        _take_over(record, told, work)
    told.position += len(some)
    return True


def _take_over(record: Record, told: Import, work: Work) -> None:
    """One dog of the file, unless it is known. One that cannot be taken in is refused and stops no other."""
    facts, savepoint = list(work.facts), work.begin_nested()
    try:
        taken_in = _take_in(record, told.started_by, work)
        savepoint.commit()
    except BaseException as error:
        if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError | DataError):
            raise
        savepoint.rollback()
        work.facts = facts
        unknown = f"无法接收：{error!r}。Cannot be taken in: {error!r}"
        why = error.detail if isinstance(error, Problem) else unknown
        told.refused = [*told.refused, *({"row": row, "reason": why[:500]} for row in record.rows)]
    else:
        told.taken_in, told.known = told.taken_in + taken_in, told.known + (not taken_in)
    told.done = min(told.rows, told.done + len(record.rows))


def _take_in(record: Record, by: str, work: Work) -> bool:
    """Whether it is new: with its death or transfer as it was recorded."""
    if work.exec(select(Dog.id).where(col(Dog.external_ref) == record.ref)).first():
        return False
    taken_in = admit(record.new, by, clock.now(), work, record.ref, record.housed)
    work.flush()
    dog, stay = work.get_one(Dog, taken_in.dog_id), work.get_one(Stay, taken_in.stay_id)
    dog.gone_at, dog.gone_by = record.gone_at, record.gone_by
    if record.death:
        at, cause, in_care = record.death
        work.publish(rules.die(dog, at, cause, in_care))
    custody.settle(work, dog, stay, by)
    return True
