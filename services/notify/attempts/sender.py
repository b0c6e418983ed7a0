"""Sends what is due: claims it, calls the channel, records what became of it.

The attempt is committed before the call. Who claims a message holds it for a while (its lease); if its
sender is lost, another sends it again under the same id, and the receiver can tell.
"""

import asyncio
import contextlib
import logging
import time
from collections import Counter, defaultdict
from functools import partial

from services.notify.attempts import rules
from services.notify.attempts.claiming import Claimed, claim, due, give_back, next_due
from services.notify.attempts.packing import pack
from services.notify.attempts.recording import record
from services.notify.channels.way import TIMEOUT, Outcome, Way
from services.notify.channels.ways import WAYS, Channel
from services.notify.settings import NotifySettings
from shared import clock
from shared.bell import heard
from shared.nouns import Task
from shared.sealed import KeyMissing, Unreadable
from shared.service import Service
from shared.store import StoreUnavailable
from shared.tasks import goes_on

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds between looks for what has become due, or was queued by another replica
AT_A_TIME = 800  # messages in hand, claimed together where they are waiting
FOR_ONE = 100  # messages in hand for one receiver: a few that hang must not stop the others
AT_ONCE_FOR_ONE = 8


class Sender:
    """Carries the messages of one channel."""

    def __init__(self, service: Service, settings: NotifySettings, channel: str, way: Way) -> None:
        self.service, self.settings, self.channel, self.way = service, settings, channel, way
        self.slots = asyncio.Semaphore(way.at_once)
        self.slots_of: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE_FOR_ONE))
        self.in_hand: Counter[str] = Counter()
        self.claimed: dict[str, Claimed] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.times: dict[str, int] = {}
        self.done: asyncio.Queue[tuple[Claimed, Outcome | None]] = asyncio.Queue()

    async def run(self) -> None:
        """Sends until cancelled; then gives back what it holds."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._record())
                group.create_task(self._take_what_comes())
        finally:
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
            held = list(self.claimed.values())
            if held:
                with contextlib.suppress(StoreUnavailable):
                    await self.service.writer.do(lambda work: give_back(work, held))
            await self.way.close()

    async def _take_what_comes(self) -> None:
        while True:
            rings = self.service.commits.next
            if not await self._take():
                await heard(rings, await asyncio.to_thread(self._next_look))

    async def _take(self) -> bool:
        """Claims what is due and we have hands for; False when there is nothing of that."""
        room = AT_A_TIME - len(self.claimed)
        if room < AT_A_TIME // 2:
            return False
        half_empty = {who: n if n <= FOR_ONE // 2 else FOR_ONE for who, n in self.in_hand.items()}
        ready = await asyncio.to_thread(self._due, Counter(half_empty), room)
        if not ready:
            return False
        lease = rules.later(clock.now(), self.settings.message_lease)
        claimed = await self.service.writer.do(lambda work: claim(work, ready, clock.now(), lease))
        for one in claimed:
            self.claimed[one.row.message_id] = one
            self.in_hand[one.row.receiver] += 1
            task = asyncio.create_task(self._send(one))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        return True

    def _due(self, in_hand: Counter[str], room: int) -> list[str]:
        """The oldest first, and no more for any receiver than we may have in hand for it."""
        if self.service.sealer().keyless:
            return []  # they wait for the key, and their attempts do not count
        found: dict[str, str] = {}
        crowded: set[str] | None = None
        with self.service.store.read() as work:
            while (full := {who for who, parcels in in_hand.items() if parcels >= FOR_ONE}) != crowded:
                crowded = full
                for one in due(work, self.channel, clock.now(), crowded, room):
                    known = one.message_id in self.claimed or one.message_id in found
                    if not known and in_hand[one.receiver] < FOR_ONE and len(found) < room:
                        found[one.message_id] = one.receiver
                        in_hand[one.receiver] += 1
        return list(found)

    def _next_look(self) -> float:
        """Seconds until the next message becomes due, or until we look anyway."""
        with self.service.store.read() as work:
            next_at = next_due(work, self.channel, clock.now())
        wait = (next_at - clock.now()).total_seconds() if next_at else LOOK_EVERY
        return min(max(wait, 0.01), LOOK_EVERY)

    async def _send(self, one: Claimed) -> None:
        outcome: Outcome | None = None  # not tried: another will take it when the lease is over
        async with self.slots_of[one.row.receiver], self.slots:
            if one.time_left() > min(TIMEOUT, self.settings.message_lease / 2):
                began = time.monotonic()
                try:
                    outcome = await self.way.send(pack(one, self.settings, self.service.sealer()))
                except KeyMissing:
                    log.warning("message %s waits for the key that opens its address", one.row.message_id)
                except rules.NotForThem:
                    outcome = Outcome("permanent", rules.FOR_OTHERS)
                except Unreadable:
                    outcome = Outcome("permanent", rules.SEALED)
                except BaseException as error:
                    if not goes_on():
                        raise
                    log.exception("message %s could not be put together", one.row.message_id)
                    outcome = Outcome("permanent", f"{rules.UNSENDABLE}{type(error).__name__}")
                self.times[one.row.message_id] = round(1000 * (time.monotonic() - began))
        await self.done.put((one, outcome))

    async def _record(self) -> None:
        """What has come back together is recorded together."""
        while True:
            back = [await self.done.get()]
            while not self.done.empty():
                back.append(self.done.get_nowait())
            await self._write_down(back)
            for one, _ in back:
                self._let_go(one)

    async def _write_down(self, back: list[tuple[Claimed, Outcome | None]]) -> None:
        """Not before it is on disk do we let go; while the store is away, the leases run on."""
        pauses, patience = self.settings.pauses_of(self.channel), self.settings.patience_of(self.channel)
        while True:
            try:
                return await self.service.writer.do(
                    lambda work: record(work, back, pauses, patience, self.times)
                )
            except StoreUnavailable:
                await asyncio.sleep(LOOK_EVERY)

    def _let_go(self, one: Claimed) -> None:
        del self.claimed[one.row.message_id]
        self.times.pop(one.row.message_id, None)
        receiver = one.row.receiver
        self.in_hand[receiver] -= 1
        if not self.in_hand[receiver]:
            del self.in_hand[receiver]
            self.slots_of.pop(receiver, None)


def tasks() -> dict[str, Task]:
    """One for every channel: one that is slow, or fails, holds up no other."""
    return {f"sender {channel}": partial(send_messages, channel) for channel in WAYS}


async def send_messages(channel: Channel, service: Service) -> None:
    """Those of one channel, until cancelled; where it is not set up there is nothing to do but wait."""
    settings = service.settings
    if not isinstance(settings, NotifySettings):
        raise TypeError("notify needs its own settings")
    way = WAYS[channel].of(settings)
    if way is None:
        await asyncio.Event().wait()
    else:
        await Sender(service, settings, channel, way).run()
