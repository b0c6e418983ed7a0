"""Corrections of intake records, with what was written before."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "correction",
        sa.Column("id", text(), nullable=False),
        sa.Column("dog_id", text(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("old_hash", text(), nullable=False),
        sa.Column("old", sa.JSON(), nullable=False),
        sa.Column("new", sa.JSON(), nullable=False),
        sa.Column("new_hash", text(), nullable=True),
        sa.Column("reason", text(), nullable=False),
        sa.Column("note", text(), nullable=False),
        sa.Column("asked_by", text(), nullable=False),
        sa.Column("asked_at", moment(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("decided_by", text(), nullable=True),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("refused_because", text(), nullable=False),
        sa.Column("followed", sa.JSON(), nullable=False),
        sa.Column("redo", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_dog_id"), ["dog_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_state"), ["state"], unique=False)


def downgrade() -> None:
    op.drop_table("correction")
