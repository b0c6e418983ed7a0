"""Replicas that start at once at an empty store: one makes its tables, the others wait."""

import subprocess
import sys

import sqlalchemy as sa


def test_starters_in_several_processes_take_turns(any_store_url: str) -> None:
    start = f"from shared import migrate; migrate.upgrade('intake', {any_store_url!r})"
    starters = [
        subprocess.Popen([sys.executable, "-c", start], stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    said = [starter.communicate(timeout=180)[1] for starter in starters]

    assert [starter.returncode for starter in starters] == [0] * 4, "\n".join(said)
    engine = sa.create_engine(any_store_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert len(connection.execute(sa.text("select * from alembic_intake")).all()) == 1
