"""What can be seen afterwards: stores by SQL, streams by XRANGE. Nothing is asked of the services."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import redis

from shared.ears import Ears
from tests.chaos.clients import Told
from tests.chaos.faults import MARK
from tests.chaos.monkey import Monkey
from tests.chaos.service import POISON
from tests.chaos.town import Town
from tests.composed import ears_of
from tests.system import SERVICES

INTAKEN = "cn.qingcheng.dog.intaken.v1"
VACCINATED = "cn.qingcheng.dog.vaccinated.v1"
ADOPTABLE = "cn.qingcheng.dog.became-adoptable.v1"
TAGGED = "cn.qingcheng.tag.issued.v1"
QUIET = 4.0  # seconds without any backlog; adoption looks every 3 s whether a dog can be listed


@dataclass(frozen=True)
class Fact:
    """A journal row."""

    id: str
    stream: str
    sequence: int
    type: str
    subject: str
    data: dict[str, Any]

    @property
    def poison(self) -> bool:
        return bool(self.data.get("breed") == POISON)


@dataclass(frozen=True)
class Seen:
    """Everything that the checks look at."""

    told: Told
    ears: dict[str, Ears]
    stays: list[Any]
    vaccinations: list[Any]
    facts: list[Fact]
    published: dict[str, list[dict[bytes, bytes]]]  # entry by entry
    applied: dict[str, dict[str, int]]
    dead: dict[str, set[str]]  # group: event ids, or the marks of what is none
    registry: dict[str, Any]
    tags: dict[str, str]
    adoption: dict[str, Any]
    feed: list[Any]
    settled: "Settled"
    not_ready: list[str]
    monkey: Monkey
    town: Town

    def of(self, type: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.type == type]

    def meant_for(self, service: str) -> set[str]:
        """The events that this service must have applied."""
        ears = self.ears[service]
        return {
            fact.id
            for fact in self.facts
            if fact.type in ears.handlers or (ears.witnesses and not fact.stream.endswith(":restricted"))
            if not (fact.poison and fact.type in ears.handlers)
        }


def look(town: Town, told: Told, monkey: Monkey, settled: "Settled", not_ready: list[str]) -> Seen:
    """Reads it all; the services may have ended by now."""
    facts = [fact for service in SERVICES for fact in _facts(town, service)]
    streams = sorted({fact.stream for fact in facts})
    return Seen(
        told=told,
        ears={service: ears_of(service) for service in SERVICES},
        stays=town.rows(
            "intake",
            "select id, stay_no, dog_id, notes, status, opened_at, claim_until, phone_said from stay",
        ),
        vaccinations=town.rows("registry", "select vaccination_id, dog_id from vaccination"),
        facts=facts,
        published={stream: list(_entries(town, stream)) for stream in streams},
        applied={service: _applied(town, service) for service in SERVICES},
        dead={service: _dead(town, service) for service in SERVICES},
        registry={row.dog_id: row for row in town.rows("registry", "select * from dog")},
        tags={row.code: row.dog_id for row in town.rows("registry", "select * from tag where active")},
        adoption={row.dog_id: row for row in town.rows("adoption", "select * from dog")},
        feed=town.rows("notify", "select position, event_id from feed order by position"),
        settled=settled,
        not_ready=not_ready,
        monkey=monkey,
        town=town,
    )


def _facts(town: Town, service: str) -> Iterator[Fact]:
    for row in town.rows(service, "select * from journal order by stream, sequence"):
        yield Fact(row.id, row.stream, row.sequence, row.type, row.subject, json.loads(row.data))


def _applied(town: Town, service: str) -> dict[str, int]:
    return {row.event_id: row.times for row in town.rows(service, "select * from chaos_applied")}


def _entries(town: Town, stream: str) -> Iterator[dict[bytes, bytes]]:
    after = "-"
    while page := _page(town.redis, stream, after):
        yield from (fields for _, fields in page)
        after = "(" + page[-1][0].decode()


def _page(client: Any, stream: str, after: str) -> list[Any]:
    page: list[Any] = client.xrange(stream, after, count=1000)
    return page


def _dead(town: Town, group: str) -> set[str]:
    buried = _entries(town, f"qingcheng:dead:{group}")
    return {fields.get(MARK, fields.get(b"id", b"?")).decode() for fields in buried}


# ---- is there anything left to do? ---------------------------------------------------------------------


@dataclass(frozen=True)
class Settled:
    """How long it took until there was no backlog any more (none: too long), and what came last."""

    seconds: float | None
    last: str


def settle(town: Town, at_most: float) -> Settled:
    """Waits until nothing waits, and nothing has for a while."""
    begun = time.monotonic()
    calm, last = None, "nothing"
    while time.monotonic() - begun < at_most:
        if waiting := backlog(town):
            calm, last = None, waiting
        elif calm is None:
            calm = time.monotonic()
        elif time.monotonic() - calm >= QUIET:
            return Settled(calm - begun, last)
        time.sleep(0.5)
    return Settled(None, last)


def backlog(town: Town) -> str:
    """What still waits, in words; nothing when all that happened has been carried and heard."""
    try:
        return "; ".join(_unsent(town)) or "; ".join(_unheard(town))
    except (redis.RedisError, OSError) as error:
        return f"Redis: {error}"


def _unsent(town: Town) -> Iterator[str]:
    for service in SERVICES:
        noted = {row.stream: row.sequence for row in town.rows(service, "select * from relayed")}
        query = "select stream, max(sequence) as last from journal group by stream"
        for stream, last in town.rows(service, query):
            there = _last_sequence(town, stream)
            if not noted.get(stream, 0) == last == there:
                yield f"{stream}: journal {last}, relayed {noted.get(stream, 0)}, in the stream {there}"


def _last_sequence(town: Town, stream: str) -> int:
    tail: Any = town.redis.xrevrange(stream, count=100)
    return max((int(fields.get(b"sequence", 0)) for _, fields in tail), default=0)


def _unheard(town: Town) -> Iterator[str]:
    for service in SERVICES:
        for stream in ears_of(service).streams:
            if why := _waits(town, stream, service):
                yield f"{service} on {stream}: {why}"


def _waits(town: Town, stream: str, group: str) -> str:
    try:
        groups: Any = {found["name"].decode(): found for found in town.redis.xinfo_groups(stream)}
    except redis.ResponseError:
        return "no such stream"
    if group not in groups:
        return "no such group"
    last: Any = town.redis.xrevrange(stream, count=1)
    if last and _number(groups[group]["last-delivered-id"]) < _number(last[0][0]):
        return f"lag {groups[group].get('lag')}"
    return f"pending {groups[group]['pending']}" if groups[group]["pending"] else ""


def _number(entry_id: bytes) -> tuple[int, ...]:
    return tuple(int(part) for part in entry_id.split(b"-"))
