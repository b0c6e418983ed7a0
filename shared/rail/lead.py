"""Which of several replicas relays: on PostgreSQL the holder of an advisory lock, on SQLite the only one."""

import contextlib

import sqlalchemy as sa

from shared.store import Store

RELAY_LOCK = 0x716368_02


class Lead:
    """Held by a connection of its own, and lost with it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.connection: sa.Connection | None = None

    def won(self) -> bool:
        """Whether it is ours, now. Raises `DBAPIError` where it was lost with its connection."""
        if self.store.on_sqlite:
            return True
        if self.connection is None:
            asking = self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not asking.scalar(sa.select(sa.func.pg_try_advisory_lock(RELAY_LOCK))):
                asking.close()
                return False
            asking.detach()  # closing it ends its session and so gives up the lock, which the pool would keep
            self.connection = asking
        try:
            self.connection.execute(sa.select(1))
        except sa.exc.DBAPIError:
            self.close()
            raise
        return True

    def close(self) -> None:
        if self.connection is not None:
            with contextlib.suppress(sa.exc.DBAPIError):
                self.connection.close()
            self.connection = None
