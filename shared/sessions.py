"""Sessions that were ended before their time: every service knows them within a second of hearing so.

A token is checked without asking anybody. What its signature cannot say, that somebody logged out, left,
has other roles or another password by now, is said once by an event and kept in each service's own store.

Events come in order, so one may come behind all that an import says. Intake therefore says it twice: also in
a stream of its own that holds nothing else, where every service looks each second.
"""

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from redis.asyncio import Redis
from redis.exceptions import RedisClusterException, RedisError

from shared import auth, clock
from shared.auth import NotLoggedIn, Who
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import SessionsEnded
from shared.nouns import Noun
from shared.store import Store, Work, insert_new
from shared.tables import ended_sessions
from shared.tasks import goes_on

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds
STREAM = "qingcheng:ended"
MOST = 10_000  # entries that it holds
A_PAGE = 500
APART = timedelta(seconds=auth.CLOCKS_DIFFER)  # so much the clocks of those who sign may differ


ears = Ears()


def card(service: str) -> Noun:
    """Every service listens, but the one that ends them: it keeps what it says itself."""
    return Noun(ears=None if service == SessionsEnded.publisher else ears)


@ears.on(SessionsEnded)
def let_no_more_in(ended: SessionsEnded, heard: Envelope, work: Work) -> None:
    end_sessions(work, ended.session or ended.account, ended.occurred_at)


def end_sessions(work: Work, whose: str, before: datetime) -> None:
    """What this account signed in until then, or this one session of it, opens nothing any more.

    By whichever clock it was signed; `Ended.begins` dates what is signed in later. May be said twice, in
    any order.
    """
    row = {"account": whose, "before": clock.text(before + APART)}
    work.sql(sa.delete(ended_sessions).where(ended_sessions.c.before < _forgotten()))
    work.sql(insert_new(work, ended_sessions), row)
    older = (ended_sessions.c.account == whose) & (ended_sessions.c.before < row["before"])
    work.sql(sa.update(ended_sessions).where(older).values(before=row["before"]))


def _forgotten() -> str:
    """What was signed before then has run out by itself."""
    return clock.text(clock.now() - auth.LASTS * 2)


class Ended:
    """The sessions that are over, as this service has them in memory. Intake `says` so, all others listen."""

    def __init__(self, store: Store, redis: Redis | None = None, says: bool = False) -> None:
        self.store, self.redis, self.says = store, redis, says
        self.before: dict[str, datetime] = {}
        self.kept: dict[str, datetime] = {}
        self.told: dict[str, datetime] = {}  # in the stream, by us or to us
        self.last = "-"  # where we are in it
        self.away = False

    def read(self) -> None:
        """From the store. Those whose tokens have run out by themselves need not be known any more."""
        query = sa.select(ended_sessions).where(ended_sessions.c.before > _forgotten())
        with self.store.glance() as connection:
            rows = connection.execute(query).all()
        self.kept = {row.account: clock.parse(row.before) for row in rows}
        self._put_together()

    def _put_together(self) -> None:
        known = dict(self.kept)
        for whose, before in list(self.told.items()):
            known[whose] = max(before, known.get(whose, before))
        self.before = known

    def check(self, who: Who) -> Who:
        """Raises `NotLoggedIn` for somebody whose session was ended."""
        before = self.before.get(who.account)
        if who.session in self.before or (before is not None and who.since <= before):
            raise NotLoggedIn(
                "登录已被结束，请重新登录。", "This session was ended: POST /intake/v1/session for a new one."
            )
        return who

    def begins(self, account: str) -> datetime:
        """When a session begins that is signed in now: after all that was ended."""
        before = self.before.get(account)
        return max(clock.now(), before + timedelta(milliseconds=1)) if before else clock.now()

    async def run(self) -> None:
        """Looks again every second; while the store is away, what was known goes on being known."""
        while goes_on():
            try:
                await asyncio.to_thread(self.read)
            except sa.exc.SQLAlchemyError as error:
                log.warning("ended sessions could not be read: %s", error)
            await self._meet()
            await asyncio.sleep(LOOK_EVERY)

    async def _meet(self) -> None:
        """In the stream. While Redis is away there are the events, when it is back."""
        if self.redis is None:
            return
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await (self._say(self.redis) if self.says else self._listen(self.redis))
            self.away = False
        except (RedisError, RedisClusterException, OSError, TimeoutError) as error:
            if not self.away:
                log.warning("ended sessions are heard of by events alone: %r", error)
            self.away = True

    async def _say(self, redis: Redis) -> None:
        for whose, before in self.kept.items():
            if self.told.get(whose) != before:
                said: Any = {"whose": whose, "before": clock.text(before)}
                await redis.xadd(STREAM, said, maxlen=MOST)
                self.told[whose] = before
        self.told = {whose: before for whose, before in self.told.items() if whose in self.kept}

    async def _listen(self, redis: Redis) -> None:
        while True:
            page: Any = await redis.xrange(STREAM, min=self.last, count=A_PAGE)
            if not page:
                break
            for entry, said in page:
                with contextlib.suppress(KeyError, ValueError):
                    whose, before = said[b"whose"].decode(), clock.parse(said[b"before"].decode())
                    self.told[whose] = max(before, self.told.get(whose, before))
                self.last = f"({entry.decode()}"
        over = clock.parse(_forgotten())
        self.told = {whose: before for whose, before in self.told.items() if before > over}
        self._put_together()
