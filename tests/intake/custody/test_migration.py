"""What adoption had told before it got rows of its own is there, and is not answered a second time."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import select

from services.intake.custody.handlers import ears
from services.intake.custody.models import Answered
from services.intake.stays.models import Stay, Told
from shared import migrate
from shared.events import AdoptionApproved, DogReclaimed, HandoverUndone, ReclaimRequested
from shared.store import Store
from shared.tables import inbox, journal
from tests.intake.conftest import NOW, heard

OF = {"occurred_at": NOW, "dog_id": "d1", "stay_id": "kept"}
SAID = [
    heard(AdoptionApproved(**OF, application_id="1", person="p"), 3),
    heard(DogReclaimed(**OF, reclaim_id="2", person="p", handover_id="h"), 5),
    heard(HandoverUndone(**OF, handover_id="h", left_by="RECLAIMED", open_again=[]), 6),
]
LATE = heard(ReclaimRequested(**OF, reclaim_id="2", person="p"), 4)  # still among the dead letters then
DOG = "INSERT INTO dog (id, sex, breed, colour, size) VALUES ('d1', 'male', 'RURAL', 'YWW', 'M')"
STAY = (
    "INSERT INTO stay (id, stay_no, dog_id, custody_basis, status, opened_at, found_text, division,"
    " claim_provisional, notes, taken_in_by, reserved, left_at, left_by, handovers, outcome, heard)"
    " VALUES (:id, :id, 'd1', 'STRAY', :status, :at, '', '', false, '', '', :reserved, :left_at, :left_by,"
    " :handovers, :outcome, :heard)"
)
PLAIN = {
    "status": "HOLDING", "at": NOW, "reserved": False, "left_at": None, "left_by": None, "handovers": "{}",
    "outcome": None, "heard": "{}",
}  # fmt: skip
STAYS = [
    PLAIN | {"id": "silent"},
    PLAIN | {"id": "kept", "status": "RESERVED", "reserved": True, "handovers": '{"h": null}',
             "heard": '{"adoption:reserved": 3, "adoption:status": 6}'},
    PLAIN | {"id": "adopted", "status": "ADOPTED", "outcome": "ADOPTED", "left_at": NOW, "left_by": "ADOPTED",
             "heard": '{"adoption:status": 2}'},
    PLAIN | {"id": "escaped", "status": "ESCAPED", "outcome": "ESCAPED", "left_at": NOW,
             "left_by": "ESCAPED"},
]  # fmt: skip


@pytest.fixture(scope="session")
def shape() -> str:
    return ""  # the migrations are what is tried


@pytest.fixture
def before(any_store_url: str) -> sa.Engine:
    """A store of the version before, with four stays and what it had heard."""
    command.upgrade(migrate.config("intake", any_store_url), "0019")
    engine = sa.create_engine(any_store_url, poolclass=sa.NullPool)
    moments = [sa.bindparam(name, type_=sa.DateTime(timezone=True)) for name in ("at", "left_at")]
    with engine.begin() as here:
        here.execute(sa.text(DOG))
        here.execute(sa.text(STAY).bindparams(*moments), STAYS)
        for envelope in SAID:
            here.execute(
                sa.insert(inbox).values(
                    event_id=envelope.id, source=envelope.source, sequence=envelope.sequence, received_at=""
                )
            )
    return engine


@pytest.fixture
def store(before: sa.Engine, any_store_url: str) -> Iterator[Store]:
    migrate.upgrade("intake", any_store_url)
    store = Store(any_store_url)
    yield store
    store.close()


def told(store: Store) -> dict[str, Any]:
    with store.read() as work:
        return {row.stay_id: row for row in work.exec(select(Told)).all()}


def stay(store: Store, stay_id: str) -> Stay:
    with store.read() as work:
        return work.get_one(Stay, stay_id)


def test_what_was_heard_goes_and_what_was_decided_stays(store: Store) -> None:
    rows = told(store)

    assert rows.keys() == {"kept", "adopted"}
    kept, adopted = rows["kept"], rows["adopted"]
    assert (kept.reserved, kept.handovers, kept.heard) == (True, {"h": None}, {"adoption:reserved": 3})
    assert (adopted.left_at, adopted.left_by, adopted.heard) == (NOW, "ADOPTED", {})
    assert [stay(store, one).answers for one in ("silent", "kept", "adopted", "escaped")] == [0, 6, 2, 0]
    assert (stay(store, "adopted").left_at, stay(store, "adopted").outcome) == (None, "ADOPTED")
    assert (stay(store, "escaped").left_at, stay(store, "escaped").left_by) == (NOW, "ESCAPED")


def test_what_was_heard_before_decides_nothing_when_it_is_heard_again(store: Store) -> None:
    with store.write() as work:
        work.execute(sa.delete(inbox))
        work.execute(sa.delete(Told).where(Told.stay_id == "kept"))  # type: ignore[arg-type]

    with store.write() as work:
        ears.apply(work, SAID)

    assert (stay(store, "kept").status, stay(store, "kept").outcome) == ("RESERVED", None)
    assert (told(store)["kept"].reserved, told(store)["kept"].handovers) == (True, {"h": None})
    with store.read() as work:
        assert work.execute(sa.select(journal)).all() == []


def test_what_was_not_heard_before_is_answered(store: Store) -> None:
    with store.write() as work:
        work.get_one(Stay, "kept").answers = 3
        ears.apply(work, [LATE])

    assert stay(store, "kept").status == "RECLAIM_PENDING"
    with store.read() as work:
        assert work.get(Answered, LATE.id) is not None


def test_the_way_back_keeps_what_was_told(before: sa.Engine, any_store_url: str) -> None:
    columns = "id, reserved, left_at, left_by, handovers, heard"
    query = sa.text(f"SELECT {columns} FROM stay ORDER BY id")
    with before.connect() as here:
        was = [tuple(map(str, row)) for row in here.execute(query)]
    migrate.upgrade("intake", any_store_url)

    command.downgrade(migrate.config("intake", any_store_url), "0019")

    with before.connect() as here:
        assert [tuple(map(str, row)) for row in here.execute(query)] == was
