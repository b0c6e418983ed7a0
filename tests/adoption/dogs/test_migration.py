"""Dogs from before keep what was heard of them and what was decided, each in its own row."""

from datetime import date

import pytest
import sqlalchemy as sa
from alembic import command

from services.adoption.dogs.models import Dog
from shared import migrate
from shared.store import Store
from tests.adoption.conftest import LONG_AGO

UNTIL = "2026-03-01T00:00:00.000000Z"
BEFORE = (
    "INSERT INTO dog (dog_id, heard, stay_no, sex, breed, colour, size, custody_basis, division, status,"
    " custody_stay, vaccinated_until, holds, held_until, stay_id, listed_at, reserved_for, open_reclaims)"
    """ VALUES ('d', '{"intake:description": 1, "intake:custody": 9}', 'HH-1', 'male', 'RURAL', 'YWW', 'M',"""
    " 'STRAY', '150105', 'HOLDING', 's2', '2027-01-01',"
    f""" '{{"h": {{"sequence": 7, "blocks": ["ADOPTED"], "until": "{UNTIL}"}}}}', :at, 's2', :at, 'a1', 2)""",
    "INSERT INTO dog (dog_id, heard, sex, breed, colour, size, division, status, holds, open_reclaims)"
    " VALUES ('heard of', '{}', 'unknown', '', '', '', '', '', '{}', 0)",
    'INSERT INTO "return" (return_id, dog_id, left_stay, stay_id, left_by, reason, returned_at)'
    " VALUES ('r', 'd', 's1', 's2', 'ADOPTED', '搬家', :at)",
)


@pytest.fixture(scope="session")
def shape() -> str:
    return ""  # the migrations are what is tried


@pytest.fixture
def before(any_store_url: str) -> str:
    command.upgrade(migrate.config("adoption", any_store_url), "0009")
    engine = sa.create_engine(any_store_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in BEFORE:
            at = sa.bindparam("at", LONG_AGO, sa.DateTime(timezone=True))
            connection.execute(sa.text(statement).bindparams(*([at] if ":at" in statement else [])))
    return any_store_url


def test_what_was_heard_and_what_was_decided_part(before: str) -> None:
    migrate.upgrade("adoption", before)

    kept = Store(before)
    with kept.read() as work:
        dog, other = work.get_one(Dog, "d"), work.get_one(Dog, "heard of")
        assert dog.heard == {"intake:description": 1, "intake:custody": 9, "intake:hold:h": 7}
        assert dog.holds == {"h": {"blocks": ["ADOPTED"], "until": UNTIL}}
        assert (dog.stay_no, dog.held_until, dog.vaccinated_until) == ("HH-1", LONG_AGO, date(2027, 1, 1))
        assert dog.ours.model_dump() == {
            "dog_id": "d", "stay_id": "s2", "behind": ["s1"], "listed_at": LONG_AGO, "reserved_for": "a1",
            "open_reclaims": 2, "gone": None, "heard": dog.heard,
        }  # fmt: skip
        assert (other.ours.stay_id, other.ours.behind, other.ours.heard) == (None, [], {})
    kept.close()


def test_and_come_together_again(before: str) -> None:
    columns = "dog_id, heard, holds, stay_id, listed_at, reserved_for, open_reclaims, gone"
    look, engine = sa.text(f"SELECT {columns} FROM dog ORDER BY dog_id"), sa.create_engine(before)
    look = look.columns(heard=sa.JSON, holds=sa.JSON)
    with engine.connect() as connection:
        was = connection.execute(look).all()

    migrate.upgrade("adoption", before)
    command.downgrade(migrate.config("adoption", before), "0009")

    with engine.connect() as connection:
        assert connection.execute(look).all() == was
    engine.dispose()
