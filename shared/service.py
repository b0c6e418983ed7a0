"""One service, put together: its keys, its store, its writer, its relay, its ears and its tasks.

`Service` lives as long as the app does. Everything that runs beside the requests is a task that it owns.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial

from sqlalchemy.exc import OperationalError

from shared import auth, clock, migrate, once
from shared.bell import Bell
from shared.ears import Ears
from shared.events import SessionsEnded
from shared.keyring import Keyring
from shared.limits import Limits
from shared.nouns import Noun
from shared.ordinary import Threads
from shared.rail import answers, replay
from shared.rail.connect import connect
from shared.rail.janitor import Janitor
from shared.rail.listener import Listener
from shared.rail.relay import AWAY, Relay
from shared.rail.writer import Writer
from shared.sealed import Sealer
from shared.sessions import Ended
from shared.settings import Settings
from shared.store import Store, StoreUnavailable
from shared.tasks import end, within
from shared.watch import Watched

log = logging.getLogger(__name__)
STORE_WITHIN = 60.0  # seconds that a start waits for its store
LOOKS_WITHIN = 2.0  # seconds, for what others know of our journal


class Service:
    """A running service. Doors and pages find it at `request.app.state.service`."""

    def __init__(self, ears: Ears, settings: Settings, nouns: Sequence[Noun] = ()) -> None:
        self.name = ears.group
        self.settings = settings
        self.nouns = nouns
        self.tasks_wake = asyncio.Event()
        see = [see for noun in nouns for see in noun.before_commit]
        self.store = Store(settings.database_of(self.name), settings.public_url, see)
        self.keys = Keyring(self.store, settings, [key for noun in nouns for key in noun.keys])
        self.seen = once.Seen(settings.key_folder / f"idempotency-{self.name}.key")
        self.token_key = auth.PublicKey(settings.public_key_file)
        self.redis = connect(settings.redis_url)
        self.limits = Limits(self.name, self.redis, settings.key_folder)
        self.writer = Writer(self.store, committed=self._committed)
        self.relay = Relay(self.name, self.store, self.writer, self.redis)
        self.listener = Listener(ears, self.writer, self.redis, settings.redis_url, settings.claim_after_ms)
        self.listener.unheard = self.relay.lineage.unheard
        self.janitor = Janitor(
            self.name, ears.streams, self.relay, self.redis, settings.keep_days, settings.group_idle_days
        )
        self.rebuild = replay.Rebuild(ears)
        self.commits = Bell()
        self.ended = Ended(self.store, self.redis, says=self.name == SessionsEnded.publisher)
        self.started_at = clock.now()
        beside: dict[str, Callable[[], Awaitable[None]]] = {
            "writer": self.writer.run, "relay": self.relay.run, "listener": self.listener.run,
            "janitor": self.janitor.run, "sessions": self.ended.run,
            "answers": partial(answers.forget_as_time_passes, self.store, self.writer),
        }  # fmt: skip
        beside |= {name: partial(task, self) for noun in nouns for name, task in noun.tasks.items()}
        self.watched = [Watched(self.name, name, work) for name, work in beside.items()]

    def sealer(self) -> Sealer:
        """With this service's key of personal data."""
        return self.keys.sealer(f"personal-{self.name}")

    def who(self, token: str) -> auth.Who:
        """Whose token it is. Raises `NotLoggedIn`, also for a session that was ended or is not begun."""
        return auth.finished(self.whoever(token))

    def whoever(self, token: str) -> auth.Who:
        """The same, also while they have something to do before they are in."""
        return self.ended.check(auth.verify(self.token_key.read(), token))

    def _committed(self) -> None:
        self.relay.wake()
        self.commits.ring()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Migrates the store, then runs until left; what is in hand is finished before it ends."""
        threads = Threads()
        asyncio.get_running_loop().set_default_executor(threads)  # so of asyncio.to_thread too
        await _patiently(lambda: asyncio.to_thread(migrate.upgrade, self.name, self.store.url))
        await _patiently(lambda: asyncio.to_thread(self.keys.take_up))
        writer, *others = self.watched
        writing = _begin(writer)
        beside: list[asyncio.Task[None]] = []
        try:
            for noun in self.nouns:
                if prepare := noun.prepare:
                    await _patiently(partial(prepare, self))
            with contextlib.suppress(*AWAY):  # else as soon as Redis answers
                await within(LOOKS_WITHIN, self.relay.lineage.look())
            beside = [_begin(task) for task in others]
            yield
        finally:
            await end(*beside)
            await end(writing)
            self.relay.lead.close()
            await self.redis.aclose()
            await threads.end()  # a connection that is in use now would stay open
            self.store.close()


async def _patiently(step: Callable[[], Awaitable[None]]) -> None:
    """A store that is not there yet, or busy with another replica, is waited for; not for ever."""
    until = time.monotonic() + STORE_WITHIN
    while True:
        try:
            return await step()
        except (StoreUnavailable, OperationalError) as error:
            if time.monotonic() > until:
                raise
            log.warning("waiting for the store: %s", error)
            await asyncio.sleep(1)


def _begin(task: Watched) -> asyncio.Task[None]:
    return asyncio.create_task(task.run(), name=f"{task.service} {task.name}")
