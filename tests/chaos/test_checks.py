"""Every check is content with a sound town, and each finds the one thing that is wrong in a damaged one."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from services.intake.deadlines import jurisdiction
from shared.events import DogBecameAdoptable, DogIntaken, DogVaccinated, Event, TagIssued
from tests.chaos.checks import CHECKS, violations
from tests.chaos.clients import Told
from tests.chaos.faults import MARK
from tests.chaos.seen import Fact, Seen, Settled
from tests.chaos.service import POISON
from tests.composed import ears_of
from tests.system import SERVICES

INTAKE = "qingcheng:intake"


def fact(event: type[Event], id: str, sequence: int, dog: str, **more: Any) -> Fact:
    data = event.example | {"dog_id": dog, "stay_no": f"HH-{dog}", "status": "HOLDING"} | more
    return Fact(id, f"qingcheng:{event.publisher}", sequence, event.type, dog, data)


FACTS = [
    fact(DogIntaken, "e1", 1, "a"),
    fact(TagIssued, "e2", 2, "a", code="TA", status=None),
    fact(DogIntaken, "e3", 3, "bites", breed=POISON),
    fact(DogVaccinated, "e4", 1, "a", vaccination_id="v1"),
    fact(DogBecameAdoptable, "e5", 1, "a"),
]
FOUND = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)
LAW = jurisdiction().claim_until("STRAY", FOUND - timedelta(minutes=1))
assert LAW
FOREIGN = {MARK: b"m1", b"hello": b"world"}


def entry(fact: Fact) -> dict[bytes, bytes]:
    return {b"id": fact.id.encode(), b"sequence": str(fact.sequence).encode(), b"type": fact.type.encode()}


def sound() -> Seen:
    """One dog that was vaccinated and listed, one that bites handlers, one entry that nobody can read."""
    streams = {fact.stream for fact in FACTS}
    seen = Seen(
        told=Told(
            dogs={"k": {"dog_id": "a", "stay_no": "HH-a"}}, vaccinations={"v1": "a"}, found={"k": FOUND}
        ),
        ears={service: ears_of(service) for service in SERVICES},
        stays=[
            SimpleNamespace(
                notes="k",
                dog_id="a",
                stay_no="HH-a",
                status="HOLDING",
                opened_at="2026-07-13 15:40:00.000000",
                claim_until=LAW.at,
            )
        ],
        vaccinations=[SimpleNamespace(vaccination_id="v1")],
        facts=list(FACTS),
        published={stream: [entry(fact) for fact in FACTS if fact.stream == stream] for stream in streams},
        applied={},
        dead={"intake": set(), "registry": {"e3", "m1"}, "adoption": {"e3", "m1"}, "notify": {"e3", "m1"}},
        registry={"a": SimpleNamespace(stay_no="HH-a", status="HOLDING")},
        tags={"TA": "a"},
        adoption={
            "a": SimpleNamespace(stay_no="HH-a", status="HOLDING", tag="TA", vaccinated_until="2027-07-13")
        },
        feed=[SimpleNamespace(position=n, event_id=id) for n, id in enumerate(["e1", "e2", "e4", "e5"], 1)],
        settled=Settled(1.0, "nothing"),
        not_ready=[],
        monkey=SimpleNamespace(failed=[]),  # type: ignore[arg-type]
        town=SimpleNamespace(unreadable={"m1"}, stranded=[], ended=[]),  # type: ignore[arg-type]
    )
    seen.published[INTAKE].append(FOREIGN)
    seen.applied.update({service: dict.fromkeys(seen.meant_for(service), 1) for service in SERVICES})
    return seen


def red(seen: Seen) -> set[str]:
    return {name for name, wrong in violations(seen).items() if wrong}


def test_a_sound_town_is_green() -> None:
    assert red(sound()) == set()


DAMAGES: list[tuple[str, Callable[[Seen], Any]]] = [
    ("acknowledged dogs are stored",
     lambda seen: seen.told.dogs.update(lost={"dog_id": "x", "stay_no": "y"})),
    ("acknowledged vaccinations are stored", lambda seen: seen.told.vaccinations.update(lost="a")),
    ("what is stored is journalled",
     lambda seen: seen.stays.append(SimpleNamespace(notes="z", dog_id="z", stay_no="z", status=""))),
    ("what is journalled is published", lambda seen: seen.published["qingcheng:registry"].clear()),
    ("what is journalled is applied", lambda seen: seen.applied["adoption"].pop("e4")),
    ("projections say what the journals say", lambda seen: seen.registry.clear()),
    ("projections say what the journals say", lambda seen: seen.tags.clear()),
    ("projections say what the journals say", lambda seen: vars(seen.adoption["a"]).update(status="ADOPTED")),
    ("vaccinated dogs are listed", lambda seen: forget(seen, "e5")),
    ("the feed has every event", lambda seen: seen.feed.pop()),
    ("one key makes one dog", lambda seen: seen.stays.append(seen.stays[0])),
    ("events are applied once", lambda seen: seen.applied["registry"].update(e1=2)),
    ("things are said once", lambda seen: seen.feed.append(seen.feed[0])),
    ("nothing is published that is not journalled",
     lambda seen: seen.published[INTAKE].append({b"id": b"ghost", b"sequence": b"3"})),
    ("nothing is applied that is not journalled", lambda seen: seen.applied["registry"].update(ghost=1)),
    ("phones dogs were found when they were",
     lambda seen: vars(seen.stays[0]).update(opened_at="2019-01-01 00:12:00.000000")),
    ("phones dogs were found when they were", lambda seen: vars(seen.stays[0]).update(claim_until=FOUND)),
    ("journals are dense", lambda seen: seen.facts.append(fact(TagIssued, "e9", 9, "a", code="TA"))),
    ("streams have no event behind a hole", lambda seen: seen.published[INTAKE].reverse()),
    ("dead letters are the poison", lambda seen: seen.dead["adoption"].remove("e3")),
    ("dead letters are the poison", lambda seen: seen.dead["notify"].remove("m1")),
    ("dead letters are the poison", lambda seen: seen.dead["registry"].add("e1")),
    ("a graceful stop leaves nothing", lambda seen: seen.town.stranded.append("an entry")),
    ("nothing ends by itself", lambda seen: seen.town.ended.append("intake-1")),
    ("everything is ready again", lambda seen: seen.not_ready.append("intake-1")),
    ("faults can be committed and undone", lambda seen: seen.monkey.failed.append("flush-redis")),
    ("clients get 201 or 503 with retry after", lambda seen: seen.told.wrong.append("500")),
]  # fmt: skip


def forget(seen: Seen, id: str) -> None:
    """As if that event had never been."""
    seen.facts[:] = [fact for fact in seen.facts if fact.id != id]
    seen.feed[:] = [row for row in seen.feed if row.event_id != id]
    for applied in seen.applied.values():
        applied.pop(id, None)
    for entries in seen.published.values():
        entries[:] = [one for one in entries if one.get(b"id") != id.encode()]


@pytest.mark.parametrize(("name", "damage"), DAMAGES)
def test_a_damaged_town_is_red(name: str, damage: Callable[[Seen], Any]) -> None:
    seen = sound()

    damage(seen)

    assert name in red(seen)


def test_a_town_that_does_not_settle_is_red() -> None:
    assert red(dataclasses.replace(sound(), settled=Settled(None, "pending 1"))) == {"nothing waits"}


def test_every_check_has_been_seen_red() -> None:
    assert set(CHECKS) == {name for name, _ in DAMAGES} | {"nothing waits"}
