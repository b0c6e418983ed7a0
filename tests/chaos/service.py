"""One service as a process under fire.

It is loaded and served as a container does it. Around each handler, in the handler's own transaction, it
counts how often an event was applied, and it lets a handler fail where a client marked the dog. One more door
raises whatever it is told to. The broken builds are made here too, from outside; production code has no
switch for any of this.
"""

import functools
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis
import sqlalchemy as sa
from faststream import AckPolicy
from faststream.redis import RedisBroker

from shared import app, serve
from shared.doors import EVERYONE, Doors
from shared.ears import Ears, Handler, Witness
from shared.envelope import Envelope
from shared.events import DogIntaken
from shared.rail import writer
from shared.settings import Settings
from shared.store import Work, entry
from shared.tables import inbox, journal
from tests.anything import throw

POISON = "POISON"  # the breed of a dog whose arrival no handler can take
COUNT = sa.text(
    "INSERT INTO chaos_applied (event_id, times) VALUES (:id, 1)"
    " ON CONFLICT (event_id) DO UPDATE SET times = chaos_applied.times + 1"
)
TABLE = "CREATE TABLE IF NOT EXISTS chaos_applied (event_id TEXT PRIMARY KEY, times INTEGER NOT NULL)"
SLOW_DISK = 0.05  # seconds between the two things that a broken build does in the wrong order


class Bitten(Exception):
    """What a handler says of a poisoned dog."""


def instrument(ears: Ears, slow: float = 0.0) -> None:
    """Counts what is applied: by a witness where there is one, as it hears all; else by the first handler."""
    if ears.witnesses:
        ears.witnesses[:] = [counted_witness(ears.witnesses[0]), *ears.witnesses[1:]]
    for type, (first, *others) in ears.handlers.items():
        handler = first if ears.witnesses else counted(first)
        ears.handlers[type] = [disturbed(handler, slow), *others]


def counted_witness(hear: Witness) -> Witness:
    @functools.wraps(hear)
    def count(heard: Envelope, work: Work) -> None:
        work.connection().execute(COUNT, {"id": heard.id})
        hear(heard, work)

    return count


def counted(hear: Handler) -> Handler:
    @functools.wraps(hear)
    def count(event: Any, heard: Envelope, work: Work) -> None:
        work.connection().execute(COUNT, {"id": heard.id})
        hear(event, heard, work)

    return count


def disturbed(hear: Handler, slow: float) -> Handler:
    """Fails on a poisoned dog; takes so many seconds longer on every other."""

    @functools.wraps(hear)
    def disturb(event: Any, heard: Envelope, work: Work) -> None:
        time.sleep(slow)
        if getattr(event, "breed", "") == POISON:
            raise Bitten("this dog bites the handler")
        hear(event, heard, work)

    return disturb


# ---- a door that raises -----------------------------------------------------------------------------------

RAISES = "/{service}/chaos/raises/{kind}"
NOTHING, UNSEALABLE = "nothing", "an event that cannot be sealed"


def make_trouble(slow: float) -> None:
    """Around every handler, and by a door that raises: its commands wait with the genuine ones, and whatever
    they write must be gone with them."""
    load = app.load

    def load_and_trouble(name: str, settings: Settings) -> Any:
        loaded = load(name, settings)
        instrument(loaded.state.ears, slow)
        loaded.router.routes.extend(raising_door(name).routes)
        return loaded

    app.load = load_and_trouble


def raising_door(name: str) -> Doors:
    doors = Doors()

    @doors.command(RAISES.format(service=name, kind="{kind}"), EVERYONE)
    def raises(kind: str, work: Work) -> None:
        work.connection().execute(COUNT, {"id": "raised"})
        work.connection().execute(sa.text("DELETE FROM chaos_applied WHERE event_id = 'raised'"))
        if kind == UNSEALABLE:
            work.publish(DogIntaken.model_construct(dog_id="raised", stay_no=object()))
        elif kind != NOTHING:
            work.publish(DogIntaken.model_validate(DogIntaken.example))
            throw(kind)

    return doors


# ---- builds that must make the checks go red ------------------------------------------------------------


def ack_first() -> None:
    """Acknowledges a batch before it is applied."""
    subscriber: Any = RedisBroker.subscriber

    def acknowledging(self: Any, *given: Any, **named: Any) -> Any:
        return subscriber(self, *given, **named | {"ack_policy": AckPolicy.ACK_FIRST})

    RedisBroker.subscriber = acknowledging  # type: ignore[method-assign]
    apply: Any = Ears.apply

    def apply_slowly(self: Ears, work: Work, envelopes: list[Envelope]) -> None:
        time.sleep(SLOW_DISK)
        apply(self, work, envelopes)

    Ears.apply = apply_slowly  # type: ignore[method-assign,assignment]


def publish_first() -> None:
    """Appends to the stream before the commit."""
    seal: Any = Work.seal
    client = redis.Redis.from_url(Settings().redis_url, socket_timeout=2)

    def publish_and_seal(self: Work) -> None:
        ids = [fact.id for fact in self.facts]
        seal(self)
        rows = self.connection().execute(sa.select(journal).where(journal.c.id.in_(ids))).all()
        for row in sorted(rows, key=lambda row: (row.stream, row.sequence)):
            client.xadd(row.stream, entry(row, "").to_fields())  # type: ignore[arg-type]
        time.sleep(SLOW_DISK if rows else 0)

    Work.seal = publish_and_seal  # type: ignore[method-assign]


def no_inbox() -> None:
    """Forgets what it has heard before."""
    apply: Any = Ears.apply

    def forget_and_apply(self: Ears, work: Work, envelopes: list[Envelope]) -> None:
        ids = [envelope.id for envelope in envelopes]
        work.connection().execute(sa.delete(inbox).where(inbox.c.event_id.in_(ids)))
        apply(self, work, envelopes)

    Ears.apply = forget_and_apply  # type: ignore[method-assign,assignment]


def raw_errors() -> None:
    """Gives to Futures what they refuse."""
    writer.ordinary = lambda error: error  # type: ignore[attr-defined]


BROKEN: dict[str, Callable[[], None]] = {
    "ack-first": ack_first,
    "publish-first": publish_first,
    "no-inbox": no_inbox,
    "raw-errors": raw_errors,
}


# ---- the process -----------------------------------------------------------------------------------------


def run(
    name: str, port: int, log: Path, environment: dict[str, str], broken: str | None, slow: float
) -> None:
    """The whole life of the process; `slow` is how many seconds each event takes longer."""
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(environment)
    threading.Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    make_trouble(slow)
    if broken:
        BROKEN[broken]()
    serve.alone(name, Settings(), "127.0.0.1", port)


def end_with(parent: int) -> None:
    """Whoever started us is gone: nobody will end us."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
