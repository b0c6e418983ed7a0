"""What was heard of dogs is made anew from what others said; nothing that was decided is decided again."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.adoption.applications import rules as applications
from services.adoption.dogs import rules
from services.adoption.dogs.handlers import ears
from services.adoption.dogs.listing import list_waiting
from services.adoption.dogs.models import Dog, Placement
from services.adoption.dogs.store import BeingRebuilt, dog_of
from services.adoption.reclaims import rules as reclaims
from services.adoption.returns import rules as returns
from shared import clock
from shared.envelope import Envelope
from shared.events import CustodyChanged, Event, HoldPlaced, HoldReleased, StayClosed, StayOpened
from shared.rail import replay
from shared.store import Store
from shared.tables import inbox, journal
from tests.adoption.conftest import LONG_AGO, Voice, intaken, vaccinated
from tests.adoption.rows import LAW, a_reclaim, an_application
from tests.composed import a_store_of

AT: dict[str, Any] = {"occurred_at": LONG_AGO}
NOW = clock.now()
ALL = replay.Replay(
    publishers={name: replay.Expected(count=0, last=0) for name in ("intake", "registry")}, why="投影有误"
)


@pytest.fixture
def store() -> Iterator[Store]:
    with a_store_of("adoption") as empty:
        yield empty


def a_year() -> list[Event]:
    """One ran away and is here again, one was held twice, one is held still; the rest are decided about."""
    held = {"dog_id": "held", "stay_id": "held-stay-1", **AT}
    kept = {"dog_id": "kept", "stay_id": "kept-stay-1", **AT}
    return [
        intaken("ran"), vaccinated("ran"),
        StayClosed(dog_id="ran", stay_id="ran-stay-1", outcome="ESCAPED", **AT),
        StayOpened(dog_id="ran", stay_id="ran-stay-2", stay_no="HH-2", status="HOLDING", **AT),
        intaken("held"), vaccinated("held"),
        HoldPlaced(**held, hold_id="h", hold="BEHAVIOUR", blocks=["ADOPTED"]),
        HoldReleased(**held, hold_id="h", hold="BEHAVIOUR", early=True),
        intaken("kept", claim_until=None), vaccinated("kept", valid_until=date(2020, 1, 1)),
        HoldPlaced(**kept, hold_id="k", hold="BEHAVIOUR", blocks=["ADOPTED"]),
        vaccinated("kept", vaccination_id="now"),
        intaken("back"), vaccinated("back"), intaken("asked"), vaccinated("asked"),
        intaken("home"), vaccinated("home"),
    ]  # fmt: skip


def decide(store: Store) -> None:
    """A family takes one home, another comes back, an owner asks for a third."""
    with store.write() as work:
        home, back, asked = (work.get_one(Dog, dog) for dog in ("home", "back", "asked"))
        for dog in (home, back):
            wanted = an_application(application_id=f"a-{dog.dog_id}", dog_id=dog.dog_id)
            applications.approve(dog, wanted, "wang", NOW, LAW)
            applications.adopt(dog, wanted, f"ad-{dog.dog_id}", NOW, "h")
        returns.take_back(back, "r", "back-stay-2", "搬家", NOW)
        reclaims.accept(asked, a_reclaim(dog_id="asked"), "wang", NOW, LAW)


def after_that() -> list[Event]:
    """What intake says of it."""
    return [
        StayClosed(dog_id="home", stay_id="home-stay-1", outcome="ADOPTED", **AT),
        StayOpened(dog_id="back", stay_id="back-stay-2", stay_no="HH-9", status="HOLDING", **AT),
        StayClosed(dog_id="back", stay_id="back-stay-1", outcome="ADOPTED", **AT),
        CustodyChanged(dog_id="asked", stay_id="asked-stay-1", status="RECLAIM_PENDING", **AT),
    ]


def hear(store: Store, log: list[Envelope]) -> None:
    for envelope in log:
        with store.write() as work:
            ears.apply(work, [envelope])


def forget(store: Store) -> None:
    with store.write() as work:
        replay.forget(ears, ALL, work)


def begin_again(store: Store) -> None:
    with store.write() as work:
        for table in (Dog, Placement, inbox, journal):
            work.execute(sa.delete(table))


def rows(store: Store) -> list[list[dict[str, Any]]]:
    with store.read() as work:
        return [
            [row.model_dump() for row in work.scalars(sa.select(table).order_by(sa.inspect(table).c.dog_id))]
            for table in (Dog, Placement)
        ]


def said(store: Store) -> list[Any]:
    with store.read() as work:
        return list(work.connection().execute(sa.select(journal).order_by(journal.c.sequence)))


def lived(store: Store) -> tuple[Voice, list[Envelope]]:
    voice = Voice()
    log = [voice.say(event) for event in a_year()]
    hear(store, log)
    decide(store)
    later = [voice.say(event) for event in after_that()]
    hear(store, later)
    return voice, log + later


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_heard_again_in_any_order_gives_the_same_rows_and_no_new_event(
    store: Store, data: st.DataObject
) -> None:
    begin_again(store)
    _, log = lived(store)
    before, told = rows(store), said(store)

    forget(store)
    again = data.draw(st.permutations(log))
    stops = data.draw(st.integers(0, len(again)))
    hear(store, again[:stops])
    with store.write() as work:
        list_waiting(work)  # time passes
    hear(store, again[stops:])

    assert rows(store) == before
    assert said(store) == told


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_news_in_the_midst_of_a_replay_counts_once_all_is_heard(store: Store, data: st.DataObject) -> None:
    begin_again(store)
    voice, log = lived(store)
    placed, told = rows(store)[1], len(said(store))
    ran = {"dog_id": "ran", "stay_id": "ran-stay-2", **AT}
    news = [
        voice.say(HoldReleased(dog_id="kept", stay_id="kept-stay-1", hold_id="k", hold="BEHAVIOUR", **AT)),
        voice.say(HoldPlaced(**ran, hold_id="n", hold="BEHAVIOUR", blocks=["ADOPTED"])),
        voice.say(HoldReleased(**ran, hold_id="n", hold="BEHAVIOUR", early=True)),
        voice.say(StayOpened(dog_id="home", stay_id="home-stay-2", stay_no="HH-3", status="HOLDING", **AT)),
    ]

    forget(store)
    hear(store, data.draw(st.permutations(log + news)))

    [kept] = [row for row in rows(store)[1] if row["dog_id"] == "kept"]
    [home] = [row for row in rows(store)[1] if row["dog_id"] == "home"]
    same = {row["dog_id"]: (row["stay_id"], row["listed_at"]) for row in placed}
    assert kept["listed_at"] is not None
    assert (home["stay_id"], home["gone"]) == ("home-stay-2", None)
    assert {row["dog_id"]: (row["stay_id"], row["listed_at"]) for row in rows(store)[1]} | {
        "kept": same["kept"], "home": same["home"]
    } == same  # fmt: skip
    assert len(said(store)) == told + 3  # kept and home can be had now, ran again


def test_while_a_dog_is_heard_again_nobody_decides_about_it(store: Store) -> None:
    _, log = lived(store)
    forget(store)

    with store.read() as work, pytest.raises(BeingRebuilt):
        dog_of(work, "kept")
    hear(store, [one for one in log if one.subject == "kept" and "hold" not in one.type])
    with store.read() as work, pytest.raises(BeingRebuilt):
        dog_of(work, "kept")
    hear(store, log)
    with store.read() as work:
        assert "held" in (rules.obstacle(dog_of(work, "kept"), NOW + timedelta(seconds=1), LAW) or "")


def test_to_forget_touches_no_decision(store: Store) -> None:
    lived(store)
    placed = rows(store)[1]
    forget(store)

    assert rows(store) == [[], placed]
