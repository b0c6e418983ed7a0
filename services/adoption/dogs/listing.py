"""Lists dogs when nothing stands in the way any more: at once on news, and as time passes."""

import asyncio

from services.adoption.dogs import rules
from services.adoption.dogs.models import Dog
from services.adoption.dogs.rules import city_day
from services.adoption.dogs.store import waiting
from services.adoption.law import law_on
from shared import clock
from shared.service import Service
from shared.store import Work

EVERY = 3.0  # seconds
MOST = 200


def consider(dog: Dog, work: Work, again: bool = False) -> None:
    """Lists the dog if a family can have it now; `again` when it had been kept back.

    Decides nothing on a part of what was known before, while it is heard again.
    """
    if not rules.is_all_heard(dog):
        return
    now, let_go = clock.now(), rules.take_note(dog)
    if listed := rules.become_adoptable(dog, now, law_on(city_day(now)), again or let_go):
        work.publish(listed)


def list_waiting(work: Work) -> int:
    """Lists those whose time has come; says how many it looked at."""
    now = clock.now()
    dogs = waiting(work, now, city_day(now), MOST)
    for dog in dogs:
        consider(dog, work)
    return len(dogs)


async def list_as_time_passes(service: Service) -> None:
    """Looks every few seconds, and writes only when there is somebody to list."""
    while True:
        if await asyncio.to_thread(_anybody, service):
            await service.writer.do(list_waiting)
        await asyncio.sleep(EVERY)


def _anybody(service: Service) -> bool:
    now = clock.now()
    law = law_on(city_day(now))
    with service.store.read() as work:
        dogs = waiting(work, now, city_day(now), MOST)
        return any(rules.is_all_heard(dog) and rules.obstacle(dog, now, law) is None for dog in dogs)
