"""Sends the codes that are wanted: sealed for notify, which sends them by the best way that it has.

A code is in clear nowhere but here and in the letter. Where nobody takes letters, the desk has to call.
"""

import asyncio
import logging

from redis.exceptions import RedisClusterException, RedisError

from services.adoption.my.acts import key_of, to_reach
from services.adoption.slips import rules, store
from services.adoption.slips.models import Slip
from services.adoption.slips.rules import Way
from shared import clock, letterbox, one_time
from shared.bell import heard
from shared.letterbox import Letterbox
from shared.sealed import KeyMissing
from shared.service import Service
from shared.store import StoreUnavailable, Work

log = logging.getLogger(__name__)
LOOK_EVERY = 5.0  # seconds between looks for what another replica has left
AT_A_TIME = 50
NOTIFY = "notify"


async def send_codes(service: Service) -> None:
    """Until cancelled. What could not be kept is tried again."""
    while True:
        rings = service.commits.next
        try:
            if not await send_wanted(service):
                await heard(rings, LOOK_EVERY)
        except (StoreUnavailable, KeyMissing) as error:
            log.warning("codes wait: %r", error)
            await asyncio.sleep(LOOK_EVERY)


async def send_wanted(service: Service) -> int:
    """How many codes were wanted."""
    wanted = await asyncio.to_thread(_wanted, service)
    if wanted:
        box = await _letterbox(service)
        for reference in wanted:
            await _send(service, box, reference)
    return len(wanted)


def _wanted(service: Service) -> list[str]:
    with service.store.read() as work:
        return store.wanting(work, AT_A_TIME)


async def _letterbox(service: Service) -> Letterbox | None:
    try:
        return await letterbox.find(service.redis, NOTIFY)
    except (RedisError, RedisClusterException, OSError, ValueError) as error:
        log.warning("no letterbox: %r", error)
        return None


async def _send(service: Service, box: Letterbox | None, reference: str) -> None:
    """The code is good before it is on its way; a letter that is lost is asked for again."""
    code, now = one_time.fresh(), clock.now()

    def keep(work: Work) -> tuple[Way, str] | None:
        slip = work.get(Slip, reference)
        if slip is None or not slip.wants_code:
            return None  # another replica was quicker
        way = rules.way_of(slip, box.ways if box else ())
        if way == "desk":
            _to_the_desk(slip)
            return None
        to = to_reach(work, slip, service.sealer())["email" if way == "email" else "phone"]
        rules.send(slip, code, way, key_of(service.sealer()), now)
        return way, to or ""

    kept = await service.writer.do(keep)
    if kept is None or box is None:
        return
    way, to = kept
    letter = {"to": to, "code": code, "way": way, "for": rules.shown(reference)}
    try:
        if await letterbox.put(service.redis, box, letter, now + one_time.LASTS):
            return
        log.warning("too many letters wait for notify")
    except (RedisError, RedisClusterException, OSError) as error:
        log.warning("a code was not sent: %r", error)
    await service.writer.do(lambda work: _to_the_desk(work.get_one(Slip, reference)))


def _to_the_desk(slip: Slip) -> None:
    slip.way, slip.wants_code, slip.code = "desk", False, None
