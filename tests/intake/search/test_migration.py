"""Stays that were there before the search are found too."""

import pytest
import sqlalchemy as sa
from alembic import command

from services.intake.search import rules, store
from shared import migrate
from shared.store import Store
from tests.intake.conftest import NOW

BEFORE = (
    "INSERT INTO operation (id, name, division, started_at, headcount, area, team, vehicles, equipment,"
    " approval, summary, planned_by, opened_by, closed_by)"
    " VALUES ('o1', '第17次联合行动', '150105', :at, '{}', '', '[]', '[]', '', '', '', '', '', '')",
    "INSERT INTO dog (id, name, sex, breed, colour, size) VALUES ('d1', '豆包', 'male', 'RURAL', 'YWW', 'M')",
    "INSERT INTO tag (code, dog_id, status, issued_at) VALUES ('8K3M7Q2ZT5WB', 'd1', 'ACTIVE', :at)",
    "INSERT INTO stay (id, stay_no, dog_id, custody_basis, operation_id, status, opened_at, found_text,"
    " division, claim_provisional, notes, taken_in_by, heard) VALUES ('s1', 'HH-2026-000001', 'd1', 'STRAY',"
    " 'o1', 'HOLDING', :at, '大学西路', '150105', false, '', '张伟', '{}')",
)


@pytest.fixture(scope="session")
def shape() -> str:
    return ""  # the migrations are what is tried


def test_stays_from_before_are_found(any_store_url: str) -> None:
    command.upgrade(migrate.config("intake", any_store_url), "0007")
    engine = sa.create_engine(any_store_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in BEFORE:
            at = sa.bindparam("at", NOW, sa.DateTime(timezone=True))
            connection.execute(sa.text(statement).bindparams(*([at] if ":at" in statement else [])))

    migrate.upgrade("intake", any_store_url)

    kept = Store(any_store_url)
    with kept.read() as work:
        for q in ("8K3M-7Q2Z-T5WB", "豆包", "大学西路 黄", "第17次联合行动", "2026-07-13", "张伟"):
            found = store.find(work, rules.query(q, NOW.date()))
            assert [one.stay.stay_no for one in found] == ["HH-2026-000001"], q
    kept.close()
