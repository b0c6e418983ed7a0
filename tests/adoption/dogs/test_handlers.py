"""Adoption's ears: whatever the order, the same rows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.adoption.dogs.handlers import ears
from services.adoption.dogs.models import Dog, Placement
from shared import clock
from shared.envelope import Envelope
from shared.events import (
    CustodyChanged,
    DogDied,
    Event,
    HoldPlaced,
    HoldReleased,
    IntakeCorrected,
    NoticePublished,
    StayClosed,
    StayOpened,
    TagIssued,
)
from shared.store import Store
from shared.tables import inbox, journal
from tests.adoption.conftest import LONG_AGO, House, Voice, eventually, intaken, vaccinated
from tests.composed import a_store_of

OURS = {"listed_at", "reserved_for"}  # decisions: they fall at the moment at which they are taken
AT: dict[str, Any] = {"occurred_at": LONG_AGO}
COUNTED_ANEW = clock.now() + timedelta(days=9)


@pytest.fixture
def store() -> Iterator[Store]:
    with a_store_of("adoption") as empty:
        yield empty


def a_log(*extra: Event) -> list[Envelope]:
    voice = Voice()
    events: list[Event] = [
        intaken("a", external_ref="asm3:1"),
        TagIssued(dog_id="a", code="OLD", **AT),
        TagIssued(dog_id="a", code="NEW", **AT),
        CustodyChanged(dog_id="a", stay_id="a-stay-1", status="QUARANTINE", **AT),
        vaccinated("a", valid_until=date(2024, 1, 1)),
        vaccinated("a", valid_until=date(2099, 1, 1)),
        vaccinated("a", valid_until=date(2099, 6, 1), disease="distemper"),
        CustodyChanged(dog_id="a", stay_id="a-stay-1", status="HOLDING", **AT),
        StayClosed(dog_id="a", stay_id="a-stay-1", outcome="ESCAPED", **AT),
        StayOpened(dog_id="a", stay_id="a-stay-2", stay_no="HH-2", status="HOLDING", **AT),
        corrected("a", breed="MIX", name="阿黄"),
        corrected("a", breed="HUSKY", size="L"),
        corrected("a", name=None, custody_basis="SEIZED"),
        corrected("b", found_time=LONG_AGO, claim_until=None),
        intaken("b", claim_until=clock.now() + timedelta(days=3)),
        vaccinated("b"),
        NoticePublished(dog_id="b", stay_id="b-stay-1", stay_no="HH-1", claim_until=COUNTED_ANEW, **AT),
        DogDied(dog_id="b", cause="x", **AT),
        StayClosed(dog_id="b", stay_id="b-stay-1", outcome="DECEASED", **AT),
        *extra,
    ]
    return [voice.say(event) for event in events]


def corrected(dog: str, **new: Any) -> IntakeCorrected:
    return IntakeCorrected(
        dog_id=dog, stay_id=f"{dog}-stay-1", correction_id="c", fields=sorted(new), reason="EXAMINED",
        asked_by="p", confirmed_by="q", old_hash="0" * 64, **new, **AT,
    )  # fmt: skip


def apply(store: Store, log: list[Envelope], batch: int = 1) -> None:
    for first in range(0, len(log), batch):
        with store.write() as work:
            ears.apply(work, log[first : first + batch])


def rows(store: Store, without: set[str] = OURS) -> list[dict[str, object]]:
    with store.read() as work:
        found = work.scalars(sa.select(Dog).order_by(sa.inspect(Dog).c.dog_id))
        return [dog.ours.model_dump(exclude=without) | dog.model_dump(exclude=without) for dog in found]


def forget(store: Store) -> None:
    with store.write() as work:
        for table in (Dog, Placement, inbox, journal):
            work.execute(sa.delete(table))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_shuffled_and_doubled_log_gives_the_same_rows(store: Store, data: st.DataObject) -> None:
    log = a_log()
    forget(store)
    apply(store, log, batch=len(log))
    expected = rows(store)

    shuffled = data.draw(st.permutations(log + data.draw(st.lists(st.sampled_from(log), max_size=8))))
    forget(store)
    apply(store, shuffled, data.draw(st.sampled_from([1, 2, 5, 30])))

    assert rows(store) == expected
    assert expected[0]["stay_id"] == "a-stay-2"
    assert expected[0]["tag"] == "NEW"
    assert [expected[0][what] for what in ("breed", "size", "name")] == ["HUSKY", "L", None]
    assert expected[0]["vaccinated_until"] == date(2099, 1, 1)
    assert expected[1]["died_at"] == LONG_AGO
    assert expected[1]["claim_until"] == COUNTED_ANEW


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_replay_past_the_inbox_changes_nothing(store: Store, data: st.DataObject) -> None:
    log = a_log()
    forget(store)
    apply(store, log, batch=len(log))
    expected = rows(store)

    again = data.draw(st.permutations(log))
    with store.write() as work:
        work.execute(sa.delete(inbox))
    apply(store, again)

    assert rows(store) == expected


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_in_whatever_order_the_news_comes_the_dog_is_listed_once(store: Store, data: st.DataObject) -> None:
    voice = Voice()
    changed = CustodyChanged(dog_id="a", stay_id="a-stay-1", status="HOLDING", **AT)
    log = [voice.say(event) for event in (intaken("a"), vaccinated("a"), changed)]

    forget(store)
    apply(store, data.draw(st.permutations(log * 2)))

    assert rows(store, set())[0]["listed_at"] is not None
    with store.read() as work:
        told = list(work.connection().scalars(sa.select(journal.c.type)))
    assert told == ["cn.qingcheng.dog.became-adoptable.v1"]


def test_a_dog_is_listed_when_its_claim_window_closes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.hears(intaken(claim_until=clock.now() + timedelta(days=1)), vaccinated())
    assert house.told() == []

    later = datetime.now(UTC) + timedelta(days=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    eventually(lambda: house.told() == ["dog.became-adoptable"])
    assert [dog["dog_id"] for dog in house.get("/dogs").json()["dogs"]] == ["dog"]


def test_a_seized_dog_is_never_listed(house: House) -> None:
    house.hears(intaken(custody_basis="SEIZED", claim_until=None), vaccinated())

    assert house.told() == []


def test_the_restart_keeps_what_was_heard(store_url: str, tmp_path: Path) -> None:
    first = Store(store_url)
    apply(first, a_log())
    before = rows(first)
    first.close()

    again = Store(store_url)

    assert rows(again) == before
    again.close()


def held_back(*more: Event) -> list[Envelope]:
    """A dog that comes with a hold, gets two more, and is vaccinated; nobody has ended one of them."""
    voice = Voice()
    two = {"dog_id": "a", "stay_id": "a-stay-1", **AT}
    events: list[Event] = [
        intaken("a", holds={"first": LONG_AGO + timedelta(days=14)}),
        HoldPlaced(**two, hold_id="second", hold="BEHAVIOUR", blocks=["ADOPTED"]),
        vaccinated("a"),
        HoldPlaced(**two, hold_id="third", hold="OWNER_DISPUTE", blocks=["ADOPTED", "RECLAIMED"]),
        HoldReleased(**two, hold_id="second", hold="BEHAVIOUR", early=True),
        *more,
    ]
    return [voice.say(event) for event in events]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_holds_in_whatever_order_end_alike(store: Store, data: st.DataObject) -> None:
    log = held_back(
        HoldReleased(dog_id="a", stay_id="a-stay-1", hold_id="claim", hold="CLAIM_WINDOW", early=True, **AT)
    )
    forget(store)
    apply(store, log)
    expected = rows(store)

    forget(store)
    apply(store, data.draw(st.permutations(log * 2)))

    assert rows(store) == expected
    assert expected[0]["claim_lifted"] == "a-stay-1"


def listings(store: Store) -> int:
    with store.read() as work:
        told = list(work.connection().scalars(sa.select(journal.c.type)))
    return told.count("cn.qingcheng.dog.became-adoptable.v1")


def test_a_dog_with_a_hold_is_never_said_to_be_adoptable(store: Store) -> None:
    log = held_back()
    forget(store)
    apply(store, log)
    assert (rows(store, set())[0]["listed_at"], listings(store)) == (None, 0)

    end = HoldReleased(dog_id="a", stay_id="a-stay-1", hold_id="third", hold="OWNER_DISPUTE", **AT)
    voice = Voice({"qingcheng:intake": 9})
    apply(store, [voice.say(end)])

    assert rows(store, set())[0]["listed_at"] is not None
    assert listings(store) == 1


def test_a_dog_that_was_held_again_is_said_to_be_adoptable_again(store: Store) -> None:
    """Intake took it for held, so it has to hear it once more."""
    voice = Voice()
    two = {"dog_id": "a", "stay_id": "a-stay-1", "hold_id": "h", "hold": "BEHAVIOUR", **AT}
    forget(store)
    apply(store, [voice.say(event) for event in (intaken("a"), vaccinated("a"))])
    assert listings(store) == 1

    apply(
        store, [voice.say(HoldPlaced(**two, blocks=["ADOPTED"])), voice.say(HoldReleased(**two, early=True))]
    )

    assert listings(store) == 2


def test_a_claim_window_that_two_people_ended_keeps_nobody_waiting(store: Store) -> None:
    voice = Voice()
    forget(store)
    later = intaken("a", claim_until=clock.now() + timedelta(days=3))
    apply(store, [voice.say(event) for event in (later, vaccinated("a"))])
    assert listings(store) == 0

    lifted = HoldReleased(dog_id="a", stay_id="a-stay-1", hold_id="c", hold="CLAIM_WINDOW", early=True, **AT)
    apply(store, [voice.say(lifted)])

    assert listings(store) == 1
