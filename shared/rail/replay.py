"""Replay: a service forgets what it only heard, and hears it again from the publishers' journals.

The publishers' relays send their journals over the streams once more, with the ids and sequences of the
first time, so that everybody else's inbox knows them. A service added later gets all history this way.
"""

import json
from datetime import datetime, timedelta
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter
from pydantic import Field, StringConstraints

from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.ears import Ears
from shared.events import source_of
from shared.forms import Form, Id
from shared.problems import Problem, Unreasonable
from shared.rail.relay import publish_again
from shared.said import Said
from shared.store import Model, Work, intervene
from shared.tables import inbox, interventions, journal, relayed

REPLAY = "replay"
PATIENCE = timedelta(minutes=10)
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
Sequence = Annotated[int, Field(ge=0, lt=2**63)]


class NothingToRebuild(Problem):
    title = Said("没有可重建的投影", "There is nothing to rebuild")


class Kind(Model):
    """Events of one type in one stream's journal."""

    count: int = Field(description="in the journal")
    last: int = Field(description="sequence of the last of them")


class Journal(Model):
    """What one stream's journal holds, and how much of it is in the stream."""

    stream: str
    last: int
    relayed: int
    types: dict[str, Kind]


class Journals(Model):
    streams: list[Journal]


class Again(Form):
    """Publish again what follows a sequence number in each stream."""

    after: Sequence = 0
    why: Why


class Expected(Form):
    """What a replay will bring of one publisher: so many events, the last of them with this sequence."""

    count: Sequence
    last: Sequence


class Replay(Form):
    """Forget and hear again. After 0 all rows that are only heard are made anew."""

    after: Sequence = 0
    publishers: dict[Id, Expected] = Field(max_length=100)
    why: Why


class Heard(Expected):
    heard: int = Field(description="how many of them have come")


class Progress(Model):
    """The latest replay; `hears` says which types of each stream this service hears."""

    hears: dict[str, list[str] | None] = Field(description="null: all types")
    publishers: dict[str, Heard]
    complete: bool


def journals(work: Work, after: int = 0) -> list[Journal]:
    """Every stream that this service has published to; only what follows a sequence number is counted."""
    query = (
        sa.select(
            journal.c.stream, journal.c.type, sa.func.count().label("count"), sa.func.max(journal.c.sequence)
        )
        .where(journal.c.sequence > after)
        .group_by(journal.c.stream, journal.c.type)
    )
    sent = {row.stream: row.sequence for row in work.sql(sa.select(relayed))}
    streams: dict[str, dict[str, Kind]] = {}
    for stream, type, count, last in work.sql(query):
        streams.setdefault(stream, {})[type] = Kind(count=count, last=last)
    return [
        Journal(
            stream=stream, last=max(k.last for k in kinds.values()), relayed=sent.get(stream, 0), types=kinds
        )
        for stream, kinds in sorted(streams.items())
    ]


def _must_name_all(ears: Ears, asked: Replay) -> None:
    """What is forgotten of a publisher that nobody asks to say it again is gone. Raises `Unreasonable`."""
    heard = {stream.split(":")[1] for stream in ears.streams}
    if heard != asked.publishers.keys():
        names = ", ".join(sorted(heard))
        raise Unreasonable(
            f"publishers 须正好写出这些服务：{names}。",
            f"`publishers` names exactly these services: {names}.",
        )


def forget(ears: Ears, asked: Replay, work: Work) -> None:
    """What was heard after a sequence counts as unheard; from 0 on, the rows made of it go too."""
    for publisher in asked.publishers:
        work.sql(sa.delete(inbox).where(_of(publisher), inbox.c.sequence > asked.after))
    if asked.after == 0:
        for table in ears.projections:
            work.sql(sa.delete(table))


def progress(ears: Ears, work: Work) -> Progress:
    """How far the latest replay has come; complete where there was none."""
    latest = _latest(work)
    told = json.loads(latest.what) if latest else {"publishers": {}}
    publishers = {
        publisher: Heard(**expected, heard=_heard(publisher, told["after"], expected["last"], work))
        for publisher, expected in told["publishers"].items()
    }
    complete = all(each.heard >= each.count for each in publishers.values())
    return Progress(hears=ears.hearing(), publishers=publishers, complete=complete)


def _latest(work: Work) -> Any:
    query = sa.select(interventions).where(interventions.c.act == REPLAY)
    return work.sql(query.order_by(interventions.c.id.desc()).limit(1)).one_or_none()


def _heard(publisher: str, after: int, last: int, work: Work) -> int:
    between = inbox.c.sequence.between(after + 1, last)
    return work.sql(sa.select(sa.func.count()).where(_of(publisher), between)).scalar() or 0


def _of(publisher: str) -> sa.ColumnElement[bool]:
    streams = (f"qingcheng:{publisher}", f"qingcheng:{publisher}:restricted")
    return inbox.c.source.in_(map(source_of, streams))


def _last_sign(latest: Any, state: Progress, work: Work) -> datetime:
    """When the replay was asked for, or the last of it came."""
    query = sa.select(sa.func.max(inbox.c.received_at))
    came = [
        work.sql(query.where(_of(publisher), inbox.c.sequence <= each.last)).scalar()
        for publisher, each in state.publishers.items()
    ]
    return clock.parse(max([latest.at, *filter(None, came)]))


class Rebuild:
    """Whether what this service shows is incomplete just now; cheap once it is not.

    What has not come when nothing has come for ten minutes is among the dead letters.
    """

    def __init__(self, ears: Ears) -> None:
        self.ears = ears
        self.complete = ""  # id of the last replay that is known to be over

    def under_way(self, work: Work) -> bool:
        latest = _latest(work)
        if latest is None or latest.id == self.complete:
            return False
        state = progress(self.ears, work)
        if not state.complete and clock.now() - _last_sign(latest, state, work) < PATIENCE:
            return True
        self.complete = latest.id
        return False


def doors(name: str, ears: Ears) -> APIRouter:
    """The doors of the service of that name."""
    router = Doors(prefix=f"/{name}/v1", tags=["operations"])

    @router.query("/journal", "auditor")
    def show_journal(work: Work, after: Sequence = 0) -> Journals:
        """What this service has said, by stream and type of event."""
        return Journals(streams=journals(work, after))

    @router.command("/journal/again", "admin", status=202)
    def say_again(asked: Again, who: Who, work: Work) -> Journals:
        """Publishes everything after a sequence number once more; inboxes know it by its ids."""
        publish_again(work, asked.after, who.name, asked.why)
        return Journals(streams=journals(work, asked.after))

    @router.query("/replay", "auditor")
    def show_replay(work: Work) -> Progress:
        """How far the latest replay has come."""
        return progress(ears, work)

    @router.command("/replay", "admin", status=202)
    def begin_replay(asked: Replay, who: Who, work: Work) -> Progress:
        """Forgets what was only heard. Then ask each publisher to say it again."""
        if not ears.projections:
            raise NothingToRebuild(
                f"{name} 的数据不只来自事件，不能由事件重建；请从备份恢复。",
                f"What {name} keeps does not come from events alone: restore it from a backup.",
            )
        _must_name_all(ears, asked)
        forget(ears, asked, work)
        intervene(work, who.name, asked.why, REPLAY, asked.model_dump(exclude={"why"}))
        return progress(ears, work)

    return router
