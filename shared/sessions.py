"""Sessions that were ended before their time: every service knows them within a second of hearing so.

A token is checked without asking anybody. What its signature cannot say, that somebody logged out, left,
has other roles or another password by now, is said once by an event and kept in each service's own store.
"""

import asyncio
import logging
from datetime import datetime, timedelta

import sqlalchemy as sa

from shared import auth, clock
from shared.auth import NotLoggedIn, Who
from shared.rail.ending import goes_on
from shared.store import Store, Work, ended_sessions, insert_new

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds
APART = timedelta(seconds=auth.CLOCKS_DIFFER)  # so much the clocks of those who sign may differ


def end_sessions(work: Work, whose: str, before: datetime) -> None:
    """What this account signed in until then, or this one session of it, opens nothing any more.

    By whichever clock it was signed; `Ended.begins` dates what is signed in later. May be said twice, in
    any order.
    """
    row = {"account": whose, "before": clock.text(before + APART)}
    work.connection().execute(sa.delete(ended_sessions).where(ended_sessions.c.before < _forgotten()))
    work.connection().execute(insert_new(work, ended_sessions), row)
    older = (ended_sessions.c.account == whose) & (ended_sessions.c.before < row["before"])
    work.connection().execute(sa.update(ended_sessions).where(older).values(before=row["before"]))


def _forgotten() -> str:
    """What was signed before then has run out by itself."""
    return clock.text(clock.now() - auth.LASTS * 2)


class Ended:
    """The sessions that are over, as this service has them in memory."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.before: dict[str, datetime] = {}

    def read(self) -> None:
        """From the store. Those whose tokens have run out by themselves need not be known any more."""
        query = sa.select(ended_sessions).where(ended_sessions.c.before > _forgotten())
        with self.store.glance() as connection:
            rows = connection.execute(query).all()
        self.before = {row.account: clock.parse(row.before) for row in rows}

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
            await asyncio.sleep(LOOK_EVERY)
