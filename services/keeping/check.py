"""`qingcheng check`: whether four stores, their streams and their photos tell the same story.

What listens is read before what speaks, so that services may write meanwhile: what an inbox lacks is on its
way, what a journal lacks is wrong.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from redis.exceptions import RedisError

from services.finding import Finding
from services.intake.photos.album import Album
from services.keeping import comparing, photos, rows
from services.keeping.comparing import Journal
from services.keeping.house import House, must_be_there
from services.keeping.moment import connection
from shared.envelope import Unreadable, from_fields
from shared.events import BY_TYPE, DogIntaken, StayOpened, TagIssued
from shared.rail.connect import connect
from shared.rail.recovery import DECIDED
from shared.refusal import Refusal
from shared.tables import heard_of, inbox, interventions, journal

A_DAY = 86_400.0  # seconds: a younger photo without a row may be on its way
PAGE = 1000
Streams = dict[str, list[tuple[str, int]]]  # event id and number of each entry


@dataclass
class Heard:
    """What a store has heard, and the dogs and tags that it knows of it."""

    inbox: dict[str, int]
    last: dict[str, tuple[int, str]]
    dogs: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)


def check(house: House) -> Iterator[Finding]:
    """What was compared, and what disagrees. Changes nothing. Raises `Refusal`."""
    must_be_there(house)
    streams = _streams(house)
    try:
        with contextlib.ExitStack() as stack:
            stores = {name: stack.enter_context(connection(url)) for name, url in house.stores.items()}
            for name, store in stores.items():
                if not rows.revisions(store, name):
                    raise Refusal(f"{name} 的数据库是空的。", f"The store of {name} is empty.")
            heard = {name: _heard(name, store) for name, store in stores.items()}
            journals = {name: _journal(store) for name, store in stores.items()}
            yield from _events(heard, journals)
            yield from _in_streams(streams, journals)
            yield from _numbers(stores["intake"])
            yield from _dogs(heard, journals, stores["intake"])
            yield from _photos(house, stores["intake"])
    except sa.exc.OperationalError as error:
        raise Refusal("数据库没有应答。", f"A store does not answer: {error.orig}") from None


def run(house: House) -> bool:
    """Prints each finding. True when all agree."""
    wrong = 0
    for finding in check(house):
        print(finding, flush=True)
        wrong += not finding.well
    print(f"\n{wrong} 处不一致 disagree." if wrong else "\n处处一致。All agree.")
    return not wrong


# ---- what is read ---------------------------------------------------------------------------------------


def _heard(name: str, store: sa.Connection) -> Heard:
    entered = store.execute(sa.select(inbox.c.event_id, inbox.c.sequence))
    last = store.execute(sa.select(heard_of))
    found = Heard(
        {row.event_id: row.sequence for row in entered},
        {row.stream: (row.sequence, row.event_id) for row in last},
    )
    if name != "intake":
        found.dogs = set(store.scalars(sa.text("SELECT dog_id FROM dog")))
    if name == "registry":
        found.tags = set(store.scalars(sa.text("SELECT code FROM tag")))
    return found


def _journal(store: sa.Connection) -> Journal:
    said = store.execute(sa.select(journal.c.stream, journal.c.sequence, journal.c.id))
    found = Journal({row.id: (row.stream, row.sequence) for row in said})
    for what in store.scalars(sa.select(interventions.c.what).where(interventions.c.act == DECIDED)):
        for gap in json.loads(what)["missing"]:
            found.lost.setdefault(gap["stream"], []).append((gap["first"], gap["last"]))
    return found


def _streams(house: House) -> Streams | None:
    """None where no Redis answers: streams are transport, and are filled again."""
    if not house.settings.redis_url:
        return None

    async def look() -> Streams:
        redis = connect(house.settings.redis_url)
        try:
            async with asyncio.timeout(60):
                return {name: [one async for one in _entries(redis, name)] for name in _names(house)}
        finally:
            await redis.aclose()

    try:
        return asyncio.run(look())
    except (RedisError, OSError, TimeoutError):
        return None


def _names(house: House) -> list[str]:
    return [f"qingcheng:{name}{few}" for name in house.stores for few in ("", ":restricted")]


async def _entries(redis: Any, stream: str) -> Any:
    after = "-"
    while page := await redis.xrange(stream, after, "+", count=PAGE):
        for _, fields in page:
            with contextlib.suppress(Unreadable):
                envelope = from_fields(fields)
                if envelope.type in BY_TYPE:
                    yield envelope.id, envelope.sequence
        after = f"({page[-1][0].decode()}"


# ---- what is compared -----------------------------------------------------------------------------------


def _events(heard: dict[str, Heard], journals: dict[str, Journal]) -> Iterator[Finding]:
    said = {id: place for one in journals.values() for id, place in one.events.items()}
    for name, one in journals.items():
        holes = comparing.holes(one)
        yield Finding(
            not holes,
            f"{name}: 日志 journal {len(one.events)}" + (f"，缺号 holes {holes[:3]}" if holes else ""),
            f"恢复较新的备份，或 restore a newer backup, or qingcheng events recover --service {name}",
        )
    for name, its in heard.items():
        strange = comparing.strangers(its.inbox, said)
        behind = comparing.behind(its.last, journals)
        waits = f"，还有 {behind} 个在路上 on their way" if behind else ""
        yield Finding(
            not strange,
            f"{name}: 收到 heard {len(its.inbox)}{waits}"
            + (f"，其中 {len(strange)} 个日志里没有 of them in no journal: {strange[:3]}" if strange else ""),
            "有一个数据库比别的旧 one store is older than the others: docs/operating.md#older",
        )


def _in_streams(streams: Streams | None, journals: dict[str, Journal]) -> Iterator[Finding]:
    if streams is None:
        yield Finding(True, "Redis: 没有查看 not looked at（流由日志补满 journals fill the streams）")
        return
    said = {id: place for one in journals.values() for id, place in one.events.items()}
    for name, entries in streams.items():
        strange = comparing.strangers(dict(entries), said)
        if entries or strange:
            yield Finding(
                not strange,
                f"{name}: {len(entries)}"
                + (f"，日志里没有 {len(strange)} 个 in no journal: {strange[:3]}" if strange else ""),
                "数据库比流旧 the store is older than its stream: docs/operating.md#older",
            )


def _numbers(intake: sa.Connection) -> Iterator[Finding]:
    types = (DogIntaken.type, StayOpened.type)
    told = intake.scalars(sa.select(journal.c.data).where(journal.c.type.in_(types)))
    events = [(data["stay_no"], data["stay_id"]) for data in map(json.loads, told)]
    last: dict[str, int] = {
        row.series: row.last for row in intake.execute(sa.text("SELECT series, last FROM number"))
    }
    stays = [(no, id) for no, id in intake.execute(sa.text("SELECT stay_no, id FROM stay"))]
    twice, ahead = comparing.given_twice(events + stays), comparing.ahead(stays, last)
    yield Finding(
        not twice and not ahead,
        f"编号 stay numbers {len(stays)}"
        + (f"，发过两次 given twice: {twice[:3]}" if twice else "")
        + (f"，超出计数 beyond the count: {ahead[:3]}" if ahead else ""),
        "逐条核对 look at each, and qingcheng events recover --service intake",
    )


def _dogs(heard: dict[str, Heard], journals: dict[str, Journal], intake: sa.Connection) -> Iterator[Finding]:
    """Who has heard all that intake has said knows all its dogs, and the registry all their tags."""
    taken_in = _subjects(intake, DogIntaken.type)
    issued = intake.scalars(sa.select(journal.c.data).where(journal.c.type == TagIssued.type))
    tags = {json.loads(data)["code"] for data in issued}
    own = set(intake.scalars(sa.text("SELECT id FROM dog")))
    yield _same("intake", "犬 dogs", taken_in, own, True)
    yield _same("intake", "牌 tags", tags, set(intake.scalars(sa.text("SELECT code FROM tag"))), True)
    for name, its in heard.items():
        if name == "intake":
            continue
        all_heard = not comparing.behind(its.last, {"intake": journals["intake"]})
        yield _same(name, "犬 dogs", taken_in, its.dogs, all_heard)
        if name == "registry":
            yield _same(name, "牌 tags", tags, its.tags, all_heard)


def _subjects(store: sa.Connection, type: str) -> set[str]:
    return set(store.scalars(sa.select(journal.c.subject).where(journal.c.type == type)))


def _same(name: str, what: str, said: set[str], known: set[str], all_heard: bool) -> Finding:
    lacks = sorted(said - known) if all_heard else []
    return Finding(
        not lacks,
        f"{name}: {what} {len(known)}，日志 journal {len(said)}"
        + (f"，缺 lacks {len(lacks)}: {lacks[:3]}" if lacks else "")
        + ("" if all_heard else "，还在收听 still hearing"),
        f"看死信 see qingcheng dead list, then qingcheng events replay --service {name}",
    )


def _photos(house: House, intake: sa.Connection) -> Iterator[Finding]:
    known = photos.hashes(intake)
    bad = photos.spoiled(Album(house.photos), known)
    yield Finding(
        not bad,
        f"照片 photos {len(known)}" + (f"，缺失或被改动 missing or changed: {bad[:3]}" if bad else ""),
        "从备份取回 put the files back from a backup, by their names",
    )
    left = photos.orphans(house.photos, known, time.time() - A_DAY)
    if left:
        names = [file.name for file in left[:3]]
        yield Finding(
            False, f"无主的照片 photos of no dog {len(left)}: {names}",
            "intake 每天清理 sweeps them within a day: look whether it runs",
        )  # fmt: skip
