"""Several functions may hear one event: neither their order nor that of the events makes a difference."""

import functools
import itertools
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from services import SERVICES
from services.intake.arrivals.routes import admit
from services.intake.arrivals.rules import NewDog
from services.intake.holds.models import Hold
from services.intake.stays.models import Stay, Told
from shared import clock
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import (
    BY_TYPE,
    DOG,
    STAY,
    AdoptionApproved,
    CustodyChanged,
    DogAdopted,
    DogBecameAdoptable,
    DogIntaken,
    DogReclaimed,
    DogReturned,
    DogVaccinated,
    Event,
    HandoverUndone,
    IntakeCorrected,
    ReclaimRefused,
    ReclaimRequested,
    StayClosed,
    StayOpened,
    TagIssued,
    TagWithdrawn,
    stream_of,
)
from shared.ids import uuid7
from shared.store import Store, Work
from tests.composed import a_store_of, ears_of
from tests.intake.conftest import NOW, a_dog

Mix = Callable[[list[Any]], None]
OF_INTAKE = (
    sa.select(Stay.status, Stay.outcome, Stay.kennel, Stay.opened_at, Stay.closed_at),
    sa.select(Told.reserved, Told.left_at, Told.left_by, Told.handovers, Told.heard),
    sa.select(Hold.kind, Hold.until, Hold.released_at.is_not(None)),  # type: ignore[union-attr]
)


def story(dog: str, stay: str) -> list[Event]:
    """Claimed in vain, adopted, returned, and reclaimed by the first owner after all."""

    def say(event: type[Event], days: int, **what: Any) -> Event:
        when = {"occurred_at": NOW + timedelta(days=days), "dog_id": dog, "stay_id": stay}
        return event.model_validate(event.example | when | what)

    second = {"stay_id": "second"}
    return [
        say(DogIntaken, 0, name="豆包"),
        say(TagIssued, 0, code="OLD"),
        say(IntakeCorrected, 1, fields=["breed"], breed="HUSKY"),
        say(ReclaimRequested, 1, reclaim_id="1"),
        say(ReclaimRefused, 2, reclaim_id="1"),
        say(CustodyChanged, 2, status="HOLDING"),
        say(DogVaccinated, 3),
        say(DogBecameAdoptable, 11),
        say(CustodyChanged, 11, status="ADOPTABLE"),
        say(AdoptionApproved, 12, application_id="2"),
        say(DogAdopted, 13, adoption_id="3"),
        say(StayClosed, 13, outcome="ADOPTED"),
        say(TagWithdrawn, 13, code="OLD"),
        say(DogReturned, 20, **second, return_id="4", left_by="ADOPTED"),
        say(StayOpened, 20, **second, stay_no="HH-2026-000777", status="RETURNED"),
        say(IntakeCorrected, 21, fields=["breed", "name"], breed="MIX", name=None),
        say(TagIssued, 21, code="NEW"),
        say(ReclaimRequested, 21, **second, reclaim_id="5"),
        say(DogReclaimed, 22, **second, reclaim_id="5"),
        say(StayClosed, 22, **second, outcome="RECLAIMED"),
    ]


def all_else(dog: str, stay: str) -> list[Event]:
    """What else may be heard of the same dog, as the contract's examples have it."""
    told = {type(event) for event in story(dog, stay)} | {HandoverUndone}  # which undoes what is not in it
    there = {"dog_id": dog, "stay_id": stay}
    return [event.model_validate(event.example | there) for event in BY_TYPE.values() if event not in told]


def envelopes(events: Sequence[Event]) -> list[Envelope]:
    said: defaultdict[str, Iterator[int]] = defaultdict(lambda: itertools.count(1))
    return [
        Envelope(
            id=uuid7(), source=f"/qingcheng/{event.publisher}", type=event.type, subject=event.subject,
            time=clock.text(NOW), dataschema=event.schema_name(), traceparent="",
            sequence=next(said[stream_of(type(event))]),
            data=event.model_dump_json(),
        )
        for event in events
    ]  # fmt: skip


def rows_after(service: str, ears: Ears, mix: Mix) -> list[Any]:
    """What was made of it by a service that hears everything in an order, its functions in another."""
    with a_store_of(service) as store:
        dog, stay = _admitted(store) if service == "intake" else (DOG, STAY)
        log = envelopes([*story(dog, stay), *all_else(dog, stay)])
        mix(log)
        mixed = Ears(service, of=[ears])
        for functions in filter(None, (mixed.witnesses, *mixed.handlers.values())):
            mix(functions)
        for envelope in log:
            with store.write() as work:
                mixed.apply(work, [envelope])
        with store.read() as work:
            found = [sorted(map(_text, work.sql(look).mappings())) for look in _looks(mixed)]
    return found


def _admitted(store: Store) -> tuple[str, str]:
    with store.write() as work:
        arrived = admit(NewDog.model_validate(a_dog()), "wang", NOW, work)
    return arrived.dog_id, arrived.stay_id


def _looks(ears: Ears) -> list[sa.Executable]:
    """At what was heard, each row without those it is shown with; in intake, at its own dogs as well."""
    if ears.group == "intake":
        return list(OF_INTAKE)
    return [sa.select(sa.inspect(row).local_table) for row in ears.projections]


def _text(row: Any) -> str:
    return json.dumps(dict(row), sort_keys=True, default=str)


def as_it_is(_: list[Any]) -> None:
    """In the order in which it happened."""


@functools.cache
def in_its_order(service: str) -> list[Any]:
    return rows_after(service, ears_of(service), as_it_is)


@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=12, deadline=None)
@given(order=st.randoms(use_true_random=False))
def test_in_whatever_order_functions_hear_whatever_order_of_events(
    service: str, order: random.Random
) -> None:
    ears = ears_of(service)
    if not _looks(ears):
        pytest.skip(f"{service} keeps what it heard in rows of what it decided")

    assert rows_after(service, ears, order.shuffle) == in_its_order(service)


def test_two_that_depend_on_their_order_are_found_out() -> None:
    ears = Ears("registry", of=[ears_of("registry")])

    @ears.on(DogIntaken)
    def paint_every_dog_that_is_there(_: DogIntaken, heard: Envelope, work: Work) -> None:
        work.sql(sa.update(ears.projections[0]).values(colour="painted"))

    def last_first(some: list[Any]) -> None:
        if callable(some[0]):
            some.reverse()

    assert rows_after("registry", ears, last_first) != rows_after("registry", ears, as_it_is)
