"""Claims that were said to everybody were accepted, and visits that were booked are."""

import pytest
import sqlalchemy as sa
from alembic import command

from shared import migrate
from tests.adoption.conftest import LONG_AGO

BEFORE = (
    "INSERT INTO reclaim (reclaim_id, dog_id, stay_id, person, status, requested_at)"
    " VALUES ('open', 'd', 's', 'p', 'REQUESTED', :at), ('over', 'd', 's', 'p', 'REFUSED', :at)",
    "INSERT INTO visit (visit_id, day, people, person, booked_at) VALUES ('v', '2026-07-14', 2, 'p', :at)",
)


@pytest.fixture(scope="session")
def shape() -> str:
    return ""  # the migrations are what is tried


def test_what_was_asked_for_before_still_counts(any_store_url: str) -> None:
    command.upgrade(migrate.config("adoption", any_store_url), "0010")
    engine = sa.create_engine(any_store_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in BEFORE:
            at = sa.bindparam("at", LONG_AGO, sa.DateTime(timezone=True))
            connection.execute(sa.text(statement).bindparams(at))

    migrate.upgrade("adoption", any_store_url)

    with engine.connect() as connection:
        claims = connection.exec_driver_sql("select status from reclaim order by reclaim_id").scalars().all()
        assert claims == ["PLAUSIBLE", "REFUSED"]
        assert connection.exec_driver_sql("select status from visit").scalars().all() == ["BOOKED"]
    command.downgrade(migrate.config("adoption", any_store_url), "0010")
    with engine.connect() as connection:
        assert "REQUESTED" in connection.exec_driver_sql("select status from reclaim").scalars().all()
    engine.dispose()
