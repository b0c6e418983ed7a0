"""Holds that a dog has left against, and who has seen to it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "broken_hold",
        sa.Column("hold_id", text(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("dog_id", text(), nullable=False),
        sa.Column("way_out", text(), nullable=False),
        sa.Column("left_at", moment(), nullable=False),
        sa.Column("heard_at", moment(), nullable=False),
        sa.Column("again", text(), nullable=True),
        sa.Column("seen_by", text(), nullable=True),
        sa.Column("seen_at", moment(), nullable=True),
        sa.Column("seen_because", text(), nullable=True),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_broken_hold")),
    )
    op.create_index(op.f("ix_broken_hold_dog_id"), "broken_hold", ["dog_id"])
    op.create_index(op.f("ix_broken_hold_seen_at"), "broken_hold", ["seen_at"])


def downgrade() -> None:
    op.drop_table("broken_hold")
