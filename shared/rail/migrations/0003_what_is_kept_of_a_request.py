"""Answers end when nobody needs them. Of older requests no hash is left: it helped to guess a password."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from shared import clock

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


DEVICES = "a device's queue"  # a phone may lie in a drawer before it sends a dog again


def upgrade() -> None:
    op.add_column("idempotency", sa.Column("until", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_idempotency_until", "idempotency", ["until"])
    rows = sa.table("idempotency", sa.column("caller"), sa.column("request"), sa.column("until"))
    op.execute(sa.delete(rows).where(rows.c.caller == ""))  # a stranger's key alone says nothing any more
    op.execute(sa.update(rows).values(request="", until=_in(days=1)))
    op.execute(sa.update(rows).where(rows.c.caller == DEVICES).values(until=_in(days=90)))


def _in(days: int) -> str:
    return clock.text(clock.now() + timedelta(days=days))


def downgrade() -> None:
    op.drop_index("ix_idempotency_until", "idempotency")
    op.drop_column("idempotency", "until")
