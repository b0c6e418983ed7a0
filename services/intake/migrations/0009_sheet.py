"""The intake sheet of a stay as entries that are only added to; who was bitten, sealed, and who looked."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.add_column("stay", sa.Column("arrived_at", moment(), nullable=True))
    op.create_table(
        "sheetentry",
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dog_id", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("because", text(), nullable=False),
        sa.Column("confirmed_by", text(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False),
        sa.Column("sha256", text(), nullable=False),
        sa.PrimaryKeyConstraint("stay_id", "number", name=op.f("pk_sheetentry")),
    )
    op.create_table(
        "victim",
        sa.Column("id", text(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("kept_at", moment(), nullable=False),
        sa.Column("kept_by", text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_victim")),
    )
    op.create_index(op.f("ix_victim_stay_id"), "victim", ["stay_id"])
    op.create_table(
        "victimlook",
        sa.Column("id", text(), nullable=False),
        sa.Column("victim", text(), nullable=False),
        sa.Column("who", text(), nullable=False),
        sa.Column("purpose", text(), nullable=False),
        sa.Column("note", text(), nullable=False),
        sa.Column("looked_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_victimlook")),
    )
    op.create_index(op.f("ix_victimlook_victim"), "victimlook", ["victim"])


def downgrade() -> None:
    for table in ("victimlook", "victim", "sheetentry"):
        op.drop_table(table)
    with op.batch_alter_table("stay") as stay:
        stay.drop_column("arrived_at")
