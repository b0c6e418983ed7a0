"""What intake does when adoption speaks: in any order, and however often."""

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from services.intake.arrivals.routes import admit
from services.intake.arrivals.rules import NewDog
from services.intake.custody import store as custody
from services.intake.custody.handlers import ears
from services.intake.exits import away
from services.intake.holds.models import Hold
from services.intake.kennels import places
from services.intake.kennels.models import Kennel
from services.intake.stays.models import Dog, Stay, Told
from services.intake.table import Table
from shared import clock
from shared.envelope import Envelope
from shared.events import (
    AdoptionApproved,
    DogAdopted,
    DogBecameAdoptable,
    DogReclaimed,
    DogReturned,
    Event,
    HandoverUndone,
    ReclaimRefused,
    ReclaimRequested,
)
from shared.rail import replay
from shared.rail.replay import Expected, Replay
from shared.store import Store
from shared.tables import journal
from tests.composed import a_store_of
from tests.intake.conftest import NOW, a_dog, heard, tell

Story = Callable[[str, str], list[Event]]


@pytest.fixture
def alone(store_url: str) -> Store:
    return furnished(Store(store_url))


def furnished(store: Store) -> Store:
    with store.write() as work:
        work.add_all(Kennel(code=f"A{n:02d}", zone="A", capacity=2) for n in range(1, 4))
    return store


def taken_in(store: Store) -> tuple[str, str]:
    with store.write() as work:
        arrived = admit(NewDog.model_validate(a_dog()), "wang", NOW, work)
    return arrived.dog_id, arrived.stay_id


def stays(store: Store, dog_id: str) -> list[Stay]:
    with store.read() as work:
        return list(work.exec(select(Stay).where(Stay.dog_id == dog_id).order_by(col(Stay.opened_at))).all())


def test_an_adopted_dog_leaves_its_kennel_free(alone: Store) -> None:
    dog, stay = taken_in(alone)

    tell(alone, DogAdopted(occurred_at=NOW, dog_id=dog, stay_id=stay, adoption_id="1", person="p"))

    assert [(one.outcome, one.kennel) for one in stays(alone, dog)] == [("ADOPTED", None)]
    with alone.read() as work:
        assert sum(work.exec(select(Kennel.occupied)).all()) == 0


def test_a_returned_dog_has_a_new_stay_and_a_new_number(alone: Store) -> None:
    dog, stay = taken_in(alone)
    back = {"occurred_at": clock.now(), "dog_id": dog, "stay_id": "second", "return_id": "r"}

    tell(
        alone,
        DogAdopted(occurred_at=NOW, dog_id=dog, stay_id=stay, adoption_id="1", person="p"),
        DogReturned(**back, reason="搬家", left_by="ADOPTED"),
    )

    first, second = stays(alone, dog)
    assert (first.outcome, second.outcome) == ("ADOPTED", None)
    assert second.status == "RETURNED"
    assert second.stay_no != first.stay_no
    assert second.kennel == "A01"


def test_a_refused_reclaim_leaves_the_dog_waiting(alone: Store) -> None:
    dog, stay = taken_in(alone)
    told = {"occurred_at": NOW, "dog_id": dog, "stay_id": stay, "reclaim_id": "1"}

    tell(alone, ReclaimRequested(**told, person="p"), ReclaimRefused(**told, reason="芯片不符"))

    assert stays(alone, dog)[0].status == "HOLDING"


def test_a_dog_of_nobody_here_is_no_business_of_ours(alone: Store) -> None:
    tell(alone, DogAdopted(occurred_at=NOW, dog_id="?", stay_id="?", adoption_id="1", person="p"))

    with alone.read() as work:
        assert work.exec(select(Stay)).all() == []


def test_a_dog_that_died_stays_dead_when_an_older_adoption_is_heard(alone: Store) -> None:
    dog, stay = taken_in(alone)
    with alone.write() as work:
        animal = work.get_one(Dog, dog)
        animal.gone_at, animal.gone_by = NOW + timedelta(days=9), "DECEASED"
        custody.settle(work, animal, work.get_one(Stay, stay))

    tell(
        alone,
        DogAdopted(occurred_at=NOW, dog_id=dog, stay_id=stay, adoption_id="1", person="p"),
        DogReturned(occurred_at=NOW + timedelta(days=1), dog_id=dog, stay_id="second", return_id="r",
                    reason="搬家", left_by="ADOPTED"),
    )  # fmt: skip

    assert [one.outcome for one in stays(alone, dog)] == ["ADOPTED", "DECEASED"]


def handed_over(dog: str, stay: str, handover: str, minutes: int = 0) -> list[Event]:
    """Claimed, given to the wrong one, and taken back two minutes later."""
    at = NOW + timedelta(days=1, minutes=minutes)
    told = {"dog_id": dog, "stay_id": stay}
    return [
        ReclaimRequested(**told, occurred_at=at, reclaim_id="1", person="p"),
        ReclaimRefused(**told, occurred_at=at, reclaim_id="2", reason="芯片不符"),
        DogReclaimed(**told, occurred_at=at, reclaim_id="1", person="p", handover_id=handover),
        HandoverUndone(**told, occurred_at=at + timedelta(minutes=2), handover_id=handover,
                       left_by="RECLAIMED", open_again=["1", "2"]),
    ]  # fmt: skip


def told_of(store: Store, type: str) -> int:
    with store.read() as work:
        asked = sa.select(sa.func.count()).select_from(journal).where(journal.c.type.contains(type))
        return work.connection().scalar(asked) or 0


def test_a_hand_over_that_was_undone_leaves_the_dog_where_it_was(alone: Store) -> None:
    dog, stay = taken_in(alone)
    with alone.read() as work:
        kept = {hold.kind: hold.until for hold in work.exec(select(Hold)).all()}

    tell(alone, *handed_over(dog, stay, "h1"))

    (one,) = stays(alone, dog)
    assert (one.outcome, one.closed_at, one.status, one.kennel) == (None, None, "RECLAIM_PENDING", "A01")
    with alone.read() as work:
        assert sum(work.exec(select(Kennel.occupied)).all()) == 1
        holds = work.exec(select(Hold)).all()
    assert {hold.kind: hold.until for hold in holds if hold.released_at is None} == kept != {}
    assert told_of(alone, "stay.closed") == 1
    assert told_of(alone, "hold.released") == told_of(alone, "hold.placed") == 1


def test_a_hand_over_with_a_time_before_the_stay_ends_it_all_the_same(alone: Store) -> None:
    dog, stay = taken_in(alone)
    told = {"occurred_at": NOW - timedelta(days=400), "dog_id": dog, "stay_id": stay}

    tell(alone, DogReclaimed(**told, reclaim_id="1", person="p", handover_id="h"))

    (one,) = stays(alone, dog)
    assert (one.outcome, one.closed_at) == ("RECLAIMED", one.opened_at)


def test_an_adoption_that_was_undone_is_reserved_as_before(alone: Store) -> None:
    dog, stay = taken_in(alone)
    told = {"occurred_at": NOW + timedelta(days=30), "dog_id": dog, "stay_id": stay}

    tell(
        alone,
        DogBecameAdoptable(**told),
        AdoptionApproved(**told, application_id="2", person="q"),
        DogAdopted(**told, adoption_id="3", person="q", handover_id="h"),
        HandoverUndone(**told, handover_id="h", left_by="ADOPTED"),
    )

    assert [(one.outcome, one.status) for one in stays(alone, dog)] == [(None, "RESERVED")]


def test_a_dog_whose_kennel_was_given_away_meanwhile_gets_another(alone: Store) -> None:
    dog, stay = taken_in(alone)
    *before, undone = handed_over(dog, stay, "h1")
    tell(alone, *before)
    for sex in ("female", "female"):
        with alone.write() as work:
            admit(NewDog.model_validate(a_dog(sex=sex, size="L")), "wang", NOW, work)

    tell(alone, undone, first=5)

    assert [(one.outcome, one.kennel) for one in stays(alone, dog)] == [(None, "A02")]


def test_a_dog_that_a_foster_family_had_is_with_them_still(alone: Store) -> None:
    dog, stay = taken_in(alone)
    with alone.write() as work:
        row = work.get_one(Stay, stay)
        row.back_to, row.status = "HOLDING", "FOSTERED"
        places.leave(work, row)

    tell(alone, *handed_over(dog, stay, "h1"))

    (one,) = stays(alone, dog)
    assert (one.status, one.back_to, one.kennel) == ("FOSTERED", "RECLAIM_PENDING", None)


def story(dog: str, stay: str) -> list[Event]:
    """Claimed in vain, adopted, returned, and reclaimed by the first owner after all."""

    def at(days: int) -> dict[str, Any]:
        return {"occurred_at": NOW + timedelta(days=days), "dog_id": dog}

    return [
        ReclaimRequested(**at(1), stay_id=stay, reclaim_id="1", person="p"),
        ReclaimRefused(**at(2), stay_id=stay, reclaim_id="1", reason="芯片不符"),
        DogBecameAdoptable(**at(11), stay_id=stay),
        AdoptionApproved(**at(12), stay_id=stay, application_id="2", person="q"),
        DogAdopted(**at(13), stay_id=stay, adoption_id="3", person="q"),
        DogReturned(**at(20), stay_id="second", return_id="4", reason="搬家", left_by="ADOPTED"),
        ReclaimRequested(**at(21), stay_id="second", reclaim_id="5", person="p"),
        DogReclaimed(**at(22), stay_id="second", reclaim_id="5", person="p"),
    ]


def given_to_the_wrong_one(dog: str, stay: str) -> list[Event]:
    """Adopted, undone; then claimed, given to the wrong one, and undone too. It is here."""
    told = {"occurred_at": NOW + timedelta(days=30), "dog_id": dog, "stay_id": stay}
    return [
        DogBecameAdoptable(**told),
        AdoptionApproved(**told, application_id="2", person="q"),
        DogAdopted(**told, adoption_id="3", person="q", handover_id="h1"),
        HandoverUndone(**told, handover_id="h1", left_by="ADOPTED", open_again=[]),
        *handed_over(dog, stay, "h2", minutes=60 * 24 * 30),
    ]


def and_then_to_the_right_one(dog: str, stay: str) -> list[Event]:
    """The same claim once more: it is the same reclaim, but another hand-over."""
    at = NOW + timedelta(days=31, hours=1)
    last = DogReclaimed(
        occurred_at=at, dog_id=dog, stay_id=stay, reclaim_id="1", person="p", handover_id="h3"
    )
    return [*given_to_the_wrong_one(dog, stay)[1:], last]


@pytest.mark.parametrize("story", [story, given_to_the_wrong_one, and_then_to_the_right_one])
@settings(max_examples=12, deadline=None)
@given(
    order=st.lists(st.integers(0, 7), min_size=4, max_size=16).map(lambda some: [*some, *range(8)]),
    again=st.randoms(),
)
def test_any_order_and_any_number_of_times_ends_alike(story: Story, order: list[int], again: Any) -> None:
    again.shuffle(order)

    assert how_it_ends(story, tuple(order)) == how_it_ends(story, tuple(range(8)))


@functools.lru_cache(maxsize=8)
def how_it_ends(story: Story, order: tuple[int, ...]) -> tuple[Any, ...]:
    with another_store() as store:
        dog, stay = taken_in(store)
        events = [heard(event, n) for n, event in enumerate(story(dog, stay), 1)]
        hear(store, events, order)
        return what_became(store, dog), what_was_told(store), what_holds(store)


@pytest.mark.parametrize("story", [story, given_to_the_wrong_one, and_then_to_the_right_one])
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.permutations(range(8)), again=st.permutations(range(8)), until=st.integers(0, 8))
def test_what_is_forgotten_and_heard_again_decides_nothing_again(
    story: Story, first: list[int], again: list[int], until: int
) -> None:
    with another_store() as store:
        dog, stay = taken_in(store)
        events = [heard(event, n) for n, event in enumerate(story(dog, stay), 1)]
        hear(store, events, first[:until])
        before = everything(store)

        forget(store)
        hear(store, events, [n for n in again if n in first[:until]])

        assert everything(store) == before


def test_what_has_changed_meanwhile_is_not_decided_again(alone: Store) -> None:
    """A hold was ended since; it ran away and was caught; then adoption's words come once more."""
    dog, stay = taken_in(alone)
    events = [heard(event, n) for n, event in enumerate(given_to_the_wrong_one(dog, stay), 1)]
    hear(alone, events, range(8))
    with alone.write() as work:
        for hold in work.exec(select(Hold)).all():
            hold.released_at, hold.released_by = NOW - timedelta(days=1), "li"
        row = work.get_one(Stay, stay)
        away.escape(row, NOW + timedelta(days=90), NOW + timedelta(days=90))
        custody.settle(work, work.get_one(Dog, dog), row)
    before = everything(alone)

    forget(alone)
    hear(alone, events, range(8))

    assert everything(alone) == before
    assert [one.outcome for one in stays(alone, dog)] == ["ESCAPED"]


def test_a_promise_is_known_again_after_a_replay(alone: Store) -> None:
    dog, stay = taken_in(alone)
    told = {"occurred_at": NOW + timedelta(days=30), "dog_id": dog, "stay_id": stay}
    events = [heard(AdoptionApproved(**told, application_id="2", person="q"), 1)]
    hear(alone, events, [0])

    forget(alone)
    assert not is_reserved(alone, stay)
    hear(alone, events, [0])

    assert is_reserved(alone, stay)


def test_a_dog_of_which_adoption_said_nothing_has_no_row_for_it(alone: Store) -> None:
    dog, stay = taken_in(alone)

    tell(alone, ReclaimRequested(occurred_at=NOW, dog_id=dog, stay_id=stay, reclaim_id="1", person="p"))

    assert what_was_told(alone) == []


@contextlib.contextmanager
def another_store() -> Iterator[Store]:
    with a_store_of("intake") as store:
        yield furnished(store)


def hear(store: Store, events: Sequence[Envelope], order: Iterable[int]) -> None:
    """One at a time, as when each comes in a batch of its own."""
    for n in order:
        with store.write() as work:
            ears.apply(work, [events[n]])


def forget(store: Store) -> None:
    """As when a replay begins."""
    asked = Replay(publishers={"adoption": Expected(count=8, last=8)}, why="投影有误")
    with store.write() as work:
        replay.forget(ears, asked, work)


def everything(store: Store) -> dict[str, list[Any]]:
    """All that intake keeps, and all that it has said."""
    with store.read() as work:
        return {
            table.name: sorted(map(tuple, work.execute(sa.select(table))), key=lambda row: str(row[0]))
            for table in (*Table.metadata.sorted_tables, journal)
        }


def is_reserved(store: Store, stay: str) -> bool:
    with store.read() as work:
        told = work.get(Told, stay)
        return told is not None and told.reserved


def what_became(store: Store, dog: str) -> list[tuple[Any, ...]]:
    return [
        (one.opened_at, one.closed_at, one.status, one.outcome, one.kennel, one.custody_basis, one.answers)
        for one in stays(store, dog)
    ]


def what_was_told(store: Store) -> list[dict[str, Any]]:
    with store.read() as work:
        rows = work.exec(select(Told).order_by(Told.stay_id)).all()
        return [row.model_dump(exclude={"stay_id"}) for row in rows]


def what_holds(store: Store) -> list[tuple[Any, ...]]:
    with store.read() as work:
        return sorted((one.kind, one.until, one.released_at is None) for one in work.exec(select(Hold)).all())
