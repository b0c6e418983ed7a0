"""Goes on with imports beside the requests, a few dogs at a time; a restart goes on where it stopped."""

import asyncio
import time

from services.adoption.dogs.rules import city_day
from services.adoption.imports.reading import understood
from services.adoption.imports.rules import UNKNOWN_DOG, File
from services.adoption.imports.store import (
    dogs_known,
    finish,
    fresh,
    import_of,
    opened,
    record,
    settle,
    settled,
    unfinished,
)
from services.adoption.law import law_on
from services.adoption.settings import AdoptionSettings
from shared import clock
from shared.bell import heard
from shared.problems import Problem
from shared.service import Service
from shared.store import Work

Outcome = tuple[str, str | None]
AT_A_TIME = 20  # dogs in one transaction: others write in between
ASKED_AT_ONCE = 500  # rows that are settled, or dogs that are looked for, together
EVERY = 1.0  # seconds between two looks for dogs that have arrived
REST = 30.0  # seconds without an import, unless a commit rings


async def carry_on_with_imports(service: Service) -> None:
    """Takes up every unfinished import, one after the other.

    One that fails stops no other; it is tried again with the task. Raises what failed, after the last.
    """
    while True:
        rings = service.commits.next
        failed: list[Exception] = []
        for import_id in await asyncio.to_thread(_unfinished, service):
            try:
                await _carry_on(service, import_id)
            except Exception as error:
                failed.append(error)
        if failed:
            raise ExceptionGroup("imports that could not go on", failed)
        await heard(rings, REST)
        await asyncio.sleep(0.2)  # one look for many commits


def _unfinished(service: Service) -> list[str]:
    with service.store.read() as work:
        return unfinished(work)


def _open(service: Service, import_id: str) -> tuple[File, set[int]]:
    with service.store.read() as work:
        text, before = opened(import_of(work, import_id), service.sealer()), settled(work, import_id)
    return understood(text)[1], before


async def _carry_on(service: Service, import_id: str) -> None:
    file, before = await asyncio.to_thread(_open, service, import_id)
    await _settle_the_rest(service, import_id, file, before)
    open_ones = [dog for dog, moves in file.dogs.items() if any(m.row not in before for m in moves)]
    last_news = time.monotonic()
    while open_ones:
        known = await _record_known(service, import_id, file, open_ones)
        if known:
            open_ones = [asm3_id for asm3_id in open_ones if asm3_id not in known]
            last_news = time.monotonic()
        elif time.monotonic() - last_news > patience(service):
            break
        else:
            await asyncio.sleep(EVERY)
    rows = [moved.row for asm3_id in open_ones for moved in file.dogs[asm3_id]]
    await _settle(service, import_id, [(row, ("refused", UNKNOWN_DOG)) for row in rows])
    await service.writer.do(lambda work: _finish(work, import_id))


def patience(service: Service) -> float:
    settings = service.settings
    return settings.import_patience if isinstance(settings, AdoptionSettings) else 60.0


async def _settle_the_rest(service: Service, import_id: str, file: File, before: set[int]) -> None:
    """Rows that need no dog: those refused as they stand, and those that are not ours."""
    outcomes: dict[int, Outcome] = dict.fromkeys(file.not_ours, ("not ours", None))
    outcomes |= {row: ("refused", why) for row, why in file.refused.items()}
    todo = [(row, outcome) for row, outcome in sorted(outcomes.items()) if row not in before]
    await _settle(service, import_id, todo)


async def _settle(service: Service, import_id: str, todo: list[tuple[int, Outcome]]) -> None:
    for start in range(0, len(todo), ASKED_AT_ONCE):
        part = dict(todo[start : start + ASKED_AT_ONCE])
        await service.writer.do(lambda work, part=part: settle(work, import_id, part))  # type: ignore[misc]


async def _record_known(service: Service, import_id: str, file: File, open_ones: list[str]) -> set[str]:
    """Writes down the past of those dogs that have arrived; says which."""
    known: set[str] = set()
    for start in range(0, len(open_ones), ASKED_AT_ONCE):
        part = open_ones[start : start + ASKED_AT_ONCE]
        known |= await asyncio.to_thread(_arrived, service, part)
    ready = [asm3_id for asm3_id in open_ones if asm3_id in known]
    for start in range(0, len(ready), AT_A_TIME):
        part = ready[start : start + AT_A_TIME]
        await service.writer.do(lambda work, part=part: _record(work, import_id, file, part))  # type: ignore[misc]
    return known


def _arrived(service: Service, asm3_ids: list[str]) -> set[str]:
    with service.store.read() as work:
        return set(dogs_known(work, asm3_ids))


def _record(work: Work, import_id: str, file: File, asm3_ids: list[str]) -> None:
    now = clock.now()
    for asm3_id, dog in dogs_known(work, asm3_ids).items():
        movements = file.dogs[asm3_id]
        outcomes: dict[int, Outcome] = {moved.row: ("recorded", None) for moved in movements}
        new = fresh(work, movements)
        try:
            record(work, dog, movements, now, law_on(city_day(now)))
        except Problem as why:
            outcomes |= {moved.row: ("refused", why.detail) for moved in new}
        settle(work, import_id, outcomes)


def _finish(work: Work, import_id: str) -> None:
    finish(import_of(work, import_id))
