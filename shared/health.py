"""Whether a service does its whole work, and if not, every reason why."""

import asyncio
import contextlib
import hmac
import logging
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from redis.exceptions import NoPermissionError, RedisClusterException, RedisError, ResponseError

from shared import auth, clock, reasons
from shared.doors import who_asks
from shared.ordinary import Threads
from shared.problems import Problem
from shared.rail import streams
from shared.rail.listener import ATTEMPTS, LONGEST_PAUSE
from shared.reasons import Reason
from shared.service import Service
from shared.store import StoreUnavailable, Work, insert_new
from shared.street import is_inside
from shared.tables import inbox, journal, relayed
from shared.tasks import within

log = logging.getLogger(__name__)
T = TypeVar("T")
NO_ANSWER = (RedisError, RedisClusterException, sa.exc.SQLAlchemyError, OSError)
PATIENCE = 2.0  # seconds for an answer
OLDEST_UNSENT = 30.0  # seconds
BEHIND = 60.0  # seconds that an event may wait for its group
# times claim_after, until an event that keeps failing is buried: 1 + 2 + 4 + 8
LAST_ATTEMPT = sum(min(2**n, LONGEST_PAUSE) for n in range(ATTEMPTS - 1))
CLOCK_OFF = auth.CLOCKS_DIFFER / 2  # seconds from the clock of Redis: any two are as near as tokens allow
LEAST_FREE = 200e6  # bytes
STANDING = 10.0  # seconds that a command may wait for the writer without any being answered


@dataclass(frozen=True, slots=True)
class Unsent:
    """The part of the journal that nobody has relayed yet."""

    entries: int
    seconds: float  # age of the oldest


class Health:
    """What a service says of itself, soon, whatever hangs."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.thread = Threads(1, thread_name_prefix="health")  # a store that hangs holds only this

    async def why_not_ready(self) -> list[Reason]:
        """Every reason why this service should get no work just now; none when it is ready."""
        found = await asyncio.gather(self._of_redis(), self._of_the_store())
        return [*self._of_the_key(), *self._of_the_tasks(), *found[0], *found[1]]

    def warnings(self) -> list[Reason]:
        """What keeps nobody from work yet, and will. The replica that relays knows."""
        return [
            reasons.GROUP_ASLEEP.about(stream=stream, group=group, hours=seconds / 3600)
            for (stream, group), seconds in self.service.janitor.asleep.items()
        ]

    async def unsent(self) -> Unsent:
        """Raises one of `NO_ANSWER`."""
        return await self._look(lambda: _unsent(self.service))

    async def _look(self, look: Callable[[], T]) -> T:
        return await within(PATIENCE, asyncio.get_running_loop().run_in_executor(self.thread, look))

    def close(self) -> None:
        self.thread.shutdown(wait=False, cancel_futures=True)

    def _of_the_key(self) -> list[Reason]:
        file = self.service.settings.public_key_file
        if not file.exists():
            return [reasons.TOKEN_KEY_MISSING.about(file=file)]
        broken = reasons.KEY_UNUSABLE.about(file=file, error="it holds no public key that can be read")
        return [] if self.service.token_key.fingerprint() and not self.service.token_key.broken else [broken]

    def _of_the_tasks(self) -> list[Reason]:
        service = self.service
        found = [
            reasons.TASK_DOWN.about(task=task.name, error=task.ended_by)
            for task in service.watched
            if task.down
        ]
        if service.writer.standing > STANDING:
            found.append(reasons.NOT_COMMITTING.about(seconds=service.writer.standing))
        return found

    async def _of_redis(self) -> list[Reason]:
        try:
            return await within(PATIENCE, self._look_at_redis())
        except NO_ANSWER as error:
            return [reasons.REDIS_AWAY.about(error=error)]

    async def _look_at_redis(self) -> list[Reason]:
        service, found = self.service, []
        try:  # a write that changes nothing: a replica and a full disk refuse it all the same
            await service.redis.xtrim(service.relay.streams[0], minid="0", approximate=False)
        except ResponseError as error:
            found.append(reasons.REDIS_READ_ONLY.about(error=error))
        found += await self._of_the_clock()
        if not service.listener.running:
            found.append(reasons.NOT_LISTENING)
        for stream, lost in service.relay.holes.items():
            found.append(reasons.HOLE.about(stream=stream, count=len(lost)))
        for stream in service.listener.ears.streams:
            found += await self._of_the_group(stream)
        return found

    async def _of_the_clock(self) -> list[Reason]:
        """Against that of Redis, which all share."""
        try:
            seconds = await self._ahead()
        except NoPermissionError as error:
            log.warning("the clocks cannot be compared: %s", error)
            return []
        zh, en = ("快", "ahead of") if seconds > 0 else ("慢", "behind")
        said = reasons.CLOCKS_DIFFER.about(zh=zh, en=en, seconds=abs(seconds))
        return [said] if abs(seconds) > CLOCK_OFF else []

    async def _ahead(self) -> float:
        """Seconds by which this clock is ahead of the clock of Redis, halfway through the question."""
        asked = clock.now()
        look: Any = self.service.redis.pipeline(transaction=True)
        look.xlen(self.service.relay.streams[0])  # the key tells a Cluster whom to ask
        _, (seconds, microseconds) = await look.time().execute()
        halfway = asked + (clock.now() - asked) / 2
        return halfway.timestamp() - float(seconds) - float(microseconds) / 1e6

    async def _of_the_group(self, stream: str) -> list[Reason]:
        service = self.service
        try:
            groups = {group.name: group for group in await streams.groups_of(service.redis, stream)}
        except ResponseError as error:
            return [reasons.GROUP_MISSING.about(group=service.name, stream=stream, error=error)]
        group = groups.get(service.name)
        if group is None:
            return [reasons.GROUP_MISSING.about(group=service.name, stream=stream, error="none")]
        unread = await streams.oldest_unread(service.redis, stream, group)
        tried = streams.age_of(group.oldest_pending) if group.oldest_pending else 0.0
        late = max(
            streams.age_of(unread) if unread else 0.0,
            tried - LAST_ATTEMPT * service.settings.claim_after_ms / 1000,
        )
        behind = reasons.BEHIND.about(group=service.name, stream=stream, seconds=late)
        return [behind] if late > BEHIND else []

    async def _of_the_store(self) -> list[Reason]:
        try:
            unsent, rebuilding = await self.unsent(), await self._look(self._is_rebuilding)
            of_the_keys = await self._look(self.service.keys.look)
        except NO_ANSWER as error:
            return [reasons.STORE_AWAY.about(error=getattr(error, "orig", None) or error)]
        found = [*self._of_the_disk(), *self._of_the_lineage()]
        if unsent.seconds > OLDEST_UNSENT:
            found.append(reasons.UNSENT.about(seconds=unsent.seconds))
        if rebuilding:
            found.append(reasons.REBUILDING)
        found += of_the_keys
        if refused := await self._refused():
            found.append(reasons.STORE_REFUSES.about(error=refused))
        return found

    def _of_the_lineage(self) -> list[Reason]:
        service, found = self.service, []
        if service.writer.barred:
            found.append(reasons.OLDER_STORE.about(what=service.writer.barred, service=service.name))
        for stream, last in service.relay.lineage.unheard.items():
            about = {"stream": stream, "sequence": last.sequence, "service": service.name}
            found.append(reasons.UNHEARD.about(**about))
        return found

    def _is_rebuilding(self) -> bool:
        with self.service.store.read() as work:
            return self.service.rebuild.under_way(work)

    async def _refused(self) -> str:
        """Why the store takes nothing. Once it has refused, a small write asks whether it still does."""
        writer = self.service.writer
        if writer.refused:
            with contextlib.suppress(StoreUnavailable, TimeoutError):
                await within(PATIENCE, writer.do(self.touch))
        return writer.refused

    @staticmethod
    def touch(work: Work) -> None:
        """Writes, and leaves nothing behind. (SQLite does not write a row that stays as it was.)"""
        row = {"event_id": "readiness", "source": "", "sequence": 0, "received_at": ""}
        work.sql(insert_new(work, inbox), row)
        work.sql(sa.delete(inbox).where(inbox.c.event_id == row["event_id"]))

    def _of_the_disk(self) -> list[Reason]:
        store = self.service.store
        if not store.on_sqlite:
            return []
        folder = Path(store.engine.url.database or ".").parent
        free = shutil.disk_usage(folder).free
        low = reasons.DISK_NEARLY_FULL.about(folder=folder, free=free / 1e6, least=LEAST_FREE / 1e6)
        return [low] if free < LEAST_FREE else []


def _unsent(service: Service) -> Unsent:
    """By what the store remembers, so that a replica that does not relay knows it too."""
    with service.store.engine.connect() as connection:
        found = [connection.execute(_after_the_mark(stream)).one() for stream in service.relay.streams]
    oldest = min((times for _, times in found if times), default=None)
    seconds = (clock.now() - clock.parse(oldest)).total_seconds() if oldest else 0.0
    return Unsent(sum(max(entries, 0) for entries, _ in found), seconds)


def _after_the_mark(stream: str) -> sa.Select[int, str | None]:
    """How many there are, which the dense sequence tells, and when the first was recorded."""
    sent = sa.func.coalesce(
        sa.select(relayed.c.sequence).where(relayed.c.stream == stream).scalar_subquery(), 0
    )
    last = sa.select(sa.func.max(journal.c.sequence)).where(journal.c.stream == stream).scalar_subquery()
    first = (
        sa.select(journal.c.time)
        .where(journal.c.stream == stream, journal.c.sequence == sent + 1)
        .scalar_subquery()
    )
    return sa.select(sa.func.coalesce(last, 0) - sent, first)


def may_look(request: Request) -> bool:
    """Whether figures and reasons are for whoever asks: from inside, with the token for it, or as admin.

    To anybody else they would tell which dog bit somebody: a restricted event counts, too.
    """
    token = request.app.state.service.settings.metrics_token
    said = request.headers.get("authorization", "")
    if is_inside(request) or (token and hmac.compare_digest(said.encode(), f"Bearer {token}".encode())):
        return True
    try:
        return who_asks(request).may(("admin",))
    except Problem:
        return False


def doors(name: str) -> APIRouter:
    """Whether it lives, which asks nobody, and whether it is ready."""
    router = APIRouter(prefix=f"/{name}/health", tags=["operations"])

    @router.get("/live")
    async def live() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @router.get("/ready")
    async def ready(request: Request) -> Response:
        """200 when the service does its whole work, else 503.

        To those who run it (from inside, or an admin) with every reason why not, and what to do.
        """
        health: Health = request.app.state.health
        said = [asdict(reason) for reason in await health.why_not_ready()]
        told: dict[str, Any] = {"ready": not said}
        if may_look(request):
            warned = [asdict(warning) for warning in health.warnings()]
            told |= {"reasons": said, "warnings": warned}
        return JSONResponse(told, 503 if said else 200)

    return router
